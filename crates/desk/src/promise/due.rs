//! What time does about promises: reminders before they are missed, a word to the customer, and pages that
//! show what is late. Each step is a row and is taken once, also where the server was down when it was due.

use domain::{
    AgentId, PromiseId, PromiseReminderId, Timestamp,
    agent::Agent,
    promise::{Change as Did, Promise, Step},
};
use jiff::tz::TimeZone;
use store::{Db, Tx};

use super::{Clocks, changed, find, first_name, open, tell};
use crate::{
    Desk, Error, Result,
    message::{Saying, say},
    notification::see_promise,
    workspace::Workspace,
};

impl Desk {
    /// Takes the steps whose time has come; how many promises were looked at.
    pub(crate) async fn look_after_promises(&self) -> Result<usize> {
        self.store
            .write(|tx| {
                let now = tx.now();
                let due = store::promise::to_look_at(tx, now)?;
                if due.is_empty() {
                    return Ok(0);
                }
                let agents = store::agent::active(tx)?;
                let sends = Workspace::read(tx)?.sends_words;
                for promise in &due {
                    look_at(tx, promise, &agents, sends)?;
                }
                Ok(due.len())
            })
            .await
    }

    /// The word to the customer that an agent could send now.
    pub async fn word_about(&self, id: PromiseId) -> Result<String> {
        let now = self.store.now();
        self.store
            .read(move |db| {
                let promise = find(db, id)?;
                word(db, &promise, now)
            })
            .await
    }

    /// Tells the customer that we have not forgotten, once for each time at which it was due.
    pub async fn send_word(&self, by: &Agent, id: PromiseId) -> Result<Promise> {
        let by = by.id;
        let promise = self
            .store
            .write(move |tx| {
                let promise = open(tx, id)?;
                if !send(tx, &promise, by)? {
                    return Err(Error::Conflict(language::say("promise-word-sent")));
                }
                Ok(promise)
            })
            .await?;
        self.tell_jobs();
        Ok(promise)
    }

    /// An agent has seen what they were reminded of.
    pub async fn put_reminder_away(&self, by: &Agent, id: PromiseReminderId) -> Result<()> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let now = tx.now();
                store::promise_reminder::put_away(tx, by, id, now)?;
                if let Some(promise) = store::promise_reminder::promise_of(tx, id)? {
                    see_promise(tx, by, promise, now)?;
                }
                Ok(())
            })
            .await
    }
}

/// Takes the steps of a promise whose time has come, and notes when to look at it again.
fn look_at(tx: &mut Tx<'_>, promise: &Promise, agents: &[Agent], sends: bool) -> Result<()> {
    let now = tx.now();
    let owner = agents.iter().find(|agent| Some(agent.id) == promise.owner_id);
    let is_away = !owner.is_some_and(|owner| owner.at_desk(now));
    let taken = store::promise_reminder::taken(tx, promise.id, promise.due_at)?;
    let (due, ahead): (Vec<_>, Vec<_>) =
        promise.steps_left(&taken, is_away).into_iter().partition(|(_, at)| *at <= now);
    for (step, _) in &due {
        let whom = match step {
            Step::Owner | Step::Word => promise.owner_id,
            Step::StandIn => promise.stand_in_id,
            Step::Team | Step::Late | Step::Broken => None,
        };
        store::promise_reminder::insert(tx, promise.id, *step, promise.due_at, whom, now)?;
        // Somebody has to have said it.
        if let (Step::Word, true, Some(owner)) = (step, sends, promise.owner_id) {
            send(tx, promise, owner)?;
        }
    }
    let next: Option<Timestamp> = ahead.into_iter().map(|(_, at)| at).min();
    store::promise::set_next(tx, promise.id, next)?;
    if !due.is_empty() {
        tell(tx, promise, None)?;
    }
    Ok(())
}

/// Sends the word for the time at which a promise is due; whether it had not been sent before.
fn send(tx: &mut Tx<'_>, promise: &Promise, by: AgentId) -> Result<bool> {
    let key = format!("promise-word-{}-{}", promise.id, promise.due_at.as_millisecond());
    if store::message::by_key(tx, promise.conversation_id, &key)?.is_some() {
        return Ok(false);
    }
    let now = tx.now();
    let text = word(tx, promise, now)?;
    say(tx, &Saying { conversation: promise.conversation_id, by, text: &text, key: &key })?;
    changed(tx, promise, Did::Word, Some(by), "")?;
    Ok(true)
}

/// "We have not forgotten", in words that hold before the promise is missed and after.
fn word(db: &mut Db, promise: &Promise, now: Timestamp) -> Result<String> {
    let clocks = Clocks::read(db, promise.conversation_id)?;
    let customer = store::customer::find(db, promise.customer_id)?
        .ok_or_else(|| Error::not_found("customer"))?;
    let hello = first_name(&customer).map_or("Hello,".to_owned(), |name| format!("Hello {name},"));
    let when = said(promise.due_at, now, &clocks.customer);
    let what = if promise.is_call_back() {
        format!("that we promised to call you {when}")
    } else {
        format!("what we promised you for {when}")
    };
    Ok(format!(
        "{hello}\n\nwe have not forgotten {what}. It may take a little longer than we said, and we are \
         sorry for that. We are on it, and you will hear from us as soon as it is done."
    ))
}

/// A time in the middle of a sentence to a customer: "today at 15:00", "Friday at 17:00".
pub(crate) fn said(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    let (local, today) = (at.to_zoned(tz.clone()), now.to_zoned(tz.clone()).date());
    if local.date() == today {
        format!("today at {}", local.strftime("%H:%M"))
    } else {
        local.strftime("%A, %-d %B, at %H:%M").to_string()
    }
}

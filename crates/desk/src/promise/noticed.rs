//! Promises that are noticed in what agents write. Messages are read in the background, after they have gone
//! out: nobody waits for it. What is noticed is a row that asks, once, whether it is a promise.

use domain::{
    AgentId, ConversationId, EventId, MessageId, PromiseSuggestionId, Timestamp,
    agent::Agent,
    event::{Change, Event, EventKind},
    message::Kind,
    promise::{BadPromise, Promise, Source, WHAT_CHARS_MAX, clean_what},
    text,
};
use jiff::SignedDuration;
use language::say;
use store::{Db, Tx, promise_suggestion::Suggestion};
use tokio::task::spawn_blocking;
use words::{By, Finding, Message, Reader, What, when::Reference};

use super::{Clocks, Making, When, make};
use crate::{
    Desk, Error, Result, conversation,
    follower::{Follower, Step},
    reading::READER,
};

/// Who notices promises.
const FOLLOWER: Follower =
    Follower { name: "promises", concerns: is_ours, first, came_to: |_, _| {} };
/// Most promises that are asked about in one message.
const PER_MESSAGE_MAX: usize = 5;
/// Hours of messages that are read when messages have never been read before.
const FIRST_HOURS: i64 = 24;
/// How sure the reader is of what is asked about.
const CONFIDENCE_MIN: f32 = 0.5;

/// What an agent said of something that was noticed.
#[derive(Debug, Clone)]
pub enum Answered {
    /// It is a promise, by the time that was said or by this one.
    Yes(Option<When>),
    /// It is none.
    No,
}

/// A message of ours to be read.
struct Said {
    conversation: ConversationId,
    message: MessageId,
    agent: AgentId,
    agent_name: String,
    customer_name: String,
    text: String,
    at: Timestamp,
    clocks: Clocks,
}

/// What was noticed in one.
struct Noticed {
    span: (i64, i64),
    words: String,
    what: String,
    due_at: Option<Timestamp>,
}

impl Desk {
    /// Looks for promises in what agents write, for as long as the desk is open.
    pub(crate) async fn notice_promises(&self) {
        let read = |desk: Self, events, step| async move { desk.read_promises(events, step).await };
        self.follow(&FOLLOWER, read).await;
    }

    /// Reads what agents said.
    async fn read_promises(&self, events: Vec<Event>, step: Step) -> Result<bool> {
        let said = self.store.read(move |db| said(db, &events)).await?;
        let reading = spawn_blocking(move || {
            let read = |said: Said| (notice(&READER, &said), said);
            said.into_iter().map(read).collect::<Vec<_>>()
        });
        // A panic while reading is a fault of ours, and no message is worth reading it for ever.
        let noticed = reading.await.unwrap_or_else(|error| {
            tracing::error!(%error, "messages could not be read, and are passed over");
            Vec::new()
        });
        self.store
            .write(move |tx| {
                for (noticed, said) in &noticed {
                    keep(tx, said, noticed)?;
                }
                step.keep(tx)?;
                Ok(true)
            })
            .await
    }

    /// Answers what was noticed: it becomes a promise, or it is none. Answered once; whoever comes second is
    /// told.
    pub async fn answer_suggestion(
        &self,
        by: &Agent,
        id: PromiseSuggestionId,
        answered: Answered,
    ) -> Result<Option<Promise>> {
        let by = by.id;
        let promise = self
            .store
            .write(move |tx| {
                let suggestion = find(tx, id)?;
                if suggestion.answered_at.is_some() {
                    return Err(Error::Conflict(say("promise-suggestion-answered")));
                }
                let promise = match answered {
                    Answered::No => None,
                    Answered::Yes(when) => Some(accept(tx, &suggestion, when, by)?),
                };
                let now = tx.now();
                let kept = promise.as_ref().map(|promise| promise.id);
                store::promise_suggestion::answer(tx, id, by, kept, now)?;
                if promise.is_none() {
                    tell(tx, &suggestion, by)?;
                }
                Ok(promise)
            })
            .await?;
        self.tell_jobs();
        Ok(promise)
    }

    /// Asks again about something that was said to be no promise.
    pub async fn ask_again(&self, by: &Agent, id: PromiseSuggestionId) -> Result<()> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let suggestion = find(tx, id)?;
                if !store::promise_suggestion::ask_again(tx, id)? {
                    return Err(Error::Conflict(say("promise-suggestion-asked")));
                }
                tell(tx, &suggestion, by)
            })
            .await
    }
}

/// Whether an agent's message went out.
fn is_ours(event: &Event) -> bool {
    event.kind == EventKind::MessageSent && event.agent_id.is_some()
}

/// What agents said in those events.
fn said(db: &mut Db, events: &[Event]) -> Result<Vec<Said>> {
    let mut said = Vec::new();
    for event in events {
        if let (Some(message), Some(agent)) = (event.message_id, event.agent_id)
            && let Some(found) = saying(db, message, agent)?
        {
            said.push(found);
        }
    }
    Ok(said)
}

/// Where reading begins on a desk on which nothing was read before.
fn first(db: &mut Db, now: Timestamp) -> Result<EventId> {
    let since = now - SignedDuration::from_hours(FIRST_HOURS);
    Ok(store::event::last_before(db, since)?)
}

fn saying(db: &mut Db, id: MessageId, agent: AgentId) -> Result<Option<Said>> {
    let Some(message) = store::message::find(db, id)?.filter(|it| it.kind == Kind::Reply) else {
        return Ok(None);
    };
    let Some(conversation) = store::conversation::find(db, message.conversation_id)? else {
        return Ok(None);
    };
    let customer = store::customer::find(db, conversation.customer_id)?;
    let agent_name = store::agent::find(db, agent)?.map(|agent| agent.name);
    Ok(Some(Said {
        conversation: conversation.id,
        message: id,
        agent,
        agent_name: agent_name.unwrap_or_default(),
        customer_name: customer.map(|customer| customer.name).unwrap_or_default(),
        text: message.text,
        at: message.at,
        clocks: Clocks::read(db, conversation.id)?,
    }))
}

/// The promises in what was said.
fn notice(reader: &Reader, said: &Said) -> Vec<Noticed> {
    let now = said.at.to_zoned(said.clocks.desk.tz.clone());
    let reference = Reference {
        now: &now,
        hours: &said.clocks.desk.hours,
        customer_zone: Some(&said.clocks.customer),
    };
    let named = |name: &'_ String| !name.is_empty();
    let message = Message {
        text: &said.text,
        by: By::Us,
        agent: Some(&said.agent_name).filter(|name| named(name)).map(String::as_str),
        customer: Some(&said.customer_name).filter(|name| named(name)).map(String::as_str),
        reference: Some(reference),
    };
    let reading = reader.read(&message);
    let promises = |finding: &&Finding| {
        finding.what == What::Promise
            && finding.by == By::Us
            && finding.confidence >= CONFIDENCE_MIN
    };
    let found = reading.findings.iter().filter(promises);
    found.take(PER_MESSAGE_MAX).filter_map(|finding| noticed(said, finding)).collect()
}

fn noticed(said: &Said, finding: &Finding) -> Option<Noticed> {
    let words = said.text.get(finding.span.clone())?;
    let place = |byte: usize| i64::try_from(byte).ok();
    let what = clean_what(&text::excerpt(&finding.reason, WHAT_CHARS_MAX - 1))
        .or_else(|_| clean_what(&text::excerpt(words, WHAT_CHARS_MAX - 1)));
    Some(Noticed {
        span: (place(finding.span.start)?, place(finding.span.end)?),
        words: text::excerpt(words, WHAT_CHARS_MAX),
        what: what.ok()?,
        due_at: finding.due,
    })
}

fn keep(tx: &mut Tx<'_>, said: &Said, noticed: &[Noticed]) -> Result<()> {
    let at = tx.now();
    let mut is_new = false;
    for found in noticed {
        let new = store::promise_suggestion::New {
            message: said.message,
            agent: said.agent,
            span: found.span,
            words: &found.words,
            what: &found.what,
            due_at: found.due_at,
            at,
        };
        is_new |= store::promise_suggestion::insert(tx, &new)?;
    }
    if is_new {
        let conversation = conversation::find(tx, said.conversation)?;
        let change = Change::new(EventKind::PromiseChanged).of_message(said.message);
        tx.record(change.in_conversation(conversation.id, conversation.customer_id))?;
    }
    Ok(())
}

fn find(db: &mut Db, id: PromiseSuggestionId) -> Result<Suggestion> {
    store::promise_suggestion::find(db, id)?.ok_or_else(|| Error::not_found("question"))
}

fn tell(tx: &mut Tx<'_>, suggestion: &Suggestion, by: AgentId) -> Result<()> {
    let conversation = conversation::find(tx, suggestion.conversation_id)?;
    let change = Change::new(EventKind::PromiseChanged).of_message(suggestion.message_id);
    tx.record(change.in_conversation(conversation.id, conversation.customer_id).by(Some(by)))?;
    Ok(())
}

/// Makes the promise that was noticed. Whoever wrote it keeps it, if they are still on the desk.
fn accept(
    tx: &mut Tx<'_>,
    suggestion: &Suggestion,
    when: Option<When>,
    by: AgentId,
) -> Result<Promise> {
    let conversation = conversation::find(tx, suggestion.conversation_id)?;
    let clocks = Clocks::read(tx, conversation.id)?;
    let now = tx.now();
    let due_at = match (when, suggestion.due_at) {
        (Some(when), _) => clocks.due(&when, now)?,
        (None, Some(due)) if due > now => due,
        (None, Some(_)) => return Err(Error::refused(BadPromise::Past)),
        (None, None) => return Err(Error::refused(say("promise-suggestion-no-time"))),
    };
    let owner = store::agent::find(tx, suggestion.agent_id)?;
    let owner = owner.filter(|agent| agent.deactivated_at.is_none()).map_or(by, |agent| agent.id);
    let making = Making {
        conversation: &conversation,
        message: Some(suggestion.message_id),
        owner: Some(owner),
        stand_in: None,
        source: Source::Noticed,
        what: &suggestion.what,
        phone: None,
        due_at,
    };
    make(tx, &making, Some(by))
}

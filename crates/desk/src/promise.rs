//! Promises: making, keeping, moving, handing over and taking back what we said we would do.
//!
//! Every change is a row, so what is undone is not lost. What time does about promises is in `due.rs`, what is
//! noticed in messages in `noticed.rs`, the page on which customers choose a time in `booking.rs`,
//! what other programs ask for in `asked.rs`, and what a
//! calendar is told in `calendar.rs`.

pub mod asked;
pub mod booking;
pub mod calendar;
mod due;
mod noticed;

use domain::{
    AgentId, ConversationId, MessageId, PromiseId, Timestamp,
    agent::Agent,
    conversation::Conversation,
    customer::Customer,
    event::{Change, EventKind},
    promise::{BadPromise, Change as Did, DAYS_AHEAD_MAX, Promise, Source, clean_what, time},
    schedule::Schedule,
};
use jiff::{SignedDuration, tz::TimeZone};
use store::{Db, Tx};

use crate::{
    Desk, Error, Result, conversation,
    message::{Saying, say, take_back},
    schedule,
};

pub(crate) use self::due::said;
pub use self::noticed::Answered;

/// Minutes in which a promise can be unmade that was made by mistake; after that the customer counts on it.
pub const UNMAKE_MINUTES: i64 = 10;
/// Most characters of a time in words, and of the name of a choice.
const WORDS_CHARS_MAX: usize = 60;

/// By when something is promised, as an agent says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// At that moment.
    At(Timestamp),
    /// One of the choices by its name, or a time in plain words, on the customer's clock.
    Words(String),
}

/// What an agent promises.
#[derive(Debug, Clone)]
pub struct Promising {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What, in words.
    pub what: String,
    /// By when.
    pub when: When,
    /// Who keeps it.
    pub owner: Option<AgentId>,
    /// Who keeps it where the owner is away.
    pub stand_in: Option<AgentId>,
}

/// The clocks that a promise goes by: the desk's and the customer's, which is the desk's where nobody knows
/// better.
pub(crate) struct Clocks {
    /// When whoever keeps it is there.
    desk: Schedule,
    customer: TimeZone,
}

impl Clocks {
    pub(crate) fn read(db: &mut Db, id: ConversationId) -> Result<Self> {
        let conversation = store::conversation::find_kept(db, id)?;
        let team = conversation.as_ref().and_then(|conversation| conversation.team_id);
        let desk = schedule::of_team(db, team)?;
        let customer = match conversation {
            Some(conversation) => store::customer::find(db, conversation.customer_id)?,
            None => None,
        };
        let customer = customer.and_then(|customer| customer.tz());
        let customer = customer.unwrap_or_else(|| desk.tz.clone());
        Ok(Self { desk, customer })
    }

    /// When that is.
    fn due(&self, when: &When, now: Timestamp) -> Result<Timestamp> {
        let due = match when {
            When::At(at) => *at,
            When::Words(words) => {
                let words = words.trim();
                if words.is_empty() {
                    return Err(Error::refused(language::say("promise-no-time")));
                }
                if words.chars().count() > WORDS_CHARS_MAX {
                    return Err(Error::refused(domain::snooze::BadTime::Unreadable));
                }
                match time::Choice::parse(words) {
                    Some(choice) => choice
                        .at(now, &self.desk, &self.customer)
                        .ok_or_else(|| Error::refused(BadPromise::Past))?,
                    None => time::in_words(words, now, &self.customer).map_err(Error::refused)?,
                }
            }
        };
        if due <= now {
            return Err(Error::refused(BadPromise::Past));
        }
        if due > now + SignedDuration::from_hours(24 * DAYS_AHEAD_MAX) {
            return Err(Error::refused(BadPromise::TooFar));
        }
        Ok(due)
    }
}

impl Desk {
    /// Makes a promise by hand: one that was said on the telephone, at the counter, or anywhere.
    pub async fn promise(&self, by: &Agent, promising: Promising) -> Result<Promise> {
        let what = clean_what(&promising.what).map_err(Error::refused)?;
        let by = by.id;
        let promise = self
            .store
            .write(move |tx| {
                let conversation = conversation::find(tx, promising.conversation)?;
                let due_at = Clocks::read(tx, conversation.id)?.due(&promising.when, tx.now())?;
                check_keepers(tx, promising.owner, promising.stand_in)?;
                let new = Making {
                    conversation: &conversation,
                    message: None,
                    owner: promising.owner,
                    stand_in: promising.stand_in,
                    source: Source::Hand,
                    what: &what,
                    phone: None,
                    due_at,
                };
                make(tx, &new, Some(by))
            })
            .await?;
        self.tell_jobs();
        Ok(promise)
    }

    /// Unmakes a promise that was made by mistake a moment ago: it never was one. Nobody is told; what was
    /// noticed in a message is asked again.
    pub async fn unmake_promise(&self, by: &Agent, id: PromiseId) -> Result<Promise> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let promise = open(tx, id)?;
                let old = tx.now().duration_since(promise.made_at);
                let is_old = old > SignedDuration::from_mins(UNMAKE_MINUTES);
                if is_old || promise.source == Source::CallBack {
                    return Err(Error::Conflict(language::say("promise-counted-on")));
                }
                store::promise_suggestion::ask_again_for(tx, id)?;
                store::promise::delete(tx, id)?;
                tell(tx, &promise, Some(by))?;
                Ok(promise)
            })
            .await
    }

    /// Notes that a promise was kept; one that was kept before stays so. One that was taken back cannot be.
    pub async fn keep_promise(&self, by: &Agent, id: PromiseId) -> Result<Promise> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let promise = find(tx, id)?;
                if promise.cancelled_at.is_some() {
                    return Err(Error::Conflict(language::say("promise-taken-back-already")));
                }
                let now = tx.now();
                if store::promise::set_kept(tx, id, now)? {
                    changed(tx, &promise, Did::Kept, Some(by), "")?;
                }
                find(tx, id)
            })
            .await
    }

    /// It was not kept after all.
    pub async fn unkeep_promise(&self, by: &Agent, id: PromiseId) -> Result<Promise> {
        self.stands_again(by, id, Did::NotKept).await
    }

    /// Takes a promise back, and tells the customer why.
    pub async fn cancel_promise(&self, by: &Agent, id: PromiseId, why: &str) -> Result<Promise> {
        let why = domain::message::clean_text(why, 0)
            .map_err(|_| Error::refused(language::say("promise-no-why")))?;
        let by = by.id;
        let promise = self
            .store
            .write(move |tx| {
                let promise = find(tx, id)?;
                let now = tx.now();
                if !store::promise::set_cancelled(tx, id, now)? {
                    return Err(Error::Conflict(language::say("promise-over")));
                }
                let number = changed(tx, &promise, Did::Cancelled, Some(by), &why)?;
                let key = cancelling(number);
                say(
                    tx,
                    &Saying { conversation: promise.conversation_id, by, text: &why, key: &key },
                )?;
                find(tx, id)
            })
            .await?;
        self.tell_jobs();
        Ok(promise)
    }

    /// A promise that was taken back stands again. The words to the customer are taken back too, where they
    /// have not gone out yet.
    pub async fn restore_promise(&self, by: &Agent, id: PromiseId) -> Result<Promise> {
        self.stands_again(by, id, Did::Restored).await
    }

    async fn stands_again(&self, by: &Agent, id: PromiseId, did: Did) -> Result<Promise> {
        let by = by.id;
        let promise = self
            .store
            .write(move |tx| {
                let promise = find(tx, id)?;
                let is_over = match did {
                    Did::NotKept => promise.kept_at.is_some(),
                    _ => promise.cancelled_at.is_some(),
                };
                let now = tx.now();
                if !is_over || !store::promise::reopen(tx, id, now)? {
                    return Err(Error::Conflict(language::say("promise-stands")));
                }
                if did == Did::Restored {
                    let told = store::promise_change::of_promise(tx, id)?;
                    let told = told.iter().rev().find(|change| change.what == Did::Cancelled);
                    if let Some(told) = told {
                        take_back(tx, promise.conversation_id, &cancelling(told.id))?;
                    }
                }
                changed(tx, &promise, did, Some(by), "")?;
                find(tx, id)
            })
            .await?;
        self.tell_jobs();
        Ok(promise)
    }

    /// Moves a promise to another time.
    pub async fn move_promise(&self, by: &Agent, id: PromiseId, when: When) -> Result<Promise> {
        let by = by.id;
        let promise = self
            .store
            .write(move |tx| {
                let promise = open(tx, id)?;
                let now = tx.now();
                let due = Clocks::read(tx, promise.conversation_id)?.due(&when, now)?;
                if due != promise.due_at {
                    store::promise::set_due(tx, id, due, now)?;
                    changed(tx, &promise, Did::Moved, Some(by), "")?;
                }
                find(tx, id)
            })
            .await?;
        self.tell_jobs();
        Ok(promise)
    }

    /// Gives a promise to somebody, or to nobody in particular, and says who stands in.
    pub async fn hand_promise(
        &self,
        by: &Agent,
        id: PromiseId,
        owner: Option<AgentId>,
        stand_in: Option<AgentId>,
    ) -> Result<Promise> {
        let by = by.id;
        let promise = self
            .store
            .write(move |tx| {
                let promise = open(tx, id)?;
                check_keepers(tx, owner, stand_in)?;
                let now = tx.now();
                if (owner, stand_in) != (promise.owner_id, promise.stand_in_id) {
                    store::promise::set_owner(tx, id, owner, stand_in, now)?;
                    changed(tx, &promise, Did::Handed, Some(by), "")?;
                }
                find(tx, id)
            })
            .await?;
        self.tell_jobs();
        Ok(promise)
    }
}

/// The name of the message by which a customer is told that a promise is taken back.
fn cancelling(change: i64) -> String {
    format!("promise-taken-back-{change}")
}

/// A promise that is about to be made.
pub(crate) struct Making<'a> {
    pub(crate) conversation: &'a Conversation,
    pub(crate) message: Option<MessageId>,
    pub(crate) owner: Option<AgentId>,
    pub(crate) stand_in: Option<AgentId>,
    pub(crate) source: Source,
    pub(crate) what: &'a str,
    pub(crate) phone: Option<&'a str>,
    pub(crate) due_at: Timestamp,
}

/// Makes it, with its first row of history and its event.
pub(crate) fn make(tx: &mut Tx<'_>, making: &Making<'_>, by: Option<AgentId>) -> Result<Promise> {
    let made_at = tx.now();
    let id = store::promise::insert(
        tx,
        &store::promise::New {
            conversation: making.conversation.id,
            customer: making.conversation.customer_id,
            call: None,
            message: making.message,
            owner: making.owner,
            stand_in: making.stand_in,
            source: making.source,
            what: making.what,
            phone: making.phone,
            due_at: making.due_at,
            made_at,
        },
    )?;
    let promise = find(tx, id)?;
    changed(tx, &promise, Did::Made, by, "")?;
    Ok(promise)
}

/// The promise of that id.
pub(crate) fn find(db: &mut Db, id: PromiseId) -> Result<Promise> {
    store::promise::find(db, id)?.ok_or_else(|| Error::not_found("promise"))
}

/// … that is still to be kept.
fn open(db: &mut Db, id: PromiseId) -> Result<Promise> {
    let promise = find(db, id)?;
    if promise.is_open() {
        Ok(promise)
    } else {
        Err(Error::Conflict(language::say("promise-over-undo-first")))
    }
}

/// Notes what was done about a promise, after it was done, and tells the open pages. The change's number.
pub(crate) fn changed(
    tx: &mut Tx<'_>,
    promise: &Promise,
    did: Did,
    by: Option<AgentId>,
    note: &str,
) -> Result<i64> {
    let now = tx.now();
    let number = store::promise_change::insert(tx, promise.id, did, by, note, now)?;
    tell(tx, promise, by)?;
    Ok(number)
}

/// Tells the open pages that something about a promise is new.
pub(crate) fn tell(tx: &mut Tx<'_>, promise: &Promise, by: Option<AgentId>) -> Result<()> {
    let change = Change::new(EventKind::PromiseChanged).by(by);
    tx.record(change.in_conversation(promise.conversation_id, promise.customer_id))?;
    Ok(())
}

/// Whoever keeps a promise is on the desk, and does not stand in for themselves.
fn check_keepers(db: &mut Db, owner: Option<AgentId>, stand_in: Option<AgentId>) -> Result<()> {
    for id in owner.into_iter().chain(stand_in) {
        store::agent::find(db, id)?
            .filter(|agent| agent.deactivated_at.is_none())
            .ok_or_else(|| Error::not_found("person"))?;
    }
    if owner.is_some() && owner == stand_in {
        return Err(Error::refused(language::say("promise-own-stand-in")));
    }
    Ok(())
}

/// The name by which we speak to a customer; none where nobody knows it.
fn first_name(customer: &Customer) -> Option<&str> {
    Some(domain::agent::first_name(&customer.name)).filter(|name| !name.is_empty())
}

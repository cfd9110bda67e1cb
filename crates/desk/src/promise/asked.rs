//! Call backs that another program asks for: the same promise, at the same free times, as a customer makes who
//! has a link.
//!
//! The number says who the customer is: whoever picks up there is who we talk with, so a number that we know
//! leads to the customer who has it.

use domain::{
    CustomerId, InboxId, PromiseId, Timestamp,
    api_token::ApiToken,
    call::check_phone,
    conversation::Channel,
    customer::AddressKind,
    inbox::Inbox,
    promise::{Change as Did, Promise, Source, WHAT_CHARS_MAX},
    text,
};
use jiff::SignedDuration;
use store::{Db, Tx};

use super::{Making, changed, find, make};
use crate::{
    Desk, Error, Result,
    call::{free_slots, free_slots_over, is_slot},
    conversation,
    customer::check_time_zone,
    invitation::check_name,
    token,
    visitor::conversation_of,
};
use language::say;

/// Days ahead up to which a call back can be asked for.
pub const AHEAD_DAYS_MAX: i64 = 60;
/// Days over which free times are told at once, at the most.
pub const DAYS_MAX: i64 = 14;
/// Most characters of the key under which something is asked for.
pub const KEY_CHARS_MAX: usize = 255;
/// What we promise, where nobody said what it is about.
const CALL_BACK: &str = "Call back";

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The number to call.
    pub phone: String,
    /// The inbox, or the first one where none is named.
    pub inbox: Option<InboxId>,
    /// The customer's name; empty where nobody said it.
    pub name: String,
    /// What it is about; empty where nobody said it.
    pub subject: String,
    /// When; the earliest free time where nobody said it.
    pub at: Option<Timestamp>,
    /// The customer's time zone; empty where nobody said it.
    pub time_zone: String,
    /// The key under which it is asked for, so that it can be asked again.
    pub key: Option<String>,
}

impl Asked {
    /// What tells it apart from everything else that could be asked for.
    fn hash(&self) -> String {
        let Self { phone, inbox, name, subject, at, time_zone, key: _ } = self;
        token::hash(&format!("{phone:?} {inbox:?} {name:?} {subject:?} {at:?} {time_zone:?}"))
    }

    fn check(self) -> Result<Self> {
        let name = text::clean_line(&self.name);
        if !name.is_empty() {
            check_name(&name)?;
        }
        let long = self
            .key
            .as_deref()
            .is_some_and(|key| key.trim().is_empty() || key.chars().count() > KEY_CHARS_MAX);
        if long {
            return Err(Error::refused(format!(
                "An Idempotency-Key has 1 to {KEY_CHARS_MAX} characters."
            )));
        }
        Ok(Self {
            phone: check_phone(&self.phone).map_err(Error::refused)?,
            name,
            subject: text::excerpt(&self.subject, WHAT_CHARS_MAX - CALL_BACK.len() - 2),
            time_zone: check_time_zone(&self.time_zone)?.unwrap_or_default(),
            ..self
        })
    }
}

/// A call back, with what a program is told about it.
#[derive(Debug, Clone)]
pub struct CallBack {
    /// The promise.
    pub promise: Promise,
    /// The inbox of its conversation.
    pub inbox: Option<InboxId>,
    /// The customer's name; empty where nobody knows it.
    pub name: String,
    /// The customer's time zone, where it is known.
    pub time_zone: Option<String>,
}

impl Desk {
    /// Promises to call back at the time that was asked for, or at the earliest one that is free. Under a key
    /// that came before it is the promise that was made then; the flag says whether it is new.
    ///
    /// # Errors
    /// [`Error::Refused`] for what cannot be done, [`Error::Conflict`] for a time that somebody else took.
    pub async fn ask_for_call_back(&self, by: &ApiToken, asked: Asked) -> Result<(CallBack, bool)> {
        let asked = asked.check()?;
        let by = by.id;
        let made = self
            .store
            .write(move |tx| {
                let hash = asked.hash();
                if let Some(key) = &asked.key
                    && let Some((before, id)) = store::call_back_key::find(tx, by, key)?
                {
                    if before != hash {
                        return Err(Error::refused(
                            "This Idempotency-Key came before with something else. Use another.",
                        ));
                    }
                    return Ok((look(tx, id)?, false));
                }
                let promise = promise(tx, &asked)?;
                if let Some(key) = &asked.key {
                    let now = tx.now();
                    store::call_back_key::insert(tx, by, key, &hash, promise.id, now)?;
                }
                Ok((look(tx, promise.id)?, true))
            })
            .await?;
        self.tell_jobs();
        Ok(made)
    }

    /// The call back of that id.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none: other promises are not told.
    pub async fn call_back(&self, id: PromiseId) -> Result<CallBack> {
        self.store.read(move |db| look(db, id)).await
    }

    /// The customer does not want to be called any more. One that was cancelled stays so.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none, [`Error::Conflict`] where it was kept already.
    pub async fn cancel_call_back(&self, id: PromiseId) -> Result<()> {
        self.store
            .write(move |tx| {
                let promise = look(tx, id)?.promise;
                let now = tx.now();
                if store::promise::set_cancelled(tx, id, now)? {
                    changed(tx, &promise, Did::Cancelled, None, "The customer cancelled it")?;
                } else if promise.kept_at.is_some() {
                    return Err(Error::Conflict("They have been called already.".into()));
                }
                Ok(())
            })
            .await
    }

    /// The times that are free from `from` on, over `days` days.
    pub async fn free_call_back_times(
        &self,
        from: Option<Timestamp>,
        days: i64,
    ) -> Result<Vec<Timestamp>> {
        let now = self.store.now();
        let from = from.unwrap_or(now);
        if !(1..=DAYS_MAX).contains(&days) {
            return Err(Error::refused(format!("Ask for 1 to {DAYS_MAX} days at once.")));
        }
        not_too_far(now, from)?;
        self.store.read(move |db| free_slots_over(db, now, from, days, None)).await
    }
}

fn not_too_far(now: Timestamp, at: Timestamp) -> Result<()> {
    if at > now + SignedDuration::from_hours(24 * AHEAD_DAYS_MAX) {
        return Err(Error::refused(format!(
            "That is too far ahead: ask for a time within {AHEAD_DAYS_MAX} days."
        )));
    }
    Ok(())
}

fn look(db: &mut Db, id: PromiseId) -> Result<CallBack> {
    let promise = find(db, id).ok().filter(|promise| promise.source == Source::CallBack);
    let promise = promise.ok_or_else(|| Error::not_found("call back"))?;
    let customer = store::customer::find(db, promise.customer_id)?
        .ok_or_else(|| Error::not_found("customer"))?;
    let conversation = store::conversation::find(db, promise.conversation_id)?
        .ok_or_else(|| Error::not_found("conversation"))?;
    Ok(CallBack {
        promise,
        inbox: conversation.inbox_id,
        name: customer.name,
        time_zone: customer.time_zone,
    })
}

fn promise(tx: &mut Tx<'_>, asked: &Asked) -> Result<Promise> {
    let due_at = time(tx, asked.at)?;
    let inbox = inbox(tx, asked.inbox)?;
    let origin = origin(tx, asked)?;
    let (id, _) = conversation_of(tx, &inbox, origin, Channel::Phone, &asked.subject)?;
    let conversation = conversation::find(tx, id)?;
    let what = match asked.subject.as_str() {
        "" => CALL_BACK.to_owned(),
        subject => format!("{CALL_BACK}: {subject}"),
    };
    let making = Making {
        conversation: &conversation,
        message: None,
        owner: conversation.assignee_id,
        stand_in: None,
        source: Source::CallBack,
        what: &what,
        phone: Some(&asked.phone),
        due_at,
    };
    make(tx, &making, None)
}

/// The time that was asked for, where it is free, or else the earliest one that is.
fn time(tx: &mut Tx<'_>, at: Option<Timestamp>) -> Result<Timestamp> {
    let now = tx.now();
    let Some(at) = at else {
        let soon = free_slots(tx, now, None)?.first().copied();
        let later = match soon {
            None => free_slots_over(tx, now, now, AHEAD_DAYS_MAX, None)?.first().copied(),
            soon => soon,
        };
        return later
            .ok_or_else(|| Error::Conflict(say("call-back-no-time").with("days", AHEAD_DAYS_MAX)));
    };
    not_too_far(now, at)?;
    if free_slots_over(tx, now, at, 1, None)?.contains(&at) {
        Ok(at)
    } else if is_slot(tx, now, at)? {
        Err(Error::Conflict("Somebody else took that time. Choose another.".into()))
    } else {
        Err(Error::refused(
            "We do not call at that time. Choose one of those that are free, and write it as it is \
             told there.",
        ))
    }
}

fn inbox(tx: &mut Tx<'_>, id: Option<InboxId>) -> Result<Inbox> {
    let mut all = store::inbox::all(tx)?.into_iter();
    let found = match id {
        Some(id) => all.find(|inbox| inbox.id == id),
        None => all.next(),
    };
    found.ok_or_else(|| {
        Error::refused(
            "There is no inbox with that phone_number_id. Leave it out, or name another.",
        )
    })
}

/// As whom somebody comes who has that number: the customer with whom it was written down, or a new one.
fn origin(tx: &mut Tx<'_>, asked: &Asked) -> Result<CustomerId> {
    let now = tx.now();
    let zone = Some(asked.time_zone.as_str()).filter(|zone| !zone.is_empty());
    let Some(id) = store::customer::by_verified_address(tx, AddressKind::Phone, &asked.phone)?
    else {
        let id = store::customer::insert(tx, &asked.name, None, zone, now)?;
        let phone = &asked.phone;
        store::customer::add_address(tx, id, AddressKind::Phone, phone, Some(now), now)?;
        return Ok(id);
    };
    let known = store::customer::find_kept(tx, id)?.ok_or_else(|| Error::not_found("customer"))?;
    // What somebody wrote down before stays.
    let name = if known.name.is_empty() { &asked.name } else { &known.name };
    let known_zone = known.time_zone.as_deref();
    if *name != known.name || (known_zone.is_none() && zone.is_some()) {
        let language = known.language.as_deref();
        store::customer::update(tx, known.id, name, language, known_zone.or(zone))?;
    }
    Ok(id)
}

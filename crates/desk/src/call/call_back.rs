//! Instead of waiting: being called back at a time of one's own choice, or writing.

use domain::{
    AgentId, CallId, CustomerId, PromiseId, Timestamp,
    call::{
        Call, JOIN_MINUTES_MAX, RING_MINUTES_MAX, Reason, SLOT_DAYS, SLOT_MINUTES, SLOTS_MAX,
        State, check_phone, slots,
    },
    customer::AddressKind,
    promise::{Change as Did, Promise, Source},
};
use jiff::SignedDuration;
use language::say;
use store::{Db, Tx};

use super::{end, find};
use crate::{Desk, Error, Result, call::number, promise::changed, schedule};

/// The slots that are free now, and those that only the call back `but` takes, so that it can be moved. Two
/// call backs at once are promised for two people at the desk.
pub(crate) fn free_slots(
    db: &mut Db,
    now: Timestamp,
    but: Option<PromiseId>,
) -> Result<Vec<Timestamp>> {
    let mut free = free_slots_over(db, now, now, SLOT_DAYS, but)?;
    free.truncate(SLOTS_MAX);
    Ok(free)
}

/// The slots that are free over so many days from `from` on, as [`free_slots`].
pub(crate) fn free_slots_over(
    db: &mut Db,
    now: Timestamp,
    from: Timestamp,
    days: i64,
    but: Option<PromiseId>,
) -> Result<Vec<Timestamp>> {
    let first = from.max(now);
    let since = first - SignedDuration::from_mins(SLOT_MINUTES);
    let until = first + SignedDuration::from_hours(24 * (days + 1));
    let promised: Vec<Timestamp> = store::promise::call_backs(db, since, until)?
        .into_iter()
        .filter(|(id, _)| Some(*id) != but)
        .map(|(_, due)| due)
        .collect();
    let at_once = store::agent::active(db)?.len();
    let schedule = schedule::of_team(db, None)?;
    Ok(slots(now, (from, days), &schedule, &promised, at_once))
}

/// Whether that moment begins a slot, free or not.
pub(crate) fn is_slot(db: &mut Db, now: Timestamp, at: Timestamp) -> Result<bool> {
    let all = slots(now, (at, 1), &schedule::of_team(db, None)?, &[], 1);
    Ok(all.first() == Some(&at))
}

impl Desk {
    /// When somebody can be called back.
    pub async fn call_back_slots(&self) -> Result<Vec<Timestamp>> {
        let now = self.store.now();
        self.store.read(move |db| free_slots(db, now, None)).await
    }

    /// Ends a call of somebody who came as that customer with the promise to call back at a slot that they chose.
    pub async fn call_back_instead(
        &self,
        origin: CustomerId,
        id: CallId,
        at: Timestamp,
        phone: &str,
    ) -> Result<Call> {
        let phone = check_phone(phone).map_err(Error::refused)?;
        let call = self
            .store
            .write(move |tx| {
                let call = find(tx, id)?;
                if call.origin_id != origin {
                    return Err(Error::not_found("call"));
                }
                if store::promise::of_call(tx, id)?.is_some() {
                    return Err(Error::Conflict(say("call-back-promised-already")));
                }
                let now = tx.now();
                let before = rang_in_vain(tx, call.customer_id)?;
                let but = before.as_ref().map(|promise| promise.id);
                if !free_slots(tx, now, but)?.contains(&at) {
                    return Err(Error::Conflict(say("call-back-time-taken")));
                }
                if let Some(before) = before {
                    store::promise::set_phone(tx, before.id, &phone)?;
                    store::promise::set_due(tx, before.id, at, now)?;
                    changed(tx, &before, Did::Moved, None, "The customer chose a time")?;
                } else {
                    let conversation = crate::conversation::find(tx, call.conversation_id)?;
                    promise(tx, &call, conversation.assignee_id, "Call back", Some(&phone), at)?;
                }
                store::customer::add_address(tx, origin, AddressKind::Phone, &phone, None, now)?;
                end(tx, id, Reason::CallBack)
            })
            .await?;
        self.tell_phone(|phone| phone.end(number(id)));
        self.tell_jobs();
        Ok(call)
    }

    /// Ends the calls that rang for longer than anybody should have to wait, each with the promise to call
    /// back; how many.
    pub(crate) async fn promise_unanswered(&self) -> Result<usize> {
        let ended: Vec<CallId> = self
            .store
            .write(|tx| {
                let now = tx.now();
                let waiting: Vec<Call> = store::call::running(tx)?
                    .into_iter()
                    .filter(|call| call.state() == State::Waiting && gives_up_at(call) <= now)
                    .collect();
                for call in &waiting {
                    if call.joined_at.is_none() {
                        // It never rang: their browser went before it was connected.
                        end(tx, call.id, Reason::Lost)?;
                        continue;
                    }
                    promise_for_ringing(tx, call)?;
                    end(tx, call.id, Reason::Unanswered)?;
                }
                Ok::<_, Error>(waiting.into_iter().map(|call| call.id).collect())
            })
            .await?;
        for &id in &ended {
            self.tell_phone(|phone| phone.end(number(id)));
        }
        Ok(ended.len())
    }

    /// What was promised in a call.
    pub async fn promise_of_call(&self, id: CallId) -> Result<Option<Promise>> {
        Ok(self.store.read(move |db| store::promise::of_call(db, id)).await?)
    }
}

/// Promises to call back at the next free time, for a call that rang and that nobody picked up. Whoever rang in
/// vain before is promised no second call.
pub(super) fn promise_for_ringing(tx: &mut Tx<'_>, call: &Call) -> Result<()> {
    if rang_in_vain(tx, call.customer_id)?.is_some() {
        return Ok(());
    }
    let now = tx.now();
    // The number that they gave themselves comes before those of whoever was merged with them.
    let own = store::customer::own_addresses(tx, call.origin_id)?;
    let phone = own
        .into_iter()
        .chain(store::customer::addresses(tx, call.customer_id)?)
        .find(|address| address.kind == AddressKind::Phone)
        .map(|address| address.value);
    let slot = free_slots(tx, now, None)?.first().copied();
    let conversation = crate::conversation::find(tx, call.conversation_id)?;
    let due_at = slot.unwrap_or(now + SignedDuration::from_hours(24));
    let what = "Call back, for nobody picked up";
    promise(tx, call, conversation.assignee_id, what, phone.as_deref(), due_at)
}

/// What was promised to a customer because nobody picked up, and is still to be kept.
fn rang_in_vain(db: &mut Db, customer: CustomerId) -> Result<Option<Promise>> {
    for promise in store::promise::open_of_customer(db, customer)? {
        let Some(call) = promise.call_id.filter(|_| promise.source == Source::CallBack) else {
            continue;
        };
        let reason = store::call::find(db, call)?.and_then(|call| call.reason);
        if matches!(reason, Some(Reason::Unanswered | Reason::Restart)) {
            return Ok(Some(promise));
        }
    }
    Ok(None)
}

/// Promises the customer of a call to call back.
fn promise(
    tx: &mut Tx<'_>,
    call: &Call,
    owner: Option<AgentId>,
    what: &str,
    phone: Option<&str>,
    due_at: Timestamp,
) -> Result<()> {
    let made_at = tx.now();
    let new = store::promise::New {
        conversation: call.conversation_id,
        customer: call.customer_id,
        call: Some(call.id),
        message: None,
        owner,
        stand_in: None,
        source: Source::CallBack,
        what,
        phone,
        due_at,
        made_at,
    };
    let id = store::promise::insert(tx, &new)?;
    let promise = crate::promise::find(tx, id)?;
    changed(tx, &promise, Did::Made, None, "")?;
    Ok(())
}

/// When the next call has waited for long enough.
pub(crate) fn next_unanswered(db: &mut Db) -> Result<Option<Timestamp>> {
    let running = store::call::running(db)?;
    let waiting = running.iter().filter(|call| call.state() == State::Waiting);
    Ok(waiting.map(gives_up_at).min())
}

/// When a call that waits has waited for long enough.
fn gives_up_at(call: &Call) -> Timestamp {
    let minutes = if call.joined_at.is_some() { RING_MINUTES_MAX } else { JOIN_MINUTES_MAX };
    call.asked_at + SignedDuration::from_mins(minutes)
}

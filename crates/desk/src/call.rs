//! Calls: somebody asks to talk, is picked up, held, handed over, and hangs up; or is called back.
//!
//! What is said is not here: the sound is the switchboard's, and what was heard is the agent's own.

mod call_back;

pub(crate) use call_back::{free_slots, free_slots_over, is_slot, next_unanswered};

use domain::{
    AgentId, CallId, CallPartId, CustomerId, NodeId, Timestamp,
    agent::Agent,
    call::{Call, Reason, Recording, Source, State, WAITING_MAX, estimate_seconds},
    conversation::Channel,
    event::{Change, EventKind},
    inbox::Inbox,
};
use jiff::SignedDuration;
use phone::Seat;
use store::{Db, Tx};

use crate::{
    Desk, Error, Result,
    conversation::change_standing,
    visitor::{Introduction, arrive, conversation_of, known_or_new},
};
use language::say;

/// Most characters of the key that a browser gives a call.
const KEY_CHARS_MAX: usize = 64;
/// Typical waits and talks are those of so many days.
const TYPICAL_OVER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// What lists show as a call's last words.
const PREVIEW: &str = "Call";

/// Somebody who wants to talk.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The hash of their secret.
    pub secret_hash: String,
    /// Their browser's name for the call.
    pub key: String,
    /// Who they say they are.
    pub introduction: Introduction,
    /// The address and the title of the page that they call from.
    pub page: Option<(String, String)>,
    /// Whether they agree to be recorded.
    pub consents: bool,
}

/// Who waits, and for how long somebody who calls now would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Those who wait, the longest first.
    pub waiting: Vec<CallId>,
    /// Agents at their desks, in calls or not.
    pub agents: usize,
    /// Those of them who are in no call.
    pub free: usize,
    pick_ups_seconds: Vec<i64>,
    talks_seconds: Vec<i64>,
}

impl Queue {
    /// The place of a call, from 1 on, while it waits.
    pub fn place(&self, id: CallId) -> Option<usize> {
        self.waiting.iter().position(|&waiting| waiting == id).map(|at| at + 1)
    }

    /// The honest estimate of the wait at that place, in seconds, where enough is known.
    pub fn estimate_seconds(&self, place: usize) -> Option<i64> {
        let (pick_ups, talks) = (self.pick_ups_seconds.clone(), self.talks_seconds.clone());
        estimate_seconds(place, self.agents, self.free, pick_ups, talks)
    }

    /// As it is now.
    pub fn read(db: &mut Db, now: Timestamp) -> Result<Self> {
        let running = store::call::running(db)?;
        let agents: Vec<AgentId> = store::agent::active(db)?
            .into_iter()
            .filter(|agent| agent.at_desk(now) || is_talking(&running, agent.id))
            .map(|agent| agent.id)
            .collect();
        let free = agents.iter().filter(|&&agent| !is_talking(&running, agent)).count();
        let waiting = running.iter().filter(|call| call.rings());
        Ok(Self {
            waiting: waiting.map(|call| call.id).collect(),
            agents: agents.len(),
            free,
            pick_ups_seconds: store::call::pick_ups_seconds(db, now - TYPICAL_OVER)?,
            talks_seconds: store::call::talks_seconds(db, now - TYPICAL_OVER)?,
        })
    }
}

/// Whether an agent has one of those calls.
fn is_talking(running: &[Call], agent: AgentId) -> bool {
    running.iter().any(|call| call.agent_id == Some(agent) && call.state() != State::Waiting)
}

impl Desk {
    /// Who waits now.
    pub async fn queue(&self) -> Result<Queue> {
        let now = self.store.now();
        self.store.read(move |db| Queue::read(db, now)).await
    }

    /// Takes the wish to talk; with a key that came before, the same call again. The flag says whether it
    /// is new.
    pub async fn ask_to_talk(&self, inbox: &Inbox, asking: Asking) -> Result<(Call, bool)> {
        if asking.key.is_empty() || asking.key.len() > KEY_CHARS_MAX {
            return Err(Error::refused(say("call-bad-key").with("most", KEY_CHARS_MAX)));
        }
        let (inbox, here) = (inbox.clone(), self.store.node());
        let (call, new) = self.store.write(move |tx| ask(tx, &inbox, &asking, here)).await?;
        if new {
            self.open_line(call.id);
            // So that nobody waits for ever.
            self.tell_jobs();
        }
        Ok((call, new))
    }

    /// The caller can be heard: from now on it rings at the desk.
    pub(crate) async fn let_ring(&self, id: CallId) -> Result<()> {
        self.store
            .write(move |tx| {
                let now = tx.now();
                if store::call::set_joined(tx, id, now)? {
                    let call = find(tx, id)?;
                    changed(tx, &call, None)?;
                }
                Ok(())
            })
            .await
    }

    /// An agent picks up: a caller who waits, or a call that they were asked to take over. Whoever comes
    /// second is told.
    pub async fn pick_up(&self, by: &Agent, id: CallId) -> Result<(Call, CallPartId)> {
        self.is_here(id).await?;
        let by = by.id;
        let (call, part) = self
            .store
            .write(move |tx| {
                let call = find(tx, id)?;
                let running = store::call::running(tx)?;
                if running.iter().any(|other| other.id != id && other.agent_id == Some(by)) {
                    return Err(Error::Conflict(say("call-in-one-already")));
                }
                match (call.state(), call.transfer_to) {
                    (State::Waiting, _) => {}
                    (State::Ended, _) => {
                        return Err(Error::Conflict(say("call-over")));
                    }
                    (_, Some(to)) if to == by => {}
                    _ => {
                        return Err(Error::Conflict(say("call-colleague-quicker")));
                    }
                }
                let now = tx.now();
                for part in store::call_part::of_call(tx, id)? {
                    store::call_part::set_ended(tx, part.id, now)?;
                }
                store::call::set_agent(tx, id, by, now)?;
                let part = store::call_part::insert(tx, id, by, now)?;
                let conversation = crate::conversation::find(tx, call.conversation_id)?;
                change_standing(tx, &conversation, conversation.standing.we_answered(), Some(by))?;
                if conversation.assignee_id != Some(by) {
                    let (at, team) = (conversation.id, conversation.team_id);
                    store::conversation::assign(tx, at, Some(by), team, Some(by), now)?;
                }
                changed(tx, &call, Some(by))?;
                Ok((find(tx, id)?, part))
            })
            .await?;
        Ok((call, part))
    }

    /// Asks the customer to wait a moment, or comes back to them.
    pub async fn hold(&self, by: &Agent, id: CallId, on: bool) -> Result<Call> {
        self.is_here(id).await?;
        let call = self
            .change_call(by, id, move |tx, call| {
                let since = call.held_since.unwrap_or(tx.now());
                Ok(store::call::set_held(tx, call.id, on.then_some(since))?)
            })
            .await?;
        self.tell_phone(|phone| phone.hold(number(id), on));
        Ok(call)
    }

    /// Lets the recording pause, for what should not be kept, or go on.
    pub async fn pause_recording(&self, by: &Agent, id: CallId, on: bool) -> Result<Call> {
        self.is_here(id).await?;
        // First the line: what follows must not be kept, whatever the database does.
        if self.call(id).await?.agent_id != Some(by.id) {
            return Err(not_yours());
        }
        if on {
            self.tell_phone(|phone| phone.pause_recording(number(id), true));
        }
        let call = self
            .change_call(by, id, move |tx, call| {
                let since = call.paused_since.unwrap_or(tx.now());
                Ok(store::call::set_paused(tx, call.id, on.then_some(since))?)
            })
            .await?;
        if !on {
            self.tell_phone(|phone| phone.pause_recording(number(id), false));
        }
        Ok(call)
    }

    /// Asks a colleague to take a call over, or nobody any more. Until they pick up, the call stays where
    /// it is.
    pub async fn hand_over(&self, by: &Agent, id: CallId, to: Option<AgentId>) -> Result<Call> {
        let me = by.id;
        self.change_call(by, id, move |tx, call| {
            if let Some(to) = to {
                let known = store::agent::find(tx, to)?.filter(|a| a.deactivated_at.is_none());
                let known = known.ok_or_else(|| Error::not_found("person"))?;
                if to == me {
                    return Err(Error::refused(say("call-yours-already")));
                }
                if is_talking(&store::call::running(tx)?, to) {
                    return Err(Error::Conflict(
                        say("call-colleague-busy").with("name", known.first_name()),
                    ));
                }
            }
            Ok(store::call::set_transfer(tx, call.id, to)?)
        })
        .await
    }

    /// Lets an agent listen to a colleague's call; both sides are told. Only whoever has the call can ask
    /// somebody in.
    pub async fn invite_guest(
        &self,
        by: &Agent,
        id: CallId,
        guest: Option<AgentId>,
    ) -> Result<Call> {
        self.is_here(id).await?;
        let me = by.id;
        let call = self
            .change_call(by, id, move |tx, call| {
                if let Some(guest) = guest {
                    let known = store::agent::find(tx, guest)?;
                    known
                        .filter(|agent| agent.deactivated_at.is_none() && agent.id != me)
                        .ok_or_else(|| Error::not_found("person"))?;
                }
                Ok(store::call::set_guest(tx, call.id, guest)?)
            })
            .await?;
        // Whoever listened before does so no more.
        self.tell_phone(|phone| phone.leave(number(id), Seat::Guest));
        Ok(call)
    }

    /// The guest has gone, by themselves or because their line is lost.
    pub async fn guest_goes(&self, id: CallId) -> Result<()> {
        self.store
            .write(move |tx| {
                let call = find(tx, id)?;
                if call.guest_id.is_some() {
                    store::call::set_guest(tx, id, None)?;
                    changed(tx, &call, call.guest_id)?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        self.tell_phone(|phone| phone.leave(number(id), Seat::Guest));
        Ok(())
    }

    /// The agent who has a call ends it.
    pub async fn hang_up(&self, by: &Agent, id: CallId) -> Result<Call> {
        let me = by.id;
        let call = self.call(id).await?;
        if call.agent_id != Some(me) {
            return Err(not_yours());
        }
        self.end_call(id, Reason::Us).await
    }

    /// Ends a call, whoever or whatever ends it. One that is over stays as it ended.
    pub async fn end_call(&self, id: CallId, reason: Reason) -> Result<Call> {
        let call = self.store.write(move |tx| end(tx, id, reason)).await?;
        self.tell_phone(|phone| phone.end(number(id)));
        Ok(call)
    }

    /// The line to the agent is lost for good: the call waits again, before all others, for somebody else.
    pub(crate) async fn ring_again(&self, id: CallId) -> Result<()> {
        self.tell_phone(|phone| {
            phone.part_over(number(id));
            phone.leave(number(id), Seat::Agent);
            phone.leave(number(id), Seat::Guest);
        });
        self.store
            .write(move |tx| {
                let call = find(tx, id)?;
                if call.state() == State::Ended {
                    return Ok(());
                }
                let now = tx.now();
                for part in store::call_part::of_call(tx, id)? {
                    store::call_part::set_ended(tx, part.id, now)?;
                }
                store::call::set_waiting(tx, id)?;
                let conversation = crate::conversation::find(tx, call.conversation_id)?;
                let standing = conversation.standing.customer_wrote(now);
                change_standing(tx, &conversation, standing, None)?;
                changed(tx, &call, None)
            })
            .await
    }

    /// The call of that id.
    pub async fn call(&self, id: CallId) -> Result<Call> {
        self.store
            .read(move |db| store::call::find(db, id)?.ok_or_else(|| Error::not_found("call")))
            .await
    }

    /// A call of somebody's own, who came as that customer.
    pub async fn call_of_customer(&self, origin: CustomerId, id: CallId) -> Result<Call> {
        let call = self.call(id).await?;
        if call.origin_id == origin { Ok(call) } else { Err(Error::not_found("call")) }
    }

    async fn change_call(
        &self,
        by: &Agent,
        id: CallId,
        change: impl FnOnce(&mut Tx<'_>, &Call) -> Result<()> + Send + 'static,
    ) -> Result<Call> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let call = find(tx, id)?;
                if call.state() == State::Ended {
                    return Err(Error::Conflict(say("call-over")));
                }
                if call.agent_id != Some(by) {
                    return Err(not_yours());
                }
                change(tx, &call)?;
                changed(tx, &call, Some(by))?;
                find(tx, id)
            })
            .await
    }
}

/// The number by which the switchboard knows a call.
pub(crate) fn number(id: CallId) -> phone::CallNumber {
    phone::CallNumber(id.0.unsigned_abs())
}

fn not_yours() -> Error {
    Error::Forbidden(say("call-with-somebody-else"))
}

fn find(tx: &mut Tx<'_>, id: CallId) -> Result<Call> {
    store::call::find(tx, id)?.ok_or_else(|| Error::not_found("call"))
}

fn changed(tx: &mut Tx<'_>, call: &Call, by: Option<AgentId>) -> Result<()> {
    let change = Change::new(EventKind::CallChanged);
    tx.record(change.in_conversation(call.conversation_id, call.customer_id).by(by))?;
    Ok(())
}

fn ask(tx: &mut Tx<'_>, inbox: &Inbox, asking: &Asking, here: NodeId) -> Result<(Call, bool)> {
    if !inbox.calls {
        return Err(Error::refused(say("call-none-taken")));
    }
    let now = tx.now();
    let secret = &asking.secret_hash;
    let (visitor, origin) = known_or_new(tx, inbox, secret)?;
    if let Some(same) = store::call::by_key(tx, origin, &asking.key)? {
        return Ok((same, false));
    }
    let running = store::call::running(tx)?;
    if let Some(running) = running.iter().find(|call| call.origin_id == origin) {
        // Another tab of theirs, perhaps; nobody needs to be called twice at once.
        return Ok((running.clone(), false));
    }
    if running.iter().filter(|call| call.state() == State::Waiting).count() >= WAITING_MAX {
        return Err(Error::Conflict(say("call-too-many-wait")));
    }
    let page = asking.page.as_ref();
    arrive(tx, inbox, secret, (visitor, origin), &asking.introduction, page)?;
    let (conversation, _) = conversation_of(tx, inbox, origin, Channel::Phone, "Call")?;
    let recorded = match inbox.recording {
        Recording::Off => false,
        Recording::On => true,
        Recording::Consent => asking.consents,
    };
    let new = store::call::New {
        conversation,
        customer: origin,
        inbox: Some(inbox.id),
        source: Source::Web,
        key: Some(&asking.key),
        at: now,
        recorded,
    };
    let id = store::call::insert(tx, &new)?;
    if here.0 > 0 {
        store::node::set_of_call(tx, id, here)?;
    }
    store::conversation::set_last_message(tx, conversation, PREVIEW, now)?;
    let call = find(tx, id)?;
    changed(tx, &call, None)?;
    Ok((call, true))
}

/// Calls whose line was at a server that `died`, or at no known one, are over; how many.
pub(crate) fn end_cut_off(tx: &mut Tx<'_>, died: impl Fn(Option<NodeId>) -> bool) -> Result<usize> {
    let mut cut_off = 0;
    for call in store::call::running(tx)? {
        if !died(store::node::of_call(tx, call.id)?) {
            continue;
        }
        if call.rings() {
            call_back::promise_for_ringing(tx, &call)?;
        }
        end(tx, call.id, Reason::Restart)?;
        cut_off += 1;
    }
    let now = tx.now();
    store::call_part::end_of_ended(tx, now)?;
    Ok(cut_off)
}

/// Ends a call that is not over.
fn end(tx: &mut Tx<'_>, id: CallId, reason: Reason) -> Result<Call> {
    let now = tx.now();
    if store::call::set_ended(tx, id, now, reason)? {
        for part in store::call_part::of_call(tx, id)? {
            store::call_part::set_ended(tx, part.id, now)?;
        }
        let call = find(tx, id)?;
        store::conversation::set_last_message(tx, call.conversation_id, preview(&call), now)?;
        changed(tx, &call, None)?;
    }
    find(tx, id)
}

/// What lists show of a call that is over.
fn preview(call: &Call) -> &'static str {
    match (call.answered_at, call.reason) {
        (_, Some(Reason::CallBack)) => "Asked to be called back",
        (None, Some(Reason::Writing)) => "Called, and writes instead",
        (None, _) => "Called, and nobody picked up",
        _ => PREVIEW,
    }
}

//! Calls, for other programs: who called, when, and for how long. What was heard in them is their agent's alone and
//! told nowhere here.

use axum::extract::State;
use domain::{
    CallId, ConversationId, Timestamp,
    call::{self, Reason, Source, State as Now},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Db;

use super::{
    Named, Problem,
    list::{List, Page},
    wire::{Time, Told, Word},
};
use crate::Web;

/// Somebody who asked to talk with us.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Call {
    id: i64,
    conversation_id: i64,
    customer_id: i64,
    /// The address to which it came; null for a call that was held elsewhere.
    inbox_id: Option<i64>,
    source: Word<Source>,
    state: Word<Now>,
    /// When the customer asked to talk.
    asked_at: Time,
    /// Who has it, or had it last.
    agent_id: Option<i64>,
    /// When the first agent picked up.
    answered_at: Option<Time>,
    ended_at: Option<Time>,
    /// Why it is over; `you` is the customer.
    reason: Option<Word<Reason>>,
    /// How long both sides were connected.
    connected_seconds: Option<i64>,
}

impl Call {
    pub(crate) fn of(call: &call::Call, now: Timestamp) -> Self {
        Self {
            id: call.id.0,
            conversation_id: call.conversation_id.0,
            customer_id: call.customer_id.0,
            inbox_id: call.inbox_id.map(|id| id.0),
            source: call.source.into(),
            state: call.state().into(),
            asked_at: call.asked_at.into(),
            agent_id: call.agent_id.map(|id| id.0),
            answered_at: call.answered_at.map(Time),
            ended_at: call.ended_at.map(Time),
            reason: call.reason.map(Word),
            connected_seconds: call.talked_seconds(now),
        }
    }
}

/// Which calls a list shows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filters {
    /// Those of this conversation.
    conversation: Option<i64>,
}

pub(crate) async fn index(
    State(web): State<Web>,
    list: List<Filters>,
) -> Result<Page<Call>, Problem> {
    let before =
        list.time()?.map_or((Timestamp::MAX, CallId(i64::MAX)), |(at, id)| (at, CallId(id)));
    let (of, limit) = (list.filters.conversation.map(ConversationId), list.one_more());
    let read = move |db: &mut Db| store::call::before(db, of, before, limit);
    let (found, now) = (web.desk.store().read(read).await?, web.desk.store().now());
    let page = list.page(found, |call| (call.asked_at.as_millisecond(), call.id.0));
    Ok(page.told(|call| Call::of(&call, now)))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Call>, Problem> {
    let call = web.desk.call(CallId(id)).await?;
    Ok(Told::new(Call::of(&call, web.desk.store().now())))
}

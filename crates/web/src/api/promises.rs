//! Promises, for other programs.

use axum::extract::State;
use desk::promise::{Promising, When};
use domain::{
    AgentId, ConversationId, PromiseId, Timestamp,
    promise::{self, Source, Status},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::promise::Owner;

use super::{
    Body, Named, Problem,
    conversations::agent_of,
    list::{List, Page},
    wire::{Done, Made, Nullable, Time, Told, Word},
};
use crate::{Web, access::Caller};

/// Something that we said we would do, for whom, by when.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Promise {
    id: i64,
    conversation_id: i64,
    customer_id: i64,
    /// Who keeps it; null where the whole desk does.
    owner_id: Option<i64>,
    /// Who keeps it where the owner is away.
    stand_in_id: Option<i64>,
    source: Word<Source>,
    /// What was promised.
    what: String,
    /// The number to call back, for a call back.
    phone: Option<String>,
    due_at: Time,
    status: Word<Status>,
    made_at: Time,
    /// The first time at which it was due and was not kept, where it was moved after that.
    missed_at: Option<Time>,
    kept_at: Option<Time>,
    /// When it was taken back, as the customer knows.
    cancelled_at: Option<Time>,
}

impl Promise {
    pub(crate) fn of(promise: promise::Promise, now: Timestamp) -> Self {
        Self {
            status: promise.status(now).into(),
            id: promise.id.0,
            conversation_id: promise.conversation_id.0,
            customer_id: promise.customer_id.0,
            owner_id: promise.owner_id.map(|id| id.0),
            stand_in_id: promise.stand_in_id.map(|id| id.0),
            source: promise.source.into(),
            what: promise.what,
            phone: promise.phone,
            due_at: promise.due_at.into(),
            made_at: promise.made_at.into(),
            missed_at: promise.missed_at.map(Time),
            kept_at: promise.kept_at.map(Time),
            cancelled_at: promise.cancelled_at.map(Time),
        }
    }
}

/// Which promises a list shows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filters {
    /// An agent's id, `me`, or `nobody`.
    owner: Option<String>,
    /// Those that are over, kept or taken back, and not those that are still to be kept.
    #[serde(default)]
    over: bool,
}

pub(crate) async fn index(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    list: List<Filters>,
) -> Result<Page<Promise>, Problem> {
    let Filters { owner, over } = &list.filters;
    let owner = match owner.as_deref().map(|given| agent_of(given, agent.id)).transpose()? {
        None => Owner::Any,
        Some(None) => Owner::Nobody,
        Some(Some(agent)) => Owner::Agent(agent),
    };
    let (after, open, limit) = (list.time()?, !over, list.one_more());
    let after = after.map_or((Timestamp::MIN, PromiseId(0)), |(at, id)| (at, PromiseId(id)));
    let read = move |db: &mut store::Db| store::promise::after(db, owner, open, after, limit);
    let found = web.desk.store().read(read).await?;
    let now = web.desk.store().now();
    let page = list.page(found, |promise| (promise.due_at.as_millisecond(), promise.id.0));
    Ok(page.told(|promise| Promise::of(promise, now)))
}

fn told(web: &Web, promise: promise::Promise) -> Told<Promise> {
    Told::new(Promise::of(promise, web.desk.store().now()))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Promise>, Problem> {
    let found = web.desk.store().read(move |db| store::promise::find(db, PromiseId(id))).await?;
    Ok(told(&web, found.ok_or_else(|| desk::Error::not_found("promise"))?))
}

/// A promise that is about to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "what": "Send another pot", "due_at": "2026-11-25T17:00:00+01:00" }]))]
pub(crate) struct NewPromise {
    what: String,
    due_at: Time,
    /// Who keeps it; the whole desk where it is left out.
    owner_id: Option<i64>,
    /// Who keeps it where the owner is away.
    stand_in_id: Option<i64>,
}

pub(crate) async fn create(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(new): Body<NewPromise>,
) -> Result<Made<Promise>, Problem> {
    let Time(due) = new.due_at;
    let promising = Promising {
        conversation: ConversationId(id),
        what: new.what,
        when: When::At(due),
        owner: new.owner_id.map(AgentId),
        stand_in: new.stand_in_id.map(AgentId),
    };
    let promise = web.desk.promise(&agent, promising).await?;
    let place = format!("/api/v1/promises/{}", promise.id);
    Ok(Made { place, told: told(&web, promise) })
}

/// It never was one: for a promise that was made by mistake a moment ago.
pub(crate) async fn unmake(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Done, Problem> {
    web.desk.unmake_promise(&agent, PromiseId(id)).await?;
    Ok(Done)
}

pub(crate) async fn keep(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Told<Promise>, Problem> {
    let promise = web.desk.keep_promise(&agent, PromiseId(id)).await?;
    Ok(told(&web, promise))
}

pub(crate) async fn unkeep(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Told<Promise>, Problem> {
    let promise = web.desk.unkeep_promise(&agent, PromiseId(id)).await?;
    Ok(told(&web, promise))
}

/// Why a promise is taken back, as the customer reads it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "why": "The pots come on Friday. We send yours that day." }]))]
pub(crate) struct Why {
    why: String,
}

pub(crate) async fn cancel(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(Why { why }): Body<Why>,
) -> Result<Told<Promise>, Problem> {
    let promise = web.desk.cancel_promise(&agent, PromiseId(id), &why).await?;
    Ok(told(&web, promise))
}

pub(crate) async fn restore(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Told<Promise>, Problem> {
    let promise = web.desk.restore_promise(&agent, PromiseId(id)).await?;
    Ok(told(&web, promise))
}

/// By when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "due_at": "2026-11-26T12:00:00+01:00" }]))]
pub(crate) struct Due {
    due_at: Time,
}

pub(crate) async fn change_time(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(Due { due_at: Time(due) }): Body<Due>,
) -> Result<Told<Promise>, Problem> {
    let promise = web.desk.move_promise(&agent, PromiseId(id), When::At(due)).await?;
    Ok(told(&web, promise))
}

/// Who keeps a promise: both are said, null for nobody in particular.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "owner_id": 3, "stand_in_id": null }]))]
pub(crate) struct Keepers {
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Nullable<i64>")]
    owner_id: Option<i64>,
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Nullable<i64>")]
    stand_in_id: Option<i64>,
}

pub(crate) async fn hand_over(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(to): Body<Keepers>,
) -> Result<Told<Promise>, Problem> {
    let (owner, stand_in) = (to.owner_id.map(AgentId), to.stand_in_id.map(AgentId));
    let promise = web.desk.hand_promise(&agent, PromiseId(id), owner, stand_in).await?;
    Ok(told(&web, promise))
}

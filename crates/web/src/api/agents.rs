//! The people who serve, and whose token it is, for other programs.

use axum::extract::State;
use domain::{
    AgentId, Timestamp,
    access::Role,
    agent::{self, Availability},
    api_token::{ApiToken, Scope},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Named, Problem,
    list::{List, Page, Unfiltered},
    wire::{Here, Time, Told, Word},
};
use crate::{Web, access::Caller};

/// Somebody who serves.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Agent {
    id: i64,
    name: String,
    email: String,
    role: Word<Role>,
    /// IANA name of their time zone.
    time_zone: String,
    availability: Word<Here>,
    /// When they mean to be back, where they are away and said so.
    back_at: Option<Time>,
    /// Whether they take contacts and have a page of the desk open.
    at_desk: bool,
    /// When they were taken off the desk, if they were.
    deactivated_at: Option<Time>,
}

impl Agent {
    fn of(agent: agent::Agent, now: Timestamp) -> Self {
        let (availability, back_at) = match agent.availability {
            Availability::Online => (Here::Online, None),
            Availability::Away { back_at } => (Here::Away, back_at),
        };
        Self {
            at_desk: agent.at_desk(now),
            id: agent.id.0,
            name: agent.name,
            email: agent.email,
            role: agent.role.into(),
            time_zone: agent.time_zone,
            availability: availability.into(),
            back_at: back_at.map(Time),
            deactivated_at: agent.deactivated_at.map(Time),
        }
    }
}

pub(crate) async fn index(
    State(web): State<Web>,
    list: List<Unfiltered>,
) -> Result<Page<Agent>, Problem> {
    let now = web.desk.store().now();
    let all = web.desk.store().read(store::agent::all).await?;
    Ok(list.page_of(all, |agent| agent.id.0)?.told(|agent| Agent::of(agent, now)))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Agent>, Problem> {
    let found = web.desk.store().read(move |db| store::agent::find(db, AgentId(id))).await?;
    let found = found.ok_or_else(|| desk::Error::not_found("person"))?;
    Ok(Told::new(Agent::of(found, web.desk.store().now())))
}

/// Whose token this is, and what it may do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Me {
    agent: Agent,
    token: Token,
}

/// The token that asks.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Token {
    id: i64,
    /// What it is for, as whoever made it calls it.
    name: String,
    scopes: Vec<Word<Scope>>,
    /// Until when it can be used; null for one without an end.
    expires_at: Option<Time>,
}

impl From<ApiToken> for Token {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id.0,
            name: token.name,
            scopes: token.scopes.into_iter().map(Word).collect(),
            expires_at: token.expires_at.map(Time),
        }
    }
}

pub(crate) async fn me(
    State(web): State<Web>,
    Caller { agent, token }: Caller,
) -> Result<Told<Me>, Problem> {
    let agent = Agent::of(agent, web.desk.store().now());
    Ok(Told::new(Me { agent, token: token.into() }))
}

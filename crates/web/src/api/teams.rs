//! Teams, for other programs.

use axum::extract::State;
use domain::{TeamId, team};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Named, Problem,
    list::{List, Page, Unfiltered},
    wire::Told,
};
use crate::Web;

/// Agents who share work.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Team {
    id: i64,
    name: String,
    /// Ids of the agents who are in it.
    member_ids: Vec<i64>,
}

impl From<team::Team> for Team {
    fn from(team: team::Team) -> Self {
        let member_ids = team.members.into_iter().map(|id| id.0).collect();
        Self { id: team.id.0, name: team.name, member_ids }
    }
}

pub(crate) async fn index(
    State(web): State<Web>,
    list: List<Unfiltered>,
) -> Result<Page<Team>, Problem> {
    let all = web.desk.teams().await?;
    Ok(list.page_of(all, |team| team.id.0)?.told(Team::from))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Team>, Problem> {
    let found = web.desk.teams().await?.into_iter().find(|team| team.id == TeamId(id));
    let found = found.ok_or_else(|| desk::Error::not_found("team"))?;
    Ok(Told::new(found.into()))
}

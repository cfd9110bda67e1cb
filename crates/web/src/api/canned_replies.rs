//! Canned replies, for other programs: those that whoever made the token sees.

use axum::extract::State;
use desk::canned_reply::{Changed, find, seen_by};
use domain::{
    CannedReplyId, TeamId,
    agent::Agent,
    canned_reply::{self, Whose, Written},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Db;

use super::{
    Body, Named, Problem,
    list::{List, Page, Unfiltered},
    operation::Read,
    wire::{Belongs, Done, Made, Told, Word},
};
use crate::{Web, access::Caller};

/// A text that is written once and used often.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CannedReply {
    id: i64,
    title: String,
    /// What is typed to find it at once.
    code: Option<String>,
    /// Its words, with variables such as `{{customer.first_name}}`.
    text: String,
    /// BCP 47 tag of its language, where that matters.
    language: Option<String>,
    whose: Word<Belongs>,
    /// The team, where it is a team's.
    team_id: Option<i64>,
    /// How often it was written: its `ETag`.
    revision: i64,
}

impl From<canned_reply::CannedReply> for CannedReply {
    fn from(reply: canned_reply::CannedReply) -> Self {
        let content = reply.content;
        Self {
            id: reply.id.0,
            title: content.title,
            code: content.code,
            text: content.text,
            language: content.language,
            whose: content.whose.into(),
            team_id: match content.whose {
                Whose::Team(id) => Some(id.0),
                Whose::Everybody | Whose::Agent(_) => None,
            },
            revision: reply.revision,
        }
    }
}

pub(crate) async fn index(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    list: List<Unfiltered>,
) -> Result<Page<CannedReply>, Problem> {
    let all = web.desk.store().read(move |db| seen_by(db, &agent)).await?;
    let page = list.page_of(all, |(reply, _)| reply.id.0)?;
    Ok(page.told(|(reply, _)| reply.into()))
}

/// One as it is now; one that was removed is not there.
async fn now(web: &Web, agent: Agent, id: CannedReplyId) -> Result<Told<CannedReply>, Problem> {
    let read = move |db: &mut Db| {
        let found = find(db, &agent, id)?;
        let kept = found.removed_at.is_none().then_some(found);
        kept.ok_or_else(|| desk::Error::not_found("canned reply"))
    };
    let found = web.desk.store().read(read).await?;
    let revision = found.revision;
    Ok(Told::new(CannedReply::from(found)).at_revision(&revision))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Told<CannedReply>, Problem> {
    now(&web, agent, CannedReplyId(id)).await
}

/// A canned reply as somebody writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{
    "title": "A pot on its way", "code": "pot", "text": "Another pot is on its way.", "whose": "mine",
}]))]
pub(crate) struct NewCannedReply {
    title: String,
    /// What is typed to find it at once; none where it is left out.
    #[serde(default)]
    code: String,
    text: String,
    /// BCP 47 tag of its language; any where it is left out.
    #[serde(default)]
    language: String,
    whose: Word<Belongs>,
    /// The team, where it is a team's.
    team_id: Option<i64>,
}

impl NewCannedReply {
    fn written(self, agent: &Agent) -> Result<Written, Problem> {
        let Self { title, code, text, language, whose: Word(whose), team_id } = self;
        let whose = match (whose, team_id) {
            (Belongs::Everybody, None) => Whose::Everybody,
            (Belongs::Mine, None) => Whose::Agent(agent.id),
            (Belongs::Team, Some(id)) => Whose::Team(TeamId(id)),
            _ => {
                return Err(Problem::refused(
                    "Say team_id where whose is team, and leave it out where it is not.",
                ));
            }
        };
        Ok(Written { title, code, text, language, whose })
    }
}

pub(crate) async fn create(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Body(new): Body<NewCannedReply>,
) -> Result<Made<CannedReply>, Problem> {
    let written = new.written(&agent)?;
    let id = web.desk.write_canned_reply(&agent, &written).await?;
    Ok(Made { place: format!("/api/v1/canned-replies/{id}"), told: now(&web, agent, id).await? })
}

pub(crate) async fn change(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    read: Read,
    Body(to): Body<NewCannedReply>,
) -> Result<Told<CannedReply>, Problem> {
    let id = CannedReplyId(id);
    let written = to.written(&agent)?;
    let revision = if let Some(revision) = read.revision() {
        revision.parse().map_err(|_| Read::changed())?
    } else {
        let agent = agent.clone();
        web.desk.store().read(move |db| find(db, &agent, id)).await?.revision
    };
    match web.desk.change_canned_reply(&agent, id, revision, &written).await? {
        Changed::Kept => now(&web, agent, id).await,
        Changed::Meanwhile(_) => Err(Read::changed()),
    }
}

pub(crate) async fn remove(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Done, Problem> {
    web.desk.remove_canned_reply(&agent, CannedReplyId(id)).await?;
    Ok(Done)
}

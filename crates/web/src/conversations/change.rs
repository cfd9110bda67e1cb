//! What agents do with a conversation. Each answers with the conversation as it is then.

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{AgentId, ConversationId, TeamId, agent::Agent};
use serde::Deserialize;

use super::up_to_date;
use crate::{
    Web,
    access::SignedIn,
    error::{Error, Result},
    form::At,
};

/// Closes a conversation.
pub(crate) async fn close(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let id = ConversationId(id);
    told(&web, &agent, id, web.desk.close(&agent, id).await).await
}

/// Takes a closed conversation up again, or wakes a snoozed one.
pub(crate) async fn reopen(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let id = ConversationId(id);
    told(&web, &agent, id, web.desk.reopen(&agent, id).await).await
}

/// The conversation as it is after a change, or after it turned out that somebody was faster; in
/// that case with the words for it.
async fn told(
    web: &Web,
    agent: &Agent,
    id: ConversationId,
    outcome: desk::Result<()>,
) -> Result<Response> {
    let conflict = match outcome {
        Ok(()) => None,
        Err(desk::Error::Conflict(words)) => Some(words.to_string()),
        Err(error) => return Err(error.into()),
    };
    let mut response = up_to_date(web, agent.clone(), id).await?;
    if let Some(words) = conflict {
        response = with_toast(StatusCode::CONFLICT, response, words).await?;
    }
    Ok(response)
}

/// The same fragments, with a word to the agent.
pub(crate) async fn with_toast(
    status: StatusCode,
    mut response: Response,
    words: String,
) -> Result<Response> {
    let html = Toast { words }.render()?;
    let body = std::mem::take(response.body_mut());
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = [body.as_ref(), html.as_bytes()].concat();
    Ok((status, axum::response::Html(body)).into_response())
}

/// A word to the agent at the edge of the page.
#[derive(Template)]
#[template(
    source = "<hx-partial hx-target=\"#toasts\" hx-swap=\"beforeend\"><div class=\"toast\">{{ words }}</div></hx-partial>",
    ext = "html"
)]
struct Toast {
    words: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Until {
    #[serde(default)]
    until: String,
    #[serde(default)]
    words: String,
}

/// Puts a conversation aside, until a time in plain words.
pub(crate) async fn snooze(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(Until { until, words }): Form<Until>,
) -> Result {
    let id = ConversationId(id);
    let words = if words.trim().is_empty() { until } else { words };
    web.desk.snooze(&agent, id, &words).await?;
    up_to_date(&web, agent, id).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct Assignment {
    /// An agent's id, `me`, or empty for nobody; absent to leave it.
    assignee: Option<String>,
    /// A team's id, or empty for none; absent to leave it.
    team: Option<String>,
    /// Words for whoever has it next.
    #[serde(default)]
    words: String,
}

/// Gives a conversation to somebody.
pub(crate) async fn assign(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(to): Form<Assignment>,
) -> Result {
    let id = ConversationId(id);
    let now = web
        .desk
        .store()
        .read(move |db| store::conversation::find(db, id))
        .await?
        .ok_or_else(|| Error::not_found("conversation"))?;
    let assignee = match to.assignee.as_deref() {
        None => now.assignee_id,
        Some("me") => Some(agent.id),
        Some(given) => given.parse().ok().map(AgentId),
    };
    let team = match to.team.as_deref() {
        None => now.team_id,
        Some(given) => given.parse().ok().map(TeamId),
    };
    web.desk.assign(&agent, id, assignee, team, &to.words).await?;
    up_to_date(&web, agent, id).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct Subject {
    subject: String,
}

/// Says what a conversation is about.
pub(crate) async fn change_subject(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(Subject { subject }): Form<Subject>,
) -> Result {
    let id = ConversationId(id);
    web.desk.change_subject(&agent, id, &subject).await?;
    up_to_date(&web, agent, id).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct TagName {
    tag: String,
}

/// Puts a tag on a conversation.
pub(crate) async fn tag(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(TagName { tag }): Form<TagName>,
) -> Result {
    let id = ConversationId(id);
    web.desk.tag(&agent, id, &tag).await?;
    up_to_date(&web, agent, id).await
}

/// Takes a tag off a conversation.
pub(crate) async fn untag(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(TagName { tag }): Form<TagName>,
) -> Result {
    let id = ConversationId(id);
    web.desk.untag(&agent, id, tag).await?;
    up_to_date(&web, agent, id).await
}

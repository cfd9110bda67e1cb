//! One thing done to all the conversations that were chosen in the list.

use axum::{
    Form,
    extract::{Query, State},
    http::Uri,
};
use desk::bulk_change::Doing;
use domain::{
    AgentId, BulkChangeId, ConversationId, TeamId, agent::Agent, bulk_change::CONVERSATIONS_MAX,
};
use language::{Wording, say};

use crate::{
    Web,
    access::SignedIn,
    conversations::View,
    error::{Error, Result},
    form::{At, unreadable},
    page::done,
};

/// What is asked for: fields of the form, of which a conversation's id comes as often as there are conversations.
type Fields = Vec<(String, String)>;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// What is to be done, and how it is told.
fn doing(fields: &Fields, me: &Agent) -> Result<(Doing, Wording)> {
    let value = field(fields, "value");
    Ok(match field(fields, "do") {
        "close" => (Doing::Close, say("bulk-closed")),
        "reopen" => (Doing::Reopen, say("bulk-reopened")),
        "snooze" => {
            let words = field(fields, "words");
            let words = if words.trim().is_empty() { value } else { words };
            (Doing::Snooze(words.to_owned()), say("bulk-snoozed"))
        }
        "assign" => match value {
            "me" => (Doing::Assign(Some(me.id)), say("bulk-taken")),
            "" => (Doing::Assign(None), say("bulk-given-to-nobody")),
            given => {
                let agent = given.parse().map_err(|_| Error::not_found("person"))?;
                (Doing::Assign(Some(AgentId(agent))), say("bulk-given"))
            }
        },
        "team" => match value {
            "" => (Doing::AssignTeam(None), say("bulk-given-to-no-team")),
            given => {
                let team = given.parse().map_err(|_| Error::not_found("team"))?;
                (Doing::AssignTeam(Some(TeamId(team))), say("bulk-given-to-team"))
            }
        },
        "tag" => (Doing::Tag(field(fields, "tag").to_owned()), say("bulk-tagged")),
        "untag" => (Doing::Untag(field(fields, "tag").to_owned()), say("bulk-untagged")),
        _ => return Err(unreadable()),
    })
}

/// Does it to those that were chosen, or to all that the list would show.
pub(crate) async fn create(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Form(fields): Form<Fields>,
) -> Result {
    let (doing, told) = doing(&fields, &agent)?;
    let conversations = if field(&fields, "all").is_empty() {
        let ids = fields.iter().filter(|(name, _)| name == "id");
        let ids = ids.map(|(_, id)| id.parse().map(ConversationId).map_err(|_| unreadable()));
        ids.collect::<Result<Vec<_>>>()?
    } else {
        let uri: Uri =
            format!("/desk{}", field(&fields, "all")).parse().map_err(|_| unreadable())?;
        let Query(view) = Query::<View>::try_from_uri(&uri).map_err(|_| unreadable())?;
        let filter = view.filter(agent.id);
        let most = i64::try_from(CONVERSATIONS_MAX).unwrap_or(i64::MAX);
        let read = move |db: &mut store::Db| store::conversation::list(db, &filter, most, 0);
        let listed = web.desk.store().read(read).await.map_err(desk::Error::from)?;
        listed.into_iter().map(|listed| listed.conversation.id).collect()
    };
    let outcome = web.desk.change_many(&agent, conversations, doing).await?;
    match outcome.id {
        None => done(say("bulk-nothing"), None),
        Some(id) => done(told.with("count", outcome.changed), Some(format!("/bulk-changes/{id}"))),
    }
}

/// Undoes it.
pub(crate) async fn undo(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let (undone, left) = web.desk.undo_many(&agent, BulkChangeId(id)).await?;
    let words = match (undone, left) {
        (_, 0) => say("bulk-undone").with("count", undone),
        (0, _) => say("bulk-all-left"),
        _ => say("bulk-undone-in-part").with("count", undone).with("left", left),
    };
    done(words, None)
}

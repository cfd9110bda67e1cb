//! What was noticed in our messages: whether it is a promise, and by when.

use ::language::Wording;
use axum::extract::State;
use desk::promise::Answered;
use domain::{ConversationId, MessageId, PromiseSuggestionId, promise::time};
use store::Db;

use super::{By, shown::said};
use crate::{
    Web,
    access::SignedIn,
    error::Result,
    form::{At, Filled},
    messages::Showing,
    page::done,
};

/// A question beside a message.
pub(crate) struct Suggested {
    pub(crate) id: i64,
    /// The first name of whoever wrote it; nothing where it is whoever looks.
    who: Option<Wording>,
    words: String,
    /// When it would be due, where the words say so and that is still to come.
    pub(crate) due: Option<String>,
    /// Times to choose with one key: their name, their words, and when that is.
    pub(crate) choices: Vec<(&'static str, Wording, String)>,
}

impl Suggested {
    /// What was said, marked, and what is asked about it.
    pub(crate) fn question(&self) -> Wording {
        let question = match (&self.who, self.due.is_some()) {
            (None, true) => crate::t("promise-suggestion-of-you-due"),
            (None, false) => crate::t("promise-suggestion-of-you"),
            (Some(who), true) => crate::t("promise-suggestion-due").with("name", who),
            (Some(who), false) => crate::t("promise-suggestion").with("name", who),
        };
        let question = question.with("words", &self.words);
        match &self.due {
            Some(due) => question.with("due", due),
            None => question,
        }
    }
}

/// The questions of a conversation that nobody has answered, each with its message.
pub(crate) fn suggested(
    db: &mut Db,
    id: ConversationId,
    showing: &Showing<'_>,
) -> desk::Result<Vec<(MessageId, Suggested)>> {
    let found = store::promise_suggestion::unanswered(db, id)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let (now, tz) = (showing.now, showing.tz);
    let conversation = store::conversation::find(db, id)?;
    let team = conversation.as_ref().and_then(|conversation| conversation.team_id);
    let schedule = desk::schedule::of_team(db, team)?;
    let customer = match conversation {
        Some(conversation) => store::customer::find(db, conversation.customer_id)?,
        None => None,
    };
    let clock = customer.and_then(|customer| customer.tz()).unwrap_or_else(|| schedule.tz.clone());
    let choices = time::choices(now, &schedule, &clock);
    let ask = |suggestion: store::promise_suggestion::Suggestion| {
        let writer = showing.agents.iter().find(|agent| agent.id == suggestion.agent_id);
        let who = match writer {
            Some(writer) if writer.id == showing.me => None,
            Some(writer) => Some(writer.first_name().into()),
            None => Some(crate::t("somebody")),
        };
        let ahead = suggestion.due_at.filter(|due| *due > now);
        let suggested = Suggested {
            id: suggestion.id.0,
            who,
            words: suggestion.words,
            due: ahead.map(|due| said(due, now, tz)),
            choices: choices
                .iter()
                .map(|&(choice, at)| (choice.as_str(), choice.label(), said(at, now, tz)))
                .collect(),
        };
        (suggestion.message_id, suggested)
    };
    Ok(found.into_iter().map(ask).collect())
}

/// It is a promise.
pub(crate) async fn accept(
    State(web): State<Web>,
    SignedIn { agent: me, .. }: SignedIn,
    At(id): At<i64>,
    Filled(by): Filled<By>,
) -> Result {
    let yes = Answered::Yes(by.given());
    let promise = web.desk.answer_suggestion(&me, PromiseSuggestionId(id), yes).await?;
    match promise {
        Some(promise) => {
            let due = super::when(promise.due_at, &me);
            let words = crate::t("promise-suggestion-made").with("due", due);
            done(words, Some(format!("/promises/{}", promise.id)))
        }
        None => done(crate::t("promise-suggestion-none"), None),
    }
}

/// It is none.
pub(crate) async fn refuse(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.answer_suggestion(&agent, PromiseSuggestionId(id), Answered::No).await?;
    let undo = format!("/promise-suggestions/{id}/refusal");
    done(crate::t("promise-suggestion-refused"), Some(undo))
}

/// It may be one after all.
pub(crate) async fn ask_again(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.ask_again(&agent, PromiseSuggestionId(id)).await?;
    done(crate::t("promise-suggestion-asked-again"), None)
}

//! Search, for other programs: the same words and operators as on the desk's own page.

use axum::extract::State;
use desk::search::{Cursor, Hit, Order};
use domain::{search::Query, text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Db;

use super::{
    Problem,
    conversations::Conversation,
    list::{List, Page},
    messages::Message,
};
use crate::{Web, access::Caller};

/// What is looked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filters {
    /// Words, “phrases” and operators such as `from:nora`, `tag:late` and `before:2026-11-01`.
    #[schemars(length(min = 1))]
    q: String,
    /// The newest first, and not the best answer.
    #[serde(default)]
    newest: bool,
}

/// A conversation that was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Found {
    conversation: Conversation,
    /// The message or note that answers best; null where the subject does, or nothing was said of words.
    message: Option<Message>,
}

pub(crate) async fn index(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    list: List<Filters>,
) -> Result<Page<Found>, Problem> {
    let query =
        Query::read(&text::clean_line(&list.filters.q), web.desk.store().now(), &agent.tz());
    if query.is_empty() {
        return Err(Problem::refused(
            "Say in q what to look for: words, or an operator such as from:nora.",
        ));
    }
    if let Some(misread) = query.misread.first() {
        return Err(Problem::refused(misread.to_string()));
    }
    let order = if list.filters.newest { Order::Newest } else { Order::Best };
    let cursor = list.words().and_then(Cursor::parse);
    let limit = list.limit;
    let read = move |db: &mut Db| {
        let found = desk::search::find(db, &agent, &query, order, cursor, limit)?;
        if let Some(unknown) = found.unknown.into_iter().next() {
            return Err(desk::Error::refused(unknown));
        }
        let hits = found.hits.into_iter().map(|Hit { listed, message, .. }| {
            let conversation = Conversation::of(db, listed.conversation)?;
            let message = message.map(|message| Message::read(db, message)).transpose()?;
            Ok(Found { conversation, message })
        });
        Ok((hits.collect::<desk::Result<Vec<_>>>()?, found.next))
    };
    let (found, next) = web.desk.store().read(read).await?;
    Ok(list.page_to(found, next.map(Cursor::to_text)))
}

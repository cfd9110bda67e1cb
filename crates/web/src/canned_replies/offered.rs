//! The list of canned replies where one writes: those that fit what was typed, as they would be put in.

use askama::Template;
use axum::extract::{Query, State};
use desk::canned_reply::Offered;
use domain::{CannedReplyId, ConversationId, text::excerpt};
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    access::SignedIn,
    checks::units,
    customers::searched,
    error::Result,
    form::At,
    page::{nothing, page},
    wording,
};

/// Characters of the words of one that the list shows.
const EXCERPT_CHARS: usize = 120;

/// One in the list.
struct Choice {
    id: i64,
    title: String,
    code: Option<String>,
    /// What its language is called, where it is not the customer’s.
    language: Option<String>,
    tag: Option<String>,
    /// The beginning of its words.
    begins: String,
    /// What is put in.
    text: String,
    /// The first gap in it, as browsers count: in UTF-16 units.
    gap: Option<(usize, usize)>,
}

impl From<Offered> for Choice {
    fn from(Offered { reply, filled, foreign }: Offered) -> Self {
        let content = reply.content;
        let gap = filled.gaps.first();
        Self {
            id: reply.id.0,
            title: content.title,
            code: content.code,
            language: content.language.as_deref().filter(|_| foreign).map(wording::language),
            tag: content.language,
            begins: excerpt(&filled.text, EXCERPT_CHARS),
            gap: gap.map(|gap| (units(&filled.text, gap.start), units(&filled.text, gap.end))),
            text: filled.text,
        }
    }
}

#[derive(Template)]
#[template(path = "canned_replies/offered.html")]
struct Choices {
    conversation: i64,
    q: String,
    choices: Vec<Choice>,
    more: usize,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
}

/// Those that fit what was typed.
pub(crate) async fn offered(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(conversation): At<i64>,
    Query(Typed { q }): Query<Typed>,
) -> Result {
    let (q, now) = (searched(&q), web.desk.store().now());
    let (id, typed) = (ConversationId(conversation), q.clone());
    let read = move |db: &mut Db| desk::canned_reply::offered(db, &agent, id, &typed, now);
    let (offered, more) = web.desk.store().read(read).await?;
    let choices = offered.into_iter().map(Choice::from).collect();
    page(&Choices { conversation, q, choices, more })
}

/// Counts that one was put into what somebody writes.
pub(crate) async fn count_use(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.use_canned_reply(&agent, CannedReplyId(id)).await?;
    nothing()
}

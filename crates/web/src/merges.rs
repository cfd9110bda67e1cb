//! Merging conversations and splitting one: what is asked first, in a dialog of the conversation or on a page of its
//! own, and the doing and undoing of it.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode},
    response::IntoResponse,
};
use desk::merge::Splitting;
use domain::{
    ConversationId, MergeId, MessageId, Timestamp,
    conversation::{Conversation, State as Stands},
    text,
};
use language::{Wording, say};
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    access::SignedIn,
    conversations::{channel_icon, up_to_date, with_toast},
    error::Result,
    form::{At, Filled},
    page::{on_to, page, wants_part},
    shell::{Assets, Nav, Shell},
    wording,
};

/// Other conversations of a customer that can be chosen, the last written in first.
const CHOICES_MAX: i64 = 50;
/// Characters of a message by which it is recognised.
const EXCERPT_CHARS: usize = 140;

/// Another conversation of the same customer.
struct Choice {
    id: i64,
    subject: String,
    icon: &'static str,
    about: Wording,
}

/// Which two are to be merged.
#[derive(Template)]
#[template(path = "merges/new.html")]
struct Merging {
    assets: Assets,
    id: i64,
    subject: String,
    customer: String,
    customer_id: i64,
    choices: Vec<Choice>,
    /// Whether it is shown in a dialog.
    part: bool,
}

/// From where on a conversation is to be split.
#[derive(Template)]
#[template(path = "merges/split.html")]
struct Parting {
    assets: Assets,
    message: i64,
    words: String,
    /// How many messages and notes come after it.
    after: i64,
    is_first: bool,
    subject: String,
    part: bool,
}

/// Either, on a page of its own.
#[derive(Template)]
#[template(path = "merges/page.html")]
struct OwnPage {
    shell: Shell,
    nav: Nav,
    title: Wording,
    conversation: i64,
    inside: String,
}

fn show(
    headers: &HeaderMap,
    shell: Shell,
    (title, conversation): (Wording, ConversationId),
    inside: &impl Template,
) -> Result {
    if wants_part(headers) {
        return page(inside);
    }
    let inside = inside.render()?;
    page(&OwnPage { shell, nav: Nav::Desk, title, conversation: conversation.0, inside })
}

fn find(db: &mut Db, id: ConversationId) -> desk::Result<Conversation> {
    store::conversation::find_kept(db, id)?.ok_or_else(|| desk::Error::not_found("conversation"))
}

/// How another conversation stands, and on which `day` something was written in it last.
fn about(state: Stands) -> Wording {
    match state {
        Stands::WaitingOnUs => say("merge-choice-waiting-on-us"),
        Stands::WaitingOnCustomer => say("merge-choice-waiting-on-customer"),
        Stands::Snoozed => say("merge-choice-snoozed"),
        Stands::Closed => say("merge-choice-closed"),
    }
}

/// Asks with which other one a conversation is to be merged.
pub(crate) async fn new(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    At(id): At<i64>,
) -> Result {
    let (me, part) = (shell.me.clone(), wants_part(&headers));
    let read = move |db: &mut Db| {
        let conversation = find(db, ConversationId(id))?;
        let customer = store::customer::find(db, conversation.customer_id)?
            .ok_or_else(|| desk::Error::not_found("customer"))?;
        let (now, tz) = (Timestamp::now(), me.tz());
        let others = store::conversation::of_customer(db, customer.id, CHOICES_MAX)?
            .into_iter()
            .map(|listed| listed.conversation)
            .filter(|other| other.id != conversation.id);
        let choices = others.map(|other| Choice {
            id: other.id.0,
            subject: other.display_subject(),
            icon: channel_icon(other.channel),
            about: about(other.standing.state)
                .with("day", wording::on_day(other.last_message_at, now, &tz)),
        });
        Ok::<_, desk::Error>(Merging {
            assets: Assets,
            id: conversation.id.0,
            subject: conversation.display_subject(),
            customer: customer.display_name(),
            customer_id: customer.id.0,
            choices: choices.collect(),
            part,
        })
    };
    let merging = web.desk.store().read(read).await?;
    let place = (say("merge-title"), ConversationId(merging.id));
    show(&headers, shell, place, &merging)
}

#[derive(Debug, Deserialize)]
pub(crate) struct With {
    with: i64,
}

/// Merges two conversations, and shows the one that is kept.
pub(crate) async fn create(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    headers: HeaderMap,
    At(id): At<i64>,
    Filled(With { with }): Filled<With>,
) -> Result {
    let id = ConversationId(id);
    let (kept, _) = web.desk.merge(&agent, id, ConversationId(with)).await?;
    if in_page(&headers) && kept == id {
        return up_to_date(&web, agent, kept).await;
    }
    go_to(&headers, kept)
}

/// Undoes a merge, or a split.
pub(crate) async fn undo(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    headers: HeaderMap,
    At(id): At<i64>,
) -> Result {
    let shown = web.desk.undo_merge(&agent, MergeId(id)).await?;
    // Whoever did it from there stays there.
    let address = format!("/conversations/{shown}");
    let from = headers.get("hx-current-url").and_then(|url| url.to_str().ok()).unwrap_or_default();
    if in_page(&headers) && from.split(['?', '#']).next().is_some_and(|url| url.ends_with(&address))
    {
        let response = up_to_date(&web, agent, shown).await?;
        return with_toast(StatusCode::OK, response, say("merge-undone").to_string()).await;
    }
    go_to(&headers, shown)
}

/// Asks which messages go, and what the conversation of their own is about.
pub(crate) async fn new_split(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    At(id): At<i64>,
) -> Result {
    let part = wants_part(&headers);
    let read = move |db: &mut Db| {
        let message = store::message::find(db, MessageId(id))?.filter(|message| !message.queued());
        let message = message.ok_or_else(|| desk::Error::not_found("message"))?;
        let conversation = message.conversation_id;
        let place = (Timestamp::MAX, MessageId(i64::MAX));
        let from_here = store::message::count_from(db, conversation, message.id, place)?;
        let all = store::message::count_said(db, conversation)?;
        let after = (from_here - 1).max(0);
        let words = text::excerpt(&message.text, EXCERPT_CHARS);
        let parting = Parting {
            assets: Assets,
            message: message.id.0,
            subject: text::excerpt(&message.text, desk::conversation::SUBJECT_CHARS),
            words: if words.is_empty() { say("message-of-a-file").to_string() } else { words },
            after,
            is_first: from_here >= all,
            part,
        };
        Ok::<_, desk::Error>((parting, conversation))
    };
    let (parting, conversation) = web.desk.store().read(read).await?;
    show(&headers, shell, (say("split-title"), conversation), &parting)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Split {
    /// `alone`, or all from there on.
    which: String,
    subject: String,
}

/// Splits a conversation, and shows the new one.
pub(crate) async fn split(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    headers: HeaderMap,
    At(id): At<i64>,
    Filled(Split { which, subject }): Filled<Split>,
) -> Result {
    let splitting = Splitting { message: MessageId(id), alone: which == "alone", subject };
    go_to(&headers, web.desk.split(&agent, splitting).await?)
}

fn in_page(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// Leads to a conversation; from within a page by a header, for the browser would follow a redirect by itself and
/// htmx put the other page into this one.
fn go_to(headers: &HeaderMap, id: ConversationId) -> Result {
    if in_page(headers) {
        return Ok((StatusCode::NO_CONTENT, leading_to(id)).into_response());
    }
    on_to(&format!("/conversations/{id}"))
}

/// The header that leads a page to a conversation.
pub(crate) fn leading_to(id: ConversationId) -> [(HeaderName, String); 1] {
    [(HeaderName::from_static("hx-redirect"), format!("/conversations/{id}"))]
}

/// What a page is told that shows a conversation which has been merged into another since.
#[derive(Template)]
#[template(path = "merges/gone.html")]
pub(crate) struct Gone {
    pub(crate) assets: Assets,
    pub(crate) id: i64,
    pub(crate) kept: i64,
}

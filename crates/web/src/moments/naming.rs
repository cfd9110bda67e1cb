//! Naming a moment: words of a message that somebody sees something in, which the reader did not.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use desk::moment::{Naming, kinds, side_of};
use domain::{MessageId, MomentId, message::Message, moment::Side};
use language::{Wording, say};
use serde::Deserialize;
use words::What;

use super::name;

use crate::{
    Web,
    access::SignedIn,
    conversations::up_to_date,
    error::{Error, Result},
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with, wants_part},
    shell::{Assets, Nav, Shell},
};

/// What is asked, in the dialog of a conversation or on a page of its own.
struct Form {
    message: i64,
    /// What is asked: "What is in our message that nobody noticed?".
    asks: Wording,
    /// The words, as they were selected; all of the message where nothing was.
    words: String,
    nth: usize,
    /// What it can be: its name in data, its title and its meaning.
    kinds: Vec<(&'static str, Wording, Wording)>,
    chosen: String,
    error: Option<String>,
}

impl Form {
    fn of(message: &Message, words: &str, nth: usize) -> Self {
        let side = side_of(message);
        let kind = |what: What| (what.name(), name::title(what), name::meaning(what));
        let words = if words.trim().is_empty() { &message.text } else { words };
        Self {
            message: message.id.0,
            asks: match side {
                Side::Customer => say("naming-lead-customer"),
                Side::Us => say("naming-lead-us"),
                Side::Note => say("naming-lead-note"),
            },
            words: words.trim().to_owned(),
            nth,
            kinds: kinds(side).into_iter().map(kind).collect(),
            chosen: String::new(),
            error: None,
        }
    }
}

#[derive(Template)]
#[template(path = "moments/naming.html")]
struct Part {
    assets: Assets,
    form: Form,
    part: bool,
}

#[derive(Template)]
#[template(path = "moments/new.html")]
struct New {
    shell: Shell,
    nav: Nav,
    conversation: i64,
    form: Form,
    part: bool,
}

async fn message(web: &Web, id: i64) -> Result<Message> {
    let found = web.desk.store().read(move |db| store::message::find(db, MessageId(id))).await?;
    found.filter(|message| !message.queued()).ok_or_else(|| Error::not_found("message"))
}

/// Asks what is in some words of a message.
pub(crate) async fn new(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    At(id): At<i64>,
    query: Asked,
) -> Result {
    let message = message(&web, id).await?;
    let words = asked(&query, "words").unwrap_or_default();
    let nth = asked(&query, "nth").and_then(|nth| nth.parse().ok()).unwrap_or_default();
    let form = Form::of(&message, words, nth);
    if wants_part(&headers) {
        return page(&Part { assets: Assets, form, part: true });
    }
    let conversation = message.conversation_id.0;
    page(&New { shell, nav: Nav::Desk, conversation, form, part: false })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    words: String,
    nth: usize,
    what: String,
}

/// Names a moment.
pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    At(id): At<i64>,
    Filled(given): Filled<Given>,
) -> Result {
    let what = What::named(&given.what);
    let named = match what {
        None => Err(desk::Error::refused(say("naming-choose"))),
        Some(what) => {
            let (message, words) = (MessageId(id), given.words.clone());
            let naming = Naming { message, what, words, nth: given.nth };
            web.desk.name_moment(&shell.me, naming).await
        }
    };
    let in_page = headers.contains_key("hx-request");
    match named {
        Ok((moment, _)) if in_page => up_to_date(&web, shell.me, moment.conversation_id).await,
        Ok((moment, _)) => {
            on_to(&format!("/conversations/{}#message-{id}", moment.conversation_id))
        }
        Err(error) if in_page => Err(error.into()),
        Err(error) => {
            let error = Some(wrong(error)?);
            let message = message(&web, id).await?;
            let conversation = message.conversation_id.0;
            let form = Form::of(&message, &given.words, given.nth);
            let form = Form { chosen: given.what, error, ..form };
            let again = New { shell, nav: Nav::Desk, conversation, form, part: false };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Takes back a moment that one named.
pub(crate) async fn take_back(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let moment = web.desk.take_moment_back(&agent, MomentId(id)).await?;
    up_to_date(&web, agent, moment.conversation_id).await
}

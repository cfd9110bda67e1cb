//! The chat: the line to paste, how it greets and looks, and the secret that signs identities.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::{
    conversation::Channel,
    inbox::{Inbox, parse_colour},
};
use language::Wording;
use serde::Deserialize;

use crate::{
    Web,
    access::Here,
    error::{Error, Result},
    form::{Asked, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
    workspace::address,
};

#[derive(Default)]
struct Errors {
    greeting: Option<String>,
    colour: Option<String>,
    secret: Option<String>,
}

#[derive(Template)]
#[template(path = "inboxes/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    /// The line for the pages of the website.
    snippet: String,
    greeting: String,
    colour: String,
    secret: String,
    errors: Errors,
    welcome: bool,
    saved: Option<Wording>,
}

impl Show {
    fn new(web: &Web, headers: &HeaderMap, shell: Shell, chat: Inbox) -> Self {
        let (base, key) = (address(web, headers), chat.key);
        Self {
            shell,
            nav: Nav::Settings,
            snippet: format!(
                r#"<script src="{base}/widget.js" data-inbox="{key}" async></script>"#
            ),
            greeting: chat.greeting,
            colour: chat.colour,
            secret: chat.identity_secret,
            errors: Errors::default(),
            welcome: false,
            saved: None,
        }
    }
}

/// The chat. There is one.
async fn chat(web: &Web) -> Result<Inbox> {
    let mut inboxes = web.desk.inboxes().await?.into_iter();
    inboxes.find(|inbox| inbox.channel == Channel::Chat).ok_or_else(|| Error::not_found("chat"))
}

pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    query: Asked,
) -> Result {
    let chat = chat(&web).await?;
    let saved = asked(&query, "saved").map(|what| match what {
        "secret" => crate::t("chat-saved-secret"),
        _ => crate::t("chat-saved"),
    });
    let welcome = asked(&query, "welcome").is_some();
    page(&Show { welcome, saved, ..Show::new(&web, &headers, shell, chat) })
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Look {
    greeting: String,
    colour: String,
}

pub(crate) async fn update(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    Filled(Look { greeting, colour }): Filled<Look>,
) -> Result {
    let chat = chat(&web).await?;
    let error = match web.desk.change_inbox(Some(shell.me.id), chat.id, &greeting, &colour).await {
        Ok(()) => return on_to("/settings/chat?saved"),
        Err(error) => Some(wrong(error)?),
    };
    let mut errors = Errors::default();
    if parse_colour(&colour).is_some() || greeting.trim().is_empty() {
        errors.greeting = error;
    } else {
        errors.colour = error;
    }
    let again = Show { greeting, colour, errors, ..Show::new(&web, &headers, shell, chat) };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Renewal {
    /// Ticked by whoever knows what it does.
    sure: Option<String>,
}

pub(crate) async fn renew_secret(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    headers: HeaderMap,
    Filled(Renewal { sure }): Filled<Renewal>,
) -> Result {
    let chat = chat(&web).await?;
    if sure.is_some() {
        desk.renew_identity_secret(shell.me.id, chat.id).await?;
        return on_to("/settings/chat?saved=secret");
    }
    let secret = Some(crate::t("chat-secret-not-sure").to_string());
    let errors = Errors { secret, ..Errors::default() };
    let again = Show { errors, ..Show::new(&web, &headers, shell, chat) };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

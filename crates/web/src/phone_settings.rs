//! The phone's settings: whether visitors can call, whether calls are recorded and for how long that is
//! kept; and, for everybody, the microphone and the echo test.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::{
    call::Recording,
    conversation::Channel,
    inbox::{Inbox, KEEP_DAYS_MAX},
};
use serde::Deserialize;

use crate::{
    Web,
    error::{Error, Result},
    form::{Asked, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
};

#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts that have nothing to do with each other"
)]
#[derive(Template)]
#[template(path = "phone/settings.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    /// Whether this server has a phone at all.
    connected: bool,
    /// Why recordings are still on the server where they should be in a bucket.
    bucket_trouble: Option<String>,
    /// Whether the reader may change what follows.
    changes: bool,
    calls: bool,
    recording: String,
    keep_days: String,
    keep_days_error: Option<String>,
    saved: bool,
}

impl Show {
    fn new(web: &Web, shell: Shell, inbox: &Inbox) -> Self {
        Self {
            changes: shell.me.role.may(domain::access::Permission::ManageInboxes),
            shell,
            nav: Nav::Settings,
            connected: web.desk.takes_calls(),
            bucket_trouble: web.desk.bucket_trouble(),
            calls: inbox.calls,
            recording: inbox.recording.as_str().to_owned(),
            keep_days: inbox.keep_days.to_string(),
            keep_days_error: None,
            saved: false,
        }
    }
}

/// The inbox that visitors call: the chat's.
async fn inbox(web: &Web) -> Result<Inbox> {
    let mut inboxes = web.desk.inboxes().await?.into_iter();
    inboxes.find(|inbox| inbox.channel == Channel::Chat).ok_or_else(|| Error::not_found("chat"))
}

pub(crate) async fn show(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let inbox = inbox(&web).await?;
    page(&Show { saved: asked(&query, "saved").is_some(), ..Show::new(&web, shell, &inbox) })
}

#[derive(Debug, Deserialize, Default)]
#[serde(default)]
pub(crate) struct Filling {
    /// Ticked where visitors can call.
    calls: Option<String>,
    recording: String,
    keep_days: String,
}

pub(crate) async fn update(
    State(web): State<Web>,
    shell: Shell,
    Filled(filled): Filled<Filling>,
) -> Result {
    let inbox = inbox(&web).await?;
    let recording = Recording::parse(&filled.recording).unwrap_or(inbox.recording);
    // What is no number is out of range.
    let keep_days = filled.keep_days.trim().parse().unwrap_or(0);
    let calls = filled.calls.is_some();
    let error =
        match web.desk.change_calls(shell.me.id, inbox.id, calls, recording, keep_days).await {
            Ok(()) => return on_to("/settings/phone?saved"),
            Err(error) => wrong(error)?,
        };
    let again = Show {
        calls,
        recording: recording.as_str().to_owned(),
        keep_days: filled.keep_days,
        keep_days_error: Some(error),
        ..Show::new(&web, shell, &inbox)
    };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

//! For how long what is said stays. What would go today is shown before it does.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::retention::{DAYS_MAX, DAYS_MIN, Going, Retention};
use language::{Wording, say};
use serde::Deserialize;

use crate::{
    Web,
    access::Here,
    error::Result,
    form::{Asked, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
    wording,
};

/// Where the page is.
const PLACE: &str = "/settings/retention";

/// What was filled in: days, or nothing where it stays for good.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    conversations: String,
    files: String,
}

impl Given {
    fn of(retention: Retention) -> Self {
        let text = |days: Option<i64>| days.map_or(String::new(), |days| days.to_string());
        Self {
            conversations: text(retention.conversations_days),
            files: text(retention.files_days),
        }
    }

    /// What it says; what is no number is out of range.
    fn read(&self) -> Retention {
        let days = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| text.parse().unwrap_or(0))
        };
        Retention { conversations_days: days(&self.conversations), files_days: days(&self.files) }
    }
}

#[derive(Template)]
#[template(path = "retention/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    /// What holds now, in a sentence.
    holds: Wording,
    is_on: bool,
    given: Given,
    /// What would go today by what was filled in; nothing until that was asked.
    going: Option<Vec<Wording>>,
    error: Option<String>,
    saved: bool,
}

/// What holds, in a sentence.
fn holds(retention: Retention) -> Wording {
    match (retention.conversations_days, retention.files_days) {
        (None, None) => say("retention-holds-all"),
        (Some(days), None) => say("retention-holds-conversations").with("days", days),
        (None, Some(days)) => say("retention-holds-files").with("days", days),
        (Some(days), Some(files)) => {
            say("retention-holds-both").with("files", files).with("days", days)
        }
    }
}

/// What goes, in words; nothing of what there is none of.
fn in_words(going: Going) -> Vec<Wording> {
    let size = wording::size(going.files_bytes);
    [
        (going.conversations, say("retention-going-conversations")),
        (going.messages, say("retention-going-messages")),
        (going.files, say("retention-going-files").with("size", size)),
        (going.recordings, say("retention-going-recordings")),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| words.with("count", count))
    .collect()
}

impl Show {
    async fn new(web: &Web, shell: Shell) -> Result<Self> {
        let retention = web.desk.retention().await?;
        Ok(Self {
            shell,
            nav: Nav::Settings,
            holds: holds(retention),
            is_on: retention.is_on(),
            given: Given::of(retention),
            going: None,
            error: None,
            saved: false,
        })
    }
}

/// What holds, and what would go by what is asked.
pub(crate) async fn show(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let saved = asked(&query, "saved").is_some();
    let shown = Show { saved, ..Show::new(&web, shell).await? };
    let (Some(conversations), Some(files)) =
        (asked(&query, "conversations"), asked(&query, "files"))
    else {
        return page(&shown);
    };
    let given = Given { conversations: conversations.to_owned(), files: files.to_owned() };
    match web.desk.retention_going(given.read()).await {
        Ok(going) => {
            let going = given.read().is_on().then(|| in_words(going));
            page(&Show { given, going, ..shown })
        }
        Err(error) => {
            let error = Some(wrong(error)?);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &Show { given, error, ..shown })
        }
    }
}

/// Says after how many days what goes.
pub(crate) async fn update(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    Filled(given): Filled<Given>,
) -> Result {
    match desk.change_retention(&shell.me, given.read()).await {
        Ok(()) => on_to(&format!("{PLACE}?saved")),
        Err(error) => {
            let error = Some(wrong(error)?);
            let again = Show { given, error, ..Show::new(&web, shell).await? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

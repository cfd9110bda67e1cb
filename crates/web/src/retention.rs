//! For how long what is said stays. What would go today is shown before it does.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::retention::{DAYS_MAX, DAYS_MIN, Going, Retention};
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
    holds: String,
    is_on: bool,
    given: Given,
    /// What would go today by what was filled in; nothing until that was asked.
    going: Option<Vec<String>>,
    error: Option<String>,
    saved: bool,
}

/// What holds, in a sentence.
fn holds(retention: Retention) -> String {
    match (retention.conversations_days, retention.files_days) {
        (None, None) => "Everything stays until somebody erases it.".into(),
        (Some(days), None) => {
            format!(
                "Conversations go {days} days after they were closed, with all that is in them."
            )
        }
        (None, Some(days)) => format!(
            "Files and recordings go {days} days after their conversation was closed. What was \
             written stays."
        ),
        (Some(days), Some(files)) => format!(
            "Files and recordings go {files} days after their conversation was closed, and the \
             conversation itself after {days} days."
        ),
    }
}

/// What goes, in words; nothing of what there is none of.
fn in_words(going: Going) -> Vec<String> {
    let size = wording::size(going.files_bytes);
    [
        (going.conversations, "conversation", "conversations"),
        (going.messages, "message or note", "messages and notes"),
        (going.files, "file", "files"),
        (going.recordings, "recording of a call", "recordings of calls"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| {
        let words = wording::count(count, one, many);
        if one == "file" { format!("{words} ({size})") } else { words }
    })
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

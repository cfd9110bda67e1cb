//! Erasing a customer: what would go is shown first, counted, and their name has to be typed. Afterwards the same address
//! says that it was done, and whether all of it is gone from the disks.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::{ConversationId, CustomerId, Timestamp, erasure::Extent};
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    access::Here,
    error::{Error, Result},
    form::{At, Filled},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
    wording,
};

/// What would go, and the name to type.
#[derive(Template)]
#[template(path = "erasures/new.html")]
struct Asking {
    shell: Shell,
    nav: Nav,
    id: CustomerId,
    name: String,
    going: Vec<String>,
    promises_open: i64,
    typed: String,
    error: Option<String>,
}

/// That it was done.
#[derive(Template)]
#[template(path = "erasures/show.html")]
struct Erased {
    shell: Shell,
    nav: Nav,
    id: CustomerId,
    by: String,
    when: String,
    datetime: String,
    cleared: bool,
}

/// A conversation that was erased while somebody looked at it.
#[derive(Template)]
#[template(path = "erasures/gone.html")]
pub(crate) struct Gone {
    id: i64,
}

impl Gone {
    /// Nothing where the conversation is there, or never was.
    pub(crate) fn read(db: &mut Db, id: ConversationId) -> desk::Result<Option<Self>> {
        Ok(store::erasure::is_erased(db, id)?.then_some(Self { id: id.0 }))
    }
}

/// What an erasure takes with it, in words; nothing of what there is none of.
pub(crate) fn in_words(extent: &Extent) -> Vec<String> {
    let size = wording::size(extent.files_bytes);
    let lines = [
        (extent.conversations, crate::t("erasure-conversations")),
        (extent.theirs, crate::t("erasure-messages-theirs")),
        (extent.ours, crate::t("erasure-messages-ours")),
        (extent.notes, crate::t("erasure-notes")),
        (extent.files, crate::t("erasure-files").with("size", size)),
        (extent.calls, crate::t("erasure-calls")),
        (extent.recordings, crate::t("erasure-recordings")),
        (extent.promises, crate::t("erasure-promises")),
        (extent.addresses, crate::t("erasure-addresses")),
        (extent.facts, crate::t("erasure-facts")),
        (extent.browsers, crate::t("erasure-browsers")),
    ];
    lines
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| words.with("count", count).to_string())
        .collect()
}

async fn asking(
    web: &Web,
    shell: Shell,
    id: CustomerId,
    typed: String,
    error: Option<String>,
) -> Result {
    let (name, extent) = web.desk.extent(id).await?;
    let status = match error {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let (going, promises_open) = (in_words(&extent), extent.promises_open);
    let nav = Nav::Customers;
    page_with(status, &Asking { shell, nav, id, name, going, promises_open, typed, error })
}

/// Asks whether a customer is to be erased, or says that they were.
pub(crate) async fn show(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let id = CustomerId(id);
    let Some(erasure) = web.desk.erasure(id).await? else {
        return asking(&web, shell, id, String::new(), None).await;
    };
    let agents = web.desk.store().read(store::agent::all).await?;
    let by = agents.into_iter().find(|agent| Some(agent.id) == erasure.agent_id);
    let when = wording::on_day(erasure.at, Timestamp::now(), &shell.me.tz());
    page(&Erased {
        shell,
        nav: Nav::Customers,
        id,
        by: by.map_or_else(|| crate::t("erasure-by-somebody").to_string(), |agent| agent.name),
        when,
        datetime: erasure.at.to_string(),
        cleared: erasure.cleared_at.is_some(),
    })
}

#[derive(Deserialize)]
pub(crate) struct Confirmed {
    #[serde(default)]
    name: String,
}

/// Erases a customer.
pub(crate) async fn create(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    At(id): At<i64>,
    Filled(Confirmed { name }): Filled<Confirmed>,
) -> Result {
    let id = CustomerId(id);
    match desk.erase_customer(&shell.me, id, Some(&name)).await {
        Ok(()) => on_to(&format!("/customers/{id}/erasure")),
        Err(desk::Error::Refused(words) | desk::Error::Conflict(words)) => {
            asking(&web, shell, id, name, Some(words.to_string())).await
        }
        Err(error) => Err(Error::from(error)),
    }
}

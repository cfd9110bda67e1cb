//! Inboxes, for other programs: what everybody may know of them.

use axum::extract::State;
use domain::{InboxId, conversation::Channel, inbox};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Named, Problem,
    list::{List, Page, Unfiltered},
    wire::{Told, Word},
};
use crate::Web;

/// The address to which conversations come.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Inbox {
    id: i64,
    channel: Word<Channel>,
    /// Its public name: what a page's script tag says.
    key: String,
    /// What a visitor reads first.
    greeting: String,
    /// Your colour as `#rrggbb`.
    colour: String,
    /// Whether visitors can call.
    calls: bool,
}

impl From<inbox::Inbox> for Inbox {
    fn from(inbox: inbox::Inbox) -> Self {
        // What signs identities is for the owner's own server.
        let inbox::Inbox { id, channel, key, greeting, colour, calls, .. } = inbox;
        Self { id: id.0, channel: channel.into(), key, greeting, colour, calls }
    }
}

pub(crate) async fn index(
    State(web): State<Web>,
    list: List<Unfiltered>,
) -> Result<Page<Inbox>, Problem> {
    let all = web.desk.inboxes().await?;
    Ok(list.page_of(all, |inbox| inbox.id.0)?.told(Inbox::from))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Inbox>, Problem> {
    let found = web.desk.inboxes().await?.into_iter().find(|inbox| inbox.id == InboxId(id));
    let found = found.ok_or_else(|| desk::Error::not_found("inbox"))?;
    Ok(Told::new(found.into()))
}

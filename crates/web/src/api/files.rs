//! Files, for other programs: brought for a message, and fetched.

use axum::extract::State;
use domain::{AttachmentId, ConversationId, attachment};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Named, Problem,
    operation::Upload,
    wire::{Bytes, Made, Told},
};
use crate::{
    Web,
    access::Caller,
    attachments::{send, take},
};

/// A file that came with a message, or goes with the next one.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Attachment {
    id: i64,
    /// What its sender called it.
    name: String,
    /// What it is, as told from its first bytes.
    media_type: String,
    size_bytes: i64,
    /// In pixels, of a picture.
    width: Option<i64>,
    height: Option<i64>,
}

impl From<attachment::Attachment> for Attachment {
    fn from(file: attachment::Attachment) -> Self {
        Self {
            id: file.id.0,
            name: file.name,
            media_type: file.media_type,
            size_bytes: file.size_bytes,
            width: file.pixels.map(|(width, _)| width),
            height: file.pixels.map(|(_, height)| height),
        }
    }
}

/// Keeps a file for a message in that conversation, which names it.
pub(crate) async fn create(
    State(web): State<Web>,
    Caller { token, .. }: Caller,
    Named(id): Named<i64>,
    Upload(form): Upload,
) -> Result<Made<Attachment>, Problem> {
    let id = ConversationId(id);
    let known = web.desk.store().read(move |db| store::conversation::find(db, id)).await?;
    known.ok_or_else(|| desk::Error::not_found("conversation"))?;
    let file = take(&web, form).await?;
    let file = web.desk.attach_for_program(token.id, id, file).await?;
    let place = format!("/api/v1/attachments/{}", file.id);
    Ok(Made { place, told: Told::new(file.into()) })
}

/// The bytes of a file of a message.
pub(crate) async fn show(State(web): State<Web>, Named(id): Named<i64>) -> Result<Bytes, Problem> {
    let id = AttachmentId(id);
    let placed = web.desk.store().read(move |db| store::attachment::find(db, id)).await?;
    let placed = placed.filter(|placed| placed.message_id.is_some());
    let placed = placed.ok_or_else(|| desk::Error::not_found("file"))?;
    Ok(Bytes(send(&web, &placed.attachment).await?))
}

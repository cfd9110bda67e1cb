//! Files: taking them for a draft, and showing them.

use askama::Template;
use axum::{
    body::Body,
    extract::{
        Multipart, State,
        multipart::{Field, MultipartError},
    },
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use domain::{AttachmentId, ConversationId, attachment::Attachment, message::Kind};
use language::say;
use tokio_util::io::ReaderStream;

use crate::{
    Web,
    access::SignedIn,
    error::{Error, Result},
    form::At,
    messages::File,
    page::{nothing, page_with},
    shell::Assets,
    wording,
};

/// Bytes of a file that are read and sent at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// Takes the one file of a form, and keeps it durably.
pub(crate) async fn take(web: &Web, mut form: Multipart) -> Result<Attachment> {
    while let Some(mut field) = form.next_field().await.map_err(|e| unreadable(&e))? {
        // Browsers write a quotation mark in a file's name so (HTML, "multipart/form-data").
        let Some(name) = field.file_name().map(|name| name.replace("%22", "\"")) else { continue };
        let kept = keep(web, &name, &mut field).await;
        if kept.is_err() {
            // Whoever is still sending reads no answer: the rest is let run out first.
            while let Ok(Some(_)) = field.chunk().await {}
        }
        return kept;
    }
    Err(Error::new(StatusCode::UNPROCESSABLE_ENTITY, say("file-none-came")))
}

async fn keep(web: &Web, name: &str, field: &mut Field<'_>) -> Result<Attachment> {
    let mut upload = web.desk.files().begin(name).await?;
    while let Some(bytes) = field.chunk().await.map_err(|e| unreadable(&e))? {
        upload.write(&bytes).await?;
    }
    Ok(upload.finish().await?)
}

fn unreadable(error: &MultipartError) -> Error {
    let detail = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        domain::attachment::BadFile::TooLarge.wording()
    } else {
        say("file-not-whole")
    };
    Error::new(error.status(), detail)
}

/// Files that a draft has, as the composer shows them.
#[derive(Template)]
#[template(path = "attachments/draft.html")]
pub(crate) struct DraftFiles {
    assets: Assets,
    conversation: i64,
    files: Vec<File>,
}

fn kind_of(word: &str) -> Result<Kind> {
    Kind::parse(word).ok_or_else(|| Error::not_found("draft"))
}

/// Adds a file to a draft; answers with all that it has.
pub(crate) async fn create(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At((conversation, kind)): At<(i64, String)>,
    form: Multipart,
) -> Result {
    let (id, kind) = (ConversationId(conversation), kind_of(&kind)?);
    let file = take(&web, form).await?;
    web.desk.attach_to_draft(agent.id, id, kind, file).await?;
    let files = web
        .desk
        .store()
        .read(move |db| store::attachment::of_draft(db, agent.id, id, kind))
        .await?;
    let files = files.into_iter().map(File::from).collect();
    page_with(StatusCode::CREATED, &DraftFiles { assets: Assets, conversation, files })
}

/// Takes a file out of a draft.
pub(crate) async fn remove(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At((conversation, id)): At<(i64, i64)>,
) -> Result {
    web.desk.remove_from_draft(agent.id, ConversationId(conversation), AttachmentId(id)).await?;
    nothing()
}

/// The bytes of a file. An agent sees those of messages, and of their own drafts.
pub(crate) async fn show(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At((id, _)): At<(i64, String)>,
) -> Result {
    let placed =
        web.desk.store().read(move |db| store::attachment::find(db, AttachmentId(id))).await?;
    let placed = placed
        .filter(|placed| placed.message_id.is_some() || placed.agent_id == Some(agent.id))
        .ok_or_else(|| Error::not_found("file"))?;
    send(&web, &placed.attachment).await
}

/// Sends a file's bytes. Pictures are shown, all else is offered for download; nothing in it can
/// run on the desk's own pages.
pub(crate) async fn send(web: &Web, file: &Attachment) -> Result {
    let opened = web.desk.files().open_attachment(file).await?;
    let disposition = if file.is_picture() { "inline" } else { "attachment" };
    let ascii: String = file
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' })
        .collect();
    let disposition = format!(
        "{disposition}; filename=\"{ascii}\"; filename*=UTF-8''{}",
        wording::percent_encoded(&file.name)
    );
    let mut response =
        Response::new(Body::from_stream(ReaderStream::with_capacity(opened, CHUNK_BYTES)));
    let headers = response.headers_mut();
    let text = |value: &str| {
        HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"))
    };
    headers.insert(header::CONTENT_TYPE, text(&file.media_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size_bytes));
    headers.insert(header::CONTENT_DISPOSITION, text(&disposition));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    Ok(response)
}

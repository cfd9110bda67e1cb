//! Taking all that is kept along: asking for a copy, seeing when it is there, and fetching it.

use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use domain::{
    ExportId,
    export::{Export, LASTS_HOURS, State as Stands},
};
use language::{Wording, say};
use serde::Deserialize;
use tokio_util::io::ReaderStream;

use crate::{
    Web,
    access::Here,
    error::Result,
    form::{At, Filled, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
    wording,
};

/// Where the page is.
const PLACE: &str = "/settings/export";
/// Copies that are listed.
const LISTED_MAX: i64 = 10;
/// Bytes of the file that are read and sent at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// One in the list.
struct Listed {
    id: i64,
    state: Stands,
    name: Wording,
    about: Wording,
}

#[derive(Template)]
#[template(path = "exports/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    exports: Vec<Listed>,
    error: Option<String>,
}

impl Index {
    async fn new(web: &Web, shell: Shell, error: Option<String>) -> Result<Self> {
        let read = |db: &mut store::Db| {
            let exports = store::export::latest(db, LISTED_MAX)?;
            Ok::<_, desk::Error>((exports, store::agent::all(db)?))
        };
        let (exports, agents) = web.desk.store().read(read).await?;
        let (now, tz) = (web.desk.store().now(), shell.me.tz());
        let exports = exports.into_iter().map(|export| {
            let by = agents.iter().find(|agent| agent.id == export.agent_id);
            let by = by.map_or_else(
                || say("person-unknown-within"),
                |agent| Wording::from(agent.name.as_str()),
            );
            let about = match (export.state, export.size_bytes, export.expires_at) {
                (Stands::Making, ..) => say("export-about-making").with("rows", export.rows_done),
                (Stands::Ready, Some(size), Some(until)) => say("export-about-ready")
                    .with("size", wording::size(size))
                    .with("when", wording::soon(until, now, &tz)),
                _ => say("export-about-gone"),
            };
            let about = about.with("who", by).with("day", wording::on_day(export.at, now, &tz));
            Listed { id: export.id.0, state: export.state, name: name(&export), about }
        });
        Ok(Self { exports: exports.collect(), nav: Nav::Settings, error, shell })
    }

    /// Whether one is being made.
    fn is_making(&self) -> bool {
        self.exports.iter().any(|export| export.state == Stands::Making)
    }
}

fn name(export: &Export) -> Wording {
    if export.with_files { say("export-with-files") } else { say("export-without-files") }
}

/// The copies there are, and asking for another.
pub(crate) async fn index(State(web): State<Web>, shell: Shell) -> Result {
    page(&Index::new(&web, shell, None).await?)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    files: String,
}

/// Asks for one.
pub(crate) async fn create(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    Filled(wanted): Filled<Wanted>,
) -> Result {
    match desk.begin_export(&shell.me, !wanted.files.is_empty()).await {
        Ok(_) => on_to(PLACE),
        Err(error) => {
            let error = Some(wrong(error)?);
            page_with(StatusCode::CONFLICT, &Index::new(&web, shell, error).await?)
        }
    }
}

/// Deletes one before its time.
pub(crate) async fn remove(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.remove_export(&shell.me, ExportId(id)).await?;
    on_to(PLACE)
}

/// Its bytes.
pub(crate) async fn download(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    let (export, reading) = desk.open_export(&shell.me, ExportId(id)).await?;
    Ok(send(&export, reading))
}

/// The bytes of a copy, as a file.
pub(crate) fn send(export: &Export, reading: desk::Reading) -> Response {
    let body = Body::from_stream(ReaderStream::with_capacity(reading, CHUNK_BYTES));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let day = export.at.strftime("%Y-%m-%d");
    let disposition = format!("attachment; filename=\"desk-{day}.zip\"");
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    if let Some(size) = export.size_bytes {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

//! Copies of all that is kept, for other programs of an owner.

use axum::extract::State;
use domain::{ExportId, export};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Body, Named, Problem,
    wire::{Bytes, Made, Time, Told, Word},
};
use crate::{Web, access::Caller, exports::send};

/// A copy of all that is kept, to be taken along.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Export {
    id: i64,
    /// How far it is.
    state: Word<export::State>,
    /// Whether the files that came with messages are in it.
    with_files: bool,
    /// Who asked for it.
    agent_id: i64,
    at: Time,
    /// How many rows are written so far.
    rows: i64,
    /// How large its file is; null until it is made.
    size_bytes: Option<i64>,
    /// Until when it can be fetched; null until it is made.
    expires_at: Option<Time>,
}

impl From<export::Export> for Export {
    fn from(it: export::Export) -> Self {
        Self {
            id: it.id.0,
            state: it.state.into(),
            with_files: it.with_files,
            agent_id: it.agent_id.0,
            at: it.at.into(),
            rows: it.rows_done,
            size_bytes: it.size_bytes,
            expires_at: it.expires_at.map(Time),
        }
    }
}

pub(crate) async fn show(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Told<Export>, Problem> {
    Ok(Told::new(web.desk.export(&agent, ExportId(id)).await?.into()))
}

/// What is to be in a copy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "with_files": false }]))]
pub(crate) struct NewExport {
    /// Whether the files that came with messages are in it, too.
    #[serde(default)]
    with_files: bool,
}

pub(crate) async fn create(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Body(NewExport { with_files }): Body<NewExport>,
) -> Result<Made<Export>, Problem> {
    let id = web.desk.begin_export(&agent, with_files).await?;
    let export = web.desk.export(&agent, id).await?;
    Ok(Made { place: format!("/api/v1/exports/{id}"), told: Told::new(export.into()) })
}

/// The bytes of a copy.
pub(crate) async fn fetch(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Bytes, Problem> {
    let (export, reading) = web.desk.open_export(&agent, ExportId(id)).await?;
    Ok(Bytes(send(&export, reading)))
}

//! Tags, for other programs.

use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Problem,
    list::{List, Page, Unfiltered},
};
use crate::Web;

/// A word that is on some conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Tag {
    id: i64,
    name: String,
}

pub(crate) async fn index(
    State(web): State<Web>,
    list: List<Unfiltered>,
) -> Result<Page<Tag>, Problem> {
    let all = web.desk.store().read(store::tag::all_with_ids).await?;
    Ok(list.page_of(all, |(id, _)| id.0)?.told(|(id, name)| Tag { id: id.0, name }))
}

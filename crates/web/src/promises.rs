//! Promises at the desk.

use axum::extract::State;
use domain::PromiseId;

use crate::{Web, access::SignedIn, error::Result, form::At, page::on_to};

/// Notes that a promise was kept, and goes on to its conversation.
pub(crate) async fn keep(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let promise = web.desk.keep_promise(&agent, PromiseId(id)).await?;
    on_to(&format!("/conversations/{}", promise.conversation_id))
}

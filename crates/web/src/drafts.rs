//! Drafts, saved as they are typed.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use desk::draft::Saved;
use domain::{ConversationId, message::Kind};
use serde::Deserialize;
use serde_json::json;

use crate::{Web, access::SignedIn, error::Error, form::At};

#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    text: String,
    /// The revision that the writer last saw.
    revision: i64,
}

/// Keeps a draft: 200 with its new revision, or 409 with what was written elsewhere.
pub(crate) async fn save(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At((conversation, kind)): At<(i64, String)>,
    Json(body): Json<Body>,
) -> Response {
    let save = async {
        let kind = Kind::parse(&kind).ok_or_else(|| Error::not_found("draft"))?;
        let id = ConversationId(conversation);
        Ok(web.desk.save_draft(agent.id, id, kind, body.text, body.revision).await?)
    };
    match save.await {
        Ok(Saved::Kept(revision)) => Json(json!({ "revision": revision })).into_response(),
        Ok(Saved::ChangedElsewhere(text, revision)) => {
            (StatusCode::CONFLICT, Json(json!({ "text": text, "revision": revision })))
                .into_response()
        }
        Err(error) => Error::into_problem(error),
    }
}

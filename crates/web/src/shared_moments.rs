//! Moments of calls that agents shared, in the threads of their conversations.

use axum::{extract::State, http::HeaderMap};
use domain::SharedMomentId;

use crate::{Web, access::SignedIn, error::Result, form::At, page::nothing, sound::sound};

/// The sound of a moment, for whoever serves at this desk.
pub(crate) async fn audio(State(web): State<Web>, At(id): At<i64>, headers: HeaderMap) -> Result {
    let bytes = web.desk.shared_sound(SharedMomentId(id)).await?;
    Ok(sound(&headers, "audio/wav", bytes))
}

/// Takes back what one shared.
pub(crate) async fn take_back(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.take_back_moment(&agent, SharedMomentId(id)).await?;
    nothing()
}

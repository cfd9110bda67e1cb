//! Lists that are kept at hand: saved from the list that one looks at, and removed again.

use axum::{
    extract::{Query, State},
    http::Uri,
};
use domain::SavedViewId;
use language::say;
use serde::Deserialize;

use crate::{
    Web,
    access::SignedIn,
    conversations::View,
    error::Result,
    form::{At, Filled, unreadable},
    page::done,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    name: String,
    /// The query of the list's address.
    query: String,
    everybody: String,
}

/// Keeps the list that one looks at.
pub(crate) async fn create(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Filled(given): Filled<Given>,
) -> Result {
    let uri: Uri = format!("/desk{}", given.query).parse().map_err(|_| unreadable())?;
    let Query(view) = Query::<View>::try_from_uri(&uri).map_err(|_| unreadable())?;
    let query = view.at_page(0).query();
    let everybody = !given.everybody.is_empty();
    let id = web.desk.save_view(&agent, &given.name, query, everybody).await?;
    done(say("saved-view-kept"), Some(format!("/saved-views/{id}")))
}

/// Removes one.
pub(crate) async fn remove(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let view = web.desk.remove_view(&agent, SavedViewId(id)).await?;
    done(
        say("saved-view-removed").with("name", view.name),
        Some(format!("/saved-views/{id}/removal")),
    )
}

/// Brings one back.
pub(crate) async fn restore(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let view = web.desk.restore_view(&agent, SavedViewId(id)).await?;
    done(say("saved-view-back").with("name", view.name), None)
}

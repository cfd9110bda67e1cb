//! From a template to an answer.

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use language::Wording;

use crate::error::Result;

/// A page or a fragment of one.
pub(crate) fn page(template: &impl Template) -> Result {
    page_with(StatusCode::OK, template)
}

/// … with another status, such as that of a form that has to be put right.
pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Result {
    // Pages show what is so now, and what only one person may see.
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Html(template.render()?)).into_response())
}

/// On to another page, after something was done.
pub(crate) fn on_to(address: &str) -> Result {
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response())
}

/// Nothing to show.
pub(crate) fn nothing() -> Result {
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Several fragments, each for its own place in the page.
pub(crate) fn fragments(status: StatusCode, html: String) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

/// What was done, said at the edge of the page, with the way back where there is one.
#[derive(Template)]
#[template(path = "done.html")]
struct Done {
    words: Wording,
    undo: Option<String>,
}

/// The answer after something was done: pages bring themselves up to date.
pub(crate) fn done(words: impl Into<Wording>, undo: Option<String>) -> Result {
    let html = Done { words: words.into(), undo }.render()?;
    Ok(fragments(StatusCode::OK, html))
}

/// Whether htmx asks for a part of a page and not for all of it.
pub(crate) fn wants_part(headers: &HeaderMap) -> bool {
    headers.get("hx-request-type").is_some_and(|kind| kind == "partial")
}

//! Every answer that is not what was asked for: a page, a fragment or problem+json (RFC 9457), in
//! words for people, with the number by which it is found in the log. A failure of ours is logged once, here.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use language::{Wording, say};
use serde_json::{Map, Value, json};

use crate::{request, shell::Assets};

/// Why a request was not answered as asked.
#[derive(Debug)]
pub(crate) struct Error {
    status: StatusCode,
    detail: String,
    retry_after_seconds: Option<i64>,
}

/// What a handler returns.
pub(crate) type Result<T = Response> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn new(status: StatusCode, detail: impl Into<Wording>) -> Self {
        Self { status, detail: detail.into().to_string(), retry_after_seconds: None }
    }

    /// What was named is not there.
    pub(crate) fn not_found(what: &str) -> Self {
        desk::Error::not_found(what).into()
    }

    /// Asked for too often.
    pub(crate) fn too_many() -> Self {
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, say("error-too-many"));
        error.retry_after_seconds = Some(10);
        error
    }

    /// … until so many seconds have passed.
    pub(crate) fn too_many_for(seconds: i64) -> Self {
        Self { retry_after_seconds: Some(seconds), ..Self::too_many() }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// What was wrong and what to do.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// As problem+json (RFC 9457), for the chat and for scripts.
    pub(crate) fn into_problem(self) -> Response {
        self.into_problem_with(Map::new())
    }

    /// … with members of its own (section 3.2).
    pub(crate) fn into_problem_with(self, more: Map<String, Value>) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let mut body = json!({
            "type": "about:blank",
            "title": title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let Some(body) = body.as_object_mut() {
            body.extend(request::number().map(|number| ("request_id".to_owned(), json!(*number))));
            body.extend(more);
        }
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        self.finish(response)
    }

    fn finish(&self, mut response: Response) -> Response {
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    assets: Assets,
    status: u16,
    heading: Wording,
    detail: &'a str,
    /// The request's number.
    number: Option<Arc<str>>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let heading = match self.status {
            StatusCode::NOT_FOUND => say("error-heading-not-found"),
            StatusCode::FORBIDDEN => say("error-heading-forbidden"),
            StatusCode::TOO_MANY_REQUESTS => say("error-heading-too-many"),
            status if status.is_server_error() => say("error-heading-ours"),
            _ => say("error-heading"),
        };
        let page = ErrorPage {
            assets: Assets,
            status: self.status.as_u16(),
            heading: heading.clone(),
            detail: &self.detail,
            number: request::number(),
        };
        let html = page.render().unwrap_or_else(|_| heading.to_string());
        self.finish((self.status, Html(html)).into_response())
    }
}

impl From<desk::Error> for Error {
    fn from(error: desk::Error) -> Self {
        let status = match &error {
            desk::Error::NotFound(_) => StatusCode::NOT_FOUND,
            desk::Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            desk::Error::Conflict(_) => StatusCode::CONFLICT,
            desk::Error::Forbidden(_) => StatusCode::FORBIDDEN,
            desk::Error::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
            // So that a proxy asks the next of the servers.
            desk::Error::Elsewhere(_) | desk::Error::Away => StatusCode::SERVICE_UNAVAILABLE,
            desk::Error::File(error) => return from_io(error),
            desk::Error::Store(error) => return from_store(error),
        };
        let retry_after_seconds = match error {
            desk::Error::Throttled { retry_after_seconds } => Some(retry_after_seconds),
            _ => None,
        };
        Self { status, detail: error.to_string(), retry_after_seconds }
    }
}

fn from_io(error: &std::io::Error) -> Error {
    tracing::error!(%error, "a file could not be kept");
    if error.kind() == std::io::ErrorKind::StorageFull {
        Error::new(StatusCode::INSUFFICIENT_STORAGE, say("error-disk-full"))
    } else {
        Error::new(StatusCode::INTERNAL_SERVER_ERROR, say("error-file-not-kept"))
    }
}

fn from_store(error: &store::Error) -> Error {
    tracing::error!(%error, "the store failed");
    if error.is_disk_full() {
        Error::new(StatusCode::INSUFFICIENT_STORAGE, say("error-disk-full"))
    } else if error.is_passing() {
        let mut error = Error::new(StatusCode::SERVICE_UNAVAILABLE, say("error-database-away"));
        error.retry_after_seconds = Some(2);
        error
    } else {
        Error::new(StatusCode::INTERNAL_SERVER_ERROR, say("error-ours"))
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        from_store(&error)
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be drawn");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, say("error-page-not-drawn"))
    }
}

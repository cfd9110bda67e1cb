//! What people filled in: read from a request, and what was wrong with it in words beside it.

use axum::{
    Form, Json,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use domain::text;
use language::say;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// A form that was filled in.
pub(crate) struct Filled<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Filled<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        match Form::from_request(request, state).await {
            Ok(Form(filled)) => Ok(Self(filled)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Error::new(rejection.status(), say("form-too-much")))
            }
            Err(_) => Err(unreadable()),
        }
    }
}

/// A JSON body, whose faults are told in words; `too_long` says what is wrong with one that is too long. Programs send
/// it, and their makers read what is wrong with it in English.
pub(crate) async fn read_json<T: DeserializeOwned, S: Send + Sync>(
    request: Request,
    state: &S,
    too_long: &str,
) -> Result<T> {
    match Json::<T>::from_request(request, state).await {
        Ok(Json(body)) => Ok(body),
        Err(rejection) => {
            let detail = match &rejection {
                JsonRejection::BytesRejection(_) => too_long.to_owned(),
                other => format!("This could not be read: {}", without_preface(&other.body_text())),
            };
            Err(Error::new(rejection.status(), detail))
        }
    }
}

/// What was wrong with a body, without the words that say the same of each.
fn without_preface(said: &str) -> &str {
    [
        "Failed to deserialize the JSON body into the target type: ",
        "Failed to parse the request body as JSON: ",
    ]
    .into_iter()
    .find_map(|preface| said.strip_prefix(preface))
    .unwrap_or(said)
}

/// A form that our own pages never send.
pub(crate) fn unreadable() -> Error {
    Error::new(StatusCode::UNPROCESSABLE_ENTITY, say("form-unreadable"))
}

/// What an address names, such as 7 in `/settings/teams/7`. An address that names nothing is a page
/// that is not there.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let named = Path::<T>::from_request_parts(parts, state).await;
        named.map(|Path(named)| Self(named)).map_err(|_| Error::not_found("page"))
    }
}

/// What follows the question mark of an address.
pub(crate) type Asked = axum::extract::Query<Vec<(String, String)>>;

/// What an address asks under that name; empty where it only names it, as in `?saved`.
pub(crate) fn asked<'a>(query: &'a Asked, name: &str) -> Option<&'a str> {
    query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Whether a name can be taken for one: of a person, a team or the desk.
pub(crate) fn is_name(given: &str) -> bool {
    (1..=text::LINE_CHARS_MAX).contains(&text::clean_line(given).chars().count())
}

/// What was wrong with what was given, to be said in the form. Where the form is not at fault it
/// is an answer of its own.
pub(crate) fn wrong(error: desk::Error) -> Result<String> {
    match error {
        desk::Error::Refused(detail) | desk::Error::Conflict(detail) => Ok(detail.to_string()),
        error => Err(error.into()),
    }
}

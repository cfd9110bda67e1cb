//! The interface for other programs: they say who they are with a token, and errors are problem+json (RFC 9457)
//! in words for the people who write them.
//!
//! A handler's own types say what it asks for and what it answers: `operation` reads them, and `document` makes the
//! `OpenAPI` document of them and of the table of routes, so neither can say anything that is not so. What holds for
//! every row is in `once` (keys, and what a program accepts) and `list` (pages of lists).

pub(crate) mod agents;
pub(crate) mod calls;
pub(crate) mod canned_replies;
pub(crate) mod conversations;
mod cursor;
pub(crate) mod customer_merges;
pub(crate) mod customers;
mod docs;
mod document;
pub(crate) mod exports;
pub(crate) mod files;
pub(crate) mod inboxes;
mod list;
pub(crate) mod messages;
mod once;
mod operation;
pub(crate) mod promises;
pub(crate) mod saved_views;
pub(crate) mod search;
pub(crate) mod standards;
pub(crate) mod tags;
pub(crate) mod teams;
pub(crate) mod wire;

use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use language::Wording;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) use self::{
    docs::show as docs,
    document::show as document,
    once::{once, settled},
    operation::{Describes, Operation},
};
use crate::{error::Error, form::read_json};

/// What a handler of this interface returns.
pub(crate) type Answer = Result<Response, Problem>;

/// Why a program was not answered as it asked.
pub(crate) struct Problem {
    error: Error,
    /// What helps it to ask again.
    more: Map<String, Value>,
}

impl Problem {
    /// What was given cannot be taken, and what to do about it.
    pub(crate) fn refused(detail: impl Into<Wording>) -> Self {
        Error::new(StatusCode::UNPROCESSABLE_ENTITY, detail).into()
    }

    /// … with something that helps it to ask again.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }
}

impl<E: Into<Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self { error: error.into(), more: Map::new() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.error.into_problem_with(self.more)
    }
}

/// A JSON body, whose faults are told in words.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Ok(Self(read_json(request, state, "This is more than the interface takes at once.").await?))
    }
}

/// What an address names. One that names nothing is not there.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::<T>::from_request_parts(parts, state).await;
        named.map(|Path(named)| Self(named)).map_err(|_| Error::not_found("page").into())
    }
}

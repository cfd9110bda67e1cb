//! The interface for other programs: they say who they are with a token, and errors are problem+json (RFC 9457)
//! in words for the people who write them.

use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

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
    pub(crate) fn refused(detail: impl Into<String>) -> Self {
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

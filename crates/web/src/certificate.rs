//! Where Bliss encrypts by itself: what whoever asks is told of its certificate, and what is served without one, at the
//! address of `--http-listen`: the way to the encrypted pages, and what a certificate authority asks for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    Web,
    error::{Error, Result},
};

/// How long browsers go to the encrypted pages alone, once they have been there (RFC 6797): 180 days, of this name and no
/// other, for what else is below it is not ours to decide.
const STRICT: HeaderValue = HeaderValue::from_static("max-age=15552000");

/// How the server's own certificate stands. Clones tell the same.
#[derive(Debug, Clone, Default)]
pub struct Certificate(Arc<Mutex<Told>>);

#[derive(Debug, Default)]
struct Told {
    is_held: bool,
    trouble: Option<String>,
    /// What is answered to an authority, by what it asks for.
    answers: HashMap<String, String>,
}

impl Certificate {
    /// There is one. `trouble` is a sentence about what will become of it, or has, where nobody does anything.
    pub fn is_held(&self, trouble: Option<String>) {
        let mut told = self.told();
        (told.is_held, told.trouble) = (true, trouble);
    }

    /// There is none yet, and nobody can come in.
    pub fn is_missing(&self, why: String) {
        let mut told = self.told();
        (told.is_held, told.trouble) = (false, Some(why));
    }

    /// From now on an authority that asks for `token` gets that answer (RFC 8555, section 8.3).
    pub fn proves(&self, token: &str, answer: &str) {
        self.told().answers.insert(token.to_owned(), answer.to_owned());
    }

    /// It was asked for, or is not any more.
    pub fn proves_no_more(&self, token: &str) {
        self.told().answers.remove(token);
    }

    /// Why nobody can come in, where nobody can.
    pub(crate) fn why_missing(&self) -> Option<String> {
        let told = self.told();
        let why = || told.trouble.clone().unwrap_or_else(|| "There is no certificate yet.".into());
        (!told.is_held).then(why)
    }

    /// What will become of it, where nobody does anything.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.told().trouble.clone()
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets browsers come back encrypted alone.
pub(crate) async fn strict(request: axum::extract::Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, STRICT);
    response
}

/// Answers an authority that wants to see whether a name leads here (RFC 8555, section 8.3).
pub(crate) async fn prove(State(web): State<Web>, Path(token): Path<String>) -> Result {
    let certificate = web.config.certificate.as_ref();
    let answer = certificate.and_then(|held| held.told().answers.get(&token).cloned());
    answer.map(IntoResponse::into_response).ok_or_else(|| Error::not_found("page"))
}

/// Leads to the same page, encrypted: at the address that people use, or where none was chosen at the one that they used.
pub(crate) async fn lead(State(web): State<Web>, headers: HeaderMap, uri: Uri) -> Result {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let base = web.config.public_url.clone().or_else(|| {
        let asked: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
        let port = match web.config.encrypted_port {
            443 => String::new(),
            port => format!(":{port}"),
        };
        Some(format!("https://{}{port}", asked.host()))
    });
    let to = base.and_then(|base| HeaderValue::from_str(&format!("{base}{path}")).ok());
    let to =
        to.ok_or_else(|| Error::new(StatusCode::BAD_REQUEST, crate::t("certificate-encrypted")))?;
    Ok((StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response())
}

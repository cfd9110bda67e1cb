//! Whether the desk is alive, and whether it can do its work: for whatever watches over it or sends it requests.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{Web, certificate::Certificate, error::Error};

/// Alive: whoever gets this answer need not start it again.
pub(crate) async fn alive() -> Response {
    well("alive\n")
}

/// Ready: whoever gets this answer may send people here. Otherwise it says why not.
pub(crate) async fn ready(State(web): State<Web>) -> Response {
    let certificate = web.config.certificate.as_ref();
    let why = if web.config.closing.is_begun() {
        Some("Bliss is closing.".to_owned())
    } else if let Some(why) = certificate.and_then(Certificate::why_missing) {
        Some(why)
    } else {
        web.desk.why_unready().await.map(|why| why.to_string())
    };
    match why {
        // What comes is said while there is time to do something, and nobody is sent away for it.
        None => match certificate.and_then(Certificate::trouble) {
            None => well("ready\n"),
            Some(trouble) => well(format!("ready\n{trouble}\n")),
        },
        Some(why) => {
            let mut response = Error::new(StatusCode::SERVICE_UNAVAILABLE, why).into_problem();
            response.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
            response
        }
    }
}

const NO_STORE: axum::http::HeaderValue = axum::http::HeaderValue::from_static("no-store");

fn well(word: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, NO_STORE)], word).into_response()
}

//! What holds for every row of the interface: what a program accepts, and that what it asks for under a key is done
//! once (IETF draft `idempotency-key-header`).

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use desk::api_request::Known;
use domain::ApiTokenId;
use store::api_request::Answered;

use super::Problem;
use crate::{Web, access::Caller, error::Error, request, routes::BODY_BYTES_MAX};

/// The header that names what is asked for.
const KEY: &str = "idempotency-key";
/// The header that says whether an answer is one that was given before.
const REPLAYED: &str = "idempotent-replayed";

/// Refuses what cannot be answered as a program wants to be answered: we tell JSON.
pub(crate) async fn settled(request: Request, next: Next) -> Response {
    if accepts_json(request.headers()) {
        return next.run(request).await;
    }
    let why = "What is asked for here is told as application/json alone. Accept that, or leave Accept out.";
    Error::new(StatusCode::NOT_ACCEPTABLE, why).into_problem()
}

/// Whether a program takes JSON (RFC 9110, section 12.5.1). What weighs nothing is not taken.
fn accepts_json(headers: &HeaderMap) -> bool {
    let mut given = headers.get_all(header::ACCEPT).iter().peekable();
    if given.peek().is_none() {
        return true;
    }
    given.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        let weighs = !parts.any(|part| {
            let weight = part.strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
            weight.is_some_and(|weight| weight <= 0.0)
        });
        weighs
            && ["*/*", "application/*", "application/json"].contains(&kind.to_lowercase().as_str())
    })
}

/// Does what is asked for under a key once. Without a key it is done each time.
pub(crate) async fn once(
    State(web): State<Web>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Response {
    let Some(key) = request.headers().get(KEY) else { return next.run(request).await };
    // What is no ASCII is no key, and is told so below.
    let key = key.to_str().unwrap_or_default().to_owned();
    match under(web, caller.token.id, key, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn under(
    web: Web,
    program: ApiTokenId,
    key: String,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| {
        let why = "This is more than the interface takes at once.";
        Problem::from(Error::new(StatusCode::PAYLOAD_TOO_LARGE, why))
    })?;
    let asked = [parts.method.as_str(), " ", &parts.uri.to_string(), "\n"].concat();
    let asked = [asked.as_bytes(), &body].concat();
    if let Known::Answered(before) = web.desk.begin_api_request(program, &key, &asked).await? {
        return Ok(again(before));
    }
    let request = Request::from_parts(parts, Body::from(body));
    // Whoever hangs up meanwhile asks again: what was begun is brought to its end, and its answer is kept.
    let doing = tokio::spawn(request::carried(async move {
        let response = next.run(request).await;
        keep(&web, program, &key, response).await
    }));
    doing.await.map_err(|error| {
        tracing::error!(%error, "what a program asked for was not brought to its end");
        Error::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side. Look whether it was done before you ask again.",
        )
        .into()
    })
}

/// Keeps what was answered, where something was done; else it can be asked for anew under the same key.
async fn keep(web: &Web, program: ApiTokenId, key: &str, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    // Our own answer, which is no longer than a page.
    let body: Bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let location = parts.headers.get(header::LOCATION).and_then(|place| place.to_str().ok());
    let answered = parts.status.is_success().then(|| Answered {
        status: i64::from(parts.status.as_u16()),
        location: location.map(ToOwned::to_owned),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    if let Err(error) = web.desk.end_api_request(program, key, answered).await {
        tracing::error!(%error, "what a program was answered could not be kept");
    }
    parts.headers.insert(REPLAYED, HeaderValue::from_static("false"));
    Response::from_parts(parts, Body::from(body))
}

/// What was answered before.
fn again(before: Answered) -> Response {
    let status =
        u16::try_from(before.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = Response::new(Body::from(before.body));
    *response.status_mut() = status.unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status != Some(StatusCode::NO_CONTENT) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if let Some(place) = before.location.and_then(|place| HeaderValue::from_str(&place).ok()) {
        headers.insert(header::LOCATION, place);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_takes_json_says_so_or_nothing() {
        for (accept, takes) in [
            (None, true),
            (Some("*/*"), true),
            (Some("text/html, application/*;q=0.5"), true),
            (Some("Application/JSON"), true),
            (Some("application/json; charset=utf-8"), true),
            (Some("text/html"), false),
            (Some("application/json;q=0"), false),
            (Some("application/problem+json"), false),
            (Some(""), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(accepts_json(&headers), takes, "{accept:?}");
        }
    }
}

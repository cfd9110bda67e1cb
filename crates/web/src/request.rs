//! What holds for every request: it has a number by which it is found again in the log, it is counted, and how long
//! it took is told. Nothing here says who asked, or what stands in an address: paths are those of the route table.

use std::{future::Future, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use desk::token;
use language::Language;
use tracing::Instrument;

use crate::{Web, access};

/// The header by which proxies and programs tell each other the number of a request.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Shortest and longest number that is taken from a proxy.
const CHARS_MIN: usize = 8;
const CHARS_MAX: usize = 64;
/// What our own numbers are made of: Crockford's base 32, in which no letter is taken for another, also where it is
/// read out on the telephone.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Letters of our own numbers; five bits each are enough to find one in years of logs.
const CHARS: usize = 12;

tokio::task_local! {
    /// The number of the request that a task answers. It is kept beside the task and not handed on, because an
    /// error becomes a page wherever it arises, and there the request is long gone.
    static NUMBER: Arc<str>;
}

/// The number of the request that is being answered.
pub(crate) fn number() -> Option<Arc<str>> {
    NUMBER.try_with(Arc::clone).ok()
}

/// The same work, with the number of the request and the language of whoever asks in a task of its own.
pub(crate) fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let number = number().unwrap_or_else(|| made(token::random()).into());
    NUMBER.scope(number, language::speaking(Language::spoken(), work)).in_current_span()
}

/// Gives a request its number, answers it, and counts it.
pub(crate) async fn take(State(web): State<Web>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let from_proxy = access::is_from_proxy(&web, request.extensions());
    let given = from_proxy.then(|| given(request.headers())).flatten();
    let number: Arc<str> = given.map_or_else(|| made(token::random()), ToOwned::to_owned).into();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    // Of the highest level, so that it stands in each line whatever is logged.
    let span = tracing::error_span!("request", id = %number);
    let language = understood(request.headers());
    let answering = language::speaking(language, next.run(request));
    let answering = NUMBER.scope(Arc::clone(&number), answering);
    let mut response = answering.instrument(span.clone()).await;

    let route = matched.as_ref().map_or("none", MatchedPath::as_str);
    let (status, took) = (response.status().as_u16(), began.elapsed());
    web.metrics.answered(&method, route, status, took);
    span.in_scope(|| {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(target: "access", %method, route, status, ms, "answered");
    });
    if let Ok(number) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(HEADER, number);
    }
    response
}

/// The language that a browser asks for.
fn understood(headers: &HeaderMap) -> &'static Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|accepted| accepted.to_str().ok());
    Language::understood(accepted.unwrap_or_default())
}

/// The number that a proxy gave, if it is one.
fn given(headers: &HeaderMap) -> Option<&str> {
    let given = headers.get(HEADER)?.to_str().ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let fits = (CHARS_MIN..=CHARS_MAX).contains(&given.len());
    (fits && given.bytes().all(is_plain)).then_some(given)
}

/// A number made of random bytes, in groups of four as people read them out: `4m7k-q2xt-9zrb`.
fn made(random: [u8; CHARS]) -> String {
    let mut number = String::with_capacity(CHARS + CHARS / 4);
    for (place, byte) in random.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            number.push('-');
        }
        number.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_can_be_read_out() {
        assert_eq!(made([0; 12]), "0000-0000-0000");
        assert_eq!(made([31, 32, 255, 10, 11, 12, 13, 14, 15, 16, 17, 18]), "z0za-bcde-fghj");
        for random in 0..=u8::MAX {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_str(&made([random; 12])).unwrap());
            assert!(given(&headers).is_some(), "our own are well-formed");
        }
    }

    #[test]
    fn what_is_no_number_is_not_taken_for_one() {
        let is_taken = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_bytes(text.as_bytes()).unwrap());
            given(&headers).is_some()
        };
        for well in [
            "0af7651916cd43dd8448eb211c80319c",
            "a.b-c_d.1",
            "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        ] {
            assert!(is_taken(well), "{well}");
        }
        let long = "a".repeat(65);
        for ill in
            ["", "short", "with a space", "line\t{break}", "<script>alert", "größer-als", &long]
        {
            assert!(!is_taken(ill), "{ill}");
        }
    }
}

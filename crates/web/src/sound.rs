//! Sound that is played in a page: browsers ask for stretches of it, to go to any place at once.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

/// Answers with the bytes that were asked for: all of them, or one range (RFC 9110, section 14). Nothing of it
/// stays in any cache.
pub(crate) fn sound(asked: &HeaderMap, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let length = bytes.len();
    let range = asked.get(header::RANGE).and_then(|range| range.to_str().ok());
    let (status, stretch, body) = match range.map_or(Asked::All, |range| asked_for(range, length)) {
        Asked::All => (StatusCode::OK, None, bytes),
        Asked::Part(from, to) => {
            let stretch = format!("bytes {from}-{to}/{length}");
            let mut bytes = bytes;
            bytes.truncate(to + 1);
            bytes.drain(..from);
            (StatusCode::PARTIAL_CONTENT, Some(stretch), bytes)
        }
        Asked::Beyond => {
            (StatusCode::RANGE_NOT_SATISFIABLE, Some(format!("bytes */{length}")), Vec::new())
        }
    };
    let content_length = HeaderValue::from(body.len());
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_LENGTH, content_length);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, private"));
    if let Some(Ok(stretch)) = stretch.map(HeaderValue::try_from) {
        headers.insert(header::CONTENT_RANGE, stretch);
    }
    response
}

/// Which bytes somebody asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    All,
    /// From that byte to that one, both included.
    Part(usize, usize),
    Beyond,
}

/// Reads a `Range`. What is no range of bytes, and several at once, is answered with everything.
fn asked_for(range: &str, length: usize) -> Asked {
    let Some((from, to)) = range.strip_prefix("bytes=").and_then(|one| one.split_once('-')) else {
        return Asked::All;
    };
    let number = |text: &str| text.trim().parse::<usize>();
    match (from.trim(), to.trim()) {
        ("", last) => match number(last) {
            Ok(0) => Asked::Beyond,
            Ok(_) if length == 0 => Asked::Beyond,
            Ok(last) => Asked::Part(length.saturating_sub(last), length - 1),
            Err(_) => Asked::All,
        },
        (from, to) => {
            let (Ok(from), to) =
                (number(from), if to.is_empty() { Ok(usize::MAX) } else { number(to) })
            else {
                return Asked::All;
            };
            match to {
                Ok(to) if to < from => Asked::All,
                Ok(_) if from >= length => Asked::Beyond,
                Ok(to) => Asked::Part(from, to.min(length - 1)),
                Err(_) => Asked::All,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_browsers_write_them() {
        for (range, expected) in [
            ("bytes=0-", Asked::Part(0, 99)),
            ("bytes=10-19", Asked::Part(10, 19)),
            ("bytes=90-500", Asked::Part(90, 99)),
            ("bytes=-10", Asked::Part(90, 99)),
            ("bytes=-500", Asked::Part(0, 99)),
            ("bytes=100-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=20-10", Asked::All),
            ("bytes=0-1,5-6", Asked::All),
            ("bytes=x-y", Asked::All),
            ("lines=1-2", Asked::All),
        ] {
            assert_eq!(asked_for(range, 100), expected, "{range}");
        }
        assert_eq!(asked_for("bytes=0-", 0), Asked::Beyond);
    }
}

//! What the server answered.

use reqwest::header::{HeaderMap, HeaderName};
use serde_json::Value;

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// What was asked, for the words of a failure.
    asked: String,
}

impl Answer {
    pub async fn read(asked: String, response: reqwest::Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Self { status, headers, bytes: response.bytes().await?.to_vec(), asked })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Fails unless it has that status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        let Self { asked, status: found, headers, .. } = &self;
        assert_eq!(*found, status, "{asked}\n{headers:?}\n{}", self.text());
        self
    }

    /// Fails unless it leads on to that address.
    #[track_caller]
    pub fn leads_to(self, address: &str) -> Self {
        assert_eq!((self.status, self.location()), (303, address), "{}", self.asked);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{}: {error} in {}", self.asked, self.text()))
    }

    /// A header's value; empty where it is not there.
    pub fn header(&self, name: impl TryInto<HeaderName>) -> &str {
        let name = name.try_into().ok().unwrap();
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// What was wrong, in the words that the person who asked reads; empty where nothing is said.
    pub fn words(&self) -> String {
        if self.header("content-type").starts_with("application/problem+json") {
            return self.json()["detail"].as_str().unwrap_or_default().to_owned();
        }
        let text = self.text();
        let said = ["data-error-detail>", "class=\"toast\">"]
            .into_iter()
            .find_map(|start| all_between(&text, start, "<").next());
        // The words stand behind a sign.
        let beside = text.split("field__error").skip(1).find_map(|after| {
            let end = after.find("</p>")?;
            let words = after[..end].rsplit('>').next()?;
            (!words.is_empty()).then_some(words)
        });
        let above = all_between(&text, "role=\"alert\"", "</div>").next();
        let above = above.and_then(|inner| inner.rsplit("<div>").next());
        said.or(beside).or(above).map(unescaped).unwrap_or_default()
    }
}

/// A text as it was before it was escaped for HTML.
pub fn unescaped(html: &str) -> String {
    let pairs = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    pairs.iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// What stands between `start` and the next `end`, each time.
pub fn all_between<'a>(
    text: &'a str,
    start: &'a str,
    end: &'a str,
) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).filter_map(move |after| after.split_once(end).map(|(found, _)| found))
}

/// What stands between the first `start` and the next `end`.
#[track_caller]
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let found = text.split_once(start).and_then(|(_, after)| after.split_once(end));
    let Some((found, _)) = found else { panic!("nothing between {start:?} and {end:?} in {text}") };
    found
}

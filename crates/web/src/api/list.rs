//! Lists, a page at a time: what is asked of one, and how a page of it is told.

use axum::{
    Json,
    extract::{FromRequestParts, Query},
    http::{HeaderValue, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Problem, cursor};
use crate::wording::percent_encoded;

/// What a page holds where nobody says how much.
const LIMIT: usize = 50;
/// Most that it can hold.
pub(crate) const LIMIT_MAX: usize = 100;

/// A list as it is asked for: with which filters, from where on, and how much of it.
pub(crate) struct List<F> {
    pub(crate) filters: F,
    pub(crate) limit: usize,
    /// The place after which it goes on, in the list's own words.
    after: Option<String>,
    path: String,
    /// The filters as they were asked for, in their order.
    asked: Vec<(String, String)>,
}

/// A list that has no filters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unfiltered {}

impl<F: DeserializeOwned, S: Sync> FromRequestParts<S> for List<F> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let (of_page, mut asked): (Vec<_>, Vec<_>) = pairs(&parts.uri)?
            .into_iter()
            .partition(|(name, _)| name == "cursor" || name == "limit");
        let filters = read(&asked)?;
        asked.sort();
        let path = parts.uri.path().to_owned();
        let of = name(&path, &asked);
        let (mut limit, mut after) = (LIMIT, None);
        for (name, value) in of_page {
            if name == "limit" {
                limit =
                    value.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit)).ok_or_else(
                        || Problem::refused(format!("limit is a number from 1 to {LIMIT_MAX}.")),
                    )?;
            } else {
                let place = cursor::open(&of, &value).ok_or_else(foreign)?;
                after = Some(place);
            }
        }
        Ok(Self { filters, limit, after, path, asked })
    }
}

/// A cursor that no answer to the same question told.
fn foreign() -> Problem {
    Problem::refused(
        "This cursor is not one of this list with these filters. Take it as “next” told it, or leave it out to \
         begin anew.",
    )
}

/// A list and its filters, which its cursors belong to.
fn name(path: &str, asked: &[(String, String)]) -> String {
    format!("{path}?{}", query(asked))
}

fn query(pairs: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| {
        format!("{}={}", percent_encoded(name), percent_encoded(value))
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn pairs(uri: &Uri) -> Result<Vec<(String, String)>, Problem> {
    let read = Query::<Vec<(String, String)>>::try_from_uri(uri);
    read.map(|Query(pairs)| pairs).map_err(|_| {
        Problem::refused("What follows the question mark could not be read: write name=value, with & between them.")
    })
}

fn read<F: DeserializeOwned>(pairs: &[(String, String)]) -> Result<F, Problem> {
    let uri: Result<Uri, _> = format!("/?{}", query(pairs)).parse();
    let uri =
        uri.map_err(|_| Problem::refused("This address is too long. Ask for less at once."))?;
    Query::<F>::try_from_uri(&uri).map(|Query(filters)| filters).map_err(|rejection| {
        let said = rejection.body_text();
        let said = said.strip_prefix("Failed to deserialize query string: ").unwrap_or(&said);
        Problem::refused(format!("What follows the question mark could not be read: {said}"))
    })
}

/// A place in an order by a number and then by the id: a time in milliseconds, or 0 where the id alone decides.
pub(crate) type Place = (i64, i64);

impl<F> List<F> {
    /// One more than a page holds, which tells whether there is another.
    pub(crate) fn one_more(&self) -> i64 {
        i64::try_from(self.limit + 1).unwrap_or(i64::MAX)
    }

    /// The place after which the page begins, as the list wrote it.
    pub(crate) fn words(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// … where the list goes by a number and an id.
    pub(crate) fn place(&self) -> Result<Option<Place>, Problem> {
        let read = |words: &str| {
            let (number, id) = words.split_once('.')?;
            Some((number.parse().ok()?, id.parse().ok()?))
        };
        self.words().map(|words| read(words).ok_or_else(foreign)).transpose()
    }

    /// … and the number is a time.
    pub(crate) fn time(&self) -> Result<Option<(Timestamp, i64)>, Problem> {
        let time = |(ms, id)| Some((Timestamp::from_millisecond(ms).ok()?, id));
        self.place()?.map(|place| time(place).ok_or_else(foreign)).transpose()
    }

    /// … and the id alone decides: the id after which it begins, or 0.
    pub(crate) fn id(&self) -> Result<i64, Problem> {
        Ok(self.place()?.map_or(0, |(_, id)| id))
    }

    /// The page of what was found, which is one more than it holds where there is another after it.
    pub(crate) fn page<T>(&self, mut found: Vec<T>, place: impl Fn(&T) -> Place) -> Page<T> {
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        let last = found.last().filter(|_| more).map(place);
        self.page_to(found, last.map(|(number, id)| format!("{number}.{id}")))
    }

    /// The page of those things that are kept in memory and are told by their id.
    pub(crate) fn page_of<T>(
        &self,
        mut all: Vec<T>,
        id: impl Fn(&T) -> i64,
    ) -> Result<Page<T>, Problem> {
        let after = self.id()?;
        all.sort_by_key(&id);
        all.retain(|one| id(one) > after);
        Ok(self.page(all, |one| (0, id(one))))
    }

    /// A page, after which the list goes on at that place.
    pub(crate) fn page_to<T>(&self, items: Vec<T>, next: Option<String>) -> Page<T> {
        let next = next.map(|place| cursor::seal(&name(&self.path, &self.asked), &place));
        let link = next.as_ref().map(|cursor| {
            let filters = query(&self.asked);
            let and = if filters.is_empty() { "" } else { "&" };
            format!(
                "<{}?{filters}{and}limit={}&cursor={cursor}>; rel=\"next\"",
                self.path, self.limit
            )
        });
        Page { items, next, link }
    }
}

/// One page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub(crate) struct Page<T> {
    /// What is on it, in the order of the list.
    pub(crate) items: Vec<T>,
    /// The cursor of the next page; null on the last.
    pub(crate) next: Option<String>,
    #[serde(skip)]
    link: Option<String>,
}

impl<T> Page<T> {
    /// The same page with what its rows are told as.
    pub(crate) fn told<U>(self, tell: impl FnMut(T) -> U) -> Page<U> {
        let Self { items, next, link } = self;
        Page { items: items.into_iter().map(tell).collect(), next, link }
    }

    /// Where the next page is, for the header that says so (RFC 8288).
    pub(crate) fn link(&self) -> Option<HeaderValue> {
        self.link.as_deref().and_then(|link| HeaderValue::from_str(link).ok())
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let link = self.link();
        let mut response = ([(header::CACHE_CONTROL, "no-store")], Json(self)).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

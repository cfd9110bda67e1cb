//! A promise as a file for calendars (iCalendar, RFC 5545; published as RFC 5546 has it, section 3.2): whoever
//! opens a later one sees the same entry change, and go when the promise is taken back.
//!
//! Times are UTC, form 2 of RFC 5545, section 3.3.5: a promise is a moment, and calendars show it on the clock
//! of whoever looks, also where that changes in between. Forms with a zone need its rules in the file, and go
//! wrong when politics change them.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use desk::promise::calendar::Entry;
use domain::{PromiseId, Timestamp, call::SLOT_MINUTES};
use icalendar::{Calendar, Component, Event, EventStatus};
use jiff::SignedDuration;
use language::{Wording, say};

use crate::{Web, error::Result, form::At, workspace::address};

/// Who made the file, as the standard wants to be told.
const MADE_BY: &str = "-//Bliss//Call back//EN";

/// What is written in an entry, besides its times.
struct Words {
    summary: String,
    description: String,
    /// Where it can be changed.
    link: String,
}

/// The call that a customer chose, for their calendar.
pub(crate) async fn of_link(
    State(web): State<Web>,
    headers: HeaderMap,
    At(token): At<String>,
) -> Result {
    let entry = web.desk.calendar_entry_of_link(&token).await?;
    let link = format!("{}/call-back/{token}", address(&web, &headers));
    let number = entry.promise.phone.as_deref().unwrap_or_default();
    let words = Words {
        summary: say("call-back-calendar-summary").with("desk", &entry.desk).to_string(),
        description: unmarked(
            &say("call-back-calendar-description").with("number", number).with("link", &link),
        ),
        link,
    };
    file(&entry, &words, web.desk.store().now())
}

/// A promise, for the calendar of whoever keeps it.
pub(crate) async fn of_promise(
    State(web): State<Web>,
    headers: HeaderMap,
    At(id): At<i64>,
) -> Result {
    let entry = web.desk.calendar_entry(PromiseId(id)).await?;
    let link =
        format!("{}/conversations/{}", address(&web, &headers), entry.promise.conversation_id);
    let summary = if entry.customer.is_empty() {
        say("promise-calendar-summary-a-customer")
    } else {
        say("promise-calendar-summary").with("customer", &entry.customer)
    };
    let description = match entry.promise.phone.as_deref() {
        Some(number) => say("promise-calendar-description-call").with("number", number),
        None => say("promise-calendar-description"),
    };
    let words = Words {
        summary: summary.with("what", &entry.promise.what).to_string(),
        description: unmarked(&description.with("link", &link)),
        link,
    };
    file(&entry, &words, web.desk.store().now())
}

/// Without the marks that keep a link's direction apart from that of the words around it (UAX #9): calendars make a link of
/// what they find, and would take them along.
fn unmarked(words: &Wording) -> String {
    words.to_string().replace(['\u{2068}', '\u{2069}'], "")
}

fn file(entry: &Entry, words: &Words, now: Timestamp) -> Result {
    let method = if entry.promise.cancelled_at.is_some() { "CANCEL" } else { "PUBLISH" };
    let headers = [
        (header::CONTENT_TYPE, format!("text/calendar; charset=utf-8; method={method}")),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"call.ics\"".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, text(entry, words, method, now)).into_response())
}

fn text(entry: &Entry, words: &Words, method: &str, now: Timestamp) -> String {
    let promise = &entry.promise;
    let status = if promise.cancelled_at.is_some() {
        EventStatus::Cancelled
    } else {
        EventStatus::Confirmed
    };
    let mut event = Event::with_uid(&entry.uid);
    event
        .sequence(u32::try_from(entry.sequence).unwrap_or(u32::MAX))
        .add_property("DTSTAMP", utc(now))
        .add_property("LAST-MODIFIED", utc(entry.changed_at))
        .add_property("DTSTART", utc(promise.due_at))
        .summary(&words.summary)
        .description(&words.description)
        .url(&words.link)
        .status(status);
    // A call takes time; what else is due is a moment.
    if promise.is_call_back() {
        let end = promise.due_at + SignedDuration::from_mins(SLOT_MINUTES);
        event.add_property("DTEND", utc(end));
    }
    Calendar::empty()
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", MADE_BY))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", method))
        .push(event.done())
        .to_string()
}

/// A moment in UTC, as calendars write it.
fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

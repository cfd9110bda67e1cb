//! Call backs for other programs, in the shape of Zendesk's `callback_requests` (its Talk API), so that a form
//! that was written for that works here, with what it lacks: a time, and an answer that says which.

use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use desk::promise::asked::{Asked, CallBack};
use domain::{InboxId, PromiseId, Timestamp, call::SLOT_MINUTES};
use jiff::{SignedDuration, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Web,
    access::Caller,
    api::{Answer, Body, Named, Problem},
    workspace::address,
};

/// Where call backs are asked for.
const PATH: &str = "/api/v2/channels/voice/callback_requests";
/// Days over which free times are told where nobody says how many.
const DAYS: i64 = 7;

#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    callback_request: Wanted,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    requester_phone_number: String,
    phone_number_id: Option<i64>,
    requester_name: String,
    subject: String,
    at: Option<String>,
    time_zone: String,
}

/// Asks for a call back: 201 with what was promised, also where the same was asked before under its key.
pub(crate) async fn create(
    State(web): State<Web>,
    Caller { token, .. }: Caller,
    headers: HeaderMap,
    Body(Request { callback_request: wanted }): Body<Request>,
) -> Answer {
    let key = headers.get("idempotency-key").map(|key| key.to_str().map(ToOwned::to_owned));
    let key = key.transpose().map_err(|_| {
        Problem::refused("An Idempotency-Key is letters, digits and signs of ASCII.")
    })?;
    let asked = Asked {
        phone: wanted.requester_phone_number,
        inbox: wanted.phone_number_id.map(InboxId),
        name: wanted.requester_name,
        subject: wanted.subject,
        at: wanted.at.as_deref().map(moment).transpose()?,
        time_zone: wanted.time_zone,
        key,
    };
    let at = asked.at;
    let (made, new) = match web.desk.ask_for_call_back(&token, asked).await {
        Ok(made) => made,
        Err(error) => return Err(with_free_times(&web, error, at).await),
    };
    let base = address(&web, &headers);
    let told = told(&made, &base, web.desk.store().now());
    let place = format!("{base}{PATH}/{}", made.promise.id);
    let replayed = if new { "false" } else { "true" };
    let headers = [(header::LOCATION, place.as_str()), (header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, [("idempotent-replayed", replayed)], Json(told))
        .into_response())
}

/// Where the time is at fault, the next ones that are free.
async fn with_free_times(web: &Web, error: desk::Error, at: Option<Timestamp>) -> Problem {
    if !matches!(error, desk::Error::Conflict(_) | desk::Error::Refused(_)) || at.is_none() {
        return error.into();
    }
    match web.desk.free_call_back_times(at, DAYS).await {
        Ok(free) => {
            let next: Vec<String> = free.iter().take(5).map(ToString::to_string).collect();
            Problem::from(error).with("free", json!(next))
        }
        // What was asked for is too far ahead, which the error says.
        Err(_) => error.into(),
    }
}

/// A moment as a program writes it.
fn moment(given: &str) -> Result<Timestamp, Problem> {
    given.parse().map_err(|_| {
        Problem::refused(format!(
            "“{given}” is no time that there is. Write a day that exists, with its offset, such as \
             2026-11-23T10:00:00+01:00."
        ))
    })
}

/// A call back as programs see it.
fn told(call_back: &CallBack, base: &str, now: Timestamp) -> Value {
    let CallBack { promise, inbox, name, time_zone } = call_back;
    let place = format!("{base}{PATH}/{}", promise.id);
    json!({ "callback_request": {
        "id": promise.id.0,
        "phone_number_id": inbox.map(|inbox| inbox.0),
        "requester_phone_number": promise.phone,
        "requester_name": name,
        "subject": promise.what,
        "at": promise.due_at.to_string(),
        "ends_at": (promise.due_at + SignedDuration::from_mins(SLOT_MINUTES)).to_string(),
        "time_zone": time_zone,
        "status": promise.status(now).as_str(),
        "created_at": promise.made_at.to_string(),
        "conversation_id": promise.conversation_id.0,
        "customer_id": promise.customer_id.0,
        "links": {
            "self": place,
            "conversation": format!("{base}/conversations/{}", promise.conversation_id),
        },
    }})
}

/// A call back as it stands.
pub(crate) async fn show(
    State(web): State<Web>,
    headers: HeaderMap,
    Named(id): Named<i64>,
) -> Answer {
    let found = web.desk.call_back(PromiseId(id)).await?;
    let told = told(&found, &address(&web, &headers), web.desk.store().now());
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(told)).into_response())
}

/// Cancels a call back.
pub(crate) async fn cancel(State(web): State<Web>, Named(id): Named<i64>) -> Answer {
    web.desk.cancel_call_back(PromiseId(id)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Over {
    from: String,
    days: String,
}

/// The times that are free.
pub(crate) async fn slots(State(web): State<Web>, Query(over): Query<Over>) -> Answer {
    let tz = web.desk.workspace().await?.tz();
    let from = match over.from.trim() {
        "" => None,
        // A day begins where the desk is.
        given => Some(match given.parse::<Date>().ok().filter(|_| !given.contains('T')) {
            Some(day) => {
                let midnight = day.to_zoned(tz.clone());
                midnight.map(|at| at.timestamp()).map_err(|_| {
                    Problem::refused("That day is too far away. Choose one in the next weeks.")
                })?
            }
            None => moment(given)?,
        }),
    };
    let days = match over.days.trim() {
        "" => DAYS,
        given => {
            given.parse().map_err(|_| Problem::refused("Write days as a number, such as 7."))?
        }
    };
    let free = web.desk.free_call_back_times(from, days).await?;
    let slot = |at: &Timestamp| {
        let ends = *at + SignedDuration::from_mins(SLOT_MINUTES);
        json!({ "at": at.to_string(), "ends_at": ends.to_string() })
    };
    let slots: Vec<Value> = free.iter().map(slot).collect();
    let told = json!({ "slots": slots, "time_zone": tz.iana_name() });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(told)).into_response())
}

//! The page on which a customer chooses when to be called back. Whoever has the link may.

pub(crate) mod calendar;
pub(crate) mod requests;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use desk::promise::booking::Booking;
use domain::{ConversationId, Timestamp};
use jiff::tz::TimeZone;
use language::{Wording, say};
use serde::Deserialize;

use crate::{
    Web,
    access::SignedIn,
    error::Result,
    form::{Asked, At, Filled, asked},
    page::{done, on_to, page, page_with},
    shell::Assets,
    wording,
    workspace::{TIME_ZONES, address},
};

/// The times of one day: each with its value and its hour.
struct Day {
    name: String,
    times: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "call_backs/show.html")]
struct Show {
    assets: Assets,
    desk: String,
    first_name: String,
    token: String,
    zone: String,
    zones: Vec<String>,
    phone: String,
    /// When we have promised to call.
    chosen: Option<Wording>,
    taken_back: bool,
    days: Vec<Day>,
    booked: bool,
    cancelled: bool,
    error: Option<String>,
}

impl Show {
    fn of(booking: Booking, token: String, zone: &str, now: Timestamp) -> Self {
        // The one that was asked for, or else the one that we know.
        let known = booking.time_zone.unwrap_or_else(|| "UTC".to_owned());
        let zone = if TimeZone::get(zone).is_ok() { zone.to_owned() } else { known };
        let tz = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        let mut days: Vec<Day> = Vec::new();
        for at in booking.slots {
            let name = day(at, now, &tz);
            let time = (at.to_string(), wording::time(at, &tz));
            match days.last_mut().filter(|day| day.name == name) {
                Some(day) => day.times.push(time),
                None => days.push(Day { name, times: vec![time] }),
            }
        }
        let mut zones = TIME_ZONES.clone();
        if !zones.contains(&zone) {
            zones.insert(0, zone.clone());
        }
        Self {
            assets: Assets,
            desk: booking.desk,
            first_name: booking.first_name,
            token,
            chosen: booking.chosen.map(|at| {
                let (said, day) = match days_name(at, now, &tz) {
                    (true, day) => (say("call-back-when-today"), day),
                    (false, day) => (say("call-back-when"), day),
                };
                said.with("day", day).with("time", wording::time(at, &tz))
            }),
            taken_back: booking.taken_back,
            zone,
            zones,
            phone: booking.phone,
            days,
            booked: false,
            cancelled: false,
            error: None,
        }
    }
}

/// A day with its name and its date: nobody should be a day off.
fn day(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    match days_name(at, now, tz) {
        (true, day) => say("call-back-today").with("day", day).to_string(),
        (false, day) => day.to_string(),
    }
}

/// Whether it is today, and its weekday with its date.
fn days_name(at: Timestamp, now: Timestamp, tz: &TimeZone) -> (bool, Wording) {
    let date = |at: Timestamp| at.to_zoned(tz.clone()).date();
    let (day, today) = (date(at), date(now));
    let said = say("call-back-day")
        .with("weekday", language::weekday(day))
        .with("date", language::day(day));
    (day == today, said)
}

/// Sends the link by which a customer chooses.
pub(crate) async fn send_link(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    headers: HeaderMap,
    At(id): At<i64>,
) -> Result {
    let address = address(&web, &headers);
    web.desk.send_call_back_link(&agent, ConversationId(id), &address).await?;
    done(say("call-back-link-sent"), None)
}

/// The times that are free.
pub(crate) async fn show(State(web): State<Web>, At(token): At<String>, query: Asked) -> Result {
    let booking = web.desk.booking(&token).await?;
    let zone = asked(&query, "zone").unwrap_or_default();
    let mut show = Show::of(booking, token, zone, web.desk.store().now());
    show.booked = asked(&query, "booked").is_some();
    show.cancelled = asked(&query, "cancelled").is_some();
    page(&show)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice {
    at: String,
    phone: String,
    zone: String,
}

/// Takes the time that a customer chose; where it is gone, shows the next ones.
pub(crate) async fn choose(
    State(web): State<Web>,
    At(token): At<String>,
    Filled(choice): Filled<Choice>,
) -> Result {
    let (status, error) = match choice.at.parse::<Timestamp>() {
        Err(_) => (StatusCode::UNPROCESSABLE_ENTITY, say("call-back-choose-a-time").to_string()),
        Ok(at) => match web.desk.book(&token, at, &choice.phone, &choice.zone).await {
            Ok(_) => {
                let zone = wording::percent_encoded(&choice.zone);
                return on_to(&format!("/call-back/{token}?zone={zone}&booked"));
            }
            Err(desk::Error::Conflict(why)) => (StatusCode::CONFLICT, why.to_string()),
            Err(desk::Error::Refused(why)) => (StatusCode::UNPROCESSABLE_ENTITY, why.to_string()),
            Err(error) => return Err(error.into()),
        },
    };
    let booking = web.desk.booking(&token).await?;
    let mut show = Show::of(booking, token, &choice.zone, web.desk.store().now());
    show.phone = choice.phone;
    show.error = Some(error);
    page_with(status, &show)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Where {
    zone: String,
}

/// The customer does not want to be called any more.
pub(crate) async fn cancel(
    State(web): State<Web>,
    At(token): At<String>,
    Filled(Where { zone }): Filled<Where>,
) -> Result {
    web.desk.cancel_booking(&token).await?;
    let zone = wording::percent_encoded(&zone);
    on_to(&format!("/call-back/{token}?zone={zone}&cancelled"))
}

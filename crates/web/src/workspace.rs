//! What holds for the whole desk: its name, its time zone, its hours, its address.

pub(crate) mod form;

use std::sync::LazyLock;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use desk::workspace::Workspace;
use domain::{
    hours::{Hours, Opening, WEEKDAYS, parse_time},
    message::UNDO_SECONDS_MAX,
};
use jiff::tz::TimeZone;

use self::form::{Asked, Filled, asked, wrong};
use crate::{
    Web,
    error::Result,
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
};

/// IANA names of time zones that people live in, for them to choose from.
pub(crate) static TIME_ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lived_in = |name: &String| {
        let region = name.split_once('/').map(|(region, _)| region);
        name == "UTC" || region.is_some_and(|region| !["Etc", "posix", "right"].contains(&region))
    };
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut names: Vec<_> = names.filter(lived_in).collect();
    names.sort_unstable();
    names.dedup();
    names
});

/// Whether there is a time zone of that name.
pub(crate) fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name.trim()).is_ok()
}

/// The address by which people reach the desk, without a slash at its end.
pub(crate) fn address(web: &Web, headers: &HeaderMap) -> String {
    match &web.config.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            format!("http://{}", host.unwrap_or("localhost"))
        }
    }
}

/// When a day begins that had no hours yet, and when it ends: a proposal in the form.
const FROM: &str = "09:00";
const TO: &str = "17:00";

/// One weekday in the form.
struct Day {
    short: &'static str,
    name: &'static str,
    from: String,
    to: String,
    closed: bool,
}

#[derive(Default)]
struct Errors {
    name: Option<String>,
    time_zone: Option<String>,
    hours: Option<String>,
    undo_seconds: Option<String>,
}

#[derive(Template)]
#[template(path = "workspace/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    name: String,
    time_zone: String,
    days: Vec<Day>,
    undo_seconds: String,
    errors: Errors,
    saved: bool,
}

pub(crate) async fn show(shell: Shell, query: Asked) -> Result {
    let kept = &shell.workspace;
    page(&Show {
        nav: Nav::Settings,
        name: kept.name.clone(),
        time_zone: kept.time_zone.clone(),
        days: kept_days(&kept.hours),
        undo_seconds: kept.undo_seconds.to_string(),
        errors: Errors::default(),
        saved: asked(&query, "saved").is_some(),
        shell,
    })
}

pub(crate) async fn update(
    State(web): State<Web>,
    shell: Shell,
    Filled(filled): Filled<Vec<(String, String)>>,
) -> Result {
    let get = |key: &str| filled.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.trim());
    let days = filled_days(get);
    let hours = hours(&days);
    let undo_seconds = get("undo_seconds").parse::<i64>().ok();
    let to = Workspace {
        name: get("name").to_owned(),
        time_zone: get("time_zone").to_owned(),
        hours: hours.clone().unwrap_or_default(),
        // What is no number is out of range.
        undo_seconds: undo_seconds.unwrap_or(-1),
    };
    let error = match hours {
        Ok(_) => match web.desk.change_workspace(to).await {
            Ok(()) => return on_to("/settings/workspace?saved"),
            Err(error) => Some(wrong(error)?),
        },
        Err(_) => None,
    };
    let (name, time_zone) = (get("name").to_owned(), get("time_zone").to_owned());
    let undo_fits = undo_seconds.is_some_and(|seconds| (0..=UNDO_SECONDS_MAX).contains(&seconds));
    let mut errors = Errors { hours: hours.err(), ..Errors::default() };
    if !is_time_zone(&time_zone) && !name.is_empty() {
        errors.time_zone = error;
    } else if !undo_fits && !name.is_empty() {
        errors.undo_seconds = error;
    } else {
        errors.name = error;
    }
    let undo_seconds = get("undo_seconds").to_owned();
    let nav = Nav::Settings;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &Show { shell, nav, name, time_zone, days, undo_seconds, errors, saved: false },
    )
}

fn kept_days(hours: &Hours) -> Vec<Day> {
    let day = |&(weekday, short, name)| {
        let opening: Option<Opening> = hours.on(weekday);
        Day {
            short,
            name,
            from: opening.map_or(FROM.into(), |o| o.from.strftime("%H:%M").to_string()),
            to: opening.map_or(TO.into(), |o| o.to.strftime("%H:%M").to_string()),
            closed: opening.is_none(),
        }
    };
    WEEKDAYS.iter().map(day).collect()
}

fn filled_days<'a>(get: impl Fn(&str) -> &'a str) -> Vec<Day> {
    let day = |&(_, short, name): &(_, &'static str, &'static str)| Day {
        short,
        name,
        from: get(&format!("{short}_from")).to_owned(),
        to: get(&format!("{short}_to")).to_owned(),
        closed: !get(&format!("{short}_closed")).is_empty(),
    };
    WEEKDAYS.iter().map(day).collect()
}

/// The hours of an ordinary week, or what is wrong with them.
fn hours(days: &[Day]) -> std::result::Result<Hours, String> {
    let mut openings = Vec::new();
    for (day, &(weekday, ..)) in days.iter().zip(&WEEKDAYS).filter(|(day, _)| !day.closed) {
        let (Some(from), Some(to)) = (parse_time(&day.from), parse_time(&day.to)) else {
            return Err(format!(
                "Say from when to when you are here on {}, or mark the day as closed.",
                day.name
            ));
        };
        if from >= to {
            return Err(format!(
                "On {}, the end comes before the beginning. Put it right.",
                day.name
            ));
        }
        openings.push(Opening { weekday, from, to });
    }
    Ok(Hours::new(openings))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(monday: (&str, &str, bool)) -> Vec<Day> {
        let filled = [("mon_from", monday.0), ("mon_to", monday.1)];
        filled_days(|key| match key {
            "mon_closed" => ["", "on"][usize::from(monday.2)],
            _ if key.ends_with("_closed") => "on",
            _ => filled.iter().find(|(k, _)| *k == key).map_or("", |(_, v)| v),
        })
    }

    #[test]
    fn a_week_is_read_from_its_form() {
        for (monday, kept) in [
            (("09:00", "18:30", false), Ok("mon 09:00-18:30")),
            (("09:00", "18:30", true), Ok("")),
            (("", "", true), Ok("")),
            (("", "18:30", false), Err("Say from when to when you are here on Monday")),
            (("18:00", "09:00", false), Err("On Monday, the end comes before")),
        ] {
            match (hours(&week(monday)), kept) {
                (Ok(hours), Ok(kept)) => assert_eq!(hours.to_text(), kept),
                (Err(error), Err(kept)) => assert!(error.starts_with(kept), "{error}"),
                (found, kept) => panic!("{monday:?}: {found:?}, not {kept:?}"),
            }
        }
    }

    #[test]
    fn time_zones_are_places() {
        assert!(TIME_ZONES.iter().any(|name| name == "Europe/Berlin"));
        assert!(TIME_ZONES.iter().any(|name| name == "UTC"));
        assert!(!TIME_ZONES.iter().any(|name| name.starts_with("Etc/")));
        assert!(is_time_zone(" Asia/Tokyo ") && !is_time_zone("Middle/Earth"));
    }
}

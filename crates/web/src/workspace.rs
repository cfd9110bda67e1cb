//! What holds for the whole desk: its name, its time zone, its hours, its address.

use std::sync::LazyLock;

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use desk::workspace::Workspace;
use domain::{
    hours::{self, Hours, Opening, WEEKDAYS, parse_time},
    message::UNDO_SECONDS_MAX,
};
use jiff::tz::TimeZone;
use language::Wording;

use crate::form::{Asked, Filled, asked, is_name, wrong};
use crate::{
    Web,
    access::Here,
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
    if let Some(url) = &web.config.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or("localhost"))
}

/// When a day begins that had no hours yet, and when it ends: a proposal in the form.
const FROM: &str = "09:00";
const TO: &str = "17:00";

/// One weekday in the form.
struct Day {
    short: &'static str,
    name: Wording,
    from: String,
    to: String,
    closed: bool,
    error: Option<String>,
}

#[derive(Default)]
struct Errors {
    name: Option<String>,
    time_zone: Option<String>,
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
    sends_words: bool,
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
        sends_words: kept.sends_words,
        errors: Errors::default(),
        saved: asked(&query, "saved").is_some(),
        shell,
    })
}

pub(crate) async fn update(
    Here(desk): Here,
    shell: Shell,
    Filled(filled): Filled<Vec<(String, String)>>,
) -> Result {
    let get = |key: &str| filled.iter().find(|(k, _)| k == key).map_or("", |(_, v)| v.trim());
    let (hours, days) = filled_days(get);
    let undo_seconds = get("undo_seconds").parse::<i64>().ok();
    let sends_words = !get("sends_words").is_empty();
    let to = Workspace {
        name: get("name").to_owned(),
        time_zone: get("time_zone").to_owned(),
        hours,
        // What is no number is out of range.
        undo_seconds: undo_seconds.unwrap_or(-1),
        sends_words,
    };
    let error = if days.iter().any(|day| day.error.is_some()) {
        None
    } else {
        match desk.change_workspace(Some(shell.me.id), to).await {
            Ok(()) => return on_to("/settings/workspace?saved"),
            Err(error) => Some(wrong(error)?),
        }
    };
    let (name, time_zone) = (get("name").to_owned(), get("time_zone").to_owned());
    let undo_fits = undo_seconds.is_some_and(|seconds| (0..=UNDO_SECONDS_MAX).contains(&seconds));
    let mut errors = Errors::default();
    // The verb says the first thing that is wrong, in this order.
    let field = if is_name(&name) && !is_time_zone(&time_zone) {
        &mut errors.time_zone
    } else if is_name(&name) && !undo_fits {
        &mut errors.undo_seconds
    } else {
        &mut errors.name
    };
    *field = error;
    let undo_seconds = get("undo_seconds").to_owned();
    let nav = Nav::Settings;
    page_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &Show {
            shell,
            nav,
            name,
            time_zone,
            days,
            undo_seconds,
            sends_words,
            errors,
            saved: false,
        },
    )
}

fn kept_days(hours: &Hours) -> Vec<Day> {
    let day = |weekday, short| {
        let opening: Option<Opening> = hours.on(weekday);
        Day {
            short,
            name: hours::weekday_name(weekday),
            from: opening.map_or(FROM.into(), |o| o.from.strftime("%H:%M").to_string()),
            to: opening.map_or(TO.into(), |o| o.to.strftime("%H:%M").to_string()),
            closed: opening.is_none(),
            error: None,
        }
    };
    WEEKDAYS.iter().map(|&(weekday, short, ..)| day(weekday, short)).collect()
}

/// The hours of an ordinary week, and the days as they were filled in, with what is wrong with them.
fn filled_days<'a>(get: impl Fn(&str) -> &'a str) -> (Hours, Vec<Day>) {
    let mut openings = Vec::new();
    let mut day = |weekday, short| {
        let mut day = Day {
            short,
            name: hours::weekday_name(weekday),
            from: get(&format!("{short}_from")).to_owned(),
            to: get(&format!("{short}_to")).to_owned(),
            closed: !get(&format!("{short}_closed")).is_empty(),
            error: None,
        };
        if !day.closed {
            match (parse_time(&day.from), parse_time(&day.to)) {
                (Some(from), Some(to)) if from < to => openings.push(Opening { weekday, from, to }),
                (Some(_), Some(_)) => {
                    day.error = Some(crate::t("hours-end-first").to_string());
                }
                _ => {
                    day.error = Some(crate::t("hours-missing").to_string());
                }
            }
        }
        day
    };
    let days = WEEKDAYS.iter().map(|&(weekday, short, ..)| day(weekday, short)).collect();
    (Hours::new(openings), days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_read_from_its_form() {
        for (from, to, closed, kept, error) in [
            ("09:00", "18:30", "", "mon 09:00-18:30", None),
            ("09:00", "18:30", "yes", "", None),
            ("", "", "yes", "", None),
            ("", "18:30", "", "", Some("Say from when to when")),
            ("18:00", "09:00", "", "", Some("The end comes before")),
        ] {
            let (hours, days) = filled_days(|key| match key {
                "mon_from" => from,
                "mon_to" => to,
                "mon_closed" => closed,
                _ if key.ends_with("_closed") => "yes",
                _ => "",
            });
            assert_eq!(hours.to_text(), kept);
            let said = days[0].error.as_deref();
            assert_eq!(said.is_some(), error.is_some());
            assert!(error.is_none_or(|error| said.is_some_and(|said| said.starts_with(error))));
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

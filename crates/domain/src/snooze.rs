//! "Tomorrow 9:00": a time said in plain words, in the speaker's time zone.
//!
//! The words are `[day] [at] [time]` in either order, or `in N units`. A time without a day is the
//! next one to come; a day without a time is at nine in the morning.

use jiff::{
    Timestamp, ToSpan, Zoned,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use language::{Wording, say};

/// The hour of a day that was named without one.
const MORNING: Time = Time::constant(9, 0, 0, 0);
const NOON: Time = Time::constant(12, 0, 0, 0);
const AFTERNOON: Time = Time::constant(14, 0, 0, 0);
const EVENING: Time = Time::constant(18, 0, 0, 0);

/// Longest snooze, in days.
pub const DAYS_MAX: i64 = 366;
/// Most characters that are read.
const CHARS_MAX: usize = 60;

/// Why the words were not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTime {
    /// They could not be read.
    Unreadable,
    /// There is no such day or hour.
    NoSuchTime,
    /// It is not to come.
    Past,
    /// More than [`DAYS_MAX`] days ahead.
    TooFar,
}

impl BadTime {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Unreadable => say("time-unreadable"),
            Self::NoSuchTime => say("time-no-such"),
            Self::Past => say("time-past"),
            Self::TooFar => say("time-too-far"),
        }
    }
}

language::says_why!(BadTime);

/// Reads `words` as a time after `now`, in time zone `tz`.
///
/// # Errors
/// [`BadTime`], which says what to try instead.
pub fn parse(words: &str, now: Timestamp, tz: &TimeZone) -> Result<Timestamp, BadTime> {
    if words.chars().count() > CHARS_MAX {
        return Err(BadTime::Unreadable);
    }
    let words = words.to_lowercase().replace([',', '.'], " ");
    let words: Vec<&str> = words
        .split_whitespace()
        .filter(|word| !matches!(*word, "at" | "on" | "until" | "the"))
        .collect();
    let now = now.to_zoned(tz.clone());
    let then = match words.as_slice() {
        [] => return Err(BadTime::Unreadable),
        ["in", rest @ ..] => after(rest, &now)?,
        words => on_day(words, &now)?,
    };
    check(then.timestamp(), now.timestamp())
}

/// A time until which something can be put off at `now`.
///
/// # Errors
/// [`BadTime::Past`] and [`BadTime::TooFar`].
pub fn check(then: Timestamp, now: Timestamp) -> Result<Timestamp, BadTime> {
    let ahead = then.duration_since(now);
    if !ahead.is_positive() {
        Err(BadTime::Past)
    } else if ahead.as_hours() > DAYS_MAX * 24 {
        Err(BadTime::TooFar)
    } else {
        Ok(then)
    }
}

/// "in 2 hours", "in a week", "in half an hour".
fn after(words: &[&str], now: &Zoned) -> Result<Zoned, BadTime> {
    let (count, unit) = match words {
        ["half", "an", "hour"] => (30, "minutes"),
        ["a" | "an", unit] => (1, *unit),
        ["a", "couple", "of", unit] => (2, *unit),
        [count, unit] => (number(count)?, *unit),
        [joined] => {
            let digits =
                joined.len() - joined.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            (number(&joined[..digits])?, &joined[digits..])
        }
        _ => return Err(BadTime::Unreadable),
    };
    if count > 100_000 {
        return Err(BadTime::TooFar);
    }
    let span = match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => count.minutes(),
        "h" | "hr" | "hrs" | "hour" | "hours" => count.hours(),
        "d" | "day" | "days" => count.days(),
        "w" | "week" | "weeks" => count.weeks(),
        "month" | "months" => count.months(),
        _ => return Err(BadTime::Unreadable),
    };
    now.checked_add(span).map_err(|_| BadTime::TooFar)
}

/// "tomorrow 9:00", "friday", "9:30", "14:00 24 december", "next week".
fn on_day(words: &[&str], now: &Zoned) -> Result<Zoned, BadTime> {
    let mut time = None;
    let mut day: Vec<&str> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        // "3 pm" is one time in two words.
        let pair = words.get(i + 1).filter(|next| matches!(**next, "am" | "pm"));
        let read = match pair {
            Some(half) => clock(&format!("{}{half}", words[i]))?,
            None => clock(words[i])?,
        };
        match read {
            Some(read) if time.is_none() => {
                time = Some(read);
                i += usize::from(pair.is_some());
            }
            Some(_) => return Err(BadTime::Unreadable),
            None => day.push(words[i]),
        }
        i += 1;
    }
    let today = now.date();
    let date = match day.as_slice() {
        [] => {
            let time = time.ok_or(BadTime::Unreadable)?;
            // Said alone, a time is the next one to come.
            if time > now.time() { today } else { days_after(today, 1)? }
        }
        ["today" | "this"] => today,
        ["tonight"] => {
            time = time.or(Some(EVENING));
            today
        }
        ["tomorrow"] => days_after(today, 1)?,
        ["day", "after", "tomorrow"] => days_after(today, 2)?,
        ["end", "of", "day"] => {
            time = time.or(Some(Time::constant(17, 0, 0, 0)));
            today
        }
        ["next", "week"] => next_weekday(today, Weekday::Monday)?,
        ["next", "month"] => {
            let first = today.first_of_month();
            first.checked_add(1.month()).map_err(|_| BadTime::TooFar)?
        }
        ["first", "thing", rest @ ..] => named_day(rest, today)?,
        ["next", name] | [name] if weekday(name).is_some() => {
            next_weekday(today, weekday(name).unwrap_or(Weekday::Monday))?
        }
        day => named_day(day, today)?,
    };
    date.to_datetime(time.unwrap_or(MORNING))
        .to_zoned(now.time_zone().clone())
        .map_err(|_| BadTime::TooFar)
}

/// "2026-12-24", "24 december", "december 24th", "tomorrow".
fn named_day(words: &[&str], today: Date) -> Result<Date, BadTime> {
    let this_or_next_year = |day: i8, month: i8| {
        let date = Date::new(today.year(), month, day);
        match date {
            Ok(date) if date >= today => Ok(date),
            _ => Date::new(today.year() + 1, month, day).map_err(|_| BadTime::NoSuchTime),
        }
    };
    match words {
        [] | ["tomorrow"] => days_after(today, 1),
        [iso] if iso.len() == 10 && iso.as_bytes()[4] == b'-' => {
            iso.parse().map_err(|_| BadTime::NoSuchTime)
        }
        [name] => match weekday(name) {
            Some(weekday) => next_weekday(today, weekday),
            None => Err(BadTime::Unreadable),
        },
        [a, b] => {
            let (day, month) = match (month(a), month(b)) {
                (Some(month), None) => (b, month),
                (None, Some(month)) => (a, month),
                _ => return Err(BadTime::Unreadable),
            };
            let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let day = number(day)?;
            this_or_next_year(i8::try_from(day).map_err(|_| BadTime::NoSuchTime)?, month)
        }
        _ => Err(BadTime::Unreadable),
    }
}

/// A time of day: "9:00", "9am", "14h", "noon". `None` where the word is not one.
fn clock(word: &str) -> Result<Option<Time>, BadTime> {
    let named = match word {
        "morning" => Some(MORNING),
        "noon" | "midday" => Some(NOON),
        "afternoon" => Some(AFTERNOON),
        "evening" => Some(EVENING),
        _ => None,
    };
    if named.is_some() {
        return Ok(named);
    }
    let (digits, half) = match word {
        w if w.ends_with("am") => (w.trim_end_matches("am"), Some(0)),
        w if w.ends_with("pm") => (w.trim_end_matches("pm"), Some(12)),
        w if w.ends_with('h') => (w.trim_end_matches('h'), None),
        w if w.contains(':') => (w, None),
        _ => return Ok(None),
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let (Ok(hour), Ok(minute)) = (hour.parse::<i8>(), minute.parse::<i8>()) else {
        return Ok(None);
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return Err(BadTime::NoSuchTime),
        Some(half) => hour % 12 + half,
    };
    Time::new(hour, minute, 0, 0).map(Some).map_err(|_| BadTime::NoSuchTime)
}

pub(crate) fn number(word: &str) -> Result<i64, BadTime> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    match WORDS.iter().position(|known| *known == word) {
        Some(count) => i64::try_from(count).map_err(|_| BadTime::Unreadable),
        None => word.parse().map_err(|_| BadTime::Unreadable),
    }
}

pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    let known = crate::hours::WEEKDAYS.iter();
    known
        .filter(|_| word.len() >= 3)
        .find(|(_, _, long)| long.to_lowercase().starts_with(word))
        .map(|&(weekday, ..)| weekday)
}

pub(crate) fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = MONTHS.iter().position(|known| word.len() >= 3 && known.starts_with(word))?;
    i8::try_from(found + 1).ok()
}

fn days_after(date: Date, days: i64) -> Result<Date, BadTime> {
    date.checked_add(days.days()).map_err(|_| BadTime::TooFar)
}

fn next_weekday(today: Date, weekday: Weekday) -> Result<Date, BadTime> {
    today.nth_weekday(1, weekday).map_err(|_| BadTime::TooFar)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn berlin(when: &str) -> Zoned {
        format!("{when}[Europe/Berlin]").parse().unwrap()
    }

    #[test]
    fn plain_words_are_read_in_the_speakers_time_zone() {
        // A Sunday.
        let now = berlin("2026-11-22T10:30");
        for (words, then) in [
            ("tomorrow 9:00", "2026-11-23T09:00"),
            ("Tomorrow", "2026-11-23T09:00"),
            ("tomorrow at 3 pm", "2026-11-23T15:00"),
            ("9:00", "2026-11-23T09:00"),
            ("11:15", "2026-11-22T11:15"),
            ("in 2 hours", "2026-11-22T12:30"),
            ("in 45m", "2026-11-22T11:15"),
            ("in half an hour", "2026-11-22T11:00"),
            ("in two days", "2026-11-24T10:30"),
            ("in a week", "2026-11-29T10:30"),
            ("monday", "2026-11-23T09:00"),
            ("next fri 14h", "2026-11-27T14:00"),
            ("sunday", "2026-11-29T09:00"),
            ("next week", "2026-11-23T09:00"),
            ("first thing monday", "2026-11-23T09:00"),
            ("tonight", "2026-11-22T18:00"),
            ("this evening", "2026-11-22T18:00"),
            ("tomorrow afternoon", "2026-11-23T14:00"),
            ("end of day", "2026-11-22T17:00"),
            ("24 december 10:00", "2026-12-24T10:00"),
            ("10am on dec 24th", "2026-12-24T10:00"),
            ("3 march", "2027-03-03T09:00"),
            ("2026-12-01 08:30", "2026-12-01T08:30"),
            ("12am tomorrow", "2026-11-23T00:00"),
        ] {
            let read = parse(words, now.timestamp(), now.time_zone());
            assert_eq!(read, Ok(berlin(then).timestamp()), "{words}");
        }
    }

    #[test]
    fn what_cannot_be_says_what_to_do() {
        let now = berlin("2026-11-22T10:30");
        for (words, why) in [
            ("", BadTime::Unreadable),
            ("whenever", BadTime::Unreadable),
            ("tomorrow 25:00", BadTime::NoSuchTime),
            ("13pm", BadTime::NoSuchTime),
            ("30 february", BadTime::NoSuchTime),
            ("today 9:00", BadTime::Past),
            ("2026-01-01", BadTime::Past),
            ("in 0 minutes", BadTime::Past),
            ("in 500 days", BadTime::TooFar),
            ("in 99999999999 days", BadTime::TooFar),
        ] {
            assert_eq!(parse(words, now.timestamp(), now.time_zone()), Err(why), "{words}");
        }
    }

    #[test]
    fn nine_o_clock_is_nine_o_clock_across_the_change_of_the_clocks() {
        let now = berlin("2026-03-28T10:30");
        let read = parse("tomorrow 9:00", now.timestamp(), now.time_zone()).unwrap();
        assert_eq!(read.duration_since(now.timestamp()).as_mins(), 21 * 60 + 30);
    }

    proptest! {
        #[test]
        fn any_words_are_read_or_refused(words: String) {
            let now = berlin("2026-11-22T10:30");
            if let Ok(then) = parse(&words, now.timestamp(), now.time_zone()) {
                prop_assert!(then > now.timestamp());
            }
        }

        #[test]
        fn words_of_the_grammar_in_any_order(
            words in prop::collection::vec(prop::sample::select(vec![
                "in", "next", "tomorrow", "monday", "9:00", "3", "pm", "24", "december", "week",
                "2026-12-01", "day", "end", "of", "99999", "half", "an", "hour", "é", "-1", "00:60",
            ]), 0..6),
        ) {
            let now = berlin("2026-11-22T10:30");
            if let Ok(then) = parse(&words.join(" "), now.timestamp(), now.time_zone()) {
                prop_assert!(then > now.timestamp());
            }
        }
    }
}

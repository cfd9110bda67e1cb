//! Office hours: when somebody is at the desk in an ordinary week. What a holiday makes of them, and whether it is
//! open now, is asked of a [`Schedule`](crate::schedule::Schedule).

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use language::{Wording, say};

use crate::text;

/// One stretch of an ordinary week, in a time zone of its own. Where its end is not after its beginning, as in a
/// night from 22:00 to 06:00, it ends on the next day; from 00:00 to 00:00 is the whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// On which day it begins.
    pub weekday: Weekday,
    /// From when.
    pub from: Time,
    /// Until when: that minute is no longer in it.
    pub to: Time,
}

/// Most stretches of one day: more are a slip of the hand.
pub const OPENINGS_OF_DAY_MAX: usize = 6;
const DAY_MINUTES: i32 = 24 * 60;
const WEEK_MINUTES: i32 = 7 * DAY_MINUTES;

impl Opening {
    /// Whether it goes on after midnight.
    pub fn is_overnight(self) -> bool {
        self.to <= self.from
    }

    /// From when to when it is, where it begins on that date. Where the clocks change, a time that is skipped
    /// is as much later as they are put forward, and one that comes twice is the first of the two.
    pub fn on(self, date: Date, tz: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let at =
            |date: Date, time| Some(date.to_datetime(time).to_zoned(tz.clone()).ok()?.timestamp());
        let last = if self.is_overnight() { date.checked_add(1.day()).ok()? } else { date };
        let (from, to) = (at(date, self.from)?, at(last, self.to)?);
        (from < to).then_some((from, to))
    }

    /// The minute of the week in which it begins, and how many minutes it has on the clock.
    fn minutes(self) -> (i32, i32) {
        let of_day = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
        let day = i32::from(self.weekday.to_monday_zero_offset()) * DAY_MINUTES;
        let length = (of_day(self.to) - of_day(self.from)).rem_euclid(DAY_MINUTES);
        (day + of_day(self.from), if length == 0 { DAY_MINUTES } else { length })
    }

    fn to_words(self) -> String {
        let to = self.to.strftime("%H:%M").to_string();
        let to = if self.to == Time::midnight() { "24:00" } else { &to };
        format!("{}–{to}", self.from.strftime("%H:%M"))
    }
}

/// An ordinary week. Empty means that no hours were set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hours {
    openings: Vec<Opening>,
}

/// A day of the week, by name.
pub fn weekday_name(day: Weekday) -> Wording {
    match day {
        Weekday::Monday => say("weekday-monday"),
        Weekday::Tuesday => say("weekday-tuesday"),
        Weekday::Wednesday => say("weekday-wednesday"),
        Weekday::Thursday => say("weekday-thursday"),
        Weekday::Friday => say("weekday-friday"),
        Weekday::Saturday => say("weekday-saturday"),
        Weekday::Sunday => say("weekday-sunday"),
    }
}

/// The days in the order in which they are shown.
pub const WEEKDAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "mon", "Monday"),
    (Weekday::Tuesday, "tue", "Tuesday"),
    (Weekday::Wednesday, "wed", "Wednesday"),
    (Weekday::Thursday, "thu", "Thursday"),
    (Weekday::Friday, "fri", "Friday"),
    (Weekday::Saturday, "sat", "Saturday"),
    (Weekday::Sunday, "sun", "Sunday"),
];

/// The weekday of a short name such as `mon`.
pub fn weekday(short: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(_, known, _)| *known == short).map(|&(weekday, ..)| weekday)
}

impl Hours {
    /// A week of those openings.
    pub fn new(openings: impl IntoIterator<Item = Opening>) -> Self {
        let mut openings: Vec<_> = openings.into_iter().collect();
        openings.sort_by_key(|o| (o.weekday.to_monday_zero_offset(), o.from, o.to));
        openings.dedup();
        Self { openings }
    }

    /// Whether no hours were set.
    pub fn is_empty(&self) -> bool {
        self.openings.is_empty()
    }

    /// The openings, in the order of the week.
    pub fn openings(&self) -> &[Opening] {
        &self.openings
    }

    /// The openings that begin on that day, in their order.
    pub fn of_day(&self, weekday: Weekday) -> impl Iterator<Item = Opening> {
        self.openings.iter().copied().filter(move |o| o.weekday == weekday)
    }

    /// The opening of that day, where it has one; the first, where it has several.
    pub fn on(&self, weekday: Weekday) -> Option<Opening> {
        self.of_day(weekday).next()
    }

    /// When the last opening of that day ends; the last minute of the day where it goes on after midnight.
    pub fn closing(&self, weekday: Weekday) -> Option<Time> {
        let last = Time::constant(23, 59, 0, 0);
        self.of_day(weekday).map(|o| if o.is_overnight() { last } else { o.to }).max()
    }

    /// From when to when it is open on that date, as far as that begins on it.
    pub fn spans(&self, date: Date, tz: &TimeZone) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        self.of_day(date.weekday()).filter_map(move |o| o.on(date, tz))
    }

    /// Two openings that are in each other's way, such as a night that goes on into the next morning's.
    pub fn overlap(&self) -> Option<(Opening, Opening)> {
        let next = self.openings.iter().skip(1).chain(self.openings.first());
        self.openings.iter().zip(next).map(|(one, next)| (*one, *next)).find(|(one, next)| {
            let ((begin, length), (next_begin, _)) = (one.minutes(), next.minutes());
            let until_next = (next_begin - begin).rem_euclid(WEEK_MINUTES);
            let alone = self.openings.len() == 1;
            !alone && until_next < length
        })
    }

    /// The stretches of a day as one writes them: `09:00–12:30, 13:30–18:00`; empty where it is closed.
    pub fn day_words(&self, weekday: Weekday) -> String {
        self.of_day(weekday).map(Opening::to_words).collect::<Vec<_>>().join(", ")
    }

    /// As it is kept: `mon 09:00-18:00`, openings parted by `;`.
    pub fn to_text(&self) -> String {
        let short = |weekday| {
            WEEKDAYS.iter().find(|(known, ..)| *known == weekday).map_or("", |&(_, short, _)| short)
        };
        self.openings
            .iter()
            .map(|o| {
                format!(
                    "{} {}-{}",
                    short(o.weekday),
                    o.from.strftime("%H:%M"),
                    o.to.strftime("%H:%M")
                )
            })
            .collect::<Vec<_>>()
            .join(";")
    }

    /// From the form in which it is kept; what cannot be read is left out.
    pub fn from_text(text: &str) -> Self {
        Self::new(text.split(';').filter_map(|opening| {
            let (day, span) = opening.trim().split_once(' ')?;
            let (from, to) = span.split_once('-')?;
            Some(Opening { weekday: weekday(day)?, from: parse_time(from)?, to: parse_time(to)? })
        }))
    }
}

/// A time of day such as `9:00` or `18:30`, as a form field gives it.
pub fn parse_time(given: &str) -> Option<Time> {
    let (hour, minute) = given.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.get(..2)?.parse().ok()?, 0, 0).ok()
}

/// What is wrong with the words for a day's hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadDay {
    /// They are no times.
    Unreadable,
    /// They are more than [`OPENINGS_OF_DAY_MAX`] stretches.
    TooMany,
}

impl BadDay {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Unreadable => say("hours-unreadable"),
            Self::TooMany => say("hours-too-many").with("most", OPENINGS_OF_DAY_MAX),
        }
    }
}

language::says_why!(BadDay);

/// The openings of a day as a person writes them: `9–12:30, 13:30-18`, `22:00 to 6:00` for a night, `all day`; nothing
/// or `closed` where there are none.
///
/// # Errors
/// [`BadDay`], which says how to write it.
pub fn parse_day(weekday: Weekday, given: &str) -> Result<Vec<Opening>, BadDay> {
    let folded = given.trim().to_lowercase();
    match folded.as_str() {
        "" | "closed" | "-" | "–" => return Ok(Vec::new()),
        "all day" | "24h" | "24 h" => {
            let midnight = Time::midnight();
            return Ok(vec![Opening { weekday, from: midnight, to: midnight }]);
        }
        _ => {}
    }
    let words = folded.replace(['–', '—', '−'], "-").replace(" to ", "-").replace(" until ", "-");
    let stretches: Vec<&str> = words.split(text::SEPARATORS).collect();
    if stretches.len() > OPENINGS_OF_DAY_MAX {
        return Err(BadDay::TooMany);
    }
    let opening = |stretch: &str| {
        let (from, to) = stretch.split_once('-')?;
        let to = match to.trim() {
            "24" | "24:00" | "24.00" => Time::midnight(),
            to => clock(to)?,
        };
        Some(Opening { weekday, from: clock(from)?, to })
    };
    stretches.into_iter().map(|stretch| opening(stretch).ok_or(BadDay::Unreadable)).collect()
}

/// A time of day as a person writes it: `9`, `9:30` or `9.30`.
fn clock(given: &str) -> Option<Time> {
    let given = given.trim();
    let digits = |part: &str| {
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if fits { part.parse::<i8>().ok() } else { None }
    };
    let (hour, minute) = match given.split_once([':', '.']) {
        Some((_, minute)) if minute.len() != 2 => return None,
        Some((hour, minute)) => (digits(hour)?, digits(minute)?),
        None => (digits(given)?, 0),
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read_as_some_hours(text in "[a-z0-9:; -]{0,60}") {
            let hours = Hours::from_text(&text);
            prop_assert_eq!(Hours::from_text(&hours.to_text()), hours);
        }

        #[test]
        fn what_is_typed_for_a_day_never_fails_otherwise_than_in_words(text: String) {
            if let Ok(openings) = parse_day(Weekday::Friday, &text) {
                let hours = Hours::new(openings);
                let again = parse_day(Weekday::Friday, &hours.day_words(Weekday::Friday));
                prop_assert_eq!(again.map(Hours::new), Ok(hours));
            }
        }

        #[test]
        fn days_read_back(stretches in prop::collection::vec((0..24_i8, 0..60_i8, 0..24_i8, 0..60_i8), 0..6)) {
            let openings = stretches.iter().map(|&(a, b, c, d)| Opening {
                weekday: Weekday::Sunday,
                from: Time::new(a, b, 0, 0).unwrap(),
                to: Time::new(c, d, 0, 0).unwrap(),
            });
            let hours = Hours::new(openings);
            let words = hours.day_words(Weekday::Sunday);
            prop_assert_eq!(Hours::new(parse_day(Weekday::Sunday, &words).unwrap()), hours.clone());
            prop_assert_eq!(Hours::from_text(&hours.to_text()), hours);
        }
    }

    #[test]
    fn a_day_is_written_as_people_write_it() {
        for (given, kept) in [
            ("9-17", "09:00–17:00"),
            (" 9:00–12:30 , 13.30 to 18:00", "09:00–12:30, 13:30–18:00"),
            ("22-6", "22:00–06:00"),
            ("All day", "00:00–24:00"),
            ("18:00-24:00", "18:00–24:00"),
            ("closed", ""),
            ("", ""),
        ] {
            let hours = Hours::new(parse_day(Weekday::Monday, given).unwrap());
            assert_eq!(hours.day_words(Weekday::Monday), kept, "{given}");
        }
        for given in
            ["nine to five", "9", "9-", "25-26", "9:5-10", "9-17-18", "24-25", "9:00 17:00"]
        {
            assert_eq!(parse_day(Weekday::Monday, given), Err(BadDay::Unreadable), "{given}");
        }
        assert_eq!(parse_day(Weekday::Monday, "1-2,2-3,3-4,4-5,5-6,6-7,7-8"), Err(BadDay::TooMany));
    }

    #[test]
    fn openings_in_each_others_way_are_found() {
        for (text, overlap) in [
            ("mon 09:00-12:00;mon 12:00-18:00", false),
            ("mon 09:00-12:01;mon 12:00-18:00", true),
            ("sun 22:00-06:00;mon 05:00-08:00", true),
            ("sun 22:00-06:00;mon 06:00-08:00", false),
            ("mon 00:00-00:00;tue 00:00-00:00", false),
            ("mon 08:00-08:00", false),
            ("mon 08:00-08:00;tue 07:00-09:00", true),
        ] {
            assert_eq!(Hours::from_text(text).overlap().is_some(), overlap, "{text}");
        }
    }

    #[test]
    fn the_kept_form_reads_back() {
        let shop = Hours::from_text("mon 09:00-18:00;tue 09:00-18:00;sat 10:00-14:00");
        assert_eq!(Hours::from_text(&shop.to_text()), shop);
        assert_eq!(Hours::from_text("mon; nonsense; tue 9:00"), Hours::default());
        let night = Hours::from_text("fri 22:00-06:00");
        assert_eq!(night.closing(Weekday::Friday), Some(Time::constant(23, 59, 0, 0)));
        assert!(night.on(Weekday::Friday).is_some_and(Opening::is_overnight));
    }
}

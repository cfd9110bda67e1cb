//! Office hours: when somebody is at the desk in an ordinary week.

use jiff::{
    Timestamp, ToSpan,
    civil::{Time, Weekday},
    tz::TimeZone,
};

/// One stretch of one weekday, in the desk's time zone. It ends at or before midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// On which day.
    pub weekday: Weekday,
    /// From when.
    pub from: Time,
    /// Until when: that minute is no longer in it.
    pub to: Time,
}

/// Days over which open hours are counted, at the most: whoever waited longer waited too long by any clock.
const COUNTED_DAYS_MAX: i64 = 400;

/// An ordinary week. Empty means that no hours were set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hours {
    openings: Vec<Opening>,
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
    /// A week of those openings; ones that end before they begin are left out.
    pub fn new(openings: impl IntoIterator<Item = Opening>) -> Self {
        let mut openings: Vec<_> = openings.into_iter().filter(|o| o.from < o.to).collect();
        openings.sort_by_key(|o| (o.weekday.to_monday_zero_offset(), o.from));
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

    /// The opening of that day, where it has one; the first, where it has several.
    pub fn on(&self, weekday: Weekday) -> Option<Opening> {
        self.openings.iter().copied().find(|o| o.weekday == weekday)
    }

    /// When the last opening of that day ends.
    pub fn closing(&self, weekday: Weekday) -> Option<Time> {
        self.openings.iter().filter(|o| o.weekday == weekday).map(|o| o.to).max()
    }

    /// Whether `at` falls within the hours.
    pub fn is_open(&self, at: Timestamp, tz: &TimeZone) -> bool {
        let local = at.to_zoned(tz.clone());
        let time = local.time();
        self.openings.iter().any(|o| o.weekday == local.weekday() && o.from <= time && time < o.to)
    }

    /// When the hours next begin after `now`; `now` itself while they last; `None` where none
    /// were set.
    pub fn next_opening(&self, now: Timestamp, tz: &TimeZone) -> Option<Timestamp> {
        if self.is_open(now, tz) {
            return Some(now);
        }
        let today = now.to_zoned(tz.clone()).date();
        // Eight days: the hours of today's weekday may already be over.
        (0..8_i64)
            .filter_map(|days| today.checked_add(days.days()).ok())
            .flat_map(|date| {
                self.openings
                    .iter()
                    .filter(move |o| o.weekday == date.weekday())
                    .filter_map(move |o| date.to_datetime(o.from).to_zoned(tz.clone()).ok())
            })
            .map(|start| start.timestamp())
            .find(|&start| start > now)
    }

    /// How many seconds of the time from `from` to `to` fall within the hours; all of them where no hours were
    /// set. No more than 400 days are counted.
    pub fn open_seconds(&self, from: Timestamp, to: Timestamp, tz: &TimeZone) -> i64 {
        if self.is_empty() {
            return to.duration_since(from).as_secs().max(0);
        }
        let first = from.to_zoned(tz.clone()).date();
        let last = to.to_zoned(tz.clone()).date();
        let days = (0..COUNTED_DAYS_MAX).filter_map(|days| first.checked_add(days.days()).ok());
        days.take_while(|date| *date <= last)
            .flat_map(|date| {
                let of_day = self.openings.iter().filter(move |o| o.weekday == date.weekday());
                of_day.filter_map(move |o| {
                    let at =
                        |time| Some(date.to_datetime(time).to_zoned(tz.clone()).ok()?.timestamp());
                    Some((at(o.from)?.max(from), at(o.to)?.min(to)))
                })
            })
            .map(|(begin, end)| end.duration_since(begin).as_secs().max(0))
            .sum()
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
        fn the_desk_is_open_when_it_says_it_will_be(second in 1_577_836_800_i64..1_893_456_000) {
            let tz = TimeZone::get("Europe/Berlin").unwrap();
            let now = Timestamp::from_second(second).unwrap();
            let next = shop().next_opening(now, &tz).unwrap();
            prop_assert!(next >= now && shop().is_open(next, &tz));
            prop_assert!(next == now || !shop().is_open(now, &tz));
        }
    }

    fn shop() -> Hours {
        Hours::from_text("mon 09:00-18:00;tue 09:00-18:00;sat 10:00-14:00")
    }

    fn berlin(when: &str) -> Timestamp {
        let tz = TimeZone::get("Europe/Berlin").unwrap();
        when.parse::<jiff::civil::DateTime>().unwrap().to_zoned(tz).unwrap().timestamp()
    }

    #[test]
    fn the_next_opening_over_a_week() {
        let tz = TimeZone::get("Europe/Berlin").unwrap();
        // 2026-11-21 is a Saturday.
        for (now, next) in [
            ("2026-11-21T08:00", "2026-11-21T10:00"),
            ("2026-11-21T10:00", "2026-11-21T10:00"),
            ("2026-11-21T13:59", "2026-11-21T13:59"),
            ("2026-11-21T14:00", "2026-11-23T09:00"),
            ("2026-11-24T18:00", "2026-11-28T10:00"),
        ] {
            assert_eq!(shop().next_opening(berlin(now), &tz), Some(berlin(next)), "{now}");
        }
        assert_eq!(Hours::default().next_opening(berlin("2026-11-21T08:00"), &tz), None);
    }

    #[test]
    fn only_the_hours_count_where_there_are_any() {
        let tz = TimeZone::get("Europe/Berlin").unwrap();
        // 2026-11-21 is a Saturday; Monday and Tuesday are from 9 to 18 o’clock.
        for (from, to, seconds) in [
            ("2026-11-21T13:50", "2026-11-21T13:55", 300),
            ("2026-11-21T13:50", "2026-11-22T20:00", 600),
            ("2026-11-21T13:50", "2026-11-23T09:05", 900),
            ("2026-11-22T10:00", "2026-11-22T12:00", 0),
            ("2026-11-23T17:00", "2026-11-24T10:00", 7200),
            ("2026-11-24T10:00", "2026-11-23T17:00", 0),
        ] {
            let counted = shop().open_seconds(berlin(from), berlin(to), &tz);
            assert_eq!(counted, seconds, "{from} {to}");
        }
        let always = Hours::default();
        let (from, to) = (berlin("2026-11-21T13:50"), berlin("2026-11-21T13:55"));
        assert_eq!(always.open_seconds(from, to, &tz), 300);
    }

    #[test]
    fn the_clocks_going_back_do_not_move_the_opening() {
        let tz = TimeZone::get("Europe/Berlin").unwrap();
        let next = shop().next_opening(berlin("2026-10-24T20:00"), &tz).unwrap();
        assert_eq!(next.to_zoned(tz).strftime("%a %H:%M").to_string(), "Mon 09:00");
    }

    #[test]
    fn the_kept_form_reads_back() {
        assert_eq!(Hours::from_text(&shop().to_text()), shop());
        assert_eq!(Hours::from_text("mon 18:00-09:00; nonsense; tue 9:00"), Hours::default());
    }
}

//! When a team is there: its ordinary week in its own time zone, and the days on which that does not hold. Whether it
//! is open, and when it is next, is answered here and nowhere else.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::{HolidayId, TeamId, hours::Hours};

/// Days over which open hours are counted, at the most: whoever waited longer waited too long by any clock.
const COUNTED_DAYS_MAX: i64 = 400;
/// Days over which the next opening is looked for: a whole year of holidays, and then some.
const AHEAD_DAYS_MAX: i64 = 400;
/// Most characters of a holiday's name.
pub const HOLIDAY_NAME_CHARS_MAX: usize = 60;
/// Most holidays that a desk keeps.
pub const HOLIDAYS_MAX: usize = 500;

/// A day on which nobody is there who else would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Its id.
    pub id: HolidayId,
    /// Whose it is; everybody's where it is no team's.
    pub team_id: Option<TeamId>,
    /// Which day; of a yearly one the first.
    pub date: Date,
    /// Whether it comes again each year on that day of that month. The 29th of February comes when there is one.
    pub yearly: bool,
    /// What it is called.
    pub name: String,
}

impl Holiday {
    /// Whether it is on that date.
    pub fn is_on(&self, date: Date) -> bool {
        let same_day = (self.date.month(), self.date.day()) == (date.month(), date.day());
        self.date == date || (self.yearly && same_day && self.date <= date)
    }
}

/// When somebody is there: an ordinary week, its time zone, and the holidays. A holiday takes away what begins on it; a
/// night that began the evening before goes on until its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The ordinary week. Empty means that no hours were set.
    pub hours: Hours,
    /// The zone in which it is meant.
    pub tz: TimeZone,
    /// The days on which it does not hold.
    pub holidays: Vec<Holiday>,
}

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// Yes, until then.
    Open {
        /// When the stretch ends.
        until: Timestamp,
    },
    /// No; from then on again, where that is known.
    Closed {
        /// When the next stretch begins.
        next: Option<Timestamp>,
    },
}

impl Schedule {
    /// Those hours in that zone, without holidays.
    pub fn new(hours: Hours, tz: TimeZone) -> Self {
        Self { hours, tz, holidays: Vec::new() }
    }

    /// The holiday on that date, if it is one.
    pub fn holiday(&self, date: Date) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.is_on(date))
    }

    /// From when to when it is open on that date, as far as that begins on it.
    pub fn spans(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let closed = self.holiday(date).is_some();
        self.hours.spans(date, &self.tz).filter(move |_| !closed)
    }

    /// Whether somebody is there at `now`, and until or from when. Where no hours were set nobody ever is, and nothing is known.
    pub fn at(&self, now: Timestamp) -> Now {
        let today = now.to_zoned(self.tz.clone()).date();
        // From yesterday on: a night may not be over yet.
        let spans = (-1..AHEAD_DAYS_MAX)
            .filter_map(|days| today.checked_add(days.days()).ok())
            .flat_map(|date| self.spans(date));
        for (from, to) in spans {
            if from > now {
                return Now::Closed { next: Some(from) };
            }
            if now < to {
                return Now::Open { until: to };
            }
        }
        Now::Closed { next: None }
    }

    /// Whether somebody is there at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        matches!(self.at(now), Now::Open { .. })
    }

    /// When somebody is next there: `now` itself while they are; `None` where that is not known.
    pub fn next_opening(&self, now: Timestamp) -> Option<Timestamp> {
        match self.at(now) {
            Now::Open { .. } => Some(now),
            Now::Closed { next } => next,
        }
    }

    /// How many seconds of the time from `from` to `to` somebody was there; all of them where no hours were set. No more
    /// than 400 days are counted.
    pub fn open_seconds(&self, from: Timestamp, to: Timestamp) -> i64 {
        if self.hours.is_empty() {
            return to.duration_since(from).as_secs().max(0);
        }
        let first = from.to_zoned(self.tz.clone()).date();
        let last = to.to_zoned(self.tz.clone()).date();
        let mut counted_to = from;
        let mut seconds = 0;
        let days = (-1..COUNTED_DAYS_MAX).filter_map(|days| first.checked_add(days.days()).ok());
        for (begin, end) in days.take_while(|date| *date <= last).flat_map(|date| self.spans(date))
        {
            let (begin, end) = (begin.max(counted_to), end.min(to));
            seconds += end.duration_since(begin).as_secs().max(0);
            // Where the clocks change, stretches that touch on the clock may overlap in truth.
            counted_to = counted_to.max(end);
        }
        seconds
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;
    use proptest::prelude::*;

    use super::*;

    /// Where the clocks change in all the ways that they do.
    const ZONES: [&str; 8] = [
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kolkata",
        "Africa/Cairo",
        "UTC",
    ];

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn shop() -> Schedule {
        let hours = Hours::from_text("mon 09:00-18:00;tue 09:00-18:00;sat 10:00-14:00");
        Schedule::new(hours, zone("Europe/Berlin"))
    }

    fn holiday(date: &str, yearly: bool) -> Holiday {
        let (id, name) = (HolidayId(1), "A holiday".to_owned());
        Holiday { id, team_id: None, date: date.parse().unwrap(), yearly, name }
    }

    fn berlin(when: &str) -> Timestamp {
        let tz = zone("Europe/Berlin");
        when.parse::<jiff::civil::DateTime>().unwrap().to_zoned(tz).unwrap().timestamp()
    }

    #[test]
    fn the_next_opening_over_a_week() {
        // 2026-11-21 is a Saturday.
        for (now, next) in [
            ("2026-11-21T08:00", "2026-11-21T10:00"),
            ("2026-11-21T10:00", "2026-11-21T10:00"),
            ("2026-11-21T13:59", "2026-11-21T13:59"),
            ("2026-11-21T14:00", "2026-11-23T09:00"),
            ("2026-11-24T18:00", "2026-11-28T10:00"),
        ] {
            assert_eq!(shop().next_opening(berlin(now)), Some(berlin(next)), "{now}");
        }
        let never = Schedule::new(Hours::default(), TimeZone::UTC);
        assert_eq!(never.next_opening(berlin("2026-11-21T08:00")), None);
    }

    #[test]
    fn holidays_close_once_or_every_year() {
        let mut shop = shop();
        // A Monday, and from then on each 24th of November.
        shop.holidays = vec![holiday("2026-11-23", false), holiday("2025-11-24", true)];
        assert_eq!(shop.next_opening(berlin("2026-11-21T15:00")), Some(berlin("2026-11-28T10:00")));
        assert!(shop.is_open(berlin("2020-11-24T10:00")), "before there was that holiday");
        assert!(
            !shop.is_open(berlin("2026-11-24T10:00")) && !shop.is_open(berlin("2026-11-23T10:00"))
        );
        let seconds = shop.open_seconds(berlin("2026-11-21T13:50"), berlin("2026-11-25T09:05"));
        assert_eq!(seconds, 600);
        let leap = holiday("2024-02-29", true);
        assert!(
            leap.is_on("2028-02-29".parse().unwrap()) && !leap.is_on("2027-02-28".parse().unwrap())
        );
    }

    #[test]
    fn a_night_goes_on_after_midnight() {
        let mut night = Schedule::new(Hours::from_text("fri 22:00-06:00"), zone("Europe/Berlin"));
        for (at, open) in [
            ("2026-11-20T21:59", false),
            ("2026-11-20T22:00", true),
            ("2026-11-21T05:59", true),
            ("2026-11-21T06:00", false),
        ] {
            assert_eq!(night.is_open(berlin(at)), open, "{at}");
        }
        let seconds = night.open_seconds(berlin("2026-11-21T05:00"), berlin("2026-11-21T07:00"));
        assert_eq!(seconds, 3600);
        // The clocks go back in that night, so it is an hour longer, and forward, so it is one shorter.
        let mut sunday = Schedule::new(Hours::from_text("sat 22:00-06:00"), zone("Europe/Berlin"));
        let length = |night: &Schedule, day: &str| {
            night
                .spans(day.parse().unwrap())
                .next()
                .map(|(from, to)| to.duration_since(from).as_hours())
        };
        assert_eq!(length(&sunday, "2026-10-24"), Some(9));
        assert_eq!(length(&sunday, "2026-03-28"), Some(7));
        assert_eq!(length(&sunday, "2026-03-21"), Some(8));
        // A holiday takes away the night that begins on it, and not what began before.
        night.holidays = vec![holiday("2026-11-21", false)];
        assert!(night.is_open(berlin("2026-11-21T05:00")));
        sunday.holidays = vec![holiday("2026-11-21", false)];
        assert!(!sunday.is_open(berlin("2026-11-22T01:00")));
    }

    #[test]
    fn only_the_hours_count_where_there_are_any() {
        for (from, to, seconds) in [
            ("2026-11-21T13:50", "2026-11-21T13:55", 300),
            ("2026-11-21T13:50", "2026-11-22T20:00", 600),
            ("2026-11-21T13:50", "2026-11-23T09:05", 900),
            ("2026-11-22T10:00", "2026-11-22T12:00", 0),
            ("2026-11-23T17:00", "2026-11-24T10:00", 7200),
            ("2026-11-24T10:00", "2026-11-23T17:00", 0),
        ] {
            assert_eq!(shop().open_seconds(berlin(from), berlin(to)), seconds, "{from} {to}");
        }
        let always = Schedule::new(Hours::default(), TimeZone::UTC);
        let (from, to) = (berlin("2026-11-21T13:50"), berlin("2026-11-21T13:55"));
        assert_eq!(always.open_seconds(from, to), 300);
    }

    #[test]
    fn the_clocks_going_back_do_not_move_the_opening() {
        let next = shop().next_opening(berlin("2026-10-24T20:00")).unwrap();
        assert_eq!(next.to_zoned(shop().tz).strftime("%a %H:%M").to_string(), "Mon 09:00");
    }

    fn weeks() -> impl Strategy<Value = Schedule> {
        let opening =
            (0..7_i8, 0..24_i8, 0..60_i8, 0..24_i8, 0..60_i8).prop_map(|(day, a, b, c, d)| {
                crate::hours::Opening {
                    weekday: Weekday::from_monday_zero_offset(day).unwrap(),
                    from: jiff::civil::time(a, b, 0, 0),
                    to: jiff::civil::time(c, d, 0, 0),
                }
            });
        let holidays =
            prop::collection::vec((2019..2031_i16, 1..13_i8, 1..29_i8, any::<bool>()), 0..4);
        (prop::collection::vec(opening, 1..6), 0..ZONES.len(), holidays)
            .prop_map(|(openings, tz, days)| {
                let day = |(year, month, day, yearly)| Holiday {
                    date: jiff::civil::date(year, month, day),
                    ..holiday("2020-01-01", yearly)
                };
                let holidays = days.into_iter().map(day).collect();
                Schedule { hours: Hours::new(openings), tz: zone(ZONES[tz]), holidays }
            })
            .prop_filter("nothing in each other's way", |week| week.hours.overlap().is_none())
    }

    proptest! {
        #[test]
        fn it_is_open_when_it_says_it_will_be(week in weeks(), second in 1_577_836_800_i64..1_893_456_000) {
            let now = Timestamp::from_second(second).unwrap();
            match week.at(now) {
                Now::Open { until } => {
                    prop_assert!(until > now);
                    prop_assert_eq!(week.next_opening(now), Some(now));
                }
                Now::Closed { next: Some(next) } => {
                    prop_assert!(next > now && week.is_open(next));
                    let before = Timestamp::from_second(next.as_second() - 1).unwrap();
                    prop_assert!(before < now || !week.is_open(before));
                    prop_assert_eq!(week.open_seconds(now, next), 0);
                }
                Now::Closed { next: None } => prop_assert!(week.hours.is_empty() || week.holidays.len() > 1),
            }
        }

        #[test]
        fn open_time_adds_up(week in weeks(), second in 1_577_836_800_i64..1_893_456_000, one in 0..200_000_i64, two in 0..200_000_i64) {
            let at = |second| Timestamp::from_second(second).unwrap();
            let (from, middle, to) = (at(second), at(second + one), at(second + one + two));
            let parts = week.open_seconds(from, middle) + week.open_seconds(middle, to);
            prop_assert_eq!(week.open_seconds(from, to), parts);
            prop_assert!(parts <= one + two);
        }
    }
}

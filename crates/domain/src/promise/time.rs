//! By when: times that an agent can choose with one key, and times in plain words.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use language::{Wording, say};

use crate::{
    schedule::Schedule,
    snooze::{self, BadTime},
};

/// A time that is offered is at least so many minutes ahead.
pub const AHEAD_MINUTES: i64 = 15;
/// When an ordinary working day ends where the desk has set no hours.
const CLOSING: Time = Time::constant(17, 0, 0, 0);
const NOON: Time = Time::constant(12, 0, 0, 0);

words! {
    /// A time that can be chosen with one key.
    Choice {
        /// Before the desk closes today.
        EndOfToday = "end-of-today",
        /// Tomorrow at noon, where the customer is.
        TomorrowNoon = "tomorrow-noon",
        /// The next Friday at five, where the customer is.
        Friday = "friday",
    }
}

impl Choice {
    /// All of them, the nearest first as a rule.
    pub const ALL: [Self; 3] = [Self::EndOfToday, Self::TomorrowNoon, Self::Friday];

    /// In words.
    pub fn label(self) -> Wording {
        match self {
            Self::EndOfToday => say("promise-by-end-of-today"),
            Self::TomorrowNoon => say("promise-by-tomorrow-noon"),
            Self::Friday => say("promise-by-friday"),
        }
    }

    /// When that is. Today ends as the `desk` closes, in its own zone; the others are said in the zone of the
    /// `customer`. `None` where it is not [`AHEAD_MINUTES`] ahead, or today the desk is closed.
    pub fn at(self, now: Timestamp, desk: &Schedule, customer: &TimeZone) -> Option<Timestamp> {
        let at = match self {
            Self::EndOfToday => {
                let today = now.to_zoned(desk.tz.clone()).date();
                let closing = if desk.holiday(today).is_some() {
                    None
                } else if desk.hours.is_empty() {
                    let weekend = matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday);
                    (!weekend).then_some(CLOSING)
                } else {
                    desk.hours.closing(today.weekday())
                };
                on(today, closing?, &desk.tz)?
            }
            Self::TomorrowNoon => {
                let today = now.to_zoned(customer.clone()).date();
                on(today.checked_add(1.day()).ok()?, NOON, customer)?
            }
            Self::Friday => {
                let today = now.to_zoned(customer.clone()).date();
                let this = if today.weekday() == Weekday::Friday {
                    today
                } else {
                    today.nth_weekday(1, Weekday::Friday).ok()?
                };
                let ahead = now + SignedDuration::from_mins(AHEAD_MINUTES);
                match on(this, CLOSING, customer) {
                    Some(at) if at >= ahead => at,
                    _ => on(this.checked_add(1.week()).ok()?, CLOSING, customer)?,
                }
            }
        };
        (at >= now + SignedDuration::from_mins(AHEAD_MINUTES)).then_some(at)
    }
}

fn on(date: Date, time: Time, tz: &TimeZone) -> Option<Timestamp> {
    date.to_datetime(time).to_zoned(tz.clone()).ok().map(|at| at.timestamp())
}

/// The choices that are still ahead, each with its time.
pub fn choices(now: Timestamp, desk: &Schedule, customer: &TimeZone) -> Vec<(Choice, Timestamp)> {
    let at = |choice: Choice| Some((choice, choice.at(now, desk, customer)?));
    Choice::ALL.into_iter().filter_map(at).collect()
}

/// A time in plain words, such as "tomorrow 15:00", in the zone of the customer to whom it was said.
///
/// # Errors
/// [`BadTime`], which says what to try instead: nothing that has passed, and no 30 February.
pub fn in_words(words: &str, now: Timestamp, customer: &TimeZone) -> Result<Timestamp, BadTime> {
    snooze::parse(words, now, customer)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hours::Hours;

    /// Where the clocks change in all the ways that they do: north and south of the equator, by half an
    /// hour, at midnight, not at all, and by politics.
    const ZONES: [&str; 12] = [
        "Europe/Berlin",
        "Europe/Lisbon",
        "America/New_York",
        "America/Santiago",
        "America/Sao_Paulo",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "Pacific/Apia",
        "Asia/Kolkata",
        "Asia/Tehran",
        "Africa/Cairo",
    ];

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn at(when: &str, tz: &str) -> Timestamp {
        format!("{when}[{tz}]").parse::<jiff::Zoned>().unwrap().timestamp()
    }

    #[test]
    fn choices_are_the_times_that_their_words_say() {
        let hours = Hours::from_text("mon 09:00-18:00;fri 09:00-16:00");
        let lisbon = zone("Europe/Lisbon");
        let shop = Schedule::new(hours, zone("Europe/Berlin"));
        // A Monday, the Friday of that week before and after five, and a Saturday.
        for (now, end_of_today, noon, friday) in [
            ("2026-11-23T10:00", Some("2026-11-23T18:00"), "2026-11-24T12:00", "2026-11-27T17:00"),
            ("2026-11-23T17:50", None, "2026-11-24T12:00", "2026-11-27T17:00"),
            ("2026-11-27T10:00", Some("2026-11-27T16:00"), "2026-11-28T12:00", "2026-11-27T17:00"),
            ("2026-11-27T18:30", None, "2026-11-28T12:00", "2026-12-04T17:00"),
            ("2026-11-28T10:00", None, "2026-11-29T12:00", "2026-12-04T17:00"),
        ] {
            let moment = at(now, "Europe/Berlin");
            let mut wanted = Vec::new();
            if let Some(end) = end_of_today {
                wanted.push((Choice::EndOfToday, at(end, "Europe/Berlin")));
            }
            wanted.push((Choice::TomorrowNoon, at(noon, "Europe/Lisbon")));
            wanted.push((Choice::Friday, at(friday, "Europe/Lisbon")));
            assert_eq!(choices(moment, &shop, &lisbon), wanted, "{now}");
        }
    }

    #[test]
    fn what_cannot_be_promised_is_refused_in_words() {
        let now = at("2026-11-23T10:00", "Europe/Berlin");
        for (words, why) in [
            ("30 february", BadTime::NoSuchTime),
            ("31 november 10:00", BadTime::NoSuchTime),
            ("tomorrow 25:00", BadTime::NoSuchTime),
            ("today 9:00", BadTime::Past),
            ("2026-11-22 10:00", BadTime::Past),
            ("when I can", BadTime::Unreadable),
        ] {
            let refused = in_words(words, now, &zone("Europe/Berlin")).unwrap_err();
            assert_eq!(refused, why, "{words}");
            assert!(refused.to_string().ends_with('.'), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn choices_hold_for_ten_years_wherever_the_customer_is(
            second in 1_577_836_800_i64..1_893_456_000,
            customer in prop::sample::select(ZONES.to_vec()),
            desk in prop::sample::select(ZONES.to_vec()),
        ) {
            let now = Timestamp::from_second(second).unwrap();
            let (customer, desk) = (zone(customer), zone(desk));
            let ahead = now + SignedDuration::from_mins(AHEAD_MINUTES);
            let found = choices(now, &Schedule::new(Hours::default(), desk.clone()), &customer);
            for &(choice, at) in &found {
                prop_assert!(at >= ahead && at < now + SignedDuration::from_hours(9 * 24));
                let theirs = at.to_zoned(customer.clone());
                let today = now.to_zoned(customer.clone()).date();
                match choice {
                    Choice::EndOfToday => {
                        let ours = at.to_zoned(desk.clone());
                        prop_assert_eq!(ours.date(), now.to_zoned(desk.clone()).date());
                        prop_assert_eq!(ours.time(), CLOSING);
                    }
                    Choice::TomorrowNoon => {
                        prop_assert_eq!(theirs.date(), today.tomorrow().unwrap());
                        prop_assert_eq!(theirs.time(), NOON);
                    }
                    Choice::Friday => {
                        prop_assert_eq!(theirs.weekday(), Weekday::Friday);
                        prop_assert_eq!(theirs.time(), CLOSING);
                    }
                }
            }
            prop_assert!(found.iter().any(|(choice, _)| *choice == Choice::Friday));
        }

        #[test]
        fn said_times_are_to_come_and_are_on_the_customers_clock(
            second in 1_577_836_800_i64..1_893_456_000,
            tz in prop::sample::select(ZONES.to_vec()),
            hour in 0_i8..24,
            minute in 0_i8..60,
            day in prop::sample::select(vec!["tomorrow", "monday", "sunday", "24 december", "today"]),
        ) {
            let now = Timestamp::from_second(second).unwrap();
            let tz = zone(tz);
            let words = format!("{day} {hour}:{minute:02}");
            match in_words(&words, now, &tz) {
                Ok(at) => {
                    prop_assert!(at > now);
                    let local = at.to_zoned(tz.clone());
                    // Where the clocks leap over that hour, it is an hour later, never earlier.
                    let said = Time::new(hour, minute, 0, 0).unwrap();
                    prop_assert!(local.time() == said || local.date().to_datetime(said).to_zoned(tz)
                        .is_ok_and(|there| there.timestamp() == at));
                }
                Err(why) => prop_assert!(why == BadTime::Past, "{words}: {why}"),
            }
        }
    }
}

//! Certificates with which the server shows browsers that it is who it says: how long one holds, when the next one is
//! ordered, and when an order that failed is tried again.

use jiff::{SignedDuration, Timestamp};

/// Of a certificate's life, what is left when the next one is ordered: a third, as Let's Encrypt advises
/// (<https://letsencrypt.org/docs/integration-guide/>, “When to Renew”).
const RENEWED_WITH_LEFT: i32 = 3;
/// Of its life, what is left when its end is near enough to be told: a tenth, so that whoever brings certificates by
/// themselves has renewed it long before, and whoever forgot still has time.
const NEAR_WITH_LEFT: i32 = 10;
/// The longest time before the end at which it is told to be near.
const NEAR_MAX: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Minutes to wait after the first orders that failed, and after all further ones. The first five stay within the five
/// names that Let's Encrypt lets fail in an hour (<https://letsencrypt.org/docs/rate-limits/>).
const WAITS_MINUTES: [i64; 7] = [1, 5, 20, 60, 3 * 60, 6 * 60, 12 * 60];
/// The longest time that an authority's own word is heeded for: its limits are of a week at the most.
const WAIT_MAX: SignedDuration = SignedDuration::from_hours(7 * 24);

/// From when until when a certificate holds (RFC 5280, section 4.1.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// Browsers take it from then on.
    pub from: Timestamp,
    /// Browsers take it until then.
    pub until: Timestamp,
}

/// How a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does not hold yet: its beginning is to come, or a clock is wrong.
    Early,
    /// It holds.
    Good,
    /// It holds, and its end is near.
    Ending,
    /// It does not hold any more.
    Ended,
}

impl Validity {
    /// How it stands.
    pub fn standing(self, now: Timestamp) -> Standing {
        if now < self.from {
            Standing::Early
        } else if now >= self.until {
            Standing::Ended
        } else if now >= self.near_end() {
            Standing::Ending
        } else {
            Standing::Good
        }
    }

    /// When the next one is ordered. What its authority suggests goes before the rule, as long as it is before the end is
    /// near: no suggestion lets a certificate end.
    pub fn renewed_at(self, suggested: Option<Timestamp>) -> Timestamp {
        suggested
            .unwrap_or_else(|| self.with_left(self.life() / RENEWED_WITH_LEFT))
            .min(self.near_end())
    }

    fn near_end(self) -> Timestamp {
        self.with_left((self.life() / NEAR_WITH_LEFT).min(NEAR_MAX))
    }

    fn with_left(self, left: SignedDuration) -> Timestamp {
        self.until.checked_sub(left).unwrap_or(self.from)
    }

    fn life(self) -> SignedDuration {
        self.from.duration_until(self.until).max(SignedDuration::ZERO)
    }
}

/// A moment within the time that an authority suggests for a renewal, so that not all servers come at once (RFC 9773,
/// section 4.2). `spread` is random, from 0 to 1000.
pub fn within(start: Timestamp, end: Timestamp, spread: u16) -> Timestamp {
    let length = start.duration_until(end).max(SignedDuration::ZERO);
    let share = SignedDuration::from_secs(length.as_secs() / 1000 * i64::from(spread.min(1000)));
    start.checked_add(share).unwrap_or(end)
}

/// How long to wait after so many orders in a row have failed, one at least; longer, where the authority said so.
pub fn retry_after(failures: usize, asked: Option<SignedDuration>) -> SignedDuration {
    let place = failures.clamp(1, WAITS_MINUTES.len()) - 1;
    let wait = SignedDuration::from_mins(WAITS_MINUTES[place]);
    wait.max(asked.unwrap_or(SignedDuration::ZERO).min(WAIT_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        format!("{time}:00Z").parse().unwrap()
    }

    /// Ninety days, as Let's Encrypt's.
    fn quarter() -> Validity {
        Validity { from: at("2026-01-01T00:00"), until: at("2026-04-01T00:00") }
    }

    #[test]
    fn its_end_is_told_before_it_comes() {
        let (year, week) = (
            Validity { from: at("2026-01-01T00:00"), until: at("2027-01-01T00:00") },
            Validity { from: at("2026-01-01T00:00"), until: at("2026-01-07T00:00") },
        );
        for (validity, now, standing) in [
            (quarter(), "2025-12-31T23:59", Standing::Early),
            (quarter(), "2026-01-01T00:00", Standing::Good),
            (quarter(), "2026-03-22T23:59", Standing::Good),
            (quarter(), "2026-03-23T00:00", Standing::Ending),
            (quarter(), "2026-03-31T23:59", Standing::Ending),
            (quarter(), "2026-04-01T00:00", Standing::Ended),
            (year, "2026-12-17T23:59", Standing::Good),
            (year, "2026-12-18T00:00", Standing::Ending),
            (week, "2026-01-06T09:35", Standing::Good),
            (week, "2026-01-06T09:36", Standing::Ending),
        ] {
            assert_eq!(validity.standing(at(now)), standing, "{validity:?} at {now}");
        }
    }

    #[test]
    fn it_is_renewed_with_a_third_of_its_life_left_or_when_its_authority_says() {
        for (suggested, renewed) in [
            (None, "2026-03-02T00:00"),
            (Some("2026-02-20T12:00"), "2026-02-20T12:00"),
            // It was revoked, or will be: at once.
            (Some("2026-01-01T00:00"), "2026-01-01T00:00"),
            (Some("2026-03-05T00:00"), "2026-03-05T00:00"),
            (Some("2026-03-31T23:00"), "2026-03-23T00:00"),
        ] {
            assert_eq!(quarter().renewed_at(suggested.map(at)), at(renewed), "{suggested:?}");
        }
        // One that makes no sense is renewed at once.
        let odd = Validity { from: at("2026-04-01T00:00"), until: at("2026-01-01T00:00") };
        assert_eq!(odd.renewed_at(None), at("2026-01-01T00:00"));
    }

    #[test]
    fn a_moment_within_a_time_is_within_it() {
        let (start, end) = (at("2026-03-01T00:00"), at("2026-03-01T16:40"));
        for (spread, moment) in
            [(0, "2026-03-01T00:00"), (500, "2026-03-01T08:20"), (1000, "2026-03-01T16:40")]
        {
            assert_eq!(within(start, end, spread), at(moment), "{spread}");
        }
        assert_eq!(within(end, start, 700), end);
        assert_eq!(within(Timestamp::MAX, Timestamp::MAX, 1000), Timestamp::MAX);
    }

    #[test]
    fn orders_that_fail_are_tried_ever_later() {
        let hours = SignedDuration::from_hours;
        for (failures, asked, wait) in [
            (0, None, SignedDuration::from_mins(1)),
            (1, None, SignedDuration::from_mins(1)),
            (2, None, SignedDuration::from_mins(5)),
            (7, None, hours(12)),
            (1000, None, hours(12)),
            (1, Some(hours(3)), hours(3)),
            (7, Some(hours(3)), hours(12)),
            (1, Some(hours(10_000)), hours(168)),
            (1, Some(SignedDuration::MIN), SignedDuration::from_mins(1)),
        ] {
            assert_eq!(retry_after(failures, asked), wait, "{failures} {asked:?}");
        }
    }
}

//! Being told in a browser while no page is open (Web Push, RFC 8030): which browsers are told, what a push service
//! answers, what stood in the way, and when it is tried again.

use jiff::SignedDuration;

use crate::{AgentId, EventId, PushSubscriptionId, SessionId, Timestamp};

/// Most browsers of one agent.
pub const BROWSERS_MAX: usize = 20;
/// Seconds for which a push service keeps what it cannot deliver yet (`TTL`, RFC 8030, section 5.2): for as long as a
/// computer sleeps over a meeting or at noon. Nobody can take it back, and it is shown also where somebody else has signed
/// in meanwhile; so it is no longer than that. Whoever comes later opens the desk and sees it there.
pub const KEPT_SECONDS: i64 = 2 * 3600;
/// Seconds after which a signature ends. A push service takes none that lasts longer than a day (RFC 8292, section 2).
pub const SIGNED_SECONDS: i64 = 12 * 3600;
/// Days for which a browser is known in which its agent is signed in no more, and that one was taken back.
pub const KEEP_DAYS: i64 = 90;
/// Waits after the first tries that failed, in minutes; after each further one it is the last of them. A notice is news:
/// once its push service is there again it is told within a quarter of an hour.
const WAITS_MINUTES: [i64; 5] = [1, 2, 5, 10, 15];
/// Longest wait between two tries by ourselves, in minutes, with all that it is spread.
pub const WAIT_MINUTES_MAX: i64 = 17;
/// Tries after which each wait is the longest.
pub const TRIES_SOON: i64 = 4;
/// Most tries of one notice: those of a day.
pub const TRIES_MAX: i64 = 100;

/// How long to wait after the `tries`th try failed; nothing where it was the last. `spread` from 0 to 1000 makes it up to
/// a tenth longer, so that what failed together is not all tried again in the same moment.
pub fn retry_after(tries: i64, spread: u16) -> Option<SignedDuration> {
    let place = usize::try_from(tries.min(TRIES_SOON + 1)).ok()?.checked_sub(1)?;
    let wait_ms = WAITS_MINUTES.get(place).filter(|_| tries < TRIES_MAX)? * 60_000;
    Some(SignedDuration::from_millis(wait_ms + wait_ms * i64::from(spread.min(1000)) / 10_000))
}

words! {
    /// What stood in the way of telling a browser.
    Trouble {
        /// There was no connection to its push service, or no answer in time.
        Unreachable = "unreachable",
        /// Its push service did not take it now, and may later.
        NotNow = "not now",
        /// Its push service will not take it.
        Refused = "refused",
        /// What is kept of the browser cannot be opened, or what it is told is too long.
        Unreadable = "unreadable",
    }
}

impl Trouble {
    /// Whether it makes no sense to try again.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Refused | Self::Unreadable)
    }
}

/// What a push service's answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It has it, and brings it to the browser.
    Taken,
    /// The browser is not to be told anything any more: nothing will ever be taken for it.
    Gone,
    /// It did not take it.
    Troubled(Trouble),
}

impl Answer {
    /// What that status says (RFC 8030, sections 5, 7.1 and 7.3; RFC 6585, section 4).
    pub fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Taken,
            404 | 410 => Self::Gone,
            408 | 425 | 429 | 500..=599 => Self::Troubled(Trouble::NotNow),
            _ => Self::Troubled(Trouble::Refused),
        }
    }
}

/// One browser that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: PushSubscriptionId,
    /// Whose.
    pub agent_id: AgentId,
    /// Where it is signed in, or was last.
    pub session_id: SessionId,
    /// What the browser calls itself.
    pub browser: String,
    /// Whether it is still signed in there.
    pub is_signed_in: bool,
    /// Its address at its push service and its keys, sealed.
    pub secret: String,
    /// Since when.
    pub made_at: Timestamp,
    /// When its push service last took something.
    pub told_at: Option<Timestamp>,
    /// Whether it is to be told a test next, before what is new.
    pub test: bool,
    /// What it is to be told next: what came after the first event, up to the second.
    pub told: Option<(EventId, EventId)>,
    /// How often that was tried.
    pub tries: i64,
    /// When it is tried next; never where there is nothing to tell.
    pub next_at: Option<Timestamp>,
    /// What stood in the way the last time, and what the push service said.
    pub trouble: Option<(Trouble, String)>,
}

impl Subscription {
    /// What is left to be told of what it is to be told by now, where what it `was` to be told is done with.
    pub fn told_beside(&self, was: &Self) -> Option<(EventId, EventId)> {
        // Where a test was told, nothing of what is new was.
        let Some((_, done)) = was.told.filter(|_| !was.test) else { return self.told };
        self.told.filter(|(_, upto)| *upto > done).map(|(_, upto)| (done, upto))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_again_soon_and_for_a_day() {
        let waits: Vec<_> = (1..).map_while(|tries| retry_after(tries, 0)).collect();
        assert_eq!(waits.len() + 1, usize::try_from(TRIES_MAX).unwrap());
        let minutes: Vec<i64> = waits.iter().take(6).map(SignedDuration::as_mins).collect();
        assert_eq!(minutes, [1, 2, 5, 10, 15, 15]);
        let all: SignedDuration = waits.iter().sum();
        assert_eq!(all, SignedDuration::from_mins(24 * 60 + 3));
        assert!((1..=TRIES_SOON).all(|tries| retry_after(tries, 0) < waits.last().copied()));
        for tries in 1..TRIES_MAX {
            let wait = retry_after(tries, u16::MAX).unwrap();
            assert!(wait <= SignedDuration::from_mins(WAIT_MINUTES_MAX), "{wait}");
        }
        assert_eq!(retry_after(1, 1000), Some(SignedDuration::from_secs(66)));
        assert_eq!(
            (retry_after(0, 0), retry_after(-1, 0), retry_after(100, 0)),
            (None, None, None)
        );
    }

    #[test]
    fn what_comes_while_it_is_told_is_told_next() {
        let browser = |test, told: Option<(i64, i64)>| Subscription {
            id: PushSubscriptionId(1),
            agent_id: AgentId(1),
            session_id: SessionId(1),
            browser: String::new(),
            is_signed_in: true,
            secret: String::new(),
            made_at: Timestamp::UNIX_EPOCH,
            told_at: None,
            test,
            told: told.map(|(after, upto)| (EventId(after), EventId(upto))),
            tries: 0,
            next_at: None,
            trouble: None,
        };
        for (was, now, left) in [
            (browser(false, Some((1, 5))), Some((1, 5)), None),
            (browser(false, Some((1, 5))), Some((1, 8)), Some((5, 8))),
            (browser(false, Some((1, 5))), None, None),
            (browser(true, None), None, None),
            (browser(true, None), Some((5, 8)), Some((5, 8))),
            (browser(true, Some((1, 5))), Some((1, 5)), Some((1, 5))),
            (browser(false, None), Some((5, 8)), Some((5, 8))),
        ] {
            let left = left.map(|(after, upto)| (EventId(after), EventId(upto)));
            assert_eq!(browser(was.test, now).told_beside(&was), left, "{:?} {now:?}", was.told);
        }
    }

    #[test]
    fn what_an_answer_means() {
        let (later, never) = (Trouble::NotNow, Trouble::Refused);
        for (status, answer) in [
            (200, Answer::Taken),
            (201, Answer::Taken),
            (202, Answer::Taken),
            (302, Answer::Troubled(never)),
            (400, Answer::Troubled(never)),
            (401, Answer::Troubled(never)),
            (403, Answer::Troubled(never)),
            (404, Answer::Gone),
            (408, Answer::Troubled(later)),
            (410, Answer::Gone),
            (413, Answer::Troubled(never)),
            (429, Answer::Troubled(later)),
            (500, Answer::Troubled(later)),
            (503, Answer::Troubled(later)),
        ] {
            assert_eq!(Answer::of_status(status), answer, "{status}");
        }
        assert!(never.is_final() && Trouble::Unreadable.is_final());
        assert!(!later.is_final() && !Trouble::Unreachable.is_final());
    }
}

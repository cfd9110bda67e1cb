//! Being told in a browser while no page is open (Web Push, RFC 8030): which browsers are told, what a push service
//! answers, and what stood in the way. When it is tried again is the same as for emails ([`crate::mail::retry_after`]).

use crate::{AgentId, EventId, PushSubscriptionId, SessionId, Timestamp};

/// Most browsers of one agent.
pub const BROWSERS_MAX: usize = 20;
/// Seconds for which a push service keeps what it cannot deliver yet (`TTL`, RFC 8030, section 5.2): what is new in a day
/// of work, and no more the next morning.
pub const KEPT_SECONDS: i64 = 12 * 3600;
/// Seconds after which a signature ends. A push service takes none that lasts longer than a day (RFC 8292, section 2).
pub const SIGNED_SECONDS: i64 = 12 * 3600;
/// Days for which a browser is known in which its agent is signed in no more.
pub const KEEP_DAYS: i64 = 90;

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
    /// What it is to be told next: what came after the first event, up to the second; a test, where there is nothing.
    pub told: Option<(EventId, EventId)>,
    /// How often that was tried.
    pub tries: i64,
    /// When it is tried next; never where there is nothing to tell.
    pub next_at: Option<Timestamp>,
    /// What stood in the way the last time, and what the push service said.
    pub trouble: Option<(Trouble, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

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

//! Tokens by which other programs use the desk's interface, and what each of them may do.
//!
//! A program does what it does in the name of whoever made its token, and never more than they may. It is no
//! person all the same: it opens nobody's corner, and no scope does.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use language::{Wording, say};

use crate::{AgentId, ApiTokenId};

/// What every token begins with, so that one that was left somewhere is known for what it is.
pub const PREFIX: &str = "bliss_";
/// Most tokens of one agent that can be used at once.
pub const TOKENS_MAX: usize = 50;

words! {
    /// Something that a token may be used for.
    Scope {
        /// To look at everything that the interface shows.
        Read = "read",
        /// To change everything that the interface can change.
        Write = "write",
        /// To look at conversations, their messages and files, saved views, and to search.
        ConversationsRead = "conversations:read",
        /// To open conversations, write in them and change how they stand.
        ConversationsWrite = "conversations:write",
        /// To look at customers, and at what is worth remembering about them.
        CustomersRead = "customers:read",
        /// To add customers, and to change what is known of them.
        CustomersWrite = "customers:write",
        /// To look at promises.
        PromisesRead = "promises:read",
        /// To make, keep, move and take back promises.
        PromisesWrite = "promises:write",
        /// To look at canned replies.
        CannedRepliesRead = "canned-replies:read",
        /// To write, change and remove canned replies.
        CannedRepliesWrite = "canned-replies:write",
        /// To look at calls: who, when and for how long.
        CallsRead = "calls:read",
        /// To look at the desk itself: its people, teams, inboxes, tags and standards.
        DeskRead = "desk:read",
        /// To take all that is kept along, for tokens of an owner. No other scope includes it.
        Exports = "exports",
        /// To look at call backs, and at the times that are free.
        CallBacksRead = "callbacks:read",
        /// To ask for call backs, and to cancel them.
        CallBacksWrite = "callbacks:write",
    }
}

impl Scope {
    /// All of them, those for one noun first.
    pub const ALL: [Self; 15] = [
        Self::ConversationsRead,
        Self::ConversationsWrite,
        Self::CustomersRead,
        Self::CustomersWrite,
        Self::PromisesRead,
        Self::PromisesWrite,
        Self::CannedRepliesRead,
        Self::CannedRepliesWrite,
        Self::CallsRead,
        Self::DeskRead,
        Self::Exports,
        Self::CallBacksRead,
        Self::CallBacksWrite,
        Self::Read,
        Self::Write,
    ];

    /// What it allows, in words.
    pub fn means(self) -> Wording {
        match self {
            Self::Read => say("api-token-scope-read"),
            Self::Write => say("api-token-scope-write"),
            Self::ConversationsRead => say("api-token-scope-conversations-read"),
            Self::ConversationsWrite => say("api-token-scope-conversations-write"),
            Self::CustomersRead => say("api-token-scope-customers-read"),
            Self::CustomersWrite => say("api-token-scope-customers-write"),
            Self::PromisesRead => say("api-token-scope-promises-read"),
            Self::PromisesWrite => say("api-token-scope-promises-write"),
            Self::CannedRepliesRead => say("api-token-scope-canned-replies-read"),
            Self::CannedRepliesWrite => say("api-token-scope-canned-replies-write"),
            Self::CallsRead => say("api-token-scope-calls-read"),
            Self::DeskRead => say("api-token-scope-desk-read"),
            Self::Exports => say("api-token-scope-exports"),
            Self::CallBacksRead => say("api-token-scope-call-backs-read"),
            Self::CallBacksWrite => say("api-token-scope-call-backs-write"),
        }
    }

    /// Whether it is for changing something, and not only for looking.
    pub fn changes(self) -> bool {
        self == Self::Write || self.as_str().ends_with(":write")
    }

    /// Whether it allows what `needed` does.
    fn includes(self, needed: Self) -> bool {
        match self {
            Self::Read => !needed.changes() && needed != Self::Exports,
            Self::Write => needed.changes(),
            one => one == needed,
        }
    }
}

words! {
    /// For how long a token can be used.
    Lasting {
        /// Until it is revoked.
        Always = "always",
        /// Thirty days.
        Month = "month",
        /// Ninety days.
        Quarter = "quarter",
        /// 365 days.
        Year = "year",
    }
}

impl Lasting {
    /// All of them, as they are offered.
    pub const ALL: [Self; 4] = [Self::Always, Self::Month, Self::Quarter, Self::Year];

    /// In words.
    pub fn label(self) -> Wording {
        match self {
            Self::Always => say("api-token-lasting-always"),
            Self::Month => say("api-token-lasting-30-days"),
            Self::Quarter => say("api-token-lasting-90-days"),
            Self::Year => say("api-token-lasting-year"),
        }
    }

    /// Until when, for one that is made at `now`.
    pub fn until(self, now: Timestamp) -> Option<Timestamp> {
        let days = match self {
            Self::Always => return None,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        };
        Some(now + SignedDuration::from_hours(24 * days))
    }
}

/// One token, without its secret, which nobody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What it is for, as whoever made it calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Who made it. While they are not on the desk, it opens nothing.
    pub made_by: AgentId,
    /// When.
    pub made_at: Timestamp,
    /// Until when it can be used; for ever where that is not set.
    pub expires_at: Option<Timestamp>,
    /// The day on which it was last used, at its midnight in UTC.
    pub used_on: Option<Timestamp>,
}

impl ApiToken {
    /// Whether it may be used for that.
    pub fn may(&self, needed: Scope) -> bool {
        self.scopes.iter().any(|scope| scope.includes(needed))
    }

    /// Whether it can be used at `now`.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|until| until > now)
    }
}

/// The day of a moment, at its midnight in UTC: when a token was used is kept no closer than that.
pub fn day_of(at: Timestamp) -> Timestamp {
    at.to_zoned(TimeZone::UTC).start_of_day().map_or(at, |midnight| midnight.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_allows_what_it_says_and_no_more() {
        let may = |scopes: &[Scope]| {
            let token = ApiToken {
                id: ApiTokenId(1),
                name: "Shop".into(),
                scopes: scopes.to_vec(),
                made_by: AgentId(1),
                made_at: Timestamp::UNIX_EPOCH,
                expires_at: None,
                used_on: None,
            };
            Scope::ALL.into_iter().filter(|needed| token.may(*needed)).collect::<Vec<_>>()
        };
        let looks = |one: &Scope| !one.changes() && *one != Scope::Exports;
        let reads: Vec<Scope> = Scope::ALL.into_iter().filter(looks).collect();
        let writes: Vec<Scope> = Scope::ALL.into_iter().filter(|one| one.changes()).collect();
        assert_eq!((reads.len(), writes.len()), (8, 6));
        for (scopes, allowed) in [
            (&[][..], vec![]),
            (&[Scope::CallBacksRead], vec![Scope::CallBacksRead]),
            (&[Scope::ConversationsWrite], vec![Scope::ConversationsWrite]),
            (&[Scope::Exports], vec![Scope::Exports]),
            (&[Scope::Read], reads.clone()),
            (&[Scope::Write], writes),
            (&[Scope::Read, Scope::Read], reads),
        ] {
            assert_eq!(may(scopes), allowed, "{scopes:?}");
        }
    }

    #[test]
    fn a_use_is_kept_by_its_day() {
        let at: Timestamp = "2026-11-22T22:15:30Z".parse().unwrap();
        assert_eq!(day_of(at), "2026-11-22T00:00:00Z".parse().unwrap());
        assert_eq!(day_of(day_of(at)), day_of(at));
    }

    #[test]
    fn what_was_stored_can_be_read() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
        for lasting in Lasting::ALL {
            assert_eq!(Lasting::parse(lasting.as_str()), Some(lasting));
        }
    }
}

//! How people prove who they are, and for how long that holds.

use jiff::{SignedDuration, Timestamp};
use language::{Wording, say};

/// Fewest days for which the audit log is kept: whoever did something cannot make it forgotten the same month.
pub const AUDIT_DAYS_MIN: i64 = 30;
/// Most days.
pub const AUDIT_DAYS_MAX: i64 = 3650;
/// Days for which it is kept where nothing was chosen.
pub const AUDIT_DAYS_DEFAULT: i64 = 365;

words! {
    /// What a session still lacks. Until then it opens nothing.
    Needs {
        /// A code of the second factor.
        Code = "code",
        /// A second factor, which everybody has to have.
        Factor = "factor",
    }
}

words! {
    /// How somebody has just proved who they are.
    Proof {
        /// By their password.
        Password = "password",
        /// By a link for a new one.
        PasswordLink = "password-link",
        /// By an invitation.
        Invitation = "invitation",
        /// At the identity provider.
        Provider = "provider",
        /// At the identity provider, which says that it asked for a second factor too.
        ProviderWithFactor = "provider-with-factor",
        /// By a passkey, whose device made sure that it was they.
        Passkey = "passkey",
    }
}

impl Proof {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Password,
        Self::PasswordLink,
        Self::Invitation,
        Self::Provider,
        Self::ProviderWithFactor,
        Self::Passkey,
    ];

    /// As it follows "signed in".
    pub fn words(self) -> &'static str {
        match self {
            Self::Password => "with a password",
            Self::PasswordLink => "by a link for a new password",
            Self::Invitation => "by an invitation",
            Self::Provider => "at the identity provider",
            Self::ProviderWithFactor => "at the identity provider with a second factor",
            Self::Passkey => "with a passkey",
        }
    }

    /// Whether it is as good as a second factor besides, so that none is asked for. A passkey is something that one has,
    /// and opens to a finger, a face or a number that one knows.
    pub fn holds_a_factor(self) -> bool {
        matches!(self, Self::ProviderWithFactor | Self::Passkey)
    }

    /// Whether it lets in at a desk whose only way in is the identity provider. An invitation is somebody's first
    /// step, not a way in.
    pub fn is_by_provider(self) -> bool {
        matches!(self, Self::Provider | Self::ProviderWithFactor | Self::Invitation)
    }
}

words! {
    /// For how long a session lasts that nobody uses.
    Idle {
        /// An hour.
        Hour = "hour",
        /// Eight hours.
        Shift = "shift",
        /// A day.
        Day = "day",
        /// A week.
        Week = "week",
        /// Thirty days.
        Month = "month",
    }
}

words! {
    /// For how long a session lasts at the most, however much it is used.
    Lifetime {
        /// Twelve hours.
        Shift = "shift",
        /// A day.
        Day = "day",
        /// A week.
        Week = "week",
        /// Thirty days.
        Month = "month",
        /// Ninety days.
        Quarter = "quarter",
    }
}

impl Idle {
    /// All of them, the shortest first.
    pub const ALL: [Self; 5] = [Self::Hour, Self::Shift, Self::Day, Self::Week, Self::Month];

    /// In words.
    pub fn label(self) -> Wording {
        match self {
            Self::Hour => say("security-hour"),
            Self::Shift => say("security-8-hours"),
            Self::Day => say("security-day"),
            Self::Week => say("security-7-days"),
            Self::Month => say("security-30-days"),
        }
    }

    /// How long that is.
    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_hours(match self {
            Self::Hour => 1,
            Self::Shift => 8,
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
        })
    }
}

impl Lifetime {
    /// All of them, the shortest first.
    pub const ALL: [Self; 5] = [Self::Shift, Self::Day, Self::Week, Self::Month, Self::Quarter];

    /// In words.
    pub fn label(self) -> Wording {
        match self {
            Self::Shift => say("security-12-hours"),
            Self::Day => say("security-day"),
            Self::Week => say("security-7-days"),
            Self::Month => say("security-30-days"),
            Self::Quarter => say("security-90-days"),
        }
    }

    /// How long that is.
    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_hours(match self {
            Self::Shift => 12,
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
            Self::Quarter => 90 * 24,
        })
    }
}

/// For how long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lasting {
    /// Without being used.
    pub idle: Idle,
    /// At the most.
    pub lifetime: Lifetime,
}

impl Default for Lasting {
    fn default() -> Self {
        Self { idle: Idle::Month, lifetime: Lifetime::Month }
    }
}

impl Lasting {
    /// When a session ends that began and was last used at those times.
    pub fn ends_at(self, began_at: Timestamp, used_at: Timestamp) -> Timestamp {
        (used_at + self.idle.duration()).min(began_at + self.lifetime.duration())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_was_not_used_or_has_lasted_long_enough() {
        let at = |hours| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        for (idle, lifetime, used, ends) in [
            (Idle::Hour, Lifetime::Shift, 0, 1),
            (Idle::Hour, Lifetime::Shift, 5, 6),
            (Idle::Hour, Lifetime::Shift, 11, 12),
            (Idle::Shift, Lifetime::Shift, 11, 12),
            (Idle::Month, Lifetime::Day, 3, 24),
            (Idle::Day, Lifetime::Quarter, 100, 124),
        ] {
            let lasting = Lasting { idle, lifetime };
            assert_eq!(lasting.ends_at(at(0), at(used)), at(ends), "{lasting:?} used at {used}");
        }
    }

    #[test]
    fn what_was_stored_can_be_read() {
        for idle in Idle::ALL {
            assert_eq!(Idle::parse(idle.as_str()), Some(idle));
        }
        for lifetime in Lifetime::ALL {
            assert_eq!(Lifetime::parse(lifetime.as_str()), Some(lifetime));
        }
        for proof in Proof::ALL {
            assert_eq!(Proof::parse(proof.as_str()), Some(proof));
        }
    }
}

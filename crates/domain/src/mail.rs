//! Emails that the desk sends: what each is for, how it stands, what stood in the way of one, and when it is tried again.

use jiff::SignedDuration;

use crate::{AgentId, EventId, MailId, Timestamp};

/// Days for which it is kept what was sent to whom.
pub const KEEP_DAYS: i64 = 30;

words! {
    /// What an email is for.
    Purpose {
        /// To tell an agent what is new for them.
        Notifications = "notifications",
        /// To invite somebody to the desk.
        Invitation = "invitation",
        /// To let an agent choose a new password.
        PasswordLink = "password link",
        /// To tell an agent that a passkey was made for them.
        NewPasskey = "new passkey",
        /// To see whether it arrives.
        Test = "test",
    }
}

words! {
    /// How an email stands.
    State {
        /// It is to be sent, for the first time or again.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// It was refused for good, or tried as often as anything is.
        Failed = "failed",
        /// There was nothing left to say: all of it was seen by then, or its link was used.
        Settled = "settled",
    }
}

words! {
    /// What stood in the way of an email.
    Trouble {
        /// There was no connection to the mail server, or it broke off.
        Unreachable = "unreachable",
        /// The mail server did not answer in time.
        Slow = "slow",
        /// No encrypted connection came about.
        Unencrypted = "unencrypted",
        /// The mail server did not take the name and the password.
        Account = "account",
        /// The mail server did not take it now, and may later (a reply from 400 to 499).
        NotNow = "not now",
        /// The mail server will never take it (a reply from 500 to 599).
        Refused = "refused",
        /// The letter could not be made: its address is none, or what it tells of cannot be read any more.
        Unwritable = "unwritable",
    }
}

impl Trouble {
    /// What a reply of that code says (RFC 5321, section 4.2.1). What RFC 4954, section 6, has for the account is no fault
    /// of the email, which waits until somebody has put the account right.
    pub fn of_reply(code: u16) -> Self {
        match code {
            454 | 530 | 534 | 535 | 538 => Self::Account,
            500..=599 => Self::Refused,
            _ => Self::NotNow,
        }
    }

    /// Whether it makes no sense to try again.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Refused | Self::Unwritable)
    }

    /// Whether whatever else is sent now would meet with the same.
    pub fn is_of_server(self) -> bool {
        matches!(self, Self::Unreachable | Self::Slow | Self::Unencrypted | Self::Account)
    }
}

/// Waits after each try that failed, in minutes: a day in all. RFC 5321, section 4.5.4.1, lets a sender wait longer and
/// try for days; what is sent here is news of the day, and stays behind the bell.
const WAITS_MINUTES: [i64; 9] = [1, 5, 15, 30, 60, 2 * 60, 4 * 60, 8 * 60, 8 * 60];

/// Most tries of one email.
pub const TRIES_MAX: i64 = 10;

/// How long to wait after the `tries`th try failed; nothing where it was the last. `spread` from 0 to 1000 makes it up to
/// a tenth longer, so that what failed together is not all tried again in the same moment.
pub fn retry_after(tries: i64, spread: u16) -> Option<SignedDuration> {
    let place = usize::try_from(tries).ok()?.checked_sub(1)?;
    let wait_ms = WAITS_MINUTES.get(place)? * 60_000;
    Some(SignedDuration::from_millis(wait_ms + wait_ms * i64::from(spread.min(1000)) / 10_000))
}

/// One email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// The same each time that it is tried: what comes before the `@` of its Message-ID, by which whoever got it twice
    /// knows that.
    pub key: String,
    /// What it is for.
    pub purpose: Purpose,
    /// To which agent it goes, where to one of them.
    pub agent_id: Option<AgentId>,
    /// To which address.
    pub address: String,
    /// What it tells of, where it tells what is new: what came after the first event, up to the second.
    pub told: Option<(EventId, EventId)>,
    /// What only its reader may see, such as the link of an invitation; sealed, and gone once it has been sent.
    pub secret: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// What stood in its way the last time, and what the mail server said of it.
    pub trouble: Option<(Trouble, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reply_says() {
        for (code, trouble, is_final, is_of_server) in [
            (421, Trouble::NotNow, false, false),
            (450, Trouble::NotNow, false, false),
            (451, Trouble::NotNow, false, false),
            (452, Trouble::NotNow, false, false),
            (454, Trouble::Account, false, true),
            (530, Trouble::Account, false, true),
            (535, Trouble::Account, false, true),
            (550, Trouble::Refused, true, false),
            (552, Trouble::Refused, true, false),
            (554, Trouble::Refused, true, false),
            // Nothing that a server says when it refuses.
            (250, Trouble::NotNow, false, false),
        ] {
            assert_eq!(Trouble::of_reply(code), trouble, "{code}");
            assert_eq!((trouble.is_final(), trouble.is_of_server()), (is_final, is_of_server));
        }
        assert!(Trouble::Unreachable.is_of_server() && !Trouble::Unreachable.is_final());
        assert!(Trouble::Unwritable.is_final() && !Trouble::Unwritable.is_of_server());
    }

    #[test]
    fn it_is_tried_again_for_a_day() {
        let waits: Vec<_> = (1..).map_while(|tries| retry_after(tries, 0)).collect();
        assert_eq!(waits.len() + 1, usize::try_from(TRIES_MAX).unwrap());
        let all: SignedDuration = waits.iter().sum();
        assert_eq!(all, SignedDuration::from_mins(23 * 60 + 51));
        assert!(waits.is_sorted());
        assert_eq!(retry_after(1, 1000), Some(SignedDuration::from_secs(66)));
        assert_eq!(retry_after(1, u16::MAX), retry_after(1, 1000));
        assert_eq!((retry_after(0, 0), retry_after(-1, 0), retry_after(11, 0)), (None, None, None));
    }
}

//! Webhooks: addresses of other programs that are told what happens at the desk, by the rules of
//! [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
//!
//! What is told of is one of [`Kind`]; when something that was not taken is told again is [`retry_after`]; which
//! addresses may be gone to is in [`reach`].

pub mod reach;

use jiff::{SignedDuration, Timestamp};
use language::{Wording, say};

use crate::{
    AgentId, EventId, WebhookDeliveryId, WebhookId,
    event::{Event, EventKind},
};

/// What every secret begins with, so that one that was left somewhere is known for what it is (Standard Webhooks).
pub const SECRET_PREFIX: &str = "whsec_";
/// Most webhooks at once.
pub const WEBHOOKS_MAX: usize = 20;
/// Most characters in an address.
pub const URL_CHARS_MAX: usize = 2_000;
/// Hours for which the secret before still signs beside a new one.
pub const OLD_SECRET_HOURS: i64 = 24;
/// Seconds that a receiver has to answer.
pub const ANSWER_SECONDS_MAX: u64 = 15;
/// Bytes of an answer that are read; what comes after is cut off.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// Bytes of an answer that the log keeps.
pub const ANSWER_BYTES_KEPT: usize = 1024;
/// Days for which the log keeps what was told.
pub const KEEP_DAYS: i64 = 30;
/// Hours without one success after which an address is told nothing more: as long as one delivery is tried.
pub const FAILING_HOURS_MAX: i64 = 72;

words! {
    /// What is told of. The word is the `type` of what is sent.
    Kind {
        /// A conversation began.
        ConversationCreated = "conversation.created",
        /// Its state, assignee, team, tags or subject changed, or it was merged or split.
        ConversationUpdated = "conversation.updated",
        /// A message is there for both sides to see.
        MessageCreated = "message.created",
        /// Somebody wrote a note, which customers never see.
        NoteCreated = "note.created",
        /// A customer, an address or a fact was added or changed.
        CustomerUpdated = "customer.updated",
        /// Two customers were merged, or that was undone: told of each of the two.
        CustomerMerged = "customer.merged",
        /// A customer was erased: whoever keeps a copy of what is known of them erases it, too.
        CustomerErased = "customer.erased",
        /// A call began, was picked up, held, handed over, or ended.
        CallUpdated = "call.updated",
        /// A promise was made, changed, kept or taken back, or its time came closer.
        PromiseUpdated = "promise.updated",
        /// Nothing happened: somebody wants to see whether it arrives.
        Test = "webhook.test",
    }
}

impl Kind {
    /// Those that can be chosen.
    pub const ALL: [Self; 9] = [
        Self::ConversationCreated,
        Self::ConversationUpdated,
        Self::MessageCreated,
        Self::NoteCreated,
        Self::CustomerUpdated,
        Self::CustomerMerged,
        Self::CustomerErased,
        Self::CallUpdated,
        Self::PromiseUpdated,
    ];

    /// What it tells of, in words.
    pub fn means(self) -> Wording {
        match self {
            Self::ConversationCreated => say("webhook-kind-conversation-created"),
            Self::ConversationUpdated => say("webhook-kind-conversation-updated"),
            Self::MessageCreated => say("webhook-kind-message-created"),
            Self::NoteCreated => say("webhook-kind-note-created"),
            Self::CustomerUpdated => say("webhook-kind-customer-updated"),
            Self::CustomerMerged => say("webhook-kind-customer-merged"),
            Self::CustomerErased => say("webhook-kind-customer-erased"),
            Self::CallUpdated => say("webhook-kind-call-updated"),
            Self::PromiseUpdated => say("webhook-kind-promise-updated"),
            Self::Test => say("webhook-kind-test"),
        }
    }

    /// What an event is told as. What is on its way, what was only read, and whatever is one agent's own is told
    /// to nobody.
    pub fn of(event: EventKind) -> Option<Self> {
        match event {
            EventKind::ConversationOpened => Some(Self::ConversationCreated),
            EventKind::ConversationChanged | EventKind::ConversationMerged => {
                Some(Self::ConversationUpdated)
            }
            EventKind::MessageSent => Some(Self::MessageCreated),
            EventKind::NoteWritten => Some(Self::NoteCreated),
            EventKind::CustomerChanged => Some(Self::CustomerUpdated),
            EventKind::CustomerMerged => Some(Self::CustomerMerged),
            EventKind::CustomerErased => Some(Self::CustomerErased),
            EventKind::CallChanged => Some(Self::CallUpdated),
            EventKind::PromiseChanged => Some(Self::PromiseUpdated),
            EventKind::MessageQueued
            | EventKind::MessageUndone
            | EventKind::ReadByAgent
            | EventKind::ReadByCustomer
            | EventKind::AgentChanged
            | EventKind::SettingsChanged
            | EventKind::MomentsChanged
            | EventKind::StandardsChanged
            | EventKind::CannedRepliesChanged
            | EventKind::DraftSaved
            | EventKind::NotificationsChanged => None,
        }
    }
}

words! {
    /// Why an address is told nothing.
    Off {
        /// Somebody switched it off.
        ByHand = "by hand",
        /// It answered that it is gone for good (410).
        Gone = "gone",
        /// It took nothing for [`FAILING_HOURS_MAX`].
        Failing = "failing",
    }
}

/// One address that is told what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// What it is for, as whoever made it calls it.
    pub name: String,
    /// The address.
    pub url: String,
    /// What it is told of.
    pub kinds: Vec<Kind>,
    /// What signs, as the receiver has it ([`SECRET_PREFIX`] and base64), sealed.
    pub secret: String,
    /// The secret before, and until when it signs too.
    pub old_secret: Option<(String, Timestamp)>,
    /// Since when it is told nothing, and why.
    pub off: Option<(Timestamp, Off)>,
    /// Since when it has taken nothing, if the last try failed.
    pub failing_since: Option<Timestamp>,
    /// When it last took something.
    pub taken_at: Option<Timestamp>,
    /// Who made it.
    pub made_by: AgentId,
    /// When.
    pub made_at: Timestamp,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
    /// The last event before it was made or switched on: it is told of what comes after.
    pub told_after: EventId,
    /// The last event before it was switched off.
    pub told_upto: Option<EventId>,
}

impl Webhook {
    /// Whether that event is told to it, and as what.
    pub fn hears(&self, event: &Event) -> Option<Kind> {
        let kind = Kind::of(event.kind)?;
        let listens = self.removed_at.is_none()
            && event.id > self.told_after
            && self.told_upto.is_none_or(|upto| event.id <= upto);
        (listens && self.kinds.contains(&kind)).then_some(kind)
    }

    /// The secrets that sign at `now`, the newest first, sealed.
    pub fn secrets(&self, now: Timestamp) -> Vec<&str> {
        let old = self.old_secret.as_ref().filter(|(_, until)| *until > now);
        let old = old.map(|(secret, _)| secret.as_str());
        [self.secret.as_str()].into_iter().chain(old).collect()
    }

    /// Whether it was switched off by itself, so that somebody has to look at it.
    pub fn is_in_trouble(&self) -> bool {
        matches!(self.off, Some((_, Off::Gone | Off::Failing)))
    }

    /// Whether it has taken nothing for so long that it is told nothing more.
    pub fn is_given_up(&self, now: Timestamp) -> bool {
        self.failing_since.is_some_and(|since| {
            now.duration_since(since) >= SignedDuration::from_hours(FAILING_HOURS_MAX)
        })
    }
}

/// Waits after each try that failed, in seconds: the schedule that Standard Webhooks recommends, a little over
/// three days in all.
const WAITS_SECONDS: [i64; 9] =
    [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// Most tries of one delivery.
pub const TRIES_MAX: i64 = 10;

/// How long to wait after the `tries`th try failed; nothing where it was the last. `spread` from 0 to 1000 makes it
/// up to a tenth longer, so that what failed together is not all told again in the same moment.
pub fn retry_after(tries: i64, spread: u16) -> Option<SignedDuration> {
    let place = usize::try_from(tries).ok()?.checked_sub(1)?;
    let wait_ms = WAITS_SECONDS.get(place)? * 1000;
    Some(SignedDuration::from_millis(wait_ms + wait_ms * i64::from(spread.min(1000)) / 10_000))
}

words! {
    /// How a delivery stands.
    State {
        /// It is to be told, for the first time or again.
        Waiting = "waiting",
        /// It was taken.
        Delivered = "delivered",
        /// It was tried as often as anything is, or the address is gone.
        Failed = "failed",
    }
}

/// One thing that is told to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: WebhookDeliveryId,
    /// To whom.
    pub webhook_id: WebhookId,
    /// Its name for the receiver, the same each time that it is told.
    pub key: String,
    /// Of which event; of none for a test.
    pub event_id: Option<EventId>,
    /// What is told of.
    pub kind: Kind,
    /// What is sent: JSON.
    pub body: String,
    /// When it happened.
    pub at: Timestamp,
    /// How it stands.
    pub state: State,
    /// How often it was tried since it was last put into the queue.
    pub tries: i64,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
}

/// What came of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// Milliseconds until the answer, or until it failed.
    pub took_ms: i64,
    /// The status of the answer, if one came.
    pub status: Option<u16>,
    /// The beginning of the answer.
    pub answer: String,
    /// Why no answer came, or why it does not count, in words for a person.
    pub error: Option<String>,
}

impl Attempt {
    /// Whether it was taken: any status from 200 to 299 says so.
    pub fn is_taken(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether the receiver says that it wants nothing more (410 Gone).
    pub fn is_gone(&self) -> bool {
        self.status == Some(410)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap()
    }

    fn webhook() -> Webhook {
        Webhook {
            id: WebhookId(1),
            name: "Till".into(),
            url: "https://till.example/".into(),
            kinds: vec![Kind::MessageCreated],
            secret: "whsec_new".into(),
            old_secret: Some(("whsec_old".into(), at(10_000))),
            off: None,
            failing_since: None,
            taken_at: None,
            made_by: AgentId(1),
            made_at: at(1_000),
            removed_at: None,
            told_after: EventId(10),
            told_upto: None,
        }
    }

    #[test]
    fn it_is_tried_again_for_a_little_over_three_days() {
        let waits: Vec<_> = (1..).map_while(|tries| retry_after(tries, 0)).collect();
        assert_eq!(waits.len() + 1, usize::try_from(TRIES_MAX).unwrap());
        let all: SignedDuration = waits.iter().sum();
        assert_eq!(all, SignedDuration::from_mins(75 * 60 + 35) + SignedDuration::from_secs(5));
        assert!(waits.is_sorted());
        // In the worst case a tenth more; what is out of range changes nothing.
        assert_eq!(retry_after(1, 1000), Some(SignedDuration::from_millis(5_500)));
        assert_eq!(retry_after(1, u16::MAX), retry_after(1, 1000));
        assert_eq!((retry_after(0, 0), retry_after(-1, 0), retry_after(11, 0)), (None, None, None));
    }

    #[test]
    fn it_hears_what_was_chosen_while_it_is_on() {
        let event = |kind, id| Event {
            id: EventId(id),
            at: at(1_000),
            kind,
            conversation_id: None,
            customer_id: None,
            message_id: None,
            agent_id: None,
        };
        let (sent, read) = (EventKind::MessageSent, EventKind::ReadByAgent);
        assert_eq!(webhook().hears(&event(sent, 11)), Some(Kind::MessageCreated));
        assert_eq!(webhook().hears(&event(sent, 10)), None);
        assert_eq!(webhook().hears(&event(read, 11)), None);
        assert_eq!(webhook().hears(&event(EventKind::NoteWritten, 11)), None);
        let off = Some((at(0), Off::ByHand));
        let off = Webhook { off, told_upto: Some(EventId(11)), ..webhook() };
        assert_eq!(off.hears(&event(sent, 11)), Some(Kind::MessageCreated));
        assert_eq!(off.hears(&event(sent, 12)), None);
        assert!(!webhook().is_in_trouble() && !off.is_in_trouble());
        assert!(Webhook { off: Some((at(0), Off::Gone)), ..webhook() }.is_in_trouble());
    }

    #[test]
    fn the_secret_before_signs_until_its_end() {
        assert_eq!(webhook().secrets(at(9_999)), ["whsec_new", "whsec_old"]);
        assert_eq!(webhook().secrets(at(10_000)), ["whsec_new"]);
    }

    #[test]
    fn whoever_takes_nothing_for_three_days_is_given_up() {
        let hours = |hours: i64| at(hours * 3_600_000);
        let failing = Webhook { failing_since: Some(hours(1)), ..webhook() };
        assert!(!failing.is_given_up(hours(72)) && failing.is_given_up(hours(73)));
        assert!(!webhook().is_given_up(hours(1000)));
    }

    #[test]
    fn what_was_stored_can_be_read() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
    }
}

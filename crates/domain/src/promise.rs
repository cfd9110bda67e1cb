//! Promises: something that we said we would do, for whom, by when; and what time makes of them.
//!
//! How a promise stands follows from its times alone. What has to be said about it before it is missed, to
//! whom and when, is [`Promise::steps`]; the jobs of the desk take each of these steps once.

use language::{Wording, say};

pub mod time;

use jiff::{SignedDuration, Timestamp};

use crate::{AgentId, CallId, ConversationId, CustomerId, MessageId, PromiseId, text};

/// Minutes before a promise is due at which its owner is reminded, where it was made long enough before.
pub const OWNER_MINUTES: i64 = 30;
/// Minutes before it is due from which on it is at risk.
pub const AT_RISK_MINUTES: i64 = 10;
/// Minutes before it is due at which the customer may be told that we have not forgotten.
pub const WORD_MINUTES: i64 = 5;
/// Hours after its time at which a promise that nobody kept is broken.
pub const BROKEN_HOURS: i64 = 24;
/// Most days ahead for which something is promised.
pub const DAYS_AHEAD_MAX: i64 = 366;
/// Most characters of what is promised.
pub const WHAT_CHARS_MAX: usize = 200;
/// Days over which the share of kept promises is counted.
pub const RATE_DAYS: i64 = 30;

words! {
    /// How a promise came to be known.
    Source {
        /// Noticed in a message, and confirmed by an agent.
        Noticed = "noticed",
        /// Written down by an agent.
        Hand = "by hand",
        /// A call back, at a time that the customer chose.
        CallBack = "call back",
    }
}

words! {
    /// How a promise stands.
    Status {
        /// To be kept, with time left.
        Open = "open",
        /// To be kept very soon.
        AtRisk = "at risk",
        /// Its time has passed, and it is still to be kept.
        Late = "late",
        /// Its time has passed by [`BROKEN_HOURS`], and nobody has kept it.
        Broken = "broken",
        /// Kept by the time that was said.
        Kept = "kept",
        /// Kept, after the time that was said.
        KeptLate = "kept late",
        /// Taken back, and the customer knows why.
        Cancelled = "cancelled",
    }
}

words! {
    /// What time does about an open promise, once for each time at which it was due.
    Step {
        /// Its owner is reminded.
        Owner = "owner",
        /// Its stand-in is asked, for the owner is away.
        StandIn = "stand-in",
        /// Everybody at the desk is asked.
        Team = "team",
        /// A word to the customer is proposed, or sent.
        Word = "word",
        /// Its time has passed.
        Late = "late",
        /// It is broken.
        Broken = "broken",
    }
}

words! {
    /// What was done about a promise.
    Change {
        /// It was made.
        Made = "made",
        /// It was kept.
        Kept = "kept",
        /// It turned out that it had not been kept.
        NotKept = "not kept",
        /// It was taken back.
        Cancelled = "cancelled",
        /// It stands again.
        Restored = "restored",
        /// It is due at another time.
        Moved = "moved",
        /// Somebody else keeps it.
        Handed = "handed",
        /// The customer was told that we have not forgotten.
        Word = "word",
    }
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Its id.
    pub id: PromiseId,
    /// In which conversation it was made.
    pub conversation_id: ConversationId,
    /// To whom.
    pub customer_id: CustomerId,
    /// The call in which it was made, if there was one.
    pub call_id: Option<CallId>,
    /// The message in which it was noticed, if it was.
    pub message_id: Option<MessageId>,
    /// Who keeps it; nobody yet where the whole desk does.
    pub owner_id: Option<AgentId>,
    /// Who keeps it where the owner is away.
    pub stand_in_id: Option<AgentId>,
    /// How it came to be known.
    pub source: Source,
    /// What was promised, in words.
    pub what: String,
    /// The number to call back, for a call back.
    pub phone: Option<String>,
    /// By when.
    pub due_at: Timestamp,
    /// Since when it is due then: when it was made, or last moved.
    pub due_set_at: Timestamp,
    /// When it was made.
    pub made_at: Timestamp,
    /// The first time at which it was due and was not kept, where it was moved after that.
    pub missed_at: Option<Timestamp>,
    /// When it was kept.
    pub kept_at: Option<Timestamp>,
    /// When it was taken back, as the customer knows.
    pub cancelled_at: Option<Timestamp>,
}

impl Promise {
    /// Whether it is still to be kept.
    pub fn is_open(&self) -> bool {
        self.kept_at.is_none() && self.cancelled_at.is_none()
    }

    /// Whether it is a call back, for which somebody's time is taken.
    pub fn is_call_back(&self) -> bool {
        self.phone.is_some()
    }

    /// How it stands at `now`.
    pub fn status(&self, now: Timestamp) -> Status {
        match (self.cancelled_at, self.kept_at) {
            (Some(_), _) => Status::Cancelled,
            (None, Some(at)) if at <= self.due_at && self.missed_at.is_none() => Status::Kept,
            (None, Some(_)) => Status::KeptLate,
            (None, None) if now >= self.broken_at() => Status::Broken,
            (None, None) if now > self.due_at => Status::Late,
            (None, None) if now >= self.at_risk_at() => Status::AtRisk,
            (None, None) => Status::Open,
        }
    }

    /// So many minutes before it is due; where it was made shortly before, at that part of the time that
    /// there was.
    fn before_due(&self, minutes: i64, part: i32) -> Timestamp {
        let there_was = self.due_at.duration_since(self.due_set_at).max(SignedDuration::ZERO);
        self.due_at - SignedDuration::from_mins(minutes).min(there_was / part)
    }

    /// When its owner is reminded: [`OWNER_MINUTES`] before, or when half of the time is over.
    pub fn owner_at(&self) -> Timestamp {
        self.before_due(OWNER_MINUTES, 2)
    }

    /// From when on it is at risk: [`AT_RISK_MINUTES`] before, or when a quarter of the time is left.
    pub fn at_risk_at(&self) -> Timestamp {
        self.before_due(AT_RISK_MINUTES, 4)
    }

    /// When the customer may be told that we have not forgotten: [`WORD_MINUTES`] before, or when an eighth
    /// of the time is left. Always before it is missed.
    pub fn word_at(&self) -> Timestamp {
        self.before_due(WORD_MINUTES, 8)
    }

    /// When it is broken if nobody keeps it.
    pub fn broken_at(&self) -> Timestamp {
        self.due_at + SignedDuration::from_hours(BROKEN_HOURS)
    }

    /// What time does about it while it is open, in order. Where the owner is away, or there is none, the
    /// stand-in is asked first, and everybody once it is due; else everybody as soon as it is at risk.
    pub fn steps(&self, owner_is_away: bool) -> Vec<(Step, Timestamp)> {
        let mut steps = Vec::new();
        if self.owner_id.is_some() {
            steps.push((Step::Owner, self.owner_at()));
        }
        if owner_is_away && self.stand_in_id.is_some() {
            steps.push((Step::StandIn, self.at_risk_at()));
            steps.push((Step::Word, self.word_at()));
            steps.push((Step::Team, self.due_at));
        } else {
            steps.push((Step::Team, self.at_risk_at()));
            steps.push((Step::Word, self.word_at()));
        }
        steps.push((Step::Late, self.due_at));
        steps.push((Step::Broken, self.broken_at()));
        steps
    }

    /// The steps that were not taken yet. Once everybody was asked, the stand-in was too.
    pub fn steps_left(&self, taken: &[Step], owner_is_away: bool) -> Vec<(Step, Timestamp)> {
        let everybody_was = taken.contains(&Step::Team);
        let mut left = self.steps(owner_is_away);
        left.retain(|(step, _)| !taken.contains(step));
        left.retain(|(step, _)| *step != Step::StandIn || !everybody_was);
        left
    }
}

/// Why something cannot be promised as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPromise {
    /// Nothing is promised.
    Nothing,
    /// It is too long.
    TooLong,
    /// Its time has passed.
    Past,
    /// It is more than [`DAYS_AHEAD_MAX`] days ahead.
    TooFar,
}

impl BadPromise {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Nothing => say("promise-nothing"),
            Self::TooLong => say("promise-too-long").with("most", WHAT_CHARS_MAX),
            Self::Past => say("time-past"),
            Self::TooFar => say("time-too-far"),
        }
    }
}

language::says_why!(BadPromise);

/// What is promised, tidied: one line that begins with a capital letter.
///
/// # Errors
/// [`BadPromise`], which says what to do.
pub fn clean_what(given: &str) -> Result<String, BadPromise> {
    let line = text::clean_line(given);
    let line = line.trim_end_matches(['.', '!', ',', ';']);
    let mut chars = line.chars();
    let Some(first) = chars.next() else { return Err(BadPromise::Nothing) };
    if line.chars().count() > WHAT_CHARS_MAX {
        return Err(BadPromise::TooLong);
    }
    Ok(first.to_uppercase().chain(chars).collect())
}

/// How many promises came due, and how many of them were kept in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// Kept by the time that was said.
    pub kept: i64,
    /// All that came due.
    pub all: i64,
}

impl Rate {
    /// The share in whole percent, rounded down so that it never flatters; `None` where nothing came due.
    pub fn percent(self) -> Option<i64> {
        (self.all > 0).then(|| self.kept.clamp(0, self.all) * 100 / self.all)
    }
}

#[cfg(test)]
mod tests;

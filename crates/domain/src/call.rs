//! Calls: somebody asks to talk with us, waits, and talks; and the slots for calling them back.
//!
//! What a call is now follows from its times. A call is made of *parts*, one for each agent who
//! had it: a part's voice figures belong to that agent alone.

use jiff::{SignedDuration, Timestamp, ToSpan};
use language::{Wording, say};

use crate::{
    AgentId, CallId, ConversationId, CustomerId, InboxId, hours::Hours, schedule::Schedule,
    wait::typical_seconds,
};

/// How long a slot for a call back is.
pub const SLOT_MINUTES: i64 = 30;
/// A call back is not sooner than this after it was asked for: somebody has to see it.
pub const SLOT_AHEAD_MINUTES: i64 = 30;
/// Slots that are offered, at the most, over so many days from today.
pub const SLOTS_MAX: usize = 40;
/// Days over which slots are offered.
pub const SLOT_DAYS: i64 = 7;
/// Calls that may wait at once; whoever comes then is asked to write or to be called back.
pub const WAITING_MAX: usize = 100;

/// Minutes after which nobody has to wait any longer for somebody to pick up: we promise to call back.
pub const RING_MINUTES_MAX: i64 = 15;

/// Minutes that a caller's browser has to connect after it asked to.
pub const JOIN_MINUTES_MAX: i64 = 2;

words! {
    /// What a call is now.
    State {
        /// The customer waits for somebody to pick up.
        Waiting = "waiting",
        /// Both sides talk.
        Talking = "talking",
        /// The customer was asked to wait a moment.
        Held = "held",
        /// It is over.
        Ended = "ended",
    }
}

words! {
    /// Why a call is over.
    Reason {
        /// The customer hung up.
        Customer = "you",
        /// An agent ended it.
        Us = "us",
        /// The line was lost for too long.
        Lost = "lost",
        /// Nobody picked up for as long as anybody should have to wait.
        Unanswered = "unanswered",
        /// The customer chose to be called back.
        CallBack = "call back",
        /// The customer chose to write.
        Writing = "writing",
        /// The server was stopped during the call.
        Restart = "restart",
    }
}

words! {
    /// Whether calls are recorded.
    Recording {
        /// Never.
        Off = "off",
        /// Always; callers are told before they call.
        On = "on",
        /// Where the caller says yes.
        Consent = "consent",
    }
}

words! {
    /// How a call came.
    Source {
        /// From a web page.
        Web = "web",
        /// As a recording of a call that was held elsewhere.
        Recording = "recording",
    }
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// In which conversation.
    pub conversation_id: ConversationId,
    /// Who calls: the customer of the conversation.
    pub customer_id: CustomerId,
    /// As whom they called, which no merge of customers changes.
    pub origin_id: CustomerId,
    /// To which address it came; none for a recording.
    pub inbox_id: Option<InboxId>,
    /// How it came.
    pub source: Source,
    /// When the customer asked to talk.
    pub asked_at: Timestamp,
    /// Whether it is recorded: the inbox says so, and the caller where they are asked.
    pub recorded: bool,
    /// When their browser was connected: from then on it rings.
    pub joined_at: Option<Timestamp>,
    /// Who has it, or had it last.
    pub agent_id: Option<AgentId>,
    /// When the first agent picked up.
    pub answered_at: Option<Timestamp>,
    /// Since when the customer is on hold.
    pub held_since: Option<Timestamp>,
    /// Since when the recording pauses.
    pub paused_since: Option<Timestamp>,
    /// The agent who was asked to take it over.
    pub transfer_to: Option<AgentId>,
    /// The second agent who listens, as both sides know.
    pub guest_id: Option<AgentId>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<Reason>,
}

impl Call {
    /// What it is now.
    pub fn state(&self) -> State {
        match (self.ended_at, self.answered_at, self.held_since) {
            (Some(_), ..) => State::Ended,
            (None, None, _) => State::Waiting,
            (None, Some(_), Some(_)) => State::Held,
            (None, Some(_), None) => State::Talking,
        }
    }

    /// Whether it rings at the desk.
    pub fn rings(&self) -> bool {
        self.state() == State::Waiting && self.joined_at.is_some()
    }

    /// Since when it is what it is.
    pub fn since(&self) -> Timestamp {
        match self.state() {
            State::Waiting => self.asked_at,
            State::Talking => self.answered_at.unwrap_or(self.asked_at),
            State::Held => self.held_since.unwrap_or(self.asked_at),
            State::Ended => self.ended_at.unwrap_or(self.asked_at),
        }
    }

    /// How long both sides were connected, in seconds; none where nobody picked up, and up to
    /// `now` while it lasts.
    pub fn talked_seconds(&self, now: Timestamp) -> Option<i64> {
        let until = self.ended_at.unwrap_or(now);
        self.answered_at.map(|from| until.duration_since(from).as_secs().max(0))
    }

    /// Whether that agent is in it: has it, is asked to take it, or listens.
    pub fn includes(&self, agent: AgentId) -> bool {
        [self.agent_id, self.transfer_to, self.guest_id].contains(&Some(agent))
    }
}

/// How long somebody at that place in the queue (the first is 1) will wait, in seconds, where `agents` are
/// at their desks, all of them in calls that typically take as long as `talks_seconds` say; `None` where
/// too little is known to say anything honest.
///
/// While all of `agents` are busy, one of them is done every *typical talk ÷ agents* on average, so the
/// place `n` comes up after n times that (Kleinrock 1975, *Queueing Systems* 1, section 3.5: departures of a
/// busy system with several servers). Typical is the median: one long talk does not frighten everybody.
pub fn estimate_seconds(
    place: usize,
    agents: usize,
    free: usize,
    pick_ups_seconds: Vec<i64>,
    talks_seconds: Vec<i64>,
) -> Option<i64> {
    if agents == 0 {
        return None;
    }
    let pick_up = typical_seconds(pick_ups_seconds);
    if place <= free {
        return pick_up;
    }
    let talk = typical_seconds(talks_seconds)?;
    let turns = i64::try_from(place - free).ok()?;
    let agents = i64::try_from(agents).ok()?;
    Some((turns * talk + agents - 1) / agents)
}

/// The slots in which a customer can be called back over so many days from a moment on: every [`SLOT_MINUTES`] within the desk's hours, in its own time
/// zone, from [`SLOT_AHEAD_MINUTES`] after `now` on, where fewer than `at_once` call backs were promised
/// already. Without hours, weekdays from 9 to 17 o'clock.
pub fn slots(
    now: Timestamp,
    (from, days): (Timestamp, i64),
    schedule: &Schedule,
    promised: &[Timestamp],
    at_once: usize,
) -> Vec<Timestamp> {
    let ordinary;
    let schedule = if schedule.hours.is_empty() {
        let hours = Hours::from_text(
            "mon 09:00-17:00;tue 09:00-17:00;wed 09:00-17:00;thu 09:00-17:00;fri 09:00-17:00",
        );
        ordinary = Schedule { hours, ..schedule.clone() };
        &ordinary
    } else {
        schedule
    };
    let length = SignedDuration::from_mins(SLOT_MINUTES);
    let first = from.max(now + SignedDuration::from_mins(SLOT_AHEAD_MINUTES));
    let today = from.max(now).to_zoned(schedule.tz.clone()).date();
    let begins = (0..days)
        .filter_map(|days| today.checked_add(days.days()).ok())
        .flat_map(|date| schedule.spans(date))
        .flat_map(|(from, to)| {
            std::iter::successors(Some(from), move |at| Some(*at + length))
                .take_while(move |at| *at + length <= to)
        });
    let taken = |at: Timestamp| {
        promised.iter().filter(|&&other| other < at + length && at < other + length).count()
    };
    begins.filter(|&at| at >= first && taken(at) < at_once.max(1)).collect()
}

/// A telephone number as somebody typed it, tidied: digits with an optional plus in front, 5 to 15 of them
/// (ITU-T E.164 has at most 15).
///
/// # Errors
/// In words, for what cannot be dialled.
pub fn check_phone(given: &str) -> Result<String, Wording> {
    let tidy: String = given
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{A0}'))
        .collect();
    let digits = tidy.strip_prefix('+').unwrap_or(&tidy);
    let right = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    right.then_some(tidy.clone()).ok_or_else(|| say("call-bad-phone"))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn at(when: &str) -> Timestamp {
        when.parse::<jiff::civil::DateTime>().unwrap().to_zoned(berlin()).unwrap().timestamp()
    }

    fn week(now: Timestamp) -> (Timestamp, i64) {
        (now, SLOT_DAYS)
    }

    #[test]
    fn the_estimate_is_honest() {
        let pick_ups = || vec![5, 8, 12];
        let talks = || vec![60, 240, 3_000];
        // Somebody is free: as long as it takes to pick up.
        assert_eq!(estimate_seconds(1, 2, 1, pick_ups(), talks()), Some(8));
        // All are busy: each place waits for one talk more, shared by those who talk.
        assert_eq!(estimate_seconds(1, 2, 0, pick_ups(), talks()), Some(120));
        assert_eq!(estimate_seconds(3, 2, 0, pick_ups(), talks()), Some(360));
        // Nothing is known, or nobody is there.
        assert_eq!(estimate_seconds(1, 2, 0, pick_ups(), vec![60]), None);
        assert_eq!(estimate_seconds(1, 0, 0, pick_ups(), talks()), None);
    }

    #[test]
    fn slots_are_within_the_hours_and_not_taken() {
        let hours = Hours::from_text("sat 10:00-11:30;mon 09:00-10:00");
        // 2026-11-21 is a Saturday.
        let now = at("2026-11-21T10:10");
        let free = slots(now, week(now), &Schedule::new(hours.clone(), berlin()), &[], 1);
        let expected = ["2026-11-21T11:00", "2026-11-23T09:00", "2026-11-23T09:30"].map(at);
        assert_eq!(free, expected);
        // A promise at a quarter past takes both slots that it is in.
        let taken = slots(
            now,
            week(now),
            &Schedule::new(hours.clone(), berlin()),
            &[at("2026-11-23T09:15")],
            1,
        );
        assert_eq!(taken, expected[..1]);
        assert_eq!(
            slots(
                now,
                week(now),
                &Schedule::new(hours.clone(), berlin()),
                &[at("2026-11-23T09:15")],
                2
            ),
            expected
        );
    }

    #[test]
    fn slots_keep_the_clock_when_it_changes() {
        let hours = Hours::from_text("sun 01:00-04:00");
        // In the night of 25 October 2026 the hour after two comes twice in Berlin.
        let free = slots(
            at("2026-10-24T12:00"),
            week(at("2026-10-24T12:00")),
            &Schedule::new(hours.clone(), berlin()),
            &[],
            1,
        );
        assert_eq!(free.len(), 8);
        let half_an_hour = SignedDuration::from_mins(SLOT_MINUTES);
        assert!(free.windows(2).all(|pair| pair[1].duration_since(pair[0]) == half_an_hour));
    }

    #[test]
    fn slots_of_later_days_are_those_of_their_days() {
        let hours = Hours::from_text("mon 09:00-10:00;wed 09:00-09:30");
        let (now, none) = (at("2026-11-21T10:10"), []);
        let over = |from, days| {
            slots(now, (at(from), days), &Schedule::new(hours.clone(), berlin()), &none, 1)
        };
        assert_eq!(over("2026-12-07T09:10", 1), [at("2026-12-07T09:30")]);
        assert_eq!(over("2026-12-07T00:00", 3).len(), 3);
        // What has passed is never offered.
        assert_eq!(over("2026-11-09T00:00", 3), [at("2026-11-23T09:00"), at("2026-11-23T09:30")]);
    }

    #[test]
    fn without_hours_weekdays_are_offered() {
        let now = at("2026-11-21T10:10");
        let free = slots(now, week(now), &Schedule::new(Hours::default(), berlin()), &[], 1);
        assert_eq!(free.first(), Some(&at("2026-11-23T09:00")));
        assert_eq!(free.len(), 5 * 16);
    }

    #[test]
    fn numbers_that_can_be_dialled() {
        assert_eq!(check_phone(" +49 (30) 123-45/67 ").as_deref(), Ok("+49301234567"));
        assert_eq!(check_phone("030 1234567").as_deref(), Ok("0301234567"));
        for wrong in ["", "1234", "call me", "+", "+49 30 x", "1234567890123456", "4+9301234567"] {
            assert!(check_phone(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_is_not(text: String) {
            if let Ok(number) = check_phone(&text) {
                prop_assert_eq!(check_phone(&number), Ok(number.clone()));
            }
        }

        #[test]
        fn every_slot_is_open_and_ahead(second in 1_577_836_800_i64..1_893_456_000) {
            let hours = Hours::from_text("mon 09:00-18:00;tue 00:00-23:00;sun 01:00-04:00");
            let now = Timestamp::from_second(second).unwrap();
            for slot in slots(now, week(now), &Schedule::new(hours.clone(), berlin()), &[], 1) {
                prop_assert!(slot > now && Schedule::new(hours.clone(), berlin()).is_open(slot));
            }
        }
    }
}

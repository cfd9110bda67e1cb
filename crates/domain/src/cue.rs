//! Cues during a call: at most one at a time, quiet, words of encouragement before any correction, and none
//! while the customer speaks: then is the time to listen.
//!
//! A cue is chosen from what is seen of the agent's own voice and of who talks. It is for that agent alone.

use language::{Wording, say};

/// Shortest time from the beginning of one cue to the next, in ms.
const REST_MS: u64 = 25_000;
/// How long a cue stays, in ms.
const STAYS_MS: u64 = 7_000;
/// Nothing is said in the first moments of a call, in ms.
const FROM_MS: u64 = 8_000;
/// A turn of the customer's that was heard out, in ms.
const HEARD_OUT_MS: u64 = 20_000;
/// Praise for it comes within so many ms after it.
const HEARD_OUT_WITHIN_MS: u64 = 4_000;
/// An agent who has spoken for so long without a pause, in ms.
const LONG_TURN_MS: u64 = 45_000;
/// An agent who speaks so many syllables a second faster than the customer hurries them.
const HURRY_SYLLABLES: f32 = 1.5;
/// Share of all talk that leaves the customer little room, once so much was heard, in ms.
const MUCH_SHARE: f32 = 0.7;
const MUCH_FROM_MS: u64 = 90_000;

/// A word to the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cue {
    /// A smile is heard, surely so.
    SmileHeard,
    /// The customer was heard out.
    HeardOut,
    /// Both talk about as much.
    Balanced,
    /// Less smile than usual, surely so.
    Smile,
    /// Faster than the customer.
    Slower,
    /// A long turn.
    Ask,
}

impl Cue {
    /// What is said.
    pub fn wording(self) -> Wording {
        match self {
            Self::SmileHeard => say("cue-smile-heard"),
            Self::HeardOut => say("cue-heard-out"),
            Self::Balanced => say("cue-balanced"),
            Self::Smile => say("cue-smile"),
            Self::Slower => say("cue-slower"),
            Self::Ask => say("cue-ask"),
        }
    }

    /// Whether it encourages; the others correct.
    pub fn encourages(self) -> bool {
        matches!(self, Self::SmileHeard | Self::HeardOut | Self::Balanced)
    }
}

/// What is seen of a call at one moment. Pairs are the agent's and the customer's.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Seen {
    /// When, in ms from the beginning of the agent's part.
    pub at_ms: u64,
    /// Lower end of the interval of the agent's smile, against their usual voice; none while it is not known.
    pub smile_low: Option<f32>,
    /// Upper end of it.
    pub smile_high: Option<f32>,
    /// Whether the customer has the floor.
    pub customer_speaks: bool,
    /// How long the agent's turn lasts, in ms; 0 without one.
    pub agent_turn_ms: u64,
    /// How long the customer's turn lasts, in ms; 0 without one.
    pub customer_turn_ms: u64,
    /// Share of the call, 0 to 1, that each talked.
    pub talk_share: [f32; 2],
    /// Syllables a second.
    pub pace: [Option<f32>; 2],
    /// On hold, or not to be heard.
    pub resting: bool,
}

/// Chooses cues over a call.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    shown: Option<(Cue, u64)>,
    last_at_ms: Option<u64>,
    said: Vec<Cue>,
    longest_turn_ms: u64,
    heard_out_at_ms: Option<u64>,
}

impl Cues {
    /// What changes at that moment: a cue comes (`Some(Some(cue))`) or goes (`Some(None)`); mostly nothing
    /// does.
    #[allow(clippy::option_option)] // nothing changes, nothing is shown, a cue is shown
    pub fn next(&mut self, seen: &Seen) -> Option<Option<Cue>> {
        if seen.customer_speaks {
            self.longest_turn_ms = self.longest_turn_ms.max(seen.customer_turn_ms);
        } else if self.longest_turn_ms > 0 {
            if self.longest_turn_ms >= HEARD_OUT_MS {
                self.heard_out_at_ms = Some(seen.at_ms);
            }
            self.longest_turn_ms = 0;
        }
        if let Some((_, since)) = self.shown {
            let over = seen.at_ms >= since + STAYS_MS || seen.customer_speaks || seen.resting;
            if over {
                self.shown = None;
                return Some(None);
            }
            return None;
        }
        let rested = self.last_at_ms.is_none_or(|last| seen.at_ms >= last + REST_MS);
        if seen.customer_speaks || seen.resting || seen.at_ms < FROM_MS || !rested {
            return None;
        }
        let cue = self.choose(seen)?;
        self.shown = Some((cue, seen.at_ms));
        self.last_at_ms = Some(seen.at_ms);
        self.said.push(cue);
        self.heard_out_at_ms = None;
        Some(Some(cue))
    }

    fn choose(&self, seen: &Seen) -> Option<Cue> {
        let [ours, theirs] = seen.talk_share;
        let talk = ours + theirs;
        let heard_out =
            self.heard_out_at_ms.is_some_and(|at| seen.at_ms <= at + HEARD_OUT_WITHIN_MS);
        let balanced =
            seen.at_ms >= MUCH_FROM_MS && talk > 0.0 && (0.35..0.6).contains(&(ours / talk));
        let encouragements = [
            (Cue::HeardOut, heard_out),
            (Cue::SmileHeard, seen.smile_low.is_some_and(|low| low > 0.0)),
            (Cue::Balanced, balanced),
        ];
        let much = seen.at_ms >= MUCH_FROM_MS && talk > 0.0 && ours / talk > MUCH_SHARE;
        let hurries =
            matches!(seen.pace, [Some(ours), Some(theirs)] if ours - theirs > HURRY_SYLLABLES);
        let corrections = [
            (Cue::Ask, seen.agent_turn_ms >= LONG_TURN_MS || much && seen.agent_turn_ms > 0),
            (Cue::Slower, hurries),
            (Cue::Smile, seen.smile_high.is_some_and(|high| high < 0.0)),
        ];
        let again = |cue: &Cue| self.said.last() == Some(cue);
        let encouragement = encouragements.into_iter().find(|(cue, holds)| *holds && !again(cue));
        if let Some((cue, _)) = encouragement {
            return Some(cue);
        }
        // Nobody is corrected who was not encouraged first.
        let encouraged = self.said.last().is_some_and(|cue| cue.encourages());
        corrections.into_iter().find(|(_, holds)| encouraged && *holds).map(|(cue, _)| cue)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> Seen {
        Seen { at_ms: seconds * 1_000, ..Seen::default() }
    }

    #[test]
    fn encouragement_comes_before_correction() {
        let mut cues = Cues::default();
        let sad = |s| Seen { smile_high: Some(-0.4), smile_low: Some(-1.2), ..at(s) };
        let glad = |s| Seen { smile_high: Some(1.4), smile_low: Some(0.2), ..at(s) };
        assert_eq!(cues.next(&sad(30)), None);
        assert_eq!(cues.next(&glad(60)), Some(Some(Cue::SmileHeard)));
        assert_eq!(cues.next(&sad(64)), None);
        assert_eq!(cues.next(&sad(68)), Some(None));
        assert_eq!(cues.next(&sad(70)), None, "not so soon");
        assert_eq!(cues.next(&sad(90)), Some(Some(Cue::Smile)));
    }

    #[test]
    fn while_the_customer_speaks_there_is_silence() {
        let mut cues = Cues::default();
        let glad = |s, customer_turn_ms| Seen {
            smile_low: Some(0.2),
            smile_high: Some(1.0),
            customer_speaks: customer_turn_ms > 0,
            customer_turn_ms,
            ..at(s)
        };
        assert_eq!(cues.next(&glad(20, 0)), Some(Some(Cue::SmileHeard)));
        assert_eq!(cues.next(&glad(22, 500)), Some(None));
        for second in 23..70 {
            assert_eq!(cues.next(&glad(second, (second - 21) * 1_000)), None);
        }
        assert_eq!(cues.next(&glad(70, 0)), Some(Some(Cue::HeardOut)));
    }

    proptest! {
        #[test]
        fn at_most_one_at_a_time_and_never_over_the_customer(
            moments in proptest::collection::vec(
                (any::<bool>(), 0_u64..90_000, -2.0_f32..2.0, 0.0_f32..1.0, 0.0_f32..9.0), 1..400)
        ) {
            let (mut cues, mut shown) = (Cues::default(), None);
            for (second, (speaks, turn, smile, share, pace)) in (0..).zip(moments) {
                let seen = Seen {
                    smile_low: Some(smile - 0.3),
                    smile_high: Some(smile + 0.3),
                    customer_speaks: speaks,
                    customer_turn_ms: if speaks { turn } else { 0 },
                    agent_turn_ms: if speaks { 0 } else { turn },
                    talk_share: [share, 1.0 - share],
                    pace: [Some(pace), Some(4.0)],
                    ..at(second)
                };
                match cues.next(&seen) {
                    Some(Some(cue)) => {
                        prop_assert!(shown.is_none() && !speaks);
                        shown = Some(cue);
                    }
                    Some(None) => prop_assert!(shown.take().is_some()),
                    None => prop_assert!(shown.is_none() || !speaks),
                }
            }
        }
    }
}

//! Check-ins: how it is going, for oneself alone; and other ways to look at a hard moment.

use language::{Wording, say};

/// For how long a break is, in minutes.
pub const BREAK_MINUTES: i64 = 10;
/// For how long after a hard contact another way to look at it is offered, in minutes.
pub const HARD_MINUTES: i64 = 60;
/// From here up the customer's words sound so upset that the contact was hard: 0 (not at all) to 4
/// (furious).
pub const HARD_UPSET: f32 = 3.0;
/// Most characters of one's own words.
pub const WORDS_CHARS_MAX: usize = 2_000;

/// How it is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Going {
    /// It goes well.
    Well,
    /// It goes.
    AllRight,
    /// It is hard.
    Hard,
    /// One needs a moment.
    NeedsBreak,
    /// A look back at a hard contact.
    Reframed,
}

impl Going {
    /// What one can answer.
    pub const ANSWERS: [Self; 4] = [Self::Well, Self::AllRight, Self::Hard, Self::NeedsBreak];

    /// The word that is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::AllRight => "all right",
            Self::Hard => "hard",
            Self::NeedsBreak => "break",
            Self::Reframed => "reframed",
        }
    }

    /// What that word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        let all = Self::ANSWERS.into_iter().chain([Self::Reframed]);
        all.into_iter().find(|going| going.as_str() == word)
    }

    /// As one says it.
    pub fn words(self) -> Wording {
        match self {
            Self::Well => say("check-in-well"),
            Self::AllRight => say("check-in-all-right"),
            Self::Hard => say("check-in-hard"),
            Self::NeedsBreak => say("check-in-needs-break"),
            Self::Reframed => say("check-in-reframed"),
        }
    }

    /// Whether a break and another look are offered.
    pub fn is_hard(self) -> bool {
        matches!(self, Self::Hard | Self::NeedsBreak)
    }
}

/// Another way to look at a hard moment: the one that comes round at that number, such as the number of a message.
pub fn reframing(number: i64) -> Wording {
    match number.rem_euclid(6) {
        0 => say("reframing-before"),
        1 => say("reframing-made-right"),
        2 => say("reframing-grandmother"),
        3 => say("reframing-fair-wish"),
        4 => say("reframing-not-given-up"),
        _ => say("reframing-calm"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_read_as_it_is_kept() {
        for going in Going::ANSWERS.into_iter().chain([Going::Reframed]) {
            assert_eq!(Going::parse(going.as_str()), Some(going));
        }
        assert_eq!(Going::parse("splendid"), None);
    }

    #[test]
    fn every_number_has_a_reframing() {
        assert_eq!(reframing(0), say("reframing-before"));
        assert_eq!(reframing(7), say("reframing-made-right"));
        assert_eq!(reframing(-1), say("reframing-calm"));
    }
}

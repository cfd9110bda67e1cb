//! Check-ins: how it is going, for oneself alone; and other ways to look at a hard moment.

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
    pub fn words(self) -> &'static str {
        match self {
            Self::Well => "Well",
            Self::AllRight => "All right",
            Self::Hard => "It is hard",
            Self::NeedsBreak => "I need a moment",
            Self::Reframed => "After a hard contact",
        }
    }

    /// Whether a break and another look are offered.
    pub fn is_hard(self) -> bool {
        matches!(self, Self::Hard | Self::NeedsBreak)
    }
}

/// Other ways to look at a hard moment.
pub const REFRAMINGS: [&str; 6] = [
    "What may have happened to them before they wrote to you?",
    "They are upset with what happened, and you are the one who is there. What could still be made right?",
    "If it were your grandmother who wrote this: what would you want somebody to hear in it?",
    "What was the fair wish behind the hard words?",
    "A loud complaint is from somebody who has not given up on us yet. What would surprise them kindly?",
    "You kept your calm, or nearly. What helped you to?",
];

/// The one that comes round at that number, such as the number of a message.
pub fn reframing(number: i64) -> &'static str {
    let count = i64::try_from(REFRAMINGS.len()).unwrap_or(1);
    usize::try_from(number.rem_euclid(count)).map_or(REFRAMINGS[0], |at| REFRAMINGS[at])
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
        assert_eq!(reframing(0), REFRAMINGS[0]);
        assert_eq!(reframing(7), REFRAMINGS[1]);
        assert_eq!(reframing(-1), REFRAMINGS[5]);
    }
}

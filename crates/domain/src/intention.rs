//! The intention of a day: with what mind one serves. Asked once a day, in one's own words or in some
//! that are offered.

use jiff::civil::Date;
use language::{Wording, say};

use crate::text::clean_line;

/// Most characters of an intention.
pub const WORDS_CHARS_MAX: usize = 160;

/// How many one can begin with.
const OFFERED: usize = 7;

/// What one can begin with.
fn beginning(place: usize) -> Wording {
    match place % OFFERED {
        0 => say("intention-much-to-give"),
        1 => say("intention-listen-first"),
        2 => say("intention-smile-before"),
        3 => say("intention-what-i-can-do"),
        4 => say("intention-told-once"),
        5 => say("intention-find-the-reason"),
        _ => say("intention-end-warmly"),
    }
}

/// Those that are offered on a day, the one to begin with first: each day another one.
pub fn offered(day: Date) -> [Wording; 3] {
    let first = usize::from(day.day_of_year().unsigned_abs());
    [0, 2, 4].map(|step| beginning(first + step))
}

/// Why an intention was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadIntention {
    /// Nothing that can be read.
    Empty,
    /// More than [`WORDS_CHARS_MAX`]; how many there were.
    TooLong(usize),
}

impl BadIntention {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Empty => say("intention-empty"),
            Self::TooLong(chars) => {
                say("intention-too-long").with("chars", chars).with("most", WORDS_CHARS_MAX)
            }
        }
    }
}

language::says_why!(BadIntention);

/// An intention as it is kept.
///
/// # Errors
/// [`BadIntention`] where it is empty or too long.
pub fn clean(given: &str) -> Result<String, BadIntention> {
    let clean = clean_line(given);
    match clean.chars().count() {
        0 => Err(BadIntention::Empty),
        chars if chars > WORDS_CHARS_MAX => Err(BadIntention::TooLong(chars)),
        _ => Ok(clean),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;

    #[test]
    fn three_different_ones_are_offered_and_tomorrow_others() {
        let mut day = date(2026, 1, 1);
        for _ in 0..400 {
            let [a, b, c] = offered(day);
            assert!(a != b && b != c && a != c);
            let next = day.checked_add(1.day()).unwrap();
            // On the first of January the round may begin anew.
            assert!(offered(next)[0] != a || next.day_of_year() == 1);
            day = next;
        }
        let mut all = (0..OFFERED).map(|place| beginning(place).to_string());
        assert!(all.all(|words| clean(&words) == Ok(words)));
    }

    #[test]
    fn an_intention_is_one_short_line() {
        assert_eq!(clean(" be\n kind "), Ok("be kind".into()));
        assert_eq!(clean(" \n"), Err(BadIntention::Empty));
        assert_eq!(clean(&"x".repeat(161)), Err(BadIntention::TooLong(161)));
    }
}

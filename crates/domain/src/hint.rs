//! Hints: what the check of a draft may say before it is sent, and the times that a promise can be given.

use jiff::{ToSpan, Zoned, civil::Weekday};
use language::{Wording, say};

use crate::hours::Hours;

/// A kind of hint. Each can be switched off by whoever writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Something that a canned reply left to be put in.
    Gap,
    /// The customer told of something hard, and the answer passes over it.
    Empathy,
    /// A question of the customer's that the answer does not take up.
    Question,
    /// It asks for what the customer gave already.
    AskedAgain,
    /// A "no" that stands alone.
    Refusal,
    /// Words for which there are better ones.
    Wording,
    /// A promise that does not say by when.
    Time,
    /// A first answer that does not greet.
    Greeting,
    /// A first answer that ends without a close.
    Closing,
    /// A label on a person, in a note.
    Label,
}

impl Kind {
    /// All kinds, in the order in which they matter.
    pub const ALL: [Self; 10] = [
        Self::Gap,
        Self::Empathy,
        Self::Question,
        Self::AskedAgain,
        Self::Refusal,
        Self::Wording,
        Self::Time,
        Self::Greeting,
        Self::Closing,
        Self::Label,
    ];

    /// The word that is stored and stands in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Empathy => "empathy",
            Self::Question => "question",
            Self::AskedAgain => "asked-again",
            Self::Refusal => "refusal",
            Self::Wording => "wording",
            Self::Time => "time",
            Self::Greeting => "greeting",
            Self::Closing => "closing",
            Self::Label => "label",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What it is called.
    pub fn title(self) -> Wording {
        match self {
            Self::Gap => say("hint-gap"),
            Self::Empathy => say("hint-empathy"),
            Self::Question => say("hint-question"),
            Self::AskedAgain => say("hint-asked-again"),
            Self::Refusal => say("hint-refusal"),
            Self::Wording => say("hint-wording"),
            Self::Time => say("hint-time"),
            Self::Greeting => say("hint-greeting"),
            Self::Closing => say("hint-closing"),
            Self::Label => say("hint-label"),
        }
    }

    /// What it looks for.
    pub fn meaning(self) -> Wording {
        match self {
            Self::Gap => say("hint-gap-meaning"),
            Self::Empathy => say("hint-empathy-meaning"),
            Self::Question => say("hint-question-meaning"),
            Self::AskedAgain => say("hint-asked-again-meaning"),
            Self::Refusal => say("hint-refusal-meaning"),
            Self::Wording => say("hint-wording-meaning"),
            Self::Time => say("hint-time-meaning"),
            Self::Greeting => say("hint-greeting-meaning"),
            Self::Closing => say("hint-closing-meaning"),
            Self::Label => say("hint-label-meaning"),
        }
    }
}

/// When an hour is left of the desk's day, the end of that day can still be promised.
const END_OF_DAY_HOURS_MIN: i64 = 1;
/// Days ahead in which an open day is looked for.
const DAYS_AHEAD: i64 = 9;

/// Times that a promise can be given at `now`, which is in the desk's zone, as words that follow it: the end
/// of today, noon of the next open day, and five o'clock on Friday or, where that is near, on the open day
/// after it. Without hours, every day but the weekend is open until six.
pub fn times(now: &Zoned, hours: &Hours) -> Vec<String> {
    let opens = |day: Weekday| {
        if hours.is_empty() {
            !matches!(day, Weekday::Saturday | Weekday::Sunday)
        } else {
            hours.on(day).is_some()
        }
    };
    let mut times = Vec::new();
    let closing = if hours.is_empty() {
        opens(now.weekday()).then(|| jiff::civil::time(18, 0, 0, 0))
    } else {
        hours.closing(now.weekday())
    };
    if let Some(closing) = closing {
        let last = closing.checked_sub(END_OF_DAY_HOURS_MIN.hours());
        if last.is_ok_and(|last| now.time() <= last) {
            times.push("by the end of today".to_owned());
        }
    }
    let ahead =
        (1..=DAYS_AHEAD).filter_map(|days| Some((days, now.date().checked_add(days.days()).ok()?)));
    let open: Vec<_> = ahead.filter(|(_, date)| opens(date.weekday())).collect();
    let Some(&(first, noon)) = open.first() else { return times };
    times.push(match first {
        1 => "by noon tomorrow".to_owned(),
        _ => format!("by noon on {}", name(noon.weekday())),
    });
    // A week from now a weekday's name would mean today.
    let named = || open.iter().filter(|(days, _)| *days > first && *days < 7);
    let friday = named().find(|(_, date)| date.weekday() == Weekday::Friday);
    if let Some((_, date)) = friday.or_else(|| named().next()) {
        times.push(format!("by {} at 17:00", name(date.weekday())));
    }
    times
}

fn name(day: Weekday) -> &'static str {
    crate::hours::WEEKDAYS
        .iter()
        .find(|(known, ..)| *known == day)
        .map_or("Monday", |&(_, _, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_can_be_given_a_time_that_the_desk_is_open() {
        let week = Hours::from_text(
            "mon 09:00-18:00;tue 09:00-18:00;wed 09:00-18:00;thu 09:00-18:00;fri 09:00-18:00",
        );
        for (now, hours, expected) in [
            // A Wednesday.
            (
                "2026-11-18T10:00",
                &week,
                "by the end of today, by noon tomorrow, by Friday at 17:00",
            ),
            ("2026-11-18T17:30", &week, "by noon tomorrow, by Friday at 17:00"),
            // A Thursday: tomorrow is Friday, so Monday comes after it.
            (
                "2026-11-19T10:00",
                &week,
                "by the end of today, by noon tomorrow, by Monday at 17:00",
            ),
            (
                "2026-11-20T10:00",
                &week,
                "by the end of today, by noon on Monday, by Tuesday at 17:00",
            ),
            ("2026-11-21T10:00", &week, "by noon on Monday, by Friday at 17:00"),
            (
                "2026-11-18T10:00",
                &Hours::default(),
                "by the end of today, by noon tomorrow, by Friday at 17:00",
            ),
        ] {
            let now: Zoned = format!("{now}[Europe/Berlin]").parse().unwrap();
            assert_eq!(times(&now, hours).join(", "), expected, "{now}");
        }
        let never = Hours::from_text("sun 10:00-11:00");
        let now: Zoned = "2026-11-18T10:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(times(&now, &never), ["by noon on Sunday"]);
    }

    #[test]
    fn kinds_are_told_apart_by_their_words() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
    }
}

//! For how long what is said stays: conversations that were closed long ago can go by themselves, or only the files that
//! came with them.

use language::{Wording, say};

/// Fewest days after which something goes: until then other programs are told, and things are undone.
pub const DAYS_MIN: i64 = 30;
/// Most days: a hundred years.
pub const DAYS_MAX: i64 = 36_500;

/// After how many days what goes, counted from when a conversation was closed; nothing goes that is not named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// Whole conversations.
    pub conversations_days: Option<i64>,
    /// Files that came with messages, and recordings of calls.
    pub files_days: Option<i64>,
}

impl Retention {
    /// Whether anything goes.
    pub fn is_on(self) -> bool {
        self.conversations_days.is_some() || self.files_days.is_some()
    }

    /// What is wrong with it, in words for whoever chose it; nothing where it can be so.
    pub fn fault(self) -> Option<Wording> {
        let fits =
            |days: Option<i64>| days.is_none_or(|days| (DAYS_MIN..=DAYS_MAX).contains(&days));
        // As they are written in the field.
        let (least, most) = (DAYS_MIN.to_string(), DAYS_MAX.to_string());
        (!fits(self.conversations_days) || !fits(self.files_days))
            .then(|| say("retention-bad-days").with("least", least).with("most", most))
    }
}

/// What goes, or would, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Going {
    /// Conversations, with all that was said in them.
    pub conversations: i64,
    /// Messages and notes in them.
    pub messages: i64,
    /// Files, of those conversations and of others.
    pub files: i64,
    /// Their size in bytes.
    pub files_bytes: i64,
    /// Recordings of calls, likewise.
    pub recordings: i64,
}

impl Going {
    /// Whether nothing goes.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// With what goes beside it.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            conversations: self.conversations + other.conversations,
            messages: self.messages + other.messages,
            files: self.files + other.files,
            files_bytes: self.files_bytes + other.files_bytes,
            recordings: self.recordings + other.recordings,
        }
    }

    /// As it is kept until a day is over.
    pub fn to_text(self) -> String {
        let Self { conversations, messages, files, files_bytes, recordings } = self;
        format!("{conversations} {messages} {files} {files_bytes} {recordings}")
    }

    /// From that form; nothing where it is none.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut numbers = text.split(' ').map(|number| number.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Self {
            conversations: next()?,
            messages: next()?,
            files: next()?,
            files_bytes: next()?,
            recordings: next()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_within_bounds() {
        let of = |conversations_days, files_days| Retention { conversations_days, files_days };
        for (retention, is_on, fits) in [
            (of(None, None), false, true),
            (of(Some(30), None), true, true),
            (of(None, Some(36_500)), true, true),
            (of(Some(29), None), true, false),
            (of(Some(365), Some(0)), true, false),
            (of(Some(-1), None), true, false),
        ] {
            assert_eq!((retention.is_on(), retention.fault().is_none()), (is_on, fits));
        }
    }

    #[test]
    fn what_is_counted_is_read_as_it_was_written() {
        let one = Going { conversations: 1, messages: 2, files: 3, files_bytes: 4, recordings: 5 };
        assert_eq!(Going::from_text(&one.to_text()), Some(one));
        assert_eq!(one.and(one).messages, 4);
        assert!(Going::default().is_nothing() && !one.is_nothing());
        for text in ["", "1 2 3", "a b c d e"] {
            assert_eq!(Going::from_text(text), None, "{text}");
        }
    }
}

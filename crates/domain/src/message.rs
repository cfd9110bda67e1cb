//! Messages and notes: what a conversation is made of.

use jiff::Timestamp;
use language::{Wording, say};

use crate::{AgentId, ConversationId, EventId, MessageId, text};

/// Most characters in a message or a note. Longer texts belong in a file.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// Most attachments to one message.
pub const ATTACHMENTS_MAX: usize = 10;
/// For how long a reply can be taken back before it goes out, where the owner chose nothing else.
pub const UNDO_SECONDS_DEFAULT: i64 = 10;
/// Longest time that the owner can choose for that.
pub const UNDO_SECONDS_MAX: i64 = 60;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The conversation's customer.
    Customer,
    /// An agent.
    Agent(AgentId),
}

/// Who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Said to the other side.
    Reply,
    /// Internal: agents alone see it.
    Note,
}

impl Kind {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Note => "note",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "reply" => Some(Self::Reply),
            "note" => Some(Self::Note),
            _ => None,
        }
    }
}

/// One message or note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Where it is.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub author: Author,
    /// Who may see it.
    pub kind: Kind,
    /// What it says; empty only where it has attachments.
    pub text: String,
    /// When it was sent, or for one that waits, when it will be.
    pub at: Timestamp,
    /// Its place in what both sides see; `None` while it can still be undone, and for notes.
    pub sequence: Option<EventId>,
    /// The name that its sender gave it, so that sending it again changes nothing.
    pub key: Option<String>,
}

impl Message {
    /// Whether it waits for its time and can be taken back.
    pub fn queued(&self) -> bool {
        self.kind == Kind::Reply && self.sequence.is_none()
    }
}

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadText {
    /// Nothing that can be seen, and no file.
    Empty,
    /// More than [`TEXT_CHARS_MAX`]; how many there were.
    TooLong(usize),
}

impl BadText {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Empty => say("message-empty"),
            Self::TooLong(chars) => {
                say("message-too-long").with("chars", chars).with("most", TEXT_CHARS_MAX)
            }
        }
    }
}

language::says_why!(BadText);

/// The text of a message as it is kept.
///
/// # Errors
/// [`BadText::Empty`] where there is nothing and nothing is attached, [`BadText::TooLong`].
pub fn clean_text(given: &str, attachments: usize) -> Result<String, BadText> {
    let clean = text::clean(given);
    let chars = clean.chars().count();
    if chars > TEXT_CHARS_MAX {
        return Err(BadText::TooLong(chars));
    }
    let seen =
        clean.chars().any(|c| !c.is_whitespace() && !text::turns_direction(c) && c != '\u{200B}');
    if !seen && attachments == 0 {
        return Err(BadText::Empty);
    }
    Ok(clean)
}

/// The handles that a note mentions: each `@` and the letters and digits that follow it, in lower
/// case, where the `@` does not follow a letter or digit (as it does in an email address).
pub fn mentions(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c == '@' && !before.is_alphanumeric() {
            let handle: String = text[at + 1..]
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            if !handle.is_empty() && !found.contains(&handle) {
                found.push(handle);
            }
        }
        before = c;
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_message_says_something() {
        assert_eq!(clean_text(" \u{202E}\u{200B}\n", 0), Err(BadText::Empty));
        assert_eq!(clean_text("", 1), Ok(String::new()));
        assert_eq!(clean_text("hello\0", 0), Ok("hello".into()));
        let long = "x".repeat(1_000_000);
        assert_eq!(clean_text(&long, 0), Err(BadText::TooLong(1_000_000)));
    }

    proptest! {
        #[test]
        fn what_is_kept_can_be_kept_again(text: String, files in 0_usize..3) {
            if let Ok(kept) = clean_text(&text, files) {
                prop_assert!(kept.chars().count() <= TEXT_CHARS_MAX);
                prop_assert_eq!(clean_text(&kept, files), Ok(kept));
            }
        }

        #[test]
        fn mentions_are_handles(text in "[@a-zÀ-ÿ0-9 .\u{202E}]{0,40}") {
            for handle in mentions(&text) {
                prop_assert!(!handle.is_empty() && handle.chars().all(char::is_alphanumeric));
            }
        }
    }

    #[test]
    fn mentions_are_not_email_addresses() {
        assert_eq!(mentions("@Mia, ask jonas@shop.example or (@jonas) @mia @"), ["mia", "jonas"]);
    }
}

//! Where the customer had to say something again, and what they had said.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{QUOTE_CHARS, Said, Side, What};
use crate::{ConversationId, MessageId, text::excerpt};

/// Fewest letters of a word that tells one matter from another.
const LETTERS_MIN: usize = 4;
/// Long words that are in every matter.
const EVERYWHERE: [&str; 34] = [
    "about",
    "again",
    "already",
    "also",
    "always",
    "been",
    "before",
    "could",
    "does",
    "done",
    "every",
    "explain",
    "explained",
    "from",
    "have",
    "hello",
    "just",
    "last",
    "please",
    "said",
    "should",
    "still",
    "tell",
    "thank",
    "thanks",
    "that",
    "them",
    "there",
    "they",
    "third",
    "this",
    "time",
    "told",
    "with",
];

/// The customer had to say something again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Where.
    pub conversation: ConversationId,
    /// In which message.
    pub message: MessageId,
    /// When.
    pub at: Timestamp,
    /// The sentence in which they say so.
    pub words: String,
    /// What they had said before: where, which message, when, and its words.
    pub before: Option<(ConversationId, MessageId, Timestamp, String)>,
}

/// All of them, the oldest first; one a message.
pub(super) fn find(said: &[Said]) -> Vec<Repeat> {
    let customers: Vec<&Said> = said.iter().filter(|said| said.side == Side::Customer).collect();
    let mut repeats = Vec::new();
    for (number, said) in customers.iter().enumerate() {
        let Some(words) = said.sentence_of(What::Again) else { continue };
        let before = before(&customers[..number], said);
        repeats.push(Repeat {
            conversation: said.conversation,
            message: said.message,
            at: said.at,
            words: excerpt(words, QUOTE_CHARS),
            before: before.map(|(said, words)| {
                (said.conversation, said.message, said.at, excerpt(words, QUOTE_CHARS))
            }),
        });
    }
    repeats
}

/// The earlier message that shares the most words, and its sentence that does; else the first of the same
/// conversation.
fn before<'s>(earlier: &[&'s Said], said: &Said) -> Option<(&'s Said, &'s str)> {
    let own = telling(&said.text);
    let shared = |text: &str| telling(text).intersection(&own).count();
    let mut best: Option<(usize, &'s Said)> = None;
    for one in earlier {
        // Somebody who says it for the third time said it first in the first.
        let count = shared(&one.text);
        if count >= 1 && best.is_none_or(|(most, _)| count > most) {
            best = Some((count, one));
        }
    }
    let first = earlier.iter().find(|one| one.conversation == said.conversation).copied();
    let found = best.map(|(_, one)| one).or(first)?;
    // The last of those that share the most is not better than the first.
    let mut sentence: Option<(usize, &'s str)> = None;
    for (_, words) in found.sentences() {
        let count = shared(words);
        if sentence.is_none_or(|(most, _)| count > most) {
            sentence = Some((count, words));
        }
    }
    Some((found, sentence.map_or(found.text.as_str(), |(_, words)| words)))
}

/// The words of a text that tell what it is about.
fn telling(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let tells = |word: &String| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let long = word.chars().count() >= LETTERS_MIN;
        (long || digits >= 2) && !EVERYWHERE.contains(&word.as_str())
    };
    words.filter(tells).collect()
}

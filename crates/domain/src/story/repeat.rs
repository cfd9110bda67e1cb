//! Where the customer had to say something again, and what they had said.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{QUOTE_CHARS, Said, Side, What};
use crate::{ConversationId, MessageId, text::excerpt};

/// Fewest letters of a word that tells one matter from another.
const LETTERS_MIN: usize = 4;
/// A word of the sentence that says it again counts for so many of the others.
const AGAIN_WEIGHT: usize = 3;
/// Long words that are in every matter.
const EVERYWHERE: [&str; 48] = [
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
    "down",
    "every",
    "explain",
    "explained",
    "from",
    "have",
    "hello",
    "here",
    "just",
    "last",
    "much",
    "once",
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
    "very",
    "were",
    "what",
    "when",
    "where",
    "which",
    "will",
    "with",
    "would",
    "your",
    "yours",
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
        let before = before(&customers[..number], said, words);
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

/// The earlier message that shares the most with it, above all with the sentence that says it again, and its
/// own sentence that does; else the first of the same conversation.
fn before<'s>(earlier: &[&'s Said], said: &Said, again: &str) -> Option<(&'s Said, &'s str)> {
    let (sentence, whole) = (telling(again), telling(&said.text));
    let shared = |text: &str| {
        let words = telling(text);
        AGAIN_WEIGHT * words.intersection(&sentence).count() + words.intersection(&whole).count()
    };
    let first = earlier.iter().find(|one| one.conversation == said.conversation).copied();
    let found = best(earlier.iter().copied(), |one| shared(&one.text)).or(first)?;
    let words = best(found.sentences().map(|(_, words)| words), shared);
    let words = words.or_else(|| found.sentences().map(|(_, words)| words).next());
    Some((found, words.unwrap_or(&found.text)))
}

/// What has the most, and anything at all: of several the first, for who says a thing for the third time said
/// it first in the first.
fn best<T: Copy>(of: impl Iterator<Item = T>, count: impl Fn(T) -> usize) -> Option<T> {
    let mut best: Option<(usize, T)> = None;
    for one in of {
        let count = count(one);
        if count > best.map_or(0, |(most, _)| most) {
            best = Some((count, one));
        }
    }
    best.map(|(_, one)| one)
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

//! What the reader finds in what was said. Messages do not change, so what was found in some words
//! is kept in memory for when they are read again: a page that is opened a second time reads nothing.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    ops::Range,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use words::{By, Finding, Language, Message, Reader, Source, Turn, What};

/// Readings of single messages that are kept.
const MESSAGES_MAX: usize = 8_192;
/// Readings of whole stretches of talk that are kept.
const TALKS_MAX: usize = 512;
/// Findings below this are not acted on.
const CONFIDENCE_MIN: f32 = 0.5;
/// What counts against somebody is said by a rule that can be read, and surely.
const AGAINST_CONFIDENCE_MIN: f32 = 0.9;

/// What was found in a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The sentences of what is its writer's own.
    pub sentences: Vec<Range<usize>>,
    /// What was noticed, with its bytes.
    pub findings: Vec<(What, Range<usize>)>,
    /// How upset the customer's words sound, 0 (not at all) to 4 (furious); 0 for ours.
    pub upset: f32,
    /// The language, by its English name, where it is one in which only questions are found.
    pub foreign: Option<&'static str>,
}

impl Read {
    /// Whether something was noticed.
    pub fn has(&self, what: What) -> bool {
        self.findings.iter().any(|(found, _)| *found == what)
    }

    fn of(reading: words::Reading) -> Self {
        let sure = |finding: &Finding| match finding.what {
            What::Repeat => {
                finding.source == Source::Rule && finding.confidence >= AGAINST_CONFIDENCE_MIN
            }
            // "You are wonderful" sounds like an insult to a model, for it is said to somebody's face.
            What::Abuse => finding.source == Source::Rule,
            _ => finding.confidence >= CONFIDENCE_MIN,
        };
        Self {
            upset: reading.upset(),
            foreign: match reading.language {
                Language::English => None,
                Language::Other(name) => Some(name),
            },
            findings: reading
                .findings
                .into_iter()
                .filter(sure)
                .map(|finding| (finding.what, finding.span))
                .collect(),
            sentences: reading.sentences,
        }
    }
}

/// Reads everything. It keeps nothing of what it reads, so there is one for all desks of this program, made when
/// there is something to read.
pub(crate) static READER: LazyLock<Reader> = LazyLock::new(Reader::new);
static MESSAGES: LazyLock<Kept<Arc<Read>>> = LazyLock::new(|| Kept::new(MESSAGES_MAX));
static TALKS: LazyLock<Kept<Arc<[Read]>>> = LazyLock::new(|| Kept::new(TALKS_MAX));

/// Readings by the words that were read. The names are 128 bits with keys of this process's own, so that no
/// two texts have the same.
struct Kept<T> {
    keys: [RandomState; 2],
    most: usize,
    readings: Mutex<HashMap<(u64, u64), T>>,
}

impl<T: Clone> Kept<T> {
    fn new(most: usize) -> Self {
        let keys = [RandomState::new(), RandomState::new()];
        Self { keys, most, readings: Mutex::new(HashMap::new()) }
    }

    fn get(&self, said: &[(By, &str)], read: impl FnOnce() -> T) -> T {
        let name = (self.keys[0].hash_one(said), self.keys[1].hash_one(said));
        let readings = || self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = readings().get(&name) {
            return kept.clone();
        }
        // Read outside of the lock: two that read the same at once find the same.
        let found = read();
        let mut readings = readings();
        if readings.len() >= self.most {
            readings.clear();
        }
        readings.insert(name, found.clone());
        found
    }
}

/// What is in one message by itself.
pub fn message(by: By, text: &str) -> Arc<Read> {
    MESSAGES.get(&[(by, text)], || Arc::new(Read::of(READER.read(&Message::new(text, by)))))
}

/// What is in a stretch of talk, in its order: also what only its messages together show.
pub fn talk(said: &[(By, &str)]) -> Arc<[Read]> {
    TALKS.get(said, || {
        let turns: Vec<Turn> = said
            .iter()
            .map(|(by, text)| Turn { by: *by, text: (*text).to_owned(), at: None })
            .collect();
        let read = READER.read_conversation(&turns, &words::Known::default());
        read.turns.into_iter().map(Read::of).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_read_once_and_each_side_by_itself() {
        let text = "This is the third time I explain this.";
        let (one, other) = (message(By::Customer, text), message(By::Customer, text));
        assert!(Arc::ptr_eq(&one, &other) && one.has(What::Repeat), "{one:?}");
        assert!(!message(By::Us, text).has(What::Repeat));
    }

    #[test]
    fn what_was_asked_again_shows_in_the_talk_alone() {
        let said = [
            (By::Customer, "My order number is 48213."),
            (By::Us, "Could you share your order number, please?"),
        ];
        let read = talk(&said);
        assert!(read[1].has(What::AskedAgain), "{read:?}");
        assert!(!message(By::Us, said[1].1).has(What::AskedAgain));
    }
}

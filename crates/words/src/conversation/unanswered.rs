//! A question of the customer's that nothing of ours answered.
//!
//! Example: "When will it arrive? And can I change the colour?" – "It arrives on Friday." (the colour).
//! Counter-example: the same, answered by "It arrives on Friday, and yes, which colour would you like?"
//!
//! A question counts as answered when one of our next turns takes up one of its own words (by stem), or
//! answers in its kind: *yes*, *no* and their kin to a yes-or-no question, a time to *when*, a number to *how
//! much* or what something costs, a reason to *why*. This errs on the side of answered: what is told should be worth a look. A
//! question in the last turns, to which nobody has answered at all yet, is not told: it is still our turn.

use super::Thread;
use crate::finding::{By, Finding, Source, What};

/// Our turns that may answer a question, after the turn that asks it.
pub(super) const ANSWERS_MAX: usize = 3;
/// Words shorter than this say nothing of what a question is about, in letters.
const WORD_MIN: usize = 4;
/// Letters that two words must share from their beginning to be of one stem, or all that the shorter one has.
const STEM: usize = 5;

/// Words of four letters and more that are in every question.
const EMPTY: [&str; 46] = [
    "what", "when", "where", "which", "would", "could", "should", "have", "that", "this", "there",
    "they", "your", "please", "with", "from", "will", "know", "tell", "does", "help", "about",
    "some", "much", "many", "still", "then", "than", "just", "been", "being", "were", "want",
    "need", "like", "possible", "thanks", "thank", "hello", "also", "into", "long", "else",
    "anyone", "someone", "because",
];

/// A question of the customer's, ready to be looked for in answers.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    lower: String,
}

impl Asked {
    /// The question in these words; `None` where it is about nothing: "Is anyone there?" is answered by being
    /// there.
    pub(super) fn of(question: &str) -> Option<Self> {
        let lower = question.to_lowercase();
        content(&lower).next()?;
        Some(Self { lower })
    }

    /// Whether an answer, in lower case, takes it up.
    pub(super) fn answered_by(&self, answer: &str) -> bool {
        let about: Vec<&str> = content(&self.lower).collect();
        answers_it(&self.lower, &about, answer)
    }
}

pub(super) fn notice(thread: &Thread<'_>, found: &mut Vec<(usize, Finding)>) {
    for (number, turn, reading) in thread.by(By::Customer) {
        let mut questions =
            reading.findings.iter().filter(|finding| finding.what == What::Question).peekable();
        if questions.peek().is_none() {
            continue;
        }
        let answers: Vec<String> = thread
            .answers(number)
            .take(ANSWERS_MAX)
            .map(|(_, turn, _)| turn.text.to_lowercase())
            .collect();
        // Nothing of ours came yet: it is our turn.
        if answers.is_empty() {
            continue;
        }
        for question in questions {
            let Some(asked) = Asked::of(&turn.text[question.span.clone()]) else { continue };
            if answers.iter().any(|answer| asked.answered_by(answer)) {
                continue;
            }
            found.push((
                number,
                Finding {
                    what: What::Unanswered,
                    by: By::Customer,
                    span: question.span.clone(),
                    confidence: 0.6,
                    source: Source::Rule,
                    reason: "nothing that we said takes it up".into(),
                    due: None,
                },
            ));
        }
    }
}

fn content(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= WORD_MIN && !EMPTY.contains(word))
}

fn answers_it(asked: &str, about: &[&str], answer: &str) -> bool {
    let stem = |word: &str| word.chars().take(STEM).collect::<String>();
    let stems: Vec<String> = about.iter().map(|word| stem(word)).collect();
    let taken_up = |word: &str| {
        let word = stem(word);
        stems.iter().any(|asked| asked.starts_with(&word) || word.starts_with(asked.as_str()))
    };
    if content(answer).any(taken_up) {
        return true;
    }
    let begins = |starts: &[&str]| starts.iter().any(|start| asked.trim_start().starts_with(start));
    let says = |words: &[&str]| {
        answer.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|word| words.contains(&word))
    };
    let digit = answer.contains(|c: char| c.is_ascii_digit());
    if asked.contains("when") || asked.contains("how long") || asked.contains("what time") {
        return digit
            || says(&[
                "today",
                "tomorrow",
                "tonight",
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
                "week",
                "hours",
                "days",
                "minutes",
                "soon",
                "now",
            ]);
    }
    if ["how much", "how many", "cost", "price"].iter().any(|of| asked.contains(of)) {
        return digit || says(&["free", "none", "one", "two", "three", "nothing"]);
    }
    if begins(&["why", "how come"]) {
        return says(&["because", "due", "reason", "since", "caused", "so"]);
    }
    let open = begins(&["what", "where", "which", "who", "how"]);
    !open
        && says(&[
            "yes",
            "no",
            "yeah",
            "yep",
            "nope",
            "sure",
            "certainly",
            "absolutely",
            "unfortunately",
            "afraid",
            "can",
            "can't",
            "cannot",
            "indeed",
            "correct",
            "exactly",
            "course",
            "definitely",
            "done",
            "ok",
            "okay",
        ])
}

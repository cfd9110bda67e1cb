//! We say sorry in the very words that we used before.
//!
//! Example: "We apologise for any inconvenience caused." twice in one conversation. Counter-example: two
//! apologies in different words.

use std::collections::HashMap;

use super::Thread;
use crate::finding::{By, Finding, Source, What};

/// An apology of fewer words is a word, not a formula: "Sorry!"
const WORDS_MIN: usize = 3;

pub(super) fn notice(thread: &Thread<'_>, found: &mut Vec<(usize, Finding)>) {
    let mut said: HashMap<String, usize> = HashMap::new();
    for (number, turn, reading) in thread.by(By::Us) {
        for apology in reading.findings.iter().filter(|finding| finding.what == What::Apology) {
            let sentence = reading.sentence(apology.span.start).unwrap_or(apology.span.clone());
            let words: Vec<String> = turn.text[sentence.clone()]
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect();
            if words.len() < WORDS_MIN {
                continue;
            }
            let first = *said.entry(words.join(" ")).or_insert(number);
            if first != number {
                found.push((
                    number,
                    Finding {
                        what: What::RepeatedApology,
                        by: By::Us,
                        span: sentence,
                        confidence: 0.95,
                        source: Source::Rule,
                        reason: "the same apology, word for word".into(),
                        due: None,
                    },
                ));
            }
        }
    }
}

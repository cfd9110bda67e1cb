//! We say sorry in the very words that we used before.
//!
//! Example: "We apologise for any inconvenience caused." twice in one conversation. Counter-example: two
//! apologies in different words.

use std::{collections::HashMap, ops::Range};

use super::Thread;
use crate::{
    finding::{By, Finding, Source, What},
    reader::Reading,
};

/// An apology of fewer words is a word, not a formula: "Sorry!"
const WORDS_MIN: usize = 3;

/// The formulas of a turn of ours: the words of each apology's sentence, and where it stands.
pub(super) fn formulas(text: &str, reading: &Reading) -> Vec<(String, Range<usize>)> {
    let apologies = reading.findings.iter().filter(|finding| finding.what == What::Apology);
    apologies
        .filter_map(|apology| {
            let sentence = reading.sentence(apology.span.start).unwrap_or(apology.span.clone());
            let words: Vec<String> = text[sentence.clone()]
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect();
            (words.len() >= WORDS_MIN).then(|| (words.join(" "), sentence))
        })
        .collect()
}

/// The same apology, word for word.
pub(super) fn again(sentence: Range<usize>) -> Finding {
    Finding {
        what: What::RepeatedApology,
        by: By::Us,
        span: sentence,
        confidence: 0.95,
        source: Source::Rule,
        reason: "the same apology, word for word".into(),
        due: None,
    }
}

pub(super) fn notice(thread: &Thread<'_>, found: &mut Vec<(usize, Finding)>) {
    let mut said: HashMap<String, usize> = HashMap::new();
    for (number, turn, reading) in thread.by(By::Us) {
        for (words, sentence) in formulas(&turn.text, reading) {
            let first = *said.entry(words).or_insert(number);
            if first != number {
                found.push((number, again(sentence)));
            }
        }
    }
}

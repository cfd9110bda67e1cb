//! The rules of all detectors, ready to look.

use std::ops::Range;

use crate::{
    compile::{self, Rule},
    detectors::{self, Detector},
    lexicon::{Lexicon, rule_line},
    pattern::{Match, Patterns},
    token::Tokens,
};

/// What `build.rs` made of the rules of all detectors.
const STORED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));

/// All detectors, ready to look.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) lexicon: Lexicon,
    pub(crate) rules: Vec<Rule<'static>>,
    patterns: Patterns,
}

impl Rules {
    /// The rules as they came with the program.
    pub(crate) fn new() -> Self {
        // They are always there, and a test says so; but a reader without rules would be worse than a slow
        // start.
        let (lexicon, rules, patterns) =
            compile::read(STORED).unwrap_or_else(|| Self::compiled().finish());
        Self { lexicon, rules, patterns }
    }

    /// The rules as their authors wrote them. Lines that cannot be read are left out; there are none in
    /// what ships.
    fn compiled() -> compile::Book<'static> {
        let mut book = compile::Book::new();
        for (number, Detector { what, rules, .. }) in detectors::all().iter().enumerate() {
            book.begin(number);
            for line in rules.lines().filter_map(rule_line) {
                let read = book.line(line);
                debug_assert!(read.is_ok(), "{}: {line}: {read:?}", what.name());
            }
        }
        book
    }

    /// All matches in a text, by detector.
    pub(crate) fn find(&self, tokens: &Tokens) -> Found {
        let mut matches = Vec::new();
        for sentence in &tokens.sentences {
            self.patterns.find(&tokens.all, sentence.tokens.clone(), &self.lexicon, &mut matches);
        }
        let detector = |found: &Match| usize::from(self.rules[usize::from(found.rule)].detector);
        matches.sort_by_key(detector);
        let mut starts = Vec::with_capacity(detectors::all().len() + 1);
        let mut start = 0;
        for number in 0..=detectors::all().len() {
            start += matches[start..].iter().take_while(|found| detector(found) < number).count();
            starts.push(start);
        }
        Found { matches, starts }
    }
}

/// Matches by detector.
#[derive(Debug)]
pub(crate) struct Found {
    matches: Vec<Match>,
    starts: Vec<usize>,
}

impl Found {
    pub(crate) fn of(&self, detector: usize) -> &[Match] {
        let Range { start, end } = self.starts[detector]..self.starts[detector + 1];
        &self.matches[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write;

    #[test]
    fn what_was_built_is_what_is_written() {
        let (lexicon, rules, patterns) = Rules::compiled().finish();
        assert!(write::all(&lexicon, &rules, &patterns) == STORED, "build.rs read other rules");
        let (_, stored, again) = compile::read(STORED).unwrap();
        assert_eq!(stored, rules);
        assert!(again == patterns);
    }
}

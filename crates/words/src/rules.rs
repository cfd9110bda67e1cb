//! The rules of all detectors, compiled.

use std::ops::Range;

use crate::{
    detectors::{self, Detector},
    lexicon::{Lexicon, lines},
    pattern::{Match, Patterns},
    token::Tokens,
};

/// What a line of rules does where it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Find,
    UndoTouched,
    UndoSentence,
    UndoMessage,
    Named,
}

/// A line of rules.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) effect: Effect,
    /// The reason, or the name of what was found.
    pub(crate) reason: &'static str,
    /// Which detector's.
    detector: usize,
}

/// All detectors, ready to look.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) lexicon: Lexicon,
    pub(crate) rules: Vec<Rule>,
    patterns: Patterns,
}

impl Rules {
    /// Compiles them. Lines that cannot be read are left out and told; there are none in what ships.
    pub(crate) fn new() -> (Self, Vec<String>) {
        let mut wrong = Vec::new();
        let (mut lexicon, mut rules, mut patterns) =
            (Lexicon::new(), Vec::new(), Patterns::default());
        for (detector, Detector { what, rules: text, .. }) in detectors::all().iter().enumerate() {
            let mut reason = "";
            for line in lines(text) {
                if let Some(because) = line.strip_prefix("= ") {
                    reason = because;
                    continue;
                }
                let (effect, reason, pattern) = effect(line, reason);
                #[allow(clippy::cast_possible_truncation)] // a few thousand lines
                let number = rules.len() as u16;
                match patterns.add(pattern, number, &mut lexicon) {
                    Ok(()) => rules.push(Rule { effect, reason, detector }),
                    Err(why) => wrong.push(format!("{}: {line}: {why}", what.name())),
                }
            }
        }
        patterns.index(&lexicon);
        (Self { lexicon, rules, patterns }, wrong)
    }

    /// All matches in a text, by detector.
    pub(crate) fn find(&self, tokens: &Tokens) -> Found {
        let mut matches = Vec::new();
        for sentence in &tokens.sentences {
            self.patterns.find(&tokens.all, sentence.tokens.clone(), &self.lexicon, &mut matches);
        }
        matches.sort_by_key(|found| self.rules[usize::from(found.rule)].detector);
        let mut starts = Vec::with_capacity(detectors::all().len() + 1);
        for detector in 0..=detectors::all().len() {
            starts.push(
                matches.partition_point(|found| {
                    self.rules[usize::from(found.rule)].detector < detector
                }),
            );
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

fn effect<'l>(line: &'l str, reason: &'l str) -> (Effect, &'l str, &'l str) {
    // A pattern with a reason of its own.
    if let Some((pattern, because)) = line.split_once(" = ") {
        return (Effect::Find, because, pattern);
    }
    if let Some(pattern) = line.strip_prefix("- ") {
        (Effect::UndoTouched, reason, pattern)
    } else if let Some(pattern) = line.strip_prefix("!! ") {
        (Effect::UndoMessage, reason, pattern)
    } else if let Some(pattern) = line.strip_prefix("! ") {
        (Effect::UndoSentence, reason, pattern)
    } else if let Some((name, pattern)) =
        line.strip_prefix('@').and_then(|line| line.split_once(' '))
    {
        (Effect::Named, name, pattern)
    } else {
        (Effect::Find, reason, line)
    }
}

//! The reader: a message in, its findings out.

use crate::{
    detectors,
    finding::{By, Finding},
    lexicon::Lexicon,
    part::{PartKind, parts},
    rules::Rules,
    scene::Scene,
    token::{Tokens, tokens},
    when,
};

/// Reads messages. Made once; it keeps nothing of what it read.
#[derive(Debug)]
pub struct Reader {
    rules: Rules,
}

/// What somebody says, and what the desk knows of it.
#[derive(Debug, Clone, Copy)]
pub struct Message<'m> {
    /// The words.
    pub text: &'m str,
    /// Who says them.
    pub by: By,
    /// The agent's name, where it is known.
    pub agent: Option<&'m str>,
    /// The customer's name, where it is known.
    pub customer: Option<&'m str>,
    /// When it is said, and the desk's hours: without it, no promise has a due.
    pub reference: Option<when::Reference<'m>>,
}

impl<'m> Message<'m> {
    /// Words of somebody of whom nothing is known.
    pub fn new(text: &'m str, by: By) -> Self {
        Self { text, by, agent: None, customer: None, reference: None }
    }
}

/// What was found in a message.
#[derive(Debug, Clone)]
pub struct Reading {
    /// In the order of the detectors, each in the order of the text.
    pub findings: Vec<Finding>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// A reader of English.
    pub fn new() -> Self {
        let (rules, wrong) = Rules::new();
        debug_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Self { rules }
    }

    /// Reads what somebody says.
    pub fn read(&self, message: &Message<'_>) -> Reading {
        let Message { text, by, .. } = *message;
        let tokens = self.tokens(text);
        let found = self.rules.find(&tokens);
        let mut findings = Vec::new();
        for (number, detector) in detectors::all().iter().enumerate() {
            if !detector.by.contains(&by) {
                continue;
            }
            (detector.judge)(
                &Scene {
                    message,
                    text,
                    by,
                    what: detector.what,
                    tokens: &tokens,
                    lexicon: &self.rules.lexicon,
                    rules: &self.rules.rules,
                    matches: found.of(number),
                },
                &mut findings,
            );
        }
        Reading { findings }
    }

    /// The words that it knows.
    pub fn lexicon(&self) -> &Lexicon {
        &self.rules.lexicon
    }

    fn tokens(&self, text: &str) -> Tokens {
        {
            let own = parts(text).into_iter().filter(|part| part.kind == PartKind::Own);
            tokens(text, own.map(|part| part.span), &self.rules.lexicon)
        }
    }
}

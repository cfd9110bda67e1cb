//! The reader: a message in, its findings out.

use crate::{
    detectors::{self, upset},
    finding::{By, Finding, What},
    lexicon::Lexicon,
    model::{Features, Model},
    mood::Tone,
    rules::Rules,
    scene::Scene,
    token::{Tokens, tokens},
};

/// Reads messages. Made once; it keeps nothing of what it read.
#[derive(Debug)]
pub struct Reader {
    rules: Rules,
    model: Model,
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
}

impl<'m> Message<'m> {
    /// Words of somebody of whom nothing is known.
    pub fn new(text: &'m str, by: By) -> Self {
        Self { text, by, agent: None, customer: None }
    }
}

/// What was found in a message.
#[derive(Debug, Clone)]
pub struct Reading {
    /// In the order of the detectors, each in the order of the text.
    pub findings: Vec<Finding>,
    /// How upset a customer's words sound.
    pub tone: Option<Tone>,
    /// How polite our words are: how likely they are of the politer kind, 0 to 1.
    pub politeness: Option<f32>,
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
        Self { rules, model: Model::shipped() }
    }

    /// Reads what somebody says.
    pub fn read(&self, message: &Message<'_>) -> Reading {
        let Message { text, by, .. } = *message;
        let tokens = self.tokens(text);
        let found = self.rules.find(&tokens);
        let mut findings = Vec::new();
        let mut said = Vec::new();
        for (number, detector) in detectors::all().iter().enumerate() {
            if !detector.by.contains(&by) {
                continue;
            }
            let scene = Scene {
                message,
                text,
                by,
                what: detector.what,
                tokens: &tokens,
                lexicon: &self.rules.lexicon,
                rules: &self.rules.rules,
                matches: found.of(number),
            };
            if detector.what == What::Upset {
                said = upset::said(&scene)
                    .into_iter()
                    .map(|said| {
                        let span = scene.span(said.tokens.clone());
                        (said, span)
                    })
                    .collect();
            }
            (detector.judge)(&scene, &mut findings);
        }
        let tone =
            (by == By::Customer).then(|| Tone::of(text, &tokens, &findings, &said, &self.model));
        let politeness = (by == By::Us).then(|| {
            let odds = self.model.score("polite", &Features::of(text));
            1.0 / (1.0 + libm::expf(-odds))
        });
        Reading { findings, tone, politeness }
    }

    /// The words that it knows.
    pub fn lexicon(&self) -> &Lexicon {
        &self.rules.lexicon
    }

    fn tokens(&self, text: &str) -> Tokens {
        tokens(text, 0..text.len(), &self.rules.lexicon)
    }
}

//! The reader: a message in, its findings out.

use std::{borrow::Cow, ops::Range};

use crate::{
    conversation::trust::Weights,
    detectors::{self, upset},
    finding::{By, Finding, Source, What},
    language::{Language, language},
    latin,
    lexicon::Lexicon,
    model,
    mood::{Mood, Tone},
    part::{Part, PartKind, parts},
    readability,
    rules::Rules,
    scene::Scene,
    token::{self, Tokens, tokens},
    verdict::{self, Bench, Verdict},
    when,
};

/// Reads messages. Made once; it keeps nothing of what it read.
#[derive(Debug)]
pub struct Reader {
    rules: Rules,
    customers: Bench,
    ours: Bench,
    pub(crate) weights: Weights,
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
    /// Which language it is in; of another than English only what needs no language was looked for.
    pub language: Language,
    /// What of the text is its writer's own.
    pub parts: Vec<Part>,
    /// The sentences of what is the writer's own.
    pub sentences: Vec<Range<usize>>,
    /// In the order of the detectors, each in the order of the text.
    pub findings: Vec<Finding>,
    /// How upset a customer's words sound.
    pub tone: Option<Tone>,
    /// How upset a customer sounds: by these words alone, or in a conversation in the light of the turns
    /// before.
    pub mood: Option<Mood>,
    /// How polite our words are: how likely they are of the politer kind, 0 to 1.
    pub politeness: Option<f32>,
    /// How easy our words are to read: see [`readability::ease`].
    pub ease: Option<f32>,
}

impl Reading {
    /// The sentence at a byte.
    pub fn sentence(&self, byte: usize) -> Option<Range<usize>> {
        self.sentences.iter().find(|sentence| sentence.contains(&byte)).cloned()
    }

    /// How upset the words sound by themselves, 0 to 4; 0 where nobody judges them.
    pub fn upset(&self) -> f32 {
        self.mood.map_or(0.0, |mood| mood.upset)
    }
}

/// The writer's own words, with a line between stretches.
fn own<'t>(text: &'t str, parts: &[Part]) -> Cow<'t, str> {
    match parts {
        [] => Cow::Borrowed(""),
        [one] if one.kind == PartKind::Own => Cow::Borrowed(text),
        parts => {
            let own = parts.iter().filter(|part| part.kind == PartKind::Own);
            Cow::Owned(own.map(|part| &text[part.span.clone()]).collect::<Vec<_>>().join("\n"))
        }
    }
}

/// The questions that have a question mark, in whatever language.
fn marked_questions(message: &Message<'_>, tokens: &Tokens) -> Vec<Finding> {
    let asked = tokens.sentences.iter().filter(|sentence| sentence.mood == token::Mood::Question);
    asked
        .map(|sentence| Finding {
            what: What::Question,
            by: message.by,
            span: sentence.span.clone(),
            confidence: 0.9,
            source: Source::Rule,
            reason: "ends in a question mark".into(),
            due: None,
        })
        .collect()
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// A reader of English.
    pub fn new() -> Self {
        Self::with(model::SHIPPED, &verdict::shipped())
    }

    /// A reader that finds by rules alone: what the models are weighed against when they are made.
    pub fn by_rules() -> Self {
        Self::with(model::SHIPPED, &[])
    }

    /// A reader with other heads than those that ship, in the form of their file, and other verdicts: so that
    /// it can be judged on what those that ship have learned from.
    pub fn with(heads: &[u8], verdicts: &[Verdict]) -> Self {
        latin::prepare();
        let (customers, ours) =
            (Bench::new(heads, verdicts, true), Bench::new(heads, verdicts, false));
        Self { rules: Rules::new(), customers, ours, weights: Weights::new() }
    }

    /// Reads what somebody says.
    pub fn read(&self, message: &Message<'_>) -> Reading {
        let Message { text, by, .. } = *message;
        let parts = parts(text);
        let own = own(text, &parts);
        let tokens = self.tokens(text, &parts);
        let sentences: Vec<Range<usize>> =
            tokens.sentences.iter().map(|sentence| sentence.span.clone()).collect();
        let language = language(&own);
        if let Language::Other(_) = language {
            // Judged by nobody who does not speak it.
            let findings = marked_questions(message, &tokens);
            let (tone, mood, politeness, ease) = (None, None, None, None);
            return Reading { language, parts, sentences, findings, tone, mood, politeness, ease };
        }
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
        let bench = if by == By::Customer { &self.customers } else { &self.ours };
        let scores = bench.scores(&own);
        let score = |name: &str| bench.score(&scores, name);
        bench.judge(message, &sentences, &own, &scores, &mut findings);
        let tone = (by == By::Customer).then(|| Tone::of(&own, score, &tokens, &findings, &said));
        let politeness = (by == By::Us).then(|| 1.0 / (1.0 + libm::expf(-score("polite"))));
        let mood = tone.map(|tone| tone.mood());
        let ease = if by == By::Us { readability::ease(text, &sentences) } else { None };
        Reading { language, parts, sentences, findings, tone, mood, politeness, ease }
    }

    /// What a finding of that kind moves the customer's trust by; 0 where it moves nothing.
    pub fn weight(&self, what: What) -> f32 {
        self.weights.of(what).unwrap_or(0.0)
    }

    /// The words that it knows.
    pub fn lexicon(&self) -> &Lexicon {
        &self.rules.lexicon
    }

    fn tokens(&self, text: &str, parts: &[Part]) -> Tokens {
        let own = parts.iter().filter(|part| part.kind == PartKind::Own);
        tokens(text, own.map(|part| part.span.clone()), &self.rules.lexicon)
    }
}

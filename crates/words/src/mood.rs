//! Mood: how upset a customer's words sound, from 0 (not at all) to 4 (furious).
//!
//! Two linear models hear the tone (one made from lines of service that were graded for it, one from
//! comments with emotions); rules that can be read know what models do not (`detectors/upset.rs`); what
//! other detectors found speaks beside them; and a turn is read in the light of the customer's turns
//! before it, because nobody is calm for the length of "I sent you a DM".

use crate::{
    detectors::upset::Said,
    finding::{Finding, What},
    model::{Features, Model},
    token::{Kind, Tokens},
};

/// How upset one turn sounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mood {
    /// 0 (not at all) to 4 (furious), as the mean of careful readers would say.
    pub upset: f32,
    /// Four of five readers' means lie between.
    pub interval: (f32, f32),
}

/// What the words of a turn say by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tone {
    /// How upset graded lines of service with such words are, 0 to 4.
    pub upset: f32,
    /// How much more trouble than content comments with such words show, −1 to 1.
    pub valence: f32,
    /// What the rules of tone say.
    pub rules: f32,
    /// What the other findings say.
    pub findings: f32,
    /// What the way of writing says: capitals, repeated marks.
    pub style: f32,
    /// How many words there are.
    pub words: usize,
}

/// What a finding says of the mood, in units of [`Tone::sum`].
const SAID: [(What, f32); 9] = [
    (What::Abuse, 1.0),
    (What::Leave, 0.7),
    (What::Public, 0.7),
    (What::Repeat, 0.5),
    (What::Waiting, 0.4),
    (What::Relief, -0.7),
    (What::Resolved, -0.9),
    (What::Praise, -0.8),
    (What::Thanks, -0.3),
];

/// How far the models' scores usually lie apart over customer turns (one standard deviation).
const UPSET_SPREAD: f32 = 0.65;
/// See [`UPSET_SPREAD`].
const VALENCE_SPREAD: f32 = 0.25;
/// What all rules together may say.
const RULES_MOST: f32 = 2.0;
/// See [`RULES_MOST`].
const RULES_LEAST: f32 = -2.0;
/// What the rules count against the models.
const RULES: f32 = 1.0;
/// A word in capitals.
const SHOUTED: f32 = 0.25;
/// So many words in capitals, and no more, count.
const SHOUTED_MOST: usize = 4;
/// A word in capitals has so many letters at least: shorter ones are units and initials.
const SHOUTED_LETTERS_MIN: u32 = 3;
/// "!!" or "??!".
const MARKS: f32 = 0.2;

impl Tone {
    /// The tone of a turn in which this was found.
    pub(crate) fn of(
        text: &str,
        tokens: &Tokens,
        findings: &[Finding],
        said: &[Said],
        model: &Model,
    ) -> Self {
        let features = Features::of(text);
        let said_by_findings = SAID
            .iter()
            .filter(|(what, _)| findings.iter().any(|finding| finding.what == *what))
            .map(|(_, said)| said)
            .sum();
        let of_sign = |sign: f32| -> f32 {
            said.iter().map(|said| said.weight).filter(|weight| weight * sign > 0.0).sum()
        };
        let shouted = tokens
            .all
            .iter()
            .filter(|token| {
                token.shouted
                    && token.kind == Kind::Word
                    && token.end - token.start >= SHOUTED_LETTERS_MIN
            })
            .count()
            .min(SHOUTED_MOST);
        let marks = text.contains("!!") || text.contains("??") || text.contains("?!");
        #[allow(clippy::cast_precision_loss)] // a handful
        let style = SHOUTED * shouted as f32 + if marks { MARKS } else { 0.0 };
        Self {
            upset: model.score("upset", &features),
            valence: model.score("valence", &features),
            rules: of_sign(1.0).min(RULES_MOST) + of_sign(-1.0).max(RULES_LEAST),
            findings: said_by_findings,
            style,
            words: tokens.all.len(),
        }
    }

    /// All in one, on an open scale.
    pub fn sum(&self) -> f32 {
        self.upset / UPSET_SPREAD
            + self.valence / VALENCE_SPREAD
            + RULES * self.rules
            + self.findings
            + self.style
    }
}

//! Mood: how upset a customer's words sound, from 0 (not at all) to 4 (furious).
//!
//! Two linear models hear the tone (one made from lines of service that were graded for it, one from
//! comments with emotions); what the rules found speaks beside them; and a turn is read in the light of
//! the customer's turns before it, because nobody is calm for the length of "I sent you a DM".

use crate::{
    finding::{Finding, What},
    model::{Features, Heads, Rarity},
};

/// How upset one turn sounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mood {
    /// 0 (not at all) to 4 (furious), as the mean of careful readers would say.
    pub upset: f32,
    /// Nine of ten readers' means lie between.
    pub interval: (f32, f32),
}

/// What the words of a turn say by themselves; a sum on an open scale.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tone {
    /// Graded lines of service, 0 to 4.
    pub upset: f32,
    /// Trouble less content, −1 to 1.
    pub valence: f32,
    /// What the rules found.
    pub rules: f32,
}

/// What a finding says of the mood, in the units of [`Mood::upset`].
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

impl Tone {
    /// The tone of a turn in which these findings were made.
    pub fn of(text: &str, findings: &[Finding], rarity: &Rarity, heads: &Heads) -> Self {
        let features = Features::of(text);
        let score = |name: &str| heads.head(name).map_or(0.0, |head| head.score(&features, rarity));
        let rules = SAID
            .iter()
            .filter(|(what, _)| findings.iter().any(|finding| finding.what == *what))
            .map(|(_, said)| said)
            .sum();
        Self { upset: score("upset"), valence: score("valence"), rules }
    }

    /// All in one, each in units of about one standard deviation of ordinary customer turns.
    pub fn sum(self) -> f32 {
        self.upset / UPSET_SPREAD + self.valence / VALENCE_SPREAD + self.rules
    }
}

/// How far the two models' scores usually lie apart over customer turns.
const UPSET_SPREAD: f32 = 0.8;
/// See [`UPSET_SPREAD`].
const VALENCE_SPREAD: f32 = 0.3;
/// What the mean of the turns before weighs against the turn itself.
pub const BEFORE: f32 = 0.6;

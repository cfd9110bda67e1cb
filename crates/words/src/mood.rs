//! Mood: how upset a customer's words sound, from 0 (not at all) to 4 (furious).
//!
//! Two linear models hear the tone (one made from lines of service that were graded for it, one from
//! comments with emotions); rules that can be read know what models do not (`detectors/upset.rs`); what
//! other detectors found speaks beside them; and a turn is read in the light of the customer's turns
//! before it, because nobody is calm for the length of "I sent you a DM".

use std::ops::Range;

use crate::{
    detectors::upset::Said,
    finding::{Finding, What},
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
    /// What the rules and the findings say; above nought is upset.
    pub rules: f32,
    /// What the way of writing says: capitals, repeated marks.
    pub style: f32,
    /// How many words there are.
    pub words: usize,
}

/// What the findings of other detectors say of the mood, as the families of rules do.
const SAID: [(What, f32); 9] = [
    (What::Abuse, 1.5),
    (What::Leave, 1.2),
    (What::Public, 1.2),
    (What::Repeat, 1.0),
    (What::Waiting, 0.9),
    (What::Relief, -1.0),
    (What::Resolved, -1.2),
    (What::Praise, -1.0),
    (What::Thanks, -0.8),
];

/// How far the models' scores usually lie apart over customer turns (one standard deviation).
const UPSET_SPREAD: f32 = 0.6;
/// See [`UPSET_SPREAD`].
const VALENCE_SPREAD: f32 = 0.28;
/// What both models together say of an ordinary turn.
const ORDINARY: f32 = 1.9;
/// Of a turn of so many words, the models know half of what they know of a long one.
const WORDS_HALF: f32 = 4.0;
/// What the rules count in a short turn, beyond the one that they count in a long one.
const RULES_SHORT: f32 = 4.0;
/// So many words are short: at as many, about a third of that is left (1/e).
const WORDS_SHORT: f32 = 6.0;
/// What happened counts for so much in a long turn, where the models know it too.
const TOLD_LONG: f32 = 0.3;
/// And what speaks for calm: in a long turn it is often but a courtesy.
const CALM_LONG: f32 = 0.6;
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
        score: impl Fn(&str) -> f32,
        tokens: &Tokens,
        findings: &[Finding],
        said: &[(Said, Range<usize>)],
    ) -> Self {
        let words = tokens.all.len();
        let short = shortness(words);
        let (mut upset, mut calm) = (0.0, 0.0);
        // Much of the same adds up less and less: the root of the sum of squares.
        let mut add = |weight: f32, told: bool| {
            if weight > 0.0 {
                let long = if told { TOLD_LONG } else { 1.0 };
                upset += squared(weight * (long + (1.0 - long) * short));
            } else {
                calm += squared(weight * (CALM_LONG + (1.0 - CALM_LONG) * short));
            }
        };
        for (said, _) in said {
            add(said.weight, said.family.told);
        }
        for (what, weight) in SAID {
            let new = findings.iter().find(|finding| {
                finding.what == what
                    && said.iter().all(|(said, span)| {
                        // What a rule of tone said already, or knows better.
                        span.end <= finding.span.start
                            || finding.span.end <= span.start
                            || said.weight == 0.0
                    })
            });
            if new.is_some() {
                add(weight, matches!(what, What::Repeat | What::Waiting));
            }
        }
        Self {
            upset: score("upset"),
            valence: score("valence"),
            rules: libm::sqrtf(upset) - libm::sqrtf(calm),
            style: style(text, tokens),
            words,
        }
    }

    /// All in one, on an open scale on which an ordinary turn is at nought.
    pub fn sum(&self) -> f32 {
        #[allow(clippy::cast_precision_loss)] // words of a message
        let words = self.words as f32;
        let models = self.upset / UPSET_SPREAD + self.valence / VALENCE_SPREAD - ORDINARY;
        models * words / (words + WORDS_HALF)
            + (1.0 + RULES_SHORT * shortness(self.words)) * self.rules
            + self.style
    }

    /// How upset the turn sounds by itself.
    pub fn mood(&self) -> Mood {
        Moods::default().turn(self)
    }
}

fn squared(weight: f32) -> f32 {
    weight * weight
}

/// One for no words, towards nought for many.
fn shortness(words: usize) -> f32 {
    #[allow(clippy::cast_precision_loss)] // words of a message
    libm::expf(-(words as f32) / WORDS_SHORT)
}

/// Capitals and repeated marks.
fn style(text: &str, tokens: &Tokens) -> f32 {
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
    let marks = ["!!", "??", "?!", "!?"].iter().any(|marks| text.contains(marks));
    #[allow(clippy::cast_precision_loss)] // a handful
    let shouted = SHOUTED * shouted as f32;
    shouted + if marks { MARKS } else { 0.0 }
}

/// What the mean of the turns before weighs against the turn itself.
const BEFORE: f32 = 0.6;
/// The sum of a turn of which nothing was said before.
const UNKNOWN_BEFORE: f32 = 0.35;
/// From the sum to the readers' 0 to 4: where nought lies,
const MIDDLE: f32 = 1.65;
/// and what one is worth. Both fitted to the mean ratings of the frustration dialogues.
const SLOPE: f32 = 0.51;
/// A turn from here up sounds unhappy.
pub const UNHAPPY: f32 = 1.8;
/// Eight of ten readers' means lie so near, up to which level: the spread of what was left over on the
/// frustration dialogues, times 1.28. In the middle, readers themselves are far apart.
const NEAR: [(f32, f32); 4] = [(0.8, 0.7), (2.0, 1.1), (2.6, 0.9), (4.0, 0.7)];
/// A turn of fewer words says less,
const WORDS_FEW: usize = 5;
/// and the interval is so much wider.
const WIDER: f32 = 1.2;

/// A customer's turns of one conversation, so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moods {
    sum: f32,
    turns: u16,
}

impl Moods {
    /// The next turn, in the light of those before it.
    pub fn turn(&mut self, tone: &Tone) -> Mood {
        let now = tone.sum();
        let before =
            if self.turns == 0 { UNKNOWN_BEFORE } else { self.sum / f32::from(self.turns) };
        if self.turns < u16::MAX {
            self.sum += now;
            self.turns += 1;
        }
        let upset = (MIDDLE + SLOPE * (now + BEFORE * before) / (1.0 + BEFORE)).clamp(0.0, 4.0);
        let near = NEAR.iter().find(|(up_to, _)| upset <= *up_to).map_or(0.7, |&(_, near)| near);
        let near = if tone.words < WORDS_FEW { near * WIDER } else { near };
        Mood { upset, interval: ((upset - near).max(0.0), (upset + near).min(4.0)) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::{By, Message, Reader};

    fn tone(reader: &Reader, text: &str) -> Tone {
        reader.read(&Message::new(text, By::Customer)).tone.unwrap_or_default()
    }

    #[test]
    fn from_calm_to_furious() {
        let reader = Reader::new();
        let upset: Vec<f32> = [
            "No worries, take your time.",
            "Could you tell me when it will arrive, please?",
            "I ordered two weeks ago and nobody has replied to my emails.",
            "You are liars and thieves! I want my money back NOW!!",
        ]
        .iter()
        .map(|text| tone(&reader, text).mood().upset)
        .collect();
        assert!(upset.is_sorted(), "{upset:?}");
        assert!(upset[0] < 1.0 && upset[3] > 3.0, "{upset:?}");
    }

    #[test]
    fn a_turn_is_read_in_the_light_of_those_before() {
        let reader = Reader::new();
        let short = tone(&reader, "I sent you a DM.");
        let after = |text: &str| {
            let mut moods = Moods::default();
            moods.turn(&tone(&reader, text));
            moods.turn(&short).upset
        };
        let angry = after("This is the worst service ever, you ruined my wedding!");
        let calm = after("Thanks so much, that was lovely of you.");
        assert!(angry > calm + 0.5, "{angry} {calm}");
    }

    #[test]
    fn of_our_words_the_politeness_is_told_and_no_mood() {
        let reader = Reader::new();
        let ours = |text: &str| reader.read(&Message::new(text, By::Us));
        let polite = ours("Hi! Thank you for your patience. Could you please send me the number?");
        let rude = ours("Why didn't you read the page? You did it wrong.");
        assert_eq!(polite.tone, None);
        assert!(polite.politeness > rude.politeness, "{polite:?} {rude:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_text_has_a_mood_between_0_and_4_and_whole_spans(
            texts in prop::collection::vec(
                prop_oneof![
                    "\\PC{0,80}",
                    "(great|not|but|\"|service|\\?|!|👏|😡|thanks for|nothing|é|\n| ){0,20}",
                ],
                1..4,
            )
        ) {
            static READER: LazyLock<Reader> = LazyLock::new(Reader::new);
            let mut moods = Moods::default();
            for text in &texts {
                let reading = READER.read(&Message::new(text, By::Customer));
                let mood = moods.turn(&reading.tone.unwrap_or_default());
                let (low, high) = mood.interval;
                prop_assert!(0.0 <= low && low <= mood.upset);
                prop_assert!(mood.upset <= high && high <= 4.0);
                for finding in &reading.findings {
                    prop_assert!(text.get(finding.span.clone()).is_some(), "{finding:?}");
                }
            }
        }
    }
}

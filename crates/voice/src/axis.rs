//! The axes: what the measures say together, relative to how that person ordinarily sounds.
//!
//! Nothing here was fitted. Each measure's deviation is taken in units of how far that measure wanders
//! in ordinary speech, its sign is the direction in which the literature finds it to move, and within
//! an axis groups of measures weigh the same. README.md has the sources, what was chosen while
//! looking at which data, and how well it does.
//!
//! **Smile** is lively *and* not more pressed than that liveliness explains: a soft minimum of the two,
//! because an angry voice is as lively as a happy one, and a tired one as easy.

use crate::{Baseline, Impression, Measure, impression::Measures};

/// What is told about a stretch of a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Level and movement of pitch, flow.
    Lively,
    /// Tension and effort, as they are heard.
    Pressed,
    /// The lips' part of a smile: a shorter vocal tract. Told only of a voice that is not pressed,
    /// because effort brightens, too.
    Bright,
    /// A smile as heard.
    Smile,
}

/// The four axes, in the order in which they are told.
pub const AXES: [Axis; 4] = [Axis::Smile, Axis::Lively, Axis::Bright, Axis::Pressed];

/// A value with its interval, in units of this person's ordinary variation: 0 is as usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The value.
    pub value: f32,
    /// Lower end of the 90 % interval.
    pub low: f32,
    /// Upper end of the 90 % interval.
    pub high: f32,
}

/// Why nothing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsure {
    /// Too little voiced speech yet: "listening…".
    TooLittle,
    /// Too little is known of how this person ordinarily sounds.
    NoBaseline,
    /// A pressed voice hides what the lips do.
    Pressed,
}

/// One measure's part in an axis: `weight × deviation`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Which measure.
    pub measure: Measure,
    /// How far it is from this person's usual, in units of its ordinary variation, within ±5.
    pub deviation: f32,
    /// What a deviation of one adds to the axis.
    pub weight: f32,
}

impl Part {
    /// What it adds to the axis.
    pub fn contribution(&self) -> f32 {
        self.weight * self.deviation
    }

    /// In words: "your pitch moves less than usual".
    pub fn words(&self) -> &'static str {
        let (more, less) = self.measure.words();
        if self.deviation >= 0.0 { more } else { less }
    }
}

/// At least so much voiced speech, in seconds, before anything is told.
pub const VOICED_MIN_S: f32 = 0.4;
/// At least so much for a baseline.
pub const BASELINE_MIN_S: f32 = 0.4;
/// No measure counts for more than this.
const DEVIATION_MAX: f32 = 5.0;
/// A voice that is more pressed than this hides what the lips do.
const PRESSED_MAX: f32 = 2.0;

/// Measures that mean the same thing, each with its sign.
type Group = &'static [(Measure, f32)];

const LIVELY: &[Group] = &[
    &[(Measure::Pitch, 1.0), (Measure::PitchLow, 1.0)],
    &[(Measure::PitchChange, 1.0), (Measure::PitchRange, 1.0)],
    // It flows.
    &[(Measure::VoicedShare, 1.0), (Measure::F2Movement, -1.0)],
];
const BRIGHT: &[Group] = &[&[(Measure::F1, 1.0), (Measure::F2, 1.0), (Measure::Centroid, 1.0)]];
const PRESSED: &[Group] = &[
    // The jaw opens and the middle of the spectrum rises.
    &[(Measure::Valley, -1.0), (Measure::Dip, -1.0), (Measure::Spacing, -1.0)],
    // Sharp, also where it is quiet.
    &[(Measure::ZeroCrossings, 1.0), (Measure::QuietCentroid, 1.0)],
    // Unsteady from moment to moment.
    &[(Measure::F2Movement, 1.0), (Measure::AlphaMovement, 1.0)],
    // Hammered, not sung.
    &[(Measure::PitchMovement, -1.0), (Measure::PitchRange, -1.0)],
    // Broken and rough.
    &[(Measure::VoicedShare, -1.0), (Measure::Hnr, -1.0)],
];

/// How much of *smile*'s lively side is lively, and how much bright.
const LIVELY_SHARE: f32 = 2.0 / 3.0;
/// Liveliness explains so much pressedness.
const EXPLAINED: f32 = 0.4;
/// So much pressedness belongs to ordinary lively talk.
const TOLERATED: f32 = 1.1;
/// How soft the minimum is.
const SOFTNESS: f32 = 0.3;

impl Axis {
    /// Its name, as it is written everywhere.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lively => "lively",
            Self::Pressed => "pressed",
            Self::Bright => "bright",
            Self::Smile => "smile",
        }
    }

    /// Standard deviation of this axis from stretch to stretch of ordinary speech with one second
    /// voiced, against a baseline that is sure. Measured on the telephone prompts that README.md names.
    const fn wander(self) -> f32 {
        match self {
            Self::Lively => 0.78,
            Self::Pressed => 0.65,
            Self::Bright => 1.05,
            Self::Smile => 0.67,
        }
    }

    /// What this axis says of a stretch of speech, against a baseline.
    ///
    /// # Errors
    /// Where there is too little to tell, or it would be misleading.
    pub fn hear(self, stretch: &Impression, baseline: &Baseline) -> Result<Reading, Unsure> {
        self.judge(&stretch.measures(), baseline)
    }

    /// The same, from the measures of a stretch.
    ///
    /// # Errors
    /// Where there is too little to tell, or it would be misleading.
    pub fn judge(self, stretch: &Measures, baseline: &Baseline) -> Result<Reading, Unsure> {
        if stretch.voiced_s < VOICED_MIN_S {
            return Err(Unsure::TooLittle);
        }
        if !baseline.is_anyone() && baseline.voiced_s() < BASELINE_MIN_S {
            return Err(Unsure::NoBaseline);
        }
        let sides = Sides::of(stretch, baseline);
        if self == Self::Bright && sides.pressed > PRESSED_MAX {
            return Err(Unsure::Pressed);
        }
        let value = match self {
            Self::Lively => sides.lively,
            Self::Bright => sides.bright,
            Self::Pressed => sides.pressed,
            Self::Smile => sides.smile(),
        };
        // Both ends wander: this stretch, and the baseline.
        let base = if baseline.is_anyone() { ANYONE_S } else { baseline.voiced_s() };
        let error = self.wander() * (1.0 / stretch.voiced_s + 1.0 / base).sqrt();
        Ok(Reading { value, low: value - Z90 * error, high: value + Z90 * error })
    }

    /// The parts that a value is made of, written to `parts`; how many there are. For *smile*, what is
    /// left to its value is the tolerance of its second side, as far as that side counts, less how far
    /// both sides count at once: −0.21 to 1.1.
    pub fn explain(
        self,
        stretch: &Measures,
        baseline: &Baseline,
        parts: &mut [Part; PARTS_MAX],
    ) -> usize {
        let mut told = Parts { list: parts, count: 0 };
        match self {
            Self::Lively => told.add(LIVELY, 1.0, stretch, baseline),
            Self::Bright => told.add(BRIGHT, 1.0, stretch, baseline),
            Self::Pressed => told.add(PRESSED, 1.0, stretch, baseline),
            Self::Smile => {
                let (lift, ease) = Sides::of(stretch, baseline).shares();
                let lift = lift + EXPLAINED * ease;
                told.add(LIVELY, LIVELY_SHARE * lift, stretch, baseline);
                told.add(BRIGHT, (1.0 - LIVELY_SHARE) * lift, stretch, baseline);
                told.add(PRESSED, -ease, stretch, baseline);
            }
        }
        told.count
    }
}

/// The most parts that an axis has.
pub const PARTS_MAX: usize = 24;
/// 90 % of a normal distribution lie within so many standard deviations.
const Z90: f32 = 1.645;
/// A baseline of nobody in particular is worth no more than this much speech of one's own, in seconds.
const ANYONE_S: f32 = 0.25;

struct Parts<'a> {
    list: &'a mut [Part; PARTS_MAX],
    count: usize,
}

impl Parts<'_> {
    fn add(&mut self, groups: &[Group], weight: f32, stretch: &Measures, baseline: &Baseline) {
        for group in groups {
            for &(measure, sign) in *group {
                let weight = weight * sign / (groups.len() * group.len()) as f32;
                let deviation = deviation(measure, stretch, baseline);
                // One measure may stand on both sides.
                let known = self.list[..self.count].iter_mut().find(|part| part.measure == measure);
                if let Some(part) = known {
                    part.weight += weight;
                } else if self.count < PARTS_MAX {
                    self.list[self.count] = Part { measure, deviation, weight };
                    self.count += 1;
                }
            }
        }
    }
}

/// The three axes that a smile is made of.
struct Sides {
    lively: f32,
    bright: f32,
    pressed: f32,
}

impl Sides {
    fn of(stretch: &Measures, baseline: &Baseline) -> Self {
        let axis = |groups: &[Group]| {
            let sum: f32 = groups
                .iter()
                .map(|group| {
                    let sum: f32 = group
                        .iter()
                        .map(|&(measure, sign)| sign * deviation(measure, stretch, baseline))
                        .sum();
                    sum / group.len() as f32
                })
                .sum();
            sum / groups.len() as f32
        };
        Self { lively: axis(LIVELY), bright: axis(BRIGHT), pressed: axis(PRESSED) }
    }

    /// What lifts the voice, and how easily it goes.
    fn both(&self) -> (f32, f32) {
        let lift = LIVELY_SHARE * self.lively + (1.0 - LIVELY_SHARE) * self.bright;
        (lift, EXPLAINED * lift - self.pressed + TOLERATED)
    }

    fn smile(&self) -> f32 {
        let (lift, ease) = self.both();
        // −τ·ln(e^(−a/τ) + e^(−b/τ)), without overflow.
        let (least, most) = (lift.min(ease), lift.max(ease));
        least - SOFTNESS * ((least - most) / SOFTNESS).exp().ln_1p()
    }

    /// How much each of the two counts at this point; together 1.
    fn shares(&self) -> (f32, f32) {
        let (lift, ease) = self.both();
        let lift = 1.0 / (1.0 + ((lift - ease) / SOFTNESS).exp());
        (lift, 1.0 - lift)
    }
}

/// How far a measure is from usual, in units of its ordinary variation; 0 where it is not known.
fn deviation(measure: Measure, stretch: &Measures, baseline: &Baseline) -> f32 {
    match (stretch.get(measure), baseline.usual(measure)) {
        (Some(now), Some((usual, spread))) => {
            ((now - usual) / spread).clamp(-DEVIATION_MAX, DEVIATION_MAX)
        }
        _ => 0.0,
    }
}

impl Measure {
    /// Standard deviation of this measure from stretch to stretch (two to eight seconds) of one
    /// person's ordinary speech: the median over the speakers of the telephone prompts that README.md
    /// names, and of a service call.
    #[allow(clippy::match_same_arms, reason = "a table, one line for each measure")]
    pub const fn spread(self) -> f32 {
        match self {
            Self::Pitch => 1.4,
            Self::PitchLow => 1.2,
            Self::PitchMovement => 0.7,
            Self::PitchRange => 2.3,
            Self::PitchChange => 5.7,
            Self::Centroid => 0.09,
            Self::QuietCentroid => 0.11,
            Self::ZeroCrossings => 135.0,
            Self::Alpha => 1.9,
            Self::AlphaMovement => 1.2,
            Self::Hammarberg => 2.6,
            Self::SlopeLow => 5.1,
            Self::SlopeHigh => 1.6,
            Self::Flux => 0.17,
            Self::F1 => 0.058,
            Self::F2 => 0.063,
            Self::F3 => 0.034,
            Self::Spacing => 0.092,
            Self::F2Movement => 0.033,
            Self::Valley => 2.7,
            Self::Dip => 2.0,
            Self::Hnr => 1.2,
            Self::Crest => 0.47,
            Self::LevelMovement => 0.45,
            Self::VoicedShare => 0.07,
            Self::PauseShare => 0.06,
            Self::Pace => 0.6,
        }
    }

    /// Mean and standard deviation of this measure between people: the speakers that the spreads come
    /// from; for pitch, which were mostly women, 75 to 300 Hz of men and women alike.
    pub(crate) const fn anyone(self) -> (f32, f32) {
        match self {
            Self::Pitch => (7.0, 5.0),
            Self::PitchLow => (4.0, 5.0),
            Self::PitchMovement => (4.1, 0.4),
            Self::PitchRange => (10.8, 1.0),
            Self::PitchChange => (31.0, 4.3),
            Self::Centroid => (6.46, 0.12),
            Self::QuietCentroid => (6.42, 0.09),
            Self::ZeroCrossings => (1270.0, 217.0),
            Self::Alpha => (10.2, 2.0),
            Self::AlphaMovement => (6.2, 1.5),
            Self::Hammarberg => (21.4, 2.3),
            Self::SlopeLow => (-19.0, 4.0),
            Self::SlopeHigh => (-3.0, 0.7),
            Self::Flux => (2.43, 0.23),
            Self::F1 => (6.25, 0.08),
            Self::F2 => (7.27, 0.04),
            Self::F3 => (7.75, 0.06),
            Self::Spacing => (1.03, 0.1),
            Self::F2Movement => (0.24, 0.034),
            Self::Valley => (10.2, 2.1),
            Self::Dip => (2.5, 1.3),
            Self::Hnr => (10.9, 1.5),
            Self::Crest => (8.7, 0.5),
            Self::LevelMovement => (6.8, 0.44),
            Self::VoicedShare => (0.67, 0.045),
            Self::PauseShare => (0.2, 0.04),
            Self::Pace => (4.6, 0.5),
        }
    }

    /// In words, when it is more than usual and when it is less.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Pitch | Self::PitchLow => {
                ("your pitch is higher than usual", "your pitch is lower than usual")
            }
            Self::PitchMovement | Self::PitchRange => {
                ("your pitch ranges wider than usual", "your pitch ranges less than usual")
            }
            Self::PitchChange => {
                ("your pitch moves more than usual", "your pitch moves less than usual")
            }
            Self::Centroid | Self::ZeroCrossings => {
                ("your voice is brighter than usual", "your voice is darker than usual")
            }
            Self::QuietCentroid => (
                "also your quiet syllables are sharp",
                "your quiet syllables are softer than usual",
            ),
            Self::Alpha | Self::Hammarberg => (
                "your voice is softer in timbre than usual",
                "your voice is harder in timbre than usual",
            ),
            Self::AlphaMovement => (
                "your voice changes its force more than usual",
                "your voice keeps its force more evenly than usual",
            ),
            Self::SlopeLow | Self::SlopeHigh => (
                "the upper part of your voice is stronger than usual",
                "the upper part of your voice is weaker than usual",
            ),
            Self::Flux => (
                "your sounds change faster than usual",
                "your sounds change more slowly than usual",
            ),
            Self::F1 => {
                ("your mouth is more open than usual", "your mouth is less open than usual")
            }
            Self::F2 | Self::F3 => (
                "your vowels sound more forward, as with spread lips",
                "your vowels sound further back, as with rounded lips",
            ),
            Self::F2Movement => (
                "your vowels swing wider than usual",
                "your vowels flow into each other more than usual",
            ),
            Self::Valley | Self::Dip | Self::Spacing => (
                "your vowels have the shape of a smile more than usual",
                "your vowels have the shape of a smile less than usual",
            ),
            Self::Hnr => ("your voice is clearer than usual", "your voice is rougher than usual"),
            Self::Crest => {
                ("your voice is more peaked than usual", "your voice is rounder than usual")
            }
            Self::LevelMovement => {
                ("your loudness varies more than usual", "your loudness varies less than usual")
            }
            Self::VoicedShare => {
                ("your words flow more than usual", "your words are more broken than usual")
            }
            Self::PauseShare => ("you pause more than usual", "you pause less than usual"),
            Self::Pace => ("you speak faster than usual", "you speak more slowly than usual"),
        }
    }
}

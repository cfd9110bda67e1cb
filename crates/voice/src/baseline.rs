//! How somebody ordinarily sounds, and how sure that is.
//!
//! A baseline is the sum of stretches of ordinary speech: a ten-second warm-up, or, slowly, a
//! person's own calls. It can be kept as numbers, put together with another of the same person, and
//! thrown away.

use crate::{Impression, Measure};

/// How somebody ordinarily sounds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Baseline {
    heard: Impression,
    /// Made from the means of many people, not from this one.
    anyone: bool,
}

/// With this much voiced speech of theirs, in seconds, a baseline is as good as ten seconds of talk
/// make it; less is said to be unsure.
pub const ENOUGH_S: f32 = 6.0;

/// A baseline that is fed slowly forgets what is older than this much voiced speech, in seconds: half
/// an hour of talk.
const MEMORY_S: f32 = 900.0;

impl Baseline {
    /// Somebody who was never heard: the middle between the voices that the spreads come from. It tells
    /// next to nothing of pitch, and every interval says so.
    pub fn anyone() -> Self {
        Self { heard: Impression::default(), anyone: true }
    }

    /// Learns a stretch of ordinary speech.
    pub fn learn(&mut self, stretch: &Impression) {
        if self.anyone {
            *self = Self::default();
        }
        let length = self.heard.voiced_s() + stretch.voiced_s();
        if length > MEMORY_S {
            self.heard.fade(MEMORY_S / length);
        }
        self.heard.merge(stretch);
    }

    /// Puts another baseline of the same person to this one.
    pub fn merge(&mut self, other: &Self) {
        if !other.anyone {
            self.learn(&other.heard);
        }
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Voiced speech that it comes from, in seconds.
    pub fn voiced_s(&self) -> f32 {
        self.heard.voiced_s()
    }

    /// How sure it is of itself: 0 knows nothing, 1 as much as it needs (see [`ENOUGH_S`]).
    pub fn sureness(&self) -> f32 {
        (self.voiced_s() / ENOUGH_S).min(1.0)
    }

    /// As numbers, to be kept.
    pub fn values(&self) -> [f64; Impression::VALUES] {
        self.heard.values()
    }

    /// From numbers that were kept; none if they are not such numbers.
    pub fn from_values(values: &[f64]) -> Option<Self> {
        Some(Self { heard: Impression::from_values(values)?, anyone: false })
    }

    /// The ordinary value of a measure, and how far it wanders.
    pub(crate) fn usual(&self, measure: Measure) -> Option<(f32, f32)> {
        if self.anyone {
            let (mean, between) = measure.anyone();
            return Some((mean, measure.spread().hypot(between)));
        }
        Some((self.heard.measure(measure)?, measure.spread()))
    }

    /// Whether this is [`Self::anyone`].
    pub fn is_anyone(&self) -> bool {
        self.anyone
    }
}

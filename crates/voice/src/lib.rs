//! Hears the voice: speech on the telephone in, measures of how it sounds out.
//!
//! There is no I/O here, no thread, no clock, and nothing is allocated once something was made. Nor
//! is there any claim about what somebody feels: a smile is heard as an *expression*, relative to how
//! that person ordinarily sounds, with how sure it is, or not at all.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "signals are indexed by small numbers and computed in single precision"
)]

mod activity;
mod arithmetic;
mod axis;
mod baseline;
mod call;
mod ear;
mod formant;
mod impression;
mod laughter;
mod music;
mod pitch;
mod resample;
mod spectrum;
mod syllable;
mod talk;

pub use axis::{AXES, Axis, PARTS_MAX, Part, Reading, Unsure, VOICED_MIN_S};
pub use baseline::{Baseline, ENOUGH_S};
pub use call::{Call, Figures, Heard, Point, SideFigures, WINDOW_S, missing};
pub use ear::{Ear, Frame, LATENCY_MS, Voiced};
pub use formant::Formants;
pub use impression::{Gatherer, Impression, MEASURES, Measure, Measures};
pub use pitch::{PITCH_CEILING_HZ, PITCH_FLOOR_HZ};
pub use resample::Rate;
pub use spectrum::{BANDS, Balance};
pub use talk::{Moment, Side, SideTalk, What};

/// Samples at 8 kHz from one frame to the next.
pub(crate) const HOP: usize = 80;
/// From one frame to the next, in ms.
pub const HOP_MS: u32 = 10;
/// Decisions about a frame wait for so many frames after it.
pub(crate) const LAG: usize = 10;

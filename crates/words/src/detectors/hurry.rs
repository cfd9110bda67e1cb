//! Hurry.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// Hurry.
pub const DETECTOR: Detector = Detector {
    what: What::Hurry,
    by: &[By::Us, By::Note],
    rules: "
= hurry
i only have a minute
",
    judge: one_a_sentence,
    example: "I only have a minute.",
    counter_example: "Take your time.",
};

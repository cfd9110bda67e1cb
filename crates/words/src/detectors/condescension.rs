//! Condescension.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// Condescension.
pub const DETECTOR: Detector = Detector {
    what: What::Condescension,
    by: &[By::Us, By::Note],
    rules: "
= condescension
calm down
",
    judge: one_a_sentence,
    example: "Please calm down.",
    counter_example: "Calm seas ahead.",
};

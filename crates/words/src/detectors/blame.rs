//! Blame.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// Blame.
pub const DETECTOR: Detector = Detector {
    what: What::Blame,
    by: &[By::Us, By::Note],
    rules: "
= blame
you should have !been|received|got|the|an|a
",
    judge: one_a_sentence,
    example: "You should have read the terms first.",
    counter_example: "You should have received an email by now.",
};

//! The customer insults or threatens somebody.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer insults or threatens somebody.
pub const DETECTOR: Detector = Detector {
    what: What::Abuse,
    by: &[By::Customer],
    rules: "
= abuse
you idiot+
",
    judge: one_a_sentence,
    example: "You idiot!",
    counter_example: "I'm such an idiot, I forgot my password.",
};

//! Label.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// Label.
pub const DETECTOR: Detector = Detector {
    what: What::Label,
    by: &[By::Us, By::Note],
    rules: "
= label
difficult <customer_word>
",
    judge: one_a_sentence,
    example: "Difficult customer.",
    counter_example: "Difficult case.",
};

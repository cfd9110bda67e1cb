//! The customer waits or waited for us.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer waits or waited for us.
pub const DETECTOR: Detector = Detector {
    what: What::Waiting,
    by: &[By::Customer],
    rules: "
= waiting
still waiting for
",
    judge: one_a_sentence,
    example: "I'm still waiting for an answer.",
    counter_example: "I can't wait to try it.",
};

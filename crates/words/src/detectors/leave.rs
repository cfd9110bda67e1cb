//! The customer is about to leave us.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer is about to leave us.
pub const DETECTOR: Detector = Detector {
    what: What::Leave,
    by: &[By::Customer],
    rules: "
= leave
my business elsewhere
",
    judge: one_a_sentence,
    example: "I'm taking my business elsewhere.",
    counter_example: "I am leaving for the airport.",
};

//! We acknowledge what it was like for the customer.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We acknowledge what it was like for the customer.
pub const DETECTOR: Detector = Detector {
    what: What::Empathy,
    by: &[By::Us],
    rules: "
= empathy
that must be (<very>) frustrating
",
    judge: one_a_sentence,
    example: "That must be so frustrating.",
    counter_example: "The delay is due to the snow.",
};

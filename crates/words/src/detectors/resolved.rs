//! The customer confirms that it is made right.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer confirms that it is made right.
pub const DETECTOR: Detector = Detector {
    what: What::Resolved,
    by: &[By::Customer],
    rules: "
= resolved
it works now
",
    judge: one_a_sentence,
    example: "It works now, thank you.",
    counter_example: "It worked yesterday but not now.",
};

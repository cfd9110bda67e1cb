//! The customer is about to make it public, or official.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer is about to make it public, or official.
pub const DETECTOR: Detector = Detector {
    what: What::Public,
    by: &[By::Customer],
    rules: "
= public
to the ombudsman
",
    judge: one_a_sentence,
    example: "I'm going to the ombudsman.",
    counter_example: "Please review the document.",
};

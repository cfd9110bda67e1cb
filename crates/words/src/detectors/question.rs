//! A question, by either side.

use super::{Detector, each};
use crate::finding::{By, What};

/// A question, by either side.
pub const DETECTOR: Detector = Detector {
    what: What::Question,
    by: &[By::Customer, By::Us],
    rules: "
= question
^ where is
",
    judge: each,
    example: "Where is my order?",
    counter_example: "How are you?",
};

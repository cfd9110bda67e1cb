//! It is urgent.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// It is urgent.
pub const DETECTOR: Detector = Detector {
    what: What::Urgency,
    by: &[By::Customer],
    rules: "
= urgency
^ this is (<very>) urgent
",
    judge: one_a_sentence,
    example: "This is urgent, my flight leaves in an hour.",
    counter_example: "Nothing urgent, whenever you can.",
};

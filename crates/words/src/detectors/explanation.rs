//! We explain how we work.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We explain how we work.
pub const DETECTOR: Detector = Detector {
    what: What::Explanation,
    by: &[By::Us],
    rules: "
= explanation
here is how it works
",
    judge: one_a_sentence,
    example: "Here is how it works: first we check the photo, then we order the part.",
    counter_example: "How does it work?",
};

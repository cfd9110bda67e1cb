//! We say what happens next.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We say what happens next.
pub const DETECTOR: Detector = Detector {
    what: What::NextStep,
    by: &[By::Us],
    rules: "
= next step
the next step is
",
    judge: one_a_sentence,
    example: "The next step is a call from our technician.",
    counter_example: "What is the next step?",
};

//! A greeting at the start.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// A greeting at the start.
pub const DETECTOR: Detector = Detector {
    what: What::Greeting,
    by: &[By::Us, By::Customer],
    rules: "
= greeting
^ hello|hi
",
    judge: one_a_sentence,
    example: "Hello Ana!",
    counter_example: "Say hello to the team.",
};

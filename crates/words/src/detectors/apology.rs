//! We say sorry.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We say sorry.
pub const DETECTOR: Detector = Detector {
    what: What::Apology,
    by: &[By::Us],
    rules: "
= apology
<we> <be> (<very>) sorry
",
    judge: one_a_sentence,
    example: "I am sorry for the delay.",
    counter_example: "Better safe than sorry.",
};

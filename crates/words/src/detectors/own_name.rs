//! One of us says their own name.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// One of us says their own name.
pub const DETECTOR: Detector = Detector {
    what: What::OwnName,
    by: &[By::Us],
    rules: "
= own name
my name is
",
    judge: one_a_sentence,
    example: "My name is Tom.",
    counter_example: "What is your name?",
};

//! We give something, of our own accord.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We give something, of our own accord.
pub const DETECTOR: Detector = Detector {
    what: What::Generosity,
    by: &[By::Us],
    rules: "
= generosity
<we> have added a free
",
    judge: one_a_sentence,
    example: "I've added a free month to say sorry.",
    counter_example: "The first month is free for new customers.",
};

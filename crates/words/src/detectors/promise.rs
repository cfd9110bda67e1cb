//! A promise: who, what, and by when.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// A promise: who, what, and by when.
pub const DETECTOR: Detector = Detector {
    what: What::Promise,
    by: &[By::Us],
    rules: "
= promise
<we> will call you back
",
    judge: one_a_sentence,
    example: "I'll call you back tomorrow at three.",
    counter_example: "I'll be happy to help.",
};

//! A goodbye, by either side.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// A goodbye, by either side.
pub const DETECTOR: Detector = Detector {
    what: What::Closing,
    by: &[By::Us, By::Customer],
    rules: "
= closing
goodbye|bye
",
    judge: one_a_sentence,
    example: "Goodbye, and have a lovely day!",
    counter_example: "Close the window on the left.",
};

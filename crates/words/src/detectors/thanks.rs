//! Thanks, by either side.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// Thanks, by either side.
pub const DETECTOR: Detector = Detector {
    what: What::Thanks,
    by: &[By::Us, By::Customer],
    rules: "
= thanks
thank+|thanks !for
",
    judge: one_a_sentence,
    example: "Thank you so much.",
    counter_example: "Thanks for nothing.",
};

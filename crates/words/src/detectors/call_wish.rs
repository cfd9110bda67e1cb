//! When the customer would like to be called.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// When the customer would like to be called.
pub const DETECTOR: Detector = Detector {
    what: What::CallWish,
    by: &[By::Customer],
    rules: "
= call wish
please call me
",
    judge: one_a_sentence,
    example: "Please call me after five.",
    counter_example: "You called me yesterday.",
};

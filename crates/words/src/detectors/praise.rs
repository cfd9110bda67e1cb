//! The customer praises us.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer praises us.
pub const DETECTOR: Detector = Detector {
    what: What::Praise,
    by: &[By::Customer],
    rules: "
= praise
brilliant|excellent|fantastic service|support|work|job
",
    judge: one_a_sentence,
    example: "Brilliant service, thank you!",
    counter_example: "Great, it broke again.",
};

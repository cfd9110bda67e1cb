//! Words of the trade.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// Words of the trade.
pub const DETECTOR: Detector = Detector {
    what: What::Jargon,
    by: &[By::Us],
    rules: "
= jargon
cpe
",
    judge: one_a_sentence,
    example: "Your CPE needs a re-provision.",
    counter_example: "Your router needs a restart.",
};

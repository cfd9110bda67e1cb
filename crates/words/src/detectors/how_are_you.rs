//! "How are you?"

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// "How are you?"
pub const DETECTOR: Detector = Detector {
    what: What::HowAreYou,
    by: &[By::Us],
    rules: "
= how are you
how are you !getting
",
    judge: one_a_sentence,
    example: "How are you today?",
    counter_example: "How are you getting to the airport?",
};

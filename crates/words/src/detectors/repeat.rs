//! The customer says that they have to say it again.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer says that they have to say it again.
pub const DETECTOR: Detector = Detector {
    what: What::Repeat,
    by: &[By::Customer],
    rules: "
= repeat
the third time <we> explain
",
    judge: one_a_sentence,
    example: "This is the third time I explain this.",
    counter_example: "Could you repeat that?",
};

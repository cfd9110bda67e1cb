//! We offer to help.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We offer to help.
pub const DETECTOR: Detector = Detector {
    what: What::OfferOfHelp,
    by: &[By::Us],
    rules: "
= offer of help
how can|may <we> help
",
    judge: one_a_sentence,
    example: "How can I help you?",
    counter_example: "You can help us by filling in the form.",
};

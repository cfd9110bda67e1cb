//! The customer is relieved.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer is relieved.
pub const DETECTOR: Detector = Detector {
    what: What::Relief,
    by: &[By::Customer],
    rules: "
= relief
a relief !valve
",
    judge: one_a_sentence,
    example: "Phew, that's a relief!",
    counter_example: "A relief valve is leaking.",
};

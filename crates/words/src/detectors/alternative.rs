//! We offer another way.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We offer another way.
pub const DETECTOR: Detector = Detector {
    what: What::Alternative,
    by: &[By::Us],
    rules: "
= alternative
what <we> can do is
",
    judge: one_a_sentence,
    example: "What I can do is send you a voucher.",
    counter_example: "What I can do about it I do not know.",
};

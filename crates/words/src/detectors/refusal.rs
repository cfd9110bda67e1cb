//! We refuse something; alone, if there is no alternative and no next step in the message.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We refuse something; alone, if there is no alternative and no next step in the message.
pub const DETECTOR: Detector = Detector {
    what: What::RefusalAlone,
    by: &[By::Us],
    rules: "
= refusal
<we> can not do
",
    judge: one_a_sentence,
    example: "I'm sorry, we can't do that.",
    counter_example: "I can't do Tuesday, but what I can do is Wednesday at ten.",
};

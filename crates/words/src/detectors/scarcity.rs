//! Policy, rules, the system or a lack stand in the way of what the customer asks for.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// Hiding behind policy, rules, the system, a lack of people or of time.
pub const DETECTOR: Detector = Detector {
    what: What::Scarcity,
    by: &[By::Us],
    rules: "
= puts it on policy
that|it|this is|was (just|simply) our|company|store policy
policy does|do|did not allow|permit|let
",
    judge: one_a_sentence,
    example: "I'm sorry, that's our policy.",
    counter_example: "Your policy number is on the first page.",
};

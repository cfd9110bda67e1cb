//! Empathy was needed, and is missing.
//!
//! Example: "I'm furious, third time this fails." – "Please send your order number." Counter-example: the
//! same, answered by "I'm so sorry, three times is awful."
//!
//! Needed: the customer's turn sounds clearly upset, or tells of a wait, a repeat or a threat. Given: our
//! next turns until the customer speaks again have empathy, or an apology and a next step or a promise.
//! Asked for once until it was given, not in every turn.

use super::Thread;
use crate::{
    finding::{By, Finding, Source, What},
    reader::Reading,
};

/// From here on an answer should acknowledge it; "clearly dissatisfied" on the scale of the mood.
const NEEDED_FROM: f32 = 2.0;

/// Whether a turn of the customer's asks for empathy.
pub(super) fn needed(reading: &Reading) -> bool {
    reading.upset() >= NEEDED_FROM
        || [What::Repeat, What::Waiting, What::Leave, What::Public, What::Abuse]
            .into_iter()
            .any(|what| has(reading, what))
}

/// Whether a turn of ours gives it.
pub(super) fn given(reading: &Reading) -> bool {
    let acts = [What::NextStep, What::Promise, What::Alternative];
    let acts = acts.into_iter().any(|what| has(reading, what));
    has(reading, What::Empathy) || has(reading, What::Apology) && acts
}

/// Our turn passes over it.
pub(super) fn missing(reading: &Reading) -> Finding {
    Finding {
        what: What::EmpathyMissing,
        by: By::Us,
        span: reading.sentences.first().cloned().unwrap_or(0..0),
        confidence: 0.7,
        source: Source::Rule,
        reason: "the customer told of something hard, and the answer passes over it".into(),
        due: None,
    }
}

fn has(reading: &Reading, what: What) -> bool {
    reading.findings.iter().any(|finding| finding.what == what)
}

pub(super) fn notice(thread: &Thread<'_>, found: &mut Vec<(usize, Finding)>) {
    let mut waits = false;
    let mut told = false;
    for (number, (turn, reading)) in thread.turns.iter().zip(thread.readings).enumerate() {
        match turn.by {
            By::Customer => waits |= needed(reading),
            By::Us if waits => {
                if given(reading) {
                    (waits, told) = (false, false);
                    continue;
                }
                // The last of our turns before the customer speaks again decides.
                let last = thread.turns.get(number + 1).is_none_or(|next| next.by == By::Customer);
                if last && !told {
                    told = true;
                    found.push((number, missing(reading)));
                }
            }
            _ => {}
        }
    }
}

//! Empathy was needed, and is missing.
//!
//! Example: "I'm furious, third time this fails." – "Please send your order number." Counter-example: the
//! same, answered by "I'm so sorry, three times is awful."
//!
//! Needed: the customer's turn sounds clearly upset, or tells of a wait, a repeat or a threat. Given: our
//! next turns until the customer speaks again have empathy, or an apology and a next step or a promise.
//! Asked for once until it was given, not in every turn.

use super::Thread;
use crate::finding::{By, Finding, Source, What};

/// From here on an answer should acknowledge it; "clearly dissatisfied" on the scale of the mood.
const NEEDED_FROM: f32 = 2.0;

pub(super) fn notice(thread: &Thread<'_>, found: &mut Vec<(usize, Finding)>) {
    let mut needed: Option<usize> = None;
    let mut told = false;
    for (number, turn) in thread.turns.iter().enumerate() {
        let has = |what: What| {
            thread.readings[number].findings.iter().any(|finding| finding.what == what)
        };
        match turn.by {
            By::Customer => {
                let hard = thread.readings[number].upset() >= NEEDED_FROM
                    || [What::Repeat, What::Waiting, What::Leave, What::Public, What::Abuse]
                        .into_iter()
                        .any(has);
                if hard && needed.is_none() {
                    needed = Some(number);
                }
            }
            By::Us if needed.is_some() => {
                let acts = has(What::NextStep) || has(What::Promise) || has(What::Alternative);
                if has(What::Empathy) || has(What::Apology) && acts {
                    (needed, told) = (None, false);
                    continue;
                }
                // The last of our turns before the customer speaks again decides.
                let last = thread.turns.get(number + 1).is_none_or(|next| next.by == By::Customer);
                if last && !told {
                    told = true;
                    let span = thread.readings[number].sentences.first().cloned().unwrap_or(0..0);
                    found.push((
                        number,
                        Finding {
                            what: What::EmpathyMissing,
                            by: By::Us,
                            span,
                            confidence: 0.7,
                            source: Source::Rule,
                            reason:
                                "the customer told of something hard, and the answer passes over it"
                                    .into(),
                            due: None,
                        },
                    ));
                }
            }
            _ => {}
        }
    }
}

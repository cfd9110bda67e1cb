//! Greetings, goodbyes and thanks in `MultiDoGO`'s chats, sentence by sentence, beside the best that anybody
//! could do who sees nothing but the sentence.

use std::{collections::HashMap, path::Path};

use figures::{Estimate, bootstrap};
use words::{By, Message, Reader, What};

use super::{Row, SEED};
use crate::{
    corpus::{self, Unreadable},
    heads::spoken,
};

/// What F1 must reach.
const F1_MIN: f64 = 0.92;
/// Thousands of conversations are drawn again so often.
const RESAMPLES: u32 = 500;

/// F1 on the dev and test parts together; intervals over conversations.
///
/// # Errors
/// When a file cannot be read.
pub fn chats(folder: &Path) -> Result<Vec<Row>, Unreadable> {
    let mut said = corpus::multidogo(folder, "dev")?;
    said.extend(corpus::multidogo(folder, "test")?);
    let reader = Reader::new();
    let mut rows = Vec::new();
    for (what, intent) in [
        (What::Greeting, "openinggreeting"),
        (What::Closing, "closinggreeting"),
        (What::Thanks, "thankyou"),
    ] {
        let labelled = |i: usize| said[i].intents.iter().any(|label| label == intent);
        // How each sentence is labelled most often, wherever it is said word for word.
        let mut votes: HashMap<&str, (usize, usize)> = HashMap::new();
        for (i, sentence) in said.iter().enumerate() {
            let (yes, all) = votes.entry(&sentence.text).or_default();
            *yes += usize::from(labelled(i));
            *all += 1;
        }
        let finds = |text: &str| {
            let reading = reader.read(&Message::new(text, By::Customer));
            reading.findings.iter().any(|finding| finding.what == what)
        };
        for (how, must) in [(Way::Written, Some(F1_MIN)), (Way::Spoken, None), (Way::Votes, None)] {
            let found = |text: &str| match how {
                Way::Written => finds(text),
                Way::Spoken => finds(&spoken(text)),
                Way::Votes => votes.get(text).is_some_and(|(yes, all)| 2 * yes > *all),
            };
            // For each conversation: found and labelled, found, labelled.
            let mut counts: Vec<[f64; 3]> = Vec::new();
            let mut last = "";
            for (i, sentence) in said.iter().enumerate() {
                if sentence.conversation != last {
                    counts.push([0.0; 3]);
                    last = &sentence.conversation;
                }
                let (found, is) = (found(&sentence.text), labelled(i));
                if let Some([both, all_found, all_labelled]) = counts.last_mut() {
                    *both += f64::from(u8::from(found && is));
                    *all_found += f64::from(u8::from(found));
                    *all_labelled += f64::from(u8::from(is));
                }
            }
            let name = format!("{}: {}", what.name(), how.name());
            rows.push(Row::new(&name, f1(&counts), must, said.len()));
        }
    }
    Ok(rows)
}

/// How a sentence is judged.
#[derive(Clone, Copy)]
enum Way {
    Written,
    Spoken,
    /// As it is labelled most often.
    Votes,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Written => "F1",
            Self::Spoken => "F1, as spoken",
            Self::Votes => "F1 of each sentence's most frequent label",
        }
    }
}

fn f1(counts: &[[f64; 3]]) -> Option<Estimate> {
    bootstrap::estimate(counts.len(), RESAMPLES, SEED, |times| {
        let sum = |place: usize| -> f64 {
            counts.iter().zip(times).map(|(counts, times)| counts[place] * times).sum()
        };
        2.0 * sum(0) / (sum(1) + sum(2))
    })
}

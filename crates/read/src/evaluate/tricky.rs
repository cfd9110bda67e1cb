//! Lines that fool keywords and models of sentiment: is the customer unhappy, or only the words?

use std::path::Path;

use words::{By, Message, Reader, mood::UNHAPPY};

use super::{Row, share};
use crate::corpus::{self, Unreadable};

/// The share that must be right.
const RIGHT_MIN: f64 = 0.9;

/// Accuracy on `tricky_mood.dev.csv`, and on our own pairs of lines that look alike (`tricky.dev.tsv`,
/// which the heads are made with; `tricky.test.tsv`, which they are not).
///
/// # Errors
/// When a file cannot be read.
pub fn tricky(published: &Path, own: &Path) -> Result<Vec<Row>, Unreadable> {
    let reader = Reader::new();
    let lines = corpus::tricky(published)?;
    let pairs: Vec<(String, bool)> =
        corpus::graded(own)?.into_iter().map(|(grade, text)| (text, grade > 0.5)).collect();
    Ok(vec![
        row("tricky lines: accuracy", &lines, &reader),
        row("own tricky pairs: accuracy", &pairs, &reader),
    ])
}

fn row(what: &str, lines: &[(String, bool)], reader: &Reader) -> Row {
    let right: Vec<bool> =
        lines.iter().map(|(text, unhappy)| sounds_unhappy(reader, text) == *unhappy).collect();
    Row::new(what, share(&right), Some(RIGHT_MIN), lines.len())
}

/// Whether a single turn of a customer's sounds unhappy.
fn sounds_unhappy(reader: &Reader, text: &str) -> bool {
    let tone = reader.read(&Message::new(text, By::Customer)).tone;
    tone.is_some_and(|tone| tone.mood().upset >= UNHAPPY)
}

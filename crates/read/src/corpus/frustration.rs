//! Support dialogues from Twitter whose customer turns three readers rated from 0 to 4 for frustration
//! (Zuters & Leonova 2020, after the dialogues of ThoughtVector). Not for commercial use: what is read
//! here is for evaluation and calibration, and no weight is made from it.

use std::path::Path;

use super::{Unreadable, text};

/// A turn of a dialogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Which dialogue, from 0.
    pub dialogue: usize,
    /// It is the customer's.
    pub customer: bool,
    /// What is said; tweets of one turn are parted by ` /// `.
    pub text: String,
    /// How frustrated each reader found it, 0 to 4; empty where nobody rated it.
    pub ratings: Vec<f64>,
}

impl Turn {
    /// The mean of the ratings.
    pub fn rating(&self) -> Option<f64> {
        let count = u32::try_from(self.ratings.len()).ok().filter(|&count| count > 0)?;
        Some(self.ratings.iter().sum::<f64>() / f64::from(count))
    }
}

/// Reads the dialogues.
///
/// # Errors
/// When the file cannot be read.
pub fn frustration(path: &Path) -> Result<Vec<Turn>, Unreadable> {
    let all = text(path)?;
    let mut turns: Vec<Turn> = Vec::new();
    let mut dialogue = 0;
    for line in all.lines() {
        if line.starts_with("-----") {
            dialogue += usize::from(turns.last().is_some_and(|last| last.dialogue == dialogue));
            continue;
        }
        let said = line
            .strip_prefix("USER:")
            .map(|said| (true, said))
            .or_else(|| line.strip_prefix("SUPP:").map(|said| (false, said)));
        if let Some((customer, said)) = said {
            let (said, ratings) = rated(said);
            turns.push(Turn { dialogue, customer, text: said.trim().to_owned(), ratings });
        } else if let (false, Some(last)) = (line.trim().is_empty(), turns.last_mut()) {
            // A turn that goes on in the next line.
            let (said, ratings) = rated(line);
            last.text.push(' ');
            last.text.push_str(said.trim());
            if !ratings.is_empty() {
                last.ratings = ratings;
            }
        }
    }
    Ok(turns)
}

/// The ratings in braces at the end of a line.
fn rated(line: &str) -> (&str, Vec<f64>) {
    let line = line.trim_end();
    let inside =
        line.strip_suffix('}').and_then(|line| line.rfind('{').map(|at| (at, &line[at + 1..])));
    match inside {
        Some((at, inside)) if inside.chars().all(|c| c.is_ascii_digit() || ", ".contains(c)) => (
            &line[..at],
            inside.split(',').filter_map(|rating| rating.trim().parse().ok()).collect(),
        ),
        _ => (line, Vec::new()),
    }
}

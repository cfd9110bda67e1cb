//! How well words are read: figures on labelled corpora, each with its interval and with what it must
//! reach.

mod chats;
mod findings;
mod gratitude;
mod mood;
mod politeness;
mod times;
mod tricky;

use std::{fmt::Write, path::Path};

use figures::{Estimate, bootstrap};

use crate::corpus::Unreadable;

pub use chats::chats;
pub use findings::{false_alarms, findings};
pub use gratitude::gratitude;
pub use mood::mood;
pub use politeness::politeness;
pub use times::times;
pub use tricky::tricky;

/// What a figure must reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Must {
    /// So much or more.
    AtLeast(f64),
    /// So much or less.
    AtMost(f64),
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Of what.
    pub what: String,
    /// The figure.
    pub value: Estimate,
    /// What it must reach.
    pub must: Option<Must>,
    /// Over how many texts.
    pub count: usize,
}

impl Row {
    fn new(what: &str, value: Option<Estimate>, must: Option<f64>, count: usize) -> Self {
        let nothing = Estimate { value: f64::NAN, interval: None };
        let must = must.map(Must::AtLeast);
        Self { what: what.to_owned(), value: value.unwrap_or(nothing), must, count }
    }

    fn at_most(what: &str, value: Option<Estimate>, most: f64, count: usize) -> Self {
        Self { must: Some(Must::AtMost(most)), ..Self::new(what, value, None, count) }
    }

    /// Whether it reaches what it must.
    pub fn reached(&self) -> bool {
        self.must.is_none_or(|must| match must {
            Must::AtLeast(least) => self.value.value >= least,
            Must::AtMost(most) => self.value.value <= most,
        })
    }
}

/// A column of names is so wide at least, so that tables printed one after the other are aligned.
const WIDE: usize = 60;

/// Rows as a table of text, its columns aligned.
pub fn table(rows: &[Row]) -> String {
    let wide = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or_default();
    let wide = wide.max(WIDE);
    let mut table = String::new();
    for row in rows {
        let Row { what, value, must, count } = row;
        let interval =
            value.interval.map_or_else(String::new, |(low, high)| format!("{low:.3} to {high:.3}"));
        let mut must = match must {
            Some(Must::AtLeast(least)) => format!("at least {least:.2}"),
            Some(Must::AtMost(most)) => format!("at most {most:.2}"),
            None => String::new(),
        };
        if !row.reached() {
            must.push_str(": MISSED");
        }
        let line =
            format!("{what:<wide$}  {:>6.3}  {interval:<15}  {count:>6}  {must}", value.value);
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{}", line.trim_end());
    }
    table
}

/// Every figure, part by part; `say` is told each part as it is done.
///
/// # Errors
/// When a file cannot be read.
pub fn all(corpora: &Path, data: &Path, say: &mut dyn FnMut(&[Row])) -> Result<(), Unreadable> {
    let lines = data.join("lines");
    say(&chats(&corpora.join("multidogo"))?);
    say(&politeness(&corpora.join("politeness_wikipedia.train.csv"))?);
    say(&mood(&corpora.join("frustration.dev.txt"))?);
    say(&gratitude(&corpora.join("goemotions"))?);
    say(&tricky(&corpora.join("tricky_mood.dev.csv"), &lines.join("tricky.test.tsv"))?);
    say(&times(&lines)?);
    say(&false_alarms(corpora)?);
    say(&findings(corpora, data)?);
    Ok(())
}

/// How often each sample is drawn again, and from which seed.
const RESAMPLES: u32 = 2_000;
const SEED: u64 = 20;

/// The share of those that are right, with its interval over texts.
fn share(right: &[bool]) -> Option<Estimate> {
    let ones: Vec<f64> = right.iter().map(|&right| f64::from(u8::from(right))).collect();
    bootstrap::mean(&ones, RESAMPLES, SEED)
}

/// The area under the curve over groups (dialogues, or single texts): each has scores with yes or no.
fn area(groups: &[Vec<(f32, bool)>]) -> Option<Estimate> {
    bootstrap::estimate(groups.len(), RESAMPLES, SEED, |times| {
        let (mut yes, mut no) = (Vec::new(), Vec::new());
        for (group, &times) in groups.iter().zip(times) {
            for &(score, is) in group {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count
                let copies = std::iter::repeat_n(score, times as usize);
                if is { yes.extend(copies) } else { no.extend(copies) }
            }
        }
        no.sort_by(f32::total_cmp);
        figures::auc::area(&yes, &no).unwrap_or(f64::NAN)
    })
}

/// Pearson's correlation over groups, each of pairs.
fn correlation(groups: &[Vec<(f64, f64)>]) -> Option<Estimate> {
    bootstrap::estimate(groups.len(), RESAMPLES, SEED, |times| {
        let pairs = || {
            groups
                .iter()
                .zip(times)
                .flat_map(|(group, &times)| group.iter().map(move |&(a, b)| (a, b, times)))
        };
        let (mut all, mut mean_a, mut mean_b) = (0.0, 0.0, 0.0);
        for (a, b, times) in pairs() {
            all += times;
            mean_a += times * a;
            mean_b += times * b;
        }
        mean_a /= all;
        mean_b /= all;
        let (mut both, mut spread_a, mut spread_b) = (0.0, 0.0, 0.0);
        for (a, b, times) in pairs() {
            both += times * (a - mean_a) * (b - mean_b);
            spread_a += times * (a - mean_a).powi(2);
            spread_b += times * (b - mean_b).powi(2);
        }
        both / (spread_a * spread_b).sqrt()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_line() {
        let groups = [vec![(1.0, 2.0), (2.0, 4.0)], vec![(3.0, 6.0), (5.0, 10.0)]];
        assert!((correlation(&groups).unwrap().value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_table_says_what_is_missed() {
        let rows = [
            Row::new("r", share(&[true, true]), Some(0.9), 2),
            Row::new("accuracy", share(&[true, false]), Some(0.9), 2),
        ];
        assert_eq!(
            table(&rows),
            format!(
                "{:<WIDE$}   1.000  1.000 to 1.000        2  at least 0.90\n\
                 {:<WIDE$}   0.500  0.000 to 1.000        2  at least 0.90: MISSED\n",
                "r", "accuracy"
            )
        );
    }
}

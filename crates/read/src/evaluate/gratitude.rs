//! Gratitude, on the test part of `GoEmotions`, at the threshold that was chosen on its dev part.

use std::path::Path;

use figures::bootstrap;
use words::model::{Features, GRATEFUL, Head, Heads, Rarity};

use super::{RESAMPLES, Row, SEED};
use crate::corpus::{self, Unreadable};

/// What F1 must reach.
const F1_MIN: f64 = 0.9;

/// F1 of the shipped head on the test part, and the threshold that would be best on the dev part.
///
/// # Errors
/// When a file cannot be read.
pub fn gratitude(folder: &Path) -> Result<Vec<Row>, Unreadable> {
    let (rarity, heads) = Heads::shipped();
    let Some(head) = heads.head("gratitude") else { return Ok(Vec::new()) };
    let scored = |part| scored(folder, part, head, &rarity);
    let (dev, test) = (scored("dev")?, scored("test")?);
    let value =
        bootstrap::estimate(test.len(), RESAMPLES, SEED, |times| f1(&test, times, GRATEFUL));
    let best = best(&dev).map(|value| figures::Estimate { value, interval: None });
    Ok(vec![
        Row::new("gratitude: F1", value, Some(F1_MIN), test.len()),
        Row::new("gratitude: threshold, best on dev", best, None, dev.len()),
    ])
}

/// Each comment's score, and whether its readers found gratitude in it.
fn scored(
    folder: &Path,
    part: &str,
    head: &Head,
    rarity: &Rarity,
) -> Result<Vec<(f32, bool)>, Unreadable> {
    let labels = corpus::goemotions_labels(folder)?;
    let gratitude = labels.iter().position(|label| label == "gratitude");
    Ok(corpus::goemotions(folder, part)?
        .iter()
        .map(|comment| {
            let score = head.score(&Features::of(&comment.text), rarity);
            (score, gratitude.is_some_and(|label| comment.labels.contains(&label)))
        })
        .collect())
}

fn f1(scored: &[(f32, bool)], times: &[f64], threshold: f32) -> f64 {
    let (mut both, mut found, mut there) = (0.0, 0.0, 0.0);
    for (&(score, is), times) in scored.iter().zip(times) {
        let says = score >= threshold;
        both += if says && is { *times } else { 0.0 };
        found += if says { *times } else { 0.0 };
        there += if is { *times } else { 0.0 };
    }
    2.0 * both / (found + there)
}

/// The threshold with the best F1, in steps of a twentieth.
fn best(scored: &[(f32, bool)]) -> Option<f64> {
    let once = vec![1.0; scored.len()];
    (-80..=40_i8)
        .map(|step| f32::from(step) / 20.0)
        .max_by(|a, b| f1(scored, &once, *a).total_cmp(&f1(scored, &once, *b)))
        .map(f64::from)
}

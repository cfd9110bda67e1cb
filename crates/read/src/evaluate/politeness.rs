//! Politeness: the politest quarter of requests against the least polite, in five folds that are trained
//! here.

use std::path::Path;

use words::{
    model::{Rarity, Reach},
    train::{Example, Loss, train},
};

use super::{Row, area, share};
use crate::{
    corpus::{self, Unreadable},
    heads,
};

const FOLDS: usize = 5;
/// What the figures must reach.
const RIGHT_MIN: f64 = 0.84;
const AREA_MIN: f64 = 0.92;

/// Accuracy and area on `politeness_wikipedia.train.csv`.
///
/// # Errors
/// When the file cannot be read.
pub fn politeness(path: &Path) -> Result<Vec<Row>, Unreadable> {
    let examples = heads::polite(&corpus::politeness(path)?);
    let mut scored = Vec::with_capacity(examples.len());
    for fold in 0..FOLDS {
        let of = |inside: bool| {
            let folds = examples.iter().enumerate();
            folds.filter(move |(i, _)| (i % FOLDS == fold) == inside).map(|(_, example)| example)
        };
        let others: Vec<Example> = of(false).cloned().collect();
        let rarity = Rarity::over(others.iter().map(|example| &example.features));
        let head =
            train("polite", &others, &rarity, Reach::Within, Loss::Logistic, heads::COST_POLITE);
        scored.extend(
            of(true).map(|example| (head.score(&example.features, &rarity), example.target > 0.5)),
        );
    }
    let right: Vec<bool> = scored.iter().map(|&(score, polite)| (score > 0.0) == polite).collect();
    let each: Vec<Vec<(f32, bool)>> = scored.iter().map(|&scored| vec![scored]).collect();
    Ok(vec![
        Row::new("politeness: accuracy, five folds", share(&right), Some(RIGHT_MIN), right.len()),
        Row::new("politeness: area, five folds", area(&each), Some(AREA_MIN), each.len()),
    ])
}

//! How weights are made: from labelled texts, with one result, bit for bit.
//!
//! Regularised logistic or linear regression over all examples at once, by the limited-memory
//! quasi-Newton method (L-BFGS: Liu & Nocedal 1989, *Mathematical Programming* 45, 503–528, the two-loop
//! recursion) with a backtracking line search (Armijo), then rounded to eight bits. There is nothing
//! random in it, and the functions beyond plain arithmetic are `libm`'s, the same on every machine.

use std::collections::VecDeque;

use crate::model::{FEATURES, Features, Head, Rarity, Reach};

/// A text and what a reader said of it.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it is made of.
    pub features: Features,
    /// 1 for yes and 0 for no, or a value.
    pub target: f32,
    /// How much it counts; 1 as a rule.
    pub weight: f32,
}

/// What is minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Yes or no.
    Logistic,
    /// A value.
    Squared,
}

/// Steps of the method that are remembered.
const REMEMBERED: usize = 8;
/// It ends when a step wins less than this share.
const WON_MIN: f64 = 3e-5;
const STEPS_MAX: usize = 200;
/// A step must win this share of what the slope promises (Armijo).
const PROMISED: f64 = 1e-4;

/// Makes a head. `cost` is what an example's loss weighs against half the squared weights: small is
/// cautious (scikit-learn's `C`).
pub fn train(
    name: &str,
    examples: &[Example],
    rarity: &Rarity,
    reach: Reach,
    loss: Loss,
    cost: f32,
) -> Head {
    let row = |example| Row::new(example, rarity, reach, cost);
    let rows: Vec<Row> = examples.iter().map(row).collect();
    // The last weight is the bias, which is not held back.
    let mut weights = vec![0.0_f32; FEATURES + 1];
    let (mut value, mut slope) = Row::loss(&rows, &weights, loss);
    let mut steps: VecDeque<Step> = VecDeque::with_capacity(REMEMBERED);
    for _ in 0..STEPS_MAX {
        let direction = direction(&steps, &slope);
        let promised = dot(&direction, &slope);
        let mut length =
            if steps.is_empty() { 1.0 / dot(&slope, &slope).sqrt().max(1.0) } else { 1.0 };
        let (next, next_value, next_slope) = loop {
            #[allow(clippy::cast_possible_truncation)] // a length
            let next: Vec<f32> =
                weights.iter().zip(&direction).map(|(w, d)| w + length as f32 * d).collect();
            let (next_value, next_slope) = Row::loss(&rows, &next, loss);
            if next_value <= value + PROMISED * length * promised || length < 1e-8 {
                break (next, next_value, next_slope);
            }
            length /= 2.0;
        };
        let moved: Vec<f32> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
        let turned: Vec<f32> = next_slope.iter().zip(&slope).map(|(a, b)| a - b).collect();
        let curvature = dot(&moved, &turned);
        if curvature > 0.0 {
            if steps.len() == REMEMBERED {
                steps.pop_front();
            }
            steps.push_back(Step { moved, turned, curvature });
        }
        let won = (value - next_value) / value.abs().max(1.0);
        (weights, value, slope) = (next, next_value, next_slope);
        if won < WON_MIN {
            break;
        }
    }
    let bias = weights.pop().unwrap_or_default();
    rounded(name, bias, &weights)
}

/// An example, ready for arithmetic.
struct Row {
    worth: Vec<(u32, f32)>,
    target: f32,
    weight: f64,
}

impl Row {
    fn new(example: &Example, rarity: &Rarity, reach: Reach, cost: f32) -> Self {
        let worth = example.features.worth(rarity).take_while(|&(bucket, _)| bucket < reach.end());
        #[allow(clippy::cast_possible_truncation)] // below 3 × 32,768
        let worth = worth.map(|(bucket, worth)| (bucket as u32, worth)).collect();
        Self { worth, target: example.target, weight: f64::from(cost * example.weight) }
    }

    /// What is minimised, and its slope.
    fn loss(rows: &[Self], weights: &[f32], loss: Loss) -> (f64, Vec<f32>) {
        let held = &weights[..FEATURES];
        let mut value = dot(held, held) / 2.0;
        let mut slope = held.to_vec();
        slope.push(0.0);
        let bias = weights[FEATURES];
        for row in rows {
            let score: f32 = bias
                + row
                    .worth
                    .iter()
                    .map(|&(bucket, worth)| worth * weights[bucket as usize])
                    .sum::<f32>();
            let (cost, towards) = match loss {
                Loss::Logistic => {
                    let signed = if row.target > 0.5 { -score } else { score };
                    // ln(1 + eˣ), without overflow
                    let cost = signed.max(0.0) + libm::log1pf(libm::expf(-signed.abs()));
                    (cost, 1.0 / (1.0 + libm::expf(-score)) - row.target)
                }
                Loss::Squared => {
                    let miss = score - row.target;
                    (miss * miss / 2.0, miss)
                }
            };
            value += row.weight * f64::from(cost);
            #[allow(clippy::cast_possible_truncation)] // a slope
            let towards = row.weight as f32 * towards;
            for &(bucket, worth) in &row.worth {
                slope[bucket as usize] += towards * worth;
            }
            slope[FEATURES] += towards;
        }
        (value, slope)
    }
}

/// One step that was made.
struct Step {
    moved: Vec<f32>,
    turned: Vec<f32>,
    curvature: f64,
}

/// Where to go: the two-loop recursion.
fn direction(steps: &VecDeque<Step>, slope: &[f32]) -> Vec<f32> {
    let mut direction: Vec<f32> = slope.iter().map(|slope| -slope).collect();
    let mut shares = Vec::with_capacity(steps.len());
    for step in steps.iter().rev() {
        let share = dot(&step.moved, &direction) / step.curvature;
        add(&mut direction, -share, &step.turned);
        shares.push(share);
    }
    if let Some(last) = steps.back() {
        let size = last.curvature / dot(&last.turned, &last.turned);
        #[allow(clippy::cast_possible_truncation)] // a size
        for part in &mut direction {
            *part *= size as f32;
        }
    }
    for (step, share) in steps.iter().zip(shares.iter().rev()) {
        let back = dot(&step.turned, &direction) / step.curvature;
        add(&mut direction, share - back, &step.moved);
    }
    direction
}

fn add(to: &mut [f32], share: f64, what: &[f32]) {
    #[allow(clippy::cast_possible_truncation)] // a share
    let share = share as f32;
    for (to, what) in to.iter_mut().zip(what) {
        *to += share * what;
    }
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

/// To eight bits: the steps grow with the weight, so that the few words that say most keep theirs and the
/// many that say little are not lost (companding, as in telephony).
fn rounded(name: &str, bias: f32, weights: &[f32]) -> Head {
    let largest = weights.iter().fold(1e-6_f32, |largest, weight| largest.max(weight.abs()));
    let scale = largest / (STEPS * STEPS);
    #[allow(clippy::cast_possible_truncation)] // at most 127
    let weights = weights
        .iter()
        .map(|weight| {
            let step = libm::sqrtf(weight.abs() / scale).round().min(STEPS);
            libm::copysignf(step, *weight) as i8
        })
        .collect();
    Head { name: name.to_owned(), bias, scale, weights }
}

/// The largest step.
const STEPS: f32 = 127.0;

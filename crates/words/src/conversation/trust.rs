//! Trust: an open sum that anybody can read.
//!
//! It begins with what the customer brought (how upset their first turn sounds), and each finding moves
//! it by its weight in `rules/trust.txt`:
//!
//! - the same kind of finding again moves half as much as the last time, so that ten greetings are not ten
//!   times one;
//! - what a finding moves shrinks as trust nears its bounds of ±10: a move outward counts
//!   (10 − |trust|) ÷ 10 of its weight;
//! - a finding moves by its confidence, so what is doubtful counts less.

use crate::{
    finding::{By, What},
    lexicon::lines,
};

/// Trust is between −10 and 10.
pub const BOUND: f32 = 10.0;
/// A customer who comes furious (4) begins with −4.
const BROUGHT: f32 = -1.0;
/// The same again counts this share of the time before.
const AGAIN: f32 = 0.5;
/// A turn that loses so much is a fall.
const FALL_MIN: f32 = 0.5;
/// What set a fall off is looked for in so many of our turns before it.
const CAUSES_REACH: usize = 4;

/// What each finding weighs.
#[derive(Debug, Clone)]
pub(crate) struct Weights(Vec<(What, f32)>);

impl Weights {
    pub(crate) fn new() -> Self {
        Self(
            lines(include_str!("../../rules/trust.txt"))
                .filter_map(|line| {
                    let (name, weight) = line.split_once('=')?;
                    Some((What::named(name.trim())?, weight.trim().parse().ok()?))
                })
                .collect(),
        )
    }

    pub(crate) fn of(&self, what: What) -> Option<f32> {
        self.0.iter().find(|(known, _)| *known == what).map(|(_, weight)| *weight)
    }
}

/// One finding's part in the sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// In which turn.
    pub turn: usize,
    /// Which of that turn's findings.
    pub finding: usize,
    /// What it moved trust by.
    pub by: f32,
    /// Trust after it.
    pub after: f32,
}

/// Where trust fell, and what of ours came before.
#[derive(Debug, Clone, PartialEq)]
pub struct Fall {
    /// In which turn.
    pub turn: usize,
    /// By how much.
    pub by: f32,
    /// Steps of our own turns shortly before that lost trust: "the wheels in motion". Numbers of
    /// [`Trust::steps`], the weightiest first.
    pub set_off_by: Vec<usize>,
}

/// How trust went.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trust {
    /// What the customer came with.
    pub brought: f32,
    /// Everything that moved it, in order.
    pub steps: Vec<Step>,
    /// Trust after each turn.
    pub line: Vec<f32>,
    /// Where it fell.
    pub falls: Vec<Fall>,
}

/// A turn, as far as trust goes: who says it, and what was found in it, with how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Who says it.
    pub by: By,
    /// What was found, and the confidence, 0 to 1.
    pub findings: Vec<(What, f32)>,
}

/// What a customer comes with whose first turn sounds that upset, 0 to 4.
pub fn brought(upset: f32) -> f32 {
    BROUGHT * upset
}

impl Trust {
    pub(crate) fn of(weights: &Weights, brought: f32, turns: &[Said]) -> Self {
        let mut trust = Self { brought, ..Self::default() };
        let mut now = brought;
        let mut shares = vec![1.0_f32; What::ALL.len()];
        for (number, turn) in turns.iter().enumerate() {
            let before = now;
            if turn.by != By::Note {
                for (place, &(what, confidence)) in turn.findings.iter().enumerate() {
                    let Some(weight) = weights.of(what) else { continue };
                    let share = &mut shares[what as usize];
                    let full = weight * confidence * *share;
                    *share *= AGAIN;
                    let outward = full * now > 0.0;
                    let room = if outward { (BOUND - now.abs()) / BOUND } else { 1.0 };
                    let by = full * room;
                    now = (now + by).clamp(-BOUND, BOUND);
                    trust.steps.push(Step { turn: number, finding: place, by, after: now });
                }
            }
            trust.line.push(now);
            if before - now >= FALL_MIN {
                let set_off_by = trust.causes(turns, number);
                trust.falls.push(Fall { turn: number, by: before - now, set_off_by });
            }
        }
        trust
    }

    /// Our steps that lost trust in that turn and in our last turns before it.
    fn causes(&self, turns: &[Said], turn: usize) -> Vec<usize> {
        let ours: Vec<usize> = (0..=turn)
            .rev()
            .filter(|&number| turns[number].by == By::Us)
            .take(CAUSES_REACH)
            .collect();
        let mut causes: Vec<usize> = (0..self.steps.len())
            .rev()
            .take_while(|&step| ours.last().is_some_and(|&first| self.steps[step].turn >= first))
            .filter(|&step| self.steps[step].by < 0.0 && ours.contains(&self.steps[step].turn))
            .collect();
        causes.sort_by(|&a, &b| self.steps[a].by.total_cmp(&self.steps[b].by));
        causes
    }
}

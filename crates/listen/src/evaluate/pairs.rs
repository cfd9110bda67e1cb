//! Manipulated clips against their own originals: how often the one scores higher than the other.
//!
//! A clip's original is the only one of the speaker with the same text; or else the only one whose
//! file has the same name, but for the words that say what was done to it.

use std::collections::BTreeMap;
use std::path::Path;

use super::clip::Clip;
use super::enrolment::Speaker;
use super::figures::{Job, SCORES, Test};
use super::{Band, Options, Score};
use ::figures::{Estimate, bootstrap};

/// How often a manipulated clip scores higher than its own original.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    /// What was done to it: `smile` or `unsmile`.
    pub label: String,
    /// How it is heard.
    pub band: Band,
    /// How many clips enrol a speaker.
    pub enrolled: usize,
    /// The score.
    pub score: Score,
    /// Speakers with pairs.
    pub speakers: usize,
    /// Pairs, mean over the draws.
    pub pairs: f64,
    /// Clips whose original is not known.
    pub alone: usize,
    /// Share of the pairs in which the manipulated clip scores higher (ties half), mean over
    /// speakers.
    pub share: Option<Estimate>,
}

/// The manipulations.
const LABELS: [&str; 2] = ["smile", "unsmile"];

/// Counts the pairs of one band and enrolment.
pub(super) fn count(
    job: Job,
    cast: &[Speaker<'_>],
    tests: &[Vec<Test>],
    clips: &[Clip<'_>],
    options: &Options,
) -> Vec<Pairs> {
    let mut all = Vec::new();
    for label in LABELS {
        let (mut own, mut alone) = (Vec::new(), 0);
        for speaker in cast {
            let pairs = couple(speaker, label, clips);
            alone += pairs.iter().filter(|(_, original)| original.is_none()).count();
            own.push(pairs);
        }
        if own.iter().all(Vec::is_empty) {
            continue;
        }
        for (at, score) in SCORES.into_iter().enumerate() {
            let (mut shares, mut pairs) = (Vec::new(), 0.0);
            for (own, draws) in own.iter().zip(tests) {
                let (mut won, mut count) = (0.0, 0.0);
                for test in draws {
                    let scores: BTreeMap<usize, f32> = test
                        .iter()
                        .filter_map(|(clip, scores)| Some((*clip, scores[at]?)))
                        .collect();
                    for (clip, original) in own {
                        let Some(original) = original.and_then(|at| scores.get(&at)) else {
                            continue;
                        };
                        let Some(score) = scores.get(clip) else { continue };
                        count += 1.0;
                        won += match score.total_cmp(original) {
                            std::cmp::Ordering::Greater => 1.0,
                            std::cmp::Ordering::Equal => 0.5,
                            std::cmp::Ordering::Less => 0.0,
                        };
                    }
                }
                if count > 0.0 {
                    shares.push(won / count);
                    pairs += count / draws.len() as f64;
                }
            }
            all.push(Pairs {
                label: label.into(),
                band: job.band,
                enrolled: job.enrolled,
                score,
                speakers: shares.len(),
                pairs,
                alone,
                share: bootstrap::mean(&shares, options.resamples, options.seed),
            });
        }
    }
    all
}

/// A speaker's clips with this label, each with its original where that is certain.
fn couple(speaker: &Speaker<'_>, label: &str, clips: &[Clip<'_>]) -> Vec<(usize, Option<usize>)> {
    let labelled = |label: &str| -> Vec<usize> {
        speaker.clips.iter().copied().filter(|&at| clips[at].0.label == label).collect()
    };
    let originals = labelled("original");
    let only = |same: &dyn Fn(usize) -> bool| {
        let mut found = originals.iter().copied().filter(|&at| same(at));
        found.next().filter(|_| found.next().is_none())
    };
    labelled(label)
        .into_iter()
        .map(|clip| {
            let (text, base) = (&clips[clip].0.text, base(&clips[clip].0.file));
            let by_text = only(&|at| !text.is_empty() && clips[at].0.text == *text);
            (clip, by_text.or_else(|| only(&|at| self::base(&clips[at].0.file) == base)))
        })
        .collect()
}

/// A file's name without its folder, its extension and the words that say what was done to it.
fn base(file: &str) -> String {
    let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    stem.split(['_', '-', '.', ' '])
        .filter(|word| !["smile", "unsmile", "original", "orig", ""].contains(word))
        .collect::<Vec<_>>()
        .join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_belongs_together() {
        assert_eq!(base("smile/a_01.wav"), base("original/A-01.flac"));
        assert_eq!(base("a_01_smile.wav"), base("a_01_unsmile.wav"));
        assert_ne!(base("a_01_smile.wav"), base("a_02_original.wav"));
    }
}

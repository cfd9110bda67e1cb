//! Enrolment: which of a speaker's clips tell how they ordinarily sound.
//!
//! Neutral clips do; where a speaker has none, the originals of a manipulation do. At least one of
//! them stays for the test, so a speaker with few of them is enrolled with all but one.

use std::collections::BTreeMap;

use voice::{Baseline, Impression, Measure};

use super::clip::Clip;
use super::{Band, chance};

/// How many clips enrol a speaker.
pub const ENROLMENTS: [usize; 4] = [0, 1, 3, 10];

/// How speakers were enrolled with so many clips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// So many ordinary clips.
    pub clips: usize,
    /// Speakers who have too few and were enrolled with all but one.
    pub fewer: usize,
    /// Speakers who have so few that they were left out.
    pub left_out: usize,
}

/// Somebody who speaks.
#[derive(Debug)]
pub(super) struct Speaker<'a> {
    pub(super) corpus: &'a str,
    pub(super) name: &'a str,
    pub(super) sex: &'a str,
    /// All their clips.
    pub(super) clips: Vec<usize>,
    /// Those of their ordinary voice.
    pub(super) ordinary: Vec<usize>,
}

/// The label of ordinary speech, and the one that stands in for it.
const NEUTRAL: &str = "neutral";
const ORIGINAL: &str = "original";

/// Whether clips with this label can be somebody's ordinary voice.
pub(super) fn is_ordinary(label: &str) -> bool {
    label == NEUTRAL || label == ORIGINAL
}

/// Everybody who speaks, by corpus and name.
pub(super) fn cast<'a>(clips: &[Clip<'a>]) -> Vec<Speaker<'a>> {
    let mut speakers: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, (row, _)) in clips.iter().enumerate() {
        speakers.entry((&row.corpus, &row.speaker)).or_default().push(at);
    }
    speakers
        .into_iter()
        .map(|((corpus, name), own)| {
            let labelled = |label: &str| -> Vec<usize> {
                own.iter().copied().filter(|&at| clips[at].0.label == label).collect()
            };
            let neutral = labelled(NEUTRAL);
            let sex = own
                .iter()
                .map(|&at| clips[at].0.sex.as_str())
                .find(|sex| !sex.is_empty())
                .unwrap_or_default();
            let ordinary = if neutral.is_empty() { labelled(ORIGINAL) } else { neutral };
            Speaker { corpus, name, sex, ordinary, clips: own }
        })
        .collect()
}

/// How many speakers fall short.
pub(super) fn summary(cast: &[Speaker<'_>]) -> Vec<Enrolment> {
    let count = |which: &dyn Fn(usize) -> bool| {
        cast.iter().filter(|speaker| which(speaker.ordinary.len())).count()
    };
    ENROLMENTS
        .iter()
        .map(|&clips| Enrolment {
            clips,
            fewer: if clips == 0 { 0 } else { count(&|own| own > 1 && own <= clips) },
            left_out: if clips == 0 { 0 } else { count(&|own| own < 2) },
        })
        .collect()
}

impl Speaker<'_> {
    /// The clips that enrol this speaker in one draw, in the order of the index; none where there are
    /// too few. A draw of three contains the draw of one.
    pub(super) fn draw(&self, clips: usize, seed: u64, draw: u32) -> Option<Vec<usize>> {
        if clips == 0 {
            return Some(Vec::new());
        }
        let count = clips.min(self.ordinary.len().saturating_sub(1));
        if count == 0 {
            return None;
        }
        let mut drawn = self.ordinary.clone();
        chance::generator(seed, &[self.corpus, self.name], u64::from(draw)).shuffle(&mut drawn);
        drawn.truncate(count);
        drawn.sort_unstable();
        Some(drawn)
    }
}

/// How somebody ordinarily sounds, to the axes and to the ear that hears pitch only.
pub(super) struct Usual {
    pub(super) baseline: Baseline,
    /// Median pitch in semitones, or 0 where nobody was heard: then pitch is told as it is.
    pub(super) pitch: Option<f32>,
}

impl Usual {
    /// From these clips, or anybody's where there are none.
    pub(super) fn of(enrolled: &[usize], clips: &[Clip<'_>], band: Band) -> Self {
        if enrolled.is_empty() {
            return Self { baseline: Baseline::anyone(), pitch: Some(0.0) };
        }
        let (mut baseline, mut all) = (Baseline::default(), Impression::default());
        for &at in enrolled {
            let impression = clips[at].1.in_band(band);
            baseline.learn(impression);
            all.merge(impression);
        }
        Self { baseline, pitch: all.measure(Measure::Pitch) }
    }
}

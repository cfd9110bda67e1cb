//! The figures: for every band, enrolment, contrast and score, how well one kind of clip is told from
//! another, within speakers and with one threshold for all of them.

use std::collections::{BTreeMap, BTreeSet};

use voice::{Axis, Measure};

use super::Options;
use super::clip::Clip;
use super::enrolment::{ENROLMENTS, Speaker, Usual};
use super::pairs::{self, Pairs};
use ::figures::{Estimate, auc, bootstrap};

/// How a clip is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// As the file is: at 16 kHz, or less where the file has less.
    AsIs,
    /// As a telephone carries it.
    Telephone,
}

impl Band {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsIs => "16 kHz",
            Self::Telephone => "telephone",
        }
    }
}

/// What clips are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Score {
    /// An axis.
    Axis(Axis),
    /// Median pitch alone, in semitones above that of the enrolment.
    Pitch,
}

/// All scores, in the order in which they are told.
pub const SCORES: [Score; 5] = [
    Score::Axis(Axis::Smile),
    Score::Axis(Axis::Lively),
    Score::Axis(Axis::Pressed),
    Score::Axis(Axis::Bright),
    Score::Pitch,
];

impl Score {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Axis(axis) => axis.name(),
            Self::Pitch => "F0 only",
        }
    }
}

/// Which clips are told from which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contrast {
    /// Happy from neutral.
    HappyNeutral,
    /// Happy from angry.
    HappyAngry,
    /// Happy from all else but manipulated clips.
    HappyRest,
    /// Happy from sad.
    HappySad,
    /// Manipulated to smile from the original.
    SmileOriginal,
    /// Manipulated to smile from manipulated not to.
    SmileUnsmile,
}

/// All contrasts.
const CONTRASTS: [Contrast; 6] = [
    Contrast::HappyNeutral,
    Contrast::HappyAngry,
    Contrast::HappyRest,
    Contrast::HappySad,
    Contrast::SmileOriginal,
    Contrast::SmileUnsmile,
];

impl Contrast {
    /// Its name; the first is the one that is to score higher.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HappyNeutral => "happy/neutral",
            Self::HappyAngry => "happy/angry",
            Self::HappyRest => "happy/rest",
            Self::HappySad => "happy/sad",
            Self::SmileOriginal => "smile/original",
            Self::SmileUnsmile => "smile/unsmile",
        }
    }

    /// Whether a label is of the one kind (`true`), of the other, or of none.
    fn side(self, label: &str) -> Option<bool> {
        let (positive, negative) = match self {
            Self::HappyNeutral => ("happy", "neutral"),
            Self::HappyAngry => ("happy", "angry"),
            Self::HappySad => ("happy", "sad"),
            Self::SmileOriginal => ("smile", "original"),
            Self::SmileUnsmile => ("smile", "unsmile"),
            Self::HappyRest => {
                let manipulated = ["smile", "unsmile", "original"].contains(&label);
                return (!manipulated).then_some(label == "happy");
            }
        };
        if label == positive { Some(true) } else { (label == negative).then_some(false) }
    }
}

/// Whose clips.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// All speakers.
    Everyone,
    /// The speakers of one corpus.
    Corpus(String),
    /// The speakers of one sex, as the index writes it.
    Sex(String),
}

/// How well one score tells one kind of clip from another.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which clips from which.
    pub contrast: Contrast,
    /// How they are heard.
    pub band: Band,
    /// Whose they are.
    pub group: Group,
    /// How many clips enrol a speaker.
    pub enrolled: usize,
    /// By what they are told apart.
    pub score: Score,
    /// Speakers with clips of both kinds.
    pub speakers: usize,
    /// Mean over speakers of the area under the ROC curve within each speaker's clips.
    pub within: Option<Estimate>,
    /// The area with one threshold for all speakers.
    pub pooled: Option<Estimate>,
    /// Clips of both kinds that were told apart, mean over the draws.
    pub told: f64,
    /// Clips of which nothing was told, and which are not in the areas, mean over the draws.
    pub unsure: f64,
}

/// How often nothing is told of clips with one label.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsureness {
    /// How they are heard.
    pub band: Band,
    /// How many clips enrol a speaker.
    pub enrolled: usize,
    /// The label.
    pub label: String,
    /// Clips heard, mean over the draws.
    pub clips: f64,
    /// Share of them of which nothing is told, by score as in [`SCORES`].
    pub share: [f64; SCORES.len()],
}

/// A band and an enrolment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    pub(super) band: Band,
    pub(super) enrolled: usize,
}

/// What comes of a job.
pub(super) struct Results {
    pub(super) figures: Vec<Figure>,
    pub(super) unsureness: Vec<Unsureness>,
    pub(super) pairs: Vec<Pairs>,
}

/// Every band and enrolment.
pub(super) fn jobs() -> Vec<Job> {
    [Band::AsIs, Band::Telephone]
        .into_iter()
        .flat_map(|band| ENROLMENTS.into_iter().map(move |enrolled| Job { band, enrolled }))
        .collect()
}

/// The scores of one clip.
pub(super) type Scores = [Option<f32>; SCORES.len()];
/// One speaker's clips that did not enrol them, with their scores.
pub(super) type Test = Vec<(usize, Scores)>;

/// Computes all figures of one band and enrolment.
pub(super) fn work(
    job: Job,
    cast: &[Speaker<'_>],
    clips: &[Clip<'_>],
    options: &Options,
) -> Results {
    let tests: Vec<Vec<Test>> =
        cast.iter().map(|speaker| tests(job, speaker, clips, options)).collect();
    let mut figures = Vec::new();
    for contrast in CONTRASTS {
        for score in 0..SCORES.len() {
            let field = Field::new(contrast, score, &tests, clips);
            for (group, speakers) in groups(cast, contrast) {
                figures.extend(field.figure(job, group, &speakers, options));
            }
        }
    }
    Results {
        figures,
        unsureness: unsureness(job, &tests, clips),
        pairs: pairs::count(job, cast, &tests, clips, options),
    }
}

/// The scores of a speaker's clips in every draw; empty where they cannot be enrolled.
fn tests(job: Job, speaker: &Speaker<'_>, clips: &[Clip<'_>], options: &Options) -> Vec<Test> {
    // With nothing to draw, one draw is all.
    let draws = if job.enrolled == 0 { 1 } else { options.draws };
    (0..draws)
        .filter_map(|draw| speaker.draw(job.enrolled, options.seed, draw))
        .map(|enrolled| {
            let usual = Usual::of(&enrolled, clips, job.band);
            speaker
                .clips
                .iter()
                .filter(|at| !enrolled.contains(at))
                .map(|&at| {
                    let impression = clips[at].1.in_band(job.band);
                    let scores = SCORES.map(|score| {
                        let value = match score {
                            Score::Axis(axis) => axis.hear(impression, &usual.baseline).ok()?.value,
                            Score::Pitch => impression.measure(Measure::Pitch)? - usual.pitch?,
                        };
                        value.is_finite().then_some(value)
                    });
                    (at, scores)
                })
                .collect()
        })
        .collect()
}

/// Everyone, and parts of them.
fn groups(cast: &[Speaker<'_>], contrast: Contrast) -> Vec<(Group, Vec<usize>)> {
    let mut groups = vec![(Group::Everyone, (0..cast.len()).collect())];
    let part = |is: &dyn Fn(&Speaker<'_>) -> bool| -> Vec<usize> {
        (0..cast.len()).filter(|&at| is(&cast[at])).collect()
    };
    let corpora: BTreeSet<&str> = cast.iter().map(|speaker| speaker.corpus).collect();
    if corpora.len() > 1 {
        for corpus in corpora {
            groups.push((Group::Corpus(corpus.into()), part(&|speaker| speaker.corpus == corpus)));
        }
    }
    if contrast == Contrast::HappyAngry {
        let sexes: BTreeSet<&str> = cast.iter().map(|speaker| speaker.sex).collect();
        for sex in sexes.into_iter().filter(|sex| !sex.is_empty()) {
            groups.push((Group::Sex(sex.into()), part(&|speaker| speaker.sex == sex)));
        }
    }
    groups
}

/// One contrast by one score: who wins against whom.
struct Field {
    contrast: Contrast,
    score: usize,
    speakers: Vec<Side>,
    /// Pairs won by speaker `row`'s positive clips against speaker `column`'s negative ones, mean
    /// over the draws; empty where one of them is not told apart.
    wins: Vec<Vec<f64>>,
}

/// What one speaker brings, mean over the draws.
#[derive(Default, Clone)]
struct Side {
    within: Option<f64>,
    positives: f64,
    negatives: f64,
    unsure: f64,
}

/// Scores of one speaker in one draw; the negative ones sorted.
#[derive(Default)]
struct Drawn {
    positives: Vec<f32>,
    negatives: Vec<f32>,
    unsure: usize,
}

impl Drawn {
    fn new(contrast: Contrast, score: usize, test: &Test, clips: &[Clip<'_>]) -> Self {
        let mut drawn = Self::default();
        for (at, scores) in test {
            match (contrast.side(&clips[*at].0.label), scores[score]) {
                (Some(true), Some(value)) => drawn.positives.push(value),
                (Some(false), Some(value)) => drawn.negatives.push(value),
                (Some(_), None) => drawn.unsure += 1,
                (None, _) => {}
            }
        }
        drawn.negatives.sort_by(f32::total_cmp);
        drawn
    }
}

impl Field {
    fn new(contrast: Contrast, score: usize, tests: &[Vec<Test>], clips: &[Clip<'_>]) -> Self {
        let drawn: Vec<Vec<Drawn>> = tests
            .iter()
            .map(|draws| {
                draws.iter().map(|test| Drawn::new(contrast, score, test, clips)).collect()
            })
            .collect();
        let speakers: Vec<Side> = drawn
            .iter()
            .map(|draws| {
                let mean = |of: &dyn Fn(&Drawn) -> usize| {
                    draws.iter().map(of).sum::<usize>() as f64 / draws.len().max(1) as f64
                };
                let areas: Vec<f64> = draws
                    .iter()
                    .filter_map(|drawn| auc::area(&drawn.positives, &drawn.negatives))
                    .collect();
                Side {
                    within: (!areas.is_empty())
                        .then(|| areas.iter().sum::<f64>() / areas.len() as f64),
                    positives: mean(&|drawn| drawn.positives.len()),
                    negatives: mean(&|drawn| drawn.negatives.len()),
                    unsure: mean(&|drawn| drawn.unsure),
                }
            })
            .collect();
        let wins = (0..speakers.len())
            .map(|row| {
                if speakers[row].within.is_none() {
                    return Vec::new();
                }
                (0..speakers.len())
                    .map(|column| {
                        if speakers[column].within.is_none() {
                            return 0.0;
                        }
                        // Both were drawn as often.
                        let both = drawn[row].iter().zip(&drawn[column]);
                        let won: f64 =
                            both.map(|(a, b)| auc::wins(&a.positives, &b.negatives)).sum();
                        won / drawn[row].len() as f64
                    })
                    .collect()
            })
            .collect();
        Self { contrast, score, speakers, wins }
    }

    /// The figure of these speakers; none where none of them has clips of both kinds.
    fn figure(
        &self,
        job: Job,
        group: Group,
        members: &[usize],
        options: &Options,
    ) -> Option<Figure> {
        let own: Vec<usize> =
            members.iter().copied().filter(|&at| self.speakers[at].within.is_some()).collect();
        let within: Vec<f64> = own.iter().filter_map(|&at| self.speakers[at].within).collect();
        if own.is_empty() {
            return None;
        }
        let (resamples, seed) = (options.resamples, options.seed);
        let pooled = bootstrap::estimate(own.len(), resamples, seed, |times| {
            let (mut won, mut pairs) = (0.0, 0.0);
            for (&row, &taken) in own.iter().zip(times) {
                if taken == 0.0 {
                    continue;
                }
                let wins = &self.wins[row];
                let (mut won_by_them, mut negatives) = (0.0, 0.0);
                for (&column, &other) in own.iter().zip(times) {
                    // Somebody taken twice is not compared with themselves as if with another: that
                    // would be easier than it is.
                    let copies = if row == column { 1.0 } else { other };
                    won_by_them += copies * wins[column];
                    negatives += copies * self.speakers[column].negatives;
                }
                won += taken * won_by_them;
                pairs += taken * self.speakers[row].positives * negatives;
            }
            won / pairs
        });
        let sum = |of: &dyn Fn(&Side) -> f64| own.iter().map(|&at| of(&self.speakers[at])).sum();
        Some(Figure {
            contrast: self.contrast,
            band: job.band,
            group,
            enrolled: job.enrolled,
            score: SCORES[self.score],
            speakers: own.len(),
            within: bootstrap::mean(&within, resamples, seed),
            pooled,
            told: sum(&|side| side.positives + side.negatives),
            unsure: sum(&|side| side.unsure),
        })
    }
}

/// How often nothing was told, by label.
fn unsureness(job: Job, tests: &[Vec<Test>], clips: &[Clip<'_>]) -> Vec<Unsureness> {
    let mut labels: BTreeMap<&str, (f64, [f64; SCORES.len()])> = BTreeMap::new();
    for draws in tests {
        let weight = 1.0 / draws.len().max(1) as f64;
        for (at, scores) in draws.iter().flatten() {
            let (count, unsure) = labels.entry(&clips[*at].0.label).or_default();
            *count += weight;
            for (unsure, score) in unsure.iter_mut().zip(scores) {
                *unsure += if score.is_none() { weight } else { 0.0 };
            }
        }
    }
    labels
        .into_iter()
        .map(|(label, (count, unsure))| Unsureness {
            band: job.band,
            enrolled: job.enrolled,
            label: label.into(),
            clips: count,
            share: unsure.map(|unsure| unsure / count),
        })
        .collect()
}

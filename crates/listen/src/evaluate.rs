//! How well the voice is heard: labelled clips in, figures of discrimination out.
//!
//! An index names clips of speech with a label each (`happy`, `neutral`, …). Every clip is heard as
//! it is and as a telephone would carry it, some of each speaker's neutral clips make the baseline,
//! and the others are told apart by each axis and by pitch alone, which is the figure to beat. Voice
//! activity is checked in noise, and what the lips do by a filter that moves formants.
//!
//! All that is random (which clips enrol a speaker, which speakers a resample takes, the noise) comes
//! from a seed and from names, so the same index gives the same figures on every machine, and those
//! of a corpus do not depend on which others are in the index.

#![allow(
    clippy::cast_precision_loss,
    reason = "counts of clips and samples are far below where floats become coarse"
)]

mod activity;
mod chance;
mod clip;
mod enrolment;
mod figures;
mod g711;
mod index;
mod json;
mod level;
mod lips;
mod pairs;
mod telephone;
mod text;
mod workers;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use thiserror::Error;

pub use ::figures::Estimate;
pub use activity::{Activity, BELOW_DB, SNR_DB};
pub use enrolment::{ENROLMENTS, Enrolment};
pub use figures::{Band, Contrast, Figure, Group, SCORES, Score, Unsureness};
pub use index::Corpus;
pub use json::to_json;
pub use lips::{ALPHAS, Lips};
pub use pairs::Pairs;
pub use text::write_text;

/// What is to be evaluated, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// A CSV file with a header and at least the columns `speaker`, `label` and `file` (relative to
    /// the index); `corpus`, `sex` and `text` are used where they are.
    pub index: PathBuf,
    /// How often the clips that enrol a speaker are drawn.
    pub draws: u32,
    /// Resamples of the bootstrap.
    pub resamples: u32,
    /// Where everything random begins.
    pub seed: u64,
    /// Check voice activity in noise.
    pub activity: bool,
    /// Check how the axes follow a filter that moves the formants.
    pub lips: bool,
}

impl Options {
    /// Everything, with 10 draws and 2,000 resamples (Efron & Tibshirani 1993, §13.3, ask for 1,000
    /// at least for the ends of an interval).
    pub fn new(index: impl Into<PathBuf>) -> Self {
        Self {
            index: index.into(),
            draws: 10,
            resamples: 2_000,
            seed: 1,
            activity: true,
            lips: true,
        }
    }
}

/// Why there are no figures at all.
#[derive(Debug, Error)]
pub enum EvaluateError {
    /// The index is not there, or is no CSV.
    #[error("The index {} could not be read: {source}. Check its name and that it is CSV.", .path.display())]
    Index {
        /// Its path.
        path: PathBuf,
        /// What went wrong.
        source: csv::Error,
    },
    /// The index lacks a column that is needed.
    #[error(
        "The index has no column “{column}”. Its first line names the columns; speaker, label and \
         file are needed, and corpus, sex and text are used where they are."
    )]
    Column {
        /// Its name.
        column: &'static str,
    },
    /// Not one clip could be heard.
    #[error("Not one clip of the index could be heard. {first}")]
    Nothing {
        /// What was wrong with the first, or that there is none.
        first: String,
    },
}

/// A clip that was not heard, or not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remarked {
    /// The file, as the index names it, or the line of the index.
    pub clip: String,
    /// What is wrong with it, in words for people.
    pub why: String,
}

/// All that was found.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// What was heard, by corpus, in alphabetical order.
    pub corpora: Vec<Corpus>,
    /// How speakers were enrolled.
    pub enrolments: Vec<Enrolment>,
    /// Discrimination, by contrast, band, group, enrolment and score.
    pub figures: Vec<Figure>,
    /// How often nothing was told, by band, enrolment and label.
    pub unsureness: Vec<Unsureness>,
    /// Manipulated clips against their own originals, where there are any.
    pub pairs: Vec<Pairs>,
    /// Voice activity in noise: over everything, then by corpus.
    pub activity: Vec<Activity>,
    /// How the axes follow moved formants.
    pub lips: Vec<Lips>,
    /// Clips that could not be heard.
    pub unheard: Vec<Remarked>,
    /// Clips that were heard although something was wrong with their file.
    pub remarks: Vec<Remarked>,
    /// How often enrolment was drawn.
    pub draws: u32,
    /// Resamples of each interval.
    pub resamples: u32,
    /// Where everything random began.
    pub seed: u64,
}

impl Evaluation {
    /// Clips that were heard.
    pub fn clips(&self) -> usize {
        self.corpora.iter().map(|corpus| corpus.clips).sum()
    }

    /// Speakers who were heard.
    pub fn speakers(&self) -> usize {
        self.corpora.iter().map(|corpus| corpus.speakers).sum()
    }

    /// One figure, where there is one.
    pub fn figure(
        &self,
        contrast: Contrast,
        band: Band,
        enrolled: usize,
        score: Score,
    ) -> Option<&Figure> {
        self.figures.iter().find(|figure| {
            figure.contrast == contrast
                && figure.band == band
                && figure.enrolled == enrolled
                && figure.score == score
                && figure.group == Group::Everyone
        })
    }
}

impl std::fmt::Display for Evaluation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = Vec::new();
        write_text(self, &mut text).map_err(|_| std::fmt::Error)?;
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

/// Hears all clips of the index and computes the figures. `progress` is told how much of how much is
/// done: the clips, and then a few steps more.
///
/// # Errors
///
/// When there is no such index, or nothing in it can be heard. Single clips that cannot be heard are
/// no error: they are listed in the result.
pub fn run(
    options: &Options,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Evaluation, EvaluateError> {
    let index = index::read(&options.index)?;
    let (mut unheard, mut remarks) = (index.unusable, Vec::new());
    let jobs = figures::jobs();
    let total = index.rows.len() + jobs.len();
    let heard = workers::in_order(&index.rows, |row| clip::hear(row, options), &mut |done| {
        progress(done, total);
    });
    let mut clips = Vec::with_capacity(heard.len());
    for (row, heard) in index.rows.iter().zip(heard) {
        match heard {
            Ok(heard) => {
                let why = heard.remarks.join(" ");
                if !why.is_empty() {
                    remarks.push(Remarked { clip: row.file.clone(), why });
                }
                clips.push((row, heard));
            }
            Err(why) => unheard.push(Remarked { clip: row.file.clone(), why }),
        }
    }
    if clips.is_empty() {
        let first = unheard.first().map_or_else(
            || "It names none.".into(),
            |first| format!("The first, {}: {}", first.clip, first.why),
        );
        return Err(EvaluateError::Nothing { first });
    }
    let cast = enrolment::cast(&clips);
    let before = index.rows.len();
    let results =
        workers::in_order(&jobs, |job| figures::work(*job, &cast, &clips, options), &mut |done| {
            progress(before + done, total);
        });
    let (mut figures, mut unsureness, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for result in results {
        figures.extend(result.figures);
        unsureness.extend(result.unsureness);
        pairs.extend(result.pairs);
    }
    // Jobs go by band and enrolment; people read by contrast.
    figures.sort_by(|a, b| (a.contrast, a.band, &a.group).cmp(&(b.contrast, b.band, &b.group)));
    pairs.sort_by(|a, b| (&a.label, a.band).cmp(&(&b.label, b.band)));
    Ok(Evaluation {
        corpora: index::corpora(&clips),
        enrolments: enrolment::summary(&cast),
        figures,
        unsureness,
        pairs,
        activity: if options.activity { activity::summary(&clips) } else { Vec::new() },
        lips: if options.lips { lips::summary(&cast, &clips, options) } else { Vec::new() },
        unheard,
        remarks,
        draws: options.draws,
        resamples: options.resamples,
        seed: options.seed,
    })
}

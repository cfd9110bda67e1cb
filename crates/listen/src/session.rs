//! Listening to a whole call: recordings in, [`Heard`] out.
//!
//! Recordings are read on one thread and each side is heard on another, block by block, so that a call of six
//! hours takes hardly more memory than one of six minutes: what is kept are the points of the curves,
//! the moments, and one byte for each 50 ms of each side.

mod ears;
mod ended;
mod gathering;
mod judge;
mod remarks;
mod smiles;
mod sound;

use std::path::PathBuf;

use thiserror::Error;
use voice::Baseline;

use crate::{
    heard::Heard,
    recording::{Raw, Recording, Unreadable},
    report::page::{self, Audio},
};

pub use gathering::{Gathering, PEAK_MS};
pub use judge::{axes, parts};
pub use sound::{Block, Sound};

/// Two channels whose samples correlate more than this are one channel twice.
const SAME_CORRELATION: f64 = 0.98;

/// What is to be listened to.
#[derive(Debug, Clone)]
pub enum Inputs {
    /// One recording: two channels (the agent's the first), or one with everybody.
    One(PathBuf),
    /// A recording of each side.
    Two {
        /// The agent's.
        agent: PathBuf,
        /// The customer's.
        customer: PathBuf,
    },
}

impl Inputs {
    /// The files, the agent's first.
    pub fn paths(&self) -> Vec<&PathBuf> {
        match self {
            Self::One(path) => vec![path],
            Self::Two { agent, customer } => vec![agent, customer],
        }
    }
}

/// How to listen.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The customer comes first: the first channel, or the first recording.
    pub swap: bool,
    /// What is in the files, where they have no header that says so.
    pub raw: Option<Raw>,
    /// How the agent and the customer ordinarily sound, where it is known from elsewhere; else it is
    /// learned from the call itself.
    pub baselines: [Option<Baseline>; 2],
}

/// Why nothing was heard, in words for the person who asked.
#[derive(Debug, Error)]
#[error("{name}: {why}")]
pub struct Unheard {
    /// The file.
    pub name: String,
    /// What is wrong with it.
    pub why: Unreadable,
}

/// Listens to a call. `progress` is told how much of it is done, 0 to 1, where the files say how long
/// they are.
///
/// # Errors
/// When a file cannot be read. Damage in the middle of one is a remark.
pub fn listen(
    inputs: &Inputs,
    options: &Options,
    progress: &mut dyn FnMut(f32),
) -> Result<Heard, Unheard> {
    Ok(once_or_twice(inputs, options, false, progress)?.0)
}

/// The same, and keeps the sound, compressed, for [`page::write`]. That
/// takes a little longer.
///
/// # Errors
/// As [`listen`].
pub fn listen_and_record(
    inputs: &Inputs,
    options: &Options,
    progress: &mut dyn FnMut(f32),
) -> Result<(Heard, Audio), Unheard> {
    let (heard, sound) = once_or_twice(inputs, options, true, progress)?;
    Ok((heard, sound.map_or(Audio::None, Audio::Sound)))
}

fn once_or_twice(
    inputs: &Inputs,
    options: &Options,
    record: bool,
    progress: &mut dyn FnMut(f32),
) -> Result<(Heard, Option<page::Sound>), Unheard> {
    let sound = Sound::open(inputs, options)?;
    let two_sided = sound.sides() == 2;
    let (gathering, sound) = hear(sound, record, progress)?;
    if two_sided && gathering.correlation().is_some_and(|same| same > SAME_CORRELATION) {
        // Nobody can be told apart: once more, as what it is.
        let sound = Sound::open(inputs, options)?.into_one();
        let (gathering, sound) = hear(sound, record, progress)?;
        return Ok(gathering.finish(sound.ended(true), &options.baselines));
    }
    Ok(gathering.finish(sound.ended(false), &options.baselines))
}

/// Listens to a recording that is given already opened, such as a stream. `heard` is called after each
/// block with what was heard so far, and says whether to go on.
///
/// # Errors
/// When the stream fails.
pub fn listen_live(
    name: &str,
    recording: Recording,
    options: &Options,
    mut heard: impl FnMut(&Gathering) -> bool,
) -> Result<Heard, Unheard> {
    let mut sound = Sound::stream(name, recording, options);
    let mut gathering = Gathering::new(sound.rates());
    let mut block = Block::default();
    while sound.read(&mut block)? {
        gathering.hear(&block);
        if !heard(&gathering) {
            break;
        }
    }
    let same =
        sound.sides() == 2 && gathering.correlation().is_some_and(|same| same > SAME_CORRELATION);
    Ok(gathering.finish(sound.ended(same), &options.baselines).0)
}

/// Hears all of the sound, both sides at once.
fn hear(
    sound: Sound,
    record: bool,
    progress: &mut dyn FnMut(f32),
) -> Result<(Gathering, Sound), Unheard> {
    let mut gathering = Gathering::new(sound.rates());
    if record {
        gathering = gathering.recording();
    }
    let length_ms = sound.length_hint_s().map(|length| (length * 1_000.0).max(1.0));
    let sound = ears::hear(sound, &mut gathering, |gathering| {
        if let Some(length_ms) = length_ms {
            progress(share(gathering.heard_ms(), length_ms));
        }
    })?;
    Ok((gathering, sound))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // a share for people
fn share(done_ms: u64, length_ms: f64) -> f32 {
    (done_ms as f64 / length_ms).min(1.0) as f32
}

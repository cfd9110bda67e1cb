//! What was heard in a call: everything that a report may tell, before it is told in any form.

use voice::{Axis, Baseline, Figures, Measures, Moment, Part, Reading, Side, Unsure};

/// A recording that was listened to.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its file name, or "stdin".
    pub name: String,
    /// Its format, for people: "WAV, 16-bit PCM".
    pub format: String,
    /// Samples a second, as in the file.
    pub rate_hz: u32,
    /// How many channels it has.
    pub channels: usize,
    /// What was wrong with it, for people.
    pub remarks: Vec<String>,
}

/// How it is known how somebody ordinarily sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordinary {
    /// From the call itself: readings say "more than usual in this call".
    ThisCall,
    /// From speech of theirs that was given.
    Given,
}

/// One axis at one place.
#[derive(Debug, Clone, Copy)]
pub struct AxisReading {
    /// Which.
    pub axis: Axis,
    /// Its reading, or why there is none.
    pub reading: Result<Reading, Unsure>,
}

/// A point of a side's curve, judged.
#[derive(Debug, Clone, Copy)]
pub struct CurvePoint {
    /// Whose voice.
    pub side: Side,
    /// When, in ms.
    pub at_ms: u64,
    /// What it comes from.
    pub measures: Measures,
    /// Smile, lively, bright, pressed, in the order of [`voice::AXES`].
    pub axes: [AxisReading; 4],
}

/// How a stretch of one side sounded, with what it is made of.
#[derive(Debug, Clone)]
pub struct Impression {
    /// Smile, lively, bright, pressed.
    pub axes: [AxisReading; 4],
    /// The parts of the smile, the weightiest first.
    pub parts: Vec<Part>,
}

/// A stretch in which a smile was heard, surely so: the interval lies above 0 throughout.
#[derive(Debug, Clone, Copy)]
pub struct SmileMoment {
    /// Whose.
    pub side: Side,
    /// Where it begins, in ms.
    pub from_ms: u64,
    /// How long it is, in ms.
    pub length_ms: u64,
    /// The highest reading in it.
    pub peak: Reading,
}

/// One side of a call.
#[derive(Debug, Clone)]
pub struct HeardSide {
    /// Its first ten seconds of talk.
    pub first: Impression,
    /// Its last ten seconds of talk.
    pub last: Impression,
    /// All of it.
    pub whole: Impression,
    /// How it ordinarily sounds.
    pub baseline: Baseline,
    /// How that is known.
    pub ordinary: Ordinary,
    /// The loudest sample of each 50 ms, 0 to 255 of full scale: the waveform.
    pub peaks: Vec<u8>,
}

/// What was heard in a call.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What was listened to: one recording with two channels, or two recordings.
    pub sources: Vec<Source>,
    /// Times, turns and counts.
    pub figures: Figures,
    /// The agent and the customer.
    pub sides: [HeardSide; 2],
    /// The curves of both, in the order of time.
    pub points: Vec<CurvePoint>,
    /// What was noticed, in the order of time.
    pub moments: Vec<Moment>,
    /// Where a smile was heard, in the order of time.
    pub smiles: Vec<SmileMoment>,
    /// Set where both sides could not be told apart: one channel, or two that are the same.
    pub mixed: bool,
    /// What a listener should know of the recording: a silent channel, a mono mix, clipping, channels
    /// that may be swapped. For people.
    pub remarks: Vec<String>,
}

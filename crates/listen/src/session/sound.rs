//! The two sides of a call as blocks of the same stretch of time, from one recording or from two.

use std::path::Path;

use voice::Rate;

use super::{Inputs, Options, Unheard, ended::Ended};
use crate::{
    heard::Source,
    recording::{Recording, Unreadable},
};

/// A stretch of time of both sides: samples between −1 and 1, each side at its own rate. Where a side
/// is shorter, it is silent for the rest.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The agent's and the customer's.
    pub sides: [Vec<f32>; 2],
}

/// One recording that is being read, and what was read of it but not given yet.
#[derive(Debug)]
struct Line {
    name: String,
    recording: Recording,
    channels: Vec<Vec<f32>>,
    waiting: Vec<f32>,
    samples: u64,
    over: bool,
}

/// Where the sides come from.
#[derive(Debug)]
enum Lines {
    /// Both are channels of one recording, the agent's `agent`; or one channel has everybody.
    One { line: Box<Line>, agent: usize, mixed: bool },
    /// A recording for each.
    Two(Box<[Line; 2]>),
}

/// The sound of a call.
#[derive(Debug)]
pub struct Sound {
    lines: Lines,
    swapped: bool,
}

impl Line {
    fn open(path: &Path, options: &Options) -> Result<Self, Unheard> {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        match Recording::open(path, options.raw) {
            Ok(recording) => Ok(Self::new(name, recording)),
            Err(why) => Err(Unheard { name, why }),
        }
    }

    fn new(name: String, recording: Recording) -> Self {
        Self { name, recording, channels: Vec::new(), waiting: Vec::new(), samples: 0, over: false }
    }

    /// Reads the next samples into `channels`; whether there are any.
    fn next(&mut self) -> Result<bool, Unheard> {
        let read = self.recording.read(&mut self.channels).map_err(|why| self.unheard(why))?;
        self.samples += read as u64;
        self.over = read == 0;
        Ok(read > 0)
    }

    /// Reads until `count` samples of its mean channel wait, or it is over.
    fn fill(&mut self, count: usize) -> Result<(), Unheard> {
        while !self.over && self.waiting.len() < count {
            if self.next()? {
                mean(&self.channels, &mut self.waiting);
            }
        }
        Ok(())
    }

    fn unheard(&self, why: Unreadable) -> Unheard {
        Unheard { name: self.name.clone(), why }
    }

    fn rate(&self) -> Rate {
        // A recording gives one of the three rates.
        Rate::from_hz(self.recording.rate_hz()).unwrap_or(Rate::Hz8000)
    }

    fn source(&self) -> Source {
        Source {
            name: self.name.clone(),
            format: self.recording.format().to_owned(),
            rate_hz: self.recording.source_rate_hz(),
            channels: self.recording.channels(),
            remarks: self.recording.remarks().iter().map(ToString::to_string).collect(),
        }
    }

    fn length_ms(&self) -> u64 {
        self.samples * 1_000 / u64::from(self.recording.rate_hz())
    }
}

/// Appends the mean of all channels.
fn mean(channels: &[Vec<f32>], to: &mut Vec<f32>) {
    if let [one] = channels {
        to.extend_from_slice(one);
        return;
    }
    let Some(first) = channels.first() else { return };
    #[allow(clippy::cast_precision_loss)] // at most 64
    let share = 1.0 / channels.len() as f32;
    to.extend((0..first.len()).map(|i| channels.iter().map(|one| one[i]).sum::<f32>() * share));
}

impl Sound {
    /// Opens the recordings of a call.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn open(inputs: &Inputs, options: &Options) -> Result<Self, Unheard> {
        let lines = match inputs {
            Inputs::One(path) => Self::one(Line::open(path, options)?, options.swap),
            Inputs::Two { agent, customer } => {
                let mut both = [agent, customer];
                if options.swap {
                    both.swap(0, 1);
                }
                let [agent, customer] = both;
                Lines::Two(Box::new([Line::open(agent, options)?, Line::open(customer, options)?]))
            }
        };
        Ok(Self { lines, swapped: options.swap })
    }

    /// A stream that was opened already.
    pub fn stream(name: &str, recording: Recording, options: &Options) -> Self {
        let lines = Self::one(Line::new(name.to_owned(), recording), options.swap);
        Self { lines, swapped: options.swap }
    }

    fn one(line: Line, swap: bool) -> Lines {
        let mixed = line.recording.channels() < 2;
        Lines::One { line: Box::new(line), agent: usize::from(swap && !mixed), mixed }
    }

    /// Both sides turned out the same: the agent's alone, with everybody in it.
    #[must_use]
    pub(super) fn into_one(self) -> Self {
        let lines = match self.lines {
            Lines::One { line, agent, .. } => Lines::One { line, agent, mixed: true },
            Lines::Two(lines) => {
                let [agent, _] = *lines;
                Lines::One { line: Box::new(agent), agent: 0, mixed: true }
            }
        };
        Self { lines, ..self }
    }

    /// How many sides can be told apart: 1 or 2.
    pub fn sides(&self) -> usize {
        match self.lines {
            Lines::One { mixed: true, .. } => 1,
            _ => 2,
        }
    }

    /// The rates of the agent's and of the customer's samples.
    pub fn rates(&self) -> [Rate; 2] {
        match &self.lines {
            Lines::One { line, .. } => [line.rate(); 2],
            Lines::Two(lines) => [lines[0].rate(), lines[1].rate()],
        }
    }

    /// How long the call is in seconds, as far as all headers say.
    pub fn length_hint_s(&self) -> Option<f64> {
        match &self.lines {
            Lines::One { line, .. } => line.recording.length_hint(),
            Lines::Two(lines) => {
                let [agent, customer] = &**lines;
                Some(agent.recording.length_hint()?.max(customer.recording.length_hint()?))
            }
        }
    }

    /// Reads the next stretch of time, as long as it comes; false at the end.
    ///
    /// # Errors
    /// When a disk or a pipe fails.
    pub fn read(&mut self, block: &mut Block) -> Result<bool, Unheard> {
        block.sides.iter_mut().for_each(Vec::clear);
        self.append(block)
    }

    /// Reads at least half a second, or what there is; false at the end. (Packets of an MP3 are so short
    /// that passing them on would take longer than hearing them.)
    pub(super) fn read_half_second(&mut self, block: &mut Block) -> Result<bool, Unheard> {
        let enough = self.rates()[0].hz() as usize / 2;
        let mut more = self.read(block)?;
        // Of two recordings each stretch is a second long; one may have ended long before the other.
        while more && block.sides.iter().all(|side| side.len() < enough) {
            more = self.append(block)?;
        }
        Ok(block.sides.iter().any(|side| !side.is_empty()))
    }

    fn append(&mut self, block: &mut Block) -> Result<bool, Unheard> {
        match &mut self.lines {
            Lines::One { line, agent, mixed } => {
                if !line.next()? {
                    return Ok(false);
                }
                let [to_agent, to_customer] = &mut block.sides;
                let channels = &line.channels;
                if channels.len() < 2 {
                    to_agent.extend_from_slice(&channels[0]);
                } else {
                    to_agent.extend_from_slice(&channels[*agent]);
                    if !*mixed {
                        to_customer.extend_from_slice(&channels[1 - *agent]);
                    }
                }
                Ok(true)
            }
            Lines::Two(lines) => {
                let mut more = false;
                for (line, side) in lines.iter_mut().zip(&mut block.sides) {
                    // A second of each, so that both stay level.
                    let second = line.recording.rate_hz() as usize;
                    line.fill(second)?;
                    let now = second.min(line.waiting.len());
                    side.extend(line.waiting.drain(..now));
                    more |= now > 0;
                }
                Ok(more)
            }
        }
    }

    /// What is known of the recordings now that they are read; `same` where both sides are one sound.
    pub(super) fn ended(&self, same: bool) -> Ended {
        let (sources, length_ms) = match &self.lines {
            Lines::One { line, .. } => (vec![line.source()], [line.length_ms(); 2]),
            Lines::Two(lines) => (
                lines.iter().map(Line::source).collect(),
                [lines[0].length_ms(), lines[1].length_ms()],
            ),
        };
        let two_files = matches!(self.lines, Lines::Two(_));
        Ended {
            sources,
            length_ms,
            mixed: same || self.sides() == 1,
            same,
            two_files,
            swapped: self.swapped,
        }
    }
}

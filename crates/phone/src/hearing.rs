//! What is heard of a part, and recorded: both timelines, step by step, into the ears, the recording and, for a
//! guest, the mix. It does no I/O, and the time is given.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use listen::{
    heard::Heard,
    session::{Block, Gathering},
};
use ruopus::SilkEncoder;
use voice::{Axis, Baseline, Rate, Reading, Side, Unsure};

use crate::{
    Mirror,
    decoder::STEP,
    flac,
    packet::{Packet, STEP_MS},
    timeline::{DELAY_MS, Timeline},
};

/// What waits on a line for its hearing, at most: ten seconds of both sides. Nothing takes so long; beyond, packets
/// are dropped.
const LINE_MAX: usize = 1_000;
/// A mirror is told after so many steps: 100 ms.
const MIRROR_STEPS: u64 = 5;
/// The recording is written in pieces of so many bytes, or after so many steps: a second.
const WRITE_STEPS: u64 = 50;
/// A packet for the guest: SILK, wideband, 20 ms, mono, one frame (RFC 6716, section 3.1).
const MIX_TOC: u8 = 9 << 3;
const MIX_BITRATE: i32 = 20_000;
/// How hard the encoder looks for pitch, 0 to 10.
const MIX_COMPLEXITY: u8 = 2;
const MIX_BYTES_MAX: usize = 1_000;

/// Comes over a line, in its order.
#[derive(Debug)]
pub(crate) enum Said {
    Packet(Side, Packet),
    Hold(bool, Instant),
    Pause(bool, Instant),
    Guest(bool),
    Over(Instant),
}

/// From the room of a call to the hearing of its part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line(Arc<Mutex<VecDeque<Said>>>);

impl Line {
    pub(crate) fn say(&self, said: Said) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < LINE_MAX || !matches!(said, Said::Packet(..)) {
            waiting.push_back(said);
        }
    }

    fn take(&self, to: &mut VecDeque<Said>) {
        std::mem::swap(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), to);
    }
}

/// Comes out of a hearing.
#[derive(Debug)]
pub(crate) enum Note {
    Mirror(Box<Mirror>),
    /// Frames of the recording, and how many samples there are with these.
    Recorded(Vec<u8>, u64),
    /// For the guest.
    Mix(Arc<[u8]>),
}

/// What changes at a step.
#[derive(Debug, Clone, Copy)]
enum Change {
    Hold(bool),
    Pause(bool),
}

/// A part while it is heard.
#[derive(Debug)]
pub(crate) struct Hearing {
    name: String,
    baselines: [Option<Baseline>; 2],
    line: Line,
    said: VecDeque<Said>,
    began: Instant,
    /// Steps that were heard.
    steps: u64,
    /// The agent's and the customer's.
    timelines: [Timeline; 2],
    changes: VecDeque<(u64, Change)>,
    held: bool,
    paused: bool,
    over: Option<u64>,
    gathering: Gathering,
    block: Block,
    samples: [Vec<i16>; 2],
    recording: Option<Recording>,
    mix: Option<Mix>,
    mirrored: u64,
    squares: [f64; 2],
}

#[derive(Debug, Default)]
struct Recording {
    flac: flac::Encoder,
    bytes: Vec<u8>,
    written: u64,
}

/// Both sides in one, for the guest.
struct Mix {
    encoder: SilkEncoder,
}

impl std::fmt::Debug for Mix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mix").finish_non_exhaustive()
    }
}

impl Hearing {
    pub(crate) fn new(
        name: String,
        baselines: &[Option<Baseline>; 2],
        recorded: bool,
        line: Line,
        now: Instant,
    ) -> Self {
        Self {
            name,
            baselines: *baselines,
            line,
            said: VecDeque::new(),
            began: now,
            steps: 0,
            timelines: Default::default(),
            changes: VecDeque::new(),
            held: false,
            paused: false,
            over: None,
            gathering: Gathering::new([Rate::Hz16000; 2]),
            block: Block::default(),
            samples: Default::default(),
            recording: recorded.then(Recording::default),
            mix: None,
            mirrored: 0,
            squares: [0.0; 2],
        }
    }

    /// Somebody waits for each single step.
    pub(crate) fn is_pressing(&self) -> bool {
        self.mix.is_some()
    }

    /// Nothing more is recorded.
    pub(crate) fn stop_recording(&mut self) {
        self.recording = None;
    }

    /// Hears everything up to now; whether the part is over.
    pub(crate) fn advance(&mut self, now: Instant, mut note: impl FnMut(Note)) -> bool {
        let mut said = std::mem::take(&mut self.said);
        self.line.take(&mut said);
        for said in said.drain(..) {
            self.take(said);
        }
        self.said = said;
        let until = self.over.unwrap_or_else(|| {
            let clock_ms = self.clock_ms(now);
            let due = clock_ms.saturating_sub(DELAY_MS) / STEP_MS;
            let [agent, customer] =
                self.timelines.each_ref().map(|side| side.there_until(clock_ms / STEP_MS));
            due.max(agent.min(customer))
        });
        while self.steps < until {
            self.stretch(until, &mut note);
        }
        self.over.is_some()
    }

    /// The part is over: what was heard. What was still to be recorded is told.
    pub(crate) fn finish(mut self, mut note: impl FnMut(Note)) -> Heard {
        if let Some(recording) = &mut self.recording {
            recording.flac.finish(&mut recording.bytes);
            note(recording.write());
        }
        self.gathering.over(self.name, &self.baselines)
    }

    fn clock_ms(&self, at: Instant) -> u64 {
        u64::try_from(at.saturating_duration_since(self.began).as_millis()).unwrap_or(u64::MAX)
    }

    fn take(&mut self, said: Said) {
        match said {
            Said::Packet(side, packet) => {
                let at = packet.at.saturating_duration_since(self.began).as_micros() * 48 / 1_000;
                let at = u64::try_from(at).unwrap_or(u64::MAX);
                self.timelines[side.index()].push(&packet, at);
            }
            Said::Hold(on, at) => self.change(Change::Hold(on), at),
            Said::Pause(on, at) => self.change(Change::Pause(on), at),
            Said::Guest(on) => self.mix = on.then(Mix::new),
            Said::Over(at) => self.over = Some((self.clock_ms(at) / STEP_MS).max(self.steps)),
        }
    }

    fn change(&mut self, change: Change, at: Instant) {
        let step = (self.clock_ms(at) / STEP_MS).max(self.steps);
        self.changes.push_back((step, change));
    }

    /// Hears some steps in which nothing changes, at most until the next mirror.
    fn stretch(&mut self, until: u64, note: &mut impl FnMut(Note)) {
        while let Some((_, change)) = self.changes.pop_front_if(|(step, _)| *step <= self.steps) {
            match change {
                Change::Hold(on) => self.held = on,
                Change::Pause(on) => self.paused = on,
            }
        }
        let change = self.changes.front().map_or(u64::MAX, |(step, _)| *step);
        let end = until.min(change).min(self.mirrored + MIRROR_STEPS);
        self.samples.iter_mut().for_each(Vec::clear);
        for _ in self.steps..end {
            let mut step = [[0; STEP]; 2];
            for (timeline, step) in self.timelines.iter_mut().zip(&mut step) {
                timeline.step(step);
            }
            if self.held {
                step = [[0; STEP]; 2];
            }
            if let Some(packet) = self.mix.as_mut().and_then(|mix| mix.step(&step)) {
                note(Note::Mix(packet));
            }
            if self.paused {
                step = [[0; STEP]; 2];
            }
            for (samples, step) in self.samples.iter_mut().zip(&step) {
                samples.extend_from_slice(step);
            }
        }
        self.steps = end;
        self.hear(note);
        if self.steps == self.mirrored + MIRROR_STEPS {
            self.mirrored = self.steps;
            note(Note::Mirror(Box::new(self.mirror())));
        }
    }

    /// What is heard is what is recorded, sample for sample.
    fn hear(&mut self, note: &mut impl FnMut(Note)) {
        for ((side, samples), squares) in
            self.block.sides.iter_mut().zip(&self.samples).zip(&mut self.squares)
        {
            side.clear();
            side.extend(samples.iter().map(|&sample| f32::from(sample) / 32_768.0));
            *squares += f64::from(side.iter().map(|sample| sample * sample).sum::<f32>());
        }
        self.gathering.hear(&self.block);
        if let Some(recording) = &mut self.recording {
            let [agent, customer] = &self.samples;
            recording.flac.push(agent, customer, &mut recording.bytes);
            if self.steps >= recording.written + WRITE_STEPS {
                recording.written = self.steps;
                note(recording.write());
            }
        }
    }

    fn mirror(&mut self) -> Mirror {
        let figures = self.gathering.figures();
        let agent = &figures.sides[Side::Agent.index()];
        let given = self.baselines[Side::Agent.index()];
        let usual = given.unwrap_or_else(|| {
            let mut learned = Baseline::default();
            learned.learn(&agent.whole);
            learned
        });
        let smile = |impression| -> Result<Reading, Unsure> {
            if usual.sureness() < 1.0 {
                return Err(Unsure::NoBaseline);
            }
            Axis::Smile.hear(impression, &usual)
        };
        let turn_ms = Side::BOTH.map(|side| match figures.floor {
            Some((by, since_ms)) if by == side => figures.length_ms.saturating_sub(since_ms),
            _ => 0,
        });
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // for people
        let level_db = std::mem::take(&mut self.squares).map(|squares| {
            let mean = squares / (MIRROR_STEPS * STEP as u64) as f64;
            (10.0 * mean.max(1e-10).log10()) as f32
        });
        Mirror {
            at_ms: self.steps * STEP_MS,
            smile: self.gathering.smile_now(Side::Agent, given.as_ref()),
            first: smile(&agent.first),
            last: smile(&agent.last),
            talk_share: Side::BOTH.map(|side| figures.talk_share(side)),
            floor: figures.floor,
            turn_ms,
            pace: figures.sides.map(|side| side.pace),
            level_db,
            held: self.held,
            paused: self.paused,
        }
    }
}

impl Recording {
    /// The frames that are whole.
    fn write(&mut self) -> Note {
        Note::Recorded(std::mem::take(&mut self.bytes), self.flac.samples())
    }
}

impl Mix {
    fn new() -> Self {
        let mut encoder = SilkEncoder::new(16, 4);
        encoder.set_bitrate(MIX_BITRATE);
        encoder.set_complexity(MIX_COMPLEXITY);
        Self { encoder }
    }

    fn step(&mut self, [agent, customer]: &[[i16; STEP]; 2]) -> Option<Arc<[u8]>> {
        let mut mixed = [0; STEP];
        for (mixed, (agent, customer)) in mixed.iter_mut().zip(agent.iter().zip(customer)) {
            *mixed = agent.saturating_add(*customer);
        }
        let frame = self.encoder.encode_capped(&mixed, MIX_BYTES_MAX)?;
        let mut packet = Vec::with_capacity(frame.len() + 1);
        packet.push(MIX_TOC);
        packet.extend_from_slice(&frame);
        Some(packet.into())
    }
}

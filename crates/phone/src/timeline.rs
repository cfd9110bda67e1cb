//! One side of a part as it is heard and recorded: a step of 20 ms after the other, without a gap, whatever the
//! network does.
//!
//! Packets say when their sound was taken up by the clock of a browser; a timeline runs by ours. A stream is laid
//! so that its fastest packets are where they arrived. A step is given as soon as all of it is there, and at the
//! latest [`DELAY_MS`] after it was, so that slower packets still find their place. What comes even later, or never, is concealed for [`CONCEALED_MAX`]
//! steps and silent then; so is what was not sent (discontinuous transmission). When the fastest packets of some
//! seconds come later or earlier than planned (clocks that run apart, a new way through the network), the
//! stream is moved by whole steps, in a pause where there is one.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    decoder::{CLOCK_RATIO, Decoder, STEP},
    packet::{Packet, STEP_CLOCK},
};

/// How long after its time a step is given at the latest, in ms: so much later than the fastest may a packet be.
pub(crate) const DELAY_MS: u64 = 240;
/// Steps that are concealed in a row. After 60 ms, what is made up has nothing to do with what was said.
const CONCEALED_MAX: u32 = 3;
/// A packet whose time is so far from its place, in samples at 48 kHz, begins a stream of its own: 1.5 s.
const ASTRAY: i64 = 72_000;
/// Packets that wait, at most: two seconds of the shortest that browsers make. Beyond, they are dropped.
const WAITING_MAX: usize = 200;
/// Streams one after the other that wait for their time, at most.
const STREAMS_MAX: usize = 4;
/// The lateness of the fastest is taken of so many packets; of fewer at the beginning.
const WINDOW: u32 = 150;
const WINDOW_FIRST: u32 = 40;
/// The fastest packet may be so much later than planned, or earlier, in samples at 48 kHz, before the stream is
/// moved: 20 ms and 10 ms.
const LATE_MAX: i64 = 960;
const EARLY_MAX: i64 = 480;
/// A step is a pause where no sample is larger: −46 dB of full scale.
const PAUSE_PEAK: u16 = 160;
/// So long is a pause waited for, in steps.
const PATIENCE: u32 = 150;
/// A packet of Opus so short has no sound: it says that transmission pauses.
const SOUNDLESS_MAX: usize = 2;

/// A side.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    /// The one that plays is the first, once its time has come.
    streams: VecDeque<Stream>,
    /// The step that is given next.
    step: u64,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    /// How long it sounds, in samples at 48 kHz.
    lasts: u64,
    opus: std::sync::Arc<[u8]>,
}

/// What one sender says, until it begins anew.
#[derive(Debug)]
struct Stream {
    name: u64,
    /// The step in which it begins.
    begins: u64,
    /// Where on our timeline its time 0 is, in samples at 48 kHz.
    origin: i64,
    decoder: Decoder,
    waiting: BTreeMap<u64, Waiting>,
    /// Its time up to which it is decoded.
    next: u64,
    /// Decoded, but not given yet.
    sound: Vec<i16>,
    /// The number of the packet that was decoded last, and whether it had sound.
    last: Option<(u64, bool)>,
    concealed: u32,
    lateness: Lateness,
    /// The last step given was a pause.
    pause: bool,
}

/// How late the fastest packets are.
#[derive(Debug)]
struct Lateness {
    least: i64,
    count: u32,
    window: u32,
    /// Steps by which the stream is to be moved, and for how many steps a pause was waited for.
    pending: Option<(i64, u32)>,
}

impl Timeline {
    /// Takes a packet that arrived at `at`, in samples at 48 kHz since the timeline began.
    pub(crate) fn push(&mut self, packet: &Packet, at: u64) {
        let at = i64::try_from(at).unwrap_or(i64::MAX);
        let known = self.streams.back_mut().filter(|stream| stream.name == packet.stream);
        if let Some(stream) = known
            && let Some(late) = stream.lateness_of(packet.time, at)
        {
            stream.lateness.notice(late);
            stream.push(packet);
            return;
        }
        if self.streams.len() == STREAMS_MAX {
            self.streams.pop_back();
        }
        let mut stream = Stream::new(packet, at, self.step);
        stream.push(packet);
        self.streams.push_back(stream);
    }

    /// The step, at most `until`, before which nothing can be missing any more: no packet has to be waited for.
    pub(crate) fn there_until(&self, until: u64) -> u64 {
        let playing = self.streams.iter().rposition(|one| one.begins <= self.step);
        let Some(playing) = playing else { return self.step };
        let next = self.streams.get(playing + 1).map_or(until, |next| next.begins.min(until));
        self.streams[playing].there_until().clamp(self.step, next.max(self.step))
    }

    /// The next step.
    pub(crate) fn step(&mut self, to: &mut [i16; STEP]) {
        to.fill(0);
        while self.streams.get(1).is_some_and(|next| next.begins <= self.step) {
            self.streams.pop_front();
        }
        if let Some(stream) = self.streams.front_mut().filter(|one| one.begins <= self.step) {
            stream.step(self.step, to);
        }
        self.step += 1;
    }
}

#[cfg(test)]
impl Timeline {
    /// How many packets wait for their time.
    fn waiting(&self) -> usize {
        self.streams.iter().filter(|one| one.begins <= self.step).map(|one| one.waiting.len()).sum()
    }
}

/// Where on a timeline a step is, in samples at 48 kHz.
fn place(step: u64) -> i64 {
    i64::try_from(step * STEP_CLOCK).unwrap_or(i64::MAX)
}

impl Stream {
    fn new(packet: &Packet, at: i64, step: u64) -> Self {
        // From the first whole step on: so packets and steps begin together.
        let begins = u64::try_from(at).unwrap_or(0).div_ceil(STEP_CLOCK).max(step);
        Self {
            name: packet.stream,
            begins,
            origin: place(begins).wrapping_sub_unsigned(packet.time),
            decoder: Decoder::new(),
            waiting: BTreeMap::new(),
            next: packet.time,
            sound: Vec::with_capacity(2 * STEP),
            last: None,
            concealed: 0,
            lateness: Lateness { least: i64::MAX, count: 0, window: WINDOW_FIRST, pending: None },
            pause: true,
        }
    }

    /// By how much a packet is later than planned; none if it is astray.
    fn lateness_of(&self, time: u64, at: i64) -> Option<i64> {
        let planned = self.origin.wrapping_add_unsigned(time);
        let late = at.checked_sub(planned)?;
        (late.abs() < ASTRAY).then_some(late)
    }

    fn push(&mut self, packet: &Packet) {
        if packet.time >= self.next && self.waiting.len() < WAITING_MAX {
            self.waiting.entry(packet.time).or_insert_with(|| Waiting {
                number: packet.number,
                lasts: ruopus::Packet::parse(&packet.opus)
                    .map_or(0, |opus| u64::try_from(opus.duration().as_micros()).unwrap_or(0))
                    * 48
                    / 1_000,
                opus: packet.opus.clone(),
            });
        }
    }

    /// The step before which all of its sound is there.
    fn there_until(&self) -> u64 {
        if self.lateness.pending.is_some() {
            // It is about to be moved, and what is missing then is not known yet.
            return 0;
        }
        let (mut there, mut last) = (self.next, self.last.map(|(number, _)| number));
        for (&time, packet) in &self.waiting {
            // Packets that follow each other with time between them were sent so.
            let follows = last.is_some_and(|last| packet.number == last.wrapping_add(1));
            if time > there.saturating_add(CLOCK_RATIO) && !follows {
                break;
            }
            there = there.max(time.saturating_add(packet.lasts));
            last = Some(packet.number);
        }
        let place = self.origin.wrapping_add_unsigned(there);
        u64::try_from(place).unwrap_or(0) / STEP_CLOCK
    }

    fn step(&mut self, step: u64, to: &mut [i16; STEP]) {
        if let Some(steps) = self.lateness.move_now(self.pause) {
            self.origin += steps * place(1);
        }
        // What is to be given now, and what there is next, in the stream's own time.
        let wanted = place(step).wrapping_sub(self.origin);
        let there = i64::try_from(self.next).unwrap_or(i64::MAX) - time_of(self.sound.len());
        if there > wanted + EARLY_MAX {
            // Moved to later: a step of silence goes in between.
            return;
        }
        let skipped = usize::try_from((wanted - there) / time_of(1)).unwrap_or(0);
        while self.sound.len() < skipped + STEP {
            self.more();
        }
        self.sound.drain(..skipped);
        to.copy_from_slice(&self.sound[..STEP]);
        self.sound.drain(..STEP);
        self.pause = to.iter().all(|sample| sample.unsigned_abs() <= PAUSE_PEAK);
    }

    /// Decodes the next packet, or fills its place.
    fn more(&mut self) {
        let before = self.sound.len();
        let gap = match self.waiting.first_key_value() {
            Some((time, _)) => time.saturating_sub(self.next),
            None => STEP_CLOCK,
        };
        if gap < CLOCK_RATIO
            && let Some((time, packet)) = self.waiting.pop_first()
        {
            let count = self.decoder.decode(&packet.opus, &mut self.sound);
            if count > 0 {
                self.next = time.max(self.next) + clock(count);
                self.last = Some((packet.number, packet.opus.len() > SOUNDLESS_MAX));
                self.concealed = 0;
                // What it took the place of.
                while self.waiting.first_key_value().is_some_and(|(&time, _)| time + 2 < self.next)
                {
                    self.waiting.pop_first();
                }
            }
            return;
        }
        let fill = gap.min(STEP_CLOCK);
        let count = usize::try_from(fill / CLOCK_RATIO).unwrap_or(STEP);
        let first = self.waiting.first_key_value();
        // Packets that follow each other with time between them were sent so: there was nothing to say.
        let lost = match (self.last, first) {
            (Some((last, _)), Some((_, next))) => next.number != last + 1,
            (Some((_, sounding)), None) => sounding,
            (None, _) => false,
        };
        if lost && self.concealed < CONCEALED_MAX {
            let after = first.filter(|_| gap == STEP_CLOCK).map(|(_, next)| next.opus.clone());
            self.decoder.conceal(count, after.as_deref(), &mut self.sound);
        } else {
            self.sound.resize(before + count, 0);
        }
        self.concealed = self.concealed.saturating_add(1);
        self.next += fill;
    }
}

/// What so many samples last, on Opus' clock.
fn clock(samples: usize) -> u64 {
    samples as u64 * CLOCK_RATIO
}

fn time_of(samples: usize) -> i64 {
    i64::try_from(clock(samples)).unwrap_or(i64::MAX)
}

impl Lateness {
    fn notice(&mut self, late: i64) {
        if self.pending.is_some() {
            return;
        }
        self.least = self.least.min(late);
        self.count += 1;
        if self.count < self.window {
            return;
        }
        let steps = if self.least > LATE_MAX {
            self.least / place(1)
        } else if self.least < -EARLY_MAX {
            // Packets that come before they are planned make room for those that are slower.
            -((-self.least + place(1) - 1) / place(1))
        } else {
            0
        };
        self.pending = (steps != 0).then_some((steps, 0));
        (self.least, self.count, self.window) = (i64::MAX, 0, WINDOW);
    }

    /// By how many steps the stream is moved at this one.
    fn move_now(&mut self, pause: bool) -> Option<i64> {
        let (steps, waited) = self.pending.as_mut()?;
        *waited += 1;
        if !pause && *waited < PATIENCE {
            return None;
        }
        let steps = *steps;
        self.pending = None;
        Some(steps)
    }
}

#[cfg(test)]
mod tests;

//! What is gathered while a call is heard.

use voice::{
    Axis, Baseline, Call, Figures, Frame, HOP_MS, Moment, Point, Rate, Reading, Side, Unsure, What,
};

use super::{Block, ended::Ended, judge, remarks, smiles};
use crate::{
    heard::{Heard, HeardSide, Ordinary, Source},
    report::page::{Recorder, Sound},
};

/// A byte of the waveform stands for so many ms.
pub const PEAK_MS: u64 = 50;

/// The waveform of one side: the loudest sample of each 50 ms.
#[derive(Debug)]
struct Waveform {
    samples_each: usize,
    peaks: Vec<u8>,
    peak: f32,
    count: usize,
    loudest: f32,
}

impl Waveform {
    fn new(rate: Rate) -> Self {
        let samples_each = rate.hz() as usize / 20;
        Self { samples_each, peaks: Vec::new(), peak: 0.0, count: 0, loudest: 0.0 }
    }

    fn hear(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let (now, rest) = samples.split_at(samples.len().min(self.samples_each - self.count));
            self.peak = self.peak.max(loudest(now));
            self.count += now.len();
            samples = rest;
            if self.count == self.samples_each {
                self.end();
            }
        }
    }

    fn end(&mut self) {
        if self.count == 0 {
            return;
        }
        self.loudest = self.loudest.max(self.peak);
        self.peaks.push(byte(self.peak));
        (self.peak, self.count) = (0.0, 0);
    }
}

/// 0 to 255 of full scale. What is not nothing is not 0.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 255
fn byte(peak: f32) -> u8 {
    (peak.min(1.0) * 255.0).ceil() as u8
}

/// Sums from which the correlation of both sides follows.
#[derive(Debug, Default, Clone, Copy)]
struct Likeness {
    products: f64,
    squares: [f64; 2],
}

impl Likeness {
    fn hear(&mut self, agent: &[f32], customer: &[f32]) {
        // Eight sums side by side, each over few samples: floats stay exact enough.
        let both = agent.len().min(customer.len());
        let [agent, customer] = [&agent[..both], &customer[..both]];
        for (agent, customer) in agent.chunks(512).zip(customer.chunks(512)) {
            self.products += dot(agent, customer);
            self.squares[0] += dot(agent, agent);
            self.squares[1] += dot(customer, customer);
        }
    }
}

/// Σ aᵢ·bᵢ of as many numbers, several at a time.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut sums = [0.0_f32; 8];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (a, b) in a.iter().zip(b) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    f64::from(sums.iter().sum::<f32>() + rest)
}

/// The largest of some samples, whatever their sign, several at a time.
fn loudest(samples: &[f32]) -> f32 {
    let mut most = [0.0_f32; 8];
    let (eights, rest) = samples.as_chunks::<8>();
    for eight in eights {
        for (most, sample) in most.iter_mut().zip(eight) {
            let size = sample.abs();
            *most = if size > *most { size } else { *most };
        }
    }
    most.iter().chain(rest).fold(0.0, |most, sample| most.max(sample.abs()))
}

/// A call while it is heard.
#[derive(Debug)]
pub struct Gathering {
    call: Call,
    rates: [Rate; 2],
    points: Vec<Point>,
    moments: Vec<Moment>,
    waveforms: [Waveform; 2],
    likeness: Likeness,
    samples: [u64; 2],
    recorder: Option<Recorder>,
}

impl Gathering {
    /// Nothing yet, of sides at these rates.
    pub fn new(rates: [Rate; 2]) -> Self {
        Self {
            call: Call::new(rates[0], rates[1]),
            rates,
            points: Vec::new(),
            moments: Vec::new(),
            waveforms: rates.map(Waveform::new),
            likeness: Likeness::default(),
            samples: [0; 2],
            recorder: None,
        }
    }

    /// The same, and the sound is kept, compressed, for a page.
    #[must_use]
    pub fn recording(self) -> Self {
        Self { recorder: Some(Recorder::new(self.rates)), ..self }
    }

    /// Hears the next stretch of time.
    pub fn hear(&mut self, block: &Block) {
        self.pass(block);
        let [agent, customer] = &block.sides;
        let Self { call, points, moments, .. } = self;
        call.hear(agent, customer, |heard| note(points, moments, &heard));
    }

    /// The same where ears elsewhere have heard it: takes the frames that both have told, which belong to
    /// about that stretch.
    pub(super) fn take(&mut self, block: &Block, frames: impl Iterator<Item = [Frame; 2]>) {
        self.pass(block);
        let Self { call, points, moments, .. } = self;
        for [agent, customer] in frames {
            call.take(&agent, &customer, |heard| note(points, moments, &heard));
        }
    }

    /// What is gathered of the sound itself.
    fn pass(&mut self, block: &Block) {
        let [agent, customer] = &block.sides;
        for (i, side) in block.sides.iter().enumerate() {
            self.waveforms[i].hear(side);
            self.samples[i] += side.len() as u64;
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.push(agent, customer);
        }
        if self.rates[0] == self.rates[1] {
            self.likeness.hear(agent, customer);
        }
    }

    /// How much sound was heard, in ms.
    pub fn heard_ms(&self) -> u64 {
        let ms = |i: usize| self.samples[i] * 1_000 / u64::from(self.rates[i].hz());
        ms(0).max(ms(1))
    }

    /// What the call was like so far.
    pub fn figures(&self) -> Figures {
        self.call.figures()
    }

    /// How a side's smile sounds now, over its last seconds of talk, against a baseline or the call so
    /// far.
    ///
    /// # Errors
    /// Where there is too little to tell.
    pub fn smile_now(&self, side: Side, given: Option<&Baseline>) -> Result<Reading, Unsure> {
        let usual = given.copied().unwrap_or_else(|| {
            let mut learned = Baseline::default();
            learned.learn(&self.call.figures().sides[side.index()].whole);
            learned
        });
        if usual.sureness() < 1.0 {
            return Err(Unsure::NoBaseline);
        }
        Axis::Smile.hear(&self.call.window(side), &usual)
    }

    /// The points of the curves so far, in the order of time.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// What was noticed so far, turns once they are over.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// How alike both sides are, −1 to 1; none where they have different rates or one is silent.
    pub fn correlation(&self) -> Option<f64> {
        let Likeness { products, squares } = self.likeness;
        let of = (squares[0] * squares[1]).sqrt();
        (of > 0.0).then(|| products / of)
    }

    /// The call is over, for whoever has given its sound with [`hear`](Self::hear): everything that was heard
    /// in it, as [`listen`](super::listen) tells it of a recording with both sides as channels. It has no
    /// file, so that `name` is what the one source is called.
    #[must_use]
    pub fn over(self, name: String, baselines: &[Option<Baseline>; 2]) -> Heard {
        let same = self.correlation().is_some_and(|same| same > super::SAME_CORRELATION);
        let ms = |i: usize| self.samples[i] * 1_000 / u64::from(self.rates[i].hz());
        let source = Source {
            name,
            format: "live".to_owned(),
            rate_hz: self.rates[0].hz(),
            channels: 2,
            remarks: Vec::new(),
        };
        let ended = Ended {
            sources: vec![source],
            length_ms: [ms(0), ms(1)],
            mixed: same,
            same,
            two_files: false,
            swapped: false,
        };
        self.finish(ended, baselines).0
    }

    /// The call is over: everything that was heard in it.
    pub(super) fn finish(
        mut self,
        ended: Ended,
        baselines: &[Option<Baseline>; 2],
    ) -> (Heard, Option<Sound>) {
        let Self { call, points, moments, .. } = &mut self;
        call.finish(|heard| note(points, moments, &heard));
        self.waveforms.iter_mut().for_each(Waveform::end);
        let figures = self.call.figures();
        let known = Side::BOTH.map(|side| {
            baselines[side.index()].map_or_else(
                || {
                    let mut learned = Baseline::default();
                    learned.learn(&figures.sides[side.index()].whole);
                    (learned, Ordinary::ThisCall)
                },
                |given| (given, Ordinary::Given),
            )
        });
        let points: Vec<_> = self
            .points
            .iter()
            .map(|point| judge::point(point, &known[point.side.index()].0))
            .collect();
        let sound = self.recorder.map(Recorder::finish);
        let mut moments = self.moments;
        moments.sort_by_key(|moment| moment.from_ms);
        let loudest = [self.waveforms[0].loudest, self.waveforms[1].loudest];
        let remarks = remarks::of(&figures, &moments, &ended, loudest);
        let sides = self.waveforms.map(|waveform| waveform.peaks);
        let mut peaks = sides.into_iter();
        let sides = Side::BOTH.map(|side| {
            let (baseline, ordinary) = known[side.index()];
            let of = &figures.sides[side.index()];
            HeardSide {
                first: judge::impression(&of.first, &baseline),
                last: judge::impression(&of.last, &baseline),
                whole: judge::impression(&of.whole, &baseline),
                baseline,
                ordinary,
                peaks: peaks.next().unwrap_or_default(),
            }
        });
        let heard = Heard {
            sources: ended.sources,
            figures,
            sides,
            smiles: smiles::of(&points),
            points,
            moments,
            mixed: ended.mixed,
            remarks,
        };
        (heard, sound)
    }
}

/// Keeps what is told of a call.
fn note(points: &mut Vec<Point>, moments: &mut Vec<Moment>, heard: &voice::Heard<'_>) {
    match heard {
        voice::Heard::Frame(..) => {}
        voice::Heard::Point(point) => points.push(**point),
        voice::Heard::Moment(moment) => add(moments, **moment),
        voice::Heard::Begins(side) => {
            points.retain(|point| point.side != *side);
            let told = std::mem::take(moments);
            for moment in told.into_iter().filter(|moment| moment.by != Some(*side)) {
                add(moments, moment);
            }
        }
    }
}

/// Adds a moment to those told before. Turns of one side that follow each other are one, as the figures
/// count them: what seemed to have the floor in between was forgotten, or was music.
fn add(moments: &mut Vec<Moment>, moment: Moment) {
    if moment.what == What::Turn
        && let Some(before) = moments.iter_mut().rfind(|before| before.what == What::Turn)
        && before.by == moment.by
    {
        let end = (before.from_ms + before.length_ms).max(moment.from_ms + moment.length_ms);
        before.from_ms = before.from_ms.min(moment.from_ms);
        before.length_ms = end - before.from_ms;
        return;
    }
    moments.push(moment);
}

/// Talk of a side in frames of 10 ms.
pub(super) fn talk_frames(talk_ms: u64) -> u64 {
    talk_ms / u64::from(HOP_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(by: Side, from_ms: u64, length_ms: u64) -> Moment {
        Moment { what: What::Turn, by: Some(by), from_ms, length_ms }
    }

    #[test]
    fn turns_with_nothing_between_them_are_one() {
        let (mut points, mut moments) = (Vec::new(), Vec::new());
        let silence = Moment { what: What::Silence, by: None, from_ms: 2_500, length_ms: 3_000 };
        let agent = turn(Side::Agent, 0, 2_000);
        let echo = turn(Side::Customer, 2_100, 400);
        let again = turn(Side::Agent, 6_000, 1_000);
        for moment in [&agent, &echo, &silence, &again] {
            note(&mut points, &mut moments, &voice::Heard::Moment(moment));
        }
        assert_eq!(moments.len(), 4);
        note(&mut points, &mut moments, &voice::Heard::Begins(Side::Customer));
        assert_eq!(moments, [turn(Side::Agent, 0, 7_000), silence]);
        let on = turn(Side::Agent, 8_000, 500);
        note(&mut points, &mut moments, &voice::Heard::Moment(&on));
        assert_eq!(moments, [turn(Side::Agent, 0, 8_500), silence]);
    }
}

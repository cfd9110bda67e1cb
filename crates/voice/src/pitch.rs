//! Pitch by autocorrelation: candidates of one frame, and the path through them.
//!
//! After Boersma (1993), "Accurate short-term analysis of the fundamental frequency and the
//! harmonics-to-noise ratio of a sampled sound", *IFA Proceedings* 17, 97–110, with the constants
//! that Praat uses for "To Pitch (ac)". The steps are numbered as in that paper's section 3 ff. Four
//! things differ, because a call is heard as it goes:
//! - the loudest sound so far stands in for the loudest of the whole file (step 2), forgotten slowly;
//! - the best path (last step) is decided a tenth of a second behind the sound, not at the end;
//! - a candidate far from the voice's usual pitch pays for it (octave errors on a telephone line);
//! - peaks are found by sampling the autocorrelation twice as densely (as if its spectrum were padded with
//!   zeroes) with a parabola, and their heights by a sinc of nine points, in the place of one of 70.

use std::sync::{Arc, LazyLock};

use rustfft::{Fft, FftPlanner, num_complex::Complex};

use crate::{
    LAG,
    arithmetic::log2,
    spectrum::{BINS, FFT},
};

/// Three periods of the lowest pitch: 40 ms.
pub(crate) const WINDOW: usize = 320;
/// The lowest pitch that is looked for, in Hz.
pub const PITCH_FLOOR_HZ: f32 = 75.0;
/// The highest pitch that is looked for, in Hz.
pub const PITCH_CEILING_HZ: f32 = 600.0;

/// Candidates of a frame, the unvoiced one among them.
const CANDIDATES: usize = 8;
const SILENCE_THRESHOLD: f32 = 0.03;
const VOICING_THRESHOLD: f32 = 0.45;
const OCTAVE_COST: f32 = 0.01;
const OCTAVE_JUMP_COST: f32 = 0.35;
const VOICED_UNVOICED_COST: f32 = 0.14;
/// Beyond this distance from the voice's usual pitch, in octaves, a candidate costs so much for each
/// octave more. (The telephone takes the fundamental away, and where one harmonic is alone in a vowel,
/// four octaves fit it equally well.)
const UNUSUAL_OCTAVES: f32 = 0.75;
const UNUSUAL_COST: f32 = 0.1;
/// The usual pitch is known from so many frames on, and then follows within about five seconds.
const USUAL_FRAMES: f32 = 20.0;
const USUAL_STEP: f32 = 0.002;
/// The loudest sound is forgotten by half in twenty seconds.
const PEAK_DECAY: f32 = 0.999_653_5;
/// log₂ of [`PITCH_CEILING_HZ`].
const CEILING_OCTAVES: f32 = 9.228_819;

/// One possible pitch of a frame.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Candidate {
    /// In Hz; 0 is "not voiced".
    pub(crate) hz: f32,
    octaves: f32,
    /// Height of the autocorrelation's peak, 0 to 1.
    pub(crate) height: f32,
    strength: f32,
}

/// What one frame offers.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Offer {
    list: [Candidate; CANDIDATES],
    count: usize,
}

impl Offer {
    fn voiced(&self) -> &[Candidate] {
        &self.list[1..self.count.max(1)]
    }

    /// Height of the highest peak, 0 to 1.
    pub(crate) fn periodicity(&self) -> f32 {
        self.voiced().iter().fold(0.0, |best, c| best.max(c.height))
    }
}

/// What is the same for every ear: the plan of the transform, and the window.
struct Tables {
    /// Both ways: what is transformed back is even, and then back is forth.
    transform: Arc<dyn Fft<f32>>,
    window: [f32; WINDOW],
    /// What makes a power spectrum one whose transform is the autocorrelation at whole samples (real
    /// part) and at the half samples behind them (imaginary part).
    halves: [Complex<f32>; FFT],
    /// 1 ÷ the autocorrelation of the window.
    window_lag: [f32; LAGS],
}

/// Lags that are looked at, in half samples, with what their interpolation reaches.
const LAGS: usize = 240;

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

/// The room that the transforms need.
pub(crate) struct Correlator {
    room: Box<[Complex<f32>]>,
    scratch: Box<[Complex<f32>]>,
    pub(crate) loudest: f32,
}

impl Tables {
    fn new() -> Self {
        let mut tables = Self {
            transform: FftPlanner::new().plan_fft_forward(FFT),
            window: std::array::from_fn(|i| {
                let phase = 2.0 * std::f64::consts::PI * (i as f64 + 0.5) / WINDOW as f64;
                (0.5 - 0.5 * phase.cos()) as f32
            }),
            halves: std::array::from_fn(halves),
            window_lag: [1.0; LAGS],
        };
        // 3.7: the window's own autocorrelation, by the same way.
        let mut correlator = Correlator::with(&tables);
        for (room, &window) in correlator.room.iter_mut().zip(&tables.window) {
            *room = Complex::new(window, 0.0);
        }
        let mut power = [0.0; BINS];
        correlator.power(&tables, &mut power);
        correlator.correlate(&tables, &power);
        let mut lags = [0.0; LAGS];
        correlator.lags(&tables, &mut lags);
        tables.window_lag = lags.map(|lag| 1.0 / lag);
        tables
    }
}

/// 1 + i·e^(−iπk/[`FFT`]): a real, even spectrum times 1 becomes the whole samples, and times the shift
/// by half a sample those between; one transform gives both, because both are real. What lies above the
/// middle belongs to negative frequencies. The middle itself, which is both, counts twice as it would in
/// a spectrum padded with zeroes, and has no part in the half samples.
fn halves(k: usize) -> Complex<f32> {
    if k == FFT / 2 {
        return Complex::new(2.0, 0.0);
    }
    let signed = if k < FFT / 2 { k as f64 } else { k as f64 - FFT as f64 };
    let shift: Complex<f64> = Complex::from_polar(1.0, -std::f64::consts::PI * signed / FFT as f64);
    let both = Complex::<f64>::i() * shift + 1.0;
    Complex::new(both.re as f32, both.im as f32)
}

impl Correlator {
    pub(crate) fn new() -> Self {
        Self::with(&TABLES)
    }

    fn with(tables: &Tables) -> Self {
        let zeroes = |length| vec![Complex::default(); length].into_boxed_slice();
        Self {
            room: zeroes(FFT),
            scratch: zeroes(tables.transform.get_inplace_scratch_len()),
            loudest: 0.0,
        }
    }

    /// Power spectrum of the window that is in the room.
    fn power(&mut self, tables: &Tables, power: &mut [f32; BINS]) {
        self.room[WINDOW..].fill(Complex::default());
        tables.transform.process_with_scratch(&mut self.room, &mut self.scratch);
        for (power, bin) in power.iter_mut().zip(&self.room) {
            *power = bin.norm_sqr();
        }
    }

    /// Autocorrelation, at half samples, of what has this power spectrum.
    fn correlate(&mut self, tables: &Tables, power: &[f32; BINS]) {
        let (positive, negative) = self.room.split_at_mut(BINS);
        let (halves, negative_halves) = tables.halves.split_at(BINS);
        for ((bin, half), &power) in positive.iter_mut().zip(halves).zip(power) {
            *bin = half * power;
        }
        let backwards = power[1..BINS - 1].iter().rev();
        for ((bin, half), &power) in negative.iter_mut().zip(negative_halves).zip(backwards) {
            *bin = half * power;
        }
        tables.transform.process_with_scratch(&mut self.room, &mut self.scratch);
    }

    /// The autocorrelation in the room as shares of its value at 0, without the window's part. `false`
    /// for silence.
    fn lags(&self, tables: &Tables, lags: &mut [f32; LAGS]) -> bool {
        let all = self.room[0].re;
        if all <= 0.0 {
            return false;
        }
        let scale = 1.0 / all;
        let (lags, _) = lags.as_chunks_mut::<2>();
        let (window_lags, _) = tables.window_lag.as_chunks::<2>();
        for ((lag, window), here) in lags.iter_mut().zip(window_lags).zip(&self.room) {
            *lag = [here.re * scale * window[0], here.im * scale * window[1]];
        }
        true
    }

    /// The power spectrum of one window, and what its pitch may be: nothing where it is not `audible`,
    /// because it is far too faint.
    pub(crate) fn look(
        &mut self,
        samples: &[f32],
        audible: bool,
        power: &mut [f32; BINS],
    ) -> Offer {
        let tables = &*TABLES;
        // 3.1–3.3: take out the local mean, find the local peak, multiply by the window.
        let mean = crate::arithmetic::sum(samples) / WINDOW as f32;
        for ((out, &sample), &w) in self.room.iter_mut().zip(samples).zip(&tables.window) {
            *out = Complex::new((sample - mean) * w, 0.0);
        }
        // The local peak within half a longest period around the centre, as in Praat.
        let around = (8_000.0 / PITCH_FLOOR_HZ / 2.0) as usize;
        let peak =
            crate::arithmetic::peak(&samples[WINDOW / 2 - around..WINDOW / 2 + around], mean);
        self.loudest = (self.loudest * PEAK_DECAY).max(peak);
        // 3.4–3.8: zeroes behind, spectrum, power, back, and the window's share divided away.
        self.power(tables, power);
        let mut offer = Offer { count: 1, ..Offer::default() };
        let relative = if self.loudest > 0.0 { peak / self.loudest } else { 0.0 };
        offer.list[0].strength = VOICING_THRESHOLD
            + (2.0 - relative / (SILENCE_THRESHOLD / (1.0 + VOICING_THRESHOLD))).max(0.0);
        if !audible {
            return offer;
        }
        self.correlate(tables, power);
        let mut r = [0.0; LAGS];
        if !self.lags(tables, &mut r) {
            return offer;
        }
        // 3.9: the peaks between the shortest and the longest period.
        peaks(&r, |i| {
            let (before, here, after) = (r[i - 1], r[i], r[i + 1]);
            let bend = 2.0 * here - before - after;
            let shift = 0.5 * (after - before) / bend;
            let mut height = between(&r, i, shift);
            // A peak above one is an artefact of dividing by the window.
            if height > 1.0 {
                height = 1.0 / height;
            }
            let hz = 16_000.0 / (i as f32 + shift);
            if (PITCH_FLOOR_HZ..=PITCH_CEILING_HZ).contains(&hz) {
                let octaves = log2(hz);
                let strength = height - OCTAVE_COST * (CEILING_OCTAVES - octaves);
                offer.add(Candidate { hz, octaves, height, strength });
            }
        });
        offer
    }
}

/// Tells where the autocorrelation has peaks that may be periods, in half samples.
fn peaks(r: &[f32; LAGS], mut tell: impl FnMut(usize)) {
    const SHORTEST: usize = (16_000.0 / PITCH_CEILING_HZ) as usize;
    const LONGEST: usize = (16_000.0 / PITCH_FLOOR_HZ) as usize + 1;
    const EIGHTS: usize = (LONGEST + 1 - SHORTEST).div_ceil(8);
    // All are compared first, many at a time, because there are few.
    let mut found = [[false; 8]; EIGHTS];
    let places = r[SHORTEST - 1..LONGEST + 2].windows(3);
    for (found, around) in found.as_flattened_mut().iter_mut().zip(places) {
        let (before, here, after) = (around[0], around[1], around[2]);
        *found = here > 0.5 * VOICING_THRESHOLD && here > before && here >= after;
    }
    for (eight, found) in found.iter().enumerate().filter(|(_, found)| **found != [false; 8]) {
        for (i, _) in found.iter().enumerate().filter(|(_, found)| **found) {
            tell(SHORTEST + 8 * eight + i);
        }
    }
}

/// The autocorrelation between two lags, by a sinc of nine points under a Hann window: enough where it is
/// sampled twice as densely as it needs.
fn between(r: &[f32; LAGS], i: usize, shift: f32) -> f32 {
    /// cos and sin of πk/5 for k from −4 to 4.
    const TAPER: [(f32, f32); 9] = [
        (-0.809_017, -0.587_785_25),
        (-0.309_017, -0.951_056_5),
        (0.309_017, -0.951_056_5),
        (0.809_017, -0.587_785_25),
        (1.0, 0.0),
        (0.809_017, 0.587_785_25),
        (0.309_017, 0.951_056_5),
        (-0.309_017, 0.951_056_5),
        (-0.809_017, 0.587_785_25),
    ];
    if shift.abs() < 1e-3 {
        return r[i];
    }
    // sin(π(shift − k)) = ±sin(π·shift), and what all weights have in common does not matter.
    let (sin, cos) = (std::f32::consts::PI / 5.0 * shift).sin_cos();
    let (mut sum, mut weights) = (0.0, 0.0);
    let mut side = 1.0;
    for ((r, taper), k) in r[i - 4..=i + 4].iter().zip(&TAPER).zip(-4_i8..) {
        let hann = 1.0 + (cos * taper.0 + sin * taper.1);
        let weight = side * hann / (shift - f32::from(k));
        sum += weight * r;
        weights += weight;
        side = -side;
    }
    sum / weights
}

impl Offer {
    /// Keeps a candidate, in the place of the weakest when there are too many.
    fn add(&mut self, candidate: Candidate) {
        if self.count < CANDIDATES {
            self.list[self.count] = candidate;
            self.count += 1;
            return;
        }
        let weakest = (1..CANDIDATES).fold(1, |weakest, i| {
            if self.list[i].strength < self.list[weakest].strength { i } else { weakest }
        });
        if self.list[weakest].strength < candidate.strength {
            self.list[weakest] = candidate;
        }
    }
}

/// The cheapest path through the candidates, known [`LAG`] frames behind (Viterbi).
#[derive(Debug)]
pub(crate) struct Path {
    offers: [Offer; LAG + 1],
    from: [[u8; CANDIDATES]; LAG + 1],
    score: [f32; CANDIDATES],
    at: usize,
    /// The voice's usual pitch in octaves, and how many frames it comes from.
    usual: f32,
    frames: f32,
}

impl Path {
    pub(crate) fn new() -> Self {
        let silent = Offer { count: 1, ..Offer::default() };
        Self {
            offers: [silent; LAG + 1],
            from: [[0; CANDIDATES]; LAG + 1],
            score: [0.0; CANDIDATES],
            at: 0,
            usual: 0.0,
            frames: 0.0,
        }
    }

    /// A pitch that was chosen for a frame of speech: the usual pitch follows it.
    pub(crate) fn heard(&mut self, chosen: Candidate) {
        self.frames += 1.0;
        self.usual += (chosen.octaves - self.usual) * (1.0 / self.frames).max(USUAL_STEP);
    }

    /// What a candidate far from the usual pitch costs.
    fn unusual(&self, candidate: &Candidate) -> f32 {
        if candidate.hz == 0.0 || self.frames < USUAL_FRAMES {
            return 0.0;
        }
        UNUSUAL_COST * ((candidate.octaves - self.usual).abs() - UNUSUAL_OCTAVES).max(0.0)
    }

    /// Takes what a frame offers, and says what was best [`LAG`] frames ago.
    pub(crate) fn step(&mut self, offer: &Offer) -> Candidate {
        let last = &self.offers[self.at];
        let next = (self.at + 1) % (LAG + 1);
        let mut score = [f32::NEG_INFINITY; CANDIDATES];
        let mut from = [0; CANDIDATES];
        for (j, to) in offer.list[..offer.count].iter().enumerate() {
            let strength = to.strength - self.unusual(to);
            for (i, start) in last.list[..last.count].iter().enumerate() {
                let cost = match (start.hz > 0.0, to.hz > 0.0) {
                    (false, false) => 0.0,
                    (true, true) => OCTAVE_JUMP_COST * (start.octaves - to.octaves).abs(),
                    _ => VOICED_UNVOICED_COST,
                };
                let total = self.score[i] - cost + strength;
                if total > score[j] {
                    score[j] = total;
                    from[j] = i as u8;
                }
            }
        }
        let (mut best, mut high) = (0, f32::NEG_INFINITY);
        for (j, &total) in score.iter().enumerate() {
            if total > high {
                (best, high) = (j, total);
            }
        }
        // Only differences count; so the sum stays small however long the call.
        self.score = score.map(|total| total - high);
        self.offers[next] = *offer;
        self.from[next] = from;
        self.at = next;
        // Back along the path.
        let mut place = next;
        for _ in 0..LAG {
            best = usize::from(self.from[place][best]);
            place = (place + LAG) % (LAG + 1);
        }
        self.offers[place].list[best]
    }
}

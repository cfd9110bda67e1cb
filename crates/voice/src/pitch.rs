//! Pitch by autocorrelation: candidates of one frame, and the path through them.
//!
//! After Boersma (1993), "Accurate short-term analysis of the fundamental frequency and the
//! harmonics-to-noise ratio of a sampled sound", *IFA Proceedings* 17, 97–110, with the constants
//! that Praat uses for "To Pitch (ac)". The steps are numbered as in that paper's section 3 ff. Four
//! things differ, because a call is heard as it goes:
//! - the loudest sound so far stands in for the loudest of the whole file (step 2), forgotten slowly;
//! - the best path (last step) is decided a tenth of a second behind the sound, not at the end;
//! - a candidate far from the voice's usual pitch pays for it (octave errors on a telephone line);
//! - peaks are found by sampling the autocorrelation twice as densely (zero-padding its spectrum) with a
//!   parabola, and their heights by a sinc of nine points, in the place of one of 70.

use std::sync::{Arc, LazyLock};

use realfft::{ComplexToReal, RealFftPlanner, RealToComplex, num_complex::Complex};

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
/// The autocorrelation is sampled twice as densely as the sound.
const DENSE: usize = 2 * FFT;

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

/// What is the same for every ear: the plans of the transforms, and the window.
struct Tables {
    forward: Arc<dyn RealToComplex<f32>>,
    back: Arc<dyn ComplexToReal<f32>>,
    window: [f32; WINDOW],
    /// 1 ÷ the autocorrelation of the window.
    window_lag: [f32; LAGS],
}

/// Lags that are looked at, in half samples, with what their interpolation reaches.
const LAGS: usize = 240;

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

/// The room that the transforms need.
pub(crate) struct Correlator {
    input: Box<[f32]>,
    spectrum: Box<[Complex<f32>]>,
    dense_spectrum: Box<[Complex<f32>]>,
    lag: Box<[f32]>,
    scratch: Box<[Complex<f32>]>,
    pub(crate) loudest: f32,
}

impl Tables {
    fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let mut tables = Self {
            forward: planner.plan_fft_forward(FFT),
            back: planner.plan_fft_inverse(DENSE),
            window: std::array::from_fn(|i| {
                let phase = 2.0 * std::f64::consts::PI * (i as f64 + 0.5) / WINDOW as f64;
                (0.5 - 0.5 * phase.cos()) as f32
            }),
            window_lag: [1.0; LAGS],
        };
        // 3.7: the window's own autocorrelation, by the same way.
        let mut room = Correlator::with(&tables);
        room.input[..WINDOW].copy_from_slice(&tables.window);
        let mut power = [0.0; BINS];
        room.power(&tables, &mut power);
        room.correlate(&tables, &power);
        for (inverse, lag) in tables.window_lag.iter_mut().zip(&room.lag) {
            *inverse = room.lag[0] / lag;
        }
        tables
    }
}

impl Correlator {
    pub(crate) fn new() -> Self {
        Self::with(&TABLES)
    }

    fn with(tables: &Tables) -> Self {
        let scratch = tables.forward.get_scratch_len().max(tables.back.get_scratch_len());
        Self {
            input: tables.forward.make_input_vec().into(),
            spectrum: tables.forward.make_output_vec().into(),
            dense_spectrum: tables.back.make_input_vec().into(),
            lag: tables.back.make_output_vec().into(),
            scratch: vec![Complex::default(); scratch].into(),
            loudest: 0.0,
        }
    }

    /// Power spectrum of what is in `input`.
    fn power(&mut self, tables: &Tables, power: &mut [f32; BINS]) {
        self.input[WINDOW..].fill(0.0);
        // Lengths are right by construction, so neither transform can fail.
        let _ = tables.forward.process_with_scratch(
            &mut self.input,
            &mut self.spectrum,
            &mut self.scratch,
        );
        for (power, bin) in power.iter_mut().zip(&self.spectrum) {
            *power = bin.norm_sqr();
        }
    }

    /// Autocorrelation, at half samples, of what has this power spectrum.
    fn correlate(&mut self, tables: &Tables, power: &[f32; BINS]) {
        for (bin, &power) in self.dense_spectrum.iter_mut().zip(power) {
            *bin = Complex::new(power, 0.0);
        }
        self.dense_spectrum[BINS..].fill(Complex::default());
        let _ = tables.back.process_with_scratch(
            &mut self.dense_spectrum,
            &mut self.lag,
            &mut self.scratch,
        );
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
        for ((out, &sample), &w) in self.input.iter_mut().zip(samples).zip(&tables.window) {
            *out = (sample - mean) * w;
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
        if self.lag[0] <= 0.0 {
            return offer;
        }
        let scale = 1.0 / self.lag[0];
        let mut r = [0.0; LAGS];
        for ((r, lag), inverse) in r.iter_mut().zip(&self.lag).zip(&tables.window_lag) {
            *r = lag * scale * inverse;
        }
        // 3.9: the peaks between the shortest and the longest period.
        let (shortest, longest) =
            ((16_000.0 / PITCH_CEILING_HZ) as usize, (16_000.0 / PITCH_FLOOR_HZ) as usize + 1);
        for i in shortest..=longest {
            let (before, here, after) = (r[i - 1], r[i], r[i + 1]);
            if here > 0.5 * VOICING_THRESHOLD && here > before && here >= after {
                let bend = 2.0 * here - before - after;
                let shift = 0.5 * (after - before) / bend;
                let mut height = between(&r, i, shift);
                // A peak above one is an artefact of dividing by the window.
                if height > 1.0 {
                    height = 1.0 / height;
                }
                let hz = 16_000.0 / (i as f32 + shift);
                if (PITCH_FLOOR_HZ..=PITCH_CEILING_HZ).contains(&hz) {
                    let strength = height - OCTAVE_COST * log2(PITCH_CEILING_HZ / hz);
                    offer.add(Candidate { hz, octaves: log2(hz), height, strength });
                }
            }
        }
        offer
    }
}

/// The autocorrelation between two lags, by a sinc of nine points under a Hann window: enough where it is
/// sampled twice as densely as it needs.
fn between(r: &[f32; LAGS], i: usize, shift: f32) -> f32 {
    use std::f32::consts::PI;
    if shift.abs() < 1e-3 {
        return r[i];
    }
    let sine = (PI * shift).sin();
    let (mut sum, mut weights) = (0.0, 0.0);
    for k in -4_i8..=4 {
        // sin(π(shift − k)) = ±sin(π·shift).
        let x = shift - f32::from(k);
        let hann = 0.5 + 0.5 * (PI * x / 5.0).cos();
        let weight = if k % 2 == 0 { sine } else { -sine } / (PI * x) * hann;
        sum += weight * r[i.wrapping_add_signed(isize::from(k))];
        weights += weight;
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

//! Pitch by autocorrelation: candidates of one frame, and the path through them.
//!
//! After Boersma (1993), "Accurate short-term analysis of the fundamental frequency and the
//! harmonics-to-noise ratio of a sampled sound", *IFA Proceedings* 17, 97–110, with the constants
//! that Praat uses for "To Pitch (ac)". The steps are numbered as in that paper's section 3 ff. Four
//! things differ, because a call is heard as it goes:
//! - the loudest sound so far stands in for the loudest of the whole file (step 2), forgotten slowly;
//! - the best path (last step) is decided a tenth of a second behind the sound, not at the end;
//! - a candidate far from the voice's usual pitch pays for it (octave errors on a telephone line);
//! - peaks are interpolated by sampling the autocorrelation twice as densely (zero-padding its
//!   spectrum) and a parabola, in the place of a 70-point sinc.

use std::sync::Arc;

use realfft::{ComplexToReal, RealFftPlanner, RealToComplex, num_complex::Complex};

use crate::{
    LAG,
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

/// The transforms and their room.
pub(crate) struct Correlator {
    forward: Arc<dyn RealToComplex<f32>>,
    back: Arc<dyn ComplexToReal<f32>>,
    window: Box<[f32; WINDOW]>,
    /// 1 ÷ the autocorrelation of the window.
    window_lag: Box<[f32]>,
    input: Box<[f32]>,
    spectrum: Box<[Complex<f32>]>,
    dense_spectrum: Box<[Complex<f32>]>,
    lag: Box<[f32]>,
    scratch: Box<[Complex<f32>]>,
    loudest: f32,
}

impl Correlator {
    pub(crate) fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let forward = planner.plan_fft_forward(FFT);
        let back = planner.plan_fft_inverse(DENSE);
        let scratch = forward.get_scratch_len().max(back.get_scratch_len());
        let mut new = Self {
            window: Box::new(std::array::from_fn(|i| {
                let phase = 2.0 * std::f64::consts::PI * (i as f64 + 0.5) / WINDOW as f64;
                (0.5 - 0.5 * phase.cos()) as f32
            })),
            window_lag: vec![0.0; DENSE / 2].into(),
            input: forward.make_input_vec().into(),
            spectrum: forward.make_output_vec().into(),
            dense_spectrum: back.make_input_vec().into(),
            lag: back.make_output_vec().into(),
            scratch: vec![Complex::default(); scratch].into(),
            loudest: 0.0,
            forward,
            back,
        };
        // 3.7: the window's own autocorrelation, by the same way.
        new.input[..WINDOW].copy_from_slice(new.window.as_slice());
        let mut power = [0.0; BINS];
        new.power(&mut power);
        new.correlate(&power);
        let at_zero = new.lag[0];
        for (inverse, lag) in new.window_lag.iter_mut().zip(&new.lag) {
            *inverse = at_zero / lag.max(at_zero * 1e-3);
        }
        new
    }

    /// Power spectrum of what is in `input`.
    fn power(&mut self, power: &mut [f32; BINS]) {
        self.input[WINDOW..].fill(0.0);
        // Lengths are right by construction, so neither transform can fail.
        let _ = self.forward.process_with_scratch(
            &mut self.input,
            &mut self.spectrum,
            &mut self.scratch,
        );
        for (power, bin) in power.iter_mut().zip(&self.spectrum) {
            *power = bin.norm_sqr();
        }
    }

    /// Autocorrelation, at half samples, of what has this power spectrum.
    fn correlate(&mut self, power: &[f32; BINS]) {
        for (bin, &power) in self.dense_spectrum.iter_mut().zip(power) {
            *bin = Complex::new(power, 0.0);
        }
        self.dense_spectrum[BINS..].fill(Complex::default());
        let _ = self.back.process_with_scratch(
            &mut self.dense_spectrum,
            &mut self.lag,
            &mut self.scratch,
        );
    }

    /// The power spectrum of one window, and what its pitch may be.
    pub(crate) fn look(&mut self, samples: &[f32], power: &mut [f32; BINS]) -> Offer {
        // 3.1–3.3: take out the local mean, find the local peak, multiply by the window.
        let mean = crate::arithmetic::sum(samples) / WINDOW as f32;
        for ((out, &sample), &w) in self.input.iter_mut().zip(samples).zip(self.window.iter()) {
            *out = (sample - mean) * w;
        }
        // The local peak within half a longest period around the centre, as in Praat.
        let around = (8_000.0 / PITCH_FLOOR_HZ / 2.0) as usize;
        let peak = samples[WINDOW / 2 - around..WINDOW / 2 + around]
            .iter()
            .fold(0.0_f32, |peak, s| peak.max((s - mean).abs()));
        self.loudest = (self.loudest * PEAK_DECAY).max(peak);
        // 3.4–3.8: zeroes behind, spectrum, power, back, and the window's share divided away.
        self.power(power);
        self.correlate(power);
        let mut offer = Offer::default();
        offer.count = 1;
        let relative = if self.loudest > 0.0 { peak / self.loudest } else { 0.0 };
        offer.list[0].strength = VOICING_THRESHOLD
            + (2.0 - relative / (SILENCE_THRESHOLD / (1.0 + VOICING_THRESHOLD))).max(0.0);
        if self.lag[0] <= 0.0 {
            return offer;
        }
        let scale = 1.0 / self.lag[0];
        let r = |i: usize| self.lag[i] * scale * self.window_lag[i];
        // 3.9: the peaks between the shortest and the longest period.
        let (shortest, longest) = ((16_000.0 / PITCH_CEILING_HZ) as usize, (16_000.0 / PITCH_FLOOR_HZ) as usize + 1);
        let (mut before, mut here) = (r(shortest - 1), r(shortest));
        for i in shortest..=longest {
            let after = r(i + 1);
            if here > 0.5 * VOICING_THRESHOLD && here > before && here >= after {
                let bend = 2.0 * here - before - after;
                let shift = 0.5 * (after - before) / bend;
                let mut height = here + 0.25 * (after - before) * shift;
                // A peak above one is an artefact of dividing by the window.
                if height > 1.0 {
                    height = 1.0 / height;
                }
                let hz = 16_000.0 / (i as f32 + shift);
                if (PITCH_FLOOR_HZ..=PITCH_CEILING_HZ).contains(&hz) {
                    let strength = height - OCTAVE_COST * (PITCH_CEILING_HZ / hz).log2();
                    offer.add(Candidate { hz, octaves: hz.log2(), height, strength });
                }
            }
            (before, here) = (here, after);
        }
        offer
    }
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
        let mut silent = Offer::default();
        silent.count = 1;
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

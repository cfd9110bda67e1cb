//! What lips do, without a smile's voice: neutral clips with their formants moved.
//!
//! Arias, Soladié, Bouafif, Roebel, Séguier & Aucouturier 2018, *Realistic transformation of facial
//! and vocal smiles in real-time audiovisual streams* (IEEE Trans. Affective Computing,
//! <https://doi.org/10.1109/TAFFC.2018.2811465>), make a voice smile by warping its spectral envelope
//! piecewise linearly: α above 1 moves the formants up. Here:
//!
//! 1. the spectrum of 32 ms every 8 ms,
//! 2. its “true envelope”: cepstral smoothing, again and again over the larger of spectrum and
//!    envelope (Röbel & Rodet 2005, DAFx-05),
//! 3. each bin times the envelope at the warped place over the envelope here,
//! 4. overlap and add.
//!
//! Their second step, a filter that lifts the third formant, is left out, and the corners of the warp
//! are fixed in Hz, not tied to each voice's formants. What is told is how far each axis moves from
//! the same clip through the same steps with α = 1.

use std::f32::consts::TAU;
use std::sync::Arc;

use realfft::{ComplexToReal, RealFftPlanner, RealToComplex, num_complex::Complex};
use voice::{Axis, Impression, Rate};

use super::clip::{self, Clip};
use super::enrolment::{Speaker, Usual};
use super::{Band, Options, SCORES, Score};
use ::figures::{Estimate, bootstrap};

/// How far the formants are moved: below 1 as if pouting, above as if smiling.
pub const ALPHAS: [f64; 6] = [0.8, 0.9, 0.95, 1.05, 1.1, 1.25];

/// What an axis makes of moved formants.
#[derive(Debug, Clone, PartialEq)]
pub struct Lips {
    /// How far they are moved.
    pub alpha: f64,
    /// Which axis.
    pub axis: Axis,
    /// How far it moves, in its own units: mean over the clips of each speaker, and over speakers.
    pub change: Option<Estimate>,
    /// Speakers.
    pub speakers: usize,
    /// Clips.
    pub clips: usize,
    /// Clips of which nothing was told with or without it.
    pub unsure: usize,
}

/// Impressions of a clip, unmoved and moved.
#[derive(Debug)]
pub(super) struct Moved {
    unmoved: Impression,
    moved: [Impression; ALPHAS.len()],
}

const RATE_HZ: f32 = 16_000.0;
/// Samples of a spectrum: 32 ms, every 8 ms, in a transform twice as long.
const WINDOW: usize = 512;
const HOP: usize = 128;
const SIZE: usize = 1024;
const BINS: usize = SIZE / 2 + 1;
/// Hann windows at a quarter of their length add up to this.
const OVERLAP: f32 = 2.0;
/// Cepstral coefficients of the envelope: rate over twice the pitch (Röbel & Rodet), for 300 Hz; so
/// the envelope of a deep voice is a little smooth, and that of a high one never follows its
/// harmonics.
const ORDER: usize = 26;
/// The envelope is good once no peak stands out by more than 2 dB (as natural logarithm of
/// amplitude), or after so many rounds.
const PEAK: f32 = 0.23;
const ROUNDS_MAX: usize = 20;
/// No bin is changed by more than 24 dB.
const GAIN_MAX: f32 = 2.76;
/// Corners of the warp in Hz: up to the first nothing moves; from the second to the third, F1 to F4,
/// all is multiplied by α; from the last on nothing moves again.
const CORNERS_HZ: [f32; 4] = [250.0, 500.0, 3_500.0, 5_000.0];

/// Hears a clip at 16 kHz unmoved and moved.
pub(super) fn moved(sound: &[f32]) -> Moved {
    let mut alphas = [1.0; ALPHAS.len() + 1];
    alphas[1..].copy_from_slice(&ALPHAS);
    let sounds = Mover::new().warp(sound, &alphas);
    let hear = |sound: &[f32]| clip::impression(sound, Rate::Hz16000);
    let mut moved = [Impression::default(); ALPHAS.len()];
    for (moved, sound) in moved.iter_mut().zip(&sounds[1..]) {
        *moved = hear(sound);
    }
    Moved { unmoved: hear(&sounds[0]), moved }
}

/// Where in the old envelope a place of the new one comes from, in Hz.
fn source_hz(hz: f32, alpha: f32) -> f32 {
    let [low, first, last, high] = CORNERS_HZ;
    let line = |from: (f32, f32), to: (f32, f32)| {
        from.1 + (hz - from.0) * (to.1 - from.1) / (to.0 - from.0)
    };
    let (first_to, last_to) = (alpha * first, alpha * last);
    if hz <= low || hz >= high {
        hz
    } else if hz < first_to {
        line((low, low), (first_to, first))
    } else if hz < last_to {
        hz / alpha
    } else {
        line((last_to, last), (high, high))
    }
}

struct Mover {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    real: Vec<f32>,
    complex: Vec<Complex<f32>>,
}

impl Mover {
    fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let forward = planner.plan_fft_forward(SIZE);
        let inverse = planner.plan_fft_inverse(SIZE);
        Self {
            real: forward.make_input_vec(),
            complex: forward.make_output_vec(),
            forward,
            inverse,
        }
    }

    /// `complex` from `real`. Fails only where lengths do not fit, and these were made to.
    fn transform(&mut self) {
        if self.forward.process(&mut self.real, &mut self.complex).is_err() {
            self.complex.fill(Complex::default());
        }
    }

    /// `real` from `complex`, of the same size as it was.
    fn back(&mut self) {
        // A real signal has real ends of the spectrum.
        self.complex[0].im = 0.0;
        self.complex[BINS - 1].im = 0.0;
        if self.inverse.process(&mut self.complex, &mut self.real).is_err() {
            self.real.fill(0.0);
        }
        self.real.iter_mut().for_each(|sample| *sample /= SIZE as f32);
    }

    /// The sound with its envelope warped by each α.
    fn warp(&mut self, sound: &[f32], alphas: &[f64]) -> Vec<Vec<f32>> {
        let hann: Vec<f32> =
            (0..WINDOW).map(|i| 0.5 - 0.5 * (TAU * i as f32 / WINDOW as f32).cos()).collect();
        let sources: Vec<Vec<f32>> = alphas
            .iter()
            .map(|&alpha| {
                let per_bin = RATE_HZ / SIZE as f32;
                #[allow(clippy::cast_possible_truncation)] // a factor
                let source = |bin: usize| source_hz(bin as f32 * per_bin, alpha as f32) / per_bin;
                (0..BINS).map(source).collect()
            })
            .collect();
        // Room for what rings before and after.
        let before = (SIZE - WINDOW) / 2 + WINDOW;
        let length = sound.len() + before + SIZE + WINDOW;
        let mut padded = vec![0.0; length];
        padded[before..before + sound.len()].copy_from_slice(sound);
        let mut warped = vec![vec![0.0; length]; alphas.len()];
        let margin = (SIZE - WINDOW) / 2;
        for from in (0..=length - SIZE).step_by(HOP) {
            self.real.fill(0.0);
            for i in 0..WINDOW {
                self.real[margin + i] = padded[from + margin + i] * hann[i];
            }
            if self.real.iter().all(|&sample| sample == 0.0) {
                continue;
            }
            self.transform();
            let spectrum = self.complex.clone();
            let envelope = self.envelope(&spectrum);
            for (warped, sources) in warped.iter_mut().zip(&sources) {
                for (bin, value) in self.complex.iter_mut().enumerate() {
                    let gain = at(&envelope, sources[bin]) - envelope[bin];
                    *value = spectrum[bin] * gain.clamp(-GAIN_MAX, GAIN_MAX).exp();
                }
                self.back();
                for (sum, sample) in warped[from..].iter_mut().zip(&self.real) {
                    *sum += sample / OVERLAP;
                }
            }
        }
        warped.into_iter().map(|sound_of| sound_of[before..][..sound.len()].to_vec()).collect()
    }

    /// The natural logarithm of the true envelope's amplitude.
    fn envelope(&mut self, spectrum: &[Complex<f32>]) -> Vec<f32> {
        let logarithms: Vec<f32> =
            spectrum.iter().map(|value| 0.5 * value.norm_sqr().max(1e-14).ln()).collect();
        let mut target = logarithms.clone();
        let mut envelope = vec![0.0; BINS];
        for _ in 0..ROUNDS_MAX {
            for (value, &logarithm) in self.complex.iter_mut().zip(&target) {
                *value = Complex::new(logarithm, 0.0);
            }
            self.back();
            self.real[ORDER + 1..SIZE - ORDER].fill(0.0);
            self.transform();
            let mut most = 0.0_f32;
            for (bin, value) in self.complex.iter().enumerate() {
                envelope[bin] = value.re;
                most = most.max(logarithms[bin] - value.re);
                target[bin] = logarithms[bin].max(value.re);
            }
            if most < PEAK {
                break;
            }
        }
        envelope
    }
}

/// Between two bins.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // an index, not negative
fn at(envelope: &[f32], place: f32) -> f32 {
    let below = (place as usize).min(envelope.len() - 1);
    let above = (below + 1).min(envelope.len() - 1);
    envelope[below] + (place - below as f32) * (envelope[above] - envelope[below])
}

/// Mean changes, by speaker, and of how many clips nothing is told.
type Changes = (Vec<f64>, usize);

/// How far each axis moves, against how the speaker sounds in all their other ordinary clips.
pub(super) fn summary(cast: &[Speaker<'_>], clips: &[Clip<'_>], options: &Options) -> Vec<Lips> {
    let axes = SCORES.into_iter().filter_map(|score| match score {
        Score::Axis(axis) => Some(axis),
        Score::Pitch => None,
    });
    let mut sums: Vec<(Axis, [Changes; ALPHAS.len()])> =
        axes.map(|axis| (axis, Default::default())).collect();
    let mut count = 0;
    for speaker in cast {
        let own: Vec<(usize, &Moved)> = speaker
            .ordinary
            .iter()
            .filter_map(|&at| Some((at, clips[at].1.lips.as_deref()?)))
            .collect();
        count += own.len();
        let usual: Vec<Usual> = own
            .iter()
            .map(|(tested, _)| {
                let others: Vec<usize> =
                    speaker.ordinary.iter().copied().filter(|at| at != tested).collect();
                Usual::of(&others, clips, Band::AsIs)
            })
            .collect();
        for (axis, by_alpha) in &mut sums {
            for (at, (means, unsure)) in by_alpha.iter_mut().enumerate() {
                let (mut sum, mut told) = (0.0, 0_u32);
                for ((_, clip), usual) in own.iter().zip(&usual) {
                    let hear = |of: &Impression| axis.hear(of, &usual.baseline).ok();
                    match (hear(&clip.unmoved), hear(&clip.moved[at])) {
                        (Some(unmoved), Some(moved)) => {
                            sum += f64::from(moved.value - unmoved.value);
                            told += 1;
                        }
                        _ => *unsure += 1,
                    }
                }
                if told > 0 {
                    means.push(sum / f64::from(told));
                }
            }
        }
    }
    if count == 0 {
        return Vec::new();
    }
    sums.into_iter()
        .flat_map(|(axis, by_alpha)| {
            by_alpha.into_iter().zip(ALPHAS).map(move |((means, unsure), alpha)| Lips {
                alpha,
                axis,
                change: bootstrap::mean(&means, options.resamples, options.seed),
                speakers: means.len(),
                clips: count,
                unsure,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pulse train at 125 Hz through one resonance.
    fn vowel(resonance_hz: f32) -> Vec<f32> {
        let radius = 0.97_f32;
        let (a, b) = (2.0 * radius * (TAU * resonance_hz / RATE_HZ).cos(), -radius * radius);
        let (mut one, mut two) = (0.0, 0.0);
        (0..16_000)
            .map(|i| {
                let pulse = if i % 128 == 0 { 0.1 } else { 0.0 };
                let out = pulse + a * one + b * two;
                (one, two) = (out, one);
                out
            })
            .collect()
    }

    /// Where the strongest harmonic is, in Hz.
    fn peak_hz(sound: &[f32]) -> f32 {
        let power = |hz: f32| {
            let sum: Complex<f32> = sound[4_000..12_000]
                .iter()
                .enumerate()
                .map(|(i, sample)| Complex::from_polar(*sample, -TAU * hz * i as f32 / RATE_HZ))
                .sum();
            sum.norm_sqr()
        };
        (1_u8..40)
            .map(|n| 125.0 * f32::from(n))
            .max_by(|a, b| power(*a).total_cmp(&power(*b)))
            .unwrap()
    }

    #[test]
    fn unwarped_it_is_what_it_was() {
        let sound = vowel(1_500.0);
        let same = &Mover::new().warp(&sound, &[1.0])[0];
        assert_eq!(same.len(), sound.len());
        let worst = sound.iter().zip(same).fold(0.0_f32, |worst, (a, b)| worst.max((a - b).abs()));
        assert!(worst < 1e-4, "{worst}");
    }

    #[test]
    fn a_resonance_moves_and_the_pitch_does_not() {
        let warped = Mover::new().warp(&vowel(1_500.0), &[0.8, 1.25]);
        for (sound, expected) in warped.iter().zip([1_200.0, 1_875.0]) {
            // Harmonics are 125 Hz apart, also where they have moved.
            assert!((peak_hz(sound) - expected).abs() <= 125.0, "{} {expected}", peak_hz(sound));
        }
    }

    #[test]
    fn the_warp_is_a_way_there_and_back() {
        for alpha in ALPHAS {
            #[allow(clippy::cast_possible_truncation)]
            let alpha = alpha as f32;
            let mut last = -1.0;
            for hz in 0_u16..8_000 {
                let source = source_hz(f32::from(hz), alpha);
                assert!(source > last, "{alpha} at {hz}");
                last = source;
            }
            assert!((source_hz(1_500.0 * alpha, alpha) - 1_500.0).abs() < 0.1);
            assert!((source_hz(200.0, alpha) - 200.0).abs() < f32::EPSILON);
            assert!((source_hz(6_000.0, alpha) - 6_000.0).abs() < f32::EPSILON);
        }
    }
}

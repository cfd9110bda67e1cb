//! A telephone line, simulated: 8 kHz, 280 to 3500 Hz, at the level of a call, and G.711 µ-law.
//!
//! The filters are of linear phase (windowed sincs with a Kaiser window; Oppenheim & Schafer,
//! *Discrete-Time Signal Processing*, 3rd ed., §7.5.3), and their delay is taken out. There is no
//! packet loss, no echo and no noise other than that of the quantiser.

use std::f64::consts::PI;

use super::{g711, level};

/// Attenuation of what is stopped, in dB.
const STOPBAND_DB: f64 = 60.0;
/// Where the line begins to carry, in Hz (half the amplitude).
const LOW_HZ: f64 = 280.0;
/// Where it ends, in Hz.
const HIGH_HZ: f64 = 3_500.0;
/// How wide the flanks are, in Hz.
const FLANK_HZ: f64 = 160.0;
/// Level of speech on a line: −26 dB below full scale while somebody speaks, as ITU-T G.191 levels
/// speech for tests of codecs (there by the meter of P.56; here over the frames of `level.rs`).
const SPEECH_DB: f64 = -26.0;
/// Frames up to so many dB below the loud ones count as speech.
const BELOW_DB: f64 = 30.0;

/// A filter of linear phase.
pub(super) struct Filter {
    /// An odd number, symmetric.
    taps: Vec<f32>,
}

impl Filter {
    /// Passes what is between two frequencies (in Hz, where half the amplitude is left) with flanks
    /// this wide; from 0 on, it is a low-pass.
    pub(super) fn new(rate_hz: f64, low_hz: f64, high_hz: f64, flank_hz: f64) -> Self {
        // Kaiser's estimates of length and shape.
        let width = 2.0 * PI * flank_hz / rate_hz;
        let half = ((STOPBAND_DB - 7.95) / (2.285 * width) / 2.0).ceil();
        let beta = 0.1102 * (STOPBAND_DB - 8.7);
        let sinc = |hz: f64, x: f64| {
            let cutoff = 2.0 * hz / rate_hz;
            if x == 0.0 { cutoff } else { (PI * cutoff * x).sin() / (PI * x) }
        };
        #[allow(clippy::cast_possible_truncation)] // some hundred taps, as precise as samples
        let taps = (-(half as i32)..=half as i32)
            .map(|n| {
                let (x, r) = (f64::from(n), f64::from(n) / half);
                let window = bessel_i0(beta * (1.0 - r * r).max(0.0).sqrt()) / bessel_i0(beta);
                ((sinc(high_hz, x) - sinc(low_hz, x)) * window) as f32
            })
            .collect();
        Self { taps }
    }

    /// The filtered sound, in time with the input, every `step`th sample of it.
    pub(super) fn pass(&self, sound: &[f32], step: usize) -> Vec<f32> {
        let half = self.taps.len() / 2;
        let mut padded = vec![0.0; sound.len() + 2 * half];
        padded[half..half + sound.len()].copy_from_slice(sound);
        padded.windows(self.taps.len()).step_by(step).map(|part| dot(part, &self.taps)).collect()
    }
}

/// Σ aᵢ·bᵢ in eight partial sums, so that the order of the additions is fixed and the compiler can do
/// several at a time.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    for (x, y) in a.iter().zip(b) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f32>() + rest
}

/// The modified Bessel function of the first kind and order zero, by its series (Abramowitz &
/// Stegun 9.6.12).
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..64 {
        term *= quarter / f64::from(k * k);
        sum += term;
    }
    sum
}

/// Brings sound to 8 or 16 kHz, from a multiple of it; sound of a lower rate stays what it is.
pub(super) fn bring_to(to_hz: u32, sound: &[f32], rate_hz: u32) -> Vec<f32> {
    if rate_hz <= to_hz {
        return sound.to_vec();
    }
    // Passes 90 % of the new band, and is down at its end.
    let half_hz = f64::from(to_hz) / 2.0;
    let filter = Filter::new(f64::from(rate_hz), 0.0, 0.95 * half_hz, 0.1 * half_hz);
    filter.pass(sound, (rate_hz / to_hz) as usize)
}

/// The line, its filter made once.
pub(super) struct Line {
    band: Filter,
}

impl Line {
    pub(super) fn new() -> Self {
        Self { band: Filter::new(8_000.0, LOW_HZ, HIGH_HZ, FLANK_HZ) }
    }

    /// Sound at 8 kHz as the other side hears it.
    pub(super) fn carry(&self, sound: &[f32]) -> Vec<f32> {
        let mut carried = self.band.pass(sound, 1);
        if let Some(power) = level::active(&level::powers(&carried), BELOW_DB) {
            #[allow(clippy::cast_possible_truncation)] // a gain
            let gain = (10.0_f64.powf(SPEECH_DB / 10.0) / power).sqrt() as f32;
            for sample in &mut carried {
                *sample *= gain;
            }
        }
        for sample in &mut carried {
            *sample = g711::carry(*sample);
        }
        carried
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::cast_possible_truncation)] // samples
    fn tone(hz: f64, amplitude: f64, rate_hz: u32) -> Vec<f32> {
        (0..rate_hz)
            .map(|i| (amplitude * (2.0 * PI * hz * f64::from(i) / f64::from(rate_hz)).sin()) as f32)
            .collect()
    }

    fn level_db(sound: &[f32]) -> f64 {
        let middle = &sound[sound.len() / 4..3 * sound.len() / 4];
        let sum: f64 = middle.iter().map(|&sample| f64::from(sample).powi(2)).sum();
        10.0 * (sum / middle.len() as f64).max(1e-20).log10()
    }

    #[test]
    fn speech_passes_and_what_no_telephone_carries_does_not() {
        let line = Line::new();
        for rate_hz in [8_000, 16_000, 48_000] {
            let band = |hz: f64| {
                let sound = bring_to(8_000, &tone(hz, 0.1, rate_hz), rate_hz);
                level_db(&line.band.pass(&sound, 1)) - level_db(&tone(hz, 0.1, 8_000))
            };
            for hz in [400.0, 1_000.0, 3_400.0] {
                assert!(band(hz).abs() < 0.1, "{hz} Hz at {rate_hz}: {}", band(hz));
            }
            for hz in [50.0, 100.0, 3_900.0] {
                assert!(band(hz) < -50.0, "{hz} Hz at {rate_hz}: {}", band(hz));
            }
        }
        // Nothing folds back.
        let folded = bring_to(8_000, &tone(7_000.0, 0.5, 16_000), 16_000);
        assert!(level_db(&line.band.pass(&folded, 1)) < -60.0);
    }

    #[test]
    fn whatever_the_level_it_is_carried_at_that_of_a_call() {
        let line = Line::new();
        for amplitude in [0.003, 0.05, 1.0] {
            let carried = line.carry(&tone(1_000.0, amplitude, 8_000));
            assert_eq!(carried.len(), 8_000);
            assert!((level_db(&carried) + 26.0).abs() < 0.2, "{}", level_db(&carried));
        }
        assert!(line.carry(&[0.0; 800]).iter().all(|&sample| sample == 0.0));
        assert!(line.carry(&[]).is_empty());
    }

    #[test]
    fn it_stays_in_time() {
        let mut click = vec![0.0; 4_800];
        click[2_400] = 1.0;
        let at_8 = bring_to(8_000, &click, 48_000);
        let most = |sound: &[f32]| (0..sound.len()).max_by(|&a, &b| sound[a].total_cmp(&sound[b]));
        assert_eq!(most(&at_8), Some(400));
        assert_eq!(most(&Line::new().band.pass(&at_8, 1)), Some(400));
    }
}

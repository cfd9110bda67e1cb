//! From the line's rate to the ear's: everything is heard at 8 kHz, what a telephone carries, so that
//! a baseline taken in a browser holds on the phone.
//!
//! Decimation by linear-phase FIR filters (windowed sinc with a Kaiser window; Oppenheim & Schafer,
//! *Discrete-Time Signal Processing*, 3rd ed., §7.5.3). The filters' delay is taken out again.

use std::f64::consts::PI;

/// The rates that can be heard. Whoever reads another rate converts it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// 8,000 samples a second: the telephone.
    Hz8000,
    /// 16,000 samples a second: "wideband" calls and most recordings of speech.
    Hz16000,
    /// 48,000 samples a second: what browsers send.
    Hz48000,
}

impl Rate {
    /// Samples per second.
    pub const fn hz(self) -> u32 {
        match self {
            Self::Hz8000 => 8_000,
            Self::Hz16000 => 16_000,
            Self::Hz48000 => 48_000,
        }
    }

    /// The rate with so many samples per second, where it is one of these.
    pub const fn from_hz(hz: u32) -> Option<Self> {
        match hz {
            8_000 => Some(Self::Hz8000),
            16_000 => Some(Self::Hz16000),
            48_000 => Some(Self::Hz48000),
            _ => None,
        }
    }
}

/// Brings samples of one channel to 8 kHz, one at a time.
#[derive(Debug)]
pub(crate) struct Resampler {
    stages: Stages,
    /// Samples at 8 kHz still to be left out, so that time is what it was before the filters.
    delay: usize,
}

#[derive(Debug)]
enum Stages {
    None,
    Halve(Decimator),
    Sixth(Decimator, Decimator),
}

/// Attenuation of what would fold back, in dB.
const STOPBAND_DB: f64 = 70.0;

impl Resampler {
    pub(crate) fn new(rate: Rate) -> Self {
        // The last stage passes up to 3.6 kHz (a telephone passes 3.4) and stops from 4.0 kHz on.
        let halve = || Decimator::new(2, 16_000.0, 3_600.0, 4_000.0);
        match rate {
            Rate::Hz8000 => Self { stages: Stages::None, delay: 0 },
            Rate::Hz16000 => {
                let second = halve();
                let delay = second.delay() / 2;
                Self { stages: Stages::Halve(second), delay }
            }
            Rate::Hz48000 => {
                // What lies between 4 and 12 kHz is stopped by the second stage.
                let first = Decimator::new(3, 48_000.0, 4_000.0, 12_000.0);
                let second = halve();
                let at_16_khz = first.delay() / 3 + second.delay();
                let delay = at_16_khz / 2;
                Self { stages: Stages::Sixth(first, second), delay }
            }
        }
    }

    /// Whether the line already has the ear's rate.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self.stages, Stages::None)
    }

    /// Takes one sample at the line's rate; now and then gives one at 8 kHz.
    pub(crate) fn push(&mut self, sample: f32) -> Option<f32> {
        let out = match &mut self.stages {
            Stages::None => Some(sample),
            Stages::Halve(halve) => halve.push(sample),
            Stages::Sixth(third, halve) => third.push(sample).and_then(|s| halve.push(s)),
        }?;
        if self.delay > 0 {
            self.delay -= 1;
            return None;
        }
        Some(out)
    }

    /// How many samples of silence, at the line's rate, bring out what is still in the filters.
    pub(crate) fn tail(&self) -> usize {
        match &self.stages {
            Stages::None => 0,
            Stages::Halve(halve) => halve.delay(),
            Stages::Sixth(third, halve) => third.delay() + 3 * halve.delay(),
        }
    }
}

/// A low-pass filter of which only every `factor`th output is computed.
#[derive(Debug)]
struct Decimator {
    factor: usize,
    taps: Box<[f32]>,
    /// The last inputs twice over, so that any run of them is in one piece.
    history: Box<[f32]>,
    at: usize,
    phase: usize,
}

impl Decimator {
    fn new(factor: usize, rate_hz: f64, pass_hz: f64, stop_hz: f64) -> Self {
        // Kaiser's estimates of length and shape for a transition this narrow.
        let width = 2.0 * PI * (stop_hz - pass_hz) / rate_hz;
        let length = ((STOPBAND_DB - 7.95) / (2.285 * width)).ceil() as usize;
        // The delay is half the length; a multiple of the factor (and of the next stage's) keeps
        // output samples on input samples.
        let half = length.div_ceil(2).next_multiple_of(2 * factor);
        let beta = 0.1102 * (STOPBAND_DB - 8.7);
        let cutoff = (pass_hz + stop_hz) / rate_hz;
        let mut taps: Vec<f64> = (0..=2 * half)
            .map(|n| {
                let x = n as f64 - half as f64;
                let ideal = if x == 0.0 { cutoff } else { (PI * cutoff * x).sin() / (PI * x) };
                let r = x / half as f64;
                ideal * bessel_i0(beta * (1.0 - r * r).sqrt()) / bessel_i0(beta)
            })
            .collect();
        let sum: f64 = taps.iter().sum();
        for tap in &mut taps {
            *tap /= sum;
        }
        let taps: Box<[f32]> = taps.iter().map(|&tap| tap as f32).collect();
        let history = vec![0.0; 2 * taps.len()].into_boxed_slice();
        Self { factor, taps, history, at: 0, phase: 0 }
    }

    /// In samples of its input.
    fn delay(&self) -> usize {
        self.taps.len() / 2
    }

    fn push(&mut self, sample: f32) -> Option<f32> {
        let length = self.taps.len();
        self.history[self.at] = sample;
        self.history[self.at + length] = sample;
        // Not by a remainder: a division for each sample would cost more than the filter.
        self.at = if self.at + 1 == length { 0 } else { self.at + 1 };
        let due = self.phase == 0;
        self.phase = if self.phase + 1 == self.factor { 0 } else { self.phase + 1 };
        // The taps are symmetric: their order does not matter.
        due.then(|| crate::arithmetic::dot(&self.history[self.at..self.at + length], &self.taps))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn through(rate: Rate, hz: f64, seconds: f64) -> Vec<f32> {
        let mut resampler = Resampler::new(rate);
        let n = (seconds * f64::from(rate.hz())) as usize;
        let tone = (0..n).map(|i| (2.0 * PI * hz * i as f64 / f64::from(rate.hz())).sin() as f32);
        let tail = resampler.tail();
        tone.chain(std::iter::repeat_n(0.0, tail)).filter_map(|s| resampler.push(s)).collect()
    }

    #[test]
    fn a_tone_in_the_band_passes_in_time_and_in_level() {
        for rate in [Rate::Hz8000, Rate::Hz16000, Rate::Hz48000] {
            for hz in [100.0, 1_000.0, 3_400.0] {
                let out = through(rate, hz, 0.5);
                assert_eq!(out.len(), 4_000, "{rate:?}");
                for (i, &sample) in out.iter().enumerate().skip(200).take(3_500) {
                    let expected = (2.0 * PI * hz * i as f64 / 8_000.0).sin() as f32;
                    assert!((sample - expected).abs() < 2e-3, "{rate:?} {hz} Hz at {i}");
                }
            }
        }
    }

    #[test]
    fn what_would_fold_back_is_stopped() {
        for (rate, hz) in [
            (Rate::Hz16000, 4_100.0),
            (Rate::Hz16000, 7_000.0),
            (Rate::Hz48000, 4_100.0),
            (Rate::Hz48000, 13_000.0),
            (Rate::Hz48000, 20_000.0),
        ] {
            let out = through(rate, hz, 0.5);
            let peak = out.iter().skip(200).take(3_500).fold(0.0_f32, |a, s| a.max(s.abs()));
            assert!(peak < 1e-3, "{rate:?} {hz} Hz: {peak}");
        }
    }
}

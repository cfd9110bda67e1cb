//! Voice activity in noise: what the ear takes for speech, against what the clean clip's level says.
//!
//! Pink noise is put to each clip at 8 kHz, ten dB below its speech. A frame of 30 ms is speech where
//! the clean clip is within 30 dB of its loud frames (the 99th percentile); because that border is a
//! choice, it is told for 25 and 35 dB as well. The noise begins with the clip, so the ear has had
//! nothing to learn it from: the hardest case.

use std::collections::BTreeMap;
use std::f32::consts::TAU;

use realfft::{RealFftPlanner, num_complex::Complex};
use voice::Rate;

use super::clip::{self, Clip};
use super::index::Row;
use super::{chance, level};

/// Speech over noise, in dB.
pub const SNR_DB: f64 = 10.0;
/// Frames up to so many dB below the loud ones are speech, in dB; the noise is measured by the middle
/// one.
pub const BELOW_DB: [f64; 3] = [25.0, 30.0, 35.0];

/// How often the ear takes speech for speech, and other things for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Of one corpus; none for all together.
    pub corpus: Option<String>,
    /// Which frames are speech: those up to so many dB below the loud ones.
    pub below_db: f64,
    /// Frames of 10 ms with speech.
    pub speech_frames: u64,
    /// Frames without.
    pub other_frames: u64,
    /// Share of the frames with speech that are heard as speech.
    pub true_positive: f64,
    /// Share of the other frames that are heard as speech.
    pub false_positive: f64,
}

/// Frames of one clip, by threshold: speech, of these heard; others, of these heard.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts([[u64; 4]; BELOW_DB.len()]);

/// Hears a clip at 8 kHz in noise. None where it is silent.
pub(super) fn count(sound: &[f32], row: &Row, seed: u64) -> Option<Counts> {
    let powers = level::powers(sound);
    let speech_power = level::active(&powers, BELOW_DB[1])?;
    let mut thresholds = [0.0; BELOW_DB.len()];
    for (threshold, below_db) in thresholds.iter_mut().zip(BELOW_DB) {
        *threshold = level::threshold(&powers, below_db)?;
    }
    let mut noisy = pink(sound.len(), &mut chance::generator(seed, &[&row.corpus, &row.file], 0));
    #[allow(clippy::cast_possible_truncation)] // a gain
    let gain = (speech_power * 10.0_f64.powf(-SNR_DB / 10.0)).sqrt() as f32;
    noisy.iter_mut().zip(sound).for_each(|(noise, sample)| *noise = *noise * gain + sample);
    let mut counts = Counts::default();
    let mut truth = powers.iter();
    clip::frames(&noisy, Rate::Hz8000, |frame| {
        let Some(&power) = truth.next() else { return };
        for (counts, threshold) in counts.0.iter_mut().zip(thresholds) {
            let kind = if power > threshold { 0 } else { 2 };
            counts[kind] += 1;
            counts[kind + 1] += u64::from(frame.speech);
        }
    });
    Some(counts)
}

/// Pink noise of power 1 at 8 kHz: every frequency from 20 Hz on with the amplitude 1/√f and a phase
/// by chance.
fn pink(length: usize, rng: &mut fastrand::Rng) -> Vec<f32> {
    let size = length.next_power_of_two().max(2);
    let inverse = RealFftPlanner::<f32>::new().plan_fft_inverse(size);
    let mut spectrum = inverse.make_input_vec();
    let per_hz = size as f32 / 8_000.0;
    let last = spectrum.len() - 1;
    for (bin, value) in spectrum.iter_mut().enumerate() {
        let amplitude = if bin as f32 >= 20.0 * per_hz && bin < last {
            (bin as f32).sqrt().recip()
        } else {
            0.0
        };
        *value = Complex::from_polar(amplitude, TAU * rng.f32());
    }
    let mut noise = inverse.make_output_vec();
    // Fails only where a length does not fit, and these were made to.
    if inverse.process(&mut spectrum, &mut noise).is_err() {
        noise.fill(0.0);
    }
    noise.truncate(length);
    let power: f64 = noise.iter().map(|&sample| f64::from(sample).powi(2)).sum();
    #[allow(clippy::cast_possible_truncation)] // a gain
    let gain = (length as f64 / power.max(1e-12)).sqrt() as f32;
    for sample in &mut noise {
        *sample *= gain;
    }
    noise
}

/// Over all clips, then by corpus.
pub(super) fn summary(clips: &[Clip<'_>]) -> Vec<Activity> {
    let mut sums: BTreeMap<Option<&str>, Counts> = BTreeMap::new();
    for (row, heard) in clips {
        let Some(counts) = heard.activity else { continue };
        for corpus in [None, Some(row.corpus.as_str())] {
            let sum = sums.entry(corpus).or_default();
            sum.0.iter_mut().flatten().zip(counts.0.iter().flatten()).for_each(|(a, b)| *a += b);
        }
    }
    let share = |part: u64, of: u64| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    sums.into_iter()
        .flat_map(|(corpus, counts)| {
            counts.0.into_iter().zip(BELOW_DB).map(move |(counts, below_db)| {
                let [speech, speech_heard, other, other_heard] = counts;
                Activity {
                    corpus: corpus.map(str::to_owned),
                    below_db,
                    speech_frames: speech,
                    other_frames: other,
                    true_positive: share(speech_heard, speech),
                    false_positive: share(other_heard, other),
                }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pink_noise_falls_by_three_decibels_an_octave() {
        let noise = pink(60_000, &mut fastrand::Rng::with_seed(5));
        assert_eq!(noise.len(), 60_000);
        let power: f32 = noise.iter().map(|sample| sample * sample).sum::<f32>() / 60_000.0;
        assert!((power - 1.0).abs() < 1e-3);
        // Equal power in each octave, by the spectrum of what is heard.
        let forward = RealFftPlanner::<f32>::new().plan_fft_forward(60_000);
        let mut spectrum = forward.make_output_vec();
        forward.process(&mut noise.clone(), &mut spectrum).unwrap();
        let octave_db = |from_hz: usize| {
            let bin = |hz: usize| hz * 60_000 / 8_000;
            let sum: f32 =
                spectrum[bin(from_hz)..bin(2 * from_hz)].iter().map(Complex::norm_sqr).sum();
            10.0 * sum.log10()
        };
        for from_hz in [100, 200, 400, 800, 1_600] {
            let difference = octave_db(from_hz) - octave_db(50);
            assert!(difference.abs() < 1.0, "{from_hz} Hz: {difference} dB");
        }
    }

    #[test]
    fn noise_is_the_same_every_time_and_no_shorter_than_what_it_is_for() {
        let noise = |number| pink(100, &mut chance::generator(1, &["corpus", "file"], number));
        assert_eq!(noise(0), noise(0));
        assert_ne!(noise(0), noise(1));
        for length in [0, 1, 2, 3] {
            assert_eq!(pink(length, &mut fastrand::Rng::with_seed(1)).len(), length);
        }
    }
}

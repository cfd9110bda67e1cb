//! Calls that were never made: voices from pulses and resonators, each side with known turns.

use std::{f64::consts::TAU, fs, path::Path};

/// Samples a second.
pub const RATE_HZ: u32 = 8_000;

/// One side of a call: sound from −1 to 1.
#[derive(Clone)]
pub struct Side(pub Vec<f32>);

impl Side {
    /// Silence, but for the faint noise of a line.
    pub fn new(length_s: f64) -> Self {
        let mut state = 0x1234_5678_u32;
        let noise = (0..samples(length_s)).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (f64::from(state) / f64::from(u32::MAX) - 0.5) as f32 * 2e-3
        });
        Self(noise.collect())
    }

    /// Somebody speaks from one second to another: a pulse train at about `pitch_hz` that wanders as
    /// pitch does, four syllables a second, through the resonances of two vowels.
    pub fn speaks(mut self, from_s: f64, to_s: f64, pitch_hz: f64) -> Self {
        let (from, to) = (samples(from_s), samples(to_s));
        let mut resonators = [[0.0_f64; 2]; 3];
        let mut phase = 0.0;
        for at in from..to.min(self.0.len()) {
            let time = (at - from) as f64 / f64::from(RATE_HZ);
            // It falls over a phrase, and begins anew.
            let fall = 1.15 - 0.2 * (time % 1.7) / 1.7;
            let moved = fall + 0.05 * (TAU * 1.9 * time).sin();
            phase += pitch_hz * moved / f64::from(RATE_HZ);
            let mut sound = 0.0;
            if phase >= 1.0 {
                phase -= 1.0;
                sound = 1.0;
            }
            let vowel = 0.5 + 0.5 * (TAU * 2.0 * time).sin();
            let formants = [500.0 + 250.0 * vowel, 1_900.0 - 700.0 * vowel, 2_700.0];
            for (memory, hz) in resonators.iter_mut().zip(formants) {
                let radius = (-std::f64::consts::PI * 80.0 / f64::from(RATE_HZ)).exp();
                let turn = 2.0 * radius * (TAU * hz / f64::from(RATE_HZ)).cos();
                let now = (1.0 - radius) * sound + turn * memory[0] - radius * radius * memory[1];
                *memory = [now, memory[0]];
                sound = now;
            }
            let pace = 1.9 + 0.2 * time.sin();
            let syllable = 0.02 + 0.98 * (TAU * pace * time).sin().powi(2);
            self.0[at] += (sound * syllable * 4_000.0).clamp(-0.6, 0.6) as f32;
        }
        self
    }

    /// A steady chord, as while somebody holds the line.
    pub fn music(mut self, from_s: f64, to_s: f64) -> Self {
        for at in samples(from_s)..samples(to_s).min(self.0.len()) {
            let time = at as f64 / f64::from(RATE_HZ);
            let tones = [262.0, 330.0, 392.0, 523.0].map(|hz| (TAU * hz * time).sin());
            self.0[at] += (0.08 * tones.iter().sum::<f64>()) as f32;
        }
        self
    }
}

fn samples(seconds: f64) -> usize {
    (seconds * f64::from(RATE_HZ)) as usize
}

/// 16-bit samples, interleaved.
pub fn pcm(channels: &[&Side]) -> Vec<u8> {
    let length = channels.iter().map(|side| side.0.len()).max().unwrap();
    let sample = |side: &Side, at: usize| (side.0.get(at).unwrap_or(&0.0) * 32_767.0) as i16;
    (0..length)
        .flat_map(|at| channels.iter().flat_map(move |side| sample(side, at).to_le_bytes()))
        .collect()
}

fn riff(format: u16, bits: u16, channels: u16, data: &[u8]) -> Vec<u8> {
    let block = channels * bits / 8;
    let size = u32::try_from(data.len()).unwrap();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + size).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0");
    file.extend(format.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(RATE_HZ.to_le_bytes());
    file.extend((RATE_HZ * u32::from(block)).to_le_bytes());
    file.extend(block.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend(size.to_le_bytes());
    file.extend(data);
    file
}

/// Writes a WAV file of 16 bits.
pub fn wav(path: &Path, channels: &[&Side]) {
    let count = u16::try_from(channels.len()).unwrap();
    fs::write(path, riff(1, 16, count, &pcm(channels))).unwrap();
}

/// Writes a WAV file of floats, in which every thousandth sample is not a number.
pub fn broken_wav(path: &Path, side: &Side) {
    let data: Vec<u8> = side
        .0
        .iter()
        .enumerate()
        .flat_map(|(at, sample)| if at % 1_000 == 0 { f32::NAN } else { *sample }.to_le_bytes())
        .collect();
    fs::write(path, riff(3, 32, 1, &data)).unwrap();
}

//! What one short-time spectrum says: level, balance and shape, all of it arithmetic on one FFT.
//!
//! The window is the one of the pitch tracker (Hann, 40 ms), so that both share their first FFT.
//! Names and definitions follow the Geneva minimalistic set (Eyben et al. 2016, *IEEE Transactions
//! on Affective Computing* 7(2), 190–202); where a definition reaches beyond what a telephone
//! carries (300–3400 Hz), its edges are moved to the telephone's, as each field says.

use std::sync::LazyLock;

use crate::arithmetic::{decibels, dot, sum};

/// How many mel bands there are.
pub const BANDS: usize = 20;

/// Length of the FFT, in samples at 8 kHz.
pub(crate) const FFT: usize = 512;
/// Bins from 0 to 4 kHz, both included.
pub(crate) const BINS: usize = FFT / 2 + 1;
/// Hertz from one bin to the next.
const BIN_HZ: f32 = 8_000.0 / FFT as f32;

/// Where the mel bands lie: within what a telephone carries.
const BANDS_FROM_HZ: f32 = 280.0;
const BANDS_TO_HZ: f32 = 3_500.0;

/// The balance of one spectrum. All in decibels, and all unchanged when the line is louder.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Balance {
    /// Alpha ratio: power in 300–1000 Hz over power in 1000–3400 Hz, in dB. Lower means more
    /// effort. (eGeMAPS: 50–1000 over 1000–5000 Hz.)
    pub alpha_ratio_db: f32,
    /// Hammarberg index: the strongest bin in 300–2000 Hz over the strongest in 2000–3400 Hz, in
    /// dB. (Hammarberg et al. 1980, *Acta Oto-Laryngologica* 90; there 0–2000 over 2000–5000 Hz.)
    pub hammarberg_db: f32,
    /// Slope of the spectrum in dB against frequency by least squares in 300–1000 Hz, in dB per
    /// kHz. (eGeMAPS: 0–500 Hz.)
    pub slope_low_db_per_khz: f32,
    /// The same in 1000–3400 Hz. (eGeMAPS: 500–1500 Hz.)
    pub slope_high_db_per_khz: f32,
    /// Centre of gravity of the power spectrum in 300–3400 Hz, in Hz.
    pub centroid_hz: f32,
    /// Power in 700–3400 Hz over all of 300–3400 Hz, in dB: where spread lips add (Arias et al.
    /// 2018, *IEEE Transactions on Affective Computing*, "Realistic transformation of facial and
    /// vocal smiles in real-time audiovisual streams").
    pub upper_share_db: f32,
}

/// For each mel band: its first bin, and its triangle from there on. The same for every ear.
pub(crate) static TRIANGLES: LazyLock<[(usize, Vec<f32>); BANDS]> = LazyLock::new(triangles);

/// The bin nearest to a frequency.
const fn bin(hz: u32) -> usize {
    ((hz * FFT as u32 + 4_000) / 8_000) as usize
}

/// The mel scale (O'Shaughnessy 1987, *Speech Communication*, 150).
fn mel(hz: f32) -> f32 {
    2_595.0 * (1.0 + hz / 700.0).log10()
}

/// The frequency of a mel value.
fn hertz(mel: f32) -> f32 {
    700.0 * (10.0_f32.powf(mel / 2_595.0) - 1.0)
}

fn triangles() -> [(usize, Vec<f32>); BANDS] {
    let (from, to) = (mel(BANDS_FROM_HZ), mel(BANDS_TO_HZ));
    let edge = |i: usize| hertz(from + (to - from) * i as f32 / (BANDS + 1) as f32) / BIN_HZ;
    std::array::from_fn(|b| {
        let (low, centre, high) = (edge(b), edge(b + 1), edge(b + 2));
        let first = low.ceil() as usize;
        let weights = (first..=high.floor() as usize)
            .map(|k| {
                let k = k as f32;
                if k < centre { (k - low) / (centre - low) } else { (high - k) / (high - centre) }
            })
            .collect();
        (first, weights)
    })
}

/// Power in each mel band.
pub(crate) fn bands(power: &[f32; BINS]) -> [f32; BANDS] {
    let triangles = &*TRIANGLES;
    std::array::from_fn(|b| dot(&power[triangles[b].0..], &triangles[b].1))
}

/// Bands in dB, each relative to the mean of all: what is left when the level is taken away.
pub(crate) fn level_free(bands: &[f32; BANDS]) -> [f32; BANDS] {
    let mut db = bands.map(decibels);
    let mean = sum(&db) / BANDS as f32;
    for band in &mut db {
        *band -= mean;
    }
    db
}

impl Balance {
    /// Of a power spectrum.
    pub(crate) fn of(power: &[f32; BINS]) -> Self {
        const LOW: usize = bin(300);
        const ARIAS: usize = bin(700);
        const MIDDLE: usize = bin(1_000);
        const UPPER: usize = bin(2_000);
        const HIGH: usize = bin(3_400);
        let below = sum(&power[LOW..MIDDLE]);
        let above = sum(&power[MIDDLE..=HIGH]);
        let strongest = |range: &[f32]| range.iter().fold(0.0_f32, |a, &p| a.max(p));
        // Bins counted from the first one.
        let moment = dot(&power[LOW..=HIGH], &RAMP) + LOW as f32 * (below + above);
        let all = (below + above).max(1e-20);
        Self {
            alpha_ratio_db: decibels(below) - decibels(above),
            hammarberg_db: decibels(strongest(&power[LOW..UPPER]))
                - decibels(strongest(&power[UPPER..=HIGH])),
            slope_low_db_per_khz: slope(&power[LOW..=MIDDLE]),
            slope_high_db_per_khz: slope(&power[MIDDLE..=HIGH]),
            centroid_hz: moment / all * BIN_HZ,
            upper_share_db: decibels(sum(&power[ARIAS..=HIGH])) - decibels(all),
        }
    }
}

/// 0, 1, 2 …
const RAMP: [f32; BINS] = {
    let mut ramp = [0.0; BINS];
    let mut k = 0;
    while k < BINS {
        ramp[k] = k as f32;
        k += 1;
    }
    ramp
};

/// The line of least squares through the bins' decibels, in dB per kHz.
fn slope(power: &[f32]) -> f32 {
    let mut db = [0.0; BINS];
    for (db, &power) in db.iter_mut().zip(power) {
        *db = decibels(power);
    }
    let db = &db[..power.len()];
    let n = power.len() as f32;
    let covariance = dot(db, &RAMP) - (n - 1.0) / 2.0 * sum(db);
    // Σ(k − mean)² = n(n² − 1)/12.
    let variance = n * (n * n - 1.0) / 12.0;
    covariance / variance / BIN_HZ * 1_000.0
}

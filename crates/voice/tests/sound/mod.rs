//! Sounds whose every property is known.

use std::f64::consts::PI;
use voice::Rate;

/// A vowel: pulses through three resonances.
pub struct Vowel {
    /// Pitch at its beginning and its end, in Hz.
    pub from_hz: f32,
    /// See `from_hz`.
    pub to_hz: f32,
    /// F1 to F3 in Hz.
    pub formants: [f32; 3],
    /// Its length.
    pub seconds: f32,
}

/// A train of pulses, band-limited: all harmonics up to 3.6 kHz, equally strong.
pub fn pulses(rate: Rate, hz: f32, seconds: f32) -> Vec<f32> {
    let harmonics = (3_600.0 / hz) as u32;
    (0..(seconds * rate.hz() as f32) as usize)
        .map(|i| {
            let t = i as f64 / f64::from(rate.hz());
            let sum: f64 =
                (1..=harmonics).map(|k| (2.0 * PI * f64::from(k) * f64::from(hz) * t).cos()).sum();
            (0.5 * sum / f64::from(harmonics)) as f32
        })
        .collect()
}

/// Klatt (1980), "Software for a cascade/parallel formant synthesizer", *JASA* 67(3): harmonics that
/// fall by 6 dB an octave (a glottal pulse and the radiation of the lips together), through resonators in
/// cascade. Made in the frequency domain, so that it is the same at every rate.
pub fn vowel(rate: Rate, shape: &Vowel) -> Vec<f32> {
    let n = (shape.seconds * rate.hz() as f32) as usize;
    // A fourth formant, as a vocal tract has one.
    let resonances = [
        (shape.formants[0], 60.0),
        (shape.formants[1], 80.0),
        (shape.formants[2], 120.0),
        (3_500.0, 180.0),
    ];
    let gain = |hz: f64| -> (f64, f64) {
        // |H| and arg H of the cascade, each resonator of the second order with gain 1 at 0 Hz.
        let (mut size, mut phase) = (1.0, 0.0);
        for (centre, width) in resonances {
            let (w0, half) = (2.0 * PI * f64::from(centre), PI * width);
            let w = 2.0 * PI * hz;
            // H = (w0² + half²) / ((half + jw)² + w0²)
            let (re, im) = (half * half + w0 * w0 - w * w, 2.0 * half * w);
            size *= (w0 * w0 + half * half) / re.hypot(im);
            phase -= im.atan2(re);
        }
        (size, phase)
    };
    let mut phase = 0.0_f64;
    let mut sound: Vec<f32> = (0..n)
        .map(|i| {
            let place = i as f64 / n as f64;
            let hz = f64::from(shape.from_hz)
                + (f64::from(shape.to_hz) - f64::from(shape.from_hz)) * place;
            phase += 2.0 * PI * hz / f64::from(rate.hz());
            let mut sum = 0.0;
            let mut k = 1.0;
            while k * hz < 3_900.0 {
                let (size, turn) = gain(k * hz);
                sum += size / k * (k * phase + turn).cos();
                k += 1.0;
            }
            // Ten milliseconds to come and to go.
            let edge = 0.01 * f64::from(rate.hz());
            let fade = (i as f64 / edge).min((n - i) as f64 / edge).min(1.0);
            (sum * fade) as f32
        })
        .collect();
    let peak = sound.iter().fold(1e-9_f32, |most, s| most.max(s.abs()));
    for sample in &mut sound {
        *sample *= 0.3 / peak;
    }
    sound
}

/// The same, louder or softer by so many dB.
pub fn at_gain(sound: &[f32], db: f32) -> Vec<f32> {
    let gain = 10.0_f32.powf(db / 20.0);
    sound.iter().map(|sample| sample * gain).collect()
}

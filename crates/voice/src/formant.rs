//! Formants by linear prediction.
//!
//! The method and the settings of Praat's "To Formant (burg)" for sound at 8 kHz: pre-emphasis from
//! 50 Hz, a Gaussian window of 50 ms (25 ms effective), Burg's recursion (Burg 1975; Press et al.,
//! *Numerical Recipes*, §13.6; Childers 1978) with two coefficients for each of four formants below
//! 4 kHz, and the roots of the polynomial. The roots are found all at once by Aberth's iteration
//! (Aberth 1973, *Mathematics of Computation* 27, 339–344) in pairs, because they are conjugate.

use std::sync::LazyLock;

use rustfft::num_complex::Complex;

use crate::arithmetic::dot;

/// Samples at 8 kHz that are looked at: 50 ms.
pub(crate) const WINDOW: usize = 400;
/// How many resonances are below 4 kHz (a vocal tract of 17.5 cm has one per kilohertz).
const RESONANCES: usize = 4;
const ORDER: usize = 2 * RESONANCES;
/// Praat leaves out roots nearer than this to 0 and to the ceiling, in Hz.
const EDGE_HZ: f64 = 50.0;
const CEILING_HZ: f64 = 4_000.0;
/// Pre-emphasis from 50 Hz takes this share of each sample from the next: e^(−2π·50/8000).
const EMPHASIS: f32 = 0.961_491_16;

/// The first three formants, in Hz.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Formants {
    /// Frequencies of F1, F2 and F3 in Hz.
    pub hz: [f32; 3],
    /// Their bandwidths in Hz; a wide one (above 400 Hz) is an unsure one.
    pub bandwidth_hz: [f32; 3],
}

/// Praat's Gaussian: e⁻¹² at the ends, shifted to be zero there.
pub(crate) static GAUSSIAN: LazyLock<[f32; WINDOW]> = LazyLock::new(|| {
    let edge = (-12.0_f64).exp();
    let middle = f64::midpoint(WINDOW as f64, 1.0);
    std::array::from_fn(|i| {
        let x = (i as f64 + 1.0 - middle) / (WINDOW as f64 + 1.0);
        (((-48.0 * x * x).exp() - edge) / (1.0 - edge)) as f32
    })
});

/// The room for Burg's recursion.
#[derive(Debug)]
pub(crate) struct Tract {
    forward: Box<[f32; WINDOW]>,
    backward: Box<[f32; WINDOW]>,
    /// Where the roots of the last window were: those of the next are near.
    roots: Roots,
}

/// The roots of a polynomial with real coefficients: in conjugate pairs, or some of them real.
#[derive(Debug, Clone, Copy)]
enum Roots {
    /// One of each pair, in the upper half.
    Pairs([Complex<f64>; RESONANCES]),
    /// All, from the top of the upper half down.
    Single([Complex<f64>; ORDER]),
}

impl Roots {
    /// Those of the upper half: one of each pair, or of two real ones the first.
    fn upper(&self) -> &[Complex<f64>] {
        match self {
            Self::Pairs(roots) => roots,
            Self::Single(roots) => &roots[..RESONANCES],
        }
    }
}

impl Tract {
    pub(crate) fn new() -> Self {
        Self {
            forward: Box::new([0.0; WINDOW]),
            backward: Box::new([0.0; WINDOW]),
            roots: Roots::Pairs(scattered()),
        }
    }

    /// The formants of [`WINDOW`] samples, with one more before them for the pre-emphasis.
    pub(crate) fn resonate(&mut self, samples: &[f32]) -> Option<Formants> {
        let pairs = samples[1..].iter().zip(samples);
        for ((out, w), (here, before)) in self.forward.iter_mut().zip(GAUSSIAN.iter()).zip(pairs) {
            *out = (here - EMPHASIS * before) * w;
        }
        let coefficients = self.burg()?;
        let roots = roots(&coefficients, self.roots)?;
        self.roots = roots;
        let mut found = [(0.0, 0.0); RESONANCES];
        let mut count = 0;
        for &root in roots.upper() {
            let mut root = root;
            // A root outside the circle stands for the one inside with the same angle.
            if root.norm_sqr() > 1.0 {
                root = root.conj().inv();
            }
            let hz = root.arg().abs() * CEILING_HZ / std::f64::consts::PI;
            let bandwidth = -root.norm_sqr().ln() * CEILING_HZ / std::f64::consts::PI;
            if hz > EDGE_HZ && hz < CEILING_HZ - EDGE_HZ {
                found[count] = (hz, bandwidth);
                count += 1;
            }
        }
        if count < 3 {
            return None;
        }
        found[..count].sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(Formants {
            hz: std::array::from_fn(|i| found[i].0 as f32),
            bandwidth_hz: std::array::from_fn(|i| found[i].1 as f32),
        })
    }

    /// Burg's recursion: the coefficients a₁…aₚ of `x[n] ≈ Σ aₖ·x[n−k]`. `None` for silence.
    fn burg(&mut self) -> Option<[f64; ORDER]> {
        self.backward.copy_from_slice(self.forward.as_slice());
        let mut coefficients = [0.0_f64; ORDER];
        // Σ f² + b² of the samples that meet; carried from order to order as in Andersen (1978),
        // *Proceedings of the IEEE* 66(11), 1581–1582.
        let all = f64::from(dot(self.forward.as_slice(), self.forward.as_slice()));
        let ends = square(self.forward[0]) + square(self.backward[WINDOW - 1]);
        let mut energy = 2.0 * all - ends;
        for order in 0..ORDER {
            // Forward errors from `order + 1` on meet backward errors one step earlier.
            let length = WINDOW - order - 1;
            let (f, b) = (&mut self.forward[order + 1..], &mut self.backward[..length]);
            if energy <= 0.0 || !energy.is_finite() {
                return None;
            }
            let k = 2.0 * f64::from(dot(f, b)) / energy;
            let reflection = k as f32;
            for (f, b) in f.iter_mut().zip(b.iter_mut()) {
                let (forward, backward) = (*f, *b);
                *f = forward - reflection * backward;
                *b = backward - reflection * forward;
            }
            energy = (1.0 - k * k) * energy - square(f[0]) - square(b[length - 1]);
            let before = coefficients;
            for i in 0..order {
                coefficients[i] = before[i] - k * before[order - 1 - i];
            }
            coefficients[order] = k;
        }
        Some(coefficients)
    }
}

fn square(x: f32) -> f64 {
    f64::from(x) * f64::from(x)
}

/// The roots of zᵖ − a₁zᵖ⁻¹ − … − aₚ, looked for where those of the last window were.
///
/// Real roots come in no pair; where there are some, all are looked for one by one. (They lie at 0 Hz or
/// at the ceiling and are left out by whoever asks.)
fn roots(a: &[f64; ORDER], near: Roots) -> Option<Roots> {
    let all = match near {
        Roots::Pairs(near) => {
            // The product of all pairs is positive.
            if a[ORDER - 1] < 0.0
                && let Some(roots) = pairs(a, near)
            {
                return Some(Roots::Pairs(roots));
            }
            std::array::from_fn(|i| {
                let angle = std::f64::consts::TAU * (i as f64 + 0.35) / ORDER as f64;
                Complex::from_polar(0.9, angle)
            })
        }
        // Two that are real may part from the axis in opposite directions.
        Roots::Single(near) => std::array::from_fn(|i| {
            let nudge = if i % 2 == 0 { 1e-3 } else { -1e-3 };
            if near[i].im.abs() < REAL { near[i] + Complex::new(0.0, nudge) } else { near[i] }
        }),
    };
    let all = single(a, all)?;
    if all.iter().any(|root| root.im.abs() < REAL) {
        return Some(Roots::Single(all));
    }
    Some(Roots::Pairs(std::array::from_fn(|i| all[i])))
}

/// A root nearer than this to the real axis is on it: 10⁻⁵ is a hundredth of a hertz.
const REAL: f64 = 1e-5;

/// One root of each pair. `None` where they do not settle: some are real.
fn pairs(a: &[f64; ORDER], near: [Complex<f64>; RESONANCES]) -> Option<[Complex<f64>; RESONANCES]> {
    const ROUNDS_MAX: usize = 14;
    // Two that fell together, or onto the real axis, would stay there.
    let apart = near
        .iter()
        .enumerate()
        .all(|(i, z)| z.im > 1e-3 && near[..i].iter().all(|other| (z - other).norm_sqr() > 1e-6));
    let mut z = if apart { near } else { scattered() };
    for _round in 0..ROUNDS_MAX {
        let mut moved = 0.0_f64;
        for i in 0..RESONANCES {
            let here = z[i];
            // The product of the distances from all others, and its derivative, pair by pair.
            let mut others = Complex::new(0.0, 2.0 * here.im);
            let mut slope = Complex::new(1.0, 0.0);
            let squared = here * here;
            for (_, other) in z.iter().enumerate().filter(|(j, _)| *j != i) {
                let pair = squared - here * (2.0 * other.re) + other.norm_sqr();
                slope = slope * pair + others * (2.0 * (here - other.re));
                others *= pair;
            }
            let (value, derivative) = polynomial(a, here);
            // Newton's step, bent away from the others: v/d ÷ (1 − v/d·s/o), with one division.
            let step = value * others / (derivative * others - value * slope);
            z[i] = here - step;
            moved = moved.max(step.norm_sqr());
        }
        if moved < SETTLED {
            return Some(z);
        }
    }
    None
}

/// Starting points in the upper half, off the real axis and evenly about.
fn scattered() -> [Complex<f64>; RESONANCES] {
    std::array::from_fn(|i| {
        let angle = std::f64::consts::PI * (i as f64 + 0.5) / RESONANCES as f64;
        Complex::from_polar(0.9, angle)
    })
}

/// Squared length of the last step. Each makes the error about the cube of what it was (Aberth 1973):
/// after one of 3·10⁻⁴ it is far below 10⁻⁵, a hundredth of a hertz.
const SETTLED: f64 = 1e-7;

/// Value and derivative of zᵖ − a₁zᵖ⁻¹ − … − aₚ, in real numbers as far as they go: by division by
/// (z − here)(z − conjugate of here), twice (Knuth, *The Art of Computer Programming* 2, §4.6.4).
fn polynomial(a: &[f64; ORDER], here: Complex<f64>) -> (Complex<f64>, Complex<f64>) {
    let (sum, product) = (2.0 * here.re, here.norm_sqr());
    // The newest two coefficients of the quotient, and of its own quotient.
    let (mut before, mut last) = (0.0, 1.0);
    let (mut inner_before, mut inner_last) = (0.0, 0.0);
    for &coefficient in a {
        (inner_before, inner_last) =
            (inner_last, before + sum * inner_last - product * inner_before);
        (before, last) = (last, -coefficient + sum * last - product * before);
    }
    let conjugate = here.conj();
    let quotient = Complex::from(inner_last) - conjugate * inner_before;
    let derivative = Complex::new(0.0, 2.0 * here.im) * quotient + before;
    (Complex::from(last) - conjugate * before, derivative)
}

/// All roots one by one, real or not, by the same iteration; from the top of the upper half down.
fn single(a: &[f64; ORDER], near: [Complex<f64>; ORDER]) -> Option<[Complex<f64>; ORDER]> {
    const ROUNDS_MAX: usize = 60;
    let mut z = near;
    for _ in 0..ROUNDS_MAX {
        let mut moved = 0.0_f64;
        for i in 0..ORDER {
            let here = z[i];
            // The product of the distances from all others, and its derivative.
            let mut others = Complex::new(1.0, 0.0);
            let mut slope = Complex::new(0.0, 0.0);
            for (_, other) in z.iter().enumerate().filter(|(j, _)| *j != i) {
                let distance = here - other;
                slope = slope * distance + others;
                others *= distance;
            }
            let (value, derivative) = polynomial(a, here);
            let step = value * others / (derivative * others - value * slope);
            z[i] = here - step;
            moved = moved.max(step.norm_sqr());
        }
        if !moved.is_finite() {
            return None;
        }
        if moved < SETTLED {
            break;
        }
    }
    z.sort_by(|a, b| b.im.total_cmp(&a.im));
    Some(z)
}

//! Sums that the compiler can do several at a time: eight partial sums, so that the order of the
//! additions is fixed and the result the same everywhere.

const LANES: usize = 8;

/// Σ aᵢ·bᵢ, over the shorter of the two.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (a, b) = (&a[..a.len().min(b.len())], &b[..a.len().min(b.len())]);
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    for (x, y) in a.iter().zip(b) {
        for lane in 0..LANES {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f32>() + rest
}

/// Σ aᵢ.
pub(crate) fn sum(a: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (chunks, rest) = a.as_chunks::<LANES>();
    for x in chunks {
        for lane in 0..LANES {
            lanes[lane] += x[lane];
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().sum::<f32>()
}

/// The largest |aᵢ − offset|.
pub(crate) fn peak(a: &[f32], offset: f32) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (chunks, rest) = a.as_chunks::<LANES>();
    // A plain comparison, because `f32::max` also looks for NaN, which cannot come here.
    let larger = |most: f32, sample: f32| {
        let size = (sample - offset).abs();
        if size > most { size } else { most }
    };
    for x in chunks {
        for lane in 0..LANES {
            lanes[lane] = larger(lanes[lane], x[lane]);
        }
    }
    let most = rest.iter().fold(0.0, |most, &sample| larger(most, sample));
    lanes.iter().fold(most, |most, &lane| if lane > most { lane } else { most })
}

/// log₂ of a positive, normal number, to 10⁻⁷: the same bits on every machine, and several at a time.
///
/// The number is split into 2ᵉ·m with m between √½ and √2 (as in FreeBSD's `e_logf.c`); then
/// ln m = 2·artanh((m − 1)/(m + 1)) by its series.
pub(crate) fn log2(x: f32) -> f32 {
    const SQRT_HALF: u32 = 0x3f35_04f3;
    const TWO_OVER_LN_2: f32 = 2.885_39;
    let shifted = x.to_bits().wrapping_sub(SQRT_HALF);
    let exponent = (shifted.cast_signed() >> 23) as f32;
    let m = f32::from_bits((shifted & 0x007f_ffff) + SQRT_HALF);
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    exponent + TWO_OVER_LN_2 * s * (1.0 + z * (1.0 / 3.0 + z * (1.0 / 5.0 + z * (1.0 / 7.0))))
}

/// The natural logarithm, likewise.
pub(crate) fn ln(x: f32) -> f32 {
    std::f32::consts::LN_2 * log2(x)
}

/// 10·log₁₀(2): decibels for each doubling of power.
const DB_PER_OCTAVE: f32 = 3.010_3;

/// Power as decibels: 10·log₁₀, with a floor that stands for nothing at all.
pub(crate) fn decibels(power: f32) -> f32 {
    const NOTHING: f32 = 1e-14;
    DB_PER_OCTAVE * log2(if power > NOTHING { power } else { NOTHING })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "sums of whole numbers are exact")]

    use super::*;

    #[test]
    fn logarithms_are_logarithms() {
        for i in 0..200_000 {
            let x = f32::from_bits(0x0080_0000 + i * 10_650);
            if !x.is_normal() {
                continue;
            }
            let exact = f64::from(x).log2();
            let error = (f64::from(log2(x)) - exact).abs();
            assert!(error < 2e-7 * exact.abs().max(1.0), "log2({x}) is off by {error}");
        }
        assert_eq!(decibels(0.0), decibels(1e-20));
    }

    #[test]
    fn sums_are_sums() {
        let a: Vec<f32> = (0..37).map(|i| i as f32).collect();
        assert_eq!(sum(&a), 666.0);
        assert_eq!(dot(&a, &a), 16_206.0);
        assert_eq!(peak(&a, 30.0), 30.0);
    }
}

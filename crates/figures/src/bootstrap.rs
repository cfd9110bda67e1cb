//! Intervals by the bootstrap over what was drawn from a population: speakers, not clips; dialogues, not
//! turns
//! (Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, ch. 13, the percentile interval).

use fastrand::Rng;

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The ends of the interval; none where there is but one speaker.
    pub interval: Option<(f64, f64)>,
}

/// What is left out at each end of a 95 % interval.
const TAIL: f64 = 0.025;

/// `figure` of all, and of resamples with replacement: it is given how often each of `count` is taken.
/// `None` where there is nothing.
pub fn estimate(
    count: usize,
    resamples: u32,
    seed: u64,
    figure: impl Fn(&[f64]) -> f64,
) -> Option<Estimate> {
    if count == 0 {
        return None;
    }
    let mut times = vec![1.0; count];
    let value = figure(&times);
    if count == 1 || resamples == 0 {
        return Some(Estimate { value, interval: None });
    }
    // One seed for all figures: they are resampled alike, and can be compared.
    let mut rng = Rng::with_seed(seed);
    let mut values: Vec<f64> = (0..resamples)
        .map(|_| {
            times.fill(0.0);
            for _ in 0..count {
                times[rng.usize(..count)] += 1.0;
            }
            figure(&times)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    Some(Estimate {
        value,
        interval: Some((quantile(&values, TAIL), quantile(&values, 1.0 - TAIL))),
    })
}

/// The estimate of a mean. `None` where there is nothing.
pub fn mean(values: &[f64], resamples: u32, seed: u64) -> Option<Estimate> {
    estimate(values.len(), resamples, seed, |times| {
        let sum: f64 = times.iter().zip(values).map(|(times, value)| times * value).sum();
        // As many are taken as there are.
        sum / values.len() as f64
    })
}

/// By linear interpolation between the sorted values.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // an index
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, part) = (place as usize, place.fract());
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + part * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_constant_it_is_that_constant() {
        let of = mean(&[0.75; 9], 2_000, 1).unwrap();
        let (low, high) = of.interval.unwrap();
        for value in [of.value, low, high] {
            assert!((value - 0.75).abs() < 1e-12);
        }
    }

    #[test]
    fn one_speaker_has_no_interval_and_none_no_figure() {
        assert_eq!(mean(&[0.5], 2_000, 1), Some(Estimate { value: 0.5, interval: None }));
        assert_eq!(mean(&[], 2_000, 1), None);
    }

    #[test]
    fn it_is_about_as_wide_as_the_normal_one_and_the_same_every_time() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let of = mean(&values, 4_000, 1).unwrap();
        let (low, high) = of.interval.unwrap();
        // Standard deviation 28.9 over √100, times 1.96.
        assert!((of.value - 49.5).abs() < 1e-9);
        assert!((low - (49.5 - 5.66)).abs() < 0.6 && (high - (49.5 + 5.66)).abs() < 0.6);
        assert_eq!(mean(&values, 4_000, 1), Some(of));
    }
}

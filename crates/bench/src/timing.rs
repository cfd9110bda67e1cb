//! Times that were measured.

use std::{fmt, time::Duration};

/// Times, in whole microseconds.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<u64>);

/// What they say together.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spread {
    pub(crate) count: usize,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) max: Duration,
}

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    pub(crate) fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The nearest ranks; nothing is interpolated.
    pub(crate) fn spread(&mut self) -> Spread {
        self.0.sort_unstable();
        let at = |percent: usize| {
            let rank = (self.0.len() * percent).div_ceil(100).max(1) - 1;
            Duration::from_micros(self.0.get(rank).copied().unwrap_or(0))
        };
        Spread { count: self.0.len(), p50: at(50), p99: at(99), max: at(100) }
    }
}

/// A time as the table shows it, in milliseconds.
pub(crate) struct Ms(pub(crate) Duration);

impl fmt::Display for Ms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.0.as_secs_f64() * 1000.0;
        let digits = if ms < 10.0 { 2 } else { usize::from(ms < 100.0) };
        write!(f, "{ms:.digits$} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let ms = Duration::from_millis;
        for (times, p50, p99, max) in [
            ((1..=100).collect::<Vec<_>>(), 50, 99, 100),
            ((1..=200).collect(), 100, 198, 200),
            (vec![7], 7, 7, 7),
            (vec![], 0, 0, 0),
        ] {
            let mut found = Times::default();
            times.iter().rev().for_each(|&time| found.add(ms(time)));
            let Spread { p50: a, p99: b, max: c, .. } = found.spread();
            assert_eq!((a, b, c), (ms(p50), ms(p99), ms(max)));
        }
    }

    #[test]
    fn times_are_shown_with_three_digits_or_so() {
        for (micros, shown) in [(840, "0.84 ms"), (12_340, "12.3 ms"), (1_234_000, "1234 ms")] {
            assert_eq!(Ms(Duration::from_micros(micros)).to_string(), shown);
        }
    }
}

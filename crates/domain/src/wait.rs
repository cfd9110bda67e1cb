//! How long people wait, said honestly.

/// Fewest waits of which something typical can be said.
pub const TYPICAL_OF_MIN: usize = 3;

/// The typical wait: the median of `waits_seconds`, `None` for fewer than [`TYPICAL_OF_MIN`].
/// The median of an even number is the mean of the middle two, rounded up.
pub fn typical_seconds(mut waits_seconds: Vec<i64>) -> Option<i64> {
    if waits_seconds.len() < TYPICAL_OF_MIN {
        return None;
    }
    waits_seconds.sort_unstable();
    let middle = waits_seconds.len() / 2;
    Some(if waits_seconds.len() % 2 == 1 {
        waits_seconds[middle]
    } else {
        (waits_seconds[middle - 1] + waits_seconds[middle] + 1) / 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typical_is_the_median_of_enough() {
        assert_eq!(typical_seconds(vec![]), None);
        assert_eq!(typical_seconds(vec![10, 20]), None);
        assert_eq!(typical_seconds(vec![10, 3000, 20]), Some(20));
        assert_eq!(typical_seconds(vec![10, 40, 3000, 21]), Some(31));
    }
}

//! First words: how soon somebody hears from one of us, over many contacts.

/// Fewest answers of which a figure is shown: fewer would tell of one person or one day.
pub const ANSWERS_MIN: usize = 10;
/// Days over which they are looked at.
pub const DAYS: i64 = 30;

/// How long it took over many contacts, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// Half of them heard from us sooner: the median. Of an even number it is the mean of the middle
    /// two, rounded up.
    pub median: i64,
    /// Nine of ten heard from us within it: the smallest time that at least 90 % did not exceed.
    pub ninetieth: i64,
    /// Over how many.
    pub answered: usize,
}

/// The spread of those that were answered; nothing for fewer than [`ANSWERS_MIN`]. With it, how many still
/// wait or were never answered.
pub fn spread(seconds: &[Option<i64>]) -> (Option<Spread>, usize) {
    let mut answered: Vec<i64> = seconds.iter().filter_map(|s| s.map(|s| s.max(0))).collect();
    answered.sort_unstable();
    let count = answered.len();
    let unanswered = seconds.len() - count;
    if count < ANSWERS_MIN {
        return (None, unanswered);
    }
    let middle = count / 2;
    let median = if count % 2 == 1 {
        answered[middle]
    } else {
        (answered[middle - 1] + answered[middle] + 1) / 2
    };
    let ninetieth = answered[(count * 9).div_ceil(10) - 1];
    (Some(Spread { median, ninetieth, answered: count }), unanswered)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_few_answers_say_nothing_and_ten_do() {
        let answered = |count: i64| (1..=count).map(|n| Some(n * 60)).collect::<Vec<_>>();
        for (seconds, expected) in [
            (vec![], (None, 0)),
            (answered(9), (None, 0)),
            (
                [answered(10), vec![None, None]].concat(),
                (Some(Spread { median: 330, ninetieth: 540, answered: 10 }), 2),
            ),
            (answered(11), (Some(Spread { median: 360, ninetieth: 600, answered: 11 }), 0)),
        ] {
            assert_eq!(spread(&seconds), expected);
        }
    }

    proptest! {
        #[test]
        fn half_are_within_the_median_and_nine_of_ten_within_the_ninetieth(
            seconds in prop::collection::vec(0_i64..100_000, ANSWERS_MIN..200),
        ) {
            let all: Vec<_> = seconds.iter().copied().map(Some).collect();
            let (Some(spread), 0) = spread(&all) else { panic!("there are enough") };
            let within = |most: i64| seconds.iter().filter(|s| **s <= most).count();
            prop_assert!(within(spread.median) * 2 >= seconds.len());
            prop_assert!(within(spread.ninetieth) * 10 >= seconds.len() * 9);
            prop_assert!(spread.median <= spread.ninetieth);
        }
    }
}

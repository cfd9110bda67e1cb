//! The area under the ROC curve: how often a clip of one kind scores higher than one of the other.
//!
//! It is Mann and Whitney's U over the number of pairs (Hanley & McNeil 1982, Radiology 143:29–36,
//! <https://doi.org/10.1148/radiology.143.1.7063747>); ties count half. 0.5 is chance.

#![allow(clippy::doc_markdown, reason = "McNeil is a name")]

/// How many pairs the positives win against the negatives, which are sorted; ties count half.
pub fn wins(positives: &[f32], negatives: &[f32]) -> f64 {
    let sum: usize = positives
        .iter()
        .map(|score| {
            let below = negatives.partition_point(|other| other < score);
            let up_to = negatives.partition_point(|other| other <= score);
            below + up_to
        })
        .sum();
    sum as f64 / 2.0
}

/// The area itself; none where there is no pair.
pub fn area(positives: &[f32], negatives: &[f32]) -> Option<f64> {
    let pairs = positives.len() * negatives.len();
    (pairs > 0).then(|| wins(positives, negatives) / pairs as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute(positives: &[f32], negatives: &[f32]) -> f64 {
        let mut won = 0.0;
        for p in positives {
            for n in negatives {
                won += if p > n {
                    1.0
                } else if p < n {
                    0.0
                } else {
                    0.5
                };
            }
        }
        won / (positives.len() * negatives.len()) as f64
    }

    proptest! {
        #[test]
        fn it_is_what_counting_every_pair_gives(
            // Few values, so that there are ties.
            positives in prop::collection::vec((-8_i8..8).prop_map(f32::from), 1..40),
            negatives in prop::collection::vec((-8_i8..8).prop_map(f32::from), 1..40),
        ) {
            let mut negatives = negatives;
            negatives.sort_by(f32::total_cmp);
            let area = area(&positives, &negatives).unwrap();
            prop_assert!((area - brute(&positives, &negatives)).abs() < 1e-12);
        }
    }

    #[test]
    fn apart_mixed_and_equal() {
        assert_eq!(area(&[2.0, 3.0], &[0.0, 1.0]), Some(1.0));
        assert_eq!(area(&[0.0, 1.0], &[2.0, 3.0]), Some(0.0));
        assert_eq!(area(&[1.0], &[1.0, 1.0]), Some(0.5));
        assert_eq!(area(&[], &[1.0]), None);
    }
}

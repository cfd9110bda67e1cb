//! Where a smile was heard, surely so.
//!
//! A run of points of one side whose interval lies above 0, none further than two seconds from the
//! next, that lasts a second and a half and reaches 0.7. A point is judged by the six seconds of talk
//! before it, so a run begins a little after what is heard.

use voice::{Reading, Side};

use crate::heard::{CurvePoint, SmileMoment};

/// Points further apart than this are of two runs, in ms.
const GAP_MS: u64 = 2_000;
/// The shortest run that is told, in ms.
const LENGTH_MIN_MS: u64 = 1_500;
/// How high a run must reach.
const PEAK_MIN: f32 = 0.7;

#[derive(Clone, Copy)]
struct Run {
    from_ms: u64,
    last_ms: u64,
    peak: Reading,
}

impl Run {
    fn smile(self, side: Side) -> Option<SmileMoment> {
        let Self { from_ms, last_ms, peak } = self;
        let length_ms = last_ms - from_ms;
        (length_ms >= LENGTH_MIN_MS && peak.value >= PEAK_MIN).then_some(SmileMoment {
            side,
            from_ms,
            length_ms,
            peak,
        })
    }
}

/// The smiles in these points, in the order of time.
pub(super) fn of(points: &[CurvePoint]) -> Vec<SmileMoment> {
    let mut found: Vec<_> = Side::BOTH.into_iter().flat_map(|side| of_side(side, points)).collect();
    found.sort_by_key(|smile| smile.from_ms);
    found
}

fn of_side(side: Side, points: &[CurvePoint]) -> Vec<SmileMoment> {
    let mut found = Vec::new();
    let mut open: Option<Run> = None;
    for point in points.iter().filter(|point| point.side == side) {
        // Smile is the first of the axes.
        let surely = point.axes[0].reading.ok().filter(|reading| reading.low > 0.0);
        open = match (open, surely) {
            (Some(run), Some(reading)) if point.at_ms <= run.last_ms + GAP_MS => Some(Run {
                last_ms: point.at_ms,
                peak: if reading.value > run.peak.value { reading } else { run.peak },
                ..run
            }),
            (run, surely) => {
                found.extend(run.and_then(|run| run.smile(side)));
                surely.map(|peak| Run { from_ms: point.at_ms, last_ms: point.at_ms, peak })
            }
        };
    }
    found.extend(open.and_then(|run| run.smile(side)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heard::AxisReading;
    use voice::{AXES, Impression, Unsure};

    fn points(side: Side, values: &[(u64, f32)]) -> Vec<CurvePoint> {
        let measures = Impression::default().measures();
        let point = |&(at_ms, value): &(u64, f32)| {
            let mut axes = AXES.map(|axis| AxisReading { axis, reading: Err(Unsure::TooLittle) });
            axes[0].reading = Ok(Reading { value, low: value - 0.5, high: value + 0.5 });
            CurvePoint { side, at_ms, measures, axes }
        };
        values.iter().map(point).collect()
    }

    #[test]
    fn a_smile_is_long_enough_high_enough_and_surely_above_usual() {
        for (values, expected) in [
            (&[(0, 0.8), (500, 0.9), (1_000, 0.8), (1_500, 0.6)][..], Some((0, 1_500))),
            // Too short.
            (&[(0, 0.8), (500, 0.9), (1_000, 0.8)], None),
            // Not high enough.
            (&[(0, 0.6), (1_000, 0.6), (2_000, 0.6)], None),
            // Not surely.
            (&[(0, 0.8), (1_000, 0.4), (2_000, 0.8)], None),
            // Two seconds apart is still one run, more is not.
            (&[(0, 0.8), (2_000, 0.8)], Some((0, 2_000))),
            (&[(0, 0.8), (2_010, 0.8)], None),
        ] {
            let found = of(&points(Side::Customer, values));
            let found = found.first().map(|smile| (smile.from_ms, smile.length_ms));
            assert_eq!(found, expected, "{values:?}");
        }
    }

    #[test]
    fn the_other_side_does_not_come_between() {
        let mut both = points(Side::Agent, &[(0, 1.0), (1_000, 1.2), (2_000, 1.0)]);
        both.extend(points(Side::Customer, &[(500, -1.0), (1_500, -1.0)]));
        both.sort_by_key(|point| point.at_ms);
        let found = of(&both);
        assert_eq!(found.len(), 1);
        assert!((found[0].peak.value - 1.2).abs() < 1e-6);
    }
}

//! What was measured, against how that person ordinarily sounds.

use voice::{AXES, Axis, Baseline, Measure, Measures, PARTS_MAX, Part, Point};

use crate::heard::{AxisReading, CurvePoint, Impression};

/// All axes of a stretch of speech.
pub fn axes(measures: &Measures, baseline: &Baseline) -> [AxisReading; 4] {
    AXES.map(|axis| AxisReading { axis, reading: axis.judge(measures, baseline) })
}

/// The parts of its smile, the weightiest first; none where there is no reading.
pub fn parts(measures: &Measures, baseline: &Baseline) -> Vec<Part> {
    if Axis::Smile.judge(measures, baseline).is_err() {
        return Vec::new();
    }
    let none = Part { measure: Measure::Pitch, deviation: 0.0, weight: 0.0 };
    let mut parts = [none; PARTS_MAX];
    let count = Axis::Smile.explain(measures, baseline, &mut parts);
    let mut parts = parts[..count].to_vec();
    parts.sort_by(|a, b| b.contribution().abs().total_cmp(&a.contribution().abs()));
    parts
}

pub(super) fn point(point: &Point, baseline: &Baseline) -> CurvePoint {
    CurvePoint {
        side: point.side,
        at_ms: point.at_ms,
        measures: point.measures,
        axes: axes(&point.measures, baseline),
    }
}

pub(super) fn impression(stretch: &voice::Impression, baseline: &Baseline) -> Impression {
    let measures = stretch.measures();
    Impression { axes: axes(&measures, baseline), parts: parts(&measures, baseline) }
}

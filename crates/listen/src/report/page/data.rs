//! What the page's script knows of the agent's curves, as compact JSON: for each point its time, and
//! for each axis value, interval and reasons. Reasons are places in a list of words.

use std::fmt::Write as _;

use voice::{AXES, Axis, Measure, PARTS_MAX, Part, Reading, Side};

use super::figures::REASONS;
use crate::{
    heard::{CurvePoint, Heard},
    report::words,
};

/// What adds less than this is no reason.
const REASON_MIN: f32 = 0.1;
/// Room for the parts of an axis.
const NO_PARTS: [Part; PARTS_MAX] =
    [Part { measure: Measure::Pitch, deviation: 0.0, weight: 0.0 }; PARTS_MAX];

/// `{"length": ms, "words": […], "points": [[ms, smile, lively, bright, pressed], …]}`, where an axis
/// is `[value, low, high, word, part, word, part, …]` or why there is none.
pub(super) fn json(heard: &Heard) -> String {
    let mut said: Vec<&'static str> = Vec::new();
    let mut points = String::new();
    // A mixed recording has no agent whose curve it would be.
    let all = super::points(heard, Side::Agent).filter(|_| !heard.mixed);
    for (i, point) in all.enumerate() {
        let comma = if i == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(points, "{comma}[{}", point.at_ms);
        for (axis, at) in AXES.into_iter().zip(point.axes) {
            match at.reading {
                Ok(reading) => write_reading(&mut points, &mut said, axis, point, heard, &reading),
                Err(why) => {
                    let _ = write!(points, ",{}", quoted(words::unsure(why)));
                }
            }
        }
        points.push(']');
    }
    let said: Vec<String> = said.into_iter().map(quoted).collect();
    let length = heard.figures.length_ms;
    format!("{{\"length\":{length},\"words\":[{}],\"points\":[{points}]}}", said.join(","))
}

fn write_reading(
    text: &mut String,
    said: &mut Vec<&'static str>,
    axis: Axis,
    point: &CurvePoint,
    heard: &Heard,
    reading: &Reading,
) {
    let Reading { value, low, high } = reading;
    let _ = write!(text, ",[{value:.1},{low:.1},{high:.1}");
    for (words, sum) in reasons(axis, point, heard) {
        let place = said.iter().position(|one| *one == words).unwrap_or_else(|| {
            said.push(words);
            said.len() - 1
        });
        let _ = write!(text, ",{place},{sum:.1}");
    }
    text.push(']');
}

/// The weightiest parts of an axis; measures that say the same are one.
fn reasons(axis: Axis, point: &CurvePoint, heard: &Heard) -> Vec<(&'static str, f32)> {
    let mut parts = NO_PARTS;
    let baseline = &heard.sides[point.side.index()].baseline;
    let count = axis.explain(&point.measures, baseline, &mut parts);
    let mut sums: Vec<(&'static str, f32)> = Vec::new();
    for part in &parts[..count] {
        match sums.iter_mut().find(|(words, _)| *words == part.words()) {
            Some((_, sum)) => *sum += part.contribution(),
            None => sums.push((part.words(), part.contribution())),
        }
    }
    sums.retain(|(_, sum)| sum.abs() >= REASON_MIN);
    sums.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    sums.truncate(REASONS);
    sums
}

/// A text in JSON that may stand in a page's script.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('<', "\\u003c")
}

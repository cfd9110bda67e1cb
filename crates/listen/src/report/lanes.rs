//! Lanes: waveforms, turns, curves and marks over one line of time, drawn as SVG so that they show and
//! print without a script. Whoever shows a call draws with these, from plain numbers.
//!
//! Paths are in a box of 10 000 (time) by some height that is stretched over the page; what must keep its
//! shape (marks, times) is placed by percentages instead.

use std::fmt::Write as _;

use voice::{Reading, Unsure};

use super::words;
use crate::session::PEAK_MS;

/// The box that time is stretched over.
const WIDTH: f64 = 10_000.0;
/// Columns of a waveform at most: finer is not seen on the widest screen, zoomed in four times.
const COLUMNS_MAX: usize = 4_000;
/// Half of a waveform's height.
const HALF: f64 = 100.0;
/// A curve goes this far up and down, in units of ordinary variation.
const CURVE_MAX: f32 = 3.0;
/// An arc is wide open from here on.
const SMILE_MAX: f32 = 2.0;
/// A curve's unit in its box.
const UNIT: f32 = 100.0;
/// Points that are further apart, in ms, are not joined: in between somebody else spoke.
const GAP_MS: u64 = 3_000;
/// At most so many times are written below the lanes.
const TICKS_MAX: u64 = 6;

/// A curve with its interval, as paths in a box of 10 000 by 600: 300 is as usual, up is more.
#[derive(Debug, Default)]
pub struct Curve {
    /// The interval, an area.
    pub band: String,
    /// The line that runs through it.
    pub line: String,
}

impl Curve {
    /// Whether nothing could be told anywhere.
    pub fn is_empty(&self) -> bool {
        self.line.is_empty()
    }
}

/// A stretch of time, in percent of the call.
#[derive(Debug)]
pub struct Bar {
    /// Where it begins.
    pub x: String,
    /// How long it is.
    pub width: String,
}

/// A mark at a time, in percent, with the name of its shape.
#[derive(Debug)]
pub struct Mark {
    /// Where.
    pub x: String,
    /// Its shape.
    pub shape: &'static str,
}

/// A time below the lanes.
#[derive(Debug)]
pub struct Tick {
    /// Where, in percent of the call.
    pub x: String,
    /// The time on the clock of the call.
    pub label: String,
}

/// Where a time lies, 0 to 1.
#[allow(clippy::cast_precision_loss)] // a call is no thousand years long
fn place(at_ms: u64, length_ms: u64) -> f64 {
    (at_ms as f64 / length_ms.max(1) as f64).clamp(0.0, 1.0)
}

fn percent(share: f64) -> String {
    format!("{:.3}%", 100.0 * share)
}

/// The waveform of a side as one area around the middle of a box of 10 000 by 200: the loudest of each
/// [`PEAK_MS`], 0 to 255.
#[allow(clippy::cast_precision_loss)] // thousands
pub fn waveform(peaks: &[u8], length_ms: u64) -> String {
    if peaks.is_empty() {
        return String::new();
    }
    let each = peaks.len().div_ceil(COLUMNS_MAX);
    let loudest = f64::from(peaks.iter().copied().max().unwrap_or(1).max(16));
    let tops: Vec<(f64, f64)> = peaks
        .chunks(each)
        .enumerate()
        .map(|(column, peaks)| {
            let peak = f64::from(peaks.iter().copied().max().unwrap_or(0));
            let at_ms = (column * each) as u64 * PEAK_MS;
            // Quiet talk is seen, too: a root lifts what is faint.
            (WIDTH * place(at_ms, length_ms), HALF * (peak / loudest).powf(0.7))
        })
        .collect();
    let mut path = String::from("M0 100");
    for (x, top) in &tops {
        let _ = write!(path, "L{x:.0} {:.0}", HALF - top);
    }
    for (x, top) in tops.iter().rev() {
        let _ = write!(path, "L{x:.0} {:.0}", HALF + top);
    }
    path.push('Z');
    path
}

/// A curve through what was heard at those times, in ms.
pub fn curve(
    points: impl IntoIterator<Item = (u64, Result<Reading, Unsure>)>,
    length_ms: u64,
) -> Curve {
    let mut curve = Curve::default();
    let mut run: Vec<(f64, Reading)> = Vec::new();
    let mut before_ms = None;
    for (at_ms, heard) in points {
        if before_ms.is_some_and(|before| at_ms > before + GAP_MS) {
            draw(&mut run, &mut curve);
        }
        match heard {
            Ok(reading) => run.push((WIDTH * place(at_ms, length_ms), reading)),
            Err(_) => draw(&mut run, &mut curve),
        }
        before_ms = Some(at_ms);
    }
    draw(&mut run, &mut curve);
    curve
}

/// Down is more in SVG.
fn height(value: f32) -> f32 {
    (CURVE_MAX - value.clamp(-CURVE_MAX, CURVE_MAX)) * UNIT
}

/// Draws what belongs together, and forgets it.
fn draw(run: &mut Vec<(f64, Reading)>, curve: &mut Curve) {
    let Some((first, reading)) = run.first().copied() else { return };
    if run.len() == 1 {
        // A point alone would not be seen: a line has two ends.
        run.push((first + 1.0, reading));
    }
    // Writing to a string cannot fail.
    for (i, (x, reading)) in run.iter().enumerate() {
        let step = if i == 0 { 'M' } else { 'L' };
        let _ = write!(curve.line, "{step}{x:.0} {:.0}", height(reading.value));
        let _ = write!(curve.band, "{step}{x:.0} {:.0}", height(reading.high));
    }
    for (x, reading) in run.iter().rev() {
        let _ = write!(curve.band, "L{x:.0} {:.0}", height(reading.low));
    }
    curve.band.push('Z');
    run.clear();
}

/// A stretch of a call that is `length_ms` long.
pub fn bar(from_ms: u64, for_ms: u64, length_ms: u64) -> Bar {
    // A tenth of a pixel would not be seen.
    let width = place(for_ms, length_ms).max(0.0005);
    Bar { x: percent(place(from_ms, length_ms)), width: percent(width) }
}

/// A mark of that shape at a time.
pub fn mark(at_ms: u64, shape: &'static str, length_ms: u64) -> Mark {
    Mark { x: percent(place(at_ms, length_ms)), shape }
}

/// Times below the lanes, at round distances.
pub fn ticks(length_ms: u64) -> Vec<Tick> {
    let step_ms = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400]
        .into_iter()
        .map(|seconds| seconds * 1_000)
        .find(|step| length_ms / step <= TICKS_MAX)
        .unwrap_or(length_ms.max(1));
    (0..=length_ms / step_ms)
        .map(|tick| tick * step_ms)
        // The last would stand over the edge.
        .filter(|at_ms| *at_ms == 0 || place(*at_ms, length_ms) < 0.95)
        .map(|at_ms| Tick { x: percent(place(at_ms, length_ms)), label: words::clock(at_ms) })
        .collect()
}

/// An arc that opens with a smile, in a box of 64 by 32: flat is as usual, or less.
pub fn arc(value: f32) -> String {
    // The middle of a quadratic curve goes half as far as its handle.
    format!("M6 {0:.1}Q32 {1:.1} 58 {0:.1}", 16.0 - open(value) / 2.0, 16.0 + 1.5 * open(value))
}

/// The area between two such arcs: the interval.
pub fn arcs_between(low: f32, high: f32) -> String {
    let edge = |value: f32| (16.0 - open(value) / 2.0, 16.0 + 1.5 * open(value));
    let ((low_end, low_middle), (high_end, high_middle)) = (edge(low), edge(high));
    format!(
        "M6 {low_end:.1}Q32 {low_middle:.1} 58 {low_end:.1}L58 {high_end:.1}Q32 {high_middle:.1} 6 {high_end:.1}Z"
    )
}

/// How far an arc opens, 0 to 12.
fn open(value: f32) -> f32 {
    value.clamp(0.0, SMILE_MAX) / SMILE_MAX * 12.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_below_the_lanes_are_few_and_round() {
        for (seconds, expected) in [
            (0, "0:00"),
            (7, "0:00 0:02 0:04 0:06"),
            (245, "0:00 1:00 2:00 3:00"),
            (3_600, "0:00 10:00 20:00 30:00 40:00 50:00"),
        ] {
            let labels: Vec<_> =
                ticks(seconds * 1_000).into_iter().map(|tick| tick.label).collect();
            assert_eq!(labels.join(" "), expected);
        }
    }

    #[test]
    fn an_arc_opens_with_a_smile_and_never_turns_down() {
        assert_eq!(arc(0.0), "M6 16.0Q32 16.0 58 16.0");
        assert_eq!(arc(-2.0), arc(0.0));
        assert_eq!(arc(2.0), "M6 10.0Q32 34.0 58 10.0");
    }

    #[test]
    fn a_waveform_of_hours_is_no_longer_than_one_of_minutes() {
        let day = vec![100; 24 * 60 * 60 * 20];
        assert!(waveform(&day, 24 * 60 * 60 * 1_000).len() < 100_000);
    }
}

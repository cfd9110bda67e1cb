//! The call as a small picture: when each side talks, how loud for that voice, and its smile.

use std::fmt::Write as _;

use voice::Side;

use super::{Style, clock, line};
use crate::{heard::Heard, report::words, session::PEAK_MS};

/// Columns of the picture.
const COLUMNS: usize = 80;
/// Columns before it.
const MARGIN: usize = 10;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// This far below a side's loud stretches, in dB, nothing is drawn.
const RANGE_DB: f32 = 24.0;
/// A smile is drawn as wide open from here on.
const SMILE_MAX: f32 = 2.0;
/// Nearer to 0 than this, it is drawn as usual.
const SMILE_USUAL: f32 = 0.25;

pub(super) fn draw(heard: &Heard, style: Style, text: &mut String) {
    if heard.figures.length_ms == 0 {
        return;
    }
    let sides = if heard.mixed { &Side::BOTH[..1] } else { &Side::BOTH[..] };
    for &side in sides {
        let name = if heard.mixed { "everybody" } else { words::side(side) };
        line(text, &format!("{name:<MARGIN$}{}", talk(heard, side)));
        // The curve is a mirror for the agent, not a reading of the customer.
        if side == Side::Agent {
            let smile: String = smile(heard, side).into_iter().collect();
            line(text, &format!("{:<MARGIN$}{}", "  smile", style.amber(&smile)));
        }
    }
    line(text, &style.faint(&format!("{:MARGIN$}{}", "", axis(heard.figures.length_ms))));
    let legend = "▂▅█ talk, louder for that voice · smile ▂▅█ more than usual, ─ as usual, · less";
    line(text, &style.faint(&format!("{:MARGIN$}{legend}", "")));
    text.push('\n');
}

/// A block for a height of 0 to 1.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 7
fn block(height: f32) -> char {
    BLOCKS[((height.clamp(0.0, 1.0) * 8.0) as usize).min(7)]
}

#[allow(clippy::cast_precision_loss)] // thousands
fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (mut sum, mut count) = (0.0, 0_usize);
    for value in values {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / count as f32)
}

/// How loud a side talks, relative to its own loud stretches, in its turns and between them.
fn talk(heard: &Heard, side: Side) -> String {
    let peaks = &heard.sides[side.index()].peaks;
    let talked = heard.figures.sides[side.index()].talk.talk_ms > 0;
    let columns: Vec<f32> = (0..COLUMNS)
        .map(|column| {
            let [from, to] = [column, column + 1].map(|edge| {
                let ms = edge as u64 * heard.figures.length_ms / COLUMNS as u64;
                usize::try_from(ms / PEAK_MS).unwrap_or(usize::MAX).min(peaks.len())
            });
            let to = to.max((from + 1).min(peaks.len()));
            let power = |peak: &u8| (f32::from(*peak) / 255.0).powi(2);
            mean(peaks[from..to].iter().map(power)).unwrap_or(0.0)
        })
        .collect();
    let mut sorted = columns.clone();
    sorted.sort_by(f32::total_cmp);
    let loud = sorted[COLUMNS * 95 / 100];
    columns
        .into_iter()
        .map(|power| {
            let below_db = 10.0 * (power.max(1e-9) / loud.max(1e-9)).log10();
            if !talked || below_db <= -RANGE_DB { ' ' } else { block(1.0 + below_db / RANGE_DB) }
        })
        .collect()
}

/// How far the smile of a side opens.
fn smile(heard: &Heard, side: Side) -> Vec<char> {
    let mut columns = vec![(0.0_f32, 0_u32); COLUMNS];
    for point in heard.points.iter().filter(|point| point.side == side) {
        let column = point.at_ms.saturating_mul(COLUMNS as u64) / heard.figures.length_ms.max(1);
        let column = usize::try_from(column).unwrap_or(COLUMNS).min(COLUMNS - 1);
        if let Ok(reading) = point.axes[0].reading {
            columns[column].0 += reading.value;
            columns[column].1 += 1;
        }
    }
    columns
        .into_iter()
        .map(|(sum, count)| {
            #[allow(clippy::cast_precision_loss)] // few points a column
            let value = sum / count.max(1) as f32;
            match count {
                0 => ' ',
                _ if value > SMILE_USUAL => {
                    block((value - SMILE_USUAL) / (SMILE_MAX - SMILE_USUAL))
                }
                _ if value < -SMILE_USUAL => '·',
                _ => '─',
            }
        })
        .collect()
}

/// Times below the picture: at its beginning, its end, and up to five between them.
fn axis(length_ms: u64) -> String {
    let step_ms = [5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200]
        .into_iter()
        .map(|seconds| seconds * 1_000)
        .find(|step| length_ms / step <= 6)
        .unwrap_or(length_ms.max(1));
    let mut text = String::new();
    let last = clock(length_ms);
    for tick in 0.. {
        let at_ms = tick * step_ms;
        let column = usize::try_from(at_ms * COLUMNS as u64 / length_ms.max(1)).unwrap_or(COLUMNS);
        let label = clock(at_ms);
        if column + label.len() + last.len() + 1 > COLUMNS {
            break;
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{:1$}{label}", "", column.saturating_sub(text.len()));
    }
    let _ = write!(text, "{:>1$}", last, COLUMNS.saturating_sub(text.len()));
    text
}

//! What the team knows of how its calls sound: sums over at least [`AGENTS_MIN`] agents and [`PARTS_MIN`]
//! calls, and nothing of anybody alone.
//!
//! What one call adds is kept in memory until so many have come together, and is then added to the sums of the
//! week at once. So no two copies of the database differ by less than that, and nobody can be told apart by
//! subtracting. What is still in memory when the server stops is lost: the figures get rougher, and
//! never more telling.

use std::{collections::HashMap, sync::PoisonError};

use domain::{AgentId, Timestamp};
use jiff::{SignedDuration, ToSpan};
use language::{Wording, say};
use listen::heard::Heard;
use store::team_figure::TeamFigure;
use voice::{Axis, Side, What};

use crate::{Desk, Error, Result};

/// Fewest agents whose calls are added up at a time.
pub const AGENTS_MIN: usize = 5;
/// Fewest calls.
pub const PARTS_MIN: usize = 50;
/// Calls that wait for others at the most; then the oldest go.
const WAITING_MAX: usize = 10_000;
/// Over how long they are shown.
const SHOWN: SignedDuration = SignedDuration::from_hours(24 * 7 * 26);

/// The measures, as they are kept and in words.
fn measures() -> [(&'static str, Wording); 6] {
    [
        ("smile_first", say("team-figures-smile-first")),
        ("smile_last", say("team-figures-smile-last")),
        ("talk_share", say("team-figures-talk-share")),
        ("opening_s", say("team-figures-opening")),
        ("interruptions", say("team-figures-interruptions")),
        ("silence_share", say("team-figures-silence-share")),
    ]
}

/// What one part of a call adds.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    agent: AgentId,
    values: Vec<(&'static str, f64)>,
}

impl Share {
    #[allow(clippy::cast_precision_loss)] // no call is a thousand years long
    pub(crate) fn of(agent: AgentId, heard: &Heard) -> Self {
        let mut values = Vec::new();
        let figures = &heard.figures;
        let mut add = |measure, value: Option<f64>| values.extend(value.map(|v| (measure, v)));
        let side = &heard.sides[Side::Agent.index()];
        let smile = |axes: &[listen::heard::AxisReading]| {
            let smile = axes.iter().find(|reading| reading.axis == Axis::Smile)?;
            smile.reading.ok().map(|reading| f64::from(reading.value))
        };
        add("smile_first", smile(&side.first.axes));
        add("smile_last", smile(&side.last.axes));
        let talked = Side::BOTH.map(|side| figures.sides[side.index()].talk.talk_ms as f64);
        let both = talked[0] + talked[1];
        add("talk_share", (both > 0.0).then(|| talked[0] / both));
        add("opening_s", figures.opening_ms.map(|ms| ms as f64 / 1_000.0));
        let interrupts =
            |m: &&voice::Moment| m.what == What::Interruption && m.by == Some(Side::Agent);
        add("interruptions", Some(heard.moments.iter().filter(interrupts).count() as f64));
        let length = figures.length_ms as f64;
        add("silence_share", (length > 0.0).then(|| figures.silence_ms as f64 / length));
        Self { agent, values }
    }
}

/// What waits until it is enough.
pub(crate) type Waiting = std::sync::Mutex<Vec<Share>>;

/// The mean of one measure over a week, with its standard error.
#[derive(Debug, Clone, PartialEq)]
pub struct Mean {
    /// When the week began.
    pub week: Timestamp,
    /// Over how many parts of calls.
    pub parts: i64,
    /// The mean.
    pub mean: f64,
    /// Its standard error: the standard deviation over the root of the number.
    pub error: f64,
}

impl Desk {
    /// Lets a part count for the team, together with those that wait, once they are enough.
    pub(crate) async fn share_with_team(&self, waiting: &Waiting, share: Share) -> Result<()> {
        let together = {
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.len() >= WAITING_MAX {
                waiting.remove(0);
            }
            waiting.push(share);
            if enough(waiting.iter().map(|share| share.agent)) {
                std::mem::take(&mut *waiting)
            } else {
                return Ok(());
            }
        };
        self.store
            .write(move |tx| {
                for figure in sums(&together, monday(tx.now())) {
                    store::team_figure::add(tx, &figure)?;
                }
                Ok::<_, Error>(())
            })
            .await
    }

    /// The team's figures of the last half year: for each measure its weeks, the newest first.
    pub async fn team_figures(&self) -> Result<Vec<(Wording, Vec<Mean>)>> {
        let since = self.store.now() - SHOWN;
        let kept = self.store.read(move |db| store::team_figure::since(db, since)).await?;
        let of = |measure: &str| {
            kept.iter().filter(|figure| figure.measure == measure).map(mean).collect::<Vec<_>>()
        };
        Ok(measures().into_iter().map(|(measure, words)| (words, of(measure))).collect())
    }
}

/// Whether nobody can be told apart any more.
pub(crate) fn enough(whose: impl Iterator<Item = AgentId>) -> bool {
    let mut agents: Vec<AgentId> = whose.collect();
    let parts = agents.len();
    agents.sort_unstable();
    agents.dedup();
    agents.len() >= AGENTS_MIN && parts >= PARTS_MIN
}

#[allow(clippy::cast_possible_truncation)] // small sums
fn sums(shares: &[Share], week: Timestamp) -> Vec<TeamFigure> {
    let mut sums: HashMap<&'static str, (i64, f64, f64)> = HashMap::new();
    for (measure, value) in shares.iter().flat_map(|share| &share.values) {
        let sum = sums.entry(measure).or_default();
        *sum = (sum.0 + 1, sum.1 + value, sum.2 + value * value);
    }
    sums.into_iter()
        .map(|(measure, (parts, sum, squares))| TeamFigure {
            week,
            measure: measure.to_owned(),
            parts,
            sum_thousandths: (sum * 1_000.0).round() as i64,
            squares_thousandths: (squares * 1_000.0).round() as i64,
        })
        .collect()
}

#[allow(clippy::cast_precision_loss)] // small sums
fn mean(figure: &TeamFigure) -> Mean {
    let parts = figure.parts.max(1) as f64;
    let mean = figure.sum_thousandths as f64 / 1_000.0 / parts;
    let squares = figure.squares_thousandths as f64 / 1_000.0 / parts;
    let deviation = (squares - mean * mean).max(0.0).sqrt();
    Mean { week: figure.week, parts: figure.parts, mean, error: deviation / parts.sqrt() }
}

/// The beginning of the week, in UTC.
pub(crate) fn monday(now: Timestamp) -> Timestamp {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC);
    let days = i64::from(today.weekday().to_monday_zero_offset());
    let monday = today.checked_sub(days.days()).and_then(|day| day.start_of_day());
    monday.map_or(now, |monday| monday.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(agent: i64, value: f64) -> Share {
        Share { agent: AgentId(agent), values: vec![("talk_share", value)] }
    }

    #[test]
    fn nobody_alone_and_no_few_are_enough() {
        let calls = |agents: i64, parts: i64| (0..parts).map(move |i| AgentId(i % agents));
        assert!(enough(calls(5, 50)));
        assert!(!enough(calls(4, 500)));
        assert!(!enough(calls(5, 49)));
    }

    #[test]
    fn the_mean_has_its_error() {
        let now = "2026-11-25T10:00:00Z".parse().unwrap();
        let week = monday(now);
        assert_eq!(week, "2026-11-23T00:00:00Z".parse().unwrap());
        let shares: Vec<Share> = (0..100).map(|i| share(i, f64::from(i % 2 == 0))).collect();
        let figures = sums(&shares, week);
        let Mean { parts, mean, error, .. } = mean(&figures[0]);
        assert_eq!(parts, 100);
        assert!((mean - 0.5).abs() < 1e-9 && (error - 0.05).abs() < 1e-9);
    }
}

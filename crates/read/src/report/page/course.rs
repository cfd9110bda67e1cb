//! How it went: the curves of mood and trust over the turns, what moved trust, and what came before each
//! fall.
//!
//! Curves are drawn in a box of 10000 that is stretched to the page; marks stand beside it in per cent, so
//! that they keep their shape.

use std::fmt::Write as _;

use words::{
    By, What,
    conversation::trust::{BOUND, Step},
    name,
};

use super::{
    super::Told,
    said::{self, Effect},
};

/// The box of a curve.
const WIDTH: f32 = 10_000.0;
const HEIGHT: f32 = 600.0;
/// So many numbers fit below on a phone.
const TICKS_MAX: usize = 12;
/// Trust that stays within this is drawn twice as tall.
const NEAR: f32 = 5.0;
/// So many moments before a fall are told, the weightiest.
const CAUSES_MAX: usize = 4;
/// What moved trust by less is not told as a cause.
const CAUSE_MIN: f32 = 0.05;
/// The mood goes from 0 to this.
const UPSET_MAX: f32 = 4.0;

/// The customer's mood over the turns.
#[derive(Debug)]
pub(super) struct MoodCurve {
    pub(super) line: String,
    pub(super) band: String,
    pub(super) marks: Vec<Mark>,
    /// For who does not see it.
    pub(super) words: String,
}

/// Trust over the turns.
#[derive(Debug)]
pub(super) struct TrustCurve {
    pub(super) line: String,
    /// Where the picture ends: at its bounds, or nearer where that shows all of it.
    pub(super) high: String,
    pub(super) low: String,
    pub(super) marks: Vec<Mark>,
    /// "Trust went from −1.9 to +0.8", and where it was lowest.
    pub(super) words: String,
}

/// A place on a curve.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) turn: usize,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) words: String,
    /// Where trust fell.
    pub(super) fall: bool,
}

/// A turn's number below the curves.
#[derive(Debug)]
pub(super) struct Tick {
    pub(super) x: String,
    pub(super) turn: usize,
}

/// What moved trust.
#[derive(Debug)]
pub(super) struct Move {
    pub(super) turn: usize,
    pub(super) id: String,
    pub(super) who: &'static str,
    pub(super) effect: Effect,
    pub(super) title: &'static str,
    pub(super) by: String,
    pub(super) after: String,
}

/// Where trust fell, and what of ours came before: the wheels in motion.
#[derive(Debug)]
pub(super) struct Wheels {
    pub(super) turn: usize,
    pub(super) by: String,
    pub(super) causes: Vec<Cause>,
}

/// A moment of ours before a fall.
#[derive(Debug)]
pub(super) struct Cause {
    /// "we asked for what had been told already"
    pub(super) ours: &'static str,
    pub(super) turn: usize,
    pub(super) id: String,
    pub(super) by: String,
}

/// "1.2"
pub(super) fn number(value: f32) -> String {
    format!("{value:.1}")
}

/// "+1.2", with a true minus.
pub(super) fn signed(value: f32) -> String {
    let text = format!("{value:+.1}").replace('-', "−");
    if matches!(&*text, "+0.0" | "−0.0") { "0.0".to_owned() } else { text }
}

/// The middle of a turn's room, as a share of the whole.
#[allow(clippy::cast_precision_loss, reason = "turns of a conversation")]
fn across(turn: usize, turns: usize) -> f32 {
    (turn as f32 + 0.5) / turns.max(1) as f32
}

fn percent(share: f32) -> String {
    format!("{:.2}%", share * 100.0)
}

/// A line through these places.
fn path(places: &[(f32, f32)]) -> String {
    let mut path = String::new();
    for (place, (x, y)) in places.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(
            path,
            "{}{:.0} {:.0}",
            if place == 0 { 'M' } else { 'L' },
            x * WIDTH,
            y * HEIGHT
        );
    }
    path
}

/// `None` where nobody's mood was told.
pub(super) fn mood(told: &Told) -> Option<MoodCurve> {
    let turns = told.conversation.turns.len();
    let told: Vec<_> = told
        .conversation
        .turns
        .iter()
        .enumerate()
        .filter_map(|(turn, reading)| Some((turn, reading.mood?)))
        .collect();
    let down = |upset: f32| 1.0 - upset / UPSET_MAX;
    let line: Vec<_> =
        told.iter().map(|(turn, mood)| (across(*turn, turns), down(mood.upset))).collect();
    let high = told.iter().map(|(turn, mood)| (across(*turn, turns), down(mood.interval.1)));
    let low = told.iter().rev().map(|(turn, mood)| (across(*turn, turns), down(mood.interval.0)));
    let band: Vec<_> = high.chain(low).collect();
    let marks = told
        .iter()
        .map(|(turn, mood)| Mark {
            turn: turn + 1,
            x: percent(across(*turn, turns)),
            y: percent(down(mood.upset)),
            words: format!(
                "Turn {}: {} of 4 ({} to {})",
                turn + 1,
                number(mood.upset),
                number(mood.interval.0),
                number(mood.interval.1)
            ),
            fall: false,
        })
        .collect();
    let (most, mood) = told.iter().max_by(|a, b| a.1.upset.total_cmp(&b.1.upset))?;
    let words = format!(
        "The customer’s words sounded most upset in turn {}: {} of 4, between {} and {}.",
        most + 1,
        number(mood.upset),
        number(mood.interval.0),
        number(mood.interval.1)
    );
    Some(MoodCurve { line: path(&line), band: path(&band), marks, words })
}

/// `None` where there is no turn.
pub(super) fn trust(told: &Told) -> Option<TrustCurve> {
    let trust = &told.conversation.trust;
    let turns = trust.line.len();
    let most = trust
        .line
        .iter()
        .chain([&trust.brought])
        .fold(0.0_f32, |most, value| most.max(value.abs()));
    let scale = if most <= NEAR { NEAR } else { BOUND };
    let down = |value: f32| 0.5 - value / scale / 2.0;
    let mut line = vec![(0.0, down(trust.brought))];
    line.extend(
        trust.line.iter().enumerate().map(|(turn, &value)| (across(turn, turns), down(value))),
    );
    let last = *trust.line.last()?;
    let marks = trust
        .line
        .iter()
        .enumerate()
        .map(|(turn, &value)| {
            let fall = trust.falls.iter().find(|fall| fall.turn == turn);
            let told_as = fall.map(|fall| format!(", fell by {}", number(fall.by)));
            Mark {
                turn: turn + 1,
                x: percent(across(turn, turns)),
                y: percent(down(value)),
                words: format!(
                    "Turn {}: {}{}",
                    turn + 1,
                    signed(value),
                    told_as.unwrap_or_default()
                ),
                fall: fall.is_some(),
            }
        })
        .collect();
    let (lowest, low) = trust.line.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1))?;
    let mut words = format!("Trust went from {} to {}", signed(trust.brought), signed(last));
    if *low < last && *low < trust.brought {
        let _ = write!(words, ", and was lowest after turn {} ({})", lowest + 1, signed(*low));
    }
    words.push('.');
    let [high, low] = [scale, -scale].map(|end| format!("{end:+.0}").replace('-', "−"));
    Some(TrustCurve { line: path(&line), high, low, marks, words })
}

/// Numbers below, not more than fit.
pub(super) fn ticks(turns: usize) -> Vec<Tick> {
    (0..turns)
        .step_by(turns.div_ceil(TICKS_MAX).max(1))
        .map(|turn| Tick { x: percent(across(turn, turns)), turn: turn + 1 })
        .collect()
}

/// What moved trust, in order.
pub(super) fn moves(told: &Told) -> Vec<Move> {
    let steps = &told.conversation.trust.steps;
    steps
        .iter()
        .map(|step| Move {
            turn: step.turn + 1,
            id: said::id(step.turn, step.finding),
            who: match told.script.turns[step.turn].by {
                By::Us => "us",
                By::Customer => "customer",
                By::Note => "note",
            },
            effect: Effect::of(step.by),
            title: name::of(what(told, step.turn, step.finding)).title,
            by: signed(step.by),
            after: signed(step.after),
        })
        .collect()
}

fn what(told: &Told, turn: usize, finding: usize) -> What {
    told.conversation.turns[turn].findings[finding].what
}

/// What of ours was in motion before each fall, in the order in which it was said.
pub(super) fn wheels(told: &Told) -> Vec<Wheels> {
    let trust = &told.conversation.trust;
    trust
        .falls
        .iter()
        .map(|fall| {
            // The same twice in a turn is one moment.
            let mut moments: Vec<(Step, &'static str)> = Vec::new();
            for step in fall.set_off_by.iter().map(|&step| trust.steps[step]) {
                let name = name::of(what(told, step.turn, step.finding));
                let ours = name.ours.unwrap_or(name.title);
                match moments
                    .iter_mut()
                    .find(|(known, as_)| known.turn == step.turn && *as_ == ours)
                {
                    Some((known, _)) => known.by += step.by,
                    None => moments.push((step, ours)),
                }
            }
            moments.retain(|(step, _)| step.by <= -CAUSE_MIN);
            moments.sort_by(|a, b| a.0.by.total_cmp(&b.0.by));
            moments.truncate(CAUSES_MAX);
            let said = |step: &Step| {
                let finding = &told.conversation.turns[step.turn].findings[step.finding];
                (step.turn, finding.span.start)
            };
            moments.sort_by_key(|(step, _)| said(step));
            let causes = moments
                .into_iter()
                .map(|(step, ours)| Cause {
                    ours,
                    turn: step.turn + 1,
                    id: said::id(step.turn, step.finding),
                    by: signed(step.by),
                })
                .collect();
            Wheels { turn: fall.turn + 1, by: number(fall.by), causes }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_true_minus_and_nought_has_no_sign() {
        let told = [-1.26_f32, 0.04, -0.04, 0.0, 2.0].map(signed);
        assert_eq!(told, ["−1.3", "0.0", "0.0", "0.0", "+2.0"]);
        // Ten keeps its sign: it ends in 0.0 too.
        assert_eq!(signed(10.0), "+10.0");
    }

    #[test]
    fn turns_of_any_number_have_ticks_that_fit() {
        for turns in [0, 1, 5, 12, 13, 200, 10_000] {
            assert!(ticks(turns).len() <= TICKS_MAX, "{turns}");
        }
        assert_eq!(ticks(1)[0].x, "50.00%");
    }
}

//! The moments that tell most of a call, as many as there is room for.

use voice::{Moment, Side, What};

use super::{Style, clock, line};
use crate::{
    heard::{Heard, SmileMoment},
    report::words,
};

/// No more than these are listed.
const MOST: usize = 12;

/// How much a moment tells, against the others.
#[allow(clippy::cast_precision_loss)] // an order
fn weight(moment: &Moment) -> f32 {
    let seconds = moment.length_ms as f32 / 1_000.0;
    match moment.what {
        What::Interruption => 10.0 + seconds,
        What::RaisedVoice => 8.0 + seconds,
        What::Hold => 4.0 + seconds.min(60.0) / 10.0,
        What::Silence => 3.0 + seconds.min(60.0) / 3.0,
        What::Laughter => 6.0,
        // Every call is full of these; the longest turns are worth a look.
        What::Turn if seconds >= 20.0 => 2.0 + seconds / 60.0,
        What::Turn | What::Backchannel => 0.0,
    }
}

pub(super) fn write(heard: &Heard, style: Style, room: usize, text: &mut String) {
    // A heading and a blank line take two.
    let most = MOST.min(room.saturating_sub(2));
    let mut found: Vec<(f32, u64, String)> = heard
        .moments
        .iter()
        .filter(|moment| !heard.mixed || !matches!(moment.what, What::Interruption | What::Turn))
        .map(|moment| (weight(moment), moment))
        .filter(|(weight, _)| *weight > 0.0)
        .map(|(weight, moment)| (weight, moment.from_ms, told(heard, words::moment(moment))))
        .collect();
    // Of the agent's voice alone: it is a mirror, not a reading of the customer.
    let smiles = heard.smiles.iter().filter(|smile| smile.side == Side::Agent);
    found.extend(smiles.map(|smile| {
        let weight = 5.0 + smile.peak.value;
        (weight, smile.from_ms, told(heard, words(smile)))
    }));
    let all = found.len();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(most);
    if found.is_empty() {
        return;
    }
    found.sort_by_key(|(_, from_ms, _)| *from_ms);
    let heading = match all - found.len() {
        0 => "Moments".to_owned(),
        more => format!("Moments, the most telling of {}", found.len() + more),
    };
    line(text, &style.bold(&heading));
    for (_, from_ms, words) in found {
        line(text, &format!("  {:>7}  {words}", clock(from_ms)));
    }
    text.push('\n');
}

fn words(smile: &SmileMoment) -> String {
    format!(
        "a smile is heard in the {}'s voice, {}, up to {}",
        words::side(smile.side),
        words::length(smile.length_ms),
        words::signed(smile.peak.value)
    )
}

/// Where nobody is told apart, it is somebody.
fn told(heard: &Heard, words: String) -> String {
    if heard.mixed {
        words.replace("the agent", "somebody").replace("somebody's voice", "a voice")
    } else {
        words
    }
}

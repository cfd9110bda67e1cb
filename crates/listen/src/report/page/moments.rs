//! The moments of a call as a list that can be listened to.

use voice::{Moment, Side, What};

use crate::{
    heard::Heard,
    report::{kind::Kind, words},
};

/// A moment of the list.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) kind: Kind,
    pub(super) from_ms: u64,
    pub(super) to_ms: u64,
    pub(super) at: String,
    pub(super) title: &'static str,
    /// Who, and how long.
    pub(super) detail: String,
}

/// A chip that shows moments of one kind.
#[derive(Debug)]
pub(super) struct Chip {
    pub(super) id: &'static str,
    pub(super) label: String,
}

fn who(by: Option<Side>) -> &'static str {
    by.map_or("nobody", words::side)
}

/// All moments that are listed, in the order of time; backchannels apart.
pub(super) fn list(heard: &Heard) -> (Vec<Listed>, Vec<Listed>) {
    let mut opening = heard.figures.opening_ms;
    let mut all: Vec<Listed> = heard
        .moments
        .iter()
        .filter_map(|moment| {
            let kind = kind(moment, &mut opening)?;
            Some(listed(kind, moment.from_ms, moment.length_ms, detail(kind, moment)))
        })
        .collect();
    all.extend(heard.smiles.iter().filter(|smile| smile.side == Side::Agent || heard.mixed).map(
        |smile| {
            let peak = &smile.peak;
            let whose = if heard.mixed { "somebody" } else { words::side(smile.side) };
            let detail = format!(
                "{whose}, {}, at most {} ({} to {})",
                words::length(smile.length_ms),
                words::signed(peak.value),
                words::signed(peak.low),
                words::signed(peak.high)
            );
            listed(Kind::Smile, smile.from_ms, smile.length_ms, detail)
        },
    ));
    all.sort_by_key(|one| one.from_ms);
    all.into_iter().partition(|one| one.kind != Kind::Backchannel)
}

fn listed(kind: Kind, from_ms: u64, length_ms: u64, detail: String) -> Listed {
    let at = words::clock(from_ms);
    Listed { kind, from_ms, to_ms: from_ms + length_ms, at, title: kind.title(), detail }
}

/// What a moment is listed as; ordinary turns are not.
fn kind(moment: &Moment, opening: &mut Option<u64>) -> Option<Kind> {
    Some(match moment.what {
        What::Turn => {
            let first = moment.by == Some(Side::Customer) && *opening == Some(moment.length_ms);
            if !first {
                return None;
            }
            *opening = None;
            Kind::Opening
        }
        What::Interruption => Kind::Interruption,
        What::Backchannel => Kind::Backchannel,
        What::Silence => Kind::Silence,
        What::Hold => Kind::Hold,
        What::RaisedVoice => Kind::Raised,
        What::Laughter => Kind::Laughter,
    })
}

fn detail(kind: Kind, moment: &Moment) -> String {
    let (who, length) = (who(moment.by), words::length(moment.length_ms));
    kind.detail(who, &length)
}

/// A chip for each kind that there is.
pub(super) fn chips(list: &[Listed]) -> Vec<Chip> {
    Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            let count = u32::try_from(list.iter().filter(|one| one.kind == kind).count()).ok()?;
            let (one, more) = kind.names();
            (count > 0).then(|| Chip { id: kind.shape(), label: words::count(count, one, more) })
        })
        .collect()
}

/// How many "mm-hm"s, and whose: "3 “mm-hm”s by the agent, 1 by the customer".
pub(super) fn backchannels(heard: &Heard) -> String {
    let counts = Side::BOTH.map(|side| heard.figures.sides[side.index()].talk.backchannels);
    let mut parts: Vec<String> = Vec::new();
    for (side, number) in Side::BOTH.into_iter().zip(counts).filter(|(_, number)| *number > 0) {
        let number = if parts.is_empty() {
            words::count(number, "“mm-hm”", "“mm-hm”s")
        } else {
            number.to_string()
        };
        parts.push(format!("{number} by the {}", words::side(side)));
    }
    parts.join(", ")
}

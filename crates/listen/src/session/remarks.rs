//! What a listener should know of the recordings of a call, in words for people.

use voice::{Figures, Moment, Side, What};

use super::{ended::Ended, gathering::talk_frames};
use crate::report::words::clock;

/// A side whose loudest sample is below this (−60 dB of full scale) carries nothing.
const SILENT: f32 = 0.001;
/// Recordings whose lengths differ by more than this do not end together, in ms.
const LENGTHS_DIFFER_MS: u64 = 1_000;

/// The remarks on a call; `loudest` is the loudest sample of each side, 0 to 1.
pub(super) fn of(
    figures: &Figures,
    moments: &[Moment],
    ended: &Ended,
    loudest: [f32; 2],
) -> Vec<String> {
    let mut remarks = Vec::new();
    remarks.extend(mixed(ended));
    let sides = if ended.mixed { &Side::BOTH[..1] } else { &Side::BOTH[..] };
    for &side in sides {
        remarks.extend(unheard(side, figures, ended, loudest[side.index()]));
        remarks.extend(clipped(side, figures, ended));
    }
    if !ended.mixed {
        remarks.extend(swapped(figures, moments, ended));
    }
    remarks.extend(lengths(ended));
    for source in &ended.sources {
        if source.channels > 2 || (ended.two_files && source.channels > 1) {
            remarks.push(channels(source.channels, &source.name, ended.two_files));
        }
        for remark in &source.remarks {
            remarks.push(if ended.two_files {
                format!("{}: {remark}", source.name)
            } else {
                remark.clone()
            });
        }
    }
    remarks
}

fn mixed(ended: &Ended) -> Option<String> {
    if !ended.mixed {
        return None;
    }
    let why = match (ended.same, ended.two_files) {
        (true, true) => "Both recordings are the same sound",
        (true, false) => "Both channels are the same sound",
        (false, _) => "The recording has one channel",
    };
    Some(format!(
        "{why}, so nobody can tell the agent from the customer: everything is told as if one person \
         spoke, and talk share, interruptions and who answers how fast are not told. Record each side \
         on a channel of its own."
    ))
}

/// What a side is called in a remark: by its recording, or by its channel.
fn name(side: Side, ended: &Ended) -> String {
    if ended.mixed {
        return "recording".into();
    }
    let who = match side {
        Side::Agent => "agent",
        Side::Customer => "customer",
    };
    let what = if ended.two_files { "recording" } else { "channel" };
    format!("{who}'s {what}")
}

fn unheard(side: Side, figures: &Figures, ended: &Ended, loudest: f32) -> Option<String> {
    if figures.sides[side.index()].talk.talk_ms > 0 || figures.length_ms == 0 {
        return None;
    }
    let name = name(side, ended);
    Some(if loudest < SILENT {
        format!("The {name} is silent from beginning to end.")
    } else {
        format!("There is sound in the {name}, but no voice was heard in it.")
    })
}

/// More than one frame of a hundred of the talk is at full scale.
fn clipped(side: Side, figures: &Figures, ended: &Ended) -> Option<String> {
    let of = &figures.sides[side.index()];
    let talk = talk_frames(of.talk.talk_ms);
    (talk > 0 && of.clipped_frames * 100 > talk).then(|| {
        let percent = (of.clipped_frames * 100 / talk).min(100);
        format!(
            "The {} is recorded too loud: {percent} % of its talk is clipped, which sounds pressed. \
             Turn the input down.",
            name(side, ended)
        )
    })
}

/// Who answers a call greets ("This is Mia at the shop, how can I help?"), and who called then says at
/// length why. Where the customer's channel does the first and the agent's the second, they may be the
/// wrong way round. A greeting is a first turn of 1.5 to 15 s: a called customer's "Hello?" is shorter.
/// At length is a second turn of at least 5 s that is longer than the greeting.
fn swapped(figures: &Figures, moments: &[Moment], ended: &Ended) -> Option<String> {
    let [agent, customer] = Side::BOTH.map(|side| figures.sides[side.index()].talk.first_word_ms);
    let (agent, customer) = (agent?, customer?);
    let mut turns = moments.iter().filter(|moment| moment.what == What::Turn);
    let (first, second) = (turns.next()?, turns.next()?);
    let greets = first.by == Some(Side::Customer)
        && customer + 500 <= agent
        && (1_500..=15_000).contains(&first.length_ms);
    let tells = second.by == Some(Side::Agent)
        && second.length_ms >= 5_000
        && second.length_ms > first.length_ms;
    let which = if ended.two_files { "recording" } else { "channel" };
    let [position, how] =
        if ended.swapped { ["first", "without --swap"] } else { ["second", "with --swap"] };
    (greets && tells).then(|| {
        format!(
            "Is the {position} {which} the agent's? It speaks first, as who answers a call does, and \
             then the other one speaks at length, as who has a question does. If it is the agent's, \
             run again {how}."
        )
    })
}

fn lengths(ended: &Ended) -> Option<String> {
    let [agent, customer] = ended.length_ms;
    if agent.abs_diff(customer) <= LENGTHS_DIFFER_MS || ended.mixed {
        return None;
    }
    let shorter = if agent < customer { "agent" } else { "customer" };
    Some(format!(
        "The recordings are not equally long: the agent's is {}, the customer's {}. Both were taken to \
         begin together, and the {shorter}'s as silent after its end.",
        clock(agent),
        clock(customer)
    ))
}

fn channels(count: usize, name: &str, two_files: bool) -> String {
    if two_files {
        format!("{name} has {count} channels; all of them together were heard as one side.")
    } else {
        format!("{name} has {count} channels; the first two were heard.")
    }
}

//! What can never be met, and which checks exclude each other.

use language::{Wording, say};

use super::{
    Reach,
    check::{Check, Length, Phrase},
};

/// Longest time that may be asked for, in seconds: a month.
const SECONDS_MAX: i64 = 31 * 86_400;
/// Seconds that a customer may speak first, at the most.
const SPEAKS_FIRST_MAX: u32 = 600;
/// More interruptions are no standard.
const INTERRUPTIONS_MAX: u32 = 20;

/// Why a check makes no sense by itself: it can never be met, it always is, or it mixes what must not be mixed.
/// Nothing where it does.
pub fn never_met(check: &Check, reach: Reach) -> Option<Wording> {
    if let Some(why) = check.phrases().find_map(senseless) {
        return Some(why);
    }
    for way in check.ways() {
        for (number, &one) in way.iter().enumerate() {
            if let Some(&other) = way[..number].iter().find(|&&other| excludes(one, other)) {
                return Some(
                    say("standard-never-both")
                        .with("one", other.to_string())
                        .with("other", one.to_string()),
                );
            }
        }
    }
    if !check.is_voice() {
        return None;
    }
    if !check.phrases().all(Phrase::is_voice) {
        return Some(say("standard-never-mixed"));
    }
    (!reach.meets(Reach::Phone)).then(|| say("standard-never-no-phone"))
}

fn senseless(phrase: Phrase) -> Option<Wording> {
    let about = |wording: Wording| Some(wording.with("phrase", phrase.to_string()));
    let length = |length: Length| {
        if length.amount == 0 {
            return about(say("standard-never-no-time"));
        }
        if length.seconds() > SECONDS_MAX { about(say("standard-never-so-long")) } else { None }
    };
    match phrase {
        Phrase::Within(within) => length(within),
        Phrase::NotBefore(before) if before.amount == 0 => about(say("standard-always-met")),
        Phrase::NotBefore(before) => length(before),
        Phrase::TalkShare(0) => about(say("standard-never-without-hello")),
        Phrase::TalkShare(percent) if percent >= 100 => about(say("standard-always-in-share")),
        Phrase::SpeaksFirst(0) => about(say("standard-always-met")),
        Phrase::SpeaksFirst(seconds) if seconds > SPEAKS_FIRST_MAX => {
            about(say("standard-hardly-met").with("seconds", SPEAKS_FIRST_MAX))
        }
        Phrase::Interruptions(most) if most > INTERRUPTIONS_MAX => {
            about(say("standard-always-so-many").with("most", INTERRUPTIONS_MAX))
        }
        _ => None,
    }
}

/// Whether an answer within the one always comes before the other allows it. The desk’s hours never go faster than
/// the clock, so a time on the clock bounds one in hours, and not the other way round.
fn too_soon(within: Length, not_before: Length) -> bool {
    let comparable = !within.open_hours || not_before.open_hours;
    comparable && within.seconds() < not_before.seconds()
}

/// Whether no contact could meet both.
fn excludes(one: Phrase, other: Phrase) -> bool {
    let either = |one, other| match (one, other) {
        (Phrase::Within(within), Phrase::NotBefore(before)) => too_soon(within, before),
        (Phrase::Has(place, mark), Phrase::HasNo(without, same)) => {
            mark == same && place == without
        }
        (Phrase::Has(_, mark), Phrase::No(same)) => mark == same,
        _ => false,
    };
    either(one, other) || either(other, one)
}

/// Whether no contact could meet both checks: each way of the one excludes each way of the other.
pub fn contradicts(one: &Check, other: &Check) -> bool {
    one.ways().iter().all(|way| {
        other.ways().iter().all(|against| {
            way.iter().any(|&phrase| against.iter().any(|&against| excludes(phrase, against)))
        })
    })
}

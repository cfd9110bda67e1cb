//! What can never be met, and which checks exclude each other.

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
pub fn never_met(check: &Check, reach: Reach) -> Option<String> {
    if let Some(why) = check.phrases().find_map(senseless) {
        return Some(why);
    }
    for way in check.ways() {
        for (number, &one) in way.iter().enumerate() {
            if let Some(&other) = way[..number].iter().find(|&&other| excludes(one, other)) {
                return Some(format!(
                    "This can never be met: “{other}” and “{one}” exclude each other."
                ));
            }
        }
    }
    if !check.is_voice() {
        return None;
    }
    if !check.phrases().all(Phrase::is_voice) {
        return Some(
            "What is heard in a voice belongs to whoever talked, so it stands in a standard of its \
             own. Make two standards of this."
                .to_owned(),
        );
    }
    (!reach.meets(Reach::Phone)).then(|| {
        "This can never be met: what is heard in a call is a standard for the phone.".to_owned()
    })
}

fn senseless(phrase: Phrase) -> Option<String> {
    let length = |length: Length| {
        if length.amount == 0 {
            return Some(format!("“{phrase}” can never be met. Give people some time."));
        }
        (length.seconds() > SECONDS_MAX)
            .then(|| format!("“{phrase}” is no standard any more. Ask for a month at the most."))
    };
    match phrase {
        Phrase::Within(within) => length(within),
        Phrase::NotBefore(before) if before.amount == 0 => {
            Some(format!("“{phrase}” is always met, so it says nothing."))
        }
        Phrase::NotBefore(before) => length(before),
        Phrase::TalkShare(0) => {
            Some(format!("“{phrase}” can never be met: somebody has to pick up and say hello."))
        }
        Phrase::TalkShare(percent) if percent >= 100 => Some(format!(
            "“{phrase}” says nothing, for there is no more than 100 %. Ask for less than 100 %."
        )),
        Phrase::SpeaksFirst(0) => Some(format!("“{phrase}” is always met, so it says nothing.")),
        Phrase::SpeaksFirst(seconds) if seconds > SPEAKS_FIRST_MAX => Some(format!(
            "“{phrase}” could hardly ever be met. Ask for {SPEAKS_FIRST_MAX} seconds at the most."
        )),
        Phrase::Interruptions(most) if most > INTERRUPTIONS_MAX => {
            Some(format!("“{phrase}” says nothing. Ask for {INTERRUPTIONS_MAX} at the most."))
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

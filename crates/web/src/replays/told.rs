//! What was heard in a call, in the language of whoever looks. `listen` says the same in the English of its reports, and
//! so do what is kept of a call and what was shared of it.

use language::{Wording, say};
use listen::report::{kind::Kind, words};
use voice::{Reading, Unsure};

use crate::wording;

/// How many reasons are given.
const REASONS_MAX: usize = 3;
/// What adds less than this is no reason.
const REASON_MIN: f32 = 0.05;

/// A figure such as "0.45", as the language writes it.
pub(crate) fn figure(plain: &str) -> String {
    language::decimal(plain)
}

/// How long something takes: "0.4 s", "12 s", "4:05".
pub(super) fn length(ms: u64) -> String {
    length_of(&words::length(ms))
}

fn length_of(kept: &str) -> String {
    match kept.strip_suffix(" s") {
        Some(seconds) => say("call-length-in-seconds").with("seconds", figure(seconds)).to_string(),
        None => kept.to_owned(),
    }
}

/// What was shared of a call, by the words in which it is kept; others stay as they are.
pub(crate) fn shared(kept: &str) -> Wording {
    let (who, rest) = if let Some((what, rest)) = kept.split_once(", by the agent") {
        ("agent", format!("{what}{rest}"))
    } else if let Some((what, rest)) = kept.split_once(", by the customer") {
        ("customer", format!("{what}{rest}"))
    } else {
        ("nobody", kept.to_owned())
    };
    let long = |before: &str, after: &str| {
        rest.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).map(length_of)
    };
    if let Some(length) = long("the customer’s opening turn, ", "") {
        say("replay-shared-opening").with("length", length)
    } else if let Some(length) = long("a smile heard, ", "") {
        say("replay-shared-smile").with("length", length)
    } else if let Some(length) = long("an interruption, ", " of overlap") {
        say("replay-shared-interruption").with("who", who).with("length", length)
    } else if let Some(length) = long("a raised voice, ", "") {
        say("replay-shared-raised").with("who", who).with("length", length)
    } else if let Some(length) = long("a silence of ", "") {
        say("replay-shared-silence").with("length", length)
    } else if let Some(length) = long("a hold of ", "") {
        say("replay-shared-hold").with("length", length)
    } else if rest == "what sounds like laughter" {
        say("replay-shared-laughter").with("who", who)
    } else if rest == "an “mm-hm”" {
        say("replay-shared-backchannel").with("who", who)
    } else {
        kept.into()
    }
}

/// How much of a smile was heard, as a sentence begins: "Clearly more smile than usual".
pub(super) fn smile(found: &Reading) -> Wording {
    match words::reading(found) {
        "clearly more than usual" => say("smile-clearly-more"),
        "clearly less than usual" => say("smile-clearly-less"),
        "perhaps more than usual" => say("smile-perhaps-more"),
        "perhaps less than usual" => say("smile-perhaps-less"),
        _ => say("smile-as-usual"),
    }
}

/// Why nothing is told: "listening… too little speech to tell".
pub(super) fn unsure(why: Unsure) -> Wording {
    match why {
        Unsure::TooLittle => say("voice-too-little"),
        Unsure::NoBaseline => say("voice-no-baseline"),
        Unsure::Pressed => say("voice-pressed"),
    }
}

/// What a kind of moment is called in a list.
pub(super) fn title(kind: Kind) -> Wording {
    match kind {
        Kind::Opening => say("replay-opening"),
        Kind::Smile => say("replay-smile"),
        Kind::Interruption => say("replay-interruption"),
        Kind::Raised => say("replay-raised"),
        Kind::Laughter => say("replay-laughter"),
        Kind::Silence => say("replay-silence"),
        Kind::Hold => say("replay-hold"),
        Kind::Backchannel => say("replay-backchannel"),
    }
}

/// So many of a kind: "1 smile", "3 smiles".
pub(super) fn so_many(kind: Kind, count: usize) -> Wording {
    let said = match kind {
        Kind::Opening => say("replay-openings"),
        Kind::Smile => say("replay-smiles"),
        Kind::Interruption => say("replay-interruptions"),
        Kind::Raised => say("replay-raised-voices"),
        Kind::Laughter => say("replay-laughters"),
        Kind::Silence => say("replay-silences"),
        Kind::Hold => say("replay-holds"),
        Kind::Backchannel => say("replay-backchannels"),
    };
    said.with("count", count)
}

/// The weightiest parts of a smile, each with what it adds: "your pitch moves more than usual +0.4". Several measures
/// that say the same are one.
pub(crate) fn reasons<'a>(parts: impl Iterator<Item = (&'a str, f32)>) -> Vec<String> {
    let mut said: Vec<(&str, f32)> = Vec::new();
    for (words, adds) in parts {
        match said.iter_mut().find(|(known, _)| *known == words) {
            Some((_, sum)) => *sum += adds,
            None => said.push((words, adds)),
        }
    }
    said.retain(|(_, sum)| sum.abs() >= REASON_MIN);
    said.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    said.truncate(REASONS_MAX);
    said.into_iter()
        .map(|(words, sum)| format!("{} {}", reason(words), wording::signed(sum)))
        .collect()
}

/// What a measure of a voice says, by the words in which it is kept.
fn reason(kept: &str) -> Wording {
    match kept {
        "your pitch is higher than usual" => say("voice-pitch-is-higher"),
        "your pitch is lower than usual" => say("voice-pitch-is-lower"),
        "your pitch ranges wider than usual" => say("voice-pitch-ranges-wider"),
        "your pitch ranges less than usual" => say("voice-pitch-ranges-less"),
        "your pitch moves more than usual" => say("voice-pitch-moves-more"),
        "your pitch moves less than usual" => say("voice-pitch-moves-less"),
        "your voice is brighter than usual" => say("voice-is-brighter"),
        "your voice is darker than usual" => say("voice-is-darker"),
        "also your quiet syllables are sharp" => say("voice-also-quiet-syllables-are-sharp"),
        "your quiet syllables are softer than usual" => say("voice-quiet-syllables-are-softer"),
        "your voice is softer in timbre than usual" => say("voice-is-softer-in-timbre"),
        "your voice is harder in timbre than usual" => say("voice-is-harder-in-timbre"),
        "your voice changes its force more than usual" => say("voice-changes-its-force-more"),
        "your voice keeps its force more evenly than usual" => {
            say("voice-keeps-its-force-more-evenly")
        }
        "the upper part of your voice is stronger than usual" => {
            say("voice-the-upper-part-of-voice-is-stronger")
        }
        "the upper part of your voice is weaker than usual" => {
            say("voice-the-upper-part-of-voice-is-weaker")
        }
        "your sounds change faster than usual" => say("voice-sounds-change-faster"),
        "your sounds change more slowly than usual" => say("voice-sounds-change-more-slowly"),
        "your mouth is more open than usual" => say("voice-mouth-is-more-open"),
        "your mouth is less open than usual" => say("voice-mouth-is-less-open"),
        "your vowels sound more forward, as with spread lips" => {
            say("voice-vowels-sound-more-forward-as-with-spread-lips")
        }
        "your vowels sound further back, as with rounded lips" => {
            say("voice-vowels-sound-further-back-as-with-rounded-lips")
        }
        "your vowels swing wider than usual" => say("voice-vowels-swing-wider"),
        "your vowels flow into each other more than usual" => {
            say("voice-vowels-flow-into-each-other-more")
        }
        "your vowels have the shape of a smile more than usual" => {
            say("voice-vowels-have-the-shape-of-a-smile-more")
        }
        "your vowels have the shape of a smile less than usual" => {
            say("voice-vowels-have-the-shape-of-a-smile-less")
        }
        "your voice is clearer than usual" => say("voice-is-clearer"),
        "your voice is rougher than usual" => say("voice-is-rougher"),
        "your voice is more peaked than usual" => say("voice-is-more-peaked"),
        "your voice is rounder than usual" => say("voice-is-rounder"),
        "your loudness varies more than usual" => say("voice-loudness-varies-more"),
        "your loudness varies less than usual" => say("voice-loudness-varies-less"),
        "your words flow more than usual" => say("voice-words-flow-more"),
        "your words are more broken than usual" => say("voice-words-are-more-broken"),
        "you pause more than usual" => say("voice-you-pause-more"),
        "you pause less than usual" => say("voice-you-pause-less"),
        "you speak faster than usual" => say("voice-you-speak-faster"),
        "you speak more slowly than usual" => say("voice-you-speak-more-slowly"),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_is_said_as_reports_say_it() {
        for (value, low, high, expected) in [
            (1.1, 0.5, 1.7, "Clearly more smile than usual"),
            (0.5, -0.1, 1.1, "Perhaps more smile than usual"),
            (0.04, -0.6, 0.7, "About as usual"),
            (-0.5, -1.1, 0.1, "Perhaps less smile than usual"),
            (-1.1, -1.7, -0.5, "Clearly less smile than usual"),
        ] {
            assert_eq!(smile(&Reading { value, low, high }).to_string(), expected);
        }
        for why in [Unsure::TooLittle, Unsure::NoBaseline, Unsure::Pressed] {
            assert_eq!(unsure(why).to_string(), words::unsure(why));
        }
        for kind in Kind::ALL {
            assert_eq!(title(kind).to_string(), kind.title());
            let (one, more) = kind.names();
            assert_eq!(so_many(kind, 1).to_string(), format!("1 {one}"));
            assert_eq!(so_many(kind, 2).to_string(), format!("2 {more}"));
        }
        for ms in [430, 12_000, 59_600] {
            assert_eq!(length(ms), words::length(ms));
        }
    }

    #[test]
    fn measures_that_say_the_same_are_one_reason() {
        let parts = [("you pause less than usual", 0.2), ("x", -0.3), ("x", -0.4), ("y", 0.01)];
        assert_eq!(reasons(parts.into_iter()), ["x −0.7", "you pause less than usual +0.2"]);
    }
}

//! The figures of a call, each in words and with what it means.

use voice::{Reading, Side, SideFigures};

use crate::{
    heard::{Heard, Impression, Ordinary},
    report::{
        lanes,
        words::{self, clock, count, length, seconds},
    },
};

/// How many reasons are given.
pub(super) const REASONS: usize = 3;

/// A row of the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) what: &'static str,
    /// The agent's and the customer's, or one value for the call.
    pub(super) values: Vec<String>,
    pub(super) meaning: String,
}

/// How a stretch of the agent's voice sounded.
#[derive(Debug)]
pub(super) struct Sounded {
    pub(super) title: &'static str,
    pub(super) words: String,
    pub(super) numbers: Option<String>,
    pub(super) arc: String,
    pub(super) interval: String,
    pub(super) reasons: Vec<String>,
}

const NOTHING: &str = "–";

/// All rows.
pub(super) fn rows(heard: &Heard) -> Vec<Row> {
    let figures = &heard.figures;
    let whole = clock(figures.length_ms);
    let mut rows = Vec::new();
    if heard.mixed {
        rows.push(Row {
            what: "Talk",
            values: vec![share(heard, Side::Agent)],
            meaning: format!("Share of the whole call ({whole}), whoever spoke."),
        });
    } else {
        rows.extend(of_sides(heard, &whole));
        rows.push(Row {
            what: "Opening turn",
            values: vec![NOTHING.into(), figures.opening_ms.map_or(NOTHING.into(), length)],
            meaning: "The customer’s first turn with at least two seconds of speech: how long they could say what it is about.".into(),
        });
        rows.push(Row {
            what: "Turns a minute",
            values: vec![turns_a_minute(heard)],
            meaning: "Both sides’ turns over the length of the call.".into(),
        });
        rows.push(pace_gap(heard));
    }
    rows.push(Row {
        what: "Silence",
        values: vec![length_or_none(figures.silence_ms)],
        meaning: format!(
            "Nobody spoke for three seconds or more at a time, of {whole}; holds apart."
        ),
    });
    rows.push(Row {
        what: "Hold",
        values: vec![length_or_none(figures.hold_ms)],
        meaning: format!("Music, or a line that carried nothing, of {whole}."),
    });
    rows
}

fn length_or_none(ms: u64) -> String {
    if ms == 0 { "none".into() } else { length(ms) }
}

fn share(heard: &Heard, side: Side) -> String {
    let talked = heard.figures.sides[side.index()].talk.talk_ms;
    format!("{:.0} % ({})", heard.figures.talk_share(side) * 100.0, clock(talked))
}

/// What both sides have.
fn of_sides(heard: &Heard, whole: &str) -> [Row; 6] {
    let row = |what, meaning: String, of: &dyn Fn(&SideFigures) -> String| Row {
        what,
        values: heard.figures.sides.iter().map(of).collect(),
        meaning,
    };
    let time = |ms: Option<u64>| ms.map_or_else(|| NOTHING.into(), length);
    [
        Row {
            what: "Talk",
            values: Side::BOTH.map(|side| share(heard, side)).into(),
            meaning: format!(
                "Share of the whole call ({whole}) that each side spoke; pauses under half a second count as talk."
            ),
        },
        row("First word after", "From the beginning of the recording.".into(), &|of| {
            time(of.talk.first_word_ms)
        }),
        row(
            "Answers after",
            "The gap before taking the floor, on average; over ten seconds is no answer.".into(),
            &|of| time(of.talk.response_ms()),
        ),
        row("Turns", "How often each side took the floor.".into(), &|of| of.talk.turns.to_string()),
        row(
            "Interruptions",
            "Took the floor over at least a second of the other’s speech; with the overlap in all."
                .into(),
            &|of| match of.talk.interruptions {
                0 => "none".into(),
                times => format!("{times} ({})", length(of.talk.interruptions_ms)),
            },
        ),
        row("Pace", "Syllables a second of talk, as they are heard.".into(), &|of| {
            of.pace.map_or_else(|| NOTHING.into(), |pace| format!("{pace:.1} a second"))
        }),
    ]
}

fn turns_a_minute(heard: &Heard) -> String {
    let turns: u32 = heard.figures.sides.iter().map(|of| of.talk.turns).sum();
    if heard.figures.length_ms == 0 {
        return NOTHING.into();
    }
    format!("{:.1}", f64::from(turns) * 60.0 / seconds(heard.figures.length_ms))
}

fn pace_gap(heard: &Heard) -> Row {
    let value = heard.figures.pace_gap().map_or_else(
        || NOTHING.to_owned(),
        |gap| match format!("{:.1}", gap.abs()).as_str() {
            "0.0" => "none".into(),
            by if gap > 0.0 => format!("agent faster by {by}"),
            by => format!("agent slower by {by}"),
        },
    );
    let meaning = "The agent’s pace less the customer’s, in syllables a second.".into();
    Row { what: "Pace gap", values: vec![value], meaning }
}

/// The smile of the agent in the first and the last ten seconds of talk, and in all of it.
pub(super) fn sounded(heard: &Heard) -> Vec<Sounded> {
    let side = &heard.sides[Side::Agent.index()];
    let mut all = vec![
        one("First ten seconds of talk", &side.first),
        one("Last ten seconds of talk", &side.last),
    ];
    // In all of a call, a voice is as it is in that call.
    if side.ordinary == Ordinary::Given {
        all.push(one("All of the call", &side.whole));
    }
    all
}

fn one(title: &'static str, impression: &Impression) -> Sounded {
    let reading = impression.axes[0].reading;
    let Reading { value, low, high } =
        reading.unwrap_or(Reading { value: 0.0, low: 0.0, high: 0.0 });
    Sounded {
        title,
        words: match &reading {
            Ok(found) => smile_words(found),
            Err(why) => capital(words::unsure(*why)),
        },
        numbers: reading.is_ok().then(|| interval(&Reading { value, low, high })),
        arc: lanes::arc(value),
        interval: lanes::arcs_between(low, high),
        reasons: match reading {
            Ok(_) => words::why(&impression.parts, Side::Agent, REASONS),
            Err(_) => Vec::new(),
        },
    }
}

fn smile_words(reading: &Reading) -> String {
    let words = words::reading(reading);
    capital(&words.replace("more than", "more smile than").replace("less than", "less smile than"))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "+1.1, between +0.5 and +1.7".
fn interval(reading: &Reading) -> String {
    format!(
        "{}, between {} and {}",
        words::signed(reading.value),
        words::signed(reading.low),
        words::signed(reading.high)
    )
}

/// Which sides nothing was heard of: "Nothing was heard of the customer."
pub(super) fn unheard(heard: &Heard) -> Option<&'static str> {
    let silent = Side::BOTH.map(|side| heard.figures.sides[side.index()].talk.talk_ms == 0);
    match (heard.mixed, silent) {
        (_, [true, true]) | (true, [true, _]) => {
            Some("Nobody was heard to speak in this recording.")
        }
        (false, [true, false]) => {
            Some("Nothing was heard of the agent: their side of the recording has no speech.")
        }
        (false, [false, true]) => {
            Some("Nothing was heard of the customer: their side of the recording has no speech.")
        }
        _ => None,
    }
}

/// A length of time as people say it: "4 minutes 5 seconds".
pub(super) fn length_in_words(ms: u64) -> String {
    let whole = ms / 1_000;
    let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let (hours, minutes, seconds) = (whole / 3_600, whole / 60 % 60, whole % 60);
    let mut parts = Vec::new();
    for (value, one, more) in [(hours, "hour", "hours"), (minutes, "minute", "minutes")] {
        if value > 0 {
            parts.push(count(number(value), one, more));
        }
    }
    if hours == 0 && (seconds > 0 || parts.is_empty()) {
        parts.push(count(number(seconds), "second", "seconds"));
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_as_people_say_them() {
        for (seconds, expected) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (60, "1 minute"),
            (245, "4 minutes 5 seconds"),
            (3_660, "1 hour 1 minute"),
        ] {
            assert_eq!(length_in_words(seconds * 1_000), expected);
        }
    }
}

//! What was heard as JSON. docs/listen-json.md describes it; names and units are kept.

use serde_json::{Value, json};
use voice::{Figures, Part, Reading, Side, Unsure, What};

use super::words::{self, seconds};
use crate::heard::{AxisReading, Heard, HeardSide, Impression, Ordinary, Source};

/// Of the format. It grows when a name goes or changes its meaning, not when one is added.
pub const VERSION: u32 = 1;

/// Everything that was heard.
pub fn of(heard: &Heard) -> Value {
    let figures = &heard.figures;
    let two = |value: Value| if heard.mixed { Value::Null } else { value };
    json!({
        "version": VERSION,
        "sources": heard.sources.iter().map(source).collect::<Vec<_>>(),
        "mixed": heard.mixed,
        "length_s": seconds(figures.length_ms),
        "first_speaker": two(json!(first_speaker(figures).map(words::side))),
        "opening_turn_s": two(json!(figures.opening_ms.map(seconds))),
        "silence_s": seconds(figures.silence_ms),
        "hold_s": seconds(figures.hold_ms),
        "turns_per_minute": two(json!(turns_per_minute(figures).map(rounded))),
        "pace_gap_syllables_per_s": two(json!(figures.pace_gap().map(round))),
        "agent": side(heard, Side::Agent),
        "customer": two(side(heard, Side::Customer)),
        "moments": heard.moments.iter().map(|moment| json!({
            "what": what(moment.what),
            "by": moment.by.map(words::side),
            "from_s": seconds(moment.from_ms),
            "length_s": seconds(moment.length_ms),
        })).collect::<Vec<_>>(),
        "smiles": heard.smiles.iter().map(|smile| json!({
            "by": words::side(smile.side),
            "from_s": seconds(smile.from_ms),
            "length_s": seconds(smile.length_ms),
            "peak": reading(&Ok(smile.peak)),
        })).collect::<Vec<_>>(),
        "curve": heard.points.iter().map(|point| {
            let mut told = axes(&point.axes);
            told["by"] = json!(words::side(point.side));
            told["at_s"] = json!(seconds(point.at_ms));
            told
        }).collect::<Vec<_>>(),
        "remarks": heard.remarks,
    })
}

/// What a call is like while it lasts.
pub fn so_far(figures: &Figures, mixed: bool, smiles: &[Result<Reading, Unsure>; 2]) -> Value {
    let of = |side: Side| {
        let talk = &figures.sides[side.index()].talk;
        json!({
            "talk_s": seconds(talk.talk_ms),
            "talk_share": round(figures.talk_share(side)),
            "interruptions": talk.interruptions,
            "smile": reading(&smiles[side.index()]),
        })
    };
    json!({
        "version": VERSION,
        "so_far_s": seconds(figures.length_ms),
        "floor": figures.floor.map(|(side, from_ms)| json!({
            "by": words::side(side),
            "since_s": seconds(from_ms),
        })),
        "mixed": mixed,
        "agent": of(Side::Agent),
        "customer": if mixed { Value::Null } else { of(Side::Customer) },
    })
}

/// Who speaks first, where anybody does.
pub(crate) fn first_speaker(figures: &Figures) -> Option<Side> {
    let first = |side: &Side| figures.sides[side.index()].talk.first_word_ms;
    Side::BOTH.into_iter().filter(|side| first(side).is_some()).min_by_key(first)
}

fn turns_per_minute(figures: &Figures) -> Option<f64> {
    let turns: u32 = figures.sides.iter().map(|side| side.talk.turns).sum();
    (figures.length_ms > 0).then(|| f64::from(turns) * 60.0 / seconds(figures.length_ms))
}

fn source(source: &Source) -> Value {
    json!({
        "name": source.name,
        "format": source.format,
        "rate_hz": source.rate_hz,
        "channels": source.channels,
        "remarks": source.remarks,
    })
}

fn side(heard: &Heard, side: Side) -> Value {
    let figures = &heard.figures.sides[side.index()];
    let talk = &figures.talk;
    let two = |value: Value| if heard.mixed { Value::Null } else { value };
    let times = |what: What| {
        heard.moments.iter().filter(|moment| moment.what == what && moment.by == Some(side)).count()
    };
    let HeardSide { first, last, whole, baseline, ordinary, .. } = &heard.sides[side.index()];
    json!({
        "talk_s": seconds(talk.talk_ms),
        "talk_share": round(heard.figures.talk_share(side)),
        "first_word_s": talk.first_word_ms.map(seconds),
        "last_word_s": talk.last_word_ms.map(seconds),
        "turns": two(json!(talk.turns)),
        "interruptions": two(json!(talk.interruptions)),
        "interruptions_s": two(json!(seconds(talk.interruptions_ms))),
        "backchannels": two(json!(talk.backchannels)),
        "answers": two(json!(talk.answers)),
        "response_s": two(json!(talk.response_ms().map(seconds))),
        "pace_syllables_per_s": figures.pace.map(round),
        "raised_voice": times(What::RaisedVoice),
        "laughter": times(What::Laughter),
        "clipped_s": seconds(figures.clipped_frames * u64::from(voice::HOP_MS)),
        "usual_from": match ordinary {
            Ordinary::ThisCall => "this_call",
            Ordinary::Given => "given",
        },
        "usual_voiced_s": round(baseline.voiced_s()),
        "first_10_s": impression(first),
        "last_10_s": impression(last),
        "whole": impression(whole),
    })
}

fn impression(of: &Impression) -> Value {
    let mut told = axes(&of.axes);
    told["smile_parts"] = of.parts.iter().map(part).collect();
    told
}

fn axes(axes: &[AxisReading; 4]) -> Value {
    axes.iter().map(|axis| (axis.axis.name().to_owned(), reading(&axis.reading))).collect()
}

fn reading(of: &Result<Reading, Unsure>) -> Value {
    match of {
        Ok(Reading { value, low, high }) => {
            json!({ "value": round(*value), "low": round(*low), "high": round(*high) })
        }
        Err(why) => json!({ "unsure": match why {
            Unsure::TooLittle => "too_little",
            Unsure::NoBaseline => "no_baseline",
            Unsure::Pressed => "pressed",
        } }),
    }
}

fn part(part: &Part) -> Value {
    json!({
        "measure": snake(&format!("{:?}", part.measure)),
        "words": part.words(),
        "deviation": round(part.deviation),
        "weight": round(part.weight),
        "contribution": round(part.contribution()),
    })
}

/// A moment's name.
pub(crate) const fn what(what: What) -> &'static str {
    match what {
        What::Turn => "turn",
        What::Interruption => "interruption",
        What::Backchannel => "backchannel",
        What::Silence => "silence",
        What::Hold => "hold",
        What::RaisedVoice => "raised_voice",
        What::Laughter => "laughter",
    }
}

/// `PitchChange` as `pitch_change`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// To a thousandth: more digits would claim more.
fn round(value: f32) -> f64 {
    rounded(f64::from(value))
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

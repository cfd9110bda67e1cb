//! The page of a call: one file with everything in it, to look at and listen to without a server or
//! a network.
//!
//! It is drawn here, so that it reads and prints without its script; the script plays. Its policy
//! lets nothing in from elsewhere, and only the style and the script that were written with it.
//! The curves are the agent's alone: they are a mirror, not a reading of the customer.

mod audio;
mod data;
mod figures;
mod lanes;
mod moments;

use std::io;

use askama::Template;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use voice::{Axis, Side, What};

pub use audio::{Recorder, SOUND_MAX_S, Sound};

use self::{
    audio::Address,
    figures::{Row, Sounded},
    lanes::{Bar, Curve, Mark, Tick},
    moments::{Chip, Listed},
};
use super::words;
use crate::heard::{Heard, Ordinary};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// The sound that goes into the page.
#[derive(Debug)]
pub enum Audio {
    /// None: there is nothing to play.
    None,
    /// The call, as it was recorded while it was heard.
    Sound(Sound),
}

/// A lane with a curve.
struct CurveLane {
    axis: &'static str,
    title: &'static str,
    meaning: &'static str,
    curve: Curve,
}

/// A side's waveform and its turns.
struct SideLane {
    name: &'static str,
    waveform: String,
    turns: Vec<Bar>,
}

#[derive(Template)]
#[template(path = "call.html")]
struct Page<'a> {
    heard: &'a Heard,
    style: &'static str,
    script: &'static str,
    policy: String,
    names: String,
    length: String,
    clock: String,
    length_s: u64,
    baseline: &'static str,
    unheard: Option<&'static str>,
    sounded: Vec<Sounded>,
    smile: CurveLane,
    others: [CurveLane; 3],
    sides: Vec<SideLane>,
    silences: Vec<Bar>,
    holds: Vec<Bar>,
    marks: Vec<Mark>,
    ticks: Vec<Tick>,
    moments: Vec<Listed>,
    chips: Vec<Chip>,
    backchannels: Vec<Listed>,
    backchannels_words: String,
    rows: Vec<Row>,
    sound: Option<Address>,
    cut: Option<String>,
    cut_ms: u64,
    data: String,
}

/// Writes the page of a call.
///
/// # Errors
/// When it cannot be written.
pub fn write(heard: &Heard, audio: Audio, out: &mut dyn io::Write) -> io::Result<()> {
    let sound = match audio {
        Audio::Sound(sound) if !sound.is_empty() => Some(sound),
        _ => None,
    };
    let cut_ms = sound.as_ref().and_then(Sound::cut_ms);
    let (moments, backchannels) = moments::list(heard);
    let length_ms = heard.figures.length_ms;
    Page {
        heard,
        style: STYLE,
        script: SCRIPT,
        policy: policy(),
        names: names(heard),
        length: figures::length_in_words(length_ms),
        clock: words::clock(length_ms),
        length_s: length_ms.div_ceil(1_000),
        baseline: baseline(heard),
        unheard: figures::unheard(heard),
        sounded: if heard.mixed { Vec::new() } else { figures::sounded(heard) },
        smile: curve(heard, Axis::Smile, 0),
        others: [(Axis::Pressed, 3), (Axis::Lively, 1), (Axis::Bright, 2)]
            .map(|(axis, place)| curve(heard, axis, place)),
        sides: sides(heard),
        silences: lanes::quiet(heard, What::Silence),
        holds: lanes::quiet(heard, What::Hold),
        marks: lanes::marks(&moments, length_ms),
        ticks: lanes::ticks(length_ms),
        chips: moments::chips(&moments),
        moments,
        backchannels,
        backchannels_words: moments::backchannels(heard),
        rows: figures::rows(heard),
        cut: cut_ms.map(figures::length_in_words),
        cut_ms: cut_ms.unwrap_or(length_ms),
        sound: sound.map(|sound| sound.address(!heard.mixed)),
        data: data::json(heard),
    }
    .write_into(&mut io::BufWriter::new(out))
}

/// Nothing from elsewhere; of what is in the page, only our style and our script.
fn policy() -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; media-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// "agent.wav and caller.wav".
fn names(heard: &Heard) -> String {
    let names: Vec<&str> = heard.sources.iter().map(|source| source.name.as_str()).collect();
    if names.is_empty() { "a recording".into() } else { names.join(" and ") }
}

/// What "usual" means here.
fn baseline(heard: &Heard) -> &'static str {
    match heard.sides[Side::Agent.index()].ordinary {
        Ordinary::ThisCall => "how the agent sounds on average in this call",
        Ordinary::Given => "how the agent ordinarily sounds, from speech that was given",
    }
}

fn curve(heard: &Heard, axis: Axis, place: usize) -> CurveLane {
    let (title, meaning) = match axis {
        Axis::Smile => ("Smile", "lively, bright and at ease"),
        Axis::Pressed => ("Pressed", "tension and effort, as they are heard"),
        Axis::Lively => ("Lively", "level and movement of pitch, flow"),
        Axis::Bright => ("Bright", "the lips’ part of a smile; not told of a pressed voice"),
    };
    let curve = if heard.mixed { Curve::default() } else { lanes::curve(heard, Side::Agent, place) };
    CurveLane { axis: axis.name(), title, meaning, curve }
}

fn sides(heard: &Heard) -> Vec<SideLane> {
    let lane = |side: Side, name| SideLane {
        name,
        waveform: lanes::waveform(&heard.sides[side.index()].peaks, heard.figures.length_ms),
        turns: lanes::turns(heard, side),
    };
    if heard.mixed {
        return vec![lane(Side::Agent, "Everybody")];
    }
    vec![lane(Side::Agent, "Agent"), lane(Side::Customer, "Customer")]
}

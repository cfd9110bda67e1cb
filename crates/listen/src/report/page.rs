//! The page of a call: one file with everything in it, to look at and listen to without a server or
//! a network.
//!
//! It is drawn here, so that it reads and prints without its script; the script plays. Its policy
//! lets nothing in from elsewhere, and only the style and the script that were written with it.
//! The curves are the agent's alone: they are a mirror, not a reading of the customer.

mod audio;
mod data;
mod figures;
mod moments;

use std::io;

use askama::Template;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use voice::{Axis, Moment, Side, What};

pub use audio::{Recorder, SOUND_MAX_S, Sound};

use self::{
    audio::Address,
    figures::{Row, Sounded},
    moments::{Chip, Listed},
};
use super::{
    lanes::{self, Bar, Curve, Mark, Tick},
    words,
};
use crate::heard::{CurvePoint, Heard, Ordinary};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = concat!(include_str!("page/player.js"), include_str!("page/page.js"));

/// The script that plays a call, for other pages with the same elements: a module that exports `player`.
pub const PLAYER: &str = include_str!("page/player.js");

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
    kind: &'static str,
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
        kind: kind(heard),
        clock: words::clock(length_ms),
        length_s: length_ms.div_ceil(1_000),
        baseline: baseline(heard),
        unheard: figures::unheard(heard),
        sounded: if heard.mixed { Vec::new() } else { figures::sounded(heard) },
        smile: curve(heard, Axis::Smile, 0),
        others: [(Axis::Pressed, 3), (Axis::Lively, 1), (Axis::Bright, 2)]
            .map(|(axis, place)| curve(heard, axis, place)),
        sides: sides(heard),
        silences: quiet(heard, What::Silence),
        holds: quiet(heard, What::Hold),
        marks: moments
            .iter()
            .map(|one| lanes::mark(one.from_ms, one.kind.shape(), length_ms))
            .collect(),
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

/// What was listened to.
fn kind(heard: &Heard) -> &'static str {
    match (heard.sources.len(), heard.mixed) {
        (2, false) => "a recording of each side",
        (_, false) => "both sides in one recording",
        (_, true) => "both sides in one channel",
    }
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
    let told = points(heard, Side::Agent).filter(|_| !heard.mixed);
    let told = told.map(|point| (point.at_ms, point.axes[place].reading));
    let curve = lanes::curve(told, heard.figures.length_ms);
    CurveLane { axis: axis.name(), title, meaning, curve }
}

fn sides(heard: &Heard) -> Vec<SideLane> {
    let lane = |side: Side, name| SideLane {
        name,
        waveform: lanes::waveform(&heard.sides[side.index()].peaks, heard.figures.length_ms),
        turns: turns(heard, side),
    };
    if heard.mixed {
        return vec![lane(Side::Agent, "Everybody")];
    }
    vec![lane(Side::Agent, "Agent"), lane(Side::Customer, "Customer")]
}

/// The points of a side's curves.
fn points(heard: &Heard, side: Side) -> impl Iterator<Item = &CurvePoint> {
    heard.points.iter().filter(move |point| point.side == side)
}

/// When a side talked: its turns and what it said in between.
fn turns(heard: &Heard, side: Side) -> Vec<Bar> {
    let talk = |moment: &&Moment| {
        moment.by == Some(side) && matches!(moment.what, What::Turn | What::Backchannel)
    };
    heard.moments.iter().filter(talk).map(|moment| bar(moment, heard)).collect()
}

/// Silences, or holds.
fn quiet(heard: &Heard, what: What) -> Vec<Bar> {
    heard.moments.iter().filter(|one| one.what == what).map(|one| bar(one, heard)).collect()
}

fn bar(moment: &Moment, heard: &Heard) -> Bar {
    lanes::bar(moment.from_ms, moment.length_ms, heard.figures.length_ms)
}

#[cfg(test)]
mod tests {
    use voice::{Baseline, Call, Moment, Rate, Unsure};

    use super::*;
    use crate::heard::{AxisReading, HeardSide, Impression, Source};

    /// A call of a minute in which nothing was heard.
    fn quiet() -> Heard {
        let mut call = Call::new(Rate::Hz8000, Rate::Hz8000);
        call.hear(&vec![0.0; 480_000], &vec![0.0; 480_000], |_| ());
        call.finish(|_| ());
        let axes = voice::AXES.map(|axis| AxisReading { axis, reading: Err(Unsure::TooLittle) });
        let impression = Impression { axes, parts: Vec::new() };
        let side = HeardSide {
            first: impression.clone(),
            last: impression.clone(),
            whole: impression,
            baseline: Baseline::default(),
            ordinary: Ordinary::ThisCall,
            peaks: vec![0; 1_200],
        };
        Heard {
            sources: vec![Source {
                name: "<img src=x onerror=alert(1)>.wav".into(),
                format: "WAV".into(),
                rate_hz: 8_000,
                channels: 2,
                remarks: Vec::new(),
            }],
            figures: call.figures(),
            sides: [side.clone(), side],
            points: Vec::new(),
            moments: Vec::new(),
            smiles: Vec::new(),
            mixed: false,
            remarks: Vec::new(),
        }
    }

    fn written(heard: &Heard, audio: Audio) -> String {
        let mut page = Vec::new();
        write(heard, audio, &mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn names_of_files_are_never_markup() {
        let page = written(&quiet(), Audio::None);
        assert!(!page.contains("<img"));
        assert!(page.contains("&#60;img src=x") || page.contains("&lt;img src=x"));
    }

    #[test]
    fn the_style_and_the_script_are_the_ones_that_its_policy_lets_in() {
        let page = written(&quiet(), Audio::None);
        for (open, close, kind) in
            [("<style>", "</style>", "style"), ("<script type=\"module\">", "</script>", "script")]
        {
            let inside = page.split(open).nth(1).unwrap().split(close).next().unwrap();
            let hash = BASE64_STANDARD.encode(Sha256::digest(inside));
            assert!(page.contains(&format!("{kind}-src 'sha256-{hash}'")), "{kind}");
        }
    }

    #[test]
    fn a_call_with_nothing_in_it_says_so() {
        let page = written(&quiet(), Audio::None);
        for words in [
            "Nobody was heard to speak in this recording.",
            "There is no sound in this page",
            "Nothing stood out",
            "Listening… too little speech to tell",
            "1 minute",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("<audio"));
    }

    #[test]
    fn of_a_mixed_recording_nothing_is_told_of_sides() {
        let page = written(&Heard { mixed: true, ..quiet() }, Audio::None);
        assert!(page.contains("who spoke cannot be told"));
        for words in ["Interruptions", "Customer</", "curve--smile\""] {
            assert!(!page.contains(words), "{words}");
        }
    }

    #[test]
    fn moments_are_listed_and_turns_are_not() {
        let moment = |what, by, from_ms| Moment { what, by, from_ms, length_ms: 4_000 };
        let moments = vec![
            moment(What::Turn, Some(Side::Agent), 0),
            moment(What::Interruption, Some(Side::Customer), 3_000),
            moment(What::Silence, None, 10_000),
        ];
        let page = written(&Heard { moments, ..quiet() }, Audio::None);
        assert_eq!(page.matches("class=\"moment\"").count(), 2);
        assert!(page.contains("customer took the floor, 4.0 s of overlap"));
        assert!(page.contains("1 silence<"));
    }
}

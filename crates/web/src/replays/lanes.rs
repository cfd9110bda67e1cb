//! The lanes of a replay, drawn, and what its script reads out of them.

use std::fmt::Write as _;

use language::{Wording, say};
use listen::report::{
    kind::Kind,
    lanes::{self, Bar, Curve, Mark, Tick},
};
use serde_json::Value;
use voice::{Reading, Side, Unsure};

use super::{
    heard::{AxisTold, Heard, Point},
    moment::Moment,
    told,
};
use crate::wording;

/// A lane with a curve.
#[derive(Debug)]
pub(super) struct CurveLane {
    pub(super) axis: &'static str,
    pub(super) title: Wording,
    pub(super) meaning: Wording,
    pub(super) curve: Curve,
}

/// A side's waveform, its turns, and what it said in between.
#[derive(Debug)]
pub(super) struct SideLane {
    pub(super) name: Wording,
    pub(super) class: &'static str,
    pub(super) waveform: String,
    pub(super) turns: Vec<Bar>,
    pub(super) backchannels: Vec<Bar>,
}

/// All lanes of a part.
#[derive(Debug)]
pub(super) struct Lanes {
    pub(super) smile: CurveLane,
    pub(super) others: [CurveLane; 3],
    pub(super) sides: Vec<SideLane>,
    pub(super) silences: Vec<Bar>,
    pub(super) holds: Vec<Bar>,
    pub(super) ticks: Vec<Tick>,
}

impl Lanes {
    pub(super) fn draw(heard: &Heard) -> Self {
        Self {
            smile: curve(
                heard,
                "smile",
                [say("replay-curve-smile"), say("replay-curve-smile-meaning")],
                |p| &p.smile,
            ),
            others: [
                curve(
                    heard,
                    "pressed",
                    [say("replay-curve-pressed"), say("replay-curve-pressed-meaning")],
                    |p| &p.pressed,
                ),
                curve(
                    heard,
                    "lively",
                    [say("replay-curve-lively"), say("replay-curve-lively-meaning")],
                    |p| &p.lively,
                ),
                curve(
                    heard,
                    "bright",
                    [say("replay-curve-bright"), say("replay-curve-bright-meaning")],
                    |p| &p.bright,
                ),
            ],
            sides: sides(heard),
            silences: bars(heard, "silence", None),
            holds: bars(heard, "hold", None),
            ticks: lanes::ticks(heard.length_ms()),
        }
    }
}

fn curve(
    heard: &Heard,
    axis: &'static str,
    [title, meaning]: [Wording; 2],
    of: fn(&Point) -> &AxisTold,
) -> CurveLane {
    let points = heard.agents_points().map(|point| (point.at_ms(), of(point).reading()));
    CurveLane { axis, title, meaning, curve: lanes::curve(points, heard.length_ms()) }
}

fn sides(heard: &Heard) -> Vec<SideLane> {
    let lane = |side: Side, name, class| SideLane {
        name,
        class,
        waveform: lanes::waveform(&heard.peaks[side.index()], heard.length_ms()),
        turns: bars(heard, "turn", Some(side)),
        backchannels: bars(heard, "backchannel", Some(side)),
    };
    if heard.mixed {
        return vec![lane(Side::Agent, say("replay-everybody"), "agent")];
    }
    vec![
        lane(Side::Agent, say("replay-you"), "agent"),
        lane(Side::Customer, say("replay-the-customer"), "customer"),
    ]
}

fn bars(heard: &Heard, what: &str, by: Option<Side>) -> Vec<Bar> {
    let of = heard.moments.iter().filter(|told| told.what == what && told.by() == by);
    of.map(|told| lanes::bar(told.begins_ms(), told.length_ms(), heard.length_ms())).collect()
}

/// A mark for each moment but for backchannels, which are many and small.
pub(super) fn marks(moments: &[Moment], length_ms: u64) -> Vec<(Mark, bool)> {
    let marked = moments.iter().filter(|moment| moment.kind != Kind::Backchannel);
    marked
        .map(|moment| {
            let mark = lanes::mark(moment.from_ms, moment.shape(), length_ms);
            (mark, moment.ruling.is_some())
        })
        .collect()
}

/// What the script reads out at a place: `{"length": ms, "points": [[ms, smile, lively, bright, pressed], …]}`,
/// where an axis is `[value, low, high]` or why there is none. It may stand in a page as it is.
pub(super) fn data(heard: &Heard) -> String {
    let mut points = String::new();
    let mut said: Vec<(Unsure, Value)> = Vec::new();
    let mut unsure = |why: Unsure| {
        // There are few reasons, and many points.
        if !said.iter().any(|(known, _)| *known == why) {
            said.push((why, Value::from(told::unsure(why).to_string())));
        }
        said.iter().find(|(known, _)| *known == why).map_or(Value::Null, |(_, said)| said.clone())
    };
    for (i, point) in heard.agents_points().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(points, "{}[{}", if i == 0 { "" } else { "," }, point.at_ms());
        for axis in [&point.smile, &point.lively, &point.bright, &point.pressed] {
            let _ = match axis.reading() {
                Ok(Reading { value, low, high }) => {
                    write!(points, ",[{value:.1},{low:.1},{high:.1}]")
                }
                Err(why) => write!(points, ",{}", unsure(why)),
            };
        }
        points.push(']');
    }
    format!("{{\"length\":{},\"points\":[{points}]}}", heard.length_ms())
}

/// A reading as an arc that opens, with its interval, in words.
#[derive(Debug)]
pub(crate) struct Arc {
    pub(crate) title: Wording,
    pub(crate) words: String,
    pub(crate) numbers: Option<String>,
    pub(crate) arc: String,
    pub(crate) interval: String,
    pub(crate) reasons: Vec<String>,
}

impl Arc {
    pub(crate) fn new(
        title: Wording,
        smile: &Result<Reading, Unsure>,
        reasons: Vec<String>,
    ) -> Self {
        let Reading { value, low, high } =
            smile.unwrap_or(Reading { value: 0.0, low: 0.0, high: 0.0 });
        let said = match smile {
            Ok(found) => told::smile(found),
            Err(why) => told::unsure(*why),
        };
        Self {
            title,
            words: capital(&said.to_string()),
            numbers: smile.is_ok().then(|| {
                say("smile-between")
                    .with("value", wording::signed(value))
                    .with("low", wording::signed(low))
                    .with("high", wording::signed(high))
                    .to_string()
            }),
            arc: lanes::arc(value),
            interval: lanes::arcs_between(low, high),
            reasons: if smile.is_ok() { reasons } else { Vec::new() },
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

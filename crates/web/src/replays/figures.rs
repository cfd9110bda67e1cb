//! The figures of a part, each in words and with what it means.

use listen::report::{
    kind::Kind,
    words::{self, clock, length},
};
use voice::Side;

use super::{
    heard::{Heard, HeardSide, Impression, PartTold, ms},
    lanes::Arc,
    moment::{self, Moment},
};

/// How many reasons are given.
const REASONS_MAX: usize = 3;
/// What adds less than this is no reason.
const REASON_MIN: f32 = 0.05;

const NOTHING: &str = "–";

/// A row of the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) what: &'static str,
    /// One's own and the customer's, or one value for the call.
    pub(super) values: Vec<String>,
    pub(super) meaning: String,
}

impl Row {
    fn both(what: &'static str, values: [String; 2], meaning: impl Into<String>) -> Self {
        Self { what, values: values.into(), meaning: meaning.into() }
    }

    fn one(what: &'static str, value: String, meaning: impl Into<String>) -> Self {
        Self { what, values: vec![value], meaning: meaning.into() }
    }
}

/// All rows; what is contested is left out of them.
pub(super) fn rows(heard: &Heard, moments: &[Moment]) -> Vec<Row> {
    let whole = clock(heard.length_ms());
    let mut rows = Vec::new();
    if let Some(customer) = heard.customer.as_ref().filter(|_| !heard.mixed) {
        rows.extend(of_sides(&[&heard.agent, customer], moments, &whole));
        let opening = heard.opening_ms().map_or_else(nothing, length);
        rows.push(Row::both(
            "Opening turn",
            [nothing(), opening],
            "The customer’s first turn with at least two seconds of speech: how long they could say what it is about.",
        ));
        let turns = heard.turns_per_minute.map_or_else(nothing, |turns| format!("{turns:.1}"));
        rows.push(Row::one(
            "Turns a minute",
            turns,
            "Both sides’ turns over the length of the call.",
        ));
        rows.push(Row::one(
            "Pace gap",
            pace_gap(heard.pace_gap_syllables_per_s),
            "Your pace less the customer’s, in syllables a second.",
        ));
    } else {
        let meaning = format!("Share of the whole call ({whole}), whoever spoke.");
        rows.push(Row::one("Talk", share(&heard.agent), meaning));
    }
    let silence = moment::sum_ms(moments, Kind::Silence, None);
    let hold = moment::sum_ms(moments, Kind::Hold, None);
    let quiet = |kind, sum_ms| match moment::count(moments, kind, None).as_str() {
        "none" => "none".to_owned(),
        times => format!("{} ({times})", length(sum_ms)),
    };
    rows.push(Row::one(
        "Silence",
        quiet(Kind::Silence, silence),
        format!("Nobody spoke for three seconds or more at a time, of {whole}; holds apart."),
    ));
    rows.push(Row::one(
        "Hold",
        quiet(Kind::Hold, hold),
        format!("On hold, or a line that carried nothing, of {whole}."),
    ));
    rows
}

fn nothing() -> String {
    NOTHING.to_owned()
}

fn share(of: &HeardSide) -> String {
    format!("{:.0} % ({})", of.talk_share * 100.0, clock(ms(of.talk_s)))
}

/// What both sides have.
fn of_sides(sides: &[&HeardSide; 2], moments: &[Moment], whole: &str) -> [Row; 8] {
    let each = |of: &dyn Fn(&HeardSide) -> String| sides.map(of);
    let time = |s: Option<f64>| s.map_or_else(nothing, |s| length(ms(s)));
    let counts = |kind| Side::BOTH.map(|side| moment::count(moments, kind, Some(side)));
    let interruptions = Side::BOTH.map(|side| {
        let times = moment::count(moments, Kind::Interruption, Some(side));
        match moment::sum_ms(moments, Kind::Interruption, Some(side)) {
            0 => times,
            overlap => format!("{times} ({})", length(overlap)),
        }
    });
    let pace = |of: &HeardSide| {
        of.pace_syllables_per_s.map_or_else(nothing, |pace| format!("{pace:.1} a second"))
    };
    let turns = |of: &HeardSide| of.turns.map_or_else(nothing, |turns| turns.to_string());
    [
        Row::both(
            "Talk",
            each(&share),
            format!(
                "Share of the whole call ({whole}) that each side spoke; pauses under half a second count as talk."
            ),
        ),
        Row::both(
            "First word after",
            each(&|of| time(of.first_word_s)),
            "From the beginning of your part.",
        ),
        Row::both(
            "Answers after",
            each(&|of| time(of.response_s)),
            "The gap before taking the floor, on average; over ten seconds is no answer.",
        ),
        Row::both("Turns", each(&turns), "How often each side took the floor."),
        Row::both(
            "Interruptions",
            interruptions,
            "Took the floor over at least a second of the other’s speech; with the overlap in all.",
        ),
        Row::both(
            "“Mm-hm”s",
            counts(Kind::Backchannel),
            "Said something of at most a second while the other went on: listening, not interrupting.",
        ),
        Row::both(
            "Raised voice",
            counts(Kind::Raised),
            "Louder and higher than on average in this call: a fact of the sound, whatever the reason.",
        ),
        Row::both("Pace", each(&pace), "Syllables a second of talk, as they are heard."),
    ]
}

fn pace_gap(gap: Option<f64>) -> String {
    let Some(gap) = gap else { return nothing() };
    match format!("{:.1}", gap.abs()).as_str() {
        "0.0" => "none".into(),
        by if gap > 0.0 => format!("you are faster by {by}"),
        by => format!("you are slower by {by}"),
    }
}

/// The smile in the first and the last ten seconds of talk, and in all of it.
pub(super) fn impressions(heard: &Heard) -> Vec<Arc> {
    if heard.mixed {
        return Vec::new();
    }
    let side = &heard.agent;
    let mut all = vec![
        arc("First ten seconds of talk", &side.first_10_s),
        arc("Last ten seconds of talk", &side.last_10_s),
    ];
    // In all of a call, a voice is as it is in that call.
    if side.usual_from == "given" {
        all.push(arc("All of the call", &side.whole));
    }
    all
}

fn arc(title: &'static str, of: &Impression) -> Arc {
    Arc::new(title, &of.smile.reading(), reasons(&of.smile_parts))
}

/// The weightiest parts in words; several measures that say the same are one.
fn reasons(parts: &[PartTold]) -> Vec<String> {
    let mut said: Vec<(&str, f32)> = Vec::new();
    for part in parts {
        match said.iter_mut().find(|(words, _)| *words == part.words) {
            Some((_, sum)) => *sum += part.contribution,
            None => said.push((&part.words, part.contribution)),
        }
    }
    said.retain(|(_, sum)| sum.abs() >= REASON_MIN);
    said.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    said.truncate(REASONS_MAX);
    said.into_iter().map(|(words, sum)| format!("{words} {}", words::signed(sum))).collect()
}

/// What "usual" means in a part.
pub(super) fn usual(heard: &Heard) -> &'static str {
    if heard.agent.usual_from == "given" {
        "how you ordinarily sound, from the warm-ups that you kept"
    } else {
        "how you sound on average in this call"
    }
}

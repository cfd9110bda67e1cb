//! The figures of a part, each in words and with what it means.

use language::{Wording, say};
use listen::report::{kind::Kind, words::clock};
use voice::Side;

use super::{
    heard::{Heard, HeardSide, Impression, ms},
    lanes::Arc,
    moment::{self, Moment},
    told::{figure, length, reasons},
};

const NOTHING: &str = "–";

/// A row of the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) what: Wording,
    /// One's own and the customer's, or one value for the call.
    pub(super) values: Vec<String>,
    pub(super) meaning: Wording,
}

impl Row {
    fn both(what: Wording, values: [String; 2], meaning: Wording) -> Self {
        Self { what, values: values.into(), meaning }
    }

    fn one(what: Wording, value: String, meaning: Wording) -> Self {
        Self { what, values: vec![value], meaning }
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
            say("replay-opening"),
            [nothing(), opening],
            say("replay-opening-meaning"),
        ));
        let turns =
            heard.turns_per_minute.map_or_else(nothing, |turns| figure(&format!("{turns:.1}")));
        rows.push(Row::one(
            say("replay-turns-a-minute"),
            turns,
            say("replay-turns-a-minute-meaning"),
        ));
        rows.push(Row::one(
            say("replay-pace-gap"),
            pace_gap(heard.pace_gap_syllables_per_s),
            say("replay-pace-gap-meaning"),
        ));
    } else {
        let meaning = say("replay-talk-meaning-mixed").with("whole", &whole);
        rows.push(Row::one(say("replay-talk"), share(&heard.agent), meaning));
    }
    let silence = moment::sum_ms(moments, Kind::Silence, None);
    let hold = moment::sum_ms(moments, Kind::Hold, None);
    let quiet = |kind, sum_ms| {
        let times = moment::count(moments, kind, None);
        if moment::is_there(moments, kind) {
            format!("{} ({times})", length(sum_ms))
        } else {
            times.to_string()
        }
    };
    rows.push(Row::one(
        say("replay-silence"),
        quiet(Kind::Silence, silence),
        say("replay-silence-meaning").with("whole", &whole),
    ));
    rows.push(Row::one(
        say("replay-hold"),
        quiet(Kind::Hold, hold),
        say("replay-hold-meaning").with("whole", &whole),
    ));
    rows
}

fn nothing() -> String {
    NOTHING.to_owned()
}

fn share(of: &HeardSide) -> String {
    let percent = format!("{:.0}", of.talk_share * 100.0);
    say("replay-share-figure")
        .with("percent", percent)
        .with("time", clock(ms(of.talk_s)))
        .to_string()
}

/// What both sides have.
fn of_sides(sides: &[&HeardSide; 2], moments: &[Moment], whole: &str) -> [Row; 8] {
    let each = |of: &dyn Fn(&HeardSide) -> String| sides.map(of);
    let time = |s: Option<f64>| s.map_or_else(nothing, |s| length(ms(s)));
    let counts = |kind| Side::BOTH.map(|side| moment::count(moments, kind, Some(side)).to_string());
    let interruptions = Side::BOTH.map(|side| {
        let times = moment::count(moments, Kind::Interruption, Some(side));
        match moment::sum_ms(moments, Kind::Interruption, Some(side)) {
            0 => times.to_string(),
            overlap => format!("{times} ({})", length(overlap)),
        }
    });
    let pace = |of: &HeardSide| {
        of.pace_syllables_per_s.map_or_else(nothing, |pace| {
            say("replay-pace-figure").with("pace", figure(&format!("{pace:.1}"))).to_string()
        })
    };
    let turns = |of: &HeardSide| of.turns.map_or_else(nothing, |turns| turns.to_string());
    [
        Row::both(
            say("replay-talk"),
            each(&share),
            say("replay-talk-meaning").with("whole", whole),
        ),
        Row::both(
            say("replay-first-word"),
            each(&|of| time(of.first_word_s)),
            say("replay-first-word-meaning"),
        ),
        Row::both(
            say("replay-answers"),
            each(&|of| time(of.response_s)),
            say("replay-answers-meaning"),
        ),
        Row::both(say("replay-turns"), each(&turns), say("replay-turns-meaning")),
        Row::both(
            say("replay-interruptions-row"),
            interruptions,
            say("replay-interruptions-meaning"),
        ),
        Row::both(
            say("replay-backchannels-row"),
            counts(Kind::Backchannel),
            say("replay-backchannels-meaning"),
        ),
        Row::both(say("replay-raised"), counts(Kind::Raised), say("replay-raised-meaning")),
        Row::both(say("replay-pace"), each(&pace), say("replay-pace-meaning")),
    ]
}

fn pace_gap(gap: Option<f64>) -> String {
    let Some(gap) = gap else { return nothing() };
    let said = match format!("{:.1}", gap.abs()).as_str() {
        "0.0" => say("replay-none"),
        by if gap > 0.0 => say("replay-you-are-faster").with("by", figure(by)),
        by => say("replay-you-are-slower").with("by", figure(by)),
    };
    said.to_string()
}

/// The smile in the first and the last ten seconds of talk, and in all of it.
pub(super) fn impressions(heard: &Heard) -> Vec<Arc> {
    if heard.mixed {
        return Vec::new();
    }
    let side = &heard.agent;
    let mut all = vec![
        arc(say("replay-first-ten-seconds"), &side.first_10_s),
        arc(say("replay-last-ten-seconds"), &side.last_10_s),
    ];
    // In all of a call, a voice is as it is in that call.
    if side.usual_from == "given" {
        all.push(arc(say("replay-all-of-the-call"), &side.whole));
    }
    all
}

fn arc(title: Wording, of: &Impression) -> Arc {
    let parts = of.smile_parts.iter().map(|part| (part.words.as_str(), part.contribution));
    Arc::new(title, &of.smile.reading(), reasons(parts))
}

/// What the smile of a part is told against.
pub(super) fn usual(heard: &Heard) -> Wording {
    if heard.agent.usual_from == "given" {
        say("replay-smile-lead-usual")
    } else {
        say("replay-smile-lead-average")
    }
}

//! The figures of both sides beside each other.

use voice::{Side, SideFigures, What};

use super::{Style, clock, line};
use crate::{
    heard::Heard,
    report::words::{self, length, seconds},
};

/// A row: what, each side's, and a note.
struct Row {
    what: &'static str,
    sides: [String; 2],
    note: String,
}

/// Makes a row of what is told of each side.
type MakeRow<'a> = dyn Fn(&'static str, String, &dyn Fn(&SideFigures) -> String) -> Row + 'a;

pub(super) fn write(heard: &Heard, style: Style, text: &mut String) {
    let rows = rows(heard);
    if heard.mixed {
        for row in rows {
            line(text, &format!("{:<16}{:<18}{}", row.what, row.sides[0], style.faint(&row.note)));
        }
    } else {
        line(text, &style.bold(&format!("{:<16}{:<18}{:<18}", "", "Agent", "Customer")));
        for row in rows {
            let [agent, customer] = &row.sides;
            let note = style.faint(&row.note);
            line(text, &format!("{:<16}{agent:<18}{customer:<18}{note}", row.what));
        }
    }
    text.push('\n');
}

fn rows(heard: &Heard) -> Vec<Row> {
    let each = |of: &dyn Fn(Side) -> String| Side::BOTH.map(of);
    let side = |side: Side| &heard.figures.sides[side.index()];
    let row = |what, note: String, of: &dyn Fn(&SideFigures) -> String| Row {
        what,
        sides: each(&|at| of(side(at))),
        note,
    };
    let length_ms = heard.figures.length_ms;
    let mut rows = vec![Row {
        what: "Talk",
        sides: each(&|at| {
            let share = heard.figures.talk_share(at) * 100.0;
            format!("{share:.0} % · {}", clock(side(at).talk.talk_ms))
        }),
        note: format!("of the whole call, {}", clock(length_ms)),
    }];
    if !heard.mixed {
        rows.extend(between(heard, &row));
    }
    rows.push(row("Pace", pace_note(heard), &|of| {
        of.pace.map_or_else(|| "–".into(), |pace| format!("{pace:.1} syllables/s"))
    }));
    for (name, what) in [("Raised voice", What::RaisedVoice), ("Laughter", What::Laughter)] {
        let times = |at: Side| {
            heard.moments.iter().filter(|one| one.what == what && one.by == Some(at)).count()
        };
        let sides = each(&|at| times(at).to_string());
        if sides.iter().any(|count| count != "0") {
            rows.push(Row { what: name, sides, note: String::new() });
        }
    }
    rows
}

/// What passes between two sides.
fn between(heard: &Heard, row: &MakeRow<'_>) -> [Row; 4] {
    let turns: u32 = heard.figures.sides.iter().map(|of| of.talk.turns).sum();
    let minutes = seconds(heard.figures.length_ms) / 60.0;
    let a_minute = if minutes > 0.0 { f64::from(turns) / minutes } else { 0.0 };
    let note = format!("{a_minute:.1} a minute together");
    [
        row("Turns", note, &|of| of.talk.turns.to_string()),
        row("Answers after", "on average".into(), &|of| {
            of.talk.response_ms().map_or_else(|| "–".into(), length)
        }),
        row("Interruptions", "took the floor over 1 s or more of speech".into(), &|of| match of
            .talk
            .interruptions
        {
            0 => "0".into(),
            count => format!("{count} · {}", length(of.talk.interruptions_ms)),
        }),
        row("“Mm-hm”", "supported the other without taking the floor".into(), &|of| {
            of.talk.backchannels.to_string()
        }),
    ]
}

fn pace_note(heard: &Heard) -> String {
    match heard.figures.pace_gap() {
        Some(gap) if !heard.mixed && gap.abs() >= 0.05 => {
            let who = if gap > 0.0 { Side::Agent } else { Side::Customer };
            format!("the {} {:.1} faster", words::side(who), gap.abs())
        }
        Some(_) if !heard.mixed => "equally fast".into(),
        _ => String::new(),
    }
}

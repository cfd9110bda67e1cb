//! A short report for a terminal: what the call was like, in a picture, a table and a few sentences.
//! It has at most `LINES_MAX` lines, so that it can be seen at once.

mod picture;
mod table;
mod telling;

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use voice::{Side, What};

pub use super::words::clock;
use super::words::{self, WHAT_IT_IS, count, length};
use crate::heard::{Heard, Ordinary};

/// The report is no longer than this, where there are not very many remarks.
const LINES_MAX: usize = 45;
/// Columns of the report.
const WIDTH: usize = 96;

/// How it is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// With colours, by the escapes of ECMA-48.
    pub colour: bool,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// The colour of a smile: amber.
    fn amber(self, text: &str) -> String {
        self.paint("33", text)
    }
}

/// Writes the report.
///
/// # Errors
/// When it cannot be written.
pub fn write(heard: &Heard, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut text = title(heard, style);
    picture::draw(heard, style, &mut text);
    table::write(heard, style, &mut text);
    sentences(heard, &mut text);
    smile(heard, style, &mut text);
    let end = end(heard, style);
    let left = LINES_MAX.saturating_sub(text.lines().count() + end.lines().count() + 2);
    telling::write(heard, style, left, &mut text);
    text.push_str(&end);
    out.write_all(text.as_bytes())
}

/// The files, how long the call is, and what kind they are.
fn title(heard: &Heard, style: Style) -> String {
    let names: Vec<_> = heard.sources.iter().map(|source| source.name.as_str()).collect();
    let mut kinds: Vec<_> = heard
        .sources
        .iter()
        .map(|source| {
            let channels = match source.channels {
                1 => "mono".into(),
                2 => "stereo".into(),
                more => format!("{more} channels"),
            };
            format!("{}, {} Hz, {channels}", source.format, source.rate_hz)
        })
        .collect();
    kinds.dedup();
    let name = style.bold(&names.join(" and "));
    let kind = style.faint(&kinds.join("; "));
    format!("{name} · {}\n{kind}\n\n", clock(heard.figures.length_ms))
}

/// What is between the sides: the opening, silences and holds.
fn sentences(heard: &Heard, text: &mut String) {
    let figures = &heard.figures;
    let mut said = Vec::new();
    if !heard.mixed {
        if let Some(opening_ms) = figures.opening_ms {
            said.push(format!("The customer's opening turn took {}.", length(opening_ms)));
        }
        let words = Side::BOTH.map(|side| figures.sides[side.index()].talk.first_word_ms);
        said.extend(match words {
            [Some(agent), Some(customer)] if agent <= customer => {
                Some(format!("The agent spoke first, at {}.", clock(agent)))
            }
            [_, Some(customer)] => {
                Some(format!("The customer spoke first, at {}.", clock(customer)))
            }
            _ => None,
        });
    }
    for (what, of_ms, one, more) in [
        (What::Silence, figures.silence_ms, "silence of 3 s or more", "silences of 3 s or more"),
        (What::Hold, figures.hold_ms, "hold", "holds"),
    ] {
        let times = heard.moments.iter().filter(|moment| moment.what == what).count();
        let times = u32::try_from(times).unwrap_or(u32::MAX);
        said.push(match times {
            0 => format!("No {one}."),
            1 => format!("1 {one}, {}.", length(of_ms)),
            _ => format!("{}, {} together.", count(times, one, more), length(of_ms)),
        });
    }
    paragraph(text, "", &said.join(" "));
    text.push('\n');
}

/// How the agent smiled at first and at last, and why that is said. It is a mirror for the agent, not
/// a reading of the customer.
fn smile(heard: &Heard, style: Style, text: &mut String) {
    let of = &heard.sides[0];
    let whose = if heard.mixed { "Smile, as heard" } else { "The agent's smile, as heard" };
    line(text, &style.bold(whose));
    for (when, stretch) in [("first 10 s", &of.first), ("last 10 s", &of.last)] {
        let told = words::reading_with_interval(&stretch.axes[0].reading);
        line(text, &format!("  {when:<14}{}", style.amber(&told)));
        let why = words::why(&stretch.parts, Side::Agent, 3).join(", ");
        if !why.is_empty() {
            let mut lines = String::new();
            paragraph(&mut lines, &" ".repeat(16), &why);
            text.push_str(&style.faint(lines.trim_end()));
            text.push('\n');
        }
    }
    text.push('\n');
}

/// Remarks, and what these numbers are.
fn end(heard: &Heard, style: Style) -> String {
    let mut text = String::new();
    for remark in &heard.remarks {
        paragraph(&mut text, "! ", remark);
    }
    if !heard.remarks.is_empty() {
        text.push('\n');
    }
    let of = match heard.sides[0].ordinary {
        Ordinary::ThisCall => "Usual is how this voice sounds in this call.",
        Ordinary::Given => "Usual is what the given baseline says.",
    };
    let mut last = String::new();
    paragraph(&mut last, "", &format!("{WHAT_IT_IS} {of}"));
    text.push_str(&style.faint(last.trim_end()));
    text.push('\n');
    text
}

fn line(text: &mut String, content: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", content.trim_end());
}

/// A text in lines of at most [`WIDTH`], the first after `mark`, the others as far in.
fn paragraph(text: &mut String, mark: &str, content: &str) {
    let indent = " ".repeat(mark.chars().count());
    let mut now = mark.to_owned();
    let mut empty = true;
    for word in content.split_whitespace() {
        if !empty && now.chars().count() + 1 + word.chars().count() > WIDTH {
            line(text, &now);
            now.clone_from(&indent);
            empty = true;
        }
        if !empty {
            now.push(' ');
        }
        now.push_str(word);
        empty = false;
    }
    line(text, &now);
}

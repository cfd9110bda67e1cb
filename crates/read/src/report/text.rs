//! The annotated conversation, for a terminal.
//!
//! Each turn with what was noticed in it below: `+` what wins trust, `!` what costs it, `·` the rest; then the
//! line of trust, what moved it most, what came before each fall, and what was promised.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use words::{By, Language, What};

use super::{Told, short};

/// Columns of the report.
const WIDTH: usize = 92;
/// Bars of the picture of trust, from low to high.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// So many of what moved trust most are named.
const MOVERS: usize = 6;

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
}

/// Writes the report.
///
/// # Errors
/// When it cannot be written.
pub fn write(told: &Told, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    for number in 0..told.script.turns.len() {
        turn(told, number, style, &mut text);
    }
    trust(told, style, &mut text);
    promises(told, style, &mut text);
    for remark in &told.script.remarks {
        let _ = writeln!(text, "{}", style.paint("2", remark));
    }
    out.write_all(text.as_bytes())
}

fn turn(told: &Told, number: usize, style: Style, text: &mut String) {
    let turn = &told.script.turns[number];
    let reading = &told.conversation.turns[number];
    let who = match turn.by {
        By::Us => "Us",
        By::Customer => "Customer",
        By::Note => "Note",
    };
    let mut head = style.paint(if turn.by == By::Customer { "1;33" } else { "1" }, who);
    if let Some(name) = turn.name.as_deref().filter(|name| !name.eq_ignore_ascii_case(who)) {
        let _ = write!(head, " {}", shown(name));
    }
    if let Some(at) = turn.at {
        let _ = write!(head, "  {}", told.clock(at));
    }
    if let (By::Customer, Some(mood)) = (turn.by, reading.mood) {
        let _ = write!(
            head,
            "  upset {:.1} of 4 ({:.1} to {:.1})",
            mood.upset, mood.interval.0, mood.interval.1
        );
    }
    if let Language::Other(language) = reading.language {
        let _ = write!(head, "  in {language}: not judged");
    }
    let _ = writeln!(text, "{head}");
    for line in turn.text.lines() {
        for line in wrapped(&shown(line), WIDTH - 2) {
            let _ = writeln!(text, "  {line}");
        }
    }
    for (place, finding) in reading.findings.iter().enumerate() {
        let weight = told.weights[number][place];
        let (sign, colour) = match weight {
            weight if weight > 0.0 => ("+", "32"),
            weight if weight < 0.0 => ("!", "31"),
            _ => ("·", "2"),
        };
        let said = turn.text.get(finding.span.clone()).unwrap_or_default();
        let mut line = format!(
            "    {} {}  “{}”  {} ({:.0} %)",
            style.paint(colour, sign),
            name(finding.what),
            short(&shown(said), 48),
            finding.reason,
            finding.confidence * 100.0
        );
        if let Some(due) = finding.due {
            let _ = write!(line, ", due {}", told.clock(due));
        }
        let _ = writeln!(text, "{line}");
        if let Some(wording) = &told.wordings[number][place] {
            let _ = writeln!(
                text,
                "        {} {}",
                style.paint("2", "better:"),
                shown(&wording.instead)
            );
        }
    }
    text.push('\n');
}

fn trust(told: &Told, style: Style, text: &mut String) {
    let trust = &told.conversation.trust;
    let (Some(last), false) = (trust.line.last(), trust.line.is_empty()) else { return };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 7
    let bar = |value: &f32| BARS[((value + 10.0) / 20.0 * 7.99).clamp(0.0, 7.0) as usize];
    let picture: String = trust.line.iter().map(bar).collect();
    let _ = writeln!(
        text,
        "{}  {picture}  from {:+.1} to {last:+.1}, between −10 and +10",
        style.paint("1", "Trust"),
        trust.brought
    );
    let mut movers: Vec<_> = trust.steps.iter().collect();
    movers.sort_by(|a, b| b.by.abs().total_cmp(&a.by.abs()));
    let mut movers: Vec<_> = movers.into_iter().take(MOVERS).collect();
    movers.sort_by_key(|step| (step.turn, step.finding));
    for step in movers {
        let what = told.conversation.turns[step.turn].findings[step.finding].what;
        let _ = writeln!(text, "  {:+.1}  {} (turn {})", step.by, name(what), step.turn + 1);
    }
    for fall in &trust.falls {
        let causes: Vec<String> = fall
            .set_off_by
            .iter()
            .map(|&step| {
                let step = trust.steps[step];
                let what = told.conversation.turns[step.turn].findings[step.finding].what;
                format!("{} in turn {}", name(what), step.turn + 1)
            })
            .collect();
        let before = if causes.is_empty() {
            "nothing of ours that was noticed".to_owned()
        } else {
            causes.join(", ")
        };
        let _ = writeln!(
            text,
            "  It fell by {:.1} in turn {}. Before it: {before}.",
            fall.by,
            fall.turn + 1
        );
    }
}

fn promises(told: &Told, style: Style, text: &mut String) {
    let mut any = false;
    for (number, reading) in told.conversation.turns.iter().enumerate() {
        for finding in reading.findings.iter().filter(|finding| finding.what == What::Promise) {
            if !any {
                let _ = writeln!(text, "{}", style.paint("1", "Promised"));
                any = true;
            }
            let said = told.script.turns[number].text.get(finding.span.clone()).unwrap_or_default();
            let due = finding
                .due
                .map_or_else(|| "no time".to_owned(), |due| format!("due {}", told.clock(due)));
            let _ = writeln!(text, "  “{}” (turn {}), {due}", short(&shown(said), 60), number + 1);
        }
    }
}

/// "refusal alone", as people read it.
fn name(what: What) -> String {
    what.name().replace('_', " ")
}

/// Without what would steer a terminal.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A line in lines of at most so many characters, between words; a longer word has a line of its own.
fn wrapped(line: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in line.split_whitespace() {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > most {
            lines.push(String::new());
            length = 0;
        }
        if let Some(last) = lines.last_mut() {
            if length > 0 {
                last.push(' ');
                length += 1;
            }
            last.push_str(word);
            length += word_length;
        }
    }
    lines
}

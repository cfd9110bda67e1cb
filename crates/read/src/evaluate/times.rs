//! Times said in words, and by when promises are due, on our own tables: how people write, with reference times
//! across changes of the clock, ends of months and time zones. A line is right only if all of it is.

use std::path::Path;

use domain::hours::Hours;
use jiff::{ToSpan, Zoned};
use words::{
    By, Message, Reader, What,
    when::{Expression, Kind, Reference, expressions},
};

use super::{Row, share};
use crate::{
    corpus::{self, Unreadable},
    heads::spoken,
};

const EXPRESSIONS_RIGHT_MIN: f64 = 0.80;
const DUE_RIGHT_MIN: f64 = 0.90;
/// The hours of the desk in both tables.
const HOURS: &str =
    "mon 09:00-17:00;tue 09:00-17:00;wed 09:00-17:00;thu 09:00-17:00;fri 09:00-17:00";

/// Both tables, each in the half that nobody saw who wrote the grammar.
///
/// # Errors
/// When a file cannot be read.
pub fn times(lines: &Path) -> Result<Vec<Row>, Unreadable> {
    let hours = Hours::from_text(HOURS);
    let (when, due) = (lines.join("when.test.tsv"), lines.join("due.test.tsv"));
    let mut rows = Vec::new();
    let table = corpus::table(&when, &["reference", "by", "text", "expression", "span", "due"])?;
    for (how, bare) in [("", false), (", as spoken", true)] {
        let right: Vec<bool> = table.iter().map(|line| expression(line, &hours, bare)).collect();
        let must = (!bare).then_some(EXPRESSIONS_RIGHT_MIN);
        let name = format!("times: wording, span and due exact{how}");
        rows.push(Row::new(&name, share(&right), must, right.len()));
    }
    let table = corpus::table(&due, &["reference", "by", "text", "due"])?;
    let reader = Reader::new();
    for (how, bare) in [("", false), (", as spoken", true)] {
        let right: Vec<bool> =
            table.iter().map(|line| promise(line, &hours, &reader, bare)).collect();
        let must = (!bare).then_some(DUE_RIGHT_MIN);
        let name = format!("promises: due exact{how}");
        rows.push(Row::new(&name, share(&right), must, right.len()));
    }
    Ok(rows)
}

fn text(line: &[String], bare: bool) -> String {
    let text = line[2].replace(" ¶ ", "\n\n");
    if bare { spoken(&text) } else { text }
}

/// Whether a time is found where it stands, means what it means, and is due when it is due.
fn expression(line: &[String], hours: &Hours, bare: bool) -> bool {
    let Ok(now) = line[0].parse::<Zoned>() else { return false };
    let text = text(line, bare);
    let reference = Reference { now: &now, hours, customer_zone: None };
    let found = expressions(&text, 0..text.len(), &reference);
    let Some(first) = found.first() else { return line[3] == "-" };
    // Spoken words have other bytes.
    (bare || text[first.span.clone()] == line[3])
        && meaning(first) == line[4]
        && same(first.due.as_ref(), &line[5])
}

/// Whether a promise is found, and due when it is due.
fn promise(line: &[String], hours: &Hours, reader: &Reader, bare: bool) -> bool {
    let Ok(now) = line[0].parse::<Zoned>() else { return false };
    let text = text(line, bare);
    let reference = Reference { now: &now, hours, customer_zone: None };
    let message = Message { reference: Some(reference), ..Message::new(&text, By::Us) };
    let findings = reader.read(&message).findings;
    let mut promises = findings.iter().filter(|finding| finding.what == What::Promise).peekable();
    promises.peek().is_some() && {
        let due = promises.find_map(|promise| promise.due);
        same(due.map(|due| due.to_zoned(now.time_zone().clone())).as_ref(), &line[3])
    }
}

fn same(due: Option<&Zoned>, wanted: &str) -> bool {
    match due {
        None => wanted == "-",
        Some(due) => {
            wanted.parse::<Zoned>().is_ok_and(|wanted| wanted.timestamp() == due.timestamp())
        }
    }
}

/// A time as the table writes it.
fn meaning(expression: &Expression) -> String {
    let Expression { from, until, kind, .. } = expression;
    let last =
        |until: jiff::civil::DateTime| until.date().checked_sub(1.day()).unwrap_or(until.date());
    match (kind, until) {
        (Kind::Vague, _) => "-".into(),
        (Kind::Day, _) => from.date().to_string(),
        (Kind::Days, Some(until)) => format!("{}/{}", from.date(), last(*until)),
        (_, Some(until)) => {
            format!("{}/{}", from.strftime("%Y-%m-%dT%H:%M"), until.strftime("%Y-%m-%dT%H:%M"))
        }
        (_, None) => from.strftime("%Y-%m-%dT%H:%M").to_string(),
    }
}

//! How well times are read, on lines with a reference and what they mean, and the lines that are wrong:
//! `cargo run -p words --example score_when -- FILE.tsv [quiet]`. Columns: reference, by, text, expression,
//! span, due; or for promises: reference, by, text, due.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::cast_precision_loss)] // a tool for developers

use domain::hours::Hours;
use jiff::{ToSpan, Zoned};
use words::{
    By, Message, Reader, What,
    when::{Expression, Kind, Reference, expressions},
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, rest @ ..] = &arguments[..] else {
        eprintln!("a file");
        std::process::exit(2);
    };
    let lines = std::fs::read_to_string(file).expect("a file");
    let hours = Hours::from_text(
        "mon 09:00-17:00;tue 09:00-17:00;wed 09:00-17:00;thu 09:00-17:00;fri 09:00-17:00",
    );
    let reader = Reader::new();
    let (mut all, mut found_right, mut span_right, mut due_right, mut exact) = (0, 0, 0, 0, 0);
    for line in lines.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let now: Zoned = columns[0].parse().expect("a reference");
        let text = columns[2].replace(" ¶ ", "\n\n");
        let reference = Reference { now: &now, hours: &hours, customer_zone: None };
        all += 1;
        let told;
        let (found, span, due);
        if columns.len() > 4 {
            let expressions = expressions(&text, 0..text.len(), &reference);
            let first = expressions.first();
            let (said, meant, by) = first.map_or(("-".into(), "-".into(), None), |first| {
                (text[first.span.clone()].to_owned(), meaning(first), first.due.clone())
            });
            found = said == columns[3];
            span = meant == columns[4];
            due = same(by.as_ref(), columns[5]);
            told = format!("{said} | {meant} | {by:?}, {} in all", expressions.len());
        } else {
            let mut message = Message::new(&text, By::Us);
            message.reference = Some(reference);
            let promises: Vec<_> = reader
                .read(&message)
                .findings
                .into_iter()
                .filter(|finding| finding.what == What::Promise)
                .collect();
            let by = promises
                .iter()
                .find_map(|promise| promise.due)
                .map(|due| due.to_zoned(now.time_zone().clone()));
            found = !promises.is_empty();
            span = true;
            due = same(by.as_ref(), columns[3]);
            told = format!("{} promises, {by:?}", promises.len());
        }
        found_right += i32::from(found);
        span_right += i32::from(span);
        due_right += i32::from(due);
        exact += i32::from(found && span && due);
        if rest.is_empty() && !(found && span && due) {
            println!(
                "{} {text}\n    want {}\n    got  {told}",
                columns[0],
                columns[3..].join(" | ")
            );
        }
    }
    let share = |part: i32| f64::from(part) / f64::from(all.max(1));
    println!(
        "{all} lines: found {:.3} span {:.3} due {:.3} exact {:.3}",
        share(found_right),
        share(span_right),
        share(due_right),
        share(exact)
    );
}

fn same(due: Option<&Zoned>, wanted: &str) -> bool {
    match due {
        None => wanted == "-",
        Some(due) => {
            wanted.parse::<Zoned>().is_ok_and(|wanted| wanted.timestamp() == due.timestamp())
        }
    }
}

/// As the tables write it.
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

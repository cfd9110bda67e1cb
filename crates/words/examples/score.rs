//! Precision and recall of a finding on labelled lines, and the lines that it gets wrong:
//! `cargo run -p words --example score -- scarcity FILE.tsv [quiet]`.
//!
//! For which share of the findings in labelled lines there is a better wording, and which:
//! `cargo run -p words --example score -- wording blame FILE.tsv [quiet]`.
//!
//! On customers' sentences of `MultiDoGO` with their intents, F1 and counts, and with `lines` the
//! sentences that it gets wrong most often:
//! `cargo run -p words --example score -- multidogo greeting FILES… [lines]`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::cast_precision_loss)] // a tool for developers

use words::{By, Finding, Message, Reader, Source, What, Wordings};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, file, rest @ ..] = &arguments[..] else {
        eprintln!("finding and file");
        std::process::exit(2);
    };
    if name == "multidogo" {
        multidogo(file, rest);
        return;
    }
    if name == "wording" {
        wording(file, rest);
        return;
    }
    let what = What::named(name).expect("a finding");
    let reader = Reader::new();
    let lines = std::fs::read_to_string(file).expect("a file");
    let (mut both, mut missed, mut wrong) = (0, 0, 0);
    for line in lines.lines() {
        let mut columns = line.split('\t');
        let (label, by, text) =
            (columns.next().unwrap(), columns.next().unwrap(), columns.next().unwrap());
        let by = match by {
            "us" => By::Us,
            "note" => By::Note,
            _ => By::Customer,
        };
        let text = text.replace(" ¶ ", "\n\n");
        let found = reader
            .read(&Message::new(&text, by))
            .findings
            .into_iter()
            .find(|finding| finding.what == what);
        match (label == "yes", found) {
            (true, Some(_)) => both += 1,
            (true, None) => {
                missed += 1;
                if rest.is_empty() {
                    println!("missed  {text}");
                }
            }
            (false, Some(finding)) => {
                wrong += 1;
                if rest.is_empty() {
                    println!(
                        "wrong   [{}: {}] {text}",
                        finding.reason,
                        &text[finding.span.clone()]
                    );
                }
            }
            (false, None) => {}
        }
    }
    let share = |part: i32, rest: i32| f64::from(part) / f64::from((part + rest).max(1));
    println!(
        "{name}: precision {:.3} recall {:.3}, {both} found, {missed} missed, {wrong} wrong",
        share(both, wrong),
        share(both, missed)
    );
}

/// Sentences of chats: the utterance is column 5, its intents, parted by `<div>`, are column 7.
fn multidogo(name: &str, files: &[String]) {
    let what = What::named(name).expect("a finding");
    let intent = match what {
        What::Greeting => "openinggreeting",
        What::Closing => "closinggreeting",
        What::Thanks => "thankyou",
        _ => "",
    };
    // What they have no label for is looked for as if we said it: all that is found is a false alarm.
    let by = if intent.is_empty() { By::Us } else { By::Customer };
    let reader = Reader::new();
    let (mut both, mut missed, mut wrong, mut all) = (0, 0, 0, 0);
    let mut lines = std::collections::BTreeMap::<String, usize>::new();
    let show = files.last().is_some_and(|last| last == "lines");
    for file in files.iter().filter(|file| *file != "lines") {
        let text = std::fs::read(file).expect("a file");
        for line in String::from_utf8_lossy(&text).lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [_, _, _, _, utterance, _, intents, ..] = &columns[..] else { continue };
            let labelled = intents.split("<div>").any(|label| label == intent);
            let found = reader
                .read(&Message::new(utterance, by))
                .findings
                .into_iter()
                .find(|finding| finding.what == what);
            let reason = found.as_ref().map_or("", |found| &*found.reason);
            all += 1;
            match (labelled, found.is_some()) {
                (true, true) => both += 1,
                (true, false) => missed += 1,
                (false, true) => wrong += 1,
                (false, false) => {}
            }
            if labelled != found.is_some() && show {
                let kind = if found.is_some() { "wrong" } else { "missed" };
                *lines.entry(format!("{kind}\t{intents}\t{utterance}\t{reason}")).or_default() += 1;
            }
        }
    }
    let mut lines: Vec<_> = lines.into_iter().collect();
    lines.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (line, count) in lines {
        println!("{count}\t{line}");
    }
    println!(
        "{name}: F1 {:.3}, {both} found, {missed} missed, {wrong} wrong, of {all} sentences",
        2.0 * f64::from(both) / f64::from((2 * both + missed + wrong).max(1))
    );
}

/// The better wording of what was labelled *yes*: for the finding, or for the whole line where there is
/// none yet.
fn wording(name: &str, files: &[String]) {
    let what = What::named(name).expect("a finding");
    let (reader, wordings) = (Reader::new(), Wordings::new());
    let lines = std::fs::read_to_string(&files[0]).expect("a file");
    let (mut all, mut better) = (0, 0);
    for line in lines.lines().filter(|line| line.starts_with("yes\t")) {
        let mut columns = line.split('\t').skip(1);
        let by = if columns.next() == Some("note") { By::Note } else { By::Us };
        let text = columns.next().unwrap_or_default().replace(" ¶ ", "\n\n");
        let found = reader.read(&Message::new(&text, by)).findings;
        let finding = found.into_iter().find(|finding| finding.what == what).unwrap_or(Finding {
            what,
            by,
            span: 0..text.len(),
            confidence: 0.0,
            source: Source::Rule,
            reason: "".into(),
            due: None,
        });
        all += 1;
        let wording = wordings.better(&text, &finding);
        better += u32::from(wording.is_some());
        if files.len() == 1 {
            println!("{text}\n    {:?}", wording.map(|wording| (wording.kind, wording.instead)));
        }
    }
    println!("{name}: {better} of {all} have a better wording");
}

//! Precision and recall of a finding on labelled lines, and the lines that it gets wrong:
//! `cargo run -p words --example score -- scarcity FILE.tsv [quiet]`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::cast_precision_loss)] // a tool for developers

use words::{By, Message, Reader, What};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, file, rest @ ..] = &arguments[..] else {
        eprintln!("finding and file");
        std::process::exit(2);
    };
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

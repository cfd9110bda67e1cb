//! The figures of the linear models and of the mood:
//! `cargo run --release -p read --example rows -- CORPORA LINES`.

#![allow(clippy::unwrap_used)] // a tool for developers

use std::{io::Write, path::PathBuf};

use read::evaluate;

fn main() {
    let mut folders = std::env::args_os().skip(1).map(PathBuf::from);
    let (corpora, lines) = (folders.next().unwrap(), folders.next().unwrap());
    let half = folders.next().map_or_else(|| "dev".to_owned(), |half| half.display().to_string());
    let mut rows = evaluate::mood(&corpora.join("frustration.dev.txt")).unwrap();
    rows.extend(
        evaluate::tricky(
            &corpora.join("tricky_mood.dev.csv"),
            &lines.join(format!("tricky.{half}.tsv")),
        )
        .unwrap(),
    );
    rows.extend(evaluate::gratitude(&corpora.join("goemotions")).unwrap());
    rows.extend(evaluate::politeness(&corpora.join("politeness_wikipedia.train.csv")).unwrap());
    std::io::stdout().write_all(evaluate::table(&rows).as_bytes()).unwrap();
}

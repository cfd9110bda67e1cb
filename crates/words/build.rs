//! Compiles the rules of all detectors, so that a reader is there in a moment: `rules.bin`.
//!
//! What is wrong in a line of them ends the build, with its file and its line.

#![allow(dead_code)] // what is only asked for when a message is read

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[path = "src/compile.rs"]
mod compile;
#[path = "src/lexicon.rs"]
mod lexicon;
#[path = "src/pattern.rs"]
mod pattern;
#[path = "src/stored.rs"]
mod stored;
#[path = "src/token.rs"]
mod token;
#[path = "src/write.rs"]
mod write;

fn main() -> ExitCode {
    // What is included here cargo knows by itself.
    for changed in ["rules", "src/detectors.rs", "src/detectors"] {
        println!("cargo::rerun-if-changed={changed}");
    }
    match made() {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            for wrong in wrong {
                println!("cargo::error={wrong}");
            }
            ExitCode::FAILURE
        }
    }
}

/// What is wrong, a line each.
type Wrong = Vec<String>;

fn made() -> Result<(), Wrong> {
    let list = Source::read("src/detectors.rs")?;
    let detectors: Vec<String> = list
        .text
        .lines()
        .filter_map(|line| line.trim().strip_suffix("::DETECTOR,"))
        .map(|name| format!("src/detectors/{name}.rs"))
        .collect();
    if detectors.is_empty() {
        return Err(vec!["src/detectors.rs: no lines like `greeting::DETECTOR,`".into()]);
    }
    let mut texts = Vec::new();
    for file in &detectors {
        texts.push(rules(file)?);
    }
    let (mut book, mut wrong) = (compile::Book::new(), Vec::new());
    for (number, pieces) in texts.iter().enumerate() {
        book.begin(number);
        for Source { file, first, text } in pieces {
            for (line, written) in text.lines().enumerate() {
                let read = lexicon::rule_line(written).map_or(Ok(()), |line| book.line(line));
                if let Err(why) = read {
                    wrong.push(format!("{file}:{}: {}: {why}", first + line, written.trim()));
                }
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let (lexicon, rules, patterns) = book.finish();
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("rules.bin");
    fs::write(&out, write::all(&lexicon, &rules, &patterns))
        .map_err(|why| vec![format!("{}: {why}", out.display())])
}

/// Text, and where it stands.
struct Source {
    file: String,
    /// The number of its first line.
    first: usize,
    text: String,
}

impl Source {
    fn read(file: &str) -> Result<Self, Wrong> {
        let text = fs::read_to_string(file).map_err(|why| vec![format!("{file}: {why}")])?;
        Ok(Self { file: file.to_owned(), first: 1, text })
    }
}

/// The rules of the detector in a file: what stands after `rules:`.
fn rules(file: &str) -> Result<Vec<Source>, Wrong> {
    let source = Source::read(file)?;
    let mut pieces = Vec::new();
    let read = source
        .text
        .find("\n    rules: ")
        .ok_or("no `rules:`")
        .and_then(|at| expression(&source, at + "\n    rules: ".len(), &mut pieces));
    match read {
        Ok(_) => pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Here(piece) => Ok(piece),
                Piece::File(name) => {
                    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
                    // `src/detectors/../../rules/tone.txt` is `rules/tone.txt`.
                    let name = name
                        .strip_prefix("../../")
                        .map_or_else(|| folder.join(&name).display().to_string(), str::to_owned);
                    Source::read(&name)
                }
            })
            .collect(),
        Err(why) => Err(vec![format!(
            "{file}: {why}: rules are a string without escapes, `include_str!`, `concat!` of \
             such, or the name of a `const` in the same file"
        )]),
    }
}

enum Piece {
    Here(Source),
    File(String),
}

/// Reads a string as this crate's detectors write them; where it ends.
fn expression(
    source: &Source,
    mut at: usize,
    pieces: &mut Vec<Piece>,
) -> Result<usize, &'static str> {
    let text = &source.text;
    at += text[at..].len() - text[at..].trim_start().len();
    let rest = &text[at..];
    if rest.starts_with('"') {
        let (string, end) = literal(text, at)?;
        let first = text[..=at].lines().count();
        let (file, string) = (source.file.clone(), string.to_owned());
        pieces.push(Piece::Here(Source { file, first, text: string }));
        return Ok(end);
    }
    if let Some(inside) = rest.strip_prefix("include_str!(") {
        let (name, end) = literal(text, text.len() - inside.len())?;
        pieces.push(Piece::File(name.to_owned()));
        return after(text, end, ')');
    }
    if let Some(inside) = rest.strip_prefix("concat!(") {
        at = text.len() - inside.len();
        loop {
            at = expression(source, at, pieces)?;
            let parted = after(text, at, ',');
            at = parted.unwrap_or(at);
            match (after(text, at, ')'), parted) {
                (Ok(end), _) => return Ok(end),
                (Err(why), Err(_)) => return Err(why),
                (Err(_), Ok(_)) => {}
            }
        }
    }
    let name = &rest[..rest.find(|c: char| !c.is_ascii_uppercase() && c != '_').unwrap_or(0)];
    let meant = format!("\nconst {name}: &str = ");
    let found = text.find(&meant).filter(|_| !name.is_empty()).ok_or("no string")?;
    expression(source, found + meant.len(), pieces)?;
    Ok(at + name.len())
}

/// The string literal there, and where it ends.
fn literal(text: &str, at: usize) -> Result<(&str, usize), &'static str> {
    let inside = text[at..].strip_prefix('"').ok_or("no string")?;
    let length = inside.find('"').ok_or("a string without end")?;
    if inside[..length].contains('\\') {
        return Err("a backslash in a string");
    }
    Ok((&inside[..length], at + length + 2))
}

/// Where this character ends, if it comes next.
fn after(text: &str, at: usize, what: char) -> Result<usize, &'static str> {
    let rest = text[at..].trim_start().strip_prefix(what).ok_or("no bracket")?;
    Ok(text.len() - rest.len())
}

//! What reading costs, on one thread, beside VADER on the same messages:
//! `cargo run --release -p words --example cost -- crates/words/data/contacts/*/*.tsv`.
//!
//! The files have four columns: who says it, how upset it is, what is in it, and the words. Without
//! `pip install vaderSentiment` the comparison says so.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)] // a tool for developers

use std::{
    hint::black_box,
    io::Write,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use words::{By, Known, Message, Reader, Turn};

/// A message of chat.
const SHORT: std::ops::RangeInclusive<usize> = 40..=80;
/// A long one.
const LONG_FROM: usize = 120;
/// How often each message is read; the best time of each counts, as others use the machine.
const ROUNDS: usize = 5;
/// How often a reader is made.
const STARTS: usize = 20;
/// Turns of a long conversation.
const TURNS: usize = 200;

fn main() {
    let mut said = Vec::new();
    for file in std::env::args().skip(1) {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let mut columns = line.split('\t');
            let by = match columns.next() {
                Some("us") => By::Us,
                Some("note") => By::Note,
                _ => By::Customer,
            };
            if let Some(words) = columns.nth(2) {
                said.push((by, words.to_owned()));
            }
        }
    }

    let mut starts: Vec<Duration> =
        (0..STARTS).map(|_| timed(|| drop(black_box(Reader::new())))).collect();
    starts.sort_unstable();
    println!("start-up   best {:.2} ms, median {:.2} ms", ms(starts[0]), ms(starts[STARTS / 2]));

    let reader = Reader::new();
    let read = |(by, words): &(By, String)| {
        black_box(reader.read(&Message::new(words, *by)));
    };
    for (name, by) in [("all", None), ("customer", Some(By::Customer)), ("us", Some(By::Us))] {
        let short: Vec<_> = said
            .iter()
            .filter(|(who, words)| SHORT.contains(&words.len()) && by.is_none_or(|by| by == *who))
            .collect();
        let took = best(&short, |said| read(said));
        let bytes: usize = short.iter().map(|(_, words)| words.len()).sum();
        let count = short.len().max(1);
        println!(
            "message    {:.1} µs ({name}: {count} of {} bytes on average)",
            ms(took) * 1_000.0 / count as f64,
            bytes / count
        );
        if by.is_none() {
            vader(&short, took);
        }
    }

    let long: Vec<_> = said.iter().filter(|(_, words)| words.len() >= LONG_FROM).collect();
    let bytes: usize = long.iter().map(|(_, words)| words.len()).sum();
    let took = best(&long, |said| read(said));
    println!(
        "long       {:.0} µs per KB ({} of {} bytes on average)",
        ms(took) * 1_000.0 * 1024.0 / bytes.max(1) as f64,
        long.len(),
        bytes / long.len().max(1)
    );

    let turns: Vec<Turn> = said
        .iter()
        .filter(|(by, words)| *by != By::Note && SHORT.contains(&words.len()))
        .take(TURNS)
        .map(|(by, text)| Turn { by: *by, text: text.clone(), at: None })
        .collect();
    let took = best(&[turns.as_slice()], |turns| {
        drop(black_box(reader.read_conversation(turns, &Known::default())));
    });
    println!("talk       {:.2} ms for {} turns", ms(took), turns.len());
}

/// The same messages through VADER, one thread: a lexicon of sentiment that says one thing of each.
fn vader(said: &[&(By, String)], took: Duration) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/oracles/vader_speed.py");
    let lines: Vec<&str> = said.iter().map(|(_, words)| words.as_str()).collect();
    let seconds = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .and_then(|mut child| {
            if let Some(mut stdin) = child.stdin.take() {
                stdin.write_all(lines.join("\n").as_bytes())?;
            }
            child.wait_with_output()
        })
        .ok()
        .and_then(|out| String::from_utf8(out.stdout).ok()?.trim().parse::<f64>().ok());
    match seconds {
        Some(seconds) => println!(
            "VADER      {:.1} µs a message; the reader is {:.1} × faster",
            seconds * 1e6 / said.len().max(1) as f64,
            seconds / took.as_secs_f64()
        ),
        None => println!("VADER      is not there to compare with: pip install vaderSentiment"),
    }
}

fn timed(run: impl FnOnce()) -> Duration {
    let from = Instant::now();
    run();
    from.elapsed()
}

/// All of them, each at its best: round after round, so that none finds its own traces in the caches.
fn best<T>(all: &[T], run: impl Fn(&T)) -> Duration {
    let mut took = vec![Duration::MAX; all.len()];
    for _ in 0..ROUNDS {
        for (took, one) in took.iter_mut().zip(all) {
            *took = timed(|| run(one)).min(*took);
        }
    }
    took.iter().sum()
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}

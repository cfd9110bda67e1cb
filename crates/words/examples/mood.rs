//! How upset each line sounds, and why: `echo "Still waiting." | cargo run -p words --example mood`.

#![allow(clippy::unwrap_used)] // a tool for developers

use std::io::{BufRead, Write};

use words::{By, Message, Reader, mood::Tone};

fn main() {
    let reader = Reader::new();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let reading = reader.read(&Message::new(&line, By::Customer));
        let tone = reading.tone.unwrap();
        let Tone { upset, valence, rules, style, .. } = tone;
        let mood = tone.mood();
        write!(out, "{:.2} ({:.2} to {:.2})", mood.upset, mood.interval.0, mood.interval.1)
            .unwrap();
        writeln!(out, "  {line}").unwrap();
        writeln!(
            out,
            "    upset {upset:.2} valence {valence:.2} rules {rules:.2} style {style:.2}"
        )
        .unwrap();
        for found in reading.findings {
            let words = &line[found.span];
            writeln!(out, "    {}: {words} ({})", found.what.name(), found.reason).unwrap();
        }
    }
}

#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::unwrap_used)]
use read::corpus::*;
use words::{model::*, mood::Tone, *};
fn main() {
    let root = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let bytes = std::fs::read("crates/words/model/heads.bin").unwrap();
    let (rarity, heads) = Heads::from_bytes(&bytes).unwrap();
    let reader = Reader::new();
    let turns = frustration(&root.join("frustration.dev.txt")).unwrap();
    let mut rows = Vec::new();
    let mut last = usize::MAX;
    let mut turn = 0;
    for t in turns.iter().filter(|t| t.customer && !t.ratings.is_empty()) {
        if t.dialogue != last {
            last = t.dialogue;
            turn = 0
        }
        let f = reader.read(&Message::new(&t.text, By::Customer)).findings;
        let tone = Tone::of(&t.text, &f, &rarity, &heads);
        println!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            t.dialogue,
            turn,
            t.rating().unwrap(),
            tone.upset,
            tone.valence,
            tone.rules,
            t.text.replace('\t', " ")
        );
        rows.push(tone);
        turn += 1;
    }
    for (text, unhappy) in tricky(&root.join("tricky_mood.dev.csv")).unwrap() {
        let f = reader.read(&Message::new(&text, By::Customer)).findings;
        let tone = Tone::of(&text, &f, &rarity, &heads);
        println!(
            "T\t0\t{}\t{}\t{}\t{}\t{}",
            u8::from(unhappy),
            tone.upset,
            tone.valence,
            tone.rules,
            text
        );
    }
}

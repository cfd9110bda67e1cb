//! Any bytes under any name: a conversation is read from them and told, or it is said why there is none.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run script -- -max_total_time=600`

#![no_main]

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use read::{
    report::{Told, json, page, text},
    script::script,
};
use words::{Known, Reader, Wordings};

const NAMES: [&str; 6] = ["-", "talk.txt", "message.EML", "lens.json", "call.vcon", "log.jsonl"];

static READER: LazyLock<Reader> = LazyLock::new(Reader::new);
static WORDINGS: LazyLock<Wordings> = LazyLock::new(Wordings::new);

fuzz_target!(|data: &[u8]| {
    let [how, rest @ ..] = data else { return };
    let script = script(NAMES[usize::from(*how) % NAMES.len()], rest, &TimeZone::UTC);
    assert!(script.turns.iter().all(|turn| !turn.text.trim().is_empty()), "{script:?}");
    assert!(!script.turns.is_empty() || !script.remarks.is_empty());
    assert!(script.remarks.iter().all(|remark| !remark.is_empty()));
    let times: Option<Vec<_>> = script.turns.iter().map(|turn| turn.at).collect();
    assert!(times.is_none_or(|times| times.is_sorted()), "{script:?}");

    let turns = script.turns.len();
    let told = Told::of(&READER, &WORDINGS, script, &Known::default(), &TimeZone::UTC);
    let value = json::value(&told);
    assert_eq!(value["turns"].as_array().map(Vec::len), Some(turns));
    let mut out = Vec::new();
    assert!(text::write(&told, text::Style::default(), &mut out).is_ok());
    // What steers a terminal does not come through.
    assert!(!out.contains(&0x1b));
    out.clear();
    assert!(page::write(&told, "<script>", &mut out).is_ok());
    // The page's own, and nothing that stands in a file.
    assert_eq!(out.windows(7).filter(|part| part.eq_ignore_ascii_case(b"<script")).count(), 1);
});

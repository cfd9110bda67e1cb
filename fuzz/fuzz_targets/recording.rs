//! Any bytes under any name: they are read to their end, or refused in words.
//!
//! A decoder's own panic is caught and told as a damaged recording, so it is nothing found; any other is.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use listen::recording::{Raw, RawEncoding, Recording};

const NAMES: [Option<&str>; 10] = [
    None,
    Some("wav"),
    Some("flac"),
    Some("mp3"),
    Some("ogg"),
    Some("opus"),
    Some("m4a"),
    Some("aiff"),
    Some("webm"),
    Some("txt"),
];

/// Ends the run at a panic, as the fuzzer's own hook does, unless it is a decoder's, which is caught.
fn end_unless_caught() {
    std::panic::set_hook(Box::new(|panic| {
        if !panic.location().is_some_and(|place| place.file().contains("symphonia")) {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}

fuzz_target!(init: end_unless_caught(), |data: &[u8]| {
    let [how, rest @ ..] = data else { return };
    let name = NAMES[usize::from(*how) % NAMES.len()];
    let raw = (*how >= 240).then_some(Raw {
        encoding: [RawEncoding::MuLaw, RawEncoding::ALaw, RawEncoding::S16Le][usize::from(how % 3)],
        rate_hz: u32::from(*how) * 200,
        channels: usize::from(how % 5),
    });
    let source = Box::new(Cursor::new(rest.to_vec()));
    let Ok(mut recording) = Recording::from_source(source, name, raw) else { return };
    assert!([8_000, 16_000, 48_000].contains(&recording.rate_hz()));
    let mut block = Vec::new();
    // A header may promise any length; what comes is bounded by what is there.
    for _ in 0..100_000 {
        match recording.read(&mut block) {
            Ok(0) | Err(_) => break,
            Ok(count) => assert!(block.iter().all(|channel| channel.len() == count)),
        }
    }
    let _ = recording.remarks().len();
});

//! Any bytes under any name: they are read to their end, or refused in words.

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

fuzz_target!(|data: &[u8]| {
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

//! A recording that was sealed in any pieces and then changed in any way, and any bytes in its place:
//! what is read is the beginning of what was written, and all of it only where nothing was changed.

#![no_main]

use std::io::{Read, Write};

use libfuzzer_sys::fuzz_target;
use sealed::{
    Key, PublicKey, RecoveryCode, SecretKey,
    stream::{Ended, Reader, Writer},
};

const CONTEXT: &str = "a replay";

fn read(key: &Key, sealed: &[u8]) -> (Vec<u8>, Option<Ended>) {
    let mut reader = Reader::new(key, CONTEXT, sealed);
    let mut bytes = Vec::new();
    let read = reader.read_to_end(&mut bytes);
    assert_eq!(read.is_err(), reader.ended().is_none());
    (bytes, reader.ended())
}

fuzz_target!(|data: &[u8]| {
    let [how, at, by, rest @ ..] = data else { return };
    let key = Key::from_bytes([7; 32]);

    // Any bytes at all.
    assert_ne!(read(&key, rest).1, Some(Ended::Whole));
    assert_eq!(key.open(CONTEXT, rest), None);
    if let Some(secret) = SecretKey::from_slice(&[9; 32]) {
        assert_eq!(secret.open(CONTEXT, rest), None);
    }
    if let Ok(text) = std::str::from_utf8(rest) {
        let _ = PublicKey::from_text(text).map(|key| key.seal(CONTEXT, b"hello"));
        if let Some(code) = RecoveryCode::read(text) {
            let again = RecoveryCode::read(&code.to_text()).expect("what is shown can be typed");
            assert_eq!(again.key().bytes(), code.key().bytes());
        }
    }

    // A recording in pieces of that length, each flushed or not.
    let mut writer = Writer::new(&key, CONTEXT, Vec::new()).expect("memory takes everything");
    for (number, piece) in rest.chunks(usize::from(how % 32) + 1).enumerate() {
        writer.write_all(piece).expect("memory takes everything");
        if how.rotate_left(number as u32 % 8) & 1 == 1 {
            writer.flush().expect("memory takes everything");
        }
    }
    let mut sealed = writer.finish().expect("memory takes everything");
    assert_eq!(read(&key, &sealed), (rest.to_vec(), Some(Ended::Whole)));

    let at = usize::from(*at) * sealed.len() / 256;
    if *by == 0 {
        sealed.truncate(at);
    } else {
        sealed[at] ^= by;
    }
    let (beginning, ended) = read(&key, &sealed);
    assert!(rest.starts_with(&beginning) && ended != Some(Ended::Whole));
});

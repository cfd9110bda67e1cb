//! However a recording was written, and whatever became of its file.

use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

const CONTEXT: &str = "a replay";

/// Seals pieces, each flushed or not, and finishes or not.
fn sealed(key: &Key, pieces: &[(Vec<u8>, bool)], finished: bool) -> Vec<u8> {
    let mut writer = Writer::new(key, CONTEXT, Vec::new()).unwrap();
    for (piece, flushed) in pieces {
        writer.write_all(piece).unwrap();
        if *flushed {
            writer.flush().unwrap();
        }
    }
    if finished { writer.finish().unwrap() } else { writer.inner }
}

/// What can be read, and how it ended; nothing where it failed.
fn opened(key: &Key, context: &str, sealed: &[u8]) -> (Vec<u8>, Option<Ended>) {
    let mut reader = Reader::new(key, context, sealed);
    let mut bytes = Vec::new();
    let read = reader.read_to_end(&mut bytes);
    assert_eq!(read.is_err(), reader.ended().is_none(), "{read:?}");
    if let Err(error) = read {
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(reader.read(&mut [0]).is_err(), "it stays closed");
    }
    (bytes, reader.ended())
}

fn pieces() -> impl Strategy<Value = Vec<(Vec<u8>, bool)>> {
    // Small ones, and some that are longer than a chunk.
    let small = vec(any::<u8>(), 0..40);
    let large = (any::<u8>(), 0..CHUNK_BYTES_MAX * 5 / 2).prop_map(|(byte, long)| vec![byte; long]);
    vec((prop_oneof![6 => small, 1 => large], any::<bool>()), 0..6)
}

fn all(pieces: &[(Vec<u8>, bool)]) -> Vec<u8> {
    pieces.iter().flat_map(|(piece, _)| piece.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_split_of_writes_is_read_as_one(pieces in pieces()) {
        let key = Key::new();
        let sealed = sealed(&key, &pieces, true);
        prop_assert_eq!(opened(&key, CONTEXT, &sealed), (all(&pieces), Some(Ended::Whole)));
    }

    #[test]
    fn what_was_flushed_before_a_crash_is_read(pieces in pieces(), rest in vec(any::<u8>(), 0..40)) {
        let key = Key::new();
        let mut flushed = pieces.clone();
        for piece in &mut flushed {
            piece.1 = true;
        }
        flushed.push((rest, false));
        let sealed = sealed(&key, &flushed, false);
        prop_assert_eq!(opened(&key, CONTEXT, &sealed), (all(&pieces), Some(Ended::Cut)));
    }

    #[test]
    fn any_truncation_leaves_a_beginning_and_is_told(pieces in pieces(), at in any::<Index>()) {
        let key = Key::new();
        let sealed = sealed(&key, &pieces, true);
        let (read, ended) = opened(&key, CONTEXT, &sealed[..at.index(sealed.len())]);
        prop_assert_eq!(ended, Some(Ended::Cut));
        prop_assert!(all(&pieces).starts_with(&read));
    }

    #[test]
    fn any_flipped_byte_is_noticed(pieces in pieces(), at in any::<Index>(), by in 1u8..) {
        let key = Key::new();
        let mut sealed = sealed(&key, &pieces, true);
        let at = at.index(sealed.len());
        sealed[at] ^= by;
        let (read, ended) = opened(&key, CONTEXT, &sealed);
        prop_assert_ne!(ended, Some(Ended::Whole));
        prop_assert!(all(&pieces).starts_with(&read));
    }

    #[test]
    fn any_bytes_are_read_to_their_end_or_refused(mut bytes in vec(any::<u8>(), 0..200)) {
        let key = Key::from_bytes([7; 32]);
        prop_assert_eq!(opened(&key, CONTEXT, &bytes).0, Vec::<u8>::new());
        bytes.splice(..0, *MARK);
        prop_assert_eq!(opened(&key, CONTEXT, &bytes).0, Vec::<u8>::new());
    }
}

/// Three chunks of the same length, after the head.
fn three(key: &Key) -> (Vec<u8>, Vec<Vec<u8>>) {
    let pieces = [(b"one".to_vec(), true), (b"two".to_vec(), true), (b"end".to_vec(), false)];
    let sealed = sealed(key, &pieces, true);
    let (head, chunks) = sealed.split_at(HEAD_BYTES);
    (head.to_vec(), chunks.chunks(4 + 3 + TAG_BYTES).map(<[u8]>::to_vec).collect())
}

#[test]
fn chunks_cannot_be_swapped_doubled_or_left_out() {
    let key = Key::new();
    let (head, chunks) = three(&key);
    let (_, others) = three(&key);
    let joined = |order: &[&Vec<u8>]| {
        let chunks = order.iter().copied().flatten();
        opened(&key, CONTEXT, &head.iter().chain(chunks).copied().collect::<Vec<u8>>())
    };
    let [one, two, end] = [&chunks[0], &chunks[1], &chunks[2]];
    assert_eq!(joined(&[one, two, end]), (b"onetwoend".to_vec(), Some(Ended::Whole)));
    assert_eq!(joined(&[two, one, end]), (b"".to_vec(), None));
    assert_eq!(joined(&[one, one, end]), (b"one".to_vec(), None));
    assert_eq!(joined(&[one, end]), (b"one".to_vec(), None));
    assert_eq!(joined(&[one, two]), (b"onetwo".to_vec(), Some(Ended::Cut)));
    assert_eq!(joined(&[one, two, end, end]), (b"onetwo".to_vec(), None));
    assert_eq!(joined(&[one, &others[1], end]), (b"one".to_vec(), None));
    // One that says of itself that it is the last.
    let mut false_end = two.clone();
    false_end[0] |= 0x80;
    assert_eq!(joined(&[one, &false_end]), (b"one".to_vec(), None));
}

#[test]
fn another_key_or_another_context_opens_nothing() {
    let key = Key::new();
    let sealed = sealed(&key, &[(b"hello".to_vec(), false)], true);
    assert_eq!(opened(&Key::new(), CONTEXT, &sealed), (Vec::new(), None));
    assert_eq!(opened(&key, "a reflection", &sealed), (Vec::new(), None));
}

#[test]
fn an_empty_recording_is_whole() {
    let key = Key::new();
    let sealed = sealed(&key, &[], true);
    assert_eq!(opened(&key, CONTEXT, &sealed), (Vec::new(), Some(Ended::Whole)));
    assert_eq!(opened(&key, CONTEXT, b""), (Vec::new(), Some(Ended::Cut)));
}

/// A disk on which there is room for so many bytes.
struct Disk(Vec<u8>, usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.1 - self.0.len();
        if room == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(bytes.len().min(room))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_leaves_what_came_before_and_nothing_after() {
    let key = Key::new();
    let mut writer = Writer::new(&key, CONTEXT, Disk(Vec::new(), 60)).unwrap();
    writer.write_all(b"kept").unwrap();
    writer.flush().unwrap();
    writer.write_all(b"too much for what is left").unwrap();
    assert_eq!(writer.flush().unwrap_err().kind(), io::ErrorKind::StorageFull);
    // Half a chunk stands there now: there is no going on behind it.
    writer.inner.1 = 1000;
    assert!(writer.write(b"more").is_err() && writer.flush().is_err());
    assert_eq!(opened(&key, CONTEXT, &writer.inner.0), (b"kept".to_vec(), Some(Ended::Cut)));
}

//! Recordings of any length, sealed as they come.
//!
//! STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its
//! Nonce-Reuse Misuse-Resistance", 2015) over XChaCha20-Poly1305: each chunk is sealed under a nonce
//! of the stream's random prefix, the chunk's number, and whether it is the last. So chunks cannot be
//! left out, swapped, doubled, or taken from another stream; and an end that is not the end is told.
//!
//! ```text
//! stream  = mark (4 bytes) prefix (19 bytes) chunk*
//! chunk   = length (u32, big endian; the highest bit says "last") sealed (length bytes)
//! sealed  = XChaCha20-Poly1305(key, nonce, mark prefix context, up to 64 KiB) with its tag of 16
//! nonce   = prefix (19) number (u32, big endian, from 0) last (0 or 1)
//! ```
//!
//! What was flushed before a crash is whole chunks, and can be read; half a chunk at the end is left
//! out. [`Reader::ended`] says whether the end was reached.

use std::{
    fmt,
    io::{self, Read, Write},
};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use crate::{Key, random};

/// What a stream begins with.
const MARK: &[u8; 4] = b"BlS1";
/// Random bytes that a stream's nonces begin with.
const PREFIX_BYTES: usize = 19;
const HEAD_BYTES: usize = MARK.len() + PREFIX_BYTES;
/// Most bytes that are sealed in one chunk.
pub const CHUNK_BYTES_MAX: usize = 64 * 1024;
/// Bytes of the tag after each chunk.
const TAG_BYTES: usize = 16;
/// The bit of a chunk's length that says that it is the last.
const LAST: u32 = 1 << 31;

/// The cipher of one stream, and the number of its next chunk.
struct Chunks {
    cipher: XChaCha20Poly1305,
    head: [u8; HEAD_BYTES],
    /// What is authenticated with each chunk: the head and the context.
    context: Vec<u8>,
    number: u32,
}

impl Chunks {
    fn new(key: &Key, context: &str, head: [u8; HEAD_BYTES]) -> Self {
        let context = [&head, context.as_bytes()].concat();
        Self { cipher: key.cipher(), head, context, number: 0 }
    }

    /// The nonce of the next chunk.
    fn nonce(&self, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..PREFIX_BYTES].copy_from_slice(&self.head[MARK.len()..]);
        nonce[PREFIX_BYTES..23].copy_from_slice(&self.number.to_be_bytes());
        nonce[23] = u8::from(last);
        XNonce::from(nonce)
    }

    /// Goes on to the next number.
    fn count(&mut self) -> io::Result<()> {
        let next = self.number.checked_add(1);
        self.number = next.ok_or_else(|| io::Error::other("this recording is too long to seal"))?;
        Ok(())
    }

    fn seal(&mut self, bytes: &[u8], last: bool) -> io::Result<Vec<u8>> {
        let payload = Payload { msg: bytes, aad: &self.context };
        let sealed = self.cipher.encrypt(&self.nonce(last), payload);
        self.count()?;
        sealed.map_err(|_| io::Error::other("a chunk of a recording could not be sealed"))
    }

    fn open(&mut self, sealed: &[u8], last: bool) -> io::Result<Vec<u8>> {
        let payload = Payload { msg: sealed, aad: &self.context };
        let bytes = self.cipher.decrypt(&self.nonce(last), payload);
        self.count()?;
        bytes.map_err(|_| damaged("it was changed, or sealed with another key"))
    }
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("this recording cannot be opened: {why}"))
}

/// Seals what is written to it.
///
/// A chunk is sealed when 64 KiB have come, or at [`flush`](Write::flush). It has to be
/// [finished](Self::finish): one that is dropped before is a recording that was cut short, without
/// what was written since the last flush.
pub struct Writer<W> {
    inner: W,
    chunks: Chunks,
    /// What waits to be sealed; never more than a chunk.
    waiting: Zeroizing<Vec<u8>>,
    /// Whether something could not be written: half a chunk may stand at the end, after which
    /// nothing can be read.
    broken: bool,
}

impl<W: Write> Writer<W> {
    /// Begins a stream, sealed with that key in that context.
    ///
    /// # Errors
    /// Where the head of the stream cannot be written.
    pub fn new(key: &Key, context: &str, mut inner: W) -> io::Result<Self> {
        let mut head = [0; HEAD_BYTES];
        head[..MARK.len()].copy_from_slice(MARK);
        head[MARK.len()..].copy_from_slice(&random::<PREFIX_BYTES>());
        inner.write_all(&head)?;
        Ok(Self {
            inner,
            chunks: Chunks::new(key, context, head),
            // Room for all that ever waits, so that nothing is moved and left behind unwiped.
            waiting: Zeroizing::new(Vec::with_capacity(CHUNK_BYTES_MAX)),
            broken: false,
        })
    }

    /// Seals what waits, says that this was the end, and gives back what was written to.
    ///
    /// # Errors
    /// Where it cannot be written; the recording can then be read as one that was cut short.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        self.check()?;
        // Whatever fails from here on may have left half a chunk.
        self.broken = true;
        let sealed = self.chunks.seal(&self.waiting, last)?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        let length = if last { length | LAST } else { length };
        self.inner.write_all(&[&length.to_be_bytes(), sealed.as_slice()].concat())?;
        self.waiting.clear();
        self.broken = false;
        Ok(())
    }

    fn check(&self) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("nothing can follow a chunk that could not be written"));
        }
        Ok(())
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check()?;
        if self.waiting.len() == CHUNK_BYTES_MAX {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK_BYTES_MAX - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Seals what waits, so that it can be read whatever happens to the rest.
    fn flush(&mut self) -> io::Result<()> {
        self.check()?;
        if !self.waiting.is_empty() {
            self.seal(false)?;
        }
        self.inner.flush()
    }
}

impl<W> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer(chunk {})", self.chunks.number)
    }
}

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// With its last chunk: this is all that was recorded.
    Whole,
    /// Before it: whoever wrote was interrupted, or somebody cut the end off.
    Cut,
}

/// Opens a stream.
///
/// What it gives is authenticated, and is the beginning of what was written. A chunk that does not
/// open is an error ([`io::ErrorKind::InvalidData`]), after which there is nothing more.
pub struct Reader<R> {
    inner: R,
    key: Key,
    context: String,
    /// Once the head was read.
    chunks: Option<Chunks>,
    /// The chunk that is being given out, and how much of it was.
    opened: Zeroizing<Vec<u8>>,
    given: usize,
    ended: Option<Ended>,
    failed: bool,
}

impl<R: Read> Reader<R> {
    /// Reads a stream that was sealed with that key in that context.
    pub fn new(key: &Key, context: &str, inner: R) -> Self {
        Self {
            inner,
            key: key.clone(),
            context: context.to_owned(),
            chunks: None,
            opened: Zeroizing::default(),
            given: 0,
            ended: None,
            failed: false,
        }
    }

    /// How it ended; nothing before the end was read, and after an error.
    pub fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// Opens the next chunk, or notes how the stream ended.
    fn next(&mut self) -> io::Result<()> {
        let chunks = if let Some(chunks) = &mut self.chunks {
            chunks
        } else {
            let Some(head) = exactly::<HEAD_BYTES>(&mut self.inner)? else {
                self.ended = Some(Ended::Cut);
                return Ok(());
            };
            if !head.starts_with(MARK) {
                return Err(damaged("it is not one of ours"));
            }
            self.chunks.insert(Chunks::new(&self.key, &self.context, head))
        };
        let Some(length) = exactly::<4>(&mut self.inner)? else {
            self.ended = Some(Ended::Cut);
            return Ok(());
        };
        let length = u32::from_be_bytes(length);
        let last = length & LAST != 0;
        let length = usize::try_from(length & !LAST).unwrap_or(usize::MAX);
        if !(TAG_BYTES..=CHUNK_BYTES_MAX + TAG_BYTES).contains(&length) {
            return Err(damaged("a chunk has a length that none has"));
        }
        let mut sealed = vec![0; length];
        if read_up_to(&mut self.inner, &mut sealed)? < length {
            self.ended = Some(Ended::Cut);
            return Ok(());
        }
        self.opened = Zeroizing::new(chunks.open(&sealed, last)?);
        self.given = 0;
        if last {
            if read_up_to(&mut self.inner, &mut [0])? > 0 {
                self.opened.clear();
                return Err(damaged("something stands behind its end"));
            }
            self.ended = Some(Ended::Whole);
        }
        Ok(())
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while self.given == self.opened.len() {
            if self.failed {
                return Err(damaged("it was not readable before"));
            }
            if self.ended.is_some() {
                return Ok(0);
            }
            if let Err(error) = self.next() {
                // What was read of a chunk is gone, so no later one would be at its place.
                self.failed = true;
                return Err(error);
            }
        }
        let waiting = &self.opened[self.given..];
        let count = waiting.len().min(into.len());
        into[..count].copy_from_slice(&waiting[..count]);
        self.given += count;
        Ok(count)
    }
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({:?})", self.ended)
    }
}

/// So many bytes, or nothing where there are not as many.
fn exactly<const N: usize>(from: &mut impl Read) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    let count = read_up_to(from, &mut bytes)?;
    Ok((count == N).then_some(bytes))
}

/// Fills `into` as far as there is something; how far that was.
fn read_up_to(from: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < into.len() {
        match from.read(&mut into[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests;

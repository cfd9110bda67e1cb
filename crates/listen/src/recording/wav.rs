//! WAV files, read from front to back without seeking back.
//!
//! “Multimedia Programming Interface and Data Specifications 1.0” (IBM and Microsoft, 1991) for the
//! chunks, RFC 2361 for the numbers of the codecs, Microsoft's `WAVEFORMATEXTENSIBLE`, EBU Tech
//! 3306 for RF64 and ITU-R BS.2088 for BW64. What people's recorders make of these is read too: a
//! length of 0 or of all ones (streamed, or the recorder died), a length that is too long (cut off)
//! or too short, no padding after odd chunks.

use std::io::{self, Read, Seek, SeekFrom};

use symphonia::core::io::{MediaSource, MediaSourceStream};

use super::pcm::{Frames, Sample};
use super::unreadable::CONVERT;
use super::{Decode, Facts, Remark, Unreadable, check_shape};

/// Chunks before the sound, at most: real files have a handful.
const CHUNKS_MAX: usize = 1000;

/// A length of the sound from which on the header was never filled in: ffmpeg and BW64 write all
/// ones, `SoX` `0x7ffff000`, arecord `0x80000000` or less by a header.
const LENGTH_UNKNOWN_FROM: u64 = 0x7fff_f000;

/// Does a file that begins with these 12 bytes say that it is a WAV file, of any kind?
pub(super) fn is_wav(head: &[u8]) -> bool {
    matches!(head.get(..4), Some(b"RIFF" | b"RF64" | b"BW64" | b"RIFX"))
        && head.get(8..12) == Some(b"WAVE")
}

/// A WAV file whose header has been read.
pub(super) enum Opened {
    /// Samples that we read ourselves.
    Plain(Box<WavReader>),
    /// ADPCM, which symphonia decodes: the stream, again at its start.
    Compressed(MediaSourceStream<'static>),
}

/// The sound of a WAV file being read.
pub(super) struct WavReader {
    stream: MediaSourceStream<'static>,
    frames: Frames,
    facts: Facts,
    /// Bytes of sound to be read: as the header says, or to the end of the file.
    limit: u64,
    /// Bytes of sound that the header states, where it does.
    stated: Option<u64>,
    /// There was more than stated.
    longer: bool,
}

/// The beginning of a chunk: its name and its length in bytes.
type Chunk = ([u8; 4], u64);

/// Reads the header, up to the first sample.
pub(super) fn open(mut stream: MediaSourceStream<'static>) -> Result<Opened, Unreadable> {
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    let kind = match &head[..4] {
        b"RIFX" => return Err(unsupported("big-endian WAV files (RIFX)")),
        b"RF64" => "WAV (RF64)",
        b"BW64" => "WAV (BW64)",
        _ => "WAV",
    };
    let mut format = None;
    let mut length_64 = None;
    let mut pad = None;
    for _ in 0..CHUNKS_MAX {
        let Some((name, length)) = next_chunk(&mut stream, pad.take())? else {
            return Err(Unreadable::damaged(match format {
                None => "it ends before its header does",
                Some(_) => "it ends before the sound begins",
            }));
        };
        let mut left = length;
        match &name {
            b"ds64" => {
                let mut fields = [0; 24];
                left = left.saturating_sub(fill(&mut stream, &mut fields, length)?);
                length_64 = Some(u64_at(&fields, 8));
            }
            b"fmt " => {
                let mut fields = [0; 40];
                let filled = fill(&mut stream, &mut fields, length)?;
                left = left.saturating_sub(filled);
                if filled < 16 {
                    return Err(Unreadable::damaged("the description of its sound is cut short"));
                }
                format = Some(Format::read(&fields, filled)?);
            }
            b"data" => {
                let Some(format) = format else {
                    return Err(Unreadable::damaged("it does not say what its sound is made of"));
                };
                let length =
                    if length == 0xffff_ffff { length_64.unwrap_or(length) } else { length };
                return match format.sample {
                    Some(sample) => {
                        WavReader::new(stream, kind, &format, sample, length).map(Opened::Plain)
                    }
                    None if stream.is_seekable() => {
                        stream.rewind()?;
                        Ok(Opened::Compressed(stream))
                    }
                    None => Err(unsupported("compressed WAV files from a pipe")),
                };
            }
            _ => {}
        }
        skip(&mut stream, left)?;
        pad = Some(length % 2 == 1);
    }
    Err(Unreadable::damaged("its header does not end"))
}

fn unsupported(what: &str) -> Unreadable {
    Unreadable::unsupported(what)
}

/// The next chunk's name and length; nothing at the end of the file. `odd`: the chunk before had an
/// odd length, so that a zero should follow it; some writers leave it out.
fn next_chunk(
    stream: &mut MediaSourceStream<'static>,
    odd: Option<bool>,
) -> Result<Option<Chunk>, Unreadable> {
    let mut head = [0; 8];
    let mut have = 0;
    if odd == Some(true) {
        if fill(stream, &mut head[..1], 1)? == 0 {
            return Ok(None);
        }
        have = usize::from(head[0].is_ascii_alphanumeric());
    }
    let wanted = 8 - have;
    if fill(stream, &mut head[have..], 8)? < wanted as u64 {
        return Ok(None);
    }
    Ok(Some(chunk(head)))
}

fn chunk(head: [u8; 8]) -> Chunk {
    let [a, b, c, d, length @ ..] = head;
    ([a, b, c, d], u64::from(u32::from_le_bytes(length)))
}

/// Fills `into` with at most `limit` bytes and says how many there were before the end of the file.
fn fill(
    stream: &mut MediaSourceStream<'static>,
    into: &mut [u8],
    limit: u64,
) -> Result<u64, Unreadable> {
    let wanted = usize::try_from(limit).map_or(into.len(), |limit| limit.min(into.len()));
    let mut filled = 0;
    while filled < wanted {
        match stream.read(&mut into[filled..wanted]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled as u64)
}

/// Passes over `bytes`, or to the end of the file.
fn skip(stream: &mut MediaSourceStream<'static>, bytes: u64) -> Result<(), Unreadable> {
    match stream.byte_len() {
        Some(length) if stream.is_seekable() => {
            let at = stream.stream_position()?.saturating_add(bytes).min(length);
            stream.seek(SeekFrom::Start(at))?;
        }
        _ => drop(io::copy(&mut stream.by_ref().take(bytes), &mut io::sink())?),
    }
    Ok(())
}

fn u16_at(fields: &[u8], at: usize) -> u16 {
    fields.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(fields: &[u8], at: usize) -> u32 {
    u32::from(u16_at(fields, at)) | u32::from(u16_at(fields, at + 2)) << 16
}

fn u64_at(fields: &[u8], at: usize) -> u64 {
    u64::from(u32_at(fields, at)) | u64::from(u32_at(fields, at + 4)) << 32
}

/// What the `fmt ` chunk says.
struct Format {
    /// How samples are written; nothing when symphonia must decode them.
    sample: Option<Sample>,
    /// For people.
    name: String,
    channels: usize,
    rate_hz: u32,
}

impl Format {
    /// `fields`: the chunk, of which `filled` bytes were there (at least 16).
    fn read(fields: &[u8; 40], filled: u64) -> Result<Self, Unreadable> {
        let mut tag = u16_at(fields, 0);
        // WAVEFORMATEXTENSIBLE: the tag is the beginning of the sub-format's GUID.
        if tag == 0xfffe {
            if filled < 26 {
                return Err(Unreadable::damaged("the description of its sound is cut short"));
            }
            tag = u16_at(fields, 24);
        }
        let channels = usize::from(u16_at(fields, 2));
        let rate_hz = u32_at(fields, 4);
        check_shape(channels, rate_hz)?;
        let bits = u16_at(fields, 14);
        // Samples fill their bytes from the top, so a sample of 20 bits is read as one of 24; and
        // there may be more bytes than needed, which only the size of a frame tells.
        let needed = usize::from(bits).div_ceil(8);
        let frame = usize::from(u16_at(fields, 12));
        let bytes = match frame / channels {
            bytes if frame % channels == 0 && (needed..=8).contains(&bytes) => bytes,
            _ => needed,
        };
        let (sample, name) = match (tag, bits, bytes) {
            (1, 8, 1) => (Some(Sample::U8), "8-bit PCM".to_owned()),
            (1, 9..=16, 2) => (Some(Sample::S16), format!("{bits}-bit PCM")),
            (1, 8..=24, 3) => (Some(Sample::S24), format!("{bits}-bit PCM")),
            (1, 8..=32, 4) => (Some(Sample::S32), format!("{bits}-bit PCM")),
            (1, _, _) => {
                return Err(unsupported(&format!("WAV files with {bits} bits a sample")));
            }
            (3, 32, 4) => (Some(Sample::F32), "32-bit float".to_owned()),
            (3, 64, 8) => (Some(Sample::F64), "64-bit float".to_owned()),
            (3, _, _) => {
                return Err(unsupported(&format!("WAV files of {bits}-bit floats")));
            }
            (6, _, _) => (Some(Sample::ALaw), "G.711 A-law".to_owned()),
            (7, _, _) => (Some(Sample::MuLaw), "G.711 µ-law".to_owned()),
            (0x02, _, _) => (None, "Microsoft ADPCM".to_owned()),
            (0x11, _, _) => (None, "IMA ADPCM".to_owned()),
            (tag, _, _) => {
                return Err(Unreadable::Unsupported {
                    what: match codec_name(tag) {
                        Some(name) => format!("{name} in WAV files"),
                        None => format!("the codec with number {tag:#06x} in WAV files"),
                    },
                    remedy: CONVERT,
                });
            }
        };
        Ok(Self { sample, name, channels, rate_hz })
    }
}

/// Names of codecs that recorders put into WAV files and that we do not read (RFC 2361).
fn codec_name(tag: u16) -> Option<&'static str> {
    Some(match tag {
        0x0010 | 0x0017 => "OKI or Dialogic ADPCM",
        0x0022 => "TrueSpeech",
        0x0031 => "GSM 6.10",
        0x0040 => "G.721 ADPCM",
        0x0042 => "G.723.1",
        0x0045 | 0x0064 | 0x0140 => "G.726 ADPCM",
        0x0050 => "MPEG layer 1 or 2",
        0x0055 => "MP3",
        0x0065 | 0x028f => "G.722 ADPCM",
        0x0083 | 0x0133 => "G.729",
        0x00ff | 0x1610 | 0xa106 => "AAC",
        0x0161 | 0x0162 => "Windows Media Audio",
        _ => return None,
    })
}

impl WavReader {
    fn new(
        mut stream: MediaSourceStream<'static>,
        kind: &str,
        format: &Format,
        sample: Sample,
        length: u64,
    ) -> Result<Box<Self>, Unreadable> {
        let frames = Frames::new(sample, format.channels);
        let start = stream.stream_position()?;
        let here = stream.byte_len().map(|end| end.saturating_sub(start));
        // A length of 0 is one that was never filled in, unless there is nothing or a chunk behind.
        let unknown = (length >= LENGTH_UNKNOWN_FROM && here.is_none_or(|here| here < length))
            || (length == 0 && here != Some(0));
        let (limit, stated) = if unknown { (u64::MAX, None) } else { (length, Some(length)) };
        let bytes = match (stated, here) {
            (Some(stated), Some(here)) => Some(stated.min(here)),
            (stated, here) => stated.or(here),
        };
        let facts = Facts {
            channels: format.channels,
            source_rate_hz: format.rate_hz,
            decoded_rate_hz: format.rate_hz,
            frames_hint: bytes.map(|bytes| bytes / frames.bytes_per_frame() as u64),
            format: format!("{kind}, {}", format.name),
            lossless: true,
        };
        let mut reader = Box::new(Self { stream, frames, facts, limit, stated, longer: false });
        if length == 0 && reader.chunk_follows()? {
            (reader.limit, reader.stated) = (0, Some(0));
        }
        Ok(reader)
    }

    /// Whether what follows in the file looks like a chunk that fits into it. Leaves the stream
    /// where it was.
    fn chunk_follows(&mut self) -> Result<bool, Unreadable> {
        let (Some(end), true) = (self.stream.byte_len(), self.stream.is_seekable()) else {
            return Ok(false);
        };
        let start = self.stream.stream_position()?;
        let mut head = [0; 8];
        let filled = fill(&mut self.stream, &mut head, 8)?;
        self.stream.seek(SeekFrom::Start(start))?;
        let (name, length) = chunk(head);
        Ok(filled == 8
            && name.iter().all(|&byte| byte.is_ascii_graphic() || byte == b' ')
            && length <= end.saturating_sub(start + 8))
    }

    /// The stated sound is over: is there more that is sound too? Only what cannot be anything else
    /// is taken for it: a second or more, and no chunk.
    fn goes_on(&mut self) -> Result<bool, Unreadable> {
        let (Some(end), true) = (self.stream.byte_len(), self.stream.is_seekable()) else {
            return Ok(false);
        };
        let at = self.stream.stream_position()?;
        let second = self.frames.bytes_per_frame() as u64 * u64::from(self.facts.source_rate_hz);
        if end.saturating_sub(at) < second || self.chunk_follows()? {
            return Ok(false);
        }
        // An odd chunk has a byte of padding.
        self.stream.seek(SeekFrom::Start(at + 1))?;
        let padded = self.chunk_follows()?;
        self.stream.seek(SeekFrom::Start(at))?;
        Ok(!padded)
    }

    #[allow(clippy::cast_precision_loss)] // for people
    fn seconds(&self, bytes: u64) -> f64 {
        bytes as f64 / self.frames.bytes_per_frame() as f64 / f64::from(self.facts.source_rate_hz)
    }
}

impl Decode for WavReader {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn read(&mut self, block: &mut [Vec<f32>]) -> Result<usize, Unreadable> {
        let read = self.frames.read(&mut self.stream, self.limit, block)?;
        if read == 0 && self.frames.taken() == self.limit && self.goes_on()? {
            self.limit = u64::MAX;
            self.longer = true;
            return self.frames.read(&mut self.stream, self.limit, block);
        }
        Ok(read)
    }

    fn remarks(&self) -> Vec<Remark> {
        let taken = self.frames.taken();
        let length = match self.stated {
            None => Some(Remark::LengthUnknown),
            Some(stated) if self.longer => {
                Some(Remark::LongerThanStated { stated_s: self.seconds(stated) })
            }
            Some(stated) if taken < stated => {
                Some(Remark::Truncated { missing_s: Some(self.seconds(stated - taken)) })
            }
            Some(_) => None,
        };
        length.into_iter().chain(self.frames.remark()).collect()
    }
}

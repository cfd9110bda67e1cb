//! Recordings: files of sound in the formats that telephone systems, recorders and people use, read
//! block by block as samples at 8, 16 or 48 kHz.
//!
//! WAV and raw streams are read by our own reader (`wav.rs`, `raw.rs`), because recorders that were
//! cut off or that stream leave headers that lie, and a person wants to hear the call all the same
//! and know what was wrong. All else is read by `symphonia` (`packets.rs`), Opus decoded by
//! `ruopus` (`opus.rs`). Whatever the rate, `resample.rs` makes it one of the three.
//!
//! Nothing here holds more than a block of a recording, and nothing is allocated by what a header
//! claims beyond the limits stated here.

mod opus;
mod packets;
mod pcm;
mod raw;
mod remark;
mod resample;
mod unreadable;
mod wav;

use std::fs::File;
use std::io::{self, Read};
use std::ops::RangeInclusive;
use std::path::Path;

use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions, SeekBuffered};

pub use raw::{Raw, RawEncoding};
pub use remark::Remark;
pub use unreadable::Unreadable;

use raw::RawReader;
use resample::Resampler;

/// Channels that a recording may have: more than any telephone system records, few enough that a
/// header's lie costs no memory to speak of.
const CHANNELS_MAX: usize = 64;

/// Rates that a recording may have, in Hz: below, there is no speech; above, no recorder.
const RATE_HZ: RangeInclusive<u32> = 4_000..=384_000;

/// Frames (one sample of each channel) read at once from uncompressed files: half a second of a
/// telephone call.
const BLOCK_FRAMES: usize = 4096;

/// What a decoder knows about the sound once it has read the header.
#[derive(Debug, Clone)]
struct Facts {
    channels: usize,
    /// The rate of the file, in Hz.
    source_rate_hz: u32,
    /// The rate of what is decoded, in Hz: differs for Opus, which decodes at several.
    decoded_rate_hz: u32,
    /// Frames at the decoded rate, as far as the header says.
    frames_hint: Option<u64>,
    format: String,
    /// Whether samples come out as they were put in.
    lossless: bool,
}

/// One way of making samples of a file.
trait Decode {
    fn facts(&self) -> &Facts;
    /// Appends the next frames to the channels of `block` (all of the same length) and says how
    /// many; 0 at the end, and from then on.
    fn read(&mut self, block: &mut [Vec<f32>]) -> Result<usize, Unreadable>;
    /// What was wrong so far.
    fn remarks(&self) -> Vec<Remark>;
}

/// Can sound of this shape be read?
fn check_shape(channels: usize, rate_hz: u32) -> Result<(), Unreadable> {
    if channels == 0 {
        return Err(Unreadable::damaged("its header says that it has no channels"));
    }
    if rate_hz == 0 {
        return Err(Unreadable::damaged("its header says that it has a sample rate of 0 Hz"));
    }
    if channels > CHANNELS_MAX {
        return Err(Unreadable::Unsupported {
            what: format!("recordings of {channels} channels (up to {CHANNELS_MAX})"),
            remedy: "ffmpeg -i RECORDING -ac 2 RECORDING.wav",
        });
    }
    if !RATE_HZ.contains(&rate_hz) {
        return Err(Unreadable::Unsupported {
            what: format!("a sample rate of {rate_hz} Hz (4,000 to 384,000 Hz)"),
            remedy: "ffmpeg -i RECORDING -ar 16000 RECORDING.wav",
        });
    }
    Ok(())
}

/// The rate in Hz at which sound of `source_hz` is given: its own where the ears are made for it,
/// else 16 kHz, or 8 kHz where there is nothing to be heard above 8 kHz.
const fn rate_given(source_hz: u32) -> u32 {
    match source_hz {
        8_000 | 16_000 | 48_000 => source_hz,
        0..16_000 => 8_000,
        _ => 16_000,
    }
}

/// Samples that are not as samples should be.
#[derive(Debug, Clone, Copy, Default)]
struct Faults {
    not_numbers: u64,
    beyond_full_scale: u64,
}

impl Faults {
    /// Makes what is not a number silence, cuts off what is beyond full scale, and counts both.
    fn mend(&mut self, block: &mut [Vec<f32>]) {
        for sample in block.iter_mut().flatten() {
            if sample.abs() <= 1.0 {
                continue;
            }
            if sample.is_finite() {
                self.beyond_full_scale += 1;
                *sample = sample.clamp(-1.0, 1.0);
            } else {
                self.not_numbers += 1;
                *sample = 0.0;
            }
        }
    }
}

/// A recording being read, block by block; a six-hour file takes no more memory than a short one.
pub struct Recording {
    decoder: Box<dyn Decode + Send>,
    resampler: Option<Resampler>,
    /// What the decoder gave, on its way to the resampler.
    decoded: Vec<Vec<f32>>,
    /// Samples per channel that have been given.
    given: u64,
    faults: Faults,
    /// The end was reached, or reading failed.
    over: bool,
    remarks: Vec<Remark>,
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording")
            .field("facts", self.decoder.facts())
            .field("given", &self.given)
            .field("remarks", &self.remarks)
            .finish_non_exhaustive()
    }
}

impl Recording {
    /// Opens the file at `path` and reads its header. With `raw`, the file has none and is what
    /// `raw` says.
    ///
    /// # Errors
    ///
    /// When there is no file, or nothing can be made of it: see [`Unreadable`].
    pub fn open(path: &Path, raw: Option<Raw>) -> Result<Self, Unreadable> {
        let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Unreadable::Missing,
            _ => Unreadable::Io(error),
        })?;
        if metadata.is_dir() {
            return Err(Unreadable::Folder);
        }
        let file = File::open(path)?;
        let extension = path.extension().and_then(|extension| extension.to_str());
        Self::from_source(Box::new(file), extension, raw)
    }

    /// Reads from anything that symphonia takes as a source: a [`File`], or an [`io::Cursor`] over
    /// bytes. `extension` (without the dot) is a hint of the format; bytes decide.
    ///
    /// # Errors
    ///
    /// When nothing can be made of what is in it: see [`Unreadable`].
    pub fn from_source(
        source: Box<dyn MediaSource>,
        extension: Option<&str>,
        raw: Option<Raw>,
    ) -> Result<Self, Unreadable> {
        let bytes = source.byte_len();
        let mut stream = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
        let mut head = Vec::new();
        stream.by_ref().take(64).read_to_end(&mut head)?;
        if head.is_empty() {
            return Err(Unreadable::Empty);
        }
        stream.seek_buffered(0);
        let is_wav = wav::is_wav(&head);
        match raw {
            Some(_) if is_wav => Err(Unreadable::Raw(
                "This is a WAV file, which says itself what is in it. Leave out that it is raw."
                    .into(),
            )),
            Some(raw) => Self::new(Box::new(RawReader::new(stream, raw, bytes)?)),
            None if is_wav => match wav::open(stream)? {
                wav::Opened::Plain(reader) => Self::new(Box::new(*reader)),
                wav::Opened::Compressed(stream) => {
                    Self::new(Box::new(packets::PacketReader::open(stream, &head, extension)?))
                }
            },
            None => Self::new(Box::new(packets::PacketReader::open(stream, &head, extension)?)),
        }
    }

    /// Reads raw audio from a stream that need not be seekable, such as standard input, as it
    /// comes: a read waits only while there is no sample at all.
    ///
    /// # Errors
    ///
    /// When `raw` says something that cannot be.
    pub fn from_reader(from: impl Read + Send + 'static, raw: Raw) -> Result<Self, Unreadable> {
        Self::new(Box::new(RawReader::new(from, raw, None)?))
    }

    fn new(decoder: Box<dyn Decode + Send>) -> Result<Self, Unreadable> {
        let facts = decoder.facts();
        check_shape(facts.channels, facts.source_rate_hz)?;
        let decoded_hz = facts.decoded_rate_hz;
        let given_hz = rate_given(decoded_hz);
        let resampler = (decoded_hz != given_hz)
            .then(|| Resampler::new(decoded_hz, given_hz, facts.channels))
            .transpose()?;
        Ok(Self {
            decoded: vec![Vec::new(); facts.channels],
            decoder,
            resampler,
            given: 0,
            faults: Faults::default(),
            over: false,
            remarks: Vec::new(),
        })
    }

    /// How many channels: 1 to 64. It does not change.
    pub fn channels(&self) -> usize {
        self.decoder.facts().channels
    }

    /// Samples a second in the file, in Hz: 4,000 to 384,000. For Opus, that of the sound before it
    /// was encoded, where the file says so.
    pub fn source_rate_hz(&self) -> u32 {
        self.decoder.facts().source_rate_hz
    }

    /// Samples a second of what [`read`](Self::read) gives, in Hz: 8,000, 16,000 or 48,000.
    pub fn rate_hz(&self) -> u32 {
        rate_given(self.decoder.facts().decoded_rate_hz)
    }

    /// How long the recording is in seconds, as far as its header says. It may lie: count what is
    /// read.
    #[allow(clippy::cast_precision_loss)] // a hint
    pub fn length_hint(&self) -> Option<f64> {
        let facts = self.decoder.facts();
        Some(facts.frames_hint? as f64 / f64::from(facts.decoded_rate_hz))
    }

    /// The format for people: “WAV, 16-bit PCM”, “MP3”, “Ogg, Opus”.
    pub fn format(&self) -> &str {
        &self.decoder.facts().format
    }

    /// The next block: one vector per channel, all of the same length, samples in −1…1 at
    /// [`rate_hz`](Self::rate_hz). Returns how many samples each has; 0 is the end, and stays.
    ///
    /// `block` is cleared and filled; its vectors' memory is used again. Blocks are of any length,
    /// mostly a tenth of a second to a second. What is given does not depend on how it is cut.
    ///
    /// # Errors
    ///
    /// When the disk or the pipe fails. Damage in the middle of a file is no error: it is read as
    /// far as possible, and [`remarks`](Self::remarks) says so.
    pub fn read(&mut self, block: &mut Vec<Vec<f32>>) -> Result<usize, Unreadable> {
        block.resize_with(self.channels(), Vec::new);
        block.iter_mut().for_each(Vec::clear);
        if self.over {
            return Ok(0);
        }
        let given = self.go_on(block);
        match given {
            Ok(0) | Err(_) => self.end(),
            Ok(given) => self.given += given as u64,
        }
        given
    }

    fn go_on(&mut self, block: &mut [Vec<f32>]) -> Result<usize, Unreadable> {
        let Self { decoder, resampler, decoded, faults, .. } = self;
        let Some(resampler) = resampler else {
            let read = decoder.read(block)?;
            faults.mend(block);
            return Ok(read);
        };
        loop {
            decoded.iter_mut().for_each(Vec::clear);
            let read = decoder.read(decoded)?;
            faults.mend(decoded);
            let given = match read {
                0 => resampler.finish(block)?,
                _ => resampler.push(decoded, block)?,
            };
            // A filter swings a little beyond what it was given.
            block.iter_mut().flatten().for_each(|sample| *sample = sample.clamp(-1.0, 1.0));
            if given > 0 || read == 0 {
                return Ok(given);
            }
        }
    }

    /// Collects the remarks.
    fn end(&mut self) {
        self.over = true;
        self.remarks = self.decoder.remarks();
        let Faults { not_numbers, beyond_full_scale } = self.faults;
        if not_numbers > 0 {
            self.remarks.push(Remark::NotNumbers { samples: not_numbers });
        }
        // Decoders of formats that lose something swing a little beyond what they were given.
        if beyond_full_scale > 0 && self.decoder.facts().lossless {
            self.remarks.push(Remark::BeyondFullScale { samples: beyond_full_scale });
        }
        if self.given == 0 {
            self.remarks.push(Remark::NoSound);
        }
    }

    /// What was wrong with the file but did not stop us, for people: complete once the end is read,
    /// empty before.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }
}

//! Raw audio: samples without a header, as telephone switches and pipes give them. What is in it
//! must be said.

use std::io::Read;

use super::pcm::{Frames, Sample};
use super::{Decode, Facts, RATE_HZ, Remark, Unreadable, check_shape};

/// What is in a raw stream or file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw {
    /// How samples are written.
    pub encoding: RawEncoding,
    /// Samples a second of each channel, in Hz: 4,000 to 384,000.
    pub rate_hz: u32,
    /// Channels, interleaved sample by sample: 1 to 64.
    pub channels: usize,
}

/// How the samples of a raw stream are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawEncoding {
    /// ITU-T G.711 µ-law, 8 bits a sample: telephones in North America and Japan.
    MuLaw,
    /// ITU-T G.711 A-law, 8 bits a sample: telephones elsewhere.
    ALaw,
    /// Signed 16-bit integers, the low byte first.
    S16Le,
}

impl RawEncoding {
    fn sample(self) -> Sample {
        match self {
            Self::MuLaw => Sample::MuLaw,
            Self::ALaw => Sample::ALaw,
            Self::S16Le => Sample::S16,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::MuLaw => "raw G.711 µ-law",
            Self::ALaw => "raw G.711 A-law",
            Self::S16Le => "raw 16-bit PCM",
        }
    }
}

impl Raw {
    /// Is it something that can be read?
    pub(super) fn check(self) -> Result<(), Unreadable> {
        if self.channels == 0 {
            return Err(Unreadable::Raw("Raw audio has at least 1 channel; say how many.".into()));
        }
        if !RATE_HZ.contains(&self.rate_hz) {
            return Err(Unreadable::Raw(format!(
                "Raw audio at {} Hz cannot be read; say its rate in Hz, for telephones mostly 8000.",
                self.rate_hz
            )));
        }
        check_shape(self.channels, self.rate_hz)
    }
}

/// A raw stream being read.
pub(super) struct RawReader<R> {
    from: R,
    frames: Frames,
    facts: Facts,
}

impl<R: Read> RawReader<R> {
    /// `bytes`: the length of the file, where it is one.
    pub(super) fn new(from: R, raw: Raw, bytes: Option<u64>) -> Result<Self, Unreadable> {
        raw.check()?;
        let frames = Frames::new(raw.encoding.sample(), raw.channels);
        let facts = Facts {
            channels: raw.channels,
            source_rate_hz: raw.rate_hz,
            decoded_rate_hz: raw.rate_hz,
            frames_hint: bytes.map(|bytes| bytes / frames.bytes_per_frame() as u64),
            format: raw.encoding.name().to_owned(),
            lossless: true,
        };
        Ok(Self { from, frames, facts })
    }
}

impl<R: Read> Decode for RawReader<R> {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn read(&mut self, block: &mut [Vec<f32>]) -> Result<usize, Unreadable> {
        self.frames.read(&mut self.from, u64::MAX, block)
    }

    fn remarks(&self) -> Vec<Remark> {
        self.frames.remark().into_iter().collect()
    }
}

//! Uncompressed samples, as they lie in WAV files and in raw streams, made into numbers in −1…1.

use std::io::{self, Read};

use super::{BLOCK_FRAMES, Remark, Unreadable};

/// How one sample is written. Bytes are little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sample {
    /// Unsigned 8-bit integers, 128 is silence.
    U8,
    /// Signed 16-bit integers.
    S16,
    /// Signed 24-bit integers.
    S24,
    /// Signed 32-bit integers.
    S32,
    /// IEEE 754 floats of 32 bits, full scale is 1.
    F32,
    /// IEEE 754 floats of 64 bits, full scale is 1.
    F64,
    /// ITU-T G.711 µ-law.
    MuLaw,
    /// ITU-T G.711 A-law.
    ALaw,
}

impl Sample {
    /// Bytes of one sample of one channel.
    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::MuLaw | Self::ALaw => 1,
            Self::S16 => 2,
            Self::S24 => 3,
            Self::S32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// Appends to `channel` the samples that begin in every `per_frame` bytes of `bytes`.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // f32 is the format that we give
    fn append(self, bytes: &[u8], per_frame: usize, channel: &mut Vec<f32>) {
        fn each<const N: usize>(
            bytes: &[u8],
            per_frame: usize,
            channel: &mut Vec<f32>,
            value: impl Fn([u8; N]) -> f32,
        ) {
            // Every piece has a whole sample; nothing is asked for each, so that this is fast.
            let written = bytes.chunks(per_frame).map(|frame| frame.first_chunk::<N>());
            channel.extend(written.map(|bytes| bytes.map_or(0.0, |bytes| value(*bytes))));
        }
        match self {
            Self::U8 => each(bytes, per_frame, channel, |[b]| (f32::from(b) - 128.0) / 128.0),
            Self::MuLaw => each(bytes, per_frame, channel, |[b]| f32::from(mu_law(b)) / 32768.0),
            Self::ALaw => each(bytes, per_frame, channel, |[b]| f32::from(a_law(b)) / 32768.0),
            Self::S16 => {
                each(bytes, per_frame, channel, |b| f32::from(i16::from_le_bytes(b)) / 32768.0);
            }
            Self::S24 => each(bytes, per_frame, channel, |[a, b, c]| {
                (i32::from_le_bytes([0, a, b, c]) >> 8) as f32 / 8_388_608.0
            }),
            Self::S32 => {
                each(bytes, per_frame, channel, |b| i32::from_le_bytes(b) as f32 / 2_147_483_648.0);
            }
            Self::F32 => each(bytes, per_frame, channel, f32::from_le_bytes),
            Self::F64 => each(bytes, per_frame, channel, |b| f64::from_le_bytes(b) as f32),
        }
    }
}

/// µ-law to linear, 16 bits full scale: ITU-T G.711 (1988), table 2a; the bits are inverted, the
/// bias of 33 is in steps of 14-bit samples, here of 16-bit ones.
fn mu_law(coded: u8) -> i16 {
    const BIAS: i16 = 33 << 2;
    let bits = !coded;
    let magnitude = (((i16::from(bits & 0x0f) << 3) + BIAS) << ((bits & 0x70) >> 4)) - BIAS;
    if bits & 0x80 == 0 { magnitude } else { -magnitude }
}

/// A-law to linear, 16 bits full scale: ITU-T G.711 (1988), table 1a; every other bit is inverted.
fn a_law(coded: u8) -> i16 {
    let bits = coded ^ 0x55;
    let step = i16::from(bits & 0x0f) << 4;
    let magnitude = match (bits & 0x70) >> 4 {
        0 => step + 8,
        segment => (step + 0x108) << (segment - 1),
    };
    if bits & 0x80 == 0 { -magnitude } else { magnitude }
}

/// Reads frames (one sample of each channel) from a stream of bytes, as they come: a read gives
/// what there is and waits only while there is not one frame, so that a live stream is not held.
pub(super) struct Frames {
    sample: Sample,
    channels: usize,
    /// Room for a block of frames, made once.
    bytes: Vec<u8>,
    /// How many of `bytes` are filled: after a read, less than a frame.
    filled: usize,
    /// How many bytes of sound have been taken from the stream.
    taken: u64,
}

impl Frames {
    pub(super) fn new(sample: Sample, channels: usize) -> Self {
        let bytes = vec![0; BLOCK_FRAMES * sample.bytes() * channels];
        Self { sample, channels, bytes, filled: 0, taken: 0 }
    }

    pub(super) fn bytes_per_frame(&self) -> usize {
        self.sample.bytes() * self.channels
    }

    /// Bytes of sound taken so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// Appends the next frames to `block`, at most a block and at most `limit` bytes of the stream,
    /// and says how many; 0 at the end of the stream or of the limit.
    pub(super) fn read(
        &mut self,
        from: &mut impl Read,
        limit: u64,
        block: &mut [Vec<f32>],
    ) -> Result<usize, Unreadable> {
        let per_frame = self.bytes_per_frame();
        while self.filled < per_frame {
            let room = self.bytes.len() - self.filled;
            let left = limit.saturating_sub(self.taken);
            let room = usize::try_from(left).map_or(room, |left| left.min(room));
            match from.read(&mut self.bytes[self.filled..self.filled + room]) {
                Ok(0) => return Ok(0),
                Ok(read) => {
                    self.filled += read;
                    self.taken += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        let whole = self.filled - self.filled % per_frame;
        let width = self.sample.bytes();
        for (at, channel) in block.iter_mut().enumerate() {
            self.sample.append(&self.bytes[at * width..whole], per_frame, channel);
        }
        self.bytes.copy_within(whole..self.filled, 0);
        self.filled -= whole;
        Ok(whole / per_frame)
    }

    /// A frame that the end of the stream has cut in two.
    pub(super) fn remark(&self) -> Option<Remark> {
        (self.filled > 0).then_some(Remark::CutSample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decoder outputs of ITU-T G.711 (1988), tables 1a/1b and 2a/2b, scaled from 13 and 14 to 16
    /// bits.
    #[test]
    fn g711_follows_the_tables() {
        for (coded, value) in [
            (0xff, 0),
            (0x7f, 0),
            (0x80, 8031 << 2),
            (0x00, -8031 << 2),
            (0xf0, 30 << 2),
            (0x8f, 4191 << 2),
        ] {
            assert_eq!(mu_law(coded), value, "µ-law {coded:#04x}");
        }
        for (coded, value) in
            [(0xd5, 8), (0x55, -8), (0xaa, 4032 << 3), (0x2a, -4032 << 3), (0x80, 688 << 3)]
        {
            assert_eq!(a_law(coded), value, "A-law {coded:#04x}");
        }
    }
}

//! Opus to samples: 16 kHz, mono, 16 bit.
//!
//! `ruopus` is young, so a packet at which it panics is taken as one that was lost.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use ruopus::OpusDecoder;

/// What is heard and recorded has so many samples a second.
pub(crate) const RATE_HZ: u32 = 16_000;
/// Samples in a step of 20 ms.
pub(crate) const STEP: usize = 320;
/// Samples of Opus' clock for one of ours.
pub(crate) const CLOCK_RATIO: u64 = 3;
/// No packet has more: 120 ms (RFC 6716, section 3.2.5).
const PACKET_MAX: usize = 6 * STEP;

/// Decodes one stream.
pub(crate) struct Decoder {
    opus: Box<OpusDecoder>,
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").finish_non_exhaustive()
    }
}

impl Decoder {
    pub(crate) fn new() -> Self {
        Self { opus: Box::new(OpusDecoder::with_rate(RATE_HZ, 1)) }
    }

    /// Appends the sound of a packet; how many samples, none if it cannot be decoded.
    pub(crate) fn decode(&mut self, packet: &[u8], to: &mut Vec<i16>) -> usize {
        self.guarded(to, |opus| opus.decode_packet(packet).unwrap_or_default())
    }

    /// Appends `count` samples, at most a step, in the place of a packet that is missing: what the packet `after`
    /// it tells of it (forward error correction), or else what came before, fading.
    pub(crate) fn conceal(&mut self, count: usize, after: Option<&[u8]>, to: &mut Vec<i16>) {
        let from = to.len();
        self.guarded(to, |opus| match after {
            Some(after) => opus.decode_fec(after, STEP).unwrap_or_default(),
            None => opus.decode_lost(STEP),
        });
        to.resize(from + count, 0);
    }

    fn guarded(
        &mut self,
        to: &mut Vec<i16>,
        decode: impl FnOnce(&mut OpusDecoder) -> Vec<f32>,
    ) -> usize {
        let Ok(sound) = catch_unwind(AssertUnwindSafe(|| decode(&mut self.opus))) else {
            *self = Self::new();
            return 0;
        };
        let count = sound.len().min(PACKET_MAX);
        to.extend(sound[..count].iter().map(|&sample| sixteen_bits(sample)));
        count
    }
}

#[allow(clippy::cast_possible_truncation)] // clamped; what is no number becomes 0
fn sixteen_bits(sample: f32) -> i16 {
    (sample * 32_768.0).clamp(-32_768.0, 32_767.0).round_ties_even() as i16
}

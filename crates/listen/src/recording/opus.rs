//! Opus (RFC 6716) in Ogg (RFC 7845), `WebM` and MP4.
//!
//! Decoded by `ruopus`, which is Rust from end to end: the usual `opus` crate builds libopus with
//! `cmake`, and Bliss is built with nothing beyond Rust and a C compiler. `ruopus` passes the
//! conformance vectors of RFC 8251. It is young, so a packet at which it panics is taken as one
//! that cannot be decoded. (Its feature `spectrograms` is what makes it fast: without, the sound of
//! a second takes half a second.)
//!
//! An Opus stream has no rate of its own; it is decoded at the lowest of 8, 16 and 48 kHz that
//! keeps all of the sound that was put in.

use ruopus::ogg::{ChannelMapping, OpusHead};
use ruopus::{MultistreamDecoder, OpusDecoder};

use super::{Unreadable, check_shape};

/// Opus counts its time in samples at this rate, whatever it is decoded at (RFC 7845, section 4).
const CLOCK_HZ: u32 = 48_000;

/// An Opus stream being decoded.
pub(super) struct Opus {
    streams: Streams,
    channels: usize,
    source_rate_hz: u32,
    rate_hz: u32,
    /// The header's gain, as a factor (RFC 7845, section 5.1: decibels in Q7.8).
    gain: f32,
    /// Frames at the beginning that only let the decoder settle: “pre-skip”.
    skip: usize,
}

enum Streams {
    One(Box<OpusDecoder>),
    /// Channel mapping families 1 and 255: several streams in each packet.
    Many(MultistreamDecoder),
}

impl Opus {
    /// From the identification header: `OpusHead` as in Ogg and Matroska, or, in MP4 (`mp4`), with
    /// its numbers the other way round. Without one, there are `channels`. `rate_hz` is what to
    /// decode at, where that is already settled.
    pub(super) fn new(
        header: Option<&[u8]>,
        mp4: bool,
        channels: usize,
        rate_hz: Option<u32>,
    ) -> Result<Self, Unreadable> {
        let head = match header {
            Some(header) => parse(header, mp4)?,
            None => OpusHead::family0(if channels == 1 { 1 } else { 2 }, 0, 0),
        };
        let source_rate_hz =
            if head.input_sample_rate == 0 { CLOCK_HZ } else { head.input_sample_rate };
        let channels = usize::from(head.channel_count);
        // The rate is said for people's information only, so a wrong one does no harm.
        let source_rate_hz = source_rate_hz.clamp(8_000, 192_000);
        check_shape(channels, source_rate_hz)?;
        let rate_hz = rate_hz.unwrap_or(match source_rate_hz {
            0..=8_000 => 8_000,
            8_001..=16_000 => 16_000,
            _ => CLOCK_HZ,
        });
        let streams = match &head.channel_mapping {
            ChannelMapping::Family0 => {
                Streams::One(Box::new(OpusDecoder::with_rate(rate_hz, channels)))
            }
            ChannelMapping::Table { stream_count, coupled_count, mapping, .. } => {
                check_shape(usize::from(*stream_count), source_rate_hz)?;
                Streams::Many(MultistreamDecoder::with_rate(
                    rate_hz,
                    usize::from(*stream_count),
                    usize::from(*coupled_count),
                    mapping,
                ))
            }
        };
        let gain = 10_f32.powf(f32::from(head.output_gain_q8) / (20.0 * 256.0));
        let skip = usize::from(head.pre_skip) * rate_hz as usize / CLOCK_HZ as usize;
        Ok(Self { streams, channels, source_rate_hz, rate_hz, gain, skip })
    }

    pub(super) fn channels(&self) -> usize {
        self.channels
    }

    /// The rate in Hz of the sound before it was encoded, as far as the header says.
    pub(super) fn source_rate_hz(&self) -> u32 {
        self.source_rate_hz
    }

    /// The rate in Hz of what is decoded.
    pub(super) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// Decodes a packet into `planes` (one vector per channel, cleared and filled), without the
    /// last `trim_48k` frames (counted at 48 kHz). Nothing if it cannot be decoded.
    pub(super) fn decode(
        &mut self,
        packet: &[u8],
        trim_48k: u64,
        planes: &mut [Vec<f32>],
    ) -> Option<()> {
        let sound = match &mut self.streams {
            Streams::One(decoder) => decoder.decode_packet(packet),
            Streams::Many(decoder) => decoder.decode_packet(packet),
        }
        .ok()?;
        let frames = sound.len() / self.channels;
        let skipped = self.skip.min(frames);
        self.skip -= skipped;
        let trimmed = trim_48k * u64::from(self.rate_hz) / u64::from(CLOCK_HZ);
        let end = frames.saturating_sub(usize::try_from(trimmed).unwrap_or(usize::MAX));
        for (channel, plane) in planes.iter_mut().enumerate() {
            plane.clear();
            let samples = sound.iter().skip(channel).step_by(self.channels);
            plane.extend(samples.take(end).skip(skipped).map(|sample| sample * self.gain));
        }
        Some(())
    }
}

fn parse(header: &[u8], mp4: bool) -> Result<OpusHead, Unreadable> {
    let mut header = header.to_vec();
    // MP4 has the same fields in network order (“Encapsulation of Opus in ISO Base Media File
    // Format”, 4.3.2), and counts its versions from 0.
    if mp4 && let Some(fields) = header.get_mut(8..18) {
        fields[0] = 1;
        fields[2..4].reverse();
        fields[4..8].reverse();
        fields[8..10].reverse();
    }
    OpusHead::parse(&header)
        .map_err(|error| Unreadable::damaged(format!("its Opus header makes no sense ({error})")))
}

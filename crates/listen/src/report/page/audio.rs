//! The sound of a call for its page: Ogg/Opus at about 16 kbit/s, made while the call is heard.
//!
//! Each side is a stream of its own in the same packets (RFC 7845, channel mapping family 1 with two
//! uncoupled streams), so that what one side says never leaks into the other's channel, as it would
//! where Opus joins left and right. Speech at 8 kHz is what SILK is made for; `ruopus` encodes it
//! straight from that rate. An hour takes about 7 MB and ten seconds of one core, and only what is
//! compressed is kept, so memory stays small.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ruopus::{
    SilkEncoder,
    ogg::{ChannelMapping, OpusHead, OpusTags, PageWriter},
};
use voice::Rate;

/// The sound of this much of a call goes into its page, in seconds: browsers are slow with pages of
/// more than some twenty megabytes.
pub const SOUND_MAX_S: u64 = 2 * 60 * 60;
/// A packet: three frames of SILK, 60 ms. Larger than usual, because nobody waits for it.
const PACKET: usize = 480;
/// The same on Opus' clock of 48 kHz.
const PACKET_48K: u64 = 2_880;
/// SILK, narrowband, 60 ms, mono, one frame (RFC 6716, section 3.1).
const TOC: u8 = 3 << 3;
/// Bits a second for each side: speech is easily understood, and the page stays small.
const BITRATE: i32 = 10_000;
/// How hard the encoder looks for pitch, 0 to 10: more than this is not heard at this rate.
const COMPLEXITY: u8 = 3;
/// By how much the decoded sound lags at 48 kHz: measured by correlation.
const PRE_SKIP: u16 = 32;
/// A packet of one stream is never longer (RFC 6716, section 3.4).
const STREAM_MAX: usize = 1_274;
/// One side may be so far ahead of the other, in samples; then the other counts as silent.
const AHEAD_MAX: usize = 8_000;

/// Makes the sound for a page, as the call is heard.
pub struct Recorder {
    sides: [Side; 2],
    ogg: Ogg,
}

/// A compressed sound that goes into a page.
#[derive(Debug, Clone)]
pub struct Sound {
    pages: Vec<u8>,
    packets: u64,
    cut: bool,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("packets", &self.ogg.packets).finish_non_exhaustive()
    }
}

impl Recorder {
    /// For sides at these rates, the agent's first.
    pub fn new(rates: [Rate; 2]) -> Self {
        Self { sides: rates.map(Side::new), ogg: Ogg::new() }
    }

    /// Takes the same stretch of time of both sides. Where one is shorter, it is silent for the rest.
    pub fn push(&mut self, agent: &[f32], customer: &[f32]) {
        if self.ogg.is_full() {
            return;
        }
        self.sides[0].push(agent);
        self.sides[1].push(customer);
        let ahead = self.sides.iter().map(|side| side.waiting.len()).max().unwrap_or(0);
        if let Some(least) = ahead.checked_sub(AHEAD_MAX) {
            self.sides.iter_mut().for_each(|side| side.pad(least));
        }
        self.encode();
    }

    /// The sound is over.
    pub fn finish(mut self) -> Sound {
        let longest = self.sides.iter().map(|side| side.waiting.len()).max().unwrap_or(0);
        let whole = longest.next_multiple_of(PACKET);
        self.sides.iter_mut().for_each(|side| side.pad(whole));
        self.encode();
        let cut = self.ogg.is_full();
        Sound { packets: self.ogg.packets, pages: self.ogg.finish(), cut }
    }

    fn encode(&mut self) {
        while self.sides.iter().all(|side| side.waiting.len() >= PACKET) {
            let [agent, customer] = self.sides.each_mut().map(Side::packet);
            self.ogg.push(&agent, &customer);
        }
    }
}

/// One side on its way to 8 kHz and into packets.
struct Side {
    decimator: Decimator,
    encoder: SilkEncoder,
    waiting: Vec<i16>,
}

impl Side {
    fn new(rate: Rate) -> Self {
        Self { decimator: Decimator::new(rate), encoder: encoder(BITRATE), waiting: Vec::new() }
    }

    fn push(&mut self, samples: &[f32]) {
        for &sample in samples {
            if let Some(sample) = self.decimator.push(sample) {
                self.waiting.push(sixteen_bits(sample));
            }
        }
    }

    fn pad(&mut self, length: usize) {
        if self.waiting.len() < length {
            self.waiting.resize(length, 0);
        }
    }

    /// The next packet of this side. Callers have seen that there is enough of it.
    fn packet(&mut self) -> Vec<u8> {
        let samples: Vec<i16> = self.waiting.drain(..PACKET).collect();
        self.encoder.encode_capped(&samples, STREAM_MAX).unwrap_or_default()
    }
}

fn encoder(bitrate: i32) -> SilkEncoder {
    let mut encoder = SilkEncoder::new(8, 4);
    encoder.set_bitrate(bitrate);
    encoder.set_complexity(COMPLEXITY);
    encoder
}

#[allow(clippy::cast_possible_truncation)] // clamped; what is no number becomes 0
fn sixteen_bits(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * 32_767.0) as i16
}

/// Brings 16 or 48 kHz to 8 kHz by a windowed sinc: good enough to listen to.
struct Decimator {
    factor: usize,
    taps: Vec<f32>,
    /// The newest samples, twice, so that they always lie in a row.
    past: Vec<f32>,
    at: usize,
    phase: usize,
}

/// Taps of the filter for each sample that is left out.
const TAPS_EACH: usize = 16;
/// It lets through up to this, in Hz.
const PASS_HZ: f32 = 3_700.0;

impl Decimator {
    #[allow(clippy::cast_precision_loss)] // some hundred taps
    fn new(rate: Rate) -> Self {
        let factor = rate.hz() as usize / 8_000;
        let length = if factor == 1 { 1 } else { TAPS_EACH * factor + 1 };
        let cut = 2.0 * PASS_HZ / rate.hz() as f32;
        let mut taps: Vec<f32> = (0..length)
            .map(|tap| {
                let from_middle = tap as f32 - (length - 1) as f32 / 2.0;
                let x = std::f32::consts::PI * cut * from_middle;
                let sinc = if x == 0.0 { 1.0 } else { x.sin() / x };
                let turn = std::f32::consts::TAU * (tap as f32 + 0.5) / length as f32;
                sinc * (0.5 - 0.5 * turn.cos())
            })
            .collect();
        let sum: f32 = taps.iter().sum();
        for tap in &mut taps {
            *tap /= sum;
        }
        Self { factor, past: vec![0.0; 2 * length], taps, at: 0, phase: 0 }
    }

    fn push(&mut self, sample: f32) -> Option<f32> {
        let length = self.taps.len();
        self.past[self.at] = sample;
        self.past[self.at + length] = sample;
        self.at = (self.at + 1) % length;
        self.phase = (self.phase + 1) % self.factor;
        (self.phase == 0).then(|| {
            let past = &self.past[self.at..self.at + length];
            past.iter().zip(&self.taps).map(|(sample, tap)| sample * tap).sum()
        })
    }
}

/// Packets in their Ogg pages. The headers wait until it is known whether both sides are apart.
struct Ogg {
    writer: PageWriter,
    headers: usize,
    pages: Vec<u8>,
    /// The newest packet waits here, because the last one is marked.
    newest: Option<Vec<u8>>,
    packets: u64,
}

/// Tells streams in a chain of them apart; this file has one.
const SERIAL: u32 = 1;

impl Ogg {
    fn new() -> Self {
        let mut new = Self {
            writer: PageWriter::new(SERIAL),
            headers: 0,
            pages: Vec::new(),
            newest: None,
            packets: 0,
        };
        // Written so that the pages after it have their numbers; replaced in [`Sound::headers`].
        new.headers = headers(&mut new.writer, true, &mut new.pages);
        new
    }

    fn is_full(&self) -> bool {
        self.packets * PACKET_48K >= SOUND_MAX_S * 48_000
    }

    fn push(&mut self, agent: &[u8], customer: &[u8]) {
        if self.is_full() {
            return;
        }
        // All streams but the last say how long they are (RFC 6716, appendix B and section 3.2.1).
        let mut packet = vec![TOC];
        let (low, rest) = match agent.len() {
            length @ 0..252 => (length, None),
            length => (252 + (length & 3), Some((length - 252 - (length & 3)) / 4)),
        };
        // Each is a byte: no stream is longer than STREAM_MAX.
        let bytes = [Some(low), rest].into_iter().flatten();
        packet.extend(bytes.map(|byte| u8::try_from(byte).unwrap_or(u8::MAX)));
        packet.extend_from_slice(agent);
        packet.push(TOC);
        packet.extend_from_slice(customer);
        self.write_newest(false);
        self.newest = Some(packet);
        self.packets += 1;
    }

    fn write_newest(&mut self, last: bool) {
        if let Some(packet) = self.newest.take() {
            let granule = self.packets * PACKET_48K;
            self.writer.push(&mut self.pages, &packet, granule, last);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.write_newest(true);
        self.pages.drain(..self.headers);
        self.pages
    }
}

/// Writes the two header pages; how long they are.
fn headers(writer: &mut PageWriter, two_sides: bool, pages: &mut Vec<u8>) -> usize {
    let head = OpusHead {
        version: 1,
        channel_count: 2,
        pre_skip: PRE_SKIP,
        input_sample_rate: 8_000,
        output_gain_q8: 0,
        channel_mapping: ChannelMapping::Table {
            family: 1,
            stream_count: 2,
            coupled_count: 0,
            // Where everybody is in one channel, it is heard in both ears.
            mapping: vec![0, u8::from(two_sides)],
        },
    };
    let tags = OpusTags { vendor: b"bliss".to_vec(), comments: Vec::new() };
    for header in [head.to_bytes(), tags.to_bytes()] {
        writer.push(pages, &header, 0, false);
        writer.flush(pages);
    }
    pages.len()
}

impl Sound {
    /// Whether there is anything to hear.
    pub fn is_empty(&self) -> bool {
        self.packets == 0
    }

    /// How much of the call it has, in ms; none where it has all of it.
    pub fn cut_ms(&self) -> Option<u64> {
        self.cut.then_some(self.packets * PACKET_48K / 48)
    }

    /// As an Ogg file, in two parts.
    fn ogg(&self, two_sides: bool) -> [Vec<u8>; 2] {
        let mut first = Vec::new();
        headers(&mut PageWriter::new(SERIAL), two_sides, &mut first);
        // Base64 is made of threes: whole ones first, so that nothing large is copied.
        let borrowed = (3 - first.len() % 3) % 3;
        let borrowed = borrowed.min(self.pages.len());
        first.extend_from_slice(&self.pages[..borrowed]);
        [first, self.pages[borrowed..].to_vec()]
    }

    /// As a `data:` address.
    pub(super) fn address(&self, two_sides: bool) -> Address {
        Address(self.ogg(two_sides))
    }
}

/// A sound as a `data:` address, written piece by piece.
pub(super) struct Address([Vec<u8>; 2]);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("data:audio/ogg;codecs=opus;base64,")?;
        let mut text = String::new();
        for piece in self.0.iter().flat_map(|part| part.chunks(30_000)) {
            text.clear();
            BASE64_STANDARD.encode_string(piece, &mut text);
            f.write_str(&text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ruopus::{MultistreamDecoder, ogg::OggOpusReader};

    use super::*;

    /// Two sides at their rates, each with a tone of its own, for so many ms.
    #[allow(clippy::cast_precision_loss)]
    fn recorded(rates: [Rate; 2], hz: [f32; 2], ms: usize) -> Sound {
        let mut recorder = Recorder::new(rates);
        let sides = [0, 1].map(|side| {
            let rate = rates[side].hz() as usize;
            (0..rate * ms / 1_000)
                .map(|i| 0.3 * (std::f32::consts::TAU * hz[side] * i as f32 / rate as f32).sin())
                .collect::<Vec<_>>()
        });
        let cut = sides.each_ref().map(|side| side.len() / 3);
        recorder.push(&sides[0][..cut[0]], &sides[1][..cut[1]]);
        recorder.push(&sides[0][cut[0]..], &sides[1][cut[1]..]);
        recorder.finish()
    }

    fn decoded(sound: &Sound, two_sides: bool) -> [Vec<f32>; 2] {
        let file = sound.ogg(two_sides).concat();
        let mut reader = OggOpusReader::new(&file).unwrap();
        let ChannelMapping::Table { mapping, .. } = reader.head().channel_mapping.clone() else {
            panic!("no table");
        };
        let mut decoder = MultistreamDecoder::with_rate(8_000, 2, 0, &mapping);
        let mut sides = [Vec::new(), Vec::new()];
        while let Some(packet) = reader.next() {
            for pair in decoder.decode_packet(&packet.data).unwrap().chunks_exact(2) {
                sides[0].push(pair[0]);
                sides[1].push(pair[1]);
            }
        }
        sides
    }

    #[allow(clippy::cast_precision_loss)]
    fn loudness(samples: &[f32]) -> f32 {
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }

    #[test]
    fn both_sides_come_out_apart_whatever_their_rates() {
        for rates in [[Rate::Hz8000, Rate::Hz8000], [Rate::Hz16000, Rate::Hz48000]] {
            let sound = recorded(rates, [0.0, 440.0], 3_000);
            let [agent, customer] = decoded(&sound, true);
            assert_eq!(agent.len(), 24_000);
            assert!(loudness(&agent[8_000..]) < 0.01, "{rates:?}");
            assert!((0.1..0.3).contains(&loudness(&customer[8_000..])), "{rates:?}");
        }
    }

    #[test]
    fn what_is_above_the_telephone_is_not_folded_into_it() {
        let sound = recorded([Rate::Hz48000; 2], [6_000.0, 440.0], 2_000);
        assert!(loudness(&decoded(&sound, true)[0][4_000..]) < 0.02);
    }

    #[test]
    fn everybody_in_one_channel_is_heard_in_both_ears() {
        let sound = recorded([Rate::Hz8000; 2], [440.0, 0.0], 1_000);
        let [left, right] = decoded(&sound, false);
        assert_eq!(left, right);
        assert!(loudness(&right) > 0.1);
    }

    #[test]
    fn a_side_that_ends_is_silent_and_nothing_waits_for_it() {
        let mut recorder = Recorder::new([Rate::Hz8000; 2]);
        for _ in 0..100 {
            recorder.push(&vec![0.1; 8_000], &[]);
        }
        assert!(recorder.sides[0].waiting.len() <= AHEAD_MAX + PACKET);
        let sound = recorder.finish();
        assert_eq!(sound.packets, 100 * 8_000_u64.div_ceil(480) - 33);
        assert_eq!(sound.cut_ms(), None);
    }

    #[test]
    fn no_sound_is_no_file() {
        assert!(Recorder::new([Rate::Hz8000; 2]).finish().is_empty());
    }
}

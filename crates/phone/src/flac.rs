//! FLAC (RFC 9639), as much of it as sound of 16 bits in two channels needs: fixed predictors and Rice codes.
//!
//! Two people who take turns are independent channels, most of the time one of them silent: a channel of one value
//! takes three bytes a frame. Linear prediction would save another tenth, for several times the work.

use crate::decoder::{RATE_HZ, STEP};

/// Bytes of the header: the marker, and one metadata block (sections 6 and 8.2).
pub const HEADER_BYTES: usize = 42;
/// Samples of a frame, in each channel: 240 ms, within the streamable subset (section 7).
pub(crate) const FRAME: usize = 12 * STEP;
/// Parts of a frame with a Rice parameter each: two to the power of this (section 9.2.7).
const PARTITION_ORDER: u32 = 4;
const PARTITION: usize = FRAME >> PARTITION_ORDER;
/// Predictors look back so far at most (section 9.2.5).
const ORDER_MAX: usize = 4;
/// The largest Rice parameter of four bits; the next is an escape that is never needed here.
const RICE_MAX: u32 = 14;
const SAMPLE_BITS: u32 = 16;

/// The header of a stream at so many samples a second, of so many samples in each channel; 0 is unknown.
pub fn header(rate_hz: u32, samples: u64) -> [u8; HEADER_BYTES] {
    let mut bits = Bits::default();
    bits.bytes.extend_from_slice(b"fLaC");
    // The last metadata block, of the kind STREAMINFO, 34 bytes.
    bits.put(0x80, 8);
    bits.put(34, 24);
    // Samples of each frame: all the same, but for the last.
    bits.put(FRAME as u64, 16);
    bits.put(FRAME as u64, 16);
    // Bytes of the smallest and the largest frame: not known.
    bits.put(0, 24);
    bits.put(0, 24);
    bits.put(u64::from(rate_hz), 20);
    // Channels and bits, less one.
    bits.put(1, 3);
    bits.put(u64::from(SAMPLE_BITS) - 1, 5);
    bits.put(samples.min((1 << 36) - 1), 36);
    // An MD5 of nothing: it is not known.
    bits.put(0, 64);
    bits.put(0, 64);
    let mut header = [0; HEADER_BYTES];
    header.copy_from_slice(&bits.bytes);
    header
}

/// Encodes both sides, frame by frame.
#[derive(Debug)]
pub struct Encoder {
    rate_hz: u32,
    waiting: [Vec<i16>; 2],
    frames: u64,
    samples: u64,
    residual: Vec<i32>,
}

impl Default for Encoder {
    /// At the rate of calls.
    fn default() -> Self {
        Self::new(RATE_HZ)
    }
}

impl Encoder {
    /// Of a stream at 8, 16 or 48 thousand samples a second.
    pub fn new(rate_hz: u32) -> Self {
        Self { rate_hz, waiting: Default::default(), frames: 0, samples: 0, residual: Vec::new() }
    }

    /// Takes the same stretch of both channels, and appends the frames that are whole.
    pub fn push(&mut self, left: &[i16], right: &[i16], to: &mut Vec<u8>) {
        self.waiting[0].extend_from_slice(left);
        self.waiting[1].extend_from_slice(right);
        while self.waiting.iter().all(|channel| channel.len() >= FRAME) {
            self.frame(FRAME, to);
        }
    }

    /// How many samples of each channel are in frames.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// Appends what is left as the last frame.
    pub fn finish(&mut self, to: &mut Vec<u8>) {
        let left = self.waiting.iter().map(Vec::len).min().unwrap_or(0);
        if left > 0 {
            self.frame(left, to);
        }
    }

    fn frame(&mut self, samples: usize, to: &mut Vec<u8>) {
        let mut bits = Bits { bytes: std::mem::take(to), ..Bits::default() };
        let from = bits.bytes.len();
        // Section 9.1: sync code, frames of one size; the size follows in 16 bits, the rate, two channels, 16 bits.
        bits.put(0xfff8, 16);
        bits.put(0b0111, 4);
        bits.put(
            match self.rate_hz {
                8_000 => 0b0100,
                16_000 => 0b0101,
                48_000 => 0b1010,
                // As the stream's header says.
                _ => 0,
            },
            4,
        );
        bits.put(0b0001, 4);
        bits.put(0b100, 3);
        bits.put(0, 1);
        bits.put_number(self.frames);
        bits.put(samples as u64 - 1, 16);
        let check = crc8(&bits.bytes[from..]);
        bits.put(u64::from(check), 8);
        for channel in &mut self.waiting {
            subframe(&channel[..samples], &mut self.residual, &mut bits);
            channel.drain(..samples);
        }
        bits.align();
        let check = crc16(&bits.bytes[from..]);
        bits.put(u64::from(check), 16);
        self.frames += 1;
        self.samples += samples as u64;
        *to = bits.bytes;
    }
}

/// One channel of a frame (section 9.2).
fn subframe(samples: &[i16], residual: &mut Vec<i32>, bits: &mut Bits) {
    if samples.iter().all(|sample| *sample == samples[0]) {
        bits.put(0b0000_0000, 8);
        bits.put_signed(samples[0].into(), SAMPLE_BITS);
        return;
    }
    if samples.len() < FRAME {
        // The last frame has any length, which parts may not divide: it is written as it is.
        bits.put(0b0000_0010, 8);
        for &sample in samples {
            bits.put_signed(sample.into(), SAMPLE_BITS);
        }
        return;
    }
    let order = best_order(samples);
    bits.put((0b00_1000 | order as u64) << 1, 8);
    for &sample in &samples[..order] {
        bits.put_signed(sample.into(), SAMPLE_BITS);
    }
    predict(samples, order, residual);
    // Section 9.2.7: Rice codes with parameters of four bits.
    bits.put(0, 2);
    bits.put(u64::from(PARTITION_ORDER), 4);
    // The first samples of the first part are given already.
    let (first, rest) = residual.split_at(PARTITION - order);
    for part in std::iter::once(first).chain(rest.chunks(PARTITION)) {
        rice(part, bits);
    }
}

/// The predictor whose errors are least, by their sum, as libFLAC chooses it.
fn best_order(samples: &[i16]) -> usize {
    let mut sums = [0_u64; ORDER_MAX + 1];
    let mut last = [0_i32; ORDER_MAX];
    for (i, &sample) in samples.iter().enumerate() {
        let mut error = i32::from(sample);
        for order in 0..=ORDER_MAX {
            // Errors of the first samples say nothing: there was nothing to predict from.
            if i >= ORDER_MAX {
                sums[order] += u64::from(error.unsigned_abs());
            }
            if order < ORDER_MAX {
                let before = std::mem::replace(&mut last[order], error);
                error -= before;
            }
        }
    }
    (0..=ORDER_MAX).min_by_key(|&order| sums[order]).unwrap_or(0)
}

/// What a fixed predictor gets wrong (section 9.2.5).
fn predict(samples: &[i16], order: usize, residual: &mut Vec<i32>) {
    residual.clear();
    residual.extend(samples.iter().map(|&sample| i32::from(sample)));
    for done in 0..order {
        for i in (done + 1..residual.len()).rev() {
            residual[i] -= residual[i - 1];
        }
    }
    residual.drain(..order);
}

/// One part of the errors (section 9.2.7.2).
fn rice(residual: &[i32], bits: &mut Bits) {
    // The sign goes into the lowest bit: 0, −1, 1, −2, …
    let folded = residual.iter().map(|&error| ((error << 1) ^ (error >> 31)).cast_unsigned());
    let sum: u64 = folded.clone().map(u64::from).sum();
    let length = |parameter: u32| {
        let high: u64 = folded.clone().map(|error| u64::from(error >> parameter)).sum();
        high + residual.len() as u64 * (1 + u64::from(parameter))
    };
    // The best is one of the two next to the logarithm of the mean.
    let mean = sum / (residual.len() as u64).max(1);
    let near = mean.checked_ilog2().unwrap_or(0).min(RICE_MAX);
    let next = (near + 1).min(RICE_MAX);
    let parameter = if length(next) < length(near) { next } else { near };
    bits.put(u64::from(parameter), 4);
    for error in folded {
        bits.put_zeros(error >> parameter);
        let low = u64::from(error) & ((1 << parameter) - 1);
        bits.put(1 << parameter | low, parameter + 1);
    }
}

/// Bits, the highest first.
#[derive(Debug, Default)]
struct Bits {
    bytes: Vec<u8>,
    /// Bits that make no byte yet, the lowest of these.
    open: u64,
    count: u32,
}

impl Bits {
    /// Appends the lowest bits of a value.
    fn put(&mut self, value: u64, count: u32) {
        if count > 32 {
            self.put(value >> 32, count - 32);
            self.put(value & 0xffff_ffff, 32);
            return;
        }
        // At most 7 are open.
        self.open = self.open << count | value;
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            #[allow(clippy::cast_possible_truncation)] // the lowest eight
            self.bytes.push((self.open >> self.count) as u8);
        }
        self.open &= (1 << self.count) - 1;
    }

    fn put_signed(&mut self, value: i32, count: u32) {
        self.put(u64::from(value.cast_unsigned()) & ((1 << count) - 1), count);
    }

    fn put_zeros(&mut self, count: u32) {
        for _ in 0..count / 32 {
            self.put(0, 32);
        }
        self.put(0, count % 32);
    }

    /// A number as UTF-8 would have it, of up to 36 bits (section 9.1.5).
    fn put_number(&mut self, number: u64) {
        if number < 0x80 {
            return self.put(number, 8);
        }
        let more = (1..=6).find(|more| number >> (6 + 5 * more) == 0).unwrap_or(6);
        let mark = 0xff_u64 << (7 - more) & 0xff;
        self.put(mark | number >> (6 * more), 8);
        for at in (0..more).rev() {
            self.put(0x80 | (number >> (6 * at) & 0x3f), 8);
        }
    }

    /// Fills the last byte.
    fn align(&mut self) {
        self.put(0, (8 - self.count) % 8);
    }
}

/// x⁸ + x² + x + 1, from 0 (section 9.1.8).
fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |crc, byte| CRC8[usize::from(crc ^ byte)])
}

/// x¹⁶ + x¹⁵ + x² + 1, from 0 (section 9.3).
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        let [high, low] = crc.to_be_bytes();
        CRC16[usize::from(high ^ byte)] ^ u16::from(low) << 8
    })
}

static CRC8: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation)] // below 256
        let mut crc = byte as u8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x80 == 0 { crc << 1 } else { crc << 1 ^ 0x07 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

static CRC16: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation)] // below 256
        let mut crc = (byte as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x8005 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests;

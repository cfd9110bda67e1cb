//! The µ-law of the telephone: ITU-T Recommendation G.711 (11/88), table 2a.

/// What is added before the logarithm is drawn, in units of 14-bit samples.
const BIAS: i32 = 33;
/// The largest magnitude that has a code of its own.
const CLIP: i32 = 8_158;
/// Full scale of 14-bit samples.
const FULL_SCALE: f32 = 8_192.0;

/// The code of a 14-bit sample, as it goes over the line: sign, segment and step, all bits inverted.
fn encode(sample: i32) -> u8 {
    let magnitude = if sample < 0 { -sample } else { sample };
    let biased = (if magnitude > CLIP { CLIP } else { magnitude }) + BIAS;
    // 33 to 8,191: the highest bit is bit 5 to bit 12.
    let segment = 26 - biased.leading_zeros().cast_signed();
    let step = (biased >> (segment + 1)) & 0x0f;
    let sign = if sample < 0 { 0x80 } else { 0 };
    !(sign | (segment << 4) | step).to_le_bytes()[0]
}

/// The 14-bit sample that a code stands for.
fn decode(code: u8) -> i32 {
    let bits = i32::from(!code);
    let (segment, step) = ((bits >> 4) & 0x07, bits & 0x0f);
    let magnitude = ((2 * step + BIAS) << segment) - BIAS;
    if bits & 0x80 == 0 { magnitude } else { -magnitude }
}

/// A sample in −1…1 as it is after the line.
#[allow(clippy::cast_possible_truncation)] // within 14 bits
pub(super) fn carry(sample: f32) -> f32 {
    let sample = (sample.clamp(-1.0, 1.0) * FULL_SCALE).round() as i32;
    decode(encode(sample)) as f32 / FULL_SCALE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_values_are_those_of_table_2a() {
        // Character signal, quantised value at the decoder output.
        for (code, value) in [
            (0x80, 8_031),
            (0x8f, 4_191),
            (0x9f, 2_079),
            (0xaf, 1_023),
            (0xbf, 495),
            (0xcf, 231),
            (0xdf, 99),
            (0xef, 33),
            (0xfe, 2),
            (0xff, 0),
        ] {
            assert_eq!(decode(code), value, "{code:#x}");
            assert_eq!(decode(code & 0x7f), -value, "{code:#x}");
            assert_eq!(encode(value), code, "{value}");
        }
        // Decision values: from which on the code is the next.
        for (value, code) in [
            (7_903, 0x80),
            (7_902, 0x81),
            (4_063, 0x8f),
            (4_062, 0x90),
            (2_015, 0x9f),
            (2_014, 0xa0),
            (991, 0xaf),
            (479, 0xbf),
            (223, 0xcf),
            (95, 0xdf),
            (31, 0xef),
            (30, 0xf0),
            (3, 0xfd),
            (1, 0xfe),
            (0, 0xff),
            (8_192, 0x80),
        ] {
            assert_eq!(encode(value), code, "{value}");
        }
    }

    #[test]
    fn every_code_comes_back() {
        for code in 0..=255 {
            // Minus nought is nought.
            if code != 0x7f {
                assert_eq!(encode(decode(code)), code);
            }
        }
        assert!((carry(0.5) - 0.5).abs() < 0.02 && (carry(-0.01) + 0.01).abs() < 0.001);
    }
}

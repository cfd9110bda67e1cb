use std::process::Command;

use listen::recording::Recording;
use proptest::prelude::*;

use super::*;

fn encode(left: &[i16], right: &[i16], step: usize) -> Vec<u8> {
    let mut encoder = Encoder::default();
    let mut frames = Vec::new();
    for (left, right) in left.chunks(step).zip(right.chunks(step)) {
        encoder.push(left, right, &mut frames);
    }
    encoder.finish(&mut frames);
    assert_eq!(encoder.samples(), left.len() as u64);
    [&header(RATE_HZ, encoder.samples())[..], &frames].concat()
}

/// What another implementation reads of it.
fn decode(flac: &[u8]) -> [Vec<i16>; 2] {
    let file = tempfile::Builder::new().suffix(".flac").tempfile().expect("a file");
    std::fs::write(file.path(), flac).expect("written");
    let mut recording = Recording::open(file.path(), None).expect("a recording");
    assert_eq!((recording.channels(), recording.rate_hz()), (2, RATE_HZ));
    let (mut block, mut channels) = (Vec::new(), [Vec::new(), Vec::new()]);
    while recording.read(&mut block).expect("read") > 0 {
        for (channel, samples) in channels.iter_mut().zip(&block) {
            #[allow(clippy::cast_possible_truncation)]
            channel.extend(samples.iter().map(|sample| (sample * 32_768.0) as i16));
        }
    }
    assert!(recording.remarks().is_empty(), "{:?}", recording.remarks());
    channels
}

/// Noise that is as loud as it likes, for a while each.
fn noise(seed: u64, length: usize) -> Vec<i16> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut loud = 1;
    let mut sample = |i: usize| {
        if i.is_multiple_of(700) {
            loud = 1 << random.u32(0..16);
        }
        #[allow(clippy::cast_possible_truncation)]
        let sample = random.i32(-loud..=loud).clamp(-32_768, 32_767) as i16;
        sample
    };
    (0..length).map(&mut sample).collect()
}

fn tone(length: usize) -> Vec<i16> {
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let sample = |i: usize| (20_000.0 * (i as f32 * 0.05).sin()) as i16;
    (0..length).map(sample).collect()
}

#[test]
fn every_sample_comes_back() {
    let length = 3 * FRAME + 77;
    for (left, right) in [
        (noise(1, length), noise(2, length)),
        (tone(length), vec![0; length]),
        (vec![i16::MIN; length], vec![-1; length]),
        // The largest steps that there are: a predictor of any order is far off.
        ((0..length).map(|i| if i % 2 == 0 { i16::MIN } else { i16::MAX }).collect(), tone(length)),
    ] {
        let flac = encode(&left, &right, STEP);
        let [left_again, right_again] = decode(&flac);
        assert!(left_again == left && right_again == right);
    }
}

#[test]
fn silence_costs_nothing_and_a_tone_little() {
    let silence = encode(&vec![0; 16_000], &vec![0; 16_000], STEP);
    assert!(silence.len() < HEADER_BYTES + 5 * 24, "{}", silence.len());
    let tone = encode(&tone(16_000), &vec![0; 16_000], STEP);
    assert!(tone.len() < 12_000, "{}", tone.len());
}

#[test]
fn a_recording_that_broke_off_can_be_read() {
    let sound = tone(4 * FRAME);
    let mut encoder = Encoder::default();
    let mut frames = Vec::new();
    encoder.push(&sound, &sound, &mut frames);
    let flac = [&header(RATE_HZ, 0)[..], &frames].concat();
    assert!(decode(&flac)[0] == sound);
}

#[test]
fn frame_numbers_of_hours_are_written() {
    // RFC 9639, section 9.1.5: as UTF-8, for more than Unicode has.
    let number = |number| {
        let mut bits = Bits::default();
        bits.put_number(number);
        bits.bytes
    };
    for text in ["\u{7f}", "\u{80}", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10000}", "\u{10ffff}"] {
        let char = text.chars().next().map_or(0, u32::from);
        assert_eq!(number(char.into()), text.as_bytes());
    }
    assert_eq!(number((1 << 31) - 1), [0xfd, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf]);
    assert_eq!(number((1 << 36) - 1), [0xfe, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf]);
}

/// Where `ffmpeg` is there, it has to read the same.
#[test]
fn others_read_it_too() {
    let (left, right) = (noise(3, 2 * FRAME + 5), tone(2 * FRAME + 5));
    let file = tempfile::Builder::new().suffix(".flac").tempfile().expect("a file");
    std::fs::write(file.path(), encode(&left, &right, 999)).expect("written");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-xerror", "-i"]).arg(file.path()).args(["-f", "s16le", "-"]);
    let Ok(output) = ffmpeg.output() else { return };
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let samples = left.iter().zip(&right).flat_map(|(left, right)| [*left, *right]);
    let bytes: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    assert!(output.stdout == bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_it_is(seed: u64, length in 1..2 * FRAME, step in 1..5_000_usize) {
        let (left, right) = (noise(seed, length), noise(seed ^ 1, length));
        let [left_again, right_again] = decode(&encode(&left, &right, step));
        prop_assert!(left_again == left && right_again == right);
    }
}

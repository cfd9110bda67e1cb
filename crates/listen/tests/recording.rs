//! Recordings through the front door: files as recorders write them, files that lie, and files that
//! are no recordings at all.

// Sound is made of numbers that are rounded on purpose, and compared to what they must be exactly;
// and a test that expects says where it failed, in its helpers too.
#![allow(
    clippy::expect_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp
)]

use std::f64::consts::TAU;
use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use listen::recording::{Raw, RawEncoding, Recording, Remark, Unreadable};
use proptest::prelude::*;
use ruopus::OpusEncoder;
use ruopus::ogg::{OpusHead, OpusTags, PageWriter};
use symphonia::core::io::ReadOnlySource;

// ---- reading ------------------------------------------------------------------------------------

fn read_all(recording: &mut Recording) -> Vec<Vec<f32>> {
    let mut sound = vec![Vec::new(); recording.channels()];
    let mut block = Vec::new();
    loop {
        let read = recording.read(&mut block).expect("reads on");
        assert_eq!(block.len(), recording.channels());
        assert!(block.iter().all(|channel| channel.len() == read));
        if read == 0 {
            break;
        }
        for (all, channel) in sound.iter_mut().zip(&block) {
            all.extend_from_slice(channel);
        }
    }
    assert_eq!(recording.read(&mut block).expect("the end stays"), 0);
    assert!(sound.iter().flatten().all(|sample| (-1.0..=1.0).contains(sample)));
    sound
}

fn open_bytes(bytes: Vec<u8>) -> Result<Recording, Unreadable> {
    Recording::from_source(Box::new(Cursor::new(bytes)), Some("wav"), None)
}

fn listen(bytes: Vec<u8>) -> (Recording, Vec<Vec<f32>>) {
    let mut recording = open_bytes(bytes).expect("opens");
    let sound = read_all(&mut recording);
    (recording, sound)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn refusal(bytes: Vec<u8>) -> String {
    open_bytes(bytes).expect_err("is refused").to_string()
}

// ---- measuring ----------------------------------------------------------------------------------

/// The amplitude of the tone of `hz` in `sound`, and how far it stands above all else in dB. The
/// ends are left out: codecs fade in.
fn tone(sound: &[f32], rate_hz: u32, hz: f64) -> (f64, f64) {
    let sound = &sound[sound.len() / 10..sound.len() * 9 / 10];
    // Whole periods of 20 Hz, so that 440 and 660 Hz do not leak.
    let period = rate_hz as usize / 20;
    let sound = &sound[..sound.len() / period * period];
    let step = TAU * hz / f64::from(rate_hz);
    let phase = |n: usize| step * n as f64;
    let scale = 2.0 / sound.len() as f64;
    let sine: f64 = sound.iter().enumerate().map(|(n, &s)| f64::from(s) * phase(n).sin()).sum();
    let cosine: f64 = sound.iter().enumerate().map(|(n, &s)| f64::from(s) * phase(n).cos()).sum();
    let (sine, cosine) = (sine * scale, cosine * scale);
    let rest: f64 = sound
        .iter()
        .enumerate()
        .map(|(n, &s)| (f64::from(s) - sine * phase(n).sin() - cosine * phase(n).cos()).powi(2))
        .sum();
    let power = f64::midpoint(sine.powi(2), cosine.powi(2));
    let snr_db = 10.0 * (power / (rest / sound.len() as f64).max(1e-30)).log10();
    ((2.0 * power).sqrt(), snr_db)
}

// ---- writing ------------------------------------------------------------------------------------

/// The tone of the fixtures: 440 Hz at 0.25 on the left, 660 Hz at 0.125 on the right.
fn cast(rate_hz: u32, seconds: f64) -> Vec<[f64; 2]> {
    (0..(f64::from(rate_hz) * seconds).round() as usize)
        .map(|n| n as f64 / f64::from(rate_hz))
        .map(|t| [0.25 * (TAU * 440.0 * t).sin(), 0.125 * (TAU * 660.0 * t).sin()])
        .collect()
}

fn samples(sound: &[[f64; 2]], write: impl Fn(f64) -> Vec<u8>) -> Vec<u8> {
    sound.iter().flatten().flat_map(|&sample| write(sample)).collect()
}

fn s16(sample: f64) -> Vec<u8> {
    ((sample * 32768.0).round() as i16).to_le_bytes().to_vec()
}

fn fmt(tag: u16, channels: u16, rate_hz: u32, bits: u16) -> Vec<u8> {
    let frame = channels.wrapping_mul(bits.div_ceil(8));
    let mut chunk = Vec::new();
    chunk.extend(tag.to_le_bytes());
    chunk.extend(channels.to_le_bytes());
    chunk.extend(rate_hz.to_le_bytes());
    chunk.extend(rate_hz.wrapping_mul(u32::from(frame)).to_le_bytes());
    chunk.extend(frame.to_le_bytes());
    chunk.extend(bits.to_le_bytes());
    chunk
}

fn chunk(name: &str, body: &[u8]) -> Vec<u8> {
    let mut chunk = name.as_bytes().to_vec();
    chunk.extend((body.len() as u32).to_le_bytes());
    chunk.extend(body);
    chunk.extend(vec![0; body.len() % 2]);
    chunk
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    let mut file = b"RIFF".to_vec();
    file.extend((body.len() as u32 + 4).to_le_bytes());
    file.extend(b"WAVE");
    file.extend(body);
    file
}

fn wav(format: &[u8], data: &[u8]) -> Vec<u8> {
    riff(&[chunk("fmt ", format), chunk("data", data)])
}

/// One second of the cast at 8 kHz in 16 bits.
fn plain() -> Vec<u8> {
    wav(&fmt(1, 2, 8000, 16), &samples(&cast(8000, 1.0), s16))
}

/// As `plain`, with `length` in the header of the sound.
fn plain_that_states(length: u32) -> Vec<u8> {
    let mut file = plain();
    file[40..44].copy_from_slice(&length.to_le_bytes());
    file
}

fn assert_cast(sound: &[Vec<f32>], rate_hz: u32, snr_db_min: f64) {
    for (channel, hz, amplitude) in [(0, 440.0, 0.25), (1, 660.0, 0.125)] {
        let (found, snr_db) = tone(&sound[channel], rate_hz, hz);
        assert!(
            (found / amplitude - 1.0).abs() < 0.05,
            "channel {channel}: amplitude {found}, not {amplitude}"
        );
        assert!(snr_db > snr_db_min, "channel {channel}: {snr_db} dB");
    }
}

// ---- WAV ----------------------------------------------------------------------------------------

#[test]
fn wav_of_every_width() {
    type Write = fn(f64) -> Vec<u8>;
    let cases: [(u16, u16, &str, f64, Write); 7] = [
        (1, 8, "WAV, 8-bit PCM", 30.0, |s| vec![(s * 128.0 + 128.0).round() as u8]),
        (1, 16, "WAV, 16-bit PCM", 75.0, s16),
        (1, 24, "WAV, 24-bit PCM", 120.0, |s| {
            ((s * 8_388_608.0).round() as i32).to_le_bytes()[..3].to_vec()
        }),
        (1, 20, "WAV, 20-bit PCM", 95.0, |s| {
            (((s * 524_288.0).round() as i32) << 4).to_le_bytes()[..3].to_vec()
        }),
        (1, 32, "WAV, 32-bit PCM", 130.0, |s| {
            ((s * 2_147_483_648.0).round() as i32).to_le_bytes().to_vec()
        }),
        (3, 32, "WAV, 32-bit float", 130.0, |s| (s as f32).to_le_bytes().to_vec()),
        (3, 64, "WAV, 64-bit float", 130.0, |s| s.to_le_bytes().to_vec()),
    ];
    for (tag, bits, name, snr_db, write) in cases {
        let (recording, sound) =
            listen(wav(&fmt(tag, 2, 8000, bits), &samples(&cast(8000, 1.0), write)));
        assert_eq!(recording.format(), name);
        assert_eq!((recording.source_rate_hz(), recording.rate_hz()), (8000, 8000), "{name}");
        assert_eq!(recording.length_hint(), Some(1.0), "{name}");
        assert_eq!(sound[0].len(), 8000, "{name}");
        assert_cast(&sound, 8000, snr_db);
        assert_eq!(recording.remarks(), [], "{name}");
    }
}

/// G.711 as in ITU-T's table: encodes by looking for the nearest value, so that decoding is tested
/// against the law and not against itself.
fn companded(sample: f64, a_law: bool) -> Vec<u8> {
    let value = |code: u8| -> f64 {
        let bits = if a_law { code ^ 0x55 } else { !code };
        let (segment, step) = (f64::from((bits >> 4) & 7), f64::from(bits & 15));
        let magnitude = if !a_law {
            (2.0 * step + 33.0) * segment.exp2() - 33.0
        } else if segment == 0.0 {
            step + 0.5
        } else {
            (step + 16.5) * (segment - 1.0).exp2()
        };
        // G.711: a set sign bit is positive in A-law; µ-law's is inverted with the rest.
        let positive = (bits & 0x80 != 0) == a_law;
        let full_scale = if a_law { 2048.0 } else { 8192.0 };
        if positive { magnitude / full_scale } else { -magnitude / full_scale }
    };
    let nearest =
        (0..=255).min_by(|&a, &b| (value(a) - sample).abs().total_cmp(&(value(b) - sample).abs()));
    vec![nearest.expect("there are 256")]
}

#[test]
fn g711_in_wav_and_raw() {
    for (tag, a_law, encoding, name) in
        [(6, true, RawEncoding::ALaw, "G.711 A-law"), (7, false, RawEncoding::MuLaw, "G.711 µ-law")]
    {
        let data = samples(&cast(8000, 1.0), |s| companded(s, a_law));
        let (recording, sound) = listen(wav(&fmt(tag, 2, 8000, 8), &data));
        assert_eq!(recording.format(), format!("WAV, {name}"));
        assert_cast(&sound, 8000, 33.0);
        let raw = Raw { encoding, rate_hz: 8000, channels: 2 };
        let mut recording = Recording::from_reader(Cursor::new(data), raw).expect("opens");
        assert_eq!(recording.format(), format!("raw {name}"));
        assert_eq!(read_all(&mut recording), sound);
    }
}

#[test]
fn extensible_wav_and_wide_containers() {
    // WAVEFORMATEXTENSIBLE: 24 bits in 4 bytes, sub-format PCM.
    let mut format = fmt(0xfffe, 2, 16000, 32);
    format.extend(22u16.to_le_bytes());
    format.extend(24u16.to_le_bytes());
    format.extend(3u32.to_le_bytes());
    format.extend(1u16.to_le_bytes());
    format.extend(b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
    let data = samples(&cast(16000, 1.0), |s| {
        (((s * 8_388_608.0).round() as i32) << 8).to_le_bytes().to_vec()
    });
    let (recording, sound) = listen(wav(&format, &data));
    assert_eq!((recording.rate_hz(), sound[0].len()), (16000, 16000));
    assert_cast(&sound, 16000, 110.0);
    // Plain PCM of 24 bits in frames of 8 bytes.
    let mut format = fmt(1, 2, 16000, 24);
    format[12..14].copy_from_slice(&8u16.to_le_bytes());
    assert_cast(&listen(wav(&format, &data)).1, 16000, 110.0);
    // A frame size that makes no sense is not believed.
    let mut format = fmt(1, 2, 8000, 16);
    format[12..14].copy_from_slice(&999u16.to_le_bytes());
    let data = samples(&cast(8000, 1.0), s16);
    assert_cast(&listen(wav(&format, &data)).1, 8000, 70.0);
}

#[test]
fn wav_with_chunks_of_odd_length_around() {
    let data = samples(&cast(8000, 1.0), s16);
    let (format, data) = (chunk("fmt ", &fmt(1, 2, 8000, 16)), chunk("data", &data));
    let note = chunk("LIST", b"INFOISFT\x03\0\0\0abc");
    let mut unpadded = note.clone();
    assert_eq!(unpadded.pop(), Some(0));
    for chunks in [
        vec![note.clone(), format.clone(), note.clone(), data.clone(), note.clone()],
        vec![unpadded.clone(), format.clone(), unpadded.clone(), data.clone(), unpadded.clone()],
    ] {
        let (recording, sound) = listen(riff(&chunks));
        assert_eq!(sound[0].len(), 8000);
        assert_cast(&sound, 8000, 70.0);
        assert_eq!(recording.remarks(), []);
    }
}

#[test]
fn wav_whose_length_was_never_filled_in() {
    for length in [0, 0xffff_ffff, 0x7fff_f000, 0x8000_0000] {
        let (recording, sound) = listen(plain_that_states(length));
        assert_eq!(sound[0].len(), 8000, "{length:#x}");
        assert_eq!(recording.length_hint(), Some(1.0), "{length:#x}");
        assert_eq!(recording.remarks(), [Remark::LengthUnknown], "{length:#x}");
    }
}

#[test]
fn wav_whose_header_lies_about_the_length() {
    // Longer than the file: cut off.
    let (recording, sound) = listen(plain_that_states(64_000));
    assert_eq!(sound[0].len(), 8000);
    assert_eq!(recording.remarks(), [Remark::Truncated { missing_s: Some(1.0) }]);
    assert_eq!(
        recording.remarks()[0].to_string(),
        "The file is cut off: 1.0 s are missing that its header announces."
    );
    // Cut in the middle of a sample.
    let mut file = plain();
    file.truncate(44 + 4001);
    let (recording, sound) = listen(file);
    assert_eq!(sound[0].len(), 1000);
    assert!(recording.remarks().contains(&Remark::CutSample), "{:?}", recording.remarks());
    // Shorter than the sound.
    let data = samples(&cast(8000, 4.0), s16);
    let mut file = wav(&fmt(1, 2, 8000, 16), &data);
    file[40..44].copy_from_slice(&32_000u32.to_le_bytes());
    let (recording, sound) = listen(file);
    assert_eq!(sound[0].len(), 32_000);
    assert_cast(&sound, 8000, 70.0);
    assert_eq!(recording.remarks(), [Remark::LongerThanStated { stated_s: 1.0 }]);
    // A header that ends after the sound's name has no sound, and says so.
    let (recording, sound) = listen(plain()[..44].to_vec());
    assert_eq!(sound[0].len(), 0);
    assert!(recording.remarks().contains(&Remark::NoSound));
    // No sound, rightly.
    let (recording, sound) = listen(riff(&[
        chunk("fmt ", &fmt(1, 1, 8000, 16)),
        chunk("data", b""),
        chunk("LIST", b"INFO"),
    ]));
    assert_eq!((sound[0].len(), recording.remarks()), (0, &[Remark::NoSound][..]));
}

#[test]
fn rf64_and_bw64() {
    let data = samples(&cast(8000, 1.0), s16);
    for (magic, name) in [(b"RF64", "WAV (RF64), 16-bit PCM"), (b"BW64", "WAV (BW64), 16-bit PCM")]
    {
        let mut ds64 = Vec::new();
        ds64.extend((data.len() as u64 + 100).to_le_bytes());
        ds64.extend((data.len() as u64).to_le_bytes());
        ds64.extend(8000u64.to_le_bytes());
        ds64.extend(0u32.to_le_bytes());
        let mut file = riff(&[
            chunk("ds64", &ds64),
            chunk("fmt ", &fmt(1, 2, 8000, 16)),
            chunk("data", &data),
            chunk("LIST", b"INFO"),
        ]);
        file[..4].copy_from_slice(magic);
        file[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        let at = file.windows(4).position(|name| name == b"data").expect("is there") + 4;
        file[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        let (recording, sound) = listen(file);
        assert_eq!(recording.format(), name);
        assert_eq!((sound[0].len(), recording.remarks()), (8000, &[][..]));
    }
}

#[test]
fn samples_that_are_not_numbers_and_too_loud_ones() {
    let mut sound = cast(8000, 1.0);
    (sound[100][0], sound[200][1]) = (f64::NAN, f64::NEG_INFINITY);
    (sound[300][0], sound[301][0], sound[302][0]) = (3.0, -3.0, 1.0);
    for (bits, write) in [
        (32, (|s: f64| (s as f32).to_le_bytes().to_vec()) as fn(f64) -> Vec<u8>),
        (64, |s: f64| s.to_le_bytes().to_vec()),
    ] {
        let (recording, heard) = listen(wav(&fmt(3, 2, 8000, bits), &samples(&sound, write)));
        assert_eq!((heard[0][100], heard[1][200]), (0.0, 0.0));
        assert_eq!(heard[0][300..303], [1.0, -1.0, 1.0]);
        assert_eq!(
            recording.remarks(),
            [Remark::NotNumbers { samples: 2 }, Remark::BeyondFullScale { samples: 2 }]
        );
    }
}

// ---- rates --------------------------------------------------------------------------------------

#[test]
fn every_rate_becomes_one_of_three() {
    for (from_hz, to_hz) in [
        (8000, 8000),
        (16000, 16000),
        (48000, 48000),
        (6000, 8000),
        (11025, 8000),
        (12000, 8000),
        (22050, 16000),
        (24000, 16000),
        (32000, 16000),
        (44100, 16000),
        (88200, 16000),
        (96000, 16000),
        (192_000, 16000),
        // Rates with nothing in common with ours.
        (44_101, 16000),
        (11_027, 8000),
    ] {
        for seconds in [0.0, 0.001, 0.7, 2.0] {
            let sound = cast(from_hz, seconds);
            let (recording, heard) = listen(wav(&fmt(1, 2, from_hz, 16), &samples(&sound, s16)));
            assert_eq!((recording.source_rate_hz(), recording.rate_hz()), (from_hz, to_hz));
            let wanted = sound.len() as f64 * f64::from(to_hz) / f64::from(from_hz);
            let length = heard[0].len() as f64;
            assert!((length - wanted).abs() <= 1.0, "{from_hz}: {length} instead of {wanted}");
            if seconds > 1.0 {
                assert_cast(&heard, to_hz, 70.0);
                // The filter's delay is gone: the tone has the phase that it began with.
                let (n, rate) = (heard[0].len() / 2, f64::from(to_hz));
                let expected = 0.25 * (TAU * 440.0 * n as f64 / rate).sin();
                let difference = (f64::from(heard[0][n]) - expected).abs();
                // The sinc filter's delay is taken away to within a sample.
                let most = if from_hz % 25 == 0 { 1e-3 } else { 0.25 * TAU * 440.0 / rate };
                assert!(difference < most, "{from_hz}: {difference}");
            }
        }
    }
}

#[test]
fn what_cannot_be_heard_at_the_new_rate_does_not_come_back_as_something_else() {
    // 10 kHz would alias to 6 kHz.
    let sound: Vec<_> = (0..88_200)
        .map(|n| (TAU * 10_000.0 * f64::from(n) / 44_100.0).sin() * 0.5)
        .map(|s| [s, s])
        .collect();
    let (_, heard) = listen(wav(&fmt(1, 2, 44_100, 16), &samples(&sound, s16)));
    let middle = &heard[0][1000..31_000];
    let peak = middle.iter().fold(0f32, |peak, s| peak.max(s.abs()));
    assert!(peak < 1e-4, "{peak}");
    // And 7 kHz, which speech has, is kept.
    let sound: Vec<_> = (0..88_200)
        .map(|n| (TAU * 7_000.0 * f64::from(n) / 44_100.0).sin() * 0.5)
        .map(|s| [s, s])
        .collect();
    let (_, heard) = listen(wav(&fmt(1, 2, 44_100, 16), &samples(&sound, s16)));
    let (amplitude, snr_db) = tone(&heard[0], 16_000, 7000.0);
    assert!((amplitude - 0.5).abs() < 0.005 && snr_db > 70.0, "{amplitude} {snr_db}");
}

/// Gives its bytes in pieces of odd sizes, as a pipe does.
struct Dribble(Cursor<Vec<u8>>, usize);

impl Read for Dribble {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.1 = self.1 * 7 % 1009 + 1;
        let room = into.len().min(self.1);
        self.0.read(&mut into[..room])
    }
}

#[test]
fn what_is_given_does_not_depend_on_how_it_comes() {
    for rate_hz in [8000, 44_100, 44_101] {
        let data = samples(&cast(rate_hz, 0.5), s16);
        let raw = Raw { encoding: RawEncoding::S16Le, rate_hz, channels: 2 };
        let mut whole = Recording::from_reader(Cursor::new(data.clone()), raw).expect("opens");
        let mut pieces = Recording::from_reader(Dribble(Cursor::new(data), 3), raw).expect("opens");
        assert_eq!(read_all(&mut whole), read_all(&mut pieces), "{rate_hz}");
    }
}

// ---- raw ----------------------------------------------------------------------------------------

#[test]
fn wav_from_a_pipe() {
    let mut file = plain_that_states(u32::MAX);
    let note = chunk("LIST", &vec![b'x'; 100_001]);
    file.splice(12..12, note);
    let pipe = ReadOnlySource::new(Dribble(Cursor::new(file), 3));
    let mut recording = Recording::from_source(Box::new(pipe), None, None).expect("opens");
    assert_eq!(recording.length_hint(), None);
    let sound = read_all(&mut recording);
    assert_eq!(sound[0].len(), 8000);
    assert_cast(&sound, 8000, 70.0);
    assert_eq!(recording.remarks(), [Remark::LengthUnknown]);
}

#[test]
fn raw_files_must_be_described_sensibly() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("call.raw");
    fs::write(&path, samples(&cast(8000, 1.0), s16)).expect("written");
    let raw = Raw { encoding: RawEncoding::S16Le, rate_hz: 8000, channels: 2 };
    let mut recording = Recording::open(&path, Some(raw)).expect("opens");
    assert_eq!(recording.length_hint(), Some(1.0));
    let sound = read_all(&mut recording);
    assert_eq!(sound[0].len(), 8000);
    assert_cast(&sound, 8000, 70.0);
    assert_eq!(recording.remarks(), []);
    for (raw, message) in [
        (Raw { channels: 0, ..raw }, "Raw audio has at least 1 channel; say how many."),
        (
            Raw { channels: 300, ..raw },
            "Bliss does not read recordings of 300 channels (up to 64).",
        ),
        (Raw { rate_hz: 0, ..raw }, "Raw audio at 0 Hz cannot be read;"),
    ] {
        let refusal = Recording::open(&path, Some(raw)).expect_err("is refused").to_string();
        assert!(refusal.starts_with(message), "{refusal}");
    }
    fs::write(&path, plain()).expect("written");
    let refusal = Recording::open(&path, Some(raw)).expect_err("is refused").to_string();
    assert!(refusal.starts_with("This is a WAV file,"), "{refusal}");
}

// ---- the other formats --------------------------------------------------------------------------

#[test]
fn every_other_format() {
    // Name, format, rate of the file, rate given, samples and how many more or fewer there may be
    // (encoders' padding where the file does not say how much), dB of the tones above all else.
    for (name, format, source_hz, rate_hz, length, tolerance, snr_db) in [
        ("tone.flac", "FLAC", 8000, 8000, 8000, 0, 70.0),
        ("tone.aiff", "AIFF, 16-bit PCM", 8000, 8000, 2000, 0, 70.0),
        ("tone-ima.wav", "WAV, IMA ADPCM", 8000, 8000, 8000, 1024, 25.0),
        ("tone-ms.wav", "WAV, Microsoft ADPCM", 8000, 8000, 8000, 1024, 25.0),
        ("tone.mp3", "MP3", 16000, 16000, 16000, 0, 40.0),
        ("tone-vorbis.ogg", "Ogg, Vorbis", 44100, 16000, 16000, 1, 25.0),
        ("tone-opus.ogg", "Ogg, Opus", 16000, 16000, 16000, 1, 15.0),
        ("tone.webm", "Matroska, Opus", 48000, 48000, 48000, 960, 15.0),
        ("tone-opus.mp4", "MP4, Opus", 48000, 48000, 48000, 960, 15.0),
        ("tone.m4a", "MP4, AAC", 44100, 16000, 16000, 800, 25.0),
    ] {
        let mut recording = Recording::open(&fixture(name), None).expect(name);
        assert_eq!(recording.format(), format);
        assert_eq!(
            (recording.channels(), recording.source_rate_hz(), recording.rate_hz()),
            (2, source_hz, rate_hz),
            "{name}"
        );
        let hint = recording.length_hint();
        let sound = read_all(&mut recording);
        assert!(sound[0].len().abs_diff(length) <= tolerance, "{name}: {}", sound[0].len());
        let stated = hint.expect(name) * f64::from(rate_hz);
        assert!((stated - sound[0].len() as f64).abs() <= 2000.0, "{name}: {hint:?}");
        assert_cast(&sound, rate_hz, snr_db);
        assert_eq!(recording.remarks(), [], "{name}");
    }
}

// ---- refusals -----------------------------------------------------------------------------------

#[test]
fn what_is_no_recording_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |path: &Path| Recording::open(path, None).expect_err("is refused");
    assert!(matches!(refused(&folder.path().join("missing.wav")), Unreadable::Missing));
    assert!(matches!(refused(folder.path()), Unreadable::Folder));
    let path = folder.path().join("call.wav");
    fs::write(&path, "").expect("written");
    assert!(matches!(refused(&path), Unreadable::Empty));
    for text in ["x", "Dear customer,\nthank you for your call.\n", "RIFF", "RIFFabcdWAVE"] {
        fs::write(&path, text).expect("written");
        let message = refused(&path).to_string();
        assert!(
            message.starts_with("This is not a recording in a format that Bliss knows.")
                || message.starts_with("The file is damaged: it ends before its header does."),
            "{text}: {message}"
        );
    }
    fs::write(&path, "Dear customer, thank you for your call. ".repeat(10_000)).expect("written");
    assert!(matches!(refused(&path), Unreadable::Unknown));
}

#[test]
fn wav_files_that_cannot_be_are_refused_in_words() {
    let sound = [0; 4000];
    for (tag, channels, rate_hz, bits, message) in [
        (1, 0, 8000, 16, "The file is damaged: its header says that it has no channels."),
        (1, 1, 0, 16, "The file is damaged: its header says that it has a sample rate of 0 Hz."),
        (1, 300, 8000, 16, "Bliss does not read recordings of 300 channels (up to 64)."),
        (1, 1, 100, 16, "Bliss does not read a sample rate of 100 Hz (4,000 to 384,000 Hz)."),
        (1, 1, u32::MAX, 16, "Bliss does not read a sample rate of 4294967295 Hz"),
        (1, 1, 8000, 1, "Bliss does not read WAV files with 1 bits a sample."),
        (1, 1, 8000, 0, "Bliss does not read WAV files with 0 bits a sample."),
        (1, 1, 8000, 65535, "Bliss does not read WAV files with 65535 bits a sample."),
        (3, 1, 8000, 16, "Bliss does not read WAV files of 16-bit floats."),
        (0x31, 1, 8000, 0, "Bliss does not read GSM 6.10 in WAV files."),
        (0x1234, 1, 8000, 0, "Bliss does not read the codec with number 0x1234 in WAV files."),
    ] {
        let refusal = refusal(wav(&fmt(tag, channels, rate_hz, bits), &sound));
        assert!(refusal.starts_with(message), "{refusal}");
    }
    for (file, message) in [
        (riff(&[chunk("data", &sound)]), "it does not say what its sound is made of."),
        (riff(&[chunk("fmt ", &fmt(1, 1, 8000, 16))]), "it ends before the sound begins."),
        (wav(&fmt(1, 1, 8000, 16)[..14], &sound), "the description of its sound is cut short."),
        (riff(&vec![chunk("JUNK", b""); 5000]), "its header does not end."),
        (riff(&[]), "it ends before its header does."),
    ] {
        let refusal = refusal(file);
        assert!(refusal.starts_with(&format!("The file is damaged: {message}")), "{refusal}");
    }
    let mut big_endian = plain();
    big_endian[..4].copy_from_slice(b"RIFX");
    assert!(refusal(big_endian).starts_with("Bliss does not read big-endian WAV files (RIFX)."));
}

#[test]
fn codecs_that_we_lack_are_named() {
    for (name, message) in [
        (
            "gsm.wav",
            "Bliss does not read GSM 6.10 in WAV files. Convert it first, for example with: ffmpeg",
        ),
        ("alac.m4a", "Bliss does not read Apple Lossless in MP4 files."),
        ("speex.ogg", "Bliss does not read Speex in Ogg files."),
    ] {
        let refusal = Recording::open(&fixture(name), None).expect_err(name).to_string();
        assert!(refusal.starts_with(message), "{refusal}");
    }
}

// ---- damage -------------------------------------------------------------------------------------

#[test]
fn files_that_are_cut_off_are_read_up_to_there() {
    for (name, samples_min, missing) in [
        ("tone.flac", 2000, true),
        ("tone.mp3", 9000, true),
        ("tone-ima.wav", 5000, true),
        ("live.webm", 20_000, false),
    ] {
        let bytes = fs::read(fixture(name)).expect("is there");
        let (recording, sound) = listen(bytes[..bytes.len() * 2 / 3].to_vec());
        assert!(sound[0].len() >= samples_min, "{name}: {}", sound[0].len());
        let truncated = recording.remarks().iter().find_map(|remark| match remark {
            Remark::Truncated { missing_s } => Some(missing_s.is_some()),
            _ => None,
        });
        assert_eq!(truncated, Some(missing), "{name}: {:?}", recording.remarks());
    }
}

#[test]
fn files_that_are_nothing_without_their_end_say_so() {
    for (name, message) in [
        ("tone.m4a", "its recorder was stopped before it could finish the file."),
        ("tone.webm", "it ends before its header says that it does."),
        ("tone.aiff", "it ends before its sound begins."),
        ("tone-vorbis.ogg", "it ends before its sound begins."),
    ] {
        let bytes = fs::read(fixture(name)).expect("is there");
        let refusal = refusal(bytes[..bytes.len() * 2 / 3].to_vec());
        assert!(refusal.starts_with(&format!("The file is damaged: {message}")), "{refusal}");
    }
}

/// Three seconds of the cast in packets of Opus, 20 ms each; encoded once, for it takes a while.
fn opus_packets() -> &'static [Vec<u8>] {
    static PACKETS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    PACKETS.get_or_init(|| {
        let sound: Vec<f32> = cast(48_000, 3.02).iter().flatten().map(|&s| s as f32).collect();
        let mut encoder = OpusEncoder::new(2);
        encoder.set_bitrate(Some(64_000));
        let packets = sound.chunks_exact(2 * 960);
        packets.map(|frames| encoder.encode_auto(frames, 1275).expect("encodes")).collect()
    })
}

/// Three seconds of the cast as Ogg Opus with `head`, in pages of half a second.
fn opus_in_ogg(serial: u32, head: &OpusHead) -> Vec<u8> {
    let (mut ogg, mut pages) = (Vec::new(), PageWriter::new(serial));
    pages.push(&mut ogg, &head.to_bytes(), 0, false);
    pages.flush(&mut ogg);
    let tags = OpusTags { vendor: b"Bliss".to_vec(), comments: Vec::new() };
    pages.push(&mut ogg, &tags.to_bytes(), 0, false);
    pages.flush(&mut ogg);
    let packets = opus_packets();
    let length = u64::from(head.pre_skip) + 3 * 48_000;
    for (n, packet) in packets.iter().enumerate() {
        let granule = ((n as u64 + 1) * 960).min(length);
        pages.push(&mut ogg, packet, granule, n + 1 == packets.len());
        if n % 25 == 24 {
            pages.flush(&mut ogg);
        }
    }
    ogg
}

fn opus_head() -> OpusHead {
    OpusHead::family0(2, 312, 48_000)
}

#[test]
fn opus_by_its_header() {
    // Pre-skip and the end's granule: exactly three seconds.
    let (recording, sound) = listen(opus_in_ogg(1, &opus_head()));
    assert_eq!((sound[0].len(), recording.remarks()), (144_000, &[][..]));
    assert_cast(&sound, 48_000, 15.0);
    // What was put in has a rate, and is given at it.
    for (source_hz, rate_hz) in [(8000, 8000), (12_000, 16_000), (16_000, 16_000), (44_100, 48_000)]
    {
        let head = OpusHead { input_sample_rate: source_hz, ..opus_head() };
        let (recording, sound) = listen(opus_in_ogg(1, &head));
        assert_eq!((recording.source_rate_hz(), recording.rate_hz()), (source_hz, rate_hz));
        assert_eq!(sound[0].len(), 3 * rate_hz as usize);
        assert_cast(&sound, rate_hz, 15.0);
    }
    // A gain of −6.02 dB halves it.
    let head = OpusHead { output_gain_q8: -1541, ..opus_head() };
    let (_, sound) = listen(opus_in_ogg(1, &head));
    assert!((tone(&sound[0], 48_000, 440.0).0 - 0.125).abs() < 0.005);
}

#[test]
fn ogg_cut_in_the_middle_and_ogg_with_a_hole() {
    let ogg = opus_in_ogg(1, &opus_head());
    let (recording, sound) = listen(ogg[..ogg.len() / 2].to_vec());
    assert!((40_000..=72_000).contains(&sound[0].len()), "{}", sound[0].len());
    assert!(matches!(recording.remarks(), [Remark::Truncated { .. }]), "{:?}", recording.remarks());
    // A page in the middle is damaged: what comes after it stays where it was in time.
    let mut holed = ogg.clone();
    holed[ogg.len() / 2] ^= 0xff;
    let (recording, sound) = listen(holed);
    assert!(sound[0].len().abs_diff(144_000) <= 960, "{}", sound[0].len());
    assert!(
        matches!(recording.remarks(), [Remark::Pauses { silence_s }] if (*silence_s - 0.5).abs() < 0.03),
        "{:?}",
        recording.remarks()
    );
}

#[test]
fn ogg_with_two_recordings_one_after_the_other() {
    let both = [opus_in_ogg(1, &opus_head()), opus_in_ogg(2, &opus_head())].concat();
    let (recording, sound) = listen(both);
    assert_eq!((sound[0].len(), recording.remarks()), (288_000, &[][..]));
    assert_cast(&sound, 48_000, 15.0);
    // One that sounds otherwise is another recording.
    let four = fs::read(fixture("four.opus")).expect("is there");
    let (recording, sound) = listen([opus_in_ogg(1, &opus_head()), four].concat());
    assert_eq!(sound[0].len(), 144_000);
    let remarks: Vec<_> = recording.remarks().iter().map(ToString::to_string).collect();
    assert_eq!(
        remarks,
        ["The recording was read up to 3.0 s only: from there on it has 4 channels at 48000 Hz."]
    );
}

#[test]
fn four_channels_of_opus() {
    let mut recording = Recording::open(&fixture("four.opus"), None).expect("opens");
    assert_eq!((recording.channels(), recording.rate_hz()), (4, 48_000));
    let sound = read_all(&mut recording);
    assert_eq!(sound[0].len(), 14_400);
    assert_cast(&sound[..2], 48_000, 15.0);
    assert_cast(&sound[2..], 48_000, 15.0);
}

#[test]
fn mp3_behind_a_tag_and_with_garbage_in_it() {
    let plain = fs::read(fixture("tone.mp3")).expect("is there");
    let mut tagged = b"ID3\x04\0\0\0\0\x10\0".to_vec();
    tagged.extend([0; 2048]);
    tagged.extend(&plain);
    let (recording, sound) = listen(tagged);
    assert_eq!((sound[0].len(), recording.remarks()), (16_000, &[][..]));
    assert_cast(&sound, 16_000, 40.0);
    // Half a kilobyte of noise in the middle.
    let mut noisy = plain.clone();
    let garbage = (0..512u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
    noisy.splice(2000..2000, garbage);
    let (_, sound) = listen(noisy);
    assert!(sound[0].len().abs_diff(16_000) < 3000, "{}", sound[0].len());
}

// ---- memory and time ----------------------------------------------------------------------------

/// The process's memory in bytes.
fn resident() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").expect("Linux");
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("a number") * 4096
}

#[test]
fn six_hours_take_no_more_memory_than_a_second() {
    let seconds = 6 * 3600;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.wav");
    let mut header = wav(&fmt(7, 1, 8000, 8), &[]);
    header[40..44].copy_from_slice(&(seconds * 8000u32).to_le_bytes());
    let mut file = File::create(&path).expect("created");
    file.write_all(&header).expect("written");
    file.set_len(44 + u64::from(seconds) * 8000).expect("sparse");
    let mut recording = Recording::open(&path, None).expect("opens");
    assert_eq!(recording.length_hint(), Some(f64::from(seconds)));
    let mut block = Vec::new();
    let (mut samples, mut before) = (0, 0);
    loop {
        match recording.read(&mut block).expect("reads on") {
            0 => break,
            read => samples += read,
        }
        if before == 0 {
            before = resident();
        }
        assert!(block.iter().all(|channel| channel.capacity() <= 8192));
    }
    let more = resident().saturating_sub(before);
    assert_eq!(samples, seconds as usize * 8000);
    assert_eq!(recording.remarks(), []);
    // Other tests run at the same time in this process; the sound is 690 MB.
    assert!(more < 64 << 20, "{more} bytes more");
}

// ---- whatever the bytes -------------------------------------------------------------------------

/// Reads some of whatever this is. It must neither panic nor hang nor take memory.
fn survives(bytes: Vec<u8>, raw: Option<Raw>) {
    let began = Instant::now();
    if let Ok(mut recording) = Recording::from_source(Box::new(Cursor::new(bytes)), None, raw) {
        assert!((1..=64).contains(&recording.channels()));
        assert!([8000, 16_000, 48_000].contains(&recording.rate_hz()));
        let mut block = Vec::new();
        for _ in 0..2000 {
            match recording.read(&mut block) {
                Ok(0) | Err(_) => break,
                Ok(read) => {
                    assert!(block.iter().all(|channel| channel.len() == read));
                    assert!(block.iter().flatten().all(|s| (-1.0..=1.0).contains(s)));
                    assert!(read <= 1 << 20, "{read}");
                }
            }
        }
        let _ = recording.remarks().iter().map(ToString::to_string).collect::<String>();
    }
    assert!(began.elapsed() < Duration::from_secs(20));
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<_> = fs::read_dir(fixture(""))
        .expect("is there")
        .map(|entry| fs::read(entry.expect("an entry").path()).expect("is there"))
        .collect();
    seeds.sort();
    seeds.push(plain()[..4000].to_vec());
    seeds.push(wav(&fmt(3, 1, 44_100, 64), &[7; 3000]));
    seeds.push(wav(&fmt(0xfffe, 1, 44_100, 64), &[7; 3000]));
    seeds
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        survives(bytes.clone(), None);
        survives(bytes, Some(Raw { encoding: RawEncoding::ALaw, rate_hz: 11_025, channels: 3 }));
    }

    #[test]
    fn any_description_of_raw_sound_is_survived(
        rate_hz in any::<u32>(), channels in 0usize..100, bytes in prop::collection::vec(any::<u8>(), 1..3000),
    ) {
        survives(bytes, Some(Raw { encoding: RawEncoding::S16Le, rate_hz, channels }));
    }

    #[test]
    fn damaged_files_are_survived(
        seed in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        in_header in any::<bool>(),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut seeds = seeds();
        let mut bytes = seeds.swap_remove(seed.index(seeds.len()));
        let reach = if in_header { bytes.len().min(300) } else { bytes.len() };
        for (at, value) in changes {
            bytes[at.index(reach)] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        survives(bytes, None);
    }
}

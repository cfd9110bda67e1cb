//! Music for whoever waits: calm, soft, and ours.
//!
//! Slow broken chords of a few soft bells, over a low tone that breathes. Bells are sines whose overtones fade
//! sooner; the whole is some 30 dB below full scale, below which speech would lie. It is encoded once for all calls,
//! as a loop that begins and ends in silence.

use std::{
    f32::consts::TAU,
    sync::{Arc, OnceLock},
};

use ruopus::OpusEncoder;

/// Samples of a packet of 20 ms.
const PACKET: usize = 960;
const RATE_HZ: f32 = 48_000.0;
/// How long the loop is, in seconds: eight bars of three.
const BAR_S: f32 = 3.0;
/// In bits a second: enough for bells.
const BITRATE: u32 = 28_000;
/// No packet is larger, in bytes.
const PACKET_BYTES_MAX: usize = 400;
/// How loud a bell is when it is struck, and the low tone at most, of full scale.
const BELL: f32 = 0.035;
const LOW: f32 = 0.018;
/// Bells fade to a third in so many seconds.
const FADE_S: f32 = 0.9;

/// The chords, a bar each, in semitones from A3 (220 Hz): a low tone, and the bells in their order.
const BARS: [(i32, [i32; 4]); 8] = [
    (-24, [0, 7, 12, 16]),
    (-27, [-3, 4, 9, 12]),
    (-19, [5, 9, 12, 17]),
    (-17, [2, 7, 11, 14]),
    (-24, [0, 4, 7, 16]),
    (-20, [4, 7, 11, 12]),
    (-19, [5, 12, 9, 4]),
    (-17, [7, 11, 2, -5]),
];

static MUSIC: OnceLock<Vec<Arc<[u8]>>> = OnceLock::new();

/// The loop, once it is made.
pub(crate) fn music_if_made() -> Option<&'static [Arc<[u8]>]> {
    MUSIC.get().map(Vec::as_slice).filter(|music| !music.is_empty())
}

/// The loop, packet by packet. The first call makes it, which takes about a second.
pub(crate) fn music() -> &'static [Arc<[u8]>] {
    MUSIC.get_or_init(|| {
        let mut encoder = OpusEncoder::new(1);
        encoder.set_bitrate(Some(BITRATE));
        let packets = sound();
        let packets = packets.chunks_exact(PACKET);
        packets
            .filter_map(|pcm| encoder.encode(pcm, PACKET_BYTES_MAX).ok())
            .map(Into::into)
            .collect()
    })
}

fn frequency(semitones: i32) -> f32 {
    #[allow(clippy::cast_precision_loss)] // a few octaves
    let octaves = semitones as f32 / 12.0;
    220.0 * octaves.exp2()
}

/// The loop at 48 kHz.
fn sound() -> Vec<f32> {
    let samples = |seconds: f32| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some seconds
        let count = (seconds * RATE_HZ) as usize;
        count
    };
    let bar = samples(BAR_S);
    // A bar of quiet in the end, for the last bells to fade.
    let mut sound = vec![0.0; (BARS.len() + 1) * bar];
    for (at, (low, bells)) in BARS.iter().enumerate() {
        let from = at * bar;
        breathe(&mut sound[from..from + bar], frequency(*low + 12));
        for (i, semitones) in bells.iter().enumerate() {
            let from = from + i * bar / bells.len();
            strike(&mut sound[from..], frequency(*semitones));
        }
    }
    sound
}

/// A bell: struck softly, within 30 ms, and left to fade.
fn strike(sound: &mut [f32], hz: f32) {
    for (overtone, loud) in [(1.0, 1.0), (2.0, 0.35), (3.0, 0.12), (5.4, 0.04)] {
        let turn = TAU * hz * overtone / RATE_HZ;
        let mut time = 0.0_f32;
        for (i, sample) in sound.iter_mut().enumerate() {
            let fade = (-time * overtone / FADE_S).exp();
            if fade < 1e-4 {
                break;
            }
            #[allow(clippy::cast_precision_loss)] // some seconds
            let angle = turn * (i % 4_800_000) as f32;
            *sample += BELL * loud * fade * (time / 0.03).min(1.0) * angle.sin();
            time += 1.0 / RATE_HZ;
        }
    }
}

/// A low tone that comes and goes within a bar.
fn breathe(sound: &mut [f32], hz: f32) {
    let length = sound.len();
    for (i, sample) in sound.iter_mut().enumerate() {
        #[allow(clippy::cast_precision_loss)] // some seconds
        let [at, of] = [i as f32, length as f32];
        let swell = (TAU * 0.5 * at / of).sin();
        *sample += LOW * swell * swell * (TAU * hz * at / RATE_HZ).sin();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decoder::Decoder;

    #[test]
    fn it_is_soft_and_nothing_clicks() {
        let sound = sound();
        let peak = sound.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
        assert!((0.02..0.15).contains(&peak), "{peak}");
        let step = sound.windows(2).fold(0.0_f32, |most, w| most.max((w[1] - w[0]).abs()));
        assert!(step < 0.02, "{step}");
        let ends = [sound[0], sound[sound.len() - 1]];
        assert!(ends.iter().all(|end| end.abs() < 0.005), "{ends:?}");

        let mut decoder = Decoder::new();
        let mut heard = Vec::new();
        for packet in music() {
            decoder.decode(packet, &mut heard);
        }
        assert_eq!(heard.len(), sound.len() / 3);
        let peak = heard.iter().map(|sample| sample.unsigned_abs()).max();
        assert!((600..5_000).contains(&peak.unwrap_or(0)), "{peak:?}");
    }
}

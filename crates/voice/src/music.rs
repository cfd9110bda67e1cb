//! Music and tones on a line: hold music, ringing.
//!
//! Notes stay where speech glides, and their timbre changes less from moment to moment. Over three
//! seconds, two measures tell them apart: how much of what is voiced keeps its pitch within 0.15
//! semitones for 50 ms, and how much the level-free spectrum changes from frame to frame (spectral
//! flux: Scheirer & Slaney 1997, ICASSP, 1331–1334). On the hold music and the spoken prompts that
//! README.md names, the first is above 0.47 in 95 % of the music and below 0.33 in 95 % of the speech,
//! the second below 2.21 dB and above 2.24 dB.

use crate::{BANDS, Frame, arithmetic::log2};

/// What is looked at: so many stretches of half a second.
const STRETCHES: usize = 6;
const STRETCH_FRAMES: u32 = 50;
/// Shares and changes at which it is music.
const STEADY_MIN: f32 = 0.40;
const FLUX_MAX_DB: f32 = 2.15;
/// Music that stops being so keeps the name until it is clearly speech.
const STEADY_SPEECH: f32 = 0.33;
/// A note keeps its pitch within this, in semitones, over four frames.
const STEADY_SEMITONES: f32 = 0.15;

#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    speech: f32,
    compared: f32,
    steady: f32,
    changes: f32,
    flux: f32,
}

/// The music of one channel.
#[derive(Debug, Default)]
pub(crate) struct Music {
    stretches: [Stretch; STRETCHES],
    at: usize,
    frames: u32,
    /// The last pitches, newest last, in semitones; none where not voiced.
    pitch: [Option<f32>; 5],
    bands: Option<[f32; BANDS]>,
    playing: bool,
}

/// How far back music began when it is noticed, in frames.
pub(crate) const NOTICED_AFTER: u64 = 300;

impl Music {
    /// Takes a frame; whether music plays.
    pub(crate) fn step(&mut self, frame: &Frame) -> bool {
        let now = &mut self.stretches[self.at];
        now.speech += f32::from(u8::from(frame.speech));
        self.pitch.rotate_left(1);
        self.pitch[4] = frame.voiced.map(|voiced| 12.0 * log2(voiced.pitch_hz));
        if let (Some(before), Some(here)) = (self.pitch[0], self.pitch[4]) {
            now.compared += 1.0;
            now.steady += f32::from(u8::from((here - before).abs() < STEADY_SEMITONES));
        }
        if let (Some(before), true) = (&self.bands, frame.speech) {
            let squares: f32 =
                before.iter().zip(&frame.bands_db).map(|(a, b)| (a - b) * (a - b)).sum();
            now.flux += (squares / BANDS as f32).sqrt();
            now.changes += 1.0;
        }
        self.bands = frame.speech.then_some(frame.bands_db);
        self.frames += 1;
        if self.frames == STRETCH_FRAMES {
            self.frames = 0;
            self.judge();
            self.at = (self.at + 1) % STRETCHES;
            self.stretches[self.at] = Stretch::default();
        }
        self.playing
    }

    fn judge(&mut self) {
        let mut all = Stretch::default();
        for stretch in &self.stretches {
            all.speech += stretch.speech;
            all.compared += stretch.compared;
            all.steady += stretch.steady;
            all.changes += stretch.changes;
            all.flux += stretch.flux;
        }
        let frames = (STRETCHES as u32 * STRETCH_FRAMES) as f32;
        if all.speech < 0.3 * frames || all.compared < 60.0 {
            self.playing = false;
            return;
        }
        let steady = all.steady / all.compared;
        let flux = all.flux / all.changes.max(1.0);
        self.playing = if self.playing {
            steady > STEADY_SPEECH || flux < FLUX_MAX_DB
        } else {
            steady >= STEADY_MIN && flux <= FLUX_MAX_DB
        };
    }
}

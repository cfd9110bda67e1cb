//! Who speaks when: voice activity of one channel.
//!
//! Each frame is weighed by how far its bands stand above the noise, and by how periodic it is; a
//! path through the two states *speech* and *pause* then takes the cheaper way, [`LAG`] frames
//! behind, so that single frames do not flicker.
//!
//! - The noise in each band is the smallest smoothed power of the last two seconds (minimum
//!   statistics: Martin 2001, *IEEE Transactions on Speech and Audio Processing* 9(5), 504–512,
//!   without its optimal smoothing; the factor that undoes the bias is measured, see below).
//! - The likelihood of speech against noise in each band is the one of Sohn, Kim & Sung (1999), *IEEE
//!   Signal Processing Letters* 6(1), 1–3, with the signal-to-noise ratio by maximum likelihood.

use crate::{
    LAG,
    arithmetic::{decibels, ln, sum},
    spectrum::BANDS,
};

/// How much of the smoothed power is kept from frame to frame: 45 ms.
const SMOOTHING: f32 = 0.8;
/// The minimum is taken over so many stretches of so many frames: two seconds.
const STRETCHES: usize = 8;
const STRETCH_FRAMES: u32 = 25;
/// Undoes part of the bias of a minimum. The whole of it, for steady noise, would be a factor of 2; less
/// keeps weak consonants, and the path below keeps the noise out.
const BIAS: f32 = 1.5;
/// One band tells no more than this, or a click would be a word.
const EVIDENCE_MAX: f32 = 6.0;
/// Evidence of the bands at which speech and pause are as likely.
const BANDS_EVEN: f32 = 0.15;
/// Periodicity at which speech and pause are as likely, and what it weighs.
const PERIODIC_EVEN: f32 = 0.36;
const PERIODIC_WEIGHT: f32 = 8.0;
/// What it costs to begin and to end: speech must hold for about as long as a short syllable, and
/// the end of a word may be weak.
const BEGIN_COST: f32 = 5.0;
const END_COST: f32 = 5.0;
/// A single frame says no more than this either way.
const WEIGHT_MAX: f32 = 3.0;
/// Power in a band that is nothing but the rounding of 16-bit samples, after the window.
const NOTHING: f32 = 1e-7;

/// The noise and the path of one channel.
#[derive(Debug)]
pub(crate) struct Activity {
    smoothed: [f32; BANDS],
    /// Smallest power of the stretch that runs, and of those before it.
    running: [f32; BANDS],
    smallest: [[f32; BANDS]; STRETCHES],
    frames: u32,
    stretch: usize,
    /// Cost of being in a pause and in speech.
    cost: [f32; 2],
    from: [[bool; 2]; LAG + 1],
    at: usize,
}

impl Activity {
    pub(crate) fn new() -> Self {
        Self {
            smoothed: [0.0; BANDS],
            running: [f32::MAX; BANDS],
            smallest: [[f32::MAX; BANDS]; STRETCHES],
            frames: 0,
            stretch: 0,
            cost: [0.0, BEGIN_COST],
            from: [[false; 2]; LAG + 1],
            at: 0,
        }
    }

    /// Takes one frame; says how far it stands above the noise, in dB, and whether there was speech
    /// [`LAG`] frames ago.
    pub(crate) fn step(&mut self, bands: &[f32; BANDS], periodicity: f32) -> (f32, bool) {
        let noise = self.noise(bands);
        let mut ratios = [0.0; BANDS];
        let mut evidence = [0.0; BANDS];
        for (b, (power, noise)) in bands.iter().zip(&noise).enumerate() {
            let ratio = power / noise;
            let ratio = if ratio > 1.0 { ratio } else { 1.0 };
            let likely = ratio - 1.0 - ln(ratio);
            ratios[b] = ratio;
            evidence[b] = if likely < EVIDENCE_MAX { likely } else { EVIDENCE_MAX };
        }
        let weight = (sum(&evidence) / BANDS as f32 - BANDS_EVEN)
            + PERIODIC_WEIGHT * (periodicity - PERIODIC_EVEN);
        let speech = self.decide(weight.clamp(-WEIGHT_MAX, WEIGHT_MAX));
        (decibels(sum(&ratios) / BANDS as f32), speech)
    }

    /// The noise in each band, this frame included.
    fn noise(&mut self, bands: &[f32; BANDS]) -> [f32; BANDS] {
        let first = self.frames == 0 && self.stretch == 0;
        self.frames += 1;
        let mut noise = [0.0; BANDS];
        for b in 0..BANDS {
            let kept = if first { bands[b] } else { self.smoothed[b] };
            self.smoothed[b] = SMOOTHING * kept + (1.0 - SMOOTHING) * bands[b];
            self.running[b] = least(self.running[b], self.smoothed[b]);
            noise[b] = self.running[b];
        }
        for stretch in &self.smallest {
            for (noise, &of) in noise.iter_mut().zip(stretch) {
                *noise = least(*noise, of);
            }
        }
        for noise in &mut noise {
            let undone = BIAS * *noise;
            *noise = if undone > NOTHING { undone } else { NOTHING };
        }
        if self.frames == STRETCH_FRAMES {
            self.smallest[self.stretch % STRETCHES] = self.running;
            self.stretch = (self.stretch + 1) % (STRETCHES * 1_000);
            self.running = [f32::MAX; BANDS];
            self.frames = 0;
        }
        noise
    }

    /// One step of the path (Viterbi over two states).
    fn decide(&mut self, weight: f32) -> bool {
        let [pause, speech] = self.cost;
        let begin = pause + BEGIN_COST;
        let end = speech + END_COST;
        let next = (self.at + 1) % (LAG + 1);
        self.from[next] = [end < pause, begin >= speech];
        let (pause, speech) = (pause.min(end), speech.min(begin) - weight);
        let least = pause.min(speech);
        self.cost = [pause - least, speech - least];
        self.at = next;
        let mut state = self.cost[1] <= self.cost[0];
        let mut place = next;
        for _ in 0..LAG {
            state = self.from[place][usize::from(state)];
            place = (place + LAG) % (LAG + 1);
        }
        state
    }
}

/// The lesser of two numbers that are numbers.
fn least(a: f32, b: f32) -> f32 {
    if b < a { b } else { a }
}

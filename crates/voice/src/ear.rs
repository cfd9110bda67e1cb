//! The ear: samples of one channel in, one [`Frame`] for each 10 ms out.
//!
//! Samples may come in pieces of any size; the frames are the same to the bit. A frame is told
//! [`LATENCY_MS`] behind the sound, because what is voiced and what is speech is clearer from what
//! follows. Nothing is allocated after [`Ear::new`].

use std::sync::LazyLock;

use crate::{
    HOP, LAG,
    activity::Activity,
    arithmetic::{decibels, dot, peak, sum},
    formant::{self, Formants, Tract},
    laughter::Laughter,
    music::{Music, STRETCHES},
    pitch::{self, Correlator, Path},
    resample::{Rate, Resampler},
    spectrum::{self, BANDS, BINS, Balance, level_free},
    syllable::Syllables,
};

/// What was heard in one hop of 10 ms, the window centred on it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing about 10 ms")]
pub struct Frame {
    /// Which hop this is, from 0; it covers the sound from `10·index` to `10·index + 10` ms.
    pub index: u64,
    /// Whether there is speech (or music, or anything that stands above the noise and hums).
    pub speech: bool,
    /// Music or tones, over the last three seconds.
    pub music: bool,
    /// With this frame something a hundred times louder (20 dB) begins than all that stood out before, or
    /// the first that stands out at all: the voice, if what came before was only the line, a room or the
    /// other side's echo.
    pub begins: bool,
    /// Level in dB below full scale (a sine of amplitude 1 is −3). For drawing only: lines have gain
    /// control, so nothing is judged by it.
    pub level_db: f32,
    /// Level relative to this voice's own running level, in dB; 0 until there was speech.
    pub relative_db: f32,
    /// How far the sound stands above the noise of the line, in dB, 0 or more.
    pub above_noise_db: f32,
    /// Height of the highest peak of the autocorrelation, 0 to 1, voiced or not.
    pub periodicity: f32,
    /// What only voiced frames of speech have.
    pub voiced: Option<Voiced>,
    /// The 20 mel bands from 280 to 3500 Hz in dB, each relative to their mean.
    pub bands_db: [f32; BANDS],
    /// A syllable's nucleus has just passed.
    pub nucleus: bool,
    /// A row of laughter-like bursts has just become complete.
    pub laughter: bool,
    /// The largest sample of the hop was at full scale.
    pub clipped: bool,
}

/// What a voiced frame tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Voiced {
    /// Fundamental frequency in Hz, 75 to 600.
    pub pitch_hz: f32,
    /// Harmonics-to-noise ratio in dB (Boersma 1993).
    pub hnr_db: f32,
    /// F1 to F3; none where fewer than three resonances were found.
    pub formants: Option<Formants>,
    /// The balance of the spectrum.
    pub balance: Balance,
    /// The highest sample over the root mean square of 25 ms, in dB: how peaky the voice is.
    pub crest_db: f32,
    /// How often the sound crosses zero, per second, over 25 ms.
    pub zero_crossings_hz: f32,
}

/// How far behind the sound a frame is told, in ms: what the decisions look ahead, and what the
/// window reaches ahead.
pub const LATENCY_MS: u32 = 10 * (LAG as u32 + HOPS_AHEAD as u32 + 1);

/// Hops beyond its own that the window of a frame reaches into.
const HOPS_AHEAD: usize = 2;
/// Where the window of the newest frame and of the told frame begin, and how long the memory is.
const SPAN: usize = formant::WINDOW / 2 + 1 + LAG * HOP + HOPS_AHEAD * HOP + HOP / 2;
const NEWEST: usize = SPAN - HOPS_AHEAD * HOP - HOP / 2 - pitch::WINDOW / 2;

/// Sound so far below the voice's running level, in dB, is not that voice: the other side's echo, a
/// breath, a room.
const FAR_BELOW_DB: f32 = 30.0;
/// Sound with less than this share of the running level's power (−45 dB) need not be looked at for pitch.
const INAUDIBLE: f32 = 3e-5;
/// Far beyond full scale is nothing to hear but overflow.
const LOUD_MAX: f32 = 16.0;
/// What counts as full scale: the largest positive 16-bit sample is just below 1.
const FULL_SCALE: f32 = 0.999;
/// Where something louder comes, a tenth of it (−10 dB) stands in for the running level.
const COMING: f32 = 0.1;

/// Until a voice has been heard for so many frames, nothing fainter than this is taken for one, in dB
/// below full scale: it is 32 dB below the usual level of speech on a line (−26).
const KNOWN_FRAMES: f32 = 30.0;
const FIRST_WORD_DB: f32 = -58.0;
/// So much louder than all before (20 dB), within the first half-minute that sounded like a voice, is
/// the voice itself.
const BEGIN_ABOVE: f32 = 100.0;
const BEGIN_FRAMES: f32 = 3_000.0;

/// 25 ms around the middle of a frame.
const CENTRE: usize = 200;

/// The voice's running level follows within about ten seconds of speech.
const LEVEL_STEP: f32 = 0.001;

/// Listens to one channel.
pub struct Ear {
    resampler: Resampler,
    correlator: Box<Correlator>,
    path: Box<Path>,
    activity: Activity,
    tract: Tract,
    syllables: Syllables,
    laughter: Laughter,
    /// The sound that may still be needed, newest at the end.
    sound: Box<[f32; SPAN]>,
    /// Samples of the hop that is not whole yet.
    hop: [f32; HOP],
    held: usize,
    hops: u64,
    told: u64,
    /// Spectra and levels of the frames that are not told yet.
    waiting: Box<[Waiting; LAG + 1]>,
    music: Music,
    level: Level,
    /// The level at the end of each stretch that the music is judged by, and before them, newest last.
    levels: [Level; STRETCHES + 1],
    /// Samples that were no numbers; they were taken as silence.
    pub(crate) not_numbers: u64,
}

/// A voice's running level.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    power: f32,
    /// The voiced frames that it comes from.
    frames: f32,
    /// The loudest sound so far, next to which a sound is silent or not.
    loudest: f32,
}

#[derive(Clone, Copy)]
struct Waiting {
    power: [f32; BINS],
    bands: [f32; BANDS],
    mean_power: f32,
    above_noise_db: f32,
    periodicity: f32,
    clipped: bool,
}

impl std::fmt::Debug for Ear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ear").field("hops", &self.hops).finish_non_exhaustive()
    }
}

impl Ear {
    /// An ear for sound at this rate.
    pub fn new(rate: Rate) -> Self {
        // Made now, not in the middle of a call.
        LazyLock::force(&spectrum::TRIANGLES);
        LazyLock::force(&formant::GAUSSIAN);
        let nothing = Waiting {
            power: [0.0; BINS],
            bands: [0.0; BANDS],
            mean_power: 0.0,
            above_noise_db: 0.0,
            periodicity: 0.0,
            clipped: false,
        };
        Self {
            resampler: Resampler::new(rate),
            correlator: Box::new(Correlator::new()),
            path: Box::new(Path::new()),
            activity: Activity::new(),
            tract: Tract::new(),
            syllables: Syllables::default(),
            laughter: Laughter::default(),
            sound: Box::new([0.0; SPAN]),
            hop: [0.0; HOP],
            held: 0,
            hops: 0,
            told: 0,
            waiting: Box::new([nothing; LAG + 1]),
            music: Music::default(),
            level: Level::default(),
            levels: [Level::default(); STRETCHES + 1],
            not_numbers: 0,
        }
    }

    /// Hears samples between −1 and 1 (what is not a number is taken as silence), and tells each
    /// frame that has become certain.
    pub fn hear(&mut self, samples: &[f32], mut tell: impl FnMut(&Frame)) {
        if self.resampler.is_none() {
            // Nothing to filter: as much at a time as the hop still takes.
            let mut rest = samples;
            while !rest.is_empty() {
                let (now, later) = rest.split_at(rest.len().min(HOP - self.held));
                let held = &mut self.hop[self.held..][..now.len()];
                held.copy_from_slice(now);
                // Most sound is sound: looked at together, mended only where it is not.
                if now.iter().filter(|sample| sample.abs() <= LOUD_MAX).count() < now.len() {
                    for sample in held {
                        *sample = number(*sample, &mut self.not_numbers);
                    }
                }
                self.held += now.len();
                rest = later;
                self.whole_hop(u64::MAX, &mut tell);
            }
            return;
        }
        for &sample in samples {
            let sample = number(sample, &mut self.not_numbers);
            if let Some(heard) = self.resampler.push(sample) {
                self.take(heard, u64::MAX, &mut tell);
            }
        }
    }

    /// Hears so many samples of silence.
    pub fn silence(&mut self, mut samples: usize, mut tell: impl FnMut(&Frame)) {
        const NOTHING: [f32; HOP] = [0.0; HOP];
        while samples > 0 {
            let now = samples.min(HOP);
            self.hear(&NOTHING[..now], &mut tell);
            samples -= now;
        }
    }

    /// There is nothing more to hear: tells the frames that were still waiting. A rest of less than a
    /// hop is left out. The ear can go on afterwards, as if there had been a pause.
    pub fn finish(&mut self, mut tell: impl FnMut(&Frame)) {
        for _ in 0..self.resampler.tail() {
            if let Some(heard) = self.resampler.push(0.0) {
                self.take(heard, u64::MAX, &mut tell);
            }
        }
        let last = self.hops;
        for _ in 0..(HOPS_AHEAD + LAG + 1) * HOP {
            self.take(0.0, last, &mut tell);
        }
    }

    /// One sample at 8 kHz.
    fn take(&mut self, heard: f32, last: u64, tell: &mut impl FnMut(&Frame)) {
        self.hop[self.held] = heard;
        self.held += 1;
        self.whole_hop(last, tell);
    }

    fn whole_hop(&mut self, last: u64, tell: &mut impl FnMut(&Frame)) {
        if self.held == HOP {
            self.held = 0;
            self.hop_complete(last, tell);
        }
    }

    fn hop_complete(&mut self, last: u64, tell: &mut impl FnMut(&Frame)) {
        self.sound.copy_within(HOP.., 0);
        self.sound[SPAN - HOP..].copy_from_slice(&self.hop);
        self.hops += 1;
        let Some(newest) = self.hops.checked_sub(1 + HOPS_AHEAD as u64) else { return };
        let waiting = &mut self.waiting[(newest % (LAG as u64 + 1)) as usize];
        let window = &self.sound[NEWEST..NEWEST + pitch::WINDOW];
        let centre = &window[(pitch::WINDOW - CENTRE) / 2..][..CENTRE];
        // Without the line's offset from zero.
        let offset = sum(centre) / CENTRE as f32;
        let power = dot(centre, centre) / CENTRE as f32 - offset * offset;
        waiting.mean_power = if power > 0.0 { power } else { 0.0 };
        waiting.clipped = peak(centre, 0.0) >= FULL_SCALE;
        let audible = waiting.mean_power > self.level.power * INAUDIBLE;
        let offer = self.correlator.look(window, audible, &mut waiting.power);
        waiting.bands = spectrum::bands(&waiting.power);
        waiting.periodicity = offer.periodicity();
        let (above_noise_db, speech) = self.activity.step(&waiting.bands, waiting.periodicity);
        waiting.above_noise_db = above_noise_db;
        let chosen = self.path.step(&offer);
        let Some(index) = newest.checked_sub(LAG as u64) else { return };
        if index >= last || index < self.told {
            return;
        }
        self.told = index + 1;
        let frame = self.frame(index, chosen, speech);
        tell(&frame);
    }

    fn frame(&mut self, index: u64, chosen: pitch::Candidate, speech: bool) -> Frame {
        let waiting = &self.waiting[(index % (LAG as u64 + 1)) as usize];
        let power = waiting.mean_power;
        // What comes in the next tenth of a second is known: a breath before the first word is not
        // taken for the voice.
        let coming = self.waiting.iter().fold(0.0_f32, |most, of| most.max(of.mean_power));
        let usual = self.level.power.max(COMING * coming);
        let relative_db = if usual > 0.0 { decibels(power) - decibels(usual) } else { 0.0 };
        let known = self.level.frames >= KNOWN_FRAMES || decibels(power) > FIRST_WORD_DB;
        let speech = speech && known && relative_db > -FAR_BELOW_DB;
        let voiced = speech && chosen.hz > 0.0;
        // Music is nobody's voice, however loud it is.
        let voice = voiced && !self.music.plays();
        let begins = voice
            && (self.level.frames == 0.0
                || (self.level.frames < BEGIN_FRAMES && power > BEGIN_ABOVE * self.level.power));
        if begins {
            self.level = Level::default();
        }
        if voice {
            self.path.heard(chosen);
            // The plain mean at first, then forgetting.
            self.level.frames += 1.0;
            let step = (1.0 / self.level.frames).max(LEVEL_STEP);
            self.level.power += step * (power - self.level.power);
        }
        let known = self.level.frames > 0.0;
        // The told frame's own 25 ms, in the middle of the longest window.
        let centre = &self.sound[1 + (formant::WINDOW - CENTRE) / 2..][..CENTRE];
        let mut frame = Frame {
            index,
            speech,
            music: false,
            begins,
            level_db: decibels(power),
            relative_db,
            above_noise_db: waiting.above_noise_db,
            periodicity: waiting.periodicity,
            voiced: voiced.then(|| Voiced {
                pitch_hz: chosen.hz,
                hnr_db: {
                    let height = chosen.height.clamp(1e-4, 0.999_99);
                    decibels(height) - decibels(1.0 - height)
                },
                formants: self.tract.resonate(&self.sound[..=formant::WINDOW]),
                balance: Balance::of(&waiting.power),
                crest_db: crest_db(centre),
                zero_crossings_hz: zero_crossings_hz(centre),
            }),
            bands_db: level_free(&waiting.bands),
            nucleus: known && self.syllables.step(relative_db, voiced),
            laughter: known && self.laughter.step(relative_db, voiced),
            clipped: waiting.clipped,
        };
        frame.music = self.judge_music(&frame);
        frame
    }

    /// Whether music plays with this frame. What was learned of the voice's level since the music began was
    /// not the voice's: it is again what it was, and so is what counts as loud.
    fn judge_music(&mut self, frame: &Frame) -> bool {
        let played = self.music.plays();
        let plays = self.music.step(frame);
        if plays && !played {
            self.level = self.levels[0];
        }
        if self.music.looked() {
            if plays {
                // Or a soft voice that comes next would be too faint to have a pitch.
                self.correlator.loudest = self.level.loudest;
            } else {
                self.level.loudest = self.correlator.loudest;
            }
            self.levels.rotate_left(1);
            self.levels[STRETCHES] = self.level;
        }
        plays
    }
}

/// A sample to be heard: silence where it is no number, and not far beyond full scale.
fn number(sample: f32, not_numbers: &mut u64) -> f32 {
    if sample.is_finite() {
        sample.clamp(-LOUD_MAX, LOUD_MAX)
    } else {
        *not_numbers += 1;
        0.0
    }
}

/// Highest sample over root mean square, in dB.
fn crest_db(sound: &[f32]) -> f32 {
    let offset = sum(sound) / sound.len() as f32;
    let highest = peak(sound, offset);
    decibels(highest * highest) - decibels(dot(sound, sound) / sound.len() as f32 - offset * offset)
}

/// Changes of sign per second.
fn zero_crossings_hz(sound: &[f32]) -> f32 {
    let offset = sum(sound) / sound.len() as f32;
    let changes: u32 =
        sound.windows(2).map(|pair| u32::from((pair[0] < offset) != (pair[1] < offset))).sum();
    changes as f32 * 8_000.0 / sound.len() as f32
}

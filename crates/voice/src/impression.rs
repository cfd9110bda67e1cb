//! What a stretch of speech sounded like: sums over its frames, and the measures that follow.
//!
//! An [`Impression`] is nothing but sums, so two of them can be added, kept and added later; a
//! [`Gatherer`] holds what must be remembered from frame to frame.

use crate::{
    BANDS, Frame, HOP_MS, PITCH_FLOOR_HZ, Voiced,
    arithmetic::{ln, log2},
};

/// A quantity that is summed over frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Quantity {
    PitchChange,
    Centroid,
    QuietCentroid,
    ZeroCrossings,
    Alpha,
    Hammarberg,
    SlopeLow,
    SlopeHigh,
    Flux,
    F1,
    F2,
    /// F2, however wide.
    AnyF2,
    F3,
    Valley,
    Dip,
    Hnr,
    Crest,
    Level,
}

/// How many quantities there are.
const QUANTITIES: usize = Quantity::Level as usize + 1;

/// Count, sum and sum of squares of one quantity.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sum {
    count: f64,
    total: f64,
    squares: f64,
}

impl Sum {
    fn add(&mut self, value: f32) {
        let value = f64::from(value);
        self.count += 1.0;
        self.total += value;
        self.squares += value * value;
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.total += other.total;
        self.squares += other.squares;
    }

    /// Nothing of fewer frames than these is told.
    fn mean(&self) -> Option<f32> {
        (self.count >= FRAMES_MIN).then(|| (self.total / self.count) as f32)
    }

    fn deviation(&self) -> Option<f32> {
        (self.count >= FRAMES_MIN).then(|| {
            let mean = self.total / self.count;
            (self.squares / self.count - mean * mean).max(0.0).sqrt() as f32
        })
    }
}

/// Steps of half a semitone, three octaves.
const PITCHES: usize = 72;

/// A mean of fewer frames than these says nothing.
const FRAMES_MIN: f64 = 10.0;

/// Sums over a stretch of one voice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impression {
    sums: [Sum; QUANTITIES],
    bands: [f64; BANDS],
    /// How often each pitch was heard, in steps of half a semitone from [`PITCH_FLOOR_HZ`] on.
    pitches: [u32; PITCHES],
    voiced: f64,
    speech: f64,
    /// Frames from the first to the last of a run of speech, short pauses included.
    talk: f64,
    nuclei: f64,
}

impl Default for Impression {
    fn default() -> Self {
        Self {
            sums: [Sum::default(); QUANTITIES],
            bands: [0.0; BANDS],
            pitches: [0; PITCHES],
            voiced: 0.0,
            speech: 0.0,
            talk: 0.0,
            nuclei: 0.0,
        }
    }
}

/// One measure of a stretch of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Measure {
    /// Median pitch in semitones above 100 Hz.
    Pitch,
    /// The pitch below which a fifth of the voice lies, in semitones above 100 Hz.
    PitchLow,
    /// Standard deviation of pitch, in semitones.
    PitchMovement,
    /// Range of pitch from the lowest tenth to the highest, in semitones.
    PitchRange,
    /// Mean speed of pitch within voiced runs, in semitones per second, up or down.
    PitchChange,
    /// Mean logarithm of the spectral centroid of voiced frames (Hz).
    Centroid,
    /// The same in the quieter voiced frames only: there a pressed voice stays bright.
    QuietCentroid,
    /// Mean rate of zero crossings of voiced frames, per second.
    ZeroCrossings,
    /// Mean alpha ratio, in dB.
    Alpha,
    /// Standard deviation of the alpha ratio, in dB.
    AlphaMovement,
    /// Mean Hammarberg index, in dB.
    Hammarberg,
    /// Mean spectral slope 300–1000 Hz, in dB per kHz.
    SlopeLow,
    /// Mean spectral slope 1000–3400 Hz, in dB per kHz.
    SlopeHigh,
    /// Mean change of the level-free spectrum from frame to frame within voiced runs, in dB.
    Flux,
    /// Mean logarithm of F1 (Hz).
    F1,
    /// Mean logarithm of F2 (Hz).
    F2,
    /// Mean logarithm of F3 (Hz).
    F3,
    /// Distance from F1 to F2: the difference of their mean logarithms.
    Spacing,
    /// Standard deviation of the logarithm of F2.
    F2Movement,
    /// Level-free bands of 300–560 Hz over those of 750–1250 Hz, in dB, voiced frames.
    Valley,
    /// Level-free bands of 300–560 and 1600–2300 Hz over those of 750–1250 Hz, in dB, all speech: a
    /// low first formant and a high second one, as spread lips make them.
    Dip,
    /// Mean harmonics-to-noise ratio, in dB.
    Hnr,
    /// Mean crest factor of voiced frames, in dB.
    Crest,
    /// Standard deviation of the level over speech, in dB.
    LevelMovement,
    /// Voiced share of talk, 0 to 1.
    VoicedShare,
    /// Share of pauses up to a second in talk, 0 to 1.
    PauseShare,
    /// Syllables a second of talk.
    Pace,
}

/// The measures of a stretch, without the sums that they came from: small enough to keep for every
/// half-second of a long call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    values: [Option<f32>; MEASURES.len()],
    /// Voiced speech that they come from, in seconds.
    pub voiced_s: f32,
}

impl Measures {
    /// One of them; none where there was too little to tell.
    pub fn get(&self, measure: Measure) -> Option<f32> {
        self.values[measure as usize]
    }
}

/// All measures, in their order.
pub const MEASURES: [Measure; 27] = [
    Measure::Pitch,
    Measure::PitchLow,
    Measure::PitchMovement,
    Measure::PitchRange,
    Measure::PitchChange,
    Measure::Centroid,
    Measure::QuietCentroid,
    Measure::ZeroCrossings,
    Measure::Alpha,
    Measure::AlphaMovement,
    Measure::Hammarberg,
    Measure::SlopeLow,
    Measure::SlopeHigh,
    Measure::Flux,
    Measure::F1,
    Measure::F2,
    Measure::F3,
    Measure::Spacing,
    Measure::F2Movement,
    Measure::Valley,
    Measure::Dip,
    Measure::Hnr,
    Measure::Crest,
    Measure::LevelMovement,
    Measure::VoicedShare,
    Measure::PauseShare,
    Measure::Pace,
];

impl Impression {
    /// Adds another stretch of the same voice.
    pub fn merge(&mut self, other: &Self) {
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            sum.merge(other);
        }
        for (band, other) in self.bands.iter_mut().zip(&other.bands) {
            *band += other;
        }
        for (count, other) in self.pitches.iter_mut().zip(&other.pitches) {
            *count = count.saturating_add(*other);
        }
        self.voiced += other.voiced;
        self.speech += other.speech;
        self.talk += other.talk;
        self.nuclei += other.nuclei;
    }

    /// Keeps a share of everything, 0 to 1: what is old counts less.
    pub(crate) fn fade(&mut self, share: f32) {
        let share = f64::from(share);
        for sum in &mut self.sums {
            sum.count *= share;
            sum.total *= share;
            sum.squares *= share;
        }
        for band in &mut self.bands {
            *band *= share;
        }
        for count in &mut self.pitches {
            *count = (f64::from(*count) * share) as u32;
        }
        self.voiced *= share;
        self.speech *= share;
        self.talk *= share;
        self.nuclei *= share;
    }

    /// How many numbers an impression is.
    pub const VALUES: usize = 3 * QUANTITIES + BANDS + PITCHES + 4;

    /// As numbers, to be kept.
    pub fn values(&self) -> [f64; Self::VALUES] {
        let sums = self.sums.iter().flat_map(|sum| [sum.count, sum.total, sum.squares]);
        let pitches = self.pitches.iter().map(|&count| f64::from(count));
        let rest = [self.voiced, self.speech, self.talk, self.nuclei];
        let mut values = [0.0; Self::VALUES];
        let all = sums.chain(self.bands).chain(pitches).chain(rest);
        for (value, number) in values.iter_mut().zip(all) {
            *value = number;
        }
        values
    }

    /// From numbers that were kept; none where there are not [`Self::VALUES`] of them, or they are not
    /// sums of anything.
    pub fn from_values(values: &[f64]) -> Option<Self> {
        if values.len() != Self::VALUES || values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut new = Self::default();
        let mut next = values.iter().copied();
        for sum in &mut new.sums {
            *sum = Sum { count: next.next()?, total: next.next()?, squares: next.next()? };
            if sum.count < 0.0 || sum.squares < 0.0 {
                return None;
            }
        }
        for band in &mut new.bands {
            *band = next.next()?;
        }
        for count in &mut new.pitches {
            let value = next.next()?;
            if !(0.0..=f64::from(u32::MAX / 100)).contains(&value) {
                return None;
            }
            *count = value as u32;
        }
        for rest in [&mut new.voiced, &mut new.speech, &mut new.talk, &mut new.nuclei] {
            *rest = next.next()?;
            if *rest < 0.0 {
                return None;
            }
        }
        Some(new)
    }

    /// Voiced speech in it, in seconds.
    pub fn voiced_s(&self) -> f32 {
        seconds(self.voiced)
    }

    /// Speech in it, in seconds.
    pub fn speech_s(&self) -> f32 {
        seconds(self.speech)
    }

    /// The mean of each level-free mel band over the voiced frames, in dB.
    pub fn bands_db(&self) -> Option<[f32; BANDS]> {
        (self.voiced >= FRAMES_MIN).then(|| self.bands.map(|band| (band / self.voiced) as f32))
    }

    /// All measures.
    pub fn measures(&self) -> Measures {
        Measures {
            values: MEASURES.map(|measure| self.measure(measure)),
            voiced_s: self.voiced_s(),
        }
    }

    /// Talk in it, in seconds: from the first to the last of a run of speech, pauses of up to a second
    /// included.
    pub fn talk_s(&self) -> f32 {
        seconds(self.talk)
    }

    /// One measure; none where there is too little to tell.
    pub fn measure(&self, measure: Measure) -> Option<f32> {
        let of = |quantity: Quantity| &self.sums[quantity as usize];
        let share = |part: f64| (self.talk >= FRAMES_MIN).then(|| (part / self.talk) as f32);
        match measure {
            Measure::Pitch => self.pitch_at(0.5),
            Measure::PitchLow => self.pitch_at(0.2),
            Measure::PitchMovement => self.pitch_deviation(),
            Measure::PitchRange => Some(self.pitch_at(0.9)? - self.pitch_at(0.1)?),
            Measure::PitchChange => of(Quantity::PitchChange).mean(),
            Measure::Centroid => of(Quantity::Centroid).mean(),
            Measure::QuietCentroid => of(Quantity::QuietCentroid).mean(),
            Measure::ZeroCrossings => of(Quantity::ZeroCrossings).mean(),
            Measure::Alpha => of(Quantity::Alpha).mean(),
            Measure::AlphaMovement => of(Quantity::Alpha).deviation(),
            Measure::Hammarberg => of(Quantity::Hammarberg).mean(),
            Measure::SlopeLow => of(Quantity::SlopeLow).mean(),
            Measure::SlopeHigh => of(Quantity::SlopeHigh).mean(),
            Measure::Flux => of(Quantity::Flux).mean(),
            Measure::F1 => of(Quantity::F1).mean(),
            Measure::F2 => of(Quantity::F2).mean(),
            Measure::F3 => of(Quantity::F3).mean(),
            Measure::Spacing => Some(of(Quantity::F2).mean()? - of(Quantity::F1).mean()?),
            Measure::F2Movement => of(Quantity::AnyF2).deviation(),
            Measure::Valley => of(Quantity::Valley).mean(),
            Measure::Dip => of(Quantity::Dip).mean(),
            Measure::Hnr => of(Quantity::Hnr).mean(),
            Measure::Crest => of(Quantity::Crest).mean(),
            Measure::LevelMovement => of(Quantity::Level).deviation(),
            Measure::VoicedShare => share(self.voiced),
            Measure::PauseShare => share(self.talk - self.speech),
            Measure::Pace => share(self.nuclei * 1_000.0 / f64::from(HOP_MS)),
        }
    }

    /// How often each step of pitch was heard, without what is an octave from the median: errors of
    /// the tracker, where the telephone took the fundamental.
    fn usual_pitches(&self) -> Option<(usize, usize)> {
        let all: u32 = self.pitches.iter().sum();
        if f64::from(all) < FRAMES_MIN {
            return None;
        }
        let mut below = 0;
        let median = self.pitches.iter().position(|&count| {
            below += count;
            2 * below >= all
        })?;
        let octave = 24;
        Some((median.saturating_sub(octave), (median + octave).min(PITCHES - 1)))
    }

    /// The pitch below which this share of the voiced frames lies, in semitones above 100 Hz.
    fn pitch_at(&self, share: f64) -> Option<f32> {
        let (from, to) = self.usual_pitches()?;
        let all: u32 = self.pitches[from..=to].iter().sum();
        let wanted = share * f64::from(all);
        let mut below = 0.0;
        for step in from..=to {
            let count = f64::from(self.pitches[step]);
            if count > 0.0 && below + count >= wanted {
                return Some(semitones(step as f64 + (wanted - below) / count));
            }
            below += count;
        }
        None
    }

    /// Standard deviation of pitch, in semitones.
    fn pitch_deviation(&self) -> Option<f32> {
        let (from, to) = self.usual_pitches()?;
        let mut sum = Sum::default();
        for step in from..=to {
            let (count, place) = (f64::from(self.pitches[step]), 0.5 * step as f64);
            sum.merge(&Sum { count, total: count * place, squares: count * place * place });
        }
        sum.deviation()
    }

    fn add(&mut self, quantity: Quantity, value: f32) {
        self.sums[quantity as usize].add(value);
    }
}

/// Steps of the histogram of pitch as semitones above 100 Hz.
fn semitones(steps: f64) -> f32 {
    (12.0 * (f64::from(PITCH_FLOOR_HZ) / 100.0).log2() + 0.5 * steps) as f32
}

fn seconds(frames: f64) -> f32 {
    (frames * f64::from(HOP_MS) / 1_000.0) as f32
}

/// A pause of up to so many frames belongs to the talk around it.
const PAUSE_FRAMES_MAX: u32 = 100;
/// A voiced frame fainter than this, relative to the running level, tells more of the line than of the
/// voice.
const FAINT_DB: f32 = -20.0;
/// A voiced frame so far below the running level is among the quieter ones.
const QUIET_DB: f32 = -5.0;
/// A formant with a wider resonance than this is not sure enough, in Hz.
const BANDWIDTH_MAX_HZ: f32 = 500.0;

/// Gathers the frames of one voice into an impression.
#[derive(Debug, Clone, Default)]
pub struct Gatherer {
    /// The last frames' pitch, newest last, as far as the voiced run goes back.
    pitch: [f32; 5],
    run: usize,
    bands_before: Option<[f32; BANDS]>,
    pause: u32,
    talking: bool,
}

impl Gatherer {
    /// Adds a frame to an impression. Where the voice only now begins, what the impression had is
    /// forgotten.
    pub fn add(&mut self, frame: &Frame, to: &mut Impression) {
        if frame.begins {
            (*self, *to) = (Self::default(), Impression::default());
        }
        to.nuclei += f64::from(u8::from(frame.nucleus));
        if frame.speech && frame.relative_db > FAINT_DB {
            if self.talking && self.pause <= PAUSE_FRAMES_MAX {
                to.talk += f64::from(self.pause);
            }
            self.talking = true;
            self.pause = 0;
            to.talk += 1.0;
            to.speech += 1.0;
            to.add(Quantity::Level, frame.relative_db);
            to.add(Quantity::Dip, shape(&frame.bands_db, true));
        } else {
            self.pause = self.pause.saturating_add(1);
        }
        match &frame.voiced {
            Some(voiced) if frame.relative_db > FAINT_DB => self.voiced(frame, voiced, to),
            _ => {
                self.run = 0;
                self.bands_before = None;
            }
        }
    }

    fn voiced(&mut self, frame: &Frame, voiced: &Voiced, to: &mut Impression) {
        to.voiced += 1.0;
        let pitch = 12.0 * log2(voiced.pitch_hz / 100.0);
        let step = 24.0 * log2(voiced.pitch_hz / PITCH_FLOOR_HZ);
        to.pitches[(step as usize).min(PITCHES - 1)] += 1;
        self.pitch.rotate_left(1);
        self.pitch[4] = pitch;
        self.run += 1;
        if self.run >= 5 {
            // The line of least squares through five frames: a slope that jitter does not make.
            let [a, b, _, d, e] = self.pitch;
            let per_frame = (2.0 * (e - a) + (d - b)) / 10.0;
            // A jump of an octave is an error, not a melody.
            if per_frame.abs() < 3.0 {
                to.add(Quantity::PitchChange, per_frame.abs() * 1_000.0 / HOP_MS as f32);
            }
        }
        let centroid = ln(voiced.balance.centroid_hz.max(1.0));
        to.add(Quantity::Centroid, centroid);
        if frame.relative_db < QUIET_DB {
            to.add(Quantity::QuietCentroid, centroid);
        }
        to.add(Quantity::ZeroCrossings, voiced.zero_crossings_hz);
        to.add(Quantity::Alpha, voiced.balance.alpha_ratio_db);
        to.add(Quantity::Hammarberg, voiced.balance.hammarberg_db);
        to.add(Quantity::SlopeLow, voiced.balance.slope_low_db_per_khz);
        to.add(Quantity::SlopeHigh, voiced.balance.slope_high_db_per_khz);
        to.add(Quantity::Hnr, voiced.hnr_db);
        to.add(Quantity::Crest, voiced.crest_db);
        to.add(Quantity::Valley, shape(&frame.bands_db, false));
        if let Some(formants) = &voiced.formants {
            to.add(Quantity::AnyF2, ln(formants.hz[1]));
            for (i, quantity) in [Quantity::F1, Quantity::F2, Quantity::F3].into_iter().enumerate()
            {
                if formants.bandwidth_hz[i] < BANDWIDTH_MAX_HZ {
                    to.add(quantity, ln(formants.hz[i]));
                }
            }
        }
        if let Some(before) = &self.bands_before {
            let squares: f32 =
                before.iter().zip(&frame.bands_db).map(|(a, b)| (a - b) * (a - b)).sum();
            to.add(Quantity::Flux, (squares / BANDS as f32).sqrt());
        }
        self.bands_before = Some(frame.bands_db);
        for (sum, band) in to.bands.iter_mut().zip(&frame.bands_db) {
            *sum += f64::from(*band);
        }
    }
}

/// Bands by their centres: 300–560 Hz, 750–1250 Hz and 1600–2300 Hz.
const LOW: std::ops::RangeInclusive<usize> = 0..=2;
const MIDDLE: std::ops::RangeInclusive<usize> = 5..=8;
const FRONT: std::ops::RangeInclusive<usize> = 12..=15;

/// How far the outer bands stand above the middle ones, in dB; with or without the front ones.
fn shape(bands: &[f32; BANDS], front: bool) -> f32 {
    let mean = |range: std::ops::RangeInclusive<usize>| {
        let bands = &bands[range];
        bands.iter().sum::<f32>() / bands.len() as f32
    };
    let low = mean(LOW);
    let outer = if front { f32::midpoint(low, mean(FRONT)) } else { low };
    outer - mean(MIDDLE)
}

//! One clip: read, heard as it is and as a telephone carries it, and all but the sums forgotten.

use voice::{Ear, Frame, Gatherer, Impression, Rate};

use super::activity::{self, Counts};
use super::index::Row;
use super::telephone::{Line, bring_to};
use super::{Band, Options, enrolment, lips};
use crate::recording::Recording;

/// A line of the index and what was heard.
pub(super) type Clip<'a> = (&'a Row, Heard);

/// What is kept of a clip.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) seconds: f64,
    /// The file has 8 kHz only.
    pub(super) narrow: bool,
    as_is: Impression,
    telephone: Impression,
    pub(super) activity: Option<Counts>,
    /// With the formants moved by each of `lips::ALPHAS`, and by none.
    pub(super) lips: Option<Box<lips::Moved>>,
    pub(super) remarks: Vec<String>,
}

impl Heard {
    pub(super) fn in_band(&self, band: Band) -> &Impression {
        match band {
            Band::AsIs => &self.as_is,
            Band::Telephone => &self.telephone,
        }
    }
}

/// Of a longer file only the first ten minutes are heard: clips are sentences.
const SECONDS_MAX: usize = 600;

/// Hears the clip of this line.
pub(super) fn hear(row: &Row, options: &Options) -> Result<Heard, String> {
    let mut recording = Recording::open(&row.path, None).map_err(|error| error.to_string())?;
    let rate_hz = recording.rate_hz();
    let rate = Rate::from_hz(rate_hz).ok_or("It has a rate that the ear does not know.")?;
    let samples_max = SECONDS_MAX * rate_hz as usize;
    let (mut block, mut sound) = (Vec::new(), Vec::new());
    while recording.read(&mut block).map_err(|error| error.to_string())? > 0 {
        mix(&block, &mut sound);
        if sound.len() > samples_max {
            break;
        }
    }
    let mut remarks: Vec<String> = recording.remarks().iter().map(ToString::to_string).collect();
    if sound.is_empty() {
        return Err("There is no sound in the file.".into());
    }
    if sound.len() > samples_max {
        sound.truncate(samples_max);
        remarks.push("It is longer than ten minutes, of which the first ten were heard.".into());
    }
    let at_8 = bring_to(8_000, &sound, rate_hz);
    let moved = options.lips && rate_hz >= 16_000 && enrolment::is_ordinary(&row.label);
    Ok(Heard {
        seconds: sound.len() as f64 / f64::from(rate_hz),
        narrow: rate_hz < 16_000,
        as_is: impression(&sound, rate),
        telephone: impression(&Line::new().carry(&at_8), Rate::Hz8000),
        activity: if options.activity { activity::count(&at_8, row, options.seed) } else { None },
        lips: moved.then(|| Box::new(lips::moved(&bring_to(16_000, &sound, rate_hz)))),
        remarks,
    })
}

/// The channels' mean, appended to `sound`.
fn mix(block: &[Vec<f32>], sound: &mut Vec<f32>) {
    let Some((first, others)) = block.split_first() else { return };
    let from = sound.len();
    sound.extend_from_slice(first);
    for channel in others {
        sound[from..].iter_mut().zip(channel).for_each(|(sum, sample)| *sum += sample);
    }
    if !others.is_empty() {
        let share = 1.0 / block.len() as f32;
        sound[from..].iter_mut().for_each(|sample| *sample *= share);
    }
}

/// Every frame of a sound, from its beginning.
pub(super) fn frames(sound: &[f32], rate: Rate, mut tell: impl FnMut(&Frame)) {
    let mut ear = Ear::new(rate);
    ear.hear(sound, &mut tell);
    ear.finish(tell);
}

/// What a whole sound sounded like.
pub(super) fn impression(sound: &[f32], rate: Rate) -> Impression {
    let (mut gatherer, mut impression) = (Gatherer::default(), Impression::default());
    frames(sound, rate, |frame| gatherer.add(frame, &mut impression));
    impression
}

//! What the ear hears in each 10 ms of a channel, as CSV: for whoever wants to check it against other
//! tools. docs/listen-json.md has the columns.

use std::{
    fmt::Write as _,
    io::{self, Write},
    path::Path,
};

use thiserror::Error;
use voice::{BANDS, Ear, Frame, Rate};

use crate::recording::{Raw, Recording, Unreadable};

/// Why there are no frames.
#[derive(Debug, Error)]
pub enum FramesError {
    /// The recording cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// There is no such channel.
    #[error("There is no channel {asked}; the recording has {channels}. Channels count from 1.")]
    Channel {
        /// Which was asked for, from 1.
        asked: usize,
        /// How many there are.
        channels: usize,
    },
    /// The CSV cannot be written.
    #[error("The frames could not be written: {0}.")]
    Write(io::Error),
}

/// The names of the columns.
pub fn header() -> String {
    let mut names =
        "index,time_s,speech,level_db,relative_db,above_noise_db,pitch_hz,hnr_db,f1_hz,\
                     f2_hz,f3_hz,alpha_ratio_db,hammarberg_db,slope_low_db_per_khz,\
                     slope_high_db_per_khz,centroid_hz"
            .to_owned();
    for band in 0..BANDS {
        // Writing to a string cannot fail.
        let _ = write!(names, ",bands_db_{band}");
    }
    names.push_str(",nucleus,laughter");
    names
}

/// Writes the frames of one channel (from 1) of a recording.
///
/// # Errors
/// When it cannot be read, has no such channel, or the frames cannot be written.
pub fn write(
    path: &Path,
    raw: Option<Raw>,
    channel: usize,
    out: &mut dyn Write,
) -> Result<(), FramesError> {
    let mut recording = Recording::open(path, raw)?;
    let channels = recording.channels();
    let Some(which) = channel.checked_sub(1).filter(|which| *which < channels) else {
        return Err(FramesError::Channel { asked: channel, channels });
    };
    let mut ear = Ear::new(Rate::from_hz(recording.rate_hz()).unwrap_or(Rate::Hz8000));
    writeln!(out, "{}", header()).map_err(FramesError::Write)?;
    let mut block = Vec::new();
    let mut written = Ok(());
    while recording.read(&mut block)? > 0 {
        ear.hear(&block[which], |frame| {
            if written.is_ok() {
                written = row(frame, out);
            }
        });
        std::mem::replace(&mut written, Ok(())).map_err(FramesError::Write)?;
    }
    ear.finish(|frame| {
        if written.is_ok() {
            written = row(frame, out);
        }
    });
    written.and_then(|()| out.flush()).map_err(FramesError::Write)
}

/// One line; what a frame does not have is empty.
#[allow(clippy::cast_precision_loss)] // frames of a call
fn row(frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    let Frame { index, level_db, relative_db, above_noise_db, .. } = frame;
    // The middle of the 10 ms.
    let time_s = *index as f64 / 100.0 + 0.005;
    let speech = u8::from(frame.speech);
    write!(out, "{index},{time_s:.3},{speech},{level_db:.2},{relative_db:.2},{above_noise_db:.2}")?;
    match &frame.voiced {
        Some(voiced) => {
            write!(out, ",{:.2},{:.2}", voiced.pitch_hz, voiced.hnr_db)?;
            match &voiced.formants {
                Some(formants) => {
                    let [f1, f2, f3] = formants.hz;
                    write!(out, ",{f1:.1},{f2:.1},{f3:.1}")?;
                }
                None => write!(out, ",,,")?,
            }
            let balance = &voiced.balance;
            write!(
                out,
                ",{:.2},{:.2},{:.2},{:.2},{:.1}",
                balance.alpha_ratio_db,
                balance.hammarberg_db,
                balance.slope_low_db_per_khz,
                balance.slope_high_db_per_khz,
                balance.centroid_hz
            )?;
        }
        None => write!(out, "{}", ",".repeat(10))?,
    }
    for band in frame.bands_db {
        write!(out, ",{band:.2}")?;
    }
    writeln!(out, ",{},{}", u8::from(frame.nucleus), u8::from(frame.laughter))
}

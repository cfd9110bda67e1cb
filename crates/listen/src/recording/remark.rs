//! What was wrong with a recording but did not stop us, in words for people.

use std::fmt;

/// Something wrong with a recording that did not keep us from reading it. `Display` gives a
/// sentence for people.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Remark {
    /// The file ends before its header says that it does.
    Truncated {
        /// Seconds of sound that are missing, where the header says how many there should be.
        missing_s: Option<f64>,
    },
    /// The header does not say how long the recording is, as when it was streamed.
    LengthUnknown,
    /// There is more sound in the file than its header says; it was read as well.
    LongerThanStated {
        /// Seconds that the header states.
        stated_s: f64,
    },
    /// The last sample is cut in two and was left out.
    CutSample,
    /// Samples that are not numbers, or infinite; they were made silence.
    NotNumbers {
        /// How many, over all channels.
        samples: u64,
    },
    /// Samples beyond full scale in a format that loses nothing; they were cut off at it.
    BeyondFullScale {
        /// How many, over all channels.
        samples: u64,
    },
    /// Parts that could not be decoded; silence took their place.
    Undecodable {
        /// How many parts (packets of the format, mostly 20 to 100 ms).
        parts: u64,
    },
    /// The file could not be followed beyond a place; what comes after it was not read.
    StoppedAt {
        /// Seconds from the start.
        at_s: f64,
        /// Why, as the end of a sentence.
        why: String,
    },
    /// Sound that pauses in a file with time stamps; the pauses were filled with silence.
    Pauses {
        /// Seconds of silence put in.
        silence_s: f64,
    },
    /// There are other audio tracks, which were not read.
    OtherTracks {
        /// How many.
        tracks: usize,
    },
    /// There is no sound in the file, not one sample.
    NoSound,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { missing_s: Some(missing_s) } => write!(
                f,
                "The file is cut off: {missing_s:.1} s are missing that its header announces."
            ),
            Self::Truncated { missing_s: None } => {
                f.write_str("The file is cut off; it was read up to there.")
            }
            Self::LengthUnknown => f.write_str(
                "The file does not say how long it is, as when it was streamed; it was read to its end.",
            ),
            Self::LongerThanStated { stated_s } => write!(
                f,
                "The header says that the recording lasts {stated_s:.1} s, but there is more; all of \
                 it was read."
            ),
            Self::CutSample => {
                f.write_str("The file ends in the middle of a sample, which was left out.")
            }
            Self::NotNumbers { samples } => write!(
                f,
                "{samples} samples are not numbers or are infinite; they were read as silence."
            ),
            Self::BeyondFullScale { samples } => write!(
                f,
                "{samples} samples are louder than full scale; they were cut off there."
            ),
            Self::Undecodable { parts } => write!(
                f,
                "{parts} parts of the file could not be decoded; they were read as silence."
            ),
            Self::StoppedAt { at_s, why } => {
                write!(f, "The recording was read up to {at_s:.1} s only: {why}.")
            }
            Self::Pauses { silence_s } => write!(
                f,
                "The sound pauses for {silence_s:.1} s in all, by the file's own clock; silence was \
                 put there."
            ),
            Self::OtherTracks { tracks } => {
                write!(f, "The file has {tracks} more audio tracks, which were not read.")
            }
            Self::NoSound => f.write_str("There is no sound in the file."),
        }
    }
}

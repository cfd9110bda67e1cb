//! Why a recording cannot be read, in words for the person who gave it to us.

use std::io;

/// Why a recording cannot be read. Each message says what is wrong and what to do, and leaves out
/// the name of the file, which the caller knows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// There is nothing under that name.
    #[error("There is no such file. Check the name and the folder.")]
    Missing,
    /// The name is that of a folder.
    #[error("This is a folder, not a recording. Name a file in it.")]
    Folder,
    /// The file has not one byte.
    #[error("The file is empty. Copy it once more from where it was recorded.")]
    Empty,
    /// The disk, the network or the pipe failed, or we may not read the file.
    #[error("The file could not be read: {0}.")]
    Io(#[from] io::Error),
    /// Nothing in the file looks like a format that we know.
    #[error(
        "This is not a recording in a format that Bliss knows. It reads WAV, AIFF, FLAC, MP3, M4A, \
         Ogg and WebM; for raw telephone audio, say its encoding, rate and channels."
    )]
    Unknown,
    /// The format is known, but not this kind of it.
    #[error("Bliss does not read {what}. Convert it first, for example with: {remedy}")]
    Unsupported {
        /// What it is that we do not read, as the object of the sentence: “GSM 6.10 in a WAV file”.
        what: String,
        /// A command that helps.
        remedy: &'static str,
    },
    /// The file breaks the rules of its format so that nothing can be made of it.
    #[error(
        "The file is damaged: {0}. Copy it once more, or export it anew where it was recorded."
    )]
    Damaged(String),
    /// What was said about raw audio cannot be.
    #[error("{0}")]
    Raw(String),
}

/// The command that makes a WAV file of nearly anything.
pub(super) const CONVERT: &str = "ffmpeg -i RECORDING -c:a pcm_s16le RECORDING.wav";

impl Unreadable {
    /// A kind of file that we do not read, with the command that makes it one that we do.
    pub(super) fn unsupported(what: impl Into<String>) -> Self {
        Self::Unsupported { what: what.into(), remedy: CONVERT }
    }

    /// A file that breaks the rules of its format.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }
}

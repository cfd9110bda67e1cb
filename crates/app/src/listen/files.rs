//! Files that are written beside what is told.

use std::{fs, path::Path};

use ::listen::{
    heard::Heard,
    report::page::{self, Audio},
};
use anyhow::{Result, anyhow};

/// Writes a small file.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text)
        .map_err(|error| anyhow!("{} could not be written: {error}.", path.display()))
}

/// Writes the page of a call.
pub(super) fn page(heard: &Heard, audio: Audio, path: &Path) -> Result<()> {
    fs::File::create(path)
        .and_then(|mut file| page::write(heard, audio, &mut file))
        .map_err(|error| anyhow!("{} could not be written: {error}.", path.display()))
}

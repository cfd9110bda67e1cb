//! Files that are written beside what is told.

use std::{fs, path::Path};

use ::listen::{heard::Heard, session::Inputs};
use anyhow::{Result, anyhow, bail};

/// Writes a small file.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text)
        .map_err(|error| anyhow!("{} could not be written: {error}.", path.display()))
}

pub(super) fn page(_heard: &Heard, _inputs: &Inputs, _swap: bool, path: &Path) -> Result<()> {
    bail!("{}: the page cannot be written yet.", path.display())
}

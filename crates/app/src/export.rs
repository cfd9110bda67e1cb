//! `bliss export`: all that is kept in one file that other programs read, also while the server runs.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::Args;

use crate::{beside, config::Config};

/// What is to be exported.
#[derive(Debug, Clone, Args)]
pub struct Export {
    /// The file to write, such as desk.zip, which is not there yet
    pub file: PathBuf,

    /// With the files that came with messages, too
    #[arg(long)]
    pub with_files: bool,
}

/// Exports; what came of it, through `say`.
///
/// # Errors
/// One sentence for the person who asked. Nothing half-written is left then.
pub async fn run(
    config: &Config,
    asked: &Export,
    say: impl FnOnce(&str) -> Result<()>,
) -> Result<()> {
    let file = asked.file.display();
    ensure!(
        !asked.file.exists(),
        "{file} is there already, and is not overwritten. Choose another name."
    );
    let desk = beside::desk(config).await?.with_bucket(config.bucket()?);
    match desk.write_export(&asked.file, asked.with_files).await {
        Ok(rows) => say(&format!("{file} holds {rows} rows.")),
        Err(error) => {
            // What was written of it helps nobody.
            let _ = std::fs::remove_file(&asked.file);
            bail!("{file} cannot be written: {error}")
        }
    }
}

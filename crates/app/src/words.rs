//! `bliss words`: how well words are read.

use std::{io::Write as _, path::PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;
use read::evaluate;

/// How well words are read.
#[derive(Debug, Clone, Subcommand)]
pub enum Words {
    /// Tell how well findings, mood, promises and times are read, on labelled texts
    Evaluate {
        /// The folder with the published corpora: `MultiDoGO`, `GoEmotions`, politeness, frustration
        corpora: PathBuf,
        /// The folder with Bliss's own lines
        #[arg(default_value = "crates/words/data")]
        data: PathBuf,
    },
}

/// Does what was asked.
///
/// # Errors
/// One sentence for the person who asked.
pub fn run(asked: &Words) -> Result<()> {
    let Words::Evaluate { corpora, data } = asked;
    let mut written = Ok(());
    evaluate::all(corpora, data, &mut |rows| {
        if written.is_ok() {
            let mut out = std::io::stdout().lock();
            written = writeln!(out, "{}", evaluate::table(rows)).and_then(|()| out.flush());
        }
    })?;
    // Whoever reads only the beginning has seen what they wanted.
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("The figures could not be written"),
    }
}

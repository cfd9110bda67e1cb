//! Labelled texts, each corpus in the form in which it is published.
//!
//! A folder with the names that the corpora have: `politeness_wikipedia.train.csv`, `goemotions/`,
//! `multidogo/`, `frustration.dev.txt`, `tricky_mood.dev.csv`. What is not there is not read, and whoever
//! asks is told.

mod contacts;
mod frustration;
mod goemotions;
mod lines;
mod multidogo;
mod politeness;
mod tricky;

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

pub use contacts::{Contact, contacts};
pub use frustration::{Turn, frustration};
pub use goemotions::{Comment, goemotions, goemotions_labels};
pub use lines::{Line, graded, lines, table};
pub use multidogo::{Utterance, multidogo};
pub use politeness::{Request, politeness};
pub use tricky::tricky;

/// A corpus that cannot be read.
#[derive(Debug, Error)]
#[error("{path}: {why}")]
pub struct Unreadable {
    /// Which file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub why: String,
}

impl Unreadable {
    fn new(path: &Path, why: impl fmt::Display) -> Self {
        Self { path: path.to_owned(), why: why.to_string() }
    }
}

/// The whole of a text file, as UTF-8; what is none is replaced.
fn text(path: &Path) -> Result<String, Unreadable> {
    let bytes = std::fs::read(path).map_err(|error: io::Error| Unreadable::new(path, error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

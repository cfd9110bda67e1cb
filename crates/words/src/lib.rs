//! Reads what is said in service: text in, findings with their evidence out.
//!
//! This crate does no I/O, reads no clock and knows nothing of what a desk keeps. Everything is decided
//! by rules that can be read (`detectors/`, `rules/`) and by linear models (`model/`); nothing is asked of
//! anybody else.

mod compile;
pub mod conversation;
pub mod detectors;
pub mod finding;
pub mod language;
mod latin;
pub mod lexicon;
pub mod model;
pub mod mood;
pub mod name;
pub mod part;
pub mod pattern;
pub mod readability;
mod reader;
mod rules;
pub mod scene;
mod stored;
pub mod token;
pub mod train;
pub mod verdict;
pub mod when;
pub mod wording;
#[cfg(test)]
mod write;

pub use conversation::{Before, Conversation, Known, Trust, Turn};
pub use finding::{By, Finding, Source, What};
pub use language::Language;
pub use part::{Part, PartKind};
pub use reader::{Message, Reader, Reading};
pub use verdict::Verdict;
pub use wording::{Wording, WordingKind, Wordings};

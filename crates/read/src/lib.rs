//! What is written or was said, read as a whole: files in, reports out; and how well that is done.
//!
//! `words` reads a message; this crate reads files (conversations, and labelled corpora), and writes what
//! was found. It knows no desk.

#![allow(clippy::doc_markdown, reason = "corpora have names such as GoEmotions")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod corpus;
pub mod evaluate;
pub mod heads;
pub mod report;
pub mod script;

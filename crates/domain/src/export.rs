//! Copies of all that is kept, to be taken along: to look at, to calculate with, or to go elsewhere.

use jiff::Timestamp;

use crate::{AgentId, ExportId};

/// Hours for which the file is there once it is made.
pub const LASTS_HOURS: i64 = 24;

words! {
    /// How far one is.
    State {
        /// It is being made.
        Making = "making",
        /// It can be fetched.
        Ready = "ready",
        /// Its file is not there any more.
        Gone = "gone",
    }
}

/// One copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its id.
    pub id: ExportId,
    /// Whether files that came with messages are in it.
    pub with_files: bool,
    /// Who asked for it.
    pub agent_id: AgentId,
    /// When.
    pub at: Timestamp,
    /// How far it is.
    pub state: State,
    /// How many rows were written so far.
    pub rows_done: i64,
    /// Where its bytes are, among the files.
    pub file: Option<String>,
    /// How many.
    pub size_bytes: Option<i64>,
    /// When it was made.
    pub ready_at: Option<Timestamp>,
    /// Until when it can be fetched.
    pub expires_at: Option<Timestamp>,
}

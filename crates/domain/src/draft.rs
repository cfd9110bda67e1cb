//! Drafts: what an agent is writing, kept as they type.

use jiff::Timestamp;

use crate::message::Kind;

/// What one agent is writing in one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// A reply or a note; there is one draft of each.
    pub kind: Kind,
    /// As far as it goes.
    pub text: String,
    /// Goes up with each save, so that two tabs notice each other.
    pub revision: i64,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

//! Tags: words that are put on conversations, and what is done to all conversations that have one.

use language::{Wording, say};

use crate::{AgentId, TagChangeId, TagId, Timestamp};

/// How many colours a tag can have.
pub const COLOURS: usize = 9;

/// Colours that a tag can have, by name; the first is none. They are those of the faces.
pub fn colours() -> [Wording; COLOURS] {
    [
        say("colour-plain"),
        say("colour-honey"),
        say("colour-peach"),
        say("colour-moss"),
        say("colour-sea"),
        say("colour-sky"),
        say("colour-lilac"),
        say("colour-rose"),
        say("colour-sand"),
    ]
}

/// A word that is put on conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// The word, in the form in which it is kept.
    pub name: String,
    /// Its place in [`colours`].
    pub colour: i64,
    /// Since when it is offered no more, where it is not. It stays on the conversations that have it.
    pub archived_at: Option<Timestamp>,
}

words! {
    /// What was done to a tag.
    Kind {
        /// All its conversations got another one in its place.
        Merge = "merge",
        /// It was taken off all of them.
        Delete = "delete",
    }
}

/// Something that was done to a tag, and can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagChange {
    /// Its id.
    pub id: TagChangeId,
    /// What.
    pub kind: Kind,
    /// The tag as it was.
    pub name: String,
    /// Its place in [`colours`].
    pub colour: i64,
    /// The tag in the place of which its conversations have now, after a merge.
    pub target: Option<String>,
    /// Who did it.
    pub agent_id: AgentId,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

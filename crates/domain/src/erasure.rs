//! Erasing what is kept of a customer (GDPR, article 17): their words, names, addresses and files go, while counts and
//! times without a person in them stay, so that the desk's figures do not change.

use jiff::Timestamp;

use crate::{
    AgentId, CustomerId, ErasureId,
    text::{clean_line, fold},
};

/// What is kept of a customer, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Conversations, those that were merged into others not counted.
    pub conversations: i64,
    /// What the customer wrote.
    pub theirs: i64,
    /// What we wrote to them.
    pub ours: i64,
    /// Notes about them, and what agents have begun to write.
    pub notes: i64,
    /// Files that either side sent.
    pub files: i64,
    /// The size of all of them in bytes.
    pub files_bytes: i64,
    /// Calls.
    pub calls: i64,
    /// Recordings of calls, and moments of calls that were shared, with or without their sound.
    pub recordings: i64,
    /// Promises to them, kept or not.
    pub promises: i64,
    /// Promises among them that are still to be kept.
    pub promises_open: i64,
    /// Addresses and numbers.
    pub addresses: i64,
    /// What was worth remembering, also what was forgotten since.
    pub facts: i64,
    /// Browsers in which they chatted.
    pub browsers: i64,
}

/// That a customer was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// Whom nobody knows any more.
    pub customer_id: Option<CustomerId>,
    /// Who did it.
    pub agent_id: Option<AgentId>,
    /// When.
    pub at: Timestamp,
    /// When the last file of theirs was gone from the disk, and the last trace from the database's own files.
    pub cleared_at: Option<Timestamp>,
}

/// Whether what somebody typed is the name that they were asked to type, whatever its capitals and marks.
pub fn is_confirmed(typed: &str, name: &str) -> bool {
    let words =
        |text: &str| fold(&clean_line(text)).split_whitespace().collect::<Vec<_>>().join(" ");
    !name.trim().is_empty() && words(typed) == words(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_confirms() {
        for (typed, name, confirmed) in [
            ("Nora Lindqvist", "Nora Lindqvist", true),
            ("  nora   lindqvist ", "Nora Lindqvist", true),
            ("Nora", "Nora Lindqvist", false),
            ("", "Nora Lindqvist", false),
            ("", "", false),
            (" ", " ", false),
            ("Visitor", "Visitor", true),
        ] {
            assert_eq!(is_confirmed(typed, name), confirmed, "{typed:?} for {name:?}");
        }
    }
}

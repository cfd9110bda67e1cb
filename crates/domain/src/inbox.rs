//! Inboxes: the addresses to which conversations come, each of one channel.

use crate::{InboxId, call::Recording, conversation::Channel};

/// For how many days recordings are kept, where the owner chose nothing else.
pub const KEEP_DAYS_DEFAULT: i64 = 30;
/// Longest that the owner can choose: three years.
pub const KEEP_DAYS_MAX: i64 = 1_096;

/// The address to which conversations come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// How conversations come to it.
    pub channel: Channel,
    /// Its public name: what a page's script tag says.
    pub key: String,
    /// Signs the identity of logged-in visitors; known to the owner's own server alone.
    pub identity_secret: String,
    /// What the visitor reads first.
    pub greeting: String,
    /// The owner's colour as `#rrggbb`.
    pub colour: String,
    /// Whether visitors can call.
    pub calls: bool,
    /// Whether calls are recorded.
    pub recording: Recording,
    /// For how many days a recording is kept.
    pub keep_days: i64,
}

/// Checks a colour in the form `#rrggbb` and puts it in lower case.
pub fn parse_colour(given: &str) -> Option<String> {
    let hex = given.trim().strip_prefix('#')?;
    (hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
        .then(|| format!("#{}", hex.to_ascii_lowercase()))
}

//! What was done about a promise, in words.

use std::fmt;

use domain::{AgentId, Timestamp, promise::Change};
use jiff::tz::TimeZone;
use store::promise_change::Changed;

use super::shown::said;

/// Who did something about a promise.
enum By {
    Agent(String),
    Customer,
    Nobody,
}

/// Something that was done about a promise.
pub(crate) struct Line {
    what: Change,
    by: By,
    at: String,
    due: String,
    /// Who has it after that.
    to: Option<String>,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self.what {
            Change::Made => crate::t("promise-history-made").with("due", &self.due),
            Change::Kept => crate::t("promise-history-kept"),
            Change::NotKept => crate::t("promise-history-not-kept"),
            Change::Cancelled => crate::t("promise-history-cancelled"),
            Change::Restored => crate::t("promise-history-restored"),
            Change::Moved => crate::t("promise-history-moved").with("due", &self.due),
            Change::Handed => match &self.to {
                Some(to) => crate::t("promise-history-handed").with("to", to),
                None => crate::t("promise-history-handed-to-nobody"),
            },
            Change::Word => crate::t("promise-history-word"),
        };
        let (by, name) = match &self.by {
            By::Agent(name) => ("agent", name.as_str()),
            By::Customer => ("customer", ""),
            By::Nobody => ("nobody", ""),
        };
        let words = words.with("by", by).with("name", name).with("at", &self.at);
        fmt::Display::fmt(&words, f)
    }
}

/// The latest first.
pub(super) fn in_words(
    changes: &[Changed],
    name: &impl Fn(Option<AgentId>) -> Option<String>,
    now: Timestamp,
    tz: &TimeZone,
) -> Vec<Line> {
    let line = |change: &Changed| Line {
        what: change.what,
        by: match (name(change.agent_id), change.note.is_empty()) {
            (Some(name), _) => By::Agent(name),
            // Nobody at the desk said why: it was the customer.
            (None, false) => By::Customer,
            (None, true) => By::Nobody,
        },
        at: said(change.at, now, tz),
        due: said(change.due_at, now, tz),
        to: name(change.owner_id),
    };
    changes.iter().rev().map(line).collect()
}

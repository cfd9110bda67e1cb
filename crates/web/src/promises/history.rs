//! What was done about a promise, in words.

use domain::{AgentId, Timestamp, promise::Change};
use jiff::tz::TimeZone;
use store::promise_change::Changed;

use super::shown::said;

/// The latest first.
pub(super) fn in_words(
    changes: &[Changed],
    name: &impl Fn(Option<AgentId>) -> Option<String>,
    now: Timestamp,
    tz: &TimeZone,
) -> Vec<String> {
    let line = |change: &Changed| {
        let (at, due) = (said(change.at, now, tz), said(change.due_at, now, tz));
        let by = match (name(change.agent_id), change.note.is_empty()) {
            (Some(name), _) => format!(" by {name}"),
            // Nobody at the desk said why: it was the customer.
            (None, false) => " by the customer".to_owned(),
            (None, true) => String::new(),
        };
        match change.what {
            Change::Made => format!("Made{by} {at}, due {due}"),
            Change::Kept => format!("Kept{by} {at}"),
            Change::NotKept => format!("Taken up again{by} {at}"),
            Change::Cancelled => format!("Taken back{by} {at}"),
            Change::Restored => format!("Restored{by} {at}"),
            Change::Moved => format!("Moved{by} {at}, due {due}"),
            Change::Handed => {
                let to = name(change.owner_id).unwrap_or_else(|| "nobody yet".to_owned());
                format!("Given to {to}{by} {at}")
            }
            Change::Word => format!("The customer was told{by} {at}"),
        }
    };
    changes.iter().rev().map(line).collect()
}

//! A conversation as a file has it: who says what, and when.
//!
//! | kind of file | known by |
//! |---|---|
//! | a chat or transcript as text | anything else: `Name: words`, with or without a date or a time before it |
//! | JSON | a list of turns, or an object with one: role (or by, from, speaker, author), text (or content, body, message), at (or time, timestamp) |
//! | Amazon Connect Contact Lens, version 1.1.0 | `Transcript` and `Participants` |
//! | vCon (draft-ietf-vcon-vcon-core) | `vcon`, `parties` and `dialog` |
//! | a message (RFC 5322) | headers, or a name that ends in `.eml` |
//!
//! What cannot be told is said in a remark, and nothing is thrown away: a turn of somebody unknown is still a
//! turn.

mod json;
mod mail;
mod text;

use jiff::{Timestamp, tz::TimeZone};
use words::By;

/// A conversation to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// The turns, in the order of the file, or of time where every turn has one.
    pub turns: Vec<ScriptTurn>,
    /// What whoever asked should know of how it was taken.
    pub remarks: Vec<String>,
}

/// Somebody's turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptTurn {
    /// Which side.
    pub by: By,
    /// What the file calls them.
    pub name: Option<String>,
    /// When, where the file says so.
    pub at: Option<Timestamp>,
    /// The words.
    pub text: String,
}

/// Reads a file's bytes. `name` is the file's, for what it ends in; in a text, what is told without a zone was
/// in `zone`.
pub fn script(name: &str, bytes: &[u8], zone: &TimeZone) -> Script {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut script = if has_ending(name, "eml") || mail::looks_like_it(text) {
        mail::read(bytes)
    } else if let Some(script) = json::read(text) {
        script
    } else {
        text::read(text, zone)
    };
    if std::str::from_utf8(bytes).is_err() && !has_ending(name, "eml") {
        script.remarks.push("Some bytes are no UTF-8: a � stands for each.".to_owned());
    }
    script.turns.retain(|turn| !turn.text.trim().is_empty());
    order(&mut script);
    if script.turns.is_empty() {
        script.remarks.push("There is nothing to read.".to_owned());
    }
    script
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// In the order of time, where all turns have one and some stand out of it.
fn order(script: &mut Script) {
    let times: Option<Vec<Timestamp>> = script.turns.iter().map(|turn| turn.at).collect();
    if times.is_some_and(|times| !times.is_sorted()) {
        script.turns.sort_by_key(|turn| turn.at);
        script
            .remarks
            .push("The turns were not in the order of their times; they are now.".to_owned());
    }
}

/// Which side a role's name is on.
pub(crate) fn side(role: &str) -> Option<By> {
    const US: [&str; 22] = [
        "agent",
        "us",
        "support",
        "supp",
        "rep",
        "representative",
        "advisor",
        "adviser",
        "operator",
        "staff",
        "assistant",
        "clerk",
        "helpdesk",
        "help desk",
        "team",
        "service",
        "employee",
        "csr",
        "internal",
        "customer service",
        "support agent",
        "system agent",
    ];
    const CUSTOMER: [&str; 13] = [
        "customer",
        "client",
        "user",
        "caller",
        "visitor",
        "guest",
        "consumer",
        "buyer",
        "end-user",
        "external",
        "member",
        "patient",
        "requester",
    ];
    let role = role.trim().to_lowercase();
    let plain = role.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '#');
    if US.contains(&plain) {
        Some(By::Us)
    } else if CUSTOMER.contains(&plain) {
        Some(By::Customer)
    } else if matches!(plain, "note" | "internal note" | "private note" | "comment") {
        Some(By::Note)
    } else {
        None
    }
}

/// A turn while it is not known whose: the side that the file gives, the name, the time, the words.
type Named = (Option<By>, Option<String>, Option<Timestamp>, String);

/// Gives a side to whoever has none: the first who speaks is the customer, everybody else is one of us.
fn sides(named: Vec<Named>) -> Script {
    let mut remarks = Vec::new();
    let unknown = named.iter().any(|(by, ..)| by.is_none());
    let first = named.iter().find(|(by, ..)| by.is_none()).and_then(|(_, name, ..)| name.clone());
    let customer_known = named.iter().any(|(by, ..)| *by == Some(By::Customer));
    if unknown {
        remarks.push(match &first {
            Some(first) if !customer_known => format!(
                "The file does not say who is the customer: it was taken to be {first}, who speaks first."
            ),
            Some(first) => format!("The file does not say who {first} is: taken to be one of us."),
            None => "The file does not say who speaks: taken to be the customer's words.".to_owned(),
        });
    }
    let turns = named
        .into_iter()
        .map(|(by, name, at, text)| {
            let by =
                by.unwrap_or(if !customer_known && name == first { By::Customer } else { By::Us });
            ScriptTurn { by, name, at, text }
        })
        .collect();
    Script { turns, remarks }
}

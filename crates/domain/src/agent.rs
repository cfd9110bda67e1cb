//! Agents: the people who serve.

use jiff::{Timestamp, tz::TimeZone};

use crate::{AgentId, access::Role};

/// Somebody who serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Their id.
    pub id: AgentId,
    /// As customers and colleagues see it.
    pub name: String,
    /// The address they sign in with, in lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// IANA name of their time zone, such as `Europe/Berlin`.
    pub time_zone: String,
    /// The language in which the desk speaks to them (BCP 47); that of their browser where it is not set.
    pub language: Option<String>,
    /// Whether they take contacts now.
    pub availability: Availability,
    /// When a page of theirs last told us that it is open.
    pub seen_at: Option<Timestamp>,
    /// How many open conversations they are given at the most; as many as come where it is not set.
    pub open_max: Option<i64>,
    /// When they were taken off the desk, if they were.
    pub deactivated_at: Option<Timestamp>,
}

/// Whether an agent takes contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// Takes contacts.
    Online,
    /// Does not, and will be back at that time if it is known.
    Away {
        /// When they mean to be back.
        back_at: Option<Timestamp>,
    },
}

/// How long after the last sign of an open page somebody still counts as being at the desk.
/// Pages give a sign every 30 s; three may get lost.
pub const AT_DESK_SECONDS: i64 = 100;

impl Agent {
    /// Their time zone; UTC where the stored name means nothing to this machine.
    pub fn tz(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// The name by which one speaks to them.
    pub fn first_name(&self) -> &str {
        first_name(&self.name)
    }

    /// Whether they take contacts and have a page of the desk open.
    pub fn at_desk(&self, now: Timestamp) -> bool {
        self.deactivated_at.is_none()
            && self.availability == Availability::Online
            && self.seen_at.is_some_and(|seen| now.duration_since(seen).as_secs() < AT_DESK_SECONDS)
    }
}

/// The first word of a name.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Up to two initials of a name, in upper case: of its first and its last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The handle by which a colleague is mentioned in a note: the first name in lower case, letters
/// and digits only.
pub fn handle(name: &str) -> String {
    first_name(name).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Mia Hartmann"), "MH");
        assert_eq!(initials("Lucía de la Vega"), "LV");
        assert_eq!(initials("aiko"), "A");
        assert_eq!(initials("  "), "");
        assert_eq!(initials("ß x"), "SSX");
    }

    #[test]
    fn handles_are_typed_easily() {
        assert_eq!(handle("Jean-Luc Picard"), "jeanluc");
        assert_eq!(handle("Åsa"), "åsa");
    }
}

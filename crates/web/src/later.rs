//! Times that are read in the store, where nobody's language is known, and put into words on the page.

use std::fmt;

use domain::Timestamp;
use jiff::tz::TimeZone;

/// How a time is said, seen from now on somebody's clock: such as [`soon`](crate::wording::soon).
type Way = fn(Timestamp, Timestamp, &TimeZone) -> String;

/// A time that is said where it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Later {
    way: Way,
    at: Timestamp,
    now: Timestamp,
    tz: TimeZone,
}

impl Later {
    pub(crate) fn new(way: Way, at: Timestamp, now: Timestamp, tz: &TimeZone) -> Self {
        Self { way, at, now, tz: tz.clone() }
    }
}

impl fmt::Display for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&(self.way)(self.at, self.now, &self.tz))
    }
}

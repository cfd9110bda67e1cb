//! Why something could not be done, in words for the person who tried.

use std::fmt;

use domain::NodeId;
use language::{Wording, say};

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was named is not there.
    NotFound(Wording),
    /// What was given cannot be taken; what was wrong, and what to do.
    Refused(Wording),
    /// Somebody else was faster, or it is so already.
    Conflict(Wording),
    /// The person may not do it.
    Forbidden(Wording),
    /// The line of a call is at another of the servers that have the desk open.
    Elsewhere(NodeId),
    /// What is kept in the bucket cannot be fetched now.
    Away,
    /// Too many tries; in how many seconds there may be another.
    Throttled {
        /// Seconds until the next try.
        retry_after_seconds: i64,
    },
    /// The file could not be kept.
    File(#[from] std::io::Error),
    /// The store failed.
    Store(#[from] store::Error),
}

/// In the language of whoever is answered now.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(said)
            | Self::Refused(said)
            | Self::Conflict(said)
            | Self::Forbidden(said) => said.fmt(f),
            Self::Elsewhere(_) => say("error-elsewhere").fmt(f),
            Self::Away => say("error-bucket-away").fmt(f),
            Self::Throttled { retry_after_seconds } => {
                let minutes = (retry_after_seconds + 59) / 60;
                say("error-throttled").with("minutes", minutes.max(1)).fmt(f)
            }
            Self::File(error) => say("error-file").with("why", error.to_string()).fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl Error {
    /// What was named is not there: `what`, with dashes for spaces, chooses the words of the message `not-here`.
    pub fn not_found(what: &str) -> Self {
        Self::NotFound(say("not-here").with("what", what.replace(' ', "-")))
    }

    /// What was given cannot be taken.
    pub fn refused(why: impl Into<Wording>) -> Self {
        Self::Refused(why.into())
    }
}

/// What a verb returns.
pub type Result<T> = std::result::Result<T, Error>;

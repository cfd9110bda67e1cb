//! Why something could not be done, in words for the person who tried.

use domain::NodeId;

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was named is not there.
    #[error("{0}")]
    NotFound(String),
    /// What was given cannot be taken; what was wrong, and what to do.
    #[error("{0}")]
    Refused(String),
    /// Somebody else was faster, or it is so already.
    #[error("{0}")]
    Conflict(String),
    /// The person may not do it.
    #[error("{0}")]
    Forbidden(String),
    /// The line of a call is at another of the servers that have the desk open.
    #[error("This call is with another of the desk’s servers. Try again in a moment.")]
    Elsewhere(NodeId),
    /// What is kept in the bucket cannot be fetched now.
    #[error(
        "The place where files are kept does not answer. Try again in a few minutes; nothing is lost."
    )]
    Away,
    /// Too many tries; in how many seconds there may be another.
    #[error("Too many tries. Wait {} and try again.", minutes(*.retry_after_seconds))]
    Throttled {
        /// Seconds until the next try.
        retry_after_seconds: i64,
    },
    /// The file could not be kept.
    #[error("The file could not be kept: {0}")]
    File(#[from] std::io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

fn minutes(seconds: i64) -> String {
    match (seconds + 59) / 60 {
        minutes if minutes <= 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

impl Error {
    /// What was named is not there.
    pub fn not_found(what: &str) -> Self {
        Self::NotFound(format!("This {what} is not here. It may have been removed."))
    }

    /// What was given cannot be taken.
    pub fn refused(why: impl std::fmt::Display) -> Self {
        Self::Refused(why.to_string())
    }
}

/// What a verb returns.
pub type Result<T> = std::result::Result<T, Error>;

//! What can go wrong with the database.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a statement or a transaction failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database said no.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The database said no, or could not be reached.
    #[error("PostgreSQL: {source}{}", detail(.source))]
    Postgres {
        /// What it said.
        #[from]
        source: postgres::Error,
    },
    /// There is no room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The transaction in which a change was batched with others was rolled back.
    #[error("the transaction was rolled back: {0}")]
    RolledBack(String),
    /// The connection to the database was lost.
    #[error("the connection to the database was lost")]
    Lost,
    /// The store is closing.
    #[error("the store is closing")]
    Closed,
    /// What a caller did with the database panicked. Nothing of it is kept.
    #[error("a change or a look at the database panicked")]
    Panicked,
    /// A row held something that this version does not know.
    #[error("column {column} holds {value:?}, which this version does not know")]
    Unknown {
        /// Which column of the answer.
        column: usize,
        /// What it holds.
        value: String,
    },
    /// The database was made by a newer Bliss.
    #[error(
        "the database is newer than this Bliss: it has migration {found}, and this version knows \
         up to {known}. Start the newer version, or restore a backup made before the upgrade"
    )]
    Newer {
        /// The database's last migration.
        found: i32,
        /// The last one that this version knows.
        known: i32,
    },
    /// The migrations could not be run.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] refinery::Error),
    /// A copy of the database could not be made, or is not sound; in words for a person.
    #[error("{0}")]
    Copy(String),
    /// The folder or the URL could not be opened.
    #[error("{0}")]
    Open(String),
}

fn detail(error: &postgres::Error) -> String {
    error.as_db_error().map(|db| format!(" ({})", db.message())).unwrap_or_default()
}

/// Runs what a caller gave to a thread of the store, so that a panic in it is that caller's failure
/// and not the end of a thread that serves everybody.
pub(crate) fn guarded<T, E: From<Error>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    // What it leaves behind is looked at by nobody: its own state went with it, and a change is
    // rolled back to its savepoint.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::Panicked.into()))
}

impl Error {
    /// Whether the same call may go through later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::DiskFull | Self::RolledBack(_) | Self::Lost | Self::Closed => true,
            Self::Postgres { source } => source.as_db_error().is_none(),
            _ => false,
        }
    }

    /// Whether there was no room on the disk.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::DiskFull => true,
            Self::Sqlite(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Postgres { source } => {
                source.code() == Some(&postgres::error::SqlState::DISK_FULL)
            }
            _ => false,
        }
    }
}

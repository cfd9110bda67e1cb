//! One server for a folder: a second one would take the first one's unfinished files for its own.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use anyhow::{Result, bail};

use crate::server::cannot_write;

/// The file that is locked. It says nothing, and stays where it is.
pub(crate) const FILE: &str = "bliss.lock";

/// A folder that no other server has. It is let go of when this is dropped, and when the program ends, however it ends.
pub(crate) struct Lock(#[expect(dead_code, reason = "it is locked while it is open")] File);

impl Lock {
    /// Takes a folder.
    ///
    /// # Errors
    /// One sentence, where another server has it.
    pub(crate) fn take(folder: &Path) -> Result<Self> {
        let opened = File::options().create(true).append(true).open(folder.join(FILE));
        let file = opened.map_err(|error| cannot_write(folder, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => bail!(
                "Another Bliss serves the folder {} already. Stop that one, or choose another with --data.",
                folder.display()
            ),
            // Some network folders have no locks; what they are for goes on without.
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "it cannot be seen whether another Bliss serves this folder");
                Ok(Self(file))
            }
        }
    }
}

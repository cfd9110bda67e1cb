//! The archive: files of what was heard and recorded in calls, each sealed to whoever it belongs to.
//!
//! They arise in a folder of this machine, so that a recording survives whatever happens while it grows. Where a
//! bucket of an S3-compatible store was named, they are moved there once they are finished; what the bucket does
//! not take stays in the folder, is played from there, and is tried again.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use language::say;
use tokio::{
    fs,
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Notify,
};

use crate::{Bucket, Desk, Error, Result, bucket::LOOK_EVERY, jobs::sleep_for};

/// Where the files of calls are.
#[derive(Debug, Clone)]
pub(crate) struct Archive {
    folder: PathBuf,
    bucket: Option<Bucket>,
    /// Told when there is something to move.
    finished: Arc<Notify>,
    /// Why the bucket did not take something, the last time.
    trouble: Arc<Mutex<Option<String>>>,
}

impl Archive {
    pub(crate) fn open(folder: PathBuf, bucket: Option<Bucket>) -> io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, bucket, finished: Arc::default(), trouble: Arc::default() })
    }

    /// Where a file of that name arises.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Keeps a file of that name durably, whole from the start.
    pub(crate) async fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = fs::File::create_new(self.path(name)).await?;
        file.write_all(bytes).await?;
        file.sync_all().await
    }

    /// Something is finished, and may be moved.
    pub(crate) fn finished(&self) {
        self.finished.notify_one();
    }

    /// The bytes of a file, from wherever it is; none where it is gone.
    pub(crate) async fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match (fs::read(self.path(name)).await, &self.bucket) {
            (Err(error), Some(bucket)) if error.kind() == io::ErrorKind::NotFound => {
                let Some(mut found) = bucket.open_file(name).await? else { return Ok(None) };
                let mut bytes = Vec::new();
                found.read_to_end(&mut bytes).await?;
                Ok(Some(bytes))
            }
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            (read, _) => read.map(Some),
        }
    }

    /// Deletes a file, wherever it is; one that is gone already is gone.
    pub(crate) async fn remove(&self, name: &str) -> io::Result<()> {
        if let Some(bucket) = &self.bucket {
            bucket.remove(name).await?;
        }
        match fs::remove_file(self.path(name)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.extend(entry.file_name().into_string());
            }
        }
        Ok(names)
    }

    fn note(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

impl Desk {
    /// Keeps the files of calls in that folder, and in that bucket once they are finished.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn with_calls(mut self, folder: PathBuf, bucket: Option<Bucket>) -> io::Result<Self> {
        self.archive = Some(Archive::open(folder, bucket)?);
        Ok(self)
    }

    pub(crate) fn archive(&self) -> Option<&Archive> {
        self.archive.as_ref()
    }

    /// The same, where there has to be one.
    pub(crate) fn place_for_calls(&self) -> Result<&Archive> {
        self.archive().ok_or_else(|| Error::Conflict(say("call-no-place")))
    }

    /// Why what was recorded last is still on this machine alone, where it should be in a bucket.
    pub fn bucket_trouble(&self) -> Option<String> {
        let trouble = &self.archive()?.trouble;
        trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Deletes recordings when they have been kept for long enough, and moves what is finished to the bucket,
    /// for as long as the desk is open.
    pub(crate) async fn run_archive(&self) {
        let Some(archive) = self.archive() else { return };
        // What stands there at the start was finished by somebody before, or cut off.
        let mut all = true;
        loop {
            if let Err(error) = self.delete_due_recordings().await {
                tracing::error!(%error, "recordings that are due could not be deleted; it is tried again");
            }
            if let Some(bucket) = &archive.bucket {
                let moved = self.put_away_finished(archive, bucket, all).await;
                if let Err(error) = &moved {
                    tracing::error!(%error, "recordings stay on this machine until the bucket takes them");
                }
                all &= moved.is_err();
                archive.note(moved.err().map(|error| error.to_string()));
            }
            let due = self.store.read(|db| Ok::<_, Error>(store::call_part::next_due(db)?)).await;
            let sleep = sleep_for(domain::Timestamp::now(), due.ok().flatten()).min(LOOK_EVERY);
            tokio::select! {
                () = tokio::time::sleep(sleep.max(Duration::from_secs(1))) => {}
                () = archive.finished.notified() => {}
            }
        }
    }

    async fn put_away_finished(&self, archive: &Archive, bucket: &Bucket, all: bool) -> Result<()> {
        for name in archive.names()? {
            let wanted = async || {
                let name = name.clone();
                self.store
                    .read(move |db| Ok::<_, Error>(store::call_part::has_file(db, &name, all)?))
                    .await
            };
            if !wanted().await? {
                continue;
            }
            bucket.put(&name, &archive.path(&name)).await?;
            if wanted().await? {
                fs::remove_file(archive.path(&name)).await?;
            } else {
                // It was deleted while it was on its way.
                archive.remove(&name).await?;
            }
        }
        Ok(())
    }
}

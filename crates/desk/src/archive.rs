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

use object_store::{
    ClientConfigKey, ObjectStore, ObjectStoreExt, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    buffered::BufWriter,
    path::Path as Key,
};
use tokio::{fs, io::AsyncWriteExt, sync::Notify};

use crate::{Desk, Error, Result, jobs::sleep_for};

/// How long the bucket may take to answer.
const ANSWER_WITHIN: &str = "30 seconds";
/// How often and for how long something is tried before the bucket is left alone for a while.
const TRIES_MAX: usize = 2;
const TRY_WITHIN: Duration = Duration::from_secs(20);
/// How long it is left alone.
const LOOK_EVERY: Duration = Duration::from_mins(1);

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

/// A bucket of an S3-compatible store, and what all names in it begin with.
#[derive(Debug, Clone)]
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    within: Key,
}

impl Bucket {
    /// The bucket of a URL such as `s3://bucket/folder`. Where it is and who may open it is said by the variables
    /// that other tools use: `AWS_ENDPOINT`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_ALLOW_HTTP`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with them.
    pub fn open(url: &str) -> std::result::Result<Self, String> {
        let place = url
            .strip_prefix("s3://")
            .ok_or_else(|| format!("{url} is no bucket. Write it as s3://bucket/folder."))?;
        let (bucket, folder) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() {
            return Err(format!("{url} names no bucket. Write it as s3://bucket/folder."));
        }
        let within = Key::parse(folder.trim_matches('/'))
            .map_err(|_| format!("{folder} cannot be a folder in a bucket."))?;
        let retry =
            RetryConfig { max_retries: TRIES_MAX, retry_timeout: TRY_WITHIN, ..Default::default() };
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), ANSWER_WITHIN)
            .with_retry(retry)
            .build()
            .map_err(|error| format!("The bucket {bucket} cannot be used: {error}"))?;
        Ok(Self { store: Arc::new(store), within })
    }

    fn key(&self, name: &str) -> Key {
        self.within.clone().join(name)
    }
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
                match bucket.store.get(&bucket.key(name)).await {
                    Ok(found) => Ok(Some(found.bytes().await.map_err(io::Error::from)?.into())),
                    Err(object_store::Error::NotFound { .. }) => Ok(None),
                    Err(error) => Err(error.into()),
                }
            }
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            (read, _) => read.map(Some),
        }
    }

    /// Deletes a file, wherever it is; one that is gone already is gone.
    pub(crate) async fn remove(&self, name: &str) -> io::Result<()> {
        if let Some(bucket) = &self.bucket {
            match bucket.store.delete(&bucket.key(name)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        match fs::remove_file(self.path(name)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Moves a file to the bucket. It is there before it is gone from here.
    async fn put_away(&self, bucket: &Bucket, name: &str) -> io::Result<()> {
        let mut file = fs::File::open(self.path(name)).await?;
        let mut writer = BufWriter::new(bucket.store.clone(), bucket.key(name));
        tokio::io::copy(&mut file, &mut writer).await?;
        writer.shutdown().await
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
        self.archive().ok_or_else(|| Error::Conflict("There is no place for calls here.".into()))
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
            archive.put_away(bucket, &name).await?;
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

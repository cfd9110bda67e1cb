//! A bucket of an S3-compatible store, in which files are kept beside or instead of on this machine.

use std::{io, path::Path, sync::Arc, time::Duration};

use futures_util::TryStreamExt;
use object_store::{
    ClientConfigKey, ObjectStore, ObjectStoreExt, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    buffered::BufWriter,
    path::Path as Key,
};
use tokio::{
    fs,
    io::{AsyncRead, AsyncWriteExt},
};
use tokio_util::io::StreamReader;

/// How long the bucket may take to answer.
const ANSWER_WITHIN: &str = "30 seconds";
/// How often and for how long something is tried before the bucket is left alone for a while.
const TRIES_MAX: usize = 2;
const TRY_WITHIN: Duration = Duration::from_secs(20);
/// How long it is left alone.
pub(crate) const LOOK_EVERY: Duration = Duration::from_mins(1);

/// The bytes of a file, wherever they come from.
pub type Reading = Box<dyn AsyncRead + Send + Unpin>;

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
    pub fn open(url: &str) -> Result<Self, String> {
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

    /// The key of a file of that name, which may be in folders.
    fn key(&self, name: &str) -> Key {
        name.split('/').fold(self.within.clone(), Key::join)
    }

    /// Keeps a copy of a file under that name.
    pub(crate) async fn put(&self, name: &str, from: &Path) -> io::Result<()> {
        let mut file = fs::File::open(from).await?;
        let mut writer = BufWriter::new(self.store.clone(), self.key(name));
        tokio::io::copy(&mut file, &mut writer).await?;
        writer.shutdown().await
    }

    /// A file's bytes, as they come; none where there is no such file.
    pub(crate) async fn open_file(&self, name: &str) -> io::Result<Option<Reading>> {
        match self.store.get(&self.key(name)).await {
            Ok(found) => {
                let bytes = found.into_stream().map_err(io::Error::from);
                Ok(Some(Box::new(StreamReader::new(bytes))))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a file; one that is gone already is gone.
    pub(crate) async fn remove(&self, name: &str) -> io::Result<()> {
        match self.store.delete(&self.key(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

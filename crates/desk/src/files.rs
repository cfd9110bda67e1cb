//! The store of files: each under a random name of its own, whatever its sender called it.
//!
//! They are kept durably in a folder of this machine. Where there is a bucket they go there before they are acknowledged, so
//! that every server finds them; what it does not take waits in the folder, is read from there, and is tried again.

use std::{
    collections::{HashMap, hash_map::Entry},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use domain::{
    AttachmentId,
    attachment::{Attachment, BadFile, SIZE_BYTES_MAX, check_kind, check_name},
};
use tokio::{
    fs,
    io::{AsyncReadExt, AsyncWriteExt},
};

use crate::{
    Bucket, Desk, Error, Result,
    bucket::{LOOK_EVERY, Reading},
    token,
};

/// How much of a file its kind is told from.
const HEAD_BYTES: usize = 8192;
/// How long ago something of an upload came last, if nobody is bringing it any more.
const LEFT_FOR: Duration = Duration::from_hours(1);

/// Whether nobody brings an unfinished file any more.
fn was_left(path: &Path) -> io::Result<bool> {
    let written = std::fs::metadata(path)?.modified()?;
    // One from the future is a matter of clocks.
    Ok(written.elapsed().is_ok_and(|ago| ago > LEFT_FOR))
}

/// In which folder they are while they come.
const UNFINISHED: &str = "unfinished";
/// In which folder of the bucket they are.
const IN_BUCKET: &str = "attachments";

/// A folder of files, and the bucket to which they go.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    bucket: Option<Bucket>,
    /// When the bucket did not take something, the last time.
    trouble: Arc<Mutex<Option<Instant>>>,
    /// Files on their way to the bucket, and whether each was deleted meanwhile.
    moving: Arc<Mutex<HashMap<String, bool>>>,
}

/// A file on its way to the bucket.
struct Moving<'a> {
    files: &'a Files,
    file: &'a str,
}

impl Moving<'_> {
    fn is_deleted(&self) -> bool {
        lock(&self.files.moving).get(self.file).is_some_and(|deleted| *deleted)
    }
}

impl Drop for Moving<'_> {
    fn drop(&mut self) {
        lock(&self.files.moving).remove(self.file);
    }
}

/// What is kept in a mutex here stays whole where a task panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Files {
    /// Opens the folder, and clears what uploads left unfinished. Where other servers have the same folder, what
    /// they are just taking in stays.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        let unfinished = folder.join(UNFINISHED);
        std::fs::create_dir_all(&unfinished)?;
        for entry in std::fs::read_dir(&unfinished)? {
            let path = entry?.path();
            match was_left(&path)
                .and_then(|left| if left { std::fs::remove_file(&path) } else { Ok(()) })
            {
                // Another server was quicker, or is done with it.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(Self::beside(folder))
    }

    /// The folder as somebody else has opened it.
    pub(crate) fn beside(folder: PathBuf) -> Self {
        Self { folder, bucket: None, trouble: Arc::default(), moving: Arc::default() }
    }

    /// Begins to take a file of that name.
    ///
    /// # Errors
    /// [`Error::Refused`] for a name that cannot be used.
    pub async fn begin(&self, name: &str) -> Result<Upload> {
        let name = check_name(name).map_err(Error::refused)?;
        let random = token::hex(&token::random::<16>());
        let path = self.folder.join(UNFINISHED).join(&random);
        let file = fs::File::create_new(&path).await?;
        Ok(Upload {
            file,
            path: TempPath(Some(path)),
            files: self.clone(),
            random,
            name,
            size_bytes: 0,
            head: Vec::with_capacity(HEAD_BYTES),
        })
    }

    /// Keeps bytes of our own making durably; the name of their file.
    pub(crate) async fn put(&self, bytes: Vec<u8>) -> Result<String> {
        let making = self.make();
        let mut written = fs::File::create_new(making.path()).await?;
        written.write_all(&bytes).await?;
        written.flush().await?;
        making.keep().await
    }

    /// Begins a file of our own making, which is written bit by bit.
    pub(crate) fn make(&self) -> Making {
        let random = token::hex(&token::random::<16>());
        let path = self.folder.join(UNFINISHED).join(&random);
        Making { path: TempPath(Some(path)), files: self.clone(), random }
    }

    /// The bytes of a file that was [put](Self::put) here.
    pub(crate) async fn read(&self, file: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open_file(file).await?.read_to_end(&mut bytes).await?;
        Ok(bytes)
    }

    /// The bytes of an attachment, as they come.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is gone, [`Error::Away`] while the bucket cannot be asked.
    pub async fn open_attachment(&self, attachment: &Attachment) -> Result<Reading> {
        self.open_file(&attachment.file).await
    }

    /// The bytes of a file of ours, as they come.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is gone, [`Error::Away`] while the bucket cannot be asked.
    pub(crate) async fn open_file(&self, file: &str) -> Result<Reading> {
        match (fs::File::open(self.folder.join(file)).await, &self.bucket) {
            (Ok(found), _) => Ok(Box::new(found)),
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => {
                tracing::error!(file, "a file is not there");
                Err(Error::not_found("file"))
            }
            (Err(error), Some(bucket)) if error.kind() == io::ErrorKind::NotFound => {
                match bucket.open_file(&in_bucket(file)).await {
                    Ok(Some(found)) => Ok(found),
                    Ok(None) => {
                        // Or it waits at another server until the bucket takes it.
                        tracing::error!(file, "a file is neither here nor in the bucket");
                        Err(Error::not_found("file"))
                    }
                    Err(error) => {
                        tracing::warn!(file, %error, "a file cannot be fetched from the bucket");
                        Err(Error::Away)
                    }
                }
            }
            (Err(error), _) => Err(error.into()),
        }
    }

    /// Deletes a file, wherever it is; one that is gone already is gone.
    pub(crate) async fn remove(&self, file: &str) -> io::Result<()> {
        // Whoever is just moving it to the bucket takes it out there again.
        if let Some(deleted) = lock(&self.moving).get_mut(file) {
            *deleted = true;
        }
        match fs::remove_file(self.folder.join(file)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        match &self.bucket {
            Some(bucket) => bucket.remove(&in_bucket(file)).await,
            None => Ok(()),
        }
    }

    /// Moves a file to the bucket, unless that was in trouble a moment ago. What it does not take stays here.
    async fn settle(&self, file: &str) {
        let Some(bucket) = &self.bucket else { return };
        let last = *lock(&self.trouble);
        if last.is_some_and(|last| last.elapsed() < LOOK_EVERY) {
            return;
        }
        if let Err(error) = self.move_to(bucket, file).await {
            tracing::error!(%error, "a file stays on this machine until the bucket takes it");
        }
    }

    /// Moves a file to the bucket, unless somebody else is about it. It is there before it is gone from here.
    async fn move_to(&self, bucket: &Bucket, file: &str) -> io::Result<()> {
        match lock(&self.moving).entry(file.to_owned()) {
            Entry::Occupied(_) => return Ok(()),
            Entry::Vacant(free) => free.insert(false),
        };
        let moving = Moving { files: self, file };
        let (name, here) = (in_bucket(file), self.folder.join(file));
        let put = bucket.put(&name, &here).await;
        // One that is gone from here says nothing of the bucket.
        let is_gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let refused = put.as_ref().is_err_and(|error| !is_gone(error));
        *lock(&self.trouble) = refused.then(Instant::now);
        put?;
        if moving.is_deleted() {
            return bucket.remove(&name).await;
        }
        match fs::remove_file(&here).await {
            // Another server with the same folder was quicker: there it has to stay.
            Err(error) if is_gone(&error) => Ok(()),
            removed => removed,
        }
    }

    /// The files that are kept here.
    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for folder in std::fs::read_dir(&self.folder)? {
            let folder = folder?;
            let Ok(within) = folder.file_name().into_string() else { continue };
            if within == UNFINISHED || !folder.file_type()?.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(folder.path())? {
                names.extend(file?.file_name().to_str().map(|name| format!("{within}/{name}")));
            }
        }
        Ok(names)
    }

    async fn move_all(&self, bucket: &Bucket) -> io::Result<()> {
        let files = self.clone();
        let names = tokio::task::spawn_blocking(move || files.names());
        for name in names.await.map_err(io::Error::other)?? {
            match self.move_to(bucket, &name).await {
                // It was deleted, or moved by whoever took it in.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                moved => moved?,
            }
        }
        Ok(())
    }
}

impl Desk {
    /// The same desk, whose attachments go to that bucket.
    #[must_use]
    pub fn with_bucket(mut self, bucket: Option<Bucket>) -> Self {
        self.files.bucket = bucket;
        self
    }

    /// Moves the files that are here to the bucket, for as long as the desk is open: those of before there was one, and
    /// those that it did not take.
    pub(crate) async fn run_files(&self) {
        let Some(bucket) = &self.files.bucket else { return };
        loop {
            if let Err(error) = self.files.move_all(bucket).await {
                tracing::error!(%error, "files stay on this machine until the bucket takes them");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// What a file is called in the bucket.
fn in_bucket(file: &str) -> String {
    format!("{IN_BUCKET}/{file}")
}

/// A file that is being taken. Dropped unfinished, nothing of it stays.
pub struct Upload {
    file: fs::File,
    path: TempPath,
    files: Files,
    random: String,
    name: String,
    size_bytes: u64,
    head: Vec<u8>,
}

impl Upload {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`Error::Refused`] once there are too many, [`Error::File`] where the disk takes no more.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size_bytes += bytes.len() as u64;
        if self.size_bytes > SIZE_BYTES_MAX {
            return Err(Error::refused(BadFile::TooLarge));
        }
        let room = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        Ok(self.file.write_all(bytes).await?)
    }

    /// Checks what came and keeps it durably. The attachment has no id until the store gives one.
    ///
    /// # Errors
    /// [`Error::Refused`] for an empty file or one of a kind that is not taken.
    pub async fn finish(mut self) -> Result<Attachment> {
        if self.size_bytes == 0 {
            return Err(Error::refused(BadFile::Empty));
        }
        let sniffed = infer::get(&self.head).map(|kind| kind.mime_type());
        let media_type = check_kind(&self.name, &self.head, sniffed).map_err(Error::refused)?;
        self.file.flush().await?;
        self.file.sync_all().await?;
        let from = self.path.0.clone().unwrap_or_default();
        let file = format!("{}/{}", &self.random[..2], self.random);
        let to = self.files.folder.join(&file);
        let shown = matches!(media_type, "image/png" | "image/jpeg" | "image/gif" | "image/webp");
        let pixels = tokio::task::spawn_blocking(move || -> io::Result<_> {
            let size = shown.then(|| imagesize::size(&from).ok()).flatten();
            keep(&from, &to)?;
            Ok(size)
        })
        .await
        .map_err(io::Error::other)??;
        self.path.0 = None;
        self.files.settle(&file).await;
        Ok(Attachment {
            id: AttachmentId(0),
            name: self.name,
            media_type: media_type.to_owned(),
            size_bytes: i64::try_from(self.size_bytes).unwrap_or(i64::MAX),
            pixels: pixels.and_then(|size| {
                Some((i64::try_from(size.width).ok()?, i64::try_from(size.height).ok()?))
            }),
            file,
        })
    }
}

/// A file of our own making. Dropped unfinished, nothing of it stays.
pub(crate) struct Making {
    path: TempPath,
    files: Files,
    random: String,
}

impl Making {
    /// Where it is written.
    pub(crate) fn path(&self) -> &Path {
        self.path.0.as_deref().unwrap_or(&self.files.folder)
    }

    /// Keeps what was written durably; the name of the file.
    pub(crate) async fn keep(mut self) -> Result<String> {
        let from = self.path().to_owned();
        let file = format!("{}/{}", &self.random[..2], self.random);
        let to = self.files.folder.join(&file);
        let kept = tokio::task::spawn_blocking(move || {
            std::fs::File::open(&from)?.sync_all()?;
            keep(&from, &to)
        });
        kept.await.map_err(io::Error::other)??;
        self.path.0 = None;
        self.files.settle(&file).await;
        Ok(file)
    }
}

/// Moves a finished file to its place, so that it is there after a loss of power too.
fn keep(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().ok_or_else(|| io::Error::other("a file without a folder"))?;
    std::fs::create_dir_all(folder)?;
    std::fs::rename(from, to)?;
    std::fs::File::open(folder)?.sync_all()?;
    if let Some(above) = folder.parent() {
        std::fs::File::open(above)?.sync_all()?;
    }
    Ok(())
}

/// A path that is removed again, unless it was taken out.
struct TempPath(Option<PathBuf>);

impl Drop for TempPath {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // What cannot be removed now is cleared at the next start.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> io::Result<(tempfile::TempDir, Files, Bucket)> {
        let folder = tempfile::tempdir()?;
        let bucket = Bucket::in_memory();
        let files = Files::open(folder.path().to_owned())?;
        Ok((folder, Files { bucket: Some(bucket.clone()), ..files }, bucket))
    }

    /// Keeps a file in the folder alone, as while the bucket is away.
    async fn waits(files: &Files) -> Result<String> {
        Files { bucket: None, ..files.clone() }.put(b"a teapot".to_vec()).await
    }

    #[tokio::test]
    async fn a_file_that_two_move_at_once_is_in_the_bucket() -> Result<()> {
        let (_folder, files, bucket) = files()?;
        for _ in 0..20 {
            let file = waits(&files).await?;
            // Whoever took it in, whoever moves what waits, and another server that has the same folder.
            let other = Files { moving: Arc::default(), ..files.clone() };
            let ((), one, two) =
                tokio::join!(files.settle(&file), files.move_all(&bucket), other.move_all(&bucket));
            one?;
            two?;
            assert_eq!(files.names()?, [""; 0]);
            assert_eq!(files.read(&file).await?, b"a teapot");
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_file_that_is_deleted_on_its_way_is_nowhere() -> Result<()> {
        let (_folder, files, bucket) = files()?;
        for _ in 0..20 {
            let file = waits(&files).await?;
            let ((), removed) = tokio::join!(files.settle(&file), files.remove(&file));
            removed?;
            assert!(bucket.open_file(&in_bucket(&file)).await?.is_none());
            assert!(matches!(files.read(&file).await, Err(Error::NotFound(_))));
            assert!(lock(&files.trouble).is_none(), "the bucket did nothing wrong");
        }
        Ok(())
    }
}

//! The store of files: each under a random name of its own, whatever its sender called it.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use domain::{
    AttachmentId,
    attachment::{Attachment, BadFile, SIZE_BYTES_MAX, check_kind, check_name},
};
use tokio::{fs, io::AsyncWriteExt};

use crate::{Error, Result, token};

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

/// A folder of files.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// Opens the folder, and clears what uploads left unfinished. Where other servers have the same folder, what
    /// they are just taking in stays.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        let unfinished = folder.join("unfinished");
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
        Ok(Self { folder })
    }

    /// The folder as somebody else has opened it.
    pub(crate) fn beside(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Begins to take a file of that name.
    ///
    /// # Errors
    /// [`Error::Refused`] for a name that cannot be used.
    pub async fn begin(&self, name: &str) -> Result<Upload> {
        let name = check_name(name).map_err(Error::refused)?;
        let random = token::hex(&token::random::<16>());
        let path = self.folder.join("unfinished").join(&random);
        let file = fs::File::create_new(&path).await?;
        Ok(Upload {
            file,
            path: TempPath(Some(path)),
            folder: self.folder.clone(),
            random,
            name,
            size_bytes: 0,
            head: Vec::with_capacity(HEAD_BYTES),
        })
    }

    /// Keeps bytes of our own making durably; the name of their file.
    pub(crate) async fn put(&self, bytes: Vec<u8>) -> Result<String> {
        let random = token::hex(&token::random::<16>());
        let unfinished = self.folder.join("unfinished").join(&random);
        let mut from = TempPath(Some(unfinished.clone()));
        let mut written = fs::File::create_new(&unfinished).await?;
        written.write_all(&bytes).await?;
        written.flush().await?;
        written.sync_all().await?;
        let file = format!("{}/{random}", &random[..2]);
        let to = self.folder.join(&file);
        let kept = tokio::task::spawn_blocking(move || keep(&unfinished, &to));
        kept.await.map_err(io::Error::other)??;
        from.0 = None;
        Ok(file)
    }

    /// The bytes of a file that was [put](Self::put) here.
    pub(crate) async fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(file)).await
    }

    /// Deletes a file; one that is gone already is gone.
    pub(crate) async fn remove(&self, file: &str) -> io::Result<()> {
        match fs::remove_file(self.folder.join(file)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Where the bytes of an attachment are.
    pub fn path(&self, attachment: &Attachment) -> PathBuf {
        self.folder.join(&attachment.file)
    }
}

/// A file that is being taken. Dropped unfinished, nothing of it stays.
pub struct Upload {
    file: fs::File,
    path: TempPath,
    folder: PathBuf,
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
        let to = self.folder.join(&file);
        let shown = matches!(media_type, "image/png" | "image/jpeg" | "image/gif" | "image/webp");
        let pixels = tokio::task::spawn_blocking(move || -> io::Result<_> {
            let size = shown.then(|| imagesize::size(&from).ok()).flatten();
            keep(&from, &to)?;
            Ok(size)
        })
        .await
        .map_err(io::Error::other)??;
        self.path.0 = None;
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

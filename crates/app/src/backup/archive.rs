//! The archive: a tar file, compressed by gzip, which every system opens without Bliss. It begins with a head and ends
//! with a manifest; everything between is a plain file, whose hash the manifest has.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Component, Path},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Result, anyhow, bail, ensure};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sha2::{Digest, Sha256};
use store::backup::Contents;
use tar::EntryType;

use super::manifest::{FORMAT, HEAD, Head, Kept, MANIFEST, Manifest};

/// Bytes that are taken at a time.
const PIECE_BYTES: usize = 128 * 1024;
/// Most bytes of a head and of a manifest: millions of files.
const HEAD_BYTES_MAX: u64 = 64 * 1024;
const MANIFEST_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Set when it is to end before its time.
pub(crate) type Stop = Arc<AtomicBool>;

/// What is said when it was.
const STOPPED: &str = "Stopped, and nothing is left of it.";

/// An archive that is being written.
pub(crate) struct Writer<'a> {
    tar: tar::Builder<GzEncoder<BufWriter<&'a File>>>,
    /// The name that it will have, for what is said of it.
    to: &'a Path,
    files: BTreeMap<String, Kept>,
    stop: &'a Stop,
}

impl<'a> Writer<'a> {
    pub(crate) fn begin(file: &'a File, to: &'a Path, head: &Head, stop: &'a Stop) -> Result<Self> {
        // Attachments and recordings are mostly as small as they get; the rest is soon told.
        let encoder = GzEncoder::new(BufWriter::new(file), Compression::fast());
        let tar = tar::Builder::new(encoder);
        let mut writer = Self { tar, to, files: BTreeMap::new(), stop };
        writer.put(HEAD, &serde_json::to_vec_pretty(head)?)?;
        Ok(writer)
    }

    /// Whether it has a file of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Adds a file under a name; whether it was there.
    pub(crate) fn add(&mut self, name: &str, path: &Path) -> Result<bool> {
        let unreadable = |error: io::Error| anyhow!("{} cannot be read ({error}).", path.display());
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            opened => opened.map_err(unreadable)?,
        };
        // A recording may grow meanwhile: as much is taken as there is now.
        let bytes = file.metadata().map_err(unreadable)?.len();
        let mut source = Source::new(file.take(bytes), self.stop);
        let added = self.tar.append_data(&mut header(bytes), name, &mut source);
        if self.stop.load(Ordering::SeqCst) {
            bail!(STOPPED);
        }
        if let Some(error) = source.failed.take() {
            return Err(unreadable(error));
        }
        added.map_err(|error| cannot_write(self.to, &error))?;
        let kept = source.kept();
        ensure!(
            kept.bytes == bytes,
            "{} was cut off while it was read. Try again.",
            path.display()
        );
        self.files.insert(name.to_owned(), kept);
        Ok(true)
    }

    /// Ends it with its manifest, all of it handed to the file.
    pub(crate) fn finish(
        mut self,
        contents: &Contents,
        absent: std::collections::BTreeSet<String>,
    ) -> Result<Manifest> {
        let files = std::mem::take(&mut self.files);
        let manifest = Manifest { tables: contents.tables.clone(), files, absent };
        self.put(MANIFEST, &serde_json::to_vec_pretty(&manifest)?)?;
        let to = self.to;
        let flushed = self.tar.into_inner().and_then(GzEncoder::finish);
        flushed.and_then(|mut file| file.flush()).map_err(|error| cannot_write(to, &error))?;
        Ok(manifest)
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let to = self.to;
        self.tar
            .append_data(&mut header(bytes.len() as u64), name, bytes)
            .map_err(|error| cannot_write(to, &error))
    }
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    // What is kept is nobody else's to read, also where it is unpacked by hand.
    header.set_mode(0o600);
    header
}

/// What is said where a file cannot be written.
pub(crate) fn cannot_write(path: &Path, error: &io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::StorageFull {
        anyhow!(
            "There is not enough room for {}. Make some, or choose another place.",
            path.display()
        )
    } else {
        anyhow!("{} cannot be written ({error}). Choose another place.", path.display())
    }
}

/// Makes a file that is not there yet, readable by nobody else.
pub(crate) fn create(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| options.open(path));
    made.map_err(|error| cannot_write(path, &error))
}

/// Reads the head of an archive.
///
/// # Errors
/// A sentence, for what is no backup or one of a later form.
pub(crate) fn head(path: &Path) -> Result<Head> {
    let mut archive = open(path)?;
    let first = archive.entries().and_then(|mut entries| entries.next().transpose());
    let foreign = || anyhow!("{} is not a backup of Bliss.", path.display());
    let entry = first.ok().flatten().ok_or_else(foreign)?;
    ensure!(*entry.path_bytes() == *HEAD.as_bytes(), foreign());
    let head: Head = serde_json::from_reader(entry.take(HEAD_BYTES_MAX)).map_err(|_| foreign())?;
    ensure!(
        head.format <= FORMAT,
        "{} was made by a newer Bliss ({}). Use that one.",
        path.display(),
        head.bliss
    );
    Ok(head)
}

/// Reads an archive to its end, and fails unless it is whole and each file in it as it was. `place` says where a file
/// of that name goes, which is safe within any folder; or that it is only looked at.
///
/// # Errors
/// A sentence for a person.
pub(crate) fn read(
    path: &Path,
    stop: &Stop,
    mut place: impl FnMut(&str) -> Result<Option<File>>,
) -> Result<(Head, Manifest)> {
    let head = head(path)?;
    let ends_early =
        || anyhow!("{} is not whole: it ends too early. Use another backup.", path.display());
    let damaged = |why: &str| anyhow!("{} is damaged: {why}. Use another backup.", path.display());
    let unreadable = |error: &io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => ends_early(),
        // What it says of itself may quote what is in there.
        _ => damaged("it cannot be unpacked"),
    };
    let mut found = BTreeMap::new();
    let mut manifest: Option<Manifest> = None;
    let mut archive = open(path)?;
    for (number, entry) in archive.entries().map_err(|error| unreadable(&error))?.enumerate() {
        let mut entry = entry.map_err(|error| unreadable(&error))?;
        ensure!(manifest.is_none(), damaged("something follows its end"));
        let name = safe_name(&entry.path_bytes()).map(ToOwned::to_owned);
        let name = name.filter(|_| entry.header().entry_type() == EntryType::Regular);
        let name = name.ok_or_else(|| damaged("it holds something that is not a plain file"))?;
        match name.as_str() {
            HEAD if number == 0 => {}
            MANIFEST => {
                let mut text = Vec::new();
                entry
                    .take(MANIFEST_BYTES_MAX)
                    .read_to_end(&mut text)
                    .map_err(|error| unreadable(&error))?;
                let read = serde_json::from_slice(&text);
                manifest = Some(read.map_err(|_| damaged("its manifest cannot be read"))?);
            }
            _ => {
                let mut to = place(&name)?;
                let mut source = Source::new(&mut entry, stop);
                let poured = pour(&mut source, to.as_mut());
                if stop.load(Ordering::SeqCst) {
                    bail!(STOPPED);
                }
                if let Some(error) = source.failed.take() {
                    return Err(unreadable(&error));
                }
                poured.map_err(|error| cannot_write(Path::new(&name), &error))?;
                let twice = found.insert(name, source.kept()).is_some();
                ensure!(!twice, damaged("it holds a file twice"));
            }
        }
    }
    // The sum at the very end is checked by reading up to it.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(|error| unreadable(&error))?;
    let manifest = manifest.ok_or_else(ends_early)?;
    for (name, kept) in &manifest.files {
        match found.remove(name) {
            Some(there) if there == *kept => {}
            Some(_) => bail!(damaged(&format!("{name} is not as it was when the backup was made"))),
            None => bail!(damaged(&format!("it lacks {name}"))),
        }
    }
    if let Some(name) = found.into_keys().next() {
        bail!(damaged(&format!("it holds {name}, which its manifest does not name")));
    }
    Ok((head, manifest))
}

fn open(path: &Path) -> Result<tar::Archive<GzDecoder<BufReader<File>>>> {
    let file = File::open(path)
        .map_err(|error| anyhow!("The backup {} cannot be read ({error}).", path.display()))?;
    Ok(tar::Archive::new(GzDecoder::new(BufReader::new(file))))
}

/// The name of a file in an archive, if it stays within whatever folder it is put in, on every system.
fn safe_name(bytes: &[u8]) -> Option<&str> {
    let name = std::str::from_utf8(bytes).ok()?;
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    let plain = !name.is_empty() && !name.contains(['\\', ':', '\0']);
    let parts = name.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    (plain && parts && Path::new(name).components().all(is_plain)).then_some(name)
}

/// What is read, hashed as it goes by. A failure to read it is told from one to write it.
struct Source<'a, R> {
    from: R,
    stop: &'a AtomicBool,
    sum: Sha256,
    bytes: u64,
    failed: Option<io::Error>,
}

impl<'a, R: Read> Source<'a, R> {
    fn new(from: R, stop: &'a AtomicBool) -> Self {
        Self { from, stop, sum: Sha256::new(), bytes: 0, failed: None }
    }

    fn kept(self) -> Kept {
        Kept { bytes: self.bytes, sha256: desk::token::hex(&self.sum.finalize()) }
    }
}

impl<R: Read> Read for Source<'_, R> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::SeqCst) {
            return Err(io::Error::other(STOPPED));
        }
        match self.from.read(piece) {
            Ok(count) => {
                self.sum.update(&piece[..count]);
                self.bytes += count as u64;
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                self.failed = Some(error);
                Err(kind.into())
            }
        }
    }
}

/// Reads all of it, into a file where there is one, which is then on the disk.
fn pour(from: &mut impl Read, to: Option<&mut File>) -> io::Result<()> {
    let mut from = BufReader::with_capacity(PIECE_BYTES, from);
    match to {
        None => io::copy(&mut from, &mut io::sink()).map(drop),
        Some(file) => io::copy(&mut from, file).and_then(|_| file.sync_all()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stay_within_the_folder() {
        for name in ["bliss.db", "attachments/ab/abcdef", "calls/a..b", ".hidden"] {
            assert_eq!(safe_name(name.as_bytes()), Some(name));
        }
        for name in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../up",
            "a/../../up",
            "a//b",
            "./a",
            "a/",
            "a/.",
            "C:\\x",
            "a\\..\\b",
            "c:x",
        ] {
            assert_eq!(safe_name(name.as_bytes()), None, "{name}");
        }
        assert_eq!(safe_name(b"\xff"), None);
    }

    proptest! {
        #[test]
        fn whatever_a_name_is_it_leads_nowhere_else(name in "[a./\\\\:]{0,12}") {
            if let Some(name) = safe_name(name.as_bytes()) {
                let path = Path::new("/within").join(name);
                prop_assert!(path.starts_with("/within") && path != Path::new("/within"));
                prop_assert!(path.components().all(|part| part != Component::ParentDir));
            }
        }

        #[test]
        fn what_is_no_backup_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(file.path(), bytes).unwrap();
            let said = read(file.path(), &Stop::default(), |_| Ok(None)).unwrap_err().to_string();
            prop_assert!(said.ends_with("is not a backup of Bliss."), "{}", said);
        }
    }
}

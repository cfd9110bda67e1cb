//! `bliss backup`: everything that is kept, in one file, while the server goes on; and whether such a file is whole.
//!
//! Files go in first and the database last, as it was at one moment. A file is kept before the row that names it, so
//! whatever the database names is there by then; where something was deleted meanwhile, the database is copied anew.

pub(crate) mod archive;
pub(crate) mod manifest;

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use domain::Timestamp;
use store::{Location, backup::Contents};
use tempfile::NamedTempFile;

use self::{
    archive::{Stop, Writer},
    manifest::{DATABASE_POSTGRES, DATABASE_SQLITE, Engine, Head, Manifest},
};
use crate::{config::Config, lock};

/// How often the database is copied anew because files that it names were deleted meanwhile.
const COPIES_MAX: usize = 10;
/// Folders within folders that are looked into; the desk's own are two deep.
const DEPTH_MAX: usize = 16;

/// What is to be backed up, or checked.
#[derive(Debug, Clone, Args)]
pub struct Backup {
    /// The file to write, such as bliss.tar.gz, which is not there yet; or a folder, in which it is named by its time
    #[arg(required_unless_present = "check", value_name = "FILE|FOLDER")]
    pub to: Option<PathBuf>,

    /// Check whether a backup is whole and its database sound, without bringing it back
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub check: Option<PathBuf>,
}

/// Backs up, or checks a backup; what came of it, through `say`.
///
/// # Errors
/// One sentence for the person who asked. Nothing half-written is left then.
pub fn run(config: &Config, asked: &Backup, say: impl FnOnce(&str) -> Result<()>) -> Result<()> {
    let stop = stopped_by_a_signal()?;
    match (&asked.check, &asked.to) {
        (Some(archive), _) => {
            let (head, manifest) = check(archive, &stop)?;
            let made_at = manifest::date(head.made_at()?);
            say(&format!(
                "{} is whole. It was made on {made_at} and holds {}.",
                archive.display(),
                manifest.in_words()
            ))
        }
        (None, Some(to)) => {
            let (file, manifest) = make(config, to, &stop)?;
            let bytes = fs::metadata(&file).map(|file| file.len()).unwrap_or_default();
            let size = manifest::size(bytes);
            say(&format!("{} ({size}) holds {}.", file.display(), manifest.in_words()))
        }
        // The command line does not let it come to this.
        (None, None) => bail!("Say where the backup is to go."),
    }
}

/// Whether whoever asked wants it to end. Asked once more, it ends at once.
pub(crate) fn stopped_by_a_signal() -> Result<Stop> {
    let stop = Arc::new(AtomicBool::new(false));
    ctrlc::set_handler({
        let stop = Arc::clone(&stop);
        move || {
            if stop.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        }
    })?;
    Ok(stop)
}

/// Checks an archive with its database, and puts nothing anywhere but for a while.
fn check(path: &Path, stop: &Stop) -> Result<(Head, Manifest)> {
    let folder =
        tempfile::tempdir().context("There is no place for the database to be looked at")?;
    let copy = folder.path().join(DATABASE_SQLITE);
    let (head, manifest) = archive::read(path, stop, |name| {
        // The database is looked at; of the rest it is enough that it is as it was.
        if name == DATABASE_SQLITE { Ok(Some(archive::create(&copy)?)) } else { Ok(None) }
    })?;
    if head.database == Engine::Sqlite {
        let contents = store::backup::look(&copy).map_err(|error| anyhow!("{error}"))?;
        manifest.agrees_with(&contents)?;
    }
    Ok((head, manifest))
}

/// Makes a backup; its file, and what it holds.
fn make(config: &Config, to: &Path, stop: &Stop) -> Result<(PathBuf, Manifest)> {
    let location = config.location()?;
    let data = fs::canonicalize(&config.data).map_err(|_| {
        anyhow!(
            "There is no desk in the folder {} yet. Say with --data where it is.",
            config.data.display()
        )
    })?;
    let now = Timestamp::now();
    let file = if to.is_dir() { to.join(manifest::file_name(now)) } else { to.to_owned() };
    ensure!(
        !file.exists(),
        "{} is there already, and is not overwritten. Choose another name.",
        file.display()
    );
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder)
        .with_context(|| format!("There is no folder {}", folder.display()))?;
    ensure!(
        !folder.starts_with(&data),
        "A backup in {} would be lost with what it is a backup of. Choose another place.",
        config.data.display()
    );

    let cannot = |error: io::Error| archive::cannot_write(&file, &error);
    // Readable by nobody else; removed again where it does not come to its end.
    let written = NamedTempFile::with_prefix_in(".bliss-backup-", &folder).map_err(cannot)?;
    let copies = tempfile::tempdir_in(&folder).map_err(cannot)?;
    let head = Head::new(now, &location);
    let mut writer = Writer::begin(written.as_file(), &file, &head, stop)?;
    add_files(&mut writer, &data, Path::new(""), 0)?;
    let (copy, contents, absent) = copy_database(&mut writer, &location, &data, copies.path())?;
    let name = match head.database {
        Engine::Sqlite => DATABASE_SQLITE,
        Engine::Postgres => DATABASE_POSTGRES,
    };
    ensure!(writer.add(name, &copy)?, "The copy of the database is gone. Try again.");
    let manifest = writer.finish(&contents, absent)?;
    written.as_file().sync_all().map_err(cannot)?;
    written.persist_noclobber(&file).map_err(|error| cannot(error.error))?;
    fs::File::open(&folder).and_then(|folder| folder.sync_all()).map_err(cannot)?;
    if config.bucket()?.is_none() && !manifest.absent.is_empty() {
        tracing::warn!(
            absent = manifest.absent.len(),
            "files that the database names were not there before the backup either; the manifest names them"
        );
    }
    Ok((file, manifest))
}

/// Adds all that is kept in the folder besides the database, and that is finished.
fn add_files(writer: &mut Writer<'_>, data: &Path, within: &Path, depth: usize) -> Result<()> {
    let folder = data.join(within);
    let cannot = |error: io::Error| anyhow!("{} cannot be read ({error}).", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(cannot)? {
        names.push(entry.map_err(cannot)?.file_name());
    }
    names.sort_unstable();
    for name in names {
        let path = within.join(&name);
        let is_database = depth == 0 && name.to_string_lossy().starts_with(DATABASE_SQLITE);
        let is_lock = path == Path::new(lock::FILE);
        if is_database || is_lock || path == Path::new("attachments/unfinished") {
            continue;
        }
        // Behind a link may be another disk. What was deleted a moment ago is not there any more.
        let Ok(found) = fs::metadata(data.join(&path)) else { continue };
        if found.is_dir() && depth < DEPTH_MAX {
            add_files(writer, data, &path, depth + 1)?;
        } else if found.is_file() {
            let text = path
                .to_str()
                .with_context(|| format!("The name of {} cannot be kept", path.display()))?;
            writer.add(text, &data.join(&path))?;
        }
    }
    Ok(())
}

/// Copies the database, and adds the files that were kept since the others were; the copy, what is in it, and which
/// files it names that are nowhere: they were lost before, or are in a bucket.
fn copy_database(
    writer: &mut Writer<'_>,
    location: &Location,
    data: &Path,
    folder: &Path,
) -> Result<(PathBuf, Contents, BTreeSet<String>)> {
    let mut before = None;
    for number in 0..COPIES_MAX {
        let copy = folder.join(format!("database-{number}"));
        let contents = store::backup::copy(location, &copy).map_err(|error| anyhow!("{error}"))?;
        let mut absent = BTreeSet::new();
        for name in &contents.files {
            if !writer.has(name) && !writer.add(name, &data.join(name))? {
                absent.insert(name.clone());
            }
        }
        // What is named once more, and still is not there, was not deleted just now.
        if absent.is_empty() || before.as_ref() == Some(&absent) {
            return Ok((copy, contents, absent));
        }
        fs::remove_file(&copy)?;
        before = Some(absent);
    }
    bail!("Too much is being deleted at the moment for a backup that is whole. Try again later.")
}

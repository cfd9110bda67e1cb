//! `bliss restore`: what a backup holds, brought back where nothing is yet. All of it is read, checked and counted
//! before any of it is in its place; where something is wrong, the folder is as it was.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use store::Location;

use crate::{
    backup::{
        archive::{self, cannot_write},
        manifest::{self, DATABASE_POSTGRES, DATABASE_SQLITE, Engine, Head, Manifest},
        stopped_by_a_signal,
    },
    config::Config,
    server::make_folder,
};

/// What an empty disk comes with.
const OF_THE_DISK: &str = "lost+found";

/// What is to be brought back.
#[derive(Debug, Clone, Args)]
pub struct Restore {
    /// The backup: a file that "bliss backup" wrote. It goes into the folder of --data
    #[arg(value_name = "FILE")]
    pub from: PathBuf,
}

/// Restores a backup; what came of it, through `say`.
///
/// # Errors
/// One sentence for the person who asked. The folder, and the database, are then as they were.
pub fn run(config: &Config, asked: &Restore, say: impl FnOnce(&str) -> Result<()>) -> Result<()> {
    let stop = stopped_by_a_signal()?;
    let location = config.location()?;
    // A wrong file, or the wrong kind of database, is said before a byte is written.
    let head = archive::head(&asked.from)?;
    fits(&head, &location)?;
    let place = Place::take(&config.data)?;
    let unpacked = place.unpacked.path();
    let (head, manifest) =
        archive::read(&asked.from, &stop, |name| archive::create(&unpacked.join(name)).map(Some))?;
    let contents = match &location {
        Location::Sqlite(_) => store::backup::look(&unpacked.join(DATABASE_SQLITE)),
        Location::Postgres(url) => store::backup::load(url, &unpacked.join(DATABASE_POSTGRES)),
    };
    let contents = contents.map_err(|error| anyhow!("{error}"))?;
    let placed = manifest.agrees_with(&contents).and_then(|()| place.fill());
    if let (Err(_), Location::Postgres(url)) = (&placed, &location) {
        store::backup::unload(url).map_err(|error| anyhow!("{error}"))?;
    }
    placed?;
    say(&in_words(config, &head, &manifest)?)
}

fn fits(head: &Head, location: &Location) -> Result<()> {
    match (head.database, location) {
        (Engine::Sqlite, Location::Postgres(_)) => bail!(
            "This backup holds the embedded database, and cannot go into PostgreSQL. Leave out --database."
        ),
        (Engine::Postgres, Location::Sqlite(_)) => bail!(
            "This backup holds a PostgreSQL database. Say with --database into which empty one it is to go."
        ),
        _ => Ok(()),
    }
}

fn in_words(config: &Config, head: &Head, manifest: &Manifest) -> Result<String> {
    Ok(format!(
        "The backup of {}, made by Bliss {}, is in {}: {}. All of it is as it was. Start Bliss with --data {}.",
        manifest::date(head.made_at()?),
        head.bliss,
        config.data.display(),
        manifest.in_words(),
        config.data.display()
    ))
}

/// The folder that is filled, and one in it in which everything waits until it is known to be whole. Dropped before,
/// it leaves nothing.
struct Place {
    folder: PathBuf,
    /// Whether the folder is new.
    made: bool,
    unpacked: tempfile::TempDir,
    filled: bool,
}

impl Place {
    /// Takes a folder in which nothing is.
    fn take(folder: &Path) -> Result<Self> {
        let made = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => bail!("The folder {} cannot be used ({error}).", folder.display()),
            Ok(entries) => {
                let something = entries.flatten().any(|entry| entry.file_name() != OF_THE_DISK);
                ensure!(
                    !something,
                    "The folder {} is not empty, and nothing in it is overwritten. Choose another \
                     with --data.",
                    folder.display()
                );
                false
            }
        };
        if made {
            make_folder(folder)?;
        }
        let unpacked = tempfile::Builder::new().prefix("restoring-").tempdir_in(folder);
        let unpacked = unpacked.inspect_err(|_| {
            if made {
                // It is empty, or somebody else's by now.
                let _ = fs::remove_dir(folder);
            }
        });
        let unpacked = unpacked.map_err(|error| cannot_write(folder, &error))?;
        Ok(Self { folder: folder.to_owned(), made, unpacked, filled: false })
    }

    /// Puts everything in its place, the database last: without it there is no desk in the folder.
    fn fill(mut self) -> Result<()> {
        let cannot = |error: io::Error| cannot_write(&self.folder, &error);
        let mut names = Vec::new();
        for entry in fs::read_dir(self.unpacked.path()).map_err(cannot)? {
            names.push(entry.map_err(cannot)?.file_name());
        }
        // It is in PostgreSQL already, and goes with the rest of what was unpacked.
        names.retain(|name| name != DATABASE_POSTGRES);
        names.sort_by_key(|name| name == DATABASE_SQLITE);
        for name in &names {
            let (from, to) = (self.unpacked.path().join(name), self.folder.join(name));
            if let Err(error) = fs::rename(from, &to) {
                self.empty(&names);
                return Err(cannot(error));
            }
        }
        self.filled = true;
        let synced = fs::File::open(&self.folder).and_then(|folder| folder.sync_all());
        synced.with_context(|| format!("{} could not be kept", self.folder.display()))
    }

    /// Takes away again what is in its place already. The folder was empty, so all of it came from here.
    fn empty(&self, names: &[std::ffi::OsString]) {
        for name in names {
            let path = self.folder.join(name);
            // What is not there was not moved yet.
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.filled && self.made {
            // The one in it goes first; what stays was put there by somebody else meanwhile.
            let _ = fs::remove_dir_all(self.unpacked.path());
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

//! A server that is a program of its own and logs all that it can, to look for what must be nowhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{Database, Program, Shop};

/// That server, and where it keeps things.
pub struct Loud {
    pub program: Program,
    pub data: PathBuf,
    pub database: Database,
    log: PathBuf,
    _folder: TempDir,
}

impl Shop<Loud> {
    /// A shop at such a server.
    pub async fn open_loud() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, log) = (folder.path().join("data"), folder.path().join("log"));
        let database = Database::new(&data);
        let mut command = Program::command(&data, &database);
        command.env("BLISS_LOG", "trace");
        let program = Program::start_as(command, &log, &database, "127.0.0.1:0").await;
        let (base, link) = (program.base.clone(), program.set_up_link.clone().unwrap());
        Self::staffed(Loud { program, data, database, log, _folder: folder }, &base, &link).await
    }
}

impl Loud {
    /// What it has logged.
    pub fn said(&self) -> Vec<u8> {
        fs::read(&self.log).unwrap()
    }

    /// All that it keeps: the bytes of its files and of its database.
    pub fn kept(&self) -> Vec<u8> {
        [files_in(&self.data), self.database.dump()].concat()
    }
}

/// The bytes of all files in a folder.
pub fn files_in(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(if path.is_dir() { files_in(&path) } else { fs::read(path).unwrap() });
    }
    bytes
}

/// Whether those bytes are somewhere in what is kept.
pub fn contains(kept: &[u8], what: impl AsRef<[u8]>) -> bool {
    let what = what.as_ref();
    kept.windows(what.len()).any(|window| window == what)
}

//! What it was measured on, so that nobody takes the numbers for those of another machine.

use std::{fs, path::Path};

use anyhow::{Result, bail};

use crate::server::{OPTIONS, Place};

/// The machine as it was at the start.
pub(crate) struct Machine {
    load_before: String,
    file_system: String,
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = read(file);
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// The load average: how many programs ran or wanted to, over 1, 5 and 15 minutes.
fn load() -> String {
    read("/proc/loadavg").split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// The type of the file system that a folder is on, and its device.
fn file_system(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = read("/proc/self/mounts");
    let found = mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split_whitespace();
            let (device, at, kind) = (fields.next()?, fields.next()?, fields.next()?);
            folder.starts_with(at).then_some((at.len(), device, kind))
        })
        .max_by_key(|(length, ..)| *length);
    found.map_or_else(|| "unknown".into(), |(_, device, kind)| format!("{kind} ({device})"))
}

impl Machine {
    pub(crate) fn look(folder: &Path) -> Result<Self> {
        let file_system = file_system(folder);
        if file_system.starts_with("tmpfs") {
            bail!(
                "This folder is in memory, where nothing is durable. Choose another with --data."
            );
        }
        Ok(Self { load_before: load(), file_system })
    }

    /// What is printed above the table.
    pub(crate) fn describe(&self, place: &Place) -> Result<String> {
        let cores = std::thread::available_parallelism()?;
        let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".into());
        let memory = field("/proc/meminfo", "MemTotal").unwrap_or_else(|| "unknown".into());
        let kernel = read("/proc/sys/kernel/osrelease");
        let database = match &place.database {
            None => "SQLite in the data folder",
            Some(_) => "PostgreSQL; attachments and the floor's disk are the data folder's",
        };
        Ok(format!(
            "Machine  {cores} cores for server, client and database together; {processor}; \
             {memory}; Linux {kernel}\n\
             Load     {} before, {} after (1, 5 and 15 minutes; what the bench did counts)\n\
             Disk     {} under the data folder\n\
             Database {database}\n\
             Server   bliss {OPTIONS}; 0 seconds to take a reply back\n\
             Client   one thread, over loopback\n",
            self.load_before,
            load(),
            self.file_system,
        ))
    }
}

/// Whether `needed` files may be open at once, here and in the server, which inherits the limit.
pub(crate) fn check_open_files(needed: usize) -> Result<()> {
    let text = read("/proc/self/limits");
    let line = text.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    if soft.is_some_and(|soft| soft < needed) {
        bail!(
            "Only {} files and sockets may be open, and {needed} are needed. Raise the limit with \
             `ulimit -n {}` and start again.",
            soft.unwrap_or(0),
            needed.next_power_of_two()
        );
    }
    Ok(())
}

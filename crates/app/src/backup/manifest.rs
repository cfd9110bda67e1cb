//! What a backup says of itself: who made it and when, at its beginning; and what it holds, at its end, so that one
//! that is cut off is told from one that is whole.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use domain::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::{Location, backup::Contents};

/// The first file of an archive.
pub(crate) const HEAD: &str = "bliss-backup.json";
/// The last one.
pub(crate) const MANIFEST: &str = "manifest.json";
/// The database, as SQLite keeps it; so it is called in the folder, too.
pub(crate) const DATABASE_SQLITE: &str = "bliss.db";
/// The database, as PostgreSQL's `pg_dump` writes it.
pub(crate) const DATABASE_POSTGRES: &str = "database.pgdump";
/// The form of archives that this version writes, and the newest that it reads.
pub(crate) const FORMAT: u32 = 1;

/// Which database it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// Who made it, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) format: u32,
    /// The version of Bliss.
    pub(crate) bliss: String,
    made_at_ms: i64,
    pub(crate) database: Engine,
}

/// What it holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Rows, by the table's name.
    pub(crate) tables: BTreeMap<String, i64>,
    /// Everything in the archive but its head and this, by its name.
    pub(crate) files: BTreeMap<String, Kept>,
    /// Files that rows name and that were not there: lost before, or in a bucket.
    pub(crate) absent: BTreeSet<String>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

impl Head {
    pub(crate) fn new(now: Timestamp, location: &Location) -> Self {
        Self {
            format: FORMAT,
            bliss: env!("CARGO_PKG_VERSION").to_owned(),
            made_at_ms: now.as_millisecond(),
            database: match location {
                Location::Sqlite(_) => Engine::Sqlite,
                Location::Postgres(_) => Engine::Postgres,
            },
        }
    }

    pub(crate) fn made_at(&self) -> Result<Timestamp> {
        Timestamp::from_millisecond(self.made_at_ms)
            .context("This backup does not say when it was made")
    }
}

impl Manifest {
    /// Fails unless a database holds what was counted when it was copied, and the files are there that it names.
    pub(crate) fn agrees_with(&self, found: &Contents) -> Result<()> {
        if let Some((table, rows)) =
            self.tables.iter().find(|(table, rows)| found.tables.get(*table) != Some(*rows))
        {
            let there = found.tables.get(table).copied().unwrap_or_default();
            bail!(
                "This backup is damaged: {table} has {there} rows, and had {rows} when it was made."
            );
        }
        let is_there = |name: &String| self.files.contains_key(name) || self.absent.contains(name);
        match found.files.iter().find(|name| !is_there(name)) {
            Some(name) => {
                bail!("This backup is damaged: it lacks {name}, which its database names.")
            }
            None => Ok(()),
        }
    }

    /// What it holds, as one says it.
    pub(crate) fn in_words(&self) -> String {
        let rows = |table| self.tables.get(table).copied().unwrap_or_default();
        let all: i64 = self.tables.values().sum();
        // The database is a file, too, but not one that anybody put there.
        let files = self.files.len().saturating_sub(1);
        let held = format!(
            "{}, {}, {} and {} ({} in {}), and {}",
            counted(rows("agent"), "agent"),
            counted(rows("customer"), "customer"),
            counted(rows("conversation"), "conversation"),
            counted(rows("message"), "message"),
            counted(all, "row"),
            counted(count(self.tables.len()), "table"),
            counted(count(files), "file"),
        );
        if self.absent.is_empty() {
            return held;
        }
        let absent = counted(count(self.absent.len()), "file");
        format!(
            "{held}; {absent} that its rows name were not in the folder, as those in a bucket are not"
        )
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// “1 agent”, “12 agents”.
fn counted(number: i64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A moment as one says it to whoever looks after a machine.
pub(crate) fn date(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y at %H:%M UTC").to_string()
}

/// The name of a backup that was given none: such names are in the order of time.
pub(crate) fn file_name(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("bliss-%Y-%m-%d-%H%M%S.tar.gz").to_string()
}

/// A size as one says it: “940 bytes”, “12.3 MB”.
pub(crate) fn size(bytes: u64) -> String {
    const STEP: u64 = 1000;
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < STEP {
        return format!("{bytes} bytes");
    }
    let (mut tenths, mut unit) = (bytes * 10 / STEP, 0);
    while tenths >= STEP * 10 && unit + 1 < units.len() {
        tenths /= STEP;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        for (bytes, said) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (999_999, "999.9 kB"),
            (12_345_678, "12.3 MB"),
            (7_000_000_000_000_000, "7000.0 TB"),
        ] {
            assert_eq!(size(bytes), said);
        }
    }

    #[test]
    fn names_are_in_the_order_of_time() {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        assert_eq!(file_name(at(1_795_413_661_000)), "bliss-2026-11-23-060101.tar.gz");
        assert_eq!(date(at(1_795_413_661_000)), "23 November 2026 at 06:01 UTC");
    }
}

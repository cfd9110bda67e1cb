//! The desk's own settings, by name.

use crate::{Db, Error, values};

/// The setting of that name.
pub fn find(db: &mut Db, key: &str) -> Result<Option<String>, Error> {
    db.find("SELECT value FROM setting WHERE key = ?1", values![key], |row| row.get(0))
}

/// All settings.
pub fn all(db: &mut Db) -> Result<Vec<(String, String)>, Error> {
    db.query("SELECT key, value FROM setting", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Sets it.
pub fn set(db: &mut Db, key: &str, value: &str) -> Result<(), Error> {
    db.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        values![key, value],
    )
    .map(drop)
}

//! Sign-ins that failed, counted so that guessing is slow.

use domain::Timestamp;

use crate::{Db, Error, values};

/// Notes a sign-in that failed.
pub fn insert_failed(db: &mut Db, email: &str, ip: &str, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "INSERT INTO failed_sign_in (email, ip, at) VALUES (?1, ?2, ?3)",
        values![email, ip, now],
    )
    .map(drop)
}

/// How many failed for that address since then.
pub fn failed_for_email(db: &mut Db, email: &str, since: Timestamp) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM failed_sign_in WHERE email = ?1 AND at > ?2",
        values![email, since],
    )
}

/// How many failed from that network address since then.
pub fn failed_from_ip(db: &mut Db, ip: &str, since: Timestamp) -> Result<i64, Error> {
    db.count("SELECT COUNT(*) FROM failed_sign_in WHERE ip = ?1 AND at > ?2", values![ip, since])
}

/// Forgets those of an address, once somebody is in, and all that are too old to matter.
pub fn forget_failed(db: &mut Db, email: &str, before: Timestamp) -> Result<(), Error> {
    db.execute("DELETE FROM failed_sign_in WHERE email = ?1 OR at < ?2", values![email, before])
        .map(drop)
}

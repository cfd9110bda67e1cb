//! What other programs asked for under a key of their own, and what they were answered.

use domain::{ApiTokenId, Timestamp};

use crate::{Db, Error, values};

/// What a program was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: i64,
    /// Where what was made is, if anything was.
    pub location: Option<String>,
    /// The body; empty where there was none.
    pub body: String,
}

/// What was asked for under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The hash of it.
    pub hash: String,
    /// What was answered; nothing while it is being done.
    pub answered: Option<Answered>,
}

/// What was asked for under that key.
pub fn find(db: &mut Db, token: ApiTokenId, key: &str) -> Result<Option<Asked>, Error> {
    db.find(
        "SELECT asked_hash, status, location, body FROM api_request \
         WHERE api_token_id = ?1 AND key = ?2",
        values![token, key],
        |row| {
            let (status, body): (Option<i64>, Option<String>) = (row.get(1)?, row.get(3)?);
            let location = row.get(2)?;
            let body = body.unwrap_or_default();
            Ok(Asked {
                hash: row.get(0)?,
                answered: status.map(|status| Answered { status, location, body }),
            })
        },
    )
}

/// Notes that something is being done under that key.
pub fn begin(
    db: &mut Db,
    token: ApiTokenId,
    key: &str,
    hash: &str,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO api_request (api_token_id, key, asked_hash, at) VALUES (?1, ?2, ?3, ?4)",
        values![token, key, hash, at],
    )
    .map(drop)
}

/// Notes what was answered.
pub fn set_answered(
    db: &mut Db,
    token: ApiTokenId,
    key: &str,
    answered: &Answered,
) -> Result<(), Error> {
    db.execute(
        "UPDATE api_request SET status = ?3, location = ?4, body = ?5 \
         WHERE api_token_id = ?1 AND key = ?2",
        values![token, key, answered.status, answered.location.as_deref(), answered.body.as_str()],
    )
    .map(drop)
}

/// Forgets what was asked for under that key.
pub fn forget(db: &mut Db, token: ApiTokenId, key: &str) -> Result<(), Error> {
    db.execute("DELETE FROM api_request WHERE api_token_id = ?1 AND key = ?2", values![token, key])
        .map(drop)
}

/// Forgets all that was asked for before `before`.
pub fn forget_before(db: &mut Db, before: Timestamp) -> Result<(), Error> {
    db.execute("DELETE FROM api_request WHERE at < ?1", values![before]).map(drop)
}

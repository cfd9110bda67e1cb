//! Keys under which other programs asked for call backs, so that what is asked again is not done again.

use domain::{ApiTokenId, PromiseId, Timestamp};

use crate::{Db, Error, values};

/// What was asked for under a key: its hash, and the promise that it became.
pub fn find(
    db: &mut Db,
    token: ApiTokenId,
    key: &str,
) -> Result<Option<(String, PromiseId)>, Error> {
    db.find(
        "SELECT asked_hash, promise_id FROM call_back_key WHERE api_token_id = ?1 AND key = ?2",
        values![token, key],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Notes what was asked for under a key.
pub fn insert(
    db: &mut Db,
    token: ApiTokenId,
    key: &str,
    asked_hash: &str,
    promise: PromiseId,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO call_back_key (api_token_id, key, asked_hash, promise_id, at) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        values![token, key, asked_hash, promise, at],
    )
    .map(drop)
}

//! Links by which somebody chooses a new password, known by a token of which only the hash is kept.

use domain::{AgentId, Timestamp};

use crate::{Db, Error, values};

/// Adds a link, which replaces those made before for the same agent.
pub fn insert(
    db: &mut Db,
    token_hash: &str,
    agent_id: AgentId,
    made_by: Option<AgentId>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE password_reset SET used_at = ?2 WHERE agent_id = ?1 AND used_at IS NULL",
        values![agent_id, now],
    )?;
    db.execute(
        "INSERT INTO password_reset (token_hash, agent_id, made_by, created_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        values![token_hash, agent_id, made_by, now, expires_at],
    )
    .map(drop)
}

/// Whose link that is, while it can be used.
pub fn by_token(db: &mut Db, token_hash: &str, now: Timestamp) -> Result<Option<AgentId>, Error> {
    db.find(
        "SELECT agent_id FROM password_reset \
         WHERE token_hash = ?1 AND used_at IS NULL AND expires_at > ?2",
        values![token_hash, now],
        |row| row.get(0),
    )
}

/// Notes that it was used.
pub fn set_used(db: &mut Db, token_hash: &str, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE password_reset SET used_at = ?2 WHERE token_hash = ?1",
        values![token_hash, now],
    )
    .map(drop)
}

//! Second factors that are apps for codes, the recovery codes, and what was told of those that somebody took away.

use domain::{AgentId, Timestamp};

use crate::{Db, Error, values};

/// An agent's second factor.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// The secret, sealed with the server's key.
    pub secret: String,
    /// When it was confirmed by a code; before that it is asked of nobody.
    pub confirmed_at: Option<Timestamp>,
}

/// A second factor that was taken away by somebody else.
#[derive(Debug, Clone)]
pub struct Reset {
    /// Who did it; nobody for one that was done at the server's own command line.
    pub by: Option<AgentId>,
    /// When.
    pub at: Timestamp,
}

/// An agent's second factor, also one that is not confirmed yet.
pub fn find(db: &mut Db, agent: AgentId) -> Result<Option<SecondFactor>, Error> {
    db.find(
        "SELECT secret, confirmed_at FROM second_factor WHERE agent_id = ?1",
        values![agent],
        |row| Ok(SecondFactor { secret: row.get(0)?, confirmed_at: row.get(1)? }),
    )
}

/// Whether an agent has a second factor of any kind: an app for codes, or a passkey.
pub fn is_there(db: &mut Db, agent: AgentId) -> Result<bool, Error> {
    Ok(is_confirmed(db, agent)? || crate::passkey::count(db, agent)? > 0)
}

/// Whether an agent has an app for codes that is asked for.
pub fn is_confirmed(db: &mut Db, agent: AgentId) -> Result<bool, Error> {
    Ok(find(db, agent)?.is_some_and(|factor| factor.confirmed_at.is_some()))
}

/// Everybody who has a second factor of any kind.
pub fn owners(db: &mut Db) -> Result<Vec<AgentId>, Error> {
    db.query(
        "SELECT agent_id FROM second_factor WHERE confirmed_at IS NOT NULL \
         UNION SELECT agent_id FROM passkey ORDER BY agent_id",
        &[],
        |row| row.get(0),
    )
}

/// Keeps a secret that is not confirmed yet, instead of another such one.
pub fn begin(db: &mut Db, agent: AgentId, secret: &str, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "INSERT INTO second_factor (agent_id, secret, made_at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (agent_id) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at, \
         confirmed_at = NULL, last_step = NULL",
        values![agent, secret, now],
    )
    .map(drop)
}

/// From now on it is asked for.
pub fn confirm(db: &mut Db, agent: AgentId, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE second_factor SET confirmed_at = ?2 WHERE agent_id = ?1",
        values![agent, now],
    )
    .map(drop)
}

/// Uses the code of a step up; whether no code of it, or of a later one, was used before.
pub fn use_step(db: &mut Db, agent: AgentId, step: i64) -> Result<bool, Error> {
    let used = db.execute(
        "UPDATE second_factor SET last_step = ?2 \
         WHERE agent_id = ?1 AND (last_step IS NULL OR last_step < ?2)",
        values![agent, step],
    )?;
    Ok(used > 0)
}

/// Removes it; whether there was one that was asked for. Recovery codes stay, for they stand in for passkeys too.
pub fn remove(db: &mut Db, agent: AgentId) -> Result<bool, Error> {
    let was_asked_for = is_confirmed(db, agent)?;
    db.execute("DELETE FROM second_factor WHERE agent_id = ?1", values![agent])?;
    Ok(was_asked_for)
}

/// Keeps recovery codes by their hashes, instead of those before.
pub fn set_recovery_codes(db: &mut Db, agent: AgentId, hashes: &[String]) -> Result<(), Error> {
    forget_recovery_codes(db, agent)?;
    for hash in hashes {
        db.execute(
            "INSERT INTO recovery_code (agent_id, code_hash) VALUES (?1, ?2)",
            values![agent, hash],
        )?;
    }
    Ok(())
}

/// Forgets an agent's recovery codes.
pub fn forget_recovery_codes(db: &mut Db, agent: AgentId) -> Result<(), Error> {
    db.execute("DELETE FROM recovery_code WHERE agent_id = ?1", values![agent]).map(drop)
}

/// Uses a recovery code up; whether it was there to be used.
pub fn use_recovery_code(
    db: &mut Db,
    agent: AgentId,
    hash: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let used = db.execute(
        "UPDATE recovery_code SET used_at = ?3 \
         WHERE agent_id = ?1 AND code_hash = ?2 AND used_at IS NULL",
        values![agent, hash, now],
    )?;
    Ok(used > 0)
}

/// How many recovery codes an agent has left.
pub fn recovery_codes_left(db: &mut Db, agent: AgentId) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM recovery_code WHERE agent_id = ?1 AND used_at IS NULL",
        values![agent],
    )
}

/// Notes that somebody took it away, for its owner to be told.
pub fn insert_reset(
    db: &mut Db,
    agent: AgentId,
    by: Option<AgentId>,
    now: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO second_factor_reset (agent_id, reset_by, at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (agent_id) DO UPDATE SET reset_by = excluded.reset_by, at = excluded.at",
        values![agent, by, now],
    )
    .map(drop)
}

/// What an agent is still to be told.
pub fn reset_of(db: &mut Db, agent: AgentId) -> Result<Option<Reset>, Error> {
    db.find(
        "SELECT reset_by, at FROM second_factor_reset WHERE agent_id = ?1",
        values![agent],
        |row| Ok(Reset { by: row.get(0)?, at: row.get(1)? }),
    )
}

/// They were told.
pub fn put_reset_away(db: &mut Db, agent: AgentId) -> Result<(), Error> {
    db.execute("DELETE FROM second_factor_reset WHERE agent_id = ?1", values![agent]).map(drop)
}

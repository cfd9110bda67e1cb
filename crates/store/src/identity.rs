//! Agents' accounts at identity providers.

use domain::{AgentId, IdentityId, Timestamp, identity_provider::Identity};

use crate::{Db, Error, values};

/// What a new one is made of.
#[derive(Debug)]
pub struct New<'a> {
    /// Whose.
    pub agent_id: AgentId,
    /// The provider's address.
    pub issuer: &'a str,
    /// Who they are there, for good.
    pub subject: &'a str,
    /// Their address there.
    pub email: Option<&'a str>,
}

/// Connects an account with an agent.
pub fn insert(db: &mut Db, new: &New<'_>, now: Timestamp) -> Result<IdentityId, Error> {
    db.insert(
        "INSERT INTO identity (agent_id, issuer, subject, email, linked_at) \
         VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        values![new.agent_id, new.issuer, new.subject, new.email, now],
    )
}

/// Whose account that is.
pub fn owner(db: &mut Db, issuer: &str, subject: &str) -> Result<Option<AgentId>, Error> {
    db.find(
        "SELECT agent_id FROM identity WHERE issuer = ?1 AND subject = ?2",
        values![issuer, subject],
        |row| row.get(0),
    )
}

/// An agent's accounts at that provider, the oldest first.
pub fn of_agent(db: &mut Db, agent: AgentId, issuer: &str) -> Result<Vec<Identity>, Error> {
    db.query(
        "SELECT id, issuer, email, linked_at, used_at FROM identity \
         WHERE agent_id = ?1 AND issuer = ?2 ORDER BY id",
        values![agent, issuer],
        |row| {
            Ok(Identity {
                id: row.get(0)?,
                issuer: row.get(1)?,
                email: row.get(2)?,
                linked_at: row.get(3)?,
                used_at: row.get(4)?,
            })
        },
    )
}

/// Notes that it was signed in with.
pub fn set_used(db: &mut Db, issuer: &str, subject: &str, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE identity SET used_at = ?3 WHERE issuer = ?1 AND subject = ?2",
        values![issuer, subject, now],
    )
    .map(drop)
}

/// Disconnects one of an agent's accounts; whether it was there.
pub fn remove(db: &mut Db, id: IdentityId, agent: AgentId) -> Result<bool, Error> {
    let removed =
        db.execute("DELETE FROM identity WHERE id = ?1 AND agent_id = ?2", values![id, agent])?;
    Ok(removed > 0)
}

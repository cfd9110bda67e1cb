//! What an agent chose for themselves, by name.

use domain::AgentId;

use crate::{Db, Error, values};

/// All that an agent chose.
pub fn of_agent(db: &mut Db, agent: AgentId) -> Result<Vec<(String, String)>, Error> {
    db.query(
        "SELECT name, value FROM preference WHERE agent_id = ?1 ORDER BY name",
        values![agent],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Sets it.
pub fn set(db: &mut Db, agent: AgentId, name: &str, value: &str) -> Result<(), Error> {
    db.execute(
        "INSERT INTO preference (agent_id, name, value) VALUES (?1, ?2, ?3) \
         ON CONFLICT (agent_id, name) DO UPDATE SET value = excluded.value",
        values![agent, name, value],
    )
    .map(drop)
}

/// Forgets it: what holds for everybody holds again.
pub fn remove(db: &mut Db, agent: AgentId, name: &str) -> Result<(), Error> {
    db.execute("DELETE FROM preference WHERE agent_id = ?1 AND name = ?2", values![agent, name])
        .map(drop)
}

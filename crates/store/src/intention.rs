//! Intentions that agents shared with the team: one each, that of the day.

use domain::{AgentId, Timestamp};

use crate::{Db, Error, values};

/// Shares an agent's intention for a day (such as `2026-11-22`), in the place of the one before.
pub fn share(
    db: &mut Db,
    agent: AgentId,
    day: &str,
    words: &str,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO shared_intention (agent_id, day, words, at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (agent_id) DO UPDATE SET day = excluded.day, words = excluded.words, \
         at = excluded.at",
        values![agent, day, words, at],
    )
    .map(drop)
}

/// Takes an agent's back; whether there was one.
pub fn take_back(db: &mut Db, agent: AgentId) -> Result<bool, Error> {
    Ok(db.execute("DELETE FROM shared_intention WHERE agent_id = ?1", values![agent])? > 0)
}

/// What was shared: whose, for which day, and the words.
pub fn shared(db: &mut Db) -> Result<Vec<(AgentId, String, String)>, Error> {
    db.query("SELECT agent_id, day, words FROM shared_intention ORDER BY agent_id", &[], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

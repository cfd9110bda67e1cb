//! What was done about promises: nothing of it is lost when it is undone.

use domain::{AgentId, ConversationId, PromiseId, Timestamp, promise::Change};

use crate::{Db, Error, Row, values};

/// One change, with how the promise was afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its number, in the order of all changes.
    pub id: i64,
    /// What was done.
    pub what: Change,
    /// Who did it; the customer, or the desk by itself, where nobody is named.
    pub agent_id: Option<AgentId>,
    /// By when it was due afterwards.
    pub due_at: Timestamp,
    /// Who was to keep it afterwards.
    pub owner_id: Option<AgentId>,
    /// Why, in words; empty where nothing was said.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// Notes what was done about a promise, with how it is now; the number of the change.
pub fn insert(
    db: &mut Db,
    promise: PromiseId,
    what: Change,
    agent: Option<AgentId>,
    note: &str,
    at: Timestamp,
) -> Result<i64, Error> {
    db.insert(
        "INSERT INTO promise_change (promise_id, what, agent_id, due_at, owner_id, note, at) \
         SELECT id, CAST(?2 AS TEXT), CAST(?3 AS BIGINT), due_at, owner_id, CAST(?4 AS TEXT), \
         CAST(?5 AS BIGINT) FROM promise WHERE id = ?1 RETURNING id",
        values![promise, what.as_str(), agent, note, at],
    )
}

/// What was done about a promise, in order.
pub fn of_promise(db: &mut Db, promise: PromiseId) -> Result<Vec<Changed>, Error> {
    db.query(
        "SELECT id, what, agent_id, due_at, owner_id, note, at FROM promise_change \
         WHERE promise_id = ?1 ORDER BY id",
        values![promise],
        read,
    )
}

/// What was done at that moment about promises in a conversation, each with the promise, in order.
pub fn done_at(
    db: &mut Db,
    conversation: ConversationId,
    at: Timestamp,
) -> Result<Vec<(PromiseId, Changed)>, Error> {
    db.query(
        "SELECT change.id, change.what, change.agent_id, change.due_at, change.owner_id, \
         change.note, change.at, promise.id FROM promise \
         JOIN promise_change AS change ON change.promise_id = promise.id \
         WHERE promise.conversation_id = ?1 AND change.at = ?2 ORDER BY change.id",
        values![conversation, at],
        |row| Ok((row.get(7)?, read(row)?)),
    )
}

fn read(row: &Row<'_>) -> Result<Changed, Error> {
    Ok(Changed {
        id: row.get(0)?,
        what: row.parse(1, Change::parse)?,
        agent_id: row.get(2)?,
        due_at: row.get(3)?,
        owner_id: row.get(4)?,
        note: row.get(5)?,
        at: row.get(6)?,
    })
}

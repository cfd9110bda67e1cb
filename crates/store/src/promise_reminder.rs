//! Reminders of promises: each step is a row, and is taken once.

use domain::{AgentId, ConversationId, PromiseId, PromiseReminderId, Timestamp, promise::Step};

use crate::{Db, Error, Row, values};

/// A reminder that somebody has not put away yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Its id.
    pub id: PromiseReminderId,
    /// Of which promise.
    pub promise_id: PromiseId,
    /// Which step it is.
    pub step: Step,
    /// When it was made.
    pub at: Timestamp,
}

/// Takes a step for the time at which a promise is due; whether it was not taken before.
pub fn insert(
    db: &mut Db,
    promise: PromiseId,
    step: Step,
    due: Timestamp,
    agent: Option<AgentId>,
    at: Timestamp,
) -> Result<bool, Error> {
    let added = db.execute(
        "INSERT INTO promise_reminder (promise_id, step, due_at, agent_id, at) \
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (promise_id, due_at, step) DO NOTHING",
        values![promise, step.as_str(), due, agent, at],
    )?;
    Ok(added > 0)
}

/// The steps that were taken for the time at which a promise is due.
pub fn taken(db: &mut Db, promise: PromiseId, due: Timestamp) -> Result<Vec<Step>, Error> {
    db.query(
        "SELECT step FROM promise_reminder WHERE promise_id = ?1 AND due_at = ?2 ORDER BY id",
        values![promise, due],
        |row| row.parse(0, Step::parse),
    )
}

/// All steps that were taken for a promise, each with the time for which it was, in order.
pub fn of_promise(db: &mut Db, promise: PromiseId) -> Result<Vec<(Step, Timestamp)>, Error> {
    db.query(
        "SELECT step, due_at FROM promise_reminder WHERE promise_id = ?1 ORDER BY id",
        values![promise],
        |row| Ok((row.parse(0, Step::parse)?, row.get(1)?)),
    )
}

/// The steps that were taken at that moment about promises in a conversation.
pub fn taken_at(
    db: &mut Db,
    conversation: ConversationId,
    at: Timestamp,
) -> Result<Vec<Reminder>, Error> {
    db.query(
        "SELECT promise_reminder.id, promise_reminder.promise_id, promise_reminder.step, \
         promise_reminder.at FROM promise \
         JOIN promise_reminder ON promise_reminder.promise_id = promise.id \
         WHERE promise.conversation_id = ?1 AND promise_reminder.at = ?2 \
         ORDER BY promise_reminder.id",
        values![conversation, at],
        read,
    )
}

/// The promise that a reminder is of.
pub fn promise_of(db: &mut Db, id: PromiseReminderId) -> Result<Option<PromiseId>, Error> {
    db.find("SELECT promise_id FROM promise_reminder WHERE id = ?1", values![id], |row| row.get(0))
}

/// The reminders for an agent, and for everybody, of promises that are still to be kept at that time, and
/// that the agent has not put away; the latest last.
pub fn unseen(db: &mut Db, agent: AgentId, limit: i64) -> Result<Vec<Reminder>, Error> {
    db.query(
        "SELECT promise_reminder.id, promise_reminder.promise_id, promise_reminder.step, \
         promise_reminder.at FROM promise \
         JOIN promise_reminder ON promise_reminder.promise_id = promise.id \
         AND promise_reminder.due_at = promise.due_at \
         WHERE promise.kept_at IS NULL AND promise.cancelled_at IS NULL \
         AND (promise_reminder.agent_id = ?1 OR promise_reminder.agent_id IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM promise_reminder_seen AS seen \
         WHERE seen.reminder_id = promise_reminder.id AND seen.agent_id = ?1) \
         ORDER BY promise_reminder.id DESC LIMIT ?2",
        values![agent, limit],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Reminder, Error> {
    Ok(Reminder {
        id: row.get(0)?,
        promise_id: row.get(1)?,
        step: row.parse(2, Step::parse)?,
        at: row.get(3)?,
    })
}

/// An agent has seen what they were reminded of about a promise, up to and with that reminder.
pub fn put_away(
    db: &mut Db,
    agent: AgentId,
    reminder: PromiseReminderId,
    now: Timestamp,
) -> Result<u64, Error> {
    db.execute(
        "INSERT INTO promise_reminder_seen (reminder_id, agent_id, at) \
         SELECT earlier.id, CAST(?2 AS BIGINT), CAST(?3 AS BIGINT) FROM promise_reminder \
         JOIN promise_reminder AS earlier ON earlier.promise_id = promise_reminder.promise_id \
         AND earlier.id <= promise_reminder.id \
         WHERE promise_reminder.id = ?1 ON CONFLICT DO NOTHING",
        values![reminder, agent, now],
    )
}

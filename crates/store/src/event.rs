//! Events, in the order of their commits.

use domain::{
    EventId, Timestamp,
    event::{Change, Event, EventKind},
};

use crate::{Db, Error, Row, values};

pub(crate) fn insert(db: &mut Db, change: Change, at: Timestamp) -> Result<Event, Error> {
    let id = db.insert(
        "INSERT INTO event (at, kind, conversation_id, customer_id, message_id, agent_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        values![
            at,
            change.kind.as_str(),
            change.conversation_id,
            change.customer_id,
            change.message_id,
            change.agent_id
        ],
    )?;
    Ok(Event {
        id,
        at,
        kind: change.kind,
        conversation_id: change.conversation_id,
        customer_id: change.customer_id,
        message_id: change.message_id,
        agent_id: change.agent_id,
    })
}

/// The events after `id`, oldest first, at most `limit`.
pub fn after(db: &mut Db, id: EventId, limit: i64) -> Result<Vec<Event>, Error> {
    db.query(
        "SELECT id, at, kind, conversation_id, customer_id, message_id, agent_id \
         FROM event WHERE id > ?1 ORDER BY id LIMIT ?2",
        values![id, limit],
        read,
    )
}

/// The last event's id; zero before the first.
pub fn last(db: &mut Db) -> Result<EventId, Error> {
    db.count("SELECT COALESCE(MAX(id), 0) FROM event", &[]).map(EventId)
}

/// The last event before `before`; zero where there is none.
pub fn last_before(db: &mut Db, before: Timestamp) -> Result<EventId, Error> {
    db.count("SELECT COALESCE(MAX(id), 0) FROM event WHERE at < ?1", values![before]).map(EventId)
}

/// Up to which event `follower` has come; none before its first time.
pub fn place(db: &mut Db, follower: &str) -> Result<Option<EventId>, Error> {
    db.find("SELECT event_id FROM event_place WHERE follower = ?1", values![follower], |row| {
        row.get(0)
    })
}

/// `follower`, which had come up to `from`, has come up to `to`; whether it had. Where it had not, another server has
/// taken these events meanwhile, and they must not be taken twice.
pub fn move_place(db: &mut Db, follower: &str, from: EventId, to: EventId) -> Result<bool, Error> {
    let moved = db.execute(
        "INSERT INTO event_place (follower, event_id) VALUES (?1, ?3) \
         ON CONFLICT (follower) DO UPDATE SET event_id = excluded.event_id \
         WHERE event_place.event_id = ?2",
        values![follower, from, to],
    )?;
    Ok(moved > 0)
}

fn read(row: &Row<'_>) -> Result<Event, Error> {
    Ok(Event {
        id: row.get(0)?,
        at: row.get(1)?,
        kind: row.parse(2, EventKind::parse)?,
        conversation_id: row.get(3)?,
        customer_id: row.get(4)?,
        message_id: row.get(5)?,
        agent_id: row.get(6)?,
    })
}

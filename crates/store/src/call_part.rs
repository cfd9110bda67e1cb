//! Agents' parts of calls. What was heard in them is sealed to the agent's corner before it comes here:
//! this room holds names of files and bytes that it cannot read.

use domain::{AgentId, CallId, CallPartId, CornerId, Timestamp};

use crate::{Db, Error, Row, values};

/// One agent's part of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallPart {
    /// Its id.
    pub id: CallPartId,
    /// Of which call.
    pub call_id: CallId,
    /// Whose it is.
    pub agent_id: AgentId,
    /// When the agent picked up.
    pub began_at: Timestamp,
    /// When they hung up or gave it on.
    pub ended_at: Option<Timestamp>,
    /// The corner that all of the following is sealed to.
    pub corner_id: Option<CornerId>,
    /// The file of its recording, sealed with a key of its own.
    pub recording: Option<String>,
    /// That key, sealed to the corner.
    pub recording_key: Option<String>,
    /// The file of what was heard, sealed to the corner.
    pub figures: Option<String>,
    /// What the agent wrote about it and contested, sealed to the corner.
    pub notes: Option<String>,
    /// When its recording is deleted.
    pub delete_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT id, call_id, agent_id, began_at, ended_at, corner_id, recording, \
                      recording_key, figures, notes, delete_at FROM call_part";

/// Adds the part of an agent who picked up.
pub fn insert(
    db: &mut Db,
    call: CallId,
    agent: AgentId,
    began_at: Timestamp,
) -> Result<CallPartId, Error> {
    db.insert(
        "INSERT INTO call_part (call_id, agent_id, began_at) VALUES (?1, ?2, ?3) RETURNING id",
        values![call, agent, began_at],
    )
}

/// The part of that id.
pub fn find(db: &mut Db, id: CallPartId) -> Result<Option<CallPart>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// The parts of a call, in the order of time.
pub fn of_call(db: &mut Db, call: CallId) -> Result<Vec<CallPart>, Error> {
    db.query(&format!("{SELECT} WHERE call_id = ?1 ORDER BY began_at, id"), values![call], read)
}

/// An agent's own parts that are over, the newest first.
pub fn of_agent(
    db: &mut Db,
    agent: AgentId,
    limit: i64,
    offset: i64,
) -> Result<Vec<CallPart>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE agent_id = ?1 AND ended_at IS NOT NULL \
             ORDER BY began_at DESC, id DESC LIMIT ?2 OFFSET ?3"
        ),
        values![agent, limit, offset],
        read,
    )
}

/// The part is over.
pub fn set_ended(db: &mut Db, id: CallPartId, at: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE call_part SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL",
        values![id, at],
    )
    .map(drop)
}

/// The parts of calls that are over are over, too.
pub fn end_of_ended(db: &mut Db, at: Timestamp) -> Result<u64, Error> {
    db.execute(
        "UPDATE call_part SET ended_at = ?1 WHERE ended_at IS NULL \
         AND call_id IN (SELECT id FROM call WHERE ended_at IS NOT NULL)",
        values![at],
    )
}

/// Where its recording is, by which key, and until when.
pub fn set_recording(
    db: &mut Db,
    id: CallPartId,
    corner: CornerId,
    file: &str,
    key: &str,
    delete_at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE call_part SET corner_id = ?2, recording = ?3, recording_key = ?4, delete_at = ?5 \
         WHERE id = ?1",
        values![id, corner, file, key, delete_at],
    )
    .map(drop)
}

/// Where what was heard is.
pub fn set_figures(db: &mut Db, id: CallPartId, corner: CornerId, file: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE call_part SET corner_id = ?2, figures = ?3 WHERE id = ?1",
        values![id, corner, file],
    )
    .map(drop)
}

/// What the agent wrote about it.
pub fn set_notes(db: &mut Db, id: CallPartId, corner: CornerId, notes: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE call_part SET corner_id = ?2, notes = ?3 WHERE id = ?1",
        values![id, corner, notes],
    )
    .map(drop)
}

/// Forgets its recording; the key goes with it, so that copies elsewhere cannot be read either.
pub fn forget_recording(db: &mut Db, id: CallPartId) -> Result<(), Error> {
    db.execute(
        "UPDATE call_part SET recording = NULL, recording_key = NULL, delete_at = NULL \
         WHERE id = ?1",
        values![id],
    )
    .map(drop)
}

/// Forgets all that was heard and written in it.
pub fn forget(db: &mut Db, id: CallPartId) -> Result<(), Error> {
    forget_recording(db, id)?;
    db.execute("UPDATE call_part SET figures = NULL, notes = NULL WHERE id = ?1", values![id])
        .map(drop)
}

/// Parts whose recording is to be deleted now.
pub fn due(db: &mut Db, now: Timestamp) -> Result<Vec<CallPart>, Error> {
    db.query(
        &format!("{SELECT} WHERE delete_at <= ?1 ORDER BY delete_at, id LIMIT 200"),
        values![now],
        read,
    )
}

/// Whether that is the file of a part that is over and was heard to its end; with `all`, of any part.
pub fn has_file(db: &mut Db, file: &str, all: bool) -> Result<bool, Error> {
    let found = db.find(
        "SELECT 1 FROM call_part WHERE (recording = ?1 OR figures = ?1) \
         AND (?2 = 1 OR (ended_at IS NOT NULL AND figures IS NOT NULL))",
        values![file, i64::from(all)],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// When the next recording is to be deleted.
pub fn next_due(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    Ok(db
        .find("SELECT MIN(delete_at) FROM call_part WHERE delete_at IS NOT NULL", &[], |row| {
            row.get(0)
        })?
        .flatten())
}

fn read(row: &Row<'_>) -> Result<CallPart, Error> {
    Ok(CallPart {
        id: row.get(0)?,
        call_id: row.get(1)?,
        agent_id: row.get(2)?,
        began_at: row.get(3)?,
        ended_at: row.get(4)?,
        corner_id: row.get(5)?,
        recording: row.get(6)?,
        recording_key: row.get(7)?,
        figures: row.get(8)?,
        notes: row.get(9)?,
        delete_at: row.get(10)?,
    })
}

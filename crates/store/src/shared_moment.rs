//! Moments of calls that an agent shared with the team, by their own act.

use domain::{AgentId, CallPartId, ConversationId, SharedMomentId, Timestamp};

use crate::{Db, Error, Row, values};

/// A moment that somebody shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedMoment {
    /// Its id.
    pub id: SharedMomentId,
    /// Of which part.
    pub call_part_id: CallPartId,
    /// In which conversation.
    pub conversation_id: ConversationId,
    /// Who shared it: whose it is.
    pub agent_id: AgentId,
    /// What it is, in words.
    pub what: String,
    /// Where it begins, in ms from the beginning of the part.
    pub from_ms: i64,
    /// How long it is, in ms.
    pub length_ms: i64,
    /// What they say about it.
    pub note: String,
    /// The file of its sound, where they shared that too.
    pub clip: Option<String>,
    /// When it was shared.
    pub at: Timestamp,
}

const SELECT: &str = "SELECT id, call_part_id, conversation_id, agent_id, what, from_ms, \
                      length_ms, note, clip, at FROM shared_moment";

/// Adds one; its `id` is given anew.
pub fn insert(db: &mut Db, new: &SharedMoment) -> Result<SharedMomentId, Error> {
    db.insert(
        "INSERT INTO shared_moment (call_part_id, conversation_id, agent_id, what, from_ms, \
         length_ms, note, clip, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
        values![
            new.call_part_id,
            new.conversation_id,
            new.agent_id,
            &new.what,
            new.from_ms,
            new.length_ms,
            &new.note,
            new.clip.as_ref(),
            new.at
        ],
    )
}

/// The moment of that id.
pub fn find(db: &mut Db, id: SharedMomentId) -> Result<Option<SharedMoment>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// What was shared of a conversation's calls since `since`.
pub fn of_conversation(
    db: &mut Db,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<Vec<SharedMoment>, Error> {
    db.query(
        &format!("{SELECT} WHERE conversation_id = ?1 AND at >= ?2 ORDER BY at, id"),
        values![conversation, since],
        read,
    )
}

/// What was shared of a part.
pub fn of_part(db: &mut Db, part: CallPartId) -> Result<Vec<SharedMoment>, Error> {
    db.query(&format!("{SELECT} WHERE call_part_id = ?1 ORDER BY at, id"), values![part], read)
}

/// The sound of what was shared of a part is not shared any more: its recording is deleted.
pub fn forget_clips(db: &mut Db, part: CallPartId) -> Result<(), Error> {
    db.execute("UPDATE shared_moment SET clip = NULL WHERE call_part_id = ?1", values![part])
        .map(drop)
}

/// Nothing of a part is shared any more.
pub fn delete_of_part(db: &mut Db, part: CallPartId) -> Result<(), Error> {
    db.execute("DELETE FROM shared_moment WHERE call_part_id = ?1", values![part]).map(drop)
}

/// Takes one back; whether it was that agent's.
pub fn delete(db: &mut Db, id: SharedMomentId, agent: AgentId) -> Result<bool, Error> {
    let gone = db
        .execute("DELETE FROM shared_moment WHERE id = ?1 AND agent_id = ?2", values![id, agent])?;
    Ok(gone > 0)
}

fn read(row: &Row<'_>) -> Result<SharedMoment, Error> {
    Ok(SharedMoment {
        id: row.get(0)?,
        call_part_id: row.get(1)?,
        conversation_id: row.get(2)?,
        agent_id: row.get(3)?,
        what: row.get(4)?,
        from_ms: row.get(5)?,
        length_ms: row.get(6)?,
        note: row.get(7)?,
        clip: row.get(8)?,
        at: row.get(9)?,
    })
}

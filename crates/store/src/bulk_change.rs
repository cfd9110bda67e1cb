//! What was done to many conversations in one go, and how each stood before.

use domain::{
    AgentId, BulkChangeId, ConversationId, Timestamp, bulk_change::Kind, conversation::Before,
};

use crate::{Db, Error, conversation::read_before, values};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkChange {
    /// Its id.
    pub id: BulkChangeId,
    /// Who did it.
    pub agent_id: AgentId,
    /// What.
    pub kind: Kind,
    /// Which tag, where it was about one; else empty.
    pub tag: String,
    /// When.
    pub at: Timestamp,
}

/// Adds one.
pub fn insert(
    db: &mut Db,
    by: AgentId,
    kind: Kind,
    tag: &str,
    at: Timestamp,
) -> Result<BulkChangeId, Error> {
    db.insert(
        "INSERT INTO bulk_change (agent_id, kind, tag, at) VALUES (?1, ?2, ?3, ?4) RETURNING id",
        values![by, kind.as_str(), tag, at],
    )
}

/// Notes how a conversation that it changed stood before.
pub fn add(
    db: &mut Db,
    id: BulkChangeId,
    conversation: ConversationId,
    before: Before,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO bulk_change_row (bulk_change_id, conversation_id, state, waiting_since, \
         snoozed_until, assignee_id, team_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        values![
            id,
            conversation,
            before.standing.state.as_str(),
            before.standing.waiting_since,
            before.standing.snoozed_until,
            before.assignee_id,
            before.team_id
        ],
    )
    .map(drop)
}

/// The one of that id.
pub fn find(db: &mut Db, id: BulkChangeId) -> Result<Option<BulkChange>, Error> {
    db.find(
        "SELECT id, agent_id, kind, tag, at FROM bulk_change WHERE id = ?1",
        values![id],
        |row| {
            Ok(BulkChange {
                id: row.get(0)?,
                agent_id: row.get(1)?,
                kind: row.parse(2, Kind::parse)?,
                tag: row.get(3)?,
                at: row.get(4)?,
            })
        },
    )
}

/// The conversations that it changed, and how each stood before.
pub fn rows(db: &mut Db, id: BulkChangeId) -> Result<Vec<(ConversationId, Before)>, Error> {
    db.query(
        "SELECT conversation_id, state, waiting_since, snoozed_until, assignee_id, team_id \
         FROM bulk_change_row WHERE bulk_change_id = ?1 ORDER BY conversation_id",
        values![id],
        |row| Ok((row.get(0)?, read_before(row, 1)?)),
    )
}

/// Notes that it was undone; whether it had not been before.
pub fn set_undone(db: &mut Db, id: BulkChangeId, at: Timestamp) -> Result<bool, Error> {
    let undone = db.execute(
        "UPDATE bulk_change SET undone_at = ?2 WHERE id = ?1 AND undone_at IS NULL",
        values![id, at],
    )?;
    Ok(undone > 0)
}

//! Drafts.

use domain::{AgentId, ConversationId, Timestamp, draft::Draft, message::Kind};

use crate::{Db, Error, Row, values};

/// What an agent is writing in a conversation: at most a reply and a note.
pub fn of_agent(
    db: &mut Db,
    conversation: ConversationId,
    agent: AgentId,
) -> Result<Vec<Draft>, Error> {
    db.query(
        "SELECT kind, text, revision, updated_at FROM draft \
         WHERE conversation_id = ?1 AND agent_id = ?2",
        values![conversation, agent],
        read,
    )
}

/// One of them.
pub fn find(
    db: &mut Db,
    conversation: ConversationId,
    agent: AgentId,
    kind: Kind,
) -> Result<Option<Draft>, Error> {
    Ok(of_agent(db, conversation, agent)?.into_iter().find(|draft| draft.kind == kind))
}

/// Keeps a draft; its new revision.
pub fn save(
    db: &mut Db,
    conversation: ConversationId,
    agent: AgentId,
    kind: Kind,
    text: &str,
    now: Timestamp,
) -> Result<i64, Error> {
    db.insert(
        "INSERT INTO draft (conversation_id, agent_id, kind, text, revision, updated_at) \
         VALUES (?1, ?2, ?3, ?4, 1, ?5) ON CONFLICT (conversation_id, agent_id, kind) \
         DO UPDATE SET text = excluded.text, revision = draft.revision + 1, \
         updated_at = excluded.updated_at RETURNING revision",
        values![conversation, agent, kind.as_str(), text, now],
    )
}

/// Conversations in which an agent left a draft that says something, the newest first.
pub fn conversations(db: &mut Db, agent: AgentId) -> Result<Vec<ConversationId>, Error> {
    db.query(
        "SELECT conversation_id FROM draft WHERE agent_id = ?1 AND text <> '' \
         GROUP BY conversation_id ORDER BY MAX(updated_at) DESC LIMIT 20",
        values![agent],
        |row| row.get(0),
    )
}

/// Whose drafts in a conversation say something.
pub fn of_conversation(
    db: &mut Db,
    conversation: ConversationId,
) -> Result<Vec<(AgentId, Draft)>, Error> {
    db.query(
        "SELECT kind, text, revision, updated_at, agent_id FROM draft \
         WHERE conversation_id = ?1 AND text <> '' ORDER BY agent_id, kind",
        values![conversation],
        |row| Ok((row.get(4)?, read(row)?)),
    )
}

fn read(row: &Row<'_>) -> Result<Draft, Error> {
    Ok(Draft {
        kind: row.parse(0, Kind::parse)?,
        text: row.get(1)?,
        revision: row.get(2)?,
        updated_at: row.get(3)?,
    })
}

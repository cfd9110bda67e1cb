//! Links by which customers choose when to be called back, each known by a token of which only the hash is
//! kept.

use domain::{AgentId, CallBackLinkId, ConversationId, PromiseId, Timestamp};

use crate::{Db, Error, values};

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallBackLink {
    /// Its id.
    pub id: CallBackLinkId,
    /// In which conversation it was sent.
    pub conversation_id: ConversationId,
    /// Who sent it.
    pub agent_id: AgentId,
    /// The call back that was chosen last.
    pub promise_id: Option<PromiseId>,
}

/// Adds a link.
pub fn insert(
    db: &mut Db,
    token_hash: &str,
    conversation: ConversationId,
    agent: AgentId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<CallBackLinkId, Error> {
    db.insert(
        "INSERT INTO call_back_link (token_hash, conversation_id, agent_id, made_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        values![token_hash, conversation, agent, now, expires_at],
    )
}

/// The link of that token, where it still opens at `now`.
pub fn by_token(
    db: &mut Db,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<CallBackLink>, Error> {
    db.find(
        "SELECT id, conversation_id, agent_id, promise_id FROM call_back_link \
         WHERE token_hash = ?1 AND expires_at > ?2",
        values![token_hash, now],
        |row| {
            Ok(CallBackLink {
                id: row.get(0)?,
                conversation_id: row.get(1)?,
                agent_id: row.get(2)?,
                promise_id: row.get(3)?,
            })
        },
    )
}

/// The call back that was chosen by a link.
pub fn set_promise(db: &mut Db, id: CallBackLinkId, promise: PromiseId) -> Result<(), Error> {
    db.execute("UPDATE call_back_link SET promise_id = ?2 WHERE id = ?1", values![id, promise])
        .map(drop)
}

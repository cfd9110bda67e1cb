//! What customers wrote lately: where kind words and hard ones are looked for.

use domain::{AgentId, ConversationId, MessageId, Timestamp};

use crate::{Db, Error, Row, values};

/// Something that a customer wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Which message.
    pub message: MessageId,
    /// Where.
    pub conversation: ConversationId,
    /// The customer's name, as they gave it.
    pub name: String,
    /// The words.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

const SELECT: &str = "SELECT message.id, message.conversation_id, customer.name, message.text, \
     message.at FROM message JOIN conversation ON conversation.id = message.conversation_id \
     JOIN customer ON customer.id = conversation.customer_id";

/// What customers wrote since then, the newest first; so many of it.
pub fn written_since(db: &mut Db, since: Timestamp, limit: i64) -> Result<Vec<Written>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE message.agent_id IS NULL AND message.at >= ?1 \
             ORDER BY message.at DESC LIMIT ?2"
        ),
        values![since, limit],
        read,
    )
}

/// What customers wrote between two moments whom that agent had answered last, the newest first; so many
/// of it.
pub fn written_to(
    db: &mut Db,
    agent: AgentId,
    from: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Written>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE message.agent_id IS NULL AND message.at >= ?2 AND message.at < ?3 \
             AND ?1 = (SELECT before.agent_id FROM message AS before \
             WHERE before.conversation_id = message.conversation_id AND before.kind = 'reply' \
             AND before.agent_id IS NOT NULL AND before.sequence IS NOT NULL \
             AND before.at <= message.at ORDER BY before.at DESC, before.id DESC LIMIT 1) \
             ORDER BY message.at DESC LIMIT ?4"
        ),
        values![agent, from, until, limit],
        read,
    )
}

/// What customers wrote since then in conversations that an agent has, the newest first; so many of it.
pub fn written_in_conversations_of(
    db: &mut Db,
    agent: AgentId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Written>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE message.agent_id IS NULL AND message.at >= ?2 \
             AND conversation.assignee_id = ?1 ORDER BY message.at DESC LIMIT ?3"
        ),
        values![agent, since, limit],
        read,
    )
}

/// When an agent last wrote to a customer before that moment.
pub fn last_reply_before(
    db: &mut Db,
    agent: AgentId,
    before: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    db.find(
        "SELECT at FROM message WHERE agent_id = ?1 AND at < ?2 AND sequence IS NOT NULL \
         ORDER BY at DESC LIMIT 1",
        values![agent, before],
        |row| row.get(0),
    )
}

fn read(row: &Row<'_>) -> Result<Written, Error> {
    Ok(Written {
        message: row.get(0)?,
        conversation: row.get(1)?,
        name: row.get(2)?,
        text: row.get(3)?,
        at: row.get(4)?,
    })
}

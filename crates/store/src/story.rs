//! What the story of a conversation begins with, and its first words.

use domain::{AgentId, ConversationId, MessageId, Timestamp};

use crate::{Db, Error, values};

/// When what a conversation is about now began: the customer's first words after it was closed the
/// last time, or else when it was opened. Nothing where there is no such conversation.
pub fn began(db: &mut Db, id: ConversationId) -> Result<Option<Timestamp>, Error> {
    db.find(
        "SELECT COALESCE((SELECT step.at FROM conversation_state step \
         WHERE step.conversation_id = conversation.id AND step.state = 'closed' AND step.at < \
         (SELECT message.at FROM message WHERE message.conversation_id = conversation.id \
         AND message.agent_id IS NULL ORDER BY message.at DESC, message.id DESC LIMIT 1) \
         ORDER BY step.at DESC LIMIT 1), conversation.opened_at) \
         FROM conversation WHERE conversation.id = ?1",
        values![id],
        |row| row.get(0),
    )
}

/// The first words of a conversation: the customer's, and ours after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstWords {
    /// When the customer wrote first.
    pub asked_at: Timestamp,
    /// Our answer: which, when, whose, and its words. Nothing while nobody has answered.
    pub answer: Option<(MessageId, Timestamp, AgentId, String)>,
}

/// The first words of a conversation. Nothing where we wrote first, or nobody wrote at all.
pub fn first_words(db: &mut Db, id: ConversationId) -> Result<Option<FirstWords>, Error> {
    let first = db.find(
        "SELECT agent_id, at FROM message WHERE conversation_id = ?1 AND kind = 'reply' \
         AND sequence IS NOT NULL ORDER BY at, id LIMIT 1",
        values![id],
        |row| Ok((row.get::<Option<AgentId>>(0)?, row.get::<Timestamp>(1)?)),
    )?;
    let Some((None, asked_at)) = first else { return Ok(None) };
    let answer = db.find(
        "SELECT id, at, agent_id, text FROM message WHERE conversation_id = ?1 \
         AND kind = 'reply' AND sequence IS NOT NULL AND agent_id IS NOT NULL \
         ORDER BY at, id LIMIT 1",
        values![id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    Ok(Some(FirstWords { asked_at, answer }))
}

/// Whether one of us wrote to the customer in a conversation since then, or is about to.
pub fn is_answered(db: &mut Db, id: ConversationId, since: Timestamp) -> Result<bool, Error> {
    let found = db.find(
        "SELECT 1 FROM message WHERE conversation_id = ?1 AND at >= ?2 AND kind = 'reply' \
         AND agent_id IS NOT NULL LIMIT 1",
        values![id, since],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// How many seconds it took until one of us answered in the conversations of that channel's word that
/// were opened since `since`: nothing for those in which nobody has yet. Only those that the customer
/// began. At most the last 5,000.
pub fn first_words_seconds(
    db: &mut Db,
    channel: &str,
    since: Timestamp,
) -> Result<Vec<Option<i64>>, Error> {
    db.query(
        "SELECT (answer.at - asked.at) / 1000 FROM conversation \
         JOIN message asked ON asked.id = (SELECT message.id FROM message \
         WHERE message.conversation_id = conversation.id AND message.kind = 'reply' \
         AND message.sequence IS NOT NULL ORDER BY message.at, message.id LIMIT 1) \
         AND asked.agent_id IS NULL \
         LEFT JOIN message answer ON answer.id = (SELECT message.id FROM message \
         WHERE message.conversation_id = conversation.id AND message.kind = 'reply' \
         AND message.sequence IS NOT NULL AND message.agent_id IS NOT NULL \
         ORDER BY message.at, message.id LIMIT 1) \
         WHERE conversation.opened_at >= ?1 AND conversation.channel = ?2 \
         ORDER BY conversation.opened_at DESC LIMIT 5000",
        values![since, channel],
        |row| row.get(0),
    )
}

/// How many seconds callers heard it ring since `since` until somebody picked up; nothing for those whom
/// nobody answered. At most the last 5,000.
pub fn pick_ups_seconds(db: &mut Db, since: Timestamp) -> Result<Vec<Option<i64>>, Error> {
    db.query(
        "SELECT (answered_at - joined_at) / 1000 FROM call \
         WHERE joined_at >= ?1 AND source = 'web' AND (answered_at IS NOT NULL OR ended_at IS NOT NULL) \
         ORDER BY joined_at DESC LIMIT 5000",
        values![since],
        |row| row.get(0),
    )
}

/// What customers wrote since `since`, the newest first: the last `limit` messages.
pub fn customers_words(
    db: &mut Db,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(MessageId, String)>, Error> {
    db.query(
        "SELECT id, text FROM message WHERE agent_id IS NULL AND at >= ?1 ORDER BY at DESC LIMIT ?2",
        values![since, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

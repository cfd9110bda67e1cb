//! Messages and notes.

use domain::{
    AgentId, ConversationId, CustomerId, EventId, InboxId, MessageId, Timestamp,
    conversation::Channel,
    message::{Author, Kind, Message},
};

use crate::{Db, Error, Row, search, values};

/// What a new message is made of.
pub struct New<'a> {
    /// Where.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub author: Author,
    /// Who may see it.
    pub kind: Kind,
    /// What it says.
    pub text: &'a str,
    /// When it is, or will be, sent.
    pub at: Timestamp,
    /// Whether it waits until then.
    pub queued: bool,
    /// The name that its sender gave it.
    pub key: Option<&'a str>,
}

const COLUMNS: &str = "message.id, message.conversation_id, message.agent_id, message.kind, \
                       message.text, message.at, message.sequence, message.key";

/// Adds a message.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<MessageId, Error> {
    let agent = match new.author {
        Author::Customer => None,
        Author::Agent(id) => Some(id),
    };
    let id = db.insert(
        "INSERT INTO message (conversation_id, agent_id, kind, text, at, send_at, key) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
        values![
            new.conversation,
            agent,
            new.kind.as_str(),
            new.text,
            new.at,
            new.queued.then_some(new.at),
            new.key
        ],
    )?;
    let &New { conversation, author, kind, text, at, .. } = new;
    search::add_message(db, &search::Message { id, conversation, author, kind, text, at }, &[])?;
    Ok(id)
}

/// The message of that id.
pub fn find(db: &mut Db, id: MessageId) -> Result<Option<Message>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM message WHERE id = ?1"), values![id], read)
}

/// The message that its sender gave that name.
pub fn by_key(
    db: &mut Db,
    conversation: ConversationId,
    key: &str,
) -> Result<Option<Message>, Error> {
    db.find(
        &format!("SELECT {COLUMNS} FROM message WHERE conversation_id = ?1 AND key = ?2"),
        values![conversation, key],
        read,
    )
}

/// The message to which a customer's own browser gave that name, in any conversation that came as that customer.
pub fn by_customers_key(
    db: &mut Db,
    customer: CustomerId,
    inbox: InboxId,
    key: &str,
) -> Result<Option<Message>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS} FROM conversation \
             JOIN message ON message.conversation_id = conversation.id AND message.key = ?3 \
             WHERE conversation.origin_id = ?1 AND conversation.inbox_id = ?2"
        ),
        values![customer, inbox, key],
        read,
    )
}

/// Gives a message its place in what both sides see. `waited_since` is since when the customer had
/// waited for it, if they had.
pub fn set_sent(
    db: &mut Db,
    id: MessageId,
    sequence: EventId,
    at: Timestamp,
    waited_since: Option<Timestamp>,
) -> Result<(), Error> {
    let waited_ms = waited_since.map(|since| at.as_millisecond() - since.as_millisecond());
    db.execute(
        "UPDATE message SET sequence = ?2, at = ?3, send_at = NULL, waited_ms = ?4 WHERE id = ?1",
        values![id, sequence, at, waited_ms],
    )
    .map(drop)
}

/// How long customers waited for each of our answers in a channel since `since`, in whole seconds:
/// from their first unanswered words to the answer. At most the last 500.
pub fn waits_seconds(db: &mut Db, channel: Channel, since: Timestamp) -> Result<Vec<i64>, Error> {
    db.query(
        "SELECT message.waited_ms / 1000 FROM message \
         JOIN conversation ON conversation.id = message.conversation_id \
         WHERE message.waited_ms IS NOT NULL AND message.at >= ?1 AND conversation.channel = ?2 \
         ORDER BY message.at DESC LIMIT 500",
        values![since, channel.as_str()],
        |row| row.get(0),
    )
}

/// Removes a message that was taken back before it was sent; whether it was there.
pub fn delete_queued(db: &mut Db, id: MessageId) -> Result<bool, Error> {
    let removed = db.find(
        "DELETE FROM message WHERE id = ?1 AND send_at IS NOT NULL RETURNING conversation_id",
        values![id],
        |row| row.get(0),
    )?;
    let Some(conversation) = removed else { return Ok(false) };
    search::message_changed(db, conversation, id)?;
    Ok(true)
}

/// Replies whose time to be sent has come, the earliest first.
pub fn due(db: &mut Db, now: Timestamp) -> Result<Vec<MessageId>, Error> {
    db.query(
        "SELECT id FROM message WHERE send_at <= ?1 ORDER BY send_at, id LIMIT 200",
        values![now],
        |row| row.get(0),
    )
}

/// When the next reply is to be sent.
pub fn next_due(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    Ok(db.find("SELECT MIN(send_at) FROM message", &[], |row| row.get(0))?.flatten())
}

/// A conversation's last messages and notes before `before` (its time and id), oldest first.
pub fn last(
    db: &mut Db,
    conversation: ConversationId,
    before: Option<(Timestamp, MessageId)>,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    let (at, id) = before.unwrap_or((Timestamp::MAX, MessageId(i64::MAX)));
    let mut found = db.query(
        &format!(
            "SELECT {COLUMNS} FROM message WHERE conversation_id = ?1 \
             AND (at < ?2 OR (at = ?2 AND id < ?3)) ORDER BY at DESC, id DESC LIMIT ?4"
        ),
        values![conversation, at, id, limit],
        read,
    )?;
    found.reverse();
    Ok(found)
}

/// A conversation's messages and notes after `after` (a time and an id), oldest first.
pub fn after(
    db: &mut Db,
    conversation: ConversationId,
    after: Option<(Timestamp, MessageId)>,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    let (at, id) = after.unwrap_or((Timestamp::MIN, MessageId(0)));
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM message WHERE conversation_id = ?1 \
             AND (at > ?2 OR (at = ?2 AND id > ?3)) ORDER BY at, id LIMIT ?4"
        ),
        values![conversation, at, id, limit],
        read,
    )
}

/// A conversation's first messages and notes since `since`, oldest first.
pub fn first(
    db: &mut Db,
    conversation: ConversationId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM message WHERE conversation_id = ?1 AND at >= ?2 \
             ORDER BY at, id LIMIT ?3"
        ),
        values![conversation, since, limit],
        read,
    )
}

/// What was said and noted in a conversation after `after` (a time and an id), oldest first, without replies
/// that wait for their time.
pub fn said_after(
    db: &mut Db,
    conversation: ConversationId,
    after: Option<(Timestamp, MessageId)>,
) -> Result<Vec<Message>, Error> {
    let (at, id) = after.unwrap_or((Timestamp::MIN, MessageId(0)));
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM message WHERE conversation_id = ?1 AND send_at IS NULL \
             AND (at > ?2 OR (at = ?2 AND id > ?3)) ORDER BY at, id"
        ),
        values![conversation, at, id],
        read,
    )
}

/// How many messages and notes of a conversation are from that one on, itself among them, and before
/// `before` (a time and an id); none where it is in another conversation.
pub fn count_from(
    db: &mut Db,
    conversation: ConversationId,
    from: MessageId,
    (at, id): (Timestamp, MessageId),
) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM message JOIN message start ON start.id = ?2 \
         AND start.conversation_id = message.conversation_id \
         WHERE message.conversation_id = ?1 \
         AND (message.at > start.at OR (message.at = start.at AND message.id >= start.id)) \
         AND (message.at < ?3 OR (message.at = ?3 AND message.id < ?4))",
        values![conversation, from, at, id],
    )
}

/// How many messages and notes were said in a conversation, without replies that wait for their time.
pub fn count_said(db: &mut Db, conversation: ConversationId) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM message WHERE conversation_id = ?1 AND send_at IS NULL",
        values![conversation],
    )
}

/// The id of the newest message or note in a conversation, of any kind; zero where there is none.
pub fn newest(db: &mut Db, conversation: ConversationId) -> Result<MessageId, Error> {
    db.count(
        "SELECT COALESCE(MAX(id), 0) FROM message WHERE conversation_id = ?1",
        values![conversation],
    )
    .map(MessageId)
}

/// What others wrote in a conversation after the message `seen`, that an agent may not have read.
pub fn by_others_after(
    db: &mut Db,
    conversation: ConversationId,
    seen: MessageId,
    agent: AgentId,
) -> Result<Vec<Message>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM message WHERE conversation_id = ?1 AND id > ?2 \
             AND (agent_id IS NULL OR agent_id <> ?3) ORDER BY id LIMIT 50"
        ),
        values![conversation, seen, agent],
        read,
    )
}

/// What may be seen of a chat by whoever came as that customer, in its order, after the place `after`.
pub fn seen_by_customer_after(
    db: &mut Db,
    customer: CustomerId,
    inbox: InboxId,
    after: EventId,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM conversation \
             JOIN message ON message.conversation_id = conversation.id \
             WHERE conversation.origin_id = ?1 AND conversation.inbox_id = ?2 \
             AND conversation.erasure_id IS NULL AND message.origin_id IS NULL AND message.sequence > ?3 ORDER BY message.sequence LIMIT ?4"
        ),
        values![customer, inbox, after, limit],
        read,
    )
}

/// The last of what may be seen of a chat by whoever came as that customer before the place `before`, oldest first.
pub fn seen_by_customer_before(
    db: &mut Db,
    customer: CustomerId,
    inbox: InboxId,
    before: EventId,
    limit: i64,
) -> Result<Vec<Message>, Error> {
    let mut found = db.query(
        &format!(
            "SELECT {COLUMNS} FROM conversation \
             JOIN message ON message.conversation_id = conversation.id \
             WHERE conversation.origin_id = ?1 AND conversation.inbox_id = ?2 \
             AND conversation.erasure_id IS NULL AND message.origin_id IS NULL AND message.sequence < ?3 ORDER BY message.sequence DESC LIMIT ?4"
        ),
        values![customer, inbox, before, limit],
        read,
    )?;
    found.reverse();
    Ok(found)
}

/// Whether a message may be seen in the browsers of whoever came as its conversation's customer did: it has gone out,
/// and did not come from a conversation of another origin.
pub fn is_seen_by_customer(db: &mut Db, id: MessageId) -> Result<bool, Error> {
    let found = db.find(
        "SELECT 1 FROM message WHERE id = ?1 AND sequence IS NOT NULL AND origin_id IS NULL",
        values![id],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// Notes that an agent was mentioned.
pub fn mention(db: &mut Db, message: MessageId, agent: AgentId) -> Result<(), Error> {
    db.execute(
        "INSERT INTO mention (message_id, agent_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        values![message, agent],
    )
    .map(drop)
}

/// Those who were mentioned in a note and have not opened it since.
pub fn mentioned(db: &mut Db, message: MessageId) -> Result<Vec<AgentId>, Error> {
    db.query(
        "SELECT agent_id FROM mention WHERE message_id = ?1 AND seen_at IS NULL ORDER BY agent_id",
        values![message],
        |row| row.get(0),
    )
}

/// Notes in which an agent was mentioned and that they have not opened since, the newest first.
pub fn unseen_mentions(db: &mut Db, agent: AgentId) -> Result<Vec<Message>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM mention JOIN message ON message.id = mention.message_id \
             WHERE mention.agent_id = ?1 AND mention.seen_at IS NULL \
             ORDER BY message.id DESC LIMIT 20"
        ),
        values![agent],
        read,
    )
}

/// Notes that an agent has opened a conversation in which they were mentioned.
pub fn set_mentions_seen(
    db: &mut Db,
    conversation: ConversationId,
    agent: AgentId,
    now: Timestamp,
) -> Result<u64, Error> {
    db.execute(
        "UPDATE mention SET seen_at = ?3 WHERE agent_id = ?2 AND seen_at IS NULL AND message_id IN \
         (SELECT id FROM message WHERE conversation_id = ?1)",
        values![conversation, agent, now],
    )
}

/// Whether an agent wrote to the customer in a conversation after that moment.
pub fn wrote_since(
    db: &mut Db,
    conversation: ConversationId,
    agent: AgentId,
    since: Timestamp,
) -> Result<bool, Error> {
    let wrote = db.count(
        "SELECT COUNT(*) FROM message WHERE conversation_id = ?1 AND agent_id = ?2 AND at > ?3 \
         AND kind = 'reply'",
        values![conversation, agent, since],
    )?;
    Ok(wrote > 0)
}

/// How many replies an agent sent since then.
pub fn sent_since(db: &mut Db, agent: AgentId, since: Timestamp) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM message \
         WHERE agent_id = ?1 AND at >= ?2 AND sequence IS NOT NULL",
        values![agent, since],
    )
}

fn read(row: &Row<'_>) -> Result<Message, Error> {
    let agent: Option<AgentId> = row.get(2)?;
    Ok(Message {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        author: agent.map_or(Author::Customer, Author::Agent),
        kind: row.parse(3, Kind::parse)?,
        text: row.get(4)?,
        at: row.get(5)?,
        sequence: row.get(6)?,
        key: row.get(7)?,
    })
}

//! Contacts: calls, and what was written from opening to closing.

use domain::{
    CallId, ContactId, ConversationId, MessageId, Timestamp,
    conversation::Channel,
    message::Author,
    standard::{Contact, judge::Wait},
};

use crate::{Db, Error, Row, values};

const COLUMNS: &str = "id, conversation_id, call_id, channel, began_at, ended_at, waited_seconds, \
                       waited_open_seconds";

/// Adds a contact.
pub fn insert(
    db: &mut Db,
    conversation: ConversationId,
    call: Option<CallId>,
    channel: Channel,
    began_at: Timestamp,
) -> Result<ContactId, Error> {
    db.insert(
        "INSERT INTO contact (conversation_id, call_id, channel, began_at) \
         VALUES (?1, ?2, ?3, ?4) RETURNING id",
        values![conversation, call, channel.as_str(), began_at],
    )
}

/// The contact of that id.
pub fn find(db: &mut Db, id: ContactId) -> Result<Option<Contact>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM contact WHERE id = ?1"), values![id], read)
}

/// The contacts of a conversation, in the order in which they began.
pub fn of_conversation(db: &mut Db, id: ConversationId) -> Result<Vec<Contact>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM contact WHERE conversation_id = ?1 ORDER BY began_at, id"),
        values![id],
        read,
    )
}

/// The conversations in which something was said last, or a call was asked for, of a channel or of all where that
/// is empty; the newest first.
pub fn recent_conversations(
    db: &mut Db,
    channel: &str,
    limit: i64,
) -> Result<Vec<ConversationId>, Error> {
    let sql = if channel == Channel::Phone.as_str() {
        "SELECT conversation_id FROM call WHERE ?1 <> '' GROUP BY conversation_id \
         ORDER BY MAX(asked_at) DESC LIMIT ?2"
    } else {
        "SELECT id FROM conversation WHERE ?1 = '' OR channel = ?1 \
         ORDER BY last_message_at DESC, id DESC LIMIT ?2"
    };
    db.query(sql, values![channel, limit], |row| row.get(0))
}

/// Keeps how a contact ended and how long was waited in it; a wait that is kept is never changed.
pub fn update(
    db: &mut Db,
    id: ContactId,
    ended_at: Option<Timestamp>,
    waited: Option<Wait>,
) -> Result<(), Error> {
    db.execute(
        "UPDATE contact SET ended_at = ?2, waited_seconds = COALESCE(waited_seconds, ?3), \
         waited_open_seconds = COALESCE(waited_open_seconds, ?4) WHERE id = ?1",
        values![
            id,
            ended_at,
            waited.map(|waited| waited.seconds),
            waited.map(|waited| waited.open_seconds)
        ],
    )
    .map(drop)
}

/// Something that was said to the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The message.
    pub message: MessageId,
    /// Who said it.
    pub author: Author,
    /// When.
    pub at: Timestamp,
    /// Whether it was read.
    pub read: bool,
    /// The language that it is in, where the reader does not know it.
    pub foreign: Option<String>,
}

/// What was said in a conversation from `from` on and before `until`, without its words, in order.
pub fn said(
    db: &mut Db,
    id: ConversationId,
    from: Timestamp,
    until: Option<Timestamp>,
) -> Result<Vec<Said>, Error> {
    db.query(
        "SELECT message.id, message.agent_id, message.at, moment_reading.message_id, \
         moment_reading.foreign_language FROM message \
         LEFT JOIN moment_reading ON moment_reading.message_id = message.id \
         WHERE message.conversation_id = ?1 AND message.at >= ?2 AND message.at < ?3 \
         AND message.kind = 'reply' AND message.sequence IS NOT NULL \
         ORDER BY message.at, message.id",
        values![id, from, until.unwrap_or(Timestamp::MAX)],
        |row| {
            let read: Option<MessageId> = row.get(3)?;
            Ok(Said {
                message: row.get(0)?,
                author: row.get::<Option<_>>(1)?.map_or(Author::Customer, Author::Agent),
                at: row.get(2)?,
                read: read.is_some(),
                foreign: row.get(4)?,
            })
        },
    )
}

fn read(row: &Row<'_>) -> Result<Contact, Error> {
    let waited: (Option<i64>, Option<i64>) = (row.get(6)?, row.get(7)?);
    Ok(Contact {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        call_id: row.get(2)?,
        channel: row.parse(3, Channel::parse)?,
        began_at: row.get(4)?,
        ended_at: row.get(5)?,
        waited: waited
            .0
            .zip(waited.1)
            .map(|(seconds, open_seconds)| Wait { seconds, open_seconds }),
    })
}

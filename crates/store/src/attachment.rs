//! Attachments: what is known of each file. Its bytes are in the store of files.

use domain::{
    AgentId, ApiTokenId, AttachmentId, ConversationId, MessageId, Timestamp,
    attachment::Attachment, message::Kind,
};

use crate::{Db, Error, Row, Value, search, values};

/// Who brought a file that is not part of a message yet.
#[derive(Debug, Clone)]
pub enum Uploader {
    /// An agent, for their draft in a conversation.
    Agent(AgentId, ConversationId, Kind),
    /// A visitor, by the hash of their secret.
    Visitor(String),
    /// Another program, for a message in a conversation.
    Program(ApiTokenId, ConversationId),
}

const COLUMNS: &str = "id, name, media_type, size_bytes, width, height, file";

/// Adds a file.
pub fn insert(
    db: &mut Db,
    attachment: &Attachment,
    uploader: &Uploader,
    key: Option<&str>,
    now: Timestamp,
) -> Result<AttachmentId, Error> {
    let (agent, conversation, kind, visitor, token) = match uploader {
        Uploader::Agent(agent, conversation, kind) => {
            (Some(*agent), Some(*conversation), Some(kind.as_str()), None, None)
        }
        Uploader::Visitor(hash) => (None, None, None, Some(hash.as_str()), None),
        Uploader::Program(token, conversation) => {
            (None, Some(*conversation), None, None, Some(*token))
        }
    };
    db.insert(
        "INSERT INTO attachment (agent_id, conversation_id, draft_kind, visitor_hash, key, name, \
         media_type, size_bytes, width, height, file, created_at, api_token_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) RETURNING id",
        values![
            agent,
            conversation,
            kind,
            visitor,
            key,
            &attachment.name,
            &attachment.media_type,
            attachment.size_bytes,
            attachment.pixels.map(|(width, _)| width),
            attachment.pixels.map(|(_, height)| height),
            &attachment.file,
            now,
            token
        ],
    )
}

/// The file that a visitor already brought under that key.
pub fn by_key(db: &mut Db, visitor_hash: &str, key: &str) -> Result<Option<Attachment>, Error> {
    db.find(
        &format!("SELECT {COLUMNS} FROM attachment WHERE visitor_hash = ?1 AND key = ?2"),
        values![visitor_hash, key],
        read,
    )
}

/// The files of an agent's draft.
pub fn of_draft(
    db: &mut Db,
    agent: AgentId,
    conversation: ConversationId,
    kind: Kind,
) -> Result<Vec<Attachment>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM attachment WHERE conversation_id = ?1 AND agent_id = ?2 \
             AND draft_kind = ?3 AND message_id IS NULL ORDER BY id"
        ),
        values![conversation, agent, kind.as_str()],
        read,
    )
}

/// A visitor's files that are in no message yet, of those ids.
pub fn of_visitor(
    db: &mut Db,
    visitor_hash: &str,
    ids: &[AttachmentId],
) -> Result<Vec<Attachment>, Error> {
    let waiting = db.query(
        &format!(
            "SELECT {COLUMNS} FROM attachment WHERE visitor_hash = ?1 AND message_id IS NULL \
             ORDER BY id"
        ),
        values![visitor_hash],
        read,
    )?;
    Ok(waiting.into_iter().filter(|attachment| ids.contains(&attachment.id)).collect())
}

/// How many files a visitor brought that are in no message yet.
pub fn waiting_of_visitor(db: &mut Db, visitor_hash: &str) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM attachment WHERE visitor_hash = ?1 AND message_id IS NULL",
        values![visitor_hash],
    )
}

/// The files that a program brought for a conversation and that are in no message yet.
pub fn of_program(
    db: &mut Db,
    token: ApiTokenId,
    conversation: ConversationId,
) -> Result<Vec<Attachment>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM attachment WHERE conversation_id = ?1 AND api_token_id = ?2 \
             AND message_id IS NULL ORDER BY id"
        ),
        values![conversation, token],
        read,
    )
}

/// How many files a program brought that are in no message yet.
pub fn waiting_of_program(db: &mut Db, token: ApiTokenId) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM attachment WHERE api_token_id = ?1 AND message_id IS NULL",
        values![token],
    )
}

/// Makes a file part of a message.
pub fn attach(
    db: &mut Db,
    id: AttachmentId,
    message: MessageId,
    conversation: ConversationId,
) -> Result<(), Error> {
    db.execute(
        "UPDATE attachment SET message_id = ?2, conversation_id = ?3 WHERE id = ?1",
        values![id, message, conversation],
    )?;
    search::message_changed(db, conversation, message)
}

/// Gives the files of a message that was taken back to its writer's draft again.
pub fn detach(db: &mut Db, message: MessageId) -> Result<(), Error> {
    // What a program brought for its writer is from now on in their draft like all else.
    db.execute(
        "UPDATE attachment SET message_id = NULL, api_token_id = NULL, \
         agent_id = (SELECT agent_id FROM message WHERE message.id = ?1), \
         draft_kind = (SELECT kind FROM message WHERE message.id = ?1) WHERE message_id = ?1",
        values![message],
    )
    .map(drop)
}

/// Removes a file from an agent's draft; what it was, if it was there.
pub fn remove_from_draft(
    db: &mut Db,
    id: AttachmentId,
    agent: AgentId,
    conversation: ConversationId,
) -> Result<Option<Attachment>, Error> {
    db.find(
        &format!(
            "DELETE FROM attachment WHERE id = ?1 AND agent_id = ?2 AND conversation_id = ?3 \
             AND message_id IS NULL RETURNING {COLUMNS}"
        ),
        values![id, agent, conversation],
        read,
    )
}

/// The files of a conversation's messages from `first` to `last`, with the message that each is in.
pub fn of_messages(
    db: &mut Db,
    conversation: ConversationId,
    first: MessageId,
    last: MessageId,
) -> Result<Vec<(MessageId, Attachment)>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS}, message_id FROM attachment \
             WHERE conversation_id = ?1 AND message_id >= ?2 AND message_id <= ?3 ORDER BY id"
        ),
        values![conversation, first, last],
        |row| Ok((row.get(7)?, read(row)?)),
    )
}

/// A file, with the conversation that it is or will be in, and who else may see it before then.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The file.
    pub attachment: Attachment,
    /// The conversation, once it is in one.
    pub conversation_id: Option<ConversationId>,
    /// The message, once it is in one.
    pub message_id: Option<MessageId>,
    /// The agent who brought it.
    pub agent_id: Option<AgentId>,
    /// The visitor who brought it.
    pub visitor_hash: Option<String>,
}

/// The file of that id.
pub fn find(db: &mut Db, id: AttachmentId) -> Result<Option<Placed>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS}, conversation_id, message_id, agent_id, visitor_hash \
             FROM attachment WHERE id = ?1"
        ),
        &[Value::from(id)],
        |row| {
            Ok(Placed {
                attachment: read(row)?,
                conversation_id: row.get(7)?,
                message_id: row.get(8)?,
                agent_id: row.get(9)?,
                visitor_hash: row.get(10)?,
            })
        },
    )
}

fn read(row: &Row<'_>) -> Result<Attachment, Error> {
    let width: Option<i64> = row.get(4)?;
    let height: Option<i64> = row.get(5)?;
    Ok(Attachment {
        id: row.get(0)?,
        name: row.get(1)?,
        media_type: row.get(2)?,
        size_bytes: row.get(3)?,
        pixels: width.zip(height),
        file: row.get(6)?,
    })
}

//! Promises that were noticed in messages, until somebody says what they are.

use domain::{AgentId, ConversationId, MessageId, PromiseId, PromiseSuggestionId, Timestamp};

use crate::{Db, Error, Row, values};

/// One that was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its id.
    pub id: PromiseSuggestionId,
    /// In which conversation.
    pub conversation_id: ConversationId,
    /// In which message.
    pub message_id: MessageId,
    /// Who wrote that.
    pub agent_id: AgentId,
    /// The words that promise.
    pub words: String,
    /// What they promise.
    pub what: String,
    /// By when, where they say so.
    pub due_at: Option<Timestamp>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// The promise that it became; none where it was none.
    pub promise_id: Option<PromiseId>,
}

/// What a new one is made of.
pub struct New<'a> {
    /// In which message.
    pub message: MessageId,
    /// Who wrote that.
    pub agent: AgentId,
    /// Where in its text the words begin and end, in bytes.
    pub span: (i64, i64),
    /// The words that promise.
    pub words: &'a str,
    /// What they promise.
    pub what: &'a str,
    /// By when, where they say so.
    pub due_at: Option<Timestamp>,
    /// When it is noticed.
    pub at: Timestamp,
}

const SELECT: &str = "SELECT id, conversation_id, message_id, agent_id, words, what, due_at, \
                      answered_at, promise_id FROM promise_suggestion";

/// Adds what was noticed; whether it was not noticed before.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<bool, Error> {
    let added = db.execute(
        "INSERT INTO promise_suggestion (conversation_id, message_id, agent_id, span_from, span_to, \
         words, what, due_at, made_at) VALUES ((SELECT conversation_id FROM message WHERE id = ?1), \
         ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (message_id, span_from) DO NOTHING",
        values![
            new.message,
            new.agent,
            new.span.0,
            new.span.1,
            new.words,
            new.what,
            new.due_at,
            new.at
        ],
    )?;
    Ok(added > 0)
}

/// The one of that id.
pub fn find(db: &mut Db, id: PromiseSuggestionId) -> Result<Option<Suggestion>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// Those of a conversation's messages that nobody has answered, in the order of the messages.
pub fn unanswered(db: &mut Db, conversation: ConversationId) -> Result<Vec<Suggestion>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE conversation_id = ?1 AND answered_at IS NULL \
             ORDER BY message_id, span_from LIMIT 100"
        ),
        values![conversation],
        read,
    )
}

/// It was answered: that promise, or none. Whether it was still to be.
pub fn answer(
    db: &mut Db,
    id: PromiseSuggestionId,
    by: AgentId,
    promise: Option<PromiseId>,
    now: Timestamp,
) -> Result<bool, Error> {
    let answered = db.execute(
        "UPDATE promise_suggestion SET answered_at = ?2, answered_by = ?3, promise_id = ?4 \
         WHERE id = ?1 AND answered_at IS NULL",
        values![id, now, by, promise],
    )?;
    Ok(answered > 0)
}

/// It is to be answered again, after it was said to be none; whether it was.
pub fn ask_again(db: &mut Db, id: PromiseSuggestionId) -> Result<bool, Error> {
    let asked = db.execute(
        "UPDATE promise_suggestion SET answered_at = NULL, answered_by = NULL \
         WHERE id = ?1 AND answered_at IS NOT NULL AND promise_id IS NULL",
        values![id],
    )?;
    Ok(asked > 0)
}

/// What became that promise is to be answered again, for it was made by mistake.
pub fn ask_again_for(db: &mut Db, promise: PromiseId) -> Result<u64, Error> {
    db.execute(
        "UPDATE promise_suggestion SET answered_at = NULL, answered_by = NULL, promise_id = NULL \
         WHERE promise_id = ?1",
        values![promise],
    )
}

fn read(row: &Row<'_>) -> Result<Suggestion, Error> {
    Ok(Suggestion {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        message_id: row.get(2)?,
        agent_id: row.get(3)?,
        words: row.get(4)?,
        what: row.get(5)?,
        due_at: row.get(6)?,
        answered_at: row.get(7)?,
        promise_id: row.get(8)?,
    })
}

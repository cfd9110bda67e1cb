//! What is old: conversations that were closed long ago, and files that came with them. What goes is marked as an erasure
//! of its own, and taken away by the same statements as whatever of a customer is erased.

use domain::{ConversationId, CustomerId, ErasureId, Timestamp, retention::Going};

use crate::{Db, Error, erasure, values};

/// Conversations that were closed before `?1`, and in which nothing is left to do: no promise to keep, no call.
const OLD: &str = "conversation.state = 'closed' AND conversation.state_since < ?1 \
    AND conversation.merged_into IS NULL AND conversation.erasure_id IS NULL \
    AND NOT EXISTS (SELECT 1 FROM promise WHERE promise.conversation_id = conversation.id \
     AND promise.kept_at IS NULL AND promise.cancelled_at IS NULL) \
    AND NOT EXISTS (SELECT 1 FROM call WHERE call.conversation_id = conversation.id \
     AND call.ended_at IS NULL)";

/// What there is in conversations that were closed before `before`: with them all, or of their files alone.
pub fn going(db: &mut Db, before: Timestamp, whole: bool) -> Result<Going, Error> {
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM conversation WHERE {OLD}), \
         (SELECT COUNT(*) FROM conversation \
          JOIN message ON message.conversation_id = conversation.id WHERE {OLD}), \
         (SELECT COUNT(*) FROM conversation \
          JOIN message ON message.conversation_id = conversation.id \
          JOIN attachment ON attachment.message_id = message.id WHERE {OLD}), \
         (SELECT CAST(COALESCE(SUM(attachment.size_bytes), 0) AS BIGINT) FROM conversation \
          JOIN message ON message.conversation_id = conversation.id \
          JOIN attachment ON attachment.message_id = message.id WHERE {OLD}), \
         (SELECT COUNT(*) FROM conversation JOIN call ON call.conversation_id = conversation.id \
          JOIN call_part ON call_part.call_id = call.id WHERE {OLD} AND recording IS NOT NULL)"
    );
    let found = db.find(&sql, values![before], |row| {
        Ok(Going {
            conversations: if whole { row.get(0)? } else { 0 },
            messages: if whole { row.get(1)? } else { 0 },
            files: row.get(2)?,
            files_bytes: row.get(3)?,
            recordings: row.get(4)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// Erases conversations that were closed before `before`, the oldest first, at most `limit`: which and with whom they
/// were, and what went.
pub fn erase(
    db: &mut Db,
    before: Timestamp,
    limit: i64,
    at: Timestamp,
) -> Result<(Vec<(ConversationId, CustomerId)>, Going), Error> {
    let old: Vec<(ConversationId, CustomerId)> = db.query(
        &format!(
            "SELECT id, customer_id FROM conversation WHERE {OLD} ORDER BY state_since, id LIMIT ?2"
        ),
        values![before, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if old.is_empty() {
        return Ok((old, Going::default()));
    }
    let id = erasure::begin(db, at)?;
    for (conversation, _) in &old {
        db.execute(
            "UPDATE conversation SET erasure_id = ?1 WHERE id = ?2",
            values![id, *conversation],
        )?;
    }
    // What was merged into them has nothing left but its subject.
    let merged = "UPDATE conversation SET erasure_id = ?1 WHERE erasure_id IS NULL \
                  AND merged_into IN (SELECT id FROM conversation WHERE erasure_id = ?1)";
    while db.execute(merged, values![id])? > 0 {}
    let gone = counted(db, id)?;
    erasure::finish(db, id)?;
    Ok((old, gone))
}

/// What an erasure of conversations takes with it, before it does.
fn counted(db: &mut Db, id: ErasureId) -> Result<Going, Error> {
    let found = db.find(
        "SELECT (SELECT COUNT(*) FROM conversation WHERE erasure_id = ?1 AND merged_into IS NULL), \
         (SELECT COUNT(*) FROM conversation \
          JOIN message ON message.conversation_id = conversation.id WHERE erasure_id = ?1), \
         (SELECT COUNT(*) FROM conversation \
          JOIN message ON message.conversation_id = conversation.id \
          JOIN attachment ON attachment.message_id = message.id WHERE erasure_id = ?1), \
         (SELECT CAST(COALESCE(SUM(attachment.size_bytes), 0) AS BIGINT) FROM conversation \
          JOIN message ON message.conversation_id = conversation.id \
          JOIN attachment ON attachment.message_id = message.id WHERE erasure_id = ?1), \
         (SELECT COUNT(*) FROM conversation JOIN call ON call.conversation_id = conversation.id \
          JOIN call_part ON call_part.call_id = call.id \
          WHERE erasure_id = ?1 AND recording IS NOT NULL)",
        values![id],
        |row| {
            Ok(Going {
                conversations: row.get(0)?,
                messages: row.get(1)?,
                files: row.get(2)?,
                files_bytes: row.get(3)?,
                recordings: row.get(4)?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Deletes files and recordings of conversations that were closed before `before`, at most `limit` of each: in which
/// conversations and with whom they were, and what went.
pub fn erase_files(
    db: &mut Db,
    before: Timestamp,
    limit: i64,
    at: Timestamp,
) -> Result<(Vec<(ConversationId, CustomerId)>, Going), Error> {
    let read = |row: &crate::Row<'_>| {
        let whose = (row.get(0)?, row.get(1)?);
        Ok((whose, row.get::<i64>(2)?, row.get::<String>(3)?, row.get::<i64>(4)?))
    };
    let files = db.query(
        &format!(
            "SELECT conversation.id, conversation.customer_id, attachment.id, attachment.file, \
             attachment.size_bytes FROM conversation \
             JOIN message ON message.conversation_id = conversation.id \
             JOIN attachment ON attachment.message_id = message.id \
             WHERE {OLD} ORDER BY attachment.id LIMIT ?2"
        ),
        values![before, limit],
        read,
    )?;
    let recordings = db.query(
        &format!(
            "SELECT conversation.id, conversation.customer_id, call_part.id, call_part.recording, \
             CAST(0 AS BIGINT) FROM conversation \
             JOIN call ON call.conversation_id = conversation.id \
             JOIN call_part ON call_part.call_id = call.id \
             WHERE {OLD} AND recording IS NOT NULL ORDER BY call_part.id LIMIT ?2"
        ),
        values![before, limit],
        read,
    )?;
    if files.is_empty() && recordings.is_empty() {
        return Ok((Vec::new(), Going::default()));
    }
    let id = erasure::begin(db, at)?;
    let mut gone = Going::default();
    let mut whose = Vec::new();
    for (conversation, attachment, file, bytes) in files {
        erasure::let_go(db, id, erasure::Place::Attachments, &file)?;
        db.execute("DELETE FROM attachment WHERE id = ?1", values![attachment])?;
        gone.files += 1;
        gone.files_bytes += bytes;
        whose.push(conversation);
    }
    for (conversation, part, file, _) in recordings {
        erasure::let_go(db, id, erasure::Place::Calls, &file)?;
        db.execute(
            "UPDATE call_part SET recording = NULL, recording_key = NULL, delete_at = NULL \
             WHERE id = ?1",
            values![part],
        )?;
        gone.recordings += 1;
        whose.push(conversation);
    }
    whose.sort_unstable();
    whose.dedup();
    Ok((whose, gone))
}

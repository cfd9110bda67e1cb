//! Tags on conversations.

use domain::{AgentId, ConversationId, TagId, Timestamp};

use crate::{Db, Error, values};

/// Every tag that is on some conversation, by name.
pub fn all(db: &mut Db) -> Result<Vec<String>, Error> {
    db.query("SELECT name FROM tag ORDER BY name", &[], |row| row.get(0))
}

/// The same, with their ids.
pub fn all_with_ids(db: &mut Db) -> Result<Vec<(TagId, String)>, Error> {
    db.query("SELECT id, name FROM tag ORDER BY name", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A conversation's tags, by name.
pub fn of_conversation(db: &mut Db, id: ConversationId) -> Result<Vec<String>, Error> {
    db.query(
        "SELECT tag.name FROM conversation_tag JOIN tag ON tag.id = conversation_tag.tag_id \
         WHERE conversation_tag.conversation_id = ?1 ORDER BY tag.name",
        values![id],
        |row| row.get(0),
    )
}

/// Puts a tag on a conversation; whether it was not there.
pub fn add(
    db: &mut Db,
    id: ConversationId,
    name: &str,
    by: Option<AgentId>,
    now: Timestamp,
) -> Result<bool, Error> {
    db.execute("INSERT INTO tag (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", values![name])?;
    let added = db.execute(
        "INSERT INTO conversation_tag (conversation_id, tag_id, agent_id, at) \
         SELECT ?1, id, ?3, ?4 FROM tag WHERE name = ?2 ON CONFLICT DO NOTHING",
        values![id, name, by, now],
    )?;
    Ok(added > 0)
}

/// Takes a tag off a conversation; whether it was there. A tag that is on none goes.
pub fn remove(db: &mut Db, id: ConversationId, name: &str) -> Result<bool, Error> {
    let tag: Option<TagId> =
        db.find("SELECT id FROM tag WHERE name = ?1", values![name], |row| row.get(0))?;
    let Some(tag) = tag else { return Ok(false) };
    let removed = db.execute(
        "DELETE FROM conversation_tag WHERE conversation_id = ?1 AND tag_id = ?2",
        values![id, tag],
    )?;
    db.execute(
        "DELETE FROM tag WHERE id = ?1 \
         AND NOT EXISTS (SELECT 1 FROM conversation_tag WHERE tag_id = ?1)",
        values![tag],
    )?;
    Ok(removed > 0)
}

//! Tags on conversations.

use domain::{
    AgentId, ConversationId, TagChangeId, TagId, Timestamp,
    conversation::State,
    tag::{Kind, Tag, TagChange},
};

use crate::{Db, Error, Row, values};

const COLUMNS: &str = "id, name, colour, archived_at";

/// Every tag that is offered, by name.
pub fn all(db: &mut Db) -> Result<Vec<String>, Error> {
    db.query("SELECT name FROM tag WHERE archived_at IS NULL ORDER BY name", &[], |row| row.get(0))
}

/// Every tag, by name, with on how many conversations it is and how many of these are not closed.
pub fn counted(db: &mut Db) -> Result<Vec<(Tag, i64, i64)>, Error> {
    db.query(
        "SELECT tag.id, tag.name, tag.colour, tag.archived_at, COUNT(conversation.id), \
         COALESCE(SUM(CASE WHEN conversation.state <> ?1 THEN 1 ELSE 0 END), 0) \
         FROM tag LEFT JOIN conversation_tag ON conversation_tag.tag_id = tag.id \
         LEFT JOIN conversation ON conversation.id = conversation_tag.conversation_id \
         AND conversation.merged_into IS NULL AND conversation.erasure_id IS NULL \
         GROUP BY tag.id, tag.name, tag.colour, tag.archived_at ORDER BY tag.name",
        values![State::Closed.as_str()],
        |row| Ok((read(row)?, row.get(4)?, row.get(5)?)),
    )
}

/// The tag of that id.
pub fn find(db: &mut Db, id: TagId) -> Result<Option<Tag>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM tag WHERE id = ?1"), values![id], read)
}

/// The tag of that name.
pub fn by_name(db: &mut Db, name: &str) -> Result<Option<Tag>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM tag WHERE name = ?1"), values![name], read)
}

/// Adds one; its id is given to it.
pub fn insert(db: &mut Db, name: &str, colour: i64) -> Result<TagId, Error> {
    db.insert("INSERT INTO tag (name, colour) VALUES (?1, ?2) RETURNING id", values![name, colour])
}

/// Changes its name and colour, and whether it is offered.
pub fn update(db: &mut Db, tag: &Tag) -> Result<(), Error> {
    db.execute(
        "UPDATE tag SET name = ?2, colour = ?3, archived_at = ?4 WHERE id = ?1",
        values![tag.id, &tag.name, tag.colour, tag.archived_at],
    )
    .map(drop)
}

/// Takes a tag off all conversations and forgets it, after noting which had it; where there is a `target` they get
/// that one in its place. How many conversations it was on.
pub fn replace(
    db: &mut Db,
    change: TagChangeId,
    id: TagId,
    target: Option<TagId>,
) -> Result<u64, Error> {
    let noted = db.execute(
        "INSERT INTO tag_change_row (tag_change_id, conversation_id, agent_id, at, had_target) \
         SELECT CAST(?1 AS BIGINT), conversation_id, agent_id, at, \
         (SELECT COUNT(*) FROM conversation_tag AS other WHERE other.tag_id = ?3 \
         AND other.conversation_id = conversation_tag.conversation_id) \
         FROM conversation_tag WHERE tag_id = ?2",
        values![change, id, target.map_or(0, |target| target.0)],
    )?;
    if let Some(target) = target {
        db.execute(
            "INSERT INTO conversation_tag (conversation_id, tag_id, agent_id, at) \
             SELECT conversation_id, CAST(?2 AS BIGINT), agent_id, at FROM tag_change_row \
             WHERE tag_change_id = ?1 AND had_target = 0",
            values![change, target],
        )?;
    }
    db.execute("DELETE FROM conversation_tag WHERE tag_id = ?1", values![id])?;
    db.execute("DELETE FROM tag WHERE id = ?1", values![id])?;
    Ok(noted)
}

/// Puts a tag back on the conversations that had it, and takes off those the target that they did not have before.
pub fn put_back(
    db: &mut Db,
    change: TagChangeId,
    id: TagId,
    target: Option<TagId>,
) -> Result<u64, Error> {
    if let Some(target) = target {
        db.execute(
            "DELETE FROM conversation_tag WHERE tag_id = ?2 AND conversation_id IN \
             (SELECT conversation_id FROM tag_change_row WHERE tag_change_id = ?1 \
             AND had_target = 0)",
            values![change, target],
        )?;
    }
    db.execute(
        "INSERT INTO conversation_tag (conversation_id, tag_id, agent_id, at) \
         SELECT conversation_id, CAST(?2 AS BIGINT), agent_id, at FROM tag_change_row \
         WHERE tag_change_id = ?1 ON CONFLICT DO NOTHING",
        values![change, id],
    )
}

/// Notes what is done to a tag.
pub fn insert_change(
    db: &mut Db,
    (kind, tag): (Kind, &Tag),
    target: Option<&str>,
    by: AgentId,
    at: Timestamp,
) -> Result<TagChangeId, Error> {
    db.insert(
        "INSERT INTO tag_change (kind, name, colour, target, agent_id, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        values![kind.as_str(), &tag.name, tag.colour, target, by, at],
    )
}

/// What was done to a tag.
pub fn find_change(db: &mut Db, id: TagChangeId) -> Result<Option<TagChange>, Error> {
    db.find(
        "SELECT id, kind, name, colour, target, agent_id, undone_at FROM tag_change WHERE id = ?1",
        values![id],
        |row| {
            Ok(TagChange {
                id: row.get(0)?,
                kind: row.parse(1, Kind::parse)?,
                name: row.get(2)?,
                colour: row.get(3)?,
                target: row.get(4)?,
                agent_id: row.get(5)?,
                undone_at: row.get(6)?,
            })
        },
    )
}

/// Notes that it was undone; whether it had not been before.
pub fn set_change_undone(db: &mut Db, id: TagChangeId, at: Timestamp) -> Result<bool, Error> {
    let undone = db.execute(
        "UPDATE tag_change SET undone_at = ?2 WHERE id = ?1 AND undone_at IS NULL",
        values![id, at],
    )?;
    Ok(undone > 0)
}

fn read(row: &Row<'_>) -> Result<Tag, Error> {
    Ok(Tag { id: row.get(0)?, name: row.get(1)?, colour: row.get(2)?, archived_at: row.get(3)? })
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

/// A conversation's tags, by name, each with its colour.
pub fn coloured(db: &mut Db, id: ConversationId) -> Result<Vec<Tag>, Error> {
    db.query(
        "SELECT tag.id, tag.name, tag.colour, tag.archived_at FROM conversation_tag \
         JOIN tag ON tag.id = conversation_tag.tag_id \
         WHERE conversation_tag.conversation_id = ?1 ORDER BY tag.name",
        values![id],
        read,
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

/// Takes a tag off a conversation; whether it was there. A plain tag that is on none goes.
pub fn remove(db: &mut Db, id: ConversationId, name: &str) -> Result<bool, Error> {
    let tag: Option<TagId> =
        db.find("SELECT id FROM tag WHERE name = ?1", values![name], |row| row.get(0))?;
    let Some(tag) = tag else { return Ok(false) };
    let removed = db.execute(
        "DELETE FROM conversation_tag WHERE conversation_id = ?1 AND tag_id = ?2",
        values![id, tag],
    )?;
    db.execute(
        "DELETE FROM tag WHERE id = ?1 AND colour = 0 AND archived_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM conversation_tag WHERE tag_id = ?1)",
        values![tag],
    )?;
    Ok(removed > 0)
}

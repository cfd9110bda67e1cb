//! Merges of conversations, and splits: what went where, row by row, so that it can go back.

use domain::{
    AgentId, ConversationId, EventId, MergeId, MessageId, TeamId, Timestamp,
    conversation::Before,
    merge::{Kind, Merge},
};

use crate::{Db, Error, Row, conversation::read_before, search, values};

/// Nouns of which a merge moves the rows, and remembers which.
const NOUNS: [&str; 5] = ["message", "call", "promise", "shared_moment", "call_back_link"];
/// Nouns that go with their message.
const OF_MESSAGES: [&str; 5] =
    ["attachment", "promise_suggestion", "moment", "moment_ruling", "moment_reading"];

/// What a new one is made of.
#[derive(Debug, Clone, Copy)]
pub struct New {
    /// A merge or a split.
    pub kind: Kind,
    /// From which conversation, and how it stood.
    pub source: (ConversationId, Before),
    /// Into which conversation, and how it stood.
    pub target: (ConversationId, Before),
    /// Who did it.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
}

const COLUMNS: &str = "id, kind, source_id, target_id, agent_id, at, \
    source_state, source_waiting_since, source_snoozed_until, source_assignee_id, source_team_id, \
    target_state, target_waiting_since, target_snoozed_until, target_assignee_id, target_team_id, \
    undone_at";

/// Adds one.
pub fn insert(db: &mut Db, new: &New) -> Result<MergeId, Error> {
    let ((source, before), (target, before_target)) = (new.source, new.target);
    db.insert(
        "INSERT INTO conversation_merge (kind, source_id, target_id, agent_id, at, \
         source_state, source_waiting_since, source_snoozed_until, source_assignee_id, \
         source_team_id, target_state, target_waiting_since, target_snoozed_until, \
         target_assignee_id, target_team_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) RETURNING id",
        values![
            new.kind.as_str(),
            source,
            target,
            new.by,
            new.at,
            before.standing.state.as_str(),
            before.standing.waiting_since,
            before.standing.snoozed_until,
            before.assignee_id,
            before.team_id,
            before_target.standing.state.as_str(),
            before_target.standing.waiting_since,
            before_target.standing.snoozed_until,
            before_target.assignee_id,
            before_target.team_id
        ],
    )
}

/// The one of that id.
pub fn find(db: &mut Db, id: MergeId) -> Result<Option<Merge>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM conversation_merge WHERE id = ?1");
    db.find(&sql, values![id], read)
}

/// Merges into a conversation, and into what was merged into it, and splits of it since `since` that were not undone,
/// the oldest first.
pub fn of_conversation(
    db: &mut Db,
    id: ConversationId,
    since: Timestamp,
) -> Result<Vec<Merge>, Error> {
    db.query(
        &format!(
            "WITH RECURSIVE inside (id) AS (SELECT CAST(?1 AS BIGINT) UNION \
             SELECT conversation.id FROM inside JOIN conversation \
             ON conversation.merged_into = inside.id) \
             SELECT {COLUMNS} FROM conversation_merge \
             WHERE (target_id IN (SELECT id FROM inside) \
             OR kind = 'split' AND source_id IN (SELECT id FROM inside)) \
             AND at >= ?2 AND undone_at IS NULL ORDER BY at, id"
        ),
        values![id, since],
        read,
    )
}

/// Notes that it was undone; whether it had not been before.
pub fn set_undone(db: &mut Db, id: MergeId, by: AgentId, at: Timestamp) -> Result<bool, Error> {
    let undone = db.execute(
        "UPDATE conversation_merge SET undone_at = ?3, undone_by = ?2 \
         WHERE id = ?1 AND undone_at IS NULL",
        values![id, by, at],
    )?;
    Ok(undone > 0)
}

/// Moves all that is in a conversation into another, and its tags with it.
pub fn move_all(
    db: &mut Db,
    merge: MergeId,
    from: ConversationId,
    to: ConversationId,
) -> Result<(), Error> {
    // A name of a message is its sender's, and is one of a kind within a conversation.
    db.execute(
        "UPDATE message SET key = 'merge-' || CAST(?1 AS BIGINT) || '-' || key \
         WHERE conversation_id = ?2 \
         AND key IN (SELECT key FROM message WHERE conversation_id = ?3 AND key IS NOT NULL)",
        values![merge, from, to],
    )?;
    name_origins(db, from, to)?;
    for noun in NOUNS {
        db.execute(
            &format!(
                "INSERT INTO conversation_merge_row (merge_id, noun, row_id) \
                 SELECT CAST(?1 AS BIGINT), '{noun}', id FROM {noun} WHERE conversation_id = ?2"
            ),
            values![merge, from],
        )?;
    }
    for noun in NOUNS.into_iter().chain(OF_MESSAGES) {
        db.execute(
            &format!("UPDATE {noun} SET conversation_id = ?2 WHERE conversation_id = ?1"),
            values![from, to],
        )?;
    }
    db.execute(
        "UPDATE contact SET conversation_id = ?2 WHERE conversation_id = ?1 AND call_id IS NOT NULL",
        values![from, to],
    )?;
    forget_origins(db, from, to)?;
    forget_outcomes(db, from)?;
    search::messages_moved(db, from)?;
    db.execute(
        "INSERT INTO conversation_merge_row (merge_id, noun, row_id) \
         SELECT CAST(?1 AS BIGINT), 'tag', tag_id FROM conversation_tag WHERE conversation_id = ?2 \
         AND tag_id NOT IN (SELECT tag_id FROM conversation_tag WHERE conversation_id = ?3)",
        values![merge, from, to],
    )?;
    db.execute(
        "INSERT INTO conversation_tag (conversation_id, tag_id, agent_id, at) \
         SELECT CAST(?3 AS BIGINT), tag_id, agent_id, at FROM conversation_tag \
         WHERE conversation_id = ?2 AND tag_id IN \
         (SELECT row_id FROM conversation_merge_row WHERE merge_id = ?1 AND noun = 'tag')",
        values![merge, from, to],
    )
    .map(drop)
}

/// Moves back what a merge had moved, as far as it still is in the conversation `from`.
pub fn move_back(
    db: &mut Db,
    merge: MergeId,
    from: ConversationId,
    to: ConversationId,
) -> Result<(), Error> {
    name_origins(db, from, to)?;
    for noun in NOUNS {
        db.execute(
            &format!(
                "UPDATE {noun} SET conversation_id = ?3 WHERE conversation_id = ?2 AND id IN \
                 (SELECT row_id FROM conversation_merge_row WHERE merge_id = ?1 AND noun = '{noun}')"
            ),
            values![merge, from, to],
        )?;
    }
    forget_origins(db, from, to)?;
    follow_messages(db, from, to)?;
    db.execute(
        "UPDATE contact SET conversation_id = ?2 WHERE conversation_id = ?1 \
         AND call_id IN (SELECT id FROM call WHERE conversation_id = ?2)",
        values![from, to],
    )?;
    db.execute(
        "DELETE FROM conversation_tag WHERE conversation_id = ?2 AND tag_id IN \
         (SELECT row_id FROM conversation_merge_row WHERE merge_id = ?1 AND noun = 'tag')",
        values![merge, from],
    )
    .map(drop)
}

/// Moves messages and notes from that one on, or that one alone, into another conversation; how many.
pub fn move_messages(
    db: &mut Db,
    from: ConversationId,
    to: ConversationId,
    (at, first): (Timestamp, MessageId),
    alone: bool,
) -> Result<u64, Error> {
    let moved = if alone {
        db.execute(
            "UPDATE message SET conversation_id = ?2 WHERE conversation_id = ?1 AND id = ?3",
            values![from, to, first],
        )?
    } else {
        db.execute(
            "UPDATE message SET conversation_id = ?2 WHERE conversation_id = ?1 \
             AND (at > ?4 OR (at = ?4 AND id >= ?3))",
            values![from, to, first, at],
        )?
    };
    follow_messages(db, from, to)?;
    db.execute(
        "UPDATE promise SET conversation_id = ?2 WHERE conversation_id = ?1 \
         AND message_id IN (SELECT id FROM message WHERE conversation_id = ?2)",
        values![from, to],
    )?;
    Ok(moved)
}

/// Notes as whom the customer came who wrote in a conversation, on its messages, before some of them go into one of
/// another origin: a browser reads its own alone.
fn name_origins(db: &mut Db, from: ConversationId, to: ConversationId) -> Result<(), Error> {
    db.execute(
        "UPDATE message SET origin_id = (SELECT origin_id FROM conversation WHERE id = ?1) \
         WHERE conversation_id = ?1 AND origin_id IS NULL \
         AND (SELECT origin_id FROM conversation WHERE id = ?1) \
          <> (SELECT origin_id FROM conversation WHERE id = ?2)",
        values![from, to],
    )
    .map(drop)
}

/// Forgets it where it goes without saying.
fn forget_origins(db: &mut Db, from: ConversationId, to: ConversationId) -> Result<(), Error> {
    db.execute(
        "UPDATE message SET origin_id = NULL WHERE conversation_id IN (?1, ?2) \
         AND origin_id = (SELECT conversation.origin_id FROM conversation \
         WHERE conversation.id = message.conversation_id)",
        values![from, to],
    )
    .map(drop)
}

fn follow_messages(db: &mut Db, from: ConversationId, to: ConversationId) -> Result<(), Error> {
    for noun in OF_MESSAGES {
        db.execute(
            &format!(
                "UPDATE {noun} SET conversation_id = ?2 WHERE conversation_id = ?1 \
                 AND message_id IN (SELECT id FROM message WHERE conversation_id = ?2)"
            ),
            values![from, to],
        )?;
    }
    search::messages_moved(db, from)
}

/// Forgets how what was written in a conversation stood to the standards: it is judged where it is now.
fn forget_outcomes(db: &mut Db, id: ConversationId) -> Result<(), Error> {
    db.execute(
        "DELETE FROM standard_outcome WHERE contact_id IN \
         (SELECT id FROM contact WHERE conversation_id = ?1 AND call_id IS NULL)",
        values![id],
    )
    .map(drop)
}

/// Notes the conversation into which another one was merged, or that it is by itself again.
pub fn set_merged_into(
    db: &mut Db,
    id: ConversationId,
    into: Option<ConversationId>,
) -> Result<(), Error> {
    db.execute("UPDATE conversation SET merged_into = ?2 WHERE id = ?1", values![id, into])
        .map(drop)
}

/// Notes who has a conversation, where that follows from a merge.
pub fn set_whose(
    db: &mut Db,
    id: ConversationId,
    assignee: Option<AgentId>,
    team: Option<TeamId>,
) -> Result<(), Error> {
    db.execute(
        "UPDATE conversation SET assignee_id = ?2, team_id = ?3 WHERE id = ?1",
        values![id, assignee, team],
    )
    .map(drop)
}

/// Who said what in a conversation that both sides see, in order: whether it was the customer, and when.
pub fn turns(db: &mut Db, id: ConversationId) -> Result<Vec<(bool, Timestamp)>, Error> {
    db.query(
        "SELECT agent_id, at FROM message WHERE conversation_id = ?1 AND sequence IS NOT NULL \
         ORDER BY at, id",
        values![id],
        |row| Ok((row.get::<Option<AgentId>>(0)?.is_none(), row.get(1)?)),
    )
}

/// The last message of a conversation that both sides see: which, its words, and when.
pub fn last_said(
    db: &mut Db,
    id: ConversationId,
) -> Result<Option<(MessageId, String, Timestamp)>, Error> {
    db.find(
        "SELECT id, text, at FROM message WHERE conversation_id = ?1 AND sequence IS NOT NULL \
         ORDER BY at DESC, id DESC LIMIT 1",
        values![id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// How far each side has come in a conversation: the place of the customer's last words, and the places up to
/// which the customer, and an agent, have read.
pub fn places(db: &mut Db, id: ConversationId) -> Result<(EventId, EventId, EventId), Error> {
    let found = db.find(
        "SELECT customer_sequence, read_by_customer, read_by_agent FROM conversation WHERE id = ?1",
        values![id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    Ok(found.unwrap_or((EventId(0), EventId(0), EventId(0))))
}

/// Notes these places. The customer's last words are found anew.
pub fn set_places(
    db: &mut Db,
    id: ConversationId,
    read_by_customer: EventId,
    read_by_agent: EventId,
) -> Result<(), Error> {
    db.execute(
        "UPDATE conversation SET read_by_customer = ?2, read_by_agent = ?3, customer_sequence = \
         COALESCE((SELECT MAX(message.sequence) FROM message \
         WHERE message.conversation_id = conversation.id AND message.agent_id IS NULL), 0) \
         WHERE id = ?1",
        values![id, read_by_customer, read_by_agent],
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> Result<Merge, Error> {
    Ok(Merge {
        id: row.get(0)?,
        kind: row.parse(1, Kind::parse)?,
        source_id: row.get(2)?,
        target_id: row.get(3)?,
        agent_id: row.get(4)?,
        at: row.get(5)?,
        source: read_before(row, 6)?,
        target: read_before(row, 11)?,
        undone_at: row.get(16)?,
    })
}

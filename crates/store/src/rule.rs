//! Rules, what set them off, and what they did.

use domain::{
    AgentId, ConversationId, EventId, PromiseId, RuleId, TagId, Timestamp, conversation::State,
    event::Event, rule::AS_BEFORE,
};

use crate::{Db, Error, Row, values};

/// A rule as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its id.
    pub id: RuleId,
    /// What it is called.
    pub name: String,
    /// What it says, as JSON.
    pub content: String,
    /// Whether it is on.
    pub on: bool,
    /// Why it was paused, where it was.
    pub paused: Option<String>,
    /// Who wrote or changed it last.
    pub changed_by: AgentId,
    /// Since when it holds as it is.
    pub since: Timestamp,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, name, content, is_on, paused, changed_by, since, removed_at";

/// All of them, in their order.
pub fn all(db: &mut Db) -> Result<Vec<Kept>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM rule WHERE removed_at IS NULL ORDER BY position, id"),
        &[],
        read,
    )
}

/// The one of that id, also where it was removed.
pub fn find(db: &mut Db, id: RuleId) -> Result<Option<Kept>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM rule WHERE id = ?1"), values![id], read)
}

/// Adds one behind all others.
pub fn insert(
    db: &mut Db,
    (name, content): (&str, &str),
    by: AgentId,
    at: Timestamp,
) -> Result<RuleId, Error> {
    let last = db.count("SELECT COALESCE(MAX(position), 0) FROM rule", &[])?;
    db.insert(
        "INSERT INTO rule (name, content, position, is_on, changed_by, since) \
         VALUES (?1, ?2, ?3, 1, ?4, ?5) RETURNING id",
        values![name, content, last + 1, by, at],
    )
}

/// Changes what one says.
pub fn update(
    db: &mut Db,
    id: RuleId,
    (name, content): (&str, &str),
    by: AgentId,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE rule SET name = ?2, content = ?3, changed_by = ?4, since = ?5, paused = NULL \
         WHERE id = ?1",
        values![id, name, content, by, at],
    )
    .map(drop)
}

/// Changes the words in which one says the same.
pub fn set_content(db: &mut Db, id: RuleId, content: &str) -> Result<(), Error> {
    db.execute("UPDATE rule SET content = ?2 WHERE id = ?1", values![id, content]).map(drop)
}

/// Turns one on or off. One that is turned on is paused no more.
pub fn set_on(db: &mut Db, id: RuleId, on: bool, at: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE rule SET is_on = ?2, since = ?3, paused = NULL WHERE id = ?1",
        values![id, i64::from(on), at],
    )
    .map(drop)
}

/// Pauses one, and says why.
pub fn set_paused(db: &mut Db, id: RuleId, why: &str) -> Result<(), Error> {
    db.execute("UPDATE rule SET paused = ?2 WHERE id = ?1", values![id, why]).map(drop)
}

/// Removes one, or brings it back with `None`.
pub fn set_removed(db: &mut Db, id: RuleId, at: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE rule SET removed_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

/// Puts one at a place in the order.
pub fn set_position(db: &mut Db, id: RuleId, position: i64) -> Result<(), Error> {
    db.execute("UPDATE rule SET position = ?2 WHERE id = ?1", values![id, position]).map(drop)
}

/// What a rule did.
#[derive(Debug, Clone)]
pub struct Run {
    /// Which rule.
    pub rule_id: RuleId,
    /// What it is called now.
    pub rule_name: String,
    /// In which conversation.
    pub conversation_id: ConversationId,
    /// What that is about.
    pub subject: String,
    /// What it did, in words.
    pub outcome: String,
    /// When.
    pub at: Timestamp,
}

const RUN: &str = "SELECT rule_run.rule_id, rule.name, rule_run.conversation_id, \
    conversation.subject, rule_run.outcome, rule_run.at FROM rule_run \
    JOIN rule ON rule.id = rule_run.rule_id \
    JOIN conversation ON conversation.id = rule_run.conversation_id";

/// Notes what a rule did about a cause; whether it had not run for it before.
pub fn add_run(
    db: &mut Db,
    id: RuleId,
    conversation: ConversationId,
    cause: &str,
    outcome: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    let added = db.execute(
        "INSERT INTO rule_run (rule_id, conversation_id, cause, outcome, at) \
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (rule_id, cause) DO NOTHING",
        values![id, conversation, cause, outcome, at],
    )?;
    Ok(added > 0)
}

/// Notes what came of a run.
pub fn set_outcome(db: &mut Db, id: RuleId, cause: &str, outcome: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE rule_run SET outcome = ?3 WHERE rule_id = ?1 AND cause = ?2",
        values![id, cause, outcome],
    )
    .map(drop)
}

/// What a rule did, the last first.
pub fn runs(db: &mut Db, id: RuleId, limit: i64) -> Result<Vec<Run>, Error> {
    db.query(
        &format!(
            "{RUN} WHERE rule_run.rule_id = ?1 ORDER BY rule_run.at DESC, rule_run.id DESC LIMIT ?2"
        ),
        values![id, limit],
        read_run,
    )
}

/// What rules did in a conversation since `since`, oldest first.
pub fn runs_of_conversation(
    db: &mut Db,
    id: ConversationId,
    since: Timestamp,
) -> Result<Vec<Run>, Error> {
    db.query(
        &format!(
            "{RUN} WHERE rule_run.conversation_id = ?1 AND rule_run.at >= ?2 \
             ORDER BY rule_run.at, rule_run.id"
        ),
        values![id, since],
        read_run,
    )
}

/// How often each rule has run, and when it last did.
pub fn counts(db: &mut Db) -> Result<Vec<(RuleId, i64, Timestamp)>, Error> {
    db.query("SELECT rule_id, COUNT(*), MAX(at) FROM rule_run GROUP BY rule_id", &[], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// How often a rule has done something in a conversation since `since`, with the run that is under way.
pub fn count_runs(
    db: &mut Db,
    id: RuleId,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM rule_run WHERE rule_id = ?1 AND conversation_id = ?2 AND at >= ?3 \
         AND outcome <> ?4",
        values![id, conversation, since, AS_BEFORE],
    )
}

/// When the oldest run that is kept was.
pub fn oldest_run(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    Ok(db.find("SELECT MIN(at) FROM rule_run", &[], |row| row.get(0))?.flatten())
}

/// Forgets what rules did before `before`.
pub fn forget_runs(db: &mut Db, before: Timestamp) -> Result<(), Error> {
    db.execute("DELETE FROM rule_run WHERE at < ?1", values![before])?;
    db.execute(
        "DELETE FROM rule_event WHERE event_id IN (SELECT id FROM event WHERE at < ?1)",
        values![before],
    )
    .map(drop)
}

/// After how many rules an event came; zero for what people did. What a rule says goes out some time after it was said,
/// with an event of its own.
pub fn depth(db: &mut Db, event: &Event) -> Result<i64, Error> {
    let own = db.count(
        "SELECT COALESCE(MAX(depth), 0) FROM rule_event WHERE event_id = ?1",
        values![event.id],
    )?;
    let Some(message) = event.message_id.filter(|_| own == 0) else { return Ok(own) };
    let said = db.count(
        "SELECT COUNT(*) FROM message WHERE id = ?1 AND agent_id IS NOT NULL AND key LIKE 'rule-%'",
        values![message],
    )?;
    if said == 0 {
        return Ok(0);
    }
    db.count(
        "SELECT COALESCE(MAX(rule_event.depth), 0) FROM rule_event \
         JOIN event ON event.id = rule_event.event_id WHERE event.message_id = ?1",
        values![message],
    )
}

/// Notes that all events after `after` came after so many rules.
pub fn set_depth(db: &mut Db, after: EventId, depth: i64) -> Result<(), Error> {
    db.execute(
        "INSERT INTO rule_event (event_id, depth) \
         SELECT id, CAST(?2 AS BIGINT) FROM event WHERE id > ?1",
        values![after, depth],
    )
    .map(drop)
}

/// The tags that were put on a conversation at that moment.
pub fn tagged_at(
    db: &mut Db,
    id: ConversationId,
    at: Timestamp,
) -> Result<Vec<(TagId, String)>, Error> {
    db.query(
        "SELECT tag.id, tag.name FROM conversation_tag JOIN tag ON tag.id = conversation_tag.tag_id \
         WHERE conversation_tag.conversation_id = ?1 AND conversation_tag.at = ?2 ORDER BY tag.id",
        values![id, at],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The states into which a conversation came at that moment, but for its first, each with the number of its row.
pub fn became_at(
    db: &mut Db,
    id: ConversationId,
    at: Timestamp,
) -> Result<Vec<(i64, State)>, Error> {
    db.query(
        "SELECT id, state FROM conversation_state WHERE conversation_id = ?1 AND at = ?2 \
         AND id > (SELECT MIN(id) FROM conversation_state WHERE conversation_id = ?1) ORDER BY id",
        values![id, at],
        |row| Ok((row.get(0)?, row.parse(1, State::parse)?)),
    )
}

/// Conversations whose customer waits since before `before`, but no longer than since `since`, about which a rule has
/// done nothing yet, with since when.
pub fn waiting(
    db: &mut Db,
    id: RuleId,
    (since, before): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<(ConversationId, Timestamp)>, Error> {
    db.query(
        "SELECT id, waiting_since FROM conversation WHERE state = ?2 AND merged_into IS NULL \
         AND erasure_id IS NULL \
         AND waiting_since <= ?3 AND waiting_since > ?4 AND NOT EXISTS (SELECT 1 FROM rule_run \
         WHERE rule_id = ?1 AND cause = 'waiting:' || CAST(conversation.id AS TEXT) || ':' \
         || CAST(conversation.waiting_since AS TEXT)) ORDER BY waiting_since, id LIMIT ?5",
        values![id, State::WaitingOnUs.as_str(), before, since, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Open promises that are due after `from` and until `until`, about which a rule has done nothing yet.
pub fn promised(
    db: &mut Db,
    id: RuleId,
    (from, until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<(PromiseId, ConversationId, Timestamp)>, Error> {
    db.query(
        "SELECT id, conversation_id, due_at FROM promise WHERE kept_at IS NULL \
         AND cancelled_at IS NULL AND due_at > ?2 AND due_at <= ?3 AND NOT EXISTS \
         (SELECT 1 FROM rule_run WHERE rule_id = ?1 AND cause = 'promise:' \
         || CAST(promise.id AS TEXT) || ':' || CAST(promise.due_at AS TEXT)) \
         ORDER BY due_at, id LIMIT ?4",
        values![id, from, until, limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// The last words of the customer in a conversation.
pub fn last_words(db: &mut Db, id: ConversationId) -> Result<Option<String>, Error> {
    db.find(
        "SELECT text FROM message WHERE conversation_id = ?1 AND agent_id IS NULL \
         AND kind = 'reply' ORDER BY at DESC, id DESC LIMIT 1",
        values![id],
        |row| row.get(0),
    )
}

/// The conversations that were last written in, the last first.
pub fn latest(db: &mut Db, limit: i64) -> Result<Vec<ConversationId>, Error> {
    db.query(
        "SELECT id FROM conversation WHERE merged_into IS NULL AND erasure_id IS NULL \
         ORDER BY last_message_at DESC, id DESC LIMIT ?1",
        values![limit],
        |row| row.get(0),
    )
}

fn read(row: &Row<'_>) -> Result<Kept, Error> {
    Ok(Kept {
        id: row.get(0)?,
        name: row.get(1)?,
        content: row.get(2)?,
        on: row.get::<i64>(3)? > 0,
        paused: row.get(4)?,
        changed_by: row.get(5)?,
        since: row.get(6)?,
        removed_at: row.get(7)?,
    })
}

fn read_run(row: &Row<'_>) -> Result<Run, Error> {
    Ok(Run {
        rule_id: row.get(0)?,
        rule_name: row.get(1)?,
        conversation_id: row.get(2)?,
        subject: row.get(3)?,
        outcome: row.get(4)?,
        at: row.get(5)?,
    })
}

//! Canned replies, and how often each was used.

use domain::{
    AgentId, CannedReplyId, TeamId, Timestamp,
    canned_reply::{CannedReply, Content, Uses, Whose},
};

use crate::{Db, Error, Row, values};

const COLUMNS: &str =
    "id, title, code, words, language, team_id, agent_id, revision, changed_by, removed_at";
/// Those of `?1`, a team's number, and `?2`, an agent's; both are zero for everybody's.
const OF: &str = "COALESCE(team_id, 0) = ?1 AND COALESCE(agent_id, 0) = ?2";

/// Whose it is, as its columns have it.
fn columns(whose: Whose) -> (Option<TeamId>, Option<AgentId>) {
    match whose {
        Whose::Everybody => (None, None),
        Whose::Team(team) => (Some(team), None),
        Whose::Agent(agent) => (None, Some(agent)),
    }
}

/// … and as [`OF`] reads it: ids begin at one.
fn numbers(whose: Whose) -> (i64, i64) {
    let (team, agent) = columns(whose);
    (team.map_or(0, |team| team.0), agent.map_or(0, |agent| agent.0))
}

/// Adds one.
pub fn insert(db: &mut Db, content: &Content, by: AgentId) -> Result<CannedReplyId, Error> {
    let (team, agent) = columns(content.whose);
    db.insert(
        "INSERT INTO canned_reply (title, code, words, language, team_id, agent_id, revision, \
         changed_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7) RETURNING id",
        values![
            &content.title,
            content.code.as_deref(),
            &content.text,
            content.language.as_deref(),
            team,
            agent,
            by
        ],
    )
}

/// Writes it anew, as its next revision.
pub fn update(db: &mut Db, id: CannedReplyId, content: &Content, by: AgentId) -> Result<(), Error> {
    let (team, agent) = columns(content.whose);
    db.execute(
        "UPDATE canned_reply SET title = ?2, code = ?3, words = ?4, language = ?5, team_id = ?6, \
         agent_id = ?7, revision = revision + 1, changed_by = ?8 WHERE id = ?1",
        values![
            id,
            &content.title,
            content.code.as_deref(),
            &content.text,
            content.language.as_deref(),
            team,
            agent,
            by
        ],
    )
    .map(drop)
}

/// It is removed from `at` on, or is there again.
pub fn set_removed(db: &mut Db, id: CannedReplyId, at: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE canned_reply SET removed_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

/// It has no short code any more.
pub fn forget_code(db: &mut Db, id: CannedReplyId) -> Result<(), Error> {
    db.execute("UPDATE canned_reply SET code = NULL WHERE id = ?1", values![id]).map(drop)
}

/// The one of that id, also where it was removed.
pub fn find(db: &mut Db, id: CannedReplyId) -> Result<Option<CannedReply>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM canned_reply WHERE id = ?1"), values![id], read)
}

/// The one with that short code among those that are somebody's.
pub fn by_code(db: &mut Db, whose: Whose, code: &str) -> Result<Option<CannedReply>, Error> {
    let (team, agent) = numbers(whose);
    db.find(
        &format!(
            "SELECT {COLUMNS} FROM canned_reply WHERE {OF} AND code = ?3 AND removed_at IS NULL"
        ),
        values![team, agent, code],
        read,
    )
}

/// All that are everybody's, by their titles.
pub fn everybodys(db: &mut Db) -> Result<Vec<CannedReply>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM canned_reply WHERE team_id IS NULL AND agent_id IS NULL \
             AND removed_at IS NULL ORDER BY title, id"
        ),
        &[],
        read,
    )
}

/// How many are somebody's.
pub fn count(db: &mut Db, whose: Whose) -> Result<i64, Error> {
    let (team, agent) = numbers(whose);
    db.count(
        &format!("SELECT COUNT(*) FROM canned_reply WHERE {OF} AND removed_at IS NULL"),
        values![team, agent],
    )
}

/// All that are shared, and those of that agent alone, with how often they were used.
pub fn shared_and_of(db: &mut Db, agent: AgentId) -> Result<Vec<(CannedReply, Uses)>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS}, \
             (SELECT CAST(COALESCE(SUM(uses), 0) AS BIGINT) FROM canned_reply_use \
             WHERE canned_reply_id = canned_reply.id), \
             (SELECT MAX(last_at) FROM canned_reply_use \
             WHERE canned_reply_id = canned_reply.id), \
             (SELECT last_at FROM canned_reply_use \
             WHERE canned_reply_id = canned_reply.id AND agent_id = ?1) \
             FROM canned_reply WHERE removed_at IS NULL AND (agent_id IS NULL OR agent_id = ?1) \
             ORDER BY id"
        ),
        values![agent],
        |row| {
            let uses = Uses { count: row.get(10)?, last_at: row.get(11)?, mine_at: row.get(12)? };
            Ok((read(row)?, uses))
        },
    )
}

/// An agent used it once more.
pub fn add_use(
    db: &mut Db,
    id: CannedReplyId,
    agent: AgentId,
    now: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO canned_reply_use (canned_reply_id, agent_id, uses, last_at) \
         VALUES (?1, ?2, 1, ?3) ON CONFLICT (canned_reply_id, agent_id) \
         DO UPDATE SET uses = canned_reply_use.uses + 1, last_at = excluded.last_at",
        values![id, agent, now],
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> Result<CannedReply, Error> {
    let (team, agent): (Option<TeamId>, Option<AgentId>) = (row.get(5)?, row.get(6)?);
    Ok(CannedReply {
        id: row.get(0)?,
        content: Content {
            title: row.get(1)?,
            code: row.get(2)?,
            text: row.get(3)?,
            language: row.get(4)?,
            whose: match (team, agent) {
                (_, Some(agent)) => Whose::Agent(agent),
                (Some(team), None) => Whose::Team(team),
                (None, None) => Whose::Everybody,
            },
        },
        revision: row.get(7)?,
        changed_by: row.get(8)?,
        removed_at: row.get(9)?,
    })
}

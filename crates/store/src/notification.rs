//! What each agent is to be told, and how far they were.

use domain::{
    AgentId, ConversationId, EventId, NotificationId, NotificationSeeingId, PromiseId, Timestamp,
    notification::{Bundle, Kind, Notification, Untold, Way},
};

use crate::{Db, Error, Row, values};

const COLUMNS: &str =
    "id, agent_id, kind, about, conversation_id, by_id, count, place, at, seen_at";

/// Something that happened, of which an agent is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Who is told.
    pub agent: AgentId,
    /// Of what.
    pub kind: Kind,
    /// The id of what it is about; zero where it is about nothing that has one.
    pub about: i64,
    /// In which conversation.
    pub conversation: Option<ConversationId>,
    /// Who did it.
    pub by: Option<AgentId>,
    /// The name under which it is told once.
    pub cause: String,
    /// The event that told of it.
    pub place: EventId,
    /// When it happened.
    pub at: Timestamp,
}

impl New {
    /// … in that conversation.
    #[must_use]
    pub fn within(self, conversation: ConversationId) -> Self {
        Self { conversation: Some(conversation), ..self }
    }

    /// … done by that agent, or by nobody.
    #[must_use]
    pub fn by(self, by: Option<AgentId>) -> Self {
        Self { by, ..self }
    }
}

/// Whether an agent was told of that already.
pub fn knows(db: &mut Db, agent: AgentId, cause: &str) -> Result<bool, Error> {
    let found = db.count(
        "SELECT COUNT(*) FROM notification_cause WHERE agent_id = ?1 AND cause = ?2",
        values![agent, cause],
    )?;
    Ok(found > 0)
}

/// Adds it, to the unseen one of its kind about the same where there is one; whether it was not there before.
pub fn add(db: &mut Db, new: &New) -> Result<bool, Error> {
    if knows(db, new.agent, &new.cause)? {
        return Ok(false);
    }
    let unseen: Option<NotificationId> = db.find(
        "SELECT id FROM notification \
         WHERE agent_id = ?1 AND kind = ?2 AND about = ?3 AND seen_at IS NULL",
        values![new.agent, new.kind.as_str(), new.about],
        |row| row.get(0),
    )?;
    let id = match unseen {
        Some(id) => {
            db.execute(
                "UPDATE notification SET count = count + 1, by_id = ?2, place = ?3, at = ?4, \
                 conversation_id = ?5 WHERE id = ?1",
                values![id, new.by, new.place, new.at, new.conversation],
            )?;
            id
        }
        None => db.insert(
            "INSERT INTO notification \
             (agent_id, kind, about, conversation_id, by_id, count, place, at) \
             VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7) RETURNING id",
            values![
                new.agent,
                new.kind.as_str(),
                new.about,
                new.conversation,
                new.by,
                new.place,
                new.at
            ],
        )?,
    };
    let waiting = new.conversation.filter(|_| new.kind == Kind::Waiting);
    db.execute(
        "INSERT INTO notification_cause \
         (agent_id, cause, notification_id, waiting_id, counts, place, at) \
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)",
        values![new.agent, &new.cause, id, waiting, new.place, new.at],
    )?;
    Ok(true)
}

/// The one of that id.
pub fn find(db: &mut Db, id: NotificationId) -> Result<Option<Notification>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM notification WHERE id = ?1"), values![id], read)
}

/// What an agent has not seen, the newest first.
pub fn unseen(db: &mut Db, agent: AgentId, limit: i64) -> Result<Vec<Notification>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM notification WHERE agent_id = ?1 AND seen_at IS NULL \
             ORDER BY at DESC, id DESC LIMIT ?2"
        ),
        values![agent, limit],
        read,
    )
}

/// What an agent has not seen of which something came after the first event, up to the second; the newest first.
pub fn unseen_between(
    db: &mut Db,
    agent: AgentId,
    (after, upto): (EventId, EventId),
    limit: i64,
) -> Result<Vec<Notification>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM notification WHERE agent_id = ?1 AND seen_at IS NULL \
             AND EXISTS (SELECT 1 FROM notification_cause AS cause \
             WHERE cause.notification_id = notification.id AND cause.counts = 1 \
             AND cause.place > ?2 AND cause.place <= ?3) ORDER BY at DESC, id DESC LIMIT ?4"
        ),
        values![agent, after, upto, limit],
        read,
    )
}

/// What an agent has not seen, and was not told where they were told what came up to `told_to`; the newest first. What
/// waits no more, or was looked at, is not told.
pub fn untold(
    db: &mut Db,
    agent: AgentId,
    told_to: EventId,
    limit: i64,
) -> Result<Vec<Untold>, Error> {
    db.query(
        "SELECT notification.kind, MIN(cause.at), notification.place FROM notification \
         JOIN notification_cause AS cause ON cause.notification_id = notification.id \
         WHERE notification.agent_id = ?1 AND notification.seen_at IS NULL \
         AND cause.place > ?2 AND cause.counts = 1 \
         GROUP BY notification.id, notification.kind, notification.place \
         ORDER BY notification.place DESC LIMIT ?3",
        values![agent, told_to, limit],
        |row| {
            let kind = row.parse(0, Kind::parse)?;
            Ok(Untold { kind, since: row.get(1)?, place: row.get(2)? })
        },
    )
}

/// What an agent was told, seen or not, the newest first.
pub fn latest(db: &mut Db, agent: AgentId, limit: i64) -> Result<Vec<Notification>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM notification WHERE agent_id = ?1 \
             ORDER BY at DESC, id DESC LIMIT ?2"
        ),
        values![agent, limit],
        read,
    )
}

/// Those who have something unseen in a conversation, or in what was merged into it, with what.
pub fn of_conversation(
    db: &mut Db,
    conversation: ConversationId,
) -> Result<Vec<Notification>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM notification WHERE seen_at IS NULL AND (conversation_id = ?1 \
             OR conversation_id IN (SELECT id FROM conversation WHERE merged_into = ?1)) ORDER BY id"
        ),
        values![conversation],
        read,
    )
}

/// An agent has seen one; whether they had not before.
pub fn set_seen(db: &mut Db, id: NotificationId, at: Timestamp) -> Result<bool, Error> {
    let seen = db.execute(
        "UPDATE notification SET seen_at = ?2 WHERE id = ?1 AND seen_at IS NULL",
        values![id, at],
    )?;
    Ok(seen > 0)
}

/// An agent has seen what is about a conversation, or what was merged into it; how many there were. Where it is one of
/// several that wait, the others still do.
pub fn set_conversation_seen(
    db: &mut Db,
    agent: AgentId,
    conversation: ConversationId,
    at: Timestamp,
) -> Result<u64, Error> {
    let seen = db.execute(
        "UPDATE notification SET seen_at = ?3 WHERE agent_id = ?1 AND seen_at IS NULL \
         AND kind <> 'waiting' AND (conversation_id = ?2 \
         OR conversation_id IN (SELECT id FROM conversation WHERE merged_into = ?2))",
        values![agent, conversation, at],
    )?;
    let waiting: Vec<NotificationId> = db.query(
        "UPDATE notification_cause SET counts = 0 \
         WHERE agent_id = ?1 AND waiting_id = ?2 AND counts = 1 RETURNING notification_id",
        values![agent, conversation],
        |row| row.get(0),
    )?;
    let mut fewer = 0;
    for id in waiting {
        fewer += count_down(db, id, at)?;
    }
    Ok(seen + fewer)
}

/// An unseen one tells of one thing less; of none, it is seen. How many there were.
fn count_down(db: &mut Db, id: NotificationId, at: Timestamp) -> Result<u64, Error> {
    db.execute(
        "UPDATE notification SET count = count - 1, \
         seen_at = CASE WHEN count > 1 THEN NULL ELSE CAST(?2 AS BIGINT) END \
         WHERE id = ?1 AND seen_at IS NULL",
        values![id, at],
    )
}

/// An agent has seen what is about a promise; how many there were.
pub fn set_promise_seen(
    db: &mut Db,
    agent: AgentId,
    promise: PromiseId,
    at: Timestamp,
) -> Result<u64, Error> {
    db.execute(
        "UPDATE notification SET seen_at = ?3 WHERE agent_id = ?1 AND seen_at IS NULL \
         AND about = ?2 AND kind IN ('promise', 'handed', 'call back')",
        values![agent, promise, at],
    )
}

/// An agent has seen all; how many, and the name under which that can be undone.
pub fn set_all_seen(
    db: &mut Db,
    agent: AgentId,
    at: Timestamp,
) -> Result<(NotificationSeeingId, u64), Error> {
    let seeing: NotificationSeeingId = db.insert(
        "INSERT INTO notification_seeing (agent_id, at) VALUES (?1, ?2) RETURNING id",
        values![agent, at],
    )?;
    let seen = db.execute(
        "UPDATE notification SET seen_at = ?3, seeing_id = ?2 \
         WHERE agent_id = ?1 AND seen_at IS NULL",
        values![agent, seeing, at],
    )?;
    Ok((seeing, seen))
}

/// What an agent saw in one go is unseen again, but for what happened once more since; how many there are.
pub fn set_unseen(db: &mut Db, agent: AgentId, seeing: NotificationSeeingId) -> Result<u64, Error> {
    db.execute(
        "UPDATE notification SET seen_at = NULL, seeing_id = NULL \
         WHERE agent_id = ?1 AND seeing_id = ?2 AND NOT EXISTS \
         (SELECT 1 FROM notification AS newer WHERE newer.agent_id = ?1 \
         AND newer.kind = notification.kind AND newer.about = notification.about \
         AND newer.seen_at IS NULL)",
        values![agent, seeing],
    )
}

/// That an agent was told of a conversation that waits for nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Who was told.
    pub agent: AgentId,
    /// In which.
    pub notification: NotificationId,
    /// Under which name.
    pub cause: String,
}

/// Who was told that a conversation waits.
pub fn waiting(db: &mut Db, conversation: ConversationId) -> Result<Vec<Waiting>, Error> {
    db.query(
        "SELECT agent_id, notification_id, cause FROM notification_cause \
         WHERE waiting_id = ?1 ORDER BY agent_id, cause",
        values![conversation],
        |row| Ok(Waiting { agent: row.get(0)?, notification: row.get(1)?, cause: row.get(2)? }),
    )
}

/// A conversation waits no more: it is told no more, and what tells of nothing else is seen. Whether that was unseen.
pub fn withdraw(db: &mut Db, waiting: &Waiting, at: Timestamp) -> Result<bool, Error> {
    let counted: Option<i64> = db.find(
        "DELETE FROM notification_cause WHERE agent_id = ?1 AND cause = ?2 RETURNING counts",
        values![waiting.agent, &waiting.cause],
        |row| row.get(0),
    )?;
    Ok(counted == Some(1) && count_down(db, waiting.notification, at)? > 0)
}

/// Drops what was seen before `before`.
pub fn forget(db: &mut Db, before: Timestamp) -> Result<(), Error> {
    db.execute("DELETE FROM notification WHERE seen_at < ?1", values![before])?;
    db.execute(
        "DELETE FROM notification_seeing WHERE at < ?1 AND NOT EXISTS \
         (SELECT 1 FROM notification WHERE seeing_id = notification_seeing.id)",
        values![before],
    )
    .map(drop)
}

/// How far an agent was told in that way.
pub fn bundle(db: &mut Db, agent: AgentId, way: Way) -> Result<Bundle, Error> {
    let found = db.find(
        "SELECT next_at, told_at, told_to FROM notification_bundle \
         WHERE agent_id = ?1 AND way = ?2",
        values![agent, way.as_str()],
        |row| Ok(Bundle { next_at: row.get(0)?, told_at: row.get(1)?, told_to: row.get(2)? }),
    )?;
    Ok(found.unwrap_or(Bundle { next_at: None, told_at: None, told_to: EventId(0) }))
}

/// Keeps how far an agent was told in that way.
pub fn set_bundle(db: &mut Db, agent: AgentId, way: Way, bundle: Bundle) -> Result<(), Error> {
    db.execute(
        "INSERT INTO notification_bundle (agent_id, way, next_at, told_at, told_to) \
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (agent_id, way) DO UPDATE SET \
         next_at = excluded.next_at, told_at = excluded.told_at, told_to = excluded.told_to",
        values![agent, way.as_str(), bundle.next_at, bundle.told_at, bundle.told_to],
    )
    .map(drop)
}

/// Whose next bundles are to be looked at by `now`, and in which way.
pub fn due(db: &mut Db, now: Timestamp) -> Result<Vec<(AgentId, Way)>, Error> {
    db.query(
        "SELECT agent_id, way FROM notification_bundle WHERE next_at <= ?1 \
         ORDER BY next_at, agent_id, way",
        values![now],
        |row| Ok((row.get(0)?, row.parse(1, Way::parse)?)),
    )
}

/// When the next bundle is to be looked at.
pub fn next_due(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    let next = db.find(
        "SELECT MIN(next_at) FROM notification_bundle WHERE next_at IS NOT NULL",
        &[],
        |row| row.get(0),
    )?;
    Ok(next.flatten())
}

fn read(row: &Row<'_>) -> Result<Notification, Error> {
    Ok(Notification {
        id: row.get(0)?,
        agent_id: row.get(1)?,
        kind: row.parse(2, Kind::parse)?,
        about: row.get(3)?,
        conversation_id: row.get(4)?,
        by_id: row.get(5)?,
        count: row.get(6)?,
        place: row.get(7)?,
        at: row.get(8)?,
        seen_at: row.get(9)?,
    })
}

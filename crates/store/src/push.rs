//! Browsers that are told what is new while no page is open, and what each is to be told next.

use domain::{
    AgentId, EventId, PushSubscriptionId, SessionId, Timestamp,
    push::{Subscription, TRIES_SOON, Trouble},
};

use crate::{Db, Error, Row, values};

const SELECT: &str = "SELECT push.id, push.agent_id, push.session_id, session.browser, \
     session.revoked_at, session.expires_at, push.secret, push.made_at, push.told_at, push.told_after, \
     push.told_upto, push.tries, push.next_at, push.trouble, push.answer, push.test \
     FROM push_subscription AS push JOIN session ON session.id = push.session_id";

/// What a new one is made of.
pub struct New<'a> {
    /// Whose.
    pub agent: AgentId,
    /// Where that browser is signed in.
    pub session: SessionId,
    /// The SHA-256 of its address at its push service.
    pub endpoint_hash: &'a str,
    /// That address and its keys, sealed.
    pub secret: &'a str,
}

/// Adds a browser, in the place of what was known of it, also as somebody else's.
pub fn put(db: &mut Db, new: &New<'_>, now: Timestamp) -> Result<PushSubscriptionId, Error> {
    db.execute(
        "DELETE FROM push_subscription WHERE session_id = ?1 OR endpoint_hash = ?2",
        values![new.session, new.endpoint_hash],
    )?;
    db.execute(
        "DELETE FROM push_removal WHERE agent_id = ?1 AND endpoint_hash = ?2",
        values![new.agent, new.endpoint_hash],
    )?;
    db.insert(
        "INSERT INTO push_subscription (agent_id, session_id, endpoint_hash, secret, made_at, tries) \
         VALUES (?1, ?2, ?3, ?4, ?5, 0) RETURNING id",
        values![new.agent, new.session, new.endpoint_hash, new.secret, now],
    )
}

/// A browser of an agent is signed in there now; whether it is known.
pub fn move_to(
    db: &mut Db,
    agent: AgentId,
    endpoint_hash: &str,
    session: SessionId,
) -> Result<bool, Error> {
    let moved = db.execute(
        "UPDATE push_subscription SET session_id = ?3 WHERE agent_id = ?1 AND endpoint_hash = ?2",
        values![agent, endpoint_hash, session],
    )?;
    Ok(moved > 0)
}

/// The one of that id.
pub fn find(
    db: &mut Db,
    id: PushSubscriptionId,
    now: Timestamp,
) -> Result<Option<Subscription>, Error> {
    db.find(&format!("{SELECT} WHERE push.id = ?1"), values![id], |row| read(row, now))
}

/// An agent's browsers, the newest first.
pub fn of_agent(db: &mut Db, agent: AgentId, now: Timestamp) -> Result<Vec<Subscription>, Error> {
    db.query(
        &format!("{SELECT} WHERE push.agent_id = ?1 ORDER BY push.id DESC"),
        values![agent],
        |row| read(row, now),
    )
}

/// How many browsers an agent has.
pub fn count(db: &mut Db, agent: AgentId) -> Result<i64, Error> {
    db.count("SELECT COUNT(*) FROM push_subscription WHERE agent_id = ?1", values![agent])
}

/// Whether the browser of that session is told.
pub fn is_told(db: &mut Db, session: SessionId) -> Result<bool, Error> {
    let found =
        db.count("SELECT COUNT(*) FROM push_subscription WHERE session_id = ?1", values![session])?;
    Ok(found > 0)
}

/// Forgets one: it can be told nothing any more.
pub fn remove(db: &mut Db, id: PushSubscriptionId) -> Result<(), Error> {
    db.execute("DELETE FROM push_subscription WHERE id = ?1", values![id]).map(drop)
}

/// Its agent takes one back, so that it does not come back by itself.
pub fn take_back(db: &mut Db, id: PushSubscriptionId, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "INSERT INTO push_removal (agent_id, endpoint_hash, at) \
         SELECT agent_id, endpoint_hash, CAST(?2 AS BIGINT) FROM push_subscription WHERE id = ?1 \
         ON CONFLICT (agent_id, endpoint_hash) DO UPDATE SET at = excluded.at",
        values![id, now],
    )?;
    remove(db, id)
}

/// Whether an agent took a browser back.
pub fn was_taken_back(db: &mut Db, agent: AgentId, endpoint_hash: &str) -> Result<bool, Error> {
    let found = db.count(
        "SELECT COUNT(*) FROM push_removal WHERE agent_id = ?1 AND endpoint_hash = ?2",
        values![agent, endpoint_hash],
    )?;
    Ok(found > 0)
}

/// Forgets all: none of them can be told anything any more. Whose they were.
pub fn remove_all(db: &mut Db) -> Result<Vec<AgentId>, Error> {
    let mut whose: Vec<AgentId> =
        db.query("DELETE FROM push_subscription RETURNING agent_id", &[], |row| row.get(0))?;
    whose.sort_unstable();
    whose.dedup();
    Ok(whose)
}

/// An agent's browsers are to be told what came after the first event, up to the second, with what they were not told
/// yet. What is tried again is not tried sooner for it, and not given up before that was tried for as long.
pub fn tell(
    db: &mut Db,
    agent: AgentId,
    (after, upto): (EventId, EventId),
    now: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE push_subscription SET told_after = COALESCE(told_after, ?2), told_upto = ?3, \
         tries = CASE WHEN next_at IS NULL THEN 0 WHEN tries > ?5 THEN ?5 ELSE tries END, \
         next_at = COALESCE(next_at, ?4) WHERE agent_id = ?1",
        values![agent, after, upto, now, TRIES_SOON],
    )
    .map(drop)
}

/// A browser is to be told a test now, before what is new.
pub fn set_test(db: &mut Db, id: PushSubscriptionId, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE push_subscription SET test = 1, tries = 0, next_at = ?2 WHERE id = ?1",
        values![id, now],
    )
    .map(drop)
}

/// What was not taken before is tried again now, where it would be by `before`: what is waited for longer with is what a
/// push service asked for, or somebody's quiet hours.
pub fn retry_all(db: &mut Db, now: Timestamp, before: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE push_subscription SET next_at = ?1 \
         WHERE next_at > ?1 AND next_at <= ?2 AND tries > 0",
        values![now, before],
    )
    .map(drop)
}

/// A browser is told at `at` what it is to be told.
pub fn set_next(db: &mut Db, id: PushSubscriptionId, at: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE push_subscription SET next_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

/// Those that are to be told by `now`.
pub fn due(db: &mut Db, now: Timestamp, limit: i64) -> Result<Vec<Subscription>, Error> {
    db.query(
        &format!("{SELECT} WHERE push.next_at <= ?1 ORDER BY push.next_at, push.id LIMIT ?2"),
        values![now, limit],
        |row| read(row, now),
    )
}

/// When the next is to be told.
pub fn next_due(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    let next = db.find(
        "SELECT MIN(next_at) FROM push_subscription WHERE next_at IS NOT NULL",
        &[],
        |row| row.get(0),
    )?;
    Ok(next.flatten())
}

/// What a browser was to be told is done with: what is left is a test, or what came after the first event up to the
/// second, and is told from `now` on; or nothing.
pub fn set_left(
    db: &mut Db,
    id: PushSubscriptionId,
    (test, told): (bool, Option<(EventId, EventId)>),
    now: Timestamp,
) -> Result<(), Error> {
    let (after, upto) = told.unzip();
    let next_at = (test || told.is_some()).then_some(now);
    db.execute(
        "UPDATE push_subscription SET test = ?2, told_after = ?3, told_upto = ?4, tries = 0, \
         next_at = ?5 WHERE id = ?1",
        values![id, i64::from(test), after, upto, next_at],
    )
    .map(drop)
}

/// Its push service took something.
pub fn set_told(db: &mut Db, id: PushSubscriptionId, at: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE push_subscription SET told_at = ?2, trouble = NULL, answer = NULL WHERE id = ?1",
        values![id, at],
    )
    .map(drop)
}

/// What stood in the way of telling it.
pub fn set_trouble(
    db: &mut Db,
    id: PushSubscriptionId,
    trouble: Trouble,
    answer: &str,
) -> Result<(), Error> {
    db.execute(
        "UPDATE push_subscription SET trouble = ?2, answer = ?3 WHERE id = ?1",
        values![id, trouble.as_str(), answer],
    )
    .map(drop)
}

/// How often it was tried to tell it all that it is to be told, and when it is tried again.
pub fn set_tried(
    db: &mut Db,
    id: PushSubscriptionId,
    tries: i64,
    next_at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE push_subscription SET tries = ?2, next_at = ?3 WHERE id = ?1",
        values![id, tries, next_at],
    )
    .map(drop)
}

/// Forgets browsers in which nobody is signed in since before `before`, and those that were taken back before.
pub fn forget(db: &mut Db, before: Timestamp) -> Result<(), Error> {
    db.execute("DELETE FROM push_removal WHERE at < ?1", values![before])?;
    db.execute(
        "DELETE FROM push_subscription WHERE session_id IN \
         (SELECT id FROM session WHERE revoked_at < ?1 OR expires_at < ?1)",
        values![before],
    )
    .map(drop)
}

fn read(row: &Row<'_>, now: Timestamp) -> Result<Subscription, Error> {
    let (revoked_at, expires_at): (Option<Timestamp>, Timestamp) = (row.get(4)?, row.get(5)?);
    let told: (Option<EventId>, Option<EventId>) = (row.get(9)?, row.get(10)?);
    let trouble: Option<String> = row.get(13)?;
    let answer: Option<String> = row.get(14)?;
    Ok(Subscription {
        id: row.get(0)?,
        agent_id: row.get(1)?,
        session_id: row.get(2)?,
        browser: row.get(3)?,
        is_signed_in: revoked_at.is_none() && expires_at > now,
        secret: row.get(6)?,
        made_at: row.get(7)?,
        told_at: row.get(8)?,
        test: row.get::<i64>(15)? != 0,
        told: told.0.zip(told.1),
        tries: row.get(11)?,
        next_at: row.get(12)?,
        trouble: trouble.as_deref().and_then(Trouble::parse).zip(answer),
    })
}

//! Sessions: the browsers in which agents are signed in. A session is known by a token, of which
//! only the hash is kept.

use domain::{
    AgentId, SessionId, Timestamp,
    security::{Lasting, Needs, Proof},
};

use crate::{Db, Error, Row, values};

/// One signed-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub agent_id: AgentId,
    /// What the browser calls itself.
    pub browser: String,
    /// The network address that it signed in from.
    pub ip: String,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute or so.
    pub seen_at: Timestamp,
}

/// What a new session is made of.
pub struct New<'a> {
    /// Whose.
    pub agent_id: AgentId,
    /// The hash of its token.
    pub token_hash: &'a str,
    /// What the browser calls itself.
    pub browser: &'a str,
    /// The network address that it comes from.
    pub ip: &'a str,
    /// What is still to be proved before it opens anything.
    pub needs: Option<Needs>,
    /// What was proved already, and how.
    pub proof: Proof,
    /// When it ends, unless it is used.
    pub expires_at: Timestamp,
}

/// Adds a session.
pub fn insert(db: &mut Db, new: &New<'_>, now: Timestamp) -> Result<SessionId, Error> {
    db.insert(
        "INSERT INTO session \
         (agent_id, token_hash, browser, ip, created_at, seen_at, expires_at, needs, proof) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8) RETURNING id",
        values![
            new.agent_id,
            new.token_hash,
            new.browser,
            new.ip,
            now,
            new.expires_at,
            new.needs.map(Needs::as_str),
            new.proof.as_str()
        ],
    )
}

const COLUMNS: &str = "id, agent_id, browser, ip, created_at, seen_at";

/// The session of that token, while it lasts.
pub fn by_token(db: &mut Db, token_hash: &str, now: Timestamp) -> Result<Option<Session>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS} FROM session \
             WHERE token_hash = ?1 AND needs IS NULL AND revoked_at IS NULL AND expires_at > ?2"
        ),
        values![token_hash, now],
        read,
    )
}

/// The session of that token that opens nothing yet, while it lasts; what it still needs, and what was proved.
pub fn half_by_token(
    db: &mut Db,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<(Session, Needs, Proof)>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS}, needs, COALESCE(proof, 'password') FROM session \
             WHERE token_hash = ?1 AND needs IS NOT NULL AND revoked_at IS NULL AND expires_at > ?2"
        ),
        values![token_hash, now],
        |row| Ok((read(row)?, row.parse(6, Needs::parse)?, row.parse(7, Proof::parse)?)),
    )
}

/// All that was needed is proved: it opens what it is for.
pub fn complete(
    db: &mut Db,
    id: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE session SET needs = NULL, created_at = ?2, seen_at = ?2, expires_at = ?3 \
         WHERE id = ?1",
        values![id, now, expires_at],
    )
    .map(drop)
}

/// Whether a session lasts, and the agent whose it is is still on the desk.
pub fn lasts(db: &mut Db, id: SessionId, now: Timestamp) -> Result<bool, Error> {
    let found = db.count(
        "SELECT COUNT(*) FROM session JOIN agent ON agent.id = session.agent_id \
         WHERE session.id = ?1 AND needs IS NULL AND revoked_at IS NULL AND expires_at > ?2 \
         AND deactivated_at IS NULL",
        values![id, now],
    )?;
    Ok(found > 0)
}

/// An agent's sessions that last, the last used first.
pub fn of_agent(db: &mut Db, agent_id: AgentId, now: Timestamp) -> Result<Vec<Session>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM session \
             WHERE agent_id = ?1 AND needs IS NULL AND revoked_at IS NULL AND expires_at > ?2 \
             ORDER BY seen_at DESC, id DESC"
        ),
        values![agent_id, now],
        read,
    )
}

/// Notes that a session was used, and lets it last longer.
pub fn touch(
    db: &mut Db,
    id: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE session SET seen_at = ?2, expires_at = ?3 WHERE id = ?1",
        values![id, now, expires_at],
    )
    .map(drop)
}

/// Ends those sooner that would last longer than is allowed from now on.
pub fn shorten(db: &mut Db, to: Lasting) -> Result<(), Error> {
    let ms =
        |duration: jiff::SignedDuration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    db.execute(
        "UPDATE session SET expires_at = seen_at + ?1 \
         WHERE needs IS NULL AND expires_at - seen_at > ?1",
        values![ms(to.idle.duration())],
    )?;
    db.execute(
        "UPDATE session SET expires_at = created_at + ?1 \
         WHERE needs IS NULL AND expires_at - created_at > ?1",
        values![ms(to.lifetime.duration())],
    )
    .map(drop)
}

/// Ends one of an agent's sessions, which opens their corner no more; whether it was there to be ended.
pub fn revoke(
    db: &mut Db,
    id: SessionId,
    agent_id: AgentId,
    now: Timestamp,
) -> Result<bool, Error> {
    let ended = db.execute(
        "UPDATE session SET revoked_at = ?3, corner = NULL \
         WHERE id = ?1 AND agent_id = ?2 AND revoked_at IS NULL",
        values![id, agent_id, now],
    )?;
    Ok(ended > 0)
}

/// Ends an agent's sessions, but for one that is named.
pub fn revoke_all(
    db: &mut Db,
    agent_id: AgentId,
    but: Option<SessionId>,
    now: Timestamp,
) -> Result<u64, Error> {
    db.execute(
        "UPDATE session SET revoked_at = ?3, corner = NULL \
         WHERE agent_id = ?1 AND id <> ?2 AND revoked_at IS NULL",
        values![agent_id, but.unwrap_or(SessionId(0)), now],
    )
}

fn read(row: &Row<'_>) -> Result<Session, Error> {
    Ok(Session {
        id: row.get(0)?,
        agent_id: row.get(1)?,
        browser: row.get(2)?,
        ip: row.get(3)?,
        created_at: row.get(4)?,
        seen_at: row.get(5)?,
    })
}

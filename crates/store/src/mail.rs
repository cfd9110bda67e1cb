//! Emails that the desk sends: the queue, and what became of each.

use domain::{
    AgentId, EventId, MailId, Timestamp,
    mail::{Mail, Purpose, State, Trouble},
};

use crate::{Db, Error, Row, values};

const COLUMNS: &str = "id, key, purpose, agent_id, address, told_after, told_upto, secret, made_at, state, \
                       tries, next_at, tried_at, trouble, answer";

/// What a new one is made of.
#[derive(Debug, Clone)]
pub struct New {
    /// What comes before the `@` of its Message-ID.
    pub key: String,
    /// What it is for.
    pub purpose: Purpose,
    /// To which agent it goes.
    pub agent: Option<AgentId>,
    /// To which address.
    pub address: String,
    /// What it tells of: what came after the first event, up to the second.
    pub told: Option<(EventId, EventId)>,
    /// What only its reader may see, sealed.
    pub secret: Option<String>,
}

/// Adds one to the queue, to be sent at once.
pub fn insert(db: &mut Db, new: &New, now: Timestamp) -> Result<MailId, Error> {
    let (after, upto) = new.told.unzip();
    db.insert(
        "INSERT INTO mail (key, purpose, agent_id, address, told_after, told_upto, secret, made_at, \
         state, tries, next_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?8) RETURNING id",
        values![
            &new.key,
            new.purpose.as_str(),
            new.agent,
            &new.address,
            after,
            upto,
            new.secret.as_deref(),
            now,
            State::Waiting.as_str()
        ],
    )
}

/// The one of that id.
pub fn find(db: &mut Db, id: MailId) -> Result<Option<Mail>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM mail WHERE id = ?1"), values![id], read)
}

/// The last ones, the newest first.
pub fn latest(db: &mut Db, limit: i64) -> Result<Vec<Mail>, Error> {
    db.query(&format!("SELECT {COLUMNS} FROM mail ORDER BY id DESC LIMIT ?1"), values![limit], read)
}

/// The last one to an agent that was tried.
pub fn last_of(db: &mut Db, agent: AgentId) -> Result<Option<Mail>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS} FROM mail WHERE agent_id = ?1 AND tried_at IS NOT NULL \
             ORDER BY id DESC LIMIT 1"
        ),
        values![agent],
        read,
    )
}

/// The one that the mail server took last.
pub fn last_sent(db: &mut Db) -> Result<Option<Mail>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS} FROM mail WHERE state = ?1 ORDER BY tried_at DESC, id DESC LIMIT 1"
        ),
        values![State::Sent.as_str()],
        read,
    )
}

/// The one in whose way something stood last.
pub fn last_troubled(db: &mut Db) -> Result<Option<Mail>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS} FROM mail WHERE trouble IS NOT NULL \
             ORDER BY tried_at DESC, id DESC LIMIT 1"
        ),
        &[],
        read,
    )
}

/// How many are in that state.
pub fn count(db: &mut Db, state: State) -> Result<i64, Error> {
    db.count("SELECT COUNT(*) FROM mail WHERE state = ?1", values![state.as_str()])
}

/// Whether one that tells what is new waits for an agent.
pub fn tells(db: &mut Db, agent: AgentId) -> Result<bool, Error> {
    let waiting = db.count(
        "SELECT COUNT(*) FROM mail WHERE agent_id = ?1 AND purpose = ?2 AND next_at IS NOT NULL",
        values![agent, Purpose::Notifications.as_str()],
    )?;
    Ok(waiting > 0)
}

/// The one that is due at `now` for the longest.
pub fn due(db: &mut Db, now: Timestamp) -> Result<Option<Mail>, Error> {
    db.find(
        &format!("SELECT {COLUMNS} FROM mail WHERE next_at <= ?1 ORDER BY next_at, id LIMIT 1"),
        values![now],
        read,
    )
}

/// When the next is due.
pub fn next_due(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    let next =
        db.find("SELECT MIN(next_at) FROM mail WHERE next_at IS NOT NULL", &[], |row| row.get(0))?;
    Ok(next.flatten())
}

/// Nobody takes it before `until`.
pub fn hold(db: &mut Db, id: MailId, until: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE mail SET next_at = ?2 WHERE id = ?1", values![id, until]).map(drop)
}

/// Nothing that waits is sent before `until`.
pub fn hold_all(db: &mut Db, until: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE mail SET next_at = ?1 WHERE next_at < ?1", values![until]).map(drop)
}

/// All that was tried in vain is tried again at `now`.
pub fn retry_all(db: &mut Db, now: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE mail SET next_at = ?1 WHERE next_at > ?1 AND tries > 0", values![now])
        .map(drop)
}

/// What came of a try.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// How it stands.
    pub state: State,
    /// How often it was tried by now.
    pub tries: i64,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
    /// When it was tried.
    pub at: Timestamp,
    /// What stood in its way, and what the mail server said of it.
    pub trouble: Option<(Trouble, &'a str)>,
}

/// Keeps what came of a try. What only its reader may see is kept no longer than it is needed.
pub fn set_tried(db: &mut Db, id: MailId, tried: Tried<'_>) -> Result<(), Error> {
    let (trouble, answer) = tried.trouble.unzip();
    db.execute(
        "UPDATE mail SET state = ?2, tries = ?3, next_at = ?4, tried_at = ?5, trouble = ?6, answer = ?7 \
         WHERE id = ?1",
        values![
            id,
            tried.state.as_str(),
            tried.tries,
            tried.next_at,
            tried.at,
            trouble.map(Trouble::as_str),
            answer
        ],
    )?;
    forget_secret(db, id)
}

/// There is nothing left to say in it.
pub fn set_settled(db: &mut Db, id: MailId) -> Result<(), Error> {
    db.execute(
        "UPDATE mail SET state = ?2, next_at = NULL WHERE id = ?1",
        values![id, State::Settled.as_str()],
    )?;
    forget_secret(db, id)
}

fn forget_secret(db: &mut Db, id: MailId) -> Result<(), Error> {
    db.execute("UPDATE mail SET secret = NULL WHERE id = ?1 AND next_at IS NULL", values![id])
        .map(drop)
}

/// Forgets what was made before `before` and is not to be sent any more.
pub fn forget(db: &mut Db, before: Timestamp) -> Result<(), Error> {
    db.execute("DELETE FROM mail WHERE made_at < ?1 AND next_at IS NULL", values![before]).map(drop)
}

fn read(row: &Row<'_>) -> Result<Mail, Error> {
    let told: (Option<EventId>, Option<EventId>) = (row.get(5)?, row.get(6)?);
    let trouble: Option<String> = row.get(13)?;
    let answer: Option<String> = row.get(14)?;
    Ok(Mail {
        id: row.get(0)?,
        key: row.get(1)?,
        purpose: row.parse(2, Purpose::parse)?,
        agent_id: row.get(3)?,
        address: row.get(4)?,
        told: told.0.zip(told.1),
        secret: row.get(7)?,
        made_at: row.get(8)?,
        state: row.parse(9, State::parse)?,
        tries: row.get(10)?,
        next_at: row.get(11)?,
        tried_at: row.get(12)?,
        trouble: trouble.as_deref().and_then(Trouble::parse).zip(answer),
    })
}

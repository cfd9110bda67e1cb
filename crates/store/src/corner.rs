//! Agents' corners: pairs of keys, of which the secret one is only kept sealed, and the notes that
//! were sealed to them. Nothing here can be read without a key that is not here.

use domain::{AgentId, CornerId, CornerNoteId, SessionId, Timestamp};

use crate::{Db, Error, Row, values};

/// A corner as it is kept.
#[derive(Debug, Clone)]
pub struct Corner {
    /// Its id.
    pub id: CornerId,
    /// Whose.
    pub agent_id: AgentId,
    /// The key to which things are sealed.
    pub public_key: String,
    /// The secret key, sealed with a key made from the password and the salt.
    pub secret_by_password: String,
    /// The salt of the password.
    pub password_salt: String,
    /// The secret key, sealed with the recovery key.
    pub secret_by_recovery: Option<String>,
    /// When the recovery key was made.
    pub recovery_made_at: Option<Timestamp>,
    /// The secret key, sealed to the corner [`kept_in`](Self::kept_in).
    pub secret_by_corner: Option<String>,
    /// The later corner in which it was opened again.
    pub kept_in: Option<CornerId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when another one is in use.
    pub replaced_at: Option<Timestamp>,
}

/// What a new corner is made of.
pub struct New<'a> {
    /// Whose.
    pub agent_id: AgentId,
    /// The key to which things are sealed.
    pub public_key: &'a str,
    /// The secret key, sealed with a key made from the password and the salt.
    pub secret_by_password: &'a str,
    /// The salt of the password.
    pub password_salt: &'a str,
}

const COLUMNS: &str = "id, agent_id, public_key, secret_by_password, password_salt, \
     secret_by_recovery, recovery_made_at, secret_by_corner, kept_in, created_at, replaced_at";

/// Adds a corner, which is in use from now on instead of the one before.
pub fn insert(db: &mut Db, new: &New<'_>, now: Timestamp) -> Result<CornerId, Error> {
    db.execute(
        "UPDATE corner SET replaced_at = ?2 WHERE agent_id = ?1 AND replaced_at IS NULL",
        values![new.agent_id, now],
    )?;
    db.insert(
        "INSERT INTO corner (agent_id, public_key, secret_by_password, password_salt, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        values![new.agent_id, new.public_key, new.secret_by_password, new.password_salt, now],
    )
}

/// The corner that an agent uses.
pub fn in_use(db: &mut Db, agent_id: AgentId) -> Result<Option<Corner>, Error> {
    db.find(
        &format!("SELECT {COLUMNS} FROM corner WHERE agent_id = ?1 AND replaced_at IS NULL"),
        values![agent_id],
        read,
    )
}

/// All corners that an agent has and had, the newest first.
pub fn of_agent(db: &mut Db, agent_id: AgentId) -> Result<Vec<Corner>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM corner WHERE agent_id = ?1 ORDER BY id DESC"),
        values![agent_id],
        read,
    )
}

/// Seals a corner's secret key for another password.
pub fn set_password(db: &mut Db, id: CornerId, secret: &str, salt: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE corner SET secret_by_password = ?2, password_salt = ?3 WHERE id = ?1",
        values![id, secret, salt],
    )
    .map(drop)
}

/// Seals a corner's secret key with a recovery key, which replaces the one before.
pub fn set_recovery(db: &mut Db, id: CornerId, secret: &str, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE corner SET secret_by_recovery = ?2, recovery_made_at = ?3 WHERE id = ?1",
        values![id, secret, now],
    )
    .map(drop)
}

/// Seals a corner's secret key to another corner, so that who opens that one opens both.
pub fn keep_in(db: &mut Db, id: CornerId, kept_in: CornerId, secret: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE corner SET secret_by_corner = ?2, kept_in = ?3 WHERE id = ?1",
        values![id, secret, kept_in],
    )
    .map(drop)
}

/// The corner that a session opens, and its secret key, sealed with a key from the session's token.
pub fn of_session(db: &mut Db, id: SessionId) -> Result<Option<(CornerId, String)>, Error> {
    let found =
        db.find("SELECT corner_id, corner FROM session WHERE id = ?1", values![id], |row| {
            Ok((row.get::<Option<CornerId>>(0)?, row.get::<Option<String>>(1)?))
        })?;
    Ok(found.and_then(|(id, secret)| Some((id?, secret?))))
}

/// Lets a session open a corner.
pub fn open_for_session(
    db: &mut Db,
    session: SessionId,
    id: CornerId,
    secret: &str,
) -> Result<(), Error> {
    db.execute(
        "UPDATE session SET corner_id = ?2, corner = ?3 WHERE id = ?1",
        values![session, id, secret],
    )
    .map(drop)
}

/// Takes from an agent's sessions that are over what they opened.
pub fn close_for_ended(db: &mut Db, agent_id: AgentId, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE session SET corner = NULL \
         WHERE agent_id = ?1 AND corner IS NOT NULL AND (revoked_at IS NOT NULL OR expires_at <= ?2)",
        values![agent_id, now],
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> Result<Corner, Error> {
    Ok(Corner {
        id: row.get(0)?,
        agent_id: row.get(1)?,
        public_key: row.get(2)?,
        secret_by_password: row.get(3)?,
        password_salt: row.get(4)?,
        secret_by_recovery: row.get(5)?,
        recovery_made_at: row.get(6)?,
        secret_by_corner: row.get(7)?,
        kept_in: row.get(8)?,
        created_at: row.get(9)?,
        replaced_at: row.get(10)?,
    })
}

/// Something short that was put into a corner.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its id.
    pub id: CornerNoteId,
    /// The corner to which it is sealed.
    pub corner_id: CornerId,
    /// The sealed bytes.
    pub sealed: String,
    /// When it was put there.
    pub created_at: Timestamp,
}

/// Adds a note.
pub fn insert_note(
    db: &mut Db,
    corner_id: CornerId,
    kind: &str,
    sealed: &str,
    now: Timestamp,
) -> Result<CornerNoteId, Error> {
    db.insert(
        "INSERT INTO corner_note (corner_id, kind, sealed, created_at) \
         VALUES (?1, ?2, ?3, ?4) RETURNING id",
        values![corner_id, kind, sealed, now],
    )
}

/// An agent's notes of a kind, in all their corners, the newest first.
pub fn notes(db: &mut Db, agent_id: AgentId, kind: &str, max: i64) -> Result<Vec<Note>, Error> {
    db.query(
        "SELECT note.id, note.corner_id, note.sealed, note.created_at \
         FROM corner_note note JOIN corner ON corner.id = note.corner_id \
         WHERE corner.agent_id = ?1 AND note.kind = ?2 ORDER BY note.id DESC LIMIT ?3",
        values![agent_id, kind, max],
        |row| {
            Ok(Note {
                id: row.get(0)?,
                corner_id: row.get(1)?,
                sealed: row.get(2)?,
                created_at: row.get(3)?,
            })
        },
    )
}

/// Removes one of an agent's notes; whether it was there.
pub fn remove_note(db: &mut Db, id: CornerNoteId, agent_id: AgentId) -> Result<bool, Error> {
    let removed = db.execute(
        "DELETE FROM corner_note WHERE id = ?1 \
         AND corner_id IN (SELECT id FROM corner WHERE agent_id = ?2)",
        values![id, agent_id],
    )?;
    Ok(removed > 0)
}

/// Removes all of an agent's notes of a kind; how many there were.
pub fn remove_notes(db: &mut Db, agent_id: AgentId, kind: &str) -> Result<u64, Error> {
    db.execute(
        "DELETE FROM corner_note WHERE kind = ?2 \
         AND corner_id IN (SELECT id FROM corner WHERE agent_id = ?1)",
        values![agent_id, kind],
    )
}

//! Invitations: links by which people join, known by a token of which only the hash is kept.

use domain::{AgentId, InvitationId, Timestamp, access::Role};

use crate::{Db, Error, Row, values};

/// A link by which somebody joins.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// As what they join.
    pub role: Role,
    /// For whom it was made, if that was said.
    pub email: Option<String>,
    /// Who made it; nobody for the owner's own.
    pub invited_by: Option<AgentId>,
    /// Until when it can be used.
    pub expires_at: Timestamp,
}

/// Adds an invitation.
pub fn insert(
    db: &mut Db,
    token_hash: &str,
    role: Role,
    email: Option<&str>,
    invited_by: Option<AgentId>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<InvitationId, Error> {
    db.insert(
        "INSERT INTO invitation (token_hash, role, email, invited_by, created_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        values![token_hash, role.as_str(), email, invited_by, now, expires_at],
    )
}

const OPEN: &str = "SELECT id, role, email, invited_by, expires_at FROM invitation \
     WHERE accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ?1";

/// The invitation of that token, while it can be used.
pub fn by_token(
    db: &mut Db,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Invitation>, Error> {
    db.find(&format!("{OPEN} AND token_hash = ?2"), values![now, token_hash], read)
}

/// The invitations that can be used, the newest first.
pub fn open(db: &mut Db, now: Timestamp) -> Result<Vec<Invitation>, Error> {
    db.query(&format!("{OPEN} ORDER BY id DESC"), values![now], read)
}

/// Notes that it was used.
pub fn accept(db: &mut Db, id: InvitationId, now: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE invitation SET accepted_at = ?2 WHERE id = ?1", values![id, now]).map(drop)
}

/// Takes it back; whether it was there.
pub fn revoke(db: &mut Db, id: InvitationId, now: Timestamp) -> Result<bool, Error> {
    let changed = db.execute(
        "UPDATE invitation SET revoked_at = ?2 \
         WHERE id = ?1 AND accepted_at IS NULL AND revoked_at IS NULL",
        values![id, now],
    )?;
    Ok(changed > 0)
}

/// Takes back the owner's own, which is made anew at each start until it is used.
pub fn revoke_set_up(db: &mut Db, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE invitation SET revoked_at = ?1 \
         WHERE invited_by IS NULL AND accepted_at IS NULL AND revoked_at IS NULL",
        values![now],
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> Result<Invitation, Error> {
    Ok(Invitation {
        id: row.get(0)?,
        role: row.parse(1, Role::parse)?,
        email: row.get(2)?,
        invited_by: row.get(3)?,
        expires_at: row.get(4)?,
    })
}

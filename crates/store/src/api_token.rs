//! Tokens of other programs, each known by a hash.

use domain::{
    AgentId, ApiTokenId, Timestamp,
    api_token::{ApiToken, Scope},
};

use crate::{Db, Error, Row, values};

/// What a new token is made of.
pub struct New<'a> {
    /// The hash of its secret.
    pub token_hash: &'a str,
    /// What it is for.
    pub name: &'a str,
    /// What it may be used for.
    pub scopes: &'a [Scope],
    /// Who makes it.
    pub made_by: AgentId,
    /// When.
    pub made_at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Option<Timestamp>,
}

const SELECT: &str =
    "SELECT id, name, scopes, agent_id, made_at, expires_at, used_on FROM api_token";

/// Adds a token.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<ApiTokenId, Error> {
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.as_str()).collect();
    db.insert(
        "INSERT INTO api_token (token_hash, name, scopes, agent_id, made_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        values![
            new.token_hash,
            new.name,
            &scopes.join(" "),
            new.made_by,
            new.made_at,
            new.expires_at
        ],
    )
}

/// The token of that hash that was not revoked, made by somebody who is still on the desk.
pub fn by_hash(db: &mut Db, token_hash: &str) -> Result<Option<ApiToken>, Error> {
    db.find(
        &format!(
            "{SELECT} WHERE token_hash = ?1 AND revoked_at IS NULL AND EXISTS \
             (SELECT 1 FROM agent WHERE agent.id = agent_id AND deactivated_at IS NULL)"
        ),
        values![token_hash],
        read,
    )
}

/// All that were not revoked, the newest first.
pub fn all(db: &mut Db) -> Result<Vec<ApiToken>, Error> {
    db.query(&format!("{SELECT} WHERE revoked_at IS NULL ORDER BY id DESC"), &[], read)
}

/// Notes the day on which it was used.
pub fn set_used(db: &mut Db, id: ApiTokenId, on: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE api_token SET used_on = ?2 WHERE id = ?1", values![id, on]).map(drop)
}

/// It opens nothing any more; whether it did.
pub fn revoke(db: &mut Db, id: ApiTokenId, now: Timestamp) -> Result<bool, Error> {
    let revoked = db.execute(
        "UPDATE api_token SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
        values![id, now],
    )?;
    Ok(revoked > 0)
}

fn read(row: &Row<'_>) -> Result<ApiToken, Error> {
    let scopes: String = row.get(2)?;
    Ok(ApiToken {
        id: row.get(0)?,
        name: row.get(1)?,
        // A scope that a newer version knew allows nothing here.
        scopes: scopes.split(' ').filter_map(Scope::parse).collect(),
        made_by: row.get(3)?,
        made_at: row.get(4)?,
        expires_at: row.get(5)?,
        used_on: row.get(6)?,
    })
}

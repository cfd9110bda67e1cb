//! Who is on the way to the identity provider, and who came back and is still to say who they are here. Both are known
//! by a secret of their browser, of which the hash is kept.

use domain::{AgentId, IdentityProviderId, Timestamp, identity_provider::Purpose};

use crate::{Db, Error, values};

/// Somebody on the way.
#[derive(Debug, Clone)]
pub struct ProviderSignIn {
    /// Where to.
    pub provider_id: IdentityProviderId,
    /// Why.
    pub purpose: Purpose,
    /// Who they are, where they are signed in.
    pub agent_id: Option<AgentId>,
    /// The address at which they come back.
    pub redirect_uri: String,
    /// What the provider repeats in its answer.
    pub nonce: String,
    /// What proves that whoever comes back with the code went there (RFC 7636).
    pub verifier: String,
    /// Where they go on to.
    pub next: String,
}

/// Somebody who came back.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Who says who they are.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// Their address, where the provider says that it is theirs.
    pub email: Option<String>,
    /// Their name there.
    pub name: String,
    /// Whether the provider asked for a second factor, and its word for that is taken.
    pub with_factor: bool,
    /// Who they are here, where they were signed in.
    pub agent_id: Option<AgentId>,
    /// Where they go on to.
    pub next: String,
}

/// Notes that somebody goes there, and forgets those who never came back.
pub fn insert(
    db: &mut Db,
    (state_hash, browser_hash): (&str, &str),
    new: &ProviderSignIn,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    for table in ["provider_sign_in", "provider_arrival"] {
        db.execute(&format!("DELETE FROM {table} WHERE expires_at <= ?1"), values![now])?;
    }
    db.execute(
        "INSERT INTO provider_sign_in (state_hash, browser_hash, provider_id, purpose, agent_id, \
         redirect_uri, nonce, verifier, next, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        values![
            state_hash,
            browser_hash,
            new.provider_id,
            new.purpose.as_str(),
            new.agent_id,
            &new.redirect_uri,
            &new.nonce,
            &new.verifier,
            &new.next,
            expires_at
        ],
    )
    .map(drop)
}

/// Who comes back with that, in that browser. They do so once.
pub fn take(
    db: &mut Db,
    (state_hash, browser_hash): (&str, &str),
    now: Timestamp,
) -> Result<Option<ProviderSignIn>, Error> {
    let found = db.find(
        "SELECT provider_id, purpose, agent_id, redirect_uri, nonce, verifier, next \
         FROM provider_sign_in WHERE state_hash = ?1 AND browser_hash = ?2 AND expires_at > ?3",
        values![state_hash, browser_hash, now],
        |row| {
            Ok(ProviderSignIn {
                provider_id: row.get(0)?,
                purpose: row.parse(1, Purpose::parse)?,
                agent_id: row.get(2)?,
                redirect_uri: row.get(3)?,
                nonce: row.get(4)?,
                verifier: row.get(5)?,
                next: row.get(6)?,
            })
        },
    )?;
    if found.is_some() {
        db.execute("DELETE FROM provider_sign_in WHERE state_hash = ?1", values![state_hash])?;
    }
    Ok(found)
}

/// Notes who came back in that browser, instead of whoever did before.
pub fn set_arrival(
    db: &mut Db,
    browser_hash: &str,
    arrival: &Arrival,
    expires_at: Timestamp,
) -> Result<(), Error> {
    forget_arrival(db, browser_hash)?;
    db.execute(
        "INSERT INTO provider_arrival \
         (browser_hash, issuer, subject, email, name, with_factor, agent_id, next, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        values![
            browser_hash,
            &arrival.issuer,
            &arrival.subject,
            arrival.email.as_deref(),
            &arrival.name,
            i64::from(arrival.with_factor),
            arrival.agent_id,
            &arrival.next,
            expires_at
        ],
    )
    .map(drop)
}

/// Who came back in that browser.
pub fn arrival(db: &mut Db, browser_hash: &str, now: Timestamp) -> Result<Option<Arrival>, Error> {
    db.find(
        "SELECT issuer, subject, email, name, with_factor, agent_id, next FROM provider_arrival \
         WHERE browser_hash = ?1 AND expires_at > ?2",
        values![browser_hash, now],
        |row| {
            let with_factor: i64 = row.get(4)?;
            Ok(Arrival {
                issuer: row.get(0)?,
                subject: row.get(1)?,
                email: row.get(2)?,
                name: row.get(3)?,
                with_factor: with_factor != 0,
                agent_id: row.get(5)?,
                next: row.get(6)?,
            })
        },
    )
}

/// They have said who they are.
pub fn forget_arrival(db: &mut Db, browser_hash: &str) -> Result<(), Error> {
    db.execute("DELETE FROM provider_arrival WHERE browser_hash = ?1", values![browser_hash])
        .map(drop)
}

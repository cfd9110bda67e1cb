//! Passkeys, by what devices know their owners, and what devices are asked to sign.

use domain::{
    AgentId, PasskeyId, Timestamp,
    passkey::{Passkey, Purpose},
};

use crate::{Db, Error, values};

/// What a new one is made of.
#[derive(Debug)]
pub struct New<'a> {
    /// Whose.
    pub agent_id: AgentId,
    /// What its device calls it, in base64url.
    pub credential_id: &'a str,
    /// Its public half, as its device told it (COSE), in base64url.
    pub public_key: &'a str,
    /// For which name of the desk it is.
    pub rp_id: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
    /// How browsers reach its device: words, with spaces between.
    pub transports: &'a str,
    /// Where its counter stands.
    pub sign_count: u32,
    /// Whether it is kept in more places than one.
    pub backed_up: bool,
}

/// What is needed to check what one has signed.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub agent_id: AgentId,
    /// Its public half.
    pub public_key: String,
    /// For which name of the desk it is.
    pub rp_id: String,
}

/// Keeps a passkey.
pub fn insert(db: &mut Db, new: &New<'_>, now: Timestamp) -> Result<PasskeyId, Error> {
    db.insert(
        "INSERT INTO passkey (agent_id, credential_id, public_key, rp_id, name, transports, \
         sign_count, backed_up, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
        values![
            new.agent_id,
            new.credential_id,
            new.public_key,
            new.rp_id,
            new.name,
            new.transports,
            i64::from(new.sign_count),
            i64::from(new.backed_up),
            now
        ],
    )
}

/// The passkey that its device calls that.
pub fn by_credential(db: &mut Db, credential_id: &str) -> Result<Option<Key>, Error> {
    db.find(
        "SELECT id, agent_id, public_key, rp_id FROM passkey WHERE credential_id = ?1",
        values![credential_id],
        |row| {
            Ok(Key {
                id: row.get(0)?,
                agent_id: row.get(1)?,
                public_key: row.get(2)?,
                rp_id: row.get(3)?,
            })
        },
    )
}

/// An agent's passkeys, the oldest first.
pub fn of_agent(db: &mut Db, agent: AgentId) -> Result<Vec<Passkey>, Error> {
    db.query(
        "SELECT id, name, rp_id, backed_up, made_at, used_at FROM passkey \
         WHERE agent_id = ?1 ORDER BY id",
        values![agent],
        |row| {
            let backed_up: i64 = row.get(3)?;
            Ok(Passkey {
                id: row.get(0)?,
                name: row.get(1)?,
                rp_id: row.get(2)?,
                backed_up: backed_up != 0,
                made_at: row.get(4)?,
                used_at: row.get(5)?,
            })
        },
    )
}

/// What their devices call an agent's passkeys for that name of the desk, and how browsers reach them.
pub fn credentials(
    db: &mut Db,
    agent: AgentId,
    rp_id: &str,
) -> Result<Vec<(String, String)>, Error> {
    db.query(
        "SELECT credential_id, transports FROM passkey \
         WHERE agent_id = ?1 AND rp_id = ?2 ORDER BY id",
        values![agent, rp_id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// How many passkeys an agent has.
pub fn count(db: &mut Db, agent: AgentId) -> Result<i64, Error> {
    db.count("SELECT COUNT(*) FROM passkey WHERE agent_id = ?1", values![agent])
}

/// Where the counter of one stood when it was last used.
pub fn sign_count(db: &mut Db, id: PasskeyId) -> Result<Option<u32>, Error> {
    let count =
        db.find("SELECT sign_count FROM passkey WHERE id = ?1", values![id], |row| row.get(0))?;
    Ok(count.map(|count: i64| u32::try_from(count).unwrap_or(u32::MAX)))
}

/// Notes that it was used, and where its counter stands.
pub fn set_used(
    db: &mut Db,
    id: PasskeyId,
    sign_count: u32,
    backed_up: bool,
    now: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE passkey SET sign_count = ?2, backed_up = ?3, used_at = ?4 WHERE id = ?1",
        values![id, i64::from(sign_count), i64::from(backed_up), now],
    )
    .map(drop)
}

/// Calls one of an agent's passkeys something else; whether it was there.
pub fn rename(db: &mut Db, id: PasskeyId, agent: AgentId, name: &str) -> Result<bool, Error> {
    let renamed = db.execute(
        "UPDATE passkey SET name = ?3 WHERE id = ?1 AND agent_id = ?2",
        values![id, agent, name],
    )?;
    Ok(renamed > 0)
}

/// Removes one of an agent's passkeys, and says what it was called; nothing where it was not there.
pub fn remove(db: &mut Db, id: PasskeyId, agent: AgentId) -> Result<Option<String>, Error> {
    let name = db.find(
        "SELECT name FROM passkey WHERE id = ?1 AND agent_id = ?2",
        values![id, agent],
        |row| row.get(0),
    )?;
    db.execute("DELETE FROM passkey WHERE id = ?1 AND agent_id = ?2", values![id, agent])?;
    Ok(name)
}

/// Removes all of an agent's passkeys; how many there were.
pub fn remove_all(db: &mut Db, agent: AgentId) -> Result<u64, Error> {
    db.execute("DELETE FROM passkey WHERE agent_id = ?1", values![agent])
}

/// By what devices know an agent, once they were told.
pub fn handle(db: &mut Db, agent: AgentId) -> Result<Option<String>, Error> {
    db.find("SELECT handle FROM passkey_handle WHERE agent_id = ?1", values![agent], |row| {
        row.get(0)
    })
}

/// Says by what devices know an agent. It never changes again.
pub fn set_handle(db: &mut Db, agent: AgentId, handle: &str) -> Result<(), Error> {
    db.execute(
        "INSERT INTO passkey_handle (agent_id, handle) VALUES (?1, ?2)",
        values![agent, handle],
    )
    .map(drop)
}

/// Notes what a device is asked to sign, and forgets what nobody answered in time.
pub fn insert_challenge(
    db: &mut Db,
    hash: &str,
    purpose: Purpose,
    agent: Option<AgentId>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    db.execute("DELETE FROM passkey_challenge WHERE expires_at <= ?1", values![now])?;
    db.execute(
        "INSERT INTO passkey_challenge (challenge_hash, purpose, agent_id, expires_at) \
         VALUES (?1, ?2, ?3, ?4)",
        values![hash, purpose.as_str(), agent, expires_at],
    )
    .map(drop)
}

/// Takes what was to be signed, which is answered once; whether it was asked for that of that agent, or of nobody yet.
pub fn take_challenge(
    db: &mut Db,
    hash: &str,
    purpose: Purpose,
    agent: Option<AgentId>,
    now: Timestamp,
) -> Result<bool, Error> {
    let asked: Option<Option<AgentId>> = db.find(
        "SELECT agent_id FROM passkey_challenge \
         WHERE challenge_hash = ?1 AND purpose = ?2 AND expires_at > ?3",
        values![hash, purpose.as_str(), now],
        |row| row.get(0),
    )?;
    db.execute("DELETE FROM passkey_challenge WHERE challenge_hash = ?1", values![hash])?;
    Ok(asked == Some(agent))
}

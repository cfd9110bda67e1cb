//! Agents.

use domain::{
    AgentId, Timestamp,
    access::Role,
    agent::{Agent, Availability},
};

use crate::{Db, Error, Row, values};

/// What a new agent is made of.
pub struct New<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their address, in lower case.
    pub email: &'a str,
    /// The hash of their password, in PHC form.
    pub password_hash: &'a str,
    /// What they may do.
    pub role: Role,
    /// IANA name of their time zone.
    pub time_zone: &'a str,
}

const COLUMNS: &str = "id, name, email, role, time_zone, away_since, back_at, seen_at, deactivated_at, open_max, \
     language";

/// Adds an agent.
pub fn insert(db: &mut Db, new: &New<'_>, now: Timestamp) -> Result<AgentId, Error> {
    db.insert(
        "INSERT INTO agent (name, email, password_hash, role, time_zone, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        values![new.name, new.email, new.password_hash, new.role.as_str(), new.time_zone, now],
    )
}

/// The agent of that id.
pub fn find(db: &mut Db, id: AgentId) -> Result<Option<Agent>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM agent WHERE id = ?1"), values![id], read)
}

/// The agent who signs in with that address.
pub fn by_email(db: &mut Db, email: &str) -> Result<Option<Agent>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM agent WHERE email = ?1"), values![email], read)
}

/// The hash of their password.
pub fn password_hash(db: &mut Db, id: AgentId) -> Result<Option<String>, Error> {
    db.find("SELECT password_hash FROM agent WHERE id = ?1", values![id], |row| row.get(0))
}

/// Everybody who is on the desk, by name.
pub fn active(db: &mut Db) -> Result<Vec<Agent>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM agent WHERE deactivated_at IS NULL ORDER BY name, id"),
        &[],
        read,
    )
}

/// Everybody who ever was, by name.
pub fn all(db: &mut Db) -> Result<Vec<Agent>, Error> {
    db.query(&format!("SELECT {COLUMNS} FROM agent ORDER BY name, id"), &[], read)
}

/// How many there are or were.
pub fn count(db: &mut Db) -> Result<i64, Error> {
    db.count("SELECT COUNT(*) FROM agent", &[])
}

/// How many owners are on the desk.
pub fn active_owners(db: &mut Db) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM agent WHERE role = ?1 AND deactivated_at IS NULL",
        values![Role::Owner.as_str()],
    )
}

/// Changes their name, their time zone and the language in which the desk speaks to them.
pub fn set_profile(
    db: &mut Db,
    id: AgentId,
    name: &str,
    time_zone: &str,
    language: Option<&str>,
) -> Result<(), Error> {
    db.execute(
        "UPDATE agent SET name = ?2, time_zone = ?3, language = ?4 WHERE id = ?1",
        values![id, name, time_zone, language],
    )
    .map(drop)
}

/// Changes their role.
pub fn set_role(db: &mut Db, id: AgentId, role: Role) -> Result<(), Error> {
    db.execute("UPDATE agent SET role = ?2 WHERE id = ?1", values![id, role.as_str()]).map(drop)
}

/// Changes their password.
pub fn set_password(db: &mut Db, id: AgentId, password_hash: &str) -> Result<(), Error> {
    db.execute("UPDATE agent SET password_hash = ?2 WHERE id = ?1", values![id, password_hash])
        .map(drop)
}

/// Changes whether they take contacts.
pub fn set_availability(
    db: &mut Db,
    id: AgentId,
    availability: Availability,
    now: Timestamp,
) -> Result<(), Error> {
    let (away_since, back_at) = match availability {
        Availability::Online => (None, None),
        Availability::Away { back_at } => (Some(now), back_at),
    };
    db.execute(
        "UPDATE agent SET away_since = ?2, back_at = ?3 WHERE id = ?1",
        values![id, away_since, back_at],
    )
    .map(drop)
}

/// Changes how many open conversations they are given at the most.
pub fn set_open_max(db: &mut Db, id: AgentId, most: Option<i64>) -> Result<(), Error> {
    db.execute("UPDATE agent SET open_max = ?2 WHERE id = ?1", values![id, most]).map(drop)
}

/// Notes that a page of theirs is open.
pub fn set_seen(db: &mut Db, id: AgentId, now: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE agent SET seen_at = ?2 WHERE id = ?1", values![id, now]).map(drop)
}

/// Takes them off the desk, or back on it with `None`.
pub fn set_deactivated(db: &mut Db, id: AgentId, at: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE agent SET deactivated_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

fn read(row: &Row<'_>) -> Result<Agent, Error> {
    let away_since: Option<Timestamp> = row.get(5)?;
    Ok(Agent {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        role: row.parse(3, Role::parse)?,
        time_zone: row.get(4)?,
        availability: match away_since {
            None => Availability::Online,
            Some(_) => Availability::Away { back_at: row.get(6)? },
        },
        seen_at: row.get(7)?,
        deactivated_at: row.get(8)?,
        open_max: row.get(9)?,
        language: row.get(10)?,
    })
}

//! Inboxes.

use domain::{InboxId, call::Recording, conversation::Channel, inbox::Inbox};

use crate::{Db, Error, Row, values};

/// Adds an inbox.
pub fn insert(
    db: &mut Db,
    channel: Channel,
    key: &str,
    identity_secret: &str,
    greeting: &str,
    colour: &str,
) -> Result<InboxId, Error> {
    db.insert(
        "INSERT INTO inbox (channel, key, identity_secret, greeting, colour) \
         VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        values![channel.as_str(), key, identity_secret, greeting, colour],
    )
}

const SELECT: &str = "SELECT id, channel, key, identity_secret, greeting, colour, calls, recording, \
                      keep_days FROM inbox";

/// The inbox of that public name.
pub fn by_key(db: &mut Db, key: &str) -> Result<Option<Inbox>, Error> {
    db.find(&format!("{SELECT} WHERE key = ?1"), values![key], read)
}

/// All inboxes, the oldest first.
pub fn all(db: &mut Db) -> Result<Vec<Inbox>, Error> {
    db.query(&format!("{SELECT} ORDER BY id"), &[], read)
}

/// Changes how it greets and looks.
pub fn update(db: &mut Db, id: InboxId, greeting: &str, colour: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE inbox SET greeting = ?2, colour = ?3 WHERE id = ?1",
        values![id, greeting, colour],
    )
    .map(drop)
}

/// Changes whether it takes calls, whether they are recorded, and for how long that is kept.
pub fn set_calls(
    db: &mut Db,
    id: InboxId,
    calls: bool,
    recording: Recording,
    keep_days: i64,
) -> Result<(), Error> {
    db.execute(
        "UPDATE inbox SET calls = ?2, recording = ?3, keep_days = ?4 WHERE id = ?1",
        values![id, i64::from(calls), recording.as_str(), keep_days],
    )
    .map(drop)
}

/// Changes the secret that signs identities.
pub fn set_secret(db: &mut Db, id: InboxId, secret: &str) -> Result<(), Error> {
    db.execute("UPDATE inbox SET identity_secret = ?2 WHERE id = ?1", values![id, secret]).map(drop)
}

fn read(row: &Row<'_>) -> Result<Inbox, Error> {
    Ok(Inbox {
        id: row.get(0)?,
        channel: row.parse(1, Channel::parse)?,
        key: row.get(2)?,
        identity_secret: row.get(3)?,
        greeting: row.get(4)?,
        colour: row.get(5)?,
        calls: row.get::<i64>(6)? != 0,
        recording: row.parse(7, Recording::parse)?,
        keep_days: row.get(8)?,
    })
}

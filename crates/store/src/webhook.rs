//! Webhooks: the addresses, their secrets, and whether they are told anything.

use domain::{
    AgentId, EventId, Timestamp, WebhookId,
    webhook::{Kind, Off, Webhook},
};

use crate::{Db, Error, Row, values};

/// What a new one is made of.
pub struct New<'a> {
    /// What it is for.
    pub name: &'a str,
    /// The address.
    pub url: &'a str,
    /// What it is told of.
    pub kinds: &'a [Kind],
    /// What signs, sealed.
    pub secret: &'a str,
    /// The last event that it is not told.
    pub told_after: EventId,
    /// Who makes it.
    pub made_by: AgentId,
    /// When.
    pub made_at: Timestamp,
}

const SELECT: &str = "SELECT id, name, url, kinds, secret, old_secret, old_secret_until, off_at, \
                      off_reason, failing_since, taken_at, made_by, made_at, removed_at, told_after, \
                      told_upto FROM webhook";

fn words(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
}

/// Adds one.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<WebhookId, Error> {
    db.insert(
        "INSERT INTO webhook (name, url, kinds, secret, made_by, made_at, told_after) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
        values![
            new.name,
            new.url,
            &words(new.kinds),
            new.secret,
            new.made_by,
            new.made_at,
            new.told_after
        ],
    )
}

/// Changes what it is for, where it is, and what it is told of.
pub fn update(
    db: &mut Db,
    id: WebhookId,
    name: &str,
    url: &str,
    kinds: &[Kind],
) -> Result<(), Error> {
    db.execute(
        "UPDATE webhook SET name = ?2, url = ?3, kinds = ?4 WHERE id = ?1",
        values![id, name, url, &words(kinds)],
    )
    .map(drop)
}

/// It has another secret; the one before signs too until `old_until`.
pub fn set_secret(
    db: &mut Db,
    id: WebhookId,
    secret: &str,
    old_until: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE webhook SET old_secret = secret, old_secret_until = ?3, secret = ?2 WHERE id = ?1",
        values![id, secret, old_until],
    )
    .map(drop)
}

/// It is told nothing since then, after the event that is the last one now.
pub fn set_off(db: &mut Db, id: WebhookId, at: Timestamp, why: Off) -> Result<(), Error> {
    let last = crate::event::last(db)?;
    db.execute(
        "UPDATE webhook SET off_at = ?2, off_reason = ?3, told_upto = ?4 WHERE id = ?1",
        values![id, at, why.as_str(), last],
    )
    .map(drop)
}

/// It is told what happens after the event that is the last one now.
pub fn set_on(db: &mut Db, id: WebhookId) -> Result<(), Error> {
    let last = crate::event::last(db)?;
    db.execute(
        "UPDATE webhook SET off_at = NULL, off_reason = NULL, told_after = ?2, told_upto = NULL \
         WHERE id = ?1",
        values![id, last],
    )
    .map(drop)
}

/// It has taken nothing since then, or that counts no more.
pub fn set_failing(db: &mut Db, id: WebhookId, since: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE webhook SET failing_since = ?2 WHERE id = ?1", values![id, since]).map(drop)
}

/// It took something.
pub fn set_taken(db: &mut Db, id: WebhookId, at: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE webhook SET taken_at = ?2, failing_since = NULL WHERE id = ?1",
        values![id, at],
    )
    .map(drop)
}

/// It is removed from `at` on, or is there again.
pub fn set_removed(db: &mut Db, id: WebhookId, at: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE webhook SET removed_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

/// The one of that id, also where it was removed.
pub fn find(db: &mut Db, id: WebhookId) -> Result<Option<Webhook>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// All that were not removed, the oldest first.
pub fn all(db: &mut Db) -> Result<Vec<Webhook>, Error> {
    db.query(&format!("{SELECT} WHERE removed_at IS NULL ORDER BY id"), &[], read)
}

fn read(row: &Row<'_>) -> Result<Webhook, Error> {
    let kinds: String = row.get(3)?;
    let old: (Option<String>, Option<Timestamp>) = (row.get(5)?, row.get(6)?);
    let off: (Option<Timestamp>, Option<String>) = (row.get(7)?, row.get(8)?);
    Ok(Webhook {
        id: row.get(0)?,
        name: row.get(1)?,
        url: row.get(2)?,
        // A kind that a newer version knew is told to nobody here.
        kinds: kinds.split(' ').filter_map(Kind::parse).collect(),
        secret: row.get(4)?,
        old_secret: old.0.zip(old.1),
        off: off.0.map(|at| (at, off.1.as_deref().and_then(Off::parse).unwrap_or(Off::ByHand))),
        failing_since: row.get(9)?,
        taken_at: row.get(10)?,
        made_by: row.get(11)?,
        made_at: row.get(12)?,
        removed_at: row.get(13)?,
        told_after: row.get(14)?,
        told_upto: row.get(15)?,
    })
}

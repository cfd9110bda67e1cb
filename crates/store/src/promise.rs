//! Promises.

use domain::{
    AgentId, CallId, ConversationId, CustomerId, MessageId, PromiseId, Timestamp,
    promise::{Promise, Rate, Source},
};

use crate::{Db, Error, Row, values};

/// What a new promise is made of.
pub struct New<'a> {
    /// In which conversation.
    pub conversation: ConversationId,
    /// To whom.
    pub customer: CustomerId,
    /// In which call.
    pub call: Option<CallId>,
    /// In which message.
    pub message: Option<MessageId>,
    /// Who keeps it.
    pub owner: Option<AgentId>,
    /// Who keeps it where the owner is away.
    pub stand_in: Option<AgentId>,
    /// How it came to be known.
    pub source: Source,
    /// What is promised.
    pub what: &'a str,
    /// The number to call back.
    pub phone: Option<&'a str>,
    /// By when.
    pub due_at: Timestamp,
    /// When it is made.
    pub made_at: Timestamp,
}

/// Whose promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Everybody's.
    Any,
    /// Nobody's yet.
    Nobody,
    /// That agent's.
    Agent(AgentId),
}

impl Owner {
    /// As [`OWNED`] reads it: ids begin at one.
    fn number(self) -> i64 {
        match self {
            Self::Any => 0,
            Self::Nobody => -1,
            Self::Agent(id) => id.0,
        }
    }
}

/// Whose they are, by the parameter ?1.
const OWNED: &str = "(?1 = 0 OR owner_id = ?1 OR (?1 = -1 AND owner_id IS NULL))";
const OPEN: &str = "kept_at IS NULL AND cancelled_at IS NULL";
/// Those of conversations that were erased are there for the figures alone.
const HERE: &str =
    "conversation_id NOT IN (SELECT id FROM conversation WHERE erasure_id IS NOT NULL)";
/// A promise is made to its conversation's customer, whoever that is now.
const SELECT: &str = "SELECT id, conversation_id, (SELECT conversation.customer_id \
                      FROM conversation WHERE conversation.id = promise.conversation_id), call_id, message_id, owner_id, \
                      stand_in_id, source, what, phone, due_at, due_set_at, made_at, missed_at, \
                      kept_at, cancelled_at FROM promise";

/// Adds a promise, at which the jobs look as soon as they can.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<PromiseId, Error> {
    db.insert(
        "INSERT INTO promise (conversation_id, customer_id, call_id, message_id, owner_id, \
         stand_in_id, source, what, phone, due_at, due_set_at, made_at, next_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?11) RETURNING id",
        values![
            new.conversation,
            new.customer,
            new.call,
            new.message,
            new.owner,
            new.stand_in,
            new.source.as_str(),
            new.what,
            new.phone,
            new.due_at,
            new.made_at
        ],
    )
}

/// The promise of that id.
pub fn find(db: &mut Db, id: PromiseId) -> Result<Option<Promise>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// The promises of an owner that are still to be kept and are due from `from` on and before `until`, the next
/// due first.
pub fn open_between(
    db: &mut Db,
    owner: Owner,
    from: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Promise>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE {OPEN} AND {OWNED} AND due_at >= ?2 AND due_at < ?3 \
             ORDER BY due_at, id LIMIT ?4"
        ),
        values![owner.number(), from, until, limit],
        read,
    )
}

/// The promises of an owner that were kept or taken back since `since`, the latest first.
pub fn over_since(
    db: &mut Db,
    owner: Owner,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Promise>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE {OWNED} AND {HERE} AND (kept_at >= ?2 OR cancelled_at >= ?2) \
             ORDER BY COALESCE(kept_at, cancelled_at) DESC, id DESC LIMIT ?3"
        ),
        values![owner.number(), since, limit],
        read,
    )
}

/// The promises of an owner, those that are still to be kept or those that are over, by when they are or were due,
/// after a place in that order.
pub fn after(
    db: &mut Db,
    owner: Owner,
    open: bool,
    (at, id): (Timestamp, PromiseId),
    limit: i64,
) -> Result<Vec<Promise>, Error> {
    let not = if open { "" } else { "NOT " };
    db.query(
        &format!(
            "{SELECT} WHERE {OWNED} AND {HERE} AND {not}({OPEN}) \
             AND (due_at > ?2 OR (due_at = ?2 AND id > ?3)) ORDER BY due_at, id LIMIT ?4"
        ),
        values![owner.number(), at, id, limit],
        read,
    )
}

/// When somebody is to be called back, from `from` on and before `until`: all of them.
pub fn call_backs(
    db: &mut Db,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(PromiseId, Timestamp)>, Error> {
    db.query(
        &format!(
            "SELECT id, due_at FROM promise WHERE {OPEN} AND phone IS NOT NULL \
             AND due_at >= ?1 AND due_at < ?2"
        ),
        values![from, until],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// What we still have to keep for a customer, the next due first.
pub fn open_of_customer(db: &mut Db, customer: CustomerId) -> Result<Vec<Promise>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE conversation_id IN \
             (SELECT conversation.id FROM conversation WHERE conversation.customer_id = ?1) \
             AND {OPEN} ORDER BY due_at, id LIMIT 20"
        ),
        values![customer],
        read,
    )
}

/// A conversation's promises since `since`, in the order in which they were made.
pub fn of_conversation(
    db: &mut Db,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<Vec<Promise>, Error> {
    db.query(
        &format!("{SELECT} WHERE conversation_id = ?1 AND made_at >= ?2 ORDER BY made_at, id"),
        values![conversation, since],
        read,
    )
}

/// The promise that was made in a call.
pub fn of_call(db: &mut Db, call: CallId) -> Result<Option<Promise>, Error> {
    db.find(&format!("{SELECT} WHERE call_id = ?1 ORDER BY id LIMIT 1"), values![call], read)
}

/// Open promises about which time has something to do, the earliest first.
pub fn to_look_at(db: &mut Db, now: Timestamp) -> Result<Vec<Promise>, Error> {
    db.query(
        &format!("{SELECT} WHERE next_at <= ?1 ORDER BY next_at, id LIMIT 200"),
        values![now],
        read,
    )
}

/// When time next has something to do.
pub fn next_due(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    let next = "SELECT MIN(next_at) FROM promise WHERE next_at IS NOT NULL";
    Ok(db.find(next, &[], |row| row.get(0))?.flatten())
}

/// When time next has something to do about a promise.
pub fn set_next(db: &mut Db, id: PromiseId, at: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE promise SET next_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

/// It was kept; whether it was still to be.
pub fn set_kept(db: &mut Db, id: PromiseId, at: Timestamp) -> Result<bool, Error> {
    let kept = db.execute(
        &format!("UPDATE promise SET kept_at = ?2, next_at = NULL WHERE id = ?1 AND {OPEN}"),
        values![id, at],
    )?;
    Ok(kept > 0)
}

/// It was taken back; whether it was still to be kept.
pub fn set_cancelled(db: &mut Db, id: PromiseId, at: Timestamp) -> Result<bool, Error> {
    let cancelled = db.execute(
        &format!("UPDATE promise SET cancelled_at = ?2, next_at = NULL WHERE id = ?1 AND {OPEN}"),
        values![id, at],
    )?;
    Ok(cancelled > 0)
}

/// It is still to be kept after all; the jobs look at it at `now`. Whether it was over.
pub fn reopen(db: &mut Db, id: PromiseId, now: Timestamp) -> Result<bool, Error> {
    let reopened = db.execute(
        "UPDATE promise SET kept_at = NULL, cancelled_at = NULL, next_at = ?2 \
         WHERE id = ?1 AND (kept_at IS NOT NULL OR cancelled_at IS NOT NULL)",
        values![id, now],
    )?;
    Ok(reopened > 0)
}

/// It is due at another time from now on. Where its time had passed before it was kept, that stays noted.
pub fn set_due(db: &mut Db, id: PromiseId, due: Timestamp, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE promise SET due_at = ?2, due_set_at = ?3, next_at = ?3, \
         missed_at = CASE WHEN missed_at IS NULL AND due_at < ?3 THEN due_at ELSE missed_at END \
         WHERE id = ?1",
        values![id, due, now],
    )
    .map(drop)
}

/// Who keeps it, and who stands in; the jobs look at it at `now`.
pub fn set_owner(
    db: &mut Db,
    id: PromiseId,
    owner: Option<AgentId>,
    stand_in: Option<AgentId>,
    now: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE promise SET owner_id = ?2, stand_in_id = ?3, next_at = ?4 WHERE id = ?1",
        values![id, owner, stand_in, now],
    )
    .map(drop)
}

/// The number to call.
pub fn set_phone(db: &mut Db, id: PromiseId, phone: &str) -> Result<(), Error> {
    db.execute("UPDATE promise SET phone = ?2 WHERE id = ?1", values![id, phone]).map(drop)
}

/// Removes a promise that was made by mistake, with all that was said about it.
pub fn delete(db: &mut Db, id: PromiseId) -> Result<(), Error> {
    for sql in [
        "DELETE FROM promise_reminder_seen WHERE reminder_id IN \
         (SELECT id FROM promise_reminder WHERE promise_id = ?1)",
        "DELETE FROM promise_reminder WHERE promise_id = ?1",
        "DELETE FROM promise_change WHERE promise_id = ?1",
        "DELETE FROM promise WHERE id = ?1",
    ] {
        db.execute(sql, values![id])?;
    }
    Ok(())
}

/// How many promises came due from `from` until `now`, and how many were kept in time. One that was taken
/// back before its time is left out; one that was moved after its time had passed was not kept in time.
pub fn rate(db: &mut Db, from: Timestamp, now: Timestamp) -> Result<Rate, Error> {
    let came_due =
        "due_at > ?1 AND due_at <= ?2 AND (cancelled_at IS NULL OR cancelled_at > due_at)";
    let all =
        db.count(&format!("SELECT COUNT(*) FROM promise WHERE {came_due}"), values![from, now])?;
    let kept = db.count(
        &format!(
            "SELECT COUNT(*) FROM promise WHERE {came_due} AND kept_at <= due_at \
             AND missed_at IS NULL"
        ),
        values![from, now],
    )?;
    Ok(Rate { kept, all })
}

fn read(row: &Row<'_>) -> Result<Promise, Error> {
    Ok(Promise {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        customer_id: row.get(2)?,
        call_id: row.get(3)?,
        message_id: row.get(4)?,
        owner_id: row.get(5)?,
        stand_in_id: row.get(6)?,
        source: row.parse(7, Source::parse)?,
        what: row.get(8)?,
        phone: row.get(9)?,
        due_at: row.get(10)?,
        due_set_at: row.get(11)?,
        made_at: row.get(12)?,
        missed_at: row.get(13)?,
        kept_at: row.get(14)?,
        cancelled_at: row.get(15)?,
    })
}

//! Promises.

use domain::{AgentId, CallId, ConversationId, CustomerId, PromiseId, Timestamp, promise::Promise};

use crate::{Db, Error, Row, values};

/// What a new promise is made of.
pub struct New<'a> {
    /// In which conversation.
    pub conversation: ConversationId,
    /// To whom.
    pub customer: CustomerId,
    /// In which call.
    pub call: Option<CallId>,
    /// Who keeps it.
    pub owner: Option<AgentId>,
    /// What is promised.
    pub what: &'a str,
    /// The number to call back.
    pub phone: Option<&'a str>,
    /// By when.
    pub due_at: Timestamp,
    /// When it is made.
    pub made_at: Timestamp,
}

const SELECT: &str = "SELECT id, conversation_id, customer_id, call_id, owner_id, what, phone, \
                      due_at, made_at, kept_at, cancelled_at FROM promise";

/// Adds a promise.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<PromiseId, Error> {
    db.insert(
        "INSERT INTO promise (conversation_id, customer_id, call_id, owner_id, what, phone, due_at, \
         made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
        values![
            new.conversation,
            new.customer,
            new.call,
            new.owner,
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

/// The promises that are still to be kept until `until`, the next due first.
pub fn open_until(db: &mut Db, until: Timestamp) -> Result<Vec<Promise>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE kept_at IS NULL AND cancelled_at IS NULL AND due_at < ?1 \
             ORDER BY due_at, id LIMIT 200"
        ),
        values![until],
        read,
    )
}

/// What we still have to keep for a customer, the next due first.
pub fn open_of_customer(db: &mut Db, customer: CustomerId) -> Result<Vec<Promise>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE customer_id = ?1 AND kept_at IS NULL AND cancelled_at IS NULL \
             ORDER BY due_at, id LIMIT 20"
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

/// It was kept; whether it was still to be.
pub fn set_kept(db: &mut Db, id: PromiseId, at: Timestamp) -> Result<bool, Error> {
    let kept = db.execute(
        "UPDATE promise SET kept_at = ?2 \
         WHERE id = ?1 AND kept_at IS NULL AND cancelled_at IS NULL",
        values![id, at],
    )?;
    Ok(kept > 0)
}

fn read(row: &Row<'_>) -> Result<Promise, Error> {
    Ok(Promise {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        customer_id: row.get(2)?,
        call_id: row.get(3)?,
        owner_id: row.get(4)?,
        what: row.get(5)?,
        phone: row.get(6)?,
        due_at: row.get(7)?,
        made_at: row.get(8)?,
        kept_at: row.get(9)?,
        cancelled_at: row.get(10)?,
    })
}

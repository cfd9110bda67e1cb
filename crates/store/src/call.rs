//! Calls.

use domain::{
    AgentId, CallId, ConversationId, CustomerId, InboxId, Timestamp,
    call::{Call, Reason, Source},
};

use crate::{Db, Error, Row, Value, values};

/// What a new call is made of.
pub struct New<'a> {
    /// In which conversation.
    pub conversation: ConversationId,
    /// As whom they call.
    pub customer: CustomerId,
    /// To which address it came; none for a recording.
    pub inbox: Option<InboxId>,
    /// How it came.
    pub source: Source,
    /// The name that the caller's browser gave it, so that asking again does not call twice.
    pub key: Option<&'a str>,
    /// When they asked to talk.
    pub at: Timestamp,
    /// Whether it is recorded.
    pub recorded: bool,
}

/// A call is its conversation's customer's, whoever that is now; its own column is as whom they called.
const COLUMNS: &str = "call.id, call.conversation_id, (SELECT conversation.customer_id \
    FROM conversation WHERE conversation.id = call.conversation_id), call.inbox_id, call.source, \
    call.asked_at, call.recorded, call.agent_id, call.answered_at, call.held_since, \
    call.paused_since, call.transfer_to, call.guest_id, call.ended_at, call.reason, \
    call.joined_at, call.customer_id";

/// Adds a call that waits.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<CallId, Error> {
    db.insert(
        "INSERT INTO call (conversation_id, customer_id, inbox_id, source, key, asked_at, recorded) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
        values![
            new.conversation,
            new.customer,
            new.inbox,
            new.source.as_str(),
            new.key,
            new.at,
            i64::from(new.recorded)
        ],
    )
}

/// The call of that id.
pub fn find(db: &mut Db, id: CallId) -> Result<Option<Call>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM call WHERE id = ?1"), values![id], read)
}

/// The call to which the browser of somebody who came as that customer gave that name.
pub fn by_key(db: &mut Db, customer: CustomerId, key: &str) -> Result<Option<Call>, Error> {
    db.find(
        &format!("SELECT {COLUMNS} FROM call WHERE customer_id = ?1 AND key = ?2"),
        values![customer, key],
        read,
    )
}

/// The call to an inbox that was asked for last, of those that came as that customer.
pub fn latest_of_customer(
    db: &mut Db,
    customer: CustomerId,
    inbox: InboxId,
) -> Result<Option<Call>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS} FROM call WHERE customer_id = ?1 AND inbox_id = ?2 \
             ORDER BY asked_at DESC, id DESC LIMIT 1"
        ),
        values![customer, inbox],
        read,
    )
}

/// The calls that are not over, those who asked first first.
pub fn running(db: &mut Db) -> Result<Vec<Call>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM call WHERE ended_at IS NULL ORDER BY asked_at, id"),
        &[],
        read,
    )
}

/// A conversation's calls since `since`, the oldest first.
pub fn of_conversation(
    db: &mut Db,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<Vec<Call>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM call WHERE conversation_id = ?1 AND asked_at >= ?2 \
             ORDER BY asked_at, id"
        ),
        values![conversation, since],
        read,
    )
}

/// Calls before `before` (when somebody asked to talk, and an id), the latest first; of one conversation, or all.
pub fn before(
    db: &mut Db,
    conversation: Option<ConversationId>,
    (at, id): (Timestamp, CallId),
    limit: i64,
) -> Result<Vec<Call>, Error> {
    let mut parameters: Vec<Value<'_>> = vec![at.into(), id.into(), limit.into()];
    let mut clause = "";
    if let Some(conversation) = conversation {
        parameters.push(conversation.into());
        clause = "AND conversation_id = ?4 ";
    }
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM call WHERE (asked_at < ?1 OR (asked_at = ?1 AND id < ?2)) \
             {clause}ORDER BY asked_at DESC, id DESC LIMIT ?3"
        ),
        &parameters,
        read,
    )
}

/// The caller's browser is connected for the first time; whether it was not before.
pub fn set_joined(db: &mut Db, id: CallId, at: Timestamp) -> Result<bool, Error> {
    let joined = db.execute(
        "UPDATE call SET joined_at = ?2 WHERE id = ?1 AND joined_at IS NULL",
        values![id, at],
    )?;
    Ok(joined > 0)
}

/// An agent has it from now on, and nobody is asked any more to take it; `answered_at` is set with the
/// first.
pub fn set_agent(db: &mut Db, id: CallId, agent: AgentId, at: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE call SET agent_id = ?2, answered_at = COALESCE(answered_at, ?3), \
         transfer_to = NULL, held_since = NULL, paused_since = NULL, guest_id = NULL \
         WHERE id = ?1",
        values![id, agent, at],
    )
    .map(drop)
}

/// It waits again, as before anybody picked up.
pub fn set_waiting(db: &mut Db, id: CallId) -> Result<(), Error> {
    db.execute(
        "UPDATE call SET agent_id = NULL, answered_at = NULL, held_since = NULL, \
         paused_since = NULL, transfer_to = NULL, guest_id = NULL WHERE id = ?1",
        values![id],
    )
    .map(drop)
}

/// A call that was held elsewhere: who had it, from when to when.
pub fn set_imported(
    db: &mut Db,
    id: CallId,
    agent: AgentId,
    from: Timestamp,
    to: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE call SET agent_id = ?2, answered_at = ?3, ended_at = ?4, reason = ?5 WHERE id = ?1",
        values![id, agent, from, to, Reason::Us.as_str()],
    )
    .map(drop)
}

/// The customer is on hold since then, or is not any more.
pub fn set_held(db: &mut Db, id: CallId, since: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE call SET held_since = ?2 WHERE id = ?1", values![id, since]).map(drop)
}

/// The recording pauses since then, or goes on.
pub fn set_paused(db: &mut Db, id: CallId, since: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE call SET paused_since = ?2 WHERE id = ?1", values![id, since]).map(drop)
}

/// An agent is asked to take it over, or nobody is any more.
pub fn set_transfer(db: &mut Db, id: CallId, to: Option<AgentId>) -> Result<(), Error> {
    db.execute("UPDATE call SET transfer_to = ?2 WHERE id = ?1", values![id, to]).map(drop)
}

/// A second agent listens, or nobody does any more.
pub fn set_guest(db: &mut Db, id: CallId, guest: Option<AgentId>) -> Result<(), Error> {
    db.execute("UPDATE call SET guest_id = ?2 WHERE id = ?1", values![id, guest]).map(drop)
}

/// It is over; whether it was not before.
pub fn set_ended(db: &mut Db, id: CallId, at: Timestamp, reason: Reason) -> Result<bool, Error> {
    let ended = db.execute(
        "UPDATE call SET ended_at = ?2, reason = ?3, transfer_to = NULL, guest_id = NULL \
         WHERE id = ?1 AND ended_at IS NULL",
        values![id, at, reason.as_str()],
    )?;
    Ok(ended > 0)
}

/// How long callers waited until somebody picked up since `since`, in whole seconds. At most the last 200.
pub fn pick_ups_seconds(db: &mut Db, since: Timestamp) -> Result<Vec<i64>, Error> {
    db.query(
        "SELECT (answered_at - asked_at) / 1000 FROM call \
         WHERE answered_at >= ?1 AND source = 'web' ORDER BY answered_at DESC LIMIT 200",
        values![since],
        |row| row.get(0),
    )
}

/// How long calls since `since` lasted from the pick-up to the end, in whole seconds. At most the last 200.
pub fn talks_seconds(db: &mut Db, since: Timestamp) -> Result<Vec<i64>, Error> {
    db.query(
        "SELECT (ended_at - answered_at) / 1000 FROM call \
         WHERE answered_at >= ?1 AND ended_at IS NOT NULL AND source = 'web' \
         ORDER BY answered_at DESC LIMIT 200",
        values![since],
        |row| row.get(0),
    )
}

fn read(row: &Row<'_>) -> Result<Call, Error> {
    let reason: Option<String> = row.get(14)?;
    Ok(Call {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        customer_id: row.get(2)?,
        inbox_id: row.get(3)?,
        source: row.parse(4, Source::parse)?,
        asked_at: row.get(5)?,
        recorded: row.get::<i64>(6)? != 0,
        joined_at: row.get(15)?,
        origin_id: row.get(16)?,
        agent_id: row.get(7)?,
        answered_at: row.get(8)?,
        held_since: row.get(9)?,
        paused_since: row.get(10)?,
        transfer_to: row.get(11)?,
        guest_id: row.get(12)?,
        ended_at: row.get(13)?,
        reason: reason.as_deref().and_then(Reason::parse),
    })
}

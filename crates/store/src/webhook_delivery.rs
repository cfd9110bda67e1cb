//! What is told to webhooks: a queue that outlives the server, and the log of every try.

use domain::{
    EventId, Timestamp, WebhookDeliveryId, WebhookId,
    webhook::{Attempt, Delivery, Kind, State},
};

use crate::{Db, Error, Row, values};

/// What a new one is made of.
#[derive(Debug, Clone)]
pub struct New {
    /// To whom.
    pub webhook: WebhookId,
    /// Its name for the receiver.
    pub key: String,
    /// Of which event.
    pub event: Option<EventId>,
    /// What is told of.
    pub kind: Kind,
    /// What is sent.
    pub body: String,
    /// When it happened.
    pub at: Timestamp,
}

const COLUMNS: &str = "id, webhook_id, key, event_id, kind, body, at, state, tries, next_at";

/// Adds one to the queue, to be told at once; none where this event is there already.
pub fn insert(db: &mut Db, new: &New, now: Timestamp) -> Result<Option<WebhookDeliveryId>, Error> {
    db.find(
        "INSERT INTO webhook_delivery \
         (webhook_id, key, event_id, kind, body, at, state, tries, next_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8) \
         ON CONFLICT (webhook_id, event_id) DO NOTHING RETURNING id",
        values![
            new.webhook,
            &new.key,
            new.event,
            new.kind.as_str(),
            &new.body,
            new.at,
            State::Waiting.as_str(),
            now
        ],
        |row| row.get(0),
    )
}

/// The one of that id.
pub fn find(db: &mut Db, id: WebhookDeliveryId) -> Result<Option<Delivery>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM webhook_delivery WHERE id = ?1"), values![id], read)
}

/// The last of a webhook before `before`, the newest first; those alone that failed or were not taken yet where
/// `troubled` says so.
pub fn of_webhook(
    db: &mut Db,
    id: WebhookId,
    troubled: bool,
    before: WebhookDeliveryId,
    limit: i64,
) -> Result<Vec<Delivery>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM webhook_delivery WHERE webhook_id = ?1 AND id < ?3 \
             AND (?2 = 0 OR state = 'failed' OR (state = 'waiting' AND tries > 0)) \
             ORDER BY id DESC LIMIT ?4"
        ),
        values![id, i64::from(troubled), before, limit],
        read,
    )
}

/// How many of a webhook are in that state.
pub fn count(db: &mut Db, id: WebhookId, state: State) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM webhook_delivery WHERE webhook_id = ?1 AND state = ?2",
        values![id, state.as_str()],
    )
}

/// What is due for a webhook at `now`, the earliest first.
pub fn due(db: &mut Db, id: WebhookId, now: Timestamp, limit: i64) -> Result<Vec<Delivery>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM webhook_delivery WHERE webhook_id = ?1 AND next_at <= ?2 \
             ORDER BY next_at, id LIMIT ?3"
        ),
        values![id, now, limit],
        read,
    )
}

/// When the next is due, of webhooks that are told things.
pub fn next_due(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    Ok(db
        .find(
            "SELECT MIN(webhook_delivery.next_at) FROM webhook_delivery \
             JOIN webhook ON webhook.id = webhook_delivery.webhook_id \
             WHERE webhook_delivery.next_at IS NOT NULL AND webhook.off_at IS NULL \
             AND webhook.removed_at IS NULL",
            &[],
            |row| row.get(0),
        )?
        .flatten())
}

/// Nobody else takes it before `until`.
pub fn hold(db: &mut Db, id: WebhookDeliveryId, until: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE webhook_delivery SET next_at = ?2 WHERE id = ?1", values![id, until])
        .map(drop)
}

/// How it stands after so many tries, and when it is tried next.
pub fn set_state(
    db: &mut Db,
    id: WebhookDeliveryId,
    state: State,
    tries: i64,
    next_at: Option<Timestamp>,
) -> Result<(), Error> {
    db.execute(
        "UPDATE webhook_delivery SET state = ?2, tries = ?3, next_at = ?4 WHERE id = ?1",
        values![id, state.as_str(), tries, next_at],
    )
    .map(drop)
}

/// Puts all of a webhook that failed since `since` into the queue again; how many they are.
pub fn replay_failed(
    db: &mut Db,
    id: WebhookId,
    since: Timestamp,
    now: Timestamp,
) -> Result<u64, Error> {
    db.execute(
        "UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_at = ?3 \
         WHERE webhook_id = ?1 AND state = 'failed' AND at >= ?2",
        values![id, since, now],
    )
}

/// Keeps what came of a try.
pub fn insert_attempt(db: &mut Db, id: WebhookDeliveryId, attempt: &Attempt) -> Result<(), Error> {
    db.execute(
        "INSERT INTO webhook_attempt (webhook_delivery_id, at, took_ms, status, answer, error) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![
            id,
            attempt.at,
            attempt.took_ms,
            attempt.status.map(i64::from),
            &attempt.answer,
            attempt.error.as_deref()
        ],
    )
    .map(drop)
}

/// What came of each try, the newest first.
pub fn attempts(db: &mut Db, id: WebhookDeliveryId) -> Result<Vec<Attempt>, Error> {
    db.query(
        "SELECT at, took_ms, status, answer, error FROM webhook_attempt \
         WHERE webhook_delivery_id = ?1 ORDER BY id DESC",
        values![id],
        |row| {
            let status: Option<i64> = row.get(2)?;
            Ok(Attempt {
                at: row.get(0)?,
                took_ms: row.get(1)?,
                status: status.and_then(|status| u16::try_from(status).ok()),
                answer: row.get(3)?,
                error: row.get(4)?,
            })
        },
    )
}

/// Forgets what happened before `before` and is not to be told any more, at most `limit`; how many they were.
pub fn forget(db: &mut Db, before: Timestamp, limit: i64) -> Result<u64, Error> {
    db.execute(
        "DELETE FROM webhook_delivery WHERE id IN (SELECT webhook_delivery.id \
         FROM webhook_delivery JOIN webhook ON webhook.id = webhook_delivery.webhook_id \
         WHERE webhook_delivery.at < ?1 AND (webhook_delivery.next_at IS NULL \
         OR webhook.off_at IS NOT NULL OR webhook.removed_at IS NOT NULL) LIMIT ?2)",
        values![before, limit],
    )
}

fn read(row: &Row<'_>) -> Result<Delivery, Error> {
    Ok(Delivery {
        id: row.get(0)?,
        webhook_id: row.get(1)?,
        key: row.get(2)?,
        event_id: row.get(3)?,
        kind: row.parse(4, Kind::parse)?,
        body: row.get(5)?,
        at: row.get(6)?,
        state: row.parse(7, State::parse)?,
        tries: row.get(8)?,
        next_at: row.get(9)?,
    })
}

//! Whether standards were met, and what people say of it.

use std::ops::Range;

use domain::{
    AgentId, ContactId, ConversationId, MessageId, StandardId, StandardRulingId, StandardVersionId,
    Timestamp,
    conversation::Channel,
    standard::{Judged, Outcome, Ruling, consistency::Share, judge::Evidence},
};

use crate::{Db, Error, Row, values};

/// What holds of an outcome: the last word of a person, or what was judged.
const HOLDS: &str = "COALESCE((SELECT standard_ruling.outcome FROM standard_ruling \
     WHERE standard_ruling.contact_id = standard_outcome.contact_id \
     AND standard_ruling.standard_id = standard_version.standard_id \
     AND standard_ruling.withdrawn_at IS NULL ORDER BY standard_ruling.id DESC LIMIT 1), \
     standard_outcome.outcome)";

/// Keeps how a contact was judged by a version.
pub fn set(
    db: &mut Db,
    version: StandardVersionId,
    contact: ContactId,
    judged: &Judged,
    now: Timestamp,
) -> Result<(), Error> {
    let evidence = judged.evidence.as_ref();
    let span = evidence.and_then(|evidence| evidence.span.clone());
    let byte = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    db.execute(
        "INSERT INTO standard_outcome (version_id, contact_id, outcome, why, message_id, span_start, \
         span_end, settled, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
         ON CONFLICT (version_id, contact_id) DO UPDATE SET outcome = excluded.outcome, \
         why = excluded.why, message_id = excluded.message_id, span_start = excluded.span_start, \
         span_end = excluded.span_end, settled = excluded.settled, at = excluded.at",
        values![
            version,
            contact,
            judged.outcome.as_str(),
            &judged.why,
            evidence.map(|evidence| evidence.message),
            span.as_ref().map(|span| byte(span.start)),
            span.as_ref().map(|span| byte(span.end)),
            i64::from(judged.settled),
            now
        ],
    )
    .map(drop)
}

/// How a contact was judged, by version.
pub fn of_contact(db: &mut Db, id: ContactId) -> Result<Vec<(StandardVersionId, Judged)>, Error> {
    db.query(
        "SELECT version_id, outcome, why, message_id, span_start, span_end, settled \
         FROM standard_outcome WHERE contact_id = ?1 ORDER BY version_id",
        values![id],
        read,
    )
}

/// The conversations in which a customer still waits for first words, while a version may be judged otherwise;
/// those that have waited longest first, `limit` at the most.
pub fn waiting(
    db: &mut Db,
    version: StandardVersionId,
    limit: i64,
) -> Result<Vec<ConversationId>, Error> {
    db.query(
        "SELECT contact.conversation_id FROM standard_outcome \
         JOIN contact ON contact.id = standard_outcome.contact_id \
         WHERE standard_outcome.version_id = ?1 AND standard_outcome.settled = 0 \
         AND contact.ended_at IS NULL AND contact.waited_seconds IS NULL \
         ORDER BY contact.began_at LIMIT ?2",
        values![version, limit],
        |row| row.get(0),
    )
}

/// Keeps what somebody says of a standard in a contact.
pub fn rule(
    db: &mut Db,
    standard: StandardId,
    contact: ContactId,
    outcome: Outcome,
    reason: &str,
    by: AgentId,
    now: Timestamp,
) -> Result<StandardRulingId, Error> {
    db.insert(
        "INSERT INTO standard_ruling (standard_id, contact_id, outcome, reason, agent_id, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        values![standard, contact, outcome.as_str(), reason, by, now],
    )
}

/// Takes back what an agent said of a standard in a contact; whether they had said anything.
pub fn withdraw(
    db: &mut Db,
    standard: StandardId,
    contact: ContactId,
    by: AgentId,
    now: Timestamp,
) -> Result<bool, Error> {
    let withdrawn = db.execute(
        "UPDATE standard_ruling SET withdrawn_at = ?4 WHERE standard_id = ?1 AND contact_id = ?2 \
         AND agent_id = ?3 AND withdrawn_at IS NULL",
        values![standard, contact, by, now],
    )?;
    Ok(withdrawn > 0)
}

/// What people say of a contact and hold to, in the order in which they said it.
pub fn rulings(db: &mut Db, contact: ContactId) -> Result<Vec<Ruling>, Error> {
    db.query(
        "SELECT id, standard_id, contact_id, outcome, reason, agent_id, at FROM standard_ruling \
         WHERE contact_id = ?1 AND withdrawn_at IS NULL ORDER BY id",
        values![contact],
        |row| {
            Ok(Ruling {
                id: row.get(0)?,
                standard_id: row.get(1)?,
                contact_id: row.get(2)?,
                outcome: row.parse(3, Outcome::parse)?,
                reason: row.get(4)?,
                agent_id: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}

/// A settled outcome with an occasion, for counting: of whom it is, it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// By which version.
    pub version: StandardVersionId,
    /// How the contact came.
    pub channel: Channel,
    /// When it began.
    pub began_at: Timestamp,
    /// Whether it was met, by everybody's word.
    pub met: bool,
}

/// The settled outcomes with an occasion of contacts since `since`, the newest first, at most `limit`.
pub fn counted(db: &mut Db, since: Timestamp, limit: i64) -> Result<Vec<Counted>, Error> {
    db.query(
        &format!(
            "SELECT version_id, channel, began_at, holds FROM (\
             SELECT standard_outcome.version_id, contact.channel, contact.began_at, {HOLDS} AS holds \
             FROM contact JOIN standard_outcome ON standard_outcome.contact_id = contact.id \
             JOIN standard_version ON standard_version.id = standard_outcome.version_id \
             WHERE contact.began_at >= ?1 AND standard_outcome.settled = 1) AS held \
             WHERE holds <> 'no occasion' ORDER BY began_at DESC LIMIT ?2"
        ),
        values![since, limit],
        |row| {
            Ok(Counted {
                version: row.get(0)?,
                channel: row.parse(1, Channel::parse)?,
                began_at: row.get(2)?,
                met: row.parse(3, Outcome::parse)? == Outcome::Met,
            })
        },
    )
}

/// How often each version was met in contacts since `since`, of those outcomes that are settled and had an occasion.
pub fn shares(db: &mut Db, since: Timestamp) -> Result<Vec<(StandardVersionId, Share)>, Error> {
    db.query(
        &format!(
            "SELECT version_id, SUM(CASE WHEN holds = 'met' THEN 1 ELSE 0 END), COUNT(*) FROM (\
             SELECT standard_outcome.version_id, {HOLDS} AS holds \
             FROM contact JOIN standard_outcome ON standard_outcome.contact_id = contact.id \
             JOIN standard_version ON standard_version.id = standard_outcome.version_id \
             WHERE contact.began_at >= ?1 AND standard_outcome.settled = 1) AS held \
             WHERE holds <> 'no occasion' GROUP BY version_id"
        ),
        values![since],
        |row| Ok((row.get(0)?, Share { met: row.get(1)?, all: row.get(2)? })),
    )
}

/// Contacts in which a standard was not met, by everybody's word: when they began and their conversation, the
/// newest first.
pub fn not_met(
    db: &mut Db,
    standard: StandardId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(ConversationId, Timestamp, Option<MessageId>)>, Error> {
    db.query(
        &format!(
            "SELECT conversation_id, began_at, message_id FROM (\
             SELECT contact.conversation_id, contact.began_at, standard_outcome.message_id, \
             {HOLDS} AS holds FROM contact \
             JOIN standard_outcome ON standard_outcome.contact_id = contact.id \
             JOIN standard_version ON standard_version.id = standard_outcome.version_id \
             WHERE standard_version.standard_id = ?1 AND contact.began_at >= ?2 \
             AND standard_outcome.settled = 1) AS held \
             WHERE holds = 'not met' ORDER BY began_at DESC LIMIT ?3"
        ),
        values![standard, since, limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

fn read(row: &Row<'_>) -> Result<(StandardVersionId, Judged), Error> {
    let message: Option<MessageId> = row.get(3)?;
    let span: (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
    let byte = |at: i64| usize::try_from(at).unwrap_or(0);
    let span = span.0.zip(span.1).map(|(start, end)| Range { start: byte(start), end: byte(end) });
    let judged = Judged {
        outcome: row.parse(1, Outcome::parse)?,
        why: row.get(2)?,
        evidence: message.map(|message| Evidence { message, span }),
        settled: row.get::<i64>(6)? == 1,
    };
    Ok((row.get(0)?, judged))
}

//! Moments, what people say of them, and how messages were read.

use std::ops::Range;

use domain::{
    AgentId, ConversationId, MessageId, MomentId, MomentRulingId, Timestamp,
    moment::{MessageReading, Moment, Noticed, Ruling, Side, Source, Verdict},
};

use crate::{Db, Error, Row, values};

const COLUMNS: &str = "moment.id, moment.conversation_id, moment.message_id, moment.side, moment.what, \
                       moment.span_start, moment.span_end, moment.confidence_thousandths, \
                       moment.source, moment.reason, moment.noticed_at, moment.agent_id";

const RULING: &str = "SELECT id, message_id, what, span_start, span_end, verdict, agent_id, at \
                      FROM moment_ruling";

/// Keeps what was noticed in a message, or named by somebody, where the message is now; whether it was new.
pub fn insert(
    db: &mut Db,
    message: MessageId,
    noticed: &Noticed,
    by: Option<AgentId>,
    now: Timestamp,
) -> Result<bool, Error> {
    let Range { start, end } = noticed.span;
    let added = db.execute(
        "INSERT INTO moment (conversation_id, message_id, side, what, span_start, span_end, \
         confidence_thousandths, source, reason, noticed_at, agent_id) \
         VALUES ((SELECT conversation_id FROM message WHERE id = ?1), \
         ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
        values![
            message,
            noticed.side.as_str(),
            &noticed.what,
            byte(start),
            byte(end),
            noticed.confidence_thousandths,
            noticed.source.as_str(),
            &noticed.reason,
            now,
            by
        ],
    )?;
    Ok(added > 0)
}

/// Forgets what a new reading no longer shows.
pub fn delete(db: &mut Db, id: MomentId) -> Result<(), Error> {
    db.execute("DELETE FROM moment WHERE id = ?1", values![id]).map(drop)
}

/// The moment of that id.
pub fn find(db: &mut Db, id: MomentId) -> Result<Option<Moment>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM moment WHERE id = ?1"), values![id], read)
}

/// All moments of a conversation, in the order in which things were said.
pub fn of_conversation(db: &mut Db, id: ConversationId) -> Result<Vec<Moment>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM moment JOIN message ON message.id = moment.message_id \
             WHERE moment.conversation_id = ?1 ORDER BY message.at, message.id, moment.id"
        ),
        values![id],
        read,
    )
}

/// A conversation's moments in messages from that id on, in no order.
pub fn from_message(
    db: &mut Db,
    id: ConversationId,
    first: MessageId,
) -> Result<Vec<Moment>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM moment WHERE conversation_id = ?1 AND message_id >= ?2"),
        values![id, first],
        read,
    )
}

/// Keeps what somebody says of a moment.
pub fn rule(
    db: &mut Db,
    moment: &Moment,
    verdict: Verdict,
    by: AgentId,
    now: Timestamp,
) -> Result<MomentRulingId, Error> {
    let Noticed { what, span, .. } = &moment.noticed;
    db.insert(
        "INSERT INTO moment_ruling (conversation_id, message_id, what, span_start, span_end, \
         verdict, agent_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
        values![
            moment.conversation_id,
            moment.message_id,
            what,
            byte(span.start),
            byte(span.end),
            verdict.as_str(),
            by,
            now
        ],
    )
}

/// Takes a ruling back.
pub fn withdraw(db: &mut Db, id: MomentRulingId, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "UPDATE moment_ruling SET withdrawn_at = ?2 WHERE id = ?1 AND withdrawn_at IS NULL",
        values![id, now],
    )
    .map(drop)
}

/// The rulings in a conversation that hold, in the order in which they were made.
pub fn rulings(db: &mut Db, id: ConversationId) -> Result<Vec<Ruling>, Error> {
    db.query(
        &format!("{RULING} WHERE conversation_id = ?1 AND withdrawn_at IS NULL ORDER BY id"),
        values![id],
        read_ruling,
    )
}

/// The rulings on one thing in all conversations that hold, in the order in which they were made.
pub fn rulings_on(db: &mut Db, what: &str) -> Result<Vec<Ruling>, Error> {
    db.query(
        &format!("{RULING} WHERE what = ?1 AND withdrawn_at IS NULL ORDER BY id"),
        values![what],
        read_ruling,
    )
}

/// Keeps how a message was read.
pub fn set_reading(db: &mut Db, reading: &MessageReading) -> Result<(), Error> {
    let upset = reading.upset_hundredths;
    db.execute(
        "INSERT INTO moment_reading (message_id, conversation_id, foreign_language, \
         upset_hundredths, upset_low_hundredths, upset_high_hundredths) \
         VALUES (?1, (SELECT conversation_id FROM message WHERE id = ?1), ?2, ?3, ?4, ?5) \
         ON CONFLICT (message_id) DO UPDATE SET \
         foreign_language = excluded.foreign_language, \
         upset_hundredths = excluded.upset_hundredths, \
         upset_low_hundredths = excluded.upset_low_hundredths, \
         upset_high_hundredths = excluded.upset_high_hundredths",
        values![
            reading.message_id,
            reading.foreign.as_ref(),
            upset.map(|upset| upset.0),
            upset.map(|upset| upset.1),
            upset.map(|upset| upset.2)
        ],
    )
    .map(drop)
}

/// The first and the last of a customer's messages in a conversation whose mood could be told.
pub fn first_and_last_mood(
    db: &mut Db,
    id: ConversationId,
) -> Result<Option<(MessageReading, MessageReading)>, Error> {
    let mut at = |order: &str| {
        db.find(
            &format!(
                "SELECT message_id, foreign_language, upset_hundredths, upset_low_hundredths, \
                 upset_high_hundredths FROM moment_reading WHERE conversation_id = ?1 \
                 AND upset_hundredths IS NOT NULL ORDER BY message_id {order} LIMIT 1"
            ),
            values![id],
            read_reading,
        )
    };
    Ok(at("ASC")?.zip(at("DESC")?))
}

/// The languages in a conversation that the reader does not judge, each with how many messages are in it.
pub fn foreign(db: &mut Db, id: ConversationId) -> Result<Vec<(String, i64)>, Error> {
    db.query(
        "SELECT foreign_language, COUNT(*) FROM moment_reading WHERE conversation_id = ?1 \
         AND foreign_language IS NOT NULL GROUP BY foreign_language ORDER BY foreign_language",
        values![id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// A place in a text, as it is kept.
fn byte(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

fn span(row: &Row<'_>, first: usize) -> Result<Range<usize>, Error> {
    let (start, end): (i64, i64) = (row.get(first)?, row.get(first + 1)?);
    Ok(usize::try_from(start).unwrap_or(0)..usize::try_from(end).unwrap_or(0))
}

fn read(row: &Row<'_>) -> Result<Moment, Error> {
    Ok(Moment {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        message_id: row.get(2)?,
        noticed: Noticed {
            side: row.parse(3, Side::parse)?,
            what: row.get(4)?,
            span: span(row, 5)?,
            confidence_thousandths: row.get(7)?,
            source: row.parse(8, Source::parse)?,
            reason: row.get(9)?,
        },
        named_by: row.get(11)?,
        noticed_at: row.get(10)?,
    })
}

fn read_ruling(row: &Row<'_>) -> Result<Ruling, Error> {
    Ok(Ruling {
        id: row.get(0)?,
        message_id: row.get(1)?,
        what: row.get(2)?,
        span: span(row, 3)?,
        verdict: row.parse(5, Verdict::parse)?,
        agent_id: row.get(6)?,
        at: row.get(7)?,
    })
}

fn read_reading(row: &Row<'_>) -> Result<MessageReading, Error> {
    let upset: Option<i64> = row.get(2)?;
    let upset_hundredths = match upset {
        Some(upset) => Some((upset, row.get(3)?, row.get(4)?)),
        None => None,
    };
    Ok(MessageReading { message_id: row.get(0)?, foreign: row.get(1)?, upset_hundredths })
}

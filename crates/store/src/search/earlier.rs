//! What was there before there was an index: it is added in small pieces, from the newest to the oldest, from a
//! place that is kept with them.

use domain::{ConversationId, CustomerId, MessageId};

use super::{customer_changed, message_changed, subject_changed};
use crate::{Db, Error, values};

/// Ids that are gone through in one piece: some milliseconds of the writer's time.
const PIECE: i64 = 100;

/// How much of what was there before is not found yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Rows still to come, as their ids tell.
    pub rows: i64,
    /// … out of so many.
    pub of: i64,
}

/// What is still to come; none once everything is found.
pub fn left(db: &mut Db) -> Result<Option<Left>, Error> {
    db.find(
        "SELECT CAST(SUM(below - 1) AS BIGINT), CAST(SUM(total) AS BIGINT) FROM search_place \
         HAVING COUNT(*) > 0",
        &[],
        |row| Ok(Left { rows: row.get(0)?, of: row.get(1)? }),
    )
}

/// Indexes one more piece; whether there was one.
pub fn index_earlier(db: &mut Db) -> Result<bool, Error> {
    let next = db.find(
        // Customers first, for they are few; then what conversations are about.
        "SELECT what, below FROM search_place \
         ORDER BY CASE what WHEN 'customers' THEN 1 WHEN 'subjects' THEN 2 ELSE 3 END LIMIT 1",
        &[],
        |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)),
    )?;
    let Some((what, below)) = next else { return Ok(false) };
    let from = (below - PIECE).max(1);
    match what.as_str() {
        "customers" => {
            for id in ids(db, "SELECT id FROM customer WHERE id >= ?1 AND id < ?2", from, below)? {
                customer_changed(db, CustomerId(id))?;
            }
        }
        "subjects" => {
            let sql = "SELECT id FROM conversation WHERE id >= ?1 AND id < ?2";
            for id in ids(db, sql, from, below)? {
                subject_changed(db, ConversationId(id))?;
            }
        }
        _ => {
            let messages = db.query(
                "SELECT conversation_id, id FROM message WHERE id >= ?1 AND id < ?2",
                values![from, below],
                |row| Ok((row.get(0)?, row.get::<MessageId>(1)?)),
            )?;
            for (conversation, id) in messages {
                message_changed(db, conversation, id)?;
            }
        }
    }
    if from > 1 {
        let move_on = "UPDATE search_place SET below = ?2 WHERE what = ?1";
        db.execute(move_on, values![&what, from])?;
    } else {
        db.execute("DELETE FROM search_place WHERE what = ?1", values![&what])?;
    }
    Ok(true)
}

fn ids(db: &mut Db, sql: &str, from: i64, below: i64) -> Result<Vec<i64>, Error> {
    db.query(sql, values![from, below], |row| row.get(0))
}

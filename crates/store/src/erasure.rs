//! Erasures: what is kept of a customer goes, and what figures are made of stays without a word in it.
//!
//! What is erased is marked first, so that one text of each statement serves whatever is to go. [`TABLES`] says of every
//! table what becomes of it; a new table has to be decided upon there, or a test fails.

use domain::{
    AgentId, ApiTokenId, CallId, ConversationId, CustomerId, ErasureId, Timestamp,
    WebhookDeliveryId,
    erasure::{Erasure, Extent},
};

use crate::{Db, Error, Row, customer::ALL_OF, dialect::Dialect, values};

/// What becomes of a table's rows about a customer who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They go.
    Goes,
    /// They stay for the figures, and say nothing of anybody.
    Emptied,
    /// They have numbers and times alone, and stay as they are.
    Counted,
    /// They say nothing of customers: of the desk, or of those who serve.
    Apart,
}

/// What becomes of each table.
pub const TABLES: [(&str, Fate); 93] = [
    ("address", Fate::Goes),
    ("agent", Fate::Apart),
    ("api_request", Fate::Emptied),
    ("api_token", Fate::Apart),
    ("assignment", Fate::Counted),
    ("attachment", Fate::Goes),
    ("audit_entry", Fate::Apart),
    ("bulk_change", Fate::Apart),
    ("bulk_change_row", Fate::Counted),
    ("call", Fate::Emptied),
    ("call_back_key", Fate::Goes),
    ("call_back_link", Fate::Goes),
    ("call_part", Fate::Emptied),
    ("canned_reply", Fate::Apart),
    ("canned_reply_use", Fate::Apart),
    ("contact", Fate::Counted),
    ("conversation", Fate::Emptied),
    ("conversation_merge", Fate::Counted),
    ("conversation_merge_row", Fate::Counted),
    ("conversation_state", Fate::Counted),
    ("conversation_tag", Fate::Counted),
    // What an agent keeps in their corner is sealed, so that nobody but they can say what is in it.
    ("corner", Fate::Apart),
    ("corner_note", Fate::Apart),
    ("customer", Fate::Emptied),
    ("customer_import", Fate::Apart),
    ("customer_import_change", Fate::Goes),
    ("customer_import_line", Fate::Counted),
    ("customer_merge", Fate::Counted),
    ("customer_merge_value", Fate::Goes),
    ("customer_words", Fate::Goes),
    ("draft", Fate::Goes),
    ("erased_file", Fate::Goes),
    ("erasure", Fate::Counted),
    ("event", Fate::Counted),
    ("event_place", Fate::Apart),
    // Everybody is in it, so its file goes with whoever is erased.
    ("export", Fate::Emptied),
    ("fact", Fate::Goes),
    ("failed_sign_in", Fate::Apart),
    ("holiday", Fate::Apart),
    ("identity", Fate::Apart),
    ("identity_provider", Fate::Apart),
    ("inbox", Fate::Apart),
    ("invitation", Fate::Apart),
    ("line_words", Fate::Goes),
    // What an email says of customers is written when it is sent, and kept nowhere.
    ("mail", Fate::Apart),
    ("mention", Fate::Goes),
    ("message", Fate::Emptied),
    ("moment", Fate::Goes),
    ("moment_reading", Fate::Goes),
    ("moment_ruling", Fate::Goes),
    ("node", Fate::Apart),
    ("notification", Fate::Goes),
    ("notification_bundle", Fate::Apart),
    ("notification_seeing", Fate::Apart),
    ("passkey", Fate::Apart),
    ("passkey_challenge", Fate::Apart),
    ("passkey_handle", Fate::Apart),
    ("password_reset", Fate::Apart),
    ("preference", Fate::Apart),
    ("promise", Fate::Emptied),
    ("promise_change", Fate::Emptied),
    ("promise_reminder", Fate::Goes),
    ("promise_reminder_seen", Fate::Goes),
    ("promise_suggestion", Fate::Goes),
    ("provider_arrival", Fate::Apart),
    ("provider_sign_in", Fate::Apart),
    // What a browser is told of customers is written when it is sent, and kept nowhere.
    ("push_removal", Fate::Apart),
    ("push_subscription", Fate::Apart),
    ("recovery_code", Fate::Apart),
    ("rule", Fate::Apart),
    ("rule_event", Fate::Counted),
    ("rule_run", Fate::Goes),
    ("saved_view", Fate::Apart),
    ("search_line", Fate::Goes),
    ("search_place", Fate::Apart),
    ("second_factor", Fate::Apart),
    ("second_factor_reset", Fate::Apart),
    ("session", Fate::Apart),
    ("setting", Fate::Apart),
    ("shared_intention", Fate::Apart),
    ("shared_moment", Fate::Goes),
    ("standard", Fate::Apart),
    ("standard_outcome", Fate::Emptied),
    ("standard_ruling", Fate::Emptied),
    ("standard_version", Fate::Apart),
    ("tag", Fate::Apart),
    ("tag_change", Fate::Apart),
    ("tag_change_row", Fate::Counted),
    ("team", Fate::Apart),
    ("team_figure", Fate::Apart),
    ("team_member", Fate::Apart),
    ("visitor", Fate::Goes),
    // Its deliveries and attempts go, the address of the other program stays.
    ("webhook", Fate::Apart),
];

/// … and of those that go with a row of another.
pub const WITH_ANOTHER: [(&str, &str); 3] = [
    ("notification_cause", "notification"),
    ("webhook_delivery", "event"),
    ("webhook_attempt", "webhook_delivery"),
];

/// The conversations of the erasure `?1`.
const CONVERSATIONS: &str = "(SELECT id FROM conversation WHERE erasure_id = ?1)";
/// Their messages.
const MESSAGES: &str = "(SELECT message.id FROM conversation JOIN message \
     ON message.conversation_id = conversation.id WHERE conversation.erasure_id = ?1)";
/// Their calls.
const CALLS: &str = "(SELECT call.id FROM conversation JOIN call \
     ON call.conversation_id = conversation.id WHERE conversation.erasure_id = ?1)";
/// Promises in them.
const PROMISES: &str = "(SELECT promise.id FROM conversation JOIN promise \
     ON promise.conversation_id = conversation.id WHERE conversation.erasure_id = ?1)";
/// Their contacts.
const CONTACTS: &str = "(SELECT contact.id FROM conversation JOIN contact \
     ON contact.conversation_id = conversation.id WHERE conversation.erasure_id = ?1)";
/// The customer of the erasure `?1`, where it is one of a customer, and all who were merged into them.
const CUSTOMER: &str = "(SELECT part.id FROM customer AS part JOIN erasure ON erasure.id = ?1 \
     AND erasure.customer_id IN (part.id, part.kept_id))";
/// Files of their messages and drafts, and what they were just about to send.
const FILES: &str = "conversation_id IN {conversations} OR message_id IN {messages} OR visitor_hash IN \
     (SELECT secret_hash FROM visitor WHERE customer_id IN {customer})";

/// What is done, in this order: what names a row goes before it.
const STEPS: [&str; 41] = [
    "INSERT INTO erased_file (erasure_id, place, file) \
     SELECT CAST(?1 AS BIGINT), 'attachments', file FROM attachment WHERE {files} \
     ON CONFLICT DO NOTHING",
    "INSERT INTO erased_file (erasure_id, place, file) \
     SELECT CAST(?1 AS BIGINT), 'attachments', clip FROM shared_moment \
     WHERE conversation_id IN {conversations} AND clip IS NOT NULL ON CONFLICT DO NOTHING",
    "INSERT INTO erased_file (erasure_id, place, file) \
     SELECT CAST(?1 AS BIGINT), 'calls', recording FROM call_part \
     WHERE call_id IN {calls} AND recording IS NOT NULL ON CONFLICT DO NOTHING",
    "INSERT INTO erased_file (erasure_id, place, file) \
     SELECT CAST(?1 AS BIGINT), 'calls', figures FROM call_part \
     WHERE call_id IN {calls} AND figures IS NOT NULL ON CONFLICT DO NOTHING",
    "INSERT INTO erased_file (erasure_id, place, file) \
     SELECT CAST(?1 AS BIGINT), 'attachments', file FROM export WHERE file IS NOT NULL \
     ON CONFLICT DO NOTHING",
    "UPDATE export SET state = 'gone', file = NULL \
     WHERE file IN (SELECT file FROM erased_file WHERE erasure_id = ?1)",
    "DELETE FROM customer_import_change WHERE customer_id IN {customer}",
    "DELETE FROM attachment WHERE {files}",
    "DELETE FROM draft WHERE conversation_id IN {conversations}",
    "DELETE FROM mention WHERE message_id IN {messages}",
    "DELETE FROM notification WHERE conversation_id IN {conversations}",
    "DELETE FROM moment WHERE conversation_id IN {conversations}",
    "DELETE FROM moment_ruling WHERE conversation_id IN {conversations}",
    "DELETE FROM moment_reading WHERE conversation_id IN {conversations}",
    "DELETE FROM line_words WHERE rowid IN \
     (SELECT id FROM search_line WHERE conversation_id IN {conversations})",
    "DELETE FROM search_line WHERE conversation_id IN {conversations}",
    "DELETE FROM shared_moment WHERE conversation_id IN {conversations}",
    "DELETE FROM rule_run WHERE conversation_id IN {conversations}",
    "UPDATE standard_outcome SET why = '', message_id = NULL, span_start = NULL, span_end = NULL, \
     settled = 1 WHERE contact_id IN {contacts}",
    "UPDATE standard_ruling SET reason = '' WHERE contact_id IN {contacts}",
    "DELETE FROM promise_suggestion WHERE conversation_id IN {conversations}",
    "DELETE FROM call_back_link WHERE conversation_id IN {conversations}",
    "DELETE FROM call_back_key WHERE promise_id IN {promises}",
    "DELETE FROM promise_reminder_seen WHERE reminder_id IN \
     (SELECT id FROM promise_reminder WHERE promise_id IN {promises})",
    "DELETE FROM promise_reminder WHERE promise_id IN {promises}",
    "UPDATE promise_change SET note = '' WHERE promise_id IN {promises}",
    // Nobody is left to keep it to.
    "UPDATE promise SET cancelled_at = (SELECT at FROM erasure WHERE id = ?1) \
     WHERE id IN {promises} AND kept_at IS NULL AND cancelled_at IS NULL",
    "UPDATE promise SET what = '', phone = NULL, next_at = NULL WHERE id IN {promises}",
    "UPDATE call_part SET recording = NULL, recording_key = NULL, figures = NULL, notes = NULL, \
     delete_at = NULL WHERE call_id IN {calls}",
    "UPDATE call SET key = NULL WHERE id IN {calls}",
    // One that was about to be sent has no time any more, and is not.
    "UPDATE message SET text = '', key = NULL, send_at = NULL WHERE id IN {messages}",
    "INSERT INTO conversation_state (conversation_id, state, at) \
     SELECT id, 'closed', (SELECT at FROM erasure WHERE id = ?1) FROM conversation \
     WHERE erasure_id = ?1 AND state <> 'closed'",
    "UPDATE conversation SET state_since = (SELECT at FROM erasure WHERE id = ?1) \
     WHERE erasure_id = ?1 AND state <> 'closed'",
    "UPDATE conversation SET subject = '', subject_folded = '', preview = '', state = 'closed', \
     waiting_since = NULL, snoozed_until = NULL WHERE erasure_id = ?1",
    "DELETE FROM visitor WHERE customer_id IN {customer}",
    "DELETE FROM fact WHERE customer_id IN {customer}",
    "DELETE FROM address WHERE customer_id IN {customer}",
    "DELETE FROM customer_words WHERE rowid IN {customer}",
    "DELETE FROM customer_merge_value WHERE merge_id IN (SELECT id FROM customer_merge \
     WHERE kept_id IN {customer} OR gone_id IN {customer})",
    "UPDATE customer SET name = '', name_folded = '', language = NULL, time_zone = NULL, \
     external_id = NULL WHERE id IN {customer}",
    "UPDATE customer SET erasure_id = ?1 WHERE id IN {customer}",
];

/// What tells that something is about a customer, in texts that were sent or answered.
#[derive(Debug, Clone)]
pub struct Signs {
    customer: CustomerId,
    /// Where they are told of, and whoever was merged into them.
    places: Vec<String>,
    words: Vec<String>,
}

impl Signs {
    /// Those of a customer: their numbers in the interface, their name, and how they can be reached.
    pub fn read(db: &mut Db, id: CustomerId) -> Result<Self, Error> {
        let mut words = db.query(
            &format!(
                "SELECT name FROM customer WHERE id IN {ALL_OF} \
                 UNION SELECT external_id FROM customer WHERE id IN {ALL_OF} \
                 AND external_id IS NOT NULL \
                 UNION SELECT value FROM address WHERE customer_id IN {ALL_OF} \
                 UNION SELECT phone FROM promise JOIN conversation \
                 ON conversation.id = promise.conversation_id \
                 WHERE conversation.customer_id = ?1 AND phone IS NOT NULL"
            ),
            values![id],
            |row| row.get::<String>(0),
        )?;
        let parts: Vec<CustomerId> = db.query(
            &format!("SELECT id FROM customer WHERE id IN {ALL_OF}"),
            values![id],
            |row| row.get(0),
        )?;
        // Shorter ones are in everything.
        words.retain(|word| word.chars().count() >= 3);
        // As JSON has them.
        for word in &mut words {
            *word = word.replace('\\', "\\\\").replace('"', "\\\"");
        }
        words.extend(parts.iter().map(|part| format!("{{\"id\":{part},\"name\":")));
        let conversations: Vec<i64> =
            db.query("SELECT id FROM conversation WHERE customer_id = ?1", values![id], |row| {
                row.get(0)
            })?;
        let numbered = parts
            .iter()
            .map(|part| ("customer_id", part.0))
            .chain(conversations.into_iter().map(|id| ("conversation_id", id)));
        for (name, number) in numbered {
            words.extend([',', '}'].map(|end| format!("\"{name}\":{number}{end}")));
        }
        let places = parts.iter().map(|part| format!("/api/v1/customers/{part}"));
        Ok(Self { customer: id, places: places.collect(), words })
    }

    /// Whether they are of the same customer and of the same who were merged into them.
    pub fn are_of_the_same(&self, other: &Self) -> bool {
        self.places == other.places
    }

    fn are_in(&self, text: &str) -> bool {
        self.words.iter().any(|word| text.contains(word.as_str()))
    }
}

/// Where one has come in going through what was told to other programs.
#[derive(Debug, Clone, Default)]
pub struct Sweep {
    deliveries: Vec<WebhookDeliveryId>,
    deliveries_to: i64,
    requests: Vec<(ApiTokenId, String)>,
    requests_to: i64,
}

/// Rows that are gone through at a time.
const SWEPT_MAX: i64 = 1_000;

impl Sweep {
    /// Goes on to what was told last. It may be a great deal, so this is done before the writer is asked for, and
    /// only what was told meanwhile is left to it.
    pub fn go_on(&mut self, db: &mut Db, signs: &Signs) -> Result<(), Error> {
        loop {
            let found = db.query(
                &format!(
                    "SELECT webhook_delivery.id, webhook_delivery.body, \
                 CASE WHEN event.customer_id IN {ALL_OF} OR event.conversation_id IN \
                 (SELECT id FROM conversation WHERE customer_id = ?1) THEN 1 ELSE 0 END \
                 FROM webhook_delivery LEFT JOIN event ON event.id = webhook_delivery.event_id \
                 WHERE webhook_delivery.id > ?2 ORDER BY webhook_delivery.id LIMIT ?3"
                ),
                values![signs.customer, self.deliveries_to, SWEPT_MAX],
                |row| {
                    let about = row.get::<i64>(2)? > 0 || signs.are_in(&row.get::<String>(1)?);
                    Ok((row.get::<WebhookDeliveryId>(0)?, about))
                },
            )?;
            let Some((last, _)) = found.last() else { break };
            self.deliveries_to = last.0;
            self.deliveries.extend(found.iter().filter(|(_, about)| *about).map(|(id, _)| *id));
        }
        // An answer is written once; what is being done now is answered later.
        let from = self.requests_to;
        let found = db.query(
            "SELECT api_token_id, key, at, COALESCE(location, ''), COALESCE(body, '') \
             FROM api_request WHERE at >= ?1 ORDER BY at",
            values![from],
            |row| {
                let (place, body): (String, String) = (row.get(3)?, row.get(4)?);
                let about = signs.places.contains(&place) || signs.are_in(&body);
                Ok(((row.get(0)?, row.get(1)?), row.get::<i64>(2)?, about))
            },
        )?;
        for (request, at, about) in found {
            // What was begun within a minute may not have been answered yet.
            self.requests_to = self.requests_to.max(at - 60_000);
            if about {
                self.requests.push(request);
            }
        }
        Ok(())
    }

    /// Lets go of what was found. Other programs that ask again under their key are told that it is gone.
    pub fn forget(&self, db: &mut Db) -> Result<(), Error> {
        for id in &self.deliveries {
            db.execute("DELETE FROM webhook_delivery WHERE id = ?1", values![*id])?;
        }
        let gone = "{\"type\":\"about:blank\",\"title\":\"Gone\",\"status\":410,\
                    \"detail\":\"What was answered was about a customer who was erased.\"}";
        for (token, key) in &self.requests {
            db.execute(
                "UPDATE api_request SET status = 410, location = NULL, body = ?3 \
                 WHERE api_token_id = ?1 AND key = ?2",
                values![*token, key, gone],
            )?;
        }
        Ok(())
    }
}

/// What is kept of a customer, counted.
pub fn extent(db: &mut Db, id: CustomerId) -> Result<Extent, Error> {
    let sql = "SELECT \
        (SELECT COUNT(*) FROM conversation WHERE customer_id = ?1 AND merged_into IS NULL), \
        (SELECT COUNT(*) FROM conversation JOIN message ON message.conversation_id = conversation.id \
         WHERE customer_id = ?1 AND kind = 'reply' AND agent_id IS NULL), \
        (SELECT COUNT(*) FROM conversation JOIN message ON message.conversation_id = conversation.id \
         WHERE customer_id = ?1 AND kind = 'reply' AND agent_id IS NOT NULL), \
        (SELECT COUNT(*) FROM conversation JOIN message ON message.conversation_id = conversation.id \
         WHERE customer_id = ?1 AND kind = 'note') + \
        (SELECT COUNT(*) FROM conversation JOIN draft ON draft.conversation_id = conversation.id \
         WHERE customer_id = ?1 AND draft.text <> ''), \
        (SELECT COUNT(*) FROM attachment WHERE {files}), \
        (SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM attachment WHERE {files}), \
        (SELECT COUNT(*) FROM conversation JOIN call ON call.conversation_id = conversation.id \
         WHERE conversation.customer_id = ?1), \
        (SELECT COUNT(*) FROM conversation JOIN call ON call.conversation_id = conversation.id \
         JOIN call_part ON call_part.call_id = call.id WHERE conversation.customer_id = ?1 \
         AND (recording IS NOT NULL OR figures IS NOT NULL OR notes IS NOT NULL)) + \
        (SELECT COUNT(*) FROM conversation JOIN shared_moment \
         ON shared_moment.conversation_id = conversation.id WHERE customer_id = ?1), \
        (SELECT COUNT(*) FROM conversation JOIN promise ON promise.conversation_id = conversation.id \
         WHERE conversation.customer_id = ?1), \
        (SELECT COUNT(*) FROM conversation JOIN promise ON promise.conversation_id = conversation.id \
         WHERE conversation.customer_id = ?1 AND kept_at IS NULL AND cancelled_at IS NULL), \
        (SELECT COUNT(*) FROM address WHERE customer_id IN {ALL_OF}), \
        (SELECT COUNT(*) FROM fact WHERE customer_id IN {ALL_OF}), \
        (SELECT COUNT(*) FROM visitor WHERE customer_id IN {ALL_OF})";
    let files = "conversation_id IN (SELECT id FROM conversation WHERE customer_id = ?1) \
        OR visitor_hash IN (SELECT secret_hash FROM visitor WHERE customer_id IN {ALL_OF})";
    let sql = sql.replace("{files}", files).replace("{ALL_OF}", ALL_OF);
    let found = db.find(&sql, values![id], |row| {
        Ok(Extent {
            conversations: row.get(0)?,
            theirs: row.get(1)?,
            ours: row.get(2)?,
            notes: row.get(3)?,
            files: row.get(4)?,
            files_bytes: row.get(5)?,
            calls: row.get(6)?,
            recordings: row.get(7)?,
            promises: row.get(8)?,
            promises_open: row.get(9)?,
            addresses: row.get(10)?,
            facts: row.get(11)?,
            browsers: row.get(12)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// Erases a customer, with all that was said with them.
pub fn insert(
    db: &mut Db,
    customer: CustomerId,
    by: AgentId,
    at: Timestamp,
) -> Result<ErasureId, Error> {
    let id: ErasureId = db.insert(
        "INSERT INTO erasure (customer_id, agent_id, at) VALUES (?1, ?2, ?3) RETURNING id",
        values![customer, by, at],
    )?;
    db.execute(
        "UPDATE conversation SET erasure_id = ?1 WHERE customer_id = ?2 AND erasure_id IS NULL",
        values![id, customer],
    )?;
    finish(db, id)?;
    Ok(id)
}

/// Begins an erasure of what is old, of which it is marked then what goes.
pub(crate) fn begin(db: &mut Db, at: Timestamp) -> Result<ErasureId, Error> {
    db.insert("INSERT INTO erasure (at) VALUES (?1) RETURNING id", values![at])
}

/// Takes away all that is marked with an erasure.
pub(crate) fn finish(db: &mut Db, id: ErasureId) -> Result<(), Error> {
    for step in STEPS {
        let sql = step
            .replace("{files}", FILES)
            .replace("{conversations}", CONVERSATIONS)
            .replace("{messages}", MESSAGES)
            .replace("{calls}", CALLS)
            .replace("{promises}", PROMISES)
            .replace("{contacts}", CONTACTS)
            .replace("{customer}", CUSTOMER);
        db.execute(&sql, values![id])?;
    }
    Ok(())
}

/// Lets go of a file, which is deleted then.
pub(crate) fn let_go(db: &mut Db, id: ErasureId, place: Place, file: &str) -> Result<(), Error> {
    db.execute(
        "INSERT INTO erased_file (erasure_id, place, file) VALUES (?1, ?2, ?3) \
         ON CONFLICT DO NOTHING",
        values![id, place.as_str(), file],
    )
    .map(drop)
}

/// The last erasure there was: who has read something before it and writes it down after it looks again first.
pub fn last(db: &mut Db) -> Result<ErasureId, Error> {
    Ok(ErasureId(db.count("SELECT COALESCE(MAX(id), 0) FROM erasure", &[])?))
}

const SELECT: &str = "SELECT id, customer_id, agent_id, at, cleared_at FROM erasure";

/// That a customer was erased, where they were.
pub fn of_customer(db: &mut Db, id: CustomerId) -> Result<Option<Erasure>, Error> {
    let kept = crate::customer::kept_id(db, id)?;
    db.find(&format!("{SELECT} WHERE customer_id = ?1"), values![kept], read)
}

/// Whether a conversation was erased.
pub fn is_erased(db: &mut Db, id: ConversationId) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM conversation WHERE id = ?1 AND erasure_id IS NOT NULL";
    Ok(db.count(sql, values![id])? > 0)
}

/// Erasures of which something is still on a disk, the first first.
pub fn not_cleared(db: &mut Db) -> Result<Vec<Erasure>, Error> {
    db.query(&format!("{SELECT} WHERE cleared_at IS NULL ORDER BY id LIMIT 100"), &[], read)
}

/// Nothing of it is left.
pub fn set_cleared(db: &mut Db, id: ErasureId, at: Timestamp) -> Result<(), Error> {
    db.execute("UPDATE erasure SET cleared_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

/// A place in which files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// With the attachments.
    Attachments,
    /// With what was heard and recorded in calls.
    Calls,
}

impl Place {
    fn as_str(self) -> &'static str {
        match self {
            Self::Attachments => "attachments",
            Self::Calls => "calls",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Attachments, Self::Calls].into_iter().find(|place| place.as_str() == word)
    }
}

/// Files that are still to be deleted, at most `limit`.
pub fn files(db: &mut Db, limit: i64) -> Result<Vec<(Place, String)>, Error> {
    db.query("SELECT place, file FROM erased_file LIMIT ?1", values![limit], |row| {
        Ok((row.parse(0, Place::parse)?, row.get(1)?))
    })
}

/// A file is gone.
pub fn forget_file(db: &mut Db, place: Place, file: &str) -> Result<(), Error> {
    db.execute(
        "DELETE FROM erased_file WHERE place = ?1 AND file = ?2",
        values![place.as_str(), file],
    )
    .map(drop)
}

/// Pages of the index of words that are put together in one go: some ten milliseconds of the writer's time.
const MERGED_PAGES: i64 = 400;

/// Takes words out of the index of which no line is left, a piece at a time; whether there is more to do. `begins` says
/// that it is the first piece. PostgreSQL does so by itself.
///
/// FTS5 notes that a row is gone, and lets go of its words when their part of the index is written anew: a negative
/// number begins to write all of it (SQLite FTS5, section 6.8).
pub fn merge_words(db: &mut Db, begins: bool) -> Result<bool, Error> {
    if db.dialect() != Dialect::Sqlite {
        return Ok(false);
    }
    let before = db.count("SELECT total_changes()", &[])?;
    let pages = if begins { -MERGED_PAGES } else { MERGED_PAGES };
    for table in ["line_words", "customer_words"] {
        let sql = format!("INSERT INTO {table} ({table}, rank) VALUES ('merge', ?1)");
        db.execute(&sql, values![pages])?;
    }
    // Each of the two counts as a change of its own.
    Ok(begins || db.count("SELECT total_changes()", &[])? - before > 2)
}

/// Moves what was written last into the database's file and empties the log beside it, in which what was erased stood;
/// whether nobody was in the way. PostgreSQL looks after its own.
pub fn clear_log(db: &mut Db) -> Result<bool, Error> {
    if db.dialect() != Dialect::Sqlite {
        return Ok(true);
    }
    Ok(db.count("PRAGMA wal_checkpoint(TRUNCATE)", &[])? == 0)
}

/// The customer's call that is going on, where one is.
pub fn running_call(db: &mut Db, id: CustomerId) -> Result<Option<CallId>, Error> {
    db.find(
        &format!("SELECT id FROM call WHERE customer_id IN {ALL_OF} AND ended_at IS NULL LIMIT 1"),
        values![id],
        |row| row.get(0),
    )
}

fn read(row: &Row<'_>) -> Result<Erasure, Error> {
    Ok(Erasure {
        id: row.get(0)?,
        customer_id: row.get(1)?,
        agent_id: row.get(2)?,
        at: row.get(3)?,
        cleared_at: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Location, Store};

    #[tokio::test]
    async fn what_becomes_of_every_table_is_decided() -> Result<(), Error> {
        let folder = tempfile::tempdir().map_err(|error| Error::Open(error.to_string()))?;
        let store = Store::open(Location::Sqlite(folder.path().join("bliss.db")))?;
        let tables: Vec<String> = store
            .read(|db| {
                db.query(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                     AND name NOT LIKE 'line_words_%' AND name NOT LIKE 'customer_words_%' \
                     AND name <> 'refinery_schema_history' ORDER BY name",
                    &[],
                    |row| row.get(0),
                )
            })
            .await?;
        let mut decided: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
        decided.extend(WITH_ANOTHER.map(|(table, _)| table));
        decided.sort_unstable();
        assert_eq!(tables, decided, "say in TABLES what an erasure does to it, and do it");
        // Whatever goes or is emptied is touched by a step, or by what goes through what was told.
        let told = ["api_request", "erased_file"];
        for (table, fate) in TABLES {
            let named =
                |verb: &str| STEPS.iter().any(|step| step.starts_with(&format!("{verb} {table} ")));
            let done = match fate {
                Fate::Goes => named("DELETE FROM"),
                Fate::Emptied => named("UPDATE"),
                Fate::Counted | Fate::Apart => true,
            };
            assert!(done || told.contains(&table), "{table}");
        }
        Ok(())
    }
}

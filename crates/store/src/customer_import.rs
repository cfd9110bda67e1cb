//! Tables of customers that somebody brought, and what became of each line.

use domain::{
    AgentId, CustomerId, CustomerImportId, Timestamp,
    customer::AddressKind,
    customer_import::{Counts, CustomerImport, Field, Line as Known, Outcome, State, Wrong},
};

use crate::{Db, Error, Row, values};

const SELECT: &str = "SELECT id, name, file, encoding, header, columns, overwrites, agent_id, at, \
                      state, lines, lines_done, added, updated, unchanged, wrong \
                      FROM customer_import";

/// One that is about to be added.
pub struct New<'a> {
    /// What the file was called.
    pub name: &'a str,
    /// Where its lines are.
    pub file: &'a str,
    /// What its encoding is called.
    pub encoding: &'a str,
    /// What its columns are called.
    pub header: &'a [String],
    /// What they most likely mean.
    pub columns: &'a [Field],
    /// How many lines it has.
    pub lines: i64,
    /// Who brought it.
    pub by: AgentId,
}

fn words(columns: &[Field]) -> String {
    columns.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(",")
}

/// Adds one, of which it is to be looked what would come of it.
pub fn insert(db: &mut Db, new: &New<'_>, at: Timestamp) -> Result<CustomerImportId, Error> {
    db.insert(
        "INSERT INTO customer_import (name, file, encoding, header, columns, overwrites, agent_id, \
         at, state, lines, lines_done, added, updated, unchanged, wrong) \
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, 0, 0, 0, 0, 0) RETURNING id",
        values![
            new.name,
            new.file,
            new.encoding,
            &new.header.join("\n"),
            &words(new.columns),
            new.by,
            at,
            State::Looking.as_str(),
            new.lines
        ],
    )
}

/// The one of that id.
pub fn find(db: &mut Db, id: CustomerImportId) -> Result<Option<CustomerImport>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// The newest first, at most `limit`.
pub fn latest(db: &mut Db, limit: i64) -> Result<Vec<CustomerImport>, Error> {
    db.query(&format!("{SELECT} ORDER BY id DESC LIMIT ?1"), values![limit], read)
}

/// The first with which something is to be done.
pub fn under_way(db: &mut Db) -> Result<Option<CustomerImport>, Error> {
    db.find(
        &format!("{SELECT} WHERE state IN ('looking', 'running', 'undoing') ORDER BY id LIMIT 1"),
        &[],
        read,
    )
}

/// Those that are over but for their file, or whose file waited from before `waited` for somebody to say that it is
/// right.
pub fn with_needless_file(db: &mut Db, waited: Timestamp) -> Result<Vec<CustomerImport>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE file IS NOT NULL AND (state IN ('done', 'undoing', 'undone', 'lost') \
             OR (state = 'ready' AND at < ?1)) ORDER BY id"
        ),
        values![waited],
        read,
    )
}

/// Those from before `before` with which nothing is being done, and those whose file nobody waits for.
pub fn old(db: &mut Db, before: Timestamp) -> Result<Vec<CustomerImport>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE file IS NULL AND (state = 'lost' OR (at < ?1 AND state IN \
             ('done', 'undone'))) ORDER BY id"
        ),
        values![before],
        read,
    )
}

/// Its file is gone. Where it was still needed, nothing can be done with it any more.
pub fn forget_file(db: &mut Db, id: CustomerImportId) -> Result<(), Error> {
    db.execute(
        "UPDATE customer_import SET file = NULL, state = CASE WHEN state IN \
         ('looking', 'ready', 'running') THEN 'lost' ELSE state END WHERE id = ?1",
        values![id],
    )
    .map(drop)
}

/// Forgets one of which no line is left.
pub fn delete(db: &mut Db, id: CustomerImportId) -> Result<(), Error> {
    db.execute("DELETE FROM customer_import WHERE id = ?1", values![id]).map(drop)
}

/// What its columns mean, and whether it is right where we know something else: so it is looked at anew.
pub fn set_columns(
    db: &mut Db,
    id: CustomerImportId,
    columns: &[Field],
    overwrites: bool,
) -> Result<(), Error> {
    db.execute(
        "UPDATE customer_import SET columns = ?2, overwrites = ?3 WHERE id = ?1",
        values![id, &words(columns), i64::from(overwrites)],
    )?;
    set_progress(db, id, State::Looking, 0, Counts::default())
}

/// How far it is.
pub fn set_state(db: &mut Db, id: CustomerImportId, state: State) -> Result<(), Error> {
    db.execute("UPDATE customer_import SET state = ?2 WHERE id = ?1", values![id, state.as_str()])
        .map(drop)
}

/// How far it is, and what came of its lines until there.
pub fn set_progress(
    db: &mut Db,
    id: CustomerImportId,
    state: State,
    lines_done: i64,
    counts: Counts,
) -> Result<(), Error> {
    db.execute(
        "UPDATE customer_import SET state = ?2, lines_done = ?3, added = ?4, updated = ?5, \
         unchanged = ?6, wrong = ?7 WHERE id = ?1",
        values![
            id,
            state.as_str(),
            lines_done,
            counts.added,
            counts.updated,
            counts.unchanged,
            counts.wrong
        ],
    )
    .map(drop)
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place in the file, from 1.
    pub line: i64,
    /// What became of it.
    pub outcome: Outcome,
    /// Whom it is about; nobody where it could not be taken.
    pub customer: Option<CustomerId>,
    /// What tells somebody whom it added apart from who they became.
    pub made: Option<String>,
    /// Why it could not be taken.
    pub wrong: Option<Wrong>,
}

/// Keeps what became of a line.
pub fn insert_line(db: &mut Db, id: CustomerImportId, line: &Line) -> Result<(), Error> {
    db.execute(
        "INSERT INTO customer_import_line (customer_import_id, line, outcome, customer_id, made, \
         wrong) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![
            id,
            line.line,
            line.outcome.as_str(),
            line.customer,
            line.made.as_deref(),
            line.wrong.map(Wrong::to_text).as_deref()
        ],
    )
    .map(drop)
}

/// What became of lines after that one, in their order, at most `limit`: of all, or of those that could not be taken.
pub fn lines(
    db: &mut Db,
    id: CustomerImportId,
    wrong: bool,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, Error> {
    let only = if wrong { "AND outcome = 'wrong'" } else { "" };
    db.query(
        &format!(
            "SELECT line, outcome, customer_id, made, wrong FROM customer_import_line \
             WHERE customer_import_id = ?1 AND line > ?2 {only} ORDER BY line LIMIT ?3"
        ),
        values![id, after, limit],
        read_line,
    )
}

/// Lines of which something is still to be taken back, the last first, at most `limit`.
pub fn lines_to_undo(db: &mut Db, id: CustomerImportId, limit: i64) -> Result<Vec<Line>, Error> {
    db.query(
        "SELECT line, outcome, customer_id, made, wrong FROM customer_import_line \
         WHERE customer_import_id = ?1 AND outcome IN ('added', 'updated') \
         ORDER BY line DESC LIMIT ?2",
        values![id, limit],
        read_line,
    )
}

/// How many lines came to that.
pub fn count_lines(db: &mut Db, id: CustomerImportId, outcome: Outcome) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM customer_import_line WHERE customer_import_id = ?1 AND outcome = ?2",
        values![id, outcome.as_str()],
    )
}

/// What became of a line in the end.
pub fn set_outcome(
    db: &mut Db,
    id: CustomerImportId,
    line: i64,
    outcome: Outcome,
) -> Result<(), Error> {
    db.execute(
        "UPDATE customer_import_line SET outcome = ?3 \
         WHERE customer_import_id = ?1 AND line = ?2",
        values![id, line, outcome.as_str()],
    )
    .map(drop)
}

/// Forgets what became of lines, at most `limit` of them; whether there were any.
pub fn forget_lines(db: &mut Db, id: CustomerImportId, limit: i64) -> Result<bool, Error> {
    let last = db.find(
        "SELECT line FROM customer_import_line WHERE customer_import_id = ?1 \
         ORDER BY line LIMIT 1 OFFSET ?2",
        values![id, limit - 1],
        |row| row.get::<i64>(0),
    )?;
    let last = last.unwrap_or(i64::MAX);
    for table in ["customer_import_change", "customer_import_line"] {
        let sql = format!("DELETE FROM {table} WHERE customer_import_id = ?1 AND line <= ?2");
        db.execute(&sql, values![id, last])?;
    }
    Ok(last < i64::MAX)
}

/// What a line changed of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What: one of those that a customer has of it, such as an address.
    pub field: Field,
    /// What it said before; empty where there was nothing.
    pub before: String,
    /// What it said then.
    pub after: String,
}

/// Keeps what a line changed.
pub fn insert_change(
    db: &mut Db,
    id: CustomerImportId,
    line: i64,
    customer: CustomerId,
    changed: &Changed,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO customer_import_change (customer_import_id, line, customer_id, field, \
         before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![id, line, customer, changed.field.as_str(), &changed.before, &changed.after],
    )
    .map(drop)
}

/// What a line changed, the last first.
pub fn changes(db: &mut Db, id: CustomerImportId, line: i64) -> Result<Vec<Changed>, Error> {
    db.query(
        "SELECT field, before, after FROM customer_import_change \
         WHERE customer_import_id = ?1 AND line = ?2 ORDER BY id DESC",
        values![id, line],
        |row| {
            Ok(Changed {
                field: row.parse(0, Field::parse)?,
                before: row.get(1)?,
                after: row.get(2)?,
            })
        },
    )
}

/// What we know of a customer, as far as a table may say more.
pub fn known(db: &mut Db, id: CustomerId) -> Result<Known, Error> {
    let Some(customer) = crate::customer::find(db, id)? else { return Ok(Known::default()) };
    let addresses = crate::customer::addresses(db, id)?;
    let facts = crate::customer::facts(db, id)?;
    Ok(Known {
        name: customer.name,
        addresses: addresses.into_iter().map(|it| (it.kind, it.value)).collect(),
        language: customer.language,
        time_zone: customer.time_zone,
        facts: facts.into_iter().map(|fact| fact.text).collect(),
    })
}

/// Takes away an address that a customer was given at that time, and that nobody gave them anew.
pub fn take_address(
    db: &mut Db,
    id: CustomerId,
    kind: AddressKind,
    value: &str,
) -> Result<bool, Error> {
    let taken = db.execute(
        "DELETE FROM address WHERE customer_id = ?1 AND kind = ?2 AND value = ?3",
        values![id, kind.as_str(), value],
    )?;
    crate::search::customer_changed(db, id)?;
    Ok(taken > 0)
}

/// Takes away what is remembered of a customer in those words, as if it had never been.
pub fn take_fact(db: &mut Db, id: CustomerId, text: &str) -> Result<bool, Error> {
    let taken = db.execute(
        "DELETE FROM fact WHERE customer_id = ?1 AND text = ?2 AND removed_at IS NULL",
        values![id, text],
    )?;
    Ok(taken > 0)
}

/// Whether anything came to a customer: a word, a visit, a call, a promise, another who is the same person.
pub fn has_a_past(db: &mut Db, id: CustomerId) -> Result<bool, Error> {
    let past = db.count(
        "SELECT (SELECT COUNT(*) FROM conversation WHERE customer_id = ?1 OR origin_id = ?1) \
         + (SELECT COUNT(*) FROM message WHERE origin_id = ?1) \
         + (SELECT COUNT(*) FROM visitor WHERE customer_id = ?1) \
         + (SELECT COUNT(*) FROM call WHERE customer_id = ?1) \
         + (SELECT COUNT(*) FROM promise WHERE customer_id = ?1) \
         + (SELECT COUNT(*) FROM customer_merge WHERE gone_id = ?1 OR kept_id = ?1) \
         + (SELECT COUNT(*) FROM erasure WHERE customer_id = ?1) \
         + (SELECT COUNT(*) FROM customer WHERE merged_into = ?1 \
            OR (id = ?1 AND external_id IS NOT NULL))",
        values![id],
    )?;
    Ok(past > 0)
}

/// Takes away a customer to whom nothing came, as if they had never been.
pub fn delete_customer(db: &mut Db, id: CustomerId) -> Result<(), Error> {
    for sql in [
        "DELETE FROM fact WHERE customer_id = ?1",
        "DELETE FROM address WHERE customer_id = ?1",
        "DELETE FROM customer_words WHERE rowid = ?1",
        "DELETE FROM customer WHERE id = ?1",
    ] {
        db.execute(sql, values![id])?;
    }
    Ok(())
}

fn read_line(row: &Row<'_>) -> Result<Line, Error> {
    let wrong: Option<String> = row.get(4)?;
    Ok(Line {
        line: row.get(0)?,
        outcome: row.parse(1, Outcome::parse)?,
        customer: row.get(2)?,
        made: row.get(3)?,
        wrong: wrong.as_deref().and_then(Wrong::parse),
    })
}

fn read(row: &Row<'_>) -> Result<CustomerImport, Error> {
    let (header, columns): (String, String) = (row.get(4)?, row.get(5)?);
    let field = |word: &str| Field::parse(word).unwrap_or(Field::Leave);
    Ok(CustomerImport {
        id: row.get(0)?,
        name: row.get(1)?,
        file: row.get(2)?,
        encoding: row.get(3)?,
        header: header.split('\n').map(ToOwned::to_owned).collect(),
        columns: columns.split(',').map(field).collect(),
        overwrites: row.get::<i64>(6)? == 1,
        agent_id: row.get(7)?,
        at: row.get(8)?,
        state: row.parse(9, State::parse)?,
        lines: row.get(10)?,
        lines_done: row.get(11)?,
        counts: Counts {
            added: row.get(12)?,
            updated: row.get(13)?,
            unchanged: row.get(14)?,
            wrong: row.get(15)?,
        },
    })
}

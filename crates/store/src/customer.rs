//! Customers, their addresses and what is worth remembering about them.

use domain::{
    AgentId, CustomerId, FactId, Timestamp,
    customer::{Address, AddressKind, Customer, Fact, compared},
    text::fold,
};

use crate::{Db, Error, Row, Value, search, values};

/// Adds a customer.
pub fn insert(
    db: &mut Db,
    name: &str,
    language: Option<&str>,
    time_zone: Option<&str>,
    now: Timestamp,
) -> Result<CustomerId, Error> {
    let id = db.insert(
        "INSERT INTO customer (name, name_folded, language, time_zone, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        values![name, &fold(name), language, time_zone, now],
    )?;
    if !name.is_empty() {
        search::customer_changed(db, id)?;
    }
    Ok(id)
}

const COLUMNS: &str = "id, name, language, time_zone, external_id, created_at, merged_into";
const SELECT: &str =
    "SELECT id, name, language, time_zone, external_id, created_at, merged_into FROM customer";
/// A customer and all who were merged into them, by `?1`: what is theirs is what is of any of these.
pub(crate) const ALL_OF: &str =
    "(SELECT part.id FROM customer AS part WHERE part.id = ?1 OR part.kept_id = ?1)";
/// Whose name or address is like `?3`, or who has one merged into them of whom that is so. The merged are not found
/// themselves.
const IS_LIKE: &str = "merged_into IS NULL AND (name_folded LIKE ?3 ESCAPE '\\' \
    OR EXISTS (SELECT 1 FROM address WHERE address.customer_id = customer.id \
     AND value LIKE ?3 ESCAPE '\\') \
    OR id IN (SELECT part.kept_id FROM customer AS part WHERE part.kept_id IS NOT NULL \
     AND (part.name_folded LIKE ?3 ESCAPE '\\' OR EXISTS (SELECT 1 FROM address \
     WHERE address.customer_id = part.id AND value LIKE ?3 ESCAPE '\\'))))";

/// The customer of that id, also where they were merged into another. Nobody knows one who was erased.
pub fn find(db: &mut Db, id: CustomerId) -> Result<Option<Customer>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1 AND erasure_id IS NULL"), values![id], read)
}

/// The customer of that id, or the one as whom they went on.
pub fn find_kept(db: &mut Db, id: CustomerId) -> Result<Option<Customer>, Error> {
    let kept = kept_id(db, id)?;
    find(db, kept)
}

/// As whom somebody goes on: themselves, or the one into whom they were merged.
pub fn kept_id(db: &mut Db, id: CustomerId) -> Result<CustomerId, Error> {
    let kept =
        db.find("SELECT kept_id FROM customer WHERE id = ?1", values![id], |row| row.get(0))?;
    Ok(kept.flatten().unwrap_or(id))
}

/// The customer whom the owner's own site knows by that id, also where they were merged into another.
pub fn by_external_id(db: &mut Db, external_id: &str) -> Result<Option<Customer>, Error> {
    db.find(&format!("{SELECT} WHERE external_id = ?1"), values![external_id], read)
}

/// The customer to whom that address is known to belong, however it was written down, also where they were merged into
/// another; the first met, where there are several.
pub fn by_verified_address(
    db: &mut Db,
    kind: AddressKind,
    value: &str,
) -> Result<Option<CustomerId>, Error> {
    db.find(
        "SELECT customer_id FROM address WHERE kind = ?1 AND compared = ?2 \
         AND verified_at IS NOT NULL ORDER BY id LIMIT 1",
        values![kind.as_str(), &compared(kind, value)],
        |row| row.get(0),
    )
}

/// Notes by which id the owner's own site knows them.
pub fn set_external_id(db: &mut Db, id: CustomerId, external_id: &str) -> Result<(), Error> {
    db.execute("UPDATE customer SET external_id = ?2 WHERE id = ?1", values![id, external_id])?;
    search::customer_changed(db, id)
}

/// Changes a customer's name, language and time zone.
pub fn update(
    db: &mut Db,
    id: CustomerId,
    name: &str,
    language: Option<&str>,
    time_zone: Option<&str>,
) -> Result<(), Error> {
    db.execute(
        "UPDATE customer SET name = ?2, name_folded = ?3, language = ?4, time_zone = ?5 \
         WHERE id = ?1",
        values![id, name, &fold(name), language, time_zone],
    )?;
    search::customer_changed(db, id)
}

/// A customer in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Who.
    pub customer: Customer,
    /// One of their addresses, if any is known.
    pub address: Option<String>,
    /// How many conversations they had.
    pub conversations: i64,
    /// When anybody last wrote in one of them.
    pub last_message_at: Option<Timestamp>,
}

/// Customers whose name or address contains `search`, by name, `limit` from `offset` on.
pub fn list(db: &mut Db, search: &str, limit: i64, offset: i64) -> Result<Vec<Listed>, Error> {
    let pattern = like(search);
    let mut clause = "merged_into IS NULL";
    let mut parameters: Vec<Value<'_>> = vec![limit.into(), offset.into()];
    if !search.is_empty() {
        clause = IS_LIKE;
        parameters.push((&pattern).into());
    }
    db.query(
        &format!(
            "SELECT {COLUMNS}, \
             (SELECT MIN(value) FROM address WHERE address.customer_id IN \
              (SELECT part.id FROM customer AS part \
               WHERE part.id = customer.id OR part.kept_id = customer.id)), \
             (SELECT COUNT(*) FROM conversation WHERE conversation.customer_id = customer.id \
              AND conversation.merged_into IS NULL AND conversation.erasure_id IS NULL), \
             (SELECT MAX(last_message_at) FROM conversation \
              WHERE conversation.customer_id = customer.id) \
             FROM customer WHERE erasure_id IS NULL AND {clause} \
             ORDER BY name_folded, id LIMIT ?1 OFFSET ?2"
        ),
        &parameters,
        |row| {
            Ok(Listed {
                customer: read(row)?,
                address: row.get(7)?,
                conversations: row.get(8)?,
                last_message_at: row.get(9)?,
            })
        },
    )
}

/// Customers whose name or address contains `search`, in the order in which they came, after that one.
pub fn after(
    db: &mut Db,
    search: &str,
    after: CustomerId,
    limit: i64,
) -> Result<Vec<Customer>, Error> {
    let pattern = like(search);
    let mut clause = "merged_into IS NULL";
    let mut parameters: Vec<Value<'_>> = vec![limit.into(), after.into()];
    if !search.is_empty() {
        clause = IS_LIKE;
        parameters.push((&pattern).into());
    }
    let sql =
        format!("{SELECT} WHERE id > ?2 AND erasure_id IS NULL AND {clause} ORDER BY id LIMIT ?1");
    db.query(&sql, &parameters, read)
}

/// The pattern of texts that contain those words.
pub(crate) fn like(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in fold(words).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A customer's addresses, the oldest first; each once, also where it was given by several who are one now.
pub fn addresses(db: &mut Db, id: CustomerId) -> Result<Vec<Address>, Error> {
    db.query(
        &format!(
            "SELECT kind, value, MIN(verified_at) FROM address WHERE customer_id IN {ALL_OF} \
             GROUP BY kind, value ORDER BY MIN(id)"
        ),
        values![id],
        read_address,
    )
}

/// The addresses under which somebody came as this customer, and not those of whoever was merged with them: what may
/// be told to their browser.
pub fn own_addresses(db: &mut Db, id: CustomerId) -> Result<Vec<Address>, Error> {
    db.query(
        "SELECT kind, value, verified_at FROM address WHERE customer_id = ?1 ORDER BY id",
        values![id],
        read_address,
    )
}

fn read_address(row: &Row<'_>) -> Result<Address, Error> {
    Ok(Address {
        kind: row.parse(0, AddressKind::parse)?,
        value: row.get(1)?,
        verified_at: row.get(2)?,
    })
}

/// Adds an address; one that is there already becomes verified if this one is.
pub fn add_address(
    db: &mut Db,
    id: CustomerId,
    kind: AddressKind,
    value: &str,
    verified_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO address (customer_id, kind, value, compared, verified_at, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (customer_id, kind, value) \
         DO UPDATE SET verified_at = COALESCE(address.verified_at, excluded.verified_at)",
        values![id, kind.as_str(), value, &compared(kind, value), verified_at, now],
    )?;
    search::customer_changed(db, id)
}

/// Takes an address away; whether it was there.
pub fn remove_address(
    db: &mut Db,
    id: CustomerId,
    kind: AddressKind,
    value: &str,
) -> Result<bool, Error> {
    let removed = db.execute(
        &format!("DELETE FROM address WHERE customer_id IN {ALL_OF} AND kind = ?2 AND value = ?3"),
        values![id, kind.as_str(), value],
    )?;
    search::customer_changed(db, id)?;
    Ok(removed > 0)
}

/// Others who have one of this customer's addresses too, or an id of the owner's own site that differs in capitals
/// alone: perhaps the same person.
pub fn namesakes(db: &mut Db, id: CustomerId) -> Result<Vec<Customer>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE merged_into IS NULL AND id <> ?1 AND id IN \
             (SELECT COALESCE(owner.kept_id, owner.id) FROM address AS own \
             JOIN address AS other ON other.compared = own.compared AND other.kind = own.kind \
             JOIN customer AS owner ON owner.id = other.customer_id \
             WHERE own.customer_id IN {ALL_OF} \
             UNION SELECT COALESCE(other.kept_id, other.id) FROM customer AS own \
             JOIN customer AS other ON LOWER(other.external_id) = LOWER(own.external_id) \
             WHERE own.id IN {ALL_OF}) ORDER BY id LIMIT 5"
        ),
        values![id],
        read,
    )
}

/// The names and the ids of the owner's own site under which a customer is known: theirs, and those of whoever was
/// merged into them.
pub(crate) fn known_as(db: &mut Db, id: CustomerId) -> Result<Vec<String>, Error> {
    let known = db.query(
        &format!("SELECT name, external_id FROM customer WHERE id IN {ALL_OF} ORDER BY id"),
        values![id],
        |row| Ok([Some(row.get(0)?), row.get(1)?]),
    )?;
    Ok(known.into_iter().flatten().flatten().collect())
}

/// What is worth remembering about a customer, the oldest first.
pub fn facts(db: &mut Db, id: CustomerId) -> Result<Vec<Fact>, Error> {
    db.query(
        &format!(
            "SELECT id, text, agent_id, created_at FROM fact \
             WHERE customer_id IN {ALL_OF} AND removed_at IS NULL ORDER BY id"
        ),
        values![id],
        |row| {
            Ok(Fact {
                id: row.get(0)?,
                text: row.get(1)?,
                agent_id: row.get(2)?,
                created_at: row.get(3)?,
            })
        },
    )
}

/// What was worth remembering about a customer and was forgotten since, the oldest first.
pub fn forgotten_facts(db: &mut Db, id: CustomerId) -> Result<Vec<String>, Error> {
    db.query(
        &format!(
            "SELECT text FROM fact WHERE customer_id IN {ALL_OF} AND removed_at IS NOT NULL \
             ORDER BY id"
        ),
        values![id],
        |row| row.get(0),
    )
}

/// Adds something worth remembering.
pub fn add_fact(
    db: &mut Db,
    id: CustomerId,
    text: &str,
    by: AgentId,
    now: Timestamp,
) -> Result<FactId, Error> {
    db.insert(
        "INSERT INTO fact (customer_id, text, agent_id, created_at) VALUES (?1, ?2, ?3, ?4) \
         RETURNING id",
        values![id, text, by, now],
    )
}

/// Takes a fact away, or back with `None`; whether it was there.
pub fn set_fact_removed(
    db: &mut Db,
    id: CustomerId,
    fact: FactId,
    at: Option<Timestamp>,
) -> Result<bool, Error> {
    let changed = db.execute(
        &format!("UPDATE fact SET removed_at = ?3 WHERE id = ?2 AND customer_id IN {ALL_OF}"),
        values![id, fact, at],
    )?;
    Ok(changed > 0)
}

fn read(row: &Row<'_>) -> Result<Customer, Error> {
    Ok(Customer {
        id: row.get(0)?,
        name: row.get(1)?,
        language: row.get(2)?,
        time_zone: row.get(3)?,
        external_id: row.get(4)?,
        created_at: row.get(5)?,
        merged_into: row.get(6)?,
    })
}

//! Customers, their addresses and what is worth remembering about them.

use domain::{
    AgentId, CustomerId, FactId, Timestamp,
    customer::{Address, AddressKind, Customer, Fact},
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

const SELECT: &str = "SELECT id, name, language, time_zone, external_id, created_at FROM customer";

/// The customer of that id. Nobody knows one who was erased.
pub fn find(db: &mut Db, id: CustomerId) -> Result<Option<Customer>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1 AND erasure_id IS NULL"), values![id], read)
}

/// The customer whom the owner's own site knows by that id.
pub fn by_external_id(db: &mut Db, external_id: &str) -> Result<Option<Customer>, Error> {
    db.find(&format!("{SELECT} WHERE external_id = ?1"), values![external_id], read)
}

/// The customer to whom that address is known to belong; the first met, where there are several.
pub fn by_verified_address(
    db: &mut Db,
    kind: AddressKind,
    value: &str,
) -> Result<Option<CustomerId>, Error> {
    db.find(
        "SELECT customer_id FROM address \
         WHERE kind = ?1 AND value = ?2 AND verified_at IS NOT NULL ORDER BY id LIMIT 1",
        values![kind.as_str(), value],
        |row| row.get(0),
    )
}

/// The customer who is known to have that number, however it was written down: the first met, where there are
/// several. `phone` is tidy, as [`domain::call::check_phone`] leaves it.
pub fn by_phone(db: &mut Db, phone: &str) -> Result<Option<CustomerId>, Error> {
    let tidy = [" ", "-", ".", "(", ")", "/"]
        .iter()
        .fold("value".to_owned(), |text, mark| format!("REPLACE({text}, '{mark}', '')"));
    db.find(
        &format!(
            "SELECT customer_id FROM address WHERE kind = ?1 AND {tidy} = ?2 \
             AND verified_at IS NOT NULL ORDER BY id LIMIT 1"
        ),
        values![AddressKind::Phone.as_str(), phone],
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

/// Makes one customer of two, who proved to be the same person: all that was `from`'s is `into`'s.
pub fn absorb(db: &mut Db, from: CustomerId, into: CustomerId) -> Result<(), Error> {
    for sql in [
        "UPDATE conversation SET customer_id = ?2 WHERE customer_id = ?1",
        "UPDATE visitor SET customer_id = ?2 WHERE customer_id = ?1",
        "UPDATE fact SET customer_id = ?2 WHERE customer_id = ?1",
        // Two browsers may have given their calls the same key.
        "UPDATE call SET key = key || '-' || CAST(id AS TEXT) WHERE customer_id = ?1 AND EXISTS \
         (SELECT 1 FROM call AS own WHERE own.customer_id = ?2 AND own.key = call.key)",
        "UPDATE call SET customer_id = ?2 WHERE customer_id = ?1",
        "UPDATE promise SET customer_id = ?2 WHERE customer_id = ?1",
        // What is known of one is known of the other.
        "UPDATE address SET verified_at = (SELECT other.verified_at FROM address AS other \
         WHERE other.customer_id = ?1 AND other.kind = address.kind \
          AND other.value = address.value) \
         WHERE customer_id = ?2 AND verified_at IS NULL",
        "UPDATE address SET customer_id = ?2 WHERE customer_id = ?1 AND NOT EXISTS \
         (SELECT 1 FROM address AS own WHERE own.customer_id = ?2 \
          AND own.kind = address.kind AND own.value = address.value)",
    ] {
        db.execute(sql, values![from, into])?;
    }
    db.execute("DELETE FROM address WHERE customer_id = ?1", values![from])?;
    db.execute("DELETE FROM customer WHERE id = ?1", values![from])?;
    search::customer_changed(db, from)?;
    search::customer_changed(db, into)
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
    let mut clause = String::new();
    let pattern = like(search);
    let mut parameters: Vec<Value<'_>> = vec![limit.into(), offset.into()];
    if !search.is_empty() {
        clause.push_str(
            "AND (name_folded LIKE ?3 ESCAPE '\\' OR EXISTS (SELECT 1 FROM address \
             WHERE address.customer_id = customer.id AND value LIKE ?3 ESCAPE '\\')) ",
        );
        parameters.push((&pattern).into());
    }
    db.query(
        &format!(
            "SELECT id, name, language, time_zone, external_id, created_at, \
             (SELECT MIN(value) FROM address WHERE address.customer_id = customer.id), \
             (SELECT COUNT(*) FROM conversation WHERE conversation.customer_id = customer.id \
              AND conversation.merged_into IS NULL AND conversation.erasure_id IS NULL), \
             (SELECT MAX(last_message_at) FROM conversation \
              WHERE conversation.customer_id = customer.id) \
             FROM customer WHERE erasure_id IS NULL {clause}ORDER BY name_folded, id LIMIT ?1 OFFSET ?2"
        ),
        &parameters,
        |row| {
            Ok(Listed {
                customer: read(row)?,
                address: row.get(6)?,
                conversations: row.get(7)?,
                last_message_at: row.get(8)?,
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
    let mut clause = String::new();
    let pattern = like(search);
    let mut parameters: Vec<Value<'_>> = vec![limit.into(), after.into()];
    if !search.is_empty() {
        clause.push_str(
            "AND (name_folded LIKE ?3 ESCAPE '\\' OR EXISTS (SELECT 1 FROM address \
             WHERE address.customer_id = customer.id AND value LIKE ?3 ESCAPE '\\')) ",
        );
        parameters.push((&pattern).into());
    }
    db.query(
        &format!("{SELECT} WHERE id > ?2 AND erasure_id IS NULL {clause}ORDER BY id LIMIT ?1"),
        &parameters,
        read,
    )
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

/// A customer's addresses, the oldest first.
pub fn addresses(db: &mut Db, id: CustomerId) -> Result<Vec<Address>, Error> {
    db.query(
        "SELECT kind, value, verified_at FROM address WHERE customer_id = ?1 ORDER BY id",
        values![id],
        |row| {
            Ok(Address {
                kind: row.parse(0, AddressKind::parse)?,
                value: row.get(1)?,
                verified_at: row.get(2)?,
            })
        },
    )
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
        "INSERT INTO address (customer_id, kind, value, verified_at, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (customer_id, kind, value) \
         DO UPDATE SET verified_at = COALESCE(address.verified_at, excluded.verified_at)",
        values![id, kind.as_str(), value, verified_at, now],
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
        "DELETE FROM address WHERE customer_id = ?1 AND kind = ?2 AND value = ?3",
        values![id, kind.as_str(), value],
    )?;
    search::customer_changed(db, id)?;
    Ok(removed > 0)
}

/// Others who gave one of this customer's addresses too: perhaps the same person.
pub fn namesakes(db: &mut Db, id: CustomerId) -> Result<Vec<Customer>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE id <> ?1 AND id IN (SELECT other.customer_id FROM address \
             JOIN address AS other ON other.kind = address.kind AND other.value = address.value \
             WHERE address.customer_id = ?1) ORDER BY id LIMIT 5"
        ),
        values![id],
        read,
    )
}

/// What is worth remembering about a customer, the oldest first.
pub fn facts(db: &mut Db, id: CustomerId) -> Result<Vec<Fact>, Error> {
    db.query(
        "SELECT id, text, agent_id, created_at FROM fact \
         WHERE customer_id = ?1 AND removed_at IS NULL ORDER BY id",
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
        "SELECT text FROM fact WHERE customer_id = ?1 AND removed_at IS NOT NULL ORDER BY id",
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
        "UPDATE fact SET removed_at = ?3 WHERE id = ?2 AND customer_id = ?1",
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
    })
}

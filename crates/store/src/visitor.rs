//! Visitors: the browsers in which customers chat, each known by a secret of which only the hash
//! is kept.

use domain::{CustomerId, InboxId, Timestamp, VisitorId};

use crate::{Db, Error, Row, customer::ALL_OF, values};

/// One browser in which a customer chats.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Its id.
    pub id: VisitorId,
    /// The chat that it uses.
    pub inbox_id: InboxId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// As whom they came, which no merge of customers changes: what they may read came as the same.
    pub origin_id: CustomerId,
    /// The page that they last wrote from: its address and its title.
    pub page: Option<(String, String)>,
}

/// Adds a visitor.
pub fn insert(
    db: &mut Db,
    inbox_id: InboxId,
    customer_id: CustomerId,
    secret_hash: &str,
    now: Timestamp,
) -> Result<VisitorId, Error> {
    db.insert(
        "INSERT INTO visitor (inbox_id, customer_id, secret_hash, created_at) \
         VALUES (?1, ?2, ?3, ?4) RETURNING id",
        values![inbox_id, customer_id, secret_hash, now],
    )
}

const SELECT: &str = "SELECT id, inbox_id, customer_id, page_url, page_title, COALESCE(\
    (SELECT kept_id FROM customer WHERE customer.id = visitor.customer_id), customer_id) \
    FROM visitor";

/// The visitor of that secret in that inbox.
pub fn by_secret(
    db: &mut Db,
    inbox_id: InboxId,
    secret_hash: &str,
) -> Result<Option<Visitor>, Error> {
    db.find(
        &format!("{SELECT} WHERE secret_hash = ?1 AND inbox_id = ?2"),
        values![secret_hash, inbox_id],
        read,
    )
}

/// The last page that a customer wrote from.
pub fn last_page(db: &mut Db, customer_id: CustomerId) -> Result<Option<(String, String)>, Error> {
    let visitor = db.find(
        &format!(
            "{SELECT} WHERE customer_id IN {ALL_OF} AND page_url IS NOT NULL \
             ORDER BY id DESC LIMIT 1"
        ),
        values![customer_id],
        read,
    )?;
    Ok(visitor.and_then(|visitor| visitor.page))
}

/// The browsers of a customer, the first first, with since when each is known.
pub fn of_customer(db: &mut Db, customer: CustomerId) -> Result<Vec<(Timestamp, Visitor)>, Error> {
    db.query(
        &format!(
            "SELECT id, inbox_id, customer_id, page_url, page_title, created_at FROM visitor \
             WHERE customer_id IN {ALL_OF} ORDER BY id"
        ),
        values![customer],
        |row| Ok((row.get(5)?, read(row)?)),
    )
}

/// Notes the page that they write from.
pub fn set_page(db: &mut Db, id: VisitorId, url: &str, title: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE visitor SET page_url = ?2, page_title = ?3 WHERE id = ?1",
        values![id, url, title],
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> Result<Visitor, Error> {
    let url: Option<String> = row.get(3)?;
    let title: Option<String> = row.get(4)?;
    Ok(Visitor {
        id: row.get(0)?,
        inbox_id: row.get(1)?,
        customer_id: row.get(5)?,
        origin_id: row.get(2)?,
        page: url.map(|url| (url, title.unwrap_or_default())),
    })
}

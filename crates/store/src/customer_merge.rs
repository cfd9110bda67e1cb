//! Merges of customers: who went on as whom, and what the kept one took over. No row moves but the conversations'
//! `customer_id`, which follows; see the migration.

use domain::{
    AgentId, ConversationId, CustomerId, CustomerMergeId, Timestamp,
    customer_merge::{CustomerMerge, Field, Taken},
};

use crate::{Db, Error, Row, customer::ALL_OF, search, values};

/// A customer and all who were merged into them, and into those: their tree, by `?1`.
const TREE: &str = "WITH RECURSIVE tree (id) AS (SELECT CAST(?1 AS BIGINT) UNION \
                    SELECT customer.id FROM tree JOIN customer ON customer.merged_into = tree.id) \
                    SELECT id FROM tree";
const SELECT: &str = "SELECT id, gone_id, kept_id, agent_id, at, undone_at FROM customer_merge";

/// Adds one, with what was taken over.
pub fn insert(
    db: &mut Db,
    (gone, kept): (CustomerId, CustomerId),
    taken: &[Taken],
    by: AgentId,
    at: Timestamp,
) -> Result<CustomerMergeId, Error> {
    let id = db.insert(
        "INSERT INTO customer_merge (gone_id, kept_id, agent_id, at) VALUES (?1, ?2, ?3, ?4) \
         RETURNING id",
        values![gone, kept, by, at],
    )?;
    for one in taken {
        db.execute(
            "INSERT INTO customer_merge_value (merge_id, field, before, after) \
             VALUES (?1, ?2, ?3, ?4)",
            values![id, one.field.as_str(), &one.before, &one.after],
        )?;
    }
    Ok(id)
}

/// The one of that id.
pub fn find(db: &mut Db, id: CustomerMergeId) -> Result<Option<CustomerMerge>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// The merges that made a customer what they are, and those of them that were undone, the newest first.
pub fn of_customer(
    db: &mut Db,
    id: CustomerId,
    before: CustomerMergeId,
    limit: i64,
) -> Result<Vec<CustomerMerge>, Error> {
    db.query(
        &format!(
            "{SELECT} WHERE (kept_id IN ({TREE}) OR gone_id IN ({TREE})) AND id < ?2 \
             ORDER BY id DESC LIMIT ?3"
        ),
        values![id, before, limit],
        read,
    )
}

/// What was taken over by a merge.
pub fn taken(db: &mut Db, id: CustomerMergeId) -> Result<Vec<Taken>, Error> {
    db.query(
        "SELECT field, before, after FROM customer_merge_value WHERE merge_id = ?1 ORDER BY field",
        values![id],
        read_taken,
    )
}

/// What the next later merge into the same customer took over of that field, where it is not undone: which merge, and
/// what.
pub fn next_taken(
    db: &mut Db,
    merge: &CustomerMerge,
    field: Field,
) -> Result<Option<(CustomerMergeId, Taken)>, Error> {
    db.find(
        "SELECT field, before, after, id FROM customer_merge_value \
         JOIN customer_merge ON customer_merge.id = merge_id \
         WHERE kept_id = ?1 AND id > ?2 AND undone_at IS NULL AND field = ?3 ORDER BY id LIMIT 1",
        values![merge.kept_id, merge.id, field.as_str()],
        |row| Ok((row.get(3)?, read_taken(row)?)),
    )
}

/// Notes to what an undo of a merge leads back.
pub fn set_before(
    db: &mut Db,
    id: CustomerMergeId,
    field: Field,
    before: &str,
) -> Result<(), Error> {
    db.execute(
        "UPDATE customer_merge_value SET before = ?3 WHERE merge_id = ?1 AND field = ?2",
        values![id, field.as_str(), before],
    )
    .map(drop)
}

/// Notes that it was undone, by whom, if by one of us.
pub fn set_undone(
    db: &mut Db,
    id: CustomerMergeId,
    by: Option<AgentId>,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE customer_merge SET undone_at = ?3, undone_by = ?2 \
         WHERE id = ?1 AND undone_at IS NULL",
        values![id, by, at],
    )
    .map(drop)
}

/// The merge by which somebody went into another one and still is part of them.
pub fn that_holds(db: &mut Db, gone: CustomerId) -> Result<Option<CustomerMerge>, Error> {
    let sql = format!("{SELECT} WHERE gone_id = ?1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1");
    db.find(&sql, values![gone], read)
}

/// Makes a customer part of another one, or with `None` somebody by themselves again, with all who were merged into
/// them before. Their conversations follow.
pub fn set_merged_into(db: &mut Db, id: CustomerId, into: Option<CustomerId>) -> Result<(), Error> {
    let before = crate::customer::kept_id(db, id)?;
    db.execute("UPDATE customer SET merged_into = ?2 WHERE id = ?1", values![id, into])?;
    let kept = match into {
        Some(into) => crate::customer::kept_id(db, into)?,
        None => id,
    };
    db.execute(
        &format!(
            "UPDATE customer SET kept_id = CASE WHEN id = ?2 THEN NULL ELSE CAST(?2 AS BIGINT) END \
             WHERE id IN ({TREE})"
        ),
        values![id, kept],
    )?;
    db.execute(
        &format!("UPDATE conversation SET customer_id = ?2 WHERE origin_id IN ({TREE})"),
        values![id, kept],
    )?;
    for changed in [before, id, kept] {
        search::customer_changed(db, changed)?;
    }
    Ok(())
}

/// A conversation that holds something of both sides of a merge, so that it cannot be undone: one that was merged into
/// another, or in which messages of another are, where one came as `gone` or who was merged into them, and the other
/// did not.
pub fn conversation_of_both(
    db: &mut Db,
    gone: CustomerId,
) -> Result<Option<ConversationId>, Error> {
    let kept = crate::customer::kept_id(db, gone)?;
    db.find(
        &format!(
            "SELECT whole.id FROM conversation AS part \
             JOIN conversation AS whole ON whole.id = part.merged_into \
             WHERE part.customer_id = ?2 AND part.merged_into IS NOT NULL \
             AND CASE WHEN part.origin_id IN ({TREE}) THEN 1 ELSE 0 END \
              <> CASE WHEN whole.origin_id IN ({TREE}) THEN 1 ELSE 0 END \
             UNION SELECT whole.id FROM conversation AS whole \
             JOIN message ON message.conversation_id = whole.id \
             WHERE whole.customer_id = ?2 AND message.origin_id IS NOT NULL \
             AND CASE WHEN message.origin_id IN ({TREE}) THEN 1 ELSE 0 END \
              <> CASE WHEN whole.origin_id IN ({TREE}) THEN 1 ELSE 0 END LIMIT 1"
        ),
        values![gone, kept],
        |row| row.get(0),
    )
}

/// Makes one reader of two customers, for a browser of the first proved to be the other: all that came as `from` came
/// as `into`, and whoever was merged into `from` goes along. What was said of them by a merge does not hold any more,
/// where it leads to somebody else.
pub fn absorb(db: &mut Db, from: CustomerId, into: CustomerId, at: Timestamp) -> Result<(), Error> {
    let one_already = crate::customer::kept_id(db, from)? == crate::customer::kept_id(db, into)?;
    if !one_already {
        if let Some(merge) = that_holds(db, from)? {
            set_undone(db, merge.id, None, at)?;
        }
        set_merged_into(db, from, Some(into))?;
    }
    for sql in [
        "UPDATE conversation SET origin_id = ?2 WHERE origin_id = ?1",
        "UPDATE message SET origin_id = ?2 WHERE origin_id = ?1",
        "UPDATE message SET origin_id = NULL WHERE origin_id = ?2 AND ?1 <> ?2 \
         AND conversation_id IN (SELECT id FROM conversation WHERE origin_id = ?2)",
        "UPDATE visitor SET customer_id = ?2 WHERE customer_id = ?1",
        // Two browsers may have given their calls the same key.
        "UPDATE call SET key = key || '-' || CAST(id AS TEXT) WHERE customer_id = ?1 AND EXISTS \
         (SELECT 1 FROM call AS own WHERE own.customer_id = ?2 AND own.key = call.key)",
        "UPDATE call SET customer_id = ?2 WHERE customer_id = ?1",
    ] {
        db.execute(sql, values![from, into])?;
    }
    Ok(())
}

/// How much there is of a customer.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// Their conversations.
    pub conversations: i64,
    /// Their calls.
    pub calls: i64,
    /// What we still have to keep for them.
    pub promises: i64,
    /// The browsers in which they chat.
    pub visitors: i64,
}

/// How much there is of a customer.
pub fn counted(db: &mut Db, id: CustomerId) -> Result<Counted, Error> {
    let found = db.find(
        &format!(
            "SELECT (SELECT COUNT(*) FROM conversation WHERE conversation.customer_id = ?1 \
             AND conversation.merged_into IS NULL), \
             (SELECT COUNT(*) FROM call JOIN conversation ON conversation.id = call.conversation_id \
             WHERE conversation.customer_id = ?1), \
             (SELECT COUNT(*) FROM promise \
             JOIN conversation ON conversation.id = promise.conversation_id \
             WHERE conversation.customer_id = ?1 AND promise.kept_at IS NULL \
             AND promise.cancelled_at IS NULL), \
             (SELECT COUNT(*) FROM visitor WHERE visitor.customer_id IN {ALL_OF})"
        ),
        values![id],
        |row| {
            Ok(Counted {
                conversations: row.get(0)?,
                calls: row.get(1)?,
                promises: row.get(2)?,
                visitors: row.get(3)?,
            })
        },
    )?;
    Ok(found.unwrap_or(Counted { conversations: 0, calls: 0, promises: 0, visitors: 0 }))
}

fn read_taken(row: &Row<'_>) -> Result<Taken, Error> {
    Ok(Taken { field: row.parse(0, Field::parse)?, before: row.get(1)?, after: row.get(2)? })
}

fn read(row: &Row<'_>) -> Result<CustomerMerge, Error> {
    Ok(CustomerMerge {
        id: row.get(0)?,
        gone_id: row.get(1)?,
        kept_id: row.get(2)?,
        agent_id: row.get(3)?,
        at: row.get(4)?,
        undone_at: row.get(5)?,
    })
}

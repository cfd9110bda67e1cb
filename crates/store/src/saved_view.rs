//! Lists that are kept at hand.

use domain::{AgentId, SavedViewId, Timestamp, saved_view::SavedView};

use crate::{Db, Error, Row, values};

const COLUMNS: &str = "id, name, query, agent_id";

/// Those of an agent and everybody's, everybody's first, by name.
pub fn of_agent(db: &mut Db, agent: AgentId) -> Result<Vec<SavedView>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS} FROM saved_view WHERE removed_at IS NULL \
             AND (agent_id = ?1 OR agent_id IS NULL) \
             ORDER BY CASE WHEN agent_id IS NULL THEN 0 ELSE 1 END, name, id"
        ),
        values![agent],
        read,
    )
}

/// Adds one.
pub fn insert(
    db: &mut Db,
    (name, query): (&str, &str),
    agent: Option<AgentId>,
    by: AgentId,
    at: Timestamp,
) -> Result<SavedViewId, Error> {
    db.insert(
        "INSERT INTO saved_view (name, query, agent_id, made_by, made_at) \
         VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        values![name, query, agent, by, at],
    )
}

/// The one of that id, also where it was removed.
pub fn find(db: &mut Db, id: SavedViewId) -> Result<Option<SavedView>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM saved_view WHERE id = ?1"), values![id], read)
}

/// Removes one, or brings it back.
pub fn set_removed(db: &mut Db, id: SavedViewId, at: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE saved_view SET removed_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

fn read(row: &Row<'_>) -> Result<SavedView, Error> {
    Ok(SavedView { id: row.get(0)?, name: row.get(1)?, query: row.get(2)?, agent_id: row.get(3)? })
}

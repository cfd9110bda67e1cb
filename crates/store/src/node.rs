//! The servers that have this desk open. With SQLite there is one, and nothing of this is asked; what follows is
//! PostgreSQL's.

use domain::{CallId, NodeId, Timestamp};

use crate::{Db, Error, Row, listener::Told, values};

/// Where it is told that something was committed.
const EVENTS: &str = "bliss_event";
/// Where servers tell each other what is kept nowhere.
const WORDS: &str = "bliss_word";
/// The first number of the lock of whoever leads, and of those of all servers that live: "bliss" in a telephone's
/// letters, and the one after it. The second number is the server's.
const LEADER: &str = "pg_try_advisory_lock(25477, 0)";
const LIVES: &str = "25478";
/// Most bytes of what one server tells the others in one go. PostgreSQL takes 8,000 with what stands before it.
pub const WORDS_BYTES_MAX: usize = 7_800;

/// One of the servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub id: NodeId,
    /// What it calls itself: its machine and its port.
    pub name: String,
}

/// The number of a server that was not there before.
pub(crate) fn next(db: &mut Db) -> Result<NodeId, Error> {
    db.count("SELECT nextval(pg_get_serial_sequence('node', 'id'))", &[]).map(NodeId)
}

/// Takes a server off.
pub fn delete(db: &mut Db, id: NodeId) -> Result<(), Error> {
    db.execute("DELETE FROM node WHERE id = ?1", values![id]).map(drop)
}

/// The servers that live, in the order in which they came; or those that died.
pub fn all(db: &mut Db, alive: bool) -> Result<Vec<Node>, Error> {
    db.query(
        &format!(
            "SELECT id, name FROM node WHERE {}EXISTS (\
             SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted \
             AND classid = {LIVES} AND objid::bigint = node.id AND database = \
             (SELECT oid FROM pg_database WHERE datname = current_database())) ORDER BY id",
            if alive { "" } else { "NOT " }
        ),
        &[],
        read,
    )
}

/// The server at which the line of a call is; none where that is not known.
pub fn of_call(db: &mut Db, call: CallId) -> Result<Option<NodeId>, Error> {
    let node =
        db.find("SELECT node_id FROM call WHERE id = ?1", values![call], |row| row.get(0))?;
    Ok(node.flatten())
}

/// The line of a call is at that server.
pub fn set_of_call(db: &mut Db, call: CallId, node: NodeId) -> Result<(), Error> {
    db.execute("UPDATE call SET node_id = ?2 WHERE id = ?1", values![call, node]).map(drop)
}

/// Tells the other servers something that is kept nowhere.
pub fn tell(db: &mut Db, notice: &str) -> Result<(), Error> {
    db.execute("SELECT pg_notify(?1, ?2)", values![WORDS, notice]).map(drop)
}

/// How something is told that is kept nowhere.
pub(crate) fn notice(by: NodeId, topic: &str, text: &str) -> String {
    format!("{by} {topic} {text}")
}

/// What ends a transaction that recorded events: whoever listens is told after its commit, and costs no way there
/// and back of its own.
pub(crate) fn commit_and_notify() -> String {
    format!("NOTIFY {EVENTS}; COMMIT")
}

/// Begins to be told, on that connection.
pub(crate) fn listen(db: &mut Db) -> Result<(), Error> {
    db.batch(&format!("LISTEN {EVENTS}; LISTEN {WORDS}"))
}

/// Says that a server lives, for as long as that connection does. It is among the servers from then on, also where
/// the others took it off because it could not be seen for a while.
pub(crate) fn live(db: &mut Db, node: &Node, now: Timestamp) -> Result<(), Error> {
    db.batch(&format!("SELECT pg_advisory_lock({LIVES}, {})", node.id))?;
    db.execute(
        "INSERT INTO node (id, name, began_at) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
        values![node.id, &node.name, now],
    )
    .map(drop)
}

/// Asks to lead, for as long as that connection lives; whether nobody else does.
pub(crate) fn lead(db: &mut Db) -> Result<bool, Error> {
    db.count(&format!("SELECT CASE WHEN {LEADER} THEN 1 ELSE 0 END"), &[]).map(|leads| leads == 1)
}

/// What a [notice] says; none where it is that something was committed, which is an empty one.
pub(crate) fn understand(notice: &str) -> Option<Told> {
    let mut parts = notice.splitn(3, ' ');
    let by = NodeId(parts.next()?.parse().ok()?);
    let (topic, text) = (parts.next()?.to_owned(), parts.next().unwrap_or_default().to_owned());
    Some(Told { by, topic, text })
}

fn read(row: &Row<'_>) -> Result<Node, Error> {
    Ok(Node { id: row.get(0)?, name: row.get(1)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_understood() {
        let told = understand;
        let typing = Told { by: NodeId(3), topic: "typing".into(), text: "{\"a\": 1}".into() };
        assert_eq!(told("3 typing {\"a\": 1}"), Some(typing));
        let due = Told { by: NodeId(12), topic: "due".into(), text: String::new() };
        assert_eq!(told("12 due "), Some(due.clone()));
        assert_eq!(told("12 due"), Some(due));
        assert_eq!(told(&notice(NodeId(12), "due", "")), told("12 due "));
        for odd in ["", "x due", "7"] {
            assert_eq!(told(odd), None, "{odd}");
        }
    }
}

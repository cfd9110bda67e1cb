//! The audit log: what is no event has rows of its own, which are added and, when they are old, dropped; and never
//! changed. What events tell of the desk itself is read from them.

use domain::{AgentId, EventId, Timestamp, audit::Action};

use crate::{Db, Error, Row, values};

/// Events that tell of the desk itself. The words are those of the index `event_of_desk`.
const OF_DESK: &str = "conversation_id IS NULL \
     AND kind IN ('settings.changed', 'standards.changed', 'canned-replies.changed')";

/// What a new entry is made of.
pub struct New<'a> {
    /// What was done.
    pub action: Action,
    /// Who did it, where that was proved.
    pub agent: Option<AgentId>,
    /// To whom.
    pub about: Option<AgentId>,
    /// What else there is to say.
    pub detail: &'a str,
    /// The network address that it came from.
    pub ip: Option<&'a str>,
    /// What the browser called itself.
    pub browser: Option<&'a str>,
    /// The event of the same change.
    pub event: Option<EventId>,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place in the log.
    pub place: Place,
    /// What was done.
    pub action: Action,
    /// Who did it.
    pub agent: Option<AgentId>,
    /// To whom.
    pub about: Option<AgentId>,
    /// What else there is to say.
    pub detail: String,
    /// The network address that it came from.
    pub ip: Option<String>,
    /// What the browser called itself.
    pub browser: Option<String>,
}

/// A place in the log, which goes by time. Of the same moment, rows of its own stand above events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When.
    pub at: Timestamp,
    /// One for a row of the log's own, zero for an event.
    pub source: i64,
    /// The row's id, or the event's.
    pub id: i64,
}

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By that person, or about them.
    pub who: Option<AgentId>,
    /// One of these; all where there are none.
    pub actions: Vec<Action>,
    /// At that time or later.
    pub from: Option<Timestamp>,
    /// Before that time.
    pub until: Option<Timestamp>,
}

/// Adds an entry.
pub fn insert(db: &mut Db, new: &New<'_>, now: Timestamp) -> Result<(), Error> {
    db.execute(
        "INSERT INTO audit_entry (at, action, agent_id, about_id, detail, ip, browser, event_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        values![
            now,
            new.action.as_str(),
            new.agent,
            new.about,
            new.detail,
            new.ip,
            new.browser,
            new.event
        ],
    )
    .map(drop)
}

/// Entries before a place, or the newest, the newest first, at most `limit`. An event that has a row of the log's own
/// is told of by that.
pub fn list(
    db: &mut Db,
    filter: &Filter,
    before: Option<Place>,
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    // The words are our own, never what somebody typed.
    let one_of = |column: &str| {
        let words: Vec<String> =
            filter.actions.iter().map(|action| format!("'{}'", action.as_str())).collect();
        if words.is_empty() {
            String::new()
        } else {
            format!("AND {column} IN ({})", words.join(", "))
        }
    };
    let sql = format!(
        "SELECT at, source, id, action, agent_id, about_id, detail, ip, browser FROM ( \
         SELECT * FROM (SELECT at, 1 AS source, id, action, agent_id, about_id, detail, ip, browser \
           FROM audit_entry WHERE at >= ?2 AND at < ?3 AND at <= ?4 \
           AND (at < ?4 OR 1 < ?5 OR (1 = ?5 AND id < ?6)) \
           AND (CAST(?1 AS BIGINT) = 0 OR agent_id = ?1 OR about_id = ?1) {of_entry} \
           ORDER BY at DESC, id DESC LIMIT ?7) AS own \
         UNION ALL \
         SELECT * FROM (SELECT at, 0 AS source, id, kind AS action, agent_id, \
           CAST(NULL AS BIGINT) AS about_id, '' AS detail, CAST(NULL AS TEXT) AS ip, \
           CAST(NULL AS TEXT) AS browser \
           FROM event WHERE {OF_DESK} AND at >= ?2 AND at < ?3 AND at <= ?4 \
           AND (at < ?4 OR 0 < ?5 OR (0 = ?5 AND id < ?6)) \
           AND (CAST(?1 AS BIGINT) = 0 OR agent_id = ?1) {of_event} \
           AND NOT EXISTS (SELECT 1 FROM audit_entry WHERE audit_entry.event_id = event.id) \
           ORDER BY at DESC, id DESC LIMIT ?7) AS told) AS entry \
         ORDER BY at DESC, source DESC, id DESC LIMIT ?7",
        of_entry = one_of("action"),
        of_event = one_of("kind"),
    );
    let before = before.unwrap_or(Place { at: Timestamp::MAX, source: 2, id: i64::MAX });
    db.query(
        &sql,
        values![
            filter.who.unwrap_or(AgentId(0)),
            filter.from.unwrap_or(Timestamp::UNIX_EPOCH),
            filter.until.unwrap_or(Timestamp::MAX),
            before.at,
            before.source,
            before.id,
            limit
        ],
        read,
    )
}

/// Drops the log's own rows from before that time; how many.
pub fn forget_before(db: &mut Db, before: Timestamp) -> Result<u64, Error> {
    db.execute("DELETE FROM audit_entry WHERE at < ?1", values![before])
}

fn read(row: &Row<'_>) -> Result<Entry, Error> {
    Ok(Entry {
        place: Place { at: row.get(0)?, source: row.get(1)?, id: row.get(2)? },
        action: row.parse(3, Action::parse)?,
        agent: row.get(4)?,
        about: row.get(5)?,
        detail: row.get(6)?,
        ip: row.get(7)?,
        browser: row.get(8)?,
    })
}

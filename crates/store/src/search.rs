//! The index of what is searched: the folded words of every message, note and subject, each a *line* of its
//! conversation, and of every customer's name and addresses.
//!
//! It is written in the transaction of what it is about, by the functions that write that, so that whatever is
//! acknowledged is found. The text is in its own row alone.

mod earlier;

use domain::{
    AgentId, ConversationId, CustomerId, MessageId, TagId, TeamId, Timestamp,
    conversation::State,
    message::{Author, Kind},
    search::{PHONE_DIGITS_MIN, Phrase, fold},
};

pub use self::earlier::{Left, index_earlier, left};
use crate::{Db, Error, values};

/// What is looked for among the words of a line or of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terms {
    /// Words beside each other; whether the last of them may go on.
    Phrase(Vec<String>, bool),
    /// All of these; not empty.
    All(Vec<Terms>),
    /// Any of these; not empty.
    Any(Vec<Terms>),
    /// The first and not the second.
    Without(Box<Terms>, Box<Terms>),
}

impl From<&Phrase> for Terms {
    fn from(phrase: &Phrase) -> Self {
        Self::Phrase(phrase.words.clone(), phrase.begins)
    }
}

/// What is kept of a line beside its words is kept as words that nobody can type: they begin with a sign that is no
/// letter.
impl Terms {
    fn sign(sign: String) -> Self {
        Self::Phrase(vec![sign], false)
    }

    /// Any line at all.
    pub fn any_line() -> Self {
        Self::sign("¤".into())
    }

    /// A line of that conversation.
    pub fn conversation(id: ConversationId) -> Self {
        Self::sign(format!("¤k{id}"))
    }

    /// Written by the customer.
    pub fn by_customer() -> Self {
        Self::sign("¤c".into())
    }

    /// Written by that agent.
    pub fn by_agent(id: AgentId) -> Self {
        Self::sign(format!("¤a{id}"))
    }

    /// A note.
    pub fn note() -> Self {
        Self::sign("¤n".into())
    }

    /// With a file.
    pub fn file() -> Self {
        Self::sign("¤f".into())
    }
}

/// A line of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId(pub i64);

/// Bits of a line's id below its time.
const SALT_BITS: u32 = 20;

impl LineId {
    /// The first that a line of that moment may have.
    pub fn first_at(at: Timestamp) -> Self {
        Self(at.as_millisecond().saturating_mul(1 << SALT_BITS))
    }

    /// The moment of the line.
    pub fn at(self) -> Timestamp {
        let ms = self.0.div_euclid(1 << SALT_BITS);
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
    }

    /// What is in the row of `id` is told from all others of its millisecond, as long as they are fewer than half
    /// a million rows apart.
    fn of(at: Timestamp, id: i64, is_message: bool) -> Self {
        let salt = (2 * id + i64::from(is_message)).rem_euclid(1 << SALT_BITS);
        Self(Self::first_at(at).0.saturating_add(salt))
    }
}

/// A message to be indexed.
pub(crate) struct Message<'a> {
    pub(crate) id: MessageId,
    pub(crate) conversation: ConversationId,
    pub(crate) author: Author,
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    pub(crate) at: Timestamp,
}

/// Adds the line of a new message.
pub(crate) fn add_message(
    db: &mut Db,
    message: &Message<'_>,
    files: &[String],
) -> Result<(), Error> {
    let mut signs = vec!["¤".to_owned(), format!("¤k{}", message.conversation)];
    signs.push(match message.author {
        Author::Customer => "¤c".to_owned(),
        Author::Agent(id) => format!("¤a{id}"),
    });
    if message.kind == Kind::Note {
        signs.push("¤n".into());
    }
    if !files.is_empty() {
        signs.push("¤f".into());
    }
    let texts = [message.text].into_iter().chain(files.iter().map(String::as_str));
    let id = LineId::of(message.at, message.id.0, true);
    add_line(db, id, message.conversation, Some(message.id), texts, signs)
}

/// Adds the line of a conversation's subject, where it has one.
pub(crate) fn add_subject(
    db: &mut Db,
    id: ConversationId,
    subject: &str,
    opened_at: Timestamp,
) -> Result<(), Error> {
    if subject.is_empty() {
        return Ok(());
    }
    let signs = vec!["¤".to_owned(), format!("¤k{id}")];
    add_line(db, LineId::of(opened_at, id.0, false), id, None, [subject], signs)
}

fn add_line<'a>(
    db: &mut Db,
    id: LineId,
    conversation: ConversationId,
    message: Option<MessageId>,
    texts: impl IntoIterator<Item = &'a str>,
    signs: Vec<String>,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO search_line (id, conversation_id, message_id) VALUES (?1, ?2, ?3)",
        values![id.0, conversation, message],
    )?;
    let words = texts.into_iter().flat_map(fold::words).map(|word| word.text);
    let words: Vec<String> = words.chain(signs).collect();
    insert_words(db, "line_words", id.0, &words)
}

fn insert_words(db: &mut Db, table: &str, id: i64, words: &[String]) -> Result<(), Error> {
    let dialect = db.dialect();
    let words = dialect.words(words.iter().map(String::as_str));
    db.execute(&dialect.insert_words(table), values![id, &words]).map(drop)
}

/// Takes a message's line away, or with none that of the subject, where it is there.
fn remove_line(
    db: &mut Db,
    conversation: ConversationId,
    message: Option<MessageId>,
) -> Result<(), Error> {
    let lines: Vec<i64> = db.query(
        "SELECT id FROM search_line WHERE conversation_id = ?1 AND COALESCE(message_id, 0) = ?2",
        values![conversation, message.map_or(0, |id| id.0)],
        |row| row.get(0),
    )?;
    for line in lines {
        db.execute("DELETE FROM line_words WHERE rowid = ?1", values![line])?;
        db.execute("DELETE FROM search_line WHERE id = ?1", values![line])?;
    }
    Ok(())
}

/// Indexes a message anew, as it is now; one that is gone is no longer found.
pub(crate) fn message_changed(
    db: &mut Db,
    conversation: ConversationId,
    id: MessageId,
) -> Result<(), Error> {
    remove_line(db, conversation, Some(id))?;
    let Some(message) = crate::message::find(db, id)? else { return Ok(()) };
    let files = db.query(
        "SELECT name FROM attachment WHERE message_id = ?1 ORDER BY id",
        values![id],
        |row| row.get(0),
    )?;
    let domain::message::Message { author, kind, text, at, .. } = &message;
    let message = Message { id, conversation, author: *author, kind: *kind, text, at: *at };
    add_message(db, &message, &files)
}

/// Indexes anew the messages of a conversation that are in another one now.
pub(crate) fn messages_moved(db: &mut Db, from: ConversationId) -> Result<(), Error> {
    let moved = db.query(
        "SELECT message.id, message.conversation_id FROM search_line \
         JOIN message ON message.id = search_line.message_id \
         WHERE search_line.conversation_id = ?1 AND message.conversation_id <> ?1",
        values![from],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (id, to) in moved {
        remove_line(db, from, Some(id))?;
        message_changed(db, to, id)?;
    }
    Ok(())
}

/// Indexes a conversation's subject anew.
pub(crate) fn subject_changed(db: &mut Db, id: ConversationId) -> Result<(), Error> {
    remove_line(db, id, None)?;
    let Some(conversation) = crate::conversation::find(db, id)? else { return Ok(()) };
    add_subject(db, id, &conversation.subject, conversation.opened_at)
}

/// Indexes a customer anew, as they are now. One who was merged into another is found as that one.
pub(crate) fn customer_changed(db: &mut Db, id: CustomerId) -> Result<(), Error> {
    db.execute("DELETE FROM customer_words WHERE rowid = ?1", values![id])?;
    let kept = crate::customer::kept_id(db, id)?;
    if kept != id {
        return customer_changed(db, kept);
    }
    let addresses = crate::customer::addresses(db, id)?;
    let known = crate::customer::known_as(db, id)?.into_iter();
    let values: Vec<String> =
        known.chain(addresses.into_iter().map(|address| address.value)).collect();
    let mut words: Vec<String> =
        values.iter().flat_map(|value| fold::words(value)).map(|word| word.text).collect();
    for value in &values {
        words.extend(number_ends(value));
    }
    if words.is_empty() {
        return Ok(());
    }
    insert_words(db, "customer_words", id.0, &words)
}

/// Every end of a telephone number that is long enough to be looked for: so whatever of its digits is typed is the
/// beginning of a word.
fn number_ends(value: &str) -> Vec<String> {
    let Some(digits) = domain::search::phone_digits(value) else { return Vec::new() };
    let last = digits.len() - PHONE_DIGITS_MIN;
    (0..=last).map(|start| digits[start..].to_owned()).collect()
}

/// Customers who have those words, at most `limit`; the last met first.
pub fn customers(db: &mut Db, terms: &Terms, limit: i64) -> Result<Vec<CustomerId>, Error> {
    let dialect = db.dialect();
    db.query(
        &format!(
            "SELECT rowid FROM customer_words WHERE {} ORDER BY rowid DESC LIMIT ?2",
            dialect.has_terms("customer_words", "?1")
        ),
        values![&dialect.terms(terms), limit],
        |row| row.get(0),
    )
}

/// Which conversations are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// In one of those states.
    pub states: Vec<State>,
    /// With one of those agents, or where it is `None` with nobody.
    pub assignees: Option<Vec<Option<AgentId>>>,
    /// With one of those teams, or where it is `None` with none.
    pub teams: Option<Vec<Option<TeamId>>>,
    /// With all of those tags, each once.
    pub tags: Vec<TagId>,
    /// With none of those.
    pub without_tags: Vec<TagId>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            states: State::ALL.to_vec(),
            assignees: None,
            teams: None,
            tags: Vec::new(),
            without_tags: Vec::new(),
        }
    }
}

/// Sets as texts, so that however much is asked for, the statement is the same: `,1,2,`; empty for all.
struct Sets {
    states: String,
    assignees: String,
    teams: String,
    tags: String,
    tag_count: i64,
    without_tags: String,
}

fn set(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().fold(",".to_owned(), |set, item| set + &item + ",")
}

impl Sets {
    fn of(wanted: &Wanted) -> Self {
        let ids = |ids: Option<Vec<i64>>| {
            ids.map(|ids| set(ids.iter().map(ToString::to_string))).unwrap_or_default()
        };
        let agents = wanted.assignees.as_ref();
        let teams = wanted.teams.as_ref();
        let tags = |tags: &[TagId]| set(tags.iter().map(ToString::to_string));
        Self {
            states: set(wanted.states.iter().map(|state| state.as_str().to_owned())),
            assignees: ids(agents.map(|all| all.iter().map(|id| id.map_or(0, |id| id.0)).collect())),
            teams: ids(teams.map(|all| all.iter().map(|id| id.map_or(0, |id| id.0)).collect())),
            tags: tags(&wanted.tags),
            tag_count: i64::try_from(wanted.tags.len()).unwrap_or(i64::MAX),
            without_tags: tags(&wanted.without_tags),
        }
    }
}

/// Whether a conversation is wanted, by the sets in `?1` to `?6`. One that was merged is in another now.
const IS_WANTED: &str = "\
    conversation.merged_into IS NULL AND conversation.erasure_id IS NULL \
    AND ?1 LIKE '%,' || conversation.state || ',%' \
    AND (?2 = '' OR ?2 LIKE '%,' || CAST(COALESCE(conversation.assignee_id, 0) AS TEXT) || ',%') \
    AND (?3 = '' OR ?3 LIKE '%,' || CAST(COALESCE(conversation.team_id, 0) AS TEXT) || ',%') \
    AND (?5 = 0 OR ?5 = (SELECT COUNT(*) FROM conversation_tag \
         WHERE conversation_id = conversation.id AND ?4 LIKE '%,' || CAST(tag_id AS TEXT) || ',%')) \
    AND (?6 = ',' OR NOT EXISTS (SELECT 1 FROM conversation_tag \
         WHERE conversation_id = conversation.id AND ?6 LIKE '%,' || CAST(tag_id AS TEXT) || ',%'))";

/// A line that has what is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Its id.
    pub id: LineId,
    /// Of which conversation.
    pub conversation_id: ConversationId,
    /// Which message or note; none for the subject.
    pub message_id: Option<MessageId>,
    /// Whether its conversation is wanted.
    pub wanted: bool,
}

/// The newest `limit` lines with those terms from `from` on and before `before`, whether or not their conversation
/// is wanted: the newest first.
pub fn lines(
    db: &mut Db,
    terms: &Terms,
    (from, before): (LineId, LineId),
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<Line>, Error> {
    let dialect = db.dialect();
    let sets = Sets::of(wanted);
    db.query(
        &format!(
            "SELECT search_line.id, search_line.conversation_id, search_line.message_id, \
             CASE WHEN {IS_WANTED} THEN 1 ELSE 0 END \
             FROM (SELECT rowid AS line_id FROM line_words WHERE {} AND rowid >= ?8 AND rowid < ?9 \
              ORDER BY rowid DESC LIMIT ?10) AS found \
             JOIN search_line ON search_line.id = found.line_id \
             JOIN conversation ON conversation.id = search_line.conversation_id \
             ORDER BY search_line.id DESC",
            dialect.has_terms("line_words", "?7")
        ),
        values![
            &sets.states,
            &sets.assignees,
            &sets.teams,
            &sets.tags,
            sets.tag_count,
            &sets.without_tags,
            &dialect.terms(terms),
            from.0,
            before.0,
            limit
        ],
        |row| {
            let wanted: i64 = row.get(3)?;
            Ok(Line {
                id: LineId(row.get(0)?),
                conversation_id: row.get(1)?,
                message_id: row.get(2)?,
                wanted: wanted > 0,
            })
        },
    )
}

/// Whether a conversation has a line with those terms from `from` on and before `until`.
pub fn has_line_from(
    db: &mut Db,
    terms: &Terms,
    id: ConversationId,
    from: LineId,
    until: LineId,
) -> Result<bool, Error> {
    let terms = Terms::All(vec![terms.clone(), Terms::conversation(id)]);
    let dialect = db.dialect();
    let found = db.count(
        &format!(
            "SELECT COUNT(*) FROM (SELECT rowid FROM line_words \
             WHERE {} AND rowid >= ?2 AND rowid < ?3 LIMIT 1) AS found",
            dialect.has_terms("line_words", "?1")
        ),
        values![&dialect.terms(&terms), from.0, until.0],
    )?;
    Ok(found > 0)
}

/// A conversation's place in the order of when anybody last wrote in it.
pub type Place = (Timestamp, ConversationId);

/// The conversations of a state that were last written in before `before` and not before `from`, at most `limit`
/// of them, and whether each is wanted; the last written in first.
pub fn conversations(
    db: &mut Db,
    state: State,
    from: Timestamp,
    before: Place,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<(Place, bool)>, Error> {
    let sets = Sets::of(wanted);
    db.query(
        &format!(
            "SELECT conversation.last_message_at, conversation.id, \
             CASE WHEN {IS_WANTED} THEN 1 ELSE 0 END FROM conversation \
             WHERE conversation.state = ?7 AND conversation.last_message_at >= ?8 \
             AND (conversation.last_message_at < ?9 \
              OR (conversation.last_message_at = ?9 AND conversation.id < ?10)) \
             ORDER BY conversation.last_message_at DESC, conversation.id DESC LIMIT ?11"
        ),
        values![
            &sets.states,
            &sets.assignees,
            &sets.teams,
            &sets.tags,
            sets.tag_count,
            &sets.without_tags,
            state.as_str(),
            from,
            before.0,
            before.1,
            limit
        ],
        |row| {
            let wanted: i64 = row.get(2)?;
            Ok(((row.get(0)?, row.get(1)?), wanted > 0))
        },
    )
}

/// When anybody last wrote in a conversation, where it is wanted.
pub fn if_wanted(
    db: &mut Db,
    id: ConversationId,
    wanted: &Wanted,
) -> Result<Option<Timestamp>, Error> {
    let sets = Sets::of(wanted);
    db.find(
        &format!(
            "SELECT conversation.last_message_at FROM conversation \
             WHERE conversation.id = ?7 AND {IS_WANTED}"
        ),
        values![
            &sets.states,
            &sets.assignees,
            &sets.teams,
            &sets.tags,
            sets.tag_count,
            &sets.without_tags,
            id
        ],
        |row| row.get(0),
    )
}

/// The conversations with a tag, at most `limit`, in no order.
pub fn with_tag(db: &mut Db, tag: TagId, limit: i64) -> Result<Vec<ConversationId>, Error> {
    db.query(
        "SELECT conversation_id FROM conversation_tag WHERE tag_id = ?1 LIMIT ?2",
        values![tag, limit],
        |row| row.get(0),
    )
}

/// The conversations of an agent, at most `limit`, in no order.
pub fn of_assignee(db: &mut Db, id: AgentId, limit: i64) -> Result<Vec<ConversationId>, Error> {
    db.query(
        "SELECT id FROM conversation WHERE assignee_id = ?1 LIMIT ?2",
        values![id, limit],
        |row| row.get(0),
    )
}

/// The conversations in a state, at most `limit`, in no order.
pub fn in_state(db: &mut Db, state: State, limit: i64) -> Result<Vec<ConversationId>, Error> {
    db.query(
        "SELECT id FROM conversation WHERE state = ?1 LIMIT ?2",
        values![state.as_str(), limit],
        |row| row.get(0),
    )
}

/// The conversations of a customer, at most `limit`, the last written in first.
pub fn of_customer(db: &mut Db, id: CustomerId, limit: i64) -> Result<Vec<ConversationId>, Error> {
    db.query(
        "SELECT id FROM conversation WHERE customer_id = ?1 \
         ORDER BY last_message_at DESC, id DESC LIMIT ?2",
        values![id, limit],
        |row| row.get(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;

    #[test]
    fn what_is_looked_for_is_said_in_both_dialects() {
        let phrase = |words: &str, begins| {
            Terms::Phrase(words.split(' ').map(ToOwned::to_owned).collect(), begins)
        };
        let terms = Terms::Without(
            Box::new(Terms::All(vec![phrase("cracked lid", false), phrase("te", true)])),
            Box::new(Terms::Any(vec![
                Terms::by_customer(),
                Terms::conversation(ConversationId(7)),
            ])),
        );
        assert_eq!(
            Dialect::Sqlite.terms(&terms),
            "((\"cracked lid\" AND \"te\" *) NOT (\"¤c\" OR \"¤k7\"))"
        );
        assert_eq!(
            Dialect::Postgres.terms(&terms),
            "((('cracked' <-> 'lid') & ('te':*)) & !(('¤c') | ('¤k7')))"
        );
        assert_eq!(Dialect::Sqlite.words(["tea", "¤k7"]), "tea ¤k7 ");
        assert_eq!(Dialect::Postgres.words(["tea", "¤k7"]), "'tea':1 '¤k7':2 ");
    }

    #[test]
    fn newer_lines_have_greater_ids() {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
        let line = |ms, id| LineId::of(at(ms), id, true);
        assert!(line(1_795_000_000_000, i64::from(u32::MAX)) < line(1_795_000_000_001, 1));
        assert!(line(5, 7) >= LineId::first_at(at(5)) && line(5, 7) < LineId::first_at(at(6)));
        assert_ne!(line(5, 7), LineId::of(at(5), 7, false));
        assert_eq!(LineId::first_at(Timestamp::MAX), LineId(i64::MAX));
        assert_eq!(line(5, 7).at(), at(5));
    }

    #[test]
    fn any_part_of_a_number_begins_one_of_its_ends() {
        let ends = number_ends("+49 (30) 123-45");
        assert!(ends.iter().any(|end| end.starts_with("3012")), "{ends:?}");
        assert_eq!(ends.last().map(String::as_str), Some("2345"));
        assert!(number_ends("nora@tea.example").is_empty());
    }
}

//! Searching: from what was typed to the conversations and customers that answer it.
//!
//! Nothing that is searched for is searched without a limit, however common its words are. Lines are gone through
//! from the newest on, some hundreds at a time; what is told is how far that came, and the next page goes on there.
//! The best of what was found are therefore the best of the newest few hundred.

mod asked;

use std::{collections::HashSet, time::Duration};

use domain::{
    ConversationId, CustomerId, Timestamp,
    agent::Agent,
    message::Message,
    search::{Phrase, Query, phone_digits, relevance},
};
use language::Wording;
use store::{
    Db,
    conversation::Listed,
    search::{Line, LineId, Place, Terms, Wanted},
};

use self::asked::{Asked, few, narrowed};

use crate::{Desk, Result};

/// Lines that are gone through in one statement.
const SCAN: i64 = 300;
/// How often that is done for one page.
const SCANS_MAX: usize = 8;
/// Most lines that are put in order by how well they answer.
const RANKED_MAX: usize = 300;
/// How much more a subject counts than a message with the same words.
const SUBJECT_WEIGHT: f64 = 1.5;
/// After how many days a line counts half of what it counted when it was new.
const HALF_DAYS: f64 = 180.0;
/// How long the job waits after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// In which order results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The best answer first.
    Best,
    /// The newest first.
    Newest,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// After that line.
    Line(LineId),
    /// Among the best of what is before the first of these, after a line with that relevance, in millionths.
    Ranked(LineId, i64, LineId),
    /// After that conversation, in the order in which they were last written in.
    Conversation(Place),
}

impl Cursor {
    /// As an address says it.
    pub fn to_text(self) -> String {
        match self {
            Self::Line(line) => format!("l{}", line.0),
            Self::Ranked(top, score, line) => format!("r{}.{score}.{}", top.0, line.0),
            Self::Conversation((at, id)) => format!("c{}.{id}", at.as_millisecond()),
        }
    }

    /// What [`Self::to_text`] said; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let kind = text.chars().next()?;
        let numbers = text[kind.len_utf8()..].split('.').map(str::parse);
        let numbers: Vec<i64> = numbers.collect::<std::result::Result<_, _>>().ok()?;
        Some(match (kind, numbers.as_slice()) {
            ('l', [line]) => Self::Line(LineId(*line)),
            ('r', [top, score, line]) => Self::Ranked(LineId(*top), *score, LineId(*line)),
            ('c', [at, id]) => {
                Self::Conversation((Timestamp::from_millisecond(*at).ok()?, ConversationId(*id)))
            }
            _ => return None,
        })
    }
}

/// A conversation that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// It.
    pub listed: Listed,
    /// The message or note that answers best; none where its subject does, or where nothing was said of words.
    pub message: Option<Message>,
    /// The names of that message's files.
    pub files: Vec<String>,
}

/// One page of what was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Conversations.
    pub hits: Vec<Hit>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Cursor>,
    /// Until when the search came, where it stopped before the end and found less than a page.
    pub searched_to: Option<Timestamp>,
    /// What was asked for by a name that nobody and nothing has, each in a sentence.
    pub unknown: Vec<Wording>,
    /// Whether only some of the customers whom `from:` may mean were looked at.
    pub too_many_authors: bool,
}

/// Conversations that answer a query, at most `limit`, from `cursor` on.
pub fn find(
    db: &mut Db,
    me: &Agent,
    query: &Query,
    order: Order,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Found> {
    if query.is_empty() {
        return Ok(Found::default());
    }
    let Asked { terms, wanted, from, until, unknown, too_many_authors } = Asked::of(db, me, query)?;
    let mut found = if !unknown.is_empty() || is_impossible(&wanted) {
        Found::default()
    } else if let Some(terms) = terms {
        let terms = narrowed(db, terms, &wanted)?;
        let lines =
            Lines { terms, wanted, from: LineId::first_at(from), until: LineId::first_at(until) };
        match order {
            Order::Best if query.wanted().next().is_some() => {
                lines.best(db, query, cursor, limit)?
            }
            _ => lines.newest(db, cursor, limit)?,
        }
    } else {
        conversations(db, &wanted, (from, until), cursor, limit)?
    };
    found.unknown = unknown;
    found.too_many_authors = too_many_authors;
    Ok(found)
}

/// Customers who answer the words of a query, at most `limit`.
pub fn customers(db: &mut Db, query: &Query, typed: &str, limit: i64) -> Result<Vec<CustomerId>> {
    let terms = match phone_digits(typed) {
        Some(digits) => Terms::Phrase(vec![digits], true),
        None if !query.clauses.is_empty() => return Ok(Vec::new()),
        None => match phrases(&query.phrases) {
            Some(terms) => terms,
            None => return Ok(Vec::new()),
        },
    };
    Ok(store::search::customers(db, &terms, limit)?)
}

/// The words and phrases of a query; `None` where none has to be there.
fn phrases(all: &[Phrase]) -> Option<Terms> {
    let of = |not| all.iter().filter(|phrase| phrase.not == not).map(Terms::from).collect();
    let (wanted, not): (Vec<Terms>, Vec<Terms>) = (of(false), of(true));
    (!wanted.is_empty()).then(|| without(Terms::All(wanted), not))
}

fn without(wanted: Terms, not: Vec<Terms>) -> Terms {
    if not.is_empty() {
        wanted
    } else {
        Terms::Without(Box::new(wanted), Box::new(Terms::Any(not)))
    }
}

/// Whether no conversation can be wanted.
fn is_impossible(wanted: &Wanted) -> bool {
    wanted.states.is_empty()
        || wanted.assignees.as_ref().is_some_and(Vec::is_empty)
        || wanted.teams.as_ref().is_some_and(Vec::is_empty)
}

/// Lines that are looked for.
struct Lines {
    terms: Terms,
    wanted: Wanted,
    from: LineId,
    until: LineId,
}

/// Lines of conversations that are wanted, the newest first.
struct Scanned {
    lines: Vec<Line>,
    /// The newest line, also of those that are not wanted.
    first: Option<LineId>,
    /// Where to go on, unless that was all.
    next: Option<LineId>,
}

impl Lines {
    /// Goes through the lines before `before`, until there are enough or it has been long.
    fn scan(
        &self,
        db: &mut Db,
        before: LineId,
        mut enough: impl FnMut(&[Line]) -> bool,
    ) -> Result<Scanned> {
        let mut scanned = Scanned { lines: Vec::new(), first: None, next: Some(before) };
        for _ in 0..SCANS_MAX {
            let Some(before) = scanned.next else { break };
            let bounds = (self.from, before);
            let lines = store::search::lines(db, &self.terms, bounds, &self.wanted, SCAN)?;
            scanned.first = scanned.first.or(lines.first().map(|line| line.id));
            let full = i64::try_from(lines.len()) == Ok(SCAN);
            scanned.next = lines.last().filter(|_| full).map(|line| line.id);
            scanned.lines.extend(lines.into_iter().filter(|line| line.wanted));
            if enough(&scanned.lines) {
                break;
            }
        }
        Ok(scanned)
    }

    /// Whether a conversation was on an earlier page, for a line of it that is not before `top`.
    fn was_shown(&self, db: &mut Db, id: ConversationId, top: LineId) -> Result<bool> {
        let (from, until) = (top.max(self.from), self.until);
        Ok(store::search::has_line_from(db, &self.terms, id, from, until)?)
    }

    fn newest(&self, db: &mut Db, cursor: Option<Cursor>, limit: usize) -> Result<Found> {
        let top = match cursor {
            Some(Cursor::Line(line) | Cursor::Ranked(line, ..)) => Some(line),
            _ => None,
        };
        let before = top.unwrap_or(self.until).min(self.until);
        let mut different = HashSet::new();
        let mut counted = 0;
        let scanned = self.scan(db, before, |lines| {
            different.extend(lines[counted..].iter().map(|line| line.conversation_id));
            counted = lines.len();
            different.len() > limit
        })?;
        let mut page = Page::new(limit);
        for line in scanned.lines {
            if page.has(&line) {
                continue;
            }
            if let Some(top) = top
                && self.was_shown(db, line.conversation_id, top)?
            {
                page.pass(&line);
                continue;
            }
            if page.is_full() {
                let next = page.lines.last().map(|line| Cursor::Line(line.id));
                return page.found(db, next, None);
            }
            page.add(line);
        }
        page.found(db, scanned.next.map(Cursor::Line), scanned.next)
    }

    fn best(
        &self,
        db: &mut Db,
        query: &Query,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Found> {
        let (top, after) = match cursor {
            Some(Cursor::Ranked(top, score, line)) => (Some(top), Some((score, line))),
            Some(Cursor::Line(line)) => (Some(line), None),
            _ => (None, None),
        };
        let before = top.unwrap_or(self.until).min(self.until);
        let scanned = self.scan(db, before, |lines| lines.len() >= RANKED_MAX)?;
        // What comes while somebody goes from page to page does not move what they have seen.
        let top = top.or(scanned.first.map(|first| LineId(first.0.saturating_add(1))));
        let Some(top) = top else { return Ok(Found::default()) };
        let mut ranked: Vec<(i64, Line)> = Vec::new();
        for line in scanned.lines {
            ranked.push((score(db, query, &line, top)?, line));
        }
        ranked.sort_by(|(a, left), (b, right)| b.cmp(a).then(right.id.cmp(&left.id)));
        let mut page = Page::new(limit);
        let mut next = None;
        for (score, line) in ranked {
            if page.has(&line) {
                continue;
            }
            let shown = after.is_some_and(|after| (score, line.id) >= after);
            if shown || cursor.is_some() && self.was_shown(db, line.conversation_id, top)? {
                page.pass(&line);
                continue;
            }
            if page.is_full() {
                return page.found(db, next, None);
            }
            next = Some(Cursor::Ranked(top, score, line.id));
            page.add(line);
        }
        page.found(db, scanned.next.map(Cursor::Line), scanned.next)
    }
}

/// How well a line answers, in millionths; what is older than the line `top` counts less.
fn score(db: &mut Db, query: &Query, line: &Line, top: LineId) -> Result<i64> {
    let (text, weight) = if let Some(id) = line.message_id {
        let text = store::message::find(db, id)?.map(|message| message.text);
        (text.unwrap_or_default(), 1.0)
    } else {
        let found = store::conversation::find(db, line.conversation_id)?;
        (found.map(|found| found.subject).unwrap_or_default(), SUBJECT_WEIGHT)
    };
    let days = top.at().duration_since(line.id.at()).as_secs_f64() / 86_400.0;
    let age = HALF_DAYS / (HALF_DAYS + days.max(0.0));
    #[expect(clippy::cast_possible_truncation, reason = "far below 2^53")]
    let millionths = (relevance(&text, query.wanted()) * weight * age * 1e6).round() as i64;
    Ok(millionths)
}

/// Lines that are shown, one for each conversation.
struct Page {
    limit: usize,
    lines: Vec<Line>,
    seen: HashSet<ConversationId>,
}

impl Page {
    fn new(limit: usize) -> Self {
        Self { limit, lines: Vec::new(), seen: HashSet::new() }
    }

    fn has(&self, line: &Line) -> bool {
        self.seen.contains(&line.conversation_id)
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= self.limit
    }

    /// Leaves a conversation out.
    fn pass(&mut self, line: &Line) {
        self.seen.insert(line.conversation_id);
    }

    fn add(&mut self, line: Line) {
        self.pass(&line);
        self.lines.push(line);
    }

    fn found(self, db: &mut Db, next: Option<Cursor>, stopped: Option<LineId>) -> Result<Found> {
        let mut hits = Vec::new();
        for line in &self.lines {
            let listed = store::conversation::of_ids(db, &[line.conversation_id])?.pop();
            let message = match line.message_id {
                Some(id) => store::message::find(db, id)?,
                None => None,
            };
            let files = match line.message_id {
                Some(id) => {
                    let files = store::attachment::of_messages(db, line.conversation_id, id, id)?;
                    files.into_iter().map(|(_, file)| file.name).collect()
                }
                None => Vec::new(),
            };
            hits.extend(listed.map(|listed| Hit { listed, message, files }));
        }
        let searched_to = stopped.filter(|_| hits.len() < self.limit).map(LineId::at);
        Ok(Found { hits, next, searched_to, ..Found::default() })
    }
}

/// Conversations of which nothing but how they stand is asked for, the last written in first.
fn conversations(
    db: &mut Db,
    wanted: &Wanted,
    (from, until): (Timestamp, Timestamp),
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Found> {
    let before = match cursor {
        Some(Cursor::Conversation(place)) => place,
        _ => (until, ConversationId(0)),
    };
    let before = before.min((until, ConversationId(0)));
    let (mut places, stopped) = match few(db, wanted)? {
        Some(few) => {
            let mut places = Vec::new();
            for id in few {
                let at = store::search::if_wanted(db, id, wanted)?;
                places.extend(at.filter(|at| *at >= from).map(|at| (at, id)));
            }
            places.retain(|place| *place < before);
            (places, None)
        }
        None => walk(db, wanted, from, before, limit)?,
    };
    places.sort_unstable_by(|a, b| b.cmp(a));
    places.dedup();
    let more = places.len() > limit;
    places.truncate(limit);
    let last = if more { places.last().copied() } else { stopped };
    let mut hits = Vec::new();
    for (_, id) in places {
        let listed = store::conversation::of_ids(db, &[id])?;
        hits.extend(listed.into_iter().map(|listed| Hit {
            listed,
            message: None,
            files: Vec::new(),
        }));
    }
    let next = last.map(Cursor::Conversation);
    let searched_to = stopped.filter(|_| !more).map(|(at, _)| at);
    Ok(Found { hits, next, searched_to, ..Found::default() })
}

/// Goes through the conversations in the wanted states, until there is more than a page or it has been long; where
/// it stopped, unless that was all.
fn walk(
    db: &mut Db,
    wanted: &Wanted,
    from: Timestamp,
    mut before: Place,
    limit: usize,
) -> Result<(Vec<Place>, Option<Place>)> {
    let mut places = Vec::new();
    for _ in 0..SCANS_MAX {
        let mut seen: Vec<(Place, bool)> = Vec::new();
        // What is further back than where a full state ends is not complete yet.
        let mut to = None;
        for &state in &wanted.states {
            let some = store::search::conversations(db, state, from, before, wanted, SCAN)?;
            if i64::try_from(some.len()) == Ok(SCAN) {
                to = to.max(some.last().map(|(place, _)| *place));
            }
            seen.extend(some);
        }
        seen.retain(|(place, _)| to.is_none_or(|to| *place >= to));
        places.extend(seen.into_iter().filter(|(_, wanted)| *wanted).map(|(place, _)| place));
        match to {
            None => return Ok((places, None)),
            Some(to) => before = to,
        }
        if places.len() > limit {
            break;
        }
    }
    Ok((places, Some(before)))
}

impl Desk {
    /// Makes what was there before there was a search findable, from where it stopped last time.
    pub(crate) async fn run_indexer(&self) {
        loop {
            match self.store.write(|tx| store::search::index_earlier(tx)).await {
                Ok(true) => {}
                Ok(false) | Err(store::Error::Closed) => return,
                Err(error) => {
                    tracing::error!(%error, "what was said before could not be indexed; it is tried again");
                    tokio::time::sleep(RETRY_AFTER).await;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_from_its_address() {
        for cursor in [
            Cursor::Line(LineId(7)),
            Cursor::Ranked(LineId(9), -3, LineId(8)),
            Cursor::Conversation((Timestamp::UNIX_EPOCH, ConversationId(5))),
        ] {
            assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        }
        for odd in ["", "l", "lx", "é", "r1.2", "c99999999999999999.1", "l1.2", "x1", "l1 OR 1"] {
            assert_eq!(Cursor::parse(odd), None, "{odd}");
        }
    }
}

//! Conversations, their states and who has them.

use domain::{
    AgentId, ConversationId, CustomerId, EventId, InboxId, MessageId, TeamId, Timestamp,
    assignment::{Reason, Waiting},
    conversation::{Before, Channel, Conversation, Standing, State},
    text::fold,
};

use crate::{Db, Error, Row, Value, search, values};

/// What a new conversation is made of.
pub struct New<'a> {
    /// As whom they come; it is with the one as whom they go on.
    pub customer: CustomerId,
    /// To which address it came.
    pub inbox: Option<InboxId>,
    /// How it came.
    pub channel: Channel,
    /// What it is about.
    pub subject: &'a str,
    /// Where it stands.
    pub standing: Standing,
    /// Who opened it, if an agent did.
    pub by: Option<AgentId>,
    /// When.
    pub at: Timestamp,
}

const COLUMNS: &str = "conversation.id, conversation.customer_id, conversation.inbox_id, \
    conversation.channel, conversation.subject, conversation.state, conversation.state_since, \
    conversation.waiting_since, conversation.snoozed_until, conversation.assignee_id, \
    conversation.team_id, conversation.opened_at, conversation.last_message_at, \
    conversation.preview, conversation.merged_into, conversation.origin_id";

/// Adds a conversation, and the first row of its history.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<ConversationId, Error> {
    let id = db.insert(
        "INSERT INTO conversation (customer_id, inbox_id, channel, subject, subject_folded, state, \
         state_since, waiting_since, snoozed_until, opened_at, last_message_at, preview, \
         origin_id) \
         VALUES ((SELECT COALESCE(kept_id, id) FROM customer WHERE id = ?1), ?2, ?3, ?4, ?5, ?6, \
         ?7, ?8, ?9, ?7, ?7, '', ?1) RETURNING id",
        values![
            new.customer,
            new.inbox,
            new.channel.as_str(),
            new.subject,
            &fold(new.subject),
            new.standing.state.as_str(),
            new.at,
            new.standing.waiting_since,
            new.standing.snoozed_until
        ],
    )?;
    insert_state(db, id, new.standing, new.by, new.at)?;
    search::add_subject(db, id, new.subject, new.at)?;
    Ok(id)
}

/// The conversation of that id. One that was erased is nobody's any more.
pub fn find(db: &mut Db, id: ConversationId) -> Result<Option<Conversation>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM conversation WHERE id = ?1 AND erasure_id IS NULL");
    db.find(&sql, values![id], read)
}

/// The conversation of that id, or the one into which it was merged.
pub fn find_kept(db: &mut Db, id: ConversationId) -> Result<Option<Conversation>, Error> {
    let mut found = find(db, id)?;
    // What it was merged into may have been merged in turn; never in a circle.
    while let Some(into) = found.as_ref().and_then(|conversation| conversation.merged_into) {
        found = find(db, into)?;
    }
    Ok(found)
}

/// Where a conversation stands from now on: a row of its history, and its copy at hand.
pub fn set_standing(
    db: &mut Db,
    id: ConversationId,
    standing: Standing,
    by: Option<AgentId>,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE conversation SET state = ?2, state_since = ?3, waiting_since = ?4, \
         snoozed_until = ?5 WHERE id = ?1",
        values![id, standing.state.as_str(), at, standing.waiting_since, standing.snoozed_until],
    )?;
    insert_state(db, id, standing, by, at)
}

fn insert_state(
    db: &mut Db,
    id: ConversationId,
    standing: Standing,
    by: Option<AgentId>,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO conversation_state \
         (conversation_id, state, waiting_since, snoozed_until, agent_id, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![
            id,
            standing.state.as_str(),
            standing.waiting_since,
            standing.snoozed_until,
            by,
            at
        ],
    )
    .map(drop)
}

/// One step of a conversation's history.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it became.
    pub state: State,
    /// Until when, if it was snoozed.
    pub snoozed_until: Option<Timestamp>,
    /// Who did it; nobody where it followed from a message or from the time.
    pub agent_id: Option<AgentId>,
    /// When.
    pub at: Timestamp,
}

/// The steps that agents took in a conversation since `since`, oldest first.
pub fn steps(db: &mut Db, id: ConversationId, since: Timestamp) -> Result<Vec<Step>, Error> {
    db.query(
        "SELECT state, snoozed_until, agent_id, at FROM conversation_state \
         WHERE conversation_id = ?1 AND at >= ?2 ORDER BY at, id",
        values![id, since],
        |row| {
            Ok(Step {
                state: row.parse(0, State::parse)?,
                snoozed_until: row.get(1)?,
                agent_id: row.get(2)?,
                at: row.get(3)?,
            })
        },
    )
}

/// Somebody who took or was given a conversation.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// Who has it from then on.
    pub assignee_id: Option<AgentId>,
    /// Which team has it from then on.
    pub team_id: Option<TeamId>,
    /// Who did it; nobody, where it went by itself.
    pub agent_id: Option<AgentId>,
    /// When.
    pub at: Timestamp,
    /// Why, where it went by itself.
    pub reason: Option<Reason>,
    /// The words with which it was handed over.
    pub note_id: Option<MessageId>,
}

fn read_assignment(row: &Row<'_>) -> Result<Assignment, Error> {
    let reason: Option<String> = row.get(4)?;
    Ok(Assignment {
        assignee_id: row.get(0)?,
        team_id: row.get(1)?,
        agent_id: row.get(2)?,
        at: row.get(3)?,
        reason: reason.as_deref().and_then(Reason::parse),
        note_id: row.get(5)?,
    })
}

/// A conversation's assignments since `since`, oldest first.
pub fn assignments(
    db: &mut Db,
    id: ConversationId,
    since: Timestamp,
) -> Result<Vec<Assignment>, Error> {
    db.query(
        "SELECT assignee_id, team_id, agent_id, at, reason, note_id FROM assignment \
         WHERE conversation_id = ?1 AND at >= ?2 ORDER BY at, id",
        values![id, since],
        read_assignment,
    )
}

/// The last time that somebody took a conversation or was given it.
pub fn last_assignment(db: &mut Db, id: ConversationId) -> Result<Option<Assignment>, Error> {
    db.find(
        "SELECT assignee_id, team_id, agent_id, at, reason, note_id FROM assignment \
         WHERE conversation_id = ?1 ORDER BY at DESC, id DESC LIMIT 1",
        values![id],
        read_assignment,
    )
}

/// Who has it from now on.
pub fn assign(
    db: &mut Db,
    id: ConversationId,
    assignee: Option<AgentId>,
    team: Option<TeamId>,
    by: Option<AgentId>,
    at: Timestamp,
) -> Result<(), Error> {
    let (agent_id, reason, note_id) = (by, None, None);
    let to = Assignment { assignee_id: assignee, team_id: team, agent_id, at, reason, note_id };
    assign_as(db, id, &to)
}

/// The same, with why it went so or the words that went with it.
pub fn assign_as(db: &mut Db, id: ConversationId, to: &Assignment) -> Result<(), Error> {
    db.execute(
        "UPDATE conversation SET assignee_id = ?2, team_id = ?3 WHERE id = ?1",
        values![id, to.assignee_id, to.team_id],
    )?;
    db.execute(
        "INSERT INTO assignment \
         (conversation_id, assignee_id, team_id, agent_id, at, reason, note_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        values![
            id,
            to.assignee_id,
            to.team_id,
            to.agent_id,
            to.at,
            to.reason.map(Reason::as_str),
            to.note_id
        ],
    )
    .map(drop)
}

/// The conversations of a team that wait for us and that nobody has, whoever waits longest first.
pub fn nobodys_of_team(db: &mut Db, team: TeamId, limit: i64) -> Result<Vec<Waiting>, Error> {
    db.query(
        "SELECT id, customer_id, waiting_since FROM conversation WHERE team_id = ?1 \
         AND state = ?2 AND assignee_id IS NULL AND merged_into IS NULL AND erasure_id IS NULL \
         AND waiting_since IS NOT NULL ORDER BY waiting_since, id LIMIT ?3",
        values![team, State::WaitingOnUs.as_str(), limit],
        |row| Ok(Waiting { conversation: row.get(0)?, customer: row.get(1)?, since: row.get(2)? }),
    )
}

/// The conversations of a team that wait for us and that somebody has, with who.
pub fn waiting_of_team(db: &mut Db, team: TeamId) -> Result<Vec<(ConversationId, AgentId)>, Error> {
    db.query(
        "SELECT id, assignee_id FROM conversation WHERE team_id = ?1 AND state = ?2 \
         AND assignee_id IS NOT NULL AND merged_into IS NULL AND erasure_id IS NULL \
         ORDER BY waiting_since, id",
        values![team, State::WaitingOnUs.as_str()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// How many conversations an agent has that are neither closed nor put aside.
pub fn open_of_agent(db: &mut Db, agent: AgentId) -> Result<i64, Error> {
    db.count(
        "SELECT COUNT(*) FROM conversation WHERE assignee_id = ?1 AND state IN (?2, ?3) \
         AND merged_into IS NULL AND erasure_id IS NULL",
        values![agent, State::WaitingOnUs.as_str(), State::WaitingOnCustomer.as_str()],
    )
}

/// Who has another conversation of that customer that is neither closed nor put aside, the one who had one last first.
pub fn assignees_of_customer(db: &mut Db, customer: CustomerId) -> Result<Vec<AgentId>, Error> {
    db.query(
        "SELECT assignee_id FROM conversation WHERE customer_id = ?1 AND state IN (?2, ?3) \
         AND assignee_id IS NOT NULL AND merged_into IS NULL AND erasure_id IS NULL \
         ORDER BY last_message_at DESC, id",
        values![customer, State::WaitingOnUs.as_str(), State::WaitingOnCustomer.as_str()],
        |row| row.get(0),
    )
}

/// Changes what it is about.
pub fn set_subject(db: &mut Db, id: ConversationId, subject: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE conversation SET subject = ?2, subject_folded = ?3 WHERE id = ?1",
        values![id, subject, &fold(subject)],
    )?;
    search::subject_changed(db, id)
}

/// Notes the last message that both sides see.
pub fn set_last_message(
    db: &mut Db,
    id: ConversationId,
    preview: &str,
    at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE conversation SET preview = ?2, last_message_at = ?3 WHERE id = ?1",
        values![id, preview, at],
    )
    .map(drop)
}

/// Notes a last message that is the customer's, and its place.
pub fn set_customers_last_message(
    db: &mut Db,
    id: ConversationId,
    preview: &str,
    at: Timestamp,
    sequence: EventId,
) -> Result<(), Error> {
    db.execute(
        "UPDATE conversation SET preview = ?2, last_message_at = ?3, customer_sequence = ?4 \
         WHERE id = ?1",
        values![id, preview, at, sequence],
    )
    .map(drop)
}

/// Notes up to which place the customer has read; whether that is further than before.
pub fn set_read_by_customer(
    db: &mut Db,
    id: ConversationId,
    sequence: EventId,
) -> Result<bool, Error> {
    let moved = db.execute(
        "UPDATE conversation SET read_by_customer = ?2 WHERE id = ?1 AND read_by_customer < ?2",
        values![id, sequence],
    )?;
    Ok(moved > 0)
}

/// Notes up to which place an agent has read; whether that is further than before.
pub fn set_read_by_agent(
    db: &mut Db,
    id: ConversationId,
    sequence: EventId,
) -> Result<bool, Error> {
    let moved = db.execute(
        "UPDATE conversation SET read_by_agent = ?2 WHERE id = ?1 AND read_by_agent < ?2",
        values![id, sequence],
    )?;
    Ok(moved > 0)
}

/// Up to which place the customer, and an agent, have read a conversation.
pub fn read_marks(db: &mut Db, id: ConversationId) -> Result<(EventId, EventId), Error> {
    let marks = db.find(
        "SELECT read_by_customer, read_by_agent FROM conversation WHERE id = ?1",
        values![id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(marks.unwrap_or((EventId(0), EventId(0))))
}

/// The conversation in an inbox that was last written in, of those that came as that customer.
pub fn latest_of_customer(
    db: &mut Db,
    customer: CustomerId,
    inbox: InboxId,
) -> Result<Option<Conversation>, Error> {
    db.find(
        &format!(
            "SELECT {COLUMNS} FROM conversation WHERE origin_id = ?1 AND inbox_id = ?2 \
             AND merged_into IS NULL AND erasure_id IS NULL \
             ORDER BY last_message_at DESC, id DESC LIMIT 1"
        ),
        values![customer, inbox],
        read,
    )
}

/// Snoozed conversations whose time has come.
pub fn due(db: &mut Db, now: Timestamp) -> Result<Vec<ConversationId>, Error> {
    db.query(
        "SELECT id FROM conversation WHERE snoozed_until <= ?1 ORDER BY snoozed_until, id LIMIT 200",
        values![now],
        |row| row.get(0),
    )
}

/// When the next snoozed conversation wakes.
pub fn next_due(db: &mut Db) -> Result<Option<Timestamp>, Error> {
    Ok(db.find("SELECT MIN(snoozed_until) FROM conversation", &[], |row| row.get(0))?.flatten())
}

/// Whose conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignee {
    /// Anybody's, or nobody's.
    Any,
    /// Nobody's.
    Nobody,
    /// That agent's.
    Agent(AgentId),
}

/// Which conversations a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// In which state.
    pub state: State,
    /// Whose.
    pub assignee: Assignee,
    /// Of which team.
    pub team: Option<TeamId>,
    /// With which tag.
    pub tag: Option<String>,
    /// Through which channel.
    pub channel: Option<Channel>,
}

impl Filter {
    /// All in that state, whoever has them.
    pub fn all(state: State) -> Self {
        Self { state, assignee: Assignee::Any, team: None, tag: None, channel: None }
    }
}

/// A conversation in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Which.
    pub conversation: Conversation,
    /// The customer's name, as they gave it.
    pub customer_name: String,
    /// The name of who has it.
    pub assignee_name: Option<String>,
    /// Whether no agent has read its last message yet.
    pub unread: bool,
}

/// The conversations of a list: those that wait for us by how long the customer has waited, the
/// longest first; snoozed ones by when they wake; others by when they were last written in, the
/// last first. `limit` of them from `offset` on.
pub fn list(db: &mut Db, filter: &Filter, limit: i64, offset: i64) -> Result<Vec<Listed>, Error> {
    let mut parameters: Vec<Value<'_>> =
        vec![limit.into(), offset.into(), filter.state.as_str().into()];
    let clause = clause(filter, &mut parameters);
    let order = match filter.state {
        State::WaitingOnUs => "waiting_since, conversation.id",
        State::Snoozed => "snoozed_until, conversation.id",
        State::WaitingOnCustomer | State::Closed => "last_message_at DESC, conversation.id DESC",
    };
    listed(
        db,
        &format!("WHERE conversation.state = ?3{clause} ORDER BY {order} LIMIT ?1 OFFSET ?2"),
        &parameters,
    )
}

/// Where a conversation is in the order of a list: the time by which it is put in order, and its id.
pub type Position = (Timestamp, ConversationId);

/// The same conversations in the same order, after a place in it.
pub fn list_after(
    db: &mut Db,
    filter: &Filter,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Listed>, Error> {
    let (column, compares, direction) = match filter.state {
        State::WaitingOnUs => ("waiting_since", '>', "ASC"),
        State::Snoozed => ("snoozed_until", '>', "ASC"),
        State::WaitingOnCustomer | State::Closed => ("last_message_at", '<', "DESC"),
    };
    let mut parameters: Vec<Value<'_>> = vec![limit.into(), filter.state.as_str().into()];
    let clause = clause(filter, &mut parameters);
    let mut place = String::new();
    if let Some((at, id)) = after {
        parameters.extend([Value::from(at), Value::from(id)]);
        let (at, id) = (parameters.len() - 1, parameters.len());
        place = format!(
            " AND ({column} {compares} ?{at} OR ({column} = ?{at} AND conversation.id {compares} ?{id}))"
        );
    }
    listed(
        db,
        &format!(
            "WHERE conversation.state = ?2{clause}{place} \
             ORDER BY {column} {direction}, conversation.id {direction} LIMIT ?1"
        ),
        &parameters,
    )
}

/// Where a conversation is in the order of the list of its state.
pub fn position(conversation: &Conversation) -> Position {
    let standing = conversation.standing;
    let at = match standing.state {
        State::WaitingOnUs => standing.waiting_since,
        State::Snoozed => standing.snoozed_until,
        State::WaitingOnCustomer | State::Closed => None,
    };
    (at.unwrap_or(conversation.last_message_at), conversation.id)
}

/// How many conversations a list would show; counting stops at `most`.
pub fn count(db: &mut Db, filter: &Filter, most: i64) -> Result<i64, Error> {
    let mut parameters: Vec<Value<'_>> = vec![most.into(), 0.into(), filter.state.as_str().into()];
    let clause = clause(filter, &mut parameters);
    db.count(
        &format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM conversation \
             WHERE conversation.state = ?3{clause} LIMIT ?1 OFFSET ?2) AS found"
        ),
        &parameters,
    )
}

fn clause<'a>(filter: &'a Filter, parameters: &mut Vec<Value<'a>>) -> String {
    let mut clause =
        String::from(" AND conversation.merged_into IS NULL AND conversation.erasure_id IS NULL");
    let mut and = |condition: &str, value: Value<'a>| {
        parameters.push(value);
        clause.push_str(" AND ");
        clause.push_str(&condition.replace("??", &format!("?{}", parameters.len())));
    };
    if let Assignee::Agent(id) = filter.assignee {
        and("conversation.assignee_id = ??", id.into());
    }
    if let Some(team) = filter.team {
        and("conversation.team_id = ??", team.into());
    }
    if let Some(channel) = filter.channel {
        and("conversation.channel = ??", channel.as_str().into());
    }
    if let Some(tag) = &filter.tag {
        and(
            "conversation.id IN (SELECT conversation_id FROM conversation_tag \
             JOIN tag ON tag.id = tag_id WHERE tag.name = ??)",
            tag.into(),
        );
    }
    if filter.assignee == Assignee::Nobody {
        clause.push_str(" AND conversation.assignee_id IS NULL");
    }
    clause
}

/// A customer's conversations, the last written in first.
pub fn of_customer(db: &mut Db, customer: CustomerId, limit: i64) -> Result<Vec<Listed>, Error> {
    listed(
        db,
        "WHERE conversation.customer_id = ?1 AND conversation.merged_into IS NULL \
         AND conversation.erasure_id IS NULL ORDER BY last_message_at DESC, conversation.id DESC LIMIT ?2",
        values![customer, limit],
    )
}

/// Conversations whose subject contains `words`, letter for letter, the last written in first: for whoever knows
/// it. What people look for is found by [`search`](mod@crate::search).
pub fn of_subject(db: &mut Db, words: &str, limit: i64) -> Result<Vec<Listed>, Error> {
    let pattern = crate::customer::like(words);
    listed(
        db,
        "WHERE subject_folded LIKE ?1 ESCAPE '\\' AND conversation.erasure_id IS NULL \
         ORDER BY last_message_at DESC, conversation.id DESC LIMIT ?2",
        values![&pattern, limit],
    )
}

/// Those conversations, in the order of the ids.
pub fn of_ids(db: &mut Db, ids: &[ConversationId]) -> Result<Vec<Listed>, Error> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(listed(db, "WHERE conversation.id = ?1", values![*id])?);
    }
    Ok(found)
}

fn listed(db: &mut Db, clause: &str, parameters: &[Value<'_>]) -> Result<Vec<Listed>, Error> {
    db.query(
        &format!(
            "SELECT {COLUMNS}, customer.name, agent.name, \
             conversation.customer_sequence - conversation.read_by_agent \
             FROM conversation JOIN customer ON customer.id = conversation.customer_id \
             LEFT JOIN agent ON agent.id = conversation.assignee_id {clause}"
        ),
        parameters,
        |row| {
            let unread: i64 = row.get(18)?;
            Ok(Listed {
                conversation: read(row)?,
                customer_name: row.get(16)?,
                assignee_name: row.get(17)?,
                unread: unread > 0,
            })
        },
    )
}

fn read(row: &Row<'_>) -> Result<Conversation, Error> {
    Ok(Conversation {
        id: row.get(0)?,
        customer_id: row.get(1)?,
        inbox_id: row.get(2)?,
        channel: row.parse(3, Channel::parse)?,
        subject: row.get(4)?,
        standing: Standing {
            state: row.parse(5, State::parse)?,
            waiting_since: row.get(7)?,
            snoozed_until: row.get(8)?,
        },
        state_since: row.get(6)?,
        assignee_id: row.get(9)?,
        team_id: row.get(10)?,
        opened_at: row.get(11)?,
        last_message_at: row.get(12)?,
        preview: row.get(13)?,
        merged_into: row.get(14)?,
        origin_id: row.get(15)?,
    })
}

/// How a conversation stood before something was done to it, from five columns that begin with that one.
pub(crate) fn read_before(row: &Row<'_>, first: usize) -> Result<Before, Error> {
    Ok(Before {
        standing: Standing {
            state: row.parse(first, State::parse)?,
            waiting_since: row.get(first + 1)?,
            snoozed_until: row.get(first + 2)?,
        },
        assignee_id: row.get(first + 3)?,
        team_id: row.get(first + 4)?,
    })
}

//! One thing done to many conversations in one go, and the way back. What somebody did with one of them since holds.

use domain::{
    AgentId, BulkChangeId, ConversationId, TeamId, Timestamp,
    agent::Agent,
    bulk_change::{CONVERSATIONS_MAX, Kind},
    conversation::{Before, Conversation, State, TAG_CHARS_MAX, TAGS_MAX, normalise_tag},
    snooze,
};
use language::say;
use store::Tx;

use crate::{
    Desk, Error, Result,
    conversation::{change_standing, changed, check_assignee, check_team, find},
};

/// What is to be done.
#[derive(Debug, Clone)]
pub enum Doing {
    /// Close them.
    Close,
    /// Take them up again, or wake them.
    Reopen,
    /// Put them aside until a time in plain words, in the agent's time zone.
    Snooze(String),
    /// Give them to an agent, or to nobody.
    Assign(Option<AgentId>),
    /// Give them to a team, or to none.
    AssignTeam(Option<TeamId>),
    /// Put a tag on them.
    Tag(String),
    /// Take a tag off them.
    Untag(String),
}

/// The same, once what was given is known to be right.
enum Checked {
    Close,
    Reopen,
    Snooze(Timestamp),
    Assign(Option<AgentId>),
    AssignTeam(Option<TeamId>),
    Tag(String),
    Untag(String),
}

impl Checked {
    fn kind(&self) -> Kind {
        match self {
            Self::Close => Kind::Close,
            Self::Reopen => Kind::Reopen,
            Self::Snooze(_) => Kind::Snooze,
            Self::Assign(_) => Kind::Assign,
            Self::AssignTeam(_) => Kind::AssignTeam,
            Self::Tag(_) => Kind::Tag,
            Self::Untag(_) => Kind::Untag,
        }
    }

    fn tag(&self) -> &str {
        match self {
            Self::Tag(tag) | Self::Untag(tag) => tag,
            _ => "",
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// By which it can be undone; `None` where nothing had to be changed.
    pub id: Option<BulkChangeId>,
    /// How many conversations were changed.
    pub changed: usize,
}

impl Desk {
    /// Does one thing to many conversations, all of it or nothing. Those that are so already are left alone.
    pub async fn change_many(
        &self,
        by: &Agent,
        conversations: Vec<ConversationId>,
        doing: Doing,
    ) -> Result<Done> {
        if conversations.is_empty() {
            return Err(Error::refused(say("bulk-nothing-chosen")));
        }
        if conversations.len() > CONVERSATIONS_MAX {
            return Err(Error::refused(say("bulk-too-many").with("most", CONVERSATIONS_MAX)));
        }
        let doing = check(doing, self.store.now(), by)?;
        let by = by.id;
        let done = self
            .store
            .write(move |tx| {
                match &doing {
                    Checked::Assign(assignee) => check_assignee(tx, *assignee)?,
                    Checked::AssignTeam(team) => check_team(tx, *team)?,
                    _ => {}
                }
                let now = tx.now();
                let id = store::bulk_change::insert(tx, by, doing.kind(), doing.tag(), now)?;
                let mut count = 0;
                for conversation in conversations {
                    let conversation = find(tx, conversation)?;
                    let before = Before::of(&conversation);
                    if change(tx, &conversation, &doing, by)? {
                        store::bulk_change::add(tx, id, conversation.id, before)?;
                        changed(tx, &conversation, Some(by))?;
                        count += 1;
                    }
                }
                Ok::<_, Error>(Done { id: (count > 0).then_some(id), changed: count })
            })
            .await?;
        self.tell_jobs();
        Ok(done)
    }

    /// Undoes what an agent did to many conversations; how many are as they were, and how many were left because
    /// somebody did something with them since.
    pub async fn undo_many(&self, by: &Agent, id: BulkChangeId) -> Result<(usize, usize)> {
        let by = by.id;
        let undone = self
            .store
            .write(move |tx| {
                let bulk = store::bulk_change::find(tx, id)?.filter(|bulk| bulk.agent_id == by);
                let bulk = bulk.ok_or_else(|| Error::not_found("change"))?;
                let now = tx.now();
                if !store::bulk_change::set_undone(tx, id, now)? {
                    return Err(Error::Conflict(say("bulk-undone-already")));
                }
                let (mut undone, mut left) = (0, 0);
                for (id, before) in store::bulk_change::rows(tx, id)? {
                    let conversation = find(tx, id)?;
                    if conversation.id == id && restore(tx, &conversation, before, &bulk)? {
                        changed(tx, &conversation, Some(by))?;
                        undone += 1;
                    } else {
                        left += 1;
                    }
                }
                Ok((undone, left))
            })
            .await?;
        self.tell_jobs();
        Ok(undone)
    }
}

fn check(doing: Doing, now: Timestamp, by: &Agent) -> Result<Checked> {
    let tag = |given: &str| {
        normalise_tag(given)
            .ok_or_else(|| Error::refused(say("tag-bad-name").with("most", TAG_CHARS_MAX)))
    };
    Ok(match doing {
        Doing::Close => Checked::Close,
        Doing::Reopen => Checked::Reopen,
        Doing::Snooze(words) => {
            Checked::Snooze(snooze::parse(&words, now, &by.tz()).map_err(Error::refused)?)
        }
        Doing::Assign(assignee) => Checked::Assign(assignee),
        Doing::AssignTeam(team) => Checked::AssignTeam(team),
        Doing::Tag(given) => Checked::Tag(tag(&given)?),
        Doing::Untag(given) => Checked::Untag(tag(&given)?),
    })
}

/// Does it to one conversation; whether it was not so already.
fn change(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    doing: &Checked,
    by: AgentId,
) -> Result<bool> {
    let (id, now, standing) = (conversation.id, tx.now(), conversation.standing);
    let next = match (doing, standing.state) {
        (Checked::Close, State::Closed) => return Ok(false),
        (Checked::Close, _) => standing.closed(),
        (Checked::Reopen, State::Closed) => standing.reopened(now),
        (Checked::Reopen, State::Snoozed) => standing.woken(now),
        (Checked::Reopen, _) | (Checked::Snooze(_), State::Closed) => return Ok(false),
        (Checked::Snooze(until), _) => standing.snoozed(*until),
        (Checked::Assign(assignee), _) => {
            return give(tx, conversation, *assignee, conversation.team_id, by);
        }
        (Checked::AssignTeam(team), _) => {
            return give(tx, conversation, conversation.assignee_id, *team, by);
        }
        (Checked::Tag(tag), _) => {
            // One that has enough of them is left alone.
            let full = store::tag::of_conversation(tx, id)?.len() >= TAGS_MAX;
            return Ok(!full && store::tag::add(tx, id, tag, Some(by), now)?);
        }
        (Checked::Untag(tag), _) => return Ok(store::tag::remove(tx, id, tag)?),
    };
    change_standing(tx, conversation, next, Some(by))?;
    Ok(next != standing)
}

fn give(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    assignee: Option<AgentId>,
    team: Option<TeamId>,
    by: AgentId,
) -> Result<bool> {
    if (conversation.assignee_id, conversation.team_id) == (assignee, team) {
        return Ok(false);
    }
    let now = tx.now();
    store::conversation::assign(tx, conversation.id, assignee, team, Some(by), now)?;
    Ok(true)
}

/// Restores one conversation; not where it is no longer as it was left.
fn restore(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    before: Before,
    bulk: &store::bulk_change::BulkChange,
) -> Result<bool> {
    let (id, now) = (conversation.id, tx.now());
    let by = bulk.agent_id;
    Ok(match bulk.kind {
        Kind::Close | Kind::Reopen | Kind::Snooze => {
            let as_left = conversation.state_since == bulk.at;
            if as_left {
                change_standing(tx, conversation, before.standing, Some(by))?;
            }
            as_left
        }
        Kind::Assign | Kind::AssignTeam => {
            let last = store::conversation::last_assignment(tx, id)?;
            last.is_some_and(|last| last.at == bulk.at)
                && give(tx, conversation, before.assignee_id, before.team_id, by)?
        }
        Kind::Tag => store::tag::remove(tx, id, &bulk.tag)?,
        Kind::Untag => store::tag::add(tx, id, &bulk.tag, Some(by), now)?,
    })
}

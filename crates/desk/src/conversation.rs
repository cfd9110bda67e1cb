//! Conversations: opening one at the counter, whose turn it is, who has it, what it is about.

use domain::{
    AgentId, ConversationId, CustomerId, EventId, MessageId, TeamId, Timestamp,
    agent::Agent,
    conversation::{
        Channel, Conversation, Standing, State, TAG_CHARS_MAX, TAGS_MAX, normalise_tag,
    },
    customer::AddressKind,
    event::{Change, EventKind},
    message::{Author, Kind, clean_text},
    snooze, text,
};
use language::{Wording, say};
use store::{Tx, conversation::Assignment};

use crate::{
    Desk, Error, Result,
    customer::{Described, check_addresses},
    notification::see_conversation,
};

/// Characters of a message that a list shows.
pub(crate) const PREVIEW_CHARS: usize = 140;
/// Characters of the first words that stand for a subject.
pub const SUBJECT_CHARS: usize = 70;

/// What is said of a subject that is too long.
pub(crate) fn subject_too_long() -> Wording {
    say("conversation-subject-too-long").with("most", text::LINE_CHARS_MAX)
}

/// With whom a conversation at the counter is.
#[derive(Debug, Clone)]
pub enum With {
    /// Somebody we know.
    Known(CustomerId),
    /// Somebody new, with the addresses that they gave.
    New(Described, Vec<(AddressKind, String)>),
}

/// The same, once what was given is known to be right.
pub(crate) enum Checked {
    /// Somebody we know.
    Known(CustomerId),
    /// Somebody new: name, language, time zone and addresses.
    New((String, Option<String>, Option<String>), Vec<(AddressKind, String)>),
}

impl With {
    pub(crate) fn check(self) -> Result<Checked> {
        Ok(match self {
            Self::Known(id) => Checked::Known(id),
            Self::New(described, addresses) => {
                Checked::New(described.check()?, check_addresses(addresses)?)
            }
        })
    }
}

impl Checked {
    /// The customer, added where they are new. What an agent writes down of somebody they met is so.
    pub(crate) fn find_or_add(self, tx: &mut Tx<'_>) -> Result<CustomerId> {
        match self {
            Self::Known(id) => store::customer::find_kept(tx, id)?
                .map(|customer| customer.id)
                .ok_or_else(|| Error::not_found("customer")),
            Self::New((name, language, time_zone), addresses) => {
                let now = tx.now();
                let (language, time_zone) = (language.as_deref(), time_zone.as_deref());
                let id = store::customer::insert(tx, &name, language, time_zone, now)?;
                for (kind, value) in &addresses {
                    store::customer::add_address(tx, id, *kind, value, Some(now), now)?;
                }
                Ok(id)
            }
        }
    }
}

impl Desk {
    /// Opens a conversation with somebody who stands at the counter. `said` is what they said, as
    /// the agent wrote it down; it may be empty.
    pub async fn open_in_person(
        &self,
        by: &Agent,
        with: With,
        subject: &str,
        said: &str,
    ) -> Result<ConversationId> {
        self.open(by, with, Channel::InPerson, subject, said).await
    }

    /// Opens a conversation that another program brings in an agent's name; nobody has it yet.
    pub async fn open_for_program(
        &self,
        by: &Agent,
        with: With,
        subject: &str,
        said: &str,
    ) -> Result<ConversationId> {
        self.open(by, with, Channel::Api, subject, said).await
    }

    async fn open(
        &self,
        by: &Agent,
        with: With,
        channel: Channel,
        subject: &str,
        said: &str,
    ) -> Result<ConversationId> {
        let said = if said.trim().is_empty() {
            String::new()
        } else {
            clean_text(said, 0).map_err(Error::refused)?
        };
        let subject = match text::excerpt(subject, text::LINE_CHARS_MAX) {
            empty if empty.is_empty() => text::excerpt(&said, SUBJECT_CHARS),
            subject => subject,
        };
        if subject.is_empty() {
            return Err(Error::refused(say("conversation-no-subject")));
        }
        let with = with.check()?;
        let by = by.id;
        self.store
            .write(move |tx| {
                let now = tx.now();
                let customer = with.find_or_add(tx)?;
                let id = store::conversation::insert(
                    tx,
                    &store::conversation::New {
                        customer,
                        inbox: None,
                        channel,
                        subject: &subject,
                        standing: Standing::opened(now),
                        by: Some(by),
                        at: now,
                    },
                )?;
                // Whoever talks with somebody at the counter has it.
                if channel == Channel::InPerson {
                    store::conversation::assign(tx, id, Some(by), None, Some(by), now)?;
                }
                let change = Change::new(EventKind::ConversationOpened);
                tx.record(change.in_conversation(id, customer).by(Some(by)))?;
                if !said.is_empty() {
                    let message = store::message::insert(
                        tx,
                        &store::message::New {
                            conversation: id,
                            author: Author::Customer,
                            kind: Kind::Reply,
                            text: &said,
                            at: now,
                            queued: false,
                            key: None,
                        },
                    )?;
                    let change = Change::new(EventKind::MessageSent).of_message(message);
                    let sequence = tx.record(change.in_conversation(id, customer).by(Some(by)))?;
                    store::message::set_sent(tx, message, sequence, now, None)?;
                    let preview = text::excerpt(&said, PREVIEW_CHARS);
                    if channel == Channel::InPerson {
                        store::conversation::set_last_message(tx, id, &preview, now)?;
                        store::conversation::set_read_by_agent(tx, id, sequence)?;
                    } else {
                        store::conversation::set_customers_last_message(
                            tx, id, &preview, now, sequence,
                        )?;
                    }
                }
                Ok(id)
            })
            .await
    }

    /// Closes a conversation. Whoever comes second is told who was first.
    pub async fn close(&self, by: &Agent, id: ConversationId) -> Result<()> {
        self.stand(by, id, |conversation, _| match conversation.standing.state {
            State::Closed => Err(Error::Conflict(say("conversation-closed-already"))),
            _ => Ok(conversation.standing.closed()),
        })
        .await
    }

    /// Takes a closed conversation up again, or wakes a snoozed one.
    pub async fn reopen(&self, by: &Agent, id: ConversationId) -> Result<()> {
        self.stand(by, id, |conversation, now| match conversation.standing.state {
            State::Closed => Ok(conversation.standing.reopened(now)),
            State::Snoozed => Ok(conversation.standing.woken(now)),
            State::WaitingOnUs | State::WaitingOnCustomer => {
                Err(Error::Conflict(say("conversation-open-already")))
            }
        })
        .await
    }

    /// Puts a conversation aside until a time said in plain words, in the agent's time zone.
    pub async fn snooze(&self, by: &Agent, id: ConversationId, words: &str) -> Result<Timestamp> {
        let until = snooze::parse(words, self.store.now(), &by.tz()).map_err(Error::refused)?;
        self.snooze_until(by, id, until).await
    }

    /// Puts a conversation aside until that time.
    pub async fn snooze_until(
        &self,
        by: &Agent,
        id: ConversationId,
        until: Timestamp,
    ) -> Result<Timestamp> {
        let until = snooze::check(until, self.store.now()).map_err(Error::refused)?;
        self.stand(by, id, move |conversation, _| Ok(conversation.standing.snoozed(until))).await?;
        self.tell_jobs();
        Ok(until)
    }

    async fn stand(
        &self,
        by: &Agent,
        id: ConversationId,
        next: impl FnOnce(&Conversation, Timestamp) -> Result<Standing> + Send + 'static,
    ) -> Result<()> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let conversation = find(tx, id)?;
                let standing = next(&conversation, tx.now())?;
                change_standing(tx, &conversation, standing, Some(by))?;
                changed(tx, &conversation, Some(by))
            })
            .await
    }

    /// Gives a conversation to an agent, a team, both or nobody. `words` for whoever has it next are kept as a note that
    /// names them; they may be empty.
    pub async fn assign(
        &self,
        by: &Agent,
        id: ConversationId,
        assignee: Option<AgentId>,
        team: Option<TeamId>,
        words: &str,
    ) -> Result<()> {
        let words = if words.trim().is_empty() {
            None
        } else {
            Some(clean_text(words, 0).map_err(Error::refused)?)
        };
        let by = by.id;
        self.store
            .write(move |tx| {
                let conversation = find(tx, id)?;
                check_assignee(tx, assignee)?;
                check_team(tx, team)?;
                let same = (conversation.assignee_id, conversation.team_id) == (assignee, team);
                if same && words.is_none() {
                    return Ok(());
                }
                let note_id = match words {
                    Some(words) => Some(note(tx, &conversation, by, &words, assignee)?),
                    None => None,
                };
                if same {
                    return Ok(());
                }
                let (agent_id, at) = (Some(by), tx.now());
                let to = Assignment {
                    assignee_id: assignee,
                    team_id: team,
                    agent_id,
                    at,
                    reason: None,
                    note_id,
                };
                store::conversation::assign_as(tx, conversation.id, &to)?;
                changed(tx, &conversation, Some(by))
            })
            .await
    }

    /// Says what a conversation is about.
    pub async fn change_subject(&self, by: &Agent, id: ConversationId, given: &str) -> Result<()> {
        let subject = text::clean_line(given);
        if subject.chars().count() > text::LINE_CHARS_MAX {
            return Err(Error::refused(subject_too_long()));
        }
        let by = by.id;
        self.store
            .write(move |tx| {
                let conversation = find(tx, id)?;
                store::conversation::set_subject(tx, conversation.id, &subject)?;
                changed(tx, &conversation, Some(by))
            })
            .await
    }

    /// Puts a tag on a conversation.
    pub async fn tag(&self, by: &Agent, id: ConversationId, given: &str) -> Result<()> {
        let tag = normalise_tag(given)
            .ok_or_else(|| Error::refused(say("tag-bad-name").with("most", TAG_CHARS_MAX)))?;
        let by = by.id;
        self.store
            .write(move |tx| {
                let conversation = find(tx, id)?;
                let id = conversation.id;
                if store::tag::of_conversation(tx, id)?.len() >= TAGS_MAX {
                    return Err(Error::refused(say("tag-too-many").with("most", TAGS_MAX)));
                }
                let now = tx.now();
                if store::tag::add(tx, id, &tag, Some(by), now)? {
                    changed(tx, &conversation, Some(by))?;
                }
                Ok(())
            })
            .await
    }

    /// Takes a tag off a conversation.
    pub async fn untag(&self, by: &Agent, id: ConversationId, tag: String) -> Result<()> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let conversation = find(tx, id)?;
                let id = conversation.id;
                if store::tag::remove(tx, id, &tag)? {
                    changed(tx, &conversation, Some(by))?;
                }
                Ok(())
            })
            .await
    }

    /// Notes that an agent has opened a conversation and read it up to that place.
    pub async fn read_by_agent(
        &self,
        by: AgentId,
        id: ConversationId,
        sequence: EventId,
    ) -> Result<()> {
        self.store
            .write(move |tx| {
                let conversation = find(tx, id)?;
                let (id, now) = (conversation.id, tx.now());
                let mentions = store::message::set_mentions_seen(tx, id, by, now)?;
                see_conversation(tx, by, id, now)?;
                if store::conversation::set_read_by_agent(tx, id, sequence)? || mentions > 0 {
                    let change = Change::new(EventKind::ReadByAgent);
                    tx.record(change.in_conversation(id, conversation.customer_id).by(Some(by)))?;
                }
                Ok(())
            })
            .await
    }

    /// Wakes the snoozed conversations whose time has come; how many.
    pub(crate) async fn wake_due(&self) -> Result<usize> {
        self.store
            .write(|tx| {
                let now = tx.now();
                let due = store::conversation::due(tx, now)?;
                for &id in &due {
                    let conversation = find(tx, id)?;
                    change_standing(tx, &conversation, conversation.standing.woken(now), None)?;
                    changed(tx, &conversation, None)?;
                }
                Ok(due.len())
            })
            .await
    }
}

/// The conversation of that id, or the one into which it was merged: a page that was opened before goes on there.
pub(crate) fn find(tx: &mut Tx<'_>, id: ConversationId) -> Result<Conversation> {
    store::conversation::find_kept(tx, id)?.ok_or_else(|| Error::not_found("conversation"))
}

/// Writes a note in somebody's name that another one is to see.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    by: AgentId,
    text: &str,
    to: Option<AgentId>,
) -> Result<MessageId> {
    let at = tx.now();
    let note = store::message::insert(
        tx,
        &store::message::New {
            conversation: conversation.id,
            author: Author::Agent(by),
            kind: Kind::Note,
            text,
            at,
            queued: false,
            key: None,
        },
    )?;
    if let Some(to) = to.filter(|to| *to != by) {
        store::message::mention(tx, note, to)?;
    }
    let change = Change::new(EventKind::NoteWritten).of_message(note).by(Some(by));
    tx.record(change.in_conversation(conversation.id, conversation.customer_id))?;
    Ok(note)
}

/// Conversations are given to those who are on the desk.
pub(crate) fn check_assignee(tx: &mut Tx<'_>, assignee: Option<AgentId>) -> Result<()> {
    if let Some(assignee) = assignee
        && store::agent::find(tx, assignee)?.is_none_or(|agent| agent.deactivated_at.is_some())
    {
        return Err(Error::not_found("person"));
    }
    Ok(())
}

/// … and to teams that there are.
pub(crate) fn check_team(tx: &mut Tx<'_>, team: Option<TeamId>) -> Result<()> {
    match team {
        Some(team) if !store::team::exists(tx, team)? => Err(Error::not_found("team")),
        _ => Ok(()),
    }
}

/// Keeps a new standing, where it is one.
pub(crate) fn change_standing(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    standing: Standing,
    by: Option<AgentId>,
) -> Result<()> {
    if standing != conversation.standing {
        let now = tx.now();
        store::conversation::set_standing(tx, conversation.id, standing, by, now)?;
    }
    Ok(())
}

/// Records that something about a conversation is another than before.
pub(crate) fn changed(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    by: Option<AgentId>,
) -> Result<()> {
    let change = Change::new(EventKind::ConversationChanged);
    tx.record(change.in_conversation(conversation.id, conversation.customer_id).by(by))?;
    Ok(())
}

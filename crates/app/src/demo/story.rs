//! Tells one conversation of the demo shop, step by step as the desk's verbs would have, at times
//! that have passed.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use desk::token;
use domain::{
    AgentId, ConversationId, CustomerId, EventId, InboxId, MessageId, TeamId, Timestamp,
    attachment::Attachment,
    conversation::{Channel, Standing, State, normalise_tag},
    event::{Change, EventKind},
    message::{Author, Kind, clean_text, mentions},
    promise::{Change as Did, Source},
    text,
};
use jiff::{SignedDuration, Zoned};
use store::{Tx, attachment::Uploader};

use super::shop;

/// Characters of a message that a list shows.
const PREVIEW_CHARS: usize = 140;
/// How long after its last message a conversation was closed or put aside.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// Words of a customer who waits, and that are younger than this, have not been read yet.
const READ_AFTER: SignedDuration = SignedDuration::from_mins(60);

/// Everybody and everything that the stories speak of, by the keys that they use.
pub(super) struct Stage {
    pub(super) now: Zoned,
    pub(super) inbox: InboxId,
    pub(super) agents: HashMap<String, AgentId>,
    /// The agents by the handles with which notes mention them.
    pub(super) handles: HashMap<String, AgentId>,
    pub(super) customers: HashMap<String, CustomerId>,
    pub(super) teams: HashMap<String, TeamId>,
    pub(super) files: HashMap<String, Attachment>,
}

impl Stage {
    pub(super) fn agent(&self, key: &str) -> Result<AgentId> {
        self.agents.get(key).copied().with_context(|| format!("there is no agent “{key}”"))
    }
}

/// A conversation while it is being told.
struct Telling<'a> {
    stage: &'a Stage,
    story: &'a shop::Conversation,
    id: ConversationId,
    customer: CustomerId,
    team: TeamId,
    assignee: Option<AgentId>,
    /// Who has it by now.
    held_by: Option<AgentId>,
    standing: Standing,
    /// When the customer last wrote, and where that is in what both sides see.
    customer_wrote: (Timestamp, EventId),
    /// The last message that both sides see.
    last_sequence: EventId,
    /// Up to where either side must have read, for they answered it.
    read_by_agent: EventId,
    read_by_customer: EventId,
}

/// Tells one conversation.
pub(super) fn tell(tx: &mut Tx<'_>, stage: &Stage, story: &shop::Conversation) -> Result<()> {
    let first = story.messages.first().context("a conversation says something")?;
    ensure!(first.agent().is_none(), "a conversation begins with the customer's words");
    let at = first.at.at(&stage.now)?;
    let customer = *stage.customers.get(&story.customer).context("there is no such customer")?;
    let team = *stage.teams.get(&story.team).context("there is no such team")?;
    let assignee = story.assignee.as_deref().map(|key| stage.agent(key)).transpose()?;
    let served_by = story.messages.iter().find_map(shop::Message::agent);
    let (inbox, by) = match story.channel {
        Channel::Chat | Channel::Phone => (Some(stage.inbox), None),
        Channel::InPerson | Channel::Api => {
            (None, served_by.map(|key| stage.agent(key)).transpose()?)
        }
    };
    let standing = Standing::opened(at);
    let id = store::conversation::insert(
        tx,
        &store::conversation::New {
            customer,
            inbox,
            channel: story.channel,
            subject: &text::clean_line(&story.subject),
            standing,
            by,
            at,
        },
    )?;
    tx.record(Change::new(EventKind::ConversationOpened).in_conversation(id, customer).by(by))?;
    if assignee.is_none() {
        store::conversation::assign(tx, id, None, Some(team), None, at)?;
    }
    for tag in &story.tags {
        let tag = normalise_tag(tag).with_context(|| format!("“{tag}” cannot be a tag"))?;
        store::tag::add(tx, id, &tag, assignee, at)?;
    }
    let mut telling = Telling {
        stage,
        story,
        id,
        customer,
        team,
        assignee,
        held_by: None,
        standing,
        customer_wrote: (at, EventId(0)),
        last_sequence: EventId(0),
        read_by_agent: EventId(0),
        read_by_customer: EventId(0),
    };
    let mut at = at;
    for message in &story.messages {
        let next = message.at.at(&stage.now)?;
        ensure!(at <= next, "a message was written before the one before it");
        at = next;
        telling.hear(tx, message, at)?;
    }
    if let Some(draft) = &story.draft {
        let agent = stage.agent(&draft.by)?;
        store::draft::save(tx, id, agent, Kind::Reply, &draft.text, stage.now.timestamp())?;
    }
    for promise in &story.promises {
        telling.promise(tx, promise)?;
    }
    telling.end(tx, at)
}

impl Telling<'_> {
    /// Something that was promised, and perhaps kept since.
    fn promise(&self, tx: &mut Tx<'_>, told: &shop::Promise) -> Result<()> {
        let by = self.stage.agent(&told.by)?;
        let (made_at, due_at) = (told.made.at(&self.stage.now)?, told.due.at(&self.stage.now)?);
        ensure!(made_at < due_at, "a promise was due before it was made");
        let new = store::promise::New {
            conversation: self.id,
            customer: self.customer,
            call: None,
            message: None,
            owner: Some(by),
            stand_in: None,
            source: Source::Hand,
            what: &told.what,
            phone: None,
            due_at,
            made_at,
        };
        let id = store::promise::insert(tx, &new)?;
        store::promise_change::insert(tx, id, Did::Made, Some(by), "", made_at)?;
        if let Some(kept) = told.kept {
            let at = kept.at(&self.stage.now)?;
            store::promise::set_kept(tx, id, at)?;
            store::promise_change::insert(tx, id, Did::Kept, Some(by), "", at)?;
        }
        let change = Change::new(EventKind::PromiseChanged).by(Some(by));
        tx.record(change.in_conversation(self.id, self.customer))?;
        Ok(())
    }

    /// One message or note.
    fn hear(&mut self, tx: &mut Tx<'_>, told: &shop::Message, at: Timestamp) -> Result<()> {
        let by = told.agent().map(|key| self.stage.agent(key)).transpose()?;
        let kind = if told.note { Kind::Note } else { Kind::Reply };
        let text = clean_text(&told.text, told.attachments.len())?;
        let new = store::message::New {
            conversation: self.id,
            author: by.map_or(Author::Customer, Author::Agent),
            kind,
            text: &text,
            at,
            queued: false,
            key: None,
        };
        let message = store::message::insert(tx, &new)?;
        for name in &told.attachments {
            self.attach(tx, name, message, (by, kind), at)?;
        }
        let change = |kind| {
            Change::new(kind).of_message(message).in_conversation(self.id, self.customer).by(by)
        };
        if let Some(agent) = by {
            store::message::set_mentions_seen(tx, self.id, agent, at)?;
            self.read_by_agent = self.customer_wrote.1;
        }
        if kind == Kind::Note {
            tx.record(change(EventKind::NoteWritten))?;
            for handle in mentions(&text) {
                let agent = self.stage.handles.get(&handle);
                let agent = agent.with_context(|| format!("a note mentions nobody: @{handle}"))?;
                store::message::mention(tx, message, *agent)?;
            }
            return Ok(());
        }
        let sequence = tx.record(change(EventKind::MessageSent))?;
        let waited_since = by.and(self.standing.waiting_since);
        store::message::set_sent(tx, message, sequence, at, waited_since)?;
        let preview = text::excerpt(&text, PREVIEW_CHARS);
        if let Some(agent) = by {
            store::conversation::set_last_message(tx, self.id, &preview, at)?;
            self.hold(tx, agent, at)?;
            self.stand(tx, self.standing.we_answered(), by, at)?;
        } else {
            // Whoever writes has what was said before in front of them.
            self.read_by_customer = self.last_sequence;
            self.customer_wrote = (at, sequence);
            store::conversation::set_customers_last_message(tx, self.id, &preview, at, sequence)?;
            self.stand(tx, self.standing.customer_wrote(at), None, at)?;
        }
        self.last_sequence = sequence;
        Ok(())
    }

    /// Makes a file part of a message.
    fn attach(
        &self,
        tx: &mut Tx<'_>,
        name: &str,
        message: MessageId,
        (by, kind): (Option<AgentId>, Kind),
        at: Timestamp,
    ) -> Result<()> {
        let file =
            self.stage.files.get(name).with_context(|| format!("there is no file {name}"))?;
        let uploader = match by {
            Some(agent) => Uploader::Agent(agent, self.id, kind),
            // A browser that nobody has.
            None => Uploader::Visitor(token::hash(&token::new())),
        };
        let id = store::attachment::insert(tx, file, &uploader, None, at)?;
        Ok(store::attachment::attach(tx, id, message, self.id)?)
    }

    /// Whoever answers first has it; whoever has it in the end takes it with their first answer.
    fn hold(&mut self, tx: &mut Tx<'_>, agent: AgentId, at: Timestamp) -> Result<()> {
        if self.assignee.is_some() && (self.held_by.is_none() || self.assignee == Some(agent)) {
            self.assign(tx, agent, agent, at)?;
        }
        Ok(())
    }

    fn assign(&mut self, tx: &mut Tx<'_>, to: AgentId, by: AgentId, at: Timestamp) -> Result<()> {
        if self.held_by != Some(to) {
            let team = Some(self.team);
            store::conversation::assign(tx, self.id, Some(to), team, Some(by), at)?;
            self.held_by = Some(to);
        }
        Ok(())
    }

    fn stand(
        &mut self,
        tx: &mut Tx<'_>,
        standing: Standing,
        by: Option<AgentId>,
        at: Timestamp,
    ) -> Result<()> {
        if standing != self.standing {
            store::conversation::set_standing(tx, self.id, standing, by, at)?;
            self.standing = standing;
        }
        Ok(())
    }

    /// What became of it after its last message, at `at`.
    fn end(mut self, tx: &mut Tx<'_>, at: Timestamp) -> Result<()> {
        let now = self.stage.now.timestamp();
        let settled_at = (at + SETTLED_AFTER).min(now);
        if let Some(assignee) = self.assignee {
            let by = self.held_by.unwrap_or(assignee);
            self.assign(tx, assignee, by, settled_at)?;
        }
        match (self.story.state, self.story.snoozed_until) {
            (State::Closed, None) => {
                self.stand(tx, self.standing.closed(), self.assignee, settled_at)?;
            }
            (State::Snoozed, Some(until)) => {
                let until = until.at(&self.stage.now)?;
                self.stand(tx, self.standing.snoozed(until), self.assignee, settled_at)?;
            }
            (state, until) => ensure!(
                until.is_none() && self.standing.state == state,
                "after its last message it is {}",
                self.standing.state.as_str()
            ),
        }
        if self.standing.state != State::WaitingOnUs {
            // Nothing is left for those who were mentioned.
            for &agent in self.stage.agents.values() {
                store::message::set_mentions_seen(tx, self.id, agent, settled_at)?;
            }
        }
        let (wrote_at, wrote) = self.customer_wrote;
        let unread =
            self.standing.state == State::WaitingOnUs && now.duration_since(wrote_at) < READ_AFTER;
        let by_agent = if unread { self.read_by_agent } else { wrote };
        store::conversation::set_read_by_agent(tx, self.id, by_agent)?;
        let closed = self.standing.state == State::Closed;
        let by_customer = if closed { self.last_sequence } else { self.read_by_customer };
        store::conversation::set_read_by_customer(tx, self.id, by_customer)?;
        Ok(())
    }
}

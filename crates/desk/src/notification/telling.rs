//! What happens becomes what people are told: a follower of the events writes a row for each agent whom something
//! concerns, in the transaction of its place. What is so no longer is told no longer.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    AgentId, ConversationId, EventId, NotificationId, PromiseId, Timestamp,
    access::Permission,
    agent::Agent,
    conversation::{Conversation, State},
    event::{Event, EventKind},
    message::Author,
    notification::{Kind, Way},
    promise::{Change as Did, Promise, Source, Step as Reminds},
    webhook::Off,
};
use store::{
    Db, Tx,
    notification::{New, Waiting},
    promise_change::Changed,
};

use super::{choices, tell};
use crate::{
    Desk, Result,
    follower::{Follower, Step},
};

/// The name under which the follower's place is kept.
const NAME: &str = "notifications";
/// Who follows.
const FOLLOWER: Follower = Follower {
    name: NAME,
    concerns,
    first: |db, _| Ok(store::event::last(db)?),
    came_to: |_, _| {},
};
/// How long it is waited after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);

fn concerns(event: &Event) -> bool {
    match event.kind {
        EventKind::ConversationOpened
        | EventKind::ConversationChanged
        | EventKind::ConversationMerged
        | EventKind::MessageSent
        | EventKind::NoteWritten
        | EventKind::ReadByAgent
        | EventKind::PromiseChanged => event.conversation_id.is_some(),
        EventKind::SettingsChanged => event.agent_id.is_none(),
        EventKind::StandardsChanged => event.conversation_id.is_none(),
        _ => false,
    }
}

/// What is done about what happened, in its order.
enum Doing {
    /// Somebody is told.
    Tell(New),
    /// A conversation waits no more for those who were told so.
    Withdraw(Waiting),
    /// An agent looked at a conversation.
    See(AgentId, ConversationId),
    /// What was theirs is somebody else's now, or done.
    Settle(AgentId, Settled),
}

impl Doing {
    /// Whether it tells that agent something in that conversation.
    fn tells(&self, agent: AgentId, id: ConversationId) -> bool {
        matches!(self, Self::Tell(new) if new.agent == agent && new.conversation == Some(id))
    }
}

/// What is told no more, for it is not so any more.
enum Settled {
    /// That one is somebody else's.
    Conversation(NotificationId),
    /// That one is kept, or somebody else's.
    Promise(PromiseId),
}

impl Desk {
    /// Tells people what happens, for as long as the desk is open.
    pub(crate) async fn run_notifications(&self) {
        while let Err(error) = self.find_notifications_place().await {
            tracing::error!(%error, "nobody can be told anything yet; it is tried again");
            tokio::time::sleep(RETRY_AFTER).await;
        }
        let follow = |desk: Self, events: Vec<Event>, step: Step| async move {
            desk.notify(events, step).await
        };
        tokio::join!(self.follow(&FOLLOWER, follow), self.run_bundles());
    }

    /// From where on events are told is kept from the very beginning, so that a restart misses nothing.
    async fn find_notifications_place(&self) -> Result<()> {
        self.store
            .write(|tx| {
                if store::event::place(tx, NAME)?.is_none() {
                    let last = store::event::last(tx)?;
                    add_earlier(tx, last)?;
                    store::event::move_place(tx, NAME, last, last)?;
                }
                Ok(())
            })
            .await
    }

    async fn notify(&self, events: Vec<Event>, step: Step) -> Result<bool> {
        // Read before it is written, so that no change waits while it is found out whom it concerns.
        let doings = self.store.read(move |db| doings(db, &events)).await?;
        if doings.is_empty() {
            return Ok(false);
        }
        self.store
            .write(move |tx| {
                let mut concerned = BTreeSet::new();
                for doing in &doings {
                    concerned.extend(apply(tx, doing)?);
                }
                for agent in concerned {
                    tell(tx, agent)?;
                }
                step.keep(tx)
            })
            .await?;
        self.to_bundle.notify_one();
        Ok(true)
    }
}

/// Does it; for whom something is another than before.
fn apply(tx: &mut Tx<'_>, doing: &Doing) -> Result<Option<AgentId>> {
    let now = tx.now();
    let (agent, changed) = match doing {
        Doing::Tell(new) => (new.agent, add(tx, new)?),
        Doing::Withdraw(waiting) => {
            (waiting.agent, store::notification::withdraw(tx, waiting, now)?)
        }
        Doing::See(agent, conversation) => {
            let seen = store::notification::set_conversation_seen(tx, *agent, *conversation, now)?;
            (*agent, seen > 0)
        }
        Doing::Settle(agent, Settled::Conversation(id)) => {
            (*agent, store::notification::set_seen(tx, *id, now)?)
        }
        Doing::Settle(agent, Settled::Promise(promise)) => {
            (*agent, store::notification::set_promise_seen(tx, *agent, *promise, now)? > 0)
        }
    };
    Ok(changed.then_some(agent))
}

/// Adds a row, and lets the agent's bundles be looked at; whether it is news.
fn add(tx: &mut Tx<'_>, new: &New) -> Result<bool> {
    let now = tx.now();
    let is_news = store::notification::add(tx, new)?;
    if is_news {
        let chosen = choices(tx, new.agent)?;
        for way in Way::ALL.into_iter().filter(|way| chosen.wants_by(*way, new.kind)) {
            let mut bundle = store::notification::bundle(tx, new.agent, way)?;
            bundle.next_at = Some(bundle.next_at.map_or(now, |next| next.min(now)));
            store::notification::set_bundle(tx, new.agent, way, bundle)?;
        }
    }
    Ok(is_news)
}

/// Adds what colleagues asked of people before there were notifications, and has not been seen.
fn add_earlier(tx: &mut Tx<'_>, place: EventId) -> Result<()> {
    for agent in store::agent::active(tx)? {
        for note in store::message::unseen_mentions(tx, agent.id)?.into_iter().rev() {
            let by = match note.author {
                Author::Agent(by) if by != agent.id => Some(by),
                _ => None,
            };
            let new = New {
                agent: agent.id,
                kind: Kind::Mention,
                about: note.conversation_id.0,
                conversation: Some(note.conversation_id),
                by,
                cause: format!("mention:{}", note.id),
                place,
                at: note.at,
            };
            store::notification::add(tx, &new)?;
        }
    }
    Ok(())
}

/// What these events ask for.
fn doings(db: &mut Db, events: &[Event]) -> Result<Vec<Doing>> {
    let mut finding = Finding { agents: store::agent::active(db)?, doings: Vec::new() };
    for event in events {
        match event.conversation_id {
            Some(id) => finding.in_conversation(db, event, id)?,
            None if event.kind == EventKind::StandardsChanged => finding.standards(db, event)?,
            None => finding.webhooks(db, event)?,
        }
    }
    Ok(finding.doings)
}

/// Finds out whom an event concerns.
struct Finding {
    agents: Vec<Agent>,
    doings: Vec<Doing>,
}

impl Finding {
    /// Tells an agent, unless they did it themselves, do not want to know, or were told.
    fn tell(&mut self, db: &mut Db, new: New) -> Result<()> {
        let is_here = self.agents.iter().any(|agent| agent.id == new.agent);
        let is_news = is_here
            && new.by != Some(new.agent)
            && !store::notification::knows(db, new.agent, &new.cause)?
            && choices(db, new.agent)?.wants(new.kind);
        if is_news {
            self.doings.push(Doing::Tell(new));
        }
        Ok(())
    }

    fn in_conversation(&mut self, db: &mut Db, event: &Event, id: ConversationId) -> Result<()> {
        if let (EventKind::ReadByAgent, Some(agent)) = (event.kind, event.agent_id) {
            // It may have been looked at before there was a row; where there is none, nothing is written for it.
            let unseen = store::notification::of_conversation(db, id)?;
            let is_told = unseen.iter().any(|one| one.agent_id == agent)
                || store::notification::waiting(db, id)?.iter().any(|one| one.agent == agent)
                || self.doings.iter().any(|doing| doing.tells(agent, id));
            if is_told {
                self.doings.push(Doing::See(agent, id));
            }
            return Ok(());
        }
        // It may be gone, or be part of another one now.
        let Some(conversation) = store::conversation::find_kept(db, id)? else { return Ok(()) };
        match event.kind {
            EventKind::NoteWritten => self.mentions(db, event, &conversation)?,
            EventKind::MessageSent => self.wrote(db, event, &conversation)?,
            EventKind::PromiseChanged => self.promises(db, event, &conversation)?,
            EventKind::ConversationOpened | EventKind::ConversationChanged => {
                self.given(db, event, &conversation)?;
            }
            _ => {}
        }
        if event.kind == EventKind::ConversationChanged && event.agent_id.is_none() {
            self.rules(db, event)?;
        }
        if !matches!(event.kind, EventKind::NoteWritten | EventKind::PromiseChanged) {
            self.waits(db, event, &conversation)?;
        }
        if id != conversation.id {
            self.withdraw(db, id, None)?;
        }
        Ok(())
    }

    fn mentions(&mut self, db: &mut Db, event: &Event, it: &Conversation) -> Result<()> {
        let Some(message) = event.message_id else { return Ok(()) };
        let mentioned = store::message::mentioned(db, message)?;
        if mentioned.is_empty() {
            return Ok(());
        }
        // The words of a hand-over are told with it.
        let given = store::conversation::assignments(db, it.id, event.at)?;
        let given: Vec<_> = given
            .into_iter()
            .filter(|to| to.at == event.at && to.note_id == Some(message))
            .filter_map(|to| to.assignee_id)
            .collect();
        for agent in mentioned.into_iter().filter(|agent| !given.contains(agent)) {
            let cause = format!("mention:{message}");
            // A rule may ask whoever wrote it.
            let by = event.agent_id.filter(|by| *by != agent);
            let new = new(agent, Kind::Mention, it.id.0, cause, event).within(it.id).by(by);
            self.tell(db, new)?;
        }
        Ok(())
    }

    fn wrote(&mut self, db: &mut Db, event: &Event, it: &Conversation) -> Result<()> {
        let (Some(assignee), Some(id)) = (it.assignee_id, event.message_id) else { return Ok(()) };
        // What was said before it was theirs is read when they get it.
        let mut steps = store::conversation::assignments(db, it.id, Timestamp::MIN)?;
        steps.retain(|step| step.at <= event.at);
        if steps.last().and_then(|step| step.assignee_id) != Some(assignee) {
            return Ok(());
        }
        let message = store::message::find(db, id)?;
        if message.is_some_and(|message| message.author == Author::Customer) {
            let new =
                new(assignee, Kind::Wrote, it.id.0, format!("wrote:{id}"), event).within(it.id);
            self.tell(db, new)?;
        }
        Ok(())
    }

    /// To whom a conversation was given, and from whom it was taken.
    fn given(&mut self, db: &mut Db, event: &Event, it: &Conversation) -> Result<()> {
        let steps = store::conversation::assignments(db, it.id, Timestamp::MIN)?;
        let mut had: Option<AgentId> = None;
        for step in steps {
            let before = std::mem::replace(&mut had, step.assignee_id);
            let (Some(agent), true) = (step.assignee_id, step.at == event.at) else { continue };
            if before == Some(agent) || it.assignee_id != Some(agent) {
                continue;
            }
            let cause = format!("given:{}:{}", it.id, step.at.as_millisecond());
            let new =
                new(agent, Kind::Given, it.id.0, cause, event).within(it.id).by(step.agent_id);
            self.tell(db, new)?;
        }
        for one in store::notification::of_conversation(db, it.id)? {
            let is_owners = matches!(one.kind, Kind::Given | Kind::Wrote);
            if is_owners && Some(one.agent_id) != it.assignee_id {
                let settled = Settled::Conversation(one.id);
                self.doings.push(Doing::Settle(one.agent_id, settled));
            }
        }
        Ok(())
    }

    /// Whether it waits for nobody in particular, and who was told so for nothing.
    fn waits(&mut self, db: &mut Db, event: &Event, it: &Conversation) -> Result<()> {
        let since = it.standing.waiting_since.filter(|_| {
            it.standing.state == State::WaitingOnUs
                && it.assignee_id.is_none()
                && it.merged_into.is_none()
        });
        let team = it.team_id.map_or(0, |team| team.0);
        let cause = since.map(|since| format!("waits:{}:{team}:{}", it.id, since.as_millisecond()));
        if let Some(cause) = &cause {
            for agent in self.members(db, it)? {
                let new = new(agent, Kind::Waiting, team, cause.clone(), event).within(it.id);
                self.tell(db, new)?;
            }
        }
        self.withdraw(db, it.id, cause.as_deref())
    }

    fn withdraw(&mut self, db: &mut Db, id: ConversationId, but: Option<&str>) -> Result<()> {
        // What is told in this very go is taken back in it.
        self.doings.retain(|doing| match doing {
            Doing::Tell(new) if new.kind == Kind::Waiting && new.conversation == Some(id) => {
                Some(new.cause.as_str()) == but
            }
            _ => true,
        });
        let told = store::notification::waiting(db, id)?;
        let gone = told.into_iter().filter(|told| Some(told.cause.as_str()) != but);
        self.doings.extend(gone.map(Doing::Withdraw));
        Ok(())
    }

    /// Those for whom a conversation waits that nobody has: its team, or everybody.
    fn members(&self, db: &mut Db, it: &Conversation) -> Result<Vec<AgentId>> {
        Ok(match it.team_id {
            Some(team) => store::team::find(db, team)?.map(|team| team.members).unwrap_or_default(),
            None => self.agents.iter().map(|agent| agent.id).collect(),
        })
    }

    fn promises(&mut self, db: &mut Db, event: &Event, it: &Conversation) -> Result<()> {
        for reminder in store::promise_reminder::taken_at(db, it.id, event.at)? {
            let Some(promise) = store::promise::find(db, reminder.promise_id)? else { continue };
            let whom = match reminder.step {
                Reminds::Owner | Reminds::Late => promise.owner_id,
                Reminds::StandIn => promise.stand_in_id,
                Reminds::Team | Reminds::Word | Reminds::Broken => None,
            };
            if let Some(agent) = whom.filter(|_| promise.is_open()) {
                let cause = format!("reminder:{}", reminder.id);
                let new =
                    new(agent, Kind::Promise, promise.id.0, cause, event).within(it.id).by(None);
                self.tell(db, new)?;
            }
        }
        for (id, change) in store::promise_change::done_at(db, it.id, event.at)? {
            let Some(promise) = store::promise::find(db, id)? else { continue };
            self.promise(db, event, it, &promise, &change)?;
        }
        self.settle_promises(db, it)
    }

    /// What was done about a promise: it may be for somebody from now on.
    fn promise(
        &mut self,
        db: &mut Db,
        event: &Event,
        it: &Conversation,
        promise: &Promise,
        change: &Changed,
    ) -> Result<()> {
        let kind = match change.what {
            Did::Made if promise.source == Source::CallBack => Kind::CallBack,
            Did::Made | Did::Handed => Kind::Handed,
            _ => return Ok(()),
        };
        let whom = match (promise.owner_id, it.assignee_id, kind) {
            (Some(owner), ..) => vec![owner],
            (None, Some(assignee), Kind::CallBack) => vec![assignee],
            (None, None, Kind::CallBack) => self.members(db, it)?,
            _ => return Ok(()),
        };
        for agent in whom.into_iter().filter(|_| promise.is_open()) {
            let cause = format!("promise:{}", change.id);
            let new =
                new(agent, kind, promise.id.0, cause, event).within(it.id).by(change.agent_id);
            self.tell(db, new)?;
        }
        Ok(())
    }

    /// What was told of promises that are over, or somebody else's, is told no more.
    fn settle_promises(&mut self, db: &mut Db, it: &Conversation) -> Result<()> {
        for one in store::notification::of_conversation(db, it.id)? {
            if !matches!(one.kind, Kind::Promise | Kind::Handed | Kind::CallBack) {
                continue;
            }
            let id = PromiseId(one.about);
            let promise = store::promise::find(db, id)?.filter(Promise::is_open);
            let is_theirs = promise.is_some_and(|promise| {
                let keepers = [promise.owner_id, promise.stand_in_id];
                keepers.contains(&Some(one.agent_id)) || promise.owner_id.is_none()
            });
            if !is_theirs {
                self.doings.push(Doing::Settle(one.agent_id, Settled::Promise(id)));
            }
        }
        Ok(())
    }

    fn standards(&mut self, db: &mut Db, event: &Event) -> Result<()> {
        let versions = store::standard::all(db)?;
        for version in versions.iter().filter(|version| version.made_at == event.at) {
            for agent in self.everybody() {
                let cause = format!("standard:{}", version.id);
                let new = new(agent, Kind::Standard, 0, cause, event);
                self.tell(db, new)?;
            }
        }
        Ok(())
    }

    fn webhooks(&mut self, db: &mut Db, event: &Event) -> Result<()> {
        for webhook in store::webhook::all(db)? {
            let off = webhook.off.filter(|(_, why)| *why != Off::ByHand);
            let Some((at, _)) = off else { continue };
            for agent in self.who_may(Permission::ManageWorkspace) {
                let cause = format!("webhook:{}:{}", webhook.id, at.as_millisecond());
                let new = new(agent, Kind::Webhook, webhook.id.0, cause, event);
                self.tell(db, new)?;
            }
        }
        Ok(())
    }

    fn rules(&mut self, db: &mut Db, event: &Event) -> Result<()> {
        for rule in store::rule::all(db)?.into_iter().filter(|rule| rule.paused.is_some()) {
            for agent in self.who_may(Permission::ManageTeams) {
                let cause = format!("rule:{}:{}", rule.id, rule.since.as_millisecond());
                let new = new(agent, Kind::Rule, rule.id.0, cause, event);
                self.tell(db, new)?;
            }
        }
        Ok(())
    }

    fn everybody(&self) -> Vec<AgentId> {
        self.agents.iter().map(|agent| agent.id).collect()
    }

    fn who_may(&self, what: Permission) -> Vec<AgentId> {
        let may = self.agents.iter().filter(|agent| agent.role.may(what));
        may.map(|agent| agent.id).collect()
    }
}

/// Something that an event tells an agent.
fn new(agent: AgentId, kind: Kind, about: i64, cause: String, event: &Event) -> New {
    New {
        agent,
        kind,
        about,
        conversation: None,
        by: event.agent_id,
        cause,
        place: event.id,
        at: event.at,
    }
}

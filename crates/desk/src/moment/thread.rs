//! A conversation as it was read, held in memory: each turn is read once, and the next one in its light.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use domain::{
    AgentId, ConversationId, MessageId, Timestamp,
    message::{Author, Kind, Message},
};
use store::Db;
use tokio::sync::OwnedMutexGuard;
use words::{Before, By, Finding, Known, Reading, Turn};

use crate::reading::READER;
use crate::{Desk, Error, Result};

/// Turns that are held in memory, over all conversations: some 30 MB. Those that nobody looked at for
/// longest are let go first.
const TURNS_MAX: usize = 20_000;
/// More turns at once are read on a thread that may take its time.
const AT_ONCE_MAX: usize = 8;

/// A conversation, read turn by turn.
#[derive(Debug, Default)]
pub(crate) struct Thread {
    /// The message of each turn.
    pub(crate) messages: Vec<MessageId>,
    pub(crate) turns: Vec<Turn>,
    pub(crate) readings: Vec<Reading>,
    /// What there is to know before the next answer.
    pub(crate) before: Before,
    /// How many turns have been written down as moments.
    pub(crate) written: usize,
    last: Option<(Timestamp, MessageId)>,
}

impl Thread {
    /// What only the turns together show.
    pub(crate) fn together(&mut self) -> Vec<(usize, Finding)> {
        READER.read_together(&self.turns, &mut self.readings)
    }

    fn extend(&mut self, news: News) {
        let News { messages, agents, customer, .. } = news;
        for message in messages {
            let agent = match message.author {
                Author::Customer => None,
                Author::Agent(id) => agents.iter().find(|(known, _)| *known == id),
            };
            let by = match (message.author, message.kind) {
                (Author::Customer, _) => By::Customer,
                (Author::Agent(_), Kind::Note) => By::Note,
                (Author::Agent(_), Kind::Reply) => By::Us,
            };
            let turn = Turn { by, text: message.text, at: None };
            let known = Known {
                agent: agent.map(|(_, name)| name.as_str()),
                customer: Some(customer.as_str()).filter(|name| !name.is_empty()),
                ..Known::default()
            };
            let reading = READER.read_turn(&turn, &known);
            self.before.take(&turn, &reading);
            self.messages.push(message.id);
            self.turns.push(turn);
            self.readings.push(reading);
            self.last = Some((message.at, message.id));
        }
    }
}

/// What was said since.
struct News {
    messages: Vec<Message>,
    agents: Vec<(AgentId, String)>,
    customer: String,
    /// How many messages there are in all.
    said: Option<i64>,
}

impl News {
    fn read(
        db: &mut Db,
        id: ConversationId,
        after: Option<(Timestamp, MessageId)>,
        count: bool,
    ) -> Result<Self> {
        let messages = store::message::said_after(db, id, after)?;
        let said = if count { Some(store::message::count_said(db, id)?) } else { None };
        if messages.is_empty() {
            return Ok(Self { messages, agents: Vec::new(), customer: String::new(), said });
        }
        let conversation =
            store::conversation::find(db, id)?.ok_or_else(|| Error::not_found("conversation"))?;
        let customer = store::customer::find(db, conversation.customer_id)?;
        let agents = store::agent::all(db)?.into_iter().map(|agent| (agent.id, agent.name));
        Ok(Self {
            messages,
            agents: agents.collect(),
            customer: customer.map(|customer| customer.name).unwrap_or_default(),
            said,
        })
    }
}

struct Held {
    id: ConversationId,
    turns: Arc<AtomicUsize>,
    thread: Arc<tokio::sync::Mutex<Thread>>,
}

/// The conversations that are held in memory; the one that was asked for last comes last.
#[derive(Default)]
pub(crate) struct Threads(Mutex<Vec<Held>>);

impl Threads {
    fn hold(&self, id: ConversationId) -> (Arc<AtomicUsize>, Arc<tokio::sync::Mutex<Thread>>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.iter().position(|one| one.id == id);
        let one = match found {
            Some(at) => held.remove(at),
            None => Held { id, turns: Arc::default(), thread: Arc::default() },
        };
        let answer = (Arc::clone(&one.turns), Arc::clone(&one.thread));
        held.push(one);
        let mut turns: usize = held.iter().map(|one| one.turns.load(Ordering::Relaxed)).sum();
        while turns > TURNS_MAX && held.len() > 1 {
            turns -= held.remove(0).turns.load(Ordering::Relaxed);
        }
        answer
    }
}

impl Threads {
    /// Lets go of a conversation of which what was said before has changed.
    pub(super) fn forget(&self, id: ConversationId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|held| held.id != id);
    }

    /// Lets go of all: it is not known which have changed.
    pub(crate) fn forget_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Desk {
    /// A conversation with all that was said in it, read. With `count` it is also made sure that nothing came
    /// in between what was read before: a clock that was set back could bring that about.
    pub(crate) async fn thread(
        &self,
        id: ConversationId,
        count: bool,
    ) -> Result<OwnedMutexGuard<Thread>> {
        let (turns, thread) = self.threads.hold(id);
        let mut thread = thread.lock_owned().await;
        loop {
            let after = thread.last;
            let news = self.store.read(move |db| News::read(db, id, after, count)).await?;
            let all = thread.turns.len() + news.messages.len();
            if news.said.is_some_and(|said| usize::try_from(said) != Ok(all)) && after.is_some() {
                *thread = Thread::default();
                continue;
            }
            if news.messages.len() > AT_ONCE_MAX {
                let read = tokio::task::spawn_blocking(move || {
                    thread.extend(news);
                    thread
                });
                thread = read.await.map_err(|error| std::io::Error::other(error.to_string()))?;
            } else {
                thread.extend(news);
            }
            turns.store(thread.turns.len(), Ordering::Relaxed);
            return Ok(thread);
        }
    }
}

//! What changes while people look: one follower of the store's events tells the open pages.
//!
//! Agents' pages are told *that* something changed, and fetch what they show anew; visitors' chats
//! are woken and read what is new for them from the store, in its order, after the last that they
//! have. So whatever gets lost on the way, the next wake-up brings. Who is typing and who looks at
//! what is told from page to page and kept nowhere.

mod nodes;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    response::Response,
};
use desk::Desk;
use domain::{
    AgentId, ConversationId, CustomerId, EventId, NodeId, SessionId, Timestamp,
    agent::{Agent, first_name, initials},
    call::State as Stands,
    event::{Event, EventKind},
};
use serde::Deserialize;
use serde_json::json;
use tokio::{
    sync::{broadcast, mpsc, watch},
    time::{Instant, MissedTickBehavior, interval},
};
use tracing::Instrument;

use self::nodes::Word;
use crate::{Web, access::SignedIn, chat, wording};

/// Frames that an agent's page may fall behind before it has to fetch everything anew.
const FRAMES_MAX: usize = 1024;
/// What tells a page to do so.
const CATCH_UP: &str = r#"{"event":"catch_up"}"#;
/// Wake-ups that may wait for one visitor; more are not needed, for one brings everything.
const WAKE_UPS_MAX: usize = 16;
/// Bytes of a frame that a page may send.
const FRAME_BYTES_MAX: usize = 16 * 1024;
/// How often an agent's open page is noted as a sign that they are there.
const PRESENT_EVERY: Duration = Duration::from_secs(30);
/// How often it is looked whether those at the desk are still there, and how long people wait.
const RECEPTION_EVERY: Duration = Duration::from_secs(15);
/// Words that may wait to be told to other servers.
const WORDS_MAX: usize = 4096;
/// Whose pages are open at this server; those of others have the numbers of theirs.
const HERE: NodeId = NodeId(0);
/// Silence after which a page is taken to be gone; pages say something every 25 s.
const SILENT_MAX: Duration = Duration::from_secs(70);

/// What wakes a visitor's socket.
#[derive(Debug, Clone)]
pub(crate) enum WakeUp {
    /// There may be something new to read.
    Changed,
    /// An agent, by first name, is typing; or nobody is any more.
    Typing(Option<String>),
    /// An agent has read what a customer wrote.
    Read,
    /// Their call changed, or their place among those who wait.
    Call,
    /// The visitor proved to be somebody whom we know, or was merged with them: the socket is to begin anew.
    Moved,
    /// All that was kept of them was erased.
    Erased,
}

/// Who is told what.
#[derive(Clone)]
pub(crate) struct Live(Arc<Inner>);

struct Inner {
    desk: Desk,
    agents: broadcast::Sender<Arc<str>>,
    visitors: Mutex<HashMap<CustomerId, Vec<Woken>>>,
    looking: Mutex<HashMap<(NodeId, u64), Looking>>,
    /// Takes what other servers are told, where there may be some.
    others: Option<mpsc::Sender<Word>>,
    reception: watch::Sender<Arc<str>>,
    /// Changed with the people of the desk and with where they are signed in.
    people: watch::Sender<()>,
    next_page: std::sync::atomic::AtomicU64,
}

/// A visitor's socket: the number of its page, as whom its reader came, and how it is woken.
type Woken = (u64, CustomerId, mpsc::Sender<WakeUp>);

/// An agent's page that shows a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Looking {
    agent: AgentId,
    name: String,
    conversation: ConversationId,
    /// As whom the customer came, whose browsers are told that somebody writes.
    customer: CustomerId,
    typing: bool,
    /// When it was told last.
    told_at: Instant,
}

/// What is kept here stays whole where a thread panicked while it held the lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// Follows the events of the desk from now on.
    pub(crate) fn follow(desk: Desk) -> Self {
        let events = desk.store().follow();
        let (others, waiting) = mpsc::channel(WORDS_MAX);
        let shared = desk.store().is_shared();
        let live = Self(Arc::new(Inner {
            desk,
            agents: broadcast::channel(FRAMES_MAX).0,
            visitors: Mutex::default(),
            looking: Mutex::default(),
            others: shared.then_some(others),
            reception: watch::channel(Arc::from("{}")).0,
            people: watch::channel(()).0,
            next_page: std::sync::atomic::AtomicU64::new(1),
        }));
        tokio::spawn(live.clone().tell(events));
        if shared {
            tokio::spawn(live.clone().tell_on(waiting));
            tokio::spawn(live.clone().hear_nodes());
        }
        live
    }

    /// Tells the open pages of each event, until the store is closed.
    async fn tell(self, mut events: broadcast::Receiver<Arc<[Event]>>) {
        let mut reception = interval(RECEPTION_EVERY);
        reception.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                batch = events.recv() => match batch {
                    Ok(batch) => {
                        for event in batch.iter() {
                            self.tell_agents(event);
                            self.tell_visitors(event);
                        }
                        let here = |event: &Event| {
                            matches!(event.kind, EventKind::AgentChanged | EventKind::SettingsChanged)
                        };
                        if batch.iter().any(here) {
                            self.0.people.send_replace(());
                            self.renew_reception().await;
                        }
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        self.0.people.send_replace(());
                        self.tell_all_to_catch_up();
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                _ = reception.tick() => {
                    self.forget_the_gone().await;
                    self.renew_reception().await;
                }
            }
        }
    }

    fn tell_agents(&self, event: &Event) {
        let frame = json!({
            "event": event.kind.as_str(),
            "conversation": event.conversation_id.map(|id| id.0),
            "customer": event.customer_id.map(|id| id.0),
            "agent": event.agent_id.map(|id| id.0),
        });
        self.to_agents(&frame);
    }

    fn to_agents(&self, frame: &serde_json::Value) {
        // Nobody may be there.
        let _ = self.0.agents.send(frame.to_string().into());
    }

    fn tell_visitors(&self, event: &Event) {
        let Some(customer) = event.customer_id else { return };
        match event.kind {
            EventKind::MessageSent | EventKind::ConversationOpened | EventKind::CustomerChanged => {
                self.wake(customer, &WakeUp::Changed);
            }
            // They begin anew as whoever they are now.
            EventKind::CustomerMerged => self.wake(customer, &WakeUp::Moved),
            EventKind::ReadByAgent => self.wake(customer, &WakeUp::Read),
            EventKind::CustomerErased => self.wake(customer, &WakeUp::Erased),
            EventKind::CallChanged => {
                self.wake(customer, &WakeUp::Call);
                // Whoever waits behind may have come a place closer.
                tokio::spawn(self.clone().wake_those_who_wait(customer));
            }
            _ => {}
        }
    }

    async fn wake_those_who_wait(self, but: CustomerId) {
        match self.0.desk.store().read(store::call::running).await {
            Ok(running) => {
                let waiting = running.iter().filter(|call| call.state() == Stands::Waiting);
                for call in waiting.filter(|call| call.customer_id != but) {
                    self.wake(call.customer_id, &WakeUp::Call);
                }
            }
            Err(error) => tracing::warn!(%error, "who waits could not be read"),
        }
    }

    fn wake(&self, customer: CustomerId, wake_up: &WakeUp) {
        if let Some(sockets) = lock(&self.0.visitors).get(&customer) {
            for (.., socket) in sockets {
                // A full queue has a wake-up in it already.
                let _ = socket.try_send(wake_up.clone());
            }
        }
    }

    /// Tells those who came as that customer, and nobody who was merged with them, that somebody writes, or no longer.
    fn tell_typing(&self, origin: CustomerId, name: Option<&str>) {
        for (_, came_as, socket) in lock(&self.0.visitors).values().flatten() {
            if *came_as == origin {
                let _ = socket.try_send(WakeUp::Typing(name.map(ToOwned::to_owned)));
            }
        }
    }

    /// After the follower itself fell behind: everybody fetches anew.
    fn tell_all_to_catch_up(&self) {
        self.to_agents(&json!({ "event": "catch_up" }));
        let customers: Vec<CustomerId> = lock(&self.0.visitors).keys().copied().collect();
        for customer in customers {
            self.wake(customer, &WakeUp::Changed);
        }
    }

    async fn renew_reception(&self) {
        match self.0.desk.reception().await {
            Ok(reception) => {
                let frame: Arc<str> = chat::reception_json(&reception).to_string().into();
                self.0.reception.send_if_modified(|now| {
                    let differs = **now != *frame;
                    if differs {
                        *now = frame;
                    }
                    differs
                });
            }
            Err(error) => tracing::warn!(%error, "who is at the desk could not be read"),
        }
    }

    /// Follows who is at the desk, as the chat shows it.
    pub(crate) fn reception(&self) -> watch::Receiver<Arc<str>> {
        self.0.reception.subscribe()
    }

    /// Begins to wake the socket of a visitor who came as `origin`, with what happens to `customer`.
    pub(crate) fn visit(&self, customer: CustomerId, origin: CustomerId) -> Visit {
        let (sender, wake_ups) = mpsc::channel(WAKE_UPS_MAX);
        let page = self.next_page();
        lock(&self.0.visitors).entry(customer).or_default().push((page, origin, sender));
        Visit { live: self.clone(), customer, page, wake_ups }
    }

    /// Ends the sockets of a customer who proved to be another; they begin anew as that one's.
    pub(crate) fn moved(&self, from: CustomerId) {
        self.wake(from, &WakeUp::Moved);
        self.tell_nodes(Word::Moved { customer: from.0 });
    }

    /// Tells agents that a customer is typing, or is not any more.
    pub(crate) fn customer_types(&self, customer: CustomerId, typing: bool) {
        self.tell_customer_types(customer, typing);
        self.tell_nodes(Word::CustomerTypes { customer: customer.0, typing });
    }

    fn tell_customer_types(&self, customer: CustomerId, typing: bool) {
        self.to_agents(&json!({ "customer_typing": { "customer": customer.0, "typing": typing } }));
    }

    /// How many pages of agents, and how many chats of visitors, are open.
    pub(crate) fn open_sockets(&self) -> (usize, usize) {
        let visitors = lock(&self.0.visitors).values().map(Vec::len).sum();
        (self.0.agents.receiver_count(), visitors)
    }

    fn next_page(&self) -> u64 {
        self.0.next_page.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    /// Notes what an agent's page shows now, and tells the others.
    fn look(&self, page: u64, now: Option<&Looking>) {
        let told = match now {
            Some(now) => Some(now.told_of(page)),
            None if lock(&self.0.looking).contains_key(&(HERE, page)) => Some(Word::Left { page }),
            None => None,
        };
        self.note((HERE, page), now);
        if let Some(told) = told {
            self.tell_nodes(told);
        }
    }

    /// Notes what a page shows now, and tells the pages of this server.
    fn note(&self, page: (NodeId, u64), now: Option<&Looking>) {
        let before = match now {
            Some(now) => lock(&self.0.looking).insert(page, now.clone()),
            None => lock(&self.0.looking).remove(&page),
        };
        for looking in before.iter().chain(now) {
            self.tell_who_looks(looking.conversation);
        }
        let writes_now = now.filter(|now| now.typing);
        if let Some(before) = before.filter(|before| before.typing)
            && writes_now.is_none_or(|now| now.customer != before.customer)
        {
            self.tell_typing(before.customer, None);
        }
        if let Some(now) = writes_now {
            self.tell_typing(now.customer, Some(first_name(&now.name)));
        }
    }

    fn tell_who_looks(&self, conversation: ConversationId) {
        self.to_agents(&self.who_looks(conversation));
    }

    fn who_looks(&self, conversation: ConversationId) -> serde_json::Value {
        let mut people: Vec<(AgentId, String, bool)> = Vec::new();
        for looking in lock(&self.0.looking).values() {
            if looking.conversation == conversation {
                match people.iter_mut().find(|(id, ..)| *id == looking.agent) {
                    Some((.., typing)) => *typing |= looking.typing,
                    None => people.push((looking.agent, looking.name.clone(), looking.typing)),
                }
            }
        }
        people.sort_by_key(|(id, ..)| *id);
        let people: Vec<_> = people
            .into_iter()
            .map(|(id, name, typing)| {
                json!({
                    "id": id.0,
                    "name": first_name(&name),
                    "initials": initials(&name),
                    "colour": wording::colour(&name),
                    "typing": typing,
                })
            })
            .collect();
        json!({ "presence": { "conversation": conversation.0, "people": people } })
    }
}

/// A visitor's socket, which is woken until this is dropped.
pub(crate) struct Visit {
    live: Live,
    customer: CustomerId,
    page: u64,
    pub(crate) wake_ups: mpsc::Receiver<WakeUp>,
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut visitors = lock(&self.live.0.visitors);
        if let Some(sockets) = visitors.get_mut(&self.customer) {
            sockets.retain(|(page, ..)| *page != self.page);
            if sockets.is_empty() {
                visitors.remove(&self.customer);
            }
        }
    }
}

/// What an agent's page says.
#[derive(Debug, Deserialize)]
struct Said {
    /// The conversation that it shows.
    #[serde(default)]
    open: Option<i64>,
    /// Whether its reader is writing a reply.
    #[serde(default)]
    typing: bool,
    /// It is there.
    #[serde(default)]
    ping: Option<i64>,
    /// The last event before it was drawn, said once, when its first socket opens.
    #[serde(default)]
    seen: Option<i64>,
}

/// The socket of an agent's page.
pub(crate) async fn socket(
    State(web): State<Web>,
    SignedIn { agent, session }: SignedIn,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .max_message_size(FRAME_BYTES_MAX)
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .on_upgrade(move |socket| serve(web, agent, session.id, socket).in_current_span())
}

async fn serve(web: Web, agent: Agent, session: SessionId, mut socket: WebSocket) {
    let page = web.live.next_page();
    let mut people = web.live.0.people.subscribe();
    let mut frames = web.live.0.agents.subscribe();
    let mut present = interval(PRESENT_EVERY);
    present.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            frame = frames.recv() => {
                let frame = match frame {
                    Ok(frame) => frame,
                    Err(broadcast::error::RecvError::Lagged(_)) => CATCH_UP.into(),
                    Err(broadcast::error::RecvError::Closed) => break,
                };
                if socket.send(Message::Text((*frame).into())).await.is_err() {
                    break;
                }
            }
            message = socket.recv() => {
                let Some(Ok(message)) = message else { break };
                heard = Instant::now();
                if let Message::Text(text) = message
                    && let Ok(said) = serde_json::from_str::<Said>(&text)
                    && !answer(&web, &agent, page, &said, &mut socket).await
                {
                    break;
                }
            }
            changed = people.changed() => {
                // Who is taken off the desk, or signs out, is not there any more.
                if changed.is_err() || has_ended(&web, session).await {
                    break;
                }
            }
            _ = present.tick() => {
                web.live.tell_again(page);
                if heard.elapsed() > SILENT_MAX || has_ended(&web, session).await {
                    break;
                }
                if let Err(error) = web.desk.note_presence(agent.id).await {
                    tracing::warn!(%error, "an agent's presence could not be noted");
                }
            }
        }
    }
    web.live.look(page, None);
}

/// Whether that session has ended. Where that cannot be told at the moment, it has not.
async fn has_ended(web: &Web, session: SessionId) -> bool {
    let now = Timestamp::now();
    let lasts = web.desk.store().read(move |db| store::session::lasts(db, session, now)).await;
    matches!(lasts, Ok(false))
}

async fn answer(web: &Web, agent: &Agent, page: u64, said: &Said, socket: &mut WebSocket) -> bool {
    if let Some(ping) = said.ping {
        let pong = json!({ "pong": ping }).to_string();
        return socket.send(Message::Text(pong.into())).await.is_ok();
    }
    if let Some(seen) = said.seen
        && web.desk.store().read(store::event::last).await.is_ok_and(|last| last > EventId(seen))
        && socket.send(Message::Text(CATCH_UP.into())).await.is_err()
    {
        return false;
    }
    let Some(open) = said.open else {
        web.live.look(page, None);
        return true;
    };
    let conversation = ConversationId(open);
    let known = lock(&web.live.0.looking)
        .get(&(HERE, page))
        .filter(|l| l.conversation == conversation)
        .cloned();
    let looking = match known {
        Some(looking) => Some(Looking { typing: said.typing, told_at: Instant::now(), ..looking }),
        None => {
            match web.desk.store().read(move |db| store::conversation::find(db, conversation)).await
            {
                Ok(Some(found)) => Some(Looking {
                    agent: agent.id,
                    name: agent.name.clone(),
                    conversation,
                    customer: found.origin_id,
                    typing: said.typing,
                    told_at: Instant::now(),
                }),
                _ => None,
            }
        }
    };
    web.live.look(page, looking.as_ref());
    true
}

//! What other servers of the same desk do, as PostgreSQL tells it (`LISTEN`).
//!
//! One thread holds a connection on which it is told that something was committed, by this server or by another. It
//! then reads from the events what comes after the last that it has. Their ids are in the order of their commits (see
//! `Dialect::begin`), so it reads all of them, each once, in the same order on every server; a notification is only
//! what wakes it. So nothing is missed where the connection was lost: what happened meanwhile is read when it is back.
//!
//! That connection also holds what says that this server lives: locks that PostgreSQL lets go of when the connection
//! ends, however it ends. One server has the lock of the leader, who does what is to be done once.
//!
//! Notifications can go another way ([`Relay`]). Nothing depends on it: what it does not bring is read a second later.

use std::{
    sync::{Arc, OnceLock, Weak},
    thread,
    time::{Duration, Instant},
};

use domain::{EventId, NodeId, Timestamp, event::Event};
use tokio::sync::{broadcast, watch};

use crate::{
    Db, Error, Opener, event,
    node::{self, Node},
};

/// Longest that it listens before it looks whether the store was closed.
const TURN: Duration = Duration::from_millis(100);
/// How often it asks for what nobody tells: whether the leader is gone, and whether something was not told.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long it waits before it tries again to connect.
const RETRY_AFTER: Duration = Duration::from_millis(200);
/// Events that are read in one go.
const EVENTS_MAX: i64 = 500;
/// What others tell may fall behind by so much before some of it is missed.
const TOLD_MAX: usize = 4096;

/// Something that one server tells the others and that is kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// By which server.
    pub by: NodeId,
    /// What it is about.
    pub topic: String,
    /// What it says.
    pub text: String,
}

/// Another way on which servers tell each other, in the place of PostgreSQL's notifications.
pub trait Relay: Send + Sync {
    /// Tells this to the other servers, without waiting. What cannot be told now is told to nobody.
    fn tell(&self, notice: String);
}

/// Takes what a [`Relay`] brings from the others.
#[derive(Clone)]
pub struct Relayed(flume::Sender<String>);

impl Relayed {
    /// Another server told this. What is too much to be heard is left out.
    pub fn hear(&self, notice: String) {
        let _ = self.0.try_send(notice);
    }

    /// Something may have been told while nobody heard it.
    pub fn wake(&self) {
        self.hear(String::new());
    }
}

/// What the threads of a store share about the other servers.
pub(crate) struct Nodes {
    /// This server, once it serves.
    pub(crate) me: OnceLock<Node>,
    /// Whether the others can see that this server lives.
    pub(crate) lives: watch::Sender<bool>,
    /// Whether this server leads.
    pub(crate) leads: watch::Sender<bool>,
    /// What others tell.
    pub(crate) told: broadcast::Sender<Arc<Told>>,
    /// The other way to tell them, where there is one.
    pub(crate) relay: OnceLock<Arc<dyn Relay>>,
    /// What it brings.
    relayed: (flume::Sender<String>, flume::Receiver<String>),
}

impl Nodes {
    /// What a server shares with others; `alone`, where there can be no others.
    pub(crate) fn new(alone: bool) -> Self {
        Self {
            me: OnceLock::new(),
            lives: watch::Sender::new(alone),
            leads: watch::Sender::new(alone),
            told: broadcast::Sender::new(TOLD_MAX),
            relay: OnceLock::new(),
            relayed: flume::bounded(TOLD_MAX),
        }
    }

    /// Where what a relay brings is heard.
    pub(crate) fn relayed(&self) -> Relayed {
        Relayed(self.relayed.0.clone())
    }

    /// Something was committed here: tells the others where a relay does that, and wakes whoever listens here.
    pub(crate) fn committed(&self) {
        if let Some(relay) = self.relay.get() {
            relay.tell(String::new());
            self.relayed().wake();
        }
    }

    /// This server; zero where it is alone or does not serve.
    pub(crate) fn me(&self) -> NodeId {
        self.me.get().map_or(NodeId(0), |node| node.id)
    }
}

/// A connection that is told.
pub(crate) struct Listener {
    db: Db,
    /// The last event that was read.
    place: EventId,
    looked_at: Instant,
}

impl Listener {
    /// Begins to listen: every event from now on is read.
    pub(crate) fn open(opener: &Opener) -> Result<Self, Error> {
        let mut db = opener.open()?;
        node::listen(&mut db)?;
        let place = event::last(&mut db)?;
        Ok(Self { db, place, looked_at: Instant::now() })
    }

    /// Listens until the store is closed.
    pub(crate) fn run(
        mut self,
        opener: &Opener,
        nodes: &Weak<Nodes>,
        events: &broadcast::Sender<Arc<[Event]>>,
    ) {
        let mut is_well = true;
        while let Some(nodes) = nodes.upgrade() {
            let turned = self.turn(&nodes, events);
            // Said once, however long it stays so.
            match &turned {
                Ok(()) if !is_well => tracing::info!("what happens is told again"),
                Err(error) if is_well => {
                    tracing::error!(%error, "what happens is not told at the moment; it is read later");
                }
                _ => {}
            }
            is_well = turned.is_ok();
            if is_well {
                continue;
            }
            nodes.leads.send_replace(false);
            nodes.lives.send_replace(false);
            thread::sleep(RETRY_AFTER);
            if let Err(error) = self.again(opener) {
                tracing::debug!(%error, "the database cannot be reached");
            }
        }
    }

    /// Connects anew, where the last connection was lost. The place stays: nothing is passed over.
    fn again(&mut self, opener: &Opener) -> Result<(), Error> {
        if self.db.is_closed() {
            self.db = opener.open()?;
            node::listen(&mut self.db)?;
        }
        // Whatever happened while nobody listened.
        self.looked_at = Instant::now().checked_sub(LOOK_EVERY).unwrap_or(self.looked_at);
        Ok(())
    }

    fn turn(
        &mut self,
        nodes: &Nodes,
        events: &broadcast::Sender<Arc<[Event]>>,
    ) -> Result<(), Error> {
        if let Some(me) = nodes.me.get()
            && !*nodes.lives.borrow()
        {
            node::live(&mut self.db, me, Timestamp::now())?;
            nodes.lives.send_replace(true);
        }
        let mut changed = self.looked_at.elapsed() >= LOOK_EVERY;
        if changed {
            self.looked_at = Instant::now();
            if *nodes.lives.borrow() && !*nodes.leads.borrow() && node::lead(&mut self.db)? {
                tracing::info!("this server does from now on what is to be done once");
                nodes.leads.send_replace(true);
            }
        }
        let mut within = if changed { Duration::ZERO } else { TURN };
        let mut notices = Vec::new();
        if nodes.relay.get().is_some() {
            notices.extend(nodes.relayed.1.recv_timeout(within));
            notices.extend(nodes.relayed.1.try_iter());
            within = Duration::ZERO;
        }
        notices.extend(self.db.hear(within)?);
        for notice in notices {
            match node::understand(&notice) {
                Some(told) if told.by != nodes.me() => {
                    // Nobody may be listening.
                    let _ = nodes.told.send(Arc::new(told));
                }
                Some(_) => {}
                None => changed = true,
            }
        }
        while changed {
            let news = event::after(&mut self.db, self.place, EVENTS_MAX)?;
            changed = i64::try_from(news.len()) == Ok(EVENTS_MAX);
            if let Some(last) = news.last() {
                self.place = last.id;
                let _ = events.send(news.into());
            }
        }
        Ok(())
    }
}

//! Everything that is kept, and every SQL statement.
//!
//! SQLite is embedded and needs nothing; PostgreSQL is chosen by its URL. There is one tree of
//! migrations and one text for each statement; what differs is in `dialect`. One thread writes
//! (`writer`), a few read; functions here run on those threads and take the connection that they
//! run on, so a whole verb of the desk costs one hop between threads.
//!
//! This crate knows what is kept, not what may be done: rules are in `domain`, verbs in `desk`.

pub mod agent;
pub mod api_request;
pub mod api_token;
pub mod attachment;
pub mod audit;
pub mod backup;
pub mod bulk_change;
pub mod call;
pub mod call_back_key;
pub mod call_back_link;
pub mod call_part;
pub mod canned_reply;
pub mod contact;
pub mod conversation;
pub mod corner;
pub mod customer;
pub mod customer_import;
pub mod customer_merge;
mod db;
mod dialect;
pub mod draft;
pub mod erasure;
mod error;
pub mod event;
pub mod export;
pub mod holiday;
pub mod identity;
pub mod identity_provider;
pub mod inbox;
pub mod intention;
pub mod invitation;
pub mod kind_word;
mod listener;
pub mod mail;
pub mod merge;
pub mod message;
mod migration;
pub mod moment;
pub mod node;
pub mod notification;
pub mod passkey;
pub mod password_reset;
pub mod preference;
pub mod promise;
pub mod promise_change;
pub mod promise_reminder;
pub mod promise_suggestion;
pub mod provider_sign_in;
pub mod push;
pub mod retention;
pub mod rule;
pub mod saved_view;
pub mod search;
pub mod second_factor;
pub mod session;
pub mod setting;
pub mod shared_moment;
pub mod sign_in;
pub mod standard;
pub mod standard_outcome;
pub mod story;
pub mod tag;
pub mod team;
pub mod team_figure;
pub mod visitor;
mod vitals;
pub mod webhook;
pub mod webhook_delivery;
mod writer;

use std::{path::PathBuf, sync::Arc, thread, time::Duration};

use domain::{NodeId, Timestamp, event::Event};
use language::Language;
use tokio::sync::{broadcast, oneshot, watch};

pub use crate::{
    db::{Column, Db, Row, Value},
    error::Error,
    listener::{Relay, Relayed, Told},
    vitals::Vitals,
    writer::Tx,
};
use crate::{
    dialect::Dialect,
    listener::{Listener, Nodes},
    node::Node,
};

/// Threads that read. SQLite readers do not wait for the writer, nor for each other.
const READERS: usize = 4;
/// Changes and reads that may wait; more are refused at the door by having to wait to get in.
const QUEUE_MAX: usize = 4096;
/// Batches of events that a follower may fall behind before it has to catch up from the rows.
const EVENT_BATCHES_MAX: usize = 1024;
/// How long it may take to connect to PostgreSQL.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// How long PostgreSQL's machine may leave unanswered what was sent to it, before the connection is given up.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How both sides of a connection find out that the other's machine is gone: asked after so many seconds of silence,
/// and then again so often, after so many seconds each. Until then a machine that died may hold the lock of whoever
/// writes.
const ASK_AFTER_SECONDS: u32 = 6;
const ASK_EVERY_SECONDS: u32 = 2;
const ASK_TIMES: u32 = 3;

/// Where everything is kept.
#[derive(Debug, Clone)]
pub enum Location {
    /// In this file.
    Sqlite(PathBuf),
    /// At this URL, such as `postgres://user:password@host/name`.
    Postgres(String),
}

/// The store: cheap to clone, closed when the last clone is dropped.
#[derive(Clone)]
pub struct Store {
    writes: flume::Sender<Box<dyn writer::Job>>,
    reads: flume::Sender<ReadJob>,
    opener: Opener,
    events: broadcast::Sender<Arc<[Event]>>,
    dialect: Dialect,
    nodes: Arc<Nodes>,
    ended: Ended,
    clock: Clock,
    vitals: Vitals,
}

/// The end of a store, for whoever waits until all that was asked of it is done. Holding it keeps no store open.
#[derive(Clone)]
pub struct Ended(flume::Receiver<Never>);

/// Is never sent: each thread of the store holds the other end for as long as it runs.
enum Never {}

impl Ended {
    /// Waits until the last clone of the store was dropped, and its threads have done what they were asked
    /// before and let go of the database.
    pub async fn wait(&self) {
        if let Ok(never) = self.0.recv_async().await {
            match never {}
        }
    }
}

/// What tells the time: the machine's own clock, or one that a test sets.
type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

type ReadJob = Box<dyn FnOnce(&mut Db) + Send>;

/// Opens connections.
#[derive(Clone)]
struct Opener(Location);

impl Opener {
    fn open(&self) -> Result<Db, Error> {
        match &self.0 {
            Location::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).map_err(|error| {
                    Error::Open(format!("cannot open the database {}: {error}", path.display()))
                })?;
                connection.busy_timeout(Duration::from_secs(10))?;
                // Plans do not depend on parameters: the bundled SQLite, which has STAT4, would
                // otherwise parse and plan a kept statement again whenever one is bound anew.
                connection
                    .set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
                // FULL: in WAL mode a commit returns only after the log was synced to disk. What is deleted is
                // overwritten with zeros, so that what was erased is not found in the file.
                connection.execute_batch(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; \
                     PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY; \
                     PRAGMA secure_delete = ON;",
                )?;
                Ok(Db::sqlite(connection))
            }
            Location::Postgres(url) => {
                let client = connect(url).map_err(|error| {
                    // What it says of itself is only where it failed; why, its source says.
                    let why = std::error::Error::source(&error).map(|why| format!(", {why}"));
                    let why = why.unwrap_or_default();
                    Error::Open(format!("cannot reach PostgreSQL: {error}{why}"))
                })?;
                Ok(Db::postgres(client))
            }
        }
    }
}

/// Connects to PostgreSQL, so that both sides notice within seconds when the other's machine is gone.
fn connect(url: &str) -> Result<postgres::Client, postgres::Error> {
    let mut config: postgres::Config = url.parse()?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_WITHIN);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(ANSWER_WITHIN);
    }
    config
        .keepalives_idle(Duration::from_secs(ASK_AFTER_SECONDS.into()))
        .keepalives_interval(Duration::from_secs(ASK_EVERY_SECONDS.into()))
        .keepalives_retries(ASK_TIMES);
    let mut client = config.connect(postgres::NoTls)?;
    client.batch_execute(&format!(
        "SET tcp_keepalives_idle = {ASK_AFTER_SECONDS}; \
         SET tcp_keepalives_interval = {ASK_EVERY_SECONDS}; \
         SET tcp_keepalives_count = {ASK_TIMES}"
    ))?;
    Ok(client)
}

impl Store {
    /// Opens the database, brings it up to date and starts its threads. Blocks while it does so.
    ///
    /// # Errors
    /// [`Error::Open`] where it cannot be reached, [`Error::Newer`] where a newer Bliss made it.
    pub fn open(location: Location) -> Result<Self, Error> {
        let opener = Opener(location);
        let mut db = opener.open()?;
        migration::run(&mut db)?;

        let (writes, write_queue) = flume::bounded(QUEUE_MAX);
        let (reads, read_queue) = flume::bounded::<ReadJob>(QUEUE_MAX);
        let (events, _) = broadcast::channel(EVENT_BATCHES_MAX);
        let (runs, ended) = flume::bounded::<Never>(0);
        for number in 0..READERS {
            let (queue, opener, runs) = (read_queue.clone(), opener.clone(), runs.clone());
            let db = opener.open()?;
            spawn(&format!("store-read-{number}"), runs, move || read(db, &opener, &queue))?;
        }
        let dialect = db.dialect();
        let alone = dialect == Dialect::Sqlite;
        let (nodes, publish, vitals) =
            (Arc::new(Nodes::new(alone)), events.clone(), Vitals::new()?);
        if !alone {
            let (listener, opener) = (Listener::open(&opener)?, opener.clone());
            let (nodes, publish) = (Arc::downgrade(&nodes), publish.clone());
            spawn("store-listen", runs.clone(), move || listener.run(&opener, &nodes, &publish))?;
        }
        let (counted, tells) = (vitals.clone(), nodes.clone());
        let opens = opener.clone();
        spawn("store-write", runs, move || {
            let publish = alone.then_some(&publish);
            writer::run(db, &opens, &write_queue, publish, &tells, &counted);
        })?;
        let clock = Arc::new(Timestamp::now);
        let ended = Ended(ended);
        Ok(Self { writes, reads, opener, events, dialect, nodes, ended, clock, vitals })
    }

    /// To wait for its end.
    pub fn ended(&self) -> Ended {
        self.ended.clone()
    }

    /// The same store by another clock, for a test in which a week goes by.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How it does.
    pub fn vitals(&self) -> &Vitals {
        &self.vitals
    }

    /// How many changes wait to be written.
    pub fn waiting_changes(&self) -> usize {
        self.writes.len()
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Makes a change in a transaction, and returns when it is durably kept (or refused).
    ///
    /// # Errors
    /// What `change` itself returned, in which case nothing of it is kept; or the store's own.
    pub async fn write<T, E>(
        &self,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = writer::FnJob::new(change, self.now());
        self.writes.send_async(Box::new(job)).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Reads.
    ///
    /// # Errors
    /// What `look` itself returned, or the store's own.
    pub async fn read<T, E>(
        &self,
        look: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        // What is logged on that thread belongs to the request that asked, too, and what is said there is in its language.
        let (span, language) = (tracing::Span::current(), Language::spoken());
        let look = move |db: &mut Db| language::said_in(language, || error::guarded(|| look(db)));
        let job: ReadJob = Box::new(move |db| {
            // Whoever asked may have gone.
            let _ = reply.send(span.in_scope(|| look(db)));
        });
        self.reads.send_async(job).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Looks for a long time at everything as it is at one moment, on a connection of its own: whoever reads or writes
    /// meanwhile does not wait, and what they write is not seen.
    ///
    /// # Errors
    /// What `look` itself returned, or the store's own.
    pub async fn snapshot<T, E>(
        &self,
        look: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let opener = self.opener.clone();
        let whole = move || {
            let mut db = opener.open()?;
            db.batch(db.dialect().begin_snapshot())?;
            let seen = look(&mut db)?;
            db.batch("COMMIT")?;
            Ok(seen)
        };
        thread::Builder::new()
            .name("store-snapshot".to_owned())
            // Whoever asked may have gone.
            .spawn(move || drop(reply.send(error::guarded(whole))))
            .map_err(|error| Error::Open(format!("cannot start a thread: {error}")))?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Follows the events of all changes from now on, in batches in the order of their commits, whichever server
    /// makes them.
    pub fn follow(&self) -> broadcast::Receiver<Arc<[Event]>> {
        self.events.subscribe()
    }

    /// Whether other servers may have the same database open.
    pub fn is_shared(&self) -> bool {
        !matches!(self.dialect, Dialect::Sqlite)
    }

    /// This server is one of those that have the desk open from now on, and leads when no other does. Returns when
    /// the others can see it.
    ///
    /// # Errors
    /// The store's own.
    pub async fn join(&self, name: String) -> Result<(), Error> {
        if !self.is_shared() {
            return Ok(());
        }
        let id = self.read(node::next).await?;
        // Whoever joins twice is the first all the same.
        let _ = self.nodes.me.set(Node { id, name });
        // The store has the other end.
        let _ = self.nodes.lives.subscribe().wait_for(|lives| *lives).await;
        Ok(())
    }

    /// Which of the servers this is, once it has joined them; zero where there is but one.
    pub fn node(&self) -> NodeId {
        self.nodes.me()
    }

    /// Whether this server does what is to be done once, by one of them; it changes when another one dies, or when
    /// the connection to the database is lost.
    pub fn leads(&self) -> watch::Receiver<bool> {
        self.nodes.leads.subscribe()
    }

    /// Tells the other servers something that is kept nowhere, in [`node::WORDS_BYTES_MAX`] bytes at most. Those
    /// that have just lost the database miss it.
    ///
    /// # Errors
    /// The store's own.
    pub async fn tell_nodes(&self, topic: &'static str, text: String) -> Result<(), Error> {
        if !self.is_shared() {
            return Ok(());
        }
        let notice = node::notice(self.node(), topic, &text);
        if let Some(relay) = self.nodes.relay.get() {
            relay.tell(notice);
            return Ok(());
        }
        self.read(move |db| node::tell(db, &notice)).await
    }

    /// The same store, whose servers tell each other by that relay instead of by the database's notifications.
    #[must_use]
    pub fn with_relay(self, relay: Arc<dyn Relay>) -> Self {
        // Whoever comes second is no relay.
        let _ = self.nodes.relay.set(relay);
        self
    }

    /// Where a relay brings what the others tell. Holding it keeps no store open.
    pub fn relayed(&self) -> Relayed {
        self.nodes.relayed()
    }

    /// Hears what the other servers tell from now on.
    pub fn hear_nodes(&self) -> broadcast::Receiver<Arc<Told>> {
        self.nodes.told.subscribe()
    }
}

fn spawn(
    name: &str,
    runs: flume::Sender<Never>,
    run: impl FnOnce() + Send + 'static,
) -> Result<(), Error> {
    let run = move || {
        run();
        drop(runs);
    };
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map(drop)
        .map_err(|error| Error::Open(format!("cannot start a thread: {error}")))
}

fn read(mut db: Db, opener: &Opener, queue: &flume::Receiver<ReadJob>) {
    while let Ok(job) = queue.recv() {
        if db.is_closed() {
            match opener.open() {
                Ok(again) => db = again,
                // The statement that follows fails and says why.
                Err(error) => tracing::error!(%error, "the database cannot be reached"),
            }
        }
        job(&mut db);
    }
}

//! The one thread that writes, and its group commit.
//!
//! Changes wait in a queue. The writer takes all that wait, runs each within a savepoint of one
//! transaction, commits once, and only then answers each of them and publishes their events. So a
//! change is answered only when it is durably on disk, while a disk that syncs a hundred times a
//! second still takes thousands of changes; and a change that fails takes no other with it.

use std::{sync::Arc, time::Instant};

use domain::{
    EventId, Timestamp,
    event::{Change, Event},
};
use tokio::sync::{broadcast, oneshot};

use crate::{Db, Error, Opener, Vitals, error::guarded, event, listener::Nodes};

/// Most changes in one transaction: about 20 ms of work.
const BATCH_MAX: usize = 256;

/// A transaction that writes: reads and statements through [`Db`], and the events it records.
pub struct Tx<'a> {
    db: &'a mut Db,
    now: Timestamp,
    events: &'a mut Vec<Event>,
}

impl std::ops::Deref for Tx<'_> {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db
    }
}

impl std::ops::DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Db {
        self.db
    }
}

impl Tx<'_> {
    /// The time of the change.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Records a change, which pages and others are told of once it is committed.
    pub fn record(&mut self, change: Change) -> Result<EventId, Error> {
        let event = event::insert(self.db, change, self.now)?;
        self.events.push(event);
        Ok(event.id)
    }
}

/// A change that waits for its turn.
pub(crate) trait Job: Send {
    /// Makes it; whether it is to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Tells whoever asked for it, after the commit or its failure.
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

/// A change made by a function.
pub(crate) struct FnJob<F, T, E> {
    make: Option<F>,
    made: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
    now: Timestamp,
    /// What asked for it, for what is logged meanwhile.
    span: tracing::Span,
}

impl<F, T, E> FnJob<F, T, E> {
    pub(crate) fn new(make: F, now: Timestamp) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        let span = tracing::Span::current();
        (Self { make: Some(make), made: None, reply, now, span }, answer)
    }
}

impl<F, T, E> Job for FnJob<F, T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        tx.now = self.now;
        let make = self.make.take();
        self.made = self.span.in_scope(|| make.map(|make| guarded(|| make(tx))));
        matches!(self.made, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        let answer = match (self.made, committed) {
            // What it refused by itself stays refused, whatever became of the others.
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(made)), Ok(())) => Ok(made),
            (None, Ok(())) => Err(Error::Closed.into()),
        };
        // Whoever asked may have gone; the change holds all the same.
        let _ = self.reply.send(answer);
    }
}

/// Writes until the queue is closed and empty. Publishes what was recorded to `events`, unless a listener reads it
/// together with what other servers record.
pub(crate) fn run(
    mut db: Db,
    opener: &Opener,
    queue: &flume::Receiver<Box<dyn Job>>,
    events: Option<&broadcast::Sender<Arc<[Event]>>>,
    nodes: &Nodes,
    vitals: &Vitals,
) {
    let mut jobs: Vec<Box<dyn Job>> = Vec::new();
    while let Ok(first) = queue.recv() {
        jobs.push(first);
        jobs.extend(queue.try_iter().take(BATCH_MAX - 1));
        if db.is_closed() {
            match opener.open() {
                Ok(again) => db = again,
                Err(error) => {
                    tracing::error!(%error, "the database cannot be reached");
                    vitals.failed();
                    answer_all(&mut jobs, &Err(error));
                    continue;
                }
            }
        }
        let mut recorded = Vec::new();
        let outcome = transact(&mut db, &mut jobs, &mut recorded, nodes, vitals);
        if let Err(error) = &outcome {
            tracing::error!(%error, changes = jobs.len(), "a transaction failed");
            vitals.failed();
            let _ = db.batch("ROLLBACK");
        } else if !recorded.is_empty() {
            nodes.committed();
            if let Some(events) = events {
                // Nobody may be listening.
                let _ = events.send(recorded.into());
            }
        }
        answer_all(&mut jobs, &outcome);
    }
}

fn answer_all(jobs: &mut Vec<Box<dyn Job>>, outcome: &Result<(), Error>) {
    for job in jobs.drain(..) {
        job.answer(match outcome {
            Ok(()) => Ok(()),
            Err(error) if error.is_disk_full() => Err(Error::DiskFull),
            Err(error) => Err(Error::RolledBack(error.to_string())),
        });
    }
}

fn transact(
    db: &mut Db,
    jobs: &mut [Box<dyn Job>],
    events: &mut Vec<Event>,
    nodes: &Nodes,
    vitals: &Vitals,
) -> Result<(), Error> {
    let mut kept = 0;
    // Statements that belong together go together: on PostgreSQL each is a way there and back.
    db.batch(&format!("{}; SAVEPOINT change", db.dialect().begin()))?;
    for job in jobs {
        let events_before = events.len();
        let mut tx = Tx { db, now: Timestamp::UNIX_EPOCH, events };
        if job.run(&mut tx) {
            kept += 1;
            db.batch("RELEASE SAVEPOINT change; SAVEPOINT change")?;
        } else {
            events.truncate(events_before);
            // Where the database itself has rolled everything back (a full disk does that), there
            // is no savepoint left, and this error fails all of the batch, as it must.
            db.batch("ROLLBACK TO SAVEPOINT change")?;
        }
    }
    let began = Instant::now();
    if events.is_empty() || nodes.relay.get().is_some() {
        db.batch("COMMIT")?;
    } else {
        db.batch(&db.dialect().commit())?;
    }
    vitals.committed(kept, began.elapsed());
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{Error, Location, Store, setting};

    type Answer = Result<(), Error>;

    #[tokio::test]
    async fn a_panic_fails_its_caller_and_nobody_else() -> Answer {
        let folder = tempfile::tempdir().map_err(|error| Error::Open(error.to_string()))?;
        let store = Store::open(Location::Sqlite(folder.path().join("bliss.db")))?;

        let half_done = store.write(|tx| -> Answer {
            setting::set(tx, "half", "done")?;
            panic!("a mistake of ours in a change");
        });
        assert!(matches!(half_done.await, Err(Error::Panicked)));
        // More of them than there are threads that read.
        for _ in 0..2 * crate::READERS {
            let look = store.read(|_| -> Answer { panic!("a mistake of ours in a look") });
            assert!(matches!(look.await, Err(Error::Panicked)));
        }

        store.write(|tx| setting::set(tx, "whole", "done")).await?;
        let kept = store.read(setting::all).await?;
        assert_eq!(kept, [("whole".to_owned(), "done".to_owned())]);
        Ok(())
    }

    #[tokio::test]
    async fn whoever_waits_for_the_end_sees_all_that_was_asked_for() -> Answer {
        let folder = tempfile::tempdir().map_err(|error| Error::Open(error.to_string()))?;
        let location = Location::Sqlite(folder.path().join("bliss.db"));
        let store = Store::open(location.clone())?;
        let (begun, begins) = tokio::sync::oneshot::channel();
        let (go_on, goes_on) = std::sync::mpsc::channel();
        let writes = store.clone();
        let gone = tokio::spawn(async move {
            writes
                .write(move |tx| -> Answer {
                    let _ = begun.send(());
                    let _ = goes_on.recv();
                    setting::set(tx, "asked", "before the end")
                })
                .await
        });
        // Whoever asked is gone before it is done, as everybody is whose server ends.
        let _ = begins.await;
        gone.abort();
        let _ = gone.await;
        let ended = store.ended();
        drop(store);
        tokio::select! {
            biased;
            () = ended.wait() => panic!("it ended before it had done what it was asked for"),
            () = std::future::ready(()) => {}
        }
        let _ = go_on.send(());
        ended.wait().await;
        let kept = Store::open(location)?.read(setting::all).await?;
        assert_eq!(kept, [("asked".to_owned(), "before the end".to_owned())]);
        Ok(())
    }
}

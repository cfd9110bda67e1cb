//! What time brings: replies whose moment to take them back is over, snoozed conversations that wake, calls
//! that nobody picks up, promises that come due, first words that do not come. What fell due while the server
//! was down is done at the start. Where several servers have the desk open, the one that leads does it; each job reads
//! what is due in the transaction that does it, so that two would not do it twice either. What takes its own time,
//! because another machine is asked, runs beside it (`archive.rs`).

use std::{
    future::Future,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use domain::Timestamp;
use jiff::SignedDuration;
use store::Db;
use tokio::sync::Notify;

use crate::{Desk, Result, call::next_unanswered};

/// Longest that the jobs sleep, in case the clock was set.
const SLEEP_MAX: Duration = Duration::from_secs(30);
/// … and where other servers put things off, too, in case one died before it told.
const SLEEP_MAX_SHARED: Duration = Duration::from_secs(3);
/// How often it is looked whether first words are late, at the most.
const LOOK_EVERY: SignedDuration = SignedDuration::from_secs(10);
/// How often what has been kept for long enough is dropped.
const TIDY_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How long they wait after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);

fn next_due(db: &mut Db) -> Result<Option<Timestamp>> {
    let message = store::message::next_due(db)?;
    let snooze = store::conversation::next_due(db)?;
    let call = next_unanswered(db)?;
    let promise = store::promise::next_due(db)?;
    Ok([message, snooze, call, promise].into_iter().flatten().min())
}

/// How long to sleep at `now` until `due`.
pub(crate) fn sleep_for(now: Timestamp, due: Option<Timestamp>) -> Duration {
    let until = due.map_or(SLEEP_MAX, |due| {
        // Times are kept in whole milliseconds: a millisecond later it is surely due.
        let ahead = due.duration_since(now).saturating_add(SignedDuration::from_millis(1));
        Duration::try_from(ahead).unwrap_or(Duration::ZERO)
    });
    until.min(SLEEP_MAX)
}

/// Something that is done now and then beside what is due.
pub(crate) struct Every {
    ms: u64,
    /// When it was done last; long ago where it never was.
    last_ms: AtomicI64,
}

impl Every {
    /// … with as long in between.
    pub(crate) fn new(every: SignedDuration) -> Self {
        let ms = u64::try_from(every.as_millis()).unwrap_or(0);
        Self { ms, last_ms: AtomicI64::new(i64::MIN) }
    }

    /// Whether its time has come again at `now`, or the clock was set; it is taken as done then.
    pub(crate) fn comes(&self, now: Timestamp) -> bool {
        let now_ms = now.as_millisecond();
        let comes = now_ms.abs_diff(self.last_ms.load(Ordering::Relaxed)) >= self.ms;
        if comes {
            self.last_ms.store(now_ms, Ordering::Relaxed);
        }
        comes
    }
}

impl Desk {
    /// Does what is due, for as long as the desk is open.
    pub async fn run_jobs(&self) {
        tokio::join!(
            self.run_due(),
            self.run_archive(),
            self.run_files(),
            self.run_indexer(),
            self.run_webhooks(),
            self.run_assignment(),
            self.run_rules(),
            self.run_notifications(),
            self.run_erasures(),
            self.run_imports(),
            self.run_exports(),
            self.run_retention(),
            self.run_nodes()
        );
    }

    /// Does `work` at the server that leads, for as long as the desk is open: again after as long as it says itself, and
    /// as soon as `wake` is told. Where it fails, that is logged as `trouble`, and it is tried again after `retry_after`.
    pub(crate) async fn at_leader<F>(
        &self,
        wake: &Notify,
        retry_after: Duration,
        trouble: &str,
        work: impl Fn() -> F + Send,
    ) where
        F: Future<Output = Result<Duration>> + Send,
    {
        let mut leads = self.store.leads();
        // An error means that the store was closed.
        while leads.wait_for(|leads| *leads).await.is_ok() {
            let wait = work().await.unwrap_or_else(|error| {
                tracing::error!(%error, "{trouble}; it is tried again");
                retry_after
            });
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = wake.notified() => {}
            }
        }
    }

    async fn run_due(&self) {
        let mut leads = self.store.leads();
        let sleep_max = if self.store.is_shared() { SLEEP_MAX_SHARED } else { SLEEP_MAX };
        let (look, tidy) = (Every::new(LOOK_EVERY), Every::new(TIDY_EVERY));
        loop {
            if !*leads.borrow_and_update() {
                self.due.store(i64::MAX, Ordering::Relaxed);
                if leads.wait_for(|leads| *leads).await.is_err() {
                    return;
                }
            }
            let now = self.store.now();
            if look.comes(now)
                && let Err(error) = self.judge_waiting().await
            {
                tracing::error!(%error, "it was not looked whether first words are late");
            }
            if tidy.comes(now)
                && let Err(error) = self.forget_old_entries().await
            {
                tracing::error!(%error, "old entries of the audit log were not dropped");
            }
            let sleep = match self.do_due().await {
                Ok(due) => {
                    let next = due.map_or(i64::MAX, Timestamp::as_millisecond);
                    self.due.store(next, Ordering::Relaxed);
                    sleep_for(self.store.now(), due)
                }
                Err(error) => {
                    // What was due still is.
                    self.due.fetch_min(now.as_millisecond(), Ordering::Relaxed);
                    tracing::error!(%error, "what was due could not be done; it is tried again");
                    RETRY_AFTER
                }
            };
            tokio::select! {
                () = tokio::time::sleep(sleep.min(sleep_max)) => {}
                () = self.put_off.notified() => {}
                _ = leads.changed() => {}
            }
        }
    }

    /// How late the jobs are: for how long something has been due that is not done yet.
    pub fn jobs_lag(&self) -> Duration {
        let late_ms = self.store.now().as_millisecond() - self.due.load(Ordering::Relaxed);
        Duration::from_millis(u64::try_from(late_ms).unwrap_or(0))
    }

    /// Does all that is due now; when the next is.
    pub async fn do_due(&self) -> Result<Option<Timestamp>> {
        while self.send_due().await? > 0 {}
        while self.wake_due().await? > 0 {}
        while self.promise_unanswered().await? > 0 {}
        while self.look_after_promises().await? > 0 {}
        self.store.read(next_due).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jobs_sleep_until_the_next_is_due() {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        assert_eq!(sleep_for(at(0), None), SLEEP_MAX);
        assert_eq!(sleep_for(at(0), Some(at(200))), Duration::from_millis(201));
        assert_eq!(sleep_for(at(500), Some(at(200))), Duration::ZERO);
        assert_eq!(sleep_for(at(0), Some(at(10_000_000))), SLEEP_MAX);
    }

    #[test]
    fn what_is_done_now_and_then_is_done_at_once_and_then_again() {
        let every = Every::new(SignedDuration::from_secs(10));
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        for (seconds, comes) in
            [(5, true), (6, false), (14, false), (15, true), (3, true), (4, false)]
        {
            assert_eq!(every.comes(at(seconds)), comes, "{seconds}");
        }
    }
}

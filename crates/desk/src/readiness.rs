//! Whether the desk can do its work: the database answers a read and keeps a write, in a short time.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::Mutex, time::timeout};

use crate::{Desk, Result};

/// How long a read and a write may take together, before the desk is not ready.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// How long an answer holds: whoever asks more often costs the disk nothing.
const HOLDS_FOR: Duration = Duration::from_secs(1);
/// The setting that is written. No page shows it, so it is no event.
const WRITTEN: &str = "ready_at";

/// Why the desk is not ready. It is told to whoever asks, so it says nothing of where the database is; the log does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// A read failed.
    #[error("The database cannot be read; the log says why.")]
    Unread,
    /// A write failed.
    #[error("The database keeps nothing; the log says why.")]
    Unwritten,
    /// A write failed for want of room.
    #[error("The disk is full, so nothing can be kept. Make room on it.")]
    DiskFull,
    /// One of them takes too long.
    #[error("The database did not answer a read and a write within {} seconds.", ANSWER_WITHIN.as_secs())]
    Slow,
}

/// The last answer, and when it was found.
pub(crate) type Last = Arc<Mutex<Option<(Instant, Option<Unready>)>>>;

impl Desk {
    /// Whether the database reads and writes; why not, where it does not. However many ask, and however often, it
    /// is tried by one at a time and once a second at most.
    pub async fn why_unready(&self) -> Option<Unready> {
        let mut last = self.readiness.lock().await;
        if let Some((found_at, found)) = *last
            && found_at.elapsed() < HOLDS_FOR
        {
            return found;
        }
        let found = within(ANSWER_WITHIN, self.try_database()).await;
        *last = Some((Instant::now(), found));
        found
    }

    async fn try_database(&self) -> Option<Unready> {
        if self.store.read(store::event::last).await.is_err() {
            return Some(Unready::Unread);
        }
        let write = |tx: &mut store::Tx<'_>| -> Result<()> {
            let now = tx.now().as_millisecond().to_string();
            Ok(store::setting::set(tx, WRITTEN, &now)?)
        };
        match self.store.write(write).await {
            Ok(()) => None,
            Err(crate::Error::Store(error)) if error.is_disk_full() => Some(Unready::DiskFull),
            Err(_) => Some(Unready::Unwritten),
        }
    }
}

async fn within(limit: Duration, trying: impl Future<Output = Option<Unready>>) -> Option<Unready> {
    timeout(limit, trying).await.unwrap_or(Some(Unready::Slow))
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn what_takes_too_long_is_not_ready() {
        assert_eq!(within(Duration::from_millis(1), pending()).await, Some(Unready::Slow));
        assert_eq!(within(ANSWER_WITHIN, ready(None)).await, None);
        assert_eq!(
            Unready::Slow.to_string(),
            "The database did not answer a read and a write within 2 seconds."
        );
    }
}

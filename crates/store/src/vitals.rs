//! How the store does, for whoever watches over it: how long a commit takes, how much is written, how often that
//! fails. What is measured is counted here and told elsewhere; nothing in it says whose words were written.

use std::time::Duration;

use prometheus::{Histogram, HistogramOpts, IntCounter, core::Collector};

use crate::Error;

/// Upper bounds, in seconds, of the classes by which commits are counted: from a fast disk's `fdatasync` to what
/// nobody waits for.
const COMMIT_SECONDS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// What is counted. Clones count together.
#[derive(Debug, Clone)]
pub struct Vitals {
    commit_seconds: Histogram,
    changes: IntCounter,
    failures: IntCounter,
}

impl Vitals {
    pub(crate) fn new() -> Result<Self, Error> {
        let made = || {
            let commit_seconds = HistogramOpts::new(
                "bliss_commit_seconds",
                "How long the database took to keep a transaction durably.",
            );
            Ok(Self {
                commit_seconds: Histogram::with_opts(
                    commit_seconds.buckets(COMMIT_SECONDS.into()),
                )?,
                changes: IntCounter::new(
                    "bliss_changes_total",
                    "Changes that were kept; several go in one transaction.",
                )?,
                failures: IntCounter::new(
                    "bliss_failed_transactions_total",
                    "Transactions of which the database kept nothing.",
                )?,
            })
        };
        made().map_err(|error: prometheus::Error| Error::Open(error.to_string()))
    }

    /// All that is counted, to be told with the rest.
    pub fn collectors(&self) -> Vec<Box<dyn Collector>> {
        vec![
            Box::new(self.commit_seconds.clone()),
            Box::new(self.changes.clone()),
            Box::new(self.failures.clone()),
        ]
    }

    /// A transaction was committed, in that time.
    pub(crate) fn committed(&self, changes: usize, took: Duration) {
        self.commit_seconds.observe(took.as_secs_f64());
        self.changes.inc_by(changes as u64);
    }

    /// A transaction failed, and nothing of it was kept.
    pub(crate) fn failed(&self) {
        self.failures.inc();
    }
}

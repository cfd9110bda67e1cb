//! What time it is for a server: the machine's, until a test sets another.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::SeqCst},
};

use domain::Timestamp;

#[derive(Clone, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Stands still at that moment, such as "2026-10-23T08:00[Europe/Berlin]".
    pub fn at(when: &str) -> Self {
        let at: jiff::Zoned = when.parse().unwrap();
        Self(Arc::new(AtomicI64::new(at.timestamp().as_millisecond())))
    }

    /// So many minutes go by.
    pub fn passes(&self, minutes: i64) {
        self.passes_seconds(minutes * 60);
    }

    pub fn passes_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        match self.0.load(SeqCst) {
            0 => Timestamp::now(),
            ms => Timestamp::from_millisecond(ms).unwrap(),
        }
    }
}

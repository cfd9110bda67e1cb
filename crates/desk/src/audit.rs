//! The audit log: who came in and how, and what was done to the desk itself. Each verb that belongs in it notes that in
//! its own transaction; nothing here changes what was noted, and only age takes it away.

use std::sync::Arc;

use domain::{AgentId, EventId, Timestamp, agent::Agent, audit::Action, text};
use jiff::SignedDuration;
use store::{
    Tx,
    audit::{Filter, Place},
};

use crate::{Desk, Result, security::Security, session::Origin};

/// Something that is about to be noted.
pub(crate) struct Entry {
    action: Action,
    by: Option<AgentId>,
    about: Option<AgentId>,
    detail: String,
    from: Option<Arc<Origin>>,
}

impl Entry {
    /// … done by that agent.
    pub(crate) fn by(mut self, agent: impl Into<Option<AgentId>>) -> Self {
        self.by = agent.into();
        self
    }

    /// … to that agent.
    pub(crate) fn about(mut self, agent: impl Into<Option<AgentId>>) -> Self {
        self.about = agent.into();
        self
    }

    /// … with those words.
    pub(crate) fn detail(mut self, detail: impl AsRef<str>) -> Self {
        self.detail = text::excerpt(detail.as_ref(), text::LINE_CHARS_MAX);
        self
    }

    /// … from there.
    pub(crate) fn from(mut self, origin: Origin) -> Self {
        self.from = Some(Arc::new(origin));
        self
    }

    /// Notes it in the transaction of what was done.
    pub(crate) fn keep(self, tx: &mut Tx<'_>) -> Result<()> {
        self.keep_with(tx, None)
    }

    /// Notes it beside the event of the same change, which is then not told of by itself.
    pub(crate) fn keep_beside(self, tx: &mut Tx<'_>, event: EventId) -> Result<()> {
        self.keep_with(tx, Some(event))
    }

    fn keep_with(self, tx: &mut Tx<'_>, event: Option<EventId>) -> Result<()> {
        let browser =
            self.from.as_ref().map(|from| text::excerpt(&from.browser, text::LINE_CHARS_MAX));
        let new = store::audit::New {
            action: self.action,
            agent: self.by,
            about: self.about,
            detail: &self.detail,
            ip: self.from.as_ref().map(|from| from.ip.as_str()),
            browser: browser.as_deref(),
            event,
        };
        let now = tx.now();
        Ok(store::audit::insert(tx, &new, now)?)
    }
}

impl Desk {
    /// The same desk, used from there: the audit log says so of what is done through it.
    #[must_use]
    pub fn used_from(mut self, origin: Origin) -> Self {
        self.origin = Some(Arc::new(origin));
        self
    }

    /// An entry that says where the desk is used from.
    pub(crate) fn audit(&self, action: Action) -> Entry {
        Entry { action, by: None, about: None, detail: String::new(), from: self.origin.clone() }
    }

    /// Entries before a place, or the newest, as far back as the log is kept, at most `most`.
    pub async fn audit_entries(
        &self,
        mut filter: Filter,
        before: Option<Place>,
        most: i64,
    ) -> Result<Vec<store::audit::Entry>> {
        let now = self.store.now();
        self.store
            .read(move |db| {
                let oldest = oldest(Security::read(db)?, now);
                filter.from = filter.from.max(Some(oldest));
                Ok(store::audit::list(db, &filter, before, most)?)
            })
            .await
    }

    /// Notes that somebody takes the log with them; `what` says which part of it.
    pub async fn note_audit_export(&self, by: &Agent, what: &str) -> Result<()> {
        let entry = self.audit(Action::LogExported).by(by.id).detail(what);
        self.store.write(move |tx| entry.keep(tx)).await
    }

    /// Drops what has been kept for long enough; how many entries.
    pub async fn forget_old_entries(&self) -> Result<u64> {
        self.store
            .write(|tx| {
                let oldest = oldest(Security::read(tx)?, tx.now());
                Ok(store::audit::forget_before(tx, oldest)?)
            })
            .await
    }
}

/// From when on the log is kept.
fn oldest(security: Security, now: Timestamp) -> Timestamp {
    now - SignedDuration::from_hours(24 * security.audit_days)
}

//! Conversations that were closed long ago go by themselves, or only the files that came with them, where an owner wants
//! it so. The server that leads does it once a day, a few at a time, and notes in the audit log what went.

use std::time::Duration;

use domain::{
    ConversationId, CustomerId, Timestamp,
    agent::Agent,
    audit::Action,
    event::{Change, EventKind},
    retention::{Going, Retention},
};
use jiff::{SignedDuration, tz::TimeZone};
use store::{Db, Tx};

use crate::{Desk, Error, Result};

/// How often it is looked whether a day has begun.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// How long it is waited after something failed.
const RETRY_AFTER: Duration = Duration::from_secs(10);
/// Conversations that are erased in one transaction: some ten milliseconds.
const CONVERSATIONS_AT_ONCE: i64 = 5;
/// Files that are deleted in one transaction.
const FILES_AT_ONCE: i64 = 50;

/// The names under which it is kept.
const CONVERSATIONS: &str = "retention_conversations_days";
const FILES: &str = "retention_files_days";
/// The day on which all was done, and what went since that was last noted.
const DONE_ON: &str = "retention_done_on";
const GONE: &str = "retention_gone";

fn read(db: &mut Db) -> Result<Retention> {
    let mut days = |key: &str| -> Result<Option<i64>> {
        Ok(store::setting::find(db, key)?.and_then(|days| days.parse().ok()))
    };
    Ok(Retention { conversations_days: days(CONVERSATIONS)?, files_days: days(FILES)? })
}

/// What is closed for longer than that at `now`.
fn before(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN)
}

/// The day of a moment, in UTC.
fn day(now: Timestamp) -> String {
    now.to_zoned(TimeZone::UTC).date().to_string()
}

impl Desk {
    /// After how many days what goes.
    pub async fn retention(&self) -> Result<Retention> {
        self.store.read(read).await
    }

    /// What would go today if it were so.
    ///
    /// # Errors
    /// [`Error::Refused`] where the days are out of range.
    pub async fn retention_going(&self, retention: Retention) -> Result<Going> {
        if let Some(fault) = retention.fault() {
            return Err(Error::refused(fault));
        }
        let now = self.store.now();
        self.store
            .read(move |db| {
                let Retention { conversations_days, files_days } = retention;
                let whole = match conversations_days {
                    Some(days) => store::retention::going(db, before(now, days), true)?,
                    None => Going::default(),
                };
                let files = match files_days {
                    Some(days) => store::retention::going(db, before(now, days), false)?,
                    None => Going::default(),
                };
                // What is closed for longer is in both.
                let files_bytes = whole.files_bytes.max(files.files_bytes);
                let recordings = whole.recordings.max(files.recordings);
                let files = whole.files.max(files.files);
                Ok(Going { files, files_bytes, recordings, ..whole })
            })
            .await
    }

    /// Says after how many days what goes; what is due goes at once.
    ///
    /// # Errors
    /// [`Error::Refused`] where the days are out of range.
    pub async fn change_retention(&self, by: &Agent, to: Retention) -> Result<()> {
        if let Some(fault) = to.fault() {
            return Err(Error::refused(fault));
        }
        let (by, entry) = (by.id, self.audit(Action::RetentionChanged).by(by.id));
        self.store
            .write(move |tx| {
                if read(tx)? == to {
                    return Ok(());
                }
                let text = |days: Option<i64>| days.map_or(String::new(), |days| days.to_string());
                store::setting::set(tx, CONVERSATIONS, &text(to.conversations_days))?;
                store::setting::set(tx, FILES, &text(to.files_days))?;
                store::setting::set(tx, DONE_ON, "")?;
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                let words = |days: Option<i64>| {
                    days.map_or("never".to_owned(), |days| format!("after {days} days"))
                };
                let (whole, files) = (words(to.conversations_days), words(to.files_days));
                entry
                    .detail(format!("conversations go {whole}, files {files}"))
                    .keep_beside(tx, event)
            })
            .await?;
        self.to_forget.notify_one();
        Ok(())
    }

    /// Lets go of what is old, for as long as the desk is open.
    pub(crate) async fn run_retention(&self) {
        self.at_leader(&self.to_forget, RETRY_AFTER, "what is old did not go", || async {
            self.let_go_of_old().await?;
            Ok(LOOK_EVERY)
        })
        .await;
    }

    async fn let_go_of_old(&self) -> Result<()> {
        let now = self.store.now();
        let today = day(now);
        let looked = |db: &mut Db| {
            let mut kept = |key| store::setting::find(db, key);
            let (done_on, gone) = (kept(DONE_ON)?, kept(GONE)?);
            Ok::<_, Error>((read(db)?, done_on.unwrap_or_default(), gone.unwrap_or_default()))
        };
        let (retention, done_on, gone) = self.store.read(looked).await?;
        // What went before it was switched off is noted all the same.
        if (!retention.is_on() || done_on == today) && gone.is_empty() {
            return Ok(());
        }
        let mut went = false;
        while self.store.write(move |tx| step(tx, retention)).await? {
            went = true;
        }
        if went {
            self.threads.forget_all();
            self.to_clear.notify_one();
        }
        let entry = self.audit(Action::OldErased);
        self.store
            .write(move |tx| {
                store::setting::set(tx, DONE_ON, &today)?;
                let gone = store::setting::find(tx, GONE)?;
                let gone = gone.as_deref().and_then(Going::from_text).unwrap_or_default();
                if gone.is_nothing() {
                    return Ok(());
                }
                store::setting::set(tx, GONE, "")?;
                let words = format!(
                    "{} conversations, {} messages, {} files, {} recordings",
                    gone.conversations, gone.messages, gone.files, gone.recordings
                );
                entry.detail(words).keep(tx)
            })
            .await
    }
}

/// Lets go of a little of what is due; whether there may be more.
fn step(tx: &mut Tx<'_>, retention: Retention) -> Result<bool> {
    // Somebody may have thought better of it.
    if read(tx)? != retention {
        return Ok(false);
    }
    let now = tx.now();
    let mut gone = Going::default();
    let mut whose: Vec<(ConversationId, CustomerId)> = Vec::new();
    if let Some(days) = retention.conversations_days {
        (whose, gone) = store::retention::erase(tx, before(now, days), CONVERSATIONS_AT_ONCE, now)?;
    }
    if let Some(days) = retention.files_days.filter(|_| whose.is_empty()) {
        (whose, gone) = store::retention::erase_files(tx, before(now, days), FILES_AT_ONCE, now)?;
    }
    if whose.is_empty() {
        return Ok(false);
    }
    for (conversation, customer) in whose {
        let change = Change::new(EventKind::ConversationChanged);
        tx.record(change.in_conversation(conversation, customer))?;
    }
    let before = store::setting::find(tx, GONE)?;
    let before = before.as_deref().and_then(Going::from_text).unwrap_or_default();
    store::setting::set(tx, GONE, &before.and(gone).to_text())?;
    Ok(true)
}

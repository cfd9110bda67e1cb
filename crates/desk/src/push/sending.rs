//! Tells browsers what they are to be told, several at once, so that a push service that is slow holds up none of the
//! others for long. Each has at most one thing waiting, which is written anew at each try: what was seen by then is told
//! no more.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use domain::{
    Timestamp,
    push::{Answer, KEEP_DAYS, Subscription, WAIT_MINUTES_MAX, retry_after},
};
use futures_util::{StreamExt, future::BoxFuture, stream};
use jiff::SignedDuration;
use sealed::from_text;
use store::Tx;

use super::{
    Given, SEALED_AS,
    client::{Client, Outcome},
};
use crate::{
    Desk, Error, Result,
    jobs::{Every, sleep_for},
    notification, token,
};

/// Longest that it is slept, in case the clock was set or another server died before it told.
const SLEEP_MAX: Duration = Duration::from_secs(3);
/// How long it is waited after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long nobody else takes one that is under way: longer than all answers are waited for of those that are taken.
const HOLD: SignedDuration = SignedDuration::from_mins(1);
/// Most that are under way at once.
const UNDER_WAY_MAX: usize = 16;
/// Most that are taken in one go.
const TAKEN_MAX: i64 = 32;
/// How often browsers are forgotten in which nobody has been signed in for long.
const TIDY_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// What the push service is told a message is about, so that a newer one replaces it (RFC 8030, section 5.4).
const NEWS: &str = "news";
const TEST: &str = "test";

/// Writes what a browser is told now, as its service worker reads it; nothing where there is nothing left to say.
pub type Write =
    Arc<dyn Fn(Desk, Subscription) -> BoxFuture<'static, Result<Option<String>>> + Send + Sync>;

impl Desk {
    /// Tells browsers what is new, for as long as the desk is open.
    pub async fn run_push(&self, write: Write) {
        let client = match Client::new(self.private_push) {
            Ok(client) => client,
            Err(error) => {
                tracing::error!(%error, "browsers are told nothing: nothing can be encrypted here");
                return;
            }
        };
        let (client, write) = (&client, &write);
        let (is_fresh, tidy) = (&AtomicBool::new(true), &Every::new(TIDY_EVERY));
        self.at_leader(&self.to_push, RETRY_AFTER, "browsers could not be told", || async move {
            if tidy.comes(self.store.now())
                && let Err(error) = self.forget_browsers().await
            {
                tracing::error!(%error, "browsers of long ago could not be forgotten");
            }
            if is_fresh.swap(false, Relaxed) {
                self.retry_pushes().await?;
            }
            self.send_pushes(client, write).await
        })
        .await;
    }

    async fn forget_browsers(&self) -> Result<()> {
        self.store
            .write(|tx| {
                let before = tx.now() - SignedDuration::from_hours(24 * KEEP_DAYS);
                Ok(store::push::forget(tx, before)?)
            })
            .await
    }

    /// A server that has just begun tries again what was not taken before: perhaps it was begun anew for just that.
    async fn retry_pushes(&self) -> Result<()> {
        self.store
            .write(|tx| {
                let now = tx.now();
                let before = now + SignedDuration::from_mins(WAIT_MINUTES_MAX);
                Ok(store::push::retry_all(tx, now, before)?)
            })
            .await
    }

    /// Tells all that are to be told; how long there is nothing to do then.
    async fn send_pushes(&self, client: &Client, write: &Write) -> Result<Duration> {
        let due = self.take_pushes().await?;
        stream::iter(due)
            .for_each_concurrent(UNDER_WAY_MAX, |browser| async move {
                let id = browser.id;
                if let Err(error) = self.try_push(client, write, browser).await {
                    // It is held for a while, and then tried again.
                    tracing::error!(%error, browser = id.0, "what came of telling a browser is not known");
                }
            })
            .await;
        let next = self.store.read(store::push::next_due).await?;
        Ok(sleep_for(self.store.now(), next).min(SLEEP_MAX))
    }

    /// What is due, held so that nobody else takes it.
    async fn take_pushes(&self) -> Result<Vec<Subscription>> {
        let now = self.store.now();
        if self.store.read(move |db| store::push::due(db, now, 1)).await?.is_empty() {
            return Ok(Vec::new());
        }
        // Looked at once more where nobody else writes: another server may have been faster.
        self.store
            .write(|tx| {
                let now = tx.now();
                let due = store::push::due(tx, now, TAKEN_MAX)?;
                for browser in &due {
                    store::push::set_next(tx, browser.id, now + HOLD)?;
                }
                Ok(due)
            })
            .await
    }

    /// Tells one, and keeps what came of it. Whoever is signed in no more is told nothing, and whoever wants to be left
    /// alone not now: only what somebody tries themselves comes at once.
    async fn try_push(&self, client: &Client, write: &Write, browser: Subscription) -> Result<()> {
        let (agent, session, now) = (browser.agent_id, browser.session_id, self.store.now());
        let (lasts, opens) = self
            .store
            .read(move |db| {
                let lasts = store::session::lasts(db, session, now)?;
                Ok::<_, Error>((lasts, notification::opens_at(db, agent, now)?))
            })
            .await?;
        let is_tried_by_hand = browser.test && browser.tries == 0;
        if lasts && opens > now && !is_tried_by_hand {
            return self.store.write(move |tx| put_off(tx, &browser, browser.tries, opens)).await;
        }
        let message = if lasts { write(self.clone(), browser.clone()).await? } else { None };
        let Some(message) = message else {
            return self.store.write(move |tx| settle(tx, &browser)).await;
        };
        let outcome = self.push(client, &browser, &message, now).await?;
        let spread = u16::from_be_bytes(token::random()) % 1001;
        self.store.write(move |tx| conclude(tx, &browser, now, &outcome, spread)).await
    }

    async fn push(
        &self,
        client: &Client,
        browser: &Subscription,
        message: &str,
        now: Timestamp,
    ) -> Result<Outcome> {
        let key = self.server_key()?;
        let opened = from_text(&browser.secret).and_then(|secret| key.open(SEALED_AS, &secret));
        let to = opened.and_then(|json| Given::from_json(&json));
        let (Some(to), Some(sender)) = (to, self.push_sender().await?) else {
            return Ok(Outcome::unreadable("the key of this server is not that which sealed it"));
        };
        let topic = if browser.test { TEST } else { NEWS };
        Ok(client.post(&to, &sender, self.push_contact.as_deref(), (topic, message), now).await)
    }
}

/// There is nothing left to say of what a browser was to be told.
fn settle(tx: &mut Tx<'_>, was: &Subscription) -> Result<()> {
    let now = tx.now();
    let Some(browser) = store::push::find(tx, was.id, now)? else { return Ok(()) };
    leave(tx, was, &browser)
}

/// What a browser was to be told is done with, however it went; what it is to be told besides by now comes next.
fn leave(tx: &mut Tx<'_>, was: &Subscription, browser: &Subscription) -> Result<()> {
    let (now, left) = (tx.now(), (browser.test && !was.test, browser.told_beside(was)));
    Ok(store::push::set_left(tx, browser.id, left, now)?)
}

/// A browser is told later what it was to be told, unless somebody tries it by now.
fn put_off(tx: &mut Tx<'_>, was: &Subscription, tries: i64, at: Timestamp) -> Result<()> {
    let now = tx.now();
    let browser = store::push::find(tx, was.id, now)?;
    let is_tried = browser.is_some_and(|browser| browser.test && !was.test);
    let (tries, at) = if is_tried { (0, now) } else { (tries, at) };
    Ok(store::push::set_tried(tx, was.id, tries, at)?)
}

/// Keeps what came of a try: it was taken, is tried again, or is given up; or there is no such browser any more.
fn conclude(
    tx: &mut Tx<'_>,
    was: &Subscription,
    at: Timestamp,
    outcome: &Outcome,
    spread: u16,
) -> Result<()> {
    let now = tx.now();
    let Some(browser) = store::push::find(tx, was.id, now)? else { return Ok(()) };
    let (id, tries) = (browser.id, browser.tries + 1);
    match outcome.answer {
        Answer::Taken => {
            store::push::set_told(tx, id, at)?;
            leave(tx, was, &browser)?;
        }
        Answer::Gone => {
            tracing::info!(browser = id.0, said = outcome.said, "a browser is told no more");
            store::push::remove(tx, id)?;
        }
        Answer::Troubled(trouble) => {
            let (why, said) = (trouble.as_str(), outcome.said.as_str());
            tracing::warn!(browser = id.0, why, said, "a browser was not told");
            store::push::set_trouble(tx, id, trouble, said)?;
            match retry_after(tries, spread).filter(|_| !trouble.is_final()) {
                Some(wait) => {
                    let wait = outcome.wait.map_or(wait, |asked| asked.max(wait));
                    put_off(tx, was, tries, now + wait)?;
                }
                None => leave(tx, was, &browser)?,
            }
        }
    }
    notification::tell(tx, browser.agent_id)
}

//! Tells browsers what they are to be told, several at once, so that a push service that is slow holds up none of the
//! others for long. Each has at most one thing waiting, which is written anew at each try: what was seen by then is told
//! no more.

use std::{sync::Arc, time::Duration};

use domain::{
    Timestamp,
    mail::retry_after,
    push::{Answer, Subscription},
};
use futures_util::{StreamExt, future::BoxFuture, stream};
use jiff::SignedDuration;
use sealed::from_text;
use store::Tx;

use super::{
    Given, SEALED_AS,
    client::{Client, Outcome},
};
use crate::{Desk, Result, jobs::sleep_for, notification, token};

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
        let work = || async move { self.send_pushes(client, write).await };
        self.at_leader(&self.to_push, RETRY_AFTER, "browsers could not be told", work).await;
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

    /// Tells one, and keeps what came of it. Whoever is signed in no more is told nothing.
    async fn try_push(&self, client: &Client, write: &Write, browser: Subscription) -> Result<()> {
        let (id, session, now) = (browser.id, browser.session_id, self.store.now());
        let lasts = self.store.read(move |db| store::session::lasts(db, session, now)).await?;
        let message = if lasts { write(self.clone(), browser.clone()).await? } else { None };
        let Some(message) = message else {
            return self.store.write(move |tx| Ok(store::push::set_settled(tx, id)?)).await;
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
        let topic = if browser.told.is_some() { NEWS } else { TEST };
        Ok(client.post(&to, &sender, self.push_contact.as_deref(), (topic, message), now).await)
    }
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
            // What became new meanwhile is told next.
            if let Some(told) = browser.told.filter(|_| browser.told != was.told) {
                let after = was.told.map_or(told.0, |(_, upto)| upto);
                store::push::tell_next(tx, id, (after, told.1), now)?;
            }
        }
        Answer::Gone => {
            tracing::info!(browser = id.0, said = outcome.said, "a browser is told no more");
            store::push::remove(tx, id)?;
        }
        Answer::Troubled(trouble) => {
            let (why, said) = (trouble.as_str(), outcome.said.as_str());
            tracing::warn!(browser = id.0, why, said, "a browser was not told");
            let wait = retry_after(tries, spread).filter(|_| !trouble.is_final());
            let wait = wait.map(|wait| outcome.wait.map_or(wait, |asked| asked.max(wait)));
            let next_at = wait.map(|wait| now + wait);
            // What is given up leaves the tries of the next alone.
            let tries = if next_at.is_some() { tries } else { 0 };
            store::push::set_troubled(tx, id, (trouble, said), tries, next_at)?;
        }
    }
    notification::tell(tx, browser.agent_id)
}

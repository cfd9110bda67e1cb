//! Goes through the queue: each address by itself, so that one which is slow holds up none of the others. What was under
//! way when the server ended is told again; a receiver knows it by its name.

use std::collections::HashMap;
use std::time::Duration;

use domain::{
    Timestamp, WebhookDeliveryId, WebhookId,
    event::{Change, EventKind},
    webhook::{ANSWER_SECONDS_MAX, Attempt, Delivery, KEEP_DAYS, Off, State, Webhook, retry_after},
};
use jiff::SignedDuration;
use store::Tx;
use tokio::task::JoinSet;

use super::{
    client::{Answer, Client, Request},
    signature::sign,
};
use crate::{
    Desk, Error, Result,
    jobs::{Every, sleep_for},
    token,
};

/// Deliveries to one address that may be under way at once.
const EACH_MAX: usize = 4;
/// How long nobody else takes one that is under way: longer than any answer is waited for.
const HOLD: SignedDuration = SignedDuration::from_secs(2 * ANSWER_SECONDS_MAX.cast_signed());
/// How long is waited, at the least, before the queue is looked at again.
const REST: Duration = Duration::from_millis(200);
/// How long is waited after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How often what is old is forgotten, and how much of it in one go.
const FORGET_EVERY: SignedDuration = SignedDuration::from_hours(1);
const FORGOTTEN_MAX: i64 = 500;

impl Desk {
    /// Sends what is due, for as long as the desk is open.
    pub(super) async fn run_sending(&self) {
        let client = match Client::new(self.private_webhooks) {
            Ok(client) => client,
            Err(error) => {
                tracing::error!(%error, "webhooks are told nothing: nothing can be encrypted here");
                return;
            }
        };
        let mut under_way: JoinSet<WebhookId> = JoinSet::new();
        let mut busy: HashMap<WebhookId, usize> = HashMap::new();
        let forget = Every::new(FORGET_EVERY);
        loop {
            if forget.comes(self.store.now())
                && let Err(error) = self.forget_deliveries().await
            {
                tracing::error!(%error, "what was told long ago could not be forgotten");
            }
            let sleep = match self.take_due(busy.clone()).await {
                Ok((taken, next)) => {
                    for (webhook, delivery) in taken {
                        *busy.entry(webhook.id).or_default() += 1;
                        let (desk, client) = (self.clone(), client.clone());
                        under_way.spawn(async move {
                            let id = webhook.id;
                            desk.try_delivery(&client, &webhook, delivery).await;
                            id
                        });
                    }
                    sleep_for(self.store.now(), next).max(REST)
                }
                Err(error) => {
                    tracing::error!(%error, "what is to be told could not be read; it is tried again");
                    RETRY_AFTER
                }
            };
            tokio::select! {
                () = tokio::time::sleep(sleep) => {}
                () = self.to_tell.notified() => {}
                Some(done) = under_way.join_next() => match done {
                    Ok(id) => {
                        if let Some(count) = busy.get_mut(&id) {
                            *count = count.saturating_sub(1);
                        }
                    }
                    // A mistake of ours: which one it was is not known, and its row is taken again after a while.
                    Err(error) => {
                        tracing::error!(%error, "a webhook was not told to its end");
                        busy.clear();
                    }
                }
            }
        }
    }

    /// What is due, held so that nobody else takes it; and when the next is.
    async fn take_due(
        &self,
        busy: HashMap<WebhookId, usize>,
    ) -> Result<(Vec<(Webhook, Delivery)>, Option<Timestamp>)> {
        let now = self.store.now();
        let look = move |db: &mut store::Db| {
            let mut due = Vec::new();
            for webhook in store::webhook::all(db)?.into_iter().filter(|one| one.off.is_none()) {
                let free = EACH_MAX.saturating_sub(busy.get(&webhook.id).copied().unwrap_or(0));
                let limit = i64::try_from(free).unwrap_or_default();
                let found = store::webhook_delivery::due(db, webhook.id, now, limit)?;
                due.extend(found.into_iter().map(|delivery| (webhook.clone(), delivery)));
            }
            Ok::<_, Error>((due, store::webhook_delivery::next_due(db)?))
        };
        let look_again = look.clone();
        let (due, next) = self.store.read(look).await?;
        if due.is_empty() {
            return Ok((due, next));
        }
        // Looked at once more where nobody else writes: another server may have been faster.
        self.store
            .write(move |tx| {
                let (due, _) = look_again(tx)?;
                for (_, delivery) in &due {
                    store::webhook_delivery::hold(tx, delivery.id, now + HOLD)?;
                }
                Ok((due, store::webhook_delivery::next_due(tx)?))
            })
            .await
    }

    /// Sends it once, and keeps what came of it.
    async fn try_delivery(&self, client: &Client, webhook: &Webhook, delivery: Delivery) {
        let at = self.store.now();
        let began = tokio::time::Instant::now();
        let secrets = match self.webhook_secrets(webhook, at) {
            Ok(secrets) => secrets,
            Err(error) => {
                // It is held for a while, and then tried again.
                tracing::error!(%error, webhook = webhook.id.0, "a webhook cannot be told anything");
                return;
            }
        };
        let request = Request {
            url: webhook.url.clone(),
            signature: sign(&secrets, &delivery.key, at.as_second(), &delivery.body),
            key: delivery.key,
            at_seconds: at.as_second(),
            body: delivery.body,
        };
        let Answer { status, text, error } = client.post(request).await;
        let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let attempt = Attempt { at, took_ms, status, answer: text, error };
        let spread = u16::from_be_bytes(token::random()) % 1001;
        let id = delivery.id;
        let kept = self.store.write(move |tx| conclude(tx, id, &attempt, spread)).await;
        if let Err(error) = kept {
            tracing::error!(%error, delivery = id.0, "what came of telling a webhook was not kept; it is told again");
        }
    }

    async fn forget_deliveries(&self) -> Result<()> {
        loop {
            let forgotten = self
                .store
                .write(|tx| {
                    let before = tx.now() - SignedDuration::from_hours(24 * KEEP_DAYS);
                    store::webhook_delivery::forget(tx, before, FORGOTTEN_MAX)
                })
                .await?;
            if forgotten < FORGOTTEN_MAX.unsigned_abs() {
                return Ok(());
            }
        }
    }
}

/// Keeps what came of a try: it was taken, is tried again, or is given up; and with it perhaps the address.
fn conclude(tx: &mut Tx<'_>, id: WebhookDeliveryId, attempt: &Attempt, spread: u16) -> Result<()> {
    let Some(delivery) = store::webhook_delivery::find(tx, id)? else { return Ok(()) };
    let Some(mut webhook) = store::webhook::find(tx, delivery.webhook_id)? else { return Ok(()) };
    store::webhook_delivery::insert_attempt(tx, id, attempt)?;
    let (now, tries) = (tx.now(), delivery.tries + 1);
    if attempt.is_taken() {
        store::webhook_delivery::set_state(tx, id, State::Delivered, tries, None)?;
        return Ok(store::webhook::set_taken(tx, webhook.id, attempt.at)?);
    }
    if webhook.failing_since.is_none() {
        webhook.failing_since = Some(attempt.at);
        store::webhook::set_failing(tx, webhook.id, webhook.failing_since)?;
    }
    let wait = retry_after(tries, spread).filter(|_| !attempt.is_gone());
    let state = if wait.is_some() { State::Waiting } else { State::Failed };
    store::webhook_delivery::set_state(tx, id, state, tries, wait.map(|wait| now + wait))?;
    let off = if attempt.is_gone() {
        Some(Off::Gone)
    } else {
        webhook.is_given_up(now).then_some(Off::Failing)
    };
    if let Some(why) = off
        && webhook.off.is_none()
    {
        tracing::warn!(webhook = webhook.id.0, why = why.as_str(), "a webhook is switched off");
        store::webhook::set_off(tx, webhook.id, now, why)?;
        tx.record(Change::new(EventKind::SettingsChanged))?;
    }
    Ok(())
}

//! Webhooks: addresses of other programs, made and changed by whoever owns the desk, and what is told to them.

mod client;
mod sending;
mod signature;
mod telling;

use domain::{
    Timestamp, WebhookDeliveryId, WebhookId,
    agent::Agent,
    audit::Action,
    event::{Change, EventKind},
    text,
    webhook::{Delivery, Kind, OLD_SECRET_HOURS, Off, SECRET_PREFIX, State, WEBHOOKS_MAX, Webhook},
};
use jiff::SignedDuration;
use language::say;
use sealed::{from_text, to_text};
use serde_json::json;
use store::{Db, Tx, webhook_delivery::New};

use crate::{Desk, Error, Result, outside::check_url, record};

/// The context in which secrets are sealed with the server's key.
const SEALED_AS: &str = "secret of a webhook";

/// What was filled in about one.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// What it is for.
    pub name: String,
    /// The address.
    pub url: String,
    /// What it is told of.
    pub kinds: Vec<Kind>,
}

/// The one of that id that was not removed.
pub fn find(db: &mut Db, id: WebhookId) -> Result<Webhook> {
    let found = store::webhook::find(db, id)?.filter(|webhook| webhook.removed_at.is_none());
    found.ok_or_else(|| Error::not_found("webhook"))
}

/// Something that was told or is to be told, with the one that it goes to.
pub fn find_delivery(db: &mut Db, id: WebhookDeliveryId) -> Result<(Delivery, Webhook)> {
    let found = store::webhook_delivery::find(db, id)?;
    let delivery = found.ok_or_else(|| Error::not_found("delivery"))?;
    let webhook = find(db, delivery.webhook_id)?;
    Ok((delivery, webhook))
}

impl Desk {
    /// Lets webhooks go to this machine and to one's own network too, also over http.
    #[must_use]
    pub fn with_private_webhooks(mut self, private_too: bool) -> Self {
        self.private_webhooks = private_too;
        self
    }

    /// Whether they may.
    pub fn has_private_webhooks(&self) -> bool {
        self.private_webhooks
    }

    /// Tells webhooks what happens, for as long as the desk is open.
    pub(crate) async fn run_webhooks(&self) {
        tokio::join!(self.run_telling(), self.run_sending());
    }

    fn checked(&self, given: Given) -> Result<Given> {
        let name = text::clean_line(&given.name);
        if name.is_empty() || name.chars().count() > text::LINE_CHARS_MAX {
            return Err(Error::refused(say("webhook-name-bad").with("most", text::LINE_CHARS_MAX)));
        }
        check_url(&given.url, self.private_webhooks).map_err(Error::refused)?;
        if given.kinds.is_empty() {
            return Err(Error::refused(say("webhook-no-kinds")));
        }
        Ok(Given { name, url: given.url.trim().to_owned(), kinds: given.kinds })
    }

    /// Makes one, with a secret of its own.
    ///
    /// # Errors
    /// [`Error::Refused`] where it has no name, is told of nothing, or has an address that is not gone to.
    pub async fn make_webhook(&self, by: &Agent, given: Given) -> Result<WebhookId> {
        let (given, by, secret) = (self.checked(given)?, by.id, self.new_webhook_secret()?);
        let entry = self.audit(Action::WebhookMade).by(by).detail(&given.name);
        self.store
            .write(move |tx| {
                if store::webhook::all(tx)?.len() >= WEBHOOKS_MAX {
                    return Err(Error::refused(say("webhook-too-many").with("most", WEBHOOKS_MAX)));
                }
                telling::begin(tx)?;
                let (made_at, told_after) = (tx.now(), store::event::last(tx)?);
                let id = store::webhook::insert(
                    tx,
                    &store::webhook::New {
                        name: &given.name,
                        url: &given.url,
                        kinds: &given.kinds,
                        secret: &secret,
                        told_after,
                        made_by: by,
                        made_at,
                    },
                )?;
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                entry.keep_beside(tx, event)?;
                Ok(id)
            })
            .await
    }

    /// Changes what it is for, where it is, and what it is told of.
    ///
    /// # Errors
    /// As [`Self::make_webhook`].
    pub async fn change_webhook(&self, by: &Agent, id: WebhookId, given: Given) -> Result<()> {
        let given = self.checked(given)?;
        self.change(by, id, Action::WebhookChanged, move |tx, _| {
            Ok(store::webhook::update(tx, id, &given.name, &given.url, &given.kinds)?)
        })
        .await
    }

    /// Gives it another secret. The one before signs too for [`OLD_SECRET_HOURS`], so that the receiver can change over
    /// at any time.
    pub async fn renew_webhook_secret(&self, by: &Agent, id: WebhookId) -> Result<()> {
        let secret = self.new_webhook_secret()?;
        self.change(by, id, Action::WebhookSecretRenewed, move |tx, now| {
            let until = now + SignedDuration::from_hours(OLD_SECRET_HOURS);
            Ok(store::webhook::set_secret(tx, id, &secret, until)?)
        })
        .await
    }

    /// Switches it off or on. What waits to be told waits on; what happens while it is off is not told.
    pub async fn switch_webhook(&self, by: &Agent, id: WebhookId, on: bool) -> Result<()> {
        let action = if on { Action::WebhookSwitchedOn } else { Action::WebhookSwitchedOff };
        self.change(by, id, action, move |tx, now| {
            if on {
                store::webhook::set_on(tx, id)?;
            } else {
                store::webhook::set_off(tx, id, now, Off::ByHand)?;
            }
            Ok(store::webhook::set_failing(tx, id, None)?)
        })
        .await
    }

    /// Removes it, or takes that back.
    pub async fn remove_webhook(&self, by: &Agent, id: WebhookId, remove: bool) -> Result<()> {
        let action = if remove { Action::WebhookRemoved } else { Action::WebhookBroughtBack };
        let (by, entry) = (by.id, self.audit(action).by(by.id));
        self.store
            .write(move |tx| {
                let found = store::webhook::find(tx, id)?;
                let found = found.filter(|webhook| webhook.removed_at.is_some() != remove);
                let webhook = found.ok_or_else(|| Error::not_found("webhook"))?;
                let at = remove.then(|| tx.now());
                store::webhook::set_removed(tx, id, at)?;
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                entry.detail(webhook.name).keep_beside(tx, event)
            })
            .await?;
        self.to_tell.notify_one();
        Ok(())
    }

    /// Sends a test.
    ///
    /// # Errors
    /// [`Error::Conflict`] while it is off.
    pub async fn test_webhook(&self, by: &Agent, id: WebhookId) -> Result<WebhookDeliveryId> {
        let by = record::agent(by);
        let made = self
            .store
            .write(move |tx| {
                let webhook = find(tx, id)?;
                check_is_on(&webhook)?;
                let now = tx.now();
                let new = New {
                    webhook: id,
                    key: telling::new_key(),
                    event: None,
                    kind: Kind::Test,
                    body: telling::body(Kind::Test, now, &json!({ "by": by })),
                    at: now,
                };
                store::webhook_delivery::insert(tx, &new, now)?
                    .ok_or_else(|| Error::not_found("delivery"))
            })
            .await?;
        self.to_tell.notify_one();
        Ok(made)
    }

    /// Tells something once more, with the name that it had.
    ///
    /// # Errors
    /// [`Error::Conflict`] while the address is told nothing.
    pub async fn replay_delivery(&self, id: WebhookDeliveryId) -> Result<()> {
        self.store
            .write(move |tx| {
                let (delivery, webhook) = find_delivery(tx, id)?;
                check_is_on(&webhook)?;
                let now = Some(tx.now());
                store::webhook_delivery::set_state(tx, delivery.id, State::Waiting, 0, now)?;
                Ok::<_, Error>(())
            })
            .await?;
        self.to_tell.notify_one();
        Ok(())
    }

    /// Tells everything once more that failed since `since`; how much that is.
    ///
    /// # Errors
    /// [`Error::Conflict`] while the address is told nothing.
    pub async fn replay_failed(&self, id: WebhookId, since: Timestamp) -> Result<u64> {
        let count = self
            .store
            .write(move |tx| {
                check_is_on(&find(tx, id)?)?;
                let now = tx.now();
                Ok::<_, Error>(store::webhook_delivery::replay_failed(tx, id, since, now)?)
            })
            .await?;
        self.to_tell.notify_one();
        Ok(count)
    }

    fn new_webhook_secret(&self) -> Result<String> {
        let secret = signature::new_secret();
        Ok(to_text(&self.server_key()?.seal(SEALED_AS, secret.as_bytes())))
    }

    /// The secrets of a webhook that sign at `now`, the newest first, as its receiver has to know them.
    ///
    /// # Errors
    /// [`Error::Conflict`] where none opens with the server's key.
    pub fn webhook_secrets(&self, webhook: &Webhook, now: Timestamp) -> Result<Vec<String>> {
        let key = self.server_key()?;
        let open = |secret: &str| {
            // From before they were sealed.
            if secret.starts_with(SECRET_PREFIX) {
                return Some(secret.to_owned());
            }
            from_text(secret)
                .and_then(|sealed| key.open(SEALED_AS, &sealed))
                .and_then(|secret| String::from_utf8(secret).ok())
        };
        let opened: Vec<String> = webhook.secrets(now).into_iter().filter_map(open).collect();
        if opened.is_empty() {
            return Err(Error::Conflict(say("webhook-secret-unreadable")));
        }
        Ok(opened)
    }

    async fn change(
        &self,
        by: &Agent,
        id: WebhookId,
        action: Action,
        change: impl FnOnce(&mut Tx<'_>, Timestamp) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let (by, entry) = (by.id, self.audit(action).by(by.id));
        self.store
            .write(move |tx| {
                let Webhook { name, .. } = find(tx, id)?;
                let now = tx.now();
                change(tx, now)?;
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                entry.detail(name).keep_beside(tx, event)
            })
            .await?;
        self.to_tell.notify_one();
        Ok(())
    }
}

fn check_is_on(webhook: &Webhook) -> Result<()> {
    if webhook.off.is_none() {
        return Ok(());
    }
    Err(Error::Conflict(say("webhook-is-off")))
}

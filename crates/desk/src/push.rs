//! Browsers in which agents are told what is new while no page is open (Web Push). A browser gives the address at its push
//! service and its keys, which are kept sealed; `sending.rs` tells each what it is to be told, `client.rs` speaks with the
//! push services, and `key.rs` has the key by which they know the desk. What is said is written when it is sent, by
//! whoever knows the words of the pages ([`Write`]), and kept nowhere.

mod client;
mod key;
mod sending;

use domain::{
    AgentId, EventId, PushSubscriptionId, SessionId,
    agent::Agent,
    notification::Way,
    push::{BROWSERS_MAX, Subscription},
};
use language::say;
use sealed::{push::Reader, to_text};
use serde_json::{Value, json};
use store::{Tx, push::New};

pub use self::sending::Write;
use crate::{Desk, Error, Result, notification, outside::check_url, token};

/// The context in which a browser's address and keys are sealed.
const SEALED_AS: &str = "browser that is told";

/// What a browser says of itself, by its `PushSubscription` (W3C Push API).
#[derive(Debug, Clone)]
pub struct Given {
    /// Its address at its push service.
    pub endpoint: String,
    /// Its public key, in base64url.
    pub p256dh: String,
    /// Its secret, in base64url.
    pub auth: String,
}

impl Given {
    fn to_json(&self) -> String {
        json!({ "endpoint": self.endpoint, "p256dh": self.p256dh, "auth": self.auth }).to_string()
    }

    fn from_json(json: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(json).ok()?;
        let text = |name: &str| value[name].as_str().map(ToOwned::to_owned);
        Some(Self { endpoint: text("endpoint")?, p256dh: text("p256dh")?, auth: text("auth")? })
    }
}

fn not_here() -> Error {
    Error::NotFound(say("push-not-here"))
}

/// The browser of that id, where it is that agent's.
fn own(tx: &mut Tx<'_>, by: AgentId, id: PushSubscriptionId) -> Result<Subscription> {
    let now = tx.now();
    let found = store::push::find(tx, id, now)?;
    found.filter(|browser| browser.agent_id == by).ok_or_else(not_here)
}

/// An agent's browsers are to be told what came after the first event, up to the second.
pub(crate) fn queue(tx: &mut Tx<'_>, agent: AgentId, told: (EventId, EventId)) -> Result<()> {
    let now = tx.now();
    Ok(store::push::tell(tx, agent, told, now)?)
}

impl Desk {
    /// How push services reach whoever runs the desk (the `sub` of RFC 8292): an address of the desk that begins with
    /// https. And whether they may be on this machine or in one's own network, there also over http.
    #[must_use]
    pub fn with_push(mut self, contact: Option<String>, private_too: bool) -> Self {
        self.push_contact = contact;
        self.private_push = private_too;
        self
    }

    /// Lets the browser of that session tell `by` what is new, in the place of whom it told before.
    ///
    /// # Errors
    /// [`Error::Refused`] where its address is none that may be gone to, or its keys are none, and
    /// [`Error::Conflict`] where there are [`BROWSERS_MAX`] already, or none can be told.
    pub async fn tell_browser(&self, by: &Agent, session: SessionId, given: Given) -> Result<()> {
        let url = check_url(&given.endpoint, self.private_push).map_err(Error::refused)?;
        let given = Given { endpoint: url.to_string(), ..given };
        if !Reader::from_text(&given.p256dh, &given.auth).is_some_and(|reader| reader.is_good()) {
            return Err(Error::refused(say("push-bad-keys")));
        }
        // Whoever is kept where there is no key would be told by none.
        if self.push_key().await?.is_none() {
            return Err(Error::Conflict(say("push-key-unreadable")));
        }
        let endpoint_hash = token::hash(&given.endpoint);
        let secret = to_text(&self.server_key()?.seal(SEALED_AS, given.to_json().as_bytes()));
        let by = by.id;
        self.store
            .write(move |tx| {
                let (now, had) = (tx.now(), store::push::count(tx, by)?);
                let new =
                    New { agent: by, session, endpoint_hash: &endpoint_hash, secret: &secret };
                store::push::put(tx, &new, now)?;
                let most = i64::try_from(BROWSERS_MAX).unwrap_or(i64::MAX);
                if store::push::count(tx, by)? > most {
                    return Err(Error::Conflict(say("push-too-many").with("most", most)));
                }
                if had == 0 {
                    // Whoever begins with it is told what comes from now on.
                    let mut bundle = store::notification::bundle(tx, by, Way::Push)?;
                    bundle.told_to = store::event::last(tx)?;
                    store::notification::set_bundle(tx, by, Way::Push, bundle)?;
                }
                notification::tell(tx, by)
            })
            .await
    }

    /// A browser that tells `by` what is new is signed in anew: it goes on.
    ///
    /// # Errors
    /// [`Error::Conflict`] where they took it back, and [`Error::NotFound`] where it is not known for another reason: its
    /// push service gave it another address, say, or a backup was brought back. Then it may be let anew.
    pub async fn keep_browser(&self, by: &Agent, session: SessionId, endpoint: &str) -> Result<()> {
        let by = by.id;
        let url = check_url(endpoint, self.private_push).map_err(|_| not_here())?;
        let endpoint_hash = token::hash(url.as_str());
        self.store
            .write(move |tx| {
                if store::push::move_to(tx, by, &endpoint_hash, session)? {
                    return notification::tell(tx, by);
                }
                if store::push::was_taken_back(tx, by, &endpoint_hash)? {
                    return Err(Error::Conflict(say("push-not-here")));
                }
                Err(not_here())
            })
            .await
    }

    /// `by` takes a browser of theirs back: it is told no more.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is nobody's or somebody else's.
    pub async fn remove_browser(&self, by: &Agent, id: PushSubscriptionId) -> Result<Subscription> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let (now, browser) = (tx.now(), own(tx, by, id)?);
                store::push::take_back(tx, id, now)?;
                notification::tell(tx, by)?;
                Ok(browser)
            })
            .await
    }

    /// Tells a browser of `by` a test, to see whether it arrives; before what is new, and whenever they want.
    ///
    /// # Errors
    /// As [`Self::remove_browser`].
    pub async fn test_browser(&self, by: &Agent, id: PushSubscriptionId) -> Result<Subscription> {
        let by = by.id;
        let browser = self
            .store
            .write(move |tx| {
                let (now, browser) = (tx.now(), own(tx, by, id)?);
                store::push::set_test(tx, id, now)?;
                Ok::<_, Error>(browser)
            })
            .await?;
        self.to_push.notify_one();
        Ok(browser)
    }
}

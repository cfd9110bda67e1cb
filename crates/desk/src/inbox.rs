//! Inboxes: the chat, how it greets and looks, and the secret that signs identities.

use domain::{
    AgentId, InboxId,
    audit::Action,
    call::Recording,
    conversation::Channel,
    event::{Change, EventKind},
    inbox::{Inbox, KEEP_DAYS_MAX, parse_colour},
    text,
};

use language::say;

use crate::{Desk, Error, Result, token};

/// The first words of a chat that nobody changed yet.
const GREETING: &str = "Hello, and welcome. How can we help you today?";
/// Amber, the colour of a smile.
const COLOUR: &str = "#b45309";
/// Most characters in a greeting.
const GREETING_CHARS_MAX: usize = 300;

impl Desk {
    /// All inboxes. There is a chat from the first start.
    pub async fn inboxes(&self) -> Result<Vec<Inbox>> {
        Ok(self.store.read(store::inbox::all).await?)
    }

    /// The inbox of that public name.
    pub async fn inbox(&self, key: &str) -> Result<Inbox> {
        let key = key.to_owned();
        self.store
            .read(move |db| {
                store::inbox::by_key(db, &key)?.ok_or_else(|| Error::NotFound(say("chat-no-such")))
            })
            .await
    }

    /// Makes the chat, where there is none yet.
    pub async fn ensure_chat(&self) -> Result<()> {
        self.store
            .write(|tx| {
                if store::inbox::all(tx)?.is_empty() {
                    let (key, secret) = (token::public_key(), token::new());
                    store::inbox::insert(tx, Channel::Chat, &key, &secret, GREETING, COLOUR)?;
                }
                Ok(())
            })
            .await
    }

    /// Changes how an inbox greets and looks; nobody for what is set up at the start.
    pub async fn change_inbox(
        &self,
        by: Option<AgentId>,
        id: InboxId,
        greeting: &str,
        colour: &str,
    ) -> Result<()> {
        let greeting = text::clean(greeting);
        if greeting.is_empty() || greeting.chars().count() > GREETING_CHARS_MAX {
            return Err(Error::refused(say("chat-greeting-bad").with("most", GREETING_CHARS_MAX)));
        }
        let colour = parse_colour(colour).ok_or_else(|| Error::refused(say("chat-colour-bad")))?;
        self.store
            .write(move |tx| {
                store::inbox::update(tx, id, &greeting, &colour)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(by))?;
                Ok(())
            })
            .await
    }

    /// Changes whether an inbox takes calls, whether they are recorded, and for how many days a recording is
    /// kept.
    pub async fn change_calls(
        &self,
        by: AgentId,
        id: InboxId,
        calls: bool,
        recording: Recording,
        keep_days: i64,
    ) -> Result<()> {
        if !(1..=KEEP_DAYS_MAX).contains(&keep_days) {
            return Err(Error::refused(
                say("phone-keep-days-bad").with("most", KEEP_DAYS_MAX.to_string()),
            ));
        }
        self.store
            .write(move |tx| {
                store::inbox::set_calls(tx, id, calls, recording, keep_days)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                Ok(())
            })
            .await
    }

    /// Makes a new secret; what was signed with the old one is not accepted any more.
    pub async fn renew_identity_secret(&self, by: AgentId, id: InboxId) -> Result<()> {
        let (secret, entry) = (token::new(), self.audit(Action::ChatSecretRenewed).by(by));
        self.store
            .write(move |tx| {
                store::inbox::set_secret(tx, id, &secret)?;
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                entry.keep_beside(tx, event)
            })
            .await
    }
}

//! Emails that the desk sends. A verb puts one into the queue in its own transaction; `sending.rs` goes through the queue,
//! and `mailer.rs` speaks with the mail server. What an email says is written when it is sent, by whoever knows the words
//! of the pages ([`Write`]), and kept nowhere.

mod mailer;
mod sending;

use std::sync::Arc;

use domain::{
    AgentId, MailId, Timestamp,
    agent::Agent,
    mail::{Mail, Purpose, State},
    notification::Kind,
};
use futures_util::future::BoxFuture;
use language::say;
use sealed::{from_text, to_text};
use store::{Db, Tx, mail::New};

pub use self::mailer::{Encryption, Mailer};
use crate::{Desk, Error, Result, notification, token};

/// The context in which what only its reader may see is sealed.
const SEALED_AS: &str = "secret of an email";
/// The context of links that stop emails.
const STOP: &str = "link that stops emails";

/// An email as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is about.
    pub subject: String,
    /// What it says, as text.
    pub text: String,
    /// … and as a page.
    pub html: String,
    /// The address that stops emails of its kind (RFC 8058), where it is one that can be stopped.
    pub stop: Option<String>,
}

/// Writes what an email says now; nothing where there is nothing left to say.
pub type Write =
    Arc<dyn Fn(Desk, Mail) -> BoxFuture<'static, Result<Option<Letter>>> + Send + Sync>;

/// How emails stand, for whoever runs the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// How many wait.
    pub waiting: i64,
    /// When the mail server last took one.
    pub sent_at: Option<Timestamp>,
    /// The last in whose way something stood, where none went out after it.
    pub troubled: Option<Mail>,
    /// The last ones, the newest first.
    pub latest: Vec<Mail>,
}

/// Most of the last ones that are told.
const LATEST_MAX: i64 = 20;

/// How emails stand.
pub fn overview(db: &mut Db) -> Result<Overview> {
    let sent_at = store::mail::last_sent(db)?.and_then(|mail| mail.tried_at);
    let troubled = store::mail::last_troubled(db)?.filter(|mail| mail.tried_at > sent_at);
    Ok(Overview {
        waiting: store::mail::count(db, State::Waiting)?,
        sent_at,
        troubled,
        latest: store::mail::latest(db, LATEST_MAX)?,
    })
}

/// Puts one into the queue.
pub(crate) fn queue(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    agent: Option<AgentId>,
    address: &str,
    fill: impl FnOnce(&mut New),
) -> Result<MailId> {
    let key = token::public_key() + &token::public_key();
    let address = address.to_owned();
    let mut new = New { key, purpose, agent, address, told: None, secret: None };
    fill(&mut new);
    let now = tx.now();
    Ok(store::mail::insert(tx, &new, now)?)
}

impl Desk {
    /// Lets emails go out by that.
    #[must_use]
    pub fn with_mailer(mut self, mailer: Option<Mailer>) -> Self {
        self.mailer = mailer.map(Arc::new);
        self
    }

    /// What emails go out by, where there is a mail server.
    pub fn mailer(&self) -> Option<&Mailer> {
        self.mailer.as_deref()
    }

    /// Sends an email to `by`, who wants to see whether it arrives.
    ///
    /// # Errors
    /// [`Error::Conflict`] where there is no mail server.
    pub async fn test_mail(&self, by: &Agent) -> Result<MailId> {
        if self.mailer.is_none() {
            return Err(Error::Conflict(say("email-no-server")));
        }
        let (by, address) = (by.id, by.email.clone());
        let id = self
            .store
            .write(move |tx| queue(tx, Purpose::Test, Some(by), &address, |_| {}))
            .await?;
        self.to_mail.notify_one();
        Ok(id)
    }

    /// What only the reader of an email may see, sealed as it is kept.
    pub(crate) fn mail_secret(&self, secret: &str) -> Result<String> {
        Ok(to_text(&self.server_key()?.seal(SEALED_AS, secret.as_bytes())))
    }

    /// What only the reader of that email may see.
    ///
    /// # Errors
    /// [`Error::Conflict`] where it does not open with the server's key.
    pub fn open_mail_secret(&self, mail: &Mail) -> Result<String> {
        let sealed = mail.secret.as_deref().and_then(from_text);
        let key = self.server_key()?;
        let opened = sealed.and_then(|sealed| key.open(SEALED_AS, &sealed));
        let secret = opened.and_then(|bytes| String::from_utf8(bytes).ok());
        secret.ok_or_else(|| Error::Conflict(say("email-key-changed")))
    }

    /// What opens a link by which an agent is told no more of these kinds by email: whoever has it need not be signed in.
    pub fn email_stop(&self, agent: AgentId, kinds: &[Kind]) -> Result<String> {
        let kinds = kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(",");
        Ok(to_text(&self.server_key()?.seal(STOP, format!("{agent}:{kinds}").as_bytes())))
    }

    /// Whose emails of which kinds such a link stops.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is none.
    pub async fn emails_to_stop(&self, token: &str) -> Result<(Agent, Vec<Kind>)> {
        let gone = || Error::NotFound(say("email-stop-unreadable"));
        let opened =
            from_text(token).and_then(|sealed| self.server_key().ok()?.open(STOP, &sealed));
        let text = opened.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(gone)?;
        let (agent, kinds) = text.split_once(':').ok_or_else(gone)?;
        let agent = AgentId(agent.parse().map_err(|_| gone())?);
        let kinds = kinds.split(',').filter_map(Kind::parse).collect();
        let agent = self.store.read(move |db| store::agent::find(db, agent)).await?;
        Ok((agent.ok_or_else(gone)?, kinds))
    }

    /// Stops emails by such a link, or lets them come again.
    ///
    /// # Errors
    /// As [`Self::emails_to_stop`].
    pub async fn stop_emails(&self, token: &str, stop: bool) -> Result<(Agent, Vec<Kind>)> {
        let (agent, kinds) = self.emails_to_stop(token).await?;
        let (id, these) = (agent.id, kinds.clone());
        self.store
            .write(move |tx| {
                let mut chosen = notification::choices(tx, id)?;
                chosen.email.kinds.retain(|kind| !these.contains(kind));
                if !stop {
                    chosen.email.kinds.extend(these);
                }
                notification::keep_choices(tx, id, &chosen)
            })
            .await?;
        Ok((agent, kinds))
    }
}

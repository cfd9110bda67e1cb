//! Signing in and out.

use domain::{
    AgentId, SessionId,
    agent::Agent,
    event::{Change, EventKind},
    text,
};
use jiff::SignedDuration;
use store::{Tx, session::Session};

use crate::{Desk, Error, Result, corner::Opened, password, token};

/// How long a session lasts without being used.
const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How often its use is noted, at the most.
const TOUCHED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Failed tries are counted over this time.
const FAILED_WITHIN: SignedDuration = SignedDuration::from_mins(15);
/// Most of them for one address, and from one network address.
const FAILED_FOR_EMAIL_MAX: i64 = 5;
const FAILED_FROM_IP_MAX: i64 = 30;

/// Where somebody signs in from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// What their browser calls itself.
    pub browser: String,
    /// Their network address.
    pub ip: String,
}

impl Desk {
    /// Signs somebody in; the token of their session, which opens their corner.
    ///
    /// # Errors
    /// [`Error::Refused`], in the same words whether the address or the password is wrong, and
    /// [`Error::Throttled`] after too many tries.
    pub async fn sign_in(&self, email: &str, password: String, from: Origin) -> Result<String> {
        let email = text::clean_line(email).to_lowercase();
        let (ip, since) = (from.ip.clone(), self.store.now() - FAILED_WITHIN);
        let (agent, hash) = self
            .store
            .read({
                let email = email.clone();
                move |db| {
                    if store::sign_in::failed_for_email(db, &email, since)? >= FAILED_FOR_EMAIL_MAX
                        || store::sign_in::failed_from_ip(db, &ip, since)? >= FAILED_FROM_IP_MAX
                    {
                        return Err(Error::Throttled {
                            retry_after_seconds: FAILED_WITHIN.as_secs(),
                        });
                    }
                    let agent = store::agent::by_email(db, &email)?
                        .filter(|agent| agent.deactivated_at.is_none());
                    let hash = match &agent {
                        Some(agent) => store::agent::password_hash(db, agent.id)?,
                        None => None,
                    };
                    Ok((agent, hash))
                }
            })
            .await?;
        let right = password::verify(password.clone(), hash.clone()).await;
        let (Some(agent), Some(hash)) = (agent.filter(|_| right), hash) else {
            self.store
                .write(move |tx| -> Result<()> {
                    let now = tx.now();
                    Ok(store::sign_in::insert_failed(tx, &email, &from.ip, now)?)
                })
                .await?;
            return Err(Error::refused(
                "That email address and password do not go together. Check both and try again.",
            ));
        };
        self.store
            .write(move |tx| -> Result<()> {
                let now = tx.now();
                Ok(store::sign_in::forget_failed(tx, &email, now - FAILED_WITHIN * 4)?)
            })
            .await?;
        let corner = self.corner_at_sign_in(agent.id, password, hash).await?;
        self.begin_session(agent.id, corner, from).await
    }

    /// Begins a session for somebody who has just proved who they are; its token. It opens their
    /// corner, where that was opened.
    pub async fn begin_session(
        &self,
        agent: AgentId,
        corner: Option<Opened>,
        from: Origin,
    ) -> Result<String> {
        let token = token::new();
        let hash = token::hash(&token);
        let corner = corner.map(|corner| corner.for_token(&token));
        self.store
            .write(move |tx| -> Result<()> {
                let now = tx.now();
                let browser = text::excerpt(&from.browser, text::LINE_CHARS_MAX);
                let session =
                    store::session::insert(tx, agent, &hash, &browser, &from.ip, now, now + LASTS)?;
                if let Some(corner) = corner {
                    corner.keep(tx, session)?;
                }
                store::corner::close_for_ended(tx, agent, now)?;
                Ok(())
            })
            .await?;
        Ok(token)
    }

    /// Who is signed in with that token, if anybody is. Also notes that the session is used.
    pub async fn authenticate(&self, token: &str) -> Result<Option<(Agent, Session)>> {
        let hash = token::hash(token);
        let now = self.store.now();
        let found = self
            .store
            .read(move |db| -> Result<_> {
                let Some(session) = store::session::by_token(db, &hash, now)? else {
                    return Ok(None);
                };
                let agent = store::agent::find(db, session.agent_id)?
                    .filter(|agent| agent.deactivated_at.is_none());
                Ok(agent.map(|agent| (agent, session)))
            })
            .await?;
        if let Some((_, session)) = &found
            && now.duration_since(session.seen_at) > TOUCHED_EVERY
        {
            let id = session.id;
            self.store
                .write(move |tx| -> Result<()> {
                    Ok(store::session::touch(tx, id, now, now + LASTS)?)
                })
                .await?;
        }
        Ok(found)
    }

    /// One's own sessions, the last used first.
    pub async fn sessions(&self, agent: AgentId) -> Result<Vec<Session>> {
        let now = self.store.now();
        Ok(self.store.read(move |db| store::session::of_agent(db, agent, now)).await?)
    }

    /// Ends one of one's own sessions.
    pub async fn revoke_session(&self, agent: AgentId, session: SessionId) -> Result<()> {
        self.store
            .write(move |tx| {
                let now = tx.now();
                if store::session::revoke(tx, session, agent, now)? {
                    sessions_ended(tx, agent)?;
                    Ok(())
                } else {
                    Err(Error::not_found("session"))
                }
            })
            .await
    }

    /// Ends all of one's own sessions but the one in use.
    pub async fn revoke_other_sessions(&self, agent: AgentId, but: SessionId) -> Result<u64> {
        self.store
            .write(move |tx| {
                let now = tx.now();
                let ended = store::session::revoke_all(tx, agent, Some(but), now)?;
                sessions_ended(tx, agent)?;
                Ok(ended)
            })
            .await
    }
}

/// Records that sessions of an agent have ended, so that their open pages are closed.
pub(crate) fn sessions_ended(tx: &mut Tx<'_>, agent: AgentId) -> Result<()> {
    tx.record(Change::new(EventKind::AgentChanged).by(Some(agent)))?;
    Ok(())
}

//! Signing in and out.

pub use domain::security::Proof;
use domain::{
    AgentId, SessionId, Timestamp,
    access::Role,
    agent::Agent,
    audit::Action,
    event::{Change, EventKind},
    security::Needs,
    text,
};
use jiff::SignedDuration;
use store::{Db, Tx, session::Session};

use crate::{
    Desk, Error, Result, audit::Entry, corner::Opened, password, security::Security, token,
};
use language::say;

/// How often the use of a session is noted, at the most.
const TOUCHED_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// How long somebody has to prove what is still needed after the password.
const HALF_LASTS: SignedDuration = SignedDuration::from_mins(15);

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

/// A session that was just begun.
#[derive(Debug)]
pub struct Begun {
    /// Its token, for the browser to keep.
    pub token: String,
    /// What is still to be proved before it opens anything.
    pub needs: Option<Needs>,
}

/// A session that opens nothing yet.
#[derive(Debug, Clone)]
pub struct Half {
    /// Whose.
    pub agent: Agent,
    /// The session.
    pub session: Session,
    /// What is still to be proved.
    pub needs: Needs,
    /// What was proved, and how.
    pub proof: Proof,
}

impl Desk {
    /// Signs somebody in by their password, as far as that goes: where they have a second factor, it is asked for next.
    /// The session's token opens their corner.
    ///
    /// # Errors
    /// [`Error::Refused`], in the same words whether the address or the password is wrong, and
    /// [`Error::Throttled`] after too many tries.
    pub async fn sign_in(&self, email: &str, password: String, from: Origin) -> Result<Begun> {
        let email = text::clean_line(email).to_lowercase();
        let (ip, now) = (from.ip.clone(), self.store.now());
        let (agent, hash) = self
            .store
            .read({
                let email = email.clone();
                move |db| {
                    check_tries(db, &email, &ip, now)?;
                    let agent = store::agent::by_email(db, &email)?
                        .filter(|agent| agent.deactivated_at.is_none());
                    let hash = match &agent {
                        Some(agent) => store::agent::password_hash(db, agent.id)?,
                        None => None,
                    };
                    Ok::<_, Error>((agent, hash))
                }
            })
            .await?;
        let right = password::verify(password.clone(), hash.clone()).await;
        let known = agent.as_ref().map(|agent| agent.id);
        let (Some(agent), Some(hash)) = (agent.filter(|_| right), hash) else {
            let entry = self.audit(Action::SignInRefused).about(known).detail(&email);
            self.store
                .write(move |tx| -> Result<()> {
                    let now = tx.now();
                    store::sign_in::insert_failed(tx, &email, &from.ip, now)?;
                    entry.from(from).keep(tx)
                })
                .await?;
            return Err(Error::refused(say("sign-in-wrong")));
        };
        let corner = self.corner_at_sign_in(agent.id, password, hash).await?;
        self.begin_session(agent.id, corner, from, Proof::Password).await
    }

    /// Begins a session for somebody who has just proved who they are. It opens their corner, where that was opened;
    /// and nothing at all while something is still to be proved.
    ///
    /// # Errors
    /// [`Error::Refused`] where the identity provider is the only way in, and this is another.
    pub async fn begin_session(
        &self,
        agent: AgentId,
        corner: Option<Opened>,
        from: Origin,
        proof: Proof,
    ) -> Result<Begun> {
        let token = token::new();
        let hash = token::hash(&token);
        let corner = corner.map(|corner| corner.for_token(&token));
        let entry = self.audit(Action::SignedIn).by(agent).detail(proof.words());
        let needs = self
            .store
            .write(move |tx| -> Result<_> {
                let now = tx.now();
                check_way_in(tx, agent, proof)?;
                check_still(tx, agent, proof)?;
                let needs = if proof.holds_a_factor() {
                    None
                } else if store::second_factor::is_there(tx, agent)? {
                    Some(Needs::Code)
                } else if Security::read(tx)?.needs_factor {
                    Some(Needs::Factor)
                } else {
                    None
                };
                let new = store::session::New {
                    agent_id: agent,
                    token_hash: &hash,
                    browser: &text::excerpt(&from.browser, text::LINE_CHARS_MAX),
                    ip: &from.ip,
                    needs,
                    proof,
                    expires_at: now + HALF_LASTS,
                };
                let session = store::session::insert(tx, &new, now)?;
                if let Some(corner) = corner {
                    corner.keep(tx, session)?;
                }
                store::corner::close_for_ended(tx, agent, now)?;
                if needs.is_none() {
                    let_in(tx, agent, session, entry.from(from))?;
                }
                Ok(needs)
            })
            .await?;
        Ok(Begun { token, needs })
    }

    /// Who has begun to sign in with that token, if anybody has, and what they have still to prove.
    pub async fn half_session(&self, token: &str) -> Result<Option<Half>> {
        let (hash, now) = (token::hash(token), self.store.now());
        self.store.read(move |db| half(db, &hash, now)).await
    }

    /// Who is signed in with that token, if anybody is. Also notes that the session is used, where a person did
    /// something and not a page that brings itself up to date.
    pub async fn authenticate(
        &self,
        token: &str,
        by_a_person: bool,
    ) -> Result<Option<(Agent, Session)>> {
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
            && by_a_person
            && now.duration_since(session.seen_at) > TOUCHED_EVERY
        {
            let (id, began_at) = (session.id, session.created_at);
            self.store
                .write(move |tx| -> Result<()> {
                    let until = Security::read(tx)?.lasting.ends_at(began_at, now);
                    Ok(store::session::touch(tx, id, now, until)?)
                })
                .await?;
        }
        Ok(found)
    }

    /// Signs out of the session in use.
    pub async fn sign_out(&self, agent: AgentId, session: SessionId) -> Result<()> {
        self.end_session(agent, session, Action::SignedOut).await
    }

    /// One's own sessions, the last used first.
    pub async fn sessions(&self, agent: AgentId) -> Result<Vec<Session>> {
        let now = self.store.now();
        Ok(self.store.read(move |db| store::session::of_agent(db, agent, now)).await?)
    }

    /// Ends another one of one's own sessions.
    pub async fn revoke_session(&self, agent: AgentId, session: SessionId) -> Result<()> {
        self.end_session(agent, session, Action::SignedOutThere).await
    }

    async fn end_session(&self, agent: AgentId, session: SessionId, how: Action) -> Result<()> {
        let entry = self.audit(how).by(agent);
        self.store
            .write(move |tx| {
                let now = tx.now();
                if store::session::revoke(tx, session, agent, now)? {
                    sessions_ended(tx, agent)?;
                    entry.keep(tx)
                } else {
                    Err(Error::not_found("session"))
                }
            })
            .await
    }

    /// Ends all of one's own sessions but the one in use.
    pub async fn revoke_other_sessions(&self, agent: AgentId, but: SessionId) -> Result<u64> {
        let entry = self.audit(Action::SignedOutElsewhere).by(agent);
        self.store
            .write(move |tx| {
                let now = tx.now();
                let ended = store::session::revoke_all(tx, agent, Some(but), now)?;
                sessions_ended(tx, agent)?;
                entry.keep(tx)?;
                Ok(ended)
            })
            .await
    }
}

/// Refuses another try after too many.
///
/// # Errors
/// [`Error::Throttled`].
pub(crate) fn check_tries(db: &mut Db, email: &str, ip: &str, now: Timestamp) -> Result<()> {
    let since = now - FAILED_WITHIN;
    if store::sign_in::failed_for_email(db, email, since)? >= FAILED_FOR_EMAIL_MAX {
        return Err(too_many_tries());
    }
    check_tries_from(db, ip, now)
}

/// Refuses another try from a network address after too many.
///
/// # Errors
/// [`Error::Throttled`].
pub(crate) fn check_tries_from(db: &mut Db, ip: &str, now: Timestamp) -> Result<()> {
    if store::sign_in::failed_from_ip(db, ip, now - FAILED_WITHIN)? >= FAILED_FROM_IP_MAX {
        return Err(too_many_tries());
    }
    Ok(())
}

fn too_many_tries() -> Error {
    Error::Throttled { retry_after_seconds: FAILED_WITHIN.as_secs() }
}

/// Refuses another way in where the identity provider is the only one. Owners keep theirs, for somebody has to get in
/// when the provider is away.
fn check_way_in(db: &mut Db, agent: AgentId, proof: Proof) -> Result<()> {
    let provider = store::identity_provider::in_use(db)?.filter(|provider| provider.only_way);
    let Some(provider) = provider.filter(|_| !proof.is_by_provider()) else { return Ok(()) };
    let is_owner = store::agent::find(db, agent)?.is_some_and(|agent| agent.role == Role::Owner);
    if is_owner {
        return Ok(());
    }
    Err(Error::Refused(say("sign-in-by-provider-only").with("provider", provider.name)))
}

/// Refuses whoever was put out, or whose passkeys were taken away, in the moment since they proved who they are.
fn check_still(db: &mut Db, agent: AgentId, proof: Proof) -> Result<()> {
    let is_here =
        store::agent::find(db, agent)?.is_some_and(|agent| agent.deactivated_at.is_none());
    if is_here && (proof != Proof::Passkey || store::passkey::count(db, agent)? > 0) {
        return Ok(());
    }
    Err(Error::refused(say("sign-in-gone-meanwhile")))
}

/// The session of that token's hash that opens nothing yet.
pub(crate) fn half(db: &mut Db, token_hash: &str, now: Timestamp) -> Result<Option<Half>> {
    let Some((session, needs, proof)) = store::session::half_by_token(db, token_hash, now)? else {
        return Ok(None);
    };
    let agent = store::agent::find(db, session.agent_id)?;
    let agent = agent.filter(|agent| agent.deactivated_at.is_none());
    Ok(agent.map(|agent| Half { agent, session, needs, proof }))
}

/// All is proved: from now on the session opens what it is for. Only now the failed tries are forgotten, or whoever
/// has the password could guess codes without end.
pub(crate) fn let_in(
    tx: &mut Tx<'_>,
    agent: AgentId,
    session: SessionId,
    entry: Entry,
) -> Result<()> {
    let now = tx.now();
    let until = Security::read(tx)?.lasting.ends_at(now, now);
    store::session::complete(tx, session, now, until)?;
    if let Some(agent) = store::agent::find(tx, agent)? {
        store::sign_in::forget_failed(tx, &agent.email, now - FAILED_WITHIN * 4)?;
    }
    entry.keep(tx)
}

/// Records that sessions of an agent have ended, so that their open pages are closed.
pub(crate) fn sessions_ended(tx: &mut Tx<'_>, agent: AgentId) -> Result<()> {
    tx.record(Change::new(EventKind::AgentChanged).by(Some(agent)))?;
    Ok(())
}

//! Passwords: hashed with Argon2id (RFC 9106), and links for choosing a new one.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::{AgentId, agent::Agent, audit::Action, mail::Purpose};
use jiff::SignedDuration;
use language::{Wording, say};
use sealed::{Key, Salt};
use tokio::sync::Semaphore;

use crate::{
    Desk, Error, Result,
    corner::{Made, Opened, with_other_password},
    mail,
    session::sessions_ended,
    token,
};

/// Fewest characters in a password (NIST SP 800-63B asks for at least 8 and no other rule).
pub const CHARS_MIN: usize = 10;
/// Most characters, so that hashing one takes no longer than another.
pub const CHARS_MAX: usize = 200;
/// How long a link for a new password lasts.
const RESET_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// Each hash takes 19 MiB and about 20 ms of one core: two at a time, the others wait.
static HASHING: Semaphore = Semaphore::const_new(2);

/// A hash of nothing that anybody has, so that an unknown address takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(&token::new()).unwrap_or_default());

fn hash_now(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

/// What is said of a password that is not one's own.
pub fn not_yours() -> Wording {
    say("password-not-yours")
}

/// Checks that a new password is one.
pub fn check_new(password: &str) -> Result<()> {
    let chars = password.chars().count();
    if chars < CHARS_MIN {
        return Err(Error::refused(say("password-too-short").with("least", CHARS_MIN)));
    }
    if chars > CHARS_MAX {
        return Err(Error::refused(say("password-too-long").with("most", CHARS_MAX)));
    }
    Ok(())
}

/// Hashes a new password.
pub async fn hash(password: String) -> Result<String> {
    check_new(&password)?;
    in_background(move || hash_now(&password))
        .await
        .flatten()
        .ok_or_else(|| Error::refused(say("password-not-kept")))
}

/// Whether `password` is the one of `hash`; for nobody's hash it takes as long and is not.
pub async fn verify(password: String, hash: Option<String>) -> bool {
    in_background(move || {
        let known = hash.as_deref().unwrap_or(&NOBODY);
        let Ok(parsed) = PasswordHash::new(known) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some()
    })
    .await
    .unwrap_or(false)
}

/// The key that follows from a password, which opens what is its owner's alone.
pub(crate) async fn key(password: String, salt: Salt) -> Result<Key> {
    in_background(move || Key::from_password(&password, &salt))
        .await
        .ok_or_else(|| Error::refused(say("password-not-used")))
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let _permit = HASHING.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

impl Desk {
    /// Makes a link by which `agent` chooses a new password; `by` hands it to them, and where there is a mail server it
    /// goes to them by email, too. Nobody for one that was made at the server's own command line, which goes nowhere else.
    pub async fn make_password_reset(&self, agent: AgentId, by: Option<Agent>) -> Result<String> {
        let token = token::new();
        let hash = token::hash(&token);
        let is_mailed = by.is_some() && self.mailer().is_some();
        let secret = is_mailed.then(|| self.mail_secret(&token)).transpose()?;
        let entry = self.audit(Action::PasswordLinkMade).about(agent);
        self.store
            .write(move |tx| {
                let found = store::agent::find(tx, agent)?
                    .filter(|agent| agent.deactivated_at.is_none())
                    .ok_or_else(|| Error::not_found("person"))?;
                if by.as_ref().is_some_and(|by| !by.role.may_manage(found.role)) {
                    return Err(Error::Forbidden(say("password-owner-for-owner")));
                }
                let now = tx.now();
                let by = by.map(|by| by.id);
                store::password_reset::insert(tx, &hash, agent, by, now, now + RESET_LASTS)?;
                if let Some(secret) = secret {
                    let (purpose, to) = (Purpose::PasswordLink, &found.email);
                    mail::queue(tx, purpose, Some(agent), to, |new| new.secret = Some(secret))?;
                }
                entry.by(by).keep(tx)
            })
            .await?;
        self.to_mail.notify_one();
        Ok(token)
    }

    /// Whose link that is, while it can be used.
    pub async fn password_reset(&self, token: &str) -> Result<Agent> {
        let (hash, now) = (token::hash(token), self.store.now());
        self.store
            .read(move |db| {
                let id = store::password_reset::by_token(db, &hash, now)?;
                let agent = match id {
                    Some(id) => store::agent::find(db, id)?,
                    None => None,
                };
                agent.ok_or_else(|| Error::NotFound(say("password-link-gone")))
            })
            .await
    }

    /// Sets a new password by a link, and ends all sessions that were opened with the old one. Their
    /// corner stays closed, for somebody else made the link; they get a new one.
    pub async fn use_password_reset(
        &self,
        token: &str,
        password: String,
    ) -> Result<(Agent, Opened)> {
        let agent = self.password_reset(token).await?;
        let password_hash = hash(password.clone()).await?;
        let corner = Made::new(password).await?;
        let token_hash = token::hash(token);
        let entry = self.audit(Action::PasswordLinkUsed).by(agent.id);
        self.store
            .write(move |tx| {
                let now = tx.now();
                let id = store::password_reset::by_token(tx, &token_hash, now)?
                    .ok_or_else(|| Error::NotFound(say("password-link-used")))?;
                store::password_reset::set_used(tx, &token_hash, now)?;
                store::agent::set_password(tx, id, &password_hash)?;
                store::session::revoke_all(tx, id, None, now)?;
                sessions_ended(tx, id)?;
                store::sign_in::forget_failed(tx, &agent.email, now - RESET_LASTS)?;
                entry.keep(tx)?;
                let corner = corner.keep(tx, id)?;
                Ok((agent, corner))
            })
            .await
    }

    /// Changes one's own password, and ends one's other sessions. One's corner opens with the new one.
    pub async fn change_password(
        &self,
        agent: AgentId,
        session: domain::SessionId,
        old: String,
        new: String,
    ) -> Result<()> {
        let (kept, corner) = self
            .store
            .read(move |db| -> Result<_> {
                let kept = store::agent::password_hash(db, agent)?;
                Ok((kept, store::corner::in_use(db, agent)?))
            })
            .await?;
        if !verify(old.clone(), kept.clone()).await {
            return Err(Error::refused(not_yours()));
        }
        let password_hash = hash(new.clone()).await?;
        let by_password = match &corner {
            Some(corner) => with_other_password(corner, old, new).await?,
            None => None,
        };
        let corner = corner.map(|corner| corner.id);
        let entry = self.audit(Action::PasswordChanged).by(agent);
        self.store
            .write(move |tx| {
                // What the old password opens must be what is closed with the new one.
                if store::agent::password_hash(tx, agent)? != kept
                    || store::corner::in_use(tx, agent)?.map(|corner| corner.id) != corner
                {
                    return Err(Error::Conflict(say("password-signing-in-elsewhere")));
                }
                store::agent::set_password(tx, agent, &password_hash)?;
                if let (Some(corner), Some(by_password)) = (corner, by_password) {
                    by_password.keep(tx, corner)?;
                }
                let now = tx.now();
                store::session::revoke_all(tx, agent, Some(session), now)?;
                sessions_ended(tx, agent)?;
                entry.keep(tx)
            })
            .await
    }
}

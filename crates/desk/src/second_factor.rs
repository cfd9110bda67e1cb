//! Second factors that are apps for codes: set up, asked for at the sign-in, switched off, and taken away by an owner from somebody who has lost
//! theirs. The secret is sealed with the server's key; of recovery codes the hashes are kept. They stand in for
//! passkeys too, which are second factors of another kind (`passkey.rs`).

use domain::{
    AgentId, SessionId, Timestamp,
    access::Role,
    agent::Agent,
    audit::Action,
    passkey::RelyingParty,
    second_factor::{RECOVERY_CODES, RECOVERY_LETTERS, SECRET_BYTES, Typed, recovery_code},
    security::Needs,
};
use language::say;
use sealed::{Key, from_text, to_text};
use store::{Db, Tx, second_factor::SecondFactor};
use totp_rs::{Builder, Secret, Totp};

use crate::{
    Desk, Error, Result,
    agent::managed,
    passkey, password,
    security::Security,
    session::{Half, Origin, check_tries, half, let_in, sessions_ended},
    token,
};

/// The secret of a second factor that is being set up.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// In base 32 (RFC 4648), as people type it into their app.
    pub secret: String,
}

/// How one's second factor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Since when it is asked for; not at all where there is none.
    pub since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

/// The context in which an agent's secret is sealed.
fn context(agent: AgentId) -> String {
    format!("second factor of agent {agent}")
}

/// The secret of a second factor.
fn opened(key: &Key, agent: AgentId, factor: &SecondFactor) -> Result<Vec<u8>> {
    let sealed = from_text(&factor.secret);
    let secret = sealed.and_then(|sealed| key.open(&context(agent), &sealed));
    secret.ok_or_else(|| {
        tracing::error!(
            agent = agent.0,
            "a second factor does not open with the server's key; is it another file than before?"
        );
        Error::Conflict(say("second-factor-key-changed"))
    })
}

fn totp(secret: &[u8]) -> Result<Totp> {
    // SHA-1, six digits and thirty seconds are what every app takes, and what RFC 6238 recommends.
    Builder::new().with_secret(secret).build().map_err(|error| {
        tracing::error!(%error, "a second factor has a secret that is none");
        Error::Conflict(say("second-factor-unusable"))
    })
}

/// Whether a code of an app is right at the moment of the change, and uses it up: neither it nor one from before is taken
/// again (RFC 6238, section 5.2).
fn takes_code(
    tx: &mut Tx<'_>,
    key: &Key,
    agent: AgentId,
    factor: &SecondFactor,
    code: &str,
) -> Result<bool> {
    let seconds = u64::try_from(tx.now().as_second()).unwrap_or(0);
    // One step before and one after: clocks go apart, and typing takes its time.
    let Some(step) = totp(&opened(key, agent, factor)?)?.check(code, seconds) else {
        return Ok(false);
    };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    Ok(store::second_factor::use_step(tx, agent, step)?)
}

/// Whether what was typed is right, and uses it up. What it was, in words.
fn takes(
    tx: &mut Tx<'_>,
    key: &Key,
    agent: AgentId,
    typed: &Typed,
) -> Result<Option<&'static str>> {
    let (right, what) = match typed {
        Typed::Code(code) => {
            let factor = store::second_factor::find(tx, agent)?;
            // One that is being set up is not asked for yet, though a passkey may be.
            match factor.filter(|factor| factor.confirmed_at.is_some()) {
                Some(factor) => (takes_code(tx, key, agent, &factor, code)?, "a code"),
                None => (false, "a code"),
            }
        }
        Typed::Recovery(code) => {
            let (hash, now) = (token::hash(code), tx.now());
            (store::second_factor::use_recovery_code(tx, agent, &hash, now)?, "a recovery code")
        }
    };
    Ok(right.then_some(what))
}

fn read(typed: &str) -> Result<Typed> {
    Typed::read(typed).ok_or_else(|| Error::refused(say("second-factor-unreadable")))
}

/// New recovery codes, kept by their hashes instead of those before; as they are shown, this once.
pub(crate) fn new_recovery_codes(tx: &mut Tx<'_>, agent: AgentId) -> Result<Vec<String>> {
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| recovery_code(token::random::<RECOVERY_LETTERS>())).collect();
    let hashes: Vec<String> =
        codes.iter().map(|code| token::hash(&code.replace('-', ""))).collect();
    store::second_factor::set_recovery_codes(tx, agent, &hashes)?;
    Ok(codes)
}

/// What came of a try, in the transaction in which a wrong one is counted.
enum Tried<T> {
    Right(T),
    Wrong,
}

fn wrong() -> Error {
    Error::refused(say("second-factor-wrong"))
}

/// Refuses to let the app for codes go where everybody needs a second factor and it is the only one, or where the others
/// are asked for and cannot be given here.
fn check_may_go(db: &mut Db, agent: AgentId, party: Option<&RelyingParty>) -> Result<()> {
    if store::passkey::count(db, agent)? == 0 {
        let stays = Security::read(db)?.needs_factor;
        return if stays { Err(Error::refused(say("second-factor-stays"))) } else { Ok(()) };
    }
    if passkey::is_for(db, agent, party)? { Ok(()) } else { Err(passkey::elsewhere()) }
}

impl Desk {
    /// How one's second factor stands.
    pub async fn second_factor(&self, agent: AgentId) -> Result<Standing> {
        self.store
            .read(move |db| {
                let factor = store::second_factor::find(db, agent)?;
                Ok(Standing {
                    since: factor.and_then(|factor| factor.confirmed_at),
                    codes_left: store::second_factor::recovery_codes_left(db, agent)?,
                })
            })
            .await
    }

    /// Begins to set up a second factor, for somebody who proves again who they are.
    ///
    /// # Errors
    /// [`Error::Refused`] for another password, [`Error::Conflict`] where there is one already.
    pub async fn begin_second_factor(
        &self,
        agent: &Agent,
        password: String,
        from: &Origin,
    ) -> Result<SetUp> {
        self.check_password(agent, password, from).await?;
        self.make_secret(agent.id).await
    }

    /// … at the sign-in of somebody who has none and needs one: their password was right a moment ago.
    pub async fn begin_second_factor_at_sign_in(&self, half_token: &str) -> Result<SetUp> {
        let agent = self.half_that_needs(half_token, Needs::Factor).await?.agent.id;
        self.make_secret(agent).await
    }

    async fn make_secret(&self, agent: AgentId) -> Result<SetUp> {
        let secret = token::random::<SECRET_BYTES>();
        let sealed = to_text(&self.server_key()?.seal(&context(agent), &secret));
        self.store
            .write(move |tx| {
                if store::second_factor::is_confirmed(tx, agent)? {
                    return Err(Error::Conflict(say("second-factor-already")));
                }
                let now = tx.now();
                Ok(store::second_factor::begin(tx, agent, &sealed, now)?)
            })
            .await?;
        Ok(SetUp { secret: Secret::from(secret).to_base32() })
    }

    /// What is being set up, to be shown again after a wrong code.
    pub async fn second_factor_being_set_up(&self, agent: AgentId) -> Result<Option<SetUp>> {
        let key = self.server_key()?;
        self.store
            .read(move |db| {
                let factor = store::second_factor::find(db, agent)?;
                let Some(factor) = factor.filter(|factor| factor.confirmed_at.is_none()) else {
                    return Ok(None);
                };
                let secret = Secret::from(opened(&key, agent, &factor)?).to_base32();
                Ok(Some(SetUp { secret }))
            })
            .await
    }

    /// Confirms a second factor by its first code: from now on it is asked for. The recovery codes, which are told this
    /// once.
    ///
    /// # Errors
    /// [`Error::Refused`] for a wrong code.
    pub async fn confirm_second_factor(&self, agent: AgentId, typed: &str) -> Result<Vec<String>> {
        let (key, code) = (self.server_key()?, read(typed)?);
        let entry = self.audit(Action::FactorSetUp).by(agent);
        self.store
            .write(move |tx| {
                let codes = confirm(tx, &key, agent, &code)?;
                entry.keep(tx)?;
                Ok(codes)
            })
            .await
    }

    /// … and lets in whoever needed one.
    pub async fn confirm_second_factor_at_sign_in(
        &self,
        half_token: &str,
        typed: &str,
        from: Origin,
    ) -> Result<Vec<String>> {
        let half = self.half_that_needs(half_token, Needs::Factor).await?;
        let Half { agent, session, proof, .. } = half;
        let (key, code, agent) = (self.server_key()?, read(typed)?, agent.id);
        let set_up = self.audit(Action::FactorSetUp).by(agent).from(from.clone());
        let entered = self.audit(Action::SignedIn).by(agent).from(from);
        let entered =
            entered.detail(format!("{}, and a second factor that was just set up", proof.words()));
        self.store
            .write(move |tx| {
                // Whoever knows the password alone gets past no passkey that is there by now.
                if store::passkey::count(tx, agent)? > 0 {
                    return Err(Error::Conflict(say("second-factor-already")));
                }
                let codes = confirm(tx, &key, agent, &code)?;
                set_up.keep(tx)?;
                let_in(tx, agent, session.id, entered)?;
                Ok(codes)
            })
            .await
    }

    /// Lets in somebody who has given their password, by a code of their app or a recovery code.
    ///
    /// # Errors
    /// [`Error::Refused`] for a wrong one, [`Error::Throttled`] after too many, and [`Error::NotFound`] where the
    /// sign-in was begun too long ago.
    pub async fn prove_second_factor(
        &self,
        half_token: &str,
        typed: &str,
        from: Origin,
    ) -> Result<()> {
        let (key, typed) = (self.server_key()?, read(typed)?);
        let hash = token::hash(half_token);
        let refused = self.audit(Action::CodeRefused).from(from.clone());
        let right = self.audit(Action::SignedIn).from(from.clone());
        let tried = self
            .store
            .write(move |tx| {
                let now = tx.now();
                let found = half(tx, &hash, now)?.filter(|half| half.needs == Needs::Code);
                let Half { agent, session, proof, .. } = found.ok_or_else(too_late)?;
                check_tries(tx, &agent.email, &from.ip, now)?;
                let Some(what) = takes(tx, &key, agent.id, &typed)? else {
                    store::sign_in::insert_failed(tx, &agent.email, &from.ip, now)?;
                    refused.about(agent.id).keep(tx)?;
                    return Ok(Tried::Wrong);
                };
                let entry = right.by(agent.id).detail(format!("{} and {what}", proof.words()));
                let_in(tx, agent.id, session.id, entry)?;
                Ok::<_, Error>(Tried::Right(()))
            })
            .await?;
        match tried {
            Tried::Right(()) => Ok(()),
            Tried::Wrong => Err(wrong()),
        }
    }

    /// Makes new recovery codes for somebody who proves again who they are; those before work no more.
    pub async fn renew_recovery_codes(
        &self,
        agent: &Agent,
        password: String,
        from: &Origin,
    ) -> Result<Vec<String>> {
        self.check_password(agent, password, from).await?;
        let (agent, entry) = (agent.id, self.audit(Action::RecoveryCodesMade).by(agent.id));
        self.store
            .write(move |tx| {
                if !store::second_factor::is_there(tx, agent)? {
                    return Err(Error::Conflict(say("second-factor-none-any-more")));
                }
                entry.keep(tx)?;
                new_recovery_codes(tx, agent)
            })
            .await
    }

    /// Switches one's own second factor off, with the password and a code. One's other sessions end.
    ///
    /// # Errors
    /// [`Error::Refused`] where either is wrong, where everybody needs one, and where one's passkeys cannot be given here.
    pub async fn remove_second_factor(
        &self,
        agent: &Agent,
        session: SessionId,
        password: String,
        typed: &str,
        from: &Origin,
        party: Option<&RelyingParty>,
    ) -> Result<()> {
        let (id, here) = (agent.id, party.cloned());
        self.store.read(move |db| check_may_go(db, id, here.as_ref())).await?;
        let typed = read(typed)?;
        self.check_password(agent, password, from).await?;
        let (key, agent, ip) = (self.server_key()?, agent.clone(), from.ip.clone());
        let here = party.cloned();
        let entry = self.audit(Action::FactorRemoved).by(agent.id);
        let tried = self
            .store
            .write(move |tx| {
                let now = tx.now();
                if takes(tx, &key, agent.id, &typed)?.is_none() {
                    store::sign_in::insert_failed(tx, &agent.email, &ip, now)?;
                    return Ok(Tried::Wrong);
                }
                // They may have removed a passkey meanwhile.
                check_may_go(tx, agent.id, here.as_ref())?;
                store::second_factor::remove(tx, agent.id)?;
                if !store::second_factor::is_there(tx, agent.id)? {
                    store::second_factor::forget_recovery_codes(tx, agent.id)?;
                }
                store::session::revoke_all(tx, agent.id, Some(session), now)?;
                sessions_ended(tx, agent.id)?;
                entry.keep(tx)?;
                Ok::<_, Error>(Tried::Right(()))
            })
            .await?;
        match tried {
            Tried::Right(()) => Ok(()),
            Tried::Wrong => Err(wrong()),
        }
    }

    /// Takes away the second factor of somebody who has lost theirs, with their passkeys, and ends their sessions. They are
    /// told; nobody `by` for the server's own command line.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for whoever is no owner.
    pub async fn reset_second_factor(&self, by: Option<&Agent>, id: AgentId) -> Result<()> {
        let by = by.cloned();
        let entry = self.audit(Action::FactorReset).about(id);
        self.store
            .write(move |tx| {
                if let Some(by) = &by {
                    managed(tx, by, id)?;
                    if by.role != Role::Owner || by.id == id {
                        return Err(Error::Forbidden(say("second-factor-other-owner")));
                    }
                }
                let had_app = store::second_factor::remove(tx, id)?;
                store::second_factor::forget_recovery_codes(tx, id)?;
                if store::passkey::remove_all(tx, id)? == 0 && !had_app {
                    return Err(Error::Conflict(say("second-factor-they-have-none")));
                }
                let (now, by) = (tx.now(), by.map(|by| by.id));
                store::second_factor::insert_reset(tx, id, by, now)?;
                store::session::revoke_all(tx, id, None, now)?;
                sessions_ended(tx, id)?;
                entry.by(by).keep(tx)
            })
            .await
    }

    /// Puts away what one was told of a second factor that somebody took away.
    pub async fn put_factor_reset_away(&self, agent: AgentId) -> Result<()> {
        self.store.write(move |tx| Ok(store::second_factor::put_reset_away(tx, agent)?)).await
    }

    /// A sign-in that was begun and needs that.
    pub(crate) async fn half_that_needs(&self, token: &str, needs: Needs) -> Result<Half> {
        let half = self.half_session(token).await?;
        half.filter(|half| half.needs == needs).ok_or_else(too_late)
    }

    /// Whether somebody who is signed in gives their password again. Wrong ones are counted as at the sign-in.
    pub(crate) async fn check_password(
        &self,
        agent: &Agent,
        password: String,
        from: &Origin,
    ) -> Result<()> {
        let (id, email, ip, now) =
            (agent.id, agent.email.clone(), from.ip.clone(), self.store.now());
        let hash = self
            .store
            .read(move |db| {
                check_tries(db, &email, &ip, now)?;
                Ok::<_, Error>(store::agent::password_hash(db, id)?)
            })
            .await?;
        if password::verify(password, hash).await {
            return Ok(());
        }
        let (email, ip) = (agent.email.clone(), from.ip.clone());
        self.store
            .write(move |tx| {
                let now = tx.now();
                Ok::<_, Error>(store::sign_in::insert_failed(tx, &email, &ip, now)?)
            })
            .await?;
        Err(Error::refused(password::not_yours()))
    }
}

fn confirm(tx: &mut Tx<'_>, key: &Key, agent: AgentId, typed: &Typed) -> Result<Vec<String>> {
    let factor = store::second_factor::find(tx, agent)?;
    let factor = factor
        .filter(|factor| factor.confirmed_at.is_none())
        .ok_or_else(|| Error::Conflict(say("second-factor-begin-anew")))?;
    let right = match typed {
        Typed::Code(code) => takes_code(tx, key, agent, &factor, code)?,
        Typed::Recovery(_) => false,
    };
    if !right {
        return Err(wrong());
    }
    let now = tx.now();
    store::second_factor::confirm(tx, agent, now)?;
    store::second_factor::put_reset_away(tx, agent)?;
    new_recovery_codes(tx, agent)
}

pub(crate) fn too_late() -> Error {
    Error::NotFound(say("sign-in-too-long-ago"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = totp(b"12345678901234567890").unwrap();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.check(code, seconds), Some(seconds / 30), "{code}");
            // A step before and one after, and no more.
            assert!(totp.check(code, seconds + 30).is_some(), "{code}");
            assert!(totp.check(code, seconds + 60).is_none(), "{code}");
            assert!(totp.check(code, seconds - 30).is_some(), "{code}");
            assert!(
                totp.check(code, seconds.saturating_sub(60)).is_none() || seconds < 60,
                "{code}"
            );
        }
    }
}

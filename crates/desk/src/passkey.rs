//! Passkeys: made, called something, used and removed. One signs its owner in without a password, where its device makes
//! sure who it is, and is their second factor after a password. What a device is asked to sign is kept by its hash, and
//! answered once.

pub mod authenticator_data;
pub mod ceremony;
pub mod public_key;

use domain::{
    AgentId, PasskeyId,
    agent::Agent,
    audit::Action,
    event::{Change, EventKind},
    mail,
    passkey::{
        CHALLENGE_LASTS, HANDLE_BYTES, PASSKEYS_MAX, Passkey, Purpose, RelyingParty, counts_on,
        name,
    },
    security::Needs,
};
use language::say;
use sealed::{from_text, to_text};
use serde_json::{Value, json};
use store::{Db, Tx, passkey::Key};

use self::{
    ceremony::{Asserted, Assertion, Fault, Registered, Registration},
    public_key::{ALGORITHMS, PublicKey},
};
use crate::{
    Desk, Error, Result,
    audit::Entry,
    mail::queue,
    second_factor::{new_recovery_codes, too_late},
    security::Security,
    session::{Begun, Half, Origin, Proof, check_tries_from, half, let_in, sessions_ended},
    token,
};

/// A passkey that somebody wants to make, as their browser brings it.
#[derive(Debug, Clone)]
pub struct Making {
    /// What the browser says, in JSON (`RegistrationResponseJSON`, Level 3, section 5.1.8).
    pub credential: String,
    /// What it is to be called.
    pub name: String,
}

/// What a browser is told of passkeys that are there, so that it finds them, or makes no second one beside them.
fn described(credentials: Vec<(String, String)>) -> Value {
    let described = |(id, transports): (String, String)| {
        let transports: Vec<&str> = transports.split(' ').filter(|word| !word.is_empty()).collect();
        json!({ "type": "public-key", "id": id, "transports": transports })
    };
    credentials.into_iter().map(described).collect()
}

/// For how long a browser waits for somebody, in milliseconds.
fn timeout_ms() -> i64 {
    i64::try_from(CHALLENGE_LASTS.as_millis()).unwrap_or(i64::MAX)
}

/// Asks something to be signed, and says what.
fn challenge(tx: &mut Tx<'_>, purpose: Purpose, agent: Option<AgentId>) -> Result<String> {
    let (challenge, now) = (token::new(), tx.now());
    let hash = token::hash(&challenge);
    let until = now + CHALLENGE_LASTS;
    store::passkey::insert_challenge(tx, &hash, purpose, agent, now, until)?;
    Ok(challenge)
}

/// Refuses more passkeys than anybody needs.
fn check_room(tx: &mut Tx<'_>, agent: AgentId) -> Result<()> {
    if store::passkey::of_agent(tx, agent)?.len() < PASSKEYS_MAX {
        return Ok(());
    }
    Err(Error::refused(say("passkey-too-many").with("most", PASSKEYS_MAX)))
}

/// How a browser is asked to make a passkey (`PublicKeyCredentialCreationOptions`, Level 2, section 5.4): one that is found
/// without a name, whose device makes sure who uses it, and that tells nothing of its kind.
fn to_be_made(tx: &mut Tx<'_>, agent: &Agent, party: &RelyingParty, desk: &str) -> Result<String> {
    check_room(tx, agent.id)?;
    let handle = if let Some(handle) = store::passkey::handle(tx, agent.id)? {
        handle
    } else {
        let handle = to_text(&token::random::<HANDLE_BYTES>());
        store::passkey::set_handle(tx, agent.id, &handle)?;
        handle
    };
    let there = store::passkey::credentials(tx, agent.id, &party.id)?;
    let algorithms = ALGORITHMS.map(|number| json!({ "type": "public-key", "alg": number }));
    let options = json!({
        "rp": { "id": party.id, "name": desk },
        "user": { "id": handle, "name": agent.email, "displayName": agent.name },
        "challenge": challenge(tx, Purpose::Making, Some(agent.id))?,
        "pubKeyCredParams": algorithms,
        "timeout": timeout_ms(),
        "excludeCredentials": described(there),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "required",
        },
        "attestation": "none",
    });
    Ok(options.to_string())
}

/// A passkey that was made and holds, to be kept.
struct Kept {
    agent: AgentId,
    party: RelyingParty,
    made: Registered,
    /// What it is called.
    name: String,
    /// The same, sealed for the email that tells of it, where there is a mail server.
    told: Option<String>,
    entry: Entry,
}

/// Keeps a passkey that holds, and makes recovery codes for whoever had no second factor until now. Its owner is told, for
/// it may have been somebody else who made it.
fn keep(tx: &mut Tx<'_>, kept: Kept) -> Result<Option<Vec<String>>> {
    let Kept { agent, party, made, name, told, entry } = kept;
    let found = store::agent::find(tx, agent)?.ok_or_else(|| Error::not_found("person"))?;
    check_room(tx, agent)?;
    let id = to_text(&made.credential_id);
    // Section 7.1, step 22.
    if store::passkey::by_credential(tx, &id)?.is_some() {
        return Err(Error::Conflict(say("passkey-there-already")));
    }
    let is_first = !store::second_factor::is_there(tx, agent)?;
    let new = store::passkey::New {
        agent_id: agent,
        credential_id: &id,
        public_key: &to_text(&made.public_key),
        rp_id: &party.id,
        name: &name,
        transports: &made.transports,
        sign_count: made.sign_count,
        backed_up: made.backed_up,
    };
    let now = tx.now();
    store::passkey::insert(tx, &new, now)?;
    store::second_factor::put_reset_away(tx, agent)?;
    tx.record(Change::new(EventKind::AgentChanged).by(Some(agent)))?;
    if told.is_some() {
        let (purpose, to) = (mail::Purpose::NewPasskey, &found.email);
        queue(tx, purpose, Some(agent), to, |new| new.secret = told)?;
    }
    entry.detail(name).keep(tx)?;
    if is_first { new_recovery_codes(tx, agent).map(Some) } else { Ok(None) }
}

/// Whether a second factor of an agent's can be given at that address of the desk: an app for codes, or a passkey that was
/// made for it. One for another address is asked for, too, and cannot be given.
fn opens(db: &mut Db, agent: AgentId, party: Option<&RelyingParty>) -> Result<bool> {
    Ok(store::second_factor::is_confirmed(db, agent)? || is_for(db, agent, party)?)
}

/// Whether an agent has a passkey for that address of the desk, where it is one for passkeys at all.
pub(crate) fn is_for(db: &mut Db, agent: AgentId, party: Option<&RelyingParty>) -> Result<bool> {
    let Some(party) = party else { return Ok(false) };
    Ok(!store::passkey::credentials(db, agent, &party.id)?.is_empty())
}

/// Says that the passkeys that would be left are asked for, and cannot be given here.
pub(crate) fn elsewhere() -> Error {
    Error::refused(say("passkey-others-elsewhere"))
}

/// A name for a passkey, which was made already: nobody is to do that again because of its name.
fn called(given: &str) -> String {
    name(given).unwrap_or_else(|| {
        let short: String = given.chars().take(domain::passkey::NAME_CHARS_MAX).collect();
        name(&short).unwrap_or_else(|| "Passkey".to_owned())
    })
}

fn too_long_ago() -> Error {
    Error::refused(say("passkey-too-long-ago"))
}

fn unknown() -> Error {
    Error::refused(say("passkey-unknown"))
}

/// What came of a passkey that was used, in the transaction in which it is noted.
enum Used {
    /// It is that agent's, and what it signed holds.
    By(AgentId),
    /// Its counter went back.
    Copied,
}

impl Desk {
    /// One's passkeys, the oldest first.
    pub async fn passkeys(&self, agent: AgentId) -> Result<Vec<Passkey>> {
        Ok(self.store.read(move |db| store::passkey::of_agent(db, agent)).await?)
    }

    /// Begins to make a passkey, for somebody who proves again who they are. What their browser is asked, in JSON.
    ///
    /// # Errors
    /// [`Error::Refused`] for another password, or where there are too many already.
    pub async fn begin_passkey(
        &self,
        agent: &Agent,
        password: String,
        from: &Origin,
        party: &RelyingParty,
    ) -> Result<String> {
        self.check_password(agent, password, from).await?;
        self.ask_for_passkey(agent.clone(), party.clone()).await
    }

    /// … at the sign-in of somebody who has no second factor and needs one: they have proved who they are a moment ago.
    pub async fn begin_passkey_at_sign_in(
        &self,
        half_token: &str,
        party: &RelyingParty,
    ) -> Result<String> {
        let agent = self.half_that_needs(half_token, Needs::Factor).await?.agent;
        self.ask_for_passkey(agent, party.clone()).await
    }

    async fn ask_for_passkey(&self, agent: Agent, party: RelyingParty) -> Result<String> {
        let desk = self.workspace().await?.name;
        self.store.write(move |tx| to_be_made(tx, &agent, &party, &desk)).await
    }

    /// What a browser brings that has made a passkey, checked, and answered once.
    async fn registered(
        &self,
        agent: AgentId,
        credential: &str,
        party: &RelyingParty,
    ) -> Result<Registered> {
        let registration = Registration::read(credential);
        let registration = registration.map_err(|fault| Error::refused(fault.words()))?;
        self.answered(registration.challenge(), Purpose::Making, Some(agent)).await?;
        registration.check(party).map_err(|fault| {
            tracing::warn!(agent = agent.0, why = fault.says(), "a new passkey was not taken");
            Error::refused(fault.words())
        })
    }

    /// Whether that was asked to be signed, which is answered once.
    async fn answered(
        &self,
        challenge: &str,
        purpose: Purpose,
        agent: Option<AgentId>,
    ) -> Result<()> {
        let hash = token::hash(challenge);
        let was_asked = self
            .store
            .write(move |tx| {
                let now = tx.now();
                Ok::<_, Error>(store::passkey::take_challenge(tx, &hash, purpose, agent, now)?)
            })
            .await?;
        if was_asked { Ok(()) } else { Err(too_long_ago()) }
    }

    /// Keeps a passkey that somebody has made. It is asked for from now on; the recovery codes, which are told this once,
    /// where they had no second factor before.
    ///
    /// # Errors
    /// [`Error::Refused`] for one that does not hold, or was made too late.
    pub async fn make_passkey(
        &self,
        agent: AgentId,
        making: Making,
        party: &RelyingParty,
    ) -> Result<Option<Vec<String>>> {
        let entry = self.audit(Action::PasskeyMade).by(agent);
        let kept = self.to_be_kept(agent, making, party, entry).await?;
        let codes = self.store.write(move |tx| keep(tx, kept)).await?;
        self.to_mail.notify_one();
        Ok(codes)
    }

    async fn to_be_kept(
        &self,
        agent: AgentId,
        making: Making,
        party: &RelyingParty,
        entry: Entry,
    ) -> Result<Kept> {
        let made = self.registered(agent, &making.credential, party).await?;
        let (party, name) = (party.clone(), called(&making.name));
        let told = self.mailer().is_some().then(|| self.mail_secret(&name)).transpose()?;
        Ok(Kept { agent, party, made, name, told, entry })
    }

    /// … and lets in whoever needed a second factor.
    ///
    /// # Errors
    /// As [`Desk::make_passkey`]; [`Error::Conflict`] where they have set one up elsewhere meanwhile.
    pub async fn make_passkey_at_sign_in(
        &self,
        half_token: &str,
        making: Making,
        from: Origin,
        party: &RelyingParty,
    ) -> Result<Vec<String>> {
        let half = self.half_that_needs(half_token, Needs::Factor).await?;
        let Half { agent, session, proof, .. } = half;
        let agent = agent.id;
        let entry = self.audit(Action::PasskeyMade).by(agent).from(from.clone());
        let kept = self.to_be_kept(agent, making, party, entry).await?;
        let entered = self.audit(Action::SignedIn).by(agent).from(from);
        let entered =
            entered.detail(format!("{}, and a passkey that was just made", proof.words()));
        let codes = self
            .store
            .write(move |tx| {
                // Whoever knows the password alone gets past no second factor that is there by now.
                let codes =
                    keep(tx, kept)?.ok_or_else(|| Error::Conflict(say("second-factor-already")))?;
                let_in(tx, agent, session.id, entered)?;
                Ok::<_, Error>(codes)
            })
            .await?;
        self.to_mail.notify_one();
        Ok(codes)
    }

    /// Calls one of one's passkeys something else.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no name, [`Error::NotFound`] where it is not there.
    pub async fn rename_passkey(&self, agent: AgentId, id: PasskeyId, given: &str) -> Result<()> {
        let most = domain::passkey::NAME_CHARS_MAX;
        let name =
            name(given).ok_or_else(|| Error::refused(say("passkey-no-name").with("most", most)))?;
        self.store
            .write(move |tx| {
                if !store::passkey::rename(tx, id, agent, &name)? {
                    return Err(Error::NotFound(say("passkey-gone")));
                }
                tx.record(Change::new(EventKind::AgentChanged).by(Some(agent)))?;
                Ok(())
            })
            .await
    }

    /// Removes one of one's passkeys, with the password. One's other sessions end, for it may have been used in them.
    ///
    /// # Errors
    /// [`Error::Refused`] for another password, for the last second factor where everybody needs one, and where those
    /// left cannot be given here; [`Error::NotFound`] where it is not there.
    pub async fn remove_passkey(
        &self,
        agent: &Agent,
        session: domain::SessionId,
        id: PasskeyId,
        password: String,
        from: &Origin,
        party: Option<&RelyingParty>,
    ) -> Result<()> {
        self.check_password(agent, password, from).await?;
        let (agent, party) = (agent.id, party.cloned());
        let entry = self.audit(Action::PasskeyRemoved).by(agent);
        self.store
            .write(move |tx| {
                let opened = opens(tx, agent, party.as_ref())?;
                let removed = store::passkey::remove(tx, id, agent)?;
                let name = removed.ok_or_else(|| Error::NotFound(say("passkey-gone")))?;
                if !store::second_factor::is_there(tx, agent)? {
                    if Security::read(tx)?.needs_factor {
                        return Err(Error::refused(say("passkey-stays")));
                    }
                    store::second_factor::forget_recovery_codes(tx, agent)?;
                } else if opened && !opens(tx, agent, party.as_ref())? {
                    return Err(elsewhere());
                }
                let now = tx.now();
                store::session::revoke_all(tx, agent, Some(session), now)?;
                sessions_ended(tx, agent)?;
                entry.detail(name).keep(tx)
            })
            .await
    }

    /// Asks whoever is at the door for a passkey. What their browser is asked, in JSON
    /// (`PublicKeyCredentialRequestOptions`, Level 2, section 5.5).
    pub async fn begin_passkey_sign_in(&self, party: &RelyingParty) -> Result<String> {
        let challenge = self.store.write(|tx| challenge(tx, Purpose::SignIn, None)).await?;
        let options = json!({
            "challenge": challenge,
            "rpId": party.id,
            "timeout": timeout_ms(),
            "allowCredentials": [],
            "userVerification": "required",
        });
        Ok(options.to_string())
    }

    /// Signs somebody in by a passkey alone, whose device made sure who they are. It opens no corner, for that takes the
    /// password.
    ///
    /// # Errors
    /// [`Error::Refused`] for one that is not known or does not hold.
    pub async fn sign_in_with_passkey(
        &self,
        credential: &str,
        from: Origin,
        party: &RelyingParty,
    ) -> Result<Begun> {
        let assertion = Assertion::read(credential);
        let assertion = assertion.map_err(|fault| Error::refused(fault.words()))?;
        let (ip, now) = (from.ip.clone(), self.store.now());
        self.store.read(move |db| check_tries_from(db, &ip, now)).await?;
        self.answered(assertion.challenge(), Purpose::SignIn, None).await?;
        let agent = self.by_passkey(&assertion, None, &from, party).await?;
        self.begin_session(agent, None, from, Proof::Passkey).await
    }

    /// Asks somebody for a passkey who has begun to sign in. What their browser is asked, in JSON; nothing where they have
    /// none for this name of the desk.
    pub async fn begin_passkey_factor(
        &self,
        half_token: &str,
        party: &RelyingParty,
    ) -> Result<Option<String>> {
        let agent = self.half_that_needs(half_token, Needs::Code).await?.agent.id;
        let party = party.clone();
        self.store
            .write(move |tx| {
                let there = store::passkey::credentials(tx, agent, &party.id)?;
                if there.is_empty() {
                    return Ok(None);
                }
                let options = json!({
                    "challenge": challenge(tx, Purpose::Factor, Some(agent))?,
                    "rpId": party.id,
                    "timeout": timeout_ms(),
                    "allowCredentials": described(there),
                    // They have proved already who they are; that they have it is what is asked.
                    "userVerification": "preferred",
                });
                Ok(Some(options.to_string()))
            })
            .await
    }

    /// Lets in somebody who has begun to sign in, by a passkey of theirs.
    ///
    /// # Errors
    /// [`Error::Refused`] for another, and [`Error::NotFound`] where the sign-in was begun too long ago.
    pub async fn prove_by_passkey(
        &self,
        half_token: &str,
        credential: &str,
        from: Origin,
        party: &RelyingParty,
    ) -> Result<()> {
        let whose = self.half_that_needs(half_token, Needs::Code).await?.agent.id;
        let assertion = Assertion::read(credential);
        let assertion = assertion.map_err(|fault| Error::refused(fault.words()))?;
        self.answered(assertion.challenge(), Purpose::Factor, Some(whose)).await?;
        self.by_passkey(&assertion, Some(whose), &from, party).await?;
        let (hash, entry) = (token::hash(half_token), self.audit(Action::SignedIn).by(whose));
        self.store
            .write(move |tx| {
                let now = tx.now();
                let found = half(tx, &hash, now)?.filter(|half| half.needs == Needs::Code);
                let Half { session, proof, .. } = found.ok_or_else(too_late)?;
                let entry = entry.detail(format!("{} and a passkey", proof.words()));
                let_in(tx, whose, session.id, entry.from(from))
            })
            .await
    }

    /// Who has used a passkey (section 7.2): that agent, or whoever they are, where nobody is known yet.
    async fn by_passkey(
        &self,
        assertion: &Assertion,
        whose: Option<AgentId>,
        from: &Origin,
        party: &RelyingParty,
    ) -> Result<AgentId> {
        let id = to_text(&assertion.credential_id);
        let found = self
            .store
            .read(move |db| {
                let Some(key) = store::passkey::by_credential(db, &id)? else { return Ok(None) };
                let agent = store::agent::find(db, key.agent_id)?;
                let is_here = agent.is_some_and(|agent| agent.deactivated_at.is_none());
                let handle = store::passkey::handle(db, key.agent_id)?;
                Ok::<_, Error>(is_here.then_some((key, handle)))
            })
            .await?;
        // Step 6: whoever is not known yet is named by the device itself, and names have to go together;
        // and no device signs for a name for which it made none.
        let is_whose = |(key, handle): &(Key, Option<String>)| {
            let told = assertion.handle.as_ref();
            let named = handle.as_deref().and_then(from_text);
            key.rp_id == party.id
                && told.is_none_or(|told| Some(told) == named.as_ref())
                && whose.map_or(told.is_some(), |whose| whose == key.agent_id)
        };
        let Some((key, _)) = found.filter(is_whose) else {
            let entry = self.audit(Action::PasskeyRefused).about(whose);
            self.refuse_passkey(entry.detail("nobody here has it"), from).await?;
            return Err(unknown());
        };
        match self.used(assertion, &key, whose.is_none(), party).await {
            Ok(Used::By(agent)) => Ok(agent),
            Ok(Used::Copied) => {
                let entry = self.audit(Action::PasskeyRefused).about(key.agent_id);
                let entry = entry.detail("its counter went back, as if there were a copy of it");
                self.refuse_passkey(entry, from).await?;
                Err(Error::refused(say("passkey-copied")))
            }
            Err(Not::Holds(fault)) => {
                let entry = self.audit(Action::PasskeyRefused).about(key.agent_id);
                self.refuse_passkey(entry.detail(fault.says()), from).await?;
                Err(Error::refused(fault.words()))
            }
            Err(Not::Kept(error)) => Err(error),
        }
    }

    /// Notes one that was refused, against the address that it came from and nobody's name: a passkey cannot be guessed,
    /// and who is named by one that does not hold has not tried anything.
    async fn refuse_passkey(&self, entry: Entry, from: &Origin) -> Result<()> {
        let (entry, ip) = (entry.from(from.clone()), from.ip.clone());
        self.store
            .write(move |tx| {
                let now = tx.now();
                store::sign_in::insert_failed(tx, "", &ip, now)?;
                entry.keep(tx)
            })
            .await
    }

    /// Checks what a passkey has signed, and notes that it was used.
    async fn used(
        &self,
        assertion: &Assertion,
        key: &Key,
        needs_verification: bool,
        party: &RelyingParty,
    ) -> std::result::Result<Used, Not> {
        let public = from_text(&key.public_key).and_then(|bytes| PublicKey::read(&bytes));
        let public = public.ok_or(Not::Holds(Fault::Unreadable))?;
        let asserted = assertion.check(party, &public, needs_verification).map_err(Not::Holds)?;
        let Asserted { sign_count, backed_up } = asserted;
        let (id, agent) = (key.id, key.agent_id);
        let used = self.store.write(move |tx| {
            let stood = store::passkey::sign_count(tx, id)?;
            let stood = stood.ok_or_else(unknown)?;
            // Step 21.
            if !counts_on(stood, sign_count) {
                return Ok(Used::Copied);
            }
            let now = tx.now();
            store::passkey::set_used(tx, id, sign_count, backed_up, now)?;
            Ok::<_, Error>(Used::By(agent))
        });
        used.await.map_err(Not::Kept)
    }
}

/// Why a passkey did not come to be used.
enum Not {
    /// It does not hold.
    Holds(Fault),
    /// Something else stood in the way.
    Kept(Error),
}

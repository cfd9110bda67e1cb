//! Signing in at the identity provider (OpenID Connect Core, code flow with PKCE): there, back again in the same browser,
//! and the first time who somebody is here. Whom an account there belongs to is known by its provider and its subject; an
//! address leads to somebody here only where the provider has verified it, and then they prove once that it is theirs.

use domain::{
    AgentId, IdentityId,
    agent::Agent,
    audit::Action,
    event::{Change, EventKind},
    identity_provider::{AWAY_LASTS, Identity, IdentityProvider, Purpose},
};
use language::{Language, Wording, say};
use store::{
    Db, Tx,
    provider_sign_in::{Arrival, ProviderSignIn},
};

use crate::{
    Desk, Error, Result,
    corner::Made,
    identity_provider::{Account, Asked},
    invitation::{Joining, check_name, known_time_zone},
    password,
    session::{Begun, Origin, Proof},
    token,
};

/// Why somebody goes to the provider, and where they are to come out.
#[derive(Debug, Clone)]
pub struct Going {
    /// Why.
    pub purpose: Purpose,
    /// Who they are, where they are signed in.
    pub agent: Option<AgentId>,
    /// The address at which they come back.
    pub redirect_uri: String,
    /// Where they go on to.
    pub next: String,
}

/// What somebody's browser brings back.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// What it was sent there with.
    pub state: String,
    /// What the provider knows them by.
    pub code: String,
    /// Why there is none.
    pub error: String,
    /// Who says so (RFC 9207).
    pub issuer: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub enum Back {
    /// They are known, and are let in as far as that goes; and where they go on to.
    In(Begun, String),
    /// They are still to say who they are here.
    Unknown,
    /// It was to be tried, and works.
    Tried,
    /// It did not work for somebody who is signed in already, and tried it or wanted to connect an account.
    Failed(Error),
}

/// Who came back and is not known yet.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// What the provider is called.
    pub provider: String,
    /// The address that it has verified.
    pub email: Option<String>,
    /// What they are called there.
    pub name: String,
    /// Who they may be here.
    pub as_whom: Whom,
}

/// Who somebody may be here who came back.
#[derive(Debug, Clone)]
pub enum Whom {
    /// That agent, who proves it by their password.
    Known(Agent),
    /// Somebody new.
    New,
}

/// What came of connecting an account.
#[derive(Debug)]
pub struct Linked {
    /// The session that began, where they were not signed in already.
    pub begun: Option<Begun>,
    /// Where they go on to.
    pub next: String,
}

/// Who an arrival may be here; nobody where the desk neither knows their address nor lets them join.
fn whom(db: &mut Db, provider: &IdentityProvider, arrival: &Arrival) -> Result<Option<Whom>> {
    let on_the_desk = |agent: &Agent| agent.deactivated_at.is_none();
    if let Some(id) = arrival.agent_id {
        let agent = store::agent::find(db, id)?.filter(on_the_desk);
        return Ok(agent.map(Whom::Known));
    }
    let Some(email) = &arrival.email else { return Ok(None) };
    Ok(match store::agent::by_email(db, email)? {
        Some(agent) if on_the_desk(&agent) => Some(Whom::Known(agent)),
        Some(_) => None,
        None => provider.lets_join(email).then_some(Whom::New),
    })
}

/// Who came back in that browser, and at which provider.
fn arrived(
    db: &mut Db,
    browser_hash: &str,
    now: domain::Timestamp,
) -> Result<Option<(Arrival, IdentityProvider, Whom)>> {
    let Some(arrival) = store::provider_sign_in::arrival(db, browser_hash, now)? else {
        return Ok(None);
    };
    let provider = store::identity_provider::in_use(db)?;
    let provider = provider.filter(|provider| provider.issuer == arrival.issuer);
    let Some(provider) = provider else { return Ok(None) };
    let whom = whom(db, &provider, &arrival)?;
    Ok(whom.map(|whom| (arrival, provider, whom)))
}

fn too_late() -> Error {
    Error::NotFound(say("provider-sign-in-too-long-ago"))
}

/// Connects an account with an agent.
fn link(tx: &mut Tx<'_>, agent: AgentId, arrival: &Arrival, browser_hash: &str) -> Result<()> {
    let now = tx.now();
    let owner = store::identity::owner(tx, &arrival.issuer, &arrival.subject)?;
    if owner.is_some() {
        return Err(Error::Conflict(say("provider-sign-in-connected-already")));
    }
    let new = store::identity::New {
        agent_id: agent,
        issuer: &arrival.issuer,
        subject: &arrival.subject,
        email: arrival.email.as_deref(),
    };
    store::identity::insert(tx, &new, now)?;
    Ok(store::provider_sign_in::forget_arrival(tx, browser_hash)?)
}

fn proof(with_factor: bool) -> Proof {
    if with_factor { Proof::ProviderWithFactor } else { Proof::Provider }
}

/// What is said of an account there.
fn called(arrival: &Arrival) -> &str {
    arrival.email.as_deref().unwrap_or(&arrival.name)
}

impl Desk {
    /// The address at the provider to which a browser goes. The browser is known by a secret of its own, without which
    /// nobody comes back.
    ///
    /// # Errors
    /// [`Error::Refused`] where the provider cannot be reached, [`Error::NotFound`] where there is none.
    pub async fn go_to_provider(&self, browser: &str, going: Going) -> Result<String> {
        let tries = going.purpose == Purpose::Try;
        let provider = self
            .store
            .read(move |db| {
                if tries {
                    store::identity_provider::on_trial(db)
                } else {
                    store::identity_provider::in_use(db)
                }
            })
            .await?;
        let provider = provider.ok_or_else(|| Error::not_found("identity provider"))?;
        let client = self.provider_client()?;
        let there = client.discover(&provider.issuer).await.map_err(Error::refused)?;
        let state = token::new();
        // A token has as many characters as a verifier has at the least (RFC 7636, section 4.1).
        let on_the_way = ProviderSignIn {
            provider_id: provider.id,
            purpose: going.purpose,
            agent_id: going.agent,
            redirect_uri: going.redirect_uri,
            nonce: token::new(),
            verifier: token::new(),
            next: going.next,
        };
        let asked = Asked {
            client_id: &provider.client_id,
            secret: None,
            redirect_uri: &on_the_way.redirect_uri,
            nonce: &on_the_way.nonce,
            verifier: &on_the_way.verifier,
        };
        let way = client.way_there(&there, asked, &state).map_err(Error::refused)?;
        let (state, browser) = (token::hash(&state), token::hash(browser));
        self.store
            .write(move |tx| {
                let now = tx.now();
                let until = now + AWAY_LASTS;
                let of = (state.as_str(), browser.as_str());
                Ok::<_, Error>(store::provider_sign_in::insert(tx, of, &on_the_way, now, until)?)
            })
            .await?;
        Ok(way)
    }

    /// Somebody is back from the provider. Each way back is gone once.
    ///
    /// # Errors
    /// [`Error::Refused`] in words for whoever stands at the door.
    pub async fn come_back(&self, browser: &str, answer: Answer, from: Origin) -> Result<Back> {
        let (state, browser) = (token::hash(&answer.state), token::hash(browser));
        let found = self
            .store
            .write({
                let browser = browser.clone();
                move |tx| {
                    let (now, of) = (tx.now(), (state.as_str(), browser.as_str()));
                    let Some(going) = store::provider_sign_in::take(tx, of, now)? else {
                        return Ok(None);
                    };
                    let provider = store::identity_provider::find(tx, going.provider_id)?;
                    Ok::<_, Error>(provider.map(|provider| (going, provider)))
                }
            })
            .await?;
        let (going, provider) =
            found.ok_or_else(|| Error::refused(say("provider-sign-in-way-back-gone")))?;
        let purpose = going.purpose;
        match self.come_back_to(browser, provider, going, answer, from).await {
            Err(error @ (Error::Refused(_) | Error::Conflict(_))) if purpose != Purpose::SignIn => {
                Ok(Back::Failed(error))
            }
            other => other,
        }
    }

    async fn come_back_to(
        &self,
        browser: String,
        provider: IdentityProvider,
        going: ProviderSignIn,
        answer: Answer,
        from: Origin,
    ) -> Result<Back> {
        let fits = provider.used_since.is_none() == (going.purpose == Purpose::Try);
        if !fits {
            return Err(Error::refused(say("provider-sign-in-changed")));
        }
        let account = match self.account(&provider, &going, &answer).await {
            Ok(account) => account,
            Err(why) => {
                // What is kept and logged is in the one language that everybody who looks at it shares.
                let kept = why.in_language(Language::english());
                if going.purpose == Purpose::SignIn {
                    let entry = self.audit(Action::SignInRefused).detail(&kept).from(from);
                    self.store.write(move |tx| entry.keep(tx)).await?;
                }
                tracing::warn!(
                    issuer = provider.issuer,
                    why = kept,
                    "a sign-in at the identity provider failed"
                );
                return Err(Error::refused(why));
            }
        };
        if going.purpose == Purpose::Try {
            self.note_trial(provider.id, &account).await?;
            return Ok(Back::Tried);
        }
        self.arrive(browser, provider, going, account, from).await
    }

    /// Whose account an answer stands for; or why that is not known, in a sentence.
    async fn account(
        &self,
        provider: &IdentityProvider,
        going: &ProviderSignIn,
        answer: &Answer,
    ) -> std::result::Result<Account, Wording> {
        let words = |error: Error| match error {
            Error::Refused(words) | Error::Conflict(words) => words,
            error => error.to_string().into(),
        };
        let client = self.provider_client().map_err(words)?;
        let there = client.discover(&provider.issuer).await?;
        // RFC 9207, section 2.4: an answer from elsewhere must not be taken there.
        let another = answer.issuer.as_deref().is_some_and(|issuer| issuer != provider.issuer);
        if another || (there.says_issuer && answer.issuer.is_none()) {
            return Err(say("provider-sign-in-other-provider"));
        }
        // OpenID Connect Core, section 3.1.2.6, and RFC 6749, section 4.1.2.1.
        match answer.error.as_str() {
            "" => {}
            "access_denied" => {
                return Err(say("provider-sign-in-denied"));
            }
            "temporarily_unavailable" | "server_error" => {
                return Err(say("provider-sign-in-trouble"));
            }
            _ => {
                return Err(say("provider-sign-in-badly-set-up"));
            }
        }
        let secret = self.secret_at(provider).map_err(words)?;
        let asked = Asked {
            client_id: &provider.client_id,
            secret: secret.as_deref(),
            redirect_uri: &going.redirect_uri,
            nonce: &going.nonce,
            verifier: &going.verifier,
        };
        client.account(&there, asked, &answer.code, self.store.now()).await
    }

    /// Lets in whoever is known, or notes who came.
    async fn arrive(
        &self,
        browser: String,
        provider: IdentityProvider,
        going: ProviderSignIn,
        account: Account,
        from: Origin,
    ) -> Result<Back> {
        let arrival = Arrival {
            issuer: provider.issuer.clone(),
            subject: account.subject,
            email: account.email,
            name: account.name,
            with_factor: account.with_factor && provider.trusts_factor,
            agent_id: going.agent_id,
            next: going.next.clone(),
        };
        let with_factor = arrival.with_factor;
        let refused = self.audit(Action::SignInRefused).detail(called(&arrival)).from(from.clone());
        let known = self
            .store
            .write(move |tx| {
                let now = tx.now();
                let owner = store::identity::owner(tx, &arrival.issuer, &arrival.subject)?;
                if let Some(id) = owner {
                    let agent = store::agent::find(tx, id)?;
                    if agent.is_none_or(|agent| agent.deactivated_at.is_some()) {
                        refused.about(id).keep(tx)?;
                        return Ok(Known::Deactivated);
                    }
                    if going.purpose == Purpose::Link {
                        return Ok(Known::Taken);
                    }
                    store::identity::set_used(tx, &arrival.issuer, &arrival.subject, now)?;
                    return Ok(Known::Agent(id));
                }
                if whom(tx, &provider, &arrival)?.is_none() {
                    refused.keep(tx)?;
                    return Ok(Known::Nobody);
                }
                let until = now + AWAY_LASTS;
                store::provider_sign_in::set_arrival(tx, &browser, &arrival, until)?;
                Ok::<_, Error>(Known::NotYet)
            })
            .await?;
        match known {
            Known::Agent(id) => {
                let begun = self.begin_session(id, None, from, proof(with_factor)).await?;
                Ok(Back::In(begun, going.next))
            }
            Known::NotYet => Ok(Back::Unknown),
            Known::Deactivated => Err(Error::refused(say("provider-sign-in-deactivated"))),
            Known::Taken => Err(Error::Conflict(say("provider-sign-in-connected-already"))),
            Known::Nobody => Err(Error::refused(say("provider-sign-in-not-here"))),
        }
    }

    /// Who came back in that browser and is still to say who they are.
    pub async fn arrived_from_provider(&self, browser: &str) -> Result<Arrived> {
        let (browser, now) = (token::hash(browser), self.store.now());
        let found = self.store.read(move |db| arrived(db, &browser, now)).await?;
        let (arrival, provider, as_whom) = found.ok_or_else(too_late)?;
        Ok(Arrived { provider: provider.name, email: arrival.email, name: arrival.name, as_whom })
    }

    /// Connects the account with which somebody came back with theirs here, which they prove by their password; and lets
    /// them in, where they were not yet.
    ///
    /// # Errors
    /// [`Error::Refused`] for a wrong password, [`Error::Throttled`] after too many.
    pub async fn link_identity(
        &self,
        browser: &str,
        password: String,
        from: Origin,
    ) -> Result<Linked> {
        let (browser, now) = (token::hash(browser), self.store.now());
        let found = self
            .store
            .read({
                let browser = browser.clone();
                move |db| arrived(db, &browser, now)
            })
            .await?;
        let Some((arrival, _, Whom::Known(agent))) = found else { return Err(too_late()) };
        self.check_password(&agent, password.clone(), &from).await?;
        let (id, next) = (agent.id, arrival.next.clone());
        let is_in = arrival.agent_id.is_some();
        let proof = proof(arrival.with_factor);
        let entry = self.audit(Action::IdentityLinked).by(id).detail(called(&arrival));
        let entry = entry.from(from.clone());
        let hash = self
            .store
            .write(move |tx| {
                link(tx, id, &arrival, &browser)?;
                entry.keep(tx)?;
                Ok::<_, Error>(store::agent::password_hash(tx, id)?)
            })
            .await?;
        if is_in {
            return Ok(Linked { begun: None, next });
        }
        let corner = match hash {
            Some(hash) => self.corner_at_sign_in(id, password, hash).await?,
            None => None,
        };
        let begun = self.begin_session(id, corner, from, proof).await?;
        Ok(Linked { begun: Some(begun), next })
    }

    /// Lets somebody join who came back from the provider, and may. Their address is the one that it has verified; the
    /// password closes what is theirs alone.
    ///
    /// # Errors
    /// [`Error::Refused`] where the name or the password is none.
    pub async fn join_by_provider(
        &self,
        browser: &str,
        joining: Joining,
        from: Origin,
    ) -> Result<(Begun, String)> {
        // Before anything is worked out for whoever came from nowhere.
        self.arrived_from_provider(browser).await?;
        let browser = token::hash(browser);
        let name = domain::text::clean_line(&joining.name);
        check_name(&name)?;
        let password_hash = password::hash(joining.password.clone()).await?;
        let corner = Made::new(joining.password).await?;
        let time_zone = known_time_zone(&joining.time_zone).unwrap_or_else(|| "UTC".into());
        let entry = self.audit(Action::Joined).from(from.clone());
        let (id, corner, proof, next) = self
            .store
            .write(move |tx| {
                let now = tx.now();
                let found = arrived(tx, &browser, now)?;
                let Some((arrival, provider, Whom::New)) = found else { return Err(too_late()) };
                let Some(email) = &arrival.email else { return Err(too_late()) };
                let new = store::agent::New {
                    name: &name,
                    email,
                    password_hash: &password_hash,
                    role: provider.joins_as,
                    time_zone: &time_zone,
                };
                let id = store::agent::insert(tx, &new, now)?;
                link(tx, id, &arrival, &browser)?;
                store::identity::set_used(tx, &arrival.issuer, &arrival.subject, now)?;
                tx.record(Change::new(EventKind::AgentChanged).by(Some(id)))?;
                let role = provider.joins_as.as_str();
                entry.by(id).detail(format!("as {role}, by the identity provider")).keep(tx)?;
                Ok((id, corner.keep(tx, id)?, proof(arrival.with_factor), arrival.next))
            })
            .await?;
        Ok((self.begin_session(id, Some(corner), from, proof).await?, next))
    }

    /// What the provider in use is called, and an agent's accounts there; nothing where there is no provider.
    pub async fn identities(&self, agent: AgentId) -> Result<Option<(String, Vec<Identity>)>> {
        self.store
            .read(move |db| {
                let Some(provider) = store::identity_provider::in_use(db)? else { return Ok(None) };
                let accounts = store::identity::of_agent(db, agent, &provider.issuer)?;
                Ok(Some((provider.name, accounts)))
            })
            .await
    }

    /// Disconnects one of one's accounts.
    ///
    /// # Errors
    /// [`Error::Refused`] for the last one, where that is one's only way in.
    pub async fn unlink_identity(&self, agent: &Agent, id: IdentityId) -> Result<()> {
        let (agent, entry) = (agent.clone(), self.audit(Action::IdentityUnlinked).by(agent.id));
        self.store
            .write(move |tx| {
                if let Some(provider) = store::identity_provider::in_use(tx)?
                    && provider.only_way
                    && agent.role != domain::access::Role::Owner
                    && store::identity::of_agent(tx, agent.id, &provider.issuer)?.len() < 2
                {
                    return Err(Error::refused(say("provider-sign-in-only-way")));
                }
                if !store::identity::remove(tx, id, agent.id)? {
                    return Err(Error::not_found("account"));
                }
                entry.keep(tx)
            })
            .await
    }
}

/// Whether whoever came back is known.
enum Known {
    /// They are that agent.
    Agent(AgentId),
    /// They may be somebody, and are to say so.
    NotYet,
    /// They were somebody.
    Deactivated,
    /// Their account is somebody's already.
    Taken,
    /// The desk does not know them.
    Nobody,
}

//! The identity provider at which people may sign in: set up by an owner, tried by them, and only then in use.

mod client;
mod id_token;

use domain::{
    IdentityProviderId,
    access::Role,
    agent::Agent,
    audit::Action,
    event::{Change, EventKind},
    identity_provider::{FIELD_CHARS_MAX, IdentityProvider, read_joins},
    text,
};
use sealed::{from_text, to_text};
use store::{Tx, identity_provider::Chosen};

pub(crate) use self::client::{Account, Asked, Client};
use crate::{Desk, Error, Result, audit::Entry, outside::check_url};
use language::say;

/// The context in which the desk's secret at the provider is sealed.
const SECRET: &str = "secret at the identity provider";

/// What was filled in about it.
#[derive(Debug, Clone)]
pub struct Given {
    /// What stands on the button.
    pub name: String,
    /// Its address.
    pub issuer: String,
    /// What it calls this desk.
    pub client_id: String,
    /// The desk's secret there; empty where it stays what it was, or where there is none.
    pub secret: String,
    /// Domains and addresses whose people may join by it, a line each.
    pub joins: String,
    /// As what they join.
    pub joins_as: Role,
    /// Whether it is the only way in for all but owners.
    pub only_way: bool,
    /// Whether its word for a second factor is taken.
    pub trusts_factor: bool,
}

/// What came of what was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It holds already: nothing of it has to be tried.
    Changed,
    /// It is to be tried first.
    OnTrial,
}

/// What was filled in, once it is known to be something.
struct Checked {
    name: String,
    joins: Vec<String>,
    given: Given,
}

impl Checked {
    fn new(given: Given, private_too: bool) -> Result<Self> {
        let name = text::clean_line(&given.name);
        if name.is_empty() || name.chars().count() > text::LINE_CHARS_MAX {
            return Err(Error::refused(
                say("identity-provider-name-bad").with("most", text::LINE_CHARS_MAX),
            ));
        }
        check_url(&given.issuer, private_too).map_err(Error::refused)?;
        let client_id = given.client_id.trim().to_owned();
        if client_id.is_empty() {
            return Err(Error::refused(say("identity-provider-no-client-id")));
        }
        if [&client_id, &given.secret].iter().any(|field| field.chars().count() > FIELD_CHARS_MAX) {
            return Err(Error::refused(
                say("identity-provider-too-long").with("most", FIELD_CHARS_MAX.to_string()),
            ));
        }
        if given.joins_as == Role::Owner {
            return Err(Error::refused(say("identity-provider-no-owner")));
        }
        let joins = read_joins(&given.joins).map_err(Error::refused)?;
        let issuer = given.issuer.trim().to_owned();
        let secret = given.secret.trim().to_owned();
        Ok(Self { name, joins, given: Given { issuer, client_id, secret, ..given } })
    }

    /// Whether that is the same provider, which knows us by the same name.
    fn is_same(&self, provider: &IdentityProvider) -> bool {
        provider.issuer.trim_end_matches('/') == self.given.issuer.trim_end_matches('/')
            && provider.client_id == self.given.client_id
    }

    fn chosen<'a>(&'a self, issuer: &'a str, secret: &'a str) -> Chosen<'a> {
        Chosen {
            name: &self.name,
            issuer,
            client_id: &self.given.client_id,
            secret,
            joins: &self.joins,
            joins_as: self.given.joins_as,
            only_way: self.given.only_way,
            trusts_factor: self.given.trusts_factor,
        }
    }
}

/// Records that the provider was changed.
fn record(tx: &mut Tx<'_>, by: &Agent, entry: Entry) -> Result<()> {
    let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by.id)))?;
    entry.by(by.id).keep_beside(tx, event)
}

/// The provider that is being tried.
fn on_trial(tx: &mut Tx<'_>) -> Result<IdentityProvider> {
    store::identity_provider::on_trial(tx)?.ok_or_else(|| Error::not_found("identity provider"))
}

impl Desk {
    /// Lets the identity provider be on this machine or in one's own network, there also over http.
    #[must_use]
    pub fn with_private_identity_provider(mut self, private_too: bool) -> Self {
        self.private_identity_provider = private_too;
        self
    }

    /// Whether it may be.
    pub fn has_private_identity_provider(&self) -> bool {
        self.private_identity_provider
    }

    /// What goes to the provider.
    pub(crate) fn provider_client(&self) -> Result<Client> {
        Client::new(self.private_identity_provider).map_err(|error| {
            tracing::error!(%error, "nothing can be encrypted here");
            Error::Conflict(say("identity-provider-no-encryption"))
        })
    }

    /// The desk's secret at that provider, where it has one.
    pub(crate) fn secret_at(&self, provider: &IdentityProvider) -> Result<Option<String>> {
        if provider.secret.is_empty() {
            return Ok(None);
        }
        let sealed = from_text(&provider.secret);
        let key = self.server_key()?;
        let secret = sealed.and_then(|sealed| key.open(SECRET, &sealed));
        let secret = secret.and_then(|secret| String::from_utf8(secret).ok());
        secret.map(Some).ok_or_else(|| {
            tracing::error!(
                "the secret at the identity provider does not open with the server's key"
            );
            Error::Conflict(say("identity-provider-secret-unreadable"))
        })
    }

    /// Sets the provider up. What only concerns this desk holds at once; another provider, or another name of ours
    /// there, is kept to be tried, and until then all stays as it was.
    ///
    /// # Errors
    /// [`Error::Refused`] where something is missing, or the provider cannot be reached or is none.
    pub async fn set_up_identity_provider(&self, by: &Agent, given: Given) -> Result<Saved> {
        let checked = Checked::new(given, self.private_identity_provider)?;
        let known = self
            .store
            .read(|db| {
                let in_use = store::identity_provider::in_use(db)?;
                Ok::<_, Error>((in_use, store::identity_provider::on_trial(db)?))
            })
            .await?;
        let new_secret = !checked.given.secret.is_empty();
        let in_use = known.0.as_ref().filter(|known| checked.is_same(known) && !new_secret);
        let entry = self.audit(Action::ProviderChanged);
        let by = by.clone();
        if let Some(provider) = in_use {
            let id = provider.id;
            let entry = entry.detail(match (provider.only_way, checked.given.only_way) {
                (false, true) => "it is the only way in from now on, but for owners",
                (true, false) => "it is not the only way in any more",
                _ => "its name, or who comes in by it",
            });
            self.store
                .write(move |tx| {
                    store::identity_provider::update(tx, id, &checked.chosen("", ""))?;
                    record(tx, &by, entry)
                })
                .await?;
            return Ok(Saved::Changed);
        }
        // A secret is for whom it was given: at another address it is not told.
        let secret = if new_secret {
            to_text(&self.server_key()?.seal(SECRET, checked.given.secret.as_bytes()))
        } else {
            let before = [known.1, known.0].into_iter().flatten();
            let before = before.filter(|known| checked.is_same(known));
            before.map(|known| known.secret).next().unwrap_or_default()
        };
        let client = self.provider_client()?;
        let found = client.discover(&checked.given.issuer).await.map_err(Error::refused)?;
        let entry = entry.detail(format!("{} is to be tried", found.issuer));
        self.store
            .write(move |tx| {
                let chosen = checked.chosen(&found.issuer, &secret);
                store::identity_provider::set_on_trial(tx, &chosen)?;
                record(tx, &by, entry)
            })
            .await?;
        Ok(Saved::OnTrial)
    }

    /// Lets people sign in at the provider that was tried, instead of another.
    ///
    /// # Errors
    /// [`Error::Refused`] where it was not tried.
    pub async fn take_identity_provider_into_use(&self, by: &Agent) -> Result<()> {
        let (by, entry) = (by.clone(), self.audit(Action::ProviderChanged));
        self.store
            .write(move |tx| {
                let provider = on_trial(tx)?;
                if provider.tried_as.is_none() {
                    return Err(Error::refused(say("identity-provider-try-first")));
                }
                let now = tx.now();
                store::identity_provider::take_into_use(tx, provider.id, now)?;
                record(tx, &by, entry.detail(format!("{} is in use", provider.issuer)))
            })
            .await
    }

    /// Lets nobody sign in there any more. What was filled in stays, to be tried again.
    pub async fn put_identity_provider_out_of_use(&self, by: &Agent) -> Result<()> {
        let (by, entry) = (by.clone(), self.audit(Action::ProviderChanged));
        self.store
            .write(move |tx| {
                let Some(provider) = store::identity_provider::in_use(tx)? else { return Ok(()) };
                store::identity_provider::put_out_of_use(tx, provider.id)?;
                record(tx, &by, entry.detail(format!("{} is not in use any more", provider.issuer)))
            })
            .await
    }

    /// Forgets the provider that is being tried.
    pub async fn forget_identity_provider_trial(&self, by: &Agent) -> Result<()> {
        let (by, entry) = (by.clone(), self.audit(Action::ProviderChanged));
        self.store
            .write(move |tx| {
                let provider = on_trial(tx)?;
                store::identity_provider::forget_trial(tx)?;
                record(tx, &by, entry.detail(format!("{} is not tried any more", provider.issuer)))
            })
            .await
    }

    /// Notes whom a provider took the owner for who tried it.
    pub(crate) async fn note_trial(&self, id: IdentityProviderId, account: &Account) -> Result<()> {
        let (who, email) = (account.name.clone(), account.email.clone());
        self.store
            .write(move |tx| {
                Ok(store::identity_provider::set_tried(tx, id, &who, email.as_deref())?)
            })
            .await
    }
}

//! A certificate that Bliss orders from an authority by itself (ACME, RFC 8555), and orders anew in time.
//!
//! The authority wants to see that the names lead here. It asks at the address of `--http-listen` where there is one
//! (HTTP-01, RFC 8555 section 8.3), otherwise at that of `--listen` (TLS-ALPN-01, RFC 8737). What an order that failed
//! was about is in the log, in words; the certificate before it is kept, and it is tried again, ever later.

mod binding;
mod client;
mod kept;
mod order;
mod trouble;

use std::path::PathBuf;

use anyhow::Result;
use domain::{
    Timestamp,
    certificate::{retry_after, within},
};
use instant_acme::{Account, CertificateIdentifier, Error, NewAccount};
use jiff::SignedDuration;

pub(crate) use self::binding::Binding;
use self::{client::Client, kept::Kept, order::Wanted, trouble::Trouble};
use super::{
    Asked,
    pair::Pair,
    presented::{Presented, spoken},
};

/// Where certificates are ordered, where nothing else was chosen.
pub(crate) const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";
/// How often an authority is asked when it suggests to renew, where it does not say (RFC 9773, section 4.3.3), and at the
/// least and at the most (section 4.3.2).
const SUGGESTED_EVERY: SignedDuration = SignedDuration::from_hours(6);
const SUGGESTED_EVERY_MIN: SignedDuration = SignedDuration::from_mins(1);
const SUGGESTED_EVERY_MAX: SignedDuration = SignedDuration::from_hours(24);

/// The least time between two orders that came through, so that a clock that is wrong, or an authority that always suggests
/// to renew, does not make Bliss order without end.
const ORDERED_EVERY_MIN: SignedDuration = SignedDuration::from_hours(12);

/// What is ordered, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acme {
    /// The authority's directory, as an address.
    pub(crate) directory: String,
    /// The names that the certificate is for; at least one.
    pub(crate) names: Vec<String>,
    /// Addresses to which the authority writes about it.
    pub(crate) contacts: Vec<String>,
    /// The account that was made with the authority before, where it wants one.
    pub(crate) binding: Option<Binding>,
    /// The file of the authority that vouches for the directory itself, where it is not one that this machine knows.
    pub(crate) root: Option<PathBuf>,
    /// The folder of all authorities, of which each has one of its own.
    pub(crate) folder: PathBuf,
    /// Whether the authority asks at `--http-listen`.
    pub(crate) by_http: bool,
}

/// What the authority suggested about the certificate that there is.
#[derive(Default)]
struct Suggested {
    /// The time within which it suggests to renew, and the moment in it that was chosen.
    window: Option<(Timestamp, Timestamp)>,
    renew_at: Option<Timestamp>,
    /// When it is asked again.
    ask_at: Option<Timestamp>,
}

impl Acme {
    fn kept(&self) -> Kept {
        Kept::new(&self.folder, &self.directory)
    }

    /// The certificate that was ordered before.
    ///
    /// # Errors
    /// One sentence, where the folder or the authority's root cannot be used.
    pub(super) fn open(&self) -> Result<Option<Pair>> {
        Client::new(self.root.as_deref())?;
        self.kept().pair()
    }

    /// Orders what is wanted where it is due, again and again.
    pub(super) async fn keep(
        self,
        presented: &Presented,
        mut asked: Asked,
        now: impl Fn() -> Timestamp,
        remedy: &str,
    ) {
        let (mut failures, mut not_before) = (0, Timestamp::MIN);
        let mut suggested = Suggested::default();
        loop {
            let at = now();
            if suggested.ask_at.is_none_or(|ask_at| ask_at <= at) {
                self.ask(presented, &mut suggested, at).await;
            }
            if self.due_at(presented, &suggested, at).max(not_before) <= at {
                let replaces = presented.pair().filter(|_| suggested.window.is_some());
                match self.renew(presented, replaces.as_ref()).await {
                    Ok(pair) => {
                        tracing::info!(
                            names = self.names.join(", "),
                            "a certificate was ordered, which holds until {}",
                            spoken(pair.validity.until)
                        );
                        presented.take(pair);
                        not_before = now() + ORDERED_EVERY_MIN;
                        (failures, suggested) = (0, Suggested::default());
                    }
                    Err(trouble) => {
                        failures += 1;
                        presented.failed();
                        not_before = now() + retry_after(failures, trouble.wait);
                        let again = spoken(not_before);
                        tracing::error!("{} It is tried again at {again}.", trouble.said);
                    }
                }
            }
            presented.look(now(), remedy);
            if asked.or_time().await && failures > 0 {
                // Whoever asks has done something about what was wrong.
                not_before = Timestamp::MIN;
            }
        }
    }

    /// When a certificate is to be ordered.
    fn due_at(&self, presented: &Presented, suggested: &Suggested, now: Timestamp) -> Timestamp {
        match presented.pair() {
            Some(pair) if pair.covers(&self.names) => pair.validity.renewed_at(suggested.renew_at),
            _ => now,
        }
    }

    /// Asks the authority when it suggests to renew the certificate that there is (RFC 9773). It is a suggestion: where
    /// none comes, the rule holds.
    async fn ask(&self, presented: &Presented, suggested: &mut Suggested, now: Timestamp) {
        suggested.ask_at = Some(now + SUGGESTED_EVERY);
        let Some(pair) = presented.pair() else { return };
        let asking = async {
            let id = identifier(&pair)?;
            let account =
                self.account(&Client::new(self.root.as_deref()).ok()?, false).await.ok()??;
            account.renewal_info(&id).await.ok()
        };
        let Some((info, again)) = asking.await else { return };
        let again = SignedDuration::try_from(again).unwrap_or(SUGGESTED_EVERY);
        suggested.ask_at = Some(now + again.clamp(SUGGESTED_EVERY_MIN, SUGGESTED_EVERY_MAX));
        let moment = |at: i64| Timestamp::from_second(at).unwrap_or(pair.validity.until);
        let window = info.suggested_window;
        let window = (moment(window.start.unix_timestamp()), moment(window.end.unix_timestamp()));
        if suggested.window != Some(window) {
            let spread = u16::from_le_bytes(desk::token::random()) % 1001;
            suggested.window = Some(window);
            suggested.renew_at = Some(within(window.0, window.1, spread));
        }
    }

    /// Orders a certificate, and keeps it.
    async fn renew(&self, presented: &Presented, replaced: Option<&Pair>) -> Result<Pair, Trouble> {
        let client = Client::new(self.root.as_deref()).map_err(Trouble::ours)?;
        let mut account = self.account(&client, true).await?;
        let wanted = Wanted { acme: self, presented, replaces: replaced.and_then(identifier) };
        let mut ordered = match &account {
            Some(account) => wanted.order(account).await,
            None => return Err(Trouble::ours("There is no account at the authority.")),
        };
        if ordered.as_ref().is_err_and(trouble::is_unknown_account) {
            // The authority has forgotten it, as test servers do that were started anew.
            self.kept().forget_account().map_err(Trouble::ours)?;
            account = self.account(&client, true).await?;
            if let Some(account) = &account {
                ordered = wanted.order(account).await;
            }
        }
        let (chain, key) = ordered.map_err(|error| self.told(&error, &client))?;
        self.kept().keep_pair(&chain, &key, &self.names).map_err(Trouble::ours)
    }

    fn told(&self, error: &Error, client: &Client) -> Trouble {
        Trouble::of(error, self, client.wait())
    }

    /// The account at the authority, made where it is not there yet and `make` says so.
    async fn account(&self, client: &Client, make: bool) -> Result<Option<Account>, Trouble> {
        let told = |error| self.told(&error, client);
        let contacts: Vec<String> = self.contacts.iter().map(|at| format!("mailto:{at}")).collect();
        let contact: Vec<&str> = contacts.iter().map(String::as_str).collect();
        let builder = Account::builder_with_http(Box::new(client.clone()));
        if let Some((credentials, known)) = self.kept().account().map_err(Trouble::ours)? {
            let account = builder.from_credentials(credentials).await.map_err(told)?;
            if make && known != self.contacts {
                account.update_contacts(&contact).await.map_err(told)?;
                self.kept().keep_contacts(&self.contacts).map_err(Trouble::ours)?;
            }
            return Ok(Some(account));
        }
        if !make {
            return Ok(None);
        }
        // That the terms are agreed to was said on the command line.
        let new = NewAccount {
            contact: &contact,
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let binding = self.binding.as_ref().map(Binding::key);
        let created = builder.create(&new, self.directory.clone(), binding.as_ref()).await;
        let (account, credentials) = created.map_err(told)?;
        self.kept().keep_account(&credentials, &self.contacts).map_err(Trouble::ours)?;
        Ok(Some(account))
    }
}

/// By what an authority knows a certificate (RFC 9773, section 4.1).
fn identifier(pair: &Pair) -> Option<CertificateIdentifier<'static>> {
    Some(CertificateIdentifier::try_from(pair.certificate()?).ok()?.into_owned())
}

//! What agents write down about customers.

use domain::{
    AgentId, CustomerId, FactId,
    customer::{AddressKind, Customer, normalise_address},
    event::{Change, EventKind},
    text,
};

use language::say;

use crate::{
    Desk, Error, Result,
    invitation::{check_name, known_time_zone},
    token,
};

/// Most characters in a fact.
pub(crate) const FACT_CHARS_MAX: usize = 300;
/// Most facts about one customer: what matters fits on one page.
pub(crate) const FACTS_MAX: usize = 30;

/// What an agent says about a customer.
#[derive(Debug, Clone, Default)]
pub struct Described {
    /// Their name.
    pub name: String,
    /// BCP 47 tag of their language, or empty.
    pub language: String,
    /// IANA name of their time zone, or empty.
    pub time_zone: String,
}

impl Described {
    pub(crate) fn check(self) -> Result<(String, Option<String>, Option<String>)> {
        let name = text::clean_line(&self.name);
        check_name(&name)?;
        Ok((name, known_language(&self.language)?, check_time_zone(&self.time_zone)?))
    }
}

/// A time zone by its IANA name, or nothing.
pub(crate) fn check_time_zone(given: &str) -> Result<Option<String>> {
    let given = given.trim();
    if given.is_empty() {
        return Ok(None);
    }
    known_time_zone(given)
        .map(Some)
        .ok_or_else(|| Error::refused(say("customer-time-zone-unknown")))
}

/// A language tag (BCP 47) in its usual form, or nothing; only its shape is checked.
pub(crate) fn known_language(given: &str) -> Result<Option<String>> {
    let given = given.trim();
    if given.is_empty() {
        return Ok(None);
    }
    looks_like_language(given)
        .then(|| Some(given.to_owned()))
        .ok_or_else(|| Error::refused(say("customer-language-bad")))
}

/// Whether a text has the shape of a language tag: letters and digits in parts of 1 to 8 (RFC 5646
/// section 2.1), of which the first is a language of 2 or 3 letters.
pub(crate) fn looks_like_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    tag.len() <= 35
        && (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

impl Desk {
    /// Adds a customer whom an agent met.
    pub async fn add_customer(
        &self,
        by: AgentId,
        described: Described,
        addresses: Vec<(AddressKind, String)>,
    ) -> Result<CustomerId> {
        let (name, language, time_zone) = described.check()?;
        let addresses = check_addresses(addresses)?;
        self.store
            .write(move |tx| {
                let now = tx.now();
                let (language, time_zone) = (language.as_deref(), time_zone.as_deref());
                let id = store::customer::insert(tx, &name, language, time_zone, now)?;
                for (kind, value) in &addresses {
                    store::customer::add_address(tx, id, *kind, value, Some(now), now)?;
                }
                tx.record(Change::new(EventKind::CustomerChanged).of_customer(id).by(Some(by)))?;
                Ok(id)
            })
            .await
    }

    /// Changes what we know of a customer. Where `seen` says what its writer has read and somebody changed it
    /// since, nothing is changed; whether it was.
    pub async fn describe_customer(
        &self,
        by: AgentId,
        id: CustomerId,
        described: Described,
        seen: Option<String>,
    ) -> Result<bool> {
        let (name, language, time_zone) = described.check()?;
        self.store
            .write(move |tx| {
                let known = store::customer::find_kept(tx, id)?;
                let known = known.ok_or_else(|| Error::not_found("customer"))?;
                let id = known.id;
                if seen.is_some_and(|seen| seen != revision(&known)) {
                    return Ok(false);
                }
                let (language, time_zone) = (language.as_deref(), time_zone.as_deref());
                store::customer::update(tx, id, &name, language, time_zone)?;
                tx.record(Change::new(EventKind::CustomerChanged).of_customer(id).by(Some(by)))?;
                Ok(true)
            })
            .await
    }

    /// Adds an address that an agent knows to be a customer's.
    pub async fn add_address(
        &self,
        by: AgentId,
        id: CustomerId,
        kind: AddressKind,
        given: &str,
    ) -> Result<()> {
        let value = normalise_address(kind, given).map_err(Error::refused)?;
        self.change_customer(by, id, move |tx, id| {
            let now = tx.now();
            Ok(store::customer::add_address(tx, id, kind, &value, Some(now), now)?)
        })
        .await
    }

    /// Takes an address away.
    pub async fn remove_address(
        &self,
        by: AgentId,
        id: CustomerId,
        kind: AddressKind,
        value: String,
    ) -> Result<()> {
        self.change_customer(by, id, move |tx, id| {
            if store::customer::remove_address(tx, id, kind, &value)? {
                Ok(())
            } else {
                Err(Error::not_found("address"))
            }
        })
        .await
    }

    /// Writes down something worth remembering.
    pub async fn remember(&self, by: AgentId, id: CustomerId, fact: &str) -> Result<FactId> {
        let fact = text::clean_line(fact);
        if fact.is_empty() || fact.chars().count() > FACT_CHARS_MAX {
            return Err(Error::refused(say("customer-fact-bad").with("most", FACT_CHARS_MAX)));
        }
        self.change_customer(by, id, move |tx, id| {
            if store::customer::facts(tx, id)?.len() >= FACTS_MAX {
                return Err(Error::refused(say("customer-facts-full").with("most", FACTS_MAX)));
            }
            let now = tx.now();
            Ok(store::customer::add_fact(tx, id, &fact, by, now)?)
        })
        .await
    }

    /// Takes a fact away, or takes that back.
    pub async fn forget(
        &self,
        by: AgentId,
        id: CustomerId,
        fact: FactId,
        forget: bool,
    ) -> Result<()> {
        self.change_customer(by, id, move |tx, id| {
            let at = forget.then(|| tx.now());
            if store::customer::set_fact_removed(tx, id, fact, at)? {
                Ok(())
            } else {
                Err(Error::not_found("fact"))
            }
        })
        .await
    }

    /// Changes a customer, or the one as whom they go on.
    async fn change_customer<T: Send + 'static>(
        &self,
        by: AgentId,
        id: CustomerId,
        change: impl FnOnce(&mut store::Tx<'_>, CustomerId) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.store
            .write(move |tx| {
                let kept = store::customer::find_kept(tx, id)?;
                let id = kept.ok_or_else(|| Error::not_found("customer"))?.id;
                let made = change(tx, id)?;
                tx.record(Change::new(EventKind::CustomerChanged).of_customer(id).by(Some(by)))?;
                Ok(made)
            })
            .await
    }
}

/// What tells what is known of a customer apart from what was known before: twelve hexadecimal digits of its hash.
pub fn revision(customer: &Customer) -> String {
    let Customer { name, language, time_zone, .. } = customer;
    let mut hash = token::hash(&format!("{name:?} {language:?} {time_zone:?}"));
    hash.truncate(12);
    hash
}

/// Addresses as a form gives them: empty ones are left out.
pub(crate) fn check_addresses(
    given: Vec<(AddressKind, String)>,
) -> Result<Vec<(AddressKind, String)>> {
    given
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(kind, value)| Ok((kind, normalise_address(kind, &value).map_err(Error::refused)?)))
        .collect()
}

//! Customers: one person with all their addresses, and what is worth remembering about them.

use jiff::{Timestamp, tz::TimeZone};
use language::{Wording, say};

use crate::{AgentId, CustomerId, FactId, agent};

/// A person we serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Their id.
    pub id: CustomerId,
    /// What they told us to call them; empty until they do.
    pub name: String,
    /// BCP 47 tag of the language they write or browse in, such as `de` or `pt-BR`.
    pub language: Option<String>,
    /// IANA name of their time zone.
    pub time_zone: Option<String>,
    /// The id under which the owner's own site knows them, once its signature was checked.
    pub external_id: Option<String>,
    /// When we first met them.
    pub created_at: Timestamp,
    /// The customer into whom they were merged, where they were: all that is theirs is found there.
    pub merged_into: Option<CustomerId>,
}

impl Customer {
    /// The name to show.
    pub fn display_name(&self) -> String {
        display_name(&self.name)
    }

    /// Their time zone, where it is known and exists.
    pub fn tz(&self) -> Option<TimeZone> {
        self.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok())
    }
}

/// The name to show: theirs, or a kind word for somebody who gave none.
pub fn display_name(name: &str) -> String {
    if name.is_empty() { say("customer-nameless").to_string() } else { name.to_owned() }
}

/// The first of their names, by which one speaks of somebody.
pub fn first_name(name: &str) -> String {
    if name.is_empty() { display_name(name) } else { agent::first_name(name).to_owned() }
}

/// How somebody can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressKind {
    /// An email address, kept in lower case.
    Email,
    /// A telephone number as it was given.
    Phone,
}

impl AddressKind {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "email" => Some(Self::Email),
            "phone" => Some(Self::Phone),
            _ => None,
        }
    }
}

/// One way to reach a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Of which kind.
    pub kind: AddressKind,
    /// The address itself.
    pub value: String,
    /// Since when we know that it is theirs: an agent or a signed identity said so. An address
    /// that a visitor merely typed is not verified, and opens nobody's story.
    pub verified_at: Option<Timestamp>,
}

/// Why an address was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadAddress(AddressKind);

impl BadAddress {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self.0 {
            AddressKind::Email => say("address-bad-email"),
            AddressKind::Phone => say("address-bad-phone"),
        }
    }
}

language::says_why!(BadAddress);

/// Longest address that is kept: RFC 5321 section 4.5.3.1.3 allows a path of 256 octets with its
/// brackets.
pub const ADDRESS_CHARS_MAX: usize = 254;

/// Puts an address in the form in which it is kept and compared.
///
/// # Errors
/// [`BadAddress`] when it cannot be one. Whether it exists is for the first message to find out.
pub fn normalise_address(kind: AddressKind, given: &str) -> Result<String, BadAddress> {
    let given = given.trim();
    let bad = BadAddress(kind);
    if given.is_empty() || given.chars().count() > ADDRESS_CHARS_MAX {
        return Err(bad);
    }
    match kind {
        AddressKind::Email => {
            let (local, host) = given.rsplit_once('@').ok_or(bad)?;
            let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"(),;:\\".contains(c);
            let labels_ok = host.contains('.') && host.split('.').all(|label| !label.is_empty());
            if local.is_empty() || local.contains('@') || !labels_ok || given.contains(odd) {
                return Err(bad);
            }
            Ok(given.to_lowercase())
        }
        AddressKind::Phone => {
            let digits = given.chars().filter(char::is_ascii_digit).count();
            let plain = given.chars().all(|c| c.is_ascii_digit() || "+-()/. ".contains(c));
            if plain && (3..=20).contains(&digits) { Ok(given.to_owned()) } else { Err(bad) }
        }
    }
}

/// An address in its form, as it is compared with others: a telephone number by its digits, with an international
/// prefix of `00` as a plus (ITU-T E.123).
pub fn compared(kind: AddressKind, value: &str) -> String {
    match kind {
        AddressKind::Email => value.to_lowercase(),
        AddressKind::Phone => {
            let tidy: String = value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            match tidy.strip_prefix("00") {
                Some(number) => format!("+{number}"),
                None => tidy,
            }
        }
    }
}

/// Something worth remembering about a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// In plain words.
    pub text: String,
    /// Who wrote it down.
    pub agent_id: AgentId,
    /// When.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_address_in_its_form_stays_in_it(given in "\\PC{0,40}|[a-z@. +0-9()-]{0,30}") {
            for kind in [AddressKind::Email, AddressKind::Phone] {
                if let Ok(kept) = normalise_address(kind, &given) {
                    prop_assert_eq!(normalise_address(kind, &kept), Ok(kept));
                }
            }
        }
    }

    #[test]
    fn a_number_is_the_same_however_it_was_written() {
        let phone = |value| compared(AddressKind::Phone, value);
        for written in ["+49 (30) 123-45", "+493012345", "0049 30/123.45"] {
            assert_eq!(phone(written), "+493012345", "{written}");
        }
        assert_ne!(phone("030 12345"), phone("+49 30 12345"));
        assert_eq!(compared(AddressKind::Email, "Nora@Example.com"), "nora@example.com");
    }

    #[test]
    fn addresses_are_compared_in_one_form() {
        let email = |given| normalise_address(AddressKind::Email, given);
        assert_eq!(email(" Priya.Raman@Example.COM "), Ok("priya.raman@example.com".into()));
        for bad in ["", "priya", "@example.com", "a@b", "a b@example.com", "a@b@c.de", "a@.de"] {
            assert!(email(bad).is_err(), "{bad}");
        }
        let phone = |given| normalise_address(AddressKind::Phone, given);
        assert_eq!(phone("+49 (30) 123-45"), Ok("+49 (30) 123-45".into()));
        assert!(phone("call me").is_err());
        assert!(phone("12").is_err());
    }
}

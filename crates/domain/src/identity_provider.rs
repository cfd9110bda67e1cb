//! Where people may sign in besides here: an identity provider of OpenID Connect, such as the one that holds a firm's
//! accounts. Who may join by it, and what has to be so before its word for somebody is taken.

use jiff::{SignedDuration, Timestamp};
use language::{Wording, say};

use crate::{
    IdentityId, IdentityProviderId,
    access::Role,
    customer::{AddressKind, normalise_address},
};

/// How far its clock and ours may be apart.
pub const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(1);
/// How long somebody may take there, from the click to the way back.
pub const AWAY_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// Most characters of a subject (OpenID Connect Core, section 2).
pub const SUBJECT_CHARS_MAX: usize = 255;
/// Most characters of its address, its client's id and its secret.
pub const FIELD_CHARS_MAX: usize = 2_000;
/// Most lines that say who may join.
pub const JOINS_MAX: usize = 50;

/// A provider, as the owner set it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Its id.
    pub id: IdentityProviderId,
    /// What stands on the button.
    pub name: String,
    /// Its address, by which it also names itself.
    pub issuer: String,
    /// What it calls this desk.
    pub client_id: String,
    /// The desk's secret there, sealed with the server's key; empty where it has none.
    pub secret: String,
    /// Domains and addresses whose people may join by it.
    pub joins: Vec<String>,
    /// As what they join.
    pub joins_as: Role,
    /// Whether it is the only way in for all but owners.
    pub only_way: bool,
    /// Whether its word for a second factor is taken.
    pub trusts_factor: bool,
    /// Whom it took the owner for who tried it; nobody where it was not tried.
    pub tried_as: Option<String>,
    /// Their address, where it says that it has verified it.
    pub tried_email: Option<String>,
    /// Since when people sign in there; not at all while it is being tried.
    pub used_since: Option<Timestamp>,
}

impl IdentityProvider {
    /// Whether somebody with that address may join by it.
    pub fn lets_join(&self, email: &str) -> bool {
        let Some((_, domain)) = email.rsplit_once('@') else { return false };
        self.joins.iter().any(|line| line == email || line == domain)
    }
}

/// Somebody's account there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// The provider's address.
    pub issuer: String,
    /// The email address that it had when it was connected.
    pub email: Option<String>,
    /// When that was.
    pub linked_at: Timestamp,
    /// When it was last signed in with.
    pub used_at: Option<Timestamp>,
}

words! {
    /// Why somebody goes there.
    Purpose {
        /// To sign in.
        SignIn = "sign-in",
        /// To see whether it works.
        Try = "try",
        /// To connect an account there with the one here.
        Link = "link",
    }
}

/// Reads who may join: domains and addresses, a line each.
///
/// # Errors
/// A sentence that names the line that is neither.
pub fn read_joins(text: &str) -> Result<Vec<String>, Wording> {
    let lines = text.split(['\n', ',', ';']).map(|line| line.trim().trim_start_matches('@'));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    if lines.len() > JOINS_MAX {
        return Err(say("identity-provider-joins-too-many").with("most", JOINS_MAX));
    }
    let mut joins = Vec::with_capacity(lines.len());
    for line in lines {
        // A domain is what stands in an address behind the @.
        let whole = if line.contains('@') { line.to_owned() } else { format!("x@{line}") };
        let email = normalise_address(AddressKind::Email, &whole)
            .map_err(|_| say("identity-provider-joins-bad").with("line", line))?;
        let kept = if line.contains('@') { email } else { email[2..].to_owned() };
        if !joins.contains(&kept) {
            joins.push(kept);
        }
    }
    Ok(joins)
}

/// What an ID token claims, once its signature is known to be the provider's (OpenID Connect Core, section 2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// Who says so.
    pub issuer: String,
    /// Of whom.
    pub subject: String,
    /// For whom.
    pub audiences: Vec<String>,
    /// Which of those asked for it.
    pub authorised_party: Option<String>,
    /// Until when it holds, in seconds since 1970.
    pub expires_at: Option<i64>,
    /// When it was made, in the same.
    pub issued_at: Option<i64>,
    /// From when on it holds, in the same.
    pub not_before: Option<i64>,
    /// What it was asked with.
    pub nonce: Option<String>,
}

/// What an ID token has to be for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Who was asked.
    pub issuer: &'a str,
    /// What they call us.
    pub client_id: &'a str,
    /// What they were asked with.
    pub nonce: &'a str,
}

/// Why an ID token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untrue {
    /// Somebody else says so.
    Issuer,
    /// It is for somebody else.
    Audience,
    /// Somebody else asked for it.
    AuthorisedParty,
    /// It held until before now.
    Expired,
    /// It holds from a time on that is still to come.
    NotYet,
    /// It belongs to another sign-in.
    Nonce,
    /// It names nobody.
    Subject,
}

impl Untrue {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Issuer => say("identity-provider-answer-issuer"),
            Self::Audience => say("identity-provider-answer-audience"),
            Self::AuthorisedParty => say("identity-provider-answer-party"),
            Self::Expired => say("identity-provider-answer-expired"),
            Self::NotYet => say("identity-provider-answer-not-yet"),
            Self::Nonce => say("identity-provider-answer-nonce"),
            Self::Subject => say("identity-provider-answer-subject"),
        }
    }
}

language::says_why!(Untrue);

impl Claims {
    /// Whether it is what was asked for, by the rules of OpenID Connect Core, section 3.1.3.7. Their numbers stand beside
    /// them; what is left out there is signatures (6 to 8), which are checked before, and what was not asked for.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, expected: Expected<'_>, now: Timestamp) -> Result<(), Untrue> {
        // 2.
        if self.issuer != expected.issuer {
            return Err(Untrue::Issuer);
        }
        // 3.
        if !self.audiences.iter().any(|audience| audience == expected.client_id) {
            return Err(Untrue::Audience);
        }
        // 4 and 5.
        match &self.authorised_party {
            Some(party) if party != expected.client_id => return Err(Untrue::AuthorisedParty),
            None if self.audiences.len() > 1 => return Err(Untrue::AuthorisedParty),
            _ => {}
        }
        // 9. One that says no time at all holds at none.
        let (now, apart) = (now.as_second(), CLOCKS_APART.as_secs());
        if self.expires_at.is_none_or(|at| at.saturating_add(apart) <= now) {
            return Err(Untrue::Expired);
        }
        // 10.
        let begins = self.issued_at.max(self.not_before);
        if begins.is_some_and(|at| at > now.saturating_add(apart)) {
            return Err(Untrue::NotYet);
        }
        // 11.
        if self.nonce.as_deref() != Some(expected.nonce) {
            return Err(Untrue::Nonce);
        }
        if !(1..=SUBJECT_CHARS_MAX).contains(&self.subject.chars().count()) {
            return Err(Untrue::Subject);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_800_000_000;
    const EXPECTED: Expected<'_> =
        Expected { issuer: "https://id.example", client_id: "bliss", nonce: "n" };

    fn right() -> Claims {
        Claims {
            issuer: "https://id.example".into(),
            subject: "248289761001".into(),
            audiences: vec!["bliss".into()],
            authorised_party: None,
            expires_at: Some(NOW + 300),
            issued_at: Some(NOW),
            not_before: None,
            nonce: Some("n".into()),
        }
    }

    #[test]
    fn an_id_token_is_taken_where_every_rule_holds() {
        let now = Timestamp::from_second(NOW).unwrap();
        let both = || vec!["bliss".to_owned(), "till".to_owned()];
        for (claims, outcome) in [
            (right(), Ok(())),
            (Claims { issuer: "https://id.example/".into(), ..right() }, Err(Untrue::Issuer)),
            (Claims { issuer: "https://evil.example".into(), ..right() }, Err(Untrue::Issuer)),
            (Claims { audiences: vec!["till".into()], ..right() }, Err(Untrue::Audience)),
            (Claims { audiences: vec![], ..right() }, Err(Untrue::Audience)),
            (Claims { audiences: both(), ..right() }, Err(Untrue::AuthorisedParty)),
            (
                Claims { audiences: both(), authorised_party: Some("bliss".into()), ..right() },
                Ok(()),
            ),
            (
                Claims { authorised_party: Some("till".into()), ..right() },
                Err(Untrue::AuthorisedParty),
            ),
            (Claims { expires_at: None, ..right() }, Err(Untrue::Expired)),
            (Claims { expires_at: Some(NOW - 59), ..right() }, Ok(())),
            (Claims { expires_at: Some(NOW - 60), ..right() }, Err(Untrue::Expired)),
            (Claims { issued_at: Some(NOW + 60), ..right() }, Ok(())),
            (Claims { issued_at: Some(NOW + 61), ..right() }, Err(Untrue::NotYet)),
            (Claims { not_before: Some(NOW + 61), ..right() }, Err(Untrue::NotYet)),
            (Claims { nonce: None, ..right() }, Err(Untrue::Nonce)),
            (Claims { nonce: Some("m".into()), ..right() }, Err(Untrue::Nonce)),
            (Claims { subject: String::new(), ..right() }, Err(Untrue::Subject)),
            (Claims { subject: "x".repeat(256), ..right() }, Err(Untrue::Subject)),
        ] {
            assert_eq!(claims.check(EXPECTED, now), outcome, "{claims:?}");
        }
    }

    #[test]
    fn domains_and_addresses_are_read_a_line_each() {
        for (text, read) in [
            ("", Ok(vec![])),
            ("tea.example", Ok(vec!["tea.example"])),
            (" @Tea.Example \n\nnora@mail.example,", Ok(vec!["tea.example", "nora@mail.example"])),
            ("tea.example; tea.example", Ok(vec!["tea.example"])),
            ("localhost", Err("“localhost”")),
            ("tea.example\n*", Err("“*”")),
            ("a b.example", Err("“a b.example”")),
        ] {
            match (read_joins(text), read) {
                (Ok(found), Ok(read)) => assert_eq!(found, read, "{text:?}"),
                (Err(said), Err(named)) => {
                    assert!(said.to_string().contains(named), "{text:?}: {said}");
                }
                (found, read) => panic!("{text:?}: {found:?}, not {read:?}"),
            }
        }
        assert!(read_joins(&"a.example,b.example,".repeat(26)).is_err());
    }

    fn provider(joins: &str) -> IdentityProvider {
        IdentityProvider {
            id: IdentityProviderId(1),
            name: "The firm".into(),
            issuer: "https://id.example".into(),
            client_id: "bliss".into(),
            secret: String::new(),
            joins: read_joins(joins).unwrap(),
            joins_as: Role::Agent,
            only_way: false,
            trusts_factor: false,
            tried_as: None,
            tried_email: None,
            used_since: None,
        }
    }

    #[test]
    fn whoever_is_named_may_join_and_nobody_whose_name_only_looks_like_it() {
        let provider = provider("tea.example\nnora@mail.example");
        for (email, may) in [
            ("aiko@tea.example", true),
            ("nora@mail.example", true),
            ("karim@mail.example", false),
            ("aiko@shop.tea.example", false),
            ("aiko@evil-tea.example", false),
            ("tea.example", false),
            ("", false),
        ] {
            assert_eq!(provider.lets_join(email), may, "{email}");
        }
        assert!(!self::provider("").lets_join("aiko@tea.example"));
    }

    proptest! {
        #[test]
        fn whatever_is_written_there_is_read_or_named(text in "[ -~\n]{0,60}") {
            if let Ok(joins) = read_joins(&text) {
                // What was read is read as the same again.
                prop_assert_eq!(read_joins(&joins.join("\n")), Ok(joins));
            }
        }
    }
}

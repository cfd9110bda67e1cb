//! Passkeys: keys that stay on somebody's device, or in the place where they keep their passwords, and prove who they are
//! ("Web Authentication", W3C, Level 2, and Level 3 where that is said).

use jiff::{SignedDuration, Timestamp};

use crate::{PasskeyId, text};

/// How long somebody has to answer. Level 2, section 5.4, recommends five to ten minutes where a person has to be verified.
pub const CHALLENGE_LASTS: SignedDuration = SignedDuration::from_mins(10);
/// Most passkeys that one person has.
pub const PASSKEYS_MAX: usize = 20;
/// Most characters of what one is called.
pub const NAME_CHARS_MAX: usize = 60;
/// Bytes in the name by which devices know a person: random, and nothing of theirs (section 14.6.1).
pub const HANDLE_BYTES: usize = 32;

words! {
    /// What a passkey is asked for.
    Purpose {
        /// To be made.
        Making = "making",
        /// To sign in without a password.
        SignIn = "sign-in",
        /// To be the second factor after something else.
        Factor = "factor",
    }
}

/// One passkey, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// For which name of the desk it was made, outside of which it proves nothing.
    pub rp_id: String,
    /// Whether it is kept in more places than one device, as far as its device tells.
    pub backed_up: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// The desk as browsers know it: a *relying party* (section 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    /// The name of its host, for which passkeys are made.
    pub id: String,
    /// Where its pages come from, as browsers write that (RFC 6454, section 6.2).
    pub origin: String,
}

impl RelyingParty {
    /// The desk at that address, such as `https://desk.example`. Nothing where browsers make no passkeys: at an address
    /// that is a number and no name, or that is not encrypted and not this machine itself (section 5.1.3, step 7, and
    /// "Secure Contexts", W3C, section 3.1).
    pub fn at(address: &str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
        let (id, port) = match authority.split_once(':') {
            Some((id, port)) => (id, Some(port.parse::<u16>().ok()?)),
            None => (authority.as_str(), None),
        };
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let is_name = id.split('.').all(|label| !label.is_empty() && label.bytes().all(is_letter));
        // A name whose last part is a number is a number to browsers ("URL", WHATWG, section 3.5).
        let is_number = id.rsplit('.').next()?.bytes().all(|byte| byte.is_ascii_digit());
        let is_here = id == "localhost" || id.ends_with(".localhost");
        let is_secure = scheme == "https" || scheme == "http" && is_here;
        if !is_name || is_number || !is_secure {
            return None;
        }
        let usual = if scheme == "https" { 443 } else { 80 };
        let port = port.filter(|port| *port != usual).map(|port| format!(":{port}"));
        let origin = format!("{scheme}://{id}{}", port.unwrap_or_default());
        Some(Self { id: id.to_owned(), origin })
    }
}

/// Whether a passkey's counter went on from where it stood. One that stays at zero does not count; one that goes back, or
/// stays, is a sign of a copy (section 7.2, step 21).
pub fn counts_on(stood: u32, stands: u32) -> bool {
    stood == 0 && stands == 0 || stands > stood
}

/// What a passkey is called, from what was typed; nothing where that says nothing, or is too long.
pub fn name(typed: &str) -> Option<String> {
    let name = text::clean_line(typed);
    (1..=NAME_CHARS_MAX).contains(&name.chars().count()).then_some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_desk_is_known_by_the_name_of_its_host() {
        for (address, id, origin) in [
            ("https://desk.example", "desk.example", "https://desk.example"),
            ("https://Desk.Example:443/", "desk.example", "https://desk.example"),
            ("https://desk.example:8443", "desk.example", "https://desk.example:8443"),
            ("http://localhost:8080", "localhost", "http://localhost:8080"),
            ("http://tea.localhost:80", "tea.localhost", "http://tea.localhost"),
            ("https://intranet", "intranet", "https://intranet"),
            ("https://xn--tee-hna.example", "xn--tee-hna.example", "https://xn--tee-hna.example"),
        ] {
            let there = RelyingParty { id: id.to_owned(), origin: origin.to_owned() };
            assert_eq!(RelyingParty::at(address), Some(there), "{address}");
        }
        for address in [
            "http://desk.example",
            "http://127.0.0.1:8080",
            "https://127.0.0.1",
            "https://[::1]:8080",
            "https://desk..example",
            "https://desk.example.",
            "https://",
            "https://mia@desk.example",
            "https://desk.example:99999",
            "ftp://desk.example",
            "desk.example",
            "",
        ] {
            assert_eq!(RelyingParty::at(address), None, "{address}");
        }
    }

    #[test]
    fn counters_go_on_or_stay_at_zero() {
        for (stood, stands, well) in [
            (0, 0, true),
            (0, 1, true),
            (1, 2, true),
            (1, 9, true),
            (1, 1, false),
            (2, 1, false),
            (1, 0, false),
            (u32::MAX - 1, u32::MAX, true),
        ] {
            assert_eq!(counts_on(stood, stands), well, "{stood} to {stands}");
        }
    }

    #[test]
    fn names_are_a_line() {
        assert_eq!(name("  My\n telephone "), Some("My telephone".into()));
        assert_eq!(name(" \t "), None);
        assert_eq!(name(&"x".repeat(NAME_CHARS_MAX)).map(|name| name.len()), Some(60));
        assert_eq!(name(&"x".repeat(NAME_CHARS_MAX + 1)), None);
    }

    #[test]
    fn what_was_stored_can_be_read() {
        for purpose in [Purpose::Making, Purpose::SignIn, Purpose::Factor] {
            assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
        }
    }

    proptest! {
        #[test]
        fn whatever_the_address_its_origin_is_one_again(address in "(https?://)?\\PC{0,30}") {
            if let Some(there) = RelyingParty::at(&address) {
                prop_assert_eq!(RelyingParty::at(&there.origin), Some(there));
            }
        }
    }
}

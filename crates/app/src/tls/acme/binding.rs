//! An account that somebody made with an authority before, to which Bliss binds its own (RFC 8555, section 7.3.4).

use std::fmt;

use anyhow::{Context, Result};
use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use instant_acme::ExternalAccountKey;

/// As authorities write keys: for addresses, and with or without what fills up the end.
const KEY: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The account's id and its key.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Binding {
    id: String,
    key: Vec<u8>,
}

impl Binding {
    /// Reads `id:key`, the key as the authority shows it.
    ///
    /// # Errors
    /// One sentence, which does not repeat the key.
    pub(crate) fn parse(given: &str) -> Result<Self> {
        let read = || {
            // Ids may be addresses; keys have no colon.
            let (id, key) = given.trim().rsplit_once(':')?;
            let key = KEY.decode(key).ok().filter(|key| !key.is_empty())?;
            (!id.is_empty()).then(|| Self { id: id.to_owned(), key })
        };
        read().context(
            "--acme-binding takes the id and the key that the authority showed, with a colon between them, such as \
             kid-1:c2VjcmV0.",
        )
    }

    /// What signs for it.
    pub(super) fn key(&self) -> ExternalAccountKey {
        ExternalAccountKey::new(self.id.clone(), &self.key)
    }
}

impl fmt::Debug for Binding {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binding").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_an_id_and_a_key() {
        for (given, id) in [
            ("kid-1:c2VjcmV0", "kid-1"),
            (" kid-1:c2VjcmU= ", "kid-1"),
            ("kid-1:c2VjcmU", "kid-1"),
            ("https://acme.example/1:_-8", "https://acme.example/1"),
        ] {
            assert_eq!(Binding::parse(given).unwrap().id, id, "{given}");
        }
        for wrong in ["", ":", "kid-1", "kid-1:", ":c2VjcmV0", "kid-1:sec ret", "kid-1:+/8"] {
            let error = Binding::parse(wrong).unwrap_err().to_string();
            assert!(error.starts_with("--acme-binding takes"), "{error}");
        }
        assert!(!format!("{:?}", Binding::parse("kid-1:c2VjcmV0")).contains("115"));
    }
}

//! Keys in pairs: whoever has the public one seals, whoever has the secret one opens.
//!
//! HPKE in its base mode (RFC 9180): X25519, HKDF-SHA256, ChaCha20-Poly1305. For each thing that is
//! sealed there is a new pair of which only the public half is kept, so that whoever sealed cannot
//! open either, nor tell who did.

use std::fmt;

use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::X25519HkdfSha256, single_shot_open, single_shot_seal,
};
use zeroize::Zeroizing;

use crate::{KEY_BYTES, from_text, to_text};

type Kem = X25519HkdfSha256;

/// What the keys are for (the `info` of RFC 9180): a key pair of another program opens nothing here.
const USE: &[u8] = b"bliss corner";

/// Bytes of the new public key before what is sealed.
const ENCAPPED_BYTES: usize = 32;

/// The key that opens. Whoever has it has all that was sealed to its public half.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; KEY_BYTES]>);

/// The key to which anybody may seal.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(<Kem as hpke::Kem>::PublicKey);

impl SecretKey {
    /// A new, random one.
    #[expect(clippy::new_without_default, reason = "no key is a matter of course")]
    pub fn new() -> Self {
        Self(Zeroizing::new(crate::random()))
    }

    /// The key of those bytes, if they are as many as a key has.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Its bytes, to be sealed with another key.
    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(Kem::sk_to_pk(&self.key()))
    }

    /// Opens what was sealed to its public half in that context, and nothing else.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (encapped, sealed) = sealed.split_first_chunk::<ENCAPPED_BYTES>()?;
        let encapped = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapped).ok()?;
        single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.key(),
            &encapped,
            USE,
            sealed,
            context.as_bytes(),
        )
        .ok()
    }

    #[expect(clippy::expect_used, reason = "any 32 bytes are a secret key of X25519 (RFC 7748)")]
    fn key(&self) -> <Kem as hpke::Kem>::PrivateKey {
        Deserializable::from_bytes(self.0.as_slice()).expect("32 bytes are a key")
    }
}

impl PublicKey {
    /// The key of such a text. Nothing for what is none, nor for the few points of the curve with
    /// which everybody would agree on the same secret.
    pub fn from_text(text: &str) -> Option<Self> {
        let key = Self(Deserializable::from_bytes(&from_text(text)?).ok()?);
        key.try_seal("", &[]).map(|_| key)
    }

    /// As text, to be kept.
    pub fn to_text(&self) -> String {
        to_text(&self.0.to_bytes())
    }

    /// Seals bytes in a context: 48 bytes longer than they are.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "a key to which nothing can be sealed is not made"
    )]
    pub fn seal(&self, context: &str, bytes: &[u8]) -> Vec<u8> {
        self.try_seal(context, bytes).expect("it was sealed to when it was made")
    }

    fn try_seal(&self, context: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let (encapped, sealed) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &self.0,
            USE,
            bytes,
            context.as_bytes(),
        )
        .ok()?;
        let mut all = encapped.to_bytes().to_vec();
        all.extend(sealed);
        Some(all)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_text())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_public_key_is_kept_as_text_and_read_again() {
        let public = SecretKey::new().public();
        assert_eq!(public.to_text().len(), 43);
        assert_eq!(PublicKey::from_text(&public.to_text()), Some(public));
    }

    #[test]
    fn what_is_no_public_key_is_not_taken_for_one() {
        // Zero, and a point of order 8 (RFC 7748, section 6.1, and Bernstein's list of them).
        let order_8 = [
            0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f,
            0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16,
            0x5f, 0x49, 0xb8, 0x00,
        ];
        for bytes in [&[0; 32][..], &order_8, &[9; 31], &[9; 33], b""] {
            assert_eq!(PublicKey::from_text(&to_text(bytes)), None, "{bytes:?}");
        }
        assert_eq!(PublicKey::from_text("not base64!"), None);
    }

    #[test]
    fn a_secret_key_survives_as_bytes() {
        let secret = SecretKey::new();
        let again = SecretKey::from_slice(secret.bytes()).unwrap();
        assert_eq!(again.public(), secret.public());
        assert!(SecretKey::from_slice(&[1; 31]).is_none());
    }

    #[test]
    fn a_secret_key_is_not_printed() {
        assert_eq!(format!("{:?}", SecretKey::new()), "SecretKey(…)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn opens_with_the_secret_key_in_its_context_alone(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            flipped in any::<proptest::sample::Index>(),
            by in 1u8..,
        ) {
            let secret = SecretKey::new();
            let mut sealed = secret.public().seal("a reflection", &bytes);
            prop_assert_eq!(sealed.len(), bytes.len() + 48);
            prop_assert_eq!(secret.open("a reflection", &sealed), Some(bytes));
            prop_assert_eq!(secret.open("a replay", &sealed), None);
            prop_assert_eq!(SecretKey::new().open("a reflection", &sealed), None);
            let at = flipped.index(sealed.len());
            prop_assert_eq!(secret.open("a reflection", &sealed[..at]), None);
            sealed[at] ^= by;
            prop_assert_eq!(secret.open("a reflection", &sealed), None);
        }
    }
}

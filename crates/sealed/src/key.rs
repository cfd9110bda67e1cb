//! Keys with which one both seals and opens.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{KEY_BYTES, random};

/// Bytes in the salt of a password.
pub const SALT_BYTES: usize = 16;

/// What makes the same password another key for everybody who has it. It is no secret.
pub type Salt = [u8; SALT_BYTES];

/// Bytes in a nonce: enough that random ones never meet.
const NONCE_BYTES: usize = 24;

/// The cost of making a key from a password: 19 MiB and two passes, the least that OWASP asks for
/// ("Password Storage Cheat Sheet"), about 20 ms of one core. Written out, for with other numbers
/// nobody's password would open what it closed.
const PASSWORD_MEMORY_KIB: u32 = 19 * 1024;
const PASSWORD_PASSES: u32 = 2;
const PASSWORD_LANES: u32 = 1;

/// A new salt.
pub fn salt() -> Salt {
    random()
}

/// A key for whoever seals and opens (XChaCha20-Poly1305).
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl Key {
    /// A new, random one.
    #[expect(clippy::new_without_default, reason = "no key is a matter of course")]
    pub fn new() -> Self {
        Self(Zeroizing::new(random()))
    }

    /// The key of those bytes.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key of those bytes, if they are as many as a key has.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_bytes)
    }

    /// Its bytes, to be sealed with another key.
    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// The key that follows from a token that nobody can guess (HKDF-SHA256, RFC 5869); for each
    /// `purpose` another one. It does not follow from a plain hash of the token, which may be known.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "HKDF gives up to 8160 bytes"
    )]
    pub fn from_token(token: &str, purpose: &str) -> Self {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Hkdf::<Sha256>::new(None, token.as_bytes())
            .expand_multi_info(&[b"bliss: ", purpose.as_bytes()], key.as_mut_slice())
            .expect("a key is not too long");
        Self(key)
    }

    /// The key that follows from a password (Argon2id, RFC 9106). It takes 19 MiB and about 20 ms of
    /// one core: call it where nobody waits for the thread.
    ///
    /// # Panics
    /// Where there is no memory for it.
    #[expect(clippy::expect_used, reason = "the numbers above are in their bounds")]
    pub fn from_password(password: &str, salt: &Salt) -> Self {
        let params =
            Params::new(PASSWORD_MEMORY_KIB, PASSWORD_PASSES, PASSWORD_LANES, Some(KEY_BYTES))
                .expect("the costs are in their bounds");
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.as_bytes(), salt, key.as_mut_slice())
            .expect("there is memory for it");
        Self(key)
    }

    /// Seals bytes in a context: 40 bytes longer than they are.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "one message of XChaCha20 has up to 256 GiB"
    )]
    pub fn seal(&self, context: &str, bytes: &[u8]) -> Vec<u8> {
        let nonce = random::<NONCE_BYTES>();
        let payload = Payload { msg: bytes, aad: context.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let mut all = nonce.to_vec();
        all.extend(sealed.expect("what is sealed is in memory"));
        all
    }

    /// Opens what was sealed with this key in that context, and nothing else.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()
    }

    pub(crate) fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_from_a_token_is_another_for_each_purpose_and_not_its_hash() {
        use sha2::Digest;
        let key = |token, purpose| *Key::from_token(token, purpose).bytes();
        assert_eq!(key("token", "session"), key("token", "session"));
        assert_ne!(key("token", "session"), key("token", "recovery"));
        assert_ne!(key("token", "session"), key("tokem", "session"));
        assert_ne!(key("token", "session")[..], Sha256::digest(b"token")[..]);
    }

    /// What is kept in databases opens with these keys: they may never change.
    #[test]
    fn keys_follow_from_passwords_and_tokens_as_they_always_did() {
        let hex = |key: &Key| {
            key.bytes().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
        };
        assert_eq!(
            hex(&Key::from_password("a smile is heard", &[7; SALT_BYTES])),
            "cbfb2f7b8a94547a3ef1cbdcc46ff3bc3ed9bde67b9a0456ae356234c52d7cf4"
        );
        assert_eq!(
            hex(&Key::from_token("a token", "session")),
            "a151e9f7da63bcc1197836df89fff26b80efb2a1accc1f2fa26a5884235ac09b"
        );
    }

    #[test]
    fn a_password_with_another_salt_is_another_key() {
        let key = |password, salt| *Key::from_password(password, &salt).bytes();
        assert_ne!(key("a smile is heard", [1; 16]), key("a smile is heard", [2; 16]));
        assert_ne!(key("a smile is heard", [1; 16]), key("a smile is hears", [1; 16]));
    }

    #[test]
    fn the_same_bytes_are_sealed_otherwise_each_time() {
        let key = Key::new();
        assert_ne!(key.seal("", b"hello"), key.seal("", b"hello"));
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", Key::from_bytes([42; 32])), "Key(…)");
    }

    proptest! {
        #[test]
        fn opens_with_its_key_in_its_context_alone(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            flipped in any::<proptest::sample::Index>(),
            by in 1u8..,
        ) {
            let key = Key::new();
            let mut sealed = key.seal("a reflection", &bytes);
            prop_assert_eq!(sealed.len(), bytes.len() + 40);
            prop_assert_eq!(key.open("a reflection", &sealed), Some(bytes));
            prop_assert_eq!(key.open("a replay", &sealed), None);
            prop_assert_eq!(Key::new().open("a reflection", &sealed), None);
            let shorter = &sealed[..flipped.index(sealed.len())];
            prop_assert_eq!(key.open("a reflection", shorter), None);
            let at = flipped.index(sealed.len());
            sealed[at] ^= by;
            prop_assert_eq!(key.open("a reflection", &sealed), None);
        }
    }
}

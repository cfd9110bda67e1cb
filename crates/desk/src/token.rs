//! Secrets that open something: random, shown once, kept as a hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Bytes of randomness in a token: 256 bits cannot be guessed.
const BYTES: usize = 32;

/// A new token: 43 characters that are safe in an address.
pub fn new() -> String {
    URL_SAFE_NO_PAD.encode(random::<BYTES>())
}

/// A short public name, such as an inbox's: 12 characters, unique but no secret.
pub fn public_key() -> String {
    URL_SAFE_NO_PAD.encode(random::<9>())
}

/// Random bytes from the operating system.
///
/// # Panics
/// Where the operating system has no randomness: nothing can be safe then.
#[expect(clippy::expect_used, reason = "no secret may ever be made without randomness")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// The hash under which a token is kept. A token has 256 random bits, so a plain SHA-256 of it
/// tells nothing; passwords, which people choose, are hashed with Argon2id instead.
pub fn hash(token: &str) -> String {
    hash_of(token.as_bytes())
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

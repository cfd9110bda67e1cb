//! Secrets that open something: random, shown once, kept as a hash.

pub use sealed::random;
use sealed::to_text;
use sha2::{Digest, Sha256};

/// Bytes of randomness in a token: 256 bits cannot be guessed.
const BYTES: usize = 32;

/// A new token: 43 characters that are safe in an address.
pub fn new() -> String {
    to_text(&random::<BYTES>())
}

/// A short public name, such as an inbox's: 12 characters, unique but no secret.
pub fn public_key() -> String {
    to_text(&random::<9>())
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

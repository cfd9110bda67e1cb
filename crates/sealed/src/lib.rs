//! Bytes → sealed bytes, which only a key opens.
//!
//! What is one agent's alone (the mirror of their voice, replays, reflections) is kept so that nobody
//! else can read it: not a lead, not the owner, nobody with a copy of the database. This crate has
//! the few ways of sealing that this takes, as thin wrappers around well-kept crates; *who* may open
//! what is decided in `desk`.
//!
//! - [`PublicKey`] and [`SecretKey`]: anybody may seal, one person can open (HPKE, RFC 9180). So the
//!   server can put away what it hears without being able to look at it afterwards.
//! - [`Key`]: whoever seals can also open (XChaCha20-Poly1305). A key is random, or follows from a
//!   token (HKDF-SHA256, RFC 5869) or a password (Argon2id, RFC 9106).
//! - [`RecoveryCode`]: a key that can be written on paper.
//! - [`stream`]: recordings of any length, in chunks (STREAM, Hoang, Reyhanitabar, Rogaway and Vizár
//!   2015), of which all that reached the disk before a crash can be read.
//! - [`push`]: messages that one browser opens, though they go through somebody else's service (RFC 8291).
//!
//! Everything is sealed *in a context*, words that say what it is and whose. They are not kept with
//! it, but it opens in the same context only: so one sealed thing cannot be passed off as another.
//!
//! What this cannot do: whoever may write to the database can put something *into* a corner, or throw
//! things away, and whoever changes the program can read what passes through it while its owner is
//! there. It keeps closed what is kept.
//!
//! This crate reads no clock and keeps nothing; its only outside is the operating system's randomness,
//! and the readers and writers that it is given. Keys are wiped from memory when they are dropped,
//! and nothing here prints one.

mod key;
mod pair;
pub mod push;
mod recovery;
pub mod stream;

pub use crate::{
    key::{Key, SALT_BYTES, Salt, salt},
    pair::{PublicKey, SecretKey},
    recovery::RecoveryCode,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Bytes in a key of any kind.
pub const KEY_BYTES: usize = 32;

/// Sealed bytes, or a public key, as text that can be kept in a column or an address (base64url, RFC
/// 4648, without padding).
pub fn to_text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of such a text, if it is one.
pub fn from_text(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
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

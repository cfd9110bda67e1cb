//! Secrets and signatures, as Standard Webhooks has them: HMAC-SHA256 over the name, the time and the words of what
//! is sent, so that a receiver knows who it is from, that it is whole, and that nobody has kept it to send it again.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::webhook::SECRET_PREFIX;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::token;

/// A new secret: 256 random bits, as the receiver has to know them.
pub(super) fn new_secret() -> String {
    format!("{SECRET_PREFIX}{}", STANDARD.encode(token::random::<32>()))
}

/// The header `webhook-signature`: one for each secret, the newest first. `at_seconds` since 1970 is the header
/// `webhook-timestamp`.
pub(super) fn sign(secrets: &[String], key: &str, at_seconds: i64, body: &str) -> String {
    let signed = secrets.iter().filter_map(|secret| {
        let secret = secret.strip_prefix(SECRET_PREFIX)?;
        let secret = STANDARD.decode(secret).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).ok()?;
        mac.update(format!("{key}.{at_seconds}.{body}").as_bytes());
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    });
    signed.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_signs_as_the_standards_own_libraries_do() {
        // The example of the specification's reference libraries.
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let (key, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "{\"test\": 2432232314}");
        let signed = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(std::slice::from_ref(&secret), key, 1_614_265_330, body), signed);
        let both = sign(&[new_secret(), secret], key, 1_614_265_330, body);
        assert_eq!(both.split(' ').count(), 2);
        assert!(both.ends_with(signed));
        assert_eq!(sign(&["nonsense".to_owned(), "whsec_?".to_owned()], key, 1, body), "");
    }
}

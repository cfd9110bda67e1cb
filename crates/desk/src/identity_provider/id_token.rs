//! Reads ID tokens: signed statements of who somebody is (JSON Web Tokens, RFC 7519).

use domain::identity_provider::Claims;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{Jwk, PublicKeyUse},
};
use language::{Wording, say};
use serde_json::Value;

/// The ways of signing that are taken. Each has a key that is only its provider's: with HS256 whoever knows the secret, or
/// takes a public key for one, could sign; and "none" is no signature.
const TAKEN: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What a token says, once one of those keys has signed it. What it claims is still to be checked.
///
/// # Errors
/// A sentence on why it is not taken.
pub(super) fn read(token: &str, keys: &[Jwk]) -> Result<Value, Wording> {
    let header = decode_header(token).map_err(|_| say("identity-provider-answer-unsigned"))?;
    if !TAKEN.contains(&header.alg) {
        return Err(say("identity-provider-answer-anybody"));
    }
    // All is checked by the desk's own clock and rules (`domain::identity_provider`) but the signature.
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let named = |key: &&Jwk| header.kid.is_none() || key.common.key_id == header.kid;
    let signs = |key: &&Jwk| {
        !matches!(
            key.common.public_key_use,
            Some(PublicKeyUse::Encryption | PublicKeyUse::Other(_))
        )
    };
    keys.iter()
        .filter(named)
        .filter(signs)
        .filter_map(|key| DecodingKey::from_jwk(key).ok())
        // A key that signs in another way is none of these: the library refuses it.
        .find_map(|key| decode::<Value>(token, &key, &validation).ok())
        .map(|token| token.claims)
        .ok_or_else(|| say("identity-provider-answer-other-key"))
}

/// Its claims.
pub(super) fn claims(token: &Value) -> Claims {
    let text = |name: &str| token.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    // Seconds may have a fraction (RFC 7519, section 2).
    let seconds = |name: &str| {
        let value = token.get(name)?;
        value.as_i64().or_else(|| {
            #[expect(clippy::cast_possible_truncation, reason = "a second more or less is none")]
            value.as_f64().map(|seconds| seconds as i64)
        })
    };
    let audiences = match token.get("aud") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
        }
        _ => Vec::new(),
    };
    Claims {
        issuer: text("iss").unwrap_or_default(),
        subject: text("sub").unwrap_or_default(),
        audiences,
        authorised_party: text("azp"),
        expires_at: seconds("exp"),
        issued_at: seconds("iat"),
        not_before: seconds("nbf"),
        nonce: text("nonce"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn claims_are_read_as_they_are_written() {
        let read = claims(&json!({
            "iss": "https://id.example", "sub": "1", "aud": ["a", 2, "b"], "azp": "a",
            "exp": 1_800_000_000.7, "iat": 5, "nonce": "n",
        }));
        assert_eq!(read.audiences, ["a", "b"]);
        assert_eq!((read.expires_at, read.issued_at), (Some(1_800_000_000), Some(5)));
        assert_eq!(claims(&json!({"aud": "a"})).audiences, ["a"]);
        assert_eq!(claims(&json!([1])), Claims::default());
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(token in "[a-zA-Z0-9_.=-]{0,200}") {
            prop_assert!(read(&token, &[]).is_err());
        }
    }
}

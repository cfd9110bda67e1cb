//! The public half of a passkey, as devices tell it (`COSE_Key`, RFC 9052, section 7), and what it has signed.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use ciborium::Value;

/// The ways of signing that are taken, by their numbers (IANA, "COSE Algorithms"), the one that is liked best first: ES256
/// and `EdDSA` (RFC 9053, sections 2.1 and 2.2), and RS256 (RFC 8812, section 2), which Windows has.
pub const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];
const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

// Labels of what a key is made of (RFC 9052, section 7.1), and of what keys of each type have besides: RFC 9053, sections
// 7.1.1 and 7.2, and RFC 8230, section 4.
const TYPE: i64 = 1;
const ALGORITHM: i64 = 3;
const CURVE: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const MODULUS: i64 = -1;
const EXPONENT: i64 = -2;

// Types of keys, and curves (IANA, "COSE Key Types" and "COSE Elliptic Curves").
const OCTET_PAIR: i64 = 1;
const TWO_COORDINATES: i64 = 2;
const RSA: i64 = 3;
const P256: i64 = 1;
const ED25519_CURVE: i64 = 6;

/// Bytes of a coordinate on either curve.
const COORDINATE_BYTES: usize = 32;
/// Bytes in the modulus of an RSA key: from 2048 to 8192 bits.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;
/// Most bytes in its exponent: nearly all have three.
const EXPONENT_BYTES_MAX: usize = 8;

/// A public key of one of the [`ALGORITHMS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// A point on P-256, uncompressed (SEC 1, section 2.3.3).
    Es256(Vec<u8>),
    /// A point on the curve of Ed25519 (RFC 8032).
    EdDsa(Vec<u8>),
    /// An RSA key: modulus and exponent, the greatest byte first.
    Rs256 {
        /// The modulus.
        modulus: Vec<u8>,
        /// The exponent.
        exponent: Vec<u8>,
    },
}

/// What a map has under that label.
fn under(map: &[(Value, Value)], label: i64) -> Option<&Value> {
    map.iter().find(|(key, _)| number(key) == Some(label)).map(|(_, value)| value)
}

fn number(value: &Value) -> Option<i64> {
    value.as_integer().and_then(|integer| i64::try_from(integer).ok())
}

impl PublicKey {
    /// The key that those bytes are, and nothing behind it.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let value: Value = ciborium::from_reader(&mut rest).ok()?;
        if rest.is_empty() { Self::of(&value) } else { None }
    }

    /// The key that is told in that map. Points are told by both coordinates, and each algorithm has one curve (Level 2,
    /// section 5.8.5).
    pub fn of(value: &Value) -> Option<Self> {
        let map = value.as_map()?;
        let is = |label, wanted| under(map, label).and_then(number) == Some(wanted);
        let bytes = |label| under(map, label).and_then(Value::as_bytes);
        let coordinate = |label| bytes(label).filter(|bytes| bytes.len() == COORDINATE_BYTES);
        match number(under(map, ALGORITHM)?)? {
            ES256 if is(TYPE, TWO_COORDINATES) && is(CURVE, P256) => {
                let point = [&[4], coordinate(X)?.as_slice(), coordinate(Y)?.as_slice()].concat();
                // Only now it is known to lie on the curve.
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &point).parse().ok()?;
                Some(Self::Es256(point))
            }
            EDDSA if is(TYPE, OCTET_PAIR) && is(CURVE, ED25519_CURVE) => {
                Some(Self::EdDsa(coordinate(X)?.clone()))
            }
            RS256 if is(TYPE, RSA) => {
                let (modulus, exponent) = (bytes(MODULUS)?, bytes(EXPONENT)?);
                let fits = MODULUS_BYTES.contains(&modulus.len())
                    && (1..=EXPONENT_BYTES_MAX).contains(&exponent.len());
                fits.then(|| Self::Rs256 { modulus: modulus.clone(), exponent: exponent.clone() })
            }
            _ => None,
        }
    }

    /// The number of the way in which it signs.
    pub fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => ES256,
            Self::EdDsa(_) => EDDSA,
            Self::Rs256 { .. } => RS256,
        }
    }

    /// Whether it has signed that message. How signatures are written: Level 2, section 6.5.6.
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
                .verify(message, signature)
                .is_ok(),
            Self::EdDsa(point) => {
                UnparsedPublicKey::new(&ED25519, point).verify(message, signature).is_ok()
            }
            Self::Rs256 { modulus, exponent } => {
                let key = RsaPublicKeyComponents { n: modulus, e: exponent };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
    };
    use proptest::prelude::*;

    use super::*;

    fn map(entries: Vec<(i64, Value)>) -> Value {
        Value::Map(entries.into_iter().map(|(label, value)| (label.into(), value)).collect())
    }

    fn p256(point: &[u8]) -> Vec<(i64, Value)> {
        vec![
            (TYPE, 2.into()),
            (ALGORITHM, (-7).into()),
            (CURVE, 1.into()),
            (X, Value::Bytes(point[1..33].to_vec())),
            (Y, Value::Bytes(point[33..].to_vec())),
        ]
    }

    #[test]
    fn a_key_on_p256_is_read_and_checks_what_it_signed() {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let key = PublicKey::of(&map(p256(point))).unwrap();
        assert_eq!(key, PublicKey::Es256(point.to_vec()));
        let signature = pair.sign(&SystemRandom::new(), b"good morning").unwrap();
        assert!(key.has_signed(b"good morning", signature.as_ref()));
        assert!(!key.has_signed(b"good evening", signature.as_ref()));
        assert!(!key.has_signed(b"good morning", b""));
        // What is not on the curve, of another type, on another curve, too short, or of another way of signing is none.
        for (place, value) in [
            (0, Value::from(1)),
            (1, Value::from(-35)),
            (1, Value::Text("ES256".into())),
            (2, Value::from(2)),
            (3, Value::Bytes(vec![7; 31])),
            (3, Value::Bytes(vec![7; 32])),
            (4, Value::Bool(true)),
        ] {
            let mut entries = p256(point);
            entries[place].1 = value.clone();
            assert_eq!(PublicKey::of(&map(entries)), None, "{place}: {value:?}");
        }
        for missing in 0..5 {
            let mut entries = p256(point);
            entries.remove(missing);
            assert_eq!(PublicKey::of(&map(entries)), None, "without {missing}");
        }
    }

    #[test]
    fn a_key_of_ed25519_is_read_and_checks_what_it_signed() {
        let pair = Ed25519KeyPair::generate().unwrap();
        let key = PublicKey::of(&map(vec![
            (TYPE, 1.into()),
            (ALGORITHM, (-8).into()),
            (CURVE, 6.into()),
            (X, Value::Bytes(pair.public_key().as_ref().to_vec())),
        ]));
        let key = key.unwrap();
        let signature = pair.sign(b"good morning");
        assert!(key.has_signed(b"good morning", signature.as_ref()));
        assert!(!key.has_signed(b"good evening", signature.as_ref()));
        assert_eq!(key.algorithm(), -8);
    }

    #[test]
    fn an_rsa_key_is_as_long_as_it_has_to_be() {
        for (modulus, exponent, is_one) in [
            (256, 3, true),
            (1024, 3, true),
            (255, 3, false),
            (1025, 3, false),
            (256, 0, false),
            (256, 9, false),
        ] {
            let key = PublicKey::of(&map(vec![
                (TYPE, 3.into()),
                (ALGORITHM, (-257).into()),
                (MODULUS, Value::Bytes(vec![0x81; modulus])),
                (EXPONENT, Value::Bytes(vec![1; exponent])),
            ]));
            assert_eq!(key.is_some(), is_one, "{modulus} and {exponent}");
            assert!(key.is_none_or(|key| !key.has_signed(b"good morning", &[1; 256])));
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(bytes: Vec<u8>, signature: Vec<u8>) {
            if let Some(key) = PublicKey::read(&bytes) {
                prop_assert!(!key.has_signed(b"good morning", &signature));
            }
        }
    }
}

//! Messages that one browser opens, though they go through somebody else's push service (RFC 8291), and the key by which
//! such services know who sends (RFC 8292).
//!
//! A browser gives its public key and a secret of sixteen bytes. For each message there is a new pair, of which the
//! public half goes with it; both halves agree on a secret (ECDH over P-256), from which follow the key and the nonce
//! of one record of `aes128gcm` (RFC 8188).

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{from_text, random};

/// Bytes in a point of P-256, as it is: 4, and both of its coordinates.
const POINT_BYTES: usize = 65;
/// Bytes in a browser's secret.
const SECRET_BYTES: usize = 16;
/// Bytes in the salt of a message.
const SALT_BYTES: usize = 16;
/// Bytes in a key of AES-128.
const CIPHER_KEY_BYTES: usize = 16;
/// What a push service takes at the least (RFC 8030, section 7.2), and the length of the one record.
const RECORD_BYTES: u32 = 4096;
/// What stands before the record: salt, length of a record, length of a key, and the key.
const HEADER_BYTES: usize = SALT_BYTES + 4 + 1 + POINT_BYTES;
/// What comes after the last byte of a message, before its padding.
const LAST: u8 = 2;
/// Bytes to whose next multiple messages are filled up, so that their length says little of what is in them.
const PADDED_TO: usize = 512;

/// Most bytes in a message.
pub const MESSAGE_BYTES_MAX: usize = 3584 - 1;

/// Who opens a message: a browser.
#[derive(Clone)]
pub struct Reader {
    point: [u8; POINT_BYTES],
    secret: Zeroizing<[u8; SECRET_BYTES]>,
}

impl Reader {
    /// The browser with that public key and that secret, as it tells them itself (`p256dh` and `auth` of its
    /// subscription, in base64url). Nothing where they are too long or too short.
    pub fn from_text(point: &str, secret: &str) -> Option<Self> {
        Some(Self {
            point: from_text(point.trim_end_matches('='))?.try_into().ok()?,
            secret: Zeroizing::new(from_text(secret.trim_end_matches('='))?.try_into().ok()?),
        })
    }

    /// Whether anything can be sealed for it: not all bytes are a point of the curve. It costs as much as sealing does,
    /// and is asked once, before it is kept.
    pub fn is_good(&self) -> bool {
        self.seal(&[]).is_some()
    }

    /// Seals a message of up to [`MESSAGE_BYTES_MAX`]; nothing where it is longer.
    pub fn seal(&self, message: &[u8]) -> Option<Vec<u8>> {
        if message.len() > MESSAGE_BYTES_MAX {
            return None;
        }
        let padding = (message.len() + 1).next_multiple_of(PADDED_TO) - message.len() - 1;
        self.seal_by(&PrivateKey::generate(&ECDH_P256).ok()?, random(), message, padding)
    }

    /// RFC 8291, section 3.4; the names of the steps are those that are used there.
    fn seal_by(
        &self,
        own: &PrivateKey,
        salt: [u8; SALT_BYTES],
        message: &[u8],
        padding: usize,
    ) -> Option<Vec<u8>> {
        let as_public = own.compute_public_key().ok()?;
        let key_info = [&b"WebPush: info\0"[..], &self.point, as_public.as_ref()];
        let ua_public = UnparsedPublicKey::new(&ECDH_P256, self.point);
        let mut ikm = Zeroizing::new([0; 32]);
        agree(own, ua_public, (), |ecdh_secret| {
            let prk_key = Hkdf::<Sha256>::new(Some(self.secret.as_slice()), ecdh_secret);
            prk_key.expand_multi_info(&key_info, ikm.as_mut_slice()).map_err(drop)
        })
        .ok()?;

        let prk = Hkdf::<Sha256>::new(Some(&salt), ikm.as_slice());
        let mut cek = Zeroizing::new([0; CIPHER_KEY_BYTES]);
        prk.expand(b"Content-Encoding: aes128gcm\0", cek.as_mut_slice()).ok()?;
        let mut nonce = [0; NONCE_LEN];
        prk.expand(b"Content-Encoding: nonce\0", &mut nonce).ok()?;

        let mut record = message.to_vec();
        record.push(LAST);
        record.resize(record.len() + padding, 0);
        let cipher = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, cek.as_slice()).ok()?);
        let nonce = Nonce::assume_unique_for_key(nonce);
        cipher.seal_in_place_append_tag(nonce, Aad::empty(), &mut record).ok()?;

        let mut sealed = Vec::with_capacity(HEADER_BYTES + record.len());
        sealed.extend(salt);
        sealed.extend(RECORD_BYTES.to_be_bytes());
        sealed.push(u8::try_from(POINT_BYTES).ok()?);
        sealed.extend(as_public.as_ref());
        sealed.extend(record);
        Some(sealed)
    }
}

/// The pair by which a push service knows who sends (ECDSA over P-256).
pub struct Sender {
    pair: EcdsaKeyPair,
    document: Zeroizing<Vec<u8>>,
}

impl Sender {
    /// A new, random one. Nothing where the operating system has no randomness.
    pub fn new() -> Option<Self> {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).ok()?;
        Self::from_slice(made.as_ref())
    }

    /// The pair of those bytes (PKCS #8), if they are one.
    pub fn from_slice(document: &[u8]) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document).ok()?;
        Some(Self { pair, document: Zeroizing::new(document.to_vec()) })
    }

    /// Its bytes (PKCS #8), to be sealed, and to sign with.
    pub fn bytes(&self) -> &[u8] {
        &self.document
    }

    /// Its public half, a point of P-256: what a browser lets send to it alone.
    pub fn public(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::to_text;

    /// The example of RFC 8291, section 5 and appendix A.
    const POINT: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn the_example_of_the_rfc() -> Result<(), Box<dyn std::error::Error>> {
        let reader = Reader::from_text(POINT, SECRET).ok_or("the reader")?;
        let own = from_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").ok_or("the key")?;
        let own = PrivateKey::from_private_key(&ECDH_P256, &own)?;
        let salt = from_text("DGv6ra1nlYgDCS1FRnbzlw").ok_or("the salt")?;
        let salt = salt.try_into().map_err(|_| "sixteen bytes")?;
        let message = b"When I grow up, I want to be a watermelon";
        let sealed = reader.seal_by(&own, salt, message, 0).ok_or("nothing was sealed")?;
        assert_eq!(
            to_text(&sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
        Ok(())
    }

    #[test]
    fn the_length_of_a_message_says_little() -> Result<(), Box<dyn std::error::Error>> {
        let reader = Reader::from_text(POINT, SECRET).ok_or("the reader")?;
        let length = |bytes: usize| reader.seal(&vec![b'x'; bytes]).map(|sealed| sealed.len());
        assert_eq!(length(0), length(PADDED_TO - 1));
        assert_eq!(length(PADDED_TO), length(0).map(|length| length + PADDED_TO));
        let most = length(MESSAGE_BYTES_MAX).ok_or("the longest")?;
        assert!(most <= usize::try_from(RECORD_BYTES)?, "{most}");
        assert_eq!(length(MESSAGE_BYTES_MAX + 1), None);
        Ok(())
    }

    #[test]
    fn what_is_no_key_is_known() {
        let off_the_curve = to_text(&[4; POINT_BYTES]);
        for (point, secret) in
            [("", ""), (POINT, ""), ("AAAA", SECRET), (&off_the_curve, SECRET), (SECRET, POINT)]
        {
            let reader = Reader::from_text(point, secret);
            assert!(!reader.is_some_and(|reader| reader.is_good()), "{point} {secret}");
        }
        let reader = Reader::from_text(&format!("{POINT}="), &format!("{SECRET}=="));
        assert!(reader.is_some_and(|reader| reader.is_good()));
        assert!(Sender::from_slice(b"no key").is_none());
    }

    #[test]
    fn a_sender_is_brought_back_from_its_bytes() -> Result<(), Box<dyn std::error::Error>> {
        let sender = Sender::new().ok_or("a pair")?;
        let again = Sender::from_slice(sender.bytes()).ok_or("the same")?;
        assert_eq!(sender.public(), again.public());
        assert_eq!(sender.public().len(), POINT_BYTES);
        Ok(())
    }

    proptest! {
        #[test]
        fn whatever_a_browser_says_is_taken_or_not(point in "\\PC{0,90}", secret in "\\PC{0,24}") {
            let _ = Reader::from_text(&point, &secret).is_some_and(|reader| reader.is_good());
        }
    }
}

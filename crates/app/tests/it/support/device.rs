//! A device that makes passkeys and signs with them, as a telephone or a key on a ring does ("Web Authentication", W3C,
//! Level 2, section 6); and the browser between it and the desk.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
        RsaKeyPair,
    },
};
use ciborium::Value as Cbor;
use sealed::{from_text, to_text};
use serde_json::{Value, json};

use super::{Answer, Person, between, person::PASSWORD, unescaped};

/// Where the shop's desk is, for browsers that make passkeys.
pub const ADDRESS: &str = "https://desk.example";

/// How it signs.
enum Pair {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(RsaKeyPair),
}

impl Pair {
    fn of(algorithm: i64) -> Self {
        match algorithm {
            -7 => Self::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()),
            -8 => Self::EdDsa(Ed25519KeyPair::generate().unwrap()),
            -257 => Self::Rs256(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
            other => panic!("no device signs by {other}"),
        }
    }

    /// Its public half in COSE.
    fn public(&self) -> Cbor {
        let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
        let entries: Vec<(i64, Cbor)> = match self {
            Self::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (bytes(&point[1..33]), bytes(&point[33..]));
                vec![(1, 2.into()), (3, (-7).into()), (-1, 1.into()), (-2, x), (-3, y)]
            }
            Self::EdDsa(pair) => {
                let x = bytes(pair.public_key().as_ref());
                vec![(1, 1.into()), (3, (-8).into()), (-1, 6.into()), (-2, x)]
            }
            Self::Rs256(pair) => {
                // RFC 8017, A.1.1, of 2048 bits: a sequence of two whole numbers.
                let der = pair.public_key().as_ref();
                let (modulus, exponent) = (bytes(&der[9..265]), bytes(&der[267..270]));
                vec![(1, 3.into()), (3, (-257).into()), (-1, modulus), (-2, exponent)]
            }
        };
        Cbor::Map(entries.into_iter().map(|(label, value)| (label.into(), value)).collect())
    }

    fn signs(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Es256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// How the device and the browser answer; as they should, until a test changes it.
pub struct Answering {
    pub kind: &'static str,
    pub origin: &'static str,
    pub rp_id: String,
    pub challenge: String,
    pub cross_origin: bool,
    /// Present, verified, may be backed up, is backed up.
    pub flags: u8,
    pub count: u32,
    pub format: &'static str,
    pub handle: Option<String>,
    pub spoils_signature: bool,
}

/// A device with one passkey in it.
pub struct Device {
    pair: Pair,
    id: Vec<u8>,
    handle: String,
    count: u32,
}

pub const PRESENT: u8 = 1;
pub const VERIFIED: u8 = 4;

fn sha256(bytes: &[u8]) -> Vec<u8> {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref().to_vec()
}

fn cbor(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

impl Answering {
    fn client_data(&self) -> Vec<u8> {
        let data = json!({
            "type": self.kind, "challenge": self.challenge, "origin": self.origin,
            "crossOrigin": self.cross_origin,
        });
        data.to_string().into_bytes()
    }

    fn data(&self, made: &[u8]) -> Vec<u8> {
        let flags = self.flags | if made.is_empty() { 0 } else { 64 };
        let hash = sha256(self.rp_id.as_bytes());
        [hash.as_slice(), &[flags], &self.count.to_be_bytes(), made].concat()
    }
}

impl Device {
    /// A device that signs in that way, with nothing in it yet.
    pub fn of(algorithm: i64) -> Self {
        let mut id = vec![0; 32];
        aws_lc_rs::rand::fill(&mut id).unwrap();
        Self { pair: Pair::of(algorithm), id, handle: String::new(), count: 0 }
    }

    /// Makes a passkey, as a page asks for it; what the browser sends.
    pub fn makes(&mut self, options: &Value, change: impl FnOnce(&mut Answering)) -> String {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        self.handle = text(&options["user"]["id"]);
        let mut how = Answering {
            kind: "webauthn.create",
            origin: ADDRESS,
            rp_id: text(&options["rp"]["id"]),
            challenge: text(&options["challenge"]),
            cross_origin: false,
            flags: PRESENT | VERIFIED,
            count: self.count,
            format: "none",
            handle: None,
            spoils_signature: false,
        };
        change(&mut how);
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let public = cbor(&self.pair.public());
        let data = how.data(&[&[0; 16][..], &length, &self.id, &public].concat());
        let client_data = how.client_data();
        let statement = if how.format == "packed" {
            let mut signature = self.pair.signs(&[data.as_slice(), &sha256(&client_data)].concat());
            if how.spoils_signature {
                signature.reverse();
            }
            let algorithm = options["pubKeyCredParams"][0]["alg"].as_i64().unwrap();
            vec![
                (Cbor::Text("alg".into()), algorithm.into()),
                (Cbor::Text("sig".into()), Cbor::Bytes(signature)),
            ]
        } else {
            Vec::new()
        };
        let attestation = Cbor::Map(vec![
            (Cbor::Text("fmt".into()), Cbor::Text(how.format.into())),
            (Cbor::Text("attStmt".into()), Cbor::Map(statement)),
            (Cbor::Text("authData".into()), Cbor::Bytes(data)),
        ]);
        let id = to_text(&self.id);
        let made = json!({ "id": id, "rawId": id, "type": "public-key", "response": {
            "clientDataJSON": to_text(&client_data),
            "attestationObject": to_text(&cbor(&attestation)),
            "transports": ["internal", "hybrid"],
        }});
        made.to_string()
    }

    /// Signs with it, as a page asks for it; what the browser sends.
    pub fn uses(&mut self, options: &Value, change: impl FnOnce(&mut Answering)) -> String {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut how = Answering {
            kind: "webauthn.get",
            origin: ADDRESS,
            rp_id: text(&options["rpId"]),
            challenge: text(&options["challenge"]),
            cross_origin: false,
            flags: PRESENT | VERIFIED,
            count: self.count,
            format: "",
            handle: Some(self.handle.clone()),
            spoils_signature: false,
        };
        change(&mut how);
        let (data, client_data) = (how.data(&[]), how.client_data());
        let mut signature = self.pair.signs(&[data.as_slice(), &sha256(&client_data)].concat());
        if how.spoils_signature {
            signature.reverse();
        }
        let id = to_text(&self.id);
        let mut used = json!({ "id": id, "rawId": id, "type": "public-key", "response": {
            "clientDataJSON": to_text(&client_data),
            "authenticatorData": to_text(&data),
            "signature": to_text(&signature),
        }});
        if let Some(handle) = how.handle {
            assert!(from_text(&handle).is_some(), "{handle}");
            used["response"]["userHandle"] = handle.into();
        }
        used.to_string()
    }

    /// From now on it counts how often it signs, and stands there.
    pub fn counts_from(&mut self, count: u32) {
        self.count = count;
    }

    pub fn id(&self) -> String {
        to_text(&self.id)
    }

    pub fn handle(&self) -> String {
        self.handle.clone()
    }
}

/// What a page asks of the device.
pub fn asked_of_device(page: &str) -> Value {
    let options = between(page, "data-passkey-options=\"", "\"");
    serde_json::from_str(&unescaped(options)).unwrap()
}

impl Person {
    /// What the page of one's own asks of the device, after the password.
    pub async fn begins_a_passkey(&self) -> Value {
        let form = [("password", PASSWORD)];
        let page = self.post("/settings/passkeys/beginning", &form).await.is(200).text();
        asked_of_device(&page)
    }

    /// Makes a passkey on their own page.
    pub async fn makes_a_passkey(&self, device: &mut Device, name: &str) -> Answer {
        let made = device.makes(&self.begins_a_passkey().await, |_| {});
        self.post("/settings/passkeys", &[("credential", &made), ("name", name)]).await
    }

    /// What the page for signing in asks of the device.
    pub async fn is_asked_for_a_passkey(&self) -> Value {
        self.post("/sign-in/passkey/options", &[]).await.is(200).json()
    }

    /// Signs in by a passkey alone.
    pub async fn signs_in_by(&self, device: &mut Device) -> Answer {
        self.signs_in_by_lying(device, |_| {}).await
    }

    /// … that answers in another way.
    pub async fn signs_in_by_lying(
        &self,
        device: &mut Device,
        change: impl FnOnce(&mut Answering),
    ) -> Answer {
        let used = device.uses(&self.is_asked_for_a_passkey().await, change);
        self.post("/sign-in/passkey", &[("credential", &used)]).await
    }

    /// Gives a passkey after the password.
    pub async fn gives_passkey(
        &self,
        device: &mut Device,
        change: impl FnOnce(&mut Answering),
    ) -> Answer {
        let options = asked_of_device(&self.page("/sign-in/code").await);
        let used = device.uses(&options, change);
        self.post("/sign-in/code/passkey", &[("credential", &used)]).await
    }
}

//! What a browser brings when a passkey was made or used, checked step by step as the specification numbers them ("Web
//! Authentication", W3C, Level 2, sections 7.1 and 7.2; where it says Level 3, that one has it alone). Nothing here knows
//! the desk: a challenge is told, and whether that was asked is somebody else's to say.

use ciborium::Value;
use domain::passkey::RelyingParty;
use language::{Wording, say};
use sealed::from_text;
use sha2::{Digest, Sha256};

use super::{authenticator_data::AuthenticatorData, public_key::PublicKey};

/// Most bytes of what a browser brings: names are at most a thousand long, and keys and signatures too.
pub const BYTES_MAX: usize = 64 * 1024;
/// Most characters of the ways in which a browser reaches a device.
const TRANSPORTS_CHARS_MAX: usize = 100;

/// Why something is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not what browsers send.
    Unreadable,
    /// It answers another question.
    NotAsked,
    /// It was made for pages of somebody else, or by way of them.
    Elsewhere,
    /// Nobody touched the device.
    NobodyThere,
    /// The device did not make sure who it was.
    Unverified,
    /// What the device says of itself does not go together.
    Unsound,
    /// The device vouches for itself in a way that was not asked for, and that does not hold.
    Attestation,
    /// It is signed by another key.
    Signature,
}

impl Fault {
    /// As the audit log says it.
    pub fn says(self) -> &'static str {
        match self {
            Self::Unreadable => "it could not be read",
            Self::NotAsked => "it answered another question",
            Self::Elsewhere => "it was made for another address",
            Self::NobodyThere => "nobody touched its device",
            Self::Unverified => "its device did not make sure who it was",
            Self::Unsound => "what its device said did not go together",
            Self::Attestation => "its device vouched for itself in another way",
            Self::Signature => "it was signed by another key",
        }
    }

    /// As whoever brought it is told.
    pub fn words(self) -> Wording {
        match self {
            Self::Unverified => say("passkey-unverified"),
            Self::Elsewhere => say("passkey-elsewhere"),
            _ => say("passkey-not-taken"),
        }
    }
}

/// What a browser says that it did (`CollectedClientData`, section 5.8.1).
#[derive(Debug, Clone, PartialEq, Eq)]
struct ClientData {
    kind: String,
    challenge: String,
    origin: String,
    cross_origin: bool,
}

impl ClientData {
    /// Steps 5 and 6 of section 7.1, and 9 and 10 of 7.2: UTF-8, then JSON.
    fn read(bytes: &[u8]) -> Option<Self> {
        // "UTF-8 decode" leaves a mark of the order of bytes out.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        let text = |name: &str| json.get(name)?.as_str().map(ToOwned::to_owned);
        Some(Self {
            kind: text("type")?,
            challenge: text("challenge")?,
            origin: text("origin")?,
            cross_origin: json.get("crossOrigin").is_some_and(|is| is != false),
        })
    }

    /// Steps 7 and 9 of section 7.1, and 11 and 13 of 7.2: what was done, and on whose page. The challenge (steps 8 and
    /// 12) is looked up by whoever asked it. Level 3, section 7.1, step 10: not within a page of somebody else.
    fn check(&self, kind: &str, party: &RelyingParty) -> Result<(), Fault> {
        if self.kind != kind {
            return Err(Fault::NotAsked);
        }
        if self.origin != party.origin || self.cross_origin {
            return Err(Fault::Elsewhere);
        }
        Ok(())
    }
}

/// Steps 13 to 15 of section 7.1, and 15 to 17 of 7.2: for whom the device signed, that somebody was there, and who, where
/// that is needed. Level 3, section 7.1, step 17: what cannot be backed up is not.
fn check_device(
    data: &AuthenticatorData,
    party: &RelyingParty,
    needs_verification: bool,
) -> Result<(), Fault> {
    if data.rp_id_hash[..] != Sha256::digest(party.id.as_bytes())[..] {
        return Err(Fault::Elsewhere);
    }
    if !data.is_present() {
        return Err(Fault::NobodyThere);
    }
    if needs_verification && !data.is_verified() {
        return Err(Fault::Unverified);
    }
    if !data.is_sound() {
        return Err(Fault::Unsound);
    }
    Ok(())
}

/// The answer of a browser, whose parts are in base64url (`PublicKeyCredentialJSON`, Level 3, section 5.1).
struct Answer(serde_json::Value);

impl Answer {
    fn read(json: &str) -> Option<Self> {
        if json.len() > BYTES_MAX {
            return None;
        }
        let answer: serde_json::Value = serde_json::from_str(json).ok()?;
        (answer.get("type")? == "public-key").then_some(Self(answer))
    }

    fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        from_text(self.0.get("response")?.get(name)?.as_str()?.trim_end_matches('='))
    }
}

/// A passkey that a browser says was made.
#[derive(Debug, Clone)]
pub struct Registration {
    client_data_bytes: Vec<u8>,
    client_data: ClientData,
    attestation: Vec<u8>,
    transports: String,
}

/// A passkey that was made, and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// What its device calls it.
    pub credential_id: Vec<u8>,
    /// Its public half, as its device told it.
    pub public_key: Vec<u8>,
    /// Where its counter stands.
    pub sign_count: u32,
    /// Whether it is kept in more places than one.
    pub backed_up: bool,
    /// How browsers reach its device: words, with spaces between.
    pub transports: String,
}

impl Registration {
    /// What a browser brings, as its pages send it in JSON.
    ///
    /// # Errors
    /// [`Fault::Unreadable`].
    pub fn read(json: &str) -> Result<Self, Fault> {
        let read = || {
            let answer = Answer::read(json)?;
            let client_data_bytes = answer.bytes("clientDataJSON")?;
            Some(Self {
                client_data: ClientData::read(&client_data_bytes)?,
                client_data_bytes,
                attestation: answer.bytes("attestationObject")?,
                transports: transports(answer.0.get("response")?.get("transports")),
            })
        };
        read().ok_or(Fault::Unreadable)
    }

    /// What it was made in answer to.
    pub fn challenge(&self) -> &str {
        &self.client_data.challenge
    }

    /// Checks it: section 7.1 from step 7 on, but for the challenge and for whether somebody has it already.
    ///
    /// # Errors
    /// The first fault that is found.
    pub fn check(&self, party: &RelyingParty) -> Result<Registered, Fault> {
        self.client_data.check("webauthn.create", party)?;
        // Steps 11 and 12.
        let hash = Sha256::digest(&self.client_data_bytes);
        let attestation = Attestation::read(&self.attestation).ok_or(Fault::Unreadable)?;
        let data = AuthenticatorData::read(&attestation.data).ok_or(Fault::Unreadable)?;
        check_device(&data, party, true)?;
        // Step 16: a key of another kind than was asked for is not read at all. Step 17: no extensions were asked for.
        let made = data.made.as_ref().ok_or(Fault::Unreadable)?;
        // Steps 18 to 21.
        let signed = [attestation.data.as_slice(), hash.as_slice()].concat();
        if !attestation.holds(&made.public_key, &signed) {
            return Err(Fault::Attestation);
        }
        Ok(Registered {
            credential_id: made.credential_id.clone(),
            public_key: made.public_key_bytes.clone(),
            sign_count: data.sign_count,
            backed_up: data.is_backed_up(),
            transports: self.transports.clone(),
        })
    }
}

/// The ways in which a browser reaches a device, as far as they are words (section 5.8.4).
fn transports(told: Option<&serde_json::Value>) -> String {
    let words = told.and_then(serde_json::Value::as_array).into_iter().flatten();
    let is_word = |word: &&str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let words: Vec<&str> = words.filter_map(serde_json::Value::as_str).filter(is_word).collect();
    let words = words.join(" ");
    if words.len() > TRANSPORTS_CHARS_MAX { String::new() } else { words }
}

/// How a device vouches for itself (section 6.5.4).
struct Attestation {
    format: String,
    statement: Vec<(Value, Value)>,
    data: Vec<u8>,
}

impl Attestation {
    fn read(mut bytes: &[u8]) -> Option<Self> {
        let Value::Map(map) = ciborium::from_reader(&mut bytes).ok()? else { return None };
        if !bytes.is_empty() {
            return None;
        }
        let mut attestation =
            Self { format: String::new(), statement: Vec::new(), data: Vec::new() };
        for (name, value) in map {
            match (name.as_text()?, value) {
                ("fmt", Value::Text(format)) => attestation.format = format,
                ("attStmt", Value::Map(statement)) => attestation.statement = statement,
                ("authData", Value::Bytes(data)) => attestation.data = data,
                ("fmt" | "attStmt" | "authData", _) => return None,
                _ => {}
            }
        }
        Some(attestation)
    }

    /// Whether that is one which we asked for. We ask for none (section 8.7), which is an empty statement; where a device
    /// says nothing of its kind, browsers pass on what it signed with the new key itself (section 5.1.3, step 20; 8.2,
    /// "self attestation").
    fn holds(&self, key: &PublicKey, signed: &[u8]) -> bool {
        let under = |name: &str| {
            self.statement
                .iter()
                .find(|(key, _)| key.as_text() == Some(name))
                .map(|(_, value)| value)
        };
        match self.format.as_str() {
            "none" => self.statement.is_empty(),
            "packed" if under("x5c").is_none() => {
                let algorithm = under("alg").and_then(Value::as_integer);
                algorithm == Some(key.algorithm().into())
                    && under("sig")
                        .and_then(Value::as_bytes)
                        .is_some_and(|signature| key.has_signed(signed, signature))
            }
            _ => false,
        }
    }
}

/// A passkey that a browser says was used.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// What its device calls it.
    pub credential_id: Vec<u8>,
    /// By what its device knows its owner, where it says so.
    pub handle: Option<Vec<u8>>,
    client_data_bytes: Vec<u8>,
    client_data: ClientData,
    data: Vec<u8>,
    signature: Vec<u8>,
}

/// What is known of a passkey that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asserted {
    /// Where its counter stands.
    pub sign_count: u32,
    /// Whether it is kept in more places than one.
    pub backed_up: bool,
}

impl Assertion {
    /// What a browser brings, as its pages send it in JSON.
    ///
    /// # Errors
    /// [`Fault::Unreadable`].
    pub fn read(json: &str) -> Result<Self, Fault> {
        let read = || {
            let answer = Answer::read(json)?;
            let client_data_bytes = answer.bytes("clientDataJSON")?;
            Some(Self {
                credential_id: from_text(answer.0.get("id")?.as_str()?.trim_end_matches('='))?,
                handle: answer.bytes("userHandle").filter(|handle| !handle.is_empty()),
                client_data: ClientData::read(&client_data_bytes)?,
                client_data_bytes,
                data: answer.bytes("authenticatorData")?,
                signature: answer.bytes("signature")?,
            })
        };
        read().ok_or(Fault::Unreadable)
    }

    /// What it was used in answer to.
    pub fn challenge(&self) -> &str {
        &self.client_data.challenge
    }

    /// Checks it against the key that was kept: section 7.2 from step 11 to 20, but for the challenge. Whose it is (steps 5
    /// and 6) and the counter (step 21) are for whoever keeps them.
    ///
    /// # Errors
    /// The first fault that is found.
    pub fn check(
        &self,
        party: &RelyingParty,
        key: &PublicKey,
        needs_verification: bool,
    ) -> Result<Asserted, Fault> {
        self.client_data.check("webauthn.get", party)?;
        let data = AuthenticatorData::read(&self.data).ok_or(Fault::Unreadable)?;
        check_device(&data, party, needs_verification)?;
        // Steps 19 and 20.
        let hash = Sha256::digest(&self.client_data_bytes);
        let signed = [self.data.as_slice(), hash.as_slice()].concat();
        if !key.has_signed(&signed, &self.signature) {
            return Err(Fault::Signature);
        }
        Ok(Asserted { sign_count: data.sign_count, backed_up: data.is_backed_up() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sealed::to_text;
    use serde_json::json;

    use super::*;

    fn party() -> RelyingParty {
        RelyingParty { id: "desk.example".into(), origin: "https://desk.example".into() }
    }

    #[test]
    fn what_a_browser_did_has_to_be_what_was_asked() {
        let there = json!({
            "type": "webauthn.get", "challenge": "abc", "origin": "https://desk.example",
            "crossOrigin": false, "more": { "may": "come" },
        });
        let told = ClientData::read(there.to_string().as_bytes()).unwrap();
        assert_eq!(told.check("webauthn.get", &party()), Ok(()));
        assert_eq!(told.check("webauthn.create", &party()), Err(Fault::NotAsked));
        let marked = [b"\xef\xbb\xbf".as_slice(), there.to_string().as_bytes()].concat();
        assert_eq!(ClientData::read(&marked), Some(told));
        for (name, value) in [
            ("origin", json!("https://desk.example.evil.example")),
            ("origin", json!("http://desk.example")),
            ("origin", json!("https://sub.desk.example")),
            ("origin", json!("https://desk.example:8443")),
            ("crossOrigin", json!(true)),
            ("crossOrigin", json!("false")),
        ] {
            let mut other = there.clone();
            other[name] = value;
            let told = ClientData::read(other.to_string().as_bytes()).unwrap();
            assert_eq!(told.check("webauthn.get", &party()), Err(Fault::Elsewhere), "{other}");
        }
        for bytes in [&b"{}"[..], b"", b"[]", b"\xff", br#"{"type":1,"challenge":"","origin":""}"#]
        {
            assert_eq!(ClientData::read(bytes), None);
        }
    }

    #[test]
    fn ways_to_a_device_are_words() {
        for (told, kept) in [
            (json!(["internal", "hybrid"]), "internal hybrid"),
            (json!(["usb", 1, "<b>", "", "smart-card"]), "usb smart-card"),
            (json!("usb"), ""),
            (json!(vec!["usb"; 100]), ""),
        ] {
            assert_eq!(transports(Some(&told)), kept, "{told}");
        }
        assert_eq!(transports(None), "");
    }

    #[test]
    fn only_what_was_asked_for_is_taken_for_an_attestation() {
        let key = PublicKey::EdDsa(vec![1; 32]);
        let text = |text: &str| Value::Text(text.into());
        let none = Attestation { format: "none".into(), statement: Vec::new(), data: Vec::new() };
        assert!(none.holds(&key, b"signed"));
        for (format, statement) in [
            ("none", vec![(text("alg"), Value::from(-8))]),
            ("packed", vec![]),
            ("packed", vec![(text("alg"), (-8).into()), (text("sig"), Value::Bytes(vec![0; 64]))]),
            ("packed", vec![(text("x5c"), Value::Array(Vec::new()))]),
            ("fido-u2f", vec![]),
            ("", vec![]),
        ] {
            let other = Attestation { format: format.into(), statement, data: Vec::new() };
            assert!(!other.holds(&key, b"signed"), "{format}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(json in "\\PC{0,200}", bytes: Vec<u8>) {
            let _ = (Registration::read(&json), Assertion::read(&json));
            let _ = (Attestation::read(&bytes), ClientData::read(&bytes));
        }

        #[test]
        fn whatever_is_in_it_is_refused_and_nothing_falls_over(a: Vec<u8>, b: Vec<u8>, c: Vec<u8>) {
            let client_data = json!({
                "type": "webauthn.create", "challenge": "abc", "origin": "https://desk.example",
            });
            let part = |bytes: &[u8]| to_text(bytes);
            let made = json!({ "type": "public-key", "id": part(&a), "response": {
                "clientDataJSON": part(client_data.to_string().as_bytes()),
                "attestationObject": part(&b),
            }});
            let made = Registration::read(&made.to_string()).unwrap();
            prop_assert_eq!(made.challenge(), "abc");
            prop_assert!(made.check(&party()).is_err());
            let used = json!({ "type": "public-key", "id": part(&a), "response": {
                "clientDataJSON": part(client_data.to_string().replace("create", "get").as_bytes()),
                "authenticatorData": part(&b), "signature": part(&c), "userHandle": part(&a),
            }});
            let used = Assertion::read(&used.to_string()).unwrap();
            prop_assert!(used.check(&party(), &PublicKey::EdDsa(vec![1; 32]), false).is_err());
        }
    }
}

//! Any bytes as what a device says, and as what a browser makes of it: it is read or not, and proves nothing.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run passkey -- -max_total_time=600`

#![no_main]

use desk::passkey::{
    authenticator_data::AuthenticatorData,
    ceremony::{Assertion, Registration},
    public_key::PublicKey,
};
use domain::passkey::RelyingParty;
use libfuzzer_sys::fuzz_target;
use sealed::to_text;

fuzz_target!(|data: &[u8]| {
    let Some(party) = RelyingParty::at("https://desk.example") else { return };
    if let Some(key) = PublicKey::read(data) {
        assert!(!key.has_signed(b"nobody signed this", data));
    }
    let _ = AuthenticatorData::read(data);
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = RelyingParty::at(text);
        if let Ok(made) = Registration::read(text) {
            let _ = made.check(&party);
        }
        if let Ok(used) = Assertion::read(text) {
            assert!(used.check(&party, &PublicKey::EdDsa(vec![1; 32]), false).is_err());
        }
    }
    // What a device says, within what a browser says as it should.
    let client = |kind: &str| {
        let said = format!(
            r#"{{"type":"webauthn.{kind}","challenge":"abc","origin":"https://desk.example"}}"#
        );
        to_text(said.as_bytes())
    };
    let (bytes, client_data) = (to_text(data), client("create"));
    let made = format!(
        r#"{{"type":"public-key","id":"AA","response":{{"clientDataJSON":"{client_data}","attestationObject":"{bytes}"}}}}"#
    );
    if let Ok(made) = Registration::read(&made)
        && let Ok(kept) = made.check(&party)
    {
        assert!(PublicKey::read(&kept.public_key).is_some() && !kept.credential_id.is_empty());
    }
    let client_data = client("get");
    let used = format!(
        r#"{{"type":"public-key","id":"AA","response":{{"clientDataJSON":"{client_data}","authenticatorData":"{bytes}","signature":"{bytes}"}}}}"#
    );
    if let Ok(used) = Assertion::read(&used) {
        assert!(used.check(&party, &PublicKey::EdDsa(vec![1; 32]), false).is_err());
    }
});

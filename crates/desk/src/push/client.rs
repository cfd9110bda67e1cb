//! Speaks with push services (RFC 8030), which are wherever a browser says: so nobody looks around in one's own network
//! with them.

use domain::{
    Timestamp,
    push::{Answer, KEPT_SECONDS, SIGNED_SECONDS, Trouble},
};
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use language::Language;
use reqwest::{Method, Response, Url, header};
use sealed::{
    push::{Reader, Sender},
    to_text,
};
use serde_json::json;
use tokio::time::{Duration, timeout};

use super::Given;
use crate::outside::{Outside, why};

/// How long an answer is waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// Longest that a push service may let one wait until the next try.
const WAIT_MAX: SignedDuration = SignedDuration::from_hours(8);

/// All that is told where no connection came about. Whoever lets a browser chooses the name that is gone to, and would learn
/// from more what names inside one's own network lead to; whoever runs Bliss finds it in the log.
const NO_CONNECTION: &str = "no connection";

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) answer: Answer,
    /// What was said, where it was not taken.
    pub(super) said: String,
    /// How long the push service wants to be left alone.
    pub(super) wait: Option<SignedDuration>,
}

impl Outcome {
    fn troubled(trouble: Trouble, said: impl Into<String>) -> Self {
        Self { answer: Answer::Troubled(trouble), said: said.into(), wait: None }
    }

    /// What is kept of the browser, or what it is told, is no good.
    pub(super) fn unreadable(said: &str) -> Self {
        Self::troubled(Trouble::Unreadable, said)
    }

    fn of(response: &Response) -> Self {
        let status = response.status();
        let wait = response.headers().get(header::RETRY_AFTER).and_then(|value| {
            let seconds: u32 = value.to_str().ok()?.trim().parse().ok()?;
            Some(SignedDuration::from_secs(seconds.into()).min(WAIT_MAX))
        });
        Self { answer: Answer::of_status(status.as_u16()), said: status.to_string(), wait }
    }
}

/// Goes to push services.
pub(super) struct Client(Outside);

impl Client {
    /// One that goes to the internet, and where `private_too` says so to one's own network.
    ///
    /// # Errors
    /// Where nothing can be encrypted on this machine.
    pub(super) fn new(private_too: bool) -> reqwest::Result<Self> {
        Outside::new(private_too).map(Self)
    }

    /// Sends a message to a browser, which alone opens it. One that is not delivered yet is replaced by the next about the
    /// same `topic`.
    pub(super) async fn post(
        &self,
        to: &Given,
        sender: &Sender,
        contact: Option<&str>,
        (topic, message): (&str, &str),
        now: Timestamp,
    ) -> Outcome {
        let sealed = Reader::from_text(&to.p256dh, &to.auth)
            .and_then(|reader| reader.seal(message.as_bytes()));
        let Some(sealed) = sealed else {
            return Outcome::unreadable("what it is told cannot be encrypted for it");
        };
        let Some(signature) = sign(&to.endpoint, sender, contact, now) else {
            return Outcome::unreadable("what it is told cannot be signed");
        };
        // Why is kept, and so in the one language that everybody who looks at it shares.
        let english = Language::english();
        let request = match self.0.request(Method::POST, &to.endpoint) {
            Ok(request) => request,
            Err(why) => return Outcome::troubled(Trouble::Refused, why.in_language(english)),
        };
        let sent = request
            .header(header::AUTHORIZATION, signature)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header("ttl", KEPT_SECONDS)
            .header("topic", topic)
            .header("urgency", "normal")
            .body(sealed)
            .send();
        match timeout(ANSWER_WITHIN, sent).await {
            Ok(Ok(response)) => Outcome::of(&response),
            Ok(Err(error)) => {
                let why = why(&error).in_language(english);
                tracing::warn!(why, "a push service could not be reached");
                Outcome::troubled(Trouble::Unreachable, NO_CONNECTION)
            }
            Err(_) => {
                let seconds = ANSWER_WITHIN.as_secs();
                Outcome::troubled(Trouble::Unreachable, format!("no answer in {seconds} seconds"))
            }
        }
    }
}

/// The header by which a push service knows who sends (RFC 8292, section 3).
fn sign(endpoint: &str, sender: &Sender, contact: Option<&str>, now: Timestamp) -> Option<String> {
    let mut claims = json!({
        "aud": Url::parse(endpoint).ok()?.origin().ascii_serialization(),
        "exp": now.as_second() + SIGNED_SECONDS,
    });
    if let Some(contact) = contact {
        claims["sub"] = contact.into();
    }
    let key = EncodingKey::from_ec_der(sender.bytes());
    let token = encode(&Header::new(Algorithm::ES256), &claims, &key).ok()?;
    Some(format!("vapid t={token}, k={}", to_text(sender.public())))
}

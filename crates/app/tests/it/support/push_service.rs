//! A push service on this machine, and browsers that let it tell them: it notes what comes and answers as a test says, and
//! a browser opens what is for it by the book (RFC 8291) and looks at who sent it (RFC 8292).

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as Signer},
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use sealed::{from_text, to_text};
use serde_json::{Value, json};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};

use super::until;

/// What came for a browser.
#[derive(Debug, Clone)]
pub struct Pushed {
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Pushed {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What the sender says of itself, once its signature is found to be good; and its public key.
    pub fn signed(&self) -> (Value, String) {
        let vapid = self.header("authorization").strip_prefix("vapid t=").unwrap();
        let (token, key) = vapid.split_once(", k=").unwrap();
        let (said, signature) = token.rsplit_once('.').unwrap();
        let signer = Signer::new(&ECDSA_P256_SHA256_FIXED, from_text(key).unwrap());
        signer.verify(said.as_bytes(), &from_text(signature).unwrap()).unwrap();
        let (head, claims) = said.split_once('.').unwrap();
        let json = |text| serde_json::from_slice::<Value>(&from_text(text).unwrap()).unwrap();
        assert_eq!(json(head), json!({ "typ": "JWT", "alg": "ES256" }));
        (json(claims), key.to_owned())
    }
}

#[derive(Clone, Default)]
struct Kept {
    pushed: Arc<Mutex<Vec<Pushed>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    /// Nothing is answered while somebody holds it.
    answering: Arc<RwLock<()>>,
}

pub struct PushService {
    kept: Kept,
    pub base: String,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl PushService {
    /// One that takes everything.
    pub async fn listens() -> Self {
        let kept = Kept::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(kept.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { kept, base, serving }
    }

    /// Answers the next requests with these, and then takes everything again.
    pub fn will(&self, statuses: &[u16]) {
        self.kept.answers.lock().unwrap().extend(statuses);
    }

    /// Answers nothing until what this gives is dropped.
    pub async fn ponders(&self) -> OwnedRwLockWriteGuard<()> {
        self.kept.answering.clone().write_owned().await
    }

    pub fn pushed(&self) -> Vec<Pushed> {
        self.kept.pushed.lock().unwrap().clone()
    }

    /// All that came, once there are so many.
    pub async fn gets(&self, count: usize) -> Vec<Pushed> {
        let pushed = until(&format!("{count} messages"), async || {
            Some(self.pushed()).filter(|pushed| pushed.len() >= count)
        })
        .await;
        assert_eq!(pushed.len(), count);
        pushed
    }
}

async fn take(State(kept): State<Kept>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let pushed = Pushed { path: uri.path().to_owned(), headers, body: body.to_vec() };
    kept.pushed.lock().unwrap().push(pushed);
    let answer = kept.answers.lock().unwrap().pop_front().unwrap_or(201);
    let status = StatusCode::from_u16(answer).unwrap();
    let _answering = kept.answering.read().await;
    // Where it has too much to do it wants to be left alone for longer than anybody would wait by themselves.
    match status {
        StatusCode::SERVICE_UNAVAILABLE => (status, [("retry-after", "1800")]).into_response(),
        _ => status.into_response(),
    }
}

/// Bytes that HKDF is asked for.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derived<const N: usize>(salt: &[u8], secret: &[u8], info: &[&[u8]]) -> [u8; N] {
    let mut derived = [0; N];
    let key = Salt::new(HKDF_SHA256, salt).extract(secret);
    key.expand(info, Length(N)).unwrap().fill(&mut derived).unwrap();
    derived
}

/// A browser that a push service may tell something.
pub struct PushBrowser {
    key: PrivateKey,
    point: Vec<u8>,
    secret: [u8; 16],
    path: String,
    endpoint: String,
}

impl PushBrowser {
    pub fn at(service: &PushService, name: &str) -> Self {
        let key = PrivateKey::generate(&ECDH_P256).unwrap();
        let point = key.compute_public_key().unwrap().as_ref().to_vec();
        let path = format!("/push/{name}");
        let endpoint = format!("{}{path}", service.base);
        Self { key, point, secret: *b"sixteen bytes it", path, endpoint }
    }

    /// How it writes down where it is told, and how.
    pub fn subscription(&self) -> Value {
        json!({
            "endpoint": self.endpoint,
            "expirationTime": null,
            "keys": { "p256dh": to_text(&self.point), "auth": to_text(&self.secret) },
        })
    }

    /// Opens what came for it.
    pub fn opens(&self, pushed: &Pushed) -> Value {
        assert_eq!(pushed.path, self.path);
        assert_eq!(pushed.header("content-encoding"), "aes128gcm");
        let (salt, rest) = pushed.body.split_at(16);
        let (record_bytes, rest) = rest.split_at(4);
        let record_bytes = u32::from_be_bytes(record_bytes.try_into().unwrap());
        let (their_point, record) = rest[1..].split_at(rest[0].into());
        assert!(pushed.body.len() <= 4096 && record.len() <= record_bytes as usize);
        let input: [u8; 32] =
            agree(&self.key, UnparsedPublicKey::new(&ECDH_P256, their_point), (), |agreed| {
                let info = [b"WebPush: info\0".as_slice(), &self.point, their_point];
                Ok(derived(&self.secret, agreed, &info))
            })
            .unwrap();
        let key: [u8; 16] = derived(salt, &input, &[b"Content-Encoding: aes128gcm\0"]);
        let nonce = derived(salt, &input, &[b"Content-Encoding: nonce\0"]);
        let cipher = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let nonce = Nonce::assume_unique_for_key(nonce);
        let mut record = record.to_vec();
        let opened = cipher.open_in_place(nonce, Aad::empty(), &mut record).unwrap();
        let end = opened.iter().rposition(|byte| *byte != 0).unwrap();
        assert_eq!(opened[end], 2, "the last record ends with a 2 and zeros");
        serde_json::from_slice(&opened[..end]).unwrap()
    }
}

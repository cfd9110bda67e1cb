//! Another program that is told what happens: it listens on this machine, notes what comes, and answers as a test says.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::until;

/// How it answers.
#[derive(Debug, Clone, Copy)]
pub enum Answers {
    /// With that status and its name.
    Status(u16),
    /// With a way to itself.
    Redirect,
    /// With 200 and so many bytes.
    Bytes(usize),
    /// Not at all.
    Never,
}

/// What came.
#[derive(Debug, Clone)]
pub struct Told {
    pub headers: HeaderMap,
    pub body: String,
}

impl Told {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// How many of the signatures are of that secret, by the book of Standard Webhooks.
    pub fn signed_by(&self, secret: &str) -> usize {
        let secret = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        mac.update(format!("{id}.{at}.{}", self.body).as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        let given = self.header("webhook-signature").split(' ');
        given.filter(|given| *given == signature).count()
    }
}

#[derive(Clone, Default)]
struct Kept {
    told: Arc<Mutex<Vec<Told>>>,
    answers: Arc<Mutex<VecDeque<Answers>>>,
}

pub struct Receiver {
    kept: Kept,
    pub address: SocketAddr,
    pub url: String,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Receiver {
    /// One that takes everything.
    pub async fn listens() -> Self {
        let kept = Kept::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(take).with_state(kept.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { kept, address, url: format!("http://{address}/hook"), serving }
    }

    /// Answers the next requests like that, and then takes everything again.
    pub fn will(&self, answers: &[Answers]) {
        self.kept.answers.lock().unwrap().extend(answers);
    }

    pub fn told(&self) -> Vec<Told> {
        self.kept.told.lock().unwrap().clone()
    }

    /// All that came of that kind, once there are so many.
    pub async fn hears(&self, kind: &str, count: usize) -> Vec<Told> {
        until(kind, async || {
            let told = self.told().into_iter().filter(|told| told.kind() == kind);
            Some(told.collect::<Vec<_>>()).filter(|told| told.len() >= count)
        })
        .await
    }
}

async fn take(State(kept): State<Kept>, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    kept.told.lock().unwrap().push(Told { headers, body });
    let answer = kept.answers.lock().unwrap().pop_front();
    match answer.unwrap_or(Answers::Status(200)) {
        Answers::Status(status) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, status.canonical_reason().unwrap_or_default()).into_response()
        }
        Answers::Redirect => (StatusCode::FOUND, [("location", "/elsewhere")]).into_response(),
        Answers::Bytes(count) => Body::from(vec![b'x'; count]).into_response(),
        Answers::Never => std::future::pending().await,
    }
}

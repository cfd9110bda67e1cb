//! An identity provider that a test runs: it knows who signs in, tells it with real signatures, and lies as it is told.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use aws_lc_rs::{
    encoding::AsDer,
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    },
};
use axum::{
    Form, Json, Router,
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as URL_SAFE},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Answer, Browser, Clock, Person};

/// What it calls the desk, and the desk's secret there; both hold what has to be encoded in a header.
pub const CLIENT_ID: &str = "bliss:desk";
pub const SECRET: &str = "a +secret/with: signs%";

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq)]
pub enum Lie {
    /// Those claims are other ones; `null` for none.
    Claims(Value),
    /// The token is not signed, and says so.
    Unsigned,
    /// It is signed with HS256, and the public key as the secret.
    PublicKeyAsSecret,
    /// It is signed with a key that the provider does not tell of.
    UnknownKey,
    /// A letter of what was signed is another one.
    Altered,
    /// What it tells of itself has those other members.
    Discovery(Value),
    /// It tells of so many bytes more than anybody reads.
    Long(usize),
    /// It never says what a code is worth.
    Silent,
    /// `UserInfo` tells of that subject.
    SomebodyElse(&'static str),
    /// It is out of order.
    Broken,
}

/// How it signs.
pub enum Signer {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Signer {
    pub fn rs256() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    pub fn es256() -> Self {
        Self::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub fn eddsa() -> Self {
        Self::Ed(Ed25519KeyPair::generate().unwrap())
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ec(_) => "ES256",
            Self::Ed(_) => "EdDSA",
        }
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        let (random, text) = (SystemRandom::new(), text.as_bytes());
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature).unwrap();
                signature
            }
            Self::Ec(key) => key.sign(&random, text).unwrap().as_ref().to_vec(),
            Self::Ed(key) => key.sign(text).as_ref().to_vec(),
        }
    }

    /// Its public part as a JSON Web Key (RFC 7517).
    fn jwk(&self, kid: &str) -> Value {
        let text = |bytes: &[u8]| URL_SAFE.encode(bytes);
        match self {
            Self::Rsa(key) => {
                let public = key.public_key();
                let (n, e) = (public.modulus(), public.exponent());
                let (n, e) =
                    (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
                json!({"kty": "RSA", "kid": kid, "use": "sig", "n": text(n), "e": text(e)})
            }
            Self::Ec(key) => {
                // 04, and the two coordinates (SEC 1, section 2.3.3).
                let point = key.public_key().as_ref();
                let (x, y) = (text(&point[1..33]), text(&point[33..]));
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y})
            }
            Self::Ed(key) => {
                let x = text(key.public_key().as_ref());
                json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x})
            }
        }
    }

    /// What somebody takes for a secret who takes a public key for one.
    fn public_der(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => key.public_key().as_der().unwrap().as_ref().to_vec(),
            Self::Ec(key) => key.public_key().as_ref().to_vec(),
            Self::Ed(key) => key.public_key().as_ref().to_vec(),
        }
    }
}

/// Somebody's way through it.
#[derive(Debug, Clone)]
struct Granted {
    nonce: String,
    challenge: String,
    redirect_uri: String,
    claims: Value,
}

struct Kept {
    issuer: String,
    clock: Clock,
    signer: Mutex<(String, Arc<Signer>)>,
    /// Who signs in there now.
    account: Mutex<Value>,
    lies: Mutex<Vec<Lie>>,
    codes: Mutex<HashMap<String, Granted>>,
    /// What was asked, by its path.
    asked: Mutex<Vec<String>>,
}

impl Kept {
    fn lie<T>(&self, find: impl Fn(&Lie) -> Option<T>) -> Option<T> {
        self.lies.lock().unwrap().iter().find_map(find)
    }

    fn lies(&self, lie: &Lie) -> bool {
        self.lie(|other| (other == lie).then_some(())).is_some()
    }
}

pub struct Provider {
    kept: Arc<Kept>,
    pub issuer: String,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Provider {
    pub async fn opens(clock: &Clock) -> Self {
        Self::opens_with(clock, Signer::es256()).await
    }

    pub async fn opens_with(clock: &Clock, signer: Signer) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let issuer = format!("http://{address}/tea");
        let kept = Arc::new(Kept {
            issuer: issuer.clone(),
            clock: clock.clone(),
            signer: Mutex::new(("first".into(), Arc::new(signer))),
            account: Mutex::new(json!({})),
            lies: Mutex::default(),
            codes: Mutex::default(),
            asked: Mutex::default(),
        });
        let router = Router::new()
            .route("/tea/.well-known/openid-configuration", get(discovery))
            .route("/tea/authorize", get(authorize))
            .route("/tea/token", post(token))
            .route("/tea/keys", get(keys))
            .route("/tea/userinfo", get(user_info))
            .with_state(Arc::clone(&kept));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { kept, issuer, serving }
    }

    /// From now on that is who signs in there; the subject follows from the name.
    pub fn knows(&self, name: &str, email: &str) {
        self.knows_as(json!({
            "sub": format!("id-of-{name}"), "name": name, "email": email, "email_verified": true,
        }));
    }

    pub fn knows_as(&self, account: Value) {
        *self.kept.account.lock().unwrap() = account;
    }

    /// Lies like that from now on, and in no other way.
    pub fn lies(&self, lies: &[Lie]) {
        *self.kept.lies.lock().unwrap() = lies.to_vec();
    }

    /// Signs with another key from now on.
    pub fn changes_its_key(&self, kid: &str, signer: Signer) {
        *self.kept.signer.lock().unwrap() = (kid.to_owned(), Arc::new(signer));
    }

    pub fn asked(&self) -> Vec<String> {
        self.kept.asked.lock().unwrap().clone()
    }
}

async fn discovery(State(kept): State<Arc<Kept>>) -> Response {
    kept.asked.lock().unwrap().push("discovery".into());
    if kept.lies(&Lie::Broken) {
        return (StatusCode::BAD_GATEWAY, "out of order").into_response();
    }
    let issuer = &kept.issuer;
    let mut told = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize?tenant=tea"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "authorization_response_iss_parameter_supported": true,
    });
    if let Some(other) = kept.lie(|lie| match lie {
        Lie::Discovery(other) => Some(other.clone()),
        _ => None,
    }) {
        told.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    }
    if let Some(bytes) = kept.lie(|lie| match lie {
        Lie::Long(bytes) => Some(*bytes),
        _ => None,
    }) {
        told["padding"] = Value::String("x".repeat(bytes));
    }
    Json(told).into_response()
}

/// Whoever comes is let through at once.
async fn authorize(
    State(kept): State<Arc<Kept>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    assert_eq!(asked["tenant"], "tea");
    assert_eq!((&*asked["response_type"], &*asked["client_id"]), ("code", CLIENT_ID));
    assert_eq!(asked["code_challenge_method"], "S256");
    assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
    let code = desk::token::new();
    let granted = Granted {
        nonce: asked["nonce"].clone(),
        challenge: asked["code_challenge"].clone(),
        redirect_uri: asked["redirect_uri"].clone(),
        claims: kept.account.lock().unwrap().clone(),
    };
    let back = reqwest::Url::parse_with_params(
        &granted.redirect_uri,
        [("code", &code), ("state", &asked["state"]), ("iss", &kept.issuer)],
    );
    kept.codes.lock().unwrap().insert(code, granted);
    (StatusCode::FOUND, [(header::LOCATION, back.unwrap().to_string())]).into_response()
}

async fn token(
    State(kept): State<Arc<Kept>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    kept.asked.lock().unwrap().push("token".into());
    if kept.lies(&Lie::Silent) {
        return std::future::pending().await;
    }
    let refused =
        |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let basic = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    let pair = basic.and_then(|basic| {
        let pair = String::from_utf8(STANDARD.decode(basic.strip_prefix("Basic ")?).ok()?).ok()?;
        let (id, secret) = pair.split_once(':')?;
        // Both are encoded as in a form.
        let decoded = |text: &str| {
            let url = reqwest::Url::parse(&format!("http://x/?{text}")).unwrap();
            url.query_pairs().next().unwrap().0.into_owned()
        };
        Some((decoded(id), decoded(secret)))
    });
    if pair != Some((CLIENT_ID.into(), SECRET.into())) {
        return refused("invalid_client");
    }
    // A code is good for one time.
    let Some(granted) = kept.codes.lock().unwrap().remove(&form["code"]) else {
        return refused("invalid_grant");
    };
    let challenge = URL_SAFE.encode(Sha256::digest(&form["code_verifier"]));
    if challenge != granted.challenge || form["redirect_uri"] != granted.redirect_uri {
        return refused("invalid_grant");
    }
    let now = kept.clock.now().as_second();
    let mut claims = json!({
        "iss": kept.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": granted.nonce,
    });
    let all = claims.as_object_mut().unwrap();
    all.extend(granted.claims.as_object().unwrap().clone());
    if let Some(Value::Object(others)) = kept.lie(|lie| match lie {
        Lie::Claims(others) => Some(others.clone()),
        _ => None,
    }) {
        for (name, value) in others {
            if value.is_null() {
                all.remove(&name)
            } else {
                all.insert(name, value)
            };
        }
    }
    let (kid, signer) = kept.signer.lock().unwrap().clone();
    let token = signed(&kept, &kid, &signer, &claims);
    Json(json!({
        "access_token": granted.claims["sub"], "token_type": "Bearer", "id_token": token,
    }))
    .into_response()
}

fn signed(kept: &Kept, kid: &str, signer: &Signer, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE.encode(value.to_string());
    let with = |header: Value, sign: &dyn Fn(&str) -> Vec<u8>| {
        let text = format!("{}.{}", part(&header), part(claims));
        let signature = URL_SAFE.encode(sign(&text));
        format!("{text}.{signature}")
    };
    if kept.lies(&Lie::Unsigned) {
        return with(json!({"alg": "none", "typ": "JWT"}), &|_| Vec::new());
    }
    if kept.lies(&Lie::PublicKeyAsSecret) {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &signer.public_der());
        let sign = |text: &str| hmac::sign(&key, text.as_bytes()).as_ref().to_vec();
        return with(json!({"alg": "HS256", "kid": kid}), &sign);
    }
    let other = kept.lies(&Lie::UnknownKey).then(Signer::es256);
    let signer = other.as_ref().unwrap_or(signer);
    let token = with(json!({"alg": signer.algorithm(), "kid": kid}), &|text| signer.sign(text));
    if kept.lies(&Lie::Altered) {
        let mut parts: Vec<String> = token.split('.').map(ToOwned::to_owned).collect();
        let mut other = claims.clone();
        other["sub"] = json!("id-of-Mia");
        parts[1] = part(&other);
        return parts.join(".");
    }
    token
}

async fn keys(State(kept): State<Arc<Kept>>) -> Response {
    kept.asked.lock().unwrap().push("keys".into());
    let (kid, signer) = kept.signer.lock().unwrap().clone();
    // Beside ones of which nobody here has heard.
    let others = json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "x", "kid": "later"});
    Json(json!({ "keys": [others, { "kty": 7 }, signer.jwk(&kid)] })).into_response()
}

async fn user_info(State(kept): State<Arc<Kept>>, headers: HeaderMap) -> Response {
    kept.asked.lock().unwrap().push("userinfo".into());
    let sub = headers["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap();
    let sub = kept
        .lie(|lie| match lie {
            Lie::SomebodyElse(sub) => Some((*sub).to_owned()),
            _ => None,
        })
        .unwrap_or_else(|| sub.to_owned());
    let told =
        json!({"sub": sub, "name": "Karim", "email": "karim@tea.example", "email_verified": true});
    Body::from(told.to_string()).into_response()
}

impl Browser {
    /// Follows a way to the provider, and comes back with what that says; not further.
    pub async fn goes_through(&self, path: &str) -> Answer {
        let there = self.get(path).await.is(303);
        let back = self.get(there.location()).await.is(302);
        self.get(back.location()).await
    }
}

impl Person {
    /// What an owner fills in about that provider.
    pub async fn sets_up_provider(&self, provider: &Provider, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("name", "The Kettle"),
            ("issuer", &*provider.issuer),
            ("client_id", CLIENT_ID),
            ("secret", SECRET),
        ];
        form.extend(more);
        self.post("/settings/identity-provider", &form).await
    }

    /// … with all that comes after: it is tried and taken into use.
    pub async fn opens_the_door_by(&self, provider: &Provider, more: &[(&str, &str)]) {
        let page = "/settings/identity-provider";
        self.sets_up_provider(provider, more).await.leads_to(&format!("{page}?saved=trial"));
        provider.knows("Mia", "mia@tea.example");
        let tried = self.goes_through("/settings/identity-provider/trial").await;
        tried.leads_to("/settings/identity-provider?saved=tried");
        self.post("/settings/identity-provider/use", &[])
            .await
            .leads_to(&format!("{page}?saved=use"));
    }
}

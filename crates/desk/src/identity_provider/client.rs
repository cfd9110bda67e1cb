//! Asks the provider: where its doors are (OpenID Connect Discovery), what a code is worth (RFC 6749, section 4.1.3), with
//! which keys it signs, and what else it tells of somebody. Nothing of that is kept for the next time: people sign in
//! seldom, and so new keys and new addresses hold at once.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    Timestamp,
    customer::{AddressKind, normalise_address},
    identity_provider::Expected,
    text,
};
use jsonwebtoken::jwk::Jwk;
use language::{Wording, say};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::time::{Duration, Instant, timeout_at};

use super::id_token;
use crate::outside::{Outside, check_url, why};

/// How long one of its answers is waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Most bytes of one. Keys with their certificates are the longest: some ten thousand.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// What is asked for: who they are, their address and their name (OpenID Connect Core, section 5.4).
const SCOPES: &str = "openid email profile";

/// What a provider tells of itself (OpenID Connect Discovery, section 3).
#[derive(Debug, Clone)]
pub(crate) struct Discovered {
    /// Its name for itself.
    pub(crate) issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    /// Whether the secret goes into the body, for it is not taken in the header.
    posts_secret: bool,
    /// Whether it says in every answer who it is (RFC 9207).
    pub(crate) says_issuer: bool,
}

/// What somebody is sent there with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) secret: Option<&'a str>,
    pub(crate) redirect_uri: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) verifier: &'a str,
}

/// Somebody's account there.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// Who they are there, for good.
    pub(crate) subject: String,
    /// Their address, where the provider has verified it.
    pub(crate) email: Option<String>,
    /// What they are called there.
    pub(crate) name: String,
    /// Whether they were asked for more than one factor (RFC 8176).
    pub(crate) with_factor: bool,
}

/// Goes to the provider.
pub(crate) struct Client(Outside);

impl Client {
    /// One that goes to the internet, and where `private_too` says so to one's own network.
    ///
    /// # Errors
    /// Where nothing can be encrypted on this machine.
    pub(crate) fn new(private_too: bool) -> reqwest::Result<Self> {
        Outside::new(private_too).map(Self)
    }

    /// What the provider of that address tells of itself.
    ///
    /// # Errors
    /// A sentence on why it is none, or cannot be reached.
    pub(crate) async fn discover(&self, issuer: &str) -> Result<Discovered, Wording> {
        let base = issuer.trim_end_matches('/');
        let found = self.get(&format!("{base}/.well-known/openid-configuration"), None).await?;
        let text = |name: &str| found.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let needed = |name: &str| {
            text(name)
                .filter(|url| Url::parse(url).is_ok())
                .ok_or_else(|| say("identity-provider-is-none").with("name", name))
        };
        // It names itself as it was asked for (section 4.3), but for a slash that nobody types.
        let own = needed("issuer")?;
        if own.trim_end_matches('/') != base {
            return Err(say("identity-provider-other-address")
                .with("address", text::excerpt(&own, text::LINE_CHARS_MAX)));
        }
        let lists = |name: &str, word: &str| {
            let list = found.get(name).and_then(Value::as_array);
            list.map(|list| list.iter().any(|one| one.as_str() == Some(word)))
        };
        let methods = "token_endpoint_auth_methods_supported";
        Ok(Discovered {
            issuer: own,
            authorization_endpoint: needed("authorization_endpoint")?,
            token_endpoint: needed("token_endpoint")?,
            jwks_uri: needed("jwks_uri")?,
            userinfo_endpoint: text("userinfo_endpoint"),
            // Where it lists none it takes the header.
            posts_secret: lists(methods, "client_secret_basic") == Some(false)
                && lists(methods, "client_secret_post") == Some(true),
            says_issuer: found.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
        })
    }

    /// Where somebody's browser goes.
    ///
    /// # Errors
    /// A sentence, where the provider names no address for that.
    pub(crate) fn way_there(
        &self,
        there: &Discovered,
        asked: Asked<'_>,
        state: &str,
    ) -> Result<String, Wording> {
        let mut url = check_url(&there.authorization_endpoint, self.0.private_too())?;
        // RFC 7636, section 4.2.
        let challenge = sealed::to_text(&Sha256::digest(asked.verifier));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", asked.client_id)
            .append_pair("redirect_uri", asked.redirect_uri)
            .append_pair("scope", SCOPES)
            .append_pair("state", state)
            .append_pair("nonce", asked.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    /// Whose account a code stands for.
    ///
    /// # Errors
    /// A sentence on why that is not known.
    pub(crate) async fn account(
        &self,
        there: &Discovered,
        asked: Asked<'_>,
        code: &str,
        now: Timestamp,
    ) -> Result<Account, Wording> {
        let tokens = self.redeem(there, asked, code).await?;
        let token = tokens.get("id_token").and_then(Value::as_str);
        let token = token.ok_or_else(|| say("identity-provider-said-nothing"))?;
        let keys = self.keys(there).await?;
        let claims = id_token::read(token, &keys)?;
        let expected =
            Expected { issuer: &there.issuer, client_id: asked.client_id, nonce: asked.nonce };
        let told = id_token::claims(&claims);
        told.check(expected, now).map_err(|untrue| untrue.wording())?;
        let mut about = claims.clone();
        if claims.get("email").is_none()
            && let (Some(url), Some(access)) =
                (&there.userinfo_endpoint, tokens.get("access_token").and_then(Value::as_str))
        {
            let more = self.get(url, Some(access)).await?;
            // OpenID Connect Core, section 5.3.4: otherwise it may be about anybody.
            if more.get("sub").and_then(Value::as_str) != Some(told.subject.as_str()) {
                return Err(say("identity-provider-somebody-else"));
            }
            about = more;
        }
        Ok(account(told.subject, &claims, &about))
    }

    async fn redeem(
        &self,
        there: &Discovered,
        asked: Asked<'_>,
        code: &str,
    ) -> Result<Value, Wording> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", asked.redirect_uri),
            ("code_verifier", asked.verifier),
        ];
        let mut request = self.0.request(Method::POST, &there.token_endpoint)?;
        match asked.secret {
            Some(secret) if !there.posts_secret => {
                // Both are encoded first (RFC 6749, section 2.3.1).
                let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
                let pair = format!("{}:{}", encoded(asked.client_id), encoded(secret));
                request =
                    request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
            }
            Some(secret) => {
                form.extend([("client_id", asked.client_id), ("client_secret", secret)]);
            }
            None => form.push(("client_id", asked.client_id)),
        }
        let (status, answer) = self.ask(request.form(&form)).await?;
        if status.is_success() {
            return Ok(answer);
        }
        // RFC 6749, section 5.2.
        Err(match answer.get("error").and_then(Value::as_str) {
            Some("invalid_client" | "unauthorized_client") => {
                say("identity-provider-client-refused")
            }
            Some("invalid_grant") => say("identity-provider-used-already"),
            _ => say("identity-provider-would-not-say"),
        })
    }

    /// The keys with which it signs, as far as they are of a kind that is known here.
    async fn keys(&self, there: &Discovered) -> Result<Vec<Jwk>, Wording> {
        let set = self.get(&there.jwks_uri, None).await?;
        let keys = set.get("keys").and_then(Value::as_array).cloned().unwrap_or_default();
        Ok(keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect())
    }

    async fn get(&self, url: &str, token: Option<&str>) -> Result<Value, Wording> {
        let request = self.0.request(Method::GET, url)?.header("accept", "application/json");
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let (status, answer) = self.ask(request).await?;
        if status.is_success() {
            return Ok(answer);
        }
        Err(say("identity-provider-status").with("status", status.as_u16().to_string()))
    }

    /// Asks, and reads the answer, which is an object of JSON where all is well.
    async fn ask(&self, request: RequestBuilder) -> Result<(StatusCode, Value), Wording> {
        let until = Instant::now() + ANSWER_WITHIN;
        let late = || {
            let seconds = ANSWER_WITHIN.as_secs();
            say("identity-provider-late").with("seconds", seconds)
        };
        let response = match timeout_at(until, request.send()).await {
            Err(_) => return Err(late()),
            Ok(Err(error)) => {
                return Err(say("identity-provider-unreachable").with("why", why(&error)));
            }
            Ok(Ok(response)) => response,
        };
        let status = response.status();
        let bytes = timeout_at(until, read(response)).await.map_err(|_| late())??;
        match serde_json::from_slice(&bytes) {
            Ok(answer @ Value::Object(_)) => Ok((status, answer)),
            // What went wrong is told by the status.
            _ if !status.is_success() => Ok((status, Value::Null)),
            _ => Err(say("identity-provider-no-json")),
        }
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, Wording> {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(bytes),
            Ok(Some(more)) if bytes.len() + more.len() <= ANSWER_BYTES_MAX => bytes.extend(more),
            Ok(Some(_)) => return Err(say("identity-provider-too-much")),
            Err(error) => {
                return Err(say("identity-provider-unreachable").with("why", why(&error)));
            }
        }
    }
}

/// An account of what was told: `proved` in the ID token, and `about` them there or in `UserInfo`.
fn account(subject: String, proved: &Value, about: &Value) -> Account {
    let text = |name: &str| about.get(name).and_then(Value::as_str).map(text::clean_line);
    // Some send a word where a truth should be.
    let verified = match about.get("email_verified") {
        Some(Value::Bool(verified)) => *verified,
        Some(Value::String(word)) => word == "true",
        _ => false,
    };
    let given = text("email").filter(|_| verified);
    let email = given.and_then(|email| normalise_address(AddressKind::Email, &email).ok());
    let name = ["name", "preferred_username", "email"].into_iter().find_map(text);
    let name = name.filter(|name| !name.is_empty());
    let with_factor = proved.get("amr").and_then(Value::as_array);
    let with_factor =
        with_factor.is_some_and(|ways| ways.iter().any(|way| way.as_str() == Some("mfa")));
    let name = text::excerpt(&name.unwrap_or_else(|| subject.clone()), text::LINE_CHARS_MAX);
    Account { subject, email, name, with_factor }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_counts_where_the_provider_says_that_it_is_theirs() {
        for (about, email) in [
            (json!({"email": "Mia@Tea.example", "email_verified": true}), Some("mia@tea.example")),
            (
                json!({"email": "mia@tea.example", "email_verified": "true"}),
                Some("mia@tea.example"),
            ),
            (json!({"email": "mia@tea.example", "email_verified": false}), None),
            (json!({"email": "mia@tea.example", "email_verified": "false"}), None),
            (json!({"email": "mia@tea.example", "email_verified": 1}), None),
            (json!({"email": "mia@tea.example"}), None),
            (json!({"email": ["mia@tea.example"], "email_verified": true}), None),
            (json!({"email": "mia", "email_verified": true}), None),
            (json!({}), None),
        ] {
            assert_eq!(account("1".into(), &about, &about).email.as_deref(), email, "{about}");
        }
    }

    #[test]
    fn a_name_is_the_best_that_is_told() {
        for (about, name) in [
            (json!({"name": " Mia\nHartmann ", "preferred_username": "mia"}), "Mia Hartmann"),
            (json!({"preferred_username": "mia"}), "mia"),
            (json!({"name": ""}), "4711"),
        ] {
            assert_eq!(account("4711".into(), &about, &about).name, name, "{about}");
        }
        let of = |amr: Value| account("1".into(), &json!({ "amr": amr }), &json!({})).with_factor;
        assert!(of(json!(["pwd", "mfa"])) && !of(json!(["pwd", "otp"])) && !of(json!("mfa")));
    }
}

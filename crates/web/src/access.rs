//! The one way in. Each route says who may use it; this decides whether somebody is that.

use std::{
    future::Future,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{
        Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts,
    },
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use desk::{Desk, corner::Corner, visitor::secret_hash};
use domain::{
    access::Permission,
    agent::Agent,
    api_token::{ApiToken, Scope},
    identity_provider::AWAY_LASTS,
};
use language::{Language, Wording, say};
use store::session::Session;

use crate::{Web, error::Error, limits::Allowance, sessions::origin, wording};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody, as often as they like: files that never change.
    Open,
    /// Whoever reaches the address of `--metrics-listen`, at which alone such a row is: whoever runs the desk.
    Operator,
    /// Anybody who asks unencrypted, at the address of `--http-listen`, at which alone such a row is.
    Plain,
    /// Anybody; whatever is tried here counts, as often as one network address may begin something.
    Door,
    /// Anybody, as often as one network address may read: a page asks this by itself, and nothing is tried by it.
    Question,
    /// A visitor of the chat, who proves themselves by their own secret.
    Visitor,
    /// A visitor, who proves themselves in the first frame of the socket.
    VisitorSocket,
    /// An agent whose role has that permission.
    Agent(Permission),
    /// Another program, whose token has that scope. A token opens nothing else, and a cookie none of these.
    Api(Scope),
}

/// Name of the cookie with the token of an agent's session.
const COOKIE: &str = "bliss_session";
/// Name of the cookie of a browser that is on the way to the identity provider.
const WAY: &str = "bliss_way";
/// How long a browser keeps that of a session, in seconds: as long as a session lasts at the most.
const COOKIE_SECONDS: u32 = 90 * 24 * 3600;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) agent: Agent,
    pub(crate) session: Session,
}

/// The hash of a visitor's secret.
#[derive(Debug, Clone)]
pub(crate) struct VisitorHash(pub(crate) String);

/// The program that asks, and whoever made its token, in whose name it does what it does.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) token: ApiToken,
    pub(crate) agent: Agent,
}

/// The network address that a request came from.
#[derive(Debug, Clone)]
pub(crate) struct Ip(pub(crate) String);

/// Lets a request in, or says why not.
pub(crate) async fn guard(
    State((web, access)): State<(Web, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut request, body) = request.into_parts();
    let ip = ip(&web, &request);
    let writes = !matches!(request.method, Method::GET | Method::HEAD);
    match access {
        Access::Open | Access::Operator | Access::Plain => {}
        Access::Door | Access::Question => {
            if writes && is_forged(&web, &request.headers) {
                return forged().into_response();
            }
            let tries = writes && access == Access::Door;
            let allowed = if tries { web.limiters.start(&ip.0) } else { web.limiters.read(&ip.0) };
            if !allowed {
                return Error::too_many().into_response();
            }
        }
        Access::VisitorSocket => {
            if !web.limiters.read(&ip.0) {
                return Error::too_many().into_problem();
            }
        }
        Access::Visitor => {
            let Some(hash) = bearer(&request.headers).and_then(secret_hash) else {
                return Error::new(StatusCode::UNAUTHORIZED, "This chat needs its secret.")
                    .into_problem();
            };
            let allowed =
                if writes { web.limiters.visitor(&hash) } else { web.limiters.read(&ip.0) };
            if !allowed {
                return Error::too_many().into_problem();
            }
            request.extensions.insert(VisitorHash(hash));
        }
        Access::Api(scope) => {
            let mut allowance = None;
            let caller = by_token(&web, &request.headers, &ip, scope, &mut allowance).await;
            let mut response = match caller {
                Ok(caller) => {
                    request.extensions.insert(caller);
                    request.extensions.insert(ip);
                    // Whoever makes a program reads it in English, wherever it runs.
                    let answering = next.run(Request::from_parts(request, body));
                    language::speaking(Language::english(), answering).await
                }
                Err(error) => unopened(error),
            };
            if let Some(allowance) = allowance {
                tell(allowance, response.headers_mut());
            }
            return response;
        }
        Access::Agent(permission) => {
            if (writes || is_socket(&request.headers)) && is_forged(&web, &request.headers) {
                return forged().into_response();
            }
            match signed_in(&web, &request).await {
                Ok(Some(signed_in)) if signed_in.agent.role.may(permission) => {
                    let language = language_of(&signed_in.agent);
                    request.extensions.insert(signed_in);
                    request.extensions.insert(ip);
                    let request = Request::from_parts(request, body);
                    return language::speaking(language, next.run(request)).await;
                }
                Ok(Some(signed_in)) => {
                    let language = language_of(&signed_in.agent);
                    return language::said_in(language, || may_not().into_response());
                }
                Ok(None) => return to_sign_in(&web, &request).await,
                Err(error) => return error.into_response(),
            }
        }
    }
    request.extensions.insert(ip);
    next.run(Request::from_parts(request, body)).await
}

/// The language in which somebody is answered: the one that they chose, or that of their browser.
fn language_of(agent: &Agent) -> &'static Language {
    agent.language.as_deref().and_then(Language::named).unwrap_or_else(Language::spoken)
}

/// Tells a program how much more it may ask for.
fn tell(allowance: Allowance, headers: &mut HeaderMap) {
    for (name, value) in [("ratelimit-policy", allowance.policy()), ("ratelimit", allowance.left())]
    {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// The program that asks, where its token allows that; and what it may still ask for, once it is known.
async fn by_token(
    web: &Web,
    headers: &HeaderMap,
    ip: &Ip,
    scope: Scope,
    allowance: &mut Option<Allowance>,
) -> Result<Caller, Error> {
    if !web.limiters.read(&ip.0) {
        return Err(Error::too_many());
    }
    let secret = bearer(headers).ok_or_else(|| {
        let how =
            "Say which token you have: Authorization: Bearer bliss_… Settings → API makes one.";
        Error::new(StatusCode::UNAUTHORIZED, how)
    })?;
    let (token, agent) = web.desk.use_api_token(secret).await?.ok_or_else(|| {
        let why = "This token opens nothing: it was never made, was revoked, or has ended. \
                   Settings → API makes another.";
        Error::new(StatusCode::UNAUTHORIZED, why)
    })?;
    let allowed = web.limiters.api(token.id);
    *allowance = Some(allowed);
    if let Some(seconds) = allowed.wait_seconds {
        return Err(Error::too_many_for(seconds));
    }
    if !token.may(scope) {
        let why = format!(
            "This token may not do that: it lacks the scope {}. Settings → API makes one that has it.",
            scope.as_str()
        );
        return Err(Error::new(StatusCode::FORBIDDEN, why));
    }
    Ok(Caller { token, agent })
}

/// What a program is told that was not let in (RFC 6750, section 3).
fn unopened(error: Error) -> Response {
    let needs_token = error.status() == StatusCode::UNAUTHORIZED;
    let mut response = error.into_problem();
    if needs_token {
        let how = HeaderValue::from_static("Bearer realm=\"Bliss\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
    }
    response
}

fn forged() -> Error {
    Error::new(StatusCode::FORBIDDEN, say("error-forged"))
}

fn may_not() -> Error {
    Error::new(StatusCode::FORBIDDEN, say("error-role"))
}

/// Where somebody goes who is not signed in: the first set-up, or the sign-in and then back.
async fn to_sign_in(web: &Web, request: &Parts) -> Response {
    if is_socket(&request.headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let path = request.uri.path_and_query().map_or("/", |path| path.as_str());
    let needs_set_up = web.desk.needs_set_up().await.unwrap_or(false);
    let to = if needs_set_up {
        "/set-up".to_owned()
    } else if request.method == Method::GET
        && path != "/"
        && !request.headers.contains_key("hx-request")
    {
        format!("/sign-in?next={}", wording::percent_encoded(path))
    } else {
        "/sign-in".to_owned()
    };
    if request.headers.contains_key("hx-request") {
        let mut response = StatusCode::UNAUTHORIZED.into_response();
        if let Ok(to) = HeaderValue::from_str(&to) {
            response.headers_mut().insert("hx-redirect", to);
        }
        return response;
    }
    Redirect::to(&to).into_response()
}

async fn signed_in(web: &Web, request: &Parts) -> Result<Option<SignedIn>, Error> {
    let Some(token) = cookie(&request.headers) else { return Ok(None) };
    // An open page fetches its parts anew by itself, all night if need be: that is nobody's doing.
    let by_itself = request.method == Method::GET && request.headers.contains_key("hx-request");
    let found = web.desk.authenticate(token, !by_itself).await?;
    Ok(found.map(|(agent, session)| SignedIn { agent, session }))
}

/// Whether a request that changes something came from somewhere other than our own pages
/// (cross-site request forgery). The browser says where from: `Sec-Fetch-Site` (W3C Fetch
/// Metadata), which pages cannot set, or else `Origin`. The session's cookie is `SameSite=Lax`
/// besides. Something that says neither is no browser, and has no cookie by accident.
fn is_forged(web: &Web, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return false };
    let ours =
        web.config.public_url.as_deref().is_some_and(|url| url.trim_end_matches('/') == origin);
    let host = origin.split_once("://").map(|(_, host)| host);
    !(ours || host.is_some() && host == text("host"))
}

fn is_socket(headers: &HeaderMap) -> bool {
    headers.contains_key(header::SEC_WEBSOCKET_KEY)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// The token that a browser brings.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    named_cookie(headers, COOKIE)
}

/// By what a browser is known again that comes back from the identity provider.
pub(crate) fn way(headers: &HeaderMap) -> Option<&str> {
    named_cookie(headers, WAY)
}

/// The header that gives a browser what it is known by when it comes back. It comes back by a link of the provider's, to
/// which browsers give such a cookie.
pub(crate) fn set_way(web: &Web, secret: &str) -> String {
    let seconds = AWAY_LASTS.as_secs();
    format!("{WAY}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{}", secure(web))
}

fn named_cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

/// The header that gives a browser its session.
pub(crate) fn set_cookie(web: &Web, token: &str) -> String {
    format!(
        "{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}{}",
        secure(web)
    )
}

/// The header that takes it away.
pub(crate) fn clear_cookie(web: &Web) -> String {
    format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}", secure(web))
}

fn secure(web: &Web) -> &'static str {
    let https = web.config.public_url.as_deref().is_some_and(|url| url.starts_with("https:"));
    if https || web.config.certificate.is_some() { "; Secure" } else { "" }
}

/// The network address of whoever asks: the peer's, or where that is a trusted proxy, the last one
/// in `X-Forwarded-For` that is not.
fn ip(web: &Web, request: &Parts) -> Ip {
    let peer = peer(&request.extensions);
    let trusted = |ip: &IpAddr| web.config.trusted_proxies.contains(ip);
    if !trusted(&peer) {
        return Ip(peer.to_string());
    }
    let forwarded = request
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|address| address.trim().parse::<IpAddr>().ok())
        .rfind(|address| !trusted(address));
    Ip(forwarded.unwrap_or(peer).to_string())
}

/// Whether a proxy passes the request on whose word is taken.
pub(crate) fn is_from_proxy(web: &Web, request: &Extensions) -> bool {
    web.config.trusted_proxies.contains(&peer(request))
}

/// The other end of the connection that a request came by.
fn peer(request: &Extensions) -> IpAddr {
    request
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip().to_canonical())
}

/// The desk as it is used from where the request comes, so that the audit log can say so.
pub(crate) struct Here(pub(crate) Desk);

impl FromRequestParts<Web> for Here {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Error> {
        let ip = <Ip as FromRequestParts<Web>>::from_request_parts(parts, web).await?;
        Ok(Self(web.desk.clone().used_from(origin(ip, &parts.headers))))
    }
}

/// What somebody is told whose corner is closed in this browser.
pub(crate) fn corner_closed() -> Wording {
    say("corner-closed")
}

/// What is the asking person's alone, open because their cookie opens it. It comes from the token in
/// the cookie and from nothing else: no handler can ask for anybody else's.
#[derive(Debug)]
pub(crate) struct MyCorner(pub(crate) Corner);

impl FromRequestParts<Web> for MyCorner {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Error> {
        let corner =
            <Self as OptionalFromRequestParts<Web>>::from_request_parts(parts, web).await?;
        corner.ok_or_else(|| Error::new(StatusCode::CONFLICT, corner_closed()))
    }
}

impl OptionalFromRequestParts<Web> for MyCorner {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Option<Self>, Error> {
        let Some(token) = cookie(&parts.headers) else { return Ok(None) };
        Ok(web.desk.corner(token).await?.map(Self))
    }
}

macro_rules! from_extensions {
    ($($name:ident),*) => {$(
        impl<S: Sync> FromRequestParts<S> for $name {
            type Rejection = Error;

            fn from_request_parts(
                parts: &mut Parts,
                _: &S,
            ) -> impl Future<Output = Result<Self, Error>> {
                // The table says who may use a route; a handler that asks for somebody whom its row
                // does not let in is a mistake in the table.
                let found = parts.extensions.get::<Self>().cloned().ok_or_else(may_not);
                std::future::ready(found)
            }
        }

        impl<S: Sync> OptionalFromRequestParts<S> for $name {
            type Rejection = Error;

            fn from_request_parts(
                parts: &mut Parts,
                _: &S,
            ) -> impl Future<Output = Result<Option<Self>, Error>> {
                std::future::ready(Ok(parts.extensions.get::<Self>().cloned()))
            }
        }
    )*};
}

from_extensions!(SignedIn, VisitorHash, Caller, Ip);

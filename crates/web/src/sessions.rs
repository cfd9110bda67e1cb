//! Signing in and out, and the browsers in which one is signed in.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use desk::session::{Begun, Origin};
use domain::{SessionId, Timestamp, identity_provider::IdentityProvider, security::Needs, text};
use serde::Deserialize;
use store::session::Session;

use crate::{
    Web,
    access::{self, Here, Ip, SignedIn},
    error::{Error, Result},
    form::{Asked, At, Filled, asked},
    page::{on_to, page, page_with},
    passkeys,
    shell::{Assets, Nav, Shell},
    wording,
};

#[derive(Template)]
#[template(path = "sessions/new.html")]
struct New {
    assets: Assets,
    desk_name: String,
    email: String,
    next: String,
    error: Option<String>,
    /// What was wrong elsewhere than in the form.
    notice: Option<String>,
    provider: Option<IdentityProvider>,
    /// Whether browsers have passkeys for this address.
    passkeys: bool,
}

impl New {
    async fn new(web: &Web, headers: &HeaderMap, next: &str) -> Result<Self> {
        Ok(Self {
            assets: Assets,
            desk_name: web.desk.workspace().await?.name,
            email: String::new(),
            next: own_path(next).unwrap_or_default().to_owned(),
            error: None,
            notice: None,
            provider: web.desk.store().read(store::identity_provider::in_use).await?,
            passkeys: passkeys::party(web, headers).is_some(),
        })
    }

    /// Whether the provider is the only way in for most.
    fn only_way(&self) -> bool {
        self.provider.as_ref().is_some_and(|provider| provider.only_way)
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Credentials {
    email: String,
    password: String,
    next: String,
}

pub(crate) async fn new(State(web): State<Web>, headers: HeaderMap, query: Asked) -> Result {
    if web.desk.needs_set_up().await? {
        return on_to("/set-up");
    }
    let next = asked(&query, "next").unwrap_or_default();
    let notice =
        asked(&query, "password-kept").map(|_| crate::t("sign-in-password-kept").to_string());
    page(&New { notice, ..New::new(&web, &headers, next).await? })
}

/// The page again, for somebody whom the identity provider, or a passkey, did not bring in.
pub(crate) async fn refused(web: &Web, headers: &HeaderMap, error: Error, next: &str) -> Result {
    let notice = Some(error.detail().to_owned());
    page_with(error.status(), &New { notice, ..New::new(web, headers, next).await? })
}

pub(crate) async fn create(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Credentials>,
) -> Result {
    let next = own_path(&given.next);
    let error = match web.desk.sign_in(&given.email, given.password, origin(ip, &headers)).await {
        Ok(begun) => return enter(&web, &begun, next.unwrap_or("/today")),
        Err(error @ (desk::Error::Refused(_) | desk::Error::Throttled { .. })) => {
            Error::from(error)
        }
        Err(error) => return Err(error.into()),
    };
    let shown = New::new(&web, &headers, next.unwrap_or_default()).await?;
    let again = New { email: given.email, error: Some(error.detail().to_owned()), ..shown };
    page_with(error.status(), &again)
}

pub(crate) async fn end(State(web): State<Web>, Here(desk): Here, me: SignedIn) -> Result {
    match desk.sign_out(me.agent.id, me.session.id).await {
        Ok(()) | Err(desk::Error::NotFound(_)) => leave(&web),
        Err(error) => Err(error.into()),
    }
}

/// One session as it is listed.
struct Listed {
    id: SessionId,
    browser: String,
    phone: bool,
    detail: String,
    this: bool,
}

#[derive(Template)]
#[template(path = "sessions/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    sessions: Vec<Listed>,
    saved: bool,
}

pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let mut sessions = web.desk.sessions(shell.me.id).await?;
    sessions.sort_by_key(|session| session.id != shell.session.id);
    let sessions = sessions.iter().map(|session| listed(session, &shell)).collect();
    let saved = asked(&query, "saved").is_some();
    page(&Index { shell, nav: Nav::Settings, sessions, saved })
}

pub(crate) async fn revoke(
    State(web): State<Web>,
    Here(desk): Here,
    me: SignedIn,
    At(id): At<i64>,
) -> Result {
    let id = SessionId(id);
    if id == me.session.id {
        return end(State(web), Here(desk), me).await;
    }
    desk.revoke_session(me.agent.id, id).await?;
    on_to("/settings/sessions?saved")
}

pub(crate) async fn revoke_others(Here(desk): Here, me: SignedIn) -> Result {
    desk.revoke_other_sessions(me.agent.id, me.session.id).await?;
    on_to("/settings/sessions?saved")
}

/// Lets somebody in who has just proved who they are, or leads them to what they have still to prove.
pub(crate) fn enter(web: &Web, begun: &Begun, to: &str) -> Result {
    let cookie = [(header::SET_COOKIE, access::set_cookie(web, &begun.token))];
    let next = || wording::percent_encoded(to);
    let to = match begun.needs {
        None => to.to_owned(),
        Some(Needs::Code) => format!("/sign-in/code?next={}", next()),
        Some(Needs::Factor) => format!("/sign-in/second-factor?next={}", next()),
    };
    Ok((cookie, on_to(&to)?).into_response())
}

fn leave(web: &Web) -> Result {
    let cookie = [(header::SET_COOKIE, access::clear_cookie(web))];
    Ok((cookie, on_to("/sign-in")?).into_response())
}

/// Where somebody signs in from.
pub(crate) fn origin(Ip(ip): Ip, headers: &HeaderMap) -> Origin {
    let browser = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin { browser: browser.unwrap_or_default().to_owned(), ip }
}

/// `path`, if it leads to a page of the desk. Browsers take `//` and `/\` for the beginning of
/// another host, and drop tabs and line ends wherever they are.
pub(crate) fn own_path(path: &str) -> Option<&str> {
    let elsewhere = path.starts_with("//") || path.starts_with("/\\");
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    (path.starts_with('/') && !elsewhere && plain).then_some(path)
}

/// Where to go on to after what stood between: to that page of the desk, or to Today.
pub(crate) fn onward(path: &str) -> &str {
    own_path(path).unwrap_or("/today")
}

fn listed(session: &Session, shell: &Shell) -> Listed {
    let (now, tz) = (Timestamp::now(), shell.me.tz());
    let seconds = now.duration_since(session.seen_at).as_secs();
    let this = session.id == shell.session.id;
    let detail = match seconds {
        // Use is noted every five minutes.
        _ if this || seconds < 600 => crate::t("sessions-used-now"),
        ..86_400 => crate::t("sessions-used-ago").with("time", wording::duration(seconds)),
        _ => crate::t("sessions-used-on").with("day", wording::day(session.seen_at, now, &tz)),
    };
    Listed {
        id: session.id,
        browser: browser(&session.browser),
        phone: ["iPhone", "Android"].iter().any(|name| session.browser.contains(name)),
        detail: detail.with("ip", &session.ip).to_string(),
        this,
    }
}

/// Most characters of a browser that we do not know by name.
const BROWSER_CHARS_MAX: usize = 60;

/// A browser in words, such as "Firefox on Linux". Which marks tell which browser is from MDN,
/// "Browser detection using the user agent"; later ones also say the names of earlier ones.
pub(crate) fn browser(user_agent: &str) -> String {
    let known = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|&(_, name)| name)
    };
    let name = known(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = known(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (name, system) {
        (Some(name), Some(system)) => {
            crate::t("sessions-browser").with("browser", name).with("system", system).to_string()
        }
        (Some(name), None) => name.to_owned(),
        (None, _) if user_agent.trim().is_empty() => {
            crate::t("sessions-browser-unnamed").to_string()
        }
        (None, _) => text::excerpt(user_agent, BROWSER_CHARS_MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_the_desk_are_followed() {
        for path in ["/today", "/desk?team=2", "/"] {
            assert_eq!(own_path(path), Some(path));
        }
        for path in ["", "today", "//evil.example", "/\\evil.example", "/\t/evil.example", "http:"]
        {
            assert_eq!(own_path(path), None, "{path:?}");
        }
    }

    #[test]
    fn browsers_are_named() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", "A browser without a name"),
        ] {
            assert_eq!(browser(user_agent), name);
        }
    }
}

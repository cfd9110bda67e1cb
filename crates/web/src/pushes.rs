//! The browsers in which one is told what is new while no page is open: letting one do so, seeing whether it does, and
//! taking it back.

mod notice;

use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use desk::push::Given;
use domain::{
    PushSubscriptionId, SessionId, Timestamp,
    access::Permission,
    push::{Subscription, Trouble},
};
use jiff::tz::TimeZone;
use language::{Wording, say};
use serde::Deserialize;

pub use self::notice::notices;
use crate::{
    Web,
    access::SignedIn,
    error::{Error, Result},
    form::{At, read_json},
    page::{done, nothing, page},
    sessions::browser,
    shell::Assets,
    wording,
};

/// What is said of a body that is longer than any browser's.
const TOO_LONG: &str = "This is longer than what any browser says of itself.";
/// Seconds within which something was just now.
const JUST_NOW_SECONDS: i64 = 60;

/// A browser as it is listed.
pub(crate) struct Listed {
    id: i64,
    name: String,
    detail: Wording,
    /// Whether it is the one that asks.
    this: bool,
    is_signed_in: bool,
    /// What stood in the way the last time.
    why: Option<Wording>,
}

impl Listed {
    fn new(it: Subscription, session: SessionId, now: Timestamp, tz: &TimeZone) -> Self {
        let ago = |at: Timestamp| now.duration_since(at).as_secs();
        let detail = match it.told_at {
            _ if !it.is_signed_in => say("push-signed-out"),
            None => say("push-told-never").with("day", wording::on_day(it.made_at, now, tz)),
            Some(at) if ago(at) < JUST_NOW_SECONDS => say("push-told-now"),
            Some(at) if ago(at) < 86_400 => {
                say("push-told-ago").with("time", wording::duration(ago(at)))
            }
            Some(at) => say("push-told-on").with("day", wording::on_day(at, now, tz)),
        };
        Self {
            id: it.id.0,
            name: browser(&it.browser),
            detail,
            this: it.session_id == session,
            is_signed_in: it.is_signed_in,
            why: it.trouble.map(|(trouble, answer)| why(trouble, &answer, it.next_at.is_some())),
        }
    }
}

/// What stood in the way of telling a browser, and what to do about it, or whether it is tried again.
fn why(trouble: Trouble, answer: &str, again: bool) -> Wording {
    let answer = answer.trim_end_matches('.');
    match trouble {
        Trouble::Unreachable if again => say("push-why-unreachable"),
        Trouble::Unreachable => say("push-why-unreachable-at-last"),
        Trouble::NotNow if again => say("push-why-not-now"),
        Trouble::NotNow => say("push-why-not-now-at-last"),
        Trouble::Refused => say("push-why-refused"),
        Trouble::Unreadable => say("push-why-unreadable"),
    }
    .with("answer", answer)
}

/// One's browsers, and the key that each has to let send.
#[derive(Template)]
#[template(path = "pushes/list.html")]
pub(crate) struct Browsers {
    assets: Assets,
    /// Nothing where it cannot be read.
    key: Option<String>,
    /// Whether one may make another.
    owns: bool,
    browsers: Vec<Listed>,
}

impl Browsers {
    /// Those of somebody who is signed in.
    pub(crate) async fn of(web: &Web, me: &SignedIn) -> Result<Self> {
        let (agent, session, tz) = (me.agent.id, me.session.id, me.agent.tz());
        let now = web.desk.store().now();
        let found = web.desk.store().read(move |db| store::push::of_agent(db, agent, now)).await?;
        let mut browsers: Vec<Listed> =
            found.into_iter().map(|it| Listed::new(it, session, now, &tz)).collect();
        browsers.sort_by_key(|listed| !listed.this);
        let owns = me.agent.role.may(Permission::ManageWorkspace);
        Ok(Self { assets: Assets, key: web.desk.push_key().await?, owns, browsers })
    }
}

/// One's browsers, for the page that lists them.
pub(crate) async fn index(State(web): State<Web>, me: SignedIn) -> Result {
    page(&Browsers::of(&web, &me).await?)
}

/// A browser's `PushSubscription`, as it writes itself down (W3C Push API).
#[derive(Debug, Deserialize)]
struct FromBrowser {
    endpoint: String,
    #[serde(default)]
    keys: Keys,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Keys {
    p256dh: String,
    auth: String,
}

/// Lets this browser tell what is new.
pub(crate) async fn create(State(web): State<Web>, me: SignedIn, request: Request) -> Response {
    let create = async {
        let FromBrowser { endpoint, keys } = read_json(request, &(), TOO_LONG).await?;
        let given = Given { endpoint, p256dh: keys.p256dh, auth: keys.auth };
        web.desk.tell_browser(&me.agent, me.session.id, given).await?;
        Ok(StatusCode::CREATED.into_response())
    };
    create.await.unwrap_or_else(Error::into_problem)
}

/// This browser still does, though it is signed in anew.
pub(crate) async fn keep(State(web): State<Web>, me: SignedIn, request: Request) -> Response {
    let keep = async {
        let given: FromBrowser = read_json(request, &(), TOO_LONG).await?;
        web.desk.keep_browser(&me.agent, me.session.id, &given.endpoint).await?;
        nothing()
    };
    keep.await.unwrap_or_else(Error::into_problem)
}

/// A browser tells nothing any more.
pub(crate) async fn remove(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let removed = web.desk.remove_browser(&agent, PushSubscriptionId(id)).await?;
    done(say("push-removed").with("browser", browser(&removed.browser)), None)
}

/// Makes another key that browsers have to let send, where the one that is there cannot be read.
pub(crate) async fn renew_key(State(web): State<Web>, SignedIn { agent, .. }: SignedIn) -> Result {
    web.desk.renew_push_key(&agent).await?;
    done(say("push-key-made"), None)
}

/// Tells a browser something, to see whether it arrives.
pub(crate) async fn test(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let tested = web.desk.test_browser(&agent, PushSubscriptionId(id)).await?;
    done(say("push-test-sent").with("browser", browser(&tested.browser)), None)
}

//! Webhooks, as the owner makes and changes them, and the log of what was told to each.

pub(crate) mod deliveries;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use desk::webhook::Given;
use domain::{
    Timestamp, WebhookDeliveryId, WebhookId,
    webhook::{FAILING_HOURS_MAX, Kind, OLD_SECRET_HOURS, Off, State as Stands, Webhook},
};
use jiff::tz::TimeZone;
use language::Wording;
use store::Db;

use self::deliveries::{Log, LogPart};
use crate::{
    Web,
    access::Here,
    error::Result,
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with, wants_part},
    shell::{Nav, Shell},
    wording,
};

/// Where they are.
const PLACE: &str = "/settings/webhooks";

/// How one stands: the style of its badge, its icon, its word.
type Badge = (&'static str, &'static str, Wording);

/// One in the list.
struct Listed {
    id: WebhookId,
    name: String,
    url: String,
    /// "Told of 3 things; has taken nothing yet".
    detail: String,
    badge: Badge,
}

fn badge(webhook: &Webhook) -> Badge {
    match (&webhook.off, webhook.failing_since) {
        (Some((_, Off::ByHand)), _) => ("", "moon", crate::t("webhook-off")),
        (Some(_), _) => ("badge--failed", "warning", crate::t("webhook-switched-off")),
        (None, Some(_)) => ("badge--us", "warning", crate::t("webhook-not-taken")),
        (None, None) => ("badge--closed", "check", crate::t("webhook-on")),
    }
}

/// Why one is told nothing, in words for whoever has to do something about it.
fn why_off(webhook: &Webhook, now: Timestamp, tz: &TimeZone) -> Option<(Wording, bool)> {
    let (at, why) = webhook.off?;
    let when = wording::on_day(at, now, tz);
    Some(match why {
        Off::ByHand => (crate::t("webhook-off-by-hand").with("day", when), false),
        Off::Gone => (crate::t("webhook-off-gone").with("day", when), true),
        Off::Failing => {
            let days = FAILING_HOURS_MAX / 24;
            (crate::t("webhook-off-failing").with("days", days).with("day", when), true)
        }
    })
}

#[derive(Template)]
#[template(path = "webhooks/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    webhooks: Vec<Listed>,
    /// One that was just removed, and can be brought back.
    removed: Option<(WebhookId, String)>,
    restored: bool,
}

pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let removed = asked(&query, "removed").and_then(|id| id.parse().ok()).map(WebhookId);
    let (now, tz) = (web.desk.store().now(), shell.me.tz());
    let read = move |db: &mut Db| {
        let mut webhooks = Vec::new();
        for webhook in store::webhook::all(db)? {
            let detail = match webhook.taken_at {
                None => crate::t("webhook-has-taken-nothing"),
                Some(at) => crate::t("webhook-took").with("time", on_day_at(at, now, &tz)),
            };
            webhooks.push(Listed {
                id: webhook.id,
                badge: badge(&webhook),
                detail: detail.with("count", webhook.kinds.len()).to_string(),
                name: webhook.name,
                url: webhook.url,
            });
        }
        let removed = match removed {
            Some(id) => store::webhook::find(db, id)?.filter(|it| it.removed_at.is_some()),
            None => None,
        };
        Ok::<_, desk::Error>((webhooks, removed.map(|webhook| (webhook.id, webhook.name))))
    };
    let (webhooks, removed) = web.desk.store().read(read).await?;
    let restored = asked(&query, "restored").is_some();
    page(&Index { shell, nav: Nav::Settings, webhooks, removed, restored })
}

/// A time that was: "today at 14:05".
pub(super) fn on_day_at(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    crate::t("webhook-day-at-time")
        .with("day", wording::on_day(at, now, tz))
        .with("time", wording::time(at, tz))
        .to_string()
}

// Making and changing.

/// What was filled in.
fn given(filled: Vec<(String, String)>) -> Given {
    let mut given = Given::default();
    for (key, value) in filled {
        match key.as_str() {
            "name" => given.name = value,
            "url" => given.url = value,
            "kind" => given.kinds.extend(Kind::parse(&value).filter(|kind| *kind != Kind::Test)),
            _ => {}
        }
    }
    given
}

#[derive(Template)]
#[template(path = "webhooks/form.html")]
struct Form {
    shell: Shell,
    nav: Nav,
    /// The one that is changed; none while it is new.
    id: Option<WebhookId>,
    given: Given,
    /// Whether one's own network may be gone to.
    private_too: bool,
    error: Option<String>,
}

impl Form {
    fn new(web: &Web, shell: Shell, id: Option<WebhookId>, given: Given) -> Self {
        let private_too = web.desk.has_private_webhooks();
        Self { shell, nav: Nav::Settings, id, given, private_too, error: None }
    }

    /// What can be chosen: its word, what it means, and whether it was.
    fn kinds(&self) -> [(&'static str, Wording, bool); Kind::ALL.len()] {
        Kind::ALL.map(|kind| (kind.as_str(), kind.means(), self.given.kinds.contains(&kind)))
    }

    fn refused(mut self, error: desk::Error) -> Result {
        self.error = Some(wrong(error)?);
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &self)
    }
}

pub(crate) async fn new(State(web): State<Web>, shell: Shell) -> Result {
    let kinds = vec![Kind::ConversationCreated, Kind::MessageCreated];
    page(&Form::new(&web, shell, None, Given { kinds, ..Given::default() }))
}

pub(crate) async fn create(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    Filled(filled): Filled<Vec<(String, String)>>,
) -> Result {
    let given = given(filled);
    match desk.make_webhook(&shell.me, given.clone()).await {
        Ok(id) => on_to(&format!("{PLACE}/{id}?made")),
        Err(error) => Form::new(&web, shell, None, given).refused(error),
    }
}

pub(crate) async fn edit(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let id = WebhookId(id);
    let found = web.desk.store().read(move |db| desk::webhook::find(db, id)).await?;
    let given = Given { name: found.name, url: found.url, kinds: found.kinds };
    page(&Form::new(&web, shell, Some(id), given))
}

pub(crate) async fn update(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    At(id): At<i64>,
    Filled(filled): Filled<Vec<(String, String)>>,
) -> Result {
    let (id, given) = (WebhookId(id), given(filled));
    match desk.change_webhook(&shell.me, id, given.clone()).await {
        Ok(()) => on_to(&format!("{PLACE}/{id}?saved")),
        Err(error) => Form::new(&web, shell, Some(id), given).refused(error),
    }
}

// One of them.

#[derive(Template)]
#[template(path = "webhooks/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    webhook: Webhook,
    /// What signs, unless it cannot be read.
    secret: Option<String>,
    badge: Badge,
    /// Why it is told nothing, and whether that is anybody's trouble.
    off: Option<(Wording, bool)>,
    /// Since when it takes nothing, while it is still tried.
    failing: Option<String>,
    /// Until when the secret before signs too.
    old_until: Option<String>,
    said: Option<Wording>,
    log: Log,
    /// How many were given up.
    failed: i64,
}

impl Show {
    fn read(
        db: &mut Db,
        shell: Shell,
        id: WebhookId,
        log: (bool, WebhookDeliveryId),
        now: Timestamp,
    ) -> desk::Result<Self> {
        let webhook = desk::webhook::find(db, id)?;
        let tz = shell.me.tz();
        let old = webhook.old_secret.as_ref().filter(|(_, until)| *until > now);
        let failing = webhook.failing_since.filter(|_| webhook.off.is_none());
        Ok(Self {
            nav: Nav::Settings,
            badge: badge(&webhook),
            off: why_off(&webhook, now, &tz),
            failing: failing.map(|since| on_day_at(since, now, &tz)),
            old_until: old.map(|(_, until)| wording::soon(*until, now, &tz)),
            said: None,
            secret: None,
            log: Log::read(db, id, log, now, &tz)?,
            failed: store::webhook_delivery::count(db, id, Stands::Failed)?,
            webhook,
            shell,
        })
    }
}

/// What was just done, in words.
fn said(query: &Asked) -> Option<Wording> {
    let words = [
        ("made", crate::t("webhook-said-made")),
        ("saved", crate::t("webhook-said-saved")),
        ("renewed", crate::t("webhook-said-renewed")),
        ("on", crate::t("webhook-said-on")),
    ];
    if let Some(count) = asked(query, "replayed").and_then(|count| count.parse::<i64>().ok()) {
        return Some(crate::t("webhook-said-replayed").with("count", count));
    }
    let said = words.into_iter().find(|(name, _)| asked(query, name).is_some());
    said.map(|(_, words)| words)
}

pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    headers: HeaderMap,
    query: Asked,
) -> Result {
    let (assets, now) = (shell.assets, web.desk.store().now());
    let before = asked(&query, "before").and_then(|id| id.parse().ok()).unwrap_or(i64::MAX);
    let log = (asked(&query, "troubled").is_some(), WebhookDeliveryId(before));
    let read = move |db: &mut Db| Show::read(db, shell, WebhookId(id), log, now);
    let shown = web.desk.store().read(read).await?;
    if wants_part(&headers) {
        return page(&LogPart { assets, log: shown.log });
    }
    let secret = web.desk.webhook_secrets(&shown.webhook, now).ok();
    let secret = secret.and_then(|secrets| secrets.into_iter().next());
    page(&Show { said: said(&query), secret, ..shown })
}

/// Gives it another secret.
pub(crate) async fn renew_secret(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.renew_webhook_secret(&shell.me, WebhookId(id)).await?;
    on_to(&format!("{PLACE}/{id}?renewed"))
}

/// Switches it off.
pub(crate) async fn pause(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.switch_webhook(&shell.me, WebhookId(id), false).await?;
    on_to(&format!("{PLACE}/{id}"))
}

/// Switches it on again.
pub(crate) async fn go_on(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.switch_webhook(&shell.me, WebhookId(id), true).await?;
    on_to(&format!("{PLACE}/{id}?on"))
}

/// Removes it.
pub(crate) async fn remove(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.remove_webhook(&shell.me, WebhookId(id), true).await?;
    on_to(&format!("{PLACE}?removed={id}"))
}

/// Brings it back.
pub(crate) async fn restore(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.remove_webhook(&shell.me, WebhookId(id), false).await?;
    on_to(&format!("{PLACE}?restored"))
}

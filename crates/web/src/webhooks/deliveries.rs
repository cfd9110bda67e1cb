//! What was told to webhooks: the log, one thing that was told, and telling it again.

use askama::Template;
use axum::{extract::State, http::HeaderMap};
use domain::{
    Timestamp, WebhookDeliveryId, WebhookId,
    webhook::{Attempt, Delivery, State as Stands, TRIES_MAX},
};
use jiff::{SignedDuration, tz::TimeZone};
use serde::Deserialize;
use store::Db;

use super::{Badge, PLACE, on_day_at};
use crate::{
    Web,
    error::Result,
    form::{At, Filled},
    page::{on_to, page, wants_part},
    shell::{Assets, Nav, Shell},
    wording,
};

/// Deliveries on one page of the log.
const PAGE_LENGTH: usize = 25;
/// Where one of them is.
const DELIVERIES: &str = "/settings/webhook-deliveries";

/// How one stands.
fn badge(delivery: &Delivery) -> Badge {
    match delivery.state {
        Stands::Delivered => ("badge--closed", "check", crate::t("webhook-delivery-taken")),
        Stands::Failed => ("badge--failed", "warning", crate::t("webhook-delivery-given-up")),
        Stands::Waiting if delivery.tries == 0 => {
            ("badge--customer", "clock", crate::t("webhook-delivery-on-its-way"))
        }
        Stands::Waiting => ("badge--us", "clock", crate::t("webhook-delivery-trying-again")),
    }
}

/// What comes next, or what came last, in words.
fn detail(delivery: &Delivery, last: Option<&Attempt>, now: Timestamp, tz: &TimeZone) -> String {
    let last = last.map(outcome);
    let next = delivery.next_at.filter(|_| delivery.tries > 0).map(|at| {
        if at <= now {
            crate::t("webhook-delivery-again-now").to_string()
        } else {
            let time = wording::soon(at, now, tz);
            crate::t("webhook-delivery-again").with("time", time).to_string()
        }
    });
    let tries = (delivery.tries > 0)
        .then(|| {
            let tries = crate::t("webhook-delivery-try").with("number", delivery.tries);
            tries.with("most", TRIES_MAX).to_string()
        })
        .filter(|_| delivery.state != Stands::Delivered);
    language::series([last, tries, next].into_iter().flatten())
}

/// "200 in 84 ms", or why there was no answer.
fn outcome(attempt: &Attempt) -> String {
    match (attempt.status, &attempt.error) {
        (Some(status), _) => crate::t("webhook-delivery-answered")
            .with("status", status.to_string())
            .with("ms", attempt.took_ms.to_string())
            .to_string(),
        (None, Some(error)) => error.trim_end_matches(['.', '。']).to_owned(),
        (None, None) => crate::t("webhook-delivery-no-answer").to_string(),
    }
}

/// One in the log.
pub(super) struct Row {
    pub(super) id: WebhookDeliveryId,
    pub(super) kind: &'static str,
    pub(super) when: String,
    pub(super) detail: String,
    pub(super) badge: Badge,
}

/// The log of one webhook.
pub(super) struct Log {
    pub(super) webhook: WebhookId,
    /// Whether those alone are shown that were not taken.
    pub(super) troubled: bool,
    /// Whether these are the newest: they change by themselves.
    pub(super) newest: bool,
    pub(super) rows: Vec<Row>,
    /// From where on there are more.
    pub(super) more: Option<WebhookDeliveryId>,
}

impl Log {
    pub(super) fn read(
        db: &mut Db,
        webhook: WebhookId,
        (troubled, before): (bool, WebhookDeliveryId),
        now: Timestamp,
        tz: &TimeZone,
    ) -> desk::Result<Self> {
        let limit = i64::try_from(PAGE_LENGTH + 1).unwrap_or(i64::MAX);
        let mut found = store::webhook_delivery::of_webhook(db, webhook, troubled, before, limit)?;
        let more = found.len() > PAGE_LENGTH;
        found.truncate(PAGE_LENGTH);
        let more = found.last().filter(|_| more).map(|last| last.id);
        let mut rows = Vec::new();
        for delivery in found {
            let attempts = store::webhook_delivery::attempts(db, delivery.id)?;
            rows.push(Row {
                id: delivery.id,
                kind: delivery.kind.as_str(),
                when: on_day_at(delivery.at, now, tz),
                detail: detail(&delivery, attempts.first(), now, tz),
                badge: badge(&delivery),
            });
        }
        let newest = before.0 == i64::MAX;
        Ok(Self { webhook, troubled, newest, rows, more })
    }
}

/// The log by itself.
#[derive(Template)]
#[template(path = "webhooks/log.html")]
pub(super) struct LogPart {
    pub(super) assets: Assets,
    pub(super) log: Log,
}

// One of them.

/// What came of one try.
struct Tried {
    when: String,
    outcome: String,
    /// Why the answer does not count.
    error: Option<String>,
    answer: String,
    taken: bool,
}

struct One {
    id: WebhookDeliveryId,
    webhook: (WebhookId, String),
    url: String,
    key: String,
    kind: &'static str,
    when: String,
    badge: Badge,
    /// When it is tried next.
    next: Option<String>,
    /// Whether an answer may come any moment.
    under_way: bool,
    /// Whether it can be told again.
    on: bool,
    body: String,
    tried: Vec<Tried>,
}

impl One {
    fn read(
        db: &mut Db,
        id: WebhookDeliveryId,
        now: Timestamp,
        tz: &TimeZone,
    ) -> desk::Result<Self> {
        let (delivery, webhook) = desk::webhook::find_delivery(db, id)?;
        let tried = store::webhook_delivery::attempts(db, id)?.into_iter().map(|attempt| Tried {
            when: on_day_at(attempt.at, now, tz),
            outcome: outcome(&attempt),
            taken: attempt.is_taken(),
            error: attempt.error.filter(|_| attempt.status.is_some()),
            answer: attempt.answer,
        });
        let on = webhook.off.is_none();
        Ok(Self {
            id,
            badge: badge(&delivery),
            kind: delivery.kind.as_str(),
            when: on_day_at(delivery.at, now, tz),
            next: delivery
                .next_at
                .filter(|_| delivery.tries > 0 && on)
                .map(|at| wording::soon(at, now, tz)),
            under_way: delivery.state == Stands::Waiting && delivery.tries == 0 && on,
            body: indented(&delivery.body),
            key: delivery.key,
            url: webhook.url,
            on,
            webhook: (webhook.id, webhook.name),
            tried: tried.collect(),
        })
    }
}

/// What was sent, so that a person can read it.
fn indented(body: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(body);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| body.to_owned())
}

#[derive(Template)]
#[template(path = "webhooks/delivery.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    one: One,
}

#[derive(Template)]
#[template(path = "webhooks/tries.html")]
struct TriesPart {
    assets: Assets,
    one: One,
}

pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    headers: HeaderMap,
) -> Result {
    let (now, tz) = (web.desk.store().now(), shell.me.tz());
    let read = move |db: &mut Db| One::read(db, WebhookDeliveryId(id), now, &tz);
    let one = web.desk.store().read(read).await?;
    if wants_part(&headers) {
        return page(&TriesPart { assets: shell.assets, one });
    }
    page(&Show { shell, nav: Nav::Settings, one })
}

/// Sends a test, and goes on to what comes of it.
pub(crate) async fn test(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let made = web.desk.test_webhook(&shell.me, WebhookId(id)).await?;
    on_to(&format!("{DELIVERIES}/{made}"))
}

/// Tells one thing again.
pub(crate) async fn replay(State(web): State<Web>, At(id): At<i64>) -> Result {
    web.desk.replay_delivery(WebhookDeliveryId(id)).await?;
    on_to(&format!("{DELIVERIES}/{id}"))
}

#[derive(Deserialize)]
pub(crate) struct Since {
    /// Days; all that is kept where it is none.
    #[serde(default)]
    days: String,
}

/// Tells everything again that failed since then.
pub(crate) async fn replay_failed(
    State(web): State<Web>,
    At(id): At<i64>,
    Filled(since): Filled<Since>,
) -> Result {
    let since = match since.days.parse::<i64>() {
        Ok(days) => {
            let hours = SignedDuration::from_hours(24 * days.clamp(0, 365));
            web.desk.store().now() - hours
        }
        Err(_) => Timestamp::MIN,
    };
    let count = web.desk.replay_failed(WebhookId(id), since).await?;
    on_to(&format!("{PLACE}/{id}?replayed={count}"))
}

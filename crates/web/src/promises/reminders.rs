//! Reminders in an agent's open pages: one at a time, quiet, and put away with one press.

use ::language::Wording;
use askama::Template;
use axum::extract::State;
use domain::{AgentId, PromiseId, PromiseReminderId, Timestamp, agent::Agent, promise::Step};
use store::{Db, promise_reminder::Reminder};

use super::shown::{Shown, show};
use crate::{Web, access::SignedIn, error::Result, form::At, page::page, shell::Assets};

/// Reminders that are shown at once: the latest, so that it covers nothing.
const SHOWN_MAX: usize = 1;
/// Most reminders that are looked through.
const READ_MAX: i64 = 100;

/// One reminder.
struct Reminded {
    id: i64,
    step: Step,
    /// Whether it asks to tell the customer.
    word: bool,
    promise: Shown,
}

impl Reminded {
    fn words(&self) -> Wording {
        let words = match self.step {
            Step::Late | Step::Broken => crate::t("promise-reminder-late"),
            _ if self.promise.mine => crate::t("promise-due"),
            Step::StandIn => match &self.promise.owner {
                Some(owner) => crate::t("promise-reminder-stand-in").with("name", owner),
                None => crate::t("promise-reminder-stand-in-for-nobody"),
            },
            Step::Owner | Step::Team | Step::Word => match &self.promise.owner {
                Some(owner) => crate::t("promise-reminder-at-risk").with("name", owner),
                None => crate::t("promise-reminder-at-risk-with-nobody"),
            },
        };
        words.with("due", &self.promise.due)
    }
}

#[derive(Template)]
#[template(path = "promises/reminders.html")]
struct Reminders {
    assets: Assets,
    reminders: Vec<Reminded>,
    /// How many more there are, in words.
    more: Option<Wording>,
}

/// The reminders that are for an agent now.
pub(crate) async fn reminders(State(web): State<Web>, SignedIn { agent, .. }: SignedIn) -> Result {
    now(&web, agent).await
}

async fn now(web: &Web, agent: Agent) -> Result {
    let now = web.desk.store().now();
    let found = web.desk.store().read(move |db| Reminders::read(db, &agent, now)).await?;
    page(&found)
}

/// Puts one away.
pub(crate) async fn put_away(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.put_reminder_away(&agent, PromiseReminderId(id)).await?;
    now(&web, agent).await
}

impl Reminders {
    fn read(db: &mut Db, me: &Agent, now: Timestamp) -> desk::Result<Self> {
        let agents = store::agent::all(db)?;
        let mut seen: Vec<PromiseId> = Vec::new();
        let mut found = Vec::new();
        // The latest of each promise.
        for reminder in store::promise_reminder::unseen(db, me.id, READ_MAX)? {
            if seen.contains(&reminder.promise_id) {
                continue;
            }
            let Some(promise) = store::promise::find(db, reminder.promise_id)? else { continue };
            if !concerns(&reminder, promise.owner_id, me.id) {
                continue;
            }
            seen.push(reminder.promise_id);
            let promise = show(db, promise, &agents, me, now)?;
            found.push(Reminded {
                id: reminder.id.0,
                step: reminder.step,
                word: promise.wants_word,
                promise,
            });
        }
        let more = i64::try_from(found.len().saturating_sub(SHOWN_MAX)).unwrap_or(READ_MAX);
        let more = (more > 0).then(|| crate::t("promise-reminders-more").with("count", more));
        found.truncate(SHOWN_MAX);
        Ok(Self { assets: Assets, reminders: found, more })
    }
}

/// Whether a reminder is for that agent: what has become late is its owner's, or everybody's.
fn concerns(reminder: &Reminder, owner: Option<AgentId>, me: AgentId) -> bool {
    match reminder.step {
        Step::Owner | Step::Word | Step::Late => owner.is_none_or(|owner| owner == me),
        Step::StandIn | Step::Team => true,
        Step::Broken => false,
    }
}

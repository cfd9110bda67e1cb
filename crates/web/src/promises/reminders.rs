//! Reminders in an agent's open pages: one at a time, quiet, and put away with one press.

use askama::Template;
use axum::extract::State;
use domain::{AgentId, PromiseId, PromiseReminderId, Timestamp, agent::Agent, promise::Step};
use store::{Db, promise_reminder::Reminder};

use super::shown::{Shown, show};
use crate::{Web, access::SignedIn, error::Result, form::At, page::page, shell::Assets, wording};

/// Reminders that are shown at once: the latest, so that it covers nothing.
const SHOWN_MAX: usize = 1;
/// Most reminders that are looked through.
const READ_MAX: i64 = 100;

/// One reminder.
struct Reminded {
    id: i64,
    words: String,
    /// Whether it asks to tell the customer.
    word: bool,
    promise: Shown,
}

#[derive(Template)]
#[template(path = "promises/reminders.html")]
struct Reminders {
    assets: Assets,
    reminders: Vec<Reminded>,
    /// How many more there are, in words.
    more: Option<String>,
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
                words: words(&reminder, &promise),
                word: promise.wants_word,
                promise,
            });
        }
        let more = i64::try_from(found.len().saturating_sub(SHOWN_MAX)).unwrap_or(READ_MAX);
        let more = (more > 0).then(|| wording::count(more, "more promise", "more promises"));
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

fn words(reminder: &Reminder, promise: &Shown) -> String {
    let due = &promise.due;
    let owner = promise.owner.as_deref().unwrap_or("nobody yet");
    match reminder.step {
        Step::Late | Step::Broken => format!("Was due {due}"),
        _ if promise.mine => format!("Due {due}"),
        Step::StandIn => format!("{owner} is away. Can you keep this? Due {due}"),
        _ => format!("At risk: due {due}, with {owner}"),
    }
}

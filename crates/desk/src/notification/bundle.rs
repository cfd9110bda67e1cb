//! What is new goes out in bundles: each agent is told when they want to be, and of nothing twice. What they have seen by
//! then is told no more.

use std::time::Duration;

use domain::{
    AgentId, Timestamp,
    agent::Agent,
    mail::Purpose,
    notification::{self, Bundle, Choices, KEEP_DAYS, Quiet, Way},
    schedule::Schedule,
};
use jiff::SignedDuration;
use store::{Db, Tx};

use super::{UNSEEN_MAX, choices, tell};
use crate::{
    Desk, Result,
    jobs::{Every, sleep_for},
    mail, push, schedule,
};

/// Longest that it is slept, in case the clock was set or another server died before it told.
const SLEEP_MAX: Duration = Duration::from_secs(3);
/// How long it is waited after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long a bundle waits at least for an email that was not sent yet: what it tells then is one email, not two.
const AFTER_ANOTHER: SignedDuration = SignedDuration::from_mins(1);
/// How often what was seen long ago is dropped.
const TIDY_EVERY: SignedDuration = SignedDuration::from_hours(1);

impl Desk {
    /// Tells what is new when its time has come, for as long as the desk is open.
    pub(super) async fn run_bundles(&self) {
        let tidy = &Every::new(TIDY_EVERY);
        self.at_leader(&self.to_bundle, RETRY_AFTER, "what is new was not told", || async move {
            if tidy.comes(self.store.now())
                && let Err(error) = self.forget_seen().await
            {
                tracing::error!(%error, "what was seen long ago was not dropped");
            }
            let next = self.tell_bundles().await?;
            Ok(sleep_for(self.store.now(), next).min(SLEEP_MAX))
        })
        .await;
    }

    async fn forget_seen(&self) -> Result<()> {
        self.store
            .write(|tx| {
                let before = tx.now() - SignedDuration::from_hours(24 * KEEP_DAYS);
                Ok(store::notification::forget(tx, before)?)
            })
            .await
    }

    /// Tells all whose time has come; when the next may be.
    pub(super) async fn tell_bundles(&self) -> Result<Option<Timestamp>> {
        let now = self.store.now();
        let due = self.store.read(move |db| store::notification::due(db, now)).await?;
        let has_mailer = self.mailer().is_some();
        for (agent, way) in due {
            self.store
                .write(move |tx| match way {
                    Way::Email if !has_mailer => put_off(tx, agent, way, None),
                    Way::Email if store::mail::tells(tx, agent)? => {
                        let later = tx.now() + AFTER_ANOTHER;
                        put_off(tx, agent, way, Some(later))
                    }
                    Way::Push if store::push::count(tx, agent)? == 0 => {
                        put_off(tx, agent, way, None)
                    }
                    Way::Page | Way::Email | Way::Push => look_at(tx, agent, way),
                })
                .await?;
            match way {
                Way::Page => {}
                Way::Email => self.to_mail.notify_one(),
                Way::Push => self.to_push.notify_one(),
            }
        }
        Ok(self.store.read(store::notification::next_due).await?)
    }
}

/// Looks at an agent's bundle, in the transaction that keeps what becomes of it.
fn look_at(tx: &mut Tx<'_>, id: AgentId, way: Way) -> Result<()> {
    let now = tx.now();
    let bundle = store::notification::bundle(tx, id, way)?;
    let choices = choices(tx, id)?;
    let mut untold = store::notification::untold(tx, id, bundle.told_to, UNSEEN_MAX)?;
    untold.retain(|one| choices.wants_by(way, one.kind));
    let found = store::agent::find(tx, id)?;
    let Some(agent) = found.filter(|agent| agent.deactivated_at.is_none()) else {
        return put_off(tx, id, way, None);
    };
    let hours = hours(tx, &agent, &choices)?;
    let (next, tells) = bundle.looked_at(way, now, &untold, &choices, &hours, &agent.tz());
    store::notification::set_bundle(tx, id, way, next)?;
    match way {
        _ if !tells => Ok(()),
        Way::Page => tell(tx, id),
        Way::Email => {
            let told = (bundle.told_to, next.told_to);
            let purpose = Purpose::Notifications;
            mail::queue(tx, purpose, Some(id), &agent.email, |new| new.told = Some(told)).map(drop)
        }
        Way::Push => push::queue(tx, id, (bundle.told_to, next.told_to)),
    }
}

/// Looks at an agent's bundle later, or not before something is new.
fn put_off(tx: &mut Tx<'_>, agent: AgentId, way: Way, next_at: Option<Timestamp>) -> Result<()> {
    let bundle = store::notification::bundle(tx, agent, way)?;
    Ok(store::notification::set_bundle(tx, agent, way, Bundle { next_at, ..bundle })?)
}

/// When an agent is next not left alone: at `at` itself, unless that is in their quiet hours.
pub(crate) fn opens_at(db: &mut Db, agent: AgentId, at: Timestamp) -> Result<Timestamp> {
    let Some(agent) = store::agent::find(db, agent)? else { return Ok(at) };
    let choices = choices(db, agent.id)?;
    let hours = hours(db, &agent, &choices)?;
    Ok(notification::opens_at(&hours, at))
}

/// When an agent may be told: in the hours that they chose.
fn hours(db: &mut Db, agent: &Agent, choices: &Choices) -> Result<Vec<Schedule>> {
    let mut teams = Vec::new();
    if choices.quiet == Quiet::Team {
        for team in store::team::all(db)? {
            if team.members.contains(&agent.id) {
                teams.push(schedule::of_team(db, Some(team.id))?);
            }
        }
        if teams.is_empty() {
            teams.push(schedule::of_team(db, None)?);
        }
    }
    Ok(choices.hours(teams, &agent.tz()))
}

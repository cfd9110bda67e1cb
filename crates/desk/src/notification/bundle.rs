//! What is new goes out in bundles: each agent is told when they want to be, and of nothing twice. What they have seen by
//! then is told no more.

use std::time::Duration;

use domain::{
    AgentId, Timestamp,
    agent::Agent,
    notification::{Choices, KEEP_DAYS, Quiet},
    schedule::Schedule,
};
use jiff::SignedDuration;
use store::Db;

use super::{tell, unseen};
use crate::{Desk, Result, jobs::sleep_for, schedule};

/// Longest that it is slept, in case the clock was set or another server died before it told.
const SLEEP_MAX: Duration = Duration::from_secs(3);
/// How long it is waited after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How often what was seen long ago is dropped.
const TIDY_EVERY: SignedDuration = SignedDuration::from_hours(1);

impl Desk {
    /// Tells what is new when its time has come, for as long as the desk is open.
    pub(super) async fn run_bundles(&self) {
        let mut leads = self.store.leads();
        let mut tidied: Option<Timestamp> = None;
        loop {
            if leads.wait_for(|leads| *leads).await.is_err() {
                return;
            }
            let now = self.store.now();
            let sleep = match self.tell_bundles().await {
                Ok(next) => sleep_for(now, next).min(SLEEP_MAX),
                Err(error) => {
                    tracing::error!(%error, "what is new was not told; it is tried again");
                    RETRY_AFTER
                }
            };
            if tidied.is_none_or(|last| now.duration_since(last).abs() >= TIDY_EVERY) {
                tidied = Some(now);
                let before = now - SignedDuration::from_hours(KEEP_DAYS * 24);
                let forget = self.store.write(move |tx| store::notification::forget(tx, before));
                if let Err(error) = forget.await {
                    tracing::error!(%error, "what was seen long ago was not dropped");
                }
            }
            tokio::select! {
                () = tokio::time::sleep(sleep) => {}
                () = self.to_bundle.notified() => {}
            }
        }
    }

    /// Tells all whose time has come; when the next may be.
    pub(super) async fn tell_bundles(&self) -> Result<Option<Timestamp>> {
        let now = self.store.now();
        let due = self.store.read(move |db| store::notification::due(db, now)).await?;
        for agent in due {
            self.store
                .write(move |tx| {
                    let now = tx.now();
                    if look_at(tx, agent, now)? {
                        tell(tx, agent)?;
                    }
                    Ok::<_, crate::Error>(())
                })
                .await?;
        }
        Ok(self.store.read(store::notification::next_due).await?)
    }
}

/// Looks at an agent's bundle, in the transaction that keeps what becomes of it; whether it is told now.
fn look_at(db: &mut Db, agent: AgentId, now: Timestamp) -> Result<bool> {
    let bundle = store::notification::bundle(db, agent)?;
    let (new, choices, _) = unseen(db, agent)?;
    let agent = store::agent::find(db, agent)?.filter(|agent| agent.deactivated_at.is_none());
    let Some(agent) = agent else { return Ok(false) };
    let hours = hours(db, &agent, &choices)?;
    let (next, tells) = bundle.looked_at(now, &new, &choices, &hours, &agent.tz());
    store::notification::set_bundle(db, agent.id, next)?;
    Ok(tells)
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

//! Being told: what an agent has seen of it, and what they chose. What happens becomes rows in `telling.rs`, and rows
//! become bundles in `bundle.rs`.

mod bundle;
mod telling;

use domain::{
    AgentId, ConversationId, EventId, NotificationId, NotificationSeeingId, PromiseId, Timestamp,
    agent::Agent,
    event::{Change, EventKind},
    notification::{Bundling, Choices, Kind, Notification, Quiet, own_quiet},
};
use store::{Db, Tx};

use crate::{Desk, Error, Result};

/// What begins the names under which choices are kept.
const CHOICE: &str = "told.";
/// What is kept where something is not wanted.
const OFF: &str = "off";
const BUNDLING: &str = "told.bundling";
const QUIET: &str = "told.quiet";
const SOUND: &str = "told.sound";
/// Most that is read of what somebody has not seen: more are told as this many.
pub const UNSEEN_MAX: i64 = 500;

/// What an agent chose.
pub fn choices(db: &mut Db, agent: AgentId) -> Result<Choices> {
    let kept = store::preference::of_agent(db, agent)?;
    let get = |name: &str| kept.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let off = |kind: &Kind| get(&format!("{CHOICE}{}", kind.as_str())) == Some(OFF);
    let usual = Choices::default();
    Ok(Choices {
        off: Kind::ALL.into_iter().filter(off).collect(),
        bundling: get(BUNDLING).and_then(Bundling::parse).unwrap_or(usual.bundling),
        quiet: get(QUIET).and_then(quiet_from).unwrap_or(usual.quiet),
        sound: get(SOUND) != Some(OFF),
    })
}

/// Quiet times as they are kept: `never`, or `18:00 08:00 weekend`.
fn quiet_from(kept: &str) -> Option<Quiet> {
    let mut words = kept.split(' ');
    match words.next()? {
        "never" => Some(Quiet::Never),
        from => own_quiet(from, words.next()?, words.next().is_some()).ok(),
    }
}

fn quiet_words(quiet: Quiet) -> Option<String> {
    match quiet {
        Quiet::Team => None,
        Quiet::Never => Some("never".into()),
        Quiet::Own { from, to, weekend } => {
            let weekend = if weekend { " weekend" } else { "" };
            Some(format!(
                "{}{weekend}",
                [from, to].map(|at| at.strftime("%H:%M").to_string()).join(" ")
            ))
        }
    }
}

/// What an agent has not seen and wants to be told, the newest first, and how far they were told.
pub fn unseen(db: &mut Db, agent: AgentId) -> Result<(Vec<Notification>, Choices, EventId)> {
    let choices = choices(db, agent)?;
    let mut unseen = store::notification::unseen(db, agent, UNSEEN_MAX)?;
    unseen.retain(|one| choices.wants(one.kind));
    let told = store::notification::bundle(db, agent)?.told_to;
    Ok((unseen, choices, told))
}

impl Desk {
    /// Chooses what one is told of, and when.
    pub async fn choose_notifications(&self, by: &Agent, chosen: Choices) -> Result<()> {
        let by = by.id;
        self.store
            .write(move |tx| {
                for kind in Kind::ALL {
                    let name = format!("{CHOICE}{}", kind.as_str());
                    prefer(tx, by, &name, chosen.off.contains(&kind).then_some(OFF))?;
                }
                let usual = Choices::default();
                let bundling = Some(chosen.bundling).filter(|it| *it != usual.bundling);
                prefer(tx, by, BUNDLING, bundling.map(Bundling::as_str))?;
                prefer(tx, by, QUIET, quiet_words(chosen.quiet).as_deref())?;
                prefer(tx, by, SOUND, (!chosen.sound).then_some(OFF))?;
                // What waits for its time may have another one now.
                let mut bundle = store::notification::bundle(tx, by)?;
                bundle.next_at = Some(tx.now());
                store::notification::set_bundle(tx, by, bundle)?;
                tell(tx, by)
            })
            .await?;
        self.to_bundle.notify_one();
        Ok(())
    }

    /// An agent has seen one; what it is.
    pub async fn see_notification(&self, by: &Agent, id: NotificationId) -> Result<Notification> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let found = store::notification::find(tx, id)?.filter(|one| one.agent_id == by);
                let found = found.ok_or_else(|| Error::not_found("notification"))?;
                let now = tx.now();
                if store::notification::set_seen(tx, id, now)? {
                    tell(tx, by)?;
                }
                Ok(found)
            })
            .await
    }

    /// An agent has seen all that they were to be told: how many things, and the name under which that is undone.
    pub async fn see_all_notifications(&self, by: &Agent) -> Result<(NotificationSeeingId, u64)> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let now = tx.now();
                let seen = store::notification::set_all_seen(tx, by, now)?;
                tell(tx, by)?;
                Ok(seen)
            })
            .await
    }

    /// Undoes that, but for what happened once more since; how many things are unseen again.
    pub async fn unsee_notifications(&self, by: &Agent, id: NotificationSeeingId) -> Result<u64> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let unseen = store::notification::set_unseen(tx, by, id)?;
                tell(tx, by)?;
                Ok(unseen)
            })
            .await
    }
}

fn prefer(tx: &mut Tx<'_>, agent: AgentId, name: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => Ok(store::preference::set(tx, agent, name, value)?),
        None => Ok(store::preference::remove(tx, agent, name)?),
    }
}

/// An agent looks at a conversation: what they were to be told of it is seen.
pub(crate) fn see_conversation(
    tx: &mut Tx<'_>,
    agent: AgentId,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<()> {
    if store::notification::set_conversation_seen(tx, agent, conversation, now)? > 0 {
        tell(tx, agent)?;
    }
    Ok(())
}

/// An agent has seen what they were to be told of a promise.
pub(crate) fn see_promise(
    tx: &mut Tx<'_>,
    agent: AgentId,
    promise: PromiseId,
    now: Timestamp,
) -> Result<()> {
    if store::notification::set_promise_seen(tx, agent, promise, now)? > 0 {
        tell(tx, agent)?;
    }
    Ok(())
}

/// Tells an agent's open pages.
fn tell(tx: &mut Tx<'_>, agent: AgentId) -> Result<()> {
    tx.record(Change::new(EventKind::NotificationsChanged).by(Some(agent)))?;
    Ok(())
}

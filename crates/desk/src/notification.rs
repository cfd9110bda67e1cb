//! Being told: what an agent has seen of it, and what they chose. What happens becomes rows in `telling.rs`, and rows
//! become bundles in `bundle.rs`.

mod bundle;
mod telling;

use domain::{
    AgentId, ConversationId, EventId, NotificationId, NotificationSeeingId, PromiseId, Timestamp,
    agent::Agent,
    event::{Change, EventKind},
    notification::{Bundling, Choices, Kind, Notification, Quiet, Way, own_quiet},
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
/// Kinds that are told by email, with commas between them.
const EMAIL: &str = "told.email";
const NAMED: &str = "told.email.named";
/// What is kept where something is wanted.
const ON: &str = "on";
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
        email: get(EMAIL)
            .map_or_else(Vec::new, |kept| kept.split(',').filter_map(Kind::parse).collect()),
        named: get(NAMED) == Some(ON),
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
    let told = store::notification::bundle(db, agent, Way::Page)?.told_to;
    Ok((unseen, choices, told))
}

/// What an agent has not seen and wants to be told in that way, of what came after the first event up to the second; the
/// newest first.
pub fn unseen_between(
    db: &mut Db,
    agent: AgentId,
    way: Way,
    (after, upto): (EventId, EventId),
) -> Result<(Vec<Notification>, Choices)> {
    let (mut unseen, choices, _) = unseen(db, agent)?;
    unseen.retain(|one| choices.wants_by(way, one.kind) && one.place > after && one.place <= upto);
    Ok((unseen, choices))
}

impl Desk {
    /// Chooses what one is told of, and when.
    pub async fn choose_notifications(&self, by: &Agent, chosen: Choices) -> Result<()> {
        let by = by.id;
        self.store.write(move |tx| keep_choices(tx, by, &chosen)).await?;
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

/// Keeps what an agent chose.
pub(crate) fn keep_choices(tx: &mut Tx<'_>, agent: AgentId, chosen: &Choices) -> Result<()> {
    let had_emails = !choices(tx, agent)?.email.is_empty();
    for kind in Kind::ALL {
        let name = format!("{CHOICE}{}", kind.as_str());
        prefer(tx, agent, &name, chosen.off.contains(&kind).then_some(OFF))?;
    }
    let usual = Choices::default();
    let bundling = Some(chosen.bundling).filter(|it| *it != usual.bundling);
    prefer(tx, agent, BUNDLING, bundling.map(Bundling::as_str))?;
    prefer(tx, agent, QUIET, quiet_words(chosen.quiet).as_deref())?;
    prefer(tx, agent, SOUND, (!chosen.sound).then_some(OFF))?;
    let wanted = Kind::ALL.into_iter().filter(|kind| chosen.email.contains(kind));
    let email = wanted.map(Kind::as_str).collect::<Vec<_>>().join(",");
    prefer(tx, agent, EMAIL, Some(email.as_str()).filter(|email| !email.is_empty()))?;
    prefer(tx, agent, NAMED, chosen.named.then_some(ON))?;
    // What waits for its time may have another one now.
    for way in Way::ALL {
        let mut bundle = store::notification::bundle(tx, agent, way)?;
        if way == Way::Email && !had_emails {
            // Whoever begins with it is told what comes from now on.
            bundle.told_to = store::event::last(tx)?;
        }
        bundle.next_at = Some(tx.now());
        store::notification::set_bundle(tx, agent, way, bundle)?;
    }
    tell(tx, agent)
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

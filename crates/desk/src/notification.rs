//! Being told: what an agent has seen of it, and what they chose. What happens becomes rows in `telling.rs`, and rows
//! become bundles in `bundle.rs`.

mod bundle;
mod telling;

use domain::{
    AgentId, ConversationId, EventId, NotificationId, NotificationSeeingId, PromiseId, Timestamp,
    agent::Agent,
    event::{Change, EventKind},
    notification::{Beyond, Bundling, Choices, Kind, Notification, Quiet, Way, own_quiet},
};
use store::{Db, Tx};

pub(crate) use self::bundle::opens_at;
use crate::{Desk, Error, Result};

/// What begins the names under which choices are kept.
const CHOICE: &str = "told.";
/// What is kept where something is not wanted.
const OFF: &str = "off";
const BUNDLING: &str = "told.bundling";
const QUIET: &str = "told.quiet";
const SOUND: &str = "told.sound";
/// What is kept where something is wanted.
const ON: &str = "on";
/// What is kept where nothing is wanted that would be unless somebody chose.
const NOTHING: &str = "nothing";
/// Most that is read of what somebody has not seen: more are told as this many.
pub const UNSEEN_MAX: i64 = 500;

/// What an agent chose.
pub fn choices(db: &mut Db, agent: AgentId) -> Result<Choices> {
    let kept = store::preference::of_agent(db, agent)?;
    let get = |name: &str| kept.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let off = |kind: &Kind| get(&format!("{CHOICE}{}", kind.as_str())) == Some(OFF);
    let usual = Choices::default();
    let beyond = |way: Way, usual: Beyond| {
        let kinds = get(&kinds_name(way));
        let parse = |kept: &str| kept.split(',').filter_map(Kind::parse).collect();
        Beyond { kinds: kinds.map_or(usual.kinds, parse), named: get(&named_name(way)) == Some(ON) }
    };
    Ok(Choices {
        off: Kind::ALL.into_iter().filter(off).collect(),
        bundling: get(BUNDLING).and_then(Bundling::parse).unwrap_or(usual.bundling),
        quiet: get(QUIET).and_then(quiet_from).unwrap_or(usual.quiet),
        sound: get(SOUND) != Some(OFF),
        email: beyond(Way::Email, usual.email),
        push: beyond(Way::Push, usual.push),
    })
}

/// The name under which it is kept what is told in that way: kinds, with commas between them.
fn kinds_name(way: Way) -> String {
    format!("{CHOICE}{}", way.as_str())
}

/// … and whether customers are named.
fn named_name(way: Way) -> String {
    format!("{CHOICE}{}.named", way.as_str())
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

/// … and also that of which more has happened since: whoever is told all that is new is told it with that.
pub fn begun_between(
    db: &mut Db,
    agent: AgentId,
    way: Way,
    between: (EventId, EventId),
) -> Result<(Vec<Notification>, Choices)> {
    let choices = choices(db, agent)?;
    let mut unseen = store::notification::unseen_between(db, agent, between, UNSEEN_MAX)?;
    unseen.retain(|one| choices.wants_by(way, one.kind));
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
    let had = choices(tx, agent)?;
    for kind in Kind::ALL {
        let name = format!("{CHOICE}{}", kind.as_str());
        prefer(tx, agent, &name, chosen.off.contains(&kind).then_some(OFF))?;
    }
    let usual = Choices::default();
    let bundling = Some(chosen.bundling).filter(|it| *it != usual.bundling);
    prefer(tx, agent, BUNDLING, bundling.map(Bundling::as_str))?;
    prefer(tx, agent, QUIET, quiet_words(chosen.quiet).as_deref())?;
    prefer(tx, agent, SOUND, (!chosen.sound).then_some(OFF))?;
    for way in Way::BEYOND {
        keep_beyond(tx, agent, way, chosen)?;
    }
    // What waits for its time may have another one now.
    for way in Way::ALL {
        let mut bundle = store::notification::bundle(tx, agent, way)?;
        if had.beyond(way).is_some_and(|beyond| beyond.kinds.is_empty()) {
            // Whoever begins with it is told what comes from now on.
            bundle.told_to = store::event::last(tx)?;
        }
        bundle.next_at = Some(tx.now());
        store::notification::set_bundle(tx, agent, way, bundle)?;
    }
    tell(tx, agent)
}

/// Keeps what is told in that way, where that is not the usual.
fn keep_beyond(tx: &mut Tx<'_>, agent: AgentId, way: Way, chosen: &Choices) -> Result<()> {
    let in_order = |choices: &Choices| {
        let wanted = |kind: &Kind| choices.beyond(way).is_some_and(|it| it.kinds.contains(kind));
        Kind::ALL.into_iter().filter(wanted).map(Kind::as_str).collect::<Vec<_>>().join(",")
    };
    let kinds = in_order(chosen);
    let kept = if kinds.is_empty() { NOTHING } else { &kinds };
    let is_usual = kinds == in_order(&Choices::default());
    prefer(tx, agent, &kinds_name(way), (!is_usual).then_some(kept))?;
    let named = chosen.beyond(way).is_some_and(|beyond| beyond.named);
    prefer(tx, agent, &named_name(way), named.then_some(ON))
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
pub(crate) fn tell(tx: &mut Tx<'_>, agent: AgentId) -> Result<()> {
    tx.record(Change::new(EventKind::NotificationsChanged).by(Some(agent)))?;
    Ok(())
}

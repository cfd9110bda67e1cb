//! Standards: writing, changing and retiring them, and what people say of how a contact was judged.
//!
//! Contacts are judged in the background (`judging`), from facts that are gathered from the rows (`facts`). What
//! is heard in calls is judged for its agent alone, when they look back, and counted for the team once nobody can
//! be told apart (`voice`). A first answer has them beside it while it is written (`draft`).

mod draft;
mod facts;
mod judging;
mod voice;

use domain::{
    AgentId, ContactId, ConversationId, StandardId, StandardVersionId, Timestamp,
    agent::Agent,
    event::{Change, EventKind},
    standard::{
        self, Contact, Content, Outcome, Reach, Ruling, STANDARDS_MAX, Stage, Version, Written,
        judge::judge, starter,
    },
    text,
};
use language::say;
use store::{Db, Tx};

pub(crate) use self::draft::ticks;
pub use self::draft::{Tick, at_the_start, before_first_answer};
pub(crate) use self::judging::matters;
pub(crate) use self::voice::Pools;
pub use self::voice::{Heard, TeamShare, team_share};
use crate::{Desk, Error, Result, conversation};

/// Contacts over which a new check is tried.
pub const TRIED_MAX: i64 = 100;

/// One standard with all its versions, as it stands at a time.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Its id.
    pub id: StandardId,
    /// All versions, the first first.
    pub versions: Vec<Version>,
}

impl Standard {
    /// The version that is in force, with what it says.
    pub fn in_force(&self, at: Timestamp) -> Option<(&Version, &Content)> {
        let version = standard::in_force(&self.versions, at)?;
        Some((version, version.content.as_ref()?))
    }

    /// The version that is still to come.
    pub fn coming(&self, now: Timestamp) -> Option<&Version> {
        self.versions.iter().rfind(|version| version.is_coming(now))
    }

    /// What it says, or will say: in force, else coming, else what it said last.
    pub fn content(&self, now: Timestamp) -> Option<&Content> {
        let in_force = self.in_force(now).map(|(_, content)| content);
        let coming = || self.coming(now).and_then(|version| version.content.as_ref());
        let last = || self.versions.iter().rev().find_map(|version| version.content.as_ref());
        in_force.or_else(coming).or_else(last)
    }

    /// Whether it says something, now or later.
    pub fn is_kept(&self, now: Timestamp) -> bool {
        let coming = self.coming(now).is_some_and(|version| version.content.is_some());
        coming || self.in_force(now).is_some()
    }
}

/// All standards that ever were.
pub fn all(db: &mut Db) -> Result<Vec<Standard>> {
    let mut standards: Vec<Standard> = Vec::new();
    for version in store::standard::all(db)? {
        match standards.last_mut() {
            Some(last) if last.id == version.standard_id => last.versions.push(version),
            _ => standards.push(Standard { id: version.standard_id, versions: vec![version] }),
        }
    }
    Ok(standards)
}

/// One standard.
pub fn find(db: &mut Db, id: StandardId) -> Result<Standard> {
    let versions = store::standard::versions(db, id)?;
    if versions.is_empty() {
        return Err(Error::not_found("standard"));
    }
    Ok(Standard { id, versions })
}

/// The titles of those standards that ask for what excludes a content, at `now` or later.
pub fn against(
    standards: &[Standard],
    content: &Content,
    but: Option<StandardId>,
    now: Timestamp,
) -> Vec<String> {
    let others = standards.iter().filter(|other| Some(other.id) != but);
    let mut titles: Vec<String> = others
        .flat_map(|other| {
            let coming = other.coming(now).and_then(|version| version.content.as_ref());
            other.in_force(now).map(|(_, content)| content).into_iter().chain(coming)
        })
        .filter(|other| standard::conflict(content, other))
        .map(|other| other.title.clone())
        .collect();
    titles.dedup();
    titles
}

/// How often a check would have been met, over the last contacts: tried, and kept nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tried {
    /// In how many it would have been met.
    pub met: i64,
    /// … and in how many not.
    pub not_met: i64,
    /// In how many there was no occasion.
    pub no_occasion: i64,
}

impl Tried {
    /// Over how many contacts.
    pub fn contacts(self) -> i64 {
        self.met + self.not_met + self.no_occasion
    }
}

/// What a contact has of one standard.
#[derive(Debug, Clone)]
pub struct Held {
    /// By which version.
    pub version: Version,
    /// What it says.
    pub content: Content,
    /// How it was judged; nothing where it is heard in a voice, or not judged yet.
    pub judged: Option<standard::Judged>,
    /// What a person says of it.
    pub ruling: Option<Ruling>,
}

impl Held {
    /// What holds: a person’s word before what was judged.
    pub fn outcome(&self) -> Option<Outcome> {
        let said = self.ruling.as_ref().map(|ruling| ruling.outcome);
        said.or_else(|| self.judged.as_ref().map(|judged| judged.outcome))
    }
}

/// The standards of the contact that a conversation is in, or was in last; nothing where none are in force.
pub fn of_conversation(db: &mut Db, id: ConversationId) -> Result<Option<(Contact, Vec<Held>)>> {
    let Some(contact) = store::contact::of_conversation(db, id)?.pop() else { return Ok(None) };
    let standards = all(db)?;
    let judged = store::standard_outcome::of_contact(db, contact.id)?;
    let rulings = store::standard_outcome::rulings(db, contact.id)?;
    let held = in_order(&standards, &contact)
        .into_iter()
        .map(|(version, content)| Held {
            judged: judged
                .iter()
                .find(|(by, _)| *by == version.id)
                .map(|(_, judged)| judged.clone()),
            ruling: rulings
                .iter()
                .rfind(|ruling| ruling.standard_id == version.standard_id)
                .cloned(),
            version: version.clone(),
            content: content.clone(),
        })
        .collect();
    Ok(Some((contact, held)))
}

/// The versions that a contact is judged by, in the order of a contact.
fn in_order<'s>(standards: &'s [Standard], contact: &Contact) -> Vec<(&'s Version, &'s Content)> {
    let mut found: Vec<_> = standards
        .iter()
        .filter_map(|standard| standard.in_force(contact.began_at))
        .filter(|(_, content)| content.reach.covers(contact.channel))
        .collect();
    let place = |stage| Stage::ALL.iter().position(|known| *known == stage);
    found.sort_by_key(|(_, content)| place(content.stage));
    found
}

/// What somebody says of a standard in a contact.
#[derive(Debug, Clone)]
pub struct Saying {
    /// In which contact.
    pub contact: ContactId,
    /// Of which standard.
    pub standard: StandardId,
    /// What they say.
    pub outcome: Outcome,
    /// Why; may be empty.
    pub reason: String,
}

impl Desk {
    /// Writes a new standard, which holds from now on or from a time to come.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not understood, can never be met, or would begin in the past.
    pub async fn write_standard(
        &self,
        by: &Agent,
        written: &Written,
        from: Option<Timestamp>,
    ) -> Result<StandardId> {
        let content = written.read().map_err(Error::refused)?;
        let by = by.id;
        self.store
            .write(move |tx| {
                let from = standard::effective(from, tx.now()).map_err(Error::refused)?;
                room(tx, 1)?;
                let id = begin(tx, &content, from, by)?;
                changed(tx, by)?;
                Ok(id)
            })
            .await
    }

    /// Changes a standard by a new version. Contacts that began before are judged by the one that was in force.
    pub async fn change_standard(
        &self,
        by: &Agent,
        id: StandardId,
        written: &Written,
        from: Option<Timestamp>,
    ) -> Result<()> {
        let content = written.read().map_err(Error::refused)?;
        self.add_version(by.id, id, Some(content), from).await
    }

    /// Retires a standard, now or at a time to come.
    pub async fn retire_standard(
        &self,
        by: &Agent,
        id: StandardId,
        from: Option<Timestamp>,
    ) -> Result<()> {
        self.add_version(by.id, id, None, from).await
    }

    async fn add_version(
        &self,
        by: AgentId,
        id: StandardId,
        content: Option<Content>,
        from: Option<Timestamp>,
    ) -> Result<()> {
        self.store
            .write(move |tx| {
                let now = tx.now();
                let from = standard::effective(from, now).map_err(Error::refused)?;
                let standard = find(tx, id)?;
                if standard.coming(now).is_some() {
                    return Err(Error::Conflict(say("standard-version-to-come")));
                }
                let same = standard.in_force(now).map(|(_, content)| content) == content.as_ref();
                if same {
                    return Err(Error::Conflict(match content {
                        Some(_) => say("standard-unchanged"),
                        None => say("standard-retired-already"),
                    }));
                }
                if standard.in_force(now).is_none() && content.is_some() {
                    room(tx, 1)?;
                }
                store::standard::insert_version(tx, id, content.as_ref(), from, by, now)?;
                changed(tx, by)
            })
            .await
    }

    /// Takes back the version that is still to come.
    pub async fn take_back_version(&self, by: &Agent, id: StandardVersionId) -> Result<StandardId> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let now = tx.now();
                let versions = store::standard::all(tx)?;
                let version = versions.into_iter().find(|version| version.id == id);
                let standard = version.ok_or_else(|| Error::not_found("version"))?.standard_id;
                if !store::standard::withdraw(tx, id, now)? {
                    return Err(Error::Conflict(say("standard-version-began")));
                }
                changed(tx, by)?;
                Ok(standard)
            })
            .await
    }

    /// Takes standards of the starter set, by their keys; how many. What is there already by the same title and
    /// for the same channel is left alone.
    pub async fn take_starters(&self, by: &Agent, keys: Vec<String>) -> Result<usize> {
        let by = by.id;
        let chosen: Vec<Content> = starter::ALL
            .iter()
            .filter(|starter| keys.iter().any(|key| key == starter.key))
            .map(|starter| starter.written().read().map_err(Error::refused))
            .collect::<Result<_>>()?;
        if chosen.is_empty() {
            return Err(Error::refused(say("standard-choose-one")));
        }
        self.store
            .write(move |tx| {
                let now = tx.now();
                let standards = all(tx)?;
                let there = |content: &Content| {
                    let kept = standards.iter().filter(|standard| standard.is_kept(now));
                    kept.filter_map(|standard| standard.content(now))
                        .any(|kept| kept.title == content.title && kept.reach == content.reach)
                };
                let new: Vec<&Content> = chosen.iter().filter(|content| !there(content)).collect();
                room(tx, new.len())?;
                for content in &new {
                    begin(tx, content, now, by)?;
                }
                if !new.is_empty() {
                    changed(tx, by)?;
                }
                Ok(new.len())
            })
            .await
    }

    /// Says how one sees a standard in a contact. The last word of a person holds, also when the contact is judged
    /// again. The contact’s conversation.
    pub async fn rule_on_standard(&self, by: &Agent, saying: Saying) -> Result<ConversationId> {
        let by = by.id;
        let reason = text::clean_line(&saying.reason);
        if reason.chars().count() > standard::REASON_CHARS_MAX {
            return Err(Error::refused(say("standard-long-reason")));
        }
        self.store
            .write(move |tx| {
                let (contact, content) = judged(tx, saying.contact, saying.standard)?;
                if content.check.is_voice() {
                    return Err(Error::Forbidden(say("standard-voice-is-own")));
                }
                let rulings = store::standard_outcome::rulings(tx, contact.id)?;
                let last = rulings.iter().rfind(|ruling| ruling.standard_id == saying.standard);
                let same = last.is_some_and(|last| {
                    last.agent_id == by && last.outcome == saying.outcome && last.reason == reason
                });
                if !same {
                    let now = tx.now();
                    let Saying { standard, outcome, .. } = saying;
                    store::standard_outcome::rule(
                        tx, standard, contact.id, outcome, &reason, by, now,
                    )?;
                    changed_in(tx, contact.conversation_id, Some(by))?;
                }
                Ok(contact.conversation_id)
            })
            .await
    }

    /// Takes back what one said of a standard in a contact.
    pub async fn withdraw_standard_ruling(
        &self,
        by: &Agent,
        contact: ContactId,
        standard: StandardId,
    ) -> Result<ConversationId> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let (found, _) = judged(tx, contact, standard)?;
                let now = tx.now();
                if store::standard_outcome::withdraw(tx, standard, contact, by, now)? {
                    changed_in(tx, found.conversation_id, Some(by))?;
                    return Ok(found.conversation_id);
                }
                let rulings = store::standard_outcome::rulings(tx, contact)?;
                if rulings.iter().any(|ruling| ruling.standard_id == standard) {
                    return Err(Error::Forbidden(say("standard-ruling-of-other")));
                }
                Ok(found.conversation_id)
            })
            .await
    }

    /// Tries a check on the last contacts, as they are now. Nothing of it is kept.
    pub async fn try_standard(&self, content: Content) -> Result<Tried> {
        if content.check.is_voice() {
            return Ok(Tried::default());
        }
        let now = self.store.now();
        self.store.read(move |db| tried(db, &content, now)).await
    }
}

fn tried(db: &mut Db, content: &Content, now: Timestamp) -> Result<Tried> {
    let Content { reach, role, check, .. } = content;
    let mut tried = Tried::default();
    let channel = if *reach == Reach::Any { "" } else { reach.as_str() };
    for conversation in store::contact::recent_conversations(db, channel, TRIED_MAX)? {
        let gathered = facts::gather(db, conversation, now)?;
        for (contact, facts) in gathered.iter().rev() {
            if !reach.covers(contact.channel) || tried.contacts() >= TRIED_MAX {
                continue;
            }
            match judge(check, *role, facts).outcome {
                Outcome::Met => tried.met += 1,
                Outcome::NotMet => tried.not_met += 1,
                Outcome::NoOccasion => tried.no_occasion += 1,
            }
        }
        if tried.contacts() >= TRIED_MAX {
            break;
        }
    }
    Ok(tried)
}

fn contact_of(tx: &mut Tx<'_>, id: ContactId) -> Result<Contact> {
    store::contact::find(tx, id)?.ok_or_else(|| Error::not_found("contact"))
}

/// A contact, with what a standard said when it began.
fn judged(tx: &mut Tx<'_>, contact: ContactId, id: StandardId) -> Result<(Contact, Content)> {
    let contact = contact_of(tx, contact)?;
    let standard = find(tx, id)?;
    let in_force = standard.in_force(contact.began_at).map(|(_, content)| content.clone());
    let content = in_force
        .filter(|content| content.reach.covers(contact.channel))
        .ok_or_else(|| Error::not_found("standard"))?;
    Ok((contact, content))
}

fn begin(tx: &mut Tx<'_>, content: &Content, from: Timestamp, by: AgentId) -> Result<StandardId> {
    let now = tx.now();
    let id = store::standard::insert(tx, now)?;
    store::standard::insert_version(tx, id, Some(content), from, by, now)?;
    Ok(id)
}

/// That there is room for so many more.
fn room(tx: &mut Tx<'_>, more: usize) -> Result<()> {
    let now = tx.now();
    let kept = all(tx)?.iter().filter(|standard| standard.is_kept(now)).count();
    if kept + more > STANDARDS_MAX {
        return Err(Error::refused(
            say("standard-too-many").with("kept", kept).with("most", STANDARDS_MAX),
        ));
    }
    Ok(())
}

fn changed(tx: &mut Tx<'_>, by: AgentId) -> Result<()> {
    tx.record(Change::new(EventKind::StandardsChanged).by(Some(by)))?;
    Ok(())
}

fn changed_in(tx: &mut Tx<'_>, id: ConversationId, by: Option<AgentId>) -> Result<()> {
    let conversation = conversation::find(tx, id)?;
    let change = Change::new(EventKind::StandardsChanged);
    tx.record(change.in_conversation(id, conversation.customer_id).by(by))?;
    Ok(())
}

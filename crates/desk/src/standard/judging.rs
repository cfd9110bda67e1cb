//! Judging in the background, after the reader has read, so that what an answer says is known before it is judged.

use domain::{
    ConversationId, EventId, StandardVersionId, Timestamp,
    event::{Event, EventKind},
    standard::{Contact, Content, Judged, check::Phrase, judge::judge},
};
use store::{Db, Tx};

use super::{Standard, all, changed_in, facts, in_order};
use crate::{
    Desk, Error, Result,
    follower::{Follower, Step},
};

/// Who judges.
const FOLLOWER: Follower = Follower {
    name: "standards",
    concerns: matters,
    first: |_, _| Ok(EventId(0)),
    came_to: |_, _| {},
};
/// Conversations that are written in one go.
const WRITTEN_MAX: usize = 50;
/// Of those in which somebody waits, how many are looked at in one go.
const WAITING_MAX: i64 = 500;

/// What has to be kept of one contact.
struct News {
    contact: Contact,
    outcomes: Vec<(StandardVersionId, Judged)>,
}

/// Whether a contact may be judged otherwise after it.
pub(crate) fn matters(event: &Event) -> bool {
    event.conversation_id.is_some()
        && matches!(
            event.kind,
            EventKind::MessageSent
                | EventKind::MomentsChanged
                | EventKind::ConversationOpened
                | EventKind::ConversationChanged
                | EventKind::ConversationMerged
                | EventKind::CallChanged
        )
}

/// What differs between how a conversation’s contacts are judged now and what is kept.
fn differences(
    db: &mut Db,
    standards: &[Standard],
    id: ConversationId,
    now: Timestamp,
) -> Result<Vec<News>> {
    let mut news = Vec::new();
    // What was erased stands as it stood.
    if store::conversation::find(db, id)?.is_none() {
        return Ok(news);
    }
    for (contact, facts) in facts::gather(db, id, now)? {
        let versions = in_order(standards, &contact);
        if versions.is_empty() {
            continue;
        }
        let is_new = contact.id.0 == 0;
        let kept = if is_new { None } else { store::contact::find(db, contact.id)? };
        let before = match &kept {
            Some(kept) => store::standard_outcome::of_contact(db, kept.id)?,
            None => Vec::new(),
        };
        // What is heard in a voice is judged where its agent looks back, and kept nowhere.
        let written = versions.iter().filter(|(_, content)| !content.check.is_voice());
        let outcomes: Vec<(StandardVersionId, Judged)> = written
            .map(|(version, content)| (version.id, judge(&content.check, content.role, &facts)))
            .filter(|judged| !before.contains(judged))
            .collect();
        if kept.as_ref() != Some(&contact) || !outcomes.is_empty() {
            news.push(News { contact, outcomes });
        }
    }
    Ok(news)
}

/// The conversations in which somebody waits for first words, and a standard says by when they should come.
fn waiting(db: &mut Db, standards: &[Standard]) -> Result<Vec<ConversationId>> {
    let timed = |content: &Content| {
        content.check.phrases().any(|phrase| matches!(phrase, Phrase::Within(_)))
    };
    let mut conversations: Vec<ConversationId> = Vec::new();
    for version in standards.iter().flat_map(|standard| &standard.versions) {
        if version.content.as_ref().is_some_and(timed) {
            conversations.extend(store::standard_outcome::waiting(db, version.id, WAITING_MAX)?);
        }
    }
    conversations.sort_unstable();
    conversations.dedup();
    Ok(conversations)
}

/// What differs there. Contacts that are new altogether are left to whoever follows what happens.
fn overdue(
    db: &mut Db,
    standards: &[Standard],
    conversations: &[ConversationId],
    now: Timestamp,
) -> Result<Vec<News>> {
    let mut news = Vec::new();
    for &id in conversations {
        match differences(db, standards, id, now) {
            Ok(found) => news.extend(found.into_iter().filter(|news| news.contact.id.0 != 0)),
            Err(error @ Error::Store(_)) => return Err(error),
            Err(error) => tracing::error!(%error, conversation = %id, "it was not judged"),
        }
    }
    Ok(news)
}

fn keep(tx: &mut Tx<'_>, news: Vec<News>, step: Option<Step>) -> Result<()> {
    let now = tx.now();
    let mut told: Vec<ConversationId> = Vec::new();
    for News { contact, outcomes } in news {
        let Contact { conversation_id, call_id, channel, began_at, ended_at, waited, .. } = contact;
        let id = match contact.id.0 {
            0 => store::contact::insert(tx, conversation_id, call_id, channel, began_at)?,
            _ => contact.id,
        };
        store::contact::update(tx, id, ended_at, waited)?;
        for (version, judged) in &outcomes {
            store::standard_outcome::set(tx, *version, id, judged, now)?;
        }
        if !told.contains(&conversation_id) {
            told.push(conversation_id);
        }
    }
    for conversation in told {
        changed_in(tx, conversation, None)?;
    }
    if let Some(step) = step {
        step.keep(tx)?;
    }
    Ok(())
}

impl Desk {
    /// Judges contacts, for as long as the desk is open.
    pub(crate) async fn judge_contacts(&self) {
        let judge = |desk: Self, events, step| async move { desk.judge_news(events, step).await };
        self.follow(&FOLLOWER, judge).await;
    }

    /// Judges anew where somebody waits for our first words, for a standard may say by when they should have come,
    /// and nothing happens when that passes.
    pub(crate) async fn judge_waiting(&self) -> Result<()> {
        let now = self.store.now();
        let found = self.store.read(move |db| {
            let standards = all(db)?;
            let waiting = waiting(db, &standards)?;
            let news = overdue(db, &standards, &waiting, now)?;
            Ok::<_, Error>((standards, news))
        });
        let (standards, news) = found.await?;
        let conversations: Vec<ConversationId> =
            news.iter().map(|news| news.contact.conversation_id).collect();
        if conversations.is_empty() {
            return Ok(());
        }
        // Something may have happened there meanwhile, and been judged.
        self.store
            .write(move |tx| {
                let news = overdue(tx, &standards, &conversations, now)?;
                keep(tx, news, None)
            })
            .await
    }

    /// Judges the conversations of those events, once the reader has come past them; whether something is judged
    /// otherwise now.
    async fn judge_news(&self, events: Vec<Event>, step: Step) -> Result<bool> {
        let Some(last) = events.last().map(|event| event.id) else { return Ok(false) };
        // The desk has the other end, so it stays open.
        let _ = self.read_to.subscribe().wait_for(|read_to| *read_to >= last).await;
        let mut conversations: Vec<ConversationId> = Vec::new();
        for event in &events {
            if let Some(id) = event.conversation_id.filter(|id| !conversations.contains(id)) {
                conversations.push(id);
            }
        }
        let standards = self.store.read(all).await?;
        if standards.is_empty() {
            return Ok(false);
        }
        let mut news = Vec::new();
        for id in conversations {
            let (standards, now) = (standards.clone(), self.store.now());
            match self.store.read(move |db| differences(db, &standards, id, now)).await {
                Ok(found) => news.extend(found),
                Err(error @ Error::Store(_)) => return Err(error),
                // One conversation that cannot be judged keeps no other from it.
                Err(error) => tracing::error!(%error, conversation = %id, "it was not judged"),
            }
        }
        if news.is_empty() {
            return Ok(false);
        }
        loop {
            let rest = news.split_off(news.len().min(WRITTEN_MAX));
            let step = rest.is_empty().then_some(step);
            self.store.write(move |tx| keep(tx, news, step)).await?;
            if step.is_some() {
                return Ok(true);
            }
            news = rest;
        }
    }
}

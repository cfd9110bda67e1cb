//! Merging two conversations of a customer that are about the same, and splitting one that is about two. Each can be
//! undone at any time: what moved goes back, and what came since stays where it is.

use domain::{
    ConversationId, MergeId, MessageId,
    agent::Agent,
    conversation::{Before, Conversation, Standing, State},
    event::{Change, EventKind},
    merge::{Kind, kept},
    text,
};
use language::say;
use store::{Tx, merge::New};

use crate::{
    Desk, Error, Result,
    conversation::{SUBJECT_CHARS, change_standing, find, subject_too_long},
    message::preview_of,
};

/// A message from which on a conversation is split.
#[derive(Debug, Clone)]
pub struct Splitting {
    /// The message.
    pub message: MessageId,
    /// Whether it goes alone; else with all that come after it.
    pub alone: bool,
    /// What the new conversation is about; where it is empty, the words of the message say so.
    pub subject: String,
}

impl Desk {
    /// Makes one conversation of two; which one is kept, and the merge, by which it can be undone.
    pub async fn merge(
        &self,
        by: &Agent,
        one: ConversationId,
        other: ConversationId,
    ) -> Result<(ConversationId, MergeId)> {
        let by = by.clone();
        self.store
            .write(move |tx| {
                let (one, other) = (find(tx, one)?, find(tx, other)?);
                let (kept, gone) = kept(&one, &other).map_err(Error::refused)?;
                Ok((kept.id, unite(tx, kept, gone, &by)?))
            })
            .await
    }

    /// Takes messages out of a conversation into one of their own; which that is.
    pub async fn split(&self, by: &Agent, splitting: Splitting) -> Result<ConversationId> {
        let subject = text::clean_line(&splitting.subject);
        if subject.chars().count() > text::LINE_CHARS_MAX {
            return Err(Error::refused(subject_too_long()));
        }
        let by = by.clone();
        self.store.write(move |tx| split(tx, &splitting, &subject, &by)).await
    }

    /// Undoes a merge or a split; the conversation from which, or into which, messages went back.
    pub async fn undo_merge(&self, by: &Agent, id: MergeId) -> Result<ConversationId> {
        let by = by.clone();
        let open = self
            .store
            .write(move |tx| {
                let merge = store::merge::find(tx, id)?.ok_or_else(|| Error::not_found("merge"))?;
                let now = tx.now();
                if !store::merge::set_undone(tx, id, by.id, now)? {
                    return Err(Error::Conflict(say("merge-undone-already")));
                }
                match merge.kind {
                    Kind::Merge => part(tx, &merge),
                    Kind::Split => {
                        let whole = find(tx, merge.source_id)?;
                        let part = find(tx, merge.target_id)?;
                        if whole.id == part.id {
                            return Err(Error::Conflict(say("merge-one-again-already")));
                        }
                        unite(tx, &whole, &part, &by)?;
                        Ok(whole.id)
                    }
                }
            })
            .await?;
        // What was put aside may be due by now.
        self.tell_jobs();
        Ok(open)
    }
}

/// Puts all that is in `gone` into `kept`.
fn unite(tx: &mut Tx<'_>, kept: &Conversation, gone: &Conversation, by: &Agent) -> Result<MergeId> {
    refuse_while_calling(tx, &[kept.id, gone.id])?;
    let now = tx.now();
    let (before, before_gone) = (Before::of(kept), Before::of(gone));
    let new = New {
        kind: Kind::Merge,
        source: (gone.id, before_gone),
        target: (kept.id, before),
        by: by.id,
        at: now,
    };
    let id = store::merge::insert(tx, &new)?;
    carry_drafts(tx, gone.id, kept.id)?;
    let (last, customer, agent) = store::merge::places(tx, kept.id)?;
    let (last_gone, customer_gone, agent_gone) = store::merge::places(tx, gone.id)?;
    store::merge::move_all(tx, id, gone.id, kept.id)?;
    // What nobody has read in either is still to be read.
    let unread = last > agent || last_gone > agent_gone;
    let agent = if unread { agent.min(agent_gone) } else { agent.max(agent_gone) };
    store::merge::set_places(tx, kept.id, customer.max(customer_gone), agent)?;
    if gone.last_message_at > kept.last_message_at {
        let (preview, at) = (&gone.preview, gone.last_message_at);
        store::conversation::set_last_message(tx, kept.id, preview, at)?;
    }
    let together = before.together(before_gone);
    change_standing(tx, kept, together.standing, None)?;
    change_standing(tx, gone, gone.standing.closed(), None)?;
    give(tx, kept, together)?;
    store::merge::set_merged_into(tx, gone.id, Some(kept.id))?;
    tell(tx, kept, by)?;
    tell(tx, gone, by)?;
    Ok(id)
}

/// Takes what a merge had put into a conversation out of it again.
fn part(tx: &mut Tx<'_>, merge: &domain::merge::Merge) -> Result<ConversationId> {
    let source = store::conversation::find(tx, merge.source_id)?;
    let source = source.ok_or_else(|| Error::not_found("conversation"))?;
    // All of it may have gone on into another one since.
    let target = find(tx, merge.target_id)?;
    refuse_while_calling(tx, &[target.id])?;
    store::merge::move_back(tx, merge.id, target.id, source.id)?;
    store::merge::set_merged_into(tx, source.id, None)?;
    change_standing(tx, &source, merge.source.standing, None)?;
    let (_, customer, agent) = store::merge::places(tx, target.id)?;
    let (_, customer_source, agent_source) = store::merge::places(tx, source.id)?;
    let marks = (customer.max(customer_source), agent.max(agent_source));
    store::merge::set_places(tx, source.id, marks.0, marks.1)?;
    store::merge::set_places(tx, target.id, customer, agent)?;
    refresh_last(tx, target.id)?;
    // What somebody did with it since holds.
    let together = merge.target.together(merge.source);
    if target.id == merge.target_id {
        if target.standing == together.standing {
            change_standing(tx, &target, merge.target.standing, None)?;
        }
        if (target.assignee_id, target.team_id) == (together.assignee_id, together.team_id) {
            give(tx, &target, merge.target)?;
        }
    }
    for conversation in [&source, &target] {
        let change = Change::new(EventKind::ConversationMerged);
        tx.record(change.in_conversation(conversation.id, conversation.customer_id))?;
    }
    Ok(target.id)
}

fn split(
    tx: &mut Tx<'_>,
    splitting: &Splitting,
    subject: &str,
    by: &Agent,
) -> Result<ConversationId> {
    let message =
        store::message::find(tx, splitting.message)?.ok_or_else(|| Error::not_found("message"))?;
    if message.queued() {
        return Err(Error::Conflict(say("merge-split-while-sending")));
    }
    let whole = find(tx, message.conversation_id)?;
    refuse_while_calling(tx, &[whole.id])?;
    let now = tx.now();
    let subject = match subject {
        "" => text::excerpt(&message.text, SUBJECT_CHARS),
        subject => subject.to_owned(),
    };
    let new = store::conversation::New {
        customer: whole.customer_id,
        inbox: whole.inbox_id,
        channel: whole.channel,
        subject: &subject,
        standing: Standing::opened(message.at),
        by: None,
        at: message.at,
    };
    let id = store::conversation::insert(tx, &new)?;
    let place = (message.at, message.id);
    store::merge::move_messages(tx, whole.id, id, place, splitting.alone)?;
    if store::message::newest(tx, whole.id)? == MessageId(0) {
        return Err(Error::refused(say("merge-split-nothing-left")));
    }
    let part = find(tx, id)?;
    let begun = (Before::of(&whole), Before::of(&part));
    let split = New {
        kind: Kind::Split,
        source: (whole.id, begun.0),
        target: (id, begun.1),
        by: by.id,
        at: now,
    };
    store::merge::insert(tx, &split)?;
    let (_, customer, agent) = store::merge::places(tx, whole.id)?;
    for conversation in [&whole, &part] {
        store::merge::set_places(tx, conversation.id, customer, agent)?;
        refresh_last(tx, conversation.id)?;
    }
    let standing = Standing::after(store::merge::turns(tx, id)?);
    change_standing(tx, &part, standing, None)?;
    let left = Standing::after(store::merge::turns(tx, whole.id)?);
    let left = match whole.standing.state {
        State::WaitingOnUs | State::WaitingOnCustomer => left,
        State::Snoozed => Standing { waiting_since: left.waiting_since, ..whole.standing },
        State::Closed => whole.standing,
    };
    change_standing(tx, &whole, left, None)?;
    give(tx, &part, begun.0)?;
    tell(tx, &whole, by)?;
    tell(tx, &part, by)?;
    Ok(id)
}

/// A call belongs to its conversation for as long as it lasts.
fn refuse_while_calling(tx: &mut Tx<'_>, conversations: &[ConversationId]) -> Result<()> {
    let running = store::call::running(tx)?;
    if running.iter().any(|call| conversations.contains(&call.conversation_id)) {
        return Err(Error::Conflict(say("merge-while-calling")));
    }
    Ok(())
}

/// Nobody's half-written words are lost: they come after those that are there already.
fn carry_drafts(tx: &mut Tx<'_>, from: ConversationId, to: ConversationId) -> Result<()> {
    let now = tx.now();
    for (agent, draft) in store::draft::of_conversation(tx, from)? {
        let (kind, words) = (draft.kind, draft.text);
        let there = store::draft::find(tx, to, agent, kind)?.map(|draft| draft.text);
        let both = match there.as_deref().map(str::trim_end) {
            None | Some("") => words,
            Some(there) => format!("{there}\n\n{words}"),
        };
        store::draft::save(tx, to, agent, kind, &both, now)?;
        store::draft::save(tx, from, agent, kind, "", now)?;
    }
    Ok(())
}

/// The beginning of the last message is what a list shows.
fn refresh_last(tx: &mut Tx<'_>, id: ConversationId) -> Result<()> {
    if let Some((message, words, at)) = store::merge::last_said(tx, id)? {
        let files = store::attachment::of_messages(tx, id, message, message)?.len();
        store::conversation::set_last_message(tx, id, &preview_of(&words, files), at)?;
    }
    Ok(())
}

/// Lets whoever had a conversation have it. Nobody gave it to them, so nothing is told of it.
fn give(tx: &mut Tx<'_>, conversation: &Conversation, whose: Before) -> Result<()> {
    let now = (conversation.assignee_id, conversation.team_id);
    if now != (whose.assignee_id, whose.team_id) {
        store::merge::set_whose(tx, conversation.id, whose.assignee_id, whose.team_id)?;
    }
    Ok(())
}

fn tell(tx: &mut Tx<'_>, conversation: &Conversation, by: &Agent) -> Result<()> {
    let change = Change::new(EventKind::ConversationMerged);
    let change = change.in_conversation(conversation.id, conversation.customer_id);
    tx.record(change.by(Some(by.id)))?;
    Ok(())
}

//! Reading in the background: a message is acknowledged before it is read. What is found is written in small
//! pieces, so that the one who writes is never held up by a long conversation that is read for the first time.

use std::collections::HashMap;

use domain::{
    ConversationId, CustomerId, ErasureId, EventId, MessageId, MomentId,
    event::{Change, Event, EventKind},
    moment::{MessageReading, Moment, Noticed, Source},
};
use store::Tx;
use tokio::sync::broadcast::error::RecvError;
use words::{By, Finding, Language, Reading, conversation::REACH};

use super::{Thread, side};
use crate::{
    Desk, Error, Result,
    follower::{Follower, Step},
};

/// Who notices moments.
const FOLLOWER: Follower = Follower {
    name: "moments",
    concerns: is_waited_for,
    first: |_, _| Ok(EventId(0)),
    came_to: |desk, to| {
        desk.read_to.send_replace(to);
    },
};
/// Rows that are written in one go: a few milliseconds of the writer's time.
const ROWS_MAX: usize = 200;

/// One row that a reading changes.
enum RowChange {
    Notice(MessageId, Noticed),
    Forget(MomentId),
    Read(MessageReading),
}

/// … with the conversation in which it does.
type Placed = (ConversationId, CustomerId, RowChange);

fn is_to_be_read(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::MessageSent | EventKind::NoteWritten | EventKind::ConversationMerged
    )
}

/// Whether somebody waits to be told that the reader has come past it.
fn is_waited_for(event: &Event) -> bool {
    is_to_be_read(event) || crate::standard::matters(event)
}

fn noticed(finding: &Finding) -> Noticed {
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1000")]
    let confidence_thousandths = (finding.confidence.clamp(0.0, 1.0) * 1000.0).round() as i64;
    Noticed {
        side: side(finding.by),
        what: finding.what.name().to_owned(),
        span: finding.span.clone(),
        confidence_thousandths,
        source: match finding.source {
            words::Source::Rule => Source::Rule,
            words::Source::Model => Source::Model,
        },
        reason: finding.reason.clone().into_owned(),
    }
}

fn message_reading(message_id: MessageId, reading: &Reading) -> MessageReading {
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 400")]
    let hundredths = |upset: f32| (upset * 100.0).round() as i64;
    MessageReading {
        message_id,
        foreign: match reading.language {
            Language::English => None,
            Language::Other(name) => Some(name.to_owned()),
        },
        upset_hundredths: reading.mood.map(|mood| {
            let (low, high) = mood.interval;
            (hundredths(mood.upset), hundredths(low), hundredths(high))
        }),
    }
}

/// The turns of which something may have changed since the last writing: what looks back looks no further
/// than [`REACH`], and what is told of one of our turns may move while the customer has not answered yet.
fn first_to_look_at(thread: &Thread) -> usize {
    let first = thread.written.saturating_sub(2 * REACH);
    // A run of our own turns belongs together.
    (0..first)
        .rev()
        .take_while(|&turn| thread.turns[turn].by != By::Customer)
        .last()
        .unwrap_or(first)
}

/// What has to change so that the rows say what was read.
fn differences(thread: &mut Thread, kept: &[Moment]) -> Vec<RowChange> {
    let first = first_to_look_at(thread);
    let mut found: Vec<Vec<Noticed>> = thread.readings[first..]
        .iter()
        .map(|reading| reading.findings.iter().map(noticed).collect())
        .collect();
    for (turn, finding) in thread.together() {
        if turn >= first {
            found[turn - first].push(noticed(&finding));
        }
    }
    let mut places: HashMap<MessageId, Vec<&Moment>> = HashMap::new();
    for moment in kept {
        places.entry(moment.message_id).or_default().push(moment);
    }
    let mut changes = Vec::new();
    for (turn, noticed) in (first..).zip(found) {
        let message = thread.messages[turn];
        if turn >= thread.written {
            changes.push(RowChange::Read(message_reading(message, &thread.readings[turn])));
        }
        let before = places.remove(&message).unwrap_or_default();
        // What a person named stays, and is not noticed beside it once more.
        let same = |moment: &Moment, noticed: &Noticed| {
            let (own, other) = (&moment.noticed, &noticed.span);
            own.what == noticed.what
                && (own.span == *other
                    || own.source == Source::Person
                        && own.span.start < other.end
                        && other.start < own.span.end)
        };
        for moment in before.iter().filter(|moment| moment.noticed.source != Source::Person) {
            if !noticed.iter().any(|noticed| same(moment, noticed)) {
                changes.push(RowChange::Forget(moment.id));
            }
        }
        for noticed in noticed {
            if !before.iter().any(|moment| same(moment, &noticed)) {
                changes.push(RowChange::Notice(message, noticed));
            }
        }
    }
    changes
}

/// `erased` is the last erasure before what is written was read.
fn write(
    tx: &mut Tx<'_>,
    changes: Vec<Placed>,
    step: Option<Step>,
    erased: ErasureId,
) -> Result<()> {
    let now = tx.now();
    if store::erasure::last(tx)? != erased {
        return Err(Error::Conflict(language::say("moment-customer-erased")));
    }
    let mut told: Vec<(ConversationId, CustomerId)> = Vec::new();
    for (conversation, customer, change) in changes {
        let differs = match change {
            RowChange::Notice(message, noticed) => {
                store::moment::insert(tx, message, &noticed, None, now)?
            }
            RowChange::Forget(id) => {
                store::moment::delete(tx, id)?;
                true
            }
            RowChange::Read(reading) => {
                store::moment::set_reading(tx, &reading)?;
                reading.foreign.is_some() || reading.upset_hundredths.is_some()
            }
        };
        if differs && !told.contains(&(conversation, customer)) {
            told.push((conversation, customer));
        }
    }
    for (conversation, customer) in told {
        let change = Change::new(EventKind::MomentsChanged);
        tx.record(change.in_conversation(conversation, customer))?;
    }
    if let Some(step) = step {
        step.keep(tx)?;
    }
    Ok(())
}

impl Desk {
    /// Reads what is said, for as long as the desk is open.
    pub async fn run_reader(&self) {
        tokio::join!(
            self.notice_moments(),
            self.notice_promises(),
            self.judge_contacts(),
            self.forget_merged()
        );
    }

    async fn notice_moments(&self) {
        let read = |desk: Self, events: Vec<Event>, step| async move {
            desk.read_news(&events, step).await
        };
        self.follow(&FOLLOWER, read).await;
    }

    /// Lets go of conversations that were merged or erased, wherever that was done: drafts are checked by every server.
    async fn forget_merged(&self) {
        if !self.store.is_shared() {
            return;
        }
        let gone = |event: &&Event| event.kind == EventKind::CustomerErased;
        let mut news = self.store.follow();
        loop {
            match news.recv().await {
                Ok(batch) if batch.iter().any(|event| gone(&event)) => self.threads.forget_all(),
                Ok(batch) => {
                    let merged = |event: &&Event| event.kind == EventKind::ConversationMerged;
                    for event in batch.iter().filter(merged) {
                        if let Some(id) = event.conversation_id {
                            self.threads.forget(id);
                        }
                    }
                }
                Err(RecvError::Lagged(_)) => self.threads.forget_all(),
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Reads the conversations of those events; whether there were any.
    async fn read_news(&self, events: &[Event], step: Step) -> Result<bool> {
        let mut conversations: Vec<(ConversationId, CustomerId)> = Vec::new();
        for event in events.iter().filter(|event| is_to_be_read(event)) {
            let Some(place) = event.conversation_id.zip(event.customer_id) else { continue };
            if event.kind == EventKind::ConversationMerged {
                self.threads.forget(place.0);
            }
            if !conversations.contains(&place) {
                conversations.push(place);
            }
        }
        if conversations.is_empty() {
            return Ok(false);
        }
        let erased = self.store.read(store::erasure::last).await?;
        let mut changes: Vec<Placed> = Vec::new();
        let mut written = Vec::new();
        for (conversation, customer) in conversations {
            let mut thread = match self.thread(conversation, true).await {
                Ok(thread) => thread,
                Err(error @ Error::Store(_)) => return Err(error),
                // One conversation that cannot be read keeps no other from it.
                Err(error) => {
                    tracing::error!(%error, %conversation, "a conversation could not be read");
                    continue;
                }
            };
            let Some(&first) = thread.messages[first_to_look_at(&thread)..].iter().min() else {
                continue;
            };
            let kept = self
                .store
                .read(move |db| store::moment::from_message(db, conversation, first))
                .await?;
            let count = thread.turns.len();
            let own = tokio::task::spawn_blocking(move || differences(&mut thread, &kept));
            let own = own.await.map_err(|error| std::io::Error::other(error.to_string()))?;
            changes.extend(own.into_iter().map(|change| (conversation, customer, change)));
            written.push((conversation, count));
        }
        let mut rest = changes;
        loop {
            let more = rest.split_off(rest.len().min(ROWS_MAX));
            let last = more.is_empty();
            let step = last.then_some(step);
            self.store.write(move |tx| write(tx, rest, step, erased)).await?;
            rest = more;
            if last {
                break;
            }
        }
        for (conversation, count) in written {
            let mut thread = self.thread(conversation, false).await?;
            thread.written = thread.written.max(count.min(thread.turns.len()));
        }
        Ok(true)
    }
}

//! Reading in the background: it follows the events of the store from a cursor that is kept, so that a
//! restart misses nothing and does nothing twice.
//!
//! Nobody waits for it: a message is acknowledged before it is read. What it finds is written in small
//! pieces, so that the one who writes is never held up by a long conversation that is read for the first time.

use std::{collections::HashMap, time::Duration};

use domain::{
    ConversationId, CustomerId, EventId, MessageId, MomentId,
    event::{Change, Event, EventKind},
    moment::{MessageReading, Moment, Noticed, Source},
};
use store::Tx;
use tokio::sync::broadcast::error::RecvError;
use words::{By, Finding, Language, Reading, conversation::REACH};

use super::{Thread, side};
use crate::{Desk, Error, Result};

/// Events that are looked at in one go.
const EVENTS_MAX: i64 = 500;
/// Rows that are written in one go: a few milliseconds of the writer's time.
const ROWS_MAX: usize = 200;
/// How long it waits after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// One row that a reading changes.
enum RowChange {
    Notice(MessageId, Noticed),
    Forget(MomentId),
    Read(MessageReading),
}

/// … with the conversation in which it does.
type Placed = (ConversationId, CustomerId, RowChange);

fn is_to_be_read(event: &Event) -> bool {
    matches!(event.kind, EventKind::MessageSent | EventKind::NoteWritten)
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
        let same = |moment: &Moment, noticed: &Noticed| {
            moment.noticed.what == noticed.what && moment.noticed.span == noticed.span
        };
        for moment in &before {
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

fn write(tx: &mut Tx<'_>, changes: Vec<Placed>, upto: Option<EventId>) -> Result<()> {
    let now = tx.now();
    let mut told: Vec<(ConversationId, CustomerId)> = Vec::new();
    for (conversation, customer, change) in changes {
        let differs = match change {
            RowChange::Notice(message, noticed) => {
                store::moment::insert(tx, conversation, message, &noticed, now)?
            }
            RowChange::Forget(id) => {
                store::moment::delete(tx, id)?;
                true
            }
            RowChange::Read(reading) => {
                store::moment::set_reading(tx, conversation, &reading)?;
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
    if let Some(upto) = upto {
        store::moment::set_cursor(tx, upto)?;
    }
    Ok(())
}

impl Desk {
    /// Reads what is said, for as long as the desk is open.
    pub async fn run_reader(&self) {
        tokio::join!(self.notice_moments(), self.notice_promises());
    }

    async fn notice_moments(&self) {
        // Followed from before the cursor is asked for, so that nothing falls between the two.
        let mut events = self.store.follow();
        let mut read_to = None;
        loop {
            match self.read_news(&mut read_to).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(%error, "what was said could not be read; it is tried again");
                    tokio::time::sleep(RETRY_AFTER).await;
                    continue;
                }
            }
            loop {
                match events.recv().await {
                    Ok(batch) if batch.iter().any(is_to_be_read) => break,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return,
                }
            }
        }
    }

    /// Reads the conversations of the next events; whether there may be more.
    async fn read_news(&self, read_to: &mut Option<EventId>) -> Result<bool> {
        let from = match *read_to {
            Some(from) => from,
            None => self.store.read(store::moment::cursor).await?,
        };
        let events = self.store.read(move |db| store::event::after(db, from, EVENTS_MAX)).await?;
        let Some(upto) = events.last().map(|event| event.id) else { return Ok(false) };
        let mut conversations: Vec<(ConversationId, CustomerId)> = Vec::new();
        for event in events.iter().filter(|event| is_to_be_read(event)) {
            if let Some(place) = event.conversation_id.zip(event.customer_id)
                && !conversations.contains(&place)
            {
                conversations.push(place);
            }
        }
        let mut changes: Vec<Placed> = Vec::new();
        let any = !conversations.is_empty();
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
        if any {
            let mut rest = changes;
            loop {
                let more = rest.split_off(rest.len().min(ROWS_MAX));
                let last = more.is_empty();
                let upto = last.then_some(upto);
                self.store.write(move |tx| write(tx, rest, upto)).await?;
                rest = more;
                if last {
                    break;
                }
            }
            for (conversation, count) in written {
                let mut thread = self.thread(conversation, false).await?;
                thread.written = thread.written.max(count.min(thread.turns.len()));
            }
        }
        *read_to = Some(upto);
        Ok(i64::try_from(events.len()) == Ok(EVENTS_MAX))
    }
}

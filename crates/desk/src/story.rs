//! The story so far of a customer, over all their conversations: which of the record is read for it.
//!
//! What is read has bounds, so that a conversation of thousands of messages costs no more than one of
//! two hundred: of the one at hand the first of what it is about now and the last, of the others their
//! beginnings and ends.

use std::{collections::BTreeMap, ops::Range};

use domain::{
    ConversationId, CustomerId, MessageId, Timestamp,
    message::{Author, Kind, Message},
    moment::{Ruling, contested},
    story::{self, Record, Said, Side, Sign, What},
};
use store::Db;
use words::By;

use crate::{Desk, Error, Result, reading};

/// Messages from the beginning of what a conversation is about now.
const FIRST_MAX: i64 = 20;
/// Its last messages.
const LAST_MAX: i64 = 80;
/// Other conversations of the customer's that are read, those last written in.
const OTHERS_MAX: i64 = 8;
/// Messages from their beginnings.
const OTHERS_FIRST_MAX: i64 = 4;
/// Their last messages.
const OTHERS_LAST_MAX: i64 = 8;
/// Messages of customers of which it is known how many say something again.
pub const SAID_AGAIN_OF_MAX: i64 = 1_000;
/// Bytes of the talk in which it is looked for what we asked again. Each new message has them read once
/// more, at 0.7 ms a kilobyte.
const TALK_BYTES_MAX: usize = 16_000;
/// A note and a message of more characters is read so far.
const TEXT_BYTES_MAX: usize = 4_000;

/// A story, and what the reader says of itself.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The story.
    pub story: story::Story,
    /// A language that they write and in which only questions are found, by its English name.
    pub foreign: Option<&'static str>,
}

/// Tells the story so far of a customer, for somebody who has that conversation before them.
///
/// # Errors
/// Where the store cannot be read, and for a conversation that is not there.
pub fn read(db: &mut Db, customer: CustomerId, at_hand: ConversationId) -> Result<Told> {
    let since =
        store::story::began(db, at_hand)?.ok_or_else(|| Error::not_found("conversation"))?;
    let mut found: BTreeMap<(Timestamp, MessageId), Message> = BTreeMap::new();
    let mut calls = Vec::new();
    let mut rulings = Vec::new();
    let mut others = store::conversation::of_customer(db, customer, OTHERS_MAX)?;
    others.retain(|listed| listed.conversation.id != at_hand);
    for id in others.iter().map(|listed| listed.conversation.id).chain([at_hand]) {
        let (from, first, last) = if id == at_hand {
            (since, FIRST_MAX, LAST_MAX)
        } else {
            (Timestamp::UNIX_EPOCH, OTHERS_FIRST_MAX, OTHERS_LAST_MAX)
        };
        let messages = store::message::first(db, id, from, first)?;
        for message in messages.into_iter().chain(store::message::last(db, id, None, last)?) {
            found.insert((message.at, message.id), message);
        }
        calls.extend(store::call::of_conversation(db, id, Timestamp::UNIX_EPOCH)?);
        rulings.extend(store::moment::rulings(db, id)?);
    }
    calls.sort_by_key(|call| call.asked_at);
    // What can still be taken back was not said yet.
    let messages: Vec<Message> = found.into_values().filter(|message| !message.queued()).collect();
    let (said, foreign) = said(&messages, &rulings);
    let promises = store::promise::open_of_customer(db, customer)?;
    let facts = store::customer::facts(db, customer)?;
    let story = story::tell(&Record {
        at_hand,
        since,
        said: &said,
        calls: &calls,
        promises: &promises,
        facts: &facts,
    });
    Ok(Told { story, foreign })
}

/// In how many of the last messages of customers they said something again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidAgain {
    /// In so many.
    pub again: usize,
    /// Of so many, at most [`SAID_AGAIN_OF_MAX`].
    pub messages: usize,
}

impl Desk {
    /// How often customers had to say something again since then, over all conversations.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn said_again(&self, since: Timestamp) -> Result<SaidAgain> {
        let read = move |db: &mut Db| {
            let written = store::story::customers_words(db, since, SAID_AGAIN_OF_MAX)?;
            Ok::<_, Error>((written, store::moment::rulings_on(db, words::What::Repeat.name())?))
        };
        let (written, rulings) = self.store.read(read).await?;
        let count = move || {
            let repeats = |(message, text): &&(MessageId, String)| {
                let read = reading::message(By::Customer, beginning(text));
                read.findings.iter().any(|(what, span)| {
                    *what == words::What::Repeat
                        && !contested(*message, what.name(), span, &rulings)
                })
            };
            SaidAgain { again: written.iter().filter(repeats).count(), messages: written.len() }
        };
        Ok(tokio::task::spawn_blocking(count).await.map_err(std::io::Error::other)?)
    }
}

/// What was said, read; without what somebody says is not so.
fn said(messages: &[Message], rulings: &[Ruling]) -> (Vec<Said>, Option<&'static str>) {
    let turns: Vec<(By, &str)> = messages
        .iter()
        .map(|message| {
            let by = match (message.author, message.kind) {
                (Author::Customer, _) => By::Customer,
                (Author::Agent(_), Kind::Reply) => By::Us,
                (Author::Agent(_), Kind::Note) => By::Note,
            };
            (by, beginning(&message.text))
        })
        .collect();
    let readings: Vec<_> = turns.iter().map(|(by, text)| reading::message(*by, text)).collect();
    let asked_again = asked_again(&turns);
    let customers = || turns.iter().zip(readings.iter()).filter(|((by, _), _)| *by == By::Customer);
    let foreign = customers().rev().find_map(|(_, read)| read.foreign);
    let said = messages
        .iter()
        .zip(readings.iter())
        .enumerate()
        .map(|(number, (message, read))| Said {
            conversation: message.conversation_id,
            message: message.id,
            side: match (message.author, message.kind) {
                (Author::Customer, _) => Side::Customer,
                (Author::Agent(agent), Kind::Reply) => Side::Us(agent),
                (Author::Agent(agent), Kind::Note) => Side::Note(agent),
            },
            at: message.at,
            text: beginning(&message.text).to_owned(),
            sentences: read.sentences.clone(),
            signs: read
                .findings
                .iter()
                .chain(asked_again.get(number).into_iter().flatten())
                .filter(|(what, span)| !contested(message.id, what.name(), span, rulings))
                .filter_map(|(what, span)| Some(Sign { what: sign(*what)?, span: span.clone() }))
                .collect(),
        })
        .collect();
    (said, foreign)
}

/// Where we asked for what they had told us, which only the messages together show: what was found of it in
/// each. The last of the talk are looked at, as many as [`TALK_BYTES_MAX`] hold.
fn asked_again(turns: &[(By, &str)]) -> Vec<Vec<(words::What, Range<usize>)>> {
    let mut bytes = 0;
    let fit = |(_, text): &&(By, &str)| {
        bytes += text.len();
        bytes <= TALK_BYTES_MAX
    };
    let first = turns.len() - turns.iter().rev().take_while(fit).count();
    let talk = reading::talk(&turns[first..]);
    let asked = talk.iter().map(|read| {
        let found = read.findings.iter().filter(|(what, _)| *what == words::What::AskedAgain);
        found.cloned().collect()
    });
    (0..first).map(|_| Vec::new()).chain(asked).collect()
}

/// What a finding means for the story.
fn sign(what: words::What) -> Option<What> {
    Some(match what {
        words::What::Question => What::Question,
        words::What::Repeat => What::Again,
        words::What::AskedAgain => What::AskedAgain,
        words::What::Urgency => What::Urgent,
        words::What::Alternative | words::What::Generosity => What::Offered,
        _ => return None,
    })
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_BYTES_MAX)]
}

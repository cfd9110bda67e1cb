//! The standards for a first answer, beside the draft of one: what its words have already.

use domain::{
    AgentId, MessageId, Timestamp,
    conversation::{Channel, Conversation},
    standard::{
        Content, Outcome, Role, Stage,
        check::{Mark, Phrase},
        judge::{Answer, Facts, Found, judge},
    },
};
use store::Db;
use words::Reading;

use super::all;
use crate::Result;

/// Of a draft, what is less sure than this is not there yet.
const SURE_MIN: f32 = 0.5;

/// The start standards of a channel that are in force, for who answers first.
pub fn at_the_start(db: &mut Db, channel: Channel, now: Timestamp) -> Result<Vec<Content>> {
    let standards = all(db)?;
    let start = standards.iter().filter_map(|standard| standard.in_force(now));
    Ok(start
        .map(|(_, content)| content)
        .filter(|content| content.stage == Stage::Start && content.reach.covers(channel))
        .cloned()
        .collect())
}

/// The standards for the start of a conversation that nobody has answered yet; none where somebody has.
pub fn before_first_answer(
    db: &mut Db,
    conversation: &Conversation,
    now: Timestamp,
) -> Result<Vec<Content>> {
    // What is written after a call is written in the chat.
    let channel = match conversation.channel {
        Channel::Phone => Channel::Chat,
        channel => channel,
    };
    let Some(since) = store::story::began(db, conversation.id)? else { return Ok(Vec::new()) };
    if store::story::is_answered(db, conversation.id, since)? {
        return Ok(Vec::new());
    }
    at_the_start(db, channel, now)
}

/// What a draft has of the standards for the start, as it is written; what its words do not tell is left open.
pub(crate) fn ticks(contents: &[Content], draft: Option<&Reading>, customer: &str) -> Vec<Tick> {
    let found = |reading: &Reading| {
        let sure = reading.findings.iter().filter(|finding| finding.confidence >= SURE_MIN);
        sure.filter_map(|finding| {
            let mark = Mark::ALL.iter().find(|mark| mark.name() == finding.what.name())?;
            Some(Found { mark: *mark, span: finding.span.clone() })
        })
        .collect()
    };
    let answer = Answer {
        message: MessageId(0),
        by: AgentId(0),
        read: true,
        foreign: draft.and_then(|reading| match reading.language {
            words::Language::English => None,
            words::Language::Other(name) => Some(name.to_owned()),
        }),
        found: draft.map(found).unwrap_or_default(),
    };
    let facts = Facts {
        customer_began: true,
        customer_is_named: !customer.trim().is_empty(),
        answers: vec![answer],
        ..Facts::default()
    };
    contents
        .iter()
        .map(|content| {
            let timed = |phrase| matches!(phrase, Phrase::Within(_) | Phrase::NotBefore(_));
            let told = !content.check.phrases().any(timed) && !content.check.is_voice();
            let outcome = told.then(|| judge(&content.check, Role::Anybody, &facts).outcome);
            let done = outcome.filter(|outcome| *outcome != Outcome::NoOccasion);
            Tick {
                title: content.title.clone(),
                words: content.words.clone(),
                done: done.map(|outcome| outcome == Outcome::Met),
            }
        })
        .collect()
}

/// A standard for the start beside a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// What it is called.
    pub title: String,
    /// What it means.
    pub words: String,
    /// Whether the draft has it; nothing where words do not tell.
    pub done: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_knows_every_mark_by_its_name() {
        for mark in Mark::ALL {
            assert!(words::What::named(mark.name()).is_some(), "{}", mark.name());
        }
    }
}

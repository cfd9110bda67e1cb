//! Moments: one thing noticed in a conversation, with its evidence, and what people say of it.
//!
//! What was noticed is named by the reader's word for it (`asked_again`); this crate knows no reader.

use std::ops::Range;

use jiff::Timestamp;

use crate::{AgentId, ConversationId, MessageId, MomentId, MomentRulingId};

/// Whose words show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// An agent's, to the customer.
    Us,
    /// The customer's.
    Customer,
    /// One of us, to one of us.
    Note,
}

impl Side {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Customer => "customer",
            Self::Note => "note",
        }
    }

    /// The side of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Us, Self::Customer, Self::Note].into_iter().find(|side| side.as_str() == word)
    }
}

/// What says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A rule that can be read.
    Rule,
    /// A linear model.
    Model,
    /// Somebody of the team.
    Person,
}

impl Source {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Model => "model",
            Self::Person => "person",
        }
    }

    /// The source of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Rule, Self::Model, Self::Person].into_iter().find(|source| source.as_str() == word)
    }
}

/// What somebody says of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is so.
    So,
    /// It is not so: it moves no trust and is shown as contested.
    NotSo,
}

impl Verdict {
    /// The words that are stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::So => "so",
            Self::NotSo => "not so",
        }
    }

    /// The verdict of those words.
    pub fn parse(words: &str) -> Option<Self> {
        [Self::So, Self::NotSo].into_iter().find(|verdict| verdict.as_str() == words)
    }
}

/// A person's word on a moment. It is kept by what it is about, and not by the moment's row, so that it holds
/// when the conversation is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Its id.
    pub id: MomentRulingId,
    /// Of something in which message.
    pub message_id: MessageId,
    /// What was noticed there, by the reader's word.
    pub what: String,
    /// Where, in bytes of the message.
    pub span: Range<usize>,
    /// What they say.
    pub verdict: Verdict,
    /// Who.
    pub agent_id: AgentId,
    /// When.
    pub at: Timestamp,
}

/// Something that a reading of a message shows, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// Whose words show it.
    pub side: Side,
    /// What, by the reader's word.
    pub what: String,
    /// The bytes of the message that show it, on character boundaries.
    pub span: Range<usize>,
    /// How sure, in thousandths: the share of moments like this that a careful reader would confirm.
    pub confidence_thousandths: i64,
    /// What says so.
    pub source: Source,
    /// Why, in a few words.
    pub reason: String,
}

/// One thing noticed in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its id.
    pub id: MomentId,
    /// In which conversation.
    pub conversation_id: ConversationId,
    /// In which message.
    pub message_id: MessageId,
    /// What is noticed, and where.
    pub noticed: Noticed,
    /// When it was noticed.
    pub noticed_at: Timestamp,
}

impl Ruling {
    /// Whether it is about that moment: the same thing in words of the same message that touch.
    pub fn is_about(&self, moment: &Moment) -> bool {
        let (one, other) = (&self.span, &moment.noticed.span);
        self.message_id == moment.message_id
            && self.what == moment.noticed.what
            && (one == other || one.start < other.end && other.start < one.end)
    }
}

/// The ruling that holds for a moment: the last of those that are about it. `rulings` are in the order in
/// which they were made, without those that were taken back.
pub fn holding<'r>(moment: &Moment, rulings: &'r [Ruling]) -> Option<&'r Ruling> {
    rulings.iter().rev().find(|ruling| ruling.is_about(moment))
}

/// How a message was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageReading {
    /// Which message.
    pub message_id: MessageId,
    /// The language that it is in, by its English name, where that is none that the reader judges.
    pub foreign: Option<String>,
    /// How upset the customer's words sound, in hundredths from 0 to 400, and the interval in which four of
    /// five careful readers would say; nothing for words of ours.
    pub upset_hundredths: Option<(i64, i64, i64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(what: &str, span: Range<usize>) -> Moment {
        Moment {
            id: MomentId(1),
            conversation_id: ConversationId(1),
            message_id: MessageId(7),
            noticed: Noticed {
                side: Side::Us,
                what: what.to_owned(),
                span,
                confidence_thousandths: 900,
                source: Source::Rule,
                reason: String::new(),
            },
            noticed_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn ruling(id: i64, what: &str, span: Range<usize>, verdict: Verdict) -> Ruling {
        Ruling {
            id: MomentRulingId(id),
            message_id: MessageId(7),
            what: what.to_owned(),
            span,
            verdict,
            agent_id: AgentId(1),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_ruling_holds_for_what_it_is_about_and_the_last_one_wins() {
        let rulings = [
            ruling(1, "blame", 0..10, Verdict::NotSo),
            ruling(2, "blame", 4..8, Verdict::So),
            ruling(3, "hurry", 0..10, Verdict::NotSo),
            ruling(4, "label", 5..5, Verdict::NotSo),
        ];
        for (what, span, expected) in [
            ("blame", 0..10, Some(2)),
            // Read again, a little wider.
            ("blame", 7..20, Some(2)),
            ("blame", 8..20, Some(1)),
            ("blame", 10..20, None),
            ("hurry", 9..10, Some(3)),
            ("label", 5..5, Some(4)),
            ("jargon", 0..10, None),
        ] {
            let moment = moment(what, span.clone());
            let found = holding(&moment, &rulings).map(|ruling| ruling.id.0);
            assert_eq!(found, expected, "{what} {span:?}");
        }
    }

    #[test]
    fn words_that_are_stored_are_read_again() {
        for side in [Side::Us, Side::Customer, Side::Note] {
            assert_eq!(Side::parse(side.as_str()), Some(side));
        }
        for source in [Source::Rule, Source::Model, Source::Person] {
            assert_eq!(Source::parse(source.as_str()), Some(source));
        }
        for verdict in [Verdict::So, Verdict::NotSo] {
            assert_eq!(Verdict::parse(verdict.as_str()), Some(verdict));
        }
    }
}

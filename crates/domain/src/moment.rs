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
    /// Who named it, where a person did.
    pub named_by: Option<AgentId>,
    /// When it was noticed.
    pub noticed_at: Timestamp,
}

impl Ruling {
    /// Whether it is about that moment: the same thing in words of the same message that touch.
    pub fn is_about(&self, moment: &Moment) -> bool {
        self.is_about_words(moment.message_id, &moment.noticed.what, &moment.noticed.span)
    }

    fn is_about_words(&self, message: MessageId, what: &str, span: &Range<usize>) -> bool {
        let one = &self.span;
        self.message_id == message
            && self.what == what
            && (one == span || one.start < span.end && span.start < one.end)
    }
}

/// The ruling that holds for a moment: the last of those that are about it. `rulings` are in the order in
/// which they were made, without those that were taken back.
pub fn holding<'r>(moment: &Moment, rulings: &'r [Ruling]) -> Option<&'r Ruling> {
    rulings.iter().rev().find(|ruling| ruling.is_about(moment))
}

/// Whether somebody says that what is noticed in those words of a message is not so; `rulings` as for
/// [`holding`].
pub fn contested(message: MessageId, what: &str, span: &Range<usize>, rulings: &[Ruling]) -> bool {
    let last = rulings.iter().rev().find(|ruling| ruling.is_about_words(message, what, span));
    last.is_some_and(|ruling| ruling.verdict == Verdict::NotSo)
}

/// Where words stand in a text, in its bytes: the `nth` time, from 0 on, or else the first. White space is all one,
/// for a page breaks lines where it likes; and whoever selects words may take some of it along.
pub fn place_of(text: &str, words: &str, nth: usize) -> Option<Range<usize>> {
    let (text, places) = on_one_line(text);
    let (words, _) = on_one_line(words);
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let found: Vec<usize> = text.match_indices(words).map(|(at, _)| at).collect();
    let start = *found.get(nth).or(found.first())?;
    Some(places[start]..places[start + words.len() - 1] + 1)
}

/// A text with each run of white space as one space, and for each of its bytes where that stood before.
fn on_one_line(text: &str) -> (String, Vec<usize>) {
    let (mut line, mut places) = (String::new(), Vec::new());
    for (at, c) in text.char_indices() {
        if !c.is_whitespace() {
            line.push(c);
            places.extend(at..at + c.len_utf8());
        } else if !line.ends_with(' ') {
            line.push(' ');
            places.push(at);
        }
    }
    (line, places)
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
            named_by: None,
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
    fn words_are_found_where_they_stand() {
        let text = "No, no.  I am\nsorry — no,\u{A0}really: “no”.";
        for (words, nth, found) in [
            ("I am sorry", 0, Some("I am\nsorry")),
            ("  I am\n sorry ", 0, Some("I am\nsorry")),
            ("sorry — no, really", 0, Some("sorry — no,\u{A0}really")),
            ("“no”", 0, Some("“no”")),
            ("", 0, None),
            (" \n", 0, None),
            ("never", 0, None),
            ("NO", 0, None),
        ] {
            let place = place_of(text, words, nth);
            assert_eq!(place.map(|place| &text[place]), found, "{words:?}");
        }
        let starts = [0, 1, 2, 3].map(|nth| place_of(text, "no", nth).map(|place| place.start));
        let (second, third) = (text.find("no, ").or(text.find("no,")), text.rfind("no"));
        assert_eq!(starts, [Some(4), second, third, Some(4)]);
    }

    proptest::proptest! {
        #[test]
        fn what_is_found_are_those_words(text in "\\PC{0,30}[ \n]{0,3}\\PC{0,10}", from in 0_usize..20, many in 1_usize..9) {
            let words: String = text.chars().skip(from).take(many).collect();
            if let Some(place) = place_of(&text, &words, 0) {
                let squeezed = |text: &str| on_one_line(text).0.trim().to_owned();
                proptest::prop_assert_eq!(squeezed(&text[place]), squeezed(&words));
            }
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

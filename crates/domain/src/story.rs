//! The story so far: what somebody wants, what they told us, what was tried, what we promised and
//! what matters to them, so that nobody has to tell it twice. Built by rules from what was said,
//! each line with the place that it comes from.

mod ask;
mod repeat;

use std::ops::Range;

use jiff::Timestamp;

use crate::{
    AgentId, CallId, ConversationId, FactId, MessageId, PromiseId,
    call::{Call, Reason, State},
    customer::Fact,
    promise::Promise,
    text::excerpt,
};

pub use self::repeat::Repeat;

/// Lines that are shown before one unfolds the rest.
pub const SHORT_LINES: usize = 6;
/// Most lines in all.
pub const LINES_MAX: usize = 24;
/// Most characters of somebody's words in a line.
pub const QUOTE_CHARS: usize = 140;
/// Fewer words do not say why it is urgent: "that was quick".
const URGENT_WORDS_MIN: usize = 6;
/// Most lines of one kind.
const OF_A_KIND_MAX: usize = 4;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The customer.
    Customer,
    /// One of us, to the customer.
    Us(AgentId),
    /// One of us, in a note.
    Note(AgentId),
}

/// What was noticed in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// A question.
    Question,
    /// The customer says that they have to say it again.
    Again,
    /// We ask for what they told us already.
    AskedAgain,
    /// It is urgent, and why.
    Urgent,
    /// We offer a way, or something of our own accord.
    Offered,
}

/// One thing noticed, with the bytes of the text that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// What.
    pub what: What,
    /// Where, on character boundaries.
    pub span: Range<usize>,
}

/// A message or a note, with what was noticed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where.
    pub conversation: ConversationId,
    /// Which.
    pub message: MessageId,
    /// Who.
    pub side: Side,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: String,
    /// The sentences of what is its writer's own: no quotes, no signatures.
    pub sentences: Vec<Range<usize>>,
    /// What was noticed.
    pub signs: Vec<Sign>,
}

impl Said {
    /// The sentences as words; what lies outside of the text is left out.
    fn sentences(&self) -> impl Iterator<Item = (&Range<usize>, &str)> {
        self.sentences.iter().filter_map(|span| Some((span, self.text.get(span.clone())?.trim())))
    }

    /// Whether something of that kind was noticed in those bytes.
    fn shows(&self, what: What, within: &Range<usize>) -> bool {
        let overlaps = |sign: &&Sign| sign.span.start < within.end && within.start < sign.span.end;
        self.signs.iter().filter(|sign| sign.what == what).any(|sign| overlaps(&sign))
    }

    /// The sentence in which something of that kind was noticed first.
    fn sentence_of(&self, what: What) -> Option<&str> {
        self.sentences().find(|(span, _)| self.shows(what, span)).map(|(_, words)| words)
    }

    fn place(&self) -> Source {
        Source::Message(self.conversation, self.message)
    }
}

/// What a line of the story says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What they asked for first.
    Asked,
    /// What they ask now, where that is something else.
    AsksNow,
    /// They had to say it again.
    SaidAgain,
    /// We asked for what they had told us.
    AskedAgain,
    /// What we promised and have still to do.
    Promised,
    /// Why it is urgent.
    Urgent,
    /// What is worth remembering about them.
    Matters,
    /// What they tried.
    TheyTried,
    /// What we tried.
    WeTried,
    /// What we offered.
    WeOffered,
    /// Numbers and addresses that they gave.
    Told,
    /// A call, and how it ended.
    Called,
}

/// Where a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A message or a note.
    Message(ConversationId, MessageId),
    /// A call.
    Call(ConversationId, CallId),
    /// A promise.
    Promise(ConversationId, PromiseId),
    /// Something that was written down about the customer.
    Fact(FactId),
}

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub kind: Kind,
    /// Somebody's own words, in one line and not too long; for a call, nothing.
    pub words: String,
    /// Where it comes from.
    pub source: Source,
    /// When that was; of a promise, when it is due.
    pub at: Timestamp,
    /// Which of us it was, if it was one of us.
    pub by: Option<AgentId>,
}

/// What the story is made of.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The conversation that is open now.
    pub at_hand: ConversationId,
    /// When what it is about now began: the customer's first words, or their first since it was
    /// closed the last time.
    pub since: Timestamp,
    /// What was said in all of their conversations, the oldest first.
    pub said: &'a [Said],
    /// Their calls, the oldest first.
    pub calls: &'a [Call],
    /// Promises that are still to be kept, the next due first.
    pub promises: &'a [Promise],
    /// What is worth remembering.
    pub facts: &'a [Fact],
}

/// The story so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Story {
    /// Its lines: the first [`SHORT_LINES`] are shown, the others on demand.
    pub lines: Vec<Line>,
    /// Where the customer had to say something again, the oldest first.
    pub repeats: Vec<Repeat>,
}

/// The story, from the record alone.
pub fn tell(record: &Record<'_>) -> Story {
    let repeats = repeat::find(record.said);
    let mut lines = Vec::new();
    let (asked, now) = ask::find(record);
    lines.extend(now);
    lines.extend(asked);
    lines.extend(repeats.iter().rev().take(OF_A_KIND_MAX).map(|repeat| Line {
        kind: Kind::SaidAgain,
        words: repeat.words.clone(),
        source: Source::Message(repeat.conversation, repeat.message),
        at: repeat.at,
        by: None,
    }));
    lines.extend(promised(record.promises));
    lines.extend(of_sentences(record, Kind::Urgent));
    lines.extend(of_sentences(record, Kind::AskedAgain));
    lines.extend(calls(record.calls));
    for kind in [Kind::TheyTried, Kind::WeTried, Kind::WeOffered, Kind::Told] {
        lines.extend(of_sentences(record, kind));
    }
    lines.extend(matters(record.facts));
    Story { lines: in_order(lines), repeats }
}

/// The lines in the order in which they are shown: of each kind the first, by what helps most at
/// the beginning of a contact; then the rest.
fn in_order(lines: Vec<Line>) -> Vec<Line> {
    /// What one wants to know first.
    const FIRST: [Kind; 12] = [
        Kind::Asked,
        Kind::AsksNow,
        Kind::SaidAgain,
        Kind::Promised,
        Kind::Urgent,
        Kind::Matters,
        Kind::TheyTried,
        Kind::WeTried,
        Kind::AskedAgain,
        Kind::WeOffered,
        Kind::Called,
        Kind::Told,
    ];
    let place = |line: &Line| FIRST.iter().position(|kind| *kind == line.kind);
    let mut ordered: Vec<(usize, Option<usize>, Line)> = Vec::with_capacity(lines.len());
    for line in lines {
        let before = ordered.iter().filter(|(.., other)| other.kind == line.kind).count();
        ordered.push((before, place(&line), line));
    }
    ordered.sort_by_key(|(nth, place, _)| (*nth, *place));
    // The first few are chosen by turns; then each part is put into the order of the kinds.
    let mut shown: Vec<_> =
        ordered.into_iter().take(LINES_MAX).map(|(_, p, line)| (p, line)).collect();
    let short = shown.len().min(SHORT_LINES);
    shown[..short].sort_by_key(|(place, _)| *place);
    shown[short..].sort_by_key(|(place, _)| *place);
    shown.into_iter().map(|(_, line)| line).collect()
}

fn promised(promises: &[Promise]) -> impl Iterator<Item = Line> + '_ {
    promises.iter().filter(|promise| promise.is_open()).take(OF_A_KIND_MAX).map(|promise| Line {
        kind: Kind::Promised,
        words: excerpt(&promise.what, QUOTE_CHARS),
        source: Source::Promise(promise.conversation_id, promise.id),
        at: promise.due_at,
        by: promise.owner_id,
    })
}

fn matters(facts: &[Fact]) -> impl Iterator<Item = Line> + '_ {
    facts.iter().rev().take(OF_A_KIND_MAX).map(|fact| Line {
        kind: Kind::Matters,
        words: excerpt(&fact.text, QUOTE_CHARS),
        source: Source::Fact(fact.id),
        at: fact.created_at,
        by: Some(fact.agent_id),
    })
}

/// Calls that are over. Those to which nobody came are told first: that is what the caller has in mind.
fn calls(calls: &[Call]) -> Vec<Line> {
    let over = calls.iter().rev().filter(|call| call.state() == State::Ended);
    let told = |call: &&Call| {
        call.answered_at.is_some()
            || matches!(call.reason, Some(Reason::Unanswered | Reason::Customer | Reason::Lost))
    };
    let mut found: Vec<&Call> = over.filter(told).collect();
    found.sort_by_key(|call| call.answered_at.is_some());
    let line = |call: &Call| Line {
        kind: Kind::Called,
        words: String::new(),
        source: Source::Call(call.conversation_id, call.id),
        at: call.asked_at,
        by: call.answered_at.and(call.agent_id),
    };
    found.into_iter().take(OF_A_KIND_MAX).map(line).collect()
}

/// Lines that are sentences of one kind, the newest first, each of its words once.
fn of_sentences(record: &Record<'_>, kind: Kind) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    for said in record.said.iter().rev() {
        for (span, words) in said.sentences() {
            let fits = match (kind, said.side) {
                (Kind::Urgent, Side::Customer) => {
                    let long = words.split_whitespace().count() >= URGENT_WORDS_MIN;
                    let asks = said.shows(What::Question, span);
                    said.at >= record.since && long && !asks && said.shows(What::Urgent, span)
                }
                (Kind::AskedAgain, Side::Us(_)) => said.shows(What::AskedAgain, span),
                (Kind::WeOffered, Side::Us(_)) => {
                    said.shows(What::Offered, span) && !ask::asks_back(words)
                }
                (Kind::TheyTried, Side::Customer)
                | (Kind::WeTried, Side::Us(_) | Side::Note(_)) => {
                    ask::tells_of_a_try(words) && !said.shows(What::Question, span)
                }
                (Kind::Told, Side::Customer) => ask::gives_a_number(words),
                _ => false,
            };
            let words = excerpt(words, QUOTE_CHARS);
            if !fits || found.iter().any(|line| line.words == words) {
                continue;
            }
            found.push(Line {
                kind,
                words,
                source: said.place(),
                at: said.at,
                by: match said.side {
                    Side::Customer => None,
                    Side::Us(agent) | Side::Note(agent) => Some(agent),
                },
            });
            if found.len() == OF_A_KIND_MAX {
                return found;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;

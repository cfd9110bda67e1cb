//! The story so far, at the top of a conversation: each line with the place that it comes from.

use askama::Template;
use domain::{
    AgentId, ConversationId, CustomerId, MessageId, Timestamp,
    agent::Agent,
    conversation::Conversation,
    story::{Kind, Line, Repeat, SHORT_LINES, Source},
    text::excerpt,
};
use jiff::tz::TimeZone;
use language::{Wording, say};
use store::Db;

use crate::{
    shell::Assets,
    wording::{self, Day},
};

/// Most characters of first words that are shown.
const FIRST_WORDS_CHARS: usize = 90;

/// A line of the story as a page shows it.
pub(crate) struct Told {
    /// What it says, before the words: "They ask".
    pub(crate) lead: Wording,
    pub(crate) icon: &'static str,
    /// Somebody's own words.
    pub(crate) words: String,
    /// Whether the words are somebody's, or ours about it.
    pub(crate) quoted: bool,
    /// Who and when: "Jonas, Tuesday".
    pub(crate) about: String,
    pub(crate) href: String,
    /// What they had said before, where it is, and when.
    pub(crate) before: Option<Before>,
}

/// What a customer had said before they had to say it again.
#[derive(Clone)]
pub(crate) struct Before {
    pub(crate) words: String,
    pub(crate) href: String,
    pub(crate) when: String,
}

/// The mark at a message in which a customer had to say something again.
pub(crate) struct Mark {
    /// What they had said, where that was found.
    pub(crate) before: Option<Before>,
}

/// First words, as a page shows them.
pub(crate) struct FirstWords {
    /// "4 min", or how long it is so far.
    pub(crate) after: String,
    /// Who said them, their words and where they are; nothing while nobody has.
    pub(crate) answer: Option<(String, String, String)>,
}

/// How a conversation came to whoever reads it.
pub(crate) struct Handed {
    /// Who handed it over.
    pub(crate) by: String,
    /// When, in the middle of a sentence.
    pub(crate) when: String,
    /// The words that went with it, and where they are.
    pub(crate) words: Option<(String, String)>,
}

/// The story so far.
#[derive(Template)]
#[template(path = "conversations/so_far.html")]
pub(crate) struct SoFar {
    pub(crate) assets: Assets,
    pub(crate) short: Vec<Told>,
    pub(crate) more: Vec<Told>,
    /// How often they had to say something again.
    pub(crate) again: usize,
    /// Who handed the conversation to the reader, and when.
    pub(crate) handed: Option<Handed>,
    pub(crate) first_words: Option<FirstWords>,
    /// A language of which only the questions are found.
    pub(crate) foreign: Option<String>,
    /// Where the customer had to say something again, for the marks at their messages.
    repeats: Vec<(MessageId, Option<Before>)>,
}

/// With what a story is told to somebody.
pub(crate) struct Teller<'a> {
    pub(crate) agents: &'a [Agent],
    pub(crate) now: Timestamp,
    pub(crate) tz: &'a TimeZone,
}

impl Teller<'_> {
    fn name(&self, id: AgentId) -> String {
        let agent = self.agents.iter().find(|agent| agent.id == id);
        agent.map_or_else(
            || say("person-unknown-within").to_string(),
            |agent| agent.first_name().to_owned(),
        )
    }

    /// When something was, in the middle of a sentence: "at 10:12", "yesterday", "on Monday".
    fn when(&self, at: Timestamp) -> String {
        let said = match Day::of(at, self.now, self.tz) {
            Day::Today => say("when-today").with("time", wording::time(at, self.tz)),
            Day::Yesterday => say("day-yesterday-within"),
            _ => say("when-on-day").with("day", wording::on_day(at, self.now, self.tz)),
        };
        said.to_string()
    }

    fn day(&self, at: Timestamp) -> String {
        wording::day(at, self.now, self.tz)
    }

    /// The lines of a customer's story for whoever has that conversation before them.
    pub(crate) fn lines(
        &self,
        db: &mut Db,
        customer: CustomerId,
        lines: &[Line],
        repeats: &[Repeat],
    ) -> desk::Result<Vec<Told>> {
        let mut told = Vec::with_capacity(lines.len());
        for line in lines {
            told.push(self.line(db, customer, line, repeats)?);
        }
        Ok(told)
    }

    fn line(
        &self,
        db: &mut Db,
        customer: CustomerId,
        line: &Line,
        repeats: &[Repeat],
    ) -> desk::Result<Told> {
        let (lead, icon) = lead(line.kind);
        let mut words = line.words.clone();
        let mut about = match line.by {
            Some(by) => format!("{}, {}", self.name(by), self.day(line.at)),
            None => self.day(line.at),
        };
        let href = match line.source {
            Source::Message(conversation, message) => place(conversation, message),
            Source::Call(conversation, call) => {
                words = match store::call::find(db, call)? {
                    Some(call) if call.answered_at.is_some() => {
                        wording::talked(call.talked_seconds(self.now).unwrap_or(0))
                    }
                    _ => say("so-far-nobody-picked-up").to_string(),
                };
                format!("/conversations/{conversation}#call-{call}")
            }
            Source::Promise(conversation, _) => {
                about = wording::soon(line.at, self.now, self.tz);
                if line.at < self.now {
                    about = say("so-far-promise-late").with("when", about).to_string();
                }
                format!("/conversations/{conversation}")
            }
            Source::Fact(fact) => format!("/customers/{customer}#fact-{fact}"),
        };
        let before = repeats.iter().find(|repeat| {
            line.kind == Kind::SaidAgain
                && line.source == Source::Message(repeat.conversation, repeat.message)
        });
        Ok(Told {
            lead,
            icon,
            words,
            quoted: matches!(line.source, Source::Message(..)),
            about,
            href,
            before: before.and_then(|repeat| self.before(repeat)),
        })
    }

    fn before(&self, repeat: &Repeat) -> Option<Before> {
        let (conversation, message, at, words) = repeat.before.as_ref()?;
        Some(Before {
            words: words.clone(),
            href: place(*conversation, *message),
            when: self.when(*at),
        })
    }
}

/// Where a message is.
fn place(conversation: ConversationId, message: MessageId) -> String {
    format!("/conversations/{conversation}#message-{message}")
}

/// What stands before the words of a line, and its sign.
fn lead(kind: Kind) -> (Wording, &'static str) {
    match kind {
        Kind::Asked => (say("so-far-asked"), "chat"),
        Kind::AsksNow => (say("so-far-asks-now"), "chat"),
        Kind::SaidAgain => (say("so-far-said-again"), "undo"),
        Kind::AskedAgain => (say("so-far-asked-again"), "undo"),
        Kind::Promised => (say("so-far-promised"), "clock"),
        Kind::Urgent => (say("so-far-urgent"), "warning"),
        Kind::Matters => (say("so-far-matters"), "note"),
        Kind::TheyTried => (say("so-far-they-tried"), "person"),
        Kind::WeTried => (say("so-far-we-tried"), "desk"),
        Kind::WeOffered => (say("so-far-we-offered"), "reply"),
        Kind::Told => (say("so-far-told"), "info"),
        Kind::Called => (say("so-far-called"), "phone"),
    }
}

impl SoFar {
    /// Tells it to `me`.
    pub(crate) fn read(
        db: &mut Db,
        conversation: &Conversation,
        me: &Agent,
        teller: &Teller<'_>,
    ) -> desk::Result<Self> {
        let (id, customer) = (conversation.id, conversation.customer_id);
        let told = desk::story::read(db, customer, id)?;
        let story = told.story;
        let mut short = teller.lines(db, customer, &story.lines, &story.repeats)?;
        let more = short.split_off(short.len().min(SHORT_LINES));
        Ok(Self {
            assets: Assets,
            short,
            more,
            again: story.repeats.len(),
            handed: handed(db, conversation, me, teller)?,
            first_words: first_words(db, id, teller)?,
            foreign: told.foreign.map(wording::language_by_english_name),
            repeats: story
                .repeats
                .iter()
                .map(|repeat| (repeat.message, teller.before(repeat)))
                .collect(),
        })
    }

    /// The mark of that message, where the customer had to say in it what they had said.
    pub(crate) fn repeat(&self, message: i64) -> Option<Mark> {
        let found = self.repeats.iter().find(|(id, _)| id.0 == message);
        found.map(|(_, before)| Mark { before: before.clone() })
    }
}

/// Who gave the conversation to `me`, until they have answered in it.
fn handed(
    db: &mut Db,
    conversation: &Conversation,
    me: &Agent,
    teller: &Teller<'_>,
) -> desk::Result<Option<Handed>> {
    if conversation.assignee_id != Some(me.id) {
        return Ok(None);
    }
    let Some(last) = store::conversation::last_assignment(db, conversation.id)? else {
        return Ok(None);
    };
    let by = last.agent_id.filter(|by| *by != me.id && last.assignee_id == Some(me.id));
    let Some(by) = by else { return Ok(None) };
    if store::message::wrote_since(db, conversation.id, me.id, last.at)? {
        return Ok(None);
    }
    let note = match last.note_id {
        Some(note) => store::message::find(db, note)?,
        None => None,
    };
    let words = note.map(|note| (note.text, place(note.conversation_id, note.id)));
    Ok(Some(Handed { by: teller.name(by), when: teller.when(last.at), words }))
}

fn first_words(
    db: &mut Db,
    id: ConversationId,
    teller: &Teller<'_>,
) -> desk::Result<Option<FirstWords>> {
    let Some(first) = store::story::first_words(db, id)? else { return Ok(None) };
    let until = first.answer.as_ref().map_or(teller.now, |(_, at, ..)| *at);
    Ok(Some(FirstWords {
        after: wording::talked(until.duration_since(first.asked_at).as_secs()),
        answer: first.answer.map(|(message, _, by, words)| {
            (teller.name(by), excerpt(&words, FIRST_WORDS_CHARS), place(id, message))
        }),
    }))
}

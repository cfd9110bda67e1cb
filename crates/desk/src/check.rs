//! The check of a draft before it is sent: what somebody with a kind eye would say over one's shoulder.
//!
//! It never stands in the way: whoever writes sends when they want to. It reads the draft in the light of
//! what was said before, which is kept from check to check, so it costs the draft and not the conversation.

mod hints;

use std::ops::Range;

use domain::{
    AgentId, ConversationId, MessageId, Timestamp, agent::Agent, hint, message::Kind,
    schedule::Schedule, standard::Content,
};
use jiff::Zoned;
use language::Wording;
use store::Db;
use words::{By, Language, Message};

use self::hints::Scene;
use crate::{
    Desk, Error, Result,
    moment::Thread,
    preference::Preferences,
    reading::READER,
    schedule,
    standard::{self, Tick},
};

/// Of a longer draft the beginning is read, in bytes: the rest waits until it is sent.
const READ_MAX: usize = 8 * 1024;
/// Hints that are given at once; more would be read by nobody.
const HINTS_MAX: usize = 4;

/// Something that can be done about a hint: words in place of a stretch of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What the button says.
    pub label: Wording,
    /// The bytes of the draft in whose place they come; empty where they are put in.
    pub span: Range<usize>,
    /// The words.
    pub text: String,
}

/// One hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Its kind.
    pub kind: hint::Kind,
    /// The words that it is about: of the draft, or of the customer's.
    pub said: String,
    /// The message in which the customer said them.
    pub message: Option<MessageId>,
    /// Where they are in the draft, in bytes.
    pub span: Option<Range<usize>>,
    /// What is to be thought of.
    pub why: Wording,
    /// What can be done about it at once, the best first.
    pub offers: Vec<Offer>,
}

/// What a check says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// The hints that matter most; first those that can be settled at once.
    pub hints: Vec<Hint>,
    /// How many more there would be.
    pub more: usize,
    /// The language of the draft, where it is none that can be judged.
    pub foreign: Option<&'static str>,
    /// Whether the draft was read only in part.
    pub cut: bool,
    /// Of a first answer: the standards for the start, as far as the draft has them.
    pub start: Vec<Tick>,
}

/// What a check needs to know besides the conversation.
struct About {
    preferences: Preferences,
    desk: Schedule,
    customer: String,
    /// Standards for the start, where this is the first answer.
    start: Vec<Content>,
}

impl About {
    fn read(
        db: &mut Db,
        agent: AgentId,
        id: ConversationId,
        kind: Kind,
        now: Timestamp,
    ) -> Result<Self> {
        let conversation =
            store::conversation::find(db, id)?.ok_or_else(|| Error::not_found("conversation"))?;
        let customer = store::customer::find(db, conversation.customer_id)?;
        let start = match kind {
            Kind::Reply => standard::before_first_answer(db, &conversation, now)?,
            Kind::Note => Vec::new(),
        };
        Ok(Self {
            start,
            preferences: Preferences::read(db, agent)?,
            desk: schedule::of_team(db, conversation.team_id)?,
            customer: customer.map(|customer| customer.name).unwrap_or_default(),
        })
    }
}

impl Desk {
    /// Checks what an agent is writing.
    ///
    /// # Errors
    /// Where the conversation is not there, or the store failed: never for what the draft says.
    pub async fn check(
        &self,
        by: &Agent,
        id: ConversationId,
        kind: Kind,
        text: String,
    ) -> Result<Checked> {
        let agent = by.id;
        let now = self.store.now();
        let about = self.store.read(move |db| About::read(db, agent, id, kind, now)).await?;
        if text.trim().is_empty() {
            let start = standard::ticks(&about.start, None, &about.customer);
            return Ok(Checked { start, ..Checked::default() });
        }
        let thread = self.thread(id, false).await?;
        let now = now.to_zoned(about.desk.tz.clone());
        Ok(check(&thread, &about, &by.name, kind, &text, &now))
    }
}

fn check(
    thread: &Thread,
    about: &About,
    agent: &str,
    kind: Kind,
    text: &str,
    now: &Zoned,
) -> Checked {
    let read = &text[..text.floor_char_boundary(READ_MAX)];
    let note = kind == Kind::Note;
    let reading = READER.read(&Message {
        text: read,
        by: if note { By::Note } else { By::Us },
        agent: Some(agent),
        customer: Some(about.customer.as_str()).filter(|name| !name.is_empty()),
        reference: None,
    });
    let cut = read.len() < text.len();
    let start = standard::ticks(&about.start, Some(&reading), &about.customer);
    // What a canned reply left open is open in every language.
    let mut hints = if note { Vec::new() } else { hints::gaps(text) };
    let foreign = match reading.language {
        Language::Other(name) => Some(name),
        Language::English => None,
    };
    if foreign.is_none() {
        let hours = &about.desk.hours;
        let scene = Scene { text: read, reading: &reading, thread, now, hours };
        hints.extend(if note { scene.of_note() } else { scene.of_reply() });
    }
    hints.retain(|hint| !about.preferences.hints_off.contains(&hint.kind));
    let more = hints.len().saturating_sub(HINTS_MAX);
    hints.truncate(HINTS_MAX);
    // Those that can be settled at once stand first, where the key is.
    hints.sort_by_key(|hint| hint.offers.is_empty());
    Checked { hints, more, foreign, cut, start }
}

#[cfg(test)]
mod tests;

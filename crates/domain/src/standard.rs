//! Standards: what good looks like at the start, during and at the end of a contact, for a channel and a role.
//!
//! A standard has versions. A contact is judged by the version that was in force when it began, so nobody is
//! judged by what they could not have known. Its check is a sentence (`check`, read by `form`) over the facts of
//! a contact, and [`judge`] says of a contact whether it is met.

use language::{Wording, say};

pub mod check;
pub mod consistency;
mod contradiction;
mod form;
pub mod judge;
pub mod starter;
#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};

use crate::{
    AgentId, ContactId, StandardId, StandardRulingId, StandardVersionId, conversation::Channel,
    text,
};

pub use self::{
    check::Check,
    contradiction::{contradicts, never_met},
    form::{Unread, phrases, understand},
    judge::{Judged, Outcome},
};

/// Most characters of a standard's title.
pub const TITLE_CHARS_MAX: usize = 80;
/// Most characters of what it says to people.
pub const WORDS_CHARS_MAX: usize = 600;
/// Most standards that are in force at once: nobody keeps more in mind.
pub const STANDARDS_MAX: usize = 100;
/// Days ahead that a version may begin.
pub const AHEAD_DAYS_MAX: i64 = 2 * 366;
/// Most characters of why somebody sees it otherwise.
pub const REASON_CHARS_MAX: usize = 300;

words! {
    /// When in a contact it holds.
    Stage {
        /// The first impression.
        Start = "start",
        /// While we help.
        During = "during",
        /// The last impression.
        End = "end",
    }
}

impl Stage {
    /// In the order of a contact.
    pub const ALL: [Self; 3] = [Self::Start, Self::During, Self::End];

    /// As a heading.
    pub fn title(self) -> Wording {
        match self {
            Self::Start => say("standard-stage-start"),
            Self::During => say("standard-stage-during"),
            Self::End => say("standard-stage-end"),
        }
    }
}

words! {
    /// Which of the four themes it belongs to.
    Theme {
        /// How we come to it.
        Attitude = "attitude",
        /// How we care for people.
        Care = "care",
        /// They have the right to be upset.
        NotPersonal = "not personal",
        /// Anything we say may be seen by everyone.
        CustomersTalk = "customers talk",
    }
}

impl Theme {
    /// In the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Attitude, Self::Care, Self::NotPersonal, Self::CustomersTalk];

    /// As people say it.
    pub fn title(self) -> Wording {
        match self {
            Self::Attitude => say("standard-theme-attitude"),
            Self::Care => say("standard-theme-care"),
            Self::NotPersonal => say("standard-theme-not-personal"),
            Self::CustomersTalk => say("standard-theme-customers-talk"),
        }
    }
}

words! {
    /// For which contacts it holds.
    Reach {
        /// Written in the chat.
        Chat = "chat",
        /// On the telephone.
        Phone = "phone",
        /// By email.
        Email = "email",
        /// At the counter.
        InPerson = "in person",
        /// All of them.
        Any = "any",
    }
}

impl Reach {
    /// In the order of the tabs.
    pub const ALL: [Self; 5] = [Self::Chat, Self::Phone, Self::Email, Self::InPerson, Self::Any];

    /// As a heading.
    pub fn title(self) -> Wording {
        match self {
            Self::Chat => say("standard-reach-chat"),
            Self::Phone => say("standard-reach-phone"),
            Self::Email => say("standard-reach-email"),
            Self::InPerson => say("standard-reach-counter"),
            Self::Any => say("standard-reach-any"),
        }
    }

    /// Whether it holds for a contact of that channel.
    pub fn covers(self, channel: Channel) -> bool {
        self == Self::Any || self.as_str() == channel.as_str()
    }

    /// Whether some contact could be of both.
    pub fn meets(self, other: Self) -> bool {
        self == other || self == Self::Any || other == Self::Any
    }
}

words! {
    /// Whose words it is about.
    Role {
        /// Everybody’s who serves in the contact.
        Anybody = "anybody",
        /// Those of whoever answered first.
        FirstResponder = "first responder",
    }
}

impl Role {
    /// In the order of the choices.
    pub const ALL: [Self; 2] = [Self::Anybody, Self::FirstResponder];

    /// As people say it.
    pub fn title(self) -> Wording {
        match self {
            Self::Anybody => say("standard-role-anybody"),
            Self::FirstResponder => say("standard-role-first-responder"),
        }
    }
}

/// What a standard says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// In a few words.
    pub title: String,
    /// What it means, for people; may be empty.
    pub words: String,
    /// When in a contact.
    pub stage: Stage,
    /// Which theme.
    pub theme: Theme,
    /// For which contacts.
    pub reach: Reach,
    /// Whose words.
    pub role: Role,
    /// How it is checked.
    pub check: Check,
}

/// One version of a standard. A standard that is retired ends with a version that says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: StandardVersionId,
    /// Of which standard.
    pub standard_id: StandardId,
    /// The first is 1.
    pub number: i64,
    /// What it says; nothing where the standard is retired by it.
    pub content: Option<Content>,
    /// From when it holds.
    pub effective_at: Timestamp,
    /// Who wrote it.
    pub made_by: AgentId,
    /// When they did.
    pub made_at: Timestamp,
    /// When it was taken back before it held.
    pub withdrawn_at: Option<Timestamp>,
}

impl Version {
    /// Whether it will hold after `now`.
    pub fn is_coming(&self, now: Timestamp) -> bool {
        self.withdrawn_at.is_none() && self.effective_at > now
    }
}

/// The version of one standard that is in force at a time: the last that began by then. Nothing before the
/// first, and nothing once it is retired.
pub fn in_force(versions: &[Version], at: Timestamp) -> Option<&Version> {
    let began = versions
        .iter()
        .filter(|version| version.withdrawn_at.is_none() && version.effective_at <= at);
    began
        .max_by_key(|version| (version.effective_at, version.number))
        .filter(|version| version.content.is_some())
}

/// One contact: the written part of a conversation from when it was opened, or taken up again, until it was
/// closed; or one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// In which conversation.
    pub conversation_id: crate::ConversationId,
    /// The call, where it is one.
    pub call_id: Option<crate::CallId>,
    /// How it came.
    pub channel: Channel,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// How long the customer waited for our first words, once they came.
    pub waited: Option<judge::Wait>,
}

/// A person’s word on whether a standard was met in a contact. It is kept by what it is about, so that it holds
/// when the contact is judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Its id.
    pub id: StandardRulingId,
    /// Of which standard.
    pub standard_id: StandardId,
    /// In which contact.
    pub contact_id: ContactId,
    /// What they say.
    pub outcome: Outcome,
    /// Why; may be empty.
    pub reason: String,
    /// Who.
    pub agent_id: AgentId,
    /// When.
    pub at: Timestamp,
}

/// Why what somebody wrote cannot be a standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadStandard {
    /// It has no title.
    NoTitle,
    /// Its title or its words are too long.
    TooLong,
    /// Its check is not understood.
    Unread(Unread),
    /// It can never be met, or always is; why.
    Never(Wording),
    /// It would begin before now.
    Past,
    /// It would begin too far ahead.
    TooFar,
}

impl BadStandard {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::NoTitle => say("standard-no-title"),
            Self::TooLong => say("standard-too-long")
                .with("title", TITLE_CHARS_MAX)
                .with("words", WORDS_CHARS_MAX),
            Self::Unread(unread) => unread.wording(),
            Self::Never(why) => why.clone(),
            Self::Past => say("standard-past"),
            Self::TooFar => say("standard-too-far"),
        }
    }
}

language::says_why!(BadStandard);

/// What a standard says, as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// In a few words.
    pub title: String,
    /// What it means.
    pub words: String,
    /// When in a contact.
    pub stage: Stage,
    /// Which theme.
    pub theme: Theme,
    /// For which contacts.
    pub reach: Reach,
    /// Whose words.
    pub role: Role,
    /// How it is checked, in the words of [`understand`].
    pub check: String,
}

impl Written {
    /// As it is kept.
    ///
    /// # Errors
    /// [`BadStandard`] where it is too long, is not understood, or can never be met.
    pub fn read(&self) -> Result<Content, BadStandard> {
        let title = text::clean_line(&self.title);
        let words = text::clean(&self.words).trim().to_owned();
        if title.is_empty() {
            return Err(BadStandard::NoTitle);
        }
        if title.chars().count() > TITLE_CHARS_MAX || words.chars().count() > WORDS_CHARS_MAX {
            return Err(BadStandard::TooLong);
        }
        let check = understand(&self.check).map_err(BadStandard::Unread)?;
        if let Some(why) = never_met(&check, self.reach) {
            return Err(BadStandard::Never(why));
        }
        let Self { stage, theme, reach, role, .. } = *self;
        Ok(Content { title, words, stage, theme, reach, role, check })
    }
}

/// When a version may begin, at `now`: from now on, where nothing else is said.
///
/// # Errors
/// [`BadStandard::Past`] and [`BadStandard::TooFar`].
pub fn effective(asked: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, BadStandard> {
    let Some(at) = asked else { return Ok(now) };
    if at < now {
        return Err(BadStandard::Past);
    }
    if at.duration_since(now) > SignedDuration::from_hours(24 * AHEAD_DAYS_MAX) {
        return Err(BadStandard::TooFar);
    }
    Ok(at)
}

/// Whether two standards ask for what cannot both be: for the same contacts, at the same stage, by checks that
/// exclude each other.
pub fn conflict(one: &Content, other: &Content) -> bool {
    one.stage == other.stage
        && one.reach.meets(other.reach)
        && contradicts(&one.check, &other.check)
}

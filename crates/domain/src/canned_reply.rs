//! Canned replies: texts that are written once and used often.
//!
//! Each belongs to everybody, to a team, or to one agent, who alone sees and changes it. What is filled in where
//! one is used is in [`variable`], what a desk may begin with in [`starter`].

use language::{Wording, say};

pub mod starter;
pub mod variable;

use std::cmp::Reverse;

use jiff::Timestamp;

use self::variable::{BadVariable, Template};
use crate::{
    AgentId, CannedReplyId, TeamId,
    access::Permission,
    agent::Agent,
    text::{self, plain},
};

/// Most characters of a title.
pub const TITLE_CHARS_MAX: usize = 80;
/// Most characters of a short code.
pub const CODE_CHARS_MAX: usize = 30;
/// Most characters of the words: whoever sends them adds to them, and a message has its own limit.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Most characters of the tag of a language (BCP 47, section 4.4.1).
const LANGUAGE_CHARS_MAX: usize = 35;
/// Most canned replies of everybody, of one team or of one agent: more are not found again by anybody.
pub const REPLIES_MAX: i64 = 500;

/// Whose a canned reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Everybody's.
    Everybody,
    /// A team's.
    Team(TeamId),
    /// One agent's alone.
    Agent(AgentId),
}

impl Whose {
    /// Whether an agent who is in those teams sees it. Whoever leads sees what is every team's, for they write it.
    pub fn is_seen_by(self, agent: &Agent, teams: &[TeamId]) -> bool {
        match self {
            Self::Everybody => true,
            Self::Team(team) => teams.contains(&team) || self.is_changed_by(agent),
            Self::Agent(id) => id == agent.id,
        }
    }

    /// Whether an agent may write, change and remove it.
    pub fn is_changed_by(self, agent: &Agent) -> bool {
        match self {
            Self::Everybody | Self::Team(_) => agent.role.may(Permission::ManageTeams),
            Self::Agent(id) => id == agent.id,
        }
    }
}

/// What a canned reply says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it is called.
    pub title: String,
    /// What is typed to find it at once: in lower case.
    pub code: Option<String>,
    /// Its words, with variables.
    pub text: String,
    /// BCP 47 tag of its language, where that matters.
    pub language: Option<String>,
    /// Whose it is.
    pub whose: Whose,
}

impl Content {
    /// Its words, understood. What an older version kept and this one does not understand stands as it is.
    pub fn template(&self) -> Option<Template> {
        variable::understand(&self.text).ok()
    }

    /// Whether it is in another language than the customer’s, as far as both are known.
    pub fn is_foreign(&self, customer: Option<&str>) -> bool {
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        match (customer, self.language.as_deref()) {
            (Some(customer), Some(language)) => primary(customer) != primary(language),
            _ => false,
        }
    }
}

/// One canned reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedReply {
    /// Its id.
    pub id: CannedReplyId,
    /// What it says.
    pub content: Content,
    /// How often it was written; whoever changes it says which they have read.
    pub revision: i64,
    /// Who wrote it last.
    pub changed_by: AgentId,
    /// When it was removed, if it was.
    pub removed_at: Option<Timestamp>,
}

/// How often a canned reply was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uses {
    /// By everybody.
    pub count: i64,
    /// When last.
    pub last_at: Option<Timestamp>,
    /// When last by whoever looks.
    pub mine_at: Option<Timestamp>,
}

/// Why what somebody wrote is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadReply {
    /// It is called nothing.
    NoTitle,
    /// Its title is longer than [`TITLE_CHARS_MAX`].
    LongTitle,
    /// Its short code has other signs than it may have, or is longer than [`CODE_CHARS_MAX`].
    Code,
    /// It says nothing.
    Empty,
    /// It says more than [`TEXT_CHARS_MAX`]; how many characters there were.
    TooLong(usize),
    /// There is no such language.
    Language,
    /// A variable in it is not understood.
    Variable(BadVariable),
}

impl BadReply {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::NoTitle => say("canned-reply-no-title"),
            Self::LongTitle => say("canned-reply-long-title").with("most", TITLE_CHARS_MAX),
            Self::Code => say("canned-reply-bad-code").with("most", CODE_CHARS_MAX),
            Self::Empty => say("canned-reply-empty"),
            Self::TooLong(chars) => {
                say("canned-reply-too-long").with("chars", chars).with("most", TEXT_CHARS_MAX)
            }
            Self::Language => say("canned-reply-bad-language"),
            Self::Variable(why) => why.wording(),
        }
    }
}

language::says_why!(BadReply);

/// A canned reply as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it is called.
    pub title: String,
    /// Its short code; empty for none.
    pub code: String,
    /// Its words.
    pub text: String,
    /// Tag of its language; empty for any.
    pub language: String,
    /// Whose it is.
    pub whose: Whose,
}

impl Written {
    /// As it is kept.
    ///
    /// # Errors
    /// [`BadReply`], which says what to change.
    pub fn read(&self) -> Result<Content, BadReply> {
        let title = text::clean_line(&self.title);
        if title.is_empty() {
            return Err(BadReply::NoTitle);
        }
        if title.chars().count() > TITLE_CHARS_MAX {
            return Err(BadReply::LongTitle);
        }
        // As it is typed in the composer.
        let code = text::clean_line(&self.code);
        let code = code.strip_prefix('/').unwrap_or(&code).to_lowercase();
        let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if !code.chars().all(fits) || code.chars().count() > CODE_CHARS_MAX {
            return Err(BadReply::Code);
        }
        let words = text::clean(&self.text);
        if !words.chars().any(|c| !c.is_whitespace() && !text::turns_direction(c)) {
            return Err(BadReply::Empty);
        }
        let chars = words.chars().count();
        if chars > TEXT_CHARS_MAX {
            return Err(BadReply::TooLong(chars));
        }
        let language = self.language.trim();
        let is_tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !language.chars().all(is_tag) || language.len() > LANGUAGE_CHARS_MAX {
            return Err(BadReply::Language);
        }
        variable::understand(&words).map_err(BadReply::Variable)?;
        Ok(Content {
            title,
            code: (!code.is_empty()).then_some(code),
            text: words,
            language: (!language.is_empty()).then(|| language.to_owned()),
            whose: self.whose,
        })
    }
}

/// How well a canned reply fits what was typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is its short code.
    Code,
    /// Its short code begins with it.
    CodeBegins,
    /// Every word of it begins one of the title.
    Title,
    /// Every word of it is somewhere in it. So is nothing at all.
    Somewhere,
}

fn fit(content: &Content, typed: &str) -> Option<Fit> {
    let code = plain(content.code.as_deref().unwrap_or_default());
    let title = plain(&content.title);
    let whole = format!("{code} {title} {}", plain(&content.text));
    let words: Vec<&str> = typed.split_whitespace().collect();
    let begins = |word: &&str| {
        let mut own = title.split(|c: char| !c.is_alphanumeric());
        own.any(|own| own.starts_with(*word))
    };
    match words.as_slice() {
        [] => Some(Fit::Somewhere),
        [word] if *word == code => Some(Fit::Code),
        [word] if code.starts_with(*word) => Some(Fit::CodeBegins),
        words if words.iter().all(begins) => Some(Fit::Title),
        words => words.iter().all(|word| whole.contains(*word)).then_some(Fit::Somewhere),
    }
}

/// Those that fit what was typed, in the order in which somebody wants them: the better they fit; those in the
/// language of the `customer` or in none before others; what they used last themselves, then what all use most.
pub fn found(
    mut replies: Vec<(CannedReply, Uses)>,
    typed: &str,
    customer: Option<&str>,
) -> Vec<(CannedReply, Uses)> {
    let typed = plain(typed);
    replies.retain(|(reply, _)| fit(&reply.content, &typed).is_some());
    replies.sort_by_cached_key(|(reply, uses)| {
        let content = &reply.content;
        let title = plain(&content.title);
        let (mine, all) = (Reverse(uses.mine_at), Reverse(uses.count));
        (fit(content, &typed), content.is_foreign(customer), mine, all, title, reply.id)
    });
    replies
}

#[cfg(test)]
mod tests;

//! Canned replies: writing, changing, removing and using them, and what one says in a conversation.

use domain::{
    AgentId, CannedReplyId, ConversationId, TeamId, Timestamp,
    agent::{Agent, first_name},
    canned_reply::{
        CannedReply, Content, REPLIES_MAX, Uses, Whose, Written, found,
        variable::{Filled, Variable},
    },
    conversation::Conversation,
    customer::Customer,
    event::{Change, EventKind},
    greeting::greeting,
};
use jiff::tz::TimeZone;
use store::{Db, Tx};

use crate::{Desk, Error, Result, promise::said, workspace::Workspace};
use language::say;

/// Canned replies that are offered at once to whoever writes; typing finds the others.
const OFFERED_MAX: usize = 6;
/// The language in which times are said in words.
const IN_WORDS: &str = "en";

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It was kept.
    Kept,
    /// Somebody changed or removed it since: what it says now. Nothing was kept.
    Meanwhile(CannedReply),
}

/// What became of bringing one back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restored {
    /// It is as it was.
    Whole,
    /// Its short code belongs to another now, of that title: it is back without one.
    WithoutCode(String),
}

/// A canned reply with its variables filled in for a conversation.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Which.
    pub reply: CannedReply,
    /// Its words, and what is still to be put in.
    pub filled: Filled,
    /// Whether it is in another language than the customer’s.
    pub foreign: bool,
}

/// Those that somebody sees, with how often they were used.
pub fn seen_by(db: &mut Db, agent: &Agent) -> Result<Vec<(CannedReply, Uses)>> {
    let teams = teams_of(db, agent.id)?;
    let mut replies = store::canned_reply::shared_and_of(db, agent.id)?;
    replies.retain(|(reply, _)| reply.content.whose.is_seen_by(agent, &teams));
    Ok(replies)
}

/// One that somebody sees, also where it was removed.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it is a colleague’s own.
pub fn find(db: &mut Db, agent: &Agent, id: CannedReplyId) -> Result<CannedReply> {
    let reply = store::canned_reply::find(db, id)?;
    let teams = teams_of(db, agent.id)?;
    reply
        .filter(|reply| reply.content.whose.is_seen_by(agent, &teams))
        .ok_or_else(|| Error::not_found("canned reply"))
}

fn teams_of(db: &mut Db, agent: AgentId) -> Result<Vec<TeamId>> {
    let teams = store::team::all(db)?;
    Ok(teams.into_iter().filter(|team| team.members.contains(&agent)).map(|team| team.id).collect())
}

/// Those that fit what an agent typed in a conversation, as they would be put in there; and how many more fit.
pub fn offered(
    db: &mut Db,
    agent: &Agent,
    id: ConversationId,
    typed: &str,
    now: Timestamp,
) -> Result<(Vec<Offered>, usize)> {
    let here = Here::read(db, agent, id, now)?;
    let language = here.customer.language.as_deref();
    let replies = found(seen_by(db, agent)?, typed, language);
    let more = replies.len().saturating_sub(OFFERED_MAX);
    let offered = replies.into_iter().take(OFFERED_MAX).map(|(reply, _)| {
        let filled = here.fill(&reply.content);
        let foreign = reply.content.is_foreign(language);
        Offered { reply, filled, foreign }
    });
    Ok((offered.collect(), more))
}

/// One that somebody sees as it would be put into a conversation, with what it is called.
pub(crate) fn filled(
    db: &mut Db,
    agent: &Agent,
    id: CannedReplyId,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<(String, Filled)> {
    let reply = find(db, agent, id)?;
    if reply.removed_at.is_some() {
        return Err(Error::not_found("canned reply"));
    }
    let filled = Here::read(db, agent, conversation, now)?.fill(&reply.content);
    Ok((reply.content.title, filled))
}

/// All that a variable may ask of a conversation.
struct Here<'a> {
    agent: &'a Agent,
    conversation: Conversation,
    customer: Customer,
    workspace: Workspace,
    /// When the next of its promises is due.
    due: Option<Timestamp>,
    now: Timestamp,
}

impl<'a> Here<'a> {
    fn read(db: &mut Db, agent: &'a Agent, id: ConversationId, now: Timestamp) -> Result<Self> {
        let conversation =
            store::conversation::find(db, id)?.ok_or_else(|| Error::not_found("conversation"))?;
        let customer = store::customer::find(db, conversation.customer_id)?
            .ok_or_else(|| Error::not_found("customer"))?;
        let promises = store::promise::open_of_customer(db, customer.id)?;
        // What was missed is no time that anybody can still be told.
        let ahead = promises.iter().filter(|one| one.conversation_id == id && one.due_at >= now);
        let due = ahead.map(|promise| promise.due_at).min();
        let workspace = Workspace::read(db)?;
        Ok(Self { agent, conversation, customer, workspace, due, now })
    }

    fn fill(&self, content: &Content) -> Filled {
        match content.template() {
            Some(template) => template.fill(|variable| self.known(variable, content)),
            None => Filled { text: content.text.clone(), gaps: Vec::new() },
        }
    }

    fn known(&self, variable: Variable, content: &Content) -> Option<String> {
        let Self { agent, conversation, customer, workspace, .. } = self;
        let language = content.language.as_deref();
        match variable {
            Variable::CustomerFirstName => Some(first_name(&customer.name).to_owned()),
            Variable::CustomerName => Some(customer.name.clone()),
            Variable::AgentFirstName => Some(agent.first_name().to_owned()),
            Variable::AgentName => Some(agent.name.clone()),
            Variable::WorkspaceName => Some(workspace.name.clone()),
            Variable::ConversationSubject => Some(conversation.subject.clone()),
            Variable::PromiseDue => self.due.map(|due| self.said(due, language)),
            Variable::Greeting => {
                // The words that follow are in the language of the reply.
                let language = language.or(customer.language.as_deref());
                let hour = customer.tz().map(|tz| self.now.to_zoned(tz).hour());
                Some(greeting(&customer.name, language, hour).text)
            }
        }
    }

    /// A time on the customer’s clock: in a sentence, or where the words around it are not English, in figures.
    fn said(&self, at: Timestamp, language: Option<&str>) -> String {
        let tz: TimeZone = self.customer.tz().unwrap_or_else(|| self.workspace.tz());
        if language.is_none_or(|tag| tag.split('-').next() == Some(IN_WORDS)) {
            said(at, self.now, &tz)
        } else {
            at.to_zoned(tz).strftime("%Y-%m-%d, %H:%M").to_string()
        }
    }
}

impl Desk {
    /// Writes a new one.
    ///
    /// # Errors
    /// [`Error::Refused`] and [`Error::Conflict`], which say what to change.
    pub async fn write_canned_reply(&self, by: &Agent, written: &Written) -> Result<CannedReplyId> {
        let content = written.read().map_err(Error::refused)?;
        let by = by.clone();
        self.store
            .write(move |tx| {
                fits(tx, &by, &content, None)?;
                room(tx, content.whose)?;
                let id = store::canned_reply::insert(tx, &content, by.id)?;
                changed(tx, by.id)?;
                Ok(id)
            })
            .await
    }

    /// Changes one. `revision` is the one that the writer has read.
    ///
    /// # Errors
    /// [`Error::Refused`] and [`Error::Conflict`], which say what to change; [`Error::NotFound`] and
    /// [`Error::Forbidden`] where it is not theirs to change.
    pub async fn change_canned_reply(
        &self,
        by: &Agent,
        id: CannedReplyId,
        revision: i64,
        written: &Written,
    ) -> Result<Changed> {
        let content = written.read().map_err(Error::refused)?;
        let by = by.clone();
        self.store
            .write(move |tx| {
                let kept = changeable(tx, &by, id)?;
                if kept.removed_at.is_some() || kept.revision != revision {
                    return Ok(Changed::Meanwhile(kept));
                }
                fits(tx, &by, &content, Some(id))?;
                if content.whose != kept.content.whose {
                    room(tx, content.whose)?;
                }
                store::canned_reply::update(tx, id, &content, by.id)?;
                changed(tx, by.id)?;
                Ok(Changed::Kept)
            })
            .await
    }

    /// Removes one: from now on nobody is offered it.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Forbidden`] where it is not theirs to remove.
    pub async fn remove_canned_reply(&self, by: &Agent, id: CannedReplyId) -> Result<()> {
        let by = by.clone();
        self.store
            .write(move |tx| {
                // Removed is removed, whoever does it twice.
                if changeable(tx, &by, id)?.removed_at.is_some() {
                    return Ok(());
                }
                let now = tx.now();
                store::canned_reply::set_removed(tx, id, Some(now))?;
                changed(tx, by.id)
            })
            .await
    }

    /// Brings one back that was removed.
    ///
    /// # Errors
    /// As [`Desk::remove_canned_reply`].
    pub async fn restore_canned_reply(&self, by: &Agent, id: CannedReplyId) -> Result<Restored> {
        let by = by.clone();
        self.store
            .write(move |tx| {
                let kept = changeable(tx, &by, id)?;
                if kept.removed_at.is_none() {
                    return Ok(Restored::Whole);
                }
                room(tx, kept.content.whose)?;
                let other = with_code_of(tx, &kept.content)?;
                if other.is_some() {
                    store::canned_reply::forget_code(tx, id)?;
                }
                store::canned_reply::set_removed(tx, id, None)?;
                changed(tx, by.id)?;
                Ok(match other {
                    Some(other) => Restored::WithoutCode(other.content.title),
                    None => Restored::Whole,
                })
            })
            .await
    }

    /// Counts that an agent put one into what they write. It is no event: nothing that anybody looks at changes.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none that they see.
    pub async fn use_canned_reply(&self, by: &Agent, id: CannedReplyId) -> Result<()> {
        let by = by.clone();
        self.store
            .write(move |tx| {
                find(tx, &by, id)?;
                let now = tx.now();
                Ok(store::canned_reply::add_use(tx, id, by.id, now)?)
            })
            .await
    }
}

/// One that somebody may change.
fn changeable(db: &mut Db, by: &Agent, id: CannedReplyId) -> Result<CannedReply> {
    let reply = find(db, by, id)?;
    if reply.content.whose.is_changed_by(by) {
        Ok(reply)
    } else {
        Err(Error::Forbidden(say("canned-reply-for-all")))
    }
}

/// Whether what somebody wrote can be kept, in the place of `id` or as a new one.
fn fits(tx: &mut Tx<'_>, by: &Agent, content: &Content, id: Option<CannedReplyId>) -> Result<()> {
    if !content.whose.is_changed_by(by) {
        return Err(Error::refused(say("canned-reply-not-for-all")));
    }
    if let Whose::Team(team) = content.whose
        && !store::team::exists(tx, team)?
    {
        return Err(Error::refused(say("canned-reply-team-gone")));
    }
    match with_code_of(tx, content)? {
        Some(other) if Some(other.id) != id => Err(Error::Conflict(
            say("canned-reply-code-taken")
                .with("code", content.code.as_deref().unwrap_or_default())
                .with("title", other.content.title),
        )),
        _ => Ok(()),
    }
}

/// The one that has the same short code among those of the same people.
fn with_code_of(db: &mut Db, content: &Content) -> Result<Option<CannedReply>> {
    match &content.code {
        Some(code) => Ok(store::canned_reply::by_code(db, content.whose, code)?),
        None => Ok(None),
    }
}

/// Whether there is room for one more.
fn room(db: &mut Db, whose: Whose) -> Result<()> {
    if store::canned_reply::count(db, whose)? < REPLIES_MAX {
        return Ok(());
    }
    Err(Error::refused(say("canned-reply-too-many").with("most", REPLIES_MAX)))
}

fn changed(tx: &mut Tx<'_>, by: AgentId) -> Result<()> {
    tx.record(Change::new(EventKind::CannedRepliesChanged).by(Some(by)))?;
    Ok(())
}

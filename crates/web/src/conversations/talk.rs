//! One conversation: its thread, what happened in it, and its customer.

use askama::Template;
use domain::{
    AgentId, ConversationId, EventId, MessageId, TeamId, Timestamp,
    agent::Agent,
    assignment::Reason as Why,
    call::{Reason, Source, State as Called},
    conversation::{Conversation, State as Standing},
    customer::{Address, Customer},
    merge::Kind,
    message::Message,
    rule::AS_BEFORE,
    tag::Tag,
    team::Team,
};
use language::{Wording, say};
use listen::report::words::clock;
use store::Db;

use super::{
    list::{Row, channel_icon, channel_label, row},
    so_far::{SoFar, Teller},
};
use crate::{
    messages::{Composer, File, Showing, Shown},
    moments::{self, Noticed},
    promises::{Beside, Suggested, suggested},
    shell::Assets,
    standards::Here,
    wording,
};

/// Messages that are shown before one asks for earlier ones.
pub(super) const THREAD_PAGE: i64 = 50;
/// Conversations of a customer's story beside the thread.
const STORY_MAX: i64 = 10;

/// One line of a thread.
pub(crate) enum Line {
    /// A new day.
    Day(String),
    /// Something that happened.
    Event(&'static str, String),
    /// A message or a note.
    Message(Box<Shown>),
    /// A merge or a split: which, what was done, and the conversation to which its subject leads, if it leads to one.
    Merge(i64, Wording, Option<i64>),
    /// A call: which, and what became of it.
    Call(i64, String),
    /// A moment of a call that its agent shared.
    Moment(Box<SharedLine>),
    /// Whether what was said is a promise.
    Suggestion(Box<Suggested>),
}

/// A moment of a call that its agent shared with the team.
pub(crate) struct SharedLine {
    pub(crate) id: i64,
    pub(crate) by: String,
    pub(crate) mine: bool,
    pub(crate) what: Wording,
    /// Where in the call: "2:14".
    pub(crate) place: String,
    pub(crate) note: String,
    pub(crate) sound: bool,
    pub(crate) time: String,
    pub(crate) datetime: String,
}

/// A customer's story beside a thread.
pub(crate) struct Story {
    pub(crate) row: Row,
    pub(crate) state: Wording,
    pub(crate) day: String,
}

/// One conversation with its customer.
pub(crate) struct Talk {
    pub(crate) assets: Assets,
    pub(crate) id: i64,
    pub(crate) subject: String,
    pub(crate) state: Standing,
    pub(crate) until: Option<String>,
    pub(crate) wait: Option<String>,
    pub(crate) channel: Wording,
    pub(crate) channel_icon: &'static str,
    pub(crate) tags: Vec<Tag>,
    pub(crate) all_tags: Vec<String>,
    pub(crate) assignee: Option<Agent>,
    pub(crate) team_id: Option<TeamId>,
    pub(crate) so_far: SoFar,
    pub(crate) lines: Vec<Line>,
    pub(crate) earlier: Option<String>,
    pub(crate) newest: i64,
    pub(crate) sequence: i64,
    pub(crate) customer: Customer,
    pub(crate) addresses: Vec<Address>,
    pub(crate) facts: Vec<(domain::customer::Fact, String, String)>,
    pub(crate) local_time: Option<(String, String)>,
    pub(crate) page: Option<(String, String)>,
    pub(crate) story: Vec<Story>,
    pub(crate) beside: Beside,
    pub(crate) agents: Vec<Agent>,
    pub(crate) teams: Vec<Team>,
    pub(crate) me: Agent,
    /// What was noticed in it.
    pub(crate) noticed: Noticed,
    /// How it stands to the standards.
    pub(crate) here: Option<Here>,
    read_by_customer: EventId,
}

impl Talk {
    pub(crate) fn read(db: &mut Db, me: &Agent, id: ConversationId) -> desk::Result<Self> {
        let now = Timestamp::now();
        let tz = me.tz();
        let conversation = store::conversation::find(db, id)?
            .ok_or_else(|| desk::Error::not_found("conversation"))?;
        let customer = store::customer::find(db, conversation.customer_id)?
            .ok_or_else(|| desk::Error::not_found("customer"))?;
        let everybody = store::agent::all(db)?;
        let (read_by_customer, _) = store::conversation::read_marks(db, id)?;
        let messages = store::message::last(db, id, None, THREAD_PAGE)?;
        let earlier = earlier(&messages);
        let sequence = messages.iter().filter_map(|message| message.sequence).max();
        let showing = Showing {
            customer_name: &customer.display_name(),
            agents: &everybody,
            me: me.id,
            read_by_customer,
            now,
            tz: &tz,
        };
        let from_start = earlier.is_none();
        let teller = Teller { agents: &everybody, now, tz: &tz };
        let so_far = SoFar::read(db, &conversation, me, &teller)?;
        let tags = store::tag::of_conversation(db, id)?;
        let mut noticed = notice(db, me, id, &messages, &everybody, &tags)?;
        let mut lines = lines(db, &conversation, messages, &showing, from_start)?;
        put_beside(&mut lines, &mut noticed);
        mark_repeats(&mut lines, &so_far);
        let facts = store::customer::facts(db, customer.id)?
            .into_iter()
            .map(|fact| {
                let by = everybody.iter().find(|agent| agent.id == fact.agent_id);
                let by = by.map_or_else(
                    || say("person-unknown-within").to_string(),
                    |agent| agent.first_name().to_owned(),
                );
                let day = wording::on_day(fact.created_at, now, &tz);
                (fact, by, day)
            })
            .collect();
        let mut story = Vec::new();
        for listed in store::conversation::of_customer(db, customer.id, STORY_MAX)? {
            let state = standing_label(listed.conversation.standing.state);
            let day = wording::day(listed.conversation.last_message_at, now, &tz);
            let mut row = row(db, listed, now, &tz)?;
            row.current = row.id == id.0;
            story.push(Story { row, state, day });
        }
        let standing = conversation.standing;
        let assignee =
            everybody.iter().find(|agent| Some(agent.id) == conversation.assignee_id).cloned();
        let waited = standing.waiting_since.filter(|_| standing.state == Standing::WaitingOnUs);
        Ok(Self {
            assets: Assets,
            id: id.0,
            subject: conversation.display_subject(),
            state: standing.state,
            until: standing.snoozed_until.map(|until| wording::soon(until, now, &tz)),
            wait: waited.map(|since| wording::since(since, now)),
            channel: channel_label(conversation.channel),
            channel_icon: channel_icon(conversation.channel),
            tags: store::tag::coloured(db, id)?,
            all_tags: store::tag::all(db)?,
            assignee,
            team_id: conversation.team_id,
            earlier: earlier.map(|(at, before)| earlier_address(id, at, before)),
            newest: store::message::newest(db, id)?.0,
            sequence: sequence.map_or(0, |sequence| sequence.0),
            here: Here::read(db, id, me.id, &everybody)?,
            addresses: store::customer::addresses(db, customer.id)?,
            local_time: wording::local_time(&customer, now, &tz),
            page: store::visitor::last_page(db, customer.id)?
                .filter(|(url, _)| url.starts_with("https://") || url.starts_with("http://")),
            facts,
            story,
            so_far,
            beside: Beside::read(db, id, &customer, me, now)?,
            lines,
            customer,
            agents: everybody.into_iter().filter(|a| a.deactivated_at.is_none()).collect(),
            teams: store::team::all(db)?,
            me: me.clone(),
            noticed,
            read_by_customer,
        })
    }

    /// What has come since, for a reply that was held.
    pub(crate) fn show_held(&self, arrived: Vec<Message>) -> Vec<Shown> {
        let tz = self.me.tz();
        let showing = Showing {
            customer_name: &self.customer.display_name(),
            agents: &self.agents,
            me: self.me.id,
            read_by_customer: self.read_by_customer,
            now: Timestamp::now(),
            tz: &tz,
        };
        arrived.into_iter().map(|message| showing.show(message, Vec::new())).collect()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state == Standing::Closed
    }

    pub(crate) fn is_snoozed(&self) -> bool {
        self.state == Standing::Snoozed
    }

    pub(crate) fn team(&self) -> Option<&Team> {
        self.teams.iter().find(|team| Some(team.id) == self.team_id)
    }

    pub(crate) fn has_team(&self, id: TeamId) -> bool {
        self.team_id == Some(id)
    }

    pub(crate) fn story_count(&self) -> Wording {
        say("conversation-count").with("count", self.story.len())
    }

    pub(crate) fn has_assignee(&self, id: AgentId) -> bool {
        self.assignee.as_ref().is_some_and(|assignee| assignee.id == id)
    }
}

/// How a conversation stands, in the customer's story.
fn standing_label(state: Standing) -> Wording {
    match state {
        Standing::WaitingOnUs => say("standing-waiting-on-us"),
        Standing::WaitingOnCustomer => say("standing-waiting-on-customer"),
        Standing::Snoozed => say("standing-snoozed"),
        Standing::Closed => say("standing-closed"),
    }
}

/// What was noticed in a conversation, for those messages.
pub(super) fn notice(
    db: &mut Db,
    me: &Agent,
    id: ConversationId,
    messages: &[Message],
    agents: &[Agent],
    tags: &[String],
) -> desk::Result<Noticed> {
    let overview = desk::moment::Overview::read(db, id)?;
    let preferences = desk::preference::Preferences::read(db, me.id)?;
    let showing = moments::Showing { messages, agents, me: me.id, tags, preferences: &preferences };
    Ok(Noticed::of(&overview, &showing))
}

/// Puts what was noticed beside the messages in which it was.
pub(super) fn put_beside(lines: &mut [Line], noticed: &mut Noticed) {
    for line in lines {
        if let Line::Message(message) = line {
            message.beside = noticed.beside(message.id);
        }
    }
}

/// Where the messages before those begin, if there may be any.
pub(super) fn earlier(messages: &[Message]) -> Option<(Timestamp, MessageId)> {
    let full = messages.len() >= usize::try_from(THREAD_PAGE).unwrap_or(usize::MAX);
    messages.first().filter(|_| full).map(|first| (first.at, first.id))
}

pub(super) fn earlier_address(id: ConversationId, at: Timestamp, before: MessageId) -> String {
    format!("/conversations/{id}/earlier?at={}&before={before}", at.as_millisecond())
}

/// The lines of a thread: messages, what happened between them, and the days.
pub(super) fn lines(
    db: &mut Db,
    conversation: &Conversation,
    messages: Vec<Message>,
    showing: &Showing<'_>,
    from_start: bool,
) -> desk::Result<Vec<Line>> {
    let id = conversation.id;
    let since = messages.first().map_or(conversation.opened_at, |first| first.at);
    let since = if from_start { conversation.opened_at } else { since };
    let ids = messages.iter().map(|message| message.id);
    let mut files = match (ids.clone().min(), ids.max()) {
        (Some(first), Some(last)) => store::attachment::of_messages(db, id, first, last)?,
        _ => Vec::new(),
    };
    let mut found: Vec<(Timestamp, Line)> = Vec::new();
    let mut asked = suggested(db, id, showing)?;
    for message in messages {
        let (at, message_id) = (message.at, message.id);
        let own = files.extract_if(.., |(of, _)| *of == message.id);
        let own = own.map(|(_, file)| File::from(file)).collect();
        found.push((at, Line::Message(Box::new(showing.show(message, own)))));
        // Beside the words themselves: the order by time keeps what has the same time together.
        let here = asked.extract_if(.., |(of, _)| *of == message_id);
        found.extend(here.map(|(_, asked)| (at, Line::Suggestion(Box::new(asked)))));
    }
    found.extend(events(db, id, since, showing)?);
    found.extend(calls(db, id, since, showing)?);
    found.sort_by_key(|(at, _)| *at);
    let mut lines = Vec::new();
    let mut day_before = String::new();
    for (at, line) in found {
        let day = wording::day(at, showing.now, showing.tz);
        if day != day_before {
            lines.push(Line::Day(day.clone()));
            day_before = day;
        }
        lines.push(line);
    }
    Ok(lines)
}

/// Marks the messages in which the customer had to say something again.
pub(super) fn mark_repeats(lines: &mut [Line], so_far: &SoFar) {
    for line in lines {
        if let Line::Message(message) = line {
            message.repeat = so_far.repeat(message.id);
        }
    }
}

/// What agents did with a conversation, in words.
fn events(
    db: &mut Db,
    id: ConversationId,
    since: Timestamp,
    showing: &Showing<'_>,
) -> desk::Result<Vec<(Timestamp, Line)>> {
    let name = |id: AgentId| {
        let agent = showing.agents.iter().find(|agent| agent.id == id);
        agent.map_or_else(|| say("person-unknown").to_string(), |agent| agent.name.clone())
    };
    let teams = store::team::all(db)?;
    let mut events = Vec::new();
    let steps = store::conversation::steps(db, id, since)?;
    for (number, step) in steps.iter().enumerate() {
        let at = wording::time(step.at, showing.tz);
        let (icon, words) = match (step.state, step.agent_id) {
            (Standing::Closed, Some(by)) => {
                ("check", say("thread-closed").with("name", name(by)).with("at", at))
            }
            (Standing::Snoozed, Some(by)) => {
                let until = step.snoozed_until.unwrap_or(step.at);
                let until = wording::day_and_time(until, showing.tz);
                ("moon", say("thread-snoozed").with("name", name(by)).with("until", until))
            }
            (Standing::WaitingOnUs, Some(by)) if number > 0 => {
                ("undo", say("thread-reopened").with("name", name(by)).with("at", at))
            }
            (Standing::WaitingOnUs, None)
                if number > 0
                    && steps[number - 1].state == Standing::Snoozed
                    && steps[number - 1].snoozed_until.is_some_and(|until| until <= step.at) =>
            {
                ("moon", say("thread-came-back").with("at", at))
            }
            _ => continue,
        };
        events.push((step.at, Line::Event(icon, words.to_string())));
    }
    let mut had = None;
    for change in store::conversation::assignments(db, id, since)? {
        let at = wording::time(change.at, showing.tz);
        let team = teams.iter().find(|team| Some(team.id) == change.team_id);
        let before = std::mem::replace(&mut had, change.assignee_id);
        let words = match change.reason {
            Some(Why::Rule) => continue,
            Some(reason) => by_itself(reason, change.assignee_id, before, team, name, &at),
            None => by_somebody(&change, team, name, &at),
        };
        events.push((change.at, Line::Event("assign", words.to_string())));
    }
    let runs = store::rule::runs_of_conversation(db, id, since)?.into_iter();
    for run in runs.filter(|run| run.outcome != AS_BEFORE) {
        let at = wording::time(run.at, showing.tz);
        let words = say("thread-rule")
            .with("rule", run.rule_name)
            .with("at", at)
            .with("outcome", run.outcome);
        events.push((run.at, Line::Event("standard", words.to_string())));
    }
    for merge in store::merge::of_conversation(db, id, since)? {
        let (by, at) = (name(merge.agent_id), wording::time(merge.at, showing.tz));
        let here = merge.source_id == id;
        let there = if here { merge.target_id } else { merge.source_id };
        let other = store::conversation::find(db, there)?;
        let other = other.map_or_else(String::new, |other| other.display_subject());
        let (words, leads) = match merge.kind {
            Kind::Merge => (say("thread-merged"), None),
            Kind::Split if here => (say("thread-split-off"), Some(there.0)),
            Kind::Split => (say("thread-split-from"), Some(there.0)),
        };
        let words = words.with("name", by).with("at", at).with("subject", other);
        events.push((merge.at, Line::Merge(merge.id.0, words, leads)));
    }
    for shared in store::shared_moment::of_conversation(db, id, since)? {
        let line = SharedLine {
            id: shared.id.0,
            by: name(shared.agent_id),
            mine: shared.agent_id == showing.me,
            what: crate::replays::told::shared(&shared.what),
            place: clock(shared.from_ms.unsigned_abs()),
            note: shared.note,
            sound: shared.clip.is_some(),
            time: wording::time(shared.at, showing.tz),
            datetime: shared.at.to_string(),
        };
        events.push((shared.at, Line::Moment(Box::new(line))));
    }
    Ok(events)
}

/// What a colleague gave to whom, in words.
fn by_somebody(
    change: &store::conversation::Assignment,
    team: Option<&Team>,
    name: impl Fn(AgentId) -> String,
    at: &str,
) -> Wording {
    let by = change.agent_id.map_or_else(|| "Bliss".to_owned(), &name);
    let said = match (change.assignee_id, team) {
        (Some(to), _) if Some(to) == change.agent_id => say("thread-taken"),
        (Some(to), _) => say("thread-given").with("to", name(to)),
        (None, Some(team)) => say("thread-given-to-team").with("team", &team.name),
        (None, None) => say("thread-given-to-nobody"),
    };
    said.with("name", by).with("at", at)
}

/// What went to whom without anybody's doing, and why, in words.
fn by_itself(
    reason: Why,
    to: Option<AgentId>,
    before: Option<AgentId>,
    team: Option<&Team>,
    name: impl Fn(AgentId) -> String,
    at: &str,
) -> Wording {
    let to = to.map_or_else(|| say("person-nobody-within").to_string(), &name);
    let said = match reason {
        Why::Turn => say("thread-turn").with("to", to),
        Why::LeastBusy => say("thread-least-busy").with("to", to),
        Why::SameCustomer => say("thread-same-customer").with("to", to),
        Why::OffDuty => {
            let team =
                team.map_or_else(|| say("thread-everybody"), |team| team.name.clone().into());
            let who = before.map_or_else(|| say("thread-whoever-had-it"), |id| name(id).into());
            say("thread-off-duty").with("team", team).with("name", who)
        }
        Why::Rule => say("thread-given-by-rule").with("to", to),
    };
    said.with("at", at)
}

/// A conversation brought up to date in place, and the composer where it changes too.
#[derive(Template)]
#[template(path = "conversations/talk_fragments.html")]
pub(crate) struct TalkFragments {
    pub(super) talk: Talk,
    pub(super) composer: Option<Composer>,
}

impl TalkFragments {
    pub(crate) fn with_composer(talk: Talk, composer: Composer) -> Self {
        Self { talk, composer: Some(composer) }
    }
}

/// The calls of a conversation, and what was promised in it, in words.
fn calls(
    db: &mut Db,
    id: ConversationId,
    since: Timestamp,
    showing: &Showing<'_>,
) -> desk::Result<Vec<(Timestamp, Line)>> {
    let name = |id: Option<AgentId>| {
        let agent = showing.agents.iter().find(|agent| Some(agent.id) == id);
        agent.map_or_else(
            || say("person-unknown-within").to_string(),
            |agent| agent.first_name().to_owned(),
        )
    };
    let (customer, tz) = (showing.customer_name, showing.tz);
    let mut lines = Vec::new();
    for call in store::call::of_conversation(db, id, since)? {
        let (at, with) = (wording::time(call.asked_at, tz), name(call.agent_id));
        let long = call.talked_seconds(showing.now).map(wording::talked).unwrap_or_default();
        let words = match (call.source, call.state(), call.answered_at, call.reason) {
            (Source::Recording, ..) => {
                say("thread-call-recorded").with("name", with).with("length", long)
            }
            (_, Called::Waiting, ..) => say("thread-call-waiting"),
            (_, Called::Talking | Called::Held, ..) => {
                say("thread-call-talking").with("name", with)
            }
            (_, Called::Ended, None, Some(Reason::CallBack)) => say("thread-call-back-asked"),
            (_, Called::Ended, None, Some(Reason::Writing)) => say("thread-call-writes"),
            (_, Called::Ended, None, _) => {
                let waited = call.since().duration_since(call.asked_at).as_secs();
                say("thread-call-missed").with("waited", wording::talked(waited))
            }
            (_, Called::Ended, Some(_), Some(Reason::Lost | Reason::Restart)) => {
                say("thread-call-lost").with("name", with).with("length", long)
            }
            (_, Called::Ended, Some(_), _) => {
                say("thread-call").with("name", with).with("length", long)
            }
        };
        let words = words.with("customer", customer).with("at", at).to_string();
        lines.push((call.asked_at, Line::Call(call.id.0, words)));
    }
    for promise in store::promise::of_conversation(db, id, since)? {
        let made = match &promise.phone {
            Some(phone) => say("thread-promised-call").with("phone", phone),
            None => say("thread-promised"),
        };
        let due = wording::day_and_time(promise.due_at, tz);
        let made = made.with("what", &promise.what).with("due", due).to_string();
        lines.push((promise.made_at, Line::Event("clock", made)));
        if let Some(kept) = promise.kept_at {
            let at = wording::time(kept, tz);
            let words = say("thread-promise-kept").with("at", at).to_string();
            lines.push((kept, Line::Event("check", words)));
        }
        if let Some(cancelled) = promise.cancelled_at {
            let at = wording::time(cancelled, tz);
            let words = say("thread-promise-taken-back").with("at", at).with("what", &promise.what);
            lines.push((cancelled, Line::Event("undo", words.to_string())));
        }
    }
    Ok(lines)
}

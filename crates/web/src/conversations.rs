//! The desk: the list of who waits, one conversation, and its customer.

mod view;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    AgentId, ConversationId, EventId, MessageId, TeamId, Timestamp,
    agent::Agent,
    conversation::{Channel, Conversation, State as Standing},
    customer::{Address, Customer},
    message::{Kind, Message},
    team::Team,
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{Db, conversation::Listed};

pub(crate) use self::view::View;
use crate::{
    Web,
    access::SignedIn,
    error::{Error, Result},
    messages::{Composer, File, Showing, Shown},
    page::{fragments, nothing, page},
    shell::{Assets, COUNT_MAX, Nav, Shell},
    wording,
};

/// Conversations in one page of the list.
const LIST_PAGE: i64 = 50;
/// Messages that are shown before one asks for earlier ones.
const THREAD_PAGE: i64 = 50;
/// Conversations of a customer's story beside the thread.
const STORY_MAX: i64 = 10;
/// A wait that is marked, in seconds: ten minutes for those who wait at a chat.
const WAIT_LONG_SECONDS: i64 = 10 * 60;
/// A wait that is marked strongly: an hour.
const WAIT_LATE_SECONDS: i64 = 60 * 60;

/// A conversation in a list.
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) subject: String,
    pub(crate) preview: String,
    pub(crate) channel_icon: &'static str,
    pub(crate) channel: &'static str,
    pub(crate) wait: Option<String>,
    pub(crate) wait_class: &'static str,
    pub(crate) tags: Vec<String>,
    pub(crate) assignee: Option<String>,
    pub(crate) unread: bool,
    pub(crate) current: bool,
    /// What stands in the place of the wait where nobody waits.
    pub(crate) aside: Option<String>,
}

/// The icon of a channel.
pub(crate) fn channel_icon(channel: Channel) -> &'static str {
    match channel {
        Channel::Chat => "chat",
        Channel::InPerson => "counter",
    }
}

/// The rows of a list.
pub(crate) fn rows(
    db: &mut Db,
    listed: Vec<Listed>,
    now: Timestamp,
    tz: &TimeZone,
) -> desk::Result<Vec<Row>> {
    listed.into_iter().map(|listed| row(db, listed, now, tz)).collect()
}

fn row(db: &mut Db, listed: Listed, now: Timestamp, tz: &TimeZone) -> desk::Result<Row> {
    let conversation = listed.conversation;
    let standing = conversation.standing;
    let waited = standing.waiting_since.map(|since| now.duration_since(since).as_secs());
    let waited = waited.filter(|_| standing.state == Standing::WaitingOnUs);
    let name =
        if listed.customer_name.is_empty() { "A visitor".into() } else { listed.customer_name };
    Ok(Row {
        id: conversation.id.0,
        href: format!("/conversations/{}", conversation.id),
        name,
        subject: shown_subject(&conversation),
        preview: conversation.preview,
        channel_icon: channel_icon(conversation.channel),
        channel: conversation.channel.as_str(),
        wait: waited.map(wording::duration),
        wait_class: match waited {
            Some(WAIT_LATE_SECONDS..) => "wait--late",
            Some(WAIT_LONG_SECONDS..) => "wait--long",
            _ => "",
        },
        tags: store::tag::of_conversation(db, conversation.id)?,
        assignee: listed.assignee_name,
        unread: listed.unread,
        current: false,
        aside: match standing.state {
            Standing::WaitingOnUs => None,
            Standing::Snoozed => standing
                .snoozed_until
                .map(|until| format!("back {}", wording::soon(until, now, tz))),
            Standing::WaitingOnCustomer | Standing::Closed => {
                Some(wording::day(conversation.last_message_at, now, tz))
            }
        },
    })
}

fn shown_subject(conversation: &Conversation) -> String {
    if conversation.subject.is_empty() {
        format!("Conversation {}", conversation.id)
    } else {
        conversation.subject.clone()
    }
}

/// The list of the desk.
#[derive(Template)]
#[template(path = "conversations/list.html")]
pub(crate) struct List {
    assets: Assets,
    view: View,
    filters: Vec<(String, &'static str, Option<i64>, bool)>,
    rows: Vec<Row>,
    open: Option<i64>,
    next: Option<String>,
    previous: Option<String>,
    team: Option<String>,
}

impl List {
    fn read(
        db: &mut Db,
        me: &Agent,
        view: View,
        open: Option<ConversationId>,
    ) -> desk::Result<Self> {
        let now = Timestamp::now();
        let filter = view.filter(me.id);
        let listed =
            store::conversation::list(db, &filter, LIST_PAGE + 1, view.page() * LIST_PAGE)?;
        let more = listed.len() > usize::try_from(LIST_PAGE).unwrap_or(usize::MAX);
        let mut rows = rows(db, listed, now, &me.tz())?;
        rows.truncate(usize::try_from(LIST_PAGE).unwrap_or(usize::MAX));
        let query = view.query();
        for row in &mut rows {
            row.href.push_str(&query);
            row.current = open.is_some_and(|open| open.0 == row.id);
        }
        let mut filters = Vec::new();
        for (name, label, counted) in view::NAMES {
            let of = View::named(name);
            let count = if *counted {
                Some(store::conversation::count(db, &of.filter(me.id), COUNT_MAX)?)
            } else {
                None
            };
            filters.push((format!("/desk{}", of.query()), *label, count, view.is(name)));
        }
        let team = match filter.team {
            Some(id) => store::team::all(db)?.into_iter().find(|team| team.id == id),
            None => None,
        };
        Ok(Self {
            assets: Assets,
            filters,
            next: more.then(|| format!("/desk{}", view.at_page(view.page() + 1).query())),
            previous: (view.page() > 0)
                .then(|| format!("/desk{}", view.at_page(view.page() - 1).query())),
            open: open.map(|id| id.0),
            rows,
            team: team.map(|team| team.name),
            view,
        })
    }

    /// Where the list is fetched anew.
    fn address(&self) -> String {
        let query = self.view.query();
        match self.open {
            Some(id) if query.is_empty() => format!("/desk/list?open={id}"),
            Some(id) => format!("/desk/list{query}&open={id}"),
            None => format!("/desk/list{query}"),
        }
    }
}

/// The desk.
#[derive(Template)]
#[template(path = "conversations/desk.html")]
struct DeskPage {
    shell: Shell,
    nav: Nav,
    list: List,
    open: Option<(Talk, Composer)>,
}

/// The desk with nothing open.
pub(crate) async fn index(
    State(web): State<Web>,
    shell: Shell,
    Query(view): Query<View>,
) -> Result {
    let me = shell.me.clone();
    let list = web.desk.store().read(move |db| List::read(db, &me, view, None)).await?;
    page(&DeskPage { shell, nav: Nav::Desk, list, open: None })
}

/// The desk with a conversation open.
pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    Path(id): Path<i64>,
    Query(view): Query<View>,
) -> Result {
    let me = shell.me.clone();
    let id = ConversationId(id);
    let (list, open) = web
        .desk
        .store()
        .read(move |db| {
            let talk = Talk::read(db, &me, id)?;
            let composer = Composer::read(db, &me, id, Kind::Reply)?;
            Ok::<_, desk::Error>((List::read(db, &me, view, Some(id))?, (talk, composer)))
        })
        .await?;
    page(&DeskPage { shell, nav: Nav::Desk, list, open: Some(open) })
}

/// The list alone, with the count of who waits.
#[derive(Template)]
#[template(path = "conversations/list_fragment.html")]
struct ListFragment {
    shell: Shell,
    list: List,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Open {
    open: Option<i64>,
}

/// The list as it is now.
pub(crate) async fn list(
    State(web): State<Web>,
    shell: Shell,
    Query(view): Query<View>,
    Query(Open { open }): Query<Open>,
) -> Result {
    let me = shell.me.clone();
    let open = open.map(ConversationId);
    let list = web.desk.store().read(move |db| List::read(db, &me, view, open)).await?;
    page(&ListFragment { shell, list })
}

/// One line of a thread.
pub(crate) enum Line {
    /// A new day.
    Day(String),
    /// Something that happened.
    Event(&'static str, String),
    /// A message or a note.
    Message(Box<Shown>),
}

/// A customer's story beside a thread.
pub(crate) struct Story {
    pub(crate) row: Row,
    pub(crate) state: &'static str,
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
    pub(crate) channel: &'static str,
    pub(crate) channel_icon: &'static str,
    pub(crate) tags: Vec<String>,
    pub(crate) all_tags: Vec<String>,
    pub(crate) assignee: Option<Agent>,
    pub(crate) team_id: Option<TeamId>,
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
    pub(crate) agents: Vec<Agent>,
    pub(crate) teams: Vec<Team>,
    pub(crate) me: Agent,
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
            customer_name: customer.display_name(),
            agents: &everybody,
            me: me.id,
            read_by_customer,
            now,
            tz: &tz,
        };
        let from_start = earlier.is_none();
        let lines = lines(db, &conversation, messages, &showing, from_start)?;
        let facts = store::customer::facts(db, customer.id)?
            .into_iter()
            .map(|fact| {
                let by = everybody.iter().find(|agent| agent.id == fact.agent_id);
                let by = by.map_or("somebody", |agent| agent.first_name()).to_owned();
                let day = wording::day(fact.created_at, now, &tz);
                (fact, by, day)
            })
            .collect();
        let mut story = Vec::new();
        for listed in store::conversation::of_customer(db, customer.id, STORY_MAX)? {
            let state = listed.conversation.standing.state.as_str();
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
            subject: shown_subject(&conversation),
            state: standing.state,
            until: standing.snoozed_until.map(|until| wording::soon(until, now, &tz)),
            wait: waited.map(|since| wording::since(since, now)),
            channel: match conversation.channel {
                Channel::Chat => "Chat",
                Channel::InPerson => "In person",
            },
            channel_icon: channel_icon(conversation.channel),
            tags: store::tag::of_conversation(db, id)?,
            all_tags: store::tag::all(db)?,
            assignee,
            team_id: conversation.team_id,
            earlier: earlier.map(|(at, before)| earlier_address(id, at, before)),
            newest: store::message::newest(db, id)?.0,
            sequence: sequence.map_or(0, |sequence| sequence.0),
            addresses: store::customer::addresses(db, customer.id)?,
            local_time: wording::local_time(&customer, now, &tz),
            page: store::visitor::last_page(db, customer.id)?
                .filter(|(url, _)| url.starts_with("https://") || url.starts_with("http://")),
            facts,
            story,
            lines,
            customer,
            agents: everybody.into_iter().filter(|a| a.deactivated_at.is_none()).collect(),
            teams: store::team::all(db)?,
            me: me.clone(),
            read_by_customer,
        })
    }

    /// What has come since, for a reply that was held.
    pub(crate) fn show_held(&self, arrived: Vec<Message>) -> Vec<Shown> {
        let tz = self.me.tz();
        let showing = Showing {
            customer_name: self.customer.display_name(),
            agents: &self.agents,
            me: self.me.id,
            read_by_customer: self.read_by_customer,
            now: Timestamp::now(),
            tz: &tz,
        };
        arrived.into_iter().map(|message| showing.show(message, Vec::new())).collect()
    }

    fn is_closed(&self) -> bool {
        self.state == Standing::Closed
    }

    fn is_snoozed(&self) -> bool {
        self.state == Standing::Snoozed
    }

    fn team(&self) -> Option<&Team> {
        self.teams.iter().find(|team| Some(team.id) == self.team_id)
    }

    fn has_team(&self, id: &TeamId) -> bool {
        self.team_id.as_ref() == Some(id)
    }

    fn story_count(&self) -> String {
        let count = i64::try_from(self.story.len()).unwrap_or(STORY_MAX);
        wording::count(count, "conversation", "conversations")
    }

    fn has_assignee(&self, id: &AgentId) -> bool {
        self.assignee.as_ref().is_some_and(|assignee| assignee.id == *id)
    }
}

/// Where the messages before those begin, if there may be any.
fn earlier(messages: &[Message]) -> Option<(Timestamp, MessageId)> {
    let full = messages.len() >= usize::try_from(THREAD_PAGE).unwrap_or(usize::MAX);
    messages.first().filter(|_| full).map(|first| (first.at, first.id))
}

fn earlier_address(id: ConversationId, at: Timestamp, before: MessageId) -> String {
    format!("/conversations/{id}/earlier?at={}&before={before}", at.as_millisecond())
}

/// The lines of a thread: messages, what happened between them, and the days.
fn lines(
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
    for message in messages {
        let at = message.at;
        let own = files.extract_if(.., |(of, _)| *of == message.id);
        let own = own.map(|(_, file)| File::from(file)).collect();
        found.push((at, Line::Message(Box::new(showing.show(message, own)))));
    }
    found.extend(events(db, id, since, showing)?);
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

/// What agents did with a conversation, in words.
fn events(
    db: &mut Db,
    id: ConversationId,
    since: Timestamp,
    showing: &Showing<'_>,
) -> desk::Result<Vec<(Timestamp, Line)>> {
    let name = |id: AgentId| {
        let agent = showing.agents.iter().find(|agent| agent.id == id);
        agent.map_or_else(|| "Somebody".to_owned(), |agent| agent.name.clone())
    };
    let teams = store::team::all(db)?;
    let mut events = Vec::new();
    let steps = store::conversation::steps(db, id, since)?;
    for (number, step) in steps.iter().enumerate() {
        let at = wording::time(step.at, showing.tz);
        let (icon, words) = match (step.state, step.agent_id) {
            (Standing::Closed, Some(by)) => ("check", format!("{} closed this at {at}", name(by))),
            (Standing::Snoozed, Some(by)) => {
                let until = step.snoozed_until.unwrap_or(step.at);
                let until =
                    until.to_zoned(showing.tz.clone()).strftime("%-d %B, %H:%M").to_string();
                ("moon", format!("{} put this aside until {until}", name(by)))
            }
            (Standing::WaitingOnUs, Some(by)) if number > 0 => {
                ("undo", format!("{} took this up again at {at}", name(by)))
            }
            (Standing::WaitingOnUs, None)
                if number > 0
                    && steps[number - 1].state == Standing::Snoozed
                    && steps[number - 1].snoozed_until.is_some_and(|until| until <= step.at) =>
            {
                ("moon", format!("Came back at {at}"))
            }
            _ => continue,
        };
        events.push((step.at, Line::Event(icon, words)));
    }
    for change in store::conversation::assignments(db, id, since)? {
        let at = wording::time(change.at, showing.tz);
        let by = change.agent_id.map_or_else(|| "Bliss".to_owned(), name);
        let team = teams.iter().find(|team| Some(team.id) == change.team_id);
        let words = match (change.assignee_id, team) {
            (Some(to), _) if Some(to) == change.agent_id => format!("{by} took this at {at}"),
            (Some(to), _) => format!("{by} gave this to {} at {at}", name(to)),
            (None, Some(team)) => format!("{by} gave this to the team {} at {at}", team.name),
            (None, None) => format!("{by} gave this to nobody at {at}"),
        };
        events.push((change.at, Line::Event("assign", words)));
    }
    Ok(events)
}

/// A conversation brought up to date in place, and the composer where it changes too.
#[derive(Template)]
#[template(path = "conversations/talk_fragments.html")]
pub(crate) struct TalkFragments {
    talk: Talk,
    composer: Option<Composer>,
}

impl TalkFragments {
    pub(crate) fn with_composer(talk: Talk, composer: Composer) -> Self {
        Self { talk, composer: Some(composer) }
    }
}

/// A conversation as it is now.
pub(crate) async fn talk(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
) -> Result {
    up_to_date(&web, agent, ConversationId(id)).await
}

async fn up_to_date(web: &Web, agent: Agent, id: ConversationId) -> Result {
    let talk = web.desk.store().read(move |db| Talk::read(db, &agent, id)).await?;
    let html = TalkFragments { talk, composer: None }.render()?;
    Ok(fragments(StatusCode::OK, html))
}

/// Messages before those that are shown.
#[derive(Template)]
#[template(path = "conversations/earlier.html")]
struct Earlier {
    assets: Assets,
    lines: Vec<Line>,
    earlier: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    at: i64,
    before: i64,
}

/// Messages before a place.
pub(crate) async fn earlier_messages(
    State(web): State<Web>,
    SignedIn { agent: me, .. }: SignedIn,
    Path(id): Path<i64>,
    Query(Before { at, before }): Query<Before>,
) -> Result {
    let id = ConversationId(id);
    let at = Timestamp::from_millisecond(at).map_err(|_| Error::not_found("page"))?;
    let found = web
        .desk
        .store()
        .read(move |db| {
            let tz = me.tz();
            let conversation = store::conversation::find(db, id)?
                .ok_or_else(|| desk::Error::not_found("conversation"))?;
            let customer = store::customer::find(db, conversation.customer_id)?
                .ok_or_else(|| desk::Error::not_found("customer"))?;
            let agents = store::agent::all(db)?;
            let messages =
                store::message::last(db, id, Some((at, MessageId(before))), THREAD_PAGE)?;
            let next = earlier(&messages);
            let showing = Showing {
                customer_name: customer.display_name(),
                agents: &agents,
                me: me.id,
                read_by_customer: store::conversation::read_marks(db, id)?.0,
                now: Timestamp::now(),
                tz: &tz,
            };
            let mut lines = lines(db, &conversation, messages, &showing, next.is_none())?;
            // What happened later is shown with the later messages.
            let last = lines.iter().rposition(|line| matches!(line, Line::Message(_)));
            lines.truncate(last.map_or(0, |last| last + 1));
            let earlier = next.map(|(at, before)| earlier_address(id, at, before));
            Ok::<_, desk::Error>(Earlier { assets: Assets, lines, earlier })
        })
        .await?;
    page(&found)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reading {
    sequence: i64,
}

/// Notes up to where an agent has read.
pub(crate) async fn read(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
    Form(Reading { sequence }): Form<Reading>,
) -> Result {
    web.desk.read_by_agent(agent.id, ConversationId(id), EventId(sequence)).await?;
    nothing()
}

/// Closes a conversation.
pub(crate) async fn close(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
) -> Result {
    let id = ConversationId(id);
    told(&web, &agent, id, web.desk.close(&agent, id).await).await
}

/// Takes a closed conversation up again, or wakes a snoozed one.
pub(crate) async fn reopen(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
) -> Result {
    let id = ConversationId(id);
    told(&web, &agent, id, web.desk.reopen(&agent, id).await).await
}

/// The conversation as it is after a change, or after it turned out that somebody was faster; in
/// that case with the words for it.
async fn told(
    web: &Web,
    agent: &Agent,
    id: ConversationId,
    outcome: desk::Result<()>,
) -> Result<Response> {
    let conflict = match outcome {
        Ok(()) => None,
        Err(desk::Error::Conflict(words)) => Some(words),
        Err(error) => return Err(error.into()),
    };
    let mut response = up_to_date(web, agent.clone(), id).await?;
    if let Some(words) = conflict {
        let toast = Toast { words };
        let html = toast.render()?;
        let body = std::mem::take(response.body_mut());
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        let body = [body.as_ref(), html.as_bytes()].concat();
        response = (StatusCode::CONFLICT, axum::response::Html(body)).into_response();
    }
    Ok(response)
}

/// A word to the agent at the edge of the page.
#[derive(Template)]
#[template(
    source = "<hx-partial hx-target=\"#toasts\" hx-swap=\"beforeend\"><div class=\"toast\">{{ words }}</div></hx-partial>",
    ext = "html"
)]
struct Toast {
    words: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Until {
    #[serde(default)]
    until: String,
    #[serde(default)]
    words: String,
}

/// Puts a conversation aside, until a time in plain words.
pub(crate) async fn snooze(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
    Form(Until { until, words }): Form<Until>,
) -> Result {
    let id = ConversationId(id);
    let words = if words.trim().is_empty() { until } else { words };
    web.desk.snooze(&agent, id, &words).await?;
    up_to_date(&web, agent, id).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct Assignment {
    /// An agent's id, `me`, or empty for nobody; absent to leave it.
    assignee: Option<String>,
    /// A team's id, or empty for none; absent to leave it.
    team: Option<String>,
}

/// Gives a conversation to somebody.
pub(crate) async fn assign(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
    Form(to): Form<Assignment>,
) -> Result {
    let id = ConversationId(id);
    let now = web
        .desk
        .store()
        .read(move |db| store::conversation::find(db, id))
        .await?
        .ok_or_else(|| Error::not_found("conversation"))?;
    let assignee = match to.assignee.as_deref() {
        None => now.assignee_id,
        Some("me") => Some(agent.id),
        Some(given) => given.parse().ok().map(AgentId),
    };
    let team = match to.team.as_deref() {
        None => now.team_id,
        Some(given) => given.parse().ok().map(TeamId),
    };
    web.desk.assign(&agent, id, assignee, team).await?;
    up_to_date(&web, agent, id).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct Subject {
    subject: String,
}

/// Says what a conversation is about.
pub(crate) async fn change_subject(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
    Form(Subject { subject }): Form<Subject>,
) -> Result {
    let id = ConversationId(id);
    web.desk.change_subject(&agent, id, &subject).await?;
    up_to_date(&web, agent, id).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct TagName {
    tag: String,
}

/// Puts a tag on a conversation.
pub(crate) async fn tag(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
    Form(TagName { tag }): Form<TagName>,
) -> Result {
    let id = ConversationId(id);
    web.desk.tag(&agent, id, &tag).await?;
    up_to_date(&web, agent, id).await
}

/// Takes a tag off a conversation.
pub(crate) async fn untag(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Path(id): Path<i64>,
    Form(TagName { tag }): Form<TagName>,
) -> Result {
    let id = ConversationId(id);
    web.desk.untag(&agent, id, tag).await?;
    up_to_date(&web, agent, id).await
}

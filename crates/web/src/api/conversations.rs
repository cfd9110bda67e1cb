//! Conversations, for other programs.

use axum::extract::State;
use desk::{conversation::With, customer::Described};
use domain::{
    AgentId, ConversationId, CustomerId, TeamId,
    conversation::{self, Channel, State as Standing},
    customer::AddressKind,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Db,
    conversation::{Assignee, Filter, Listed, list_after, position},
};

use super::{
    Body, Named, Problem,
    list::{List, Page},
    wire::{Made, Nullable, Time, Told, Word},
};
use crate::{Web, access::Caller};

/// One matter with a customer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Conversation {
    id: i64,
    customer_id: i64,
    /// The address to which it came; null where it came to none.
    inbox_id: Option<i64>,
    channel: Word<Channel>,
    /// What it is about; empty until somebody says so.
    subject: String,
    state: Word<Standing>,
    state_since: Time,
    /// The customer's first words that are not answered yet; null where they wait for nothing.
    waiting_since: Option<Time>,
    snoozed_until: Option<Time>,
    /// Who has it.
    assignee_id: Option<i64>,
    team_id: Option<i64>,
    tags: Vec<String>,
    opened_at: Time,
    last_message_at: Time,
    /// The beginning of the last message that both sides see.
    preview: String,
    /// The conversation into which it was merged, where it was: all that was in it is there.
    merged_into: Option<i64>,
}

impl Conversation {
    pub(crate) fn of(db: &mut Db, of: conversation::Conversation) -> desk::Result<Self> {
        Ok(Self {
            tags: store::tag::of_conversation(db, of.id)?,
            id: of.id.0,
            customer_id: of.customer_id.0,
            inbox_id: of.inbox_id.map(|id| id.0),
            channel: of.channel.into(),
            subject: of.subject,
            state: of.standing.state.into(),
            state_since: of.state_since.into(),
            waiting_since: of.standing.waiting_since.map(Time),
            snoozed_until: of.standing.snoozed_until.map(Time),
            assignee_id: of.assignee_id.map(|id| id.0),
            team_id: of.team_id.map(|id| id.0),
            opened_at: of.opened_at.into(),
            last_message_at: of.last_message_at.into(),
            preview: of.preview,
            merged_into: of.merged_into.map(|id| id.0),
        })
    }
}

/// Which conversations a list shows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filters {
    /// Those in this state; those that wait for us where it is left out.
    state: Option<Word<Standing>>,
    /// An agent's id, `me`, or `nobody`.
    assignee: Option<String>,
    /// A team's id.
    team: Option<i64>,
    tag: Option<String>,
    channel: Option<Word<Channel>>,
}

/// The agent whom a filter names: an id, `me`, or `nobody`.
pub(super) fn agent_of(given: &str, me: AgentId) -> Result<Option<AgentId>, Problem> {
    match given {
        "me" => Ok(Some(me)),
        "nobody" => Ok(None),
        id => id.parse().map(|id| Some(AgentId(id))).map_err(|_| {
            Problem::refused(format!("“{id}” is nobody: write an agent’s id, me, or nobody."))
        }),
    }
}

impl Filters {
    fn filter(&self, me: AgentId) -> Result<Filter, Problem> {
        let assignee =
            match self.assignee.as_deref().map(|given| agent_of(given, me)).transpose()? {
                None => Assignee::Any,
                Some(None) => Assignee::Nobody,
                Some(Some(agent)) => Assignee::Agent(agent),
            };
        let tag = self.tag.as_deref();
        Ok(Filter {
            state: self.state.map_or(Standing::WaitingOnUs, |Word(state)| state),
            assignee,
            team: self.team.map(TeamId),
            tag: tag.map(|tag| conversation::normalise_tag(tag).unwrap_or_default()),
            channel: self.channel.map(|Word(channel)| channel),
        })
    }
}

pub(crate) async fn index(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    list: List<Filters>,
) -> Result<Page<Conversation>, Problem> {
    let filter = list.filters.filter(agent.id)?;
    let after = list.time()?.map(|(at, id)| (at, ConversationId(id)));
    let limit = list.one_more();
    let read = move |db: &mut Db| {
        let found = list_after(db, &filter, after, limit)?;
        let found = found.into_iter().map(|Listed { conversation, .. }| {
            let (at, id) = position(&conversation);
            Ok((Conversation::of(db, conversation)?, (at.as_millisecond(), id.0)))
        });
        found.collect::<desk::Result<Vec<_>>>()
    };
    let found = web.desk.store().read(read).await?;
    Ok(list.page(found, |(_, place)| *place).told(|(told, _)| told))
}

/// A conversation as it stands now.
async fn now(web: &Web, id: ConversationId) -> Result<Told<Conversation>, Problem> {
    let read = move |db: &mut Db| {
        let found = store::conversation::find(db, id)?;
        Conversation::of(db, found.ok_or_else(|| desk::Error::not_found("conversation"))?)
    };
    Ok(Told::new(web.desk.store().read(read).await?))
}

/// … or the one into which it was merged, in which whatever is done to it is done.
async fn kept(web: &Web, id: ConversationId) -> Result<Told<Conversation>, Problem> {
    let kept = web.desk.store().read(move |db| store::conversation::find_kept(db, id)).await?;
    now(web, kept.map_or(id, |kept| kept.id)).await
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Conversation>, Problem> {
    now(&web, ConversationId(id)).await
}

/// A conversation that is brought: with somebody we know, or somebody new.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{
    "customer": { "name": "Nora Lindqvist", "email": "nora@example.com" },
    "subject": "My teapot leaks", "text": "It arrived today, and there is a crack in it.",
}]))]
pub(crate) struct NewConversation {
    /// Somebody we know, by their id.
    customer_id: Option<i64>,
    /// Somebody new. One of the two is said.
    customer: Option<NewCustomer>,
    /// What it is about; the first words of the text where it is left out.
    #[serde(default)]
    subject: String,
    /// What the customer says.
    #[serde(default)]
    text: String,
}

/// Somebody whom nobody here knows yet.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "name": "Karim Haddad", "phone": "+49 30 1234567", "language": "de" }]))]
pub(crate) struct NewCustomer {
    name: String,
    /// BCP 47 tag of their language.
    #[serde(default)]
    language: String,
    /// IANA name of their time zone.
    #[serde(default)]
    time_zone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
}

impl NewCustomer {
    pub(super) fn read(self) -> (Described, Vec<(AddressKind, String)>) {
        let Self { name, language, time_zone, email, phone } = self;
        let addresses = vec![(AddressKind::Email, email), (AddressKind::Phone, phone)];
        (Described { name, language, time_zone }, addresses)
    }
}

pub(crate) async fn create(
    State(web): State<Web>,
    Caller { agent, token }: Caller,
    Body(new): Body<NewConversation>,
) -> Result<Made<Conversation>, Problem> {
    let with = match (new.customer_id, new.customer) {
        (Some(id), None) => With::Known(CustomerId(id)),
        (None, Some(customer)) => {
            super::customers::may_write(&token)?;
            let (described, addresses) = customer.read();
            With::New(described, addresses)
        }
        _ => {
            return Err(Problem::refused(
                "Say with whom: customer_id for somebody we know, or customer for somebody new.",
            ));
        }
    };
    let id = web.desk.open_for_program(&agent, with, &new.subject, &new.text).await?;
    Ok(Made { place: format!("/api/v1/conversations/{id}"), told: now(&web, id).await? })
}

pub(crate) async fn close(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Told<Conversation>, Problem> {
    let id = ConversationId(id);
    web.desk.close(&agent, id).await?;
    kept(&web, id).await
}

/// Takes a closed one up again, or wakes a snoozed one.
pub(crate) async fn reopen(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Told<Conversation>, Problem> {
    let id = ConversationId(id);
    web.desk.reopen(&agent, id).await?;
    kept(&web, id).await
}

/// Until when a conversation is put aside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "until": "2026-11-24T09:00:00+01:00" }]))]
pub(crate) struct Snooze {
    until: Time,
}

pub(crate) async fn snooze(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(Snooze { until: Time(until) }): Body<Snooze>,
) -> Result<Told<Conversation>, Problem> {
    let id = ConversationId(id);
    web.desk.snooze_until(&agent, id, until).await?;
    kept(&web, id).await
}

/// Who has a conversation from now on: both are said, null for nobody. Words for whoever has it next are kept as a
/// note.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "assignee_id": 3, "team_id": null }]))]
pub(crate) struct Assignment {
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Nullable<i64>")]
    assignee_id: Option<i64>,
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Nullable<i64>")]
    team_id: Option<i64>,
    #[serde(default)]
    words: String,
}

pub(crate) async fn assign(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(to): Body<Assignment>,
) -> Result<Told<Conversation>, Problem> {
    let id = ConversationId(id);
    let (assignee, team) = (to.assignee_id.map(AgentId), to.team_id.map(TeamId));
    web.desk.assign(&agent, id, assignee, team, &to.words).await?;
    kept(&web, id).await
}

/// What a conversation is about.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "subject": "The green teapot" }]))]
pub(crate) struct Subject {
    subject: String,
}

pub(crate) async fn change_subject(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(Subject { subject }): Body<Subject>,
) -> Result<Told<Conversation>, Problem> {
    let id = ConversationId(id);
    web.desk.change_subject(&agent, id, &subject).await?;
    kept(&web, id).await
}

pub(crate) async fn tag(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named((id, tag)): Named<(i64, String)>,
) -> Result<Told<Conversation>, Problem> {
    let id = ConversationId(id);
    web.desk.tag(&agent, id, &tag).await?;
    kept(&web, id).await
}

/// Takes a tag off; one that is not on it is off it.
pub(crate) async fn untag(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named((id, tag)): Named<(i64, String)>,
) -> Result<Told<Conversation>, Problem> {
    let id = ConversationId(id);
    let tag = conversation::normalise_tag(&tag).unwrap_or_default();
    web.desk.untag(&agent, id, tag).await?;
    kept(&web, id).await
}

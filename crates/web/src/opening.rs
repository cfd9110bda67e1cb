//! Opening a conversation with somebody who stands at the counter: somebody we know, or somebody
//! new.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
};
use desk::{conversation::With, customer::Described};
use domain::{
    AgentId, ConversationId, CustomerId, TeamId,
    agent::Agent,
    conversation::{TAG_CHARS_MAX, TAGS_MAX, normalise_tag},
    customer::AddressKind,
    message::clean_text,
    team::Team,
    text,
};
use language::say;
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    customers::{is_bad_address, is_bad_name, searched},
    error::Result,
    page::{on_to, page, page_with, wants_part},
    shell::{Nav, Shell},
};

/// Customers that are offered while a name is typed.
const CHOICES_MAX: i64 = 6;

/// What an agent writes down at the counter.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    /// The name that was typed; of somebody new, unless a customer was chosen.
    who: String,
    /// The id of the customer who was chosen; empty for somebody new.
    customer: String,
    email: String,
    phone: String,
    subject: String,
    said: String,
    /// `me`, `agent-3`, `team-2`, or nothing for nobody.
    to: Option<String>,
    tags: String,
}

impl Given {
    fn known(&self) -> Option<CustomerId> {
        self.customer.parse().ok().map(CustomerId)
    }

    fn addresses(&self) -> Vec<(AddressKind, String)> {
        [(AddressKind::Email, &self.email), (AddressKind::Phone, &self.phone)]
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(kind, value)| (kind, value.clone()))
            .collect()
    }

    fn with(&self) -> With {
        if let Some(id) = self.known() {
            return With::Known(id);
        }
        let described = Described { name: self.who.clone(), ..Described::default() };
        With::New(described, self.addresses())
    }

    fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.split(text::SEPARATORS).map(str::trim).filter(|tag| !tag.is_empty())
    }

    /// Whether it was meant for `to`.
    fn is_to(&self, to: &str) -> bool {
        self.to.as_deref().unwrap_or("me") == to
    }

    fn assignment(&self, me: AgentId) -> (Option<AgentId>, Option<TeamId>) {
        let to = self.to.as_deref().unwrap_or("me");
        let id = |prefix| to.strip_prefix(prefix).and_then(|id: &str| id.parse().ok());
        match to {
            "me" => (Some(me), None),
            _ => (id("agent-").map(AgentId), id("team-").map(TeamId)),
        }
    }

    /// What is wrong with what the verbs would otherwise refuse only after the conversation is
    /// open: the addresses of somebody we know, and the tags.
    fn check(&self) -> desk::Result<()> {
        for (kind, value) in self.addresses() {
            domain::customer::normalise_address(kind, &value).map_err(desk::Error::refused)?;
        }
        if self.tags().count() > TAGS_MAX {
            return Err(desk::Error::refused(say("tag-too-many").with("most", TAGS_MAX)));
        }
        if self.tags().any(|tag| normalise_tag(tag).is_none()) {
            return Err(desk::Error::refused(say("opening-bad-tags").with("most", TAG_CHARS_MAX)));
        }
        Ok(())
    }

    /// The field that a refusal is about: the first, in the order in which they are checked.
    fn at_fault(&self) -> &'static str {
        let said = &self.said;
        if is_bad_address(AddressKind::Email, &self.email) {
            "email"
        } else if is_bad_address(AddressKind::Phone, &self.phone) {
            "phone"
        } else if self.check().is_err() {
            "tags"
        } else if !said.trim().is_empty() && clean_text(said, 0).is_err() {
            "said"
        } else if text::clean_line(&self.subject).is_empty() && said.trim().is_empty() {
            "subject"
        } else if self.known().is_none() && is_bad_name(&self.who) {
            "who"
        } else {
            "subject"
        }
    }
}

/// Somebody who may be meant.
struct Choice {
    id: CustomerId,
    name: String,
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "opening/choices.html")]
struct Choices {
    people: Vec<Choice>,
    chosen: Option<CustomerId>,
    who: String,
}

impl Choices {
    fn read(db: &mut Db, who: &str, chosen: Option<CustomerId>) -> desk::Result<Self> {
        let mut people = Vec::new();
        if !who.is_empty() {
            for listed in store::customer::list(db, who, CHOICES_MAX, 0)? {
                people.push(Choice {
                    id: listed.customer.id,
                    name: listed.customer.display_name(),
                    address: listed.address,
                });
            }
        }
        let chosen = chosen.filter(|id| people.iter().any(|person: &Choice| person.id == *id));
        Ok(Self { people, chosen, who: who.to_owned() })
    }

    fn is_chosen(&self, choice: &Choice) -> bool {
        self.chosen == Some(choice.id)
    }
}

#[derive(Template)]
#[template(path = "opening/new.html")]
struct New {
    shell: Shell,
    nav: Nav,
    given: Given,
    choices: Choices,
    colleagues: Vec<Agent>,
    teams: Vec<Team>,
    error: Option<(&'static str, String)>,
}

impl New {
    async fn read(web: &Web, shell: Shell, mut given: Given) -> desk::Result<Self> {
        let me = shell.me.id;
        web.desk
            .store()
            .read(move |db| {
                let known = given.known();
                let mut choices = Choices::read(db, &searched(&given.who), known)?;
                if let Some(id) = known
                    && choices.chosen.is_none()
                    && let Some(customer) = store::customer::find(db, id)?
                {
                    let name = customer.display_name();
                    let address = store::customer::addresses(db, id)?.into_iter().next();
                    let address = address.map(|address| address.value);
                    choices.people.insert(0, Choice { id, name: name.clone(), address });
                    choices.chosen = Some(id);
                    given.who = name;
                }
                let mut colleagues = store::agent::active(db)?;
                colleagues.retain(|agent| agent.id != me);
                let teams = store::team::all(db)?;
                Ok(Self { shell, nav: Nav::Desk, given, choices, colleagues, teams, error: None })
            })
            .await
    }

    fn error_of(&self, field: &str) -> Option<&str> {
        self.error.as_ref().filter(|(at, _)| *at == field).map(|(_, words)| words.as_str())
    }
}

/// The page; or, while a name is typed, those who may be meant.
pub(crate) async fn new(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Result {
    if wants_part(&headers) {
        let (who, chosen) = (searched(&given.who), given.known());
        let read = web.desk.store().read(move |db| Choices::read(db, &who, chosen));
        return page(&read.await?);
    }
    page(&New::read(&web, shell, given).await?)
}

pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    Form(given): Form<Given>,
) -> Result {
    match open(&web, &shell.me, &given).await {
        Ok(id) => on_to(&format!("/conversations/{id}")),
        Err(desk::Error::Refused(words)) => {
            let mut new = New::read(&web, shell, given).await?;
            new.error = Some((new.given.at_fault(), words.to_string()));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &new)
        }
        Err(error) => Err(error.into()),
    }
}

async fn open(web: &Web, me: &Agent, given: &Given) -> desk::Result<ConversationId> {
    given.check()?;
    let id = web.desk.open_in_person(me, given.with(), &given.subject, &given.said).await?;
    if let Some(customer) = given.known() {
        for (kind, value) in given.addresses() {
            web.desk.add_address(me.id, customer, kind, &value).await?;
        }
    }
    for tag in given.tags() {
        web.desk.tag(me, id, tag).await?;
    }
    let (agent, team) = given.assignment(me.id);
    web.desk.assign(me, id, agent, team, "").await?;
    Ok(id)
}

//! Customers, for other programs.

use axum::{extract::State, http::StatusCode};
use desk::customer::{Described, revision};
use domain::{
    CustomerId, FactId,
    api_token::{ApiToken, Scope},
    customer::{self, AddressKind, normalise_address},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Db;

use super::{
    Body, Named, Problem,
    conversations::NewCustomer,
    list::{List, Page},
    operation::Read,
    wire::{Done, Made, Nullable, Time, Told, Word, Words},
};
use crate::{Web, access::Caller, customers::searched, error::Error};

/// A person we serve.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Customer {
    id: i64,
    /// What they told us to call them; empty until they do.
    name: String,
    /// BCP 47 tag of their language.
    language: Option<String>,
    /// IANA name of their time zone.
    time_zone: Option<String>,
    /// The id under which your own site knows them.
    external_id: Option<String>,
    created_at: Time,
    /// The customer into whom they were merged, where they were: all that is theirs is told there.
    merged_into: Option<i64>,
    addresses: Vec<Address>,
    /// What is worth remembering.
    facts: Vec<Fact>,
}

/// One way to reach a customer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Address {
    kind: Word<AddressKind>,
    value: String,
    /// Since when we know that it is theirs; null where somebody merely typed it.
    verified_at: Option<Time>,
}

/// Something worth remembering about a customer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Fact {
    id: i64,
    text: String,
    /// Who wrote it down.
    agent_id: i64,
    created_at: Time,
}

impl Customer {
    pub(crate) fn of(db: &mut Db, of: customer::Customer) -> desk::Result<Self> {
        let addresses = store::customer::addresses(db, of.id)?.into_iter().map(|address| Address {
            kind: address.kind.into(),
            value: address.value,
            verified_at: address.verified_at.map(Time),
        });
        let facts = store::customer::facts(db, of.id)?.into_iter().map(|fact| Fact {
            id: fact.id.0,
            text: fact.text,
            agent_id: fact.agent_id.0,
            created_at: fact.created_at.into(),
        });
        Ok(Self {
            id: of.id.0,
            name: of.name,
            language: of.language,
            time_zone: of.time_zone,
            external_id: of.external_id,
            created_at: of.created_at.into(),
            merged_into: of.merged_into.map(|id| id.0),
            addresses: addresses.collect(),
            facts: facts.collect(),
        })
    }
}

/// Which customers a list shows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filters {
    /// Part of a name or of an address.
    #[serde(default)]
    q: String,
}

pub(crate) async fn index(
    State(web): State<Web>,
    list: List<Filters>,
) -> Result<Page<Customer>, Problem> {
    let (search, after) = (searched(&list.filters.q), CustomerId(list.id()?));
    let limit = list.one_more();
    let read = move |db: &mut Db| {
        let found = store::customer::after(db, &search, after, limit)?;
        found.into_iter().map(|one| Customer::of(db, one)).collect::<desk::Result<Vec<_>>>()
    };
    let found = web.desk.store().read(read).await?;
    Ok(list.page(found, |customer| (0, customer.id)))
}

/// A customer as we know them now.
async fn now(web: &Web, id: CustomerId) -> Result<Told<Customer>, Problem> {
    let read = move |db: &mut Db| {
        let found = store::customer::find(db, id)?;
        let found = found.ok_or_else(|| desk::Error::not_found("customer"))?;
        let revision = revision(&found);
        Ok::<_, desk::Error>(Told::new(Customer::of(db, found)?).at_revision(&revision))
    };
    Ok(web.desk.store().read(read).await?)
}

/// … or the one into whom they were merged, to whom whatever is done to them is done.
async fn kept(web: &Web, id: CustomerId) -> Result<Told<Customer>, Problem> {
    let kept = web.desk.store().read(move |db| store::customer::kept_id(db, id)).await;
    now(web, kept.map_err(desk::Error::from)?).await
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Customer>, Problem> {
    now(&web, CustomerId(id)).await
}

/// Whether a token that was made for something else may write customers, too.
pub(super) fn may_write(token: &ApiToken) -> Result<(), Problem> {
    if token.may(Scope::CustomersWrite) {
        return Ok(());
    }
    let why = "This token may not add customers: it lacks the scope customers:write. Name one whom we know, or make a \
               token that has it.";
    Err(Error::new(StatusCode::FORBIDDEN, why).into())
}

pub(crate) async fn create(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Body(new): Body<NewCustomer>,
) -> Result<Made<Customer>, Problem> {
    let (described, addresses) = new.read();
    let id = web.desk.add_customer(agent.id, described, addresses).await?;
    Ok(Made { place: format!("/api/v1/customers/{id}"), told: now(&web, id).await? })
}

/// What is known of a customer, written anew.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "name": "Nora Lindqvist", "language": "sv", "time_zone": "Europe/Stockholm" }]))]
pub(crate) struct Description {
    name: String,
    /// BCP 47 tag of their language; null where nobody knows it.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Nullable<String>")]
    language: Option<String>,
    /// IANA name of their time zone; null where nobody knows it.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Nullable<String>")]
    time_zone: Option<String>,
}

pub(crate) async fn change(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    read: Read,
    Body(to): Body<Description>,
) -> Result<Told<Customer>, Problem> {
    let id = CustomerId(id);
    let described = Described {
        name: to.name,
        language: to.language.unwrap_or_default(),
        time_zone: to.time_zone.unwrap_or_default(),
    };
    if !web.desk.describe_customer(agent.id, id, described, read.revision()).await? {
        return Err(Read::changed());
    }
    kept(&web, id).await
}

/// An address that is known to be a customer's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "kind": "email", "value": "nora@example.com" }]))]
pub(crate) struct NewAddress {
    kind: Word<AddressKind>,
    value: String,
}

pub(crate) async fn add_address(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(NewAddress { kind: Word(kind), value }): Body<NewAddress>,
) -> Result<Told<Customer>, Problem> {
    let id = CustomerId(id);
    web.desk.add_address(agent.id, id, kind, &value).await?;
    kept(&web, id).await
}

pub(crate) async fn remove_address(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named((id, kind, value)): Named<(i64, String, String)>,
) -> Result<Told<Customer>, Problem> {
    let id = CustomerId(id);
    let kind = AddressKind::ALL.iter().copied().find(|one| one.word() == kind);
    let kind = kind.ok_or_else(|| desk::Error::not_found("address"))?;
    let value = normalise_address(kind, &value).map_err(|_| desk::Error::not_found("address"))?;
    web.desk.remove_address(agent.id, id, kind, value).await?;
    kept(&web, id).await
}

/// Something worth remembering, in a sentence.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "text": "Prefers green tea, and calls before nine." }]))]
pub(crate) struct NewFact {
    text: String,
}

pub(crate) async fn remember(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(NewFact { text }): Body<NewFact>,
) -> Result<Made<Customer>, Problem> {
    let id = CustomerId(id);
    web.desk.remember(agent.id, id, &text).await?;
    Ok(Made { place: format!("/api/v1/customers/{id}"), told: kept(&web, id).await? })
}

/// What cannot be taken back is asked for by whoever may do it at the desk, too: an owner or a lead.
pub(crate) async fn erase(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Done, Problem> {
    web.desk.erase_customer(&agent, CustomerId(id), None).await?;
    Ok(Done)
}

pub(crate) async fn forget(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named((id, fact)): Named<(i64, i64)>,
) -> Result<Done, Problem> {
    web.desk.forget(agent.id, CustomerId(id), FactId(fact), true).await?;
    Ok(Done)
}

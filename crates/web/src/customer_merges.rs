//! Merging two customers who are one person: whom to choose, how the two stand side by side and what will be, and the
//! doing and undoing of it.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderName, StatusCode},
    response::IntoResponse,
};
use desk::customer_merge::{Merging, seen};
use domain::{
    CustomerId, CustomerMergeId, Timestamp,
    agent::Agent,
    customer::{Address, Customer, Fact},
    customer_merge::{CustomerMerge, Field, kept},
};
use language::Wording;
use serde::Deserialize;
use store::{Db, customer_merge::Counted};

use crate::{
    Web,
    access::SignedIn,
    customers::searched,
    error::Result,
    form::{At, Filled},
    page::{on_to, page, page_with, wants_part},
    shell::{Nav, Shell},
    wording,
};

/// Customers who are offered for what was typed.
const FOUND_MAX: i64 = 20;
/// Merges that a customer's page tells of, the newest first.
const TOLD_MAX: i64 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The customer to merge with.
    with: String,
    /// Words by which to find them.
    q: String,
}

/// Somebody to merge with.
struct Choice {
    id: i64,
    name: String,
    address: String,
}

impl Choice {
    fn of(customer: &Customer, address: Option<String>) -> Self {
        Self {
            id: customer.id.0,
            name: customer.display_name(),
            address: address.unwrap_or_default(),
        }
    }
}

/// Those who were found by what was typed.
#[derive(Template)]
#[template(path = "customer_merges/found.html")]
struct Found {
    id: i64,
    q: String,
    choices: Vec<Choice>,
}

/// With whom a customer is to be merged.
#[derive(Template)]
#[template(path = "customer_merges/new.html")]
struct Choosing {
    shell: Shell,
    nav: Nav,
    name: String,
    likely: Vec<Choice>,
    found: Found,
    /// Whether the two who were named are one customer already.
    same: bool,
    error: Option<String>,
}

/// One of two customers, with what is theirs.
struct Side {
    id: i64,
    name: String,
    since: String,
    language: Option<String>,
    time_zone: Option<String>,
    addresses: Vec<Address>,
    facts: Vec<Fact>,
    counted: Counted,
}

impl Side {
    fn read(db: &mut Db, customer: &Customer, me: &Agent) -> desk::Result<Self> {
        Ok(Self {
            id: customer.id.0,
            name: customer.display_name(),
            since: wording::on_day(customer.created_at, Timestamp::now(), &me.tz()),
            language: customer.language.as_deref().map(wording::language),
            time_zone: customer.time_zone.clone(),
            addresses: store::customer::addresses(db, customer.id)?,
            facts: store::customer::facts(db, customer.id)?,
            counted: store::customer_merge::counted(db, customer.id)?,
        })
    }

    fn conversations(&self) -> Wording {
        crate::t("customer-merge-conversations").with("count", self.counted.conversations)
    }

    fn calls(&self) -> Wording {
        crate::t("customer-merge-calls").with("count", self.counted.calls)
    }

    fn promises(&self) -> Wording {
        crate::t("customer-merge-promises").with("count", self.counted.promises)
    }

    fn chats(&self) -> Wording {
        crate::t("customer-merge-browsers").with("count", self.counted.visitors)
    }
}

/// Something of which both say something else.
struct Differing {
    field: Field,
    kept: String,
    gone: String,
}

impl Differing {
    fn of(field: Field, kept: &Customer, gone: &Customer) -> Option<Self> {
        let (one, other) = (field.of(kept), field.of(gone));
        if one.is_empty() || other.is_empty() || one == other {
            return None;
        }
        let tell = |value: &str| match field {
            Field::Language => wording::language(value),
            Field::Name | Field::TimeZone => value.to_owned(),
        };
        Some(Self { field, kept: tell(one), gone: tell(other) })
    }
}

/// Two customers side by side, and what will be.
#[derive(Template)]
#[template(path = "customer_merges/compare.html")]
struct Comparing {
    shell: Shell,
    nav: Nav,
    /// From whose page it was asked for.
    id: i64,
    with: i64,
    kept: Side,
    gone: Side,
    differing: Vec<Differing>,
    seen: String,
    error: Option<String>,
}

/// What can be shown of what was asked for.
enum Asking {
    /// The customer goes on as another one.
    GoesOn(CustomerId),
    Choosing(Box<Choosing>),
    Comparing(Box<Comparing>),
}

fn find(db: &mut Db, id: CustomerId) -> desk::Result<Customer> {
    store::customer::find_kept(db, id)?.ok_or_else(|| desk::Error::not_found("customer"))
}

impl Asking {
    fn read(
        db: &mut Db,
        shell: Shell,
        id: CustomerId,
        asked: &Asked,
        error: Option<String>,
    ) -> desk::Result<Self> {
        let customer = find(db, id)?;
        let with = asked.with.parse().ok().map(CustomerId);
        let Some(with) = with.map(|with| find(db, with)).transpose()? else {
            if customer.id != id {
                return Ok(Self::GoesOn(customer.id));
            }
            return Choosing::read(db, shell, &customer, &asked.q, false, error);
        };
        let Ok((kept, gone)) = kept(&customer, &with) else {
            return Choosing::read(db, shell, &customer, "", true, None);
        };
        let me = shell.me.clone();
        let differing = Field::ALL.into_iter().filter_map(|field| Differing::of(field, kept, gone));
        Ok(Self::Comparing(Box::new(Comparing {
            shell,
            nav: Nav::Customers,
            id: customer.id.0,
            with: with.id.0,
            differing: differing.collect(),
            seen: seen(kept, gone),
            kept: Side::read(db, kept, &me)?,
            gone: Side::read(db, gone, &me)?,
            error,
        })))
    }

    fn shown(self, status: StatusCode) -> Result {
        match self {
            Self::GoesOn(kept) => on_to(&format!("/customers/{kept}/merge")),
            Self::Choosing(choosing) => page_with(status, &*choosing),
            Self::Comparing(comparing) => page_with(status, &*comparing),
        }
    }
}

impl Choosing {
    fn read(
        db: &mut Db,
        shell: Shell,
        customer: &Customer,
        q: &str,
        same: bool,
        error: Option<String>,
    ) -> desk::Result<Asking> {
        let mut likely = Vec::new();
        for other in store::customer::namesakes(db, customer.id)? {
            let address = store::customer::addresses(db, other.id)?.into_iter().next();
            likely.push(Choice::of(&other, address.map(|address| address.value)));
        }
        let q = searched(q);
        let mut choices = Vec::new();
        if !q.is_empty() {
            for listed in store::customer::list(db, &q, FOUND_MAX, 0)? {
                if listed.customer.id != customer.id {
                    choices.push(Choice::of(&listed.customer, listed.address));
                }
            }
        }
        let found = Found { id: customer.id.0, q, choices };
        let name = customer.display_name();
        let nav = Nav::Customers;
        Ok(Asking::Choosing(Box::new(Self { shell, nav, name, likely, found, same, error })))
    }
}

/// Asks with whom a customer is to be merged; or, where that is said, shows both and what will be.
pub(crate) async fn new(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    At(id): At<i64>,
    Query(asked): Query<Asked>,
) -> Result {
    let read = move |db: &mut Db| Asking::read(db, shell, CustomerId(id), &asked, None);
    match web.desk.store().read(read).await? {
        Asking::Choosing(choosing) if wants_part(&headers) => page(&choosing.found),
        asking => asking.shown(StatusCode::OK),
    }
}

/// What was chosen, as the form gives it: `gone` where the other's is taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    with: i64,
    seen: String,
    name: String,
    language: String,
    time_zone: String,
}

impl Chosen {
    fn fields(&self) -> Vec<Field> {
        let said = |field: &Field| {
            let said = match field {
                Field::Name => &self.name,
                Field::Language => &self.language,
                Field::TimeZone => &self.time_zone,
            };
            said == "gone"
        };
        Field::ALL.into_iter().filter(said).collect()
    }
}

/// Merges two customers, and shows the one who is kept.
pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(chosen): Filled<Chosen>,
) -> Result {
    let merging = Merging {
        one: CustomerId(id),
        other: CustomerId(chosen.with),
        chosen: chosen.fields(),
        seen: Some(chosen.seen),
    };
    let (words, status) = match web.desk.merge_customers(&shell.me, merging).await {
        Ok(merge) => return on_to(&format!("/customers/{}?merged={}", merge.kept_id, merge.id)),
        Err(desk::Error::Refused(words)) => (words.to_string(), StatusCode::UNPROCESSABLE_ENTITY),
        Err(desk::Error::Conflict(words)) => (words.to_string(), StatusCode::CONFLICT),
        Err(error) => return Err(error.into()),
    };
    let asked = Asked { with: chosen.with.to_string(), q: String::new() };
    let read = move |db: &mut Db| {
        let kept = find(db, CustomerId(id))?.id;
        Asking::read(db, shell, kept, &asked, Some(words))
    };
    web.desk.store().read(read).await?.shown(status)
}

/// Parts two customers again who were merged, and shows the one who was kept.
pub(crate) async fn undo(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    headers: HeaderMap,
    At(id): At<i64>,
) -> Result {
    let merge = web.desk.undo_customer_merge(&agent, CustomerMergeId(id)).await?;
    let read = move |db: &mut Db| store::customer::kept_id(db, merge.kept_id);
    let kept = web.desk.store().read(read).await.map_err(desk::Error::from)?;
    let address = format!("/customers/{kept}?parted={id}");
    if headers.contains_key("hx-request") {
        let leads = [(HeaderName::from_static("hx-redirect"), address)];
        return Ok((StatusCode::NO_CONTENT, leads).into_response());
    }
    on_to(&address)
}

/// What a customer's page tells of one merge.
pub(crate) struct Told {
    pub(crate) id: i64,
    pub(crate) by: String,
    /// Who went into the other one: their id, and what they are called.
    pub(crate) gone: (i64, String),
    pub(crate) kept: String,
    pub(crate) day: String,
    /// When it was undone.
    pub(crate) undone: Option<String>,
    /// A conversation of both, which has to be parted first: its id and its subject.
    pub(crate) held_by: Option<(i64, String)>,
}

impl Told {
    fn of(db: &mut Db, merge: &CustomerMerge, me: &Agent) -> desk::Result<Self> {
        let (now, tz) = (Timestamp::now(), me.tz());
        let name = |db: &mut Db, id| {
            let found = store::customer::find(db, id)?;
            let name = found.map(|customer| customer.display_name());
            Ok::<_, desk::Error>(name.unwrap_or_default())
        };
        let held_by = match merge.undone_at {
            None => store::customer_merge::conversation_of_both(db, merge.gone_id)?,
            Some(_) => None,
        };
        let held_by = match held_by {
            Some(id) => store::conversation::find_kept(db, id)?,
            None => None,
        };
        Ok(Self {
            id: merge.id.0,
            by: store::agent::find(db, merge.agent_id)?.map(|agent| agent.name).unwrap_or_default(),
            gone: (merge.gone_id.0, name(db, merge.gone_id)?),
            kept: name(db, merge.kept_id)?,
            day: wording::on_day(merge.at, now, &tz),
            undone: merge.undone_at.map(|at| wording::on_day(at, now, &tz)),
            held_by: held_by.map(|held| (held.id.0, held.display_subject())),
        })
    }

    /// The merges of a customer, the newest first.
    pub(crate) fn read(db: &mut Db, id: CustomerId, me: &Agent) -> desk::Result<Vec<Self>> {
        let newest = CustomerMergeId(i64::MAX);
        let merges = store::customer_merge::of_customer(db, id, newest, TOLD_MAX)?;
        merges.iter().map(|merge| Self::of(db, merge, me)).collect()
    }
}

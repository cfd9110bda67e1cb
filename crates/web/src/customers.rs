//! Customers: everybody whom we have met, with their whole story and what is worth remembering.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
};
use desk::customer::Described;
use domain::{
    CustomerId, FactId, Timestamp,
    agent::Agent,
    conversation::{Channel, State as Stands},
    customer::{AddressKind, Customer, normalise_address},
    text,
};
use jiff::tz::TimeZone;
use language::Wording;
use serde::Deserialize;
use store::{Db, conversation::Listed};

use crate::{
    Web,
    conversations::channel_icon,
    customer_merges,
    error::{Error, Result},
    form::At,
    page::{on_to, page, page_with, wants_part},
    shell::{Assets, Nav, Shell},
    wording,
};

/// Customers on one page of the list.
const PAGE_LENGTH: i64 = 50;
/// The last page that can be asked for; whoever seeks further in should search.
const PAGE_MAX: i64 = 100_000;
/// Most conversations of one customer that their page tells of.
const STORY_MAX: i64 = 200;
/// Most characters that are searched for.
pub(crate) const SEARCH_CHARS_MAX: usize = 200;

/// Languages that a form offers, by the tags of their names in [`wording::language`].
pub(crate) const LANGUAGES: [&str; 26] = [
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "it", "ja", "ko", "nb",
    "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "vi", "zh",
];

/// A conversation's badge: its style, its icon and its words.
pub(crate) type Badge = (&'static str, &'static str, Wording);

pub(crate) fn badge(state: Stands) -> Badge {
    match state {
        Stands::WaitingOnUs => ("badge--us", "reply", crate::t("state-waiting-on-us")),
        Stands::WaitingOnCustomer => {
            ("badge--customer", "clock", crate::t("state-waiting-on-customer"))
        }
        Stands::Snoozed => ("badge--snoozed", "moon", crate::t("state-snoozed")),
        Stands::Closed => ("badge--closed", "check", crate::t("state-closed")),
    }
}

// The list.

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
}

struct Row {
    id: CustomerId,
    name: String,
    detail: String,
    last: Option<LastConversation>,
}

struct LastConversation {
    subject: String,
    when: String,
    badge: Badge,
}

#[derive(Template)]
#[template(path = "customers/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    found: Found,
}

#[derive(Template)]
#[template(path = "customers/found.html")]
struct FoundPart {
    assets: Assets,
    found: Found,
}

struct Found {
    q: String,
    page: i64,
    rows: Vec<Row>,
    more: bool,
}

impl Found {
    fn read(db: &mut Db, q: String, page: i64, tz: &TimeZone) -> desk::Result<Self> {
        let now = Timestamp::now();
        let offset = (page - 1) * PAGE_LENGTH;
        let mut listed = store::customer::list(db, &q, PAGE_LENGTH + 1, offset)?;
        let more = listed.len() > usize::try_from(PAGE_LENGTH).unwrap_or_default();
        if more {
            listed.pop();
        }
        let mut rows = Vec::new();
        for store::customer::Listed { customer, address, conversations, .. } in listed {
            let last = match conversations {
                0 => None,
                _ => store::conversation::of_customer(db, customer.id, 1)?.pop(),
            };
            let last = last.map(|last| LastConversation {
                subject: last.conversation.display_subject(),
                when: wording::on_day(last.conversation.last_message_at, now, tz),
                badge: badge(last.conversation.standing.state),
            });
            rows.push(Row {
                id: customer.id,
                name: customer.display_name(),
                detail: address.unwrap_or_default(),
                last,
            });
        }
        Ok(Self { q, page, rows, more })
    }

    /// The addresses of the pages before and after this one of the same search.
    fn around(&self) -> (String, String) {
        let q = wording::percent_encoded(&self.q);
        let href = |page: i64| format!("/customers?q={q}&page={page}");
        (href(self.page - 1), href(self.page + 1))
    }
}

/// The words of a search, made safe to search for.
pub(crate) fn searched(given: &str) -> String {
    text::clean_line(given).chars().take(SEARCH_CHARS_MAX).collect()
}

pub(crate) async fn index(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    Query(search): Query<Search>,
) -> Result {
    let q = searched(&search.q);
    let number = search.page.parse().unwrap_or(1).clamp(1, PAGE_MAX);
    let tz = shell.me.tz();
    let found = web.desk.store().read(move |db| Found::read(db, q, number, &tz)).await?;
    if wants_part(&headers) {
        page(&FoundPart { assets: shell.assets, found })
    } else {
        page(&Index { shell, nav: Nav::Customers, found })
    }
}

// Adding and editing.

/// What an agent writes about a customer.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    name: String,
    email: String,
    phone: String,
    language: String,
    time_zone: String,
}

impl Given {
    fn of(customer: Customer) -> Self {
        Self {
            name: customer.name,
            language: customer.language.unwrap_or_default(),
            time_zone: customer.time_zone.unwrap_or_default(),
            ..Self::default()
        }
    }

    fn described(&self) -> Described {
        Described {
            name: self.name.clone(),
            language: self.language.clone(),
            time_zone: self.time_zone.clone(),
        }
    }

    fn addresses(&self) -> Vec<(AddressKind, String)> {
        vec![(AddressKind::Email, self.email.clone()), (AddressKind::Phone, self.phone.clone())]
    }

    /// The field that a refusal is about: the first, in the order in which the verb checks them.
    fn at_fault(&self) -> &'static str {
        let tz = self.time_zone.trim();
        if is_bad_name(&self.name) {
            "name"
        } else if !tz.is_empty() && TimeZone::get(tz).is_err() {
            "time_zone"
        } else if is_bad_address(AddressKind::Email, &self.email) {
            "email"
        } else if is_bad_address(AddressKind::Phone, &self.phone) {
            "phone"
        } else {
            "language"
        }
    }
}

/// Whether a name cannot be kept.
pub(crate) fn is_bad_name(given: &str) -> bool {
    let name = text::clean_line(given);
    name.is_empty() || name.chars().count() > text::LINE_CHARS_MAX
}

/// Whether something was given for an address that cannot be one.
pub(crate) fn is_bad_address(kind: AddressKind, given: &str) -> bool {
    !given.trim().is_empty() && normalise_address(kind, given).is_err()
}

#[derive(Template)]
#[template(path = "customers/form.html")]
struct Describing {
    shell: Shell,
    nav: Nav,
    /// Whom it is about; nobody while they are new.
    id: Option<CustomerId>,
    given: Given,
    time_zones: Vec<String>,
    error: Option<(&'static str, String)>,
}

impl Describing {
    fn new(shell: Shell, id: Option<CustomerId>, given: Given) -> Self {
        let time_zones = jiff::tz::db().available().map(|name| name.to_string()).collect();
        Self { shell, nav: Nav::Customers, id, given, time_zones, error: None }
    }

    /// The same page with what to put right, or the error if it is about something else.
    fn refused(mut self, error: desk::Error) -> Result {
        let desk::Error::Refused(words) = error else { return Err(error.into()) };
        self.error = Some((self.given.at_fault(), words.to_string()));
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &self)
    }

    fn error_of(&self, field: &str) -> Option<&str> {
        self.error.as_ref().filter(|(at, _)| *at == field).map(|(_, words)| words.as_str())
    }

    /// Tags and names of the languages to choose from, the customer's own among them.
    fn languages(&self) -> Vec<(String, String)> {
        let mut tags: Vec<&str> = LANGUAGES.to_vec();
        let own = self.given.language.as_str();
        if !own.is_empty() && !tags.contains(&own) {
            tags.push(own);
        }
        let mut languages: Vec<_> =
            tags.into_iter().map(|tag| (tag.to_owned(), wording::language(tag))).collect();
        languages.sort_by(|a, b| a.1.cmp(&b.1));
        languages
    }
}

#[derive(Deserialize)]
pub(crate) struct Suggested {
    #[serde(default)]
    name: String,
}

pub(crate) async fn new(shell: Shell, Query(suggested): Query<Suggested>) -> Result {
    let given = Given { name: searched(&suggested.name), ..Given::default() };
    page(&Describing::new(shell, None, given))
}

pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    Form(given): Form<Given>,
) -> Result {
    match web.desk.add_customer(shell.me.id, given.described(), given.addresses()).await {
        Ok(id) => on_to(&format!("/customers/{id}")),
        Err(error) => Describing::new(shell, None, given).refused(error),
    }
}

pub(crate) async fn edit(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let id = CustomerId(id);
    let found = web.desk.store().read(move |db| store::customer::find_kept(db, id)).await?;
    let customer = found.ok_or_else(|| Error::not_found("customer"))?;
    page(&Describing::new(shell, Some(customer.id), Given::of(customer)))
}

pub(crate) async fn update(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Form(given): Form<Given>,
) -> Result {
    let id = CustomerId(id);
    match web.desk.describe_customer(shell.me.id, id, given.described(), None).await {
        Ok(_) => on_to(&format!("/customers/{id}")),
        Err(error) => Describing::new(shell, Some(id), given).refused(error),
    }
}

// One customer.

#[derive(Template)]
#[template(path = "customers/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    who: Who,
    tried: Tried,
}

/// What was tried on the page and has to be put right, or can be taken back.
#[derive(Default)]
struct Tried {
    fact: String,
    fact_error: Option<String>,
    address: String,
    address_error: Option<String>,
    /// A fact that was forgotten a moment ago.
    forgotten: Option<FactId>,
    /// A merge that was made, or undone, a moment ago.
    merge: Option<i64>,
}

/// A customer with all that their page tells.
struct Who {
    customer: Customer,
    lead: String,
    story: Vec<Chapter>,
    facts: Vec<Remembered>,
    addresses: Vec<Reach>,
    local_time: Option<(String, String)>,
    language: Option<String>,
    page: Option<PageSeen>,
    namesakes: Vec<Customer>,
    merges: Vec<customer_merges::Told>,
}

struct Chapter {
    href: String,
    title: String,
    preview: String,
    channel: Wording,
    icon: &'static str,
    open: bool,
    at: Timestamp,
    when: String,
    with: Option<String>,
    badge: Badge,
}

struct Remembered {
    id: FactId,
    text: String,
    by: String,
}

struct Reach {
    kind: &'static str,
    label: Wording,
    icon: &'static str,
    href: String,
    value: String,
    verified: bool,
}

struct PageSeen {
    /// Where it leads, if that is on the web; anything else a page could have claimed is no link.
    href: Option<String>,
    title: String,
}

impl Who {
    fn read(db: &mut Db, id: CustomerId, me: &Agent) -> desk::Result<Self> {
        let (now, tz) = (Timestamp::now(), me.tz());
        let customer =
            store::customer::find(db, id)?.ok_or_else(|| desk::Error::not_found("customer"))?;
        let conversations = store::conversation::of_customer(db, id, STORY_MAX)?;
        let agents = store::agent::all(db)?;
        let facts = store::customer::facts(db, id)?.into_iter().map(|fact| {
            let by = agents.iter().find(|agent| agent.id == fact.agent_id);
            let said = match by {
                Some(agent) => crate::t("customer-fact-by").with("name", agent.first_name()),
                None => crate::t("customer-fact-by-somebody"),
            };
            let by = said.with("day", wording::on_day(fact.created_at, now, &tz)).to_string();
            Remembered { id: fact.id, text: fact.text, by }
        });
        Ok(Self {
            lead: lead(&customer, &conversations, now, &tz),
            facts: facts.collect(),
            story: conversations.iter().map(|listed| Chapter::of(listed, now, &tz)).collect(),
            addresses: store::customer::addresses(db, id)?.into_iter().map(Reach::of).collect(),
            local_time: wording::local_time(&customer, now, &tz),
            language: customer.language.as_deref().map(wording::language),
            page: store::visitor::last_page(db, id)?.map(PageSeen::of),
            namesakes: store::customer::namesakes(db, id)?,
            merges: customer_merges::Told::read(db, id, me)?,
            customer,
        })
    }

    fn merge(&self, id: Option<i64>) -> Option<&customer_merges::Told> {
        self.merges.iter().find(|merge| Some(merge.id) == id)
    }

    /// What may stand where something worth remembering is written.
    fn fact_hint(&self) -> Wording {
        match self.customer.name.as_str() {
            "" => crate::t("customer-fact-hint-unnamed"),
            name => crate::t("customer-fact-hint").with("name", domain::agent::first_name(name)),
        }
    }
}

/// "With us since March 2023. 4 conversations, the last one today."
fn lead(customer: &Customer, story: &[Listed], now: Timestamp, tz: &TimeZone) -> String {
    let met = customer.created_at.to_zoned(tz.clone());
    let since = if met.date() == now.to_zoned(tz.clone()).date() {
        crate::t("customer-met-today")
    } else {
        crate::t("customer-with-us-since").with("month", language::month(met.date()))
    };
    let count = i64::try_from(story.len()).unwrap_or(STORY_MAX);
    let story = match story.first() {
        None => crate::t("customer-no-conversation"),
        Some(last) => crate::t("customer-conversations")
            .with("count", count)
            .with("day", wording::on_day(last.conversation.last_message_at, now, tz)),
    };
    format!("{since} {story}")
}

impl Chapter {
    fn of(listed: &Listed, now: Timestamp, tz: &TimeZone) -> Self {
        let conversation = &listed.conversation;
        let open = conversation.standing.state != Stands::Closed;
        let at = if open { conversation.opened_at } else { conversation.last_message_at };
        let day = wording::on_day(at, now, tz);
        Self {
            href: format!("/conversations/{}", conversation.id),
            title: listed.conversation.display_subject(),
            preview: conversation.preview.clone(),
            channel: match conversation.channel {
                Channel::Chat => crate::t("channel-chat"),
                Channel::Phone => crate::t("channel-phone"),
                Channel::InPerson => crate::t("channel-in-person"),
                Channel::Api => crate::t("channel-api"),
            },
            icon: channel_icon(conversation.channel),
            open,
            at,
            when: if open {
                crate::t("customer-story-since").with("day", day).to_string()
            } else {
                day
            },
            with: listed.assignee_name.clone(),
            badge: badge(conversation.standing.state),
        }
    }
}

impl Reach {
    fn of(address: domain::customer::Address) -> Self {
        let (label, icon, href) = match address.kind {
            AddressKind::Email => (
                crate::t("customer-email"),
                "mail",
                format!("mailto:{}", wording::percent_encoded(&address.value)),
            ),
            AddressKind::Phone => {
                let digits = |c: &char| c.is_ascii_digit() || *c == '+';
                let number: String = address.value.chars().filter(digits).collect();
                (crate::t("customer-phone"), "phone", format!("tel:{number}"))
            }
        };
        let kind = address.kind.as_str();
        let verified = address.verified_at.is_some();
        Self { kind, label, icon, href, value: address.value, verified }
    }
}

impl PageSeen {
    fn of((url, title): (String, String)) -> Self {
        let lower = url.to_ascii_lowercase();
        let on_the_web = lower.starts_with("https://") || lower.starts_with("http://");
        let title = if title.trim().is_empty() { url.clone() } else { title };
        Self { title: text::excerpt(&title, 80), href: on_the_web.then_some(url) }
    }
}

async fn shown(web: &Web, shell: Shell, id: CustomerId, mut tried: Tried) -> Result {
    let me = shell.me.clone();
    let read = move |db: &mut Db| {
        let kept = store::customer::kept_id(db, id)?;
        Who::read(db, kept, &me)
    };
    let who = web.desk.store().read(read).await?;
    // What was taken back meanwhile is not forgotten any more.
    tried.forgotten = tried.forgotten.filter(|id| who.facts.iter().all(|fact| fact.id != *id));
    let refused = tried.fact_error.is_some() || tried.address_error.is_some();
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &Show { shell, nav: Nav::Customers, who, tried })
}

#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    forgotten: String,
    #[serde(default)]
    merged: String,
    #[serde(default)]
    parted: String,
}

/// What takes the place of the story on a page that shows a customer who has been merged into another since: what is
/// being written there stays where it is, and goes to the one who is kept.
#[derive(Template)]
#[template(path = "customer_merges/gone.html")]
struct Gone {
    assets: Assets,
    name: String,
    kept: Customer,
}

pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    At(id): At<i64>,
    Query(after): Query<After>,
) -> Result {
    let id = CustomerId(id);
    let read = move |db: &mut Db| {
        Ok::<_, desk::Error>((store::customer::find(db, id)?, store::customer::find_kept(db, id)?))
    };
    let (Some(asked), Some(kept)) = web.desk.store().read(read).await? else {
        return Err(Error::not_found("customer"));
    };
    if kept.id != id {
        // A page that shows them asks for what it shows anew.
        if headers.contains_key("hx-request") {
            let name = asked.display_name();
            return page(&Gone { assets: shell.assets, name, kept });
        }
        return on_to(&format!("/customers/{}", kept.id));
    }
    let forgotten = after.forgotten.parse().ok().map(FactId);
    let merge = after.merged.parse().or(after.parted.parse()).ok();
    shown(&web, shell, id, Tried { forgotten, merge, ..Tried::default() }).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct GivenAddress {
    /// `email`, `phone`, or nothing where the address says it itself.
    kind: String,
    value: String,
}

impl GivenAddress {
    fn kind(&self) -> AddressKind {
        AddressKind::parse(&self.kind).unwrap_or(if self.value.contains('@') {
            AddressKind::Email
        } else {
            AddressKind::Phone
        })
    }
}

pub(crate) async fn add_address(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Form(given): Form<GivenAddress>,
) -> Result {
    let id = CustomerId(id);
    match web.desk.add_address(shell.me.id, id, given.kind(), &given.value).await {
        Ok(()) => on_to(&format!("/customers/{id}")),
        Err(desk::Error::Refused(words)) => {
            let tried = Tried {
                address: given.value,
                address_error: Some(words.to_string()),
                ..Tried::default()
            };
            shown(&web, shell, id, tried).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn remove_address(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Form(given): Form<GivenAddress>,
) -> Result {
    let id = CustomerId(id);
    web.desk.remove_address(shell.me.id, id, given.kind(), given.value).await?;
    on_to(&format!("/customers/{id}"))
}

#[derive(Deserialize)]
pub(crate) struct GivenFact {
    #[serde(default)]
    fact: String,
}

pub(crate) async fn remember(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Form(given): Form<GivenFact>,
) -> Result {
    let id = CustomerId(id);
    match web.desk.remember(shell.me.id, id, &given.fact).await {
        Ok(_) => on_to(&format!("/customers/{id}")),
        Err(desk::Error::Refused(words)) => {
            let tried =
                Tried { fact: given.fact, fact_error: Some(words.to_string()), ..Tried::default() };
            shown(&web, shell, id, tried).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn forget(
    State(web): State<Web>,
    shell: Shell,
    At((id, fact)): At<(i64, i64)>,
) -> Result {
    web.desk.forget(shell.me.id, CustomerId(id), FactId(fact), true).await?;
    on_to(&format!("/customers/{id}?forgotten={fact}"))
}

pub(crate) async fn recall(
    State(web): State<Web>,
    shell: Shell,
    At((id, fact)): At<(i64, i64)>,
) -> Result {
    web.desk.forget(shell.me.id, CustomerId(id), FactId(fact), false).await?;
    on_to(&format!("/customers/{id}"))
}

//! The palette: find or do anything from one field.

use askama::Template;
use axum::extract::{Query as Address, State};
use desk::search::Order;
use domain::{
    MessageId, Timestamp,
    agent::Agent,
    search::Query,
    text::{excerpt, fold},
};
use serde::Deserialize;
use store::{Db, conversation::Listed};

use crate::{
    Web,
    conversations::channel_icon,
    customers::searched,
    error::Result,
    page::page,
    search,
    shell::{Assets, Shell},
    wording::{self, percent_encoded},
};

/// Most results of one kind.
const EACH_MAX: usize = 5;
/// Most things to do beside what was found.
const DEEDS_MAX: usize = 4;
/// The same as [`EACH_MAX`], for the store.
const EACH_MAX_ROWS: i64 = 5;

/// Somewhere to go or something to do.
struct Action {
    label: String,
    /// Other words under which it is found.
    also: &'static str,
    icon: &'static str,
    keys: &'static [&'static str],
    way: Way,
}

/// How an action is done.
enum Way {
    /// By going there.
    Link(String),
    /// By opening that dialog.
    Dialog(&'static str),
    /// By saying whether one takes contacts.
    Availability {
        /// Whether one will.
        online: bool,
    },
}

impl Action {
    fn go(
        label: &str,
        also: &'static str,
        icon: &'static str,
        keys: &'static [&'static str],
        href: &str,
    ) -> Self {
        Self { label: label.to_owned(), also, icon, keys, way: Way::Link(href.to_owned()) }
    }

    fn is_meant(&self, words: &[String]) -> bool {
        let text = fold(&format!("{} {}", self.label, self.also));
        let begins =
            |word: &String| text.split_whitespace().any(|own| own.starts_with(word.as_str()));
        words.iter().all(begins)
    }
}

/// The pages that are a key away.
fn pages() -> Vec<Action> {
    vec![
        Action::go("Today", "home start", "today", &["G", "T"], "/today"),
        Action::go("Desk", "conversations waiting", "desk", &["G", "D"], "/desk"),
        Action::go("Customers", "people", "customers", &["G", "C"], "/customers"),
        Action::go("Search", "find messages notes", "search", &["G", "F"], "/search"),
        Action::go("What is new", "notifications bell", "bell", &["G", "N"], "/notifications"),
        Action::go("Settings", "", "settings", &["G", "S"], "/settings"),
        Action::go("Your calls", "replays recordings voice smile", "phone", &[], "/replays"),
        Action::go("Warm up", "voice smile greeting microphone", "today", &[], "/warm-up"),
    ]
}

fn deeds(shell: &Shell) -> Vec<Action> {
    let here = shell.here();
    vec![
        Action::go("New conversation", "start open write", "plus", &["C"], "/conversations/new"),
        Action::go("Add a customer", "new", "person", &[], "/customers/new"),
        Action {
            label: if here { "I am away for a while" } else { "I am here again" }.to_owned(),
            also: "availability available online offline break here away",
            icon: if here { "moon" } else { "check" },
            keys: &[],
            way: Way::Availability { online: !here },
        },
        Action {
            label: "Show all keys".to_owned(),
            also: "keyboard shortcuts help",
            icon: "keyboard",
            keys: &["?"],
            way: Way::Dialog("keys"),
        },
    ]
}

/// Pages of the settings, which are found by name.
fn settings(shell: &Shell) -> Vec<Action> {
    let mut pages = vec![
        Action::go("Your profile", "name time zone", "person", &[], "/settings/profile"),
        Action::go(
            "Notifications",
            "sound quiet hours told bell",
            "bell",
            &[],
            "/settings/notifications",
        ),
        Action::go("Where you are signed in", "sessions", "key", &[], "/settings/sessions"),
        Action::go(
            "Second factor",
            "two-factor 2fa totp authenticator code recovery",
            "key",
            &[],
            "/settings/second-factor",
        ),
        Action::go("People", "agents roles invite", "customers", &[], "/settings/people"),
        Action::go("Teams", "hours turns assignment", "customers", &[], "/settings/teams"),
        Action::go("Holidays", "days off closed", "moon", &[], "/settings/holidays"),
        Action::go("Tags", "labels merge", "tag", &[], "/settings/tags"),
        Action::go(
            "Canned replies",
            "templates macros snippets",
            "canned",
            &[],
            "/settings/canned-replies",
        ),
        Action::go("Chat on your site", "inbox widget", "chat", &[], "/settings/chat"),
        Action::go("API", "tokens programs", "key", &[], "/settings/api-tokens"),
    ];
    if shell.leads() {
        let rules = "/settings/rules";
        pages.push(Action::go("Rules", "automation triggers workflow", "standard", &[], rules));
    }
    if shell.keeps_data() {
        let also = "csv excel spreadsheet table upload";
        pages.push(Action::go("Import customers", also, "customers", &[], "/settings/import"));
    }
    if shell.owns() {
        let workspace = "/settings/workspace";
        pages.push(Action::go("Workspace", "hours name", "settings", &[], workspace));
        let security = "/settings/security";
        pages.push(Action::go("Security", "sessions sign-in two-factor", "key", &[], security));
        let provider = "/settings/identity-provider";
        let also = "single sign-on sso openid connect oidc google microsoft okta";
        pages.push(Action::go("Identity provider", also, "key", &[], provider));
        let email = "/settings/email";
        pages.push(Action::go("Email", "smtp mail server test", "mail", &[], email));
        let audit = "/settings/audit";
        pages.push(Action::go("Audit log", "who did what when sign-ins", "file", &[], audit));
        let export = "/settings/export";
        pages.push(Action::go("Export", "download everything csv json copy", "file", &[], export));
        let also = "delete old conversations age gdpr erase";
        pages.push(Action::go("Retention", also, "moon", &[], "/settings/retention"));
        let others = "api programs events notify";
        pages.push(Action::go("Webhooks", others, "globe", &[], "/settings/webhooks"));
    }
    pages
}

/// Something that was found.
struct Person {
    href: String,
    name: String,
    address: String,
}

struct Matter {
    href: String,
    icon: &'static str,
    title: String,
    name: String,
    when: String,
}

#[derive(Default)]
struct Found {
    people: Vec<Person>,
    matters: Vec<Matter>,
    /// The first of the people: their id and first name.
    likely: Option<(i64, String)>,
}

impl Found {
    fn read(db: &mut Db, q: &str, me: &Agent) -> desk::Result<Self> {
        let (now, tz) = (Timestamp::now(), me.tz());
        let query = Query::read(q, now, &tz);
        let known = search::people(db, &query, q, EACH_MAX_ROWS)?;
        let likely = known.first().map(|(customer, _)| {
            let name = domain::agent::first_name(customer.display_name());
            (customer.id.0, name.to_owned())
        });
        let people = known.into_iter().map(|(customer, address)| Person {
            href: format!("/customers/{}", customer.id),
            name: customer.display_name().to_owned(),
            address: address.unwrap_or_default(),
        });
        let numbered = search::numbered(db, q)?;
        let number = numbered.as_ref().map(|listed| listed.conversation.id);
        let found = desk::search::find(db, me, &query, Order::Best, None, EACH_MAX)?;
        let hits = found.hits.into_iter().filter(|hit| Some(hit.listed.conversation.id) != number);
        let matter = |listed: Listed, message: Option<MessageId>| Matter {
            href: search::href(listed.conversation.id, message),
            icon: channel_icon(listed.conversation.channel),
            title: listed.conversation.display_subject(),
            name: domain::customer::display_name(&listed.customer_name).to_owned(),
            when: wording::on_day(listed.conversation.last_message_at, now, &tz),
        };
        let matters = numbered.into_iter().map(|listed| matter(listed, None));
        let matters = matters
            .chain(hits.map(|hit| matter(hit.listed, hit.message.map(|message| message.id))))
            .take(EACH_MAX);
        Ok(Self { people: people.collect(), matters: matters.collect(), likely })
    }
}

#[derive(Template)]
#[template(path = "palette/results.html")]
struct Results {
    assets: Assets,
    found: Found,
    groups: Vec<(&'static str, Vec<Action>)>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    Address(asked): Address<Asked>,
) -> Result {
    let q = searched(&asked.q);
    if q.is_empty() {
        let groups = vec![("Go to", pages()), ("Do something", deeds(&shell))];
        return page(&Results { assets: shell.assets, found: Found::default(), groups });
    }
    let (words, me) = (q.clone(), shell.me.clone());
    let found = web.desk.store().read(move |db| Found::read(db, &words, &me)).await?;
    let everything = format!("/search?q={}", percent_encoded(&q));
    let label = format!("Search everything for “{}”", excerpt(&q, 40));
    let mut actions = meant(&shell, &q);
    actions.push(Action::go(&label, "", "search", &[], &everything));
    actions.extend(follow_up(&q, &found));
    page(&Results { assets: shell.assets, found, groups: vec![("Do something", actions)] })
}

/// Pages and deeds in whose names every word begins one.
fn meant(shell: &Shell, q: &str) -> Vec<Action> {
    let words: Vec<String> = q.split_whitespace().map(fold).collect();
    pages()
        .into_iter()
        .chain(deeds(shell))
        .chain(settings(shell))
        .filter(|action| action.is_meant(&words))
        .take(DEEDS_MAX)
        .collect()
}

/// What one might want to do with what was typed, so that nobody ends with nothing.
fn follow_up(q: &str, found: &Found) -> Option<Action> {
    let shown = excerpt(q, 40);
    let (label, href) = match &found.likely {
        Some((id, name)) => (
            format!("Start a conversation with {name}"),
            format!("/conversations/new?customer={id}"),
        ),
        None if found.matters.is_empty() => (
            format!("Add “{shown}” as a customer"),
            format!("/customers/new?name={}", percent_encoded(q)),
        ),
        None => return None,
    };
    Some(Action::go(&label, "", "plus", &[], &href))
}

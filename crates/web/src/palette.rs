//! The palette: find or do anything from one field.

use askama::Template;
use axum::extract::{Query as Address, State};
use desk::search::Order;
use domain::{
    MessageId, Timestamp,
    agent::Agent,
    search::Query,
    text::{excerpt, plain},
};
use language::{Wording, say};
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
    label: Wording,
    /// Other words under which it is found.
    also: Option<Wording>,
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
    fn go(label: Wording, icon: &'static str, href: &str) -> Self {
        Self { label, also: None, icon, keys: &[], way: Way::Link(href.to_owned()) }
    }

    /// … which other words find, too.
    fn also(self, words: Wording) -> Self {
        Self { also: Some(words), ..self }
    }

    /// … which is some keys away.
    fn by(self, keys: &'static [&'static str]) -> Self {
        Self { keys, ..self }
    }

    fn is_meant(&self, words: &[String]) -> bool {
        let also = self.also.as_ref().map(Wording::to_string).unwrap_or_default();
        let text = plain(&format!("{} {also}", self.label));
        let begins =
            |word: &String| text.split_whitespace().any(|own| own.starts_with(word.as_str()));
        words.iter().all(begins)
    }
}

/// The pages that are a key away.
fn pages() -> Vec<Action> {
    vec![
        Action::go(say("nav-today"), "today", "/today")
            .also(say("palette-today-also"))
            .by(&["G", "T"]),
        Action::go(say("nav-desk"), "desk", "/desk").also(say("palette-desk-also")).by(&["G", "D"]),
        Action::go(say("nav-customers"), "customers", "/customers")
            .also(say("palette-customers-also"))
            .by(&["G", "C"]),
        Action::go(say("nav-search"), "search", "/search")
            .also(say("palette-search-also"))
            .by(&["G", "F"]),
        Action::go(say("palette-notifications"), "bell", "/notifications")
            .also(say("palette-notifications-also"))
            .by(&["G", "N"]),
        Action::go(say("nav-settings"), "settings", "/settings").by(&["G", "S"]),
        Action::go(say("nav-your-calls"), "phone", "/replays").also(say("palette-calls-also")),
        Action::go(say("palette-warm-up"), "today", "/warm-up").also(say("palette-warm-up-also")),
    ]
}

fn deeds(shell: &Shell) -> Vec<Action> {
    let here = shell.here();
    vec![
        Action::go(say("conversation-new"), "plus", "/conversations/new")
            .also(say("palette-conversation-also"))
            .by(&["C"]),
        Action::go(say("palette-customer"), "person", "/customers/new")
            .also(say("palette-customer-also")),
        Action {
            label: if here { say("palette-away") } else { say("palette-here") },
            also: Some(say("palette-availability-also")),
            icon: if here { "moon" } else { "check" },
            keys: &[],
            way: Way::Availability { online: !here },
        },
        Action {
            label: say("palette-keys"),
            also: Some(say("palette-keys-also")),
            icon: "keyboard",
            keys: &["?"],
            way: Way::Dialog("keys"),
        },
    ]
}

/// Pages of the settings, which are found by name.
fn settings(shell: &Shell) -> Vec<Action> {
    let mut pages = vec![
        Action::go(say("nav-your-profile"), "person", "/settings/profile")
            .also(say("palette-profile-also")),
        Action::go(say("palette-notifying"), "bell", "/settings/notifications")
            .also(say("palette-notifying-also")),
        Action::go(say("palette-sessions"), "key", "/settings/sessions")
            .also(say("palette-sessions-also")),
        Action::go(say("palette-second-factor"), "key", "/settings/second-factor")
            .also(say("palette-second-factor-also")),
        Action::go(say("passkeys-title"), "key", "/settings/second-factor")
            .also(say("palette-passkeys-also")),
        Action::go(say("palette-people"), "customers", "/settings/people")
            .also(say("palette-people-also")),
        Action::go(say("palette-teams"), "customers", "/settings/teams")
            .also(say("palette-teams-also")),
        Action::go(say("palette-holidays"), "moon", "/settings/holidays")
            .also(say("palette-holidays-also")),
        Action::go(say("palette-tags"), "tag", "/settings/tags").also(say("palette-tags-also")),
        Action::go(say("palette-canned-replies"), "canned", "/settings/canned-replies")
            .also(say("palette-canned-replies-also")),
        Action::go(say("palette-chat"), "chat", "/settings/chat").also(say("palette-chat-also")),
        Action::go(say("palette-api"), "key", "/settings/api-tokens").also(say("palette-api-also")),
    ];
    if shell.leads() {
        pages.push(
            Action::go(say("palette-rules"), "standard", "/settings/rules")
                .also(say("palette-rules-also")),
        );
    }
    if shell.keeps_data() {
        pages.push(
            Action::go(say("palette-import"), "customers", "/settings/import")
                .also(say("palette-import-also")),
        );
    }
    if shell.owns() {
        pages.extend([
            Action::go(say("palette-workspace"), "settings", "/settings/workspace")
                .also(say("palette-workspace-also")),
            Action::go(say("palette-security"), "key", "/settings/security")
                .also(say("palette-security-also")),
            Action::go(say("palette-identity-provider"), "key", "/settings/identity-provider")
                .also(say("palette-identity-provider-also")),
            Action::go(say("palette-email"), "mail", "/settings/email")
                .also(say("palette-email-also")),
            Action::go(say("palette-export"), "file", "/settings/export")
                .also(say("palette-export-also")),
            Action::go(say("palette-retention"), "moon", "/settings/retention")
                .also(say("palette-retention-also")),
            Action::go(say("palette-audit"), "file", "/settings/audit")
                .also(say("palette-audit-also")),
            Action::go(say("palette-webhooks"), "globe", "/settings/webhooks")
                .also(say("palette-webhooks-also")),
        ]);
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
        let likely = known
            .first()
            .map(|(customer, _)| (customer.id.0, domain::customer::first_name(&customer.name)));
        let people = known.into_iter().map(|(customer, address)| Person {
            href: format!("/customers/{}", customer.id),
            name: customer.display_name(),
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
            name: domain::customer::display_name(&listed.customer_name),
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
    groups: Vec<(Wording, Vec<Action>)>,
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
        let groups = vec![(say("palette-go"), pages()), (say("palette-do"), deeds(&shell))];
        return page(&Results { assets: shell.assets, found: Found::default(), groups });
    }
    let (words, me) = (q.clone(), shell.me.clone());
    let found = web.desk.store().read(move |db| Found::read(db, &words, &me)).await?;
    let everything = format!("/search?q={}", percent_encoded(&q));
    let label = say("palette-search-for").with("words", excerpt(&q, 40));
    let mut actions = meant(&shell, &q);
    actions.push(Action::go(label, "search", &everything));
    actions.extend(follow_up(&q, &found));
    page(&Results { assets: shell.assets, found, groups: vec![(say("palette-do"), actions)] })
}

/// Pages and deeds in whose names every word begins one.
fn meant(shell: &Shell, q: &str) -> Vec<Action> {
    let words: Vec<String> = q.split_whitespace().map(plain).collect();
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
            say("palette-start-with").with("name", name),
            format!("/conversations/new?customer={id}"),
        ),
        None if found.matters.is_empty() => (
            say("palette-add-customer").with("name", shown),
            format!("/customers/new?name={}", percent_encoded(q)),
        ),
        None => return None,
    };
    Some(Action::go(label, "plus", &href))
}

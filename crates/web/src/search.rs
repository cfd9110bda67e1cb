//! Search: everything that was said and noted, and everybody who said it, by words and operators.

use ::language::Wording;
use askama::Template;
use axum::{
    extract::{Query as Address, State},
    http::HeaderMap,
};
use desk::search::{Cursor, Hit, Order};
use domain::{
    ConversationId, MessageId, Timestamp,
    agent::Agent,
    conversation::Channel,
    customer::{Customer, display_name, first_name},
    message::{Author, Kind, Message},
    search::{Misread, Piece, Query, excerpt},
    text,
};
use serde::Deserialize;
use store::{Db, conversation::Listed};

use crate::{
    Web,
    conversations::channel_icon,
    customers::{Badge, badge},
    error::Result,
    page::{page, wants_part},
    shell::{Assets, Nav, Shell},
    wording::{self, percent_encoded},
};

/// Conversations on one page.
const PAGE_LENGTH: usize = 20;
/// Most customers who are shown above them.
const PEOPLE_MAX: i64 = 4;
/// About how much of a message is shown.
const EXCERPT_CHARS: usize = 180;
/// What is read of what was typed: a character more than is searched, so that it is told.
const TYPED_CHARS_MAX: usize = domain::search::QUERY_CHARS_MAX + 1;

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    from: String,
}

/// The page.
#[derive(Template)]
#[template(path = "search/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    found: Found,
}

/// What was found, alone.
#[derive(Template)]
#[template(path = "search/found.html")]
struct FoundPart {
    assets: Assets,
    found: Found,
}

/// An operator that was understood.
struct Chip {
    label: String,
    /// The search without it.
    without: String,
}

struct Person {
    href: String,
    name: String,
    address: String,
}

/// A conversation, and the line of it that answers.
struct Row {
    id: i64,
    href: String,
    name: String,
    subject: Vec<Piece>,
    channel_icon: &'static str,
    channel: Channel,
    /// Who said it, where it is a message or a note.
    by: Option<Wording>,
    line: Vec<Piece>,
    when: String,
    badge: Badge,
    assignee: Option<String>,
}

impl Row {
    /// By which way it came, for those who do not see its sign.
    fn channel(&self) -> Wording {
        match self.channel {
            Channel::Chat => crate::t("search-by-chat"),
            Channel::Phone => crate::t("search-by-phone"),
            Channel::InPerson => crate::t("search-in-person"),
            Channel::Api => crate::t("search-by-api"),
        }
    }
}

/// How much of what was there before cannot be found yet.
struct Preparing {
    percent: i64,
}

struct Found {
    q: String,
    query: Query,
    newest: bool,
    chips: Vec<Chip>,
    remarks: Vec<Wording>,
    preparing: Option<Preparing>,
    people: Vec<Person>,
    rows: Vec<Row>,
    further: bool,
    next: Option<String>,
    /// Until when the search came, where it stopped before the end.
    searched_to: Option<String>,
}

impl Found {
    fn read(db: &mut Db, me: &Agent, search: &Search, now: Timestamp) -> desk::Result<Self> {
        let q: String = text::clean_line(&search.q).chars().take(TYPED_CHARS_MAX).collect();
        let (tz, newest) = (me.tz(), search.order == "newest");
        let query = Query::read(&q, now, &tz);
        let order = if newest { Order::Newest } else { Order::Best };
        let cursor = Cursor::parse(&search.from);
        let found = desk::search::find(db, me, &query, order, cursor, PAGE_LENGTH)?;
        let mut remarks: Vec<Wording> = query.misread.iter().map(Misread::wording).collect();
        remarks.extend(found.unknown);
        if found.too_many_authors {
            remarks.push(crate::t("search-many-people"));
        }
        if query.shortened {
            remarks.push(crate::t("search-shortened"));
        }
        let mut people = Vec::new();
        let mut rows = Vec::new();
        let agents = store::agent::all(db)?;
        let shown = Shown { query: &query, agents: &agents, now, tz: &tz };
        if cursor.is_none() && !query.is_empty() {
            for (customer, address) in self::people(db, &query, &q, PEOPLE_MAX)? {
                people.push(Person {
                    href: format!("/customers/{}", customer.id),
                    name: customer.display_name(),
                    address: address.unwrap_or_default(),
                });
            }
            if let Some(listed) = numbered(db, &q)? {
                rows.push(shown.row(Hit { listed, message: None, files: Vec::new() }));
            }
        }
        let numbered = rows.first().map(|row| row.id);
        for hit in found.hits {
            if Some(hit.listed.conversation.id.0) != numbered {
                rows.push(shown.row(hit));
            }
        }
        let chips = query
            .clauses
            .iter()
            .map(|clause| {
                let typed = &clause.typed;
                let rest = format!("{} {}", &q[..typed.start], &q[typed.end..]);
                Chip {
                    label: q[typed.clone()].to_owned(),
                    without: address(&text::clean_line(&rest), newest, None),
                }
            })
            .collect();
        Ok(Self {
            newest,
            chips,
            remarks,
            preparing: preparing(db)?,
            people,
            rows,
            further: cursor.is_some(),
            next: found.next.map(|next| address(&q, newest, Some(next))),
            searched_to: found.searched_to.map(|at| wording::on_day(at, now, &tz)),
            query,
            q,
        })
    }

    /// Whether words are looked for, which can be found better or worse.
    fn has_words(&self) -> bool {
        self.query.wanted().next().is_some()
    }

    /// The same search from its beginning on, the best answer first.
    fn best_first(&self) -> String {
        address(&self.q, false, None)
    }

    /// … the newest first.
    fn newest_first(&self) -> String {
        address(&self.q, true, None)
    }

    /// … in the same order.
    fn beginning(&self) -> String {
        address(&self.q, self.newest, None)
    }

    /// How many were found, for those who do not see it.
    fn count(&self) -> Wording {
        let said = if self.next.is_some() {
            crate::t("search-count-and-more")
        } else {
            crate::t("search-count")
        };
        said.with("count", self.rows.len())
    }
}

/// The address of a page of a search.
fn address(q: &str, newest: bool, from: Option<Cursor>) -> String {
    let order = if newest { "&order=newest" } else { "" };
    let from = from.map(|from| format!("&from={}", from.to_text())).unwrap_or_default();
    format!("/search?q={}{order}{from}", percent_encoded(q))
}

/// A conversation at a message of it.
pub(crate) fn href(id: ConversationId, message: Option<MessageId>) -> String {
    let at = message.map(|message| format!("#message-{message}")).unwrap_or_default();
    format!("/conversations/{id}{at}")
}

/// Customers who answer, each with an address if any is known.
pub(crate) fn people(
    db: &mut Db,
    query: &Query,
    typed: &str,
    limit: i64,
) -> desk::Result<Vec<(Customer, Option<String>)>> {
    let mut people = Vec::new();
    for id in desk::search::customers(db, query, typed, limit)? {
        if let Some(customer) = store::customer::find(db, id)? {
            let address = store::customer::addresses(db, id)?.into_iter().next();
            people.push((customer, address.map(|address| address.value)));
        }
    }
    Ok(people)
}

/// The conversation whose number was typed.
pub(crate) fn numbered(db: &mut Db, typed: &str) -> desk::Result<Option<Listed>> {
    let number = typed.trim_start_matches('#').parse().ok().map(ConversationId);
    Ok(store::conversation::of_ids(db, number.as_slice())?.pop())
}

fn preparing(db: &mut Db) -> desk::Result<Option<Preparing>> {
    let left = store::search::left(db)?;
    Ok(left.map(|left| Preparing {
        percent: (left.of - left.rows).max(0).saturating_mul(100) / left.of.max(1),
    }))
}

/// What rows are made with.
struct Shown<'a> {
    query: &'a Query,
    agents: &'a [Agent],
    now: Timestamp,
    tz: &'a jiff::tz::TimeZone,
}

impl Shown<'_> {
    fn row(&self, hit: Hit) -> Row {
        let Hit { listed, message, files } = hit;
        let conversation = listed.conversation;
        let name = display_name(&listed.customer_name);
        let (at, by, line) = if let Some(message) = &message {
            let by = self.by(message, &listed.customer_name);
            (message.at, Some(by), self.line(&message.text, &files))
        } else {
            let line = vec![Piece { text: conversation.preview.clone(), marked: false }];
            (conversation.last_message_at, None, line)
        };
        let subject = conversation.display_subject();
        Row {
            id: conversation.id.0,
            href: href(conversation.id, message.map(|message| message.id)),
            name,
            subject: excerpt(&subject, self.query.wanted(), text::LINE_CHARS_MAX),
            channel_icon: channel_icon(conversation.channel),
            channel: conversation.channel,
            by,
            line,
            when: wording::day(at, self.now, self.tz),
            badge: badge(conversation.standing.state),
            assignee: listed.assignee_name,
        }
    }

    /// Who wrote a message: "Nora:", "Mia, in a note:".
    fn by(&self, message: &Message, customer: &str) -> Wording {
        let writer = match message.author {
            Author::Customer => first_name(customer).into(),
            Author::Agent(id) => match self.agents.iter().find(|agent| agent.id == id) {
                Some(agent) => agent.first_name().into(),
                None => crate::t("somebody"),
            },
        };
        match message.kind {
            Kind::Reply => crate::t("search-written-by").with("name", writer),
            Kind::Note => crate::t("search-noted-by").with("name", writer),
        }
    }

    /// The piece of a message that answers; of its files, where those do and its words do not.
    fn line(&self, text: &str, files: &[String]) -> Vec<Piece> {
        let line = excerpt(text, self.query.wanted(), EXCERPT_CHARS);
        if files.is_empty() || line.iter().any(|piece| piece.marked) {
            return line;
        }
        let named = excerpt(&files.join(", "), self.query.wanted(), EXCERPT_CHARS);
        if line.is_empty() || named.iter().any(|piece| piece.marked) { named } else { line }
    }
}

pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    Address(search): Address<Search>,
) -> Result {
    let (me, now) = (shell.me.clone(), web.desk.store().now());
    let found = web.desk.store().read(move |db| Found::read(db, &me, &search, now)).await?;
    if wants_part(&headers) {
        page(&FoundPart { assets: shell.assets, found })
    } else {
        page(&Show { shell, nav: Nav::Search, found })
    }
}

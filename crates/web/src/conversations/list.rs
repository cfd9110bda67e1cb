//! The list of the desk: who waits, and how long.

use askama::Template;
use axum::extract::{Query, State};
use domain::{
    ConversationId, Timestamp,
    access::Permission,
    agent::Agent,
    conversation::{Channel, State as Standing},
    customer::display_name,
    tag::Tag,
    team::Team,
};
use jiff::tz::TimeZone;
use language::{Wording, say};
use serde::Deserialize;
use store::{Db, conversation::Listed};

use super::{View, view};
use crate::{
    Web,
    error::Result,
    page::page,
    shell::{Assets, COUNT_MAX, Shell},
    wording,
};

/// Conversations in one page of the list.
const LIST_PAGE: i64 = 50;
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
    /// How it came, as it is read out after the name.
    pub(crate) channel: Wording,
    pub(crate) wait: Option<String>,
    pub(crate) wait_class: &'static str,
    pub(crate) tags: Vec<Tag>,
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
        Channel::Phone => "phone",
        Channel::InPerson => "counter",
        Channel::Api => "key",
    }
}

/// What a channel is called.
pub(crate) fn channel_label(channel: Channel) -> Wording {
    match channel {
        Channel::Chat => say("channel-chat"),
        Channel::Phone => say("channel-phone"),
        Channel::InPerson => say("channel-in-person"),
        Channel::Api => say("channel-api"),
    }
}

/// The same after somebody's name: ", by chat,".
fn by_channel(channel: Channel) -> Wording {
    match channel {
        Channel::Chat => say("row-by-chat"),
        Channel::Phone => say("row-by-phone"),
        Channel::InPerson => say("row-in-person"),
        Channel::Api => say("row-by-api"),
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

pub(super) fn row(db: &mut Db, listed: Listed, now: Timestamp, tz: &TimeZone) -> desk::Result<Row> {
    let conversation = listed.conversation;
    let standing = conversation.standing;
    let waited = standing.waiting_since.map(|since| now.duration_since(since).as_secs());
    let waited = waited.filter(|_| standing.state == Standing::WaitingOnUs);
    let name = display_name(&listed.customer_name);
    Ok(Row {
        id: conversation.id.0,
        href: format!("/conversations/{}", conversation.id),
        name,
        subject: conversation.display_subject(),
        preview: conversation.preview,
        channel_icon: channel_icon(conversation.channel),
        channel: by_channel(conversation.channel),
        wait: waited.map(wording::duration),
        wait_class: match waited {
            Some(WAIT_LATE_SECONDS..) => "wait--late",
            Some(WAIT_LONG_SECONDS..) => "wait--long",
            _ => "",
        },
        tags: store::tag::coloured(db, conversation.id)?,
        assignee: listed.assignee_name,
        unread: listed.unread,
        current: false,
        aside: match standing.state {
            Standing::WaitingOnUs => None,
            Standing::Snoozed => standing.snoozed_until.map(|until| {
                say("row-back").with("when", wording::soon(until, now, tz)).to_string()
            }),
            Standing::WaitingOnCustomer | Standing::Closed => {
                Some(wording::day(conversation.last_message_at, now, tz))
            }
        },
    })
}

/// The list of the desk.
#[derive(Template)]
#[template(path = "conversations/list.html")]
pub(crate) struct List {
    assets: Assets,
    view: View,
    filters: Vec<(String, Wording, Option<i64>, bool)>,
    /// The saved view that is shown, and whether one may remove it.
    saved: Option<(i64, String, bool)>,
    tags: Vec<String>,
    rows: Vec<Row>,
    open: Option<i64>,
    next: Option<String>,
    previous: Option<String>,
    team: Option<String>,
    /// To whom many can be given at once.
    agents: Vec<Agent>,
    teams: Vec<Team>,
    me: Agent,
}

impl List {
    pub(crate) fn read(
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
        for (name, label, counted) in view::named() {
            let of = View::named(name);
            let count = if counted {
                Some(store::conversation::count(db, &of.filter(me.id), COUNT_MAX)?)
            } else {
                None
            };
            let current = view.is(name) && !view.is_narrowed();
            filters.push((format!("/desk{}", of.query()), label, count, current));
        }
        let shown = view.at_page(0).query();
        let leads = me.role.may(Permission::ManageTeams);
        let mut saved = None;
        for one in store::saved_view::of_agent(db, me.id)? {
            let current = one.query == shown;
            if current {
                let removes = one.agent_id.is_some() || leads;
                saved = Some((one.id.0, one.name.clone(), removes));
            }
            filters.push((format!("/desk{}", one.query), one.name.into(), None, current));
        }
        let teams = store::team::all(db)?;
        let team = teams.iter().find(|team| Some(team.id) == filter.team);
        Ok(Self {
            assets: Assets,
            filters,
            next: more.then(|| format!("/desk{}", view.at_page(view.page() + 1).query())),
            previous: (view.page() > 0)
                .then(|| format!("/desk{}", view.at_page(view.page() - 1).query())),
            open: open.map(|id| id.0),
            rows,
            team: team.map(|team| team.name.clone()),
            agents: store::agent::active(db)?,
            saved,
            tags: store::tag::all(db)?,
            teams,
            me: me.clone(),
            view,
        })
    }

    /// Whether it shows those who wait for us.
    pub(crate) fn waits(&self) -> bool {
        !["answered", "snoozed", "closed"].iter().any(|other| self.view.is(other))
    }

    /// Whose it shows, where it was narrowed to theirs.
    fn assignee(&self) -> Option<Wording> {
        if self.view.has("assignee", "me") {
            return Some(say("list-only-yours"));
        }
        if self.view.has("assignee", "nobody") {
            return Some(say("list-only-nobodys"));
        }
        let agent =
            self.agents.iter().find(|agent| self.view.has("assignee", &agent.id.to_string()));
        agent.map(|agent| say("list-only-of").with("name", &agent.name))
    }

    /// The channel to which it was narrowed.
    fn channel(&self) -> Option<Wording> {
        let channel =
            Channel::ALL.into_iter().find(|channel| self.view.has("channel", channel.as_str()));
        channel.map(channel_label)
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

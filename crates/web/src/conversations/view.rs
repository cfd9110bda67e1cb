//! Which conversations the desk's list shows, as its address says it.

use domain::{
    AgentId, TeamId,
    conversation::{Channel, State},
    text,
};
use language::{Wording, say};
use serde::Deserialize;
use store::conversation::{Assignee, Filter};

use crate::wording::percent_encoded;

/// The views: name in the address, label, and whether its conversations are counted.
pub(crate) fn named() -> [(&'static str, Wording, bool); 6] {
    [
        ("yours", say("view-yours"), true),
        ("nobodys", say("view-nobodys"), true),
        ("", say("view-everyones"), true),
        ("answered", say("view-answered"), false),
        ("snoozed", say("view-snoozed"), false),
        ("closed", say("view-closed"), false),
    ]
}

/// Last page of a list that can be asked for.
const PAGE_MAX: i64 = 10_000;

/// A view of the list. What its address says that makes no sense is left aside.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct View {
    #[serde(default)]
    view: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    pub(crate) tag: String,
    /// An agent's id, `me`, or `nobody`, where it is not said by the view itself.
    #[serde(default)]
    assignee: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    page: String,
}

impl View {
    pub(crate) fn named(name: &str) -> Self {
        Self { view: name.to_owned(), ..Self::default() }
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.view == name
    }

    pub(crate) fn page(&self) -> i64 {
        self.page.parse().unwrap_or(0).clamp(0, PAGE_MAX)
    }

    pub(crate) fn at_page(&self, page: i64) -> Self {
        Self { page: page.to_string(), ..self.clone() }
    }

    /// Whether it shows fewer than the view that it belongs to.
    pub(crate) fn is_narrowed(&self) -> bool {
        [&self.assignee, &self.team, &self.tag, &self.channel].iter().any(|part| !part.is_empty())
    }

    /// Whether a choice in the form of filters is the one that holds: of its field, and the value.
    pub(crate) fn has(&self, field: &str, value: &str) -> bool {
        value
            == match field {
                "view" => &self.view,
                "assignee" => &self.assignee,
                "team" => &self.team,
                "channel" => &self.channel,
                _ => return false,
            }
    }

    /// The conversations that it shows to `me`.
    pub(crate) fn filter(&self, me: AgentId) -> Filter {
        let (state, assignee) = match self.view.as_str() {
            "yours" => (State::WaitingOnUs, Assignee::Agent(me)),
            "nobodys" => (State::WaitingOnUs, Assignee::Nobody),
            "answered" => (State::WaitingOnCustomer, Assignee::Any),
            "snoozed" => (State::Snoozed, Assignee::Any),
            "closed" => (State::Closed, Assignee::Any),
            _ => (State::WaitingOnUs, Assignee::Any),
        };
        let tag = text::clean_line(&self.tag);
        let assignee = match self.assignee.as_str() {
            "" => assignee,
            "me" => Assignee::Agent(me),
            "nobody" => Assignee::Nobody,
            id => id.parse().map_or(assignee, |id| Assignee::Agent(AgentId(id))),
        };
        Filter {
            state,
            assignee,
            team: self.team.parse().ok().map(TeamId),
            tag: (!tag.is_empty()).then_some(tag),
            channel: Channel::parse(&self.channel),
        }
    }

    /// As the query of an address; empty for the plain list.
    pub(crate) fn query(&self) -> String {
        let page = if self.page() == 0 { String::new() } else { self.page().to_string() };
        let parts = [
            ("view", &self.view),
            ("assignee", &self.assignee),
            ("team", &self.team),
            ("tag", &self.tag),
            ("channel", &self.channel),
            ("page", &page),
        ];
        let mut query = String::new();
        for (name, value) in parts {
            if !value.is_empty() {
                let mark = if query.is_empty() { '?' } else { '&' };
                query.push(mark);
                query.push_str(name);
                query.push('=');
                query.push_str(&percent_encoded(value));
            }
        }
        query
    }
}

//! Promises at the desk: the page of all of them, what is done about one, and what was noticed in messages.

mod history;
mod making;
mod noticed;
mod reminders;
mod shown;

use ::language::Wording;
use askama::Template;
use axum::extract::{Query, State};
use desk::promise::{Promising, When};
use domain::{
    AgentId, ConversationId, PromiseId, Timestamp,
    agent::Agent,
    promise::{Promise, RATE_DAYS, Rate},
};
use jiff::SignedDuration;
use serde::Deserialize;
use store::{Db, promise::Owner};

pub(crate) use self::{
    making::Making,
    noticed::{Suggested, accept, ask_again, refuse, suggested},
    reminders::{put_away, reminders},
    shown::{Beside, Keepers, Shown, due_until, show},
};
use crate::{
    Web,
    access::SignedIn,
    error::Result,
    form::{At, Filled},
    page::{done, page},
    shell::{Nav, Shell},
    wording,
};

/// Most promises of one kind on the page.
const EACH_MAX: i64 = 200;

/// Which promises an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct View {
    /// `late`, `today`, `later` or `over`; those that are still to be kept where it says nothing.
    view: String,
    /// `me`, `nobody` or an agent's id; everybody's where it says nothing.
    owner: String,
}

impl View {
    fn owner(&self, me: &Agent) -> Owner {
        match self.owner.as_str() {
            "me" => Owner::Agent(me.id),
            "nobody" => Owner::Nobody,
            id => id.parse().map_or(Owner::Any, |id| Owner::Agent(AgentId(id))),
        }
    }

    fn shows(&self, group: &str) -> bool {
        self.view == group || (group != "over" && !self.is_one())
    }

    /// Whether it is that kind alone.
    fn is(&self, group: &str) -> bool {
        self.view == group
    }

    /// Whether it is one kind alone.
    fn is_one(&self) -> bool {
        ["late", "today", "later", "over"].contains(&self.view.as_str())
    }

    /// The address of this view with another kind, or another owner.
    fn address(&self, view: Option<&str>, owner: Option<&str>) -> String {
        let (view, owner) = (view.unwrap_or(&self.view), owner.unwrap_or(&self.owner));
        let asked = [("view", view), ("owner", owner)];
        let asked: Vec<String> = asked
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key}={}", wording::percent_encoded(value)))
            .collect();
        if asked.is_empty() { "/promises".into() } else { format!("/promises?{}", asked.join("&")) }
    }
}

/// Promises of one kind.
struct Group {
    id: &'static str,
    title: Wording,
    promises: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "promises/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    view: View,
    groups: Vec<Group>,
    keepers: Keepers,
    rate: Rate,
}

impl Index {
    /// Kinds to choose from: their address, their name, and whether they are shown now.
    fn views(&self) -> Vec<(String, Wording, bool)> {
        let to_choose = [
            ("", crate::t("promises-to-keep")),
            ("late", crate::t("promises-late")),
            ("today", crate::t("promises-today")),
            ("later", crate::t("promises-later")),
            ("over", crate::t("promises-kept")),
        ];
        let row = |(view, label): (&str, Wording)| {
            let current = self.view.view == view || (view.is_empty() && !self.view.is_one());
            (self.view.address(Some(view), None), label, current)
        };
        to_choose.map(row).to_vec()
    }

    /// Owners to choose from, in the same way.
    fn owners(&self) -> Vec<(String, String, bool)> {
        let mut owners = vec![
            (String::new(), crate::t("promises-everybodys").to_string()),
            ("me".to_owned(), crate::t("promises-yours").to_string()),
            ("nobody".to_owned(), crate::t("promises-nobodys").to_string()),
        ];
        let others = self.keepers.agents.iter().filter(|agent| agent.id != self.shell.me.id);
        owners.extend(others.map(|agent| (agent.id.to_string(), agent.name.clone())));
        let row = |(owner, label): (String, String)| {
            let current = self.view.owner == owner;
            (self.view.address(None, Some(&owner)), label, current)
        };
        owners.into_iter().map(row).collect()
    }

    fn address(&self) -> String {
        self.view.address(None, None)
    }

    /// How many were kept in time.
    fn rate_in_words(&self) -> Wording {
        match self.rate.percent() {
            Some(percent) => crate::t("promises-rate")
                .with("percent", percent)
                .with("kept", self.rate.kept)
                .with("all", self.rate.all),
            None => crate::t("promises-rate-none"),
        }
    }

    fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.promises.is_empty())
    }
}

/// The promises of the desk.
pub(crate) async fn index(
    State(web): State<Web>,
    shell: Shell,
    Query(view): Query<View>,
) -> Result {
    let now = web.desk.store().now();
    let (me, asked) = (shell.me.clone(), view.clone());
    let (groups, keepers, rate) = web
        .desk
        .store()
        .read(move |db| {
            let rate = store::promise::rate(db, now - days(RATE_DAYS), now)?;
            Ok::<_, desk::Error>((groups(db, &me, &asked, now)?, Keepers::read(db)?, rate))
        })
        .await?;
    page(&Index { shell, nav: Nav::Promises, view, groups, keepers, rate })
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

fn groups(db: &mut Db, me: &Agent, view: &View, now: Timestamp) -> desk::Result<Vec<Group>> {
    let tz = me.tz();
    let (owner, midnight) = (view.owner(me), due_until(now, &tz));
    let (first, last) = (Timestamp::MIN, Timestamp::MAX);
    let mut groups = Vec::new();
    for (id, title, from, until) in [
        ("late", crate::t("promises-late"), first, now),
        ("today", crate::t("promises-today"), now, midnight),
        ("later", crate::t("promises-later"), midnight, last),
    ] {
        if view.shows(id) {
            let found = store::promise::open_between(db, owner, from, until, EACH_MAX)?;
            groups.push(Group { id, title, promises: all(db, found, me, now)? });
        }
    }
    if view.shows("over") {
        let found = store::promise::over_since(db, owner, now - days(RATE_DAYS), EACH_MAX)?;
        let promises = all(db, found, me, now)?;
        groups.push(Group { id: "over", title: crate::t("promises-over"), promises });
    }
    // What is asked for by name is there also where it is empty.
    groups.retain(|group| view.is_one() || !group.promises.is_empty());
    let mut shown = groups.iter_mut().flat_map(|group| &mut group.promises);
    if let Some(next) = shown.find(|promise| promise.is_open()) {
        next.primary = true;
    }
    Ok(groups)
}

fn all(db: &mut Db, found: Vec<Promise>, me: &Agent, now: Timestamp) -> desk::Result<Vec<Shown>> {
    let agents = store::agent::all(db)?;
    found.into_iter().map(|promise| show(db, promise, &agents, me, now)).collect()
}

/// When something is due, as whoever asked sees it.
fn when(due: Timestamp, me: &Agent) -> String {
    shown::said(due, Timestamp::now(), &me.tz())
}

/// By when: the name of a choice, or words.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct By {
    choice: String,
    words: String,
}

impl By {
    /// What was typed goes before what was pressed, for Enter presses the first button.
    fn given(self) -> Option<When> {
        let given = if self.words.trim().is_empty() { self.choice } else { self.words };
        (!given.trim().is_empty()).then_some(When::Words(given))
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct New {
    what: String,
    #[serde(default)]
    choice: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    stand_in: String,
}

fn agent_of(given: &str) -> Option<AgentId> {
    given.parse().ok().map(AgentId)
}

/// Makes a promise by hand.
pub(crate) async fn create(
    State(web): State<Web>,
    SignedIn { agent: me, .. }: SignedIn,
    At(id): At<i64>,
    Filled(new): Filled<New>,
) -> Result {
    let by = By { choice: new.choice, words: new.words };
    let promising = Promising {
        conversation: ConversationId(id),
        what: new.what,
        when: by.given().unwrap_or(When::Words(String::new())),
        owner: agent_of(&new.owner),
        stand_in: agent_of(&new.stand_in),
    };
    let promise = web.desk.promise(&me, promising).await?;
    let words = crate::t("promise-made").with("due", when(promise.due_at, &me));
    done(words, Some(format!("/promises/{}", promise.id)))
}

/// Unmakes one that was made by mistake.
pub(crate) async fn unmake(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.unmake_promise(&agent, PromiseId(id)).await?;
    done(crate::t("promise-unmade"), None)
}

/// Notes that a promise was kept.
pub(crate) async fn keep(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.keep_promise(&agent, PromiseId(id)).await?;
    done(crate::t("promise-kept-thanks"), Some(format!("/promises/{id}/keeping")))
}

/// It was not kept after all.
pub(crate) async fn unkeep(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.unkeep_promise(&agent, PromiseId(id)).await?;
    done(crate::t("promise-to-be-kept"), None)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Why {
    #[serde(default)]
    why: String,
}

/// Takes a promise back, and tells the customer why.
pub(crate) async fn cancel(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Filled(Why { why }): Filled<Why>,
) -> Result {
    web.desk.cancel_promise(&agent, PromiseId(id), &why).await?;
    done(crate::t("promise-taken-back"), Some(format!("/promises/{id}/cancellation")))
}

/// It stands again.
pub(crate) async fn restore(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.restore_promise(&agent, PromiseId(id)).await?;
    done(crate::t("promise-restored"), None)
}

/// Moves a promise to another time.
pub(crate) async fn change_time(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Filled(by): Filled<By>,
) -> Result {
    let to = by.given().unwrap_or(When::Words(String::new()));
    let promise = web.desk.move_promise(&agent, PromiseId(id), to).await?;
    let words = crate::t("promise-moved").with("due", when(promise.due_at, &agent));
    done(words, None)
}

#[derive(Debug, Deserialize)]
pub(crate) struct To {
    #[serde(default)]
    owner: String,
    #[serde(default)]
    stand_in: String,
}

/// Gives a promise to somebody, and says who stands in.
pub(crate) async fn hand_over(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Filled(To { owner, stand_in }): Filled<To>,
) -> Result {
    let (owner, stand_in) = (agent_of(&owner), agent_of(&stand_in));
    let promise = web.desk.hand_promise(&agent, PromiseId(id), owner, stand_in).await?;
    let name = match promise.owner_id {
        Some(id) => web.desk.store().read(move |db| store::agent::find(db, id)).await?,
        None => None,
    };
    let words = match name {
        Some(agent) => crate::t("promise-handed").with("name", agent.first_name()),
        None => crate::t("promise-handed-to-nobody"),
    };
    done(words, None)
}

/// Tells the customer that we have not forgotten.
pub(crate) async fn send_word(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.send_word(&agent, PromiseId(id)).await?;
    done(crate::t("promise-told"), None)
}

//! Notifications in words, and put together by what they are about and by day.

use domain::{
    PromiseId, RuleId, TeamId, Timestamp, WebhookId,
    agent::Agent,
    customer::display_name,
    notification::{Kind, Notification},
    promise::{Promise, Status},
};
use jiff::tz::TimeZone;
use language::Wording;
use store::Db;

use crate::wording;

/// One of them as it is shown.
pub(crate) struct Shown {
    pub(crate) id: i64,
    pub(crate) says: Wording,
    pub(crate) icon: &'static str,
    pub(crate) time: String,
    pub(crate) iso: String,
    pub(crate) unseen: bool,
    /// What it is about, in words; the same for all about the same matter.
    pub(crate) matter: String,
    at: Timestamp,
}

/// All about one matter.
pub(crate) struct Group {
    pub(crate) matter: String,
    pub(crate) items: Vec<Shown>,
}

/// What happened on one day.
pub(crate) struct Day {
    pub(crate) name: String,
    pub(crate) groups: Vec<Group>,
}

/// How much of customers is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// Their names, and what it is about.
    All,
    /// That there is something: for what leaves the desk.
    Little,
}

/// Where it is found what one is about.
pub(crate) fn address(one: &Notification) -> String {
    match (one.kind, one.conversation_id) {
        (Kind::Waiting, Some(id)) if one.count <= 1 => format!("/conversations/{id}"),
        (Kind::Waiting, _) if one.about == 0 => "/desk?assignee=nobody".to_owned(),
        (Kind::Waiting, _) => format!("/desk?assignee=nobody&team={}", one.about),
        (Kind::Standard, _) => "/standards".to_owned(),
        (Kind::Webhook, _) => format!("/settings/webhooks/{}", one.about),
        (Kind::Rule, _) => format!("/settings/rules/{}", one.about),
        (_, Some(id)) => format!("/conversations/{id}"),
        (_, None) => "/notifications".to_owned(),
    }
}

/// Them in words, in the same order.
pub(crate) fn show(
    db: &mut Db,
    all: Vec<Notification>,
    me: &Agent,
    now: Timestamp,
    telling: Telling,
) -> desk::Result<Vec<Shown>> {
    let agents = store::agent::all(db)?;
    let mut ids: Vec<_> = all.iter().filter_map(|one| one.conversation_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let listed = store::conversation::of_ids(db, &ids)?;
    let tz = me.tz();
    let mut shown = Vec::new();
    for one in all {
        let found = listed.iter().find(|it| Some(it.conversation.id) == one.conversation_id);
        let by = agents.iter().find(|agent| Some(agent.id) == one.by_id).map(Agent::first_name);
        let customer = match found.map(|it| it.customer_name.as_str()) {
            None => crate::t("notification-a-customer").to_string(),
            Some(name) => display_name(name),
        };
        let saying = Saying { one: &one, by, customer: &customer, now, tz: &tz };
        let says = match telling {
            Telling::All => saying.says(db)?,
            Telling::Little => saying.says_little(db)?,
        };
        let matter = match found {
            _ if telling == Telling::Little => String::new(),
            Some(it) if one.kind != Kind::Waiting || one.count <= 1 => {
                crate::t("notification-matter")
                    .with("customer", &customer)
                    .with("subject", it.conversation.display_subject())
                    .to_string()
            }
            _ => crate::t("notification-matter-desk").to_string(),
        };
        shown.push(Shown {
            id: one.id.0,
            says,
            icon: icon(one.kind),
            time: wording::time(one.at, &tz),
            iso: one.at.to_string(),
            unseen: one.seen_at.is_none(),
            matter,
            at: one.at,
        });
    }
    Ok(shown)
}

fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Mention => "note",
        Kind::Given => "assign",
        Kind::Wrote => "chat",
        Kind::Waiting => "desk",
        Kind::Promise | Kind::Handed => "clock",
        Kind::CallBack => "phone",
        Kind::Standard => "standard",
        Kind::Webhook | Kind::Rule => "warning",
    }
}

/// Together by matter, in the order in which each comes first.
pub(crate) fn by_matter(all: Vec<Shown>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|group| group.matter == one.matter) {
            Some(group) => group.items.push(one),
            None => groups.push(Group { matter: one.matter.clone(), items: vec![one] }),
        }
    }
    groups
}

/// Together by day, and by matter within it.
pub(crate) fn by_day(all: Vec<Shown>, now: Timestamp, tz: &TimeZone) -> Vec<Day> {
    let mut days: Vec<(String, Vec<Shown>)> = Vec::new();
    for one in all {
        let name = wording::day(one.at, now, tz);
        match days.last_mut() {
            Some((last, items)) if *last == name => items.push(one),
            _ => days.push((name, vec![one])),
        }
    }
    days.into_iter().map(|(name, items)| Day { name, groups: by_matter(items) }).collect()
}

/// What is known where one is put into words.
struct Saying<'a> {
    one: &'a Notification,
    by: Option<&'a str>,
    customer: &'a str,
    now: Timestamp,
    tz: &'a TimeZone,
}

impl Saying<'_> {
    fn says(&self, db: &mut Db) -> desk::Result<Wording> {
        let (count, about) = (self.one.count, self.one.about);
        let customer = self.customer;
        Ok(match self.one.kind {
            Kind::Mention => match self.by {
                Some(by) => {
                    crate::t("notification-mention-by").with("count", count).with("name", by)
                }
                None => crate::t("notification-mention").with("count", count),
            },
            Kind::Given => match self.by {
                Some(by) => crate::t("notification-given-by").with("name", by),
                None => crate::t("notification-given"),
            },
            Kind::Wrote => {
                crate::t("notification-wrote").with("count", count).with("customer", customer)
            }
            Kind::Waiting => {
                let team = store::team::find(db, TeamId(about))?.map(|team| team.name);
                match team {
                    Some(team) => crate::t("notification-waiting-team").with("team", team),
                    None => crate::t("notification-waiting"),
                }
                .with("count", count.max(1))
            }
            Kind::Promise | Kind::Handed | Kind::CallBack => {
                match store::promise::find(db, PromiseId(about))? {
                    Some(promise) => self.of_promise(&promise),
                    None => crate::t("notification-promise-gone"),
                }
            }
            Kind::Standard => crate::t("notification-standard").with("count", count),
            Kind::Webhook => match store::webhook::find(db, WebhookId(about))? {
                Some(webhook) => crate::t("notification-webhook").with("name", webhook.name),
                None => crate::t("notification-webhook-gone"),
            },
            Kind::Rule => match store::rule::find(db, RuleId(about))? {
                Some(rule) => crate::t("notification-rule").with("name", rule.name),
                None => crate::t("notification-rule-gone"),
            },
        })
    }

    /// … without the name of a customer, and without words of theirs or about them.
    fn says_little(&self, db: &mut Db) -> desk::Result<Wording> {
        Ok(match self.one.kind {
            Kind::Wrote => crate::t("notification-little-wrote").with("count", self.one.count),
            Kind::CallBack => crate::t("notification-little-call-back"),
            Kind::Handed => match self.by {
                Some(by) => crate::t("notification-little-handed-by").with("name", by),
                None => crate::t("notification-little-handed"),
            },
            Kind::Promise => match store::promise::find(db, PromiseId(self.one.about))? {
                Some(promise) if promise.due_at > self.now => {
                    let due = wording::soon(promise.due_at, self.now, self.tz);
                    crate::t("notification-little-promise-due").with("due", due)
                }
                _ => crate::t("notification-little-promise-late"),
            },
            Kind::Mention
            | Kind::Given
            | Kind::Waiting
            | Kind::Standard
            | Kind::Webhook
            | Kind::Rule => self.says(db)?,
        })
    }

    fn of_promise(&self, promise: &Promise) -> Wording {
        let said = match (self.one.kind, self.by) {
            (Kind::CallBack, _) => crate::t("notification-call-back"),
            (Kind::Handed, Some(by)) => crate::t("notification-handed-by").with("name", by),
            (Kind::Handed, None) => crate::t("notification-handed"),
            _ => match promise.status(self.now) {
                Status::Late | Status::Broken => crate::t("notification-promise-late"),
                Status::Open | Status::AtRisk => crate::t("notification-promise-due"),
                Status::Kept | Status::KeptLate => crate::t("notification-promise-kept"),
                Status::Cancelled => crate::t("notification-promise-cancelled"),
            },
        };
        said.with("customer", self.customer)
            .with("what", &promise.what)
            .with("due", wording::soon(promise.due_at, self.now, self.tz))
    }
}

//! Notifications in words, and put together by what they are about and by day.

use domain::{
    PromiseId, RuleId, TeamId, Timestamp, WebhookId,
    agent::Agent,
    notification::{Kind, Notification},
    promise::{Promise, Status},
};
use jiff::tz::TimeZone;
use store::Db;

use crate::wording;

/// One of them as it is shown.
pub(crate) struct Shown {
    pub(crate) id: i64,
    pub(crate) says: String,
    pub(crate) icon: &'static str,
    pub(crate) time: String,
    pub(crate) iso: String,
    pub(crate) unseen: bool,
    /// What it is about, in words; the same for all about the same matter.
    matter: String,
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
        let customer = found.map_or("A customer", |it| it.customer_name.as_str());
        let customer = if customer.is_empty() { "A visitor" } else { customer };
        let saying = Saying { one: &one, by, customer, now, tz: &tz };
        let says = match telling {
            Telling::All => saying.says(db)?,
            Telling::Little => saying.says_little(db)?,
        };
        let matter = match found {
            _ if telling == Telling::Little => String::new(),
            Some(it) if one.kind != Kind::Waiting || one.count <= 1 => {
                format!("{customer}: {}", it.conversation.display_subject())
            }
            _ => "The desk".to_owned(),
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
    fn says(&self, db: &mut Db) -> desk::Result<String> {
        let (count, about) = (self.one.count, self.one.about);
        let customer = self.customer;
        Ok(match self.one.kind {
            Kind::Mention => match (self.by, count) {
                (Some(by), 1) => format!("{by} asks for you in a note."),
                (Some(by), _) => format!("{count} notes ask for you, the last by {by}."),
                (None, 1) => "A note asks for you.".to_owned(),
                (None, _) => format!("{count} notes ask for you."),
            },
            Kind::Given => match self.by {
                Some(by) => format!("{by} gave you this conversation."),
                None => "This conversation was given to you.".to_owned(),
            },
            Kind::Wrote if count == 1 => format!("New message from {customer}."),
            Kind::Wrote => format!("{count} new messages from {customer}."),
            Kind::Waiting => {
                let team = store::team::find(db, TeamId(about))?.map(|team| team.name);
                match (team, count) {
                    (Some(team), 0 | 1) => format!("A new conversation waits for {team}."),
                    (Some(team), _) => format!("{count} new conversations wait for {team}."),
                    (None, 0 | 1) => "A new conversation waits, and nobody has it yet.".to_owned(),
                    (None, _) => {
                        format!("{count} new conversations wait, and nobody has them yet.")
                    }
                }
            }
            Kind::Promise | Kind::Handed | Kind::CallBack => {
                match store::promise::find(db, PromiseId(about))? {
                    Some(promise) => self.of_promise(&promise),
                    None => "A promise was taken back.".to_owned(),
                }
            }
            Kind::Standard if count == 1 => "A standard has changed.".to_owned(),
            Kind::Standard => format!("{count} standards have changed."),
            Kind::Webhook => match store::webhook::find(db, WebhookId(about))? {
                Some(webhook) => format!(
                    "The webhook “{}” was switched off, because nothing gets through to it.",
                    webhook.name
                ),
                None => "A webhook was switched off, and is removed by now.".to_owned(),
            },
            Kind::Rule => match store::rule::find(db, RuleId(about))? {
                Some(rule) => format!("The rule “{}” ran too often, and is paused.", rule.name),
                None => "A rule ran too often, and was paused.".to_owned(),
            },
        })
    }

    /// … without the name of a customer, and without words of theirs or about them.
    fn says_little(&self, db: &mut Db) -> desk::Result<String> {
        Ok(match self.one.kind {
            Kind::Wrote if self.one.count == 1 => "A customer wrote in what is yours.".to_owned(),
            Kind::Wrote => format!("{} new messages in what is yours.", self.one.count),
            Kind::CallBack => "A customer asks to be called back.".to_owned(),
            Kind::Handed => match self.by {
                Some(by) => format!("{by} handed you a promise."),
                None => "A promise is yours now.".to_owned(),
            },
            Kind::Promise => match store::promise::find(db, PromiseId(self.one.about))? {
                Some(promise) if promise.due_at > self.now => {
                    let due = wording::soon(promise.due_at, self.now, self.tz);
                    format!("A promise of yours is due {due}.")
                }
                _ => "A promise of yours is late.".to_owned(),
            },
            Kind::Mention
            | Kind::Given
            | Kind::Waiting
            | Kind::Standard
            | Kind::Webhook
            | Kind::Rule => self.says(db)?,
        })
    }

    fn of_promise(&self, promise: &Promise) -> String {
        let due = wording::soon(promise.due_at, self.now, self.tz);
        let (what, customer) = (&promise.what, self.customer);
        match (self.one.kind, self.by) {
            (Kind::CallBack, _) => format!("{customer} asks to be called back {due}."),
            (Kind::Handed, Some(by)) => format!("{by} handed you a promise, due {due}: {what}."),
            (Kind::Handed, None) => format!("A promise is yours now, due {due}: {what}."),
            _ => match promise.status(self.now) {
                Status::Late | Status::Broken => {
                    format!("Your promise is late: {what}.")
                }
                Status::Open | Status::AtRisk => format!("Your promise is due {due}: {what}."),
                Status::Kept | Status::KeptLate => format!("Your promise was kept: {what}."),
                Status::Cancelled => format!("Your promise was taken back: {what}."),
            },
        }
    }
}

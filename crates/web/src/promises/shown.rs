//! Promises as pages show them.

use ::language::Wording;
use domain::{
    AgentId, ConversationId, Timestamp,
    agent::Agent,
    customer::Customer,
    promise::{Promise, Status, Step},
};
use jiff::tz::TimeZone;
use store::Db;

use super::{Making, history::Line};
use crate::{
    shell::Assets,
    wording::{self, Day},
};

/// Promises beside a conversation, at the most: the latest ones.
const BESIDE_MAX: usize = 8;

/// Those who can keep a promise.
pub(crate) struct Keepers {
    pub(crate) agents: Vec<Agent>,
}

impl Keepers {
    pub(crate) fn read(db: &mut Db) -> desk::Result<Self> {
        Ok(Self { agents: store::agent::active(db)? })
    }
}

/// One promise.
pub(crate) struct Shown {
    pub(crate) id: i64,
    pub(crate) what: String,
    pub(crate) customer: Wording,
    pub(crate) href: String,
    pub(crate) status: Status,
    /// "today at 15:00", "tomorrow at 09:00", "on 3 March at 09:00".
    pub(crate) due: String,
    pub(crate) due_datetime: String,
    /// The same on the customer's clock, where that differs.
    pub(crate) theirs: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) owner_id: Option<AgentId>,
    pub(crate) stand_in: Option<String>,
    pub(crate) stand_in_id: Option<AgentId>,
    pub(crate) mine: bool,
    /// Whether somebody should tell the customer now that we have not forgotten.
    pub(crate) wants_word: bool,
    /// Whether it is the one that a key keeps: the next on the page.
    pub(crate) primary: bool,
    /// What was done about it, in words, the latest first.
    pub(crate) history: Vec<Line>,
}

impl Shown {
    /// The class, the sign and the words of how it stands.
    pub(crate) fn badge(&self) -> (&'static str, &'static str, Wording) {
        match self.status {
            Status::Open => ("", "clock", crate::t("promise-badge-to-keep")),
            Status::AtRisk => ("badge--us", "warning", crate::t("promise-badge-at-risk")),
            Status::Late => ("badge--late", "warning", crate::t("promise-badge-late")),
            Status::Broken => ("badge--late", "cross", crate::t("promise-badge-broken")),
            Status::Kept => ("badge--closed", "check", crate::t("promise-badge-kept")),
            Status::KeptLate => ("", "check", crate::t("promise-badge-kept-late")),
            Status::Cancelled => ("", "undo", crate::t("promise-badge-taken-back")),
        }
    }

    /// Who keeps it, and who stands in.
    pub(crate) fn keeping(&self) -> Wording {
        match (self.mine, &self.owner, &self.stand_in) {
            (true, _, None) => crate::t("promise-with-you"),
            (true, _, Some(other)) => {
                crate::t("promise-with-you-and-stand-in").with("stand-in", other)
            }
            (false, Some(owner), None) => crate::t("promise-with").with("name", owner),
            (false, Some(owner), Some(other)) => {
                crate::t("promise-with-and-stand-in").with("name", owner).with("stand-in", other)
            }
            (false, None, None) => crate::t("promise-with-nobody"),
            (false, None, Some(other)) => {
                crate::t("promise-with-nobody-and-stand-in").with("stand-in", other)
            }
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self.status, Status::Open | Status::AtRisk | Status::Late | Status::Broken)
    }

    pub(crate) fn is_kept(&self) -> bool {
        matches!(self.status, Status::Kept | Status::KeptLate)
    }

    pub(crate) fn has_owner(&self, id: AgentId) -> bool {
        self.owner_id == Some(id)
    }

    pub(crate) fn has_stand_in(&self, id: AgentId) -> bool {
        self.stand_in_id == Some(id)
    }
}

/// The midnight after `now`, until which what is due is due today.
pub(crate) fn due_until(now: Timestamp, tz: &TimeZone) -> Timestamp {
    let tomorrow = now.to_zoned(tz.clone()).tomorrow().and_then(|day| day.start_of_day());
    tomorrow.map_or(now, |midnight| midnight.timestamp())
}

/// A time as it stands in a sentence: "today at 15:00", "on Friday at 17:00", "yesterday at 09:00".
pub(crate) fn said(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    let said = match Day::of(at, now, tz) {
        Day::Today => crate::t("promise-time-today"),
        Day::Yesterday => crate::t("promise-time-yesterday"),
        Day::Tomorrow => crate::t("promise-time-tomorrow"),
        _ if at > now => return wording::soon(at, now, tz),
        _ => crate::t("promise-time-on-day").with("day", wording::day(at, now, tz)),
    };
    said.with("time", wording::time(at, tz)).to_string()
}

/// A promise as an agent sees it.
pub(crate) fn show(
    db: &mut Db,
    promise: Promise,
    agents: &[Agent],
    me: &Agent,
    now: Timestamp,
) -> desk::Result<Shown> {
    let tz = me.tz();
    let customer = store::customer::find(db, promise.customer_id)?;
    let taken = store::promise_reminder::taken(db, promise.id, promise.due_at)?;
    let history = store::promise_change::of_promise(db, promise.id)?;
    let told = history.iter().any(|change| {
        change.what == domain::promise::Change::Word && change.due_at == promise.due_at
    });
    let name = |id: Option<AgentId>| {
        let agent = agents.iter().find(|agent| Some(agent.id) == id);
        agent.map(|agent| agent.first_name().to_owned())
    };
    let status = promise.status(now);
    Ok(Shown {
        id: promise.id.0,
        customer: match &customer {
            Some(customer) => customer.display_name().into(),
            None => crate::t("somebody"),
        },
        href: format!("/conversations/{}", promise.conversation_id),
        status,
        due: said(promise.due_at, now, &tz),
        due_datetime: promise.due_at.to_string(),
        theirs: customer.and_then(|customer| theirs(&customer, promise.due_at, now, &tz)),
        owner: name(promise.owner_id),
        owner_id: promise.owner_id,
        stand_in: name(promise.stand_in_id),
        stand_in_id: promise.stand_in_id,
        mine: promise.owner_id == Some(me.id),
        wants_word: promise.is_open() && taken.contains(&Step::Word) && !told,
        primary: false,
        history: super::history::in_words(&history, &name, now, &tz),
        what: promise.what,
        phone: promise.phone,
    })
}

/// A time on the customer's clock, where that shows another than the agent's.
fn theirs(customer: &Customer, at: Timestamp, now: Timestamp, tz: &TimeZone) -> Option<String> {
    let zone = customer.tz()?;
    let differs = zone.to_offset(at) != tz.to_offset(at);
    differs.then(|| said(at, now, &zone))
}

/// What stands beside a conversation: its promises, and what is needed to make one.
pub(crate) struct Beside {
    pub(crate) assets: Assets,
    pub(crate) promises: Vec<Shown>,
    pub(crate) keepers: Keepers,
    pub(crate) making: Making,
}

impl Beside {
    pub(crate) fn read(
        db: &mut Db,
        conversation: ConversationId,
        customer: &Customer,
        me: &Agent,
        now: Timestamp,
    ) -> desk::Result<Self> {
        let agents = store::agent::all(db)?;
        let mut found = store::promise::of_conversation(db, conversation, Timestamp::MIN)?;
        // What is still to be kept stands first, the next due on top.
        found.sort_by_key(|promise| {
            let at = promise.due_at.as_millisecond();
            if promise.is_open() { (0, at) } else { (1, -at) }
        });
        found.truncate(BESIDE_MAX);
        let promises: desk::Result<Vec<Shown>> =
            found.into_iter().map(|promise| show(db, promise, &agents, me, now)).collect();
        Ok(Self {
            assets: Assets,
            promises: promises?,
            keepers: Keepers { agents: agents.into_iter().filter(is_here).collect() },
            making: Making::read(db, conversation, customer, me, now, "talk")?,
        })
    }
}

fn is_here(agent: &Agent) -> bool {
    agent.deactivated_at.is_none()
}

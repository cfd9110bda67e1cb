//! What is needed to promise something by hand: beside a conversation, and in the dock while one talks.

use ::language::Wording;
use domain::{
    ConversationId, Timestamp,
    agent::{Agent, Availability},
    customer::Customer,
    promise::time,
};
use jiff::tz::TimeZone;
use store::Db;

use super::shown::said;

/// Somebody who can keep a promise.
pub(crate) struct Keeper {
    pub(crate) id: i64,
    name: String,
    away: Away,
    pub(crate) is_me: bool,
}

/// Whether somebody is out of office: whoever promises for them should know.
enum Away {
    No,
    Yes,
    Until(String),
}

impl Keeper {
    fn of(agent: Agent, me: &Agent, now: Timestamp, tz: &TimeZone) -> Self {
        Self {
            id: agent.id.0,
            is_me: agent.id == me.id,
            away: match agent.availability {
                Availability::Away { back_at: Some(at) } if at > now => {
                    Away::Until(said(at, now, tz))
                }
                Availability::Away { .. } => Away::Yes,
                Availability::Online => Away::No,
            },
            name: agent.name,
        }
    }

    /// Their name, and where they are away until when.
    pub(crate) fn label(&self) -> Wording {
        let label = match &self.away {
            Away::No => self.name.as_str().into(),
            Away::Yes => crate::t("promise-keeper-away").with("name", &self.name),
            Away::Until(back) => {
                crate::t("promise-keeper-away-until").with("name", &self.name).with("back", back)
            }
        };
        if self.is_me { crate::t("promise-keeper-you").with("keeper", label) } else { label }
    }
}

/// A form in which a promise is made.
pub(crate) struct Making {
    pub(crate) conversation: i64,
    /// Sets it apart from another such form on the same page.
    pub(crate) at: &'static str,
    pub(crate) keepers: Vec<Keeper>,
    /// Times to choose with one key: their name, their words, and when that is.
    pub(crate) choices: Vec<(&'static str, Wording, String)>,
    /// Where the customer is, where their clock shows another time: "Lisbon".
    pub(crate) place: Option<String>,
}

impl Making {
    pub(crate) fn read(
        db: &mut Db,
        conversation: ConversationId,
        customer: &Customer,
        me: &Agent,
        now: Timestamp,
        at: &'static str,
    ) -> desk::Result<Self> {
        let tz = me.tz();
        let team = store::conversation::find(db, conversation)?.and_then(|it| it.team_id);
        let schedule = desk::schedule::of_team(db, team)?;
        let clock = customer.tz().unwrap_or_else(|| schedule.tz.clone());
        let choices = time::choices(now, &schedule, &clock);
        let differs = clock.to_offset(now) != tz.to_offset(now);
        let keeper = |agent: Agent| Keeper::of(agent, me, now, &tz);
        Ok(Self {
            conversation: conversation.0,
            at,
            keepers: store::agent::active(db)?.into_iter().map(keeper).collect(),
            choices: choices
                .into_iter()
                .map(|(choice, at)| (choice.as_str(), choice.label(), said(at, now, &tz)))
                .collect(),
            place: clock.iana_name().filter(|_| differs).map(place),
        })
    }
}

/// The place of a zone: "Lisbon".
fn place(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

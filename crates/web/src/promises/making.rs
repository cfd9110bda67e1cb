//! What is needed to promise something by hand: beside a conversation, and in the dock while one talks.

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
    /// Their name, and where they are away until when.
    pub(crate) label: String,
    pub(crate) is_me: bool,
}

/// A form in which a promise is made.
pub(crate) struct Making {
    pub(crate) conversation: i64,
    /// Sets it apart from another such form on the same page.
    pub(crate) at: &'static str,
    pub(crate) keepers: Vec<Keeper>,
    /// Times to choose with one key: their name, their words, and when that is.
    pub(crate) choices: Vec<(&'static str, &'static str, String)>,
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
        let keeper = |agent: Agent| Keeper {
            id: agent.id.0,
            is_me: agent.id == me.id,
            label: label(&agent, now, &tz),
        };
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

/// The name of somebody, and until when they are out of office: whoever promises for them should know.
fn label(agent: &Agent, now: Timestamp, tz: &TimeZone) -> String {
    match agent.availability {
        Availability::Away { back_at: Some(at) } if at > now => {
            format!("{} (away, back {})", agent.name, said(at, now, tz))
        }
        Availability::Away { .. } => format!("{} (away)", agent.name),
        Availability::Online => agent.name.clone(),
    }
}

/// The place of a zone: "Lisbon".
fn place(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

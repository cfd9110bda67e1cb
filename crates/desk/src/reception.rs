//! What somebody who comes to the desk sees first: who is there, or when somebody will be, and how
//! long people truly wait.

use domain::{Timestamp, agent::Agent, agent::Availability, conversation::Channel, wait};
use jiff::SignedDuration;
use store::Db;

use crate::{Desk, Result, schedule, workspace::Workspace};

/// Who is at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// The name that customers know.
    pub name: String,
    /// Those who take contacts now.
    pub agents: Vec<Agent>,
    /// When somebody will be there, while nobody is and it is known.
    pub back_at: Option<Timestamp>,
    /// The typical wait of today's chats in seconds: the median time from a customer's first
    /// unanswered words to our answer; `None` for fewer than three.
    pub wait_seconds: Option<i64>,
}

impl Reception {
    fn read(db: &mut Db, now: Timestamp) -> Result<Self> {
        let workspace = Workspace::read(db)?;
        let schedule = schedule::of_team(db, None)?;
        let tz = workspace.tz();
        let (here, away): (Vec<Agent>, Vec<Agent>) =
            store::agent::active(db)?.into_iter().partition(|agent| agent.at_desk(now));
        let back_at = if here.is_empty() {
            // The earlier of what an agent said of themselves, and the hours of the desk.
            away.iter()
                .filter_map(|agent| match agent.availability {
                    Availability::Away { back_at } => back_at,
                    Availability::Online => None,
                })
                .chain(schedule.next_opening(now))
                .filter(|&at| at > now)
                .min()
        } else {
            None
        };
        let midnight = now
            .to_zoned(tz)
            .start_of_day()
            .map_or(now - SignedDuration::from_hours(24), |start| start.timestamp());
        let waits = store::message::waits_seconds(db, Channel::Chat, midnight)?;
        Ok(Self {
            name: workspace.name,
            agents: here,
            back_at,
            wait_seconds: wait::typical_seconds(waits),
        })
    }
}

impl Desk {
    /// Who is at the desk now.
    pub async fn reception(&self) -> Result<Reception> {
        let now = self.store.now();
        self.store.read(move |db| Reception::read(db, now)).await
    }
}

//! Teams: agents who share work.

use crate::{AgentId, TeamId, assignment::Way, hours::Hours};

/// Agents who share work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name, unique on the desk.
    pub name: String,
    /// Who is in it.
    pub members: Vec<AgentId>,
    /// When it is there; where it has none of its own, as the whole desk is.
    pub clock: Option<Clock>,
    /// How its conversations are given out.
    pub way: Way,
    /// Whether a conversation goes back to all of them when whoever has it goes off duty before they answered.
    pub takes_back: bool,
}

/// When a team is there, where that is not when the desk is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Its ordinary week.
    pub hours: Hours,
}

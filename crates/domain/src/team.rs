//! Teams: agents who share work.

use crate::{AgentId, TeamId};

/// Agents who share work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name, unique on the desk.
    pub name: String,
    /// Who is in it.
    pub members: Vec<AgentId>,
}

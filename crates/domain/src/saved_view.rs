//! Lists of conversations that are kept at hand under a name, by one agent or for everybody.

use crate::{AgentId, SavedViewId};

/// Most of them that stand above one agent's list.
pub const VIEWS_MAX: usize = 30;
/// Most characters of a name.
pub const NAME_CHARS_MAX: usize = 40;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: SavedViewId,
    /// What it is called.
    pub name: String,
    /// What it shows, as the query of the desk's address says it: `?view=closed&tag=late`.
    pub query: String,
    /// Whose it is; everybody's where it is nobody's.
    pub agent_id: Option<AgentId>,
}

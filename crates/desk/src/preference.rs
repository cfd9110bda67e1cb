//! What an agent chose for themselves: which hints they want, and how much of what was noticed they see.

use domain::{AgentId, hint};
use store::Db;

use crate::{Desk, Result};

/// The name under which it is kept that all moments are shown.
const ALL_MOMENTS: &str = "moments.all";
/// What begins the names of hints.
const HINT: &str = "hint.";
/// What is kept where something is chosen.
const YES: &str = "yes";
/// … or where something is not wanted.
const OFF: &str = "off";

/// What an agent chose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// Whether all moments are shown, and not only those that ask for something or moved trust.
    pub all_moments: bool,
    /// The hints that they do not want.
    pub hints_off: Vec<hint::Kind>,
}

impl Preferences {
    /// As they are kept.
    pub fn read(db: &mut Db, agent: AgentId) -> Result<Self> {
        let kept = store::preference::of_agent(db, agent)?;
        let is = |name: &str, value: &str| kept.iter().any(|(n, v)| n == name && v == value);
        let off = |kind: &hint::Kind| is(&format!("{HINT}{}", kind.as_str()), OFF);
        Ok(Self {
            all_moments: is(ALL_MOMENTS, YES),
            hints_off: hint::Kind::ALL.into_iter().filter(off).collect(),
        })
    }
}

impl Desk {
    /// Chooses whether all moments are shown.
    pub async fn show_all_moments(&self, agent: AgentId, all: bool) -> Result<()> {
        self.prefer(agent, ALL_MOMENTS.to_owned(), all.then_some(YES)).await
    }

    /// Chooses whether hints of a kind are given.
    pub async fn want_hint(&self, agent: AgentId, kind: hint::Kind, wanted: bool) -> Result<()> {
        let name = format!("{HINT}{}", kind.as_str());
        self.prefer(agent, name, (!wanted).then_some(OFF)).await
    }

    async fn prefer(
        &self,
        agent: AgentId,
        name: String,
        value: Option<&'static str>,
    ) -> Result<()> {
        self.store
            .write(move |tx| match value {
                Some(value) => Ok(store::preference::set(tx, agent, &name, value)?),
                None => Ok(store::preference::remove(tx, agent, &name)?),
            })
            .await
    }
}

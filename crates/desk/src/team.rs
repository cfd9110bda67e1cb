//! Teams.

use domain::{
    AgentId, TeamId,
    event::{Change, EventKind},
    team::Team,
    text,
};

use crate::{Desk, Error, Result, invitation::check_name};

impl Desk {
    /// All teams, by name.
    pub async fn teams(&self) -> Result<Vec<Team>> {
        Ok(self.store.read(store::team::all).await?)
    }

    /// Makes a team.
    pub async fn make_team(&self, name: &str, members: Vec<AgentId>) -> Result<TeamId> {
        let name = text::clean_line(name);
        check_name(&name)?;
        self.store
            .write(move |tx| {
                if store::team::by_name(tx, &name)?.is_some() {
                    return Err(Error::Conflict(format!("There is a team “{name}” already.")));
                }
                let id = store::team::insert(tx, &name)?;
                store::team::set_members(tx, id, &members)?;
                tx.record(Change::new(EventKind::SettingsChanged))?;
                Ok(id)
            })
            .await
    }

    /// Renames a team and chooses who is in it.
    pub async fn change_team(&self, id: TeamId, name: &str, members: Vec<AgentId>) -> Result<()> {
        let name = text::clean_line(name);
        check_name(&name)?;
        self.store
            .write(move |tx| {
                if !store::team::exists(tx, id)? {
                    return Err(Error::not_found("team"));
                }
                if store::team::by_name(tx, &name)?.is_some_and(|other| other != id) {
                    return Err(Error::Conflict(format!("There is a team “{name}” already.")));
                }
                store::team::rename(tx, id, &name)?;
                store::team::set_members(tx, id, &members)?;
                tx.record(Change::new(EventKind::SettingsChanged))?;
                Ok(())
            })
            .await
    }
}

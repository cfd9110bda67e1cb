//! Teams.

use domain::{
    AgentId, TeamId,
    event::{Change, EventKind},
    hours::weekday_name,
    team::{Clock, Team},
    text,
};

use crate::{
    Desk, Error, Result,
    invitation::{check_name, known_time_zone},
};
use language::say;

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
                    return Err(Error::Conflict(say("team-name-taken").with("name", name)));
                }
                let id = store::team::insert(tx, &name)?;
                store::team::set_members(tx, id, &members)?;
                tx.record(Change::new(EventKind::SettingsChanged))?;
                Ok(id)
            })
            .await
    }

    /// Renames a team, chooses who is in it, when it is there and how its conversations are given out.
    pub async fn change_team(&self, to: Team) -> Result<()> {
        let Team { id, members, clock, way, takes_back, .. } = to;
        let name = text::clean_line(&to.name);
        check_name(&name)?;
        let clock = clock.map(check_clock).transpose()?;
        self.store
            .write(move |tx| {
                if !store::team::exists(tx, id)? {
                    return Err(Error::not_found("team"));
                }
                if store::team::by_name(tx, &name)?.is_some_and(|other| other != id) {
                    return Err(Error::Conflict(say("team-name-taken").with("name", name)));
                }
                store::team::rename(tx, id, &name)?;
                store::team::set_members(tx, id, &members)?;
                store::team::set_clock(tx, id, clock.as_ref())?;
                store::team::set_way(tx, id, way, takes_back)?;
                tx.record(Change::new(EventKind::SettingsChanged))?;
                Ok(())
            })
            .await
    }
}

/// A clock of a place that there is, on which no two stretches are in each other's way.
fn check_clock(clock: Clock) -> Result<Clock> {
    let time_zone = known_time_zone(&clock.time_zone)
        .ok_or_else(|| Error::refused(say("time-zone-unknown")))?;
    if let Some((one, _)) = clock.hours.overlap() {
        return Err(Error::refused(
            say("hours-overlap")
                .with("weekday", weekday_name(one.weekday))
                .with("time", one.from.strftime("%H:%M").to_string()),
        ));
    }
    Ok(Clock { time_zone, ..clock })
}

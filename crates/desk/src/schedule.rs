//! When somebody is there: the desk's hours or a team's own, and the holidays of both.

use domain::{
    HolidayId, TeamId,
    agent::Agent,
    event::{Change, EventKind},
    schedule::{HOLIDAY_NAME_CHARS_MAX, HOLIDAYS_MAX, Holiday, Schedule},
    text,
};
use jiff::{civil::Date, tz::TimeZone};
use language::say;
use store::Db;

use crate::{Desk, Error, Result, conversation::check_team, workspace::Workspace};

/// When a team is there; without one, the whole desk. A team without hours of its own is there as the desk is.
pub fn of_team(db: &mut Db, team: Option<TeamId>) -> Result<Schedule> {
    let workspace = Workspace::read(db)?;
    let holidays = store::holiday::of_team(db, team)?;
    let own = match team {
        Some(team) => store::team::find(db, team)?.and_then(|team| team.clock),
        None => None,
    };
    Ok(match own {
        Some(clock) => {
            let tz = TimeZone::get(&clock.time_zone).unwrap_or(TimeZone::UTC);
            Schedule { hours: clock.hours, tz, holidays }
        }
        None => Schedule { tz: workspace.tz(), hours: workspace.hours, holidays },
    })
}

/// What a holiday is made of.
#[derive(Debug, Clone)]
pub struct Written {
    /// Which day, as `2026-12-24`.
    pub date: String,
    /// Whether it comes again each year.
    pub yearly: bool,
    /// What it is called.
    pub name: String,
    /// Whose it is; everybody's where it is no team's.
    pub team: Option<TeamId>,
}

impl Desk {
    /// When a team is there, or the whole desk.
    pub async fn schedule(&self, team: Option<TeamId>) -> Result<Schedule> {
        self.store.read(move |db| of_team(db, team)).await
    }

    /// Adds a holiday.
    pub async fn add_holiday(&self, by: &Agent, written: Written) -> Result<HolidayId> {
        let name = text::clean_line(&written.name);
        if name.is_empty() || name.chars().count() > HOLIDAY_NAME_CHARS_MAX {
            return Err(Error::refused(
                say("holiday-bad-name").with("most", HOLIDAY_NAME_CHARS_MAX),
            ));
        }
        let date: Date =
            written.date.trim().parse().map_err(|_| Error::refused(say("holiday-no-day")))?;
        let by = by.id;
        self.store
            .write(move |tx| {
                check_team(tx, written.team)?;
                let all = store::holiday::all(tx)?;
                if all.len() >= HOLIDAYS_MAX {
                    return Err(Error::refused(say("holiday-too-many").with("most", HOLIDAYS_MAX)));
                }
                let same = |other: &&Holiday| other.team_id == written.team && other.is_on(date);
                if let Some(same) = all.iter().find(same) {
                    return Err(Error::refused(
                        say("holiday-there-already").with("name", &same.name),
                    ));
                }
                let (id, yearly, team_id) = (HolidayId(0), written.yearly, written.team);
                let id =
                    store::holiday::insert(tx, &Holiday { id, team_id, date, yearly, name }, by)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                Ok(id)
            })
            .await
    }

    /// Removes a holiday.
    pub async fn remove_holiday(&self, by: &Agent, id: HolidayId) -> Result<Holiday> {
        self.change_holiday(by, id, true).await
    }

    /// Brings one back.
    pub async fn restore_holiday(&self, by: &Agent, id: HolidayId) -> Result<Holiday> {
        self.change_holiday(by, id, false).await
    }

    async fn change_holiday(&self, by: &Agent, id: HolidayId, removed: bool) -> Result<Holiday> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let holiday =
                    store::holiday::find(tx, id)?.ok_or_else(|| Error::not_found("holiday"))?;
                let at = removed.then(|| tx.now());
                store::holiday::set_removed(tx, id, at)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                Ok(holiday)
            })
            .await
    }
}

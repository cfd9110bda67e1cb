//! Days on which nobody is there.

use domain::{AgentId, HolidayId, TeamId, Timestamp, schedule::Holiday};

use crate::{Db, Error, Row, values};

const COLUMNS: &str = "id, team_id, date, yearly, name";

/// All of them, by their day.
pub fn all(db: &mut Db) -> Result<Vec<Holiday>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM holiday WHERE removed_at IS NULL ORDER BY date, id"),
        &[],
        read,
    )
}

/// The one of that id, also where it was removed.
pub fn find(db: &mut Db, id: HolidayId) -> Result<Option<Holiday>, Error> {
    db.find(&format!("SELECT {COLUMNS} FROM holiday WHERE id = ?1"), values![id], read)
}

/// Adds one; its id is given to it.
pub fn insert(db: &mut Db, holiday: &Holiday, by: AgentId) -> Result<HolidayId, Error> {
    db.insert(
        "INSERT INTO holiday (team_id, date, yearly, name, made_by) VALUES (?1, ?2, ?3, ?4, ?5) \
         RETURNING id",
        values![
            holiday.team_id,
            &holiday.date.to_string(),
            i64::from(holiday.yearly),
            &holiday.name,
            by
        ],
    )
}

/// Removes it, or brings it back with `None`.
pub fn set_removed(db: &mut Db, id: HolidayId, at: Option<Timestamp>) -> Result<(), Error> {
    db.execute("UPDATE holiday SET removed_at = ?2 WHERE id = ?1", values![id, at]).map(drop)
}

/// Those of a team, and those of the whole desk.
pub fn of_team(db: &mut Db, team: Option<TeamId>) -> Result<Vec<Holiday>, Error> {
    let mut holidays = all(db)?;
    holidays.retain(|holiday| holiday.team_id.is_none() || holiday.team_id == team);
    Ok(holidays)
}

fn read(row: &Row<'_>) -> Result<Holiday, Error> {
    Ok(Holiday {
        id: row.get(0)?,
        team_id: row.get(1)?,
        date: row.parse(2, |date| date.parse().ok())?,
        yearly: row.get::<i64>(3)? > 0,
        name: row.get(4)?,
    })
}

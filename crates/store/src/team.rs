//! Teams.

use domain::{
    AgentId, TeamId,
    assignment::Way,
    hours::Hours,
    team::{Clock, Team},
};

use crate::{Db, Error, values};

/// Adds a team.
pub fn insert(db: &mut Db, name: &str) -> Result<TeamId, Error> {
    db.insert("INSERT INTO team (name) VALUES (?1) RETURNING id", values![name])
}

/// All teams with their members, by name.
pub fn all(db: &mut Db) -> Result<Vec<Team>, Error> {
    let mut teams = db.query(
        "SELECT id, name, time_zone, hours, way, takes_back FROM team ORDER BY name",
        &[],
        |row| {
            let (time_zone, hours): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
            let hours = hours.as_deref().map(Hours::from_text);
            Ok(Team {
                id: row.get(0)?,
                name: row.get(1)?,
                members: Vec::new(),
                clock: time_zone.zip(hours).map(|(time_zone, hours)| Clock { time_zone, hours }),
                way: row.parse(4, Way::parse)?,
                takes_back: row.get::<i64>(5)? > 0,
            })
        },
    )?;
    let members: Vec<(TeamId, AgentId)> =
        db.query("SELECT team_id, agent_id FROM team_member ORDER BY agent_id", &[], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    for (team_id, agent_id) in members {
        if let Some(team) = teams.iter_mut().find(|team| team.id == team_id) {
            team.members.push(agent_id);
        }
    }
    Ok(teams)
}

/// The team of that id, with its members.
pub fn find(db: &mut Db, id: TeamId) -> Result<Option<Team>, Error> {
    Ok(all(db)?.into_iter().find(|team| team.id == id))
}

/// The id of the team of that name.
pub fn by_name(db: &mut Db, name: &str) -> Result<Option<TeamId>, Error> {
    db.find("SELECT id FROM team WHERE name = ?1", values![name], |row| row.get(0))
}

/// Whether there is such a team.
pub fn exists(db: &mut Db, id: TeamId) -> Result<bool, Error> {
    Ok(db.count("SELECT COUNT(*) FROM team WHERE id = ?1", values![id])? > 0)
}

/// Renames a team.
pub fn rename(db: &mut Db, id: TeamId, name: &str) -> Result<(), Error> {
    db.execute("UPDATE team SET name = ?2 WHERE id = ?1", values![id, name]).map(drop)
}

/// Changes when it is there; as the desk is, where it has no clock of its own.
pub fn set_clock(db: &mut Db, id: TeamId, clock: Option<&Clock>) -> Result<(), Error> {
    let hours = clock.map(|clock| clock.hours.to_text());
    db.execute(
        "UPDATE team SET time_zone = ?2, hours = ?3 WHERE id = ?1",
        values![id, clock.map(|clock| clock.time_zone.as_str()), hours.as_deref()],
    )
    .map(drop)
}

/// Changes how its conversations are given out, and whether they are taken back.
pub fn set_way(db: &mut Db, id: TeamId, way: Way, takes_back: bool) -> Result<(), Error> {
    db.execute(
        "UPDATE team SET way = ?2, takes_back = ?3 WHERE id = ?1",
        values![id, way.as_str(), i64::from(takes_back)],
    )
    .map(drop)
}

/// Chooses who is in it. Whoever stays keeps their place in the turns; whoever is new comes after all others.
pub fn set_members(db: &mut Db, id: TeamId, members: &[AgentId]) -> Result<(), Error> {
    let before = turns(db, id)?;
    for (agent_id, _) in &before {
        if !members.contains(agent_id) {
            db.execute(
                "DELETE FROM team_member WHERE team_id = ?1 AND agent_id = ?2",
                values![id, *agent_id],
            )?;
        }
    }
    let last = before.iter().map(|(_, turn)| *turn).max().unwrap_or(0);
    for agent_id in members {
        db.execute(
            "INSERT INTO team_member (team_id, agent_id, turn) VALUES (?1, ?2, ?3) \
             ON CONFLICT DO NOTHING",
            values![id, *agent_id, last],
        )?;
    }
    Ok(())
}

/// Its members, each with the number of their last turn.
pub fn turns(db: &mut Db, id: TeamId) -> Result<Vec<(AgentId, i64)>, Error> {
    db.query(
        "SELECT agent_id, turn FROM team_member WHERE team_id = ?1 ORDER BY turn, agent_id",
        values![id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Notes that a turn was a member's.
pub fn set_turn(db: &mut Db, id: TeamId, agent: AgentId, turn: i64) -> Result<(), Error> {
    db.execute(
        "UPDATE team_member SET turn = ?3 WHERE team_id = ?1 AND agent_id = ?2",
        values![id, agent, turn],
    )
    .map(drop)
}

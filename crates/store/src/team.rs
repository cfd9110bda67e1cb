//! Teams.

use domain::{AgentId, TeamId, team::Team};

use crate::{Db, Error, values};

/// Adds a team.
pub fn insert(db: &mut Db, name: &str) -> Result<TeamId, Error> {
    db.insert("INSERT INTO team (name) VALUES (?1) RETURNING id", values![name])
}

/// All teams with their members, by name.
pub fn all(db: &mut Db) -> Result<Vec<Team>, Error> {
    let mut teams = db.query("SELECT id, name FROM team ORDER BY name", &[], |row| {
        Ok(Team { id: row.get(0)?, name: row.get(1)?, members: Vec::new() })
    })?;
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

/// Chooses who is in it.
pub fn set_members(db: &mut Db, id: TeamId, members: &[AgentId]) -> Result<(), Error> {
    db.execute("DELETE FROM team_member WHERE team_id = ?1", values![id])?;
    for agent_id in members {
        db.execute(
            "INSERT INTO team_member (team_id, agent_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            values![id, *agent_id],
        )?;
    }
    Ok(())
}

//! Standards and their versions.

use domain::{
    AgentId, StandardId, StandardVersionId, Timestamp,
    standard::{Content, Reach, Role, Stage, Theme, Version, understand},
};

use crate::{Db, Error, Row, values};

const COLUMNS: &str = "id, standard_id, number, title, words, stage, theme, reach, role, check_words, \
                       effective_at, made_by, made_at, withdrawn_at";

/// Adds a standard, which says nothing yet.
pub fn insert(db: &mut Db, now: Timestamp) -> Result<StandardId, Error> {
    db.insert("INSERT INTO standard (created_at) VALUES (?1) RETURNING id", values![now])
}

/// Adds the next version of a standard; without content it retires it.
pub fn insert_version(
    db: &mut Db,
    standard: StandardId,
    content: Option<&Content>,
    effective_at: Timestamp,
    by: AgentId,
    now: Timestamp,
) -> Result<StandardVersionId, Error> {
    let check = content.map(|content| content.check.to_string()).unwrap_or_default();
    db.insert(
        "INSERT INTO standard_version (standard_id, number, title, words, stage, theme, reach, role, \
         check_words, effective_at, made_by, made_at) \
         VALUES (?1, (SELECT COALESCE(MAX(number), 0) + 1 FROM standard_version \
         WHERE standard_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id",
        values![
            standard,
            content.map(|content| content.title.as_str()),
            content.map_or("", |content| content.words.as_str()),
            content.map_or("", |content| content.stage.as_str()),
            content.map_or("", |content| content.theme.as_str()),
            content.map_or("", |content| content.reach.as_str()),
            content.map_or("", |content| content.role.as_str()),
            &check,
            effective_at,
            by,
            now
        ],
    )
}

/// Takes back a version that has not begun; whether it was still to come.
pub fn withdraw(db: &mut Db, id: StandardVersionId, now: Timestamp) -> Result<bool, Error> {
    let withdrawn = db.execute(
        "UPDATE standard_version SET withdrawn_at = ?2 \
         WHERE id = ?1 AND withdrawn_at IS NULL AND effective_at > ?2",
        values![id, now],
    )?;
    Ok(withdrawn > 0)
}

/// All versions of all standards, by standard and number.
pub fn all(db: &mut Db) -> Result<Vec<Version>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM standard_version ORDER BY standard_id, number"),
        &[],
        read,
    )
}

/// All versions of one standard, by number.
pub fn versions(db: &mut Db, id: StandardId) -> Result<Vec<Version>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM standard_version WHERE standard_id = ?1 ORDER BY number"),
        values![id],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Version, Error> {
    let title: Option<String> = row.get(3)?;
    let content = match title {
        Some(title) => Some(Content {
            title,
            words: row.get(4)?,
            stage: row.parse(5, Stage::parse)?,
            theme: row.parse(6, Theme::parse)?,
            reach: row.parse(7, Reach::parse)?,
            role: row.parse(8, Role::parse)?,
            check: row.parse(9, |words| understand(words).ok())?,
        }),
        None => None,
    };
    Ok(Version {
        id: row.get(0)?,
        standard_id: row.get(1)?,
        number: row.get(2)?,
        content,
        effective_at: row.get(10)?,
        made_by: row.get(11)?,
        made_at: row.get(12)?,
        withdrawn_at: row.get(13)?,
    })
}

//! Sums over many calls of many agents: what a team may know of its voices.

use domain::Timestamp;

use crate::{Db, Error, values};

/// The sums of one measure over a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamFigure {
    /// When the week began.
    pub week: Timestamp,
    /// Which measure.
    pub measure: String,
    /// Over how many parts of calls.
    pub parts: i64,
    /// Sum of the values, in thousandths.
    pub sum_thousandths: i64,
    /// Sum of their squares, in thousandths.
    pub squares_thousandths: i64,
}

/// Adds to the sums of a week.
pub fn add(db: &mut Db, more: &TeamFigure) -> Result<(), Error> {
    db.execute(
        "INSERT INTO team_figure (week, measure, parts, sum_thousandths, squares_thousandths) \
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (week, measure) DO UPDATE SET \
         parts = team_figure.parts + excluded.parts, \
         sum_thousandths = team_figure.sum_thousandths + excluded.sum_thousandths, \
         squares_thousandths = team_figure.squares_thousandths + excluded.squares_thousandths",
        values![
            more.week,
            &more.measure,
            more.parts,
            more.sum_thousandths,
            more.squares_thousandths
        ],
    )
    .map(drop)
}

/// The sums since `since`, the newest week first.
pub fn since(db: &mut Db, since: Timestamp) -> Result<Vec<TeamFigure>, Error> {
    db.query(
        "SELECT week, measure, parts, sum_thousandths, squares_thousandths FROM team_figure \
         WHERE week >= ?1 ORDER BY week DESC, measure",
        values![since],
        |row| {
            Ok(TeamFigure {
                week: row.get(0)?,
                measure: row.get(1)?,
                parts: row.get(2)?,
                sum_thousandths: row.get(3)?,
                squares_thousandths: row.get(4)?,
            })
        },
    )
}

//! Holidays: the days on which a team, or the whole desk, is not there.

use ::language::Wording;
use askama::Template;
use axum::{extract::State, http::StatusCode};
use desk::schedule::Written;
use domain::{HolidayId, TeamId, schedule::Holiday, team::Team};
use serde::Deserialize;

use crate::{
    Web,
    error::Result,
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
};

/// Where the page is.
const PLACE: &str = "/settings/holidays";

/// What was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    date: String,
    name: String,
    yearly: String,
    team: String,
}

/// One in the list.
struct Row {
    id: HolidayId,
    /// "24 December 2026", or "24 December" where it comes each year.
    day: Wording,
    name: String,
    whose: Wording,
}

fn row(holiday: &Holiday, teams: &[Team]) -> Row {
    let team = holiday.team_id.map(|id| match teams.iter().find(|team| team.id == id) {
        Some(team) => team.name.as_str().into(),
        None => crate::t("team-gone"),
    });
    let date = holiday.date;
    let day = if holiday.yearly {
        crate::t("holiday-yearly").with("day", ::language::day(date))
    } else {
        crate::t("holiday-once")
            .with("weekday", ::language::weekday_in_short(date))
            .with("day", ::language::date(date))
    };
    Row {
        id: holiday.id,
        day,
        name: holiday.name.clone(),
        whose: team.unwrap_or_else(|| crate::t("holiday-whole-desk")),
    }
}

#[derive(Template)]
#[template(path = "holidays/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    rows: Vec<Row>,
    teams: Vec<Team>,
    given: Given,
    error: Option<String>,
    saved: bool,
    /// One that was just removed, and can be brought back.
    removed: Option<(HolidayId, String)>,
}

impl Index {
    async fn new(web: &Web, shell: Shell) -> Result<Self> {
        let read = |db: &mut store::Db| {
            Ok::<_, desk::Error>((store::holiday::all(db)?, store::team::all(db)?))
        };
        let (holidays, teams) = web.desk.store().read(read).await?;
        Ok(Self {
            shell,
            nav: Nav::Settings,
            rows: holidays.iter().map(|holiday| row(holiday, &teams)).collect(),
            teams,
            given: Given::default(),
            error: None,
            saved: false,
            removed: None,
        })
    }
}

/// All of them.
pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let removed = asked(&query, "removed").and_then(|id| id.parse().ok()).map(HolidayId);
    let removed = match removed {
        Some(id) => web.desk.store().read(move |db| store::holiday::find(db, id)).await?,
        None => None,
    };
    let mut index = Index::new(&web, shell).await?;
    index.saved = asked(&query, "saved").is_some();
    index.removed = removed
        .filter(|holiday| index.rows.iter().all(|row| row.id != holiday.id))
        .map(|holiday| (holiday.id, holiday.name));
    page(&index)
}

/// Adds one.
pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    Filled(given): Filled<Given>,
) -> Result {
    let written = Written {
        date: given.date.clone(),
        yearly: !given.yearly.is_empty(),
        name: given.name.clone(),
        team: given.team.parse().ok().map(TeamId),
    };
    match web.desk.add_holiday(&shell.me, written).await {
        Ok(_) => on_to(&format!("{PLACE}?saved")),
        Err(error) => {
            let error = Some(wrong(error)?);
            let again = Index { given, error, ..Index::new(&web, shell).await? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Removes one.
pub(crate) async fn remove(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    web.desk.remove_holiday(&shell.me, HolidayId(id)).await?;
    on_to(&format!("{PLACE}?removed={id}"))
}

/// Brings it back.
pub(crate) async fn restore(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    web.desk.restore_holiday(&shell.me, HolidayId(id)).await?;
    on_to(&format!("{PLACE}?saved"))
}

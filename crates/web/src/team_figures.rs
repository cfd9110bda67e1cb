//! How the team's calls sound together: nobody is named, and nobody can be told apart.

use askama::Template;
use axum::extract::State;
use desk::team_figure::{AGENTS_MIN, PARTS_MIN};
use language::Wording;

use crate::{
    Web,
    error::Result,
    page::page,
    replays::figure,
    shell::{Nav, Shell},
};

/// One week of a measure.
struct Week {
    day: String,
    mean: String,
    error: String,
    parts: i64,
}

#[derive(Template)]
#[template(path = "team_figures/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    measures: Vec<(Wording, Vec<Week>)>,
}

pub(crate) async fn show(State(web): State<Web>, shell: Shell) -> Result {
    let tz = jiff::tz::TimeZone::UTC;
    let measures = web.desk.team_figures().await?;
    let measures = measures
        .into_iter()
        .filter(|(_, weeks)| !weeks.is_empty())
        .map(|(words, weeks)| {
            let weeks = weeks.into_iter().map(|week| Week {
                day: language::date(week.week.to_zoned(tz.clone()).date()),
                mean: figure(&format!("{:.2}", week.mean)),
                error: figure(&format!("{:.2}", week.error)),
                parts: week.parts,
            });
            (words, weeks.collect())
        })
        .collect();
    page(&Show { shell, nav: Nav::Settings, measures })
}

//! Standards, for other programs: what good looks like, and how often it was met. Nobody is named, as on the page.

use axum::extract::State;
use desk::standard::Standard as Kept;
use domain::{
    Timestamp,
    standard::{Content, Reach, Role, Stage, Theme, consistency::Share},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Named, Problem,
    list::{List, Page, Unfiltered},
    wire::{Time, Told, Word},
};
use crate::{Web, standards::Known};

/// What good looks like at the start, during and at the end of a contact.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Standard {
    id: i64,
    title: String,
    /// What it means, for people.
    words: String,
    /// How it is checked, in a sentence.
    check: String,
    stage: Word<Stage>,
    theme: Word<Theme>,
    reach: Word<Reach>,
    whose_words: Word<Role>,
    /// Since when it is in force; null where it is still to come.
    since: Option<Time>,
    /// How often it was met over the last 30 days, by everybody together; null where there were too few contacts
    /// to tell.
    outcomes: Option<Outcomes>,
}

/// How often a standard was met, of the contacts in which there was an occasion.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Outcomes {
    met: i64,
    of: i64,
    percent: f64,
    /// Between these the true one lies, nineteen times in twenty (Wilson's interval).
    percent_low: f64,
    percent_high: f64,
}

impl Outcomes {
    fn of(share: Share) -> Option<Self> {
        let (percent_low, percent_high) = share.interval().filter(|_| share.is_told())?;
        let percent = share.percent()?;
        Some(Self { met: share.met, of: share.all, percent, percent_low, percent_high })
    }
}

impl Standard {
    fn of(known: &Known, standard: &Kept, now: Timestamp) -> Option<Self> {
        let content: &Content = standard.content(now).filter(|_| standard.is_kept(now))?;
        Some(Self {
            id: standard.id.0,
            title: content.title.clone(),
            words: content.words.clone(),
            check: content.check.to_string(),
            stage: content.stage.into(),
            theme: content.theme.into(),
            reach: content.reach.into(),
            whose_words: content.role.into(),
            since: standard.in_force(now).map(|(version, _)| version.effective_at.into()),
            outcomes: Outcomes::of(known.share(standard)),
        })
    }

    async fn all(web: &Web) -> Result<Vec<Self>, Problem> {
        let now = web.desk.store().now();
        let known = web.desk.store().read(move |db| Known::read(db, now)).await?;
        Ok(known.standards.iter().filter_map(|one| Self::of(&known, one, now)).collect())
    }
}

pub(crate) async fn index(
    State(web): State<Web>,
    list: List<Unfiltered>,
) -> Result<Page<Standard>, Problem> {
    list.page_of(Standard::all(&web).await?, |standard| standard.id)
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Standard>, Problem> {
    let found = Standard::all(&web).await?.into_iter().find(|standard| standard.id == id);
    Ok(Told::new(found.ok_or_else(|| desk::Error::not_found("standard"))?))
}

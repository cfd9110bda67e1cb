//! Saved views, for other programs: those that whoever made the token has at hand.

use axum::extract::{Query, State};
use domain::{SavedViewId, saved_view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Body, Named, Problem,
    list::{List, Page, Unfiltered},
    wire::{Done, Made, Told},
};
use crate::{Web, access::Caller, conversations::View};

/// A list of conversations that is kept at hand.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SavedView {
    id: i64,
    name: String,
    /// What it shows, as the query of the desk's address says it.
    query: String,
    /// Whether everybody has it at hand.
    everybody: bool,
}

impl From<saved_view::SavedView> for SavedView {
    fn from(view: saved_view::SavedView) -> Self {
        let everybody = view.agent_id.is_none();
        Self { id: view.id.0, name: view.name, query: view.query, everybody }
    }
}

async fn all(web: &Web, caller: &Caller) -> Result<Vec<saved_view::SavedView>, Problem> {
    let me = caller.agent.id;
    Ok(web.desk.store().read(move |db| store::saved_view::of_agent(db, me)).await?)
}

pub(crate) async fn index(
    State(web): State<Web>,
    caller: Caller,
    list: List<Unfiltered>,
) -> Result<Page<SavedView>, Problem> {
    let all = all(&web, &caller).await?;
    Ok(list.page_of(all, |view| view.id.0)?.told(SavedView::from))
}

pub(crate) async fn show(
    State(web): State<Web>,
    caller: Caller,
    Named(id): Named<i64>,
) -> Result<Told<SavedView>, Problem> {
    let found = all(&web, &caller).await?.into_iter().find(|view| view.id == SavedViewId(id));
    Ok(Told::new(found.ok_or_else(|| desk::Error::not_found("view"))?.into()))
}

/// A list that is about to be kept at hand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "name": "Late parcels", "query": "?view=nobodys&tag=late" }]))]
pub(crate) struct NewSavedView {
    name: String,
    /// The query of the desk's address at which it is shown.
    query: String,
    /// Whether everybody has it at hand.
    #[serde(default)]
    everybody: bool,
}

pub(crate) async fn create(
    State(web): State<Web>,
    caller: Caller,
    Body(new): Body<NewSavedView>,
) -> Result<Made<SavedView>, Problem> {
    let query = new.query.trim_start_matches('?');
    let uri = format!("/desk?{query}").parse().ok();
    let view = uri.and_then(|uri| Query::<View>::try_from_uri(&uri).ok());
    let Some(Query(view)) = view else {
        return Err(Problem::refused(
            "This is no query of the desk’s address. Copy it from there, such as ?view=closed&tag=late.",
        ));
    };
    let query = view.at_page(0).query();
    let id = web.desk.save_view(&caller.agent, &new.name, query, new.everybody).await?;
    let made = all(&web, &caller).await?.into_iter().find(|view| view.id == id);
    let made = made.ok_or_else(|| desk::Error::not_found("view"))?;
    Ok(Made { place: format!("/api/v1/saved-views/{id}"), told: Told::new(made.into()) })
}

pub(crate) async fn remove(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Done, Problem> {
    web.desk.remove_view(&agent, SavedViewId(id)).await?;
    Ok(Done)
}

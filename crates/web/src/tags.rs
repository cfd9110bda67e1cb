//! Tags as a whole: which there are, on how many conversations, and what can be made of them.

use ::language::Wording;
use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::{
    TagChangeId, TagId,
    rule::Rule,
    tag::{self, Tag},
};
use serde::Deserialize;

use crate::{
    Web,
    error::{Error, Result},
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
    wording,
};

/// Where the page is.
const PLACE: &str = "/settings/tags";

/// One in the list.
struct Row {
    tag: Tag,
    href: String,
    /// On how many conversations it is, and on how many that are open.
    all: i64,
    open: i64,
    /// What is in the form.
    given: String,
    error: Option<String>,
}

impl Row {
    /// "on 12 conversations, 3 of them open".
    fn about(&self) -> Wording {
        match (self.all, self.open) {
            (0, 0) => crate::t("tag-on-none"),
            (all, 0) => crate::t("tag-on").with("count", all),
            (all, open) => crate::t("tag-on-open").with("count", all).with("open", open),
        }
    }

    /// The same as a sentence.
    fn is_on(&self) -> Wording {
        match (self.all, self.open) {
            (0, 0) => crate::t("tag-is-on-none"),
            (all, 0) => crate::t("tag-is-on").with("count", all),
            (all, open) => crate::t("tag-is-on-open").with("count", all).with("open", open),
        }
    }
}

fn row((tag, all, open): (Tag, i64, i64)) -> Row {
    Row {
        href: format!("/desk?tag={}", wording::percent_encoded(&tag.name)),
        given: tag.name.clone(),
        tag,
        all,
        open,
        error: None,
    }
}

#[derive(Template)]
#[template(path = "tags/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    rows: Vec<Row>,
    archived: Vec<Row>,
    saved: Option<Wording>,
    /// What was just done to one, and can be undone.
    done: Option<(TagChangeId, Wording)>,
}

impl Index {
    async fn new(web: &Web, shell: Shell) -> Result<Self> {
        let counted =
            web.desk.store().read(store::tag::counted).await.map_err(desk::Error::from)?;
        let (rows, archived) =
            counted.into_iter().map(row).partition(|row| row.tag.archived_at.is_none());
        Ok(Self { shell, nav: Nav::Settings, rows, archived, saved: None, done: None })
    }
}

/// The colours, each with its place.
pub(crate) fn colours() -> impl Iterator<Item = (i64, Wording)> {
    (0..).zip(tag::colours())
}

/// All of them.
pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let done = asked(&query, "done").and_then(|id| id.parse().ok()).map(TagChangeId);
    let done = match done {
        Some(id) => web.desk.store().read(move |db| store::tag::find_change(db, id)).await,
        None => Ok(None),
    };
    let done = done.map_err(desk::Error::from)?.filter(|change| change.undone_at.is_none());
    let mut index = Index::new(&web, shell).await?;
    index.saved = asked(&query, "saved").map(|what| match what {
        "archived" => crate::t("tag-archived"),
        "offered" => crate::t("tag-offered"),
        "undone" => crate::t("tag-undone"),
        _ => crate::t("tag-changed"),
    });
    index.done = done.map(|change| {
        let words = match change.target {
            Some(target) => crate::t("tag-merged").with("name", change.name).with("target", target),
            None => crate::t("tag-deleted").with("name", change.name),
        };
        (change.id, words)
    });
    page(&index)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    name: String,
    colour: i64,
}

/// Renames one, or gives it another colour.
pub(crate) async fn update(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(given): Filled<Given>,
) -> Result {
    match web.desk.change_tag(&shell.me, TagId(id), &given.name, given.colour).await {
        Ok(()) => on_to(&format!("{PLACE}?saved")),
        Err(error) => {
            let error = wrong(error)?;
            let mut again = Index::new(&web, shell).await?;
            let mut rows = again.rows.iter_mut().chain(&mut again.archived);
            if let Some(row) = rows.find(|row| row.tag.id == TagId(id)) {
                row.given = given.name;
                row.error = Some(error);
            }
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Offers one no more.
pub(crate) async fn archive(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    web.desk.archive_tag(&shell.me, TagId(id)).await?;
    on_to(&format!("{PLACE}?saved=archived"))
}

/// Offers one again.
pub(crate) async fn offer(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    web.desk.offer_tag(&shell.me, TagId(id)).await?;
    on_to(&format!("{PLACE}?saved=offered"))
}

/// What it would touch to take a tag off everything, or to merge it with another.
#[derive(Template)]
#[template(path = "tags/removal.html")]
struct Removal {
    shell: Shell,
    nav: Nav,
    row: Row,
    others: Vec<Tag>,
    /// Views that are kept at hand and show it.
    views: Vec<String>,
    /// Rules that speak of it, for those who write them.
    rules: Vec<String>,
    error: Option<String>,
}

impl Removal {
    async fn new(web: &Web, shell: Shell, id: TagId) -> Result<Self> {
        let me = shell.me.id;
        let read = move |db: &mut store::Db| {
            let views = store::saved_view::of_agent(db, me)?;
            Ok::<_, desk::Error>((store::tag::counted(db)?, views, desk::rule::all(db)?))
        };
        let (counted, views, rules) = web.desk.store().read(read).await?;
        let (this, others): (Vec<_>, Vec<_>) =
            counted.into_iter().partition(|(tag, ..)| tag.id == id);
        let this = this.into_iter().next().ok_or_else(|| Error::not_found("tag"))?;
        let speaks = |rule: &Rule| {
            rule.content
                .as_ref()
                .is_some_and(|content| content.tags().contains(&this.0.name.as_str()))
        };
        let rules = rules.into_iter().filter(speaks).map(|rule| rule.name).collect();
        let named = format!("tag={}", wording::percent_encoded(&this.0.name));
        let shows =
            |query: &str| query.trim_start_matches('?').split('&').any(|part| part == named);
        Ok(Self {
            views: views
                .into_iter()
                .filter(|view| shows(&view.query))
                .map(|view| view.name)
                .collect(),
            shell,
            nav: Nav::Settings,
            row: row(this),
            others: others.into_iter().map(|(tag, ..)| tag).collect(),
            rules,
            error: None,
        })
    }
}

/// Asks what to do with a tag that is to go.
pub(crate) async fn removal(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    page(&Removal::new(&web, shell, TagId(id)).await?)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Going {
    /// The tag to have in its place; empty for none.
    into: String,
    merge: String,
}

/// Takes a tag off everything, or puts another in its place.
pub(crate) async fn remove(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(going): Filled<Going>,
) -> Result {
    let id = TagId(id);
    let into = going.into.parse().ok().map(TagId);
    let done = if !going.merge.is_empty() && into.is_none() {
        Err(desk::Error::refused(crate::t("tag-choose-other")))
    } else {
        web.desk.replace_tag(&shell.me, id, into.filter(|_| !going.merge.is_empty())).await
    };
    match done {
        Ok((change, _)) => on_to(&format!("{PLACE}?done={change}")),
        Err(error) => {
            let error = Some(wrong(error)?);
            let again = Removal { error, ..Removal::new(&web, shell, id).await? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Undoes that.
pub(crate) async fn undo(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    web.desk.undo_tag_change(&shell.me, TagChangeId(id)).await?;
    on_to(&format!("{PLACE}?saved=undone"))
}

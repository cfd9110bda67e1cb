//! The intention of the day: kept for oneself, or shared.

use askama::Template;
use axum::extract::State;
use desk::intention::day_of;
use domain::{CornerNoteId, Timestamp};
use serde::Deserialize;

use crate::{
    Web,
    access::{MyCorner, SignedIn},
    error::Result,
    form::{At, Filled, wrong},
    page::{on_to, page},
    shell::Shell,
    today,
};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Form {
    words: String,
    share: Option<String>,
    /// Set by the button with which one would rather have none today.
    none: Option<String>,
}

/// Keeps it.
pub(crate) async fn keep(
    State(web): State<Web>,
    shell: Shell,
    MyCorner(corner): MyCorner,
    Filled(Form { words, share, none }): Filled<Form>,
) -> Result {
    let kept = if none.is_some() {
        web.desk.intend_nothing(&shell.me, &corner).await
    } else {
        web.desk.intend(&shell.me, &corner, &words, share.is_some()).await
    };
    match kept {
        Ok(()) => on_to("/today"),
        Err(error) => today::with_bad_intention(&web, shell, corner, words, wrong(error)?).await,
    }
}

/// Takes one out of one's corner.
pub(crate) async fn forget(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    MyCorner(corner): MyCorner,
    At(id): At<i64>,
) -> Result {
    web.desk.forget_intention(&agent, &corner, CornerNoteId(id)).await?;
    on_to("/check-ins")
}

#[derive(Template)]
#[template(
    source = "{% if let Some(words) = words %}<small dir=\"auto\">{{ crate::t(\"quoted\").with(\"words\", words) }}</small>{% endif %}",
    ext = "html"
)]
struct Words {
    words: Option<String>,
}

/// One's own words of today, for the menu that is on every page.
pub(crate) async fn show(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    corner: Option<MyCorner>,
) -> Result {
    let words = match corner {
        Some(MyCorner(corner)) => {
            let found = web.desk.intention(&corner, &day_of(&agent, Timestamp::now())).await?;
            found.map(|intention| intention.words).filter(|words| !words.is_empty())
        }
        None => None,
    };
    page(&Words { words })
}

//! Check-ins: how it is going, for oneself alone, and a break.

use ::language::Wording;
use askama::Template;
use axum::{extract::State, http::StatusCode};
use desk::{check_in::CheckIn, corner::Corner};
use domain::{
    CornerNoteId, Timestamp,
    check_in::{BREAK_MINUTES, Going},
};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::{
    Web,
    access::{MyCorner, SignedIn},
    error::Result,
    form::{Asked, At, Filled, asked, unreadable, wrong},
    page::{on_to, page_with},
    shell::{Nav, Shell},
    wording,
};

/// Something that one kept, as it is listed.
struct Kept {
    id: i64,
    /// What one answered.
    going: Wording,
    words: String,
    /// "Tuesday, 10:12".
    when: String,
    /// Whether it was shared with the team.
    shared: bool,
}

#[derive(Template)]
#[template(path = "check_ins/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    /// Whether the corner is open in this browser.
    open: bool,
    check_ins: Vec<Kept>,
    intentions: Vec<Kept>,
    words: String,
    error: Option<String>,
    saved: Option<Wording>,
}

impl Index {
    async fn new(web: &Web, shell: Shell, corner: Option<&Corner>) -> Result<Self> {
        let (now, tz) = (Timestamp::now(), shell.me.tz());
        let (check_ins, intentions) = match corner {
            Some(corner) => (web.desk.check_ins(corner).await?, web.desk.intentions(corner).await?),
            None => (Vec::new(), Vec::new()),
        };
        let intentions = intentions.into_iter().map(|intention| {
            let day = intention.day.parse::<jiff::civil::Date>();
            let day = day.ok().and_then(|day| day.to_zoned(tz.clone()).ok());
            Kept {
                id: intention.id.0,
                going: "".into(),
                words: intention.words,
                when: day.map_or(intention.day, |day| wording::day(day.timestamp(), now, &tz)),
                shared: intention.shared,
            }
        });
        Ok(Self {
            nav: Nav::Today,
            open: corner.is_some(),
            intentions: intentions.collect(),
            check_ins: check_ins.into_iter().map(|one| kept(one, now, &tz)).collect(),
            words: String::new(),
            error: None,
            saved: None,
            shell,
        })
    }
}

fn kept(check_in: CheckIn, now: Timestamp, tz: &TimeZone) -> Kept {
    Kept {
        id: check_in.id.0,
        going: check_in.going.words(),
        words: check_in.words,
        when: crate::t("check-in-when")
            .with("day", wording::day(check_in.at, now, tz))
            .with("time", wording::time(check_in.at, tz))
            .to_string(),
        shared: false,
    }
}

/// All that one kept, and the question.
pub(crate) async fn index(
    State(web): State<Web>,
    shell: Shell,
    corner: Option<MyCorner>,
    query: Asked,
) -> Result {
    let saved = asked(&query, "saved").map(|what| match what {
        "gone" => crate::t("check-in-gone"),
        _ => crate::t("check-in-kept"),
    });
    let corner = corner.map(|MyCorner(corner)| corner);
    let page = Index { saved, ..Index::new(&web, shell, corner.as_ref()).await? };
    page_with(StatusCode::OK, &page)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Form {
    going: String,
    words: String,
}

/// Keeps how it is going, and goes on to Today, where there is an answer to it.
pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    MyCorner(corner): MyCorner,
    Filled(Form { going, words }): Filled<Form>,
) -> Result {
    let going = Going::parse(&going).ok_or_else(unreadable)?;
    match web.desk.check_in(&shell.me, going, &words).await {
        Ok(()) => on_to("/today#check-in"),
        Err(error) => {
            let error = Some(wrong(error)?);
            let again = Index { words, error, ..Index::new(&web, shell, Some(&corner)).await? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Erases one.
pub(crate) async fn forget(
    State(web): State<Web>,
    MyCorner(corner): MyCorner,
    At(id): At<i64>,
) -> Result {
    web.desk.forget_check_in(&corner, CornerNoteId(id)).await?;
    on_to("/check-ins?saved=gone")
}

/// Erases all of them.
pub(crate) async fn forget_all(State(web): State<Web>, MyCorner(corner): MyCorner) -> Result {
    web.desk.forget_check_ins(&corner).await?;
    on_to("/check-ins?saved=gone")
}

/// Takes a break.
pub(crate) async fn take_break(State(web): State<Web>, SignedIn { agent, .. }: SignedIn) -> Result {
    web.desk.take_break(&agent).await?;
    on_to("/today#check-in")
}

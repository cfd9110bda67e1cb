//! One's corner, on the page of one's profile: whether it is open, and the recovery key.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, State},
    http::{HeaderMap, StatusCode, request::Parts},
};
use domain::Timestamp;
use serde::Deserialize;

use crate::{
    Web,
    access::{self, Ip, MyCorner, SignedIn},
    agents,
    error::{Error, Result},
    form::{Filled, wrong},
    page::on_to,
    sessions::origin,
    shell::Shell,
    wording,
};

/// What the page says of one's corner.
pub(crate) struct Card {
    /// Whether it is open in this browser.
    pub(crate) open: bool,
    /// The day on which its recovery key was made.
    pub(crate) recovery_made: Option<String>,
    /// Whether one of before is closed which a recovery key opens.
    pub(crate) closed: bool,
    /// Whether one of before is closed for which no recovery key was made.
    pub(crate) lost: bool,
    /// The groups of the recovery key that was just made. It is shown once: it is not kept.
    pub(crate) made: Option<Vec<String>>,
    /// What was wrong with the recovery key that was given.
    pub(crate) error: Option<String>,
    /// What was wrong with the password.
    pub(crate) password_error: Option<String>,
}

impl FromRequestParts<Web> for Card {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self> {
        let SignedIn { agent, .. } =
            <SignedIn as FromRequestParts<Web>>::from_request_parts(parts, web).await?;
        let corner =
            <MyCorner as OptionalFromRequestParts<Web>>::from_request_parts(parts, web).await?;
        let id = agent.id;
        let all = web.desk.store().read(move |db| store::corner::of_agent(db, id)).await?;
        let now = Timestamp::now();
        // In a session that opens nothing there is nothing to be said of those of before.
        let is_closed = |kept: &&store::corner::Corner| {
            corner.as_ref().is_some_and(|MyCorner(corner)| !corner.opens(kept.id))
        };
        let closed = || all.iter().filter(is_closed);
        let recovery_made = all.iter().find(|kept| kept.replaced_at.is_none());
        Ok(Self {
            open: corner.is_some(),
            recovery_made: recovery_made
                .and_then(|kept| kept.recovery_made_at)
                .map(|at| wording::on_day(at, now, &agent.tz())),
            closed: closed().any(|kept| kept.secret_by_recovery.is_some()),
            lost: closed().any(|kept| kept.secret_by_recovery.is_none()),
            made: None,
            error: None,
            password_error: None,
        })
    }
}

pub(crate) async fn make_recovery_key(
    State(web): State<Web>,
    shell: Shell,
    MyCorner(corner): MyCorner,
    card: Card,
) -> Result {
    let code = web.desk.make_recovery_key(&corner).await?.to_text();
    let made = Some(code.split('-').map(ToOwned::to_owned).collect());
    agents::with_corner(&web, StatusCode::OK, shell, Card { made, ..card }).await
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Recovery {
    recovery_key: String,
}

pub(crate) async fn open(
    State(web): State<Web>,
    shell: Shell,
    MyCorner(corner): MyCorner,
    card: Card,
    Filled(given): Filled<Recovery>,
) -> Result {
    match web.desk.open_with_recovery_key(&corner, &given.recovery_key).await {
        Ok(()) => on_to("/settings/profile?saved=corner"),
        Err(error) => {
            let error = Some(wrong(error)?);
            let card = Card { error, ..card };
            agents::with_corner(&web, StatusCode::UNPROCESSABLE_ENTITY, shell, card).await
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Opening {
    password: String,
}

/// Opens it in a session that was begun without the password.
pub(crate) async fn open_with_password(
    State(web): State<Web>,
    shell: Shell,
    card: Card,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Opening>,
) -> Result {
    let Some(token) = access::cookie(&headers) else { return on_to("/sign-in") };
    let (from, session) = (origin(ip, &headers), shell.session.id);
    match web.desk.open_corner(&shell.me, (session, token), given.password, &from).await {
        Ok(()) => on_to("/settings/profile?saved=corner-open"),
        Err(error) => {
            let password_error = Some(wrong(error)?);
            let card = Card { password_error, ..card };
            agents::with_corner(&web, StatusCode::UNPROCESSABLE_ENTITY, shell, card).await
        }
    }
}

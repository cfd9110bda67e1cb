//! Passwords: changing one's own, and links by which somebody chooses a new one.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use desk::{
    password::{CHARS_MIN, check_new},
    session::Proof,
};
use domain::AgentId;
use serde::Deserialize;

use crate::{
    Web,
    access::{Here, Ip},
    agents::{self, Made, ProfileErrors},
    corners::Card,
    error::{Error, Result},
    form::{At, Filled, wrong},
    page::{on_to, page, page_with},
    sessions::{enter, origin},
    shell::{Assets, Shell},
    workspace::address,
};

#[derive(Template)]
#[template(path = "passwords/show.html")]
struct Show {
    assets: Assets,
    first_name: String,
    email: String,
    error: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Chosen {
    password: String,
}

pub(crate) async fn show(State(web): State<Web>, At(token): At<String>) -> Result {
    let agent = web.desk.password_reset(&token).await?;
    let (first_name, email) = (agent.first_name().to_owned(), agent.email);
    page(&Show { assets: Assets, first_name, email, error: None })
}

pub(crate) async fn reset(
    State(web): State<Web>,
    Here(desk): Here,
    At(token): At<String>,
    ip: Ip,
    headers: HeaderMap,
    Filled(chosen): Filled<Chosen>,
) -> Result {
    let agent = web.desk.password_reset(&token).await?;
    match desk.use_password_reset(&token, chosen.password).await {
        Ok((agent, corner)) => {
            let (corner, from) = (Some(corner), origin(ip, &headers));
            match desk.begin_session(agent.id, corner, from, Proof::PasswordLink).await {
                Ok(begun) => enter(&web, &begun, "/today"),
                // The password is kept, and lets nobody in where the identity provider is the only way.
                Err(desk::Error::Refused(_)) => on_to("/sign-in?password-kept"),
                Err(error) => Err(error.into()),
            }
        }
        Err(error) => {
            let error = Some(wrong(error)?);
            let (first_name, email) = (agent.first_name().to_owned(), agent.email);
            let again = Show { assets: Assets, first_name, email, error };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Change {
    old: String,
    new: String,
}

pub(crate) async fn change(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    corner: Card,
    Filled(given): Filled<Change>,
) -> Result {
    let bad_new = check_new(&given.new).err().map(|error| error.to_string());
    let (me, session) = (shell.me.id, shell.session.id);
    match desk.change_password(me, session, given.old, given.new).await {
        Ok(()) if desk.passkeys(me).await?.is_empty() => on_to("/settings/profile?saved=password"),
        Ok(()) => on_to("/settings/profile?saved=password-passkeys"),
        Err(error) => {
            let error = Some(wrong(error)?);
            let old = error.filter(|error| bad_new.as_ref() != Some(error));
            let errors = ProfileErrors { old, new: bad_new, ..ProfileErrors::default() };
            agents::with_bad_profile(&web, shell, corner, errors).await
        }
    }
}

pub(crate) async fn make_reset(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    headers: HeaderMap,
    At(id): At<i64>,
) -> Result {
    let (id, by) = (AgentId(id), shell.me.clone());
    let token = desk.make_password_reset(id, Some(by)).await?;
    let agent = web.desk.store().read(move |db| store::agent::find(db, id)).await?;
    let name = agent.ok_or_else(|| Error::not_found("person"))?.name;
    let link = format!("{}/password-resets/{token}", address(&web, &headers));
    agents::with_link(&web, shell, Made::PasswordReset { name, link }).await
}

//! Signing in at the identity provider: the way there, the way back, and the page on which somebody says once who they
//! are here. The ways there are links and no forms, for the desk's policy lets no form lead elsewhere.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::{
    invitation::Joining,
    password::{CHARS_MIN, check_new},
    provider_sign_in::{Answer, Arrived, Back, Going, Whom},
    token,
};
use domain::{IdentityId, identity_provider::Purpose};
use serde::Deserialize;

use crate::{
    Web,
    access::{self, Here, Ip},
    agents,
    corners::Card,
    error::{Error, Result},
    form::{Asked, At, Filled, asked, is_name, wrong},
    page::{on_to, page, page_with},
    sessions::{self, enter, onward, origin},
    shell::{Assets, Shell},
    workspace::address,
};

/// The page of somebody who came back and is not known yet.
const ACCOUNT: &str = "/sign-in/provider/account";

/// The address at which people come back, as the provider has to know it.
pub(crate) fn way_back(web: &Web, headers: &HeaderMap) -> String {
    format!("{}/sign-in/provider/callback", address(web, headers))
}

/// Sends a browser to the provider, with the secret by which it is known again.
pub(crate) async fn leave_for(
    web: &Web,
    headers: &HeaderMap,
    going: Going,
) -> std::result::Result<Response, desk::Error> {
    // Two of its pages may be on the way at once.
    let browser = access::way(headers).map_or_else(token::new, ToOwned::to_owned);
    let there = web.desk.go_to_provider(&browser, going).await?;
    let headers = [
        (header::SET_COOKIE, access::set_way(web, &browser)),
        (header::LOCATION, there),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// Goes there to sign in.
pub(crate) async fn go(State(web): State<Web>, ip: Ip, headers: HeaderMap, query: Asked) -> Result {
    // Each asks the provider and is noted, so it costs as much as what changes something.
    if !web.limiters.start(&ip.0) {
        return Err(Error::too_many());
    }
    let next = onward(asked(&query, "next").unwrap_or_default()).to_owned();
    let redirect_uri = way_back(&web, &headers);
    let going = Going { purpose: Purpose::SignIn, agent: None, redirect_uri, next: next.clone() };
    match leave_for(&web, &headers, going).await {
        Ok(response) => Ok(response),
        Err(desk::Error::NotFound(_)) => on_to("/sign-in"),
        Err(error) => sessions::refused(&web, &headers, error.into(), &next).await,
    }
}

/// Goes there to connect one's account.
pub(crate) async fn connect(
    State(web): State<Web>,
    shell: Shell,
    card: Card,
    headers: HeaderMap,
) -> Result {
    let going = Going {
        purpose: Purpose::Link,
        agent: Some(shell.me.id),
        redirect_uri: way_back(&web, &headers),
        next: "/settings/profile?saved=identity".to_owned(),
    };
    match leave_for(&web, &headers, going).await {
        Ok(response) => Ok(response),
        Err(error @ desk::Error::Refused(_)) => {
            agents::with_bad_identity(shell, card, &web, wrong(error)?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Somebody is back.
pub(crate) async fn come_back(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    query: Asked,
) -> Result {
    let text = |name: &str| asked(&query, name).unwrap_or_default().to_owned();
    let answer = Answer {
        state: text("state"),
        code: text("code"),
        error: text("error"),
        issuer: asked(&query, "iss").map(ToOwned::to_owned),
    };
    let browser = access::way(&headers).unwrap_or_default();
    match web.desk.come_back(browser, answer, origin(ip, &headers)).await {
        Ok(Back::In(begun, next)) => enter(&web, &begun, &next),
        Ok(Back::Unknown) => on_to(ACCOUNT),
        Ok(Back::Tried) => on_to("/settings/identity-provider?saved=tried"),
        Ok(Back::Failed(error)) => Err(error.into()),
        Err(error) => sessions::refused(&web, &headers, error.into(), "").await,
    }
}

#[derive(Default)]
struct Errors {
    name: Option<String>,
    password: Option<String>,
}

/// Asks whoever came back who they are here.
#[derive(Template)]
#[template(path = "provider_sign_ins/show.html")]
struct Show {
    assets: Assets,
    desk_name: String,
    arrived: Arrived,
    name: String,
    time_zone: String,
    errors: Errors,
}

impl Show {
    async fn new(web: &Web, headers: &HeaderMap) -> Result<Self> {
        let browser = access::way(headers).unwrap_or_default();
        let arrived = web.desk.arrived_from_provider(browser).await?;
        Ok(Self {
            assets: Assets,
            desk_name: web.desk.workspace().await?.name,
            name: arrived.name.clone(),
            time_zone: String::new(),
            errors: Errors::default(),
            arrived,
        })
    }
}

pub(crate) async fn show(State(web): State<Web>, headers: HeaderMap) -> Result {
    page(&Show::new(&web, &headers).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Given {
    name: String,
    password: String,
    time_zone: String,
}

/// Connects the account with one that is here already.
pub(crate) async fn link(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let browser = access::way(&headers).unwrap_or_default();
    match web.desk.link_identity(browser, given.password, origin(ip, &headers)).await {
        Ok(linked) => match linked.begun {
            Some(begun) => enter(&web, &begun, &linked.next),
            None => on_to(&linked.next),
        },
        Err(error @ (desk::Error::Refused(_) | desk::Error::Throttled { .. })) => {
            let error = Error::from(error);
            let password = Some(error.detail().to_owned());
            let errors = Errors { password, ..Errors::default() };
            let again = Show { errors, ..Show::new(&web, &headers).await? };
            page_with(error.status(), &again)
        }
        Err(error) => Err(error.into()),
    }
}

/// Joins the desk.
pub(crate) async fn join(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let browser = access::way(&headers).unwrap_or_default();
    let joining = Joining {
        name: given.name.clone(),
        email: String::new(),
        password: given.password.clone(),
        time_zone: given.time_zone.clone(),
    };
    match web.desk.join_by_provider(browser, joining, origin(ip, &headers)).await {
        Ok((begun, next)) => enter(&web, &begun, &next),
        Err(error) => {
            let error = wrong(error)?;
            let password = check_new(&given.password).err().map(|error| error.to_string());
            let name = (!is_name(&given.name) || password.is_none()).then_some(error);
            let errors = Errors { name, password };
            let (name, time_zone) = (given.name, given.time_zone);
            let again = Show { name, time_zone, errors, ..Show::new(&web, &headers).await? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Disconnects one of one's accounts.
pub(crate) async fn unlink(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    card: Card,
    At(id): At<i64>,
) -> Result {
    match desk.unlink_identity(&shell.me, IdentityId(id)).await {
        Ok(()) => on_to("/settings/profile?saved=identity-removal"),
        Err(error) => agents::with_bad_identity(shell, card, &web, wrong(error)?).await,
    }
}

//! Passkeys: the card of one's own, and the ways in by one. What browsers are asked is told to their script in JSON; what
//! they bring comes back as a form, so that pages answer as everywhere.

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::IntoResponse,
};
use desk::{passkey::Making, password::not_yours};
use domain::{
    PasskeyId,
    agent::Agent,
    passkey::{Passkey, RelyingParty},
};
use language::say;
use serde::Deserialize;

use crate::{
    Web,
    access::{Here, Ip, SignedIn},
    error::{Error, Result},
    form::{At, Filled, wrong},
    page::{on_to, page, page_with},
    second_factors::{self, AskForOne, Show},
    sessions::{self, enter, onward, origin},
    shell::Shell,
    wording,
    workspace::address,
};

/// The page of one's own.
const PAGE: &str = "/settings/second-factor";

/// The desk as the browser knows it that asks; nothing where it makes no passkeys.
pub(crate) fn party(web: &Web, headers: &HeaderMap) -> Option<RelyingParty> {
    RelyingParty::at(&address(web, headers))
}

/// … for what only a script asks that found it there.
fn known_party(web: &Web, headers: &HeaderMap) -> Result<RelyingParty> {
    party(web, headers)
        .ok_or_else(|| Error::new(StatusCode::CONFLICT, say("passkeys-need-address")))
}

/// One passkey as it is listed.
pub(crate) struct Listed {
    pub(crate) id: PasskeyId,
    pub(crate) name: String,
    pub(crate) detail: String,
    /// Whether it is good for the address at which the desk is now.
    pub(crate) is_for_here: bool,
    /// The name that is in its field, which may be one that was refused.
    pub(crate) typed: String,
    /// What was wrong with its new name, and with the password that was to remove it.
    pub(crate) name_error: Option<String>,
    pub(crate) password_error: Option<String>,
}

impl Listed {
    /// By what a field of its forms is known on the page.
    pub(crate) fn field(&self, of: &str) -> String {
        format!("{of}-{}", self.id)
    }
}

/// A passkey that is about to be made.
pub(crate) struct Offered {
    /// What the browser is asked, in JSON.
    pub(crate) options: String,
    /// What it may be called.
    pub(crate) name: String,
}

/// What the page says of one's passkeys.
pub(crate) struct Card {
    /// For what passkeys would be made here, where browsers make any at this address.
    pub(crate) party: Option<RelyingParty>,
    pub(crate) listed: Vec<Listed>,
    pub(crate) offered: Option<Offered>,
    /// What was wrong with the password for a new one.
    pub(crate) password_error: Option<String>,
    /// What was wrong with what the browser made.
    pub(crate) error: Option<String>,
}

impl Card {
    async fn new(web: &Web, me: &Agent, party: Option<RelyingParty>) -> Result<Self> {
        let passkeys = web.desk.passkeys(me.id).await?;
        let (now, tz) = (web.desk.store().now(), me.tz());
        let on_day = |at| wording::on_day(at, now, &tz);
        let listed = |passkey: Passkey| {
            let detail = match passkey.used_at {
                Some(at) => crate::t("passkey-used").with("used", on_day(at)),
                None => crate::t("passkey-unused"),
            };
            Listed {
                id: passkey.id,
                detail: detail.with("made", on_day(passkey.made_at)).to_string(),
                is_for_here: party.as_ref().is_some_and(|party| party.id == passkey.rp_id),
                typed: passkey.name.clone(),
                name: passkey.name,
                name_error: None,
                password_error: None,
            }
        };
        let listed = passkeys.into_iter().map(listed).collect();
        Ok(Self { listed, party, offered: None, password_error: None, error: None })
    }

    /// Whether browsers make passkeys at this address.
    pub(crate) fn can_be_made(&self) -> bool {
        self.party.is_some()
    }

    fn find(&mut self, id: PasskeyId) -> Option<&mut Listed> {
        self.listed.iter_mut().find(|listed| listed.id == id)
    }
}

impl FromRequestParts<Web> for Card {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self> {
        let SignedIn { agent, .. } =
            <SignedIn as FromRequestParts<Web>>::from_request_parts(parts, web).await?;
        Self::new(web, &agent, party(web, &parts.headers)).await
    }
}

/// What is filled in on all of these pages.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Given {
    password: String,
    name: String,
    /// What the browser brings, in JSON.
    credential: String,
    next: String,
}

impl Given {
    /// Where to go on to.
    fn next(&self) -> &str {
        onward(&self.next)
    }

    fn making(self) -> Making {
        Making { credential: self.credential, name: self.name }
    }
}

/// The page of one's own again, with what was wrong.
async fn again(web: &Web, shell: Shell, card: Card) -> Result {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &Show::new(web, shell, card).await?)
}

/// Begins to make one, for whoever gives their password again.
pub(crate) async fn begin(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    card: Card,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let (party, from) = (known_party(&web, &headers)?, origin(ip, &headers));
    match desk.begin_passkey(&shell.me, given.password, &from, &party).await {
        Ok(options) => {
            let offered = Some(Offered { options, name: sessions::browser(&from.browser) });
            page(&Show::new(&web, shell, Card { offered, ..card }).await?)
        }
        Err(error) => {
            let password_error = Some(wrong(error)?);
            again(&web, shell, Card { password_error, ..card }).await
        }
    }
}

/// Keeps the one that the browser has made. Recovery codes are shown where there was no second factor before.
pub(crate) async fn create(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    card: Card,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let party = known_party(&web, &headers)?;
    match desk.make_passkey(shell.me.id, given.making(), &party).await {
        Ok(None) => on_to("/settings/second-factor?saved=passkey"),
        Ok(Some(codes)) => {
            let card = Card::new(&web, &shell.me, Some(party)).await?;
            page(&Show::new(&web, shell, card).await?.with_codes(codes))
        }
        Err(error) => {
            let error = Some(wrong(error)?);
            again(&web, shell, Card { error, ..card }).await
        }
    }
}

pub(crate) async fn rename(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    mut card: Card,
    At(id): At<i64>,
    Filled(given): Filled<Given>,
) -> Result {
    let id = PasskeyId(id);
    match desk.rename_passkey(shell.me.id, id, &given.name).await {
        Ok(()) => on_to("/settings/second-factor?saved=passkey-name"),
        Err(error) => {
            let error = wrong(error)?;
            let Some(listed) = card.find(id) else { return on_to(PAGE) };
            listed.name_error = Some(error);
            listed.typed = given.name;
            again(&web, shell, card).await
        }
    }
}

pub(crate) async fn remove(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    mut card: Card,
    ip: Ip,
    headers: HeaderMap,
    (At(id), Filled(given)): (At<i64>, Filled<Given>),
) -> Result {
    let (id, from, session) = (PasskeyId(id), origin(ip, &headers), shell.session.id);
    let (password, party) = (given.password, card.party.as_ref());
    match desk.remove_passkey(&shell.me, session, id, password, &from, party).await {
        Ok(()) => on_to("/settings/second-factor?saved=passkey-removal"),
        Err(error) => {
            let error = wrong(error)?;
            match card.find(id) {
                Some(listed) if error == not_yours().to_string() => {
                    listed.password_error = Some(error);
                }
                _ => card.error = Some(error),
            }
            again(&web, shell, card).await
        }
    }
}

// At the door.

/// What a browser at the door is asked.
pub(crate) async fn options(State(web): State<Web>, headers: HeaderMap) -> Result {
    let options = web.desk.begin_passkey_sign_in(&known_party(&web, &headers)?).await?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, options).into_response())
}

/// Signs somebody in by a passkey alone.
pub(crate) async fn sign_in(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let (party, from) = (known_party(&web, &headers)?, origin(ip, &headers));
    match web.desk.sign_in_with_passkey(&given.credential, from, &party).await {
        Ok(begun) => enter(&web, &begun, given.next()),
        Err(error @ desk::Error::Refused(_)) => {
            sessions::refused(&web, &headers, error.into(), given.next()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets in somebody by a passkey who has begun to sign in.
pub(crate) async fn prove(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let next = given.next();
    let (party, from) = (known_party(&web, &headers)?, origin(ip, &headers));
    let Some((token, half)) = second_factors::needs_code(&web, &headers).await? else {
        return second_factors::from_the_beginning(next);
    };
    match web.desk.prove_by_passkey(&token, &given.credential, from, &party).await {
        Ok(()) => on_to(next),
        Err(error @ desk::Error::Refused(_)) => {
            second_factors::ask_again(&web, &headers, &token, &half, next, error.into()).await
        }
        Err(desk::Error::NotFound(_)) => second_factors::from_the_beginning(next),
        Err(error) => Err(error.into()),
    }
}

/// Keeps the passkey of somebody who needs a second factor to get in, and lets them in.
pub(crate) async fn make_at_sign_in(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let next = given.next().to_owned();
    let (party, from) = (known_party(&web, &headers)?, origin(ip, &headers));
    let Some((token, half)) = second_factors::needs_factor(&web, &headers).await? else {
        return second_factors::from_the_beginning(&next);
    };
    let mut shown = AskForOne::new(&web, &headers, &token, &half, &next).await?;
    match web.desk.make_passkey_at_sign_in(&token, given.making(), from, &party).await {
        Ok(codes) => {
            shown.codes = Some(codes);
            page(&shown)
        }
        Err(error) => {
            shown.error = Some(wrong(error)?);
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}

//! How people join: the owner's first page, the links that are handed to others, and using one.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use desk::{
    Desk,
    invitation::Joining,
    password::{CHARS_MIN, check_new},
    session::Proof,
    workspace::Workspace,
};
use domain::{
    AgentId, InvitationId,
    access::Role,
    customer::{AddressKind, normalise_address},
    text,
};
use serde::Deserialize;
use store::invitation::Invitation;

use crate::{
    Web,
    access::{Here, Ip, SignedIn},
    agents::{self, Made},
    error::Result,
    form::{At, Filled, is_name, unreadable, wrong},
    page::{on_to, page, page_with},
    sessions::{enter, origin},
    shell::{Assets, Shell},
    workspace::{address, is_time_zone},
};

#[derive(Template)]
#[template(path = "invitations/set_up.html")]
struct SetUp {
    assets: Assets,
}

pub(crate) async fn set_up(State(web): State<Web>) -> Result {
    if web.desk.needs_set_up().await? { page(&SetUp { assets: Assets }) } else { on_to("/sign-in") }
}

/// What somebody who joins fills in.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Answer {
    desk_name: String,
    name: String,
    email: String,
    password: String,
    time_zone: String,
}

#[derive(Default)]
struct Errors {
    desk_name: Option<String>,
    name: Option<String>,
    email: Option<String>,
    password: Option<String>,
}

#[derive(Template)]
#[template(path = "invitations/show.html")]
struct Show {
    assets: Assets,
    /// Whether this is the first one, who opens the desk.
    opens: bool,
    role: Role,
    /// The name of whoever made the link.
    host: Option<String>,
    /// The name of the desk.
    workspace: String,
    answer: Answer,
    errors: Errors,
}

impl Show {
    async fn new(web: &Web, invitation: &Invitation, answer: Answer) -> Result<Self> {
        let by = invitation.invited_by;
        let host = web.desk.store().read(move |db| match by {
            Some(id) => store::agent::find(db, id),
            None => Ok(None),
        });
        Ok(Self {
            assets: Assets,
            opens: opens(web, invitation).await?,
            role: invitation.role,
            host: host.await?.map(|agent| agent.name),
            workspace: web.desk.workspace().await?.name,
            answer,
            errors: Errors::default(),
        })
    }
}

/// Whether whoever uses that invitation is the first one on the desk.
async fn opens(web: &Web, invitation: &Invitation) -> Result<bool> {
    Ok(invitation.invited_by.is_none() && web.desk.needs_set_up().await?)
}

pub(crate) async fn show(State(web): State<Web>, At(token): At<String>) -> Result {
    let invitation = web.desk.invitation(&token).await?;
    let email = invitation.email.clone().unwrap_or_default();
    page(&Show::new(&web, &invitation, Answer { email, ..Answer::default() }).await?)
}

pub(crate) async fn accept(
    State(web): State<Web>,
    Here(desk): Here,
    At(token): At<String>,
    ip: Ip,
    headers: HeaderMap,
    Filled(answer): Filled<Answer>,
) -> Result {
    let invitation = web.desk.invitation(&token).await?;
    let opens = opens(&web, &invitation).await?;
    let unnamed = if opens { bad_desk_name(&answer.desk_name) } else { None };
    let joined = if unnamed.is_some() {
        None
    } else {
        let joining = Joining {
            name: answer.name.clone(),
            email: answer.email.clone(),
            password: answer.password.clone(),
            time_zone: answer.time_zone.clone(),
        };
        Some(desk.join(&token, joining).await)
    };
    let error = match joined {
        Some(Ok((id, corner))) => {
            if opens {
                name_the_desk(&desk, id, &answer).await?;
            }
            let (corner, from) = (Some(corner), origin(ip, &headers));
            let begun = desk.begin_session(id, corner, from, Proof::Invitation).await?;
            return enter(&web, &begun, if opens { "/settings/chat?welcome" } else { "/today" });
        }
        Some(Err(error)) => Some(wrong(error)?),
        None => None,
    };
    let mut again = Show::new(&web, &invitation, answer).await?;
    again.errors = Errors { desk_name: unnamed, ..errors(&again.answer, error) };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

fn bad_desk_name(given: &str) -> Option<String> {
    (!is_name(given))
        .then(|| crate::t("join-bad-desk-name").with("most", text::LINE_CHARS_MAX).to_string())
}

/// Gives the desk the name and the time zone of the owner who opens it.
async fn name_the_desk(desk: &Desk, owner: AgentId, answer: &Answer) -> Result<()> {
    let mut to: Workspace = desk.workspace().await?;
    to.name.clone_from(&answer.desk_name);
    if is_time_zone(&answer.time_zone) {
        to.time_zone.clone_from(&answer.time_zone);
    }
    Ok(desk.change_workspace(Some(owner), to).await?)
}

/// Puts what was wrong under the field that it is about. The verb says the first thing that it
/// finds; the address and the password are looked at again, so that all is said at once.
fn errors(answer: &Answer, error: Option<String>) -> Errors {
    let password = check_new(&answer.password).err().map(|error| error.to_string());
    let email = normalise_address(AddressKind::Email, &answer.email).err();
    let email = email.map(|error| error.to_string());
    let mut errors = Errors { email, password, ..Errors::default() };
    if error.is_some() && error != errors.password && error != errors.email {
        if is_name(&answer.name) {
            // With a good name, all that is left is an address that is taken.
            errors.email = error;
        } else {
            errors.name = error;
        }
    }
    errors
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Invited {
    pub(crate) email: String,
    pub(crate) role: String,
}

pub(crate) async fn create(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    headers: HeaderMap,
    Filled(invited): Filled<Invited>,
) -> Result {
    let role = Role::parse(&invited.role).ok_or_else(unreadable)?;
    match desk.invite(&shell.me, role, &invited.email).await {
        Ok(token) => {
            let link = format!("{}/invitations/{token}", address(&web, &headers));
            let made = Made::Invitation { email: invited.email.trim().to_owned(), role, link };
            agents::with_link(&web, shell, made).await
        }
        Err(error) => {
            let error = wrong(error)?;
            agents::with_bad_invitation(&web, shell, invited, error).await
        }
    }
}

pub(crate) async fn revoke(Here(desk): Here, me: SignedIn, At(id): At<i64>) -> Result {
    desk.revoke_invitation(&me.agent, InvitationId(id)).await?;
    on_to("/settings/people?saved=invitation")
}

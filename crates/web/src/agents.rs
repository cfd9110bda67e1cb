//! People: one's own profile and availability, and who else is on the desk.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
};
use desk::password::CHARS_MIN;
use domain::{
    AgentId, IdentityId, Timestamp,
    access::Role,
    agent::{Agent, Availability},
    identity_provider::Identity,
};
use jiff::tz::TimeZone;
use language::Wording;
use serde::Deserialize;
use store::invitation::Invitation;

use crate::{
    Web,
    access::{Here, SignedIn},
    corners::Card,
    error::Result,
    form::{Asked, At, Filled, asked, is_name, unreadable, wrong},
    invitations::Invited,
    page::{on_to, page, page_with},
    routes,
    sessions::own_path,
    shell::{Nav, Shell},
    wording,
    workspace::{address, is_time_zone},
};

pub(crate) async fn settings() -> Result {
    on_to("/settings/profile")
}

#[derive(Default)]
pub(crate) struct ProfileErrors {
    pub(crate) name: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) back: Option<String>,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

#[derive(Template)]
#[template(path = "agents/profile.html")]
struct Profile {
    shell: Shell,
    nav: Nav,
    role: Wording,
    name: String,
    time_zone: String,
    /// The tag of the language that was chosen; empty for that of the browser.
    language: String,
    online: bool,
    back: String,
    corner: Card,
    /// The identity provider's name and one's accounts there, where there is one.
    identities: Option<(String, Vec<Connected>)>,
    /// What was wrong with those.
    identity_error: Option<String>,
    errors: ProfileErrors,
    saved: Option<Wording>,
}

/// An account at the identity provider.
struct Connected {
    id: IdentityId,
    name: String,
    detail: String,
}

impl Connected {
    fn new(identity: Identity, now: Timestamp, tz: &TimeZone) -> Self {
        let linked = wording::on_day(identity.linked_at, now, tz);
        let detail = match identity.used_at {
            Some(at) => {
                crate::t("profile-identity-used").with("used", wording::on_day(at, now, tz))
            }
            None => crate::t("profile-identity-unused"),
        };
        let detail = detail.with("linked", linked).to_string();
        let name =
            identity.email.unwrap_or_else(|| crate::t("profile-identity-unnamed").to_string());
        Self { id: identity.id, name, detail }
    }
}

impl Profile {
    async fn new(web: &Web, shell: Shell, corner: Card) -> Result<Self> {
        let (now, tz) = (web.desk.store().now(), shell.me.tz());
        let identities = web.desk.identities(shell.me.id).await?.map(|(provider, accounts)| {
            let accounts = accounts.into_iter();
            (provider, accounts.map(|account| Connected::new(account, now, &tz)).collect())
        });
        Ok(Self {
            nav: Nav::Settings,
            role: role_name(shell.me.role),
            name: shell.me.name.clone(),
            time_zone: shell.me.time_zone.clone(),
            language: shell.me.language.clone().unwrap_or_default(),
            online: shell.here(),
            back: String::new(),
            corner,
            identities,
            identity_error: None,
            errors: ProfileErrors::default(),
            saved: None,
            shell,
        })
    }
}

pub(crate) async fn profile(
    State(web): State<Web>,
    shell: Shell,
    corner: Card,
    query: Asked,
) -> Result {
    let saved = asked(&query, "saved").map(|what| match what {
        "password" => crate::t("profile-saved-password"),
        "password-passkeys" => crate::t("profile-saved-password-passkeys"),
        "availability" => crate::t("profile-saved-availability"),
        "corner" => crate::t("profile-saved-corner"),
        "corner-open" => crate::t("profile-saved-corner-open"),
        "identity" => crate::t("profile-saved-identity"),
        "identity-removal" => crate::t("profile-saved-identity-removal"),
        _ => crate::t("profile-saved-name"),
    });
    page(&Profile { saved, ..Profile::new(&web, shell, corner).await? })
}

/// The profile again, with what was wrong.
pub(crate) async fn with_bad_profile(
    web: &Web,
    shell: Shell,
    corner: Card,
    errors: ProfileErrors,
) -> Result {
    let again = Profile { errors, ..Profile::new(web, shell, corner).await? };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// The profile again, with what was done in one's corner.
pub(crate) async fn with_corner(
    web: &Web,
    status: StatusCode,
    shell: Shell,
    corner: Card,
) -> Result {
    page_with(status, &Profile::new(web, shell, corner).await?)
}

/// The profile again, with what was wrong with one's accounts at the identity provider.
pub(crate) async fn with_bad_identity(
    shell: Shell,
    corner: Card,
    web: &Web,
    error: String,
) -> Result {
    let shown = Profile::new(web, shell, corner).await?;
    let again = Profile { identity_error: Some(error), ..shown };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct ProfileForm {
    name: String,
    time_zone: String,
    language: String,
}

pub(crate) async fn change_profile(
    State(web): State<Web>,
    shell: Shell,
    corner: Card,
    Filled(ProfileForm { name, time_zone, language }): Filled<ProfileForm>,
) -> Result {
    let error = match web.desk.change_profile(shell.me.id, &name, &time_zone, &language).await {
        Ok(()) => return on_to("/settings/profile?saved"),
        Err(error) => Some(wrong(error)?),
    };
    let mut errors = ProfileErrors::default();
    if is_time_zone(&time_zone) || !is_name(&name) {
        errors.name = error;
    } else {
        errors.time_zone = error;
    }
    let shown = Profile::new(&web, shell, corner).await?;
    let again = Profile { name, time_zone, language, errors, ..shown };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

#[derive(Deserialize)]
pub(crate) struct AvailabilityForm {
    online: bool,
    #[serde(default)]
    back: String,
}

pub(crate) async fn change_availability(
    State(web): State<Web>,
    shell: Shell,
    corner: Card,
    headers: HeaderMap,
    Filled(AvailabilityForm { online, back }): Filled<AvailabilityForm>,
) -> Result {
    let changed = if online {
        web.desk.come_online(shell.me.id).await
    } else {
        web.desk.go_away(&shell.me, &back).await
    };
    match changed {
        Ok(()) => on_to(&page_before(&web, &headers)),
        Err(error) => {
            let errors = ProfileErrors { back: Some(wrong(error)?), ..ProfileErrors::default() };
            let shown = Profile::new(&web, shell, corner).await?;
            let again = Profile { online, back, errors, ..shown };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// The page that a form was sent from, or else Today.
fn page_before(web: &Web, headers: &HeaderMap) -> String {
    let ours = address(web, headers);
    let ours = ours.split_once("://").map_or("", |(_, host)| host);
    let before = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let before = before.and_then(|before| before.parse::<Uri>().ok());
    let before = before.filter(|before| {
        before.authority().is_some_and(|authority| authority.as_str() == ours)
            && own_path(before.path()).is_some()
    });
    match before {
        Some(uri) if uri.path() == "/settings/profile" || uri.path() == "/availability" => {
            "/settings/profile?saved=availability".to_owned()
        }
        Some(uri) if is_page(uri.path()) => {
            uri.path_and_query().map_or("/today", |path| path.as_str()).to_owned()
        }
        // It was the answer to another form; the page of that form is above it.
        Some(uri) => {
            let above = std::iter::successors(Some(uri.path()), |path| {
                path.rsplit_once('/').map(|(above, _)| above).filter(|above| !above.is_empty())
            });
            above.skip(1).find(|path| is_page(path)).unwrap_or("/today").to_owned()
        }
        None => "/today".to_owned(),
    }
}

/// Whether the table has a page at that path.
fn is_page(path: &str) -> bool {
    let fits = |row: &str| {
        row.split('/').count() == path.split('/').count()
            && row.split('/').zip(path.split('/')).all(|(a, b)| a.starts_with('{') || a == b)
    };
    routes::table().iter().any(|route| route.method == Method::GET && fits(route.path))
}

/// A role's name, as it begins a line.
fn role_name(role: Role) -> Wording {
    match role {
        Role::Owner => crate::t("role-owner"),
        Role::Lead => crate::t("role-lead"),
        Role::Agent => crate::t("role-agent"),
    }
}

/// A link that was just made. It is shown once: only its hash is kept.
pub(crate) enum Made {
    Invitation { email: String, role: Role, link: String },
    PasswordReset { name: String, link: String },
}

/// Somebody as they are listed.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the list")]
struct Person {
    id: AgentId,
    name: String,
    email: String,
    /// The word of their role, and its name.
    role: &'static str,
    role_name: Wording,
    online: bool,
    /// "here", or "away, back at 14:00".
    presence: Wording,
    /// Whether it is oneself.
    me: bool,
    /// Whether one may change them.
    managed: bool,
    /// Whether they have a second factor.
    factor: bool,
    /// How many open conversations they are given at the most; empty for as many as come.
    open_max: String,
}

/// A role that one may give.
struct Offered {
    word: &'static str,
    name: Wording,
    /// Its name, and what somebody in it does.
    means: Wording,
}

impl From<Role> for Offered {
    fn from(role: Role) -> Self {
        let means = match role {
            Role::Owner => crate::t("role-owner-means"),
            Role::Lead => crate::t("role-lead-means"),
            Role::Agent => crate::t("role-agent-means"),
        };
        Self { word: role.as_str(), name: role_name(role), means }
    }
}

/// An invitation as it is listed.
struct Open {
    id: domain::InvitationId,
    email: Option<String>,
    role: Wording,
    until: String,
}

#[derive(Template)]
#[template(path = "agents/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    active: Vec<Person>,
    gone: Vec<Person>,
    open: Vec<Open>,
    /// The roles that one may give.
    roles: Vec<Offered>,
    made: Option<Made>,
    /// Whether the desk can send email.
    emails: bool,
    invited: Invited,
    invitation_error: Option<String>,
    error: Option<String>,
    saved: Option<Wording>,
}

impl Index {
    async fn new(web: &Web, shell: Shell) -> Result<Self> {
        let (now, me) = (Timestamp::now(), &shell.me);
        let (all, factors) = web
            .desk
            .store()
            .read(|db| {
                let all = store::agent::all(db)?;
                Ok::<_, desk::Error>((all, store::second_factor::owners(db)?))
            })
            .await?;
        let (active, gone): (Vec<_>, Vec<_>) =
            all.iter().partition(|agent| agent.deactivated_at.is_none());
        let list = |agents: Vec<&Agent>| {
            let factor = |agent: &Agent| factors.contains(&agent.id);
            agents.iter().map(|a| person(a, factor(a), me, now)).collect()
        };
        let open = if shell.leads() { web.desk.invitations().await? } else { Vec::new() };
        Ok(Self {
            active: list(active),
            gone: list(gone),
            open: open.into_iter().map(|invitation| listed(invitation, me, now)).collect(),
            roles: Role::ALL
                .into_iter()
                .rev()
                .filter(|role| me.role.may_manage(*role))
                .map(Offered::from)
                .collect(),
            nav: Nav::Settings,
            made: None,
            emails: web.desk.mailer().is_some(),
            invited: Invited::default(),
            invitation_error: None,
            error: None,
            saved: None,
            shell,
        })
    }
}

fn person(agent: &Agent, factor: bool, me: &Agent, now: Timestamp) -> Person {
    let presence = match agent.availability {
        Availability::Online => crate::t("people-here"),
        Availability::Away { back_at: Some(at) } if at > now => {
            crate::t("people-away-back").with("time", wording::soon(at, now, &me.tz()))
        }
        Availability::Away { .. } => crate::t("people-away"),
    };
    Person {
        id: agent.id,
        name: agent.name.clone(),
        email: agent.email.clone(),
        role: agent.role.as_str(),
        role_name: role_name(agent.role),
        online: agent.availability == Availability::Online,
        presence,
        me: agent.id == me.id,
        managed: agent.id != me.id && me.role.may_manage(agent.role),
        factor,
        open_max: agent.open_max.map(|most| most.to_string()).unwrap_or_default(),
    }
}

fn listed(invitation: Invitation, me: &Agent, now: Timestamp) -> Open {
    Open {
        id: invitation.id,
        email: invitation.email,
        role: role_name(invitation.role),
        until: wording::soon(invitation.expires_at, now, &me.tz()),
    }
}

pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let saved = asked(&query, "saved").map(|what| match what {
        "role" => crate::t("people-saved-role"),
        "deactivation" => crate::t("people-saved-deactivation"),
        "reactivation" => crate::t("people-saved-reactivation"),
        "second-factor" => crate::t("people-saved-second-factor"),
        "limit" => crate::t("people-saved-limit"),
        "invitation" => crate::t("people-saved-invitation"),
        _ => crate::t("people-saved-nothing"),
    });
    page(&Index { saved, ..Index::new(&web, shell).await? })
}

/// The people, and above them a link that was just made.
pub(crate) async fn with_link(web: &Web, shell: Shell, made: Made) -> Result {
    page(&Index { made: Some(made), ..Index::new(web, shell).await? })
}

/// The people, and an invitation that has to be put right.
pub(crate) async fn with_bad_invitation(
    web: &Web,
    shell: Shell,
    invited: Invited,
    error: String,
) -> Result {
    let again = Index { invited, invitation_error: Some(error), ..Index::new(web, shell).await? };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// On to the people, or what stood in the way above them.
async fn done(web: &Web, shell: Shell, done: desk::Result<()>, what: &str) -> Result {
    match done {
        Ok(()) => on_to(&format!("/settings/people?saved={what}")),
        Err(error) => {
            let again = Index { error: Some(wrong(error)?), ..Index::new(web, shell).await? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct RoleForm {
    role: String,
}

pub(crate) async fn change_role(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    At(id): At<i64>,
    Filled(form): Filled<RoleForm>,
) -> Result {
    let role = Role::parse(&form.role).ok_or_else(unreadable)?;
    let changed = desk.change_role(&shell.me, AgentId(id), role).await;
    done(&web, shell, changed, "role").await
}

#[derive(Deserialize)]
pub(crate) struct LimitForm {
    #[serde(default)]
    open_max: String,
}

/// How many open conversations somebody is given at the most.
pub(crate) async fn change_limit(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    At(id): At<i64>,
    Filled(form): Filled<LimitForm>,
) -> Result {
    let changed = desk.change_open_max(&shell.me, AgentId(id), &form.open_max).await;
    done(&web, shell, changed, "limit").await
}

pub(crate) async fn deactivate(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    At(id): At<i64>,
) -> Result {
    let deactivated = if AgentId(id) == shell.me.id {
        Err(desk::Error::refused(crate::t("people-not-yourself")))
    } else {
        desk.deactivate(&shell.me, AgentId(id)).await
    };
    done(&web, shell, deactivated, "deactivation").await
}

pub(crate) async fn reactivate(Here(desk): Here, me: SignedIn, At(id): At<i64>) -> Result {
    desk.reactivate(&me.agent, AgentId(id)).await?;
    on_to("/settings/people?saved=reactivation")
}

//! The identity provider, as an owner sets it up: filled in, tried, and only then in use.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use desk::{
    identity_provider::{Given, Saved},
    provider_sign_in::Going,
};
use domain::{
    access::Role,
    identity_provider::{IdentityProvider, Purpose},
};
use language::Wording;
use serde::Deserialize;

use crate::{
    Web,
    access::Here,
    error::{Error, Result},
    form::{Asked, Filled, asked, wrong},
    page::{on_to, page, page_with},
    provider_sign_ins::{leave_for, way_back},
    shell::{Nav, Shell},
    wording,
};

/// Its page.
const PAGE: &str = "/settings/identity-provider";

/// What is filled in.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Form {
    name: String,
    issuer: String,
    client_id: String,
    secret: String,
    joins: String,
    joins_as: String,
    only_way: Option<String>,
    trusts_factor: Option<String>,
}

impl Form {
    fn of(provider: &IdentityProvider) -> Self {
        let ticked = |is: bool| is.then(|| "yes".to_owned());
        Self {
            name: provider.name.clone(),
            issuer: provider.issuer.clone(),
            client_id: provider.client_id.clone(),
            secret: String::new(),
            joins: provider.joins.join("\n"),
            joins_as: provider.joins_as.as_str().to_owned(),
            only_way: ticked(provider.only_way),
            trusts_factor: ticked(provider.trusts_factor),
        }
    }

    fn given(&self) -> Given {
        Given {
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            secret: self.secret.clone(),
            joins: self.joins.clone(),
            joins_as: Role::parse(&self.joins_as).unwrap_or(Role::Agent),
            only_way: self.only_way.is_some(),
            trusts_factor: self.trusts_factor.is_some(),
        }
    }
}

#[derive(Template)]
#[template(path = "identity_providers/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    in_use: Option<IdentityProvider>,
    /// The day since which.
    since: Option<String>,
    trial: Option<IdentityProvider>,
    form: Form,
    /// Whether a secret is known already.
    has_secret: bool,
    private_too: bool,
    /// What the provider has to know as the way back.
    redirect_uri: String,
    error: Option<String>,
    saved: Option<Wording>,
}

impl Show {
    async fn new(web: &Web, shell: Shell, headers: &HeaderMap) -> Result<Self> {
        let (in_use, trial) = web
            .desk
            .store()
            .read(|db| {
                let in_use = store::identity_provider::in_use(db)?;
                Ok::<_, desk::Error>((in_use, store::identity_provider::on_trial(db)?))
            })
            .await?;
        let (now, tz) = (web.desk.store().now(), shell.me.tz());
        let known = trial.as_ref().or(in_use.as_ref());
        Ok(Self {
            nav: Nav::Settings,
            since: in_use
                .as_ref()
                .and_then(|provider| provider.used_since)
                .map(|at| wording::on_day(at, now, &tz)),
            form: known.map(Form::of).unwrap_or_default(),
            has_secret: known.is_some_and(|provider| !provider.secret.is_empty()),
            private_too: web.desk.has_private_identity_provider(),
            redirect_uri: way_back(web, headers),
            error: None,
            saved: None,
            in_use,
            trial,
            shell,
        })
    }

    /// The page again, with what was wrong.
    fn refused(mut self, error: &Error) -> Result {
        let status = error.status();
        self.error = Some(error.detail().to_owned());
        page_with(status, &self)
    }
}

pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    query: Asked,
) -> Result {
    let saved = asked(&query, "saved").map(|what| match what {
        "trial" => crate::t("identity-provider-saved-trial"),
        "tried" => crate::t("identity-provider-saved-tried"),
        "use" => crate::t("identity-provider-saved-use"),
        "removal" => crate::t("identity-provider-saved-removal"),
        "forgotten" => crate::t("identity-provider-saved-forgotten"),
        _ => crate::t("identity-provider-saved-changed"),
    });
    page(&Show { saved, ..Show::new(&web, shell, &headers).await? })
}

pub(crate) async fn update(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    headers: HeaderMap,
    Filled(form): Filled<Form>,
) -> Result {
    match desk.set_up_identity_provider(&shell.me, form.given()).await {
        Ok(Saved::Changed) => on_to("/settings/identity-provider?saved"),
        Ok(Saved::OnTrial) => on_to("/settings/identity-provider?saved=trial"),
        Err(error) => {
            let error = Some(wrong(error)?);
            // A secret is not written into a page.
            let form = Form { secret: String::new(), ..form };
            let shown = Show::new(&web, shell, &headers).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &Show { form, error, ..shown })
        }
    }
}

/// Goes there, to see whether it works.
pub(crate) async fn try_out(State(web): State<Web>, shell: Shell, headers: HeaderMap) -> Result {
    let going = Going {
        purpose: Purpose::Try,
        agent: Some(shell.me.id),
        redirect_uri: way_back(&web, &headers),
        next: PAGE.to_owned(),
    };
    match leave_for(&web, &headers, going).await {
        Ok(response) => Ok(response),
        Err(error @ desk::Error::Refused(_)) => {
            Show::new(&web, shell, &headers).await?.refused(&error.into())
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn take_into_use(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    headers: HeaderMap,
) -> Result {
    match desk.take_identity_provider_into_use(&shell.me).await {
        Ok(()) => on_to("/settings/identity-provider?saved=use"),
        Err(error @ desk::Error::Refused(_)) => {
            Show::new(&web, shell, &headers).await?.refused(&error.into())
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn put_out_of_use(Here(desk): Here, shell: Shell) -> Result {
    desk.put_identity_provider_out_of_use(&shell.me).await?;
    on_to("/settings/identity-provider?saved=removal")
}

pub(crate) async fn forget_trial(Here(desk): Here, shell: Shell) -> Result {
    desk.forget_identity_provider_trial(&shell.me).await?;
    on_to("/settings/identity-provider?saved=forgotten").map(IntoResponse::into_response)
}

//! How people prove who they are, for how long that holds, and for how long the audit log is kept.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use desk::security::Security;
use domain::{
    agent::Agent,
    security::{AUDIT_DAYS_MAX, AUDIT_DAYS_MIN, Idle, Lasting, Lifetime},
};
use serde::Deserialize;

use crate::{
    Web,
    access::Here,
    error::Result,
    form::{Asked, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
};

#[derive(Template)]
#[template(path = "security/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    needs_factor: bool,
    /// The names of those who have no second factor.
    without: Vec<String>,
    lasting: Lasting,
    audit_days: String,
    /// The name of the identity provider in use.
    provider: Option<String>,
    error: Option<String>,
    saved: bool,
}

impl Show {
    async fn new(web: &Web, shell: Shell) -> Result<Self> {
        let (kept, without, provider) = web
            .desk
            .store()
            .read(|db| {
                let owners = store::second_factor::owners(db)?;
                let agents = store::agent::active(db)?.into_iter();
                let without = agents.filter(|agent: &Agent| !owners.contains(&agent.id));
                let without: Vec<String> = without.map(|agent| agent.name).collect();
                let provider = store::identity_provider::in_use(db)?.map(|provider| provider.name);
                Ok::<_, desk::Error>((Security::read(db)?, without, provider))
            })
            .await?;
        Ok(Self {
            shell,
            nav: Nav::Settings,
            needs_factor: kept.needs_factor,
            without,
            lasting: kept.lasting,
            audit_days: kept.audit_days.to_string(),
            provider,
            error: None,
            saved: false,
        })
    }
}

pub(crate) async fn show(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let saved = asked(&query, "saved").is_some();
    page(&Show { saved, ..Show::new(&web, shell).await? })
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Given {
    /// Ticked where everybody needs one.
    needs_factor: Option<String>,
    idle: String,
    lifetime: String,
    audit_days: String,
}

pub(crate) async fn update(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    Filled(given): Filled<Given>,
) -> Result {
    let kept = desk.security().await?.lasting;
    let to = Security {
        needs_factor: given.needs_factor.is_some(),
        lasting: Lasting {
            idle: Idle::parse(&given.idle).unwrap_or(kept.idle),
            lifetime: Lifetime::parse(&given.lifetime).unwrap_or(kept.lifetime),
        },
        // What is no number is out of range.
        audit_days: given.audit_days.trim().parse().unwrap_or(0),
    };
    match desk.change_security(&shell.me, to).await {
        Ok(()) => on_to("/settings/security?saved"),
        Err(error) => {
            let (needs_factor, lasting) = (to.needs_factor, to.lasting);
            let (audit_days, error) = (given.audit_days, Some(wrong(error)?));
            let shown = Show::new(&web, shell).await?;
            let again = Show { needs_factor, lasting, audit_days, error, ..shown };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

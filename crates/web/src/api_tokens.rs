//! Tokens for other programs, as whoever makes them sees and revokes them; the owner sees all.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use desk::api_token::NewToken;
use domain::{
    ApiTokenId,
    api_token::{ApiToken, Lasting, Scope},
};

use language::Wording;

use crate::{
    Web,
    access::{Here, SignedIn},
    error::Result,
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
    wording,
};

/// A token in the list.
struct Listed {
    id: ApiTokenId,
    name: String,
    /// "callbacks:read and callbacks:write".
    scopes: String,
    /// Who made it when, and until when it can be used.
    detail: String,
    used: String,
}

/// What was filled in.
#[derive(Default)]
struct Given {
    name: String,
    scopes: Vec<Scope>,
    lasting: Option<Lasting>,
}

impl Given {
    fn new(filled: Vec<(String, String)>) -> Self {
        let mut given = Self::default();
        for (key, value) in filled {
            match key.as_str() {
                "name" => given.name = value,
                "scope" => given.scopes.extend(Scope::parse(&value)),
                "lasting" => given.lasting = Lasting::parse(&value),
                _ => {}
            }
        }
        given
    }

    /// What can be chosen: its name, what it means, and whether it was.
    fn scopes(&self) -> [(&'static str, Wording, bool); Scope::ALL.len()] {
        Scope::ALL.map(|scope| (scope.as_str(), scope.means(), self.scopes.contains(&scope)))
    }

    /// For how long, in the same way.
    fn lastings(&self) -> [(&'static str, Wording, bool); 4] {
        Lasting::ALL.map(|one| (one.as_str(), one.label(), self.lasting == Some(one)))
    }
}

#[derive(Template)]
#[template(path = "api_tokens/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    tokens: Vec<Listed>,
    given: Given,
    error: Option<String>,
    /// The secret of one that was just made.
    made: Option<String>,
    revoked: bool,
}

impl Index {
    async fn new(web: &Web, shell: Shell) -> Result<Self> {
        let (tokens, agents) = (web.desk.api_tokens(&shell.me).await?, web.desk.agents().await?);
        let everybody = web.desk.store().read(store::agent::all).await?;
        let on_the_desk = |token: &ApiToken| agents.iter().any(|a| a.id == token.made_by);
        let (now, tz) = (web.desk.store().now(), shell.me.tz());
        let listed = |token: ApiToken| {
            let by = everybody.iter().find(|agent| agent.id == token.made_by);
            let by = by.map_or_else(
                || crate::t("api-token-by-somebody").to_string(),
                |agent| agent.first_name().to_owned(),
            );
            let detail = match token.expires_at {
                _ if !on_the_desk(&token) => crate::t("api-token-off-the-desk"),
                None => crate::t("api-token-made"),
                Some(at) if token.is_good(now) => {
                    crate::t("api-token-ends").with("time", wording::soon(at, now, &tz))
                }
                Some(_) => crate::t("api-token-ended"),
            };
            let detail = detail.with("name", by);
            let detail = detail.with("day", wording::on_day(token.made_at, now, &tz));
            let used = match token.used_on {
                None => crate::t("api-token-never-used"),
                Some(day) => {
                    let utc = jiff::tz::TimeZone::UTC;
                    crate::t("api-token-used").with("day", wording::on_day(day, now, &utc))
                }
            };
            let words: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
            Listed {
                id: token.id,
                scopes: words.join(", "),
                detail: detail.to_string(),
                used: used.to_string(),
                name: token.name,
            }
        };
        Ok(Self {
            shell,
            nav: Nav::Settings,
            tokens: tokens.into_iter().map(listed).collect(),
            given: Given::default(),
            error: None,
            made: None,
            revoked: false,
        })
    }
}

pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let revoked = asked(&query, "revoked").is_some();
    page(&Index { revoked, ..Index::new(&web, shell).await? })
}

/// Makes a token and shows its secret, this once.
pub(crate) async fn create(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    Filled(filled): Filled<Vec<(String, String)>>,
) -> Result {
    let given = Given::new(filled);
    let new = NewToken {
        name: given.name.clone(),
        scopes: given.scopes.clone(),
        lasting: given.lasting.unwrap_or(Lasting::Always),
    };
    match desk.make_api_token(&shell.me, new).await {
        Ok(secret) => page(&Index { made: Some(secret), ..Index::new(&web, shell).await? }),
        Err(error) => {
            let error = Some(wrong(error)?);
            let again = Index { given, error, ..Index::new(&web, shell).await? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Revokes a token.
pub(crate) async fn revoke(
    Here(desk): Here,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    desk.revoke_api_token(&agent, ApiTokenId(id)).await?;
    on_to("/settings/api-tokens?revoked")
}

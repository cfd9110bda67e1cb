//! What was noticed in a conversation: beside its words, in the line of trust, and by which weights.

mod name;
pub(crate) mod naming;
mod picture;
mod view;

use askama::Template;
use axum::{Form, extract::State};
use domain::{ConversationId, MomentId, moment::Verdict};
use language::Wording;
use serde::Deserialize;

pub(crate) use self::view::{BEFORE_MAX, Before, Beside, Noticed, Say, Showing};
use crate::{
    Web,
    access::SignedIn,
    conversations::up_to_date,
    error::{Error, Result},
    form::At,
    page::page,
    shell::{Nav, Shell},
    wording,
};

#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    verdict: String,
}

/// Says that a moment is so, or not so.
pub(crate) async fn rule(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(Said { verdict }): Form<Said>,
) -> Result {
    let verdict = Verdict::parse(&verdict).ok_or_else(|| Error::not_found("answer"))?;
    let moment = web.desk.rule_on_moment(&agent, MomentId(id), verdict).await?;
    up_to_date(&web, agent, moment.conversation_id).await
}

/// Takes back what one said of it.
pub(crate) async fn withdraw(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let moment = web.desk.withdraw_ruling(&agent, MomentId(id)).await?;
    up_to_date(&web, agent, moment.conversation_id).await
}

/// Shows all that was noticed, from now on.
pub(crate) async fn show_all(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.show_all_moments(agent.id, true).await?;
    up_to_date(&web, agent, ConversationId(id)).await
}

/// Shows only what asks for something or moved trust.
pub(crate) async fn show_few(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.show_all_moments(agent.id, false).await?;
    up_to_date(&web, agent, ConversationId(id)).await
}

/// A row of the table of weights.
struct Weight {
    title: Wording,
    meaning: Wording,
    weight: String,
    gains: bool,
}

/// What trust is, and what each moment moves it by.
#[derive(Template)]
#[template(path = "moments/weights.html")]
struct Weights {
    shell: Shell,
    nav: Nav,
    rows: Vec<Weight>,
}

/// The weights of trust, for everybody to read.
pub(crate) async fn weights(shell: Shell) -> Result {
    let mut weights = desk::moment::weights();
    weights.sort_by(|a, b| b.1.total_cmp(&a.1));
    let rows = weights
        .into_iter()
        .map(|(what, weight)| Weight {
            title: name::title(what),
            meaning: name::meaning(what),
            weight: wording::signed(weight),
            gains: weight > 0.0,
        })
        .collect();
    page(&Weights { shell, nav: Nav::Settings, rows })
}

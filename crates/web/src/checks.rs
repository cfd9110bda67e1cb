//! The check of a draft before it is sent, and which of its hints somebody wants.

use askama::Template;
use axum::{Form, extract::State};
use desk::{
    check::{Checked, Hint},
    moment::Overview,
    preference::Preferences,
    standard::Tick,
};
use domain::{ConversationId, agent::Agent, hint::Kind, message};
use language::{Wording, say};
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    access::SignedIn,
    error::{Error, Result},
    form::{Asked, At, asked},
    moments::{BEFORE_MAX, Before, Showing},
    page::{nothing, on_to, page},
    shell::{Assets, Nav, Shell},
    wording,
};

/// Words that can be taken, as the page's script takes them: places in UTF-16 units, as browsers count.
struct Offer {
    label: Wording,
    from: usize,
    to: usize,
    text: String,
    /// The one that the key takes.
    first: bool,
}

struct Shown {
    kind: &'static str,
    title: Wording,
    said: String,
    message: Option<i64>,
    why: Wording,
    /// Where it is in the draft, where one has to go there to put it right.
    place: Option<(usize, usize)>,
    offers: Vec<Offer>,
}

/// What a check says, under the composer.
#[derive(Template)]
#[template(path = "checks/hints.html")]
struct Hints {
    assets: Assets,
    hints: Vec<Shown>,
    more: usize,
    foreign: Option<String>,
    cut: bool,
    /// Of a first answer: the standards for the start.
    start: Vec<Tick>,
    /// For a label in a note: what happened to them before. `None` where there is no label.
    before: Option<Vec<Before>>,
}

/// A place in a text in UTF-16 units.
pub(crate) fn units(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, |before| before.encode_utf16().count())
}

fn shown(hints: Vec<Hint>, text: &str) -> Vec<Shown> {
    let mut first = true;
    hints
        .into_iter()
        .map(|hint| Shown {
            kind: hint.kind.as_str(),
            title: hint.kind.title(),
            said: hint.said,
            message: hint.message.map(|message| message.0),
            why: hint.why,
            place: hint
                .span
                .filter(|_| hint.kind == Kind::Gap)
                .map(|span| (units(text, span.start), units(text, span.end))),
            offers: hint
                .offers
                .into_iter()
                .map(|offer| Offer {
                    from: units(text, offer.span.start),
                    to: units(text, offer.span.end),
                    label: offer.label,
                    text: offer.text,
                    first: std::mem::take(&mut first),
                })
                .collect(),
        })
        .collect()
}

/// What happened to the customer before, by the moments of the conversation.
fn before(db: &mut Db, me: &Agent, id: ConversationId) -> desk::Result<Vec<Before>> {
    let overview = Overview::read(db, id)?;
    let numbers = overview.before(overview.seen.len());
    let mut messages = Vec::new();
    for &number in numbers.iter().rev().take(BEFORE_MAX) {
        messages.extend(store::message::find(db, overview.seen[number].moment.message_id)?);
    }
    let preferences = Preferences::default();
    let showing = Showing {
        messages: &messages,
        agents: &[],
        me: me.id,
        tags: &[],
        preferences: &preferences,
    };
    Ok(showing.before(&overview, &numbers))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Draft {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    text: String,
}

/// Checks a draft. It is never refused, whatever it says.
pub(crate) async fn check(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(Draft { kind, text }): Form<Draft>,
) -> Result {
    let id = ConversationId(id);
    let kind = message::Kind::parse(&kind).unwrap_or(message::Kind::Reply);
    let Checked { hints, more, foreign, cut, start } =
        web.desk.check(&agent, id, kind, text.clone()).await?;
    let before = if hints.iter().any(|hint| hint.kind == Kind::Label) {
        Some(web.desk.store().read(move |db| before(db, &agent, id)).await?)
    } else {
        None
    };
    let foreign = foreign.map(wording::language_by_english_name);
    page(&Hints { assets: Assets, hints: shown(hints, &text), more, foreign, cut, start, before })
}

/// A kind of hint that can be chosen.
struct Choice {
    name: &'static str,
    title: Wording,
    meaning: Wording,
    wanted: bool,
}

#[derive(Template)]
#[template(path = "checks/settings.html")]
struct Settings {
    shell: Shell,
    nav: Nav,
    choices: Vec<Choice>,
    saved: Option<Wording>,
}

/// Which hints one wants.
pub(crate) async fn hints(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let me = shell.me.id;
    let preferences = web.desk.store().read(move |db| Preferences::read(db, me)).await?;
    let choices = Kind::ALL.into_iter().map(|kind| Choice {
        name: kind.as_str(),
        title: kind.title(),
        meaning: kind.meaning(),
        wanted: !preferences.hints_off.contains(&kind),
    });
    let saved = asked(&query, "saved").map(|_| say("hints-saved"));
    page(&Settings { shell, nav: Nav::Settings, choices: choices.collect(), saved })
}

/// Chooses them: the form names those that are wanted.
pub(crate) async fn choose_hints(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    Form(wanted): Form<Vec<(String, String)>>,
) -> Result {
    for kind in Kind::ALL {
        let wants = wanted.iter().any(|(name, _)| name == kind.as_str());
        web.desk.want_hint(agent.id, kind, wants).await?;
    }
    on_to("/settings/hints?saved")
}

/// Does not show a kind of hint again.
pub(crate) async fn silence(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(kind): At<String>,
) -> Result {
    want(&web, &agent, &kind, false).await
}

/// Shows it again.
pub(crate) async fn unsilence(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(kind): At<String>,
) -> Result {
    want(&web, &agent, &kind, true).await
}

async fn want(web: &Web, agent: &Agent, kind: &str, wanted: bool) -> Result {
    let kind = Kind::parse(kind).ok_or_else(|| Error::not_found("hint"))?;
    web.desk.want_hint(agent.id, kind, wanted).await?;
    nothing()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_browsers_count_them() {
        let text = "é👏x";
        assert_eq!([0, 2, 6, 7].map(|byte| units(text, byte)), [0, 1, 3, 4]);
    }
}

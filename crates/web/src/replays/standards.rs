//! How one's own call stood to the standards for calls, and what its agent says of that. Both are in their corner,
//! and nobody else's to see.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use desk::standard::Heard;
use domain::{CallPartId, StandardId, call::Call, standard::Outcome};
use language::{Wording, say};
use serde::Deserialize;
use serde_json::Value;

use super::{heard, moment, open};
use crate::{
    Web,
    access::{MyCorner, SignedIn},
    error::{Error, Result},
    form::{At, Filled, unreadable},
    page::fragments,
};

/// In what the agent's words on standards are among their notes.
const NOTES: &str = "standards";

/// A standard in one’s own call.
pub(super) struct Own {
    pub(super) standard: StandardId,
    pub(super) title: String,
    pub(super) check: String,
    /// `met`, `missed` or `none`.
    pub(super) class: &'static str,
    pub(super) state: Wording,
    pub(super) why: String,
    /// What its agent says against what was heard.
    pub(super) said: Option<Wording>,
    /// What “not so” says.
    pub(super) flipped: &'static str,
    /// … in words.
    pub(super) not_so: Wording,
}

impl Own {
    fn of(Heard { standard, content, judged }: Heard, notes: &Value) -> Self {
        let said = notes[NOTES][standard.to_string()].as_str().and_then(Outcome::parse);
        let outcome = said.unwrap_or(judged.outcome);
        let (class, state) = match outcome {
            Outcome::Met => ("met", say("replay-standard-met")),
            Outcome::NotMet => ("missed", say("replay-standard-not-met")),
            Outcome::NoOccasion => ("none", say("replay-standard-no-occasion")),
        };
        let (flipped, not_so) = if outcome == Outcome::Met {
            (Outcome::NotMet, say("replay-standard-not-so-not-met"))
        } else {
            (Outcome::Met, say("replay-standard-not-so-met"))
        };
        Self {
            standard,
            not_so: not_so.with("title", &content.title),
            check: content.check.to_string(),
            title: content.title,
            class,
            state,
            why: judged.why,
            said: said.map(|said| match said {
                Outcome::Met => say("replay-standard-you-say-met"),
                Outcome::NotMet => say("replay-standard-you-say-not-met"),
                Outcome::NoOccasion => say("replay-standard-you-say-no-occasion"),
            }),
            flipped: flipped.as_str(),
        }
    }

    /// All of them for a call, from what was heard in it. An interruption that was contested is none.
    pub(super) async fn all(
        web: &Web,
        call: &Call,
        figures: &Value,
        notes: &Value,
    ) -> Result<Vec<Self>> {
        let contested = |from_s: f64| {
            notes["rulings"][format!("{}/interruption", heard::ms(from_s))].is_string()
        };
        let heard = web.desk.own_voice_standards(call, &figures["heard"], contested).await?;
        Ok(heard.into_iter().map(|heard| Self::of(heard, notes)).collect())
    }
}

#[derive(Template)]
#[template(path = "replays/standards.html")]
struct Standards {
    part: CallPartId,
    standards: Vec<Own>,
}

/// Which standard of which part: `/replays/7/standards/3/ruling`.
type Place = At<(i64, i64)>;

#[derive(Debug, Deserialize)]
pub(crate) struct Ruling {
    outcome: String,
}

/// Says that one's own call stood otherwise to a standard.
pub(crate) async fn rule(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
    Filled(given): Filled<Ruling>,
) -> Result {
    let outcome = Outcome::parse(&given.outcome).ok_or_else(unreadable)?;
    keep(&web, me, corner, place, Some(outcome)).await
}

/// Lets what was heard hold after all.
pub(crate) async fn unrule(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
) -> Result {
    keep(&web, me, corner, place, None).await
}

async fn keep(
    web: &Web,
    SignedIn { agent: me, .. }: SignedIn,
    corner: Option<MyCorner>,
    At((id, standard)): Place,
    outcome: Option<Outcome>,
) -> Result {
    let (part, standard) = (CallPartId(id), StandardId(standard));
    let corner = open(web, &me, corner, part).await?;
    let replay = web.desk.replay(&me, &corner, part).await?;
    let missing = || Error::not_found("standard");
    let figures = replay.figures.ok_or_else(missing)?;
    let all = Own::all(web, &replay.call, &figures, &replay.notes).await?;
    if !all.iter().any(|own| own.standard == standard) {
        return Err(missing());
    }
    let set = |notes: &mut Value| {
        moment::set(notes, NOTES, &standard.to_string(), outcome.map(Outcome::as_str));
        Ok(())
    };
    let notes = web.desk.change_notes(&me, &corner, part, set).await?;
    let standards = Own::all(web, &replay.call, &figures, &notes).await?;
    Ok(fragments(StatusCode::OK, Standards { part, standards }.render()?))
}

//! The warm-up: ten seconds in which one hears and sees one's own smile. Nothing is kept of it but, where one
//! says so, the sums by which one's own voice is known.

use askama::Template;
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use desk::warm_up::{BYTES_MAX, put_together};
use language::{Wording, say};
use listen::{
    heard::Heard,
    report::lanes::{self, Curve},
};
use voice::{Baseline, Side};

use crate::{
    Web,
    access::{MyCorner, SignedIn},
    error::{Error, Result},
    page::{page, page_with},
    replays::{Arc, closed, reasons},
    shell::{Assets, Nav, Shell},
};

#[derive(Template)]
#[template(path = "warm_up/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
}

/// The page of the warm-up.
pub(crate) async fn show(shell: Shell) -> Result {
    page(&Show { shell, nav: Nav::Today })
}

/// What one's voice is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usual {
    /// What is in one's corner.
    Known,
    /// Nothing yet.
    Unknown,
    /// It cannot be looked into now.
    Closed,
}

#[derive(Template)]
#[template(path = "warm_up/heard.html")]
struct HeardPart {
    usual: Usual,
    arc: Arc,
    curve: Curve,
    length_ms: u64,
    /// Whether anybody spoke at all.
    spoken: bool,
}

impl HeardPart {
    fn new(heard: &Heard, usual: Usual) -> Self {
        let side = &heard.sides[Side::Agent.index()];
        let length_ms = heard.figures.length_ms;
        let own = heard.points.iter().filter(|point| point.side == Side::Agent);
        Self {
            usual,
            arc: Arc::new(
                say("replay-curve-smile"),
                &side.whole.axes[0].reading,
                reasons(side.whole.parts.iter().map(|part| (part.words(), part.contribution()))),
            ),
            curve: lanes::curve(own.map(|point| (point.at_ms, point.axes[0].reading)), length_ms),
            length_ms,
            spoken: heard.figures.sides[Side::Agent.index()].talk.talk_ms > 0,
        }
    }
}

/// Hears what somebody has just said.
pub(crate) async fn hear(
    State(web): State<Web>,
    corner: Option<MyCorner>,
    form: Multipart,
) -> Response {
    let hear = async {
        let sound = take(form).await?;
        let (usual, known) = match &corner {
            Some(MyCorner(corner)) => {
                let usual = web.desk.baseline(corner).await?;
                (usual, if usual.is_some() { Usual::Known } else { Usual::Unknown })
            }
            None => (None, Usual::Closed),
        };
        let heard = web.desk.hear_warm_up(sound, usual).await?;
        page(&HeardPart::new(&heard, known))
    };
    hear.await.unwrap_or_else(Error::into_problem)
}

#[derive(Template)]
#[template(path = "warm_up/kept.html")]
struct Kept {
    assets: Assets,
    words: Wording,
}

/// Keeps how one ordinarily sounds: sums of numbers, from which no word can be heard again.
pub(crate) async fn keep(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    corner: Option<MyCorner>,
    form: Multipart,
) -> Response {
    let keep = async {
        let sound = take(form).await?;
        let MyCorner(corner) = corner.ok_or_else(closed)?;
        let before = web.desk.baseline(&corner).await?;
        let heard = web.desk.hear_warm_up(sound, None).await?;
        let together: Baseline = put_together(before, &heard)?;
        web.desk.keep_baseline(&agent, &together).await?;
        let said = if before.is_none() { say("warm-up-kept") } else { say("warm-up-kept-too") };
        let words = said.with("seconds", whole(together.voiced_s()));
        page_with(StatusCode::CREATED, &Kept { assets: Assets, words })
    };
    keep.await.unwrap_or_else(Error::into_problem).into_response()
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of speech")]
fn whole(seconds: f32) -> i64 {
    seconds.round() as i64
}

/// The one recording of a form, held in memory alone.
async fn take(mut form: Multipart) -> Result<Vec<u8>> {
    let broken = |_| Error::new(StatusCode::UNPROCESSABLE_ENTITY, say("warm-up-not-whole"));
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("sound") {
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(more) = field.chunk().await.map_err(broken)? {
            // Whoever is still sending reads no answer: the rest is let run out first.
            if bytes.len() <= BYTES_MAX {
                bytes.extend_from_slice(&more);
            }
        }
        return Ok(bytes);
    }
    Err(Error::new(StatusCode::UNPROCESSABLE_ENTITY, say("warm-up-none-came")))
}

//! The mirror: how the agent who talks sounds and listens, told to that agent's page alone.

use std::time::Duration;

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, close_code},
    },
    response::{IntoResponse, Response},
};
use desk::switchboard::Told;
use domain::{
    CallId,
    cue::{Cue, Cues},
};
use language::Language;
use phone::{Mirror, Seat};
use serde_json::{Value, json};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::timeout,
};
use voice::{Reading, Side, Unsure};

use crate::{Web, access::SignedIn, error::Error, form::At};

/// How long a frame may take to be taken; whoever takes longer has gone.
const SEND_WITHIN: Duration = Duration::from_secs(5);
/// Bytes of a frame that a page may send: it sends none.
const FRAME_BYTES_MAX: usize = 1024;

/// Opens the mirror of one's own call.
pub(crate) async fn mirror(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    upgrade: WebSocketUpgrade,
) -> Response {
    match web.desk.mirror(&agent, CallId(id)).await {
        Ok((now, told)) => {
            // It goes on in a task of its own.
            let language = Language::spoken();
            let follow = move |socket| {
                language::speaking(language, async move { drop(serve(now, told, socket).await) })
            };
            upgrade.max_message_size(FRAME_BYTES_MAX).on_upgrade(follow)
        }
        Err(error) => Error::from(error).into_response(),
    }
}

async fn serve(
    now: Vec<Told>,
    mut told: Receiver<Told>,
    mut socket: WebSocket,
) -> Result<(), Gone> {
    let mut cues = Cues::default();
    for told in now {
        tell(&mut socket, &mut cues, told).await?;
    }
    loop {
        tokio::select! {
            told = told.recv() => match told {
                Ok(told) => tell(&mut socket, &mut cues, told).await?,
                // The next one is newer anyway.
                Err(RecvError::Lagged(_)) => {}
                // Said, so that the page does not look for it again.
                Err(RecvError::Closed) => {
                    let over = CloseFrame { code: close_code::NORMAL, reason: "".into() };
                    return socket.send(Message::Close(Some(over))).await.map_err(|_| Gone);
                }
            },
            said = socket.recv() => match said {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => {}
            },
        }
    }
}

async fn tell(socket: &mut WebSocket, cues: &mut Cues, told: Told) -> Result<(), Gone> {
    match told {
        Told::Mirror(mirror) => {
            send(socket, &frame(&mirror)).await?;
            match cues.next(&seen(&mirror)) {
                Some(change) => {
                    let words = change.map(|cue: Cue| cue.wording().to_string());
                    send(socket, &json!({ "cue": words })).await
                }
                None => Ok(()),
            }
        }
        Told::Line { seat, there } => {
            let what = if there { "back" } else { "lost" };
            send(socket, &json!({ what: name(seat) })).await
        }
        Told::Quiet(seat) => send(socket, &json!({ "quiet": name(seat) })).await,
        Told::RecordingStopped(why) => send(socket, &json!({ "recording_stopped": why })).await,
    }
}

/// The page is gone.
struct Gone;

async fn send(socket: &mut WebSocket, frame: &Value) -> Result<(), Gone> {
    let sent = socket.send(Message::Text(frame.to_string().into()));
    match timeout(SEND_WITHIN, sent).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Gone),
    }
}

fn name(seat: Seat) -> &'static str {
    match seat {
        Seat::Customer => "customer",
        Seat::Agent => "agent",
        Seat::Guest => "guest",
        Seat::Coming => "colleague",
    }
}

fn frame(mirror: &Mirror) -> Value {
    let floor = mirror.floor.map(|(side, _)| match side {
        Side::Agent => "agent",
        Side::Customer => "customer",
    });
    json!({
        "at_ms": mirror.at_ms,
        "smile": reading(&mirror.smile),
        "first": reading(&mirror.first),
        "last": reading(&mirror.last),
        "talk_share": mirror.talk_share.map(hundredths),
        "floor": floor,
        "turn_ms": mirror.turn_ms,
        "pace": mirror.pace.map(|pace| pace.map(hundredths)),
        "level_db": mirror.level_db.map(f32::round),
        "held": mirror.held,
        "paused": mirror.paused,
    })
}

fn reading(of: &Result<Reading, Unsure>) -> Value {
    match of {
        Ok(Reading { value, low, high }) => {
            json!({ "value": hundredths(*value), "low": hundredths(*low), "high": hundredths(*high) })
        }
        Err(Unsure::Pressed) => json!({ "unsure": "pressed" }),
        Err(_) => json!({ "unsure": "listening" }),
    }
}

fn hundredths(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

/// What cues are chosen by.
fn seen(mirror: &Mirror) -> domain::cue::Seen {
    domain::cue::Seen {
        at_ms: mirror.at_ms,
        smile_low: mirror.smile.ok().map(|reading| reading.low),
        smile_high: mirror.smile.ok().map(|reading| reading.high),
        customer_speaks: mirror.floor.is_some_and(|(side, _)| side == Side::Customer),
        agent_turn_ms: mirror.turn_ms[0],
        customer_turn_ms: mirror.turn_ms[1],
        talk_share: mirror.talk_share,
        pace: mirror.pace,
        resting: mirror.held || mirror.paused,
    }
}

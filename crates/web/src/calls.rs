//! Calls at the desk: who rings, picking up, the line, hold, handing over, and the mirror of the agent who
//! talks.

mod dock;
mod mirror;

use axum::{
    Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{AgentId, CallId, call::Call};
use serde::Deserialize;
use serde_json::json;

pub(crate) use self::{dock::dock, mirror::mirror};
use crate::{
    Web,
    access::{MyCorner, SignedIn},
    chat::calls::Sdp,
    error::{Error, Result},
    form::At,
    page::nothing,
};

/// What the page's own script asks for: errors are problem+json.
pub(crate) struct Told(Response);

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        self.0
    }
}

impl From<Result> for Told {
    fn from(result: Result) -> Self {
        Self(result.unwrap_or_else(Error::into_problem))
    }
}

/// Picks up: the browser's offer comes in, the answer goes out.
pub(crate) async fn pick_up(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    corner: Option<MyCorner>,
    At(id): At<i64>,
    Json(sdp): Json<Sdp>,
) -> Told {
    let pick_up = async {
        let id = CallId(id);
        let offer = sdp.checked()?;
        web.desk.check_offer(offer.clone()).await?;
        let (call, part) = web.desk.pick_up(&agent, id).await?;
        // Without an open corner the voice is judged against this call alone.
        let baseline = match corner {
            Some(MyCorner(corner)) => web.desk.baseline(&corner).await?,
            None => None,
        };
        let sdp = web.desk.connect_agent(&agent, id, part, baseline, &offer).await?;
        let body = json!({
            "sdp": sdp,
            "conversation": call.conversation_id.0,
            "ice_servers": web.ice_servers(),
        });
        Ok(Json(body).into_response())
    };
    pick_up.await.into()
}

/// The line again, after a reload or when it was lost; and for a guest, at first.
pub(crate) async fn connect(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Json(sdp): Json<Sdp>,
) -> Told {
    let connect = async {
        let sdp = web.desk.reconnect_agent(&agent, CallId(id), &sdp.checked()?).await?;
        Ok(Json(json!({ "sdp": sdp, "ice_servers": web.ice_servers() })).into_response())
    };
    connect.await.into()
}

/// Where the browser finds its way to us through other networks.
pub(crate) async fn ice_servers(State(web): State<Web>) -> Json<serde_json::Value> {
    Json(json!({ "ice_servers": web.ice_servers() }))
}

/// Asks the customer to wait a moment.
pub(crate) async fn hold(web: State<Web>, me: SignedIn, at: At<i64>) -> Told {
    set_hold(web, me, at, true).await
}

/// Comes back to them.
pub(crate) async fn take_back(web: State<Web>, me: SignedIn, at: At<i64>) -> Told {
    set_hold(web, me, at, false).await
}

async fn set_hold(State(web): State<Web>, me: SignedIn, At(id): At<i64>, on: bool) -> Told {
    done(web.desk.hold(&me.agent, CallId(id), on).await)
}

/// Is not heard for a while.
pub(crate) async fn mute(web: State<Web>, me: SignedIn, at: At<i64>) -> Told {
    set_mute(web, me, at, true).await
}

/// Is heard again.
pub(crate) async fn unmute(web: State<Web>, me: SignedIn, at: At<i64>) -> Told {
    set_mute(web, me, at, false).await
}

async fn set_mute(State(web): State<Web>, me: SignedIn, At(id): At<i64>, on: bool) -> Told {
    let muted = web.desk.mute(&me.agent, CallId(id), on).await;
    muted.map_err(Error::from).and_then(|()| nothing()).into()
}

/// What follows is not recorded.
pub(crate) async fn pause(web: State<Web>, me: SignedIn, at: At<i64>) -> Told {
    set_pause(web, me, at, true).await
}

/// … and now it is again.
pub(crate) async fn go_on(web: State<Web>, me: SignedIn, at: At<i64>) -> Told {
    set_pause(web, me, at, false).await
}

async fn set_pause(State(web): State<Web>, me: SignedIn, At(id): At<i64>, on: bool) -> Told {
    done(web.desk.pause_recording(&me.agent, CallId(id), on).await)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Colleague {
    agent: i64,
}

/// Asks a colleague to take the call over.
pub(crate) async fn hand_over(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(to): Form<Colleague>,
) -> Told {
    done(web.desk.hand_over(&agent, CallId(id), Some(AgentId(to.agent))).await)
}

/// Keeps the call after all.
pub(crate) async fn keep(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Told {
    done(web.desk.hand_over(&agent, CallId(id), None).await)
}

/// Asks a colleague to listen, as both sides are told.
pub(crate) async fn invite(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(guest): Form<Colleague>,
) -> Told {
    done(web.desk.invite_guest(&agent, CallId(id), Some(AgentId(guest.agent))).await)
}

/// The guest goes, or is asked to.
pub(crate) async fn part_with_guest(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Told {
    let part = async {
        let call = web.desk.call(CallId(id)).await?;
        if call.guest_id == Some(agent.id) {
            web.desk.guest_goes(call.id).await?;
        } else {
            web.desk.invite_guest(&agent, call.id, None).await?;
        }
        nothing()
    };
    part.await.into()
}

/// Hangs up.
pub(crate) async fn end(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Told {
    done(web.desk.hang_up(&agent, CallId(id)).await)
}

/// The echo test.
pub(crate) async fn echo(State(web): State<Web>, Json(sdp): Json<Sdp>) -> Told {
    let echo = async {
        let sdp = web.desk.echo(sdp.checked()?).await?;
        Ok((StatusCode::CREATED, Json(json!({ "sdp": sdp }))).into_response())
    };
    echo.await.into()
}

/// Nothing but the status: what changed comes to all pages as an event.
fn done(outcome: desk::Result<Call>) -> Told {
    outcome.map_err(Error::from).and_then(|_| nothing()).into()
}

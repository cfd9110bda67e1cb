//! The phone, for pages elsewhere: asking to talk, the line itself, hanging up, being called back.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use desk::call::{Asking, Queue};
use domain::{
    CallId, CustomerId, InboxId, Timestamp,
    agent::{first_name, initials},
    call::{Call, Reason, State as Stands},
    inbox::Inbox,
};
use jiff::tz::TimeZone;
use language::say;
use serde::Deserialize;
use serde_json::{Value, json};
use store::Db;

use super::{Answer, Body, PageBody, VisitorBody, known_or_welcome};
use crate::{
    Web,
    access::{Ip, VisitorHash},
    error::{Error, Result},
    wording,
};

/// Most bytes of an offer or an answer (SDP): a browser's has about 2 KB.
const SDP_BYTES_MAX: usize = 64 * 1024;

/// Whether one can call now, and how long one would wait, as the chat shows it.
pub(crate) fn phone_json(web: &Web, inbox: &Inbox, queue: &Queue) -> Value {
    let next = queue.waiting.len() + 1;
    json!({
        "open": inbox.calls && web.desk.takes_calls() && queue.agents > 0,
        "waiting": queue.waiting.len(),
        "estimate_seconds": queue.estimate_seconds(next),
        "recording": inbox.recording.as_str(),
    })
}

/// A call as its caller sees it.
pub(crate) fn call_json(db: &mut Db, call: &Call, now: Timestamp) -> desk::Result<Value> {
    let mut person = |id: Option<domain::AgentId>| -> desk::Result<Value> {
        let agent = match id {
            Some(id) => store::agent::find(db, id)?,
            None => None,
        };
        Ok(agent.map_or(
            Value::Null,
            |agent| json!({ "name": first_name(&agent.name), "initials": initials(&agent.name) }),
        ))
    };
    let (agent, guest) = (person(call.agent_id)?, person(call.guest_id)?);
    let (place, estimate) = if call.state() == Stands::Waiting {
        let queue = Queue::read(db, now)?;
        let place = queue.place(call.id);
        (place, place.and_then(|place| queue.estimate_seconds(place)))
    } else {
        (None, None)
    };
    let promised = store::promise::of_call(db, call.id)?;
    Ok(json!({
        "id": call.id.0,
        "state": call.state().as_str(),
        "since": call.since().to_string(),
        "place": place,
        "estimate_seconds": estimate,
        "agent": agent,
        "guest": guest,
        "recorded": call.recorded,
        "paused": call.paused_since.is_some(),
        "reason": call.reason.map(Reason::as_str),
        "call_back_at": promised.map(|promise| promise.due_at.to_string()),
    }))
}

/// The last call to an inbox of whoever came as that customer, where it is running or has just ended.
pub(crate) fn latest(
    db: &mut Db,
    origin: CustomerId,
    inbox: InboxId,
    now: Timestamp,
) -> desk::Result<Option<Value>> {
    match store::call::latest_of_customer(db, origin, inbox)? {
        Some(call) => call_json(db, &call, now).map(Some),
        None => Ok(None),
    }
}

async fn told(web: &Web, call: Call) -> Result<Value> {
    let now = web.desk.store().now();
    Ok(web.desk.store().read(move |db| call_json(db, &call, now)).await?)
}

#[derive(Debug, Deserialize)]
pub(crate) struct CallBody {
    key: String,
    page: Option<PageBody>,
    #[serde(flatten)]
    visitor: VisitorBody,
    #[serde(default)]
    consent: bool,
}

/// Takes the wish to talk: 201 for a new call, 200 with the same one for a key that came before.
pub(crate) async fn create(
    State(web): State<Web>,
    Path(key): Path<String>,
    VisitorHash(hash): VisitorHash,
    Ip(ip): Ip,
    Body(body): Body<CallBody>,
) -> Answer {
    let ask = async {
        let inbox = known_or_welcome(&web, &key, &hash, &ip).await?;
        if !web.desk.takes_calls() {
            return Err(Error::new(StatusCode::SERVICE_UNAVAILABLE, say("visitor-no-phone-here")));
        }
        let asking = Asking {
            secret_hash: hash,
            key: body.key,
            introduction: body.visitor.into(),
            page: body.page.map(|page| (page.url, page.title)),
            consents: body.consent,
        };
        let (call, new) = web.desk.ask_to_talk(&inbox, asking).await?;
        let status = if new { StatusCode::CREATED } else { StatusCode::OK };
        let body = json!({ "call": told(&web, call).await?, "ice_servers": web.ice_servers() });
        Ok((status, Json(body)).into_response())
    };
    ask.await.into()
}

/// The visitor's own call of that id, and as whom they came.
async fn own(web: &Web, key: &str, hash: String, id: i64) -> Result<(CustomerId, Call)> {
    let inbox = web.desk.inbox(key).await?;
    let visitor = web.desk.visitor(&inbox, hash).await?;
    let origin = visitor.ok_or_else(|| Error::not_found("call"))?.origin_id;
    Ok((origin, web.desk.call_of_customer(origin, CallId(id)).await?))
}

/// A call as it is now.
pub(crate) async fn show(
    State(web): State<Web>,
    Path((key, id)): Path<(String, i64)>,
    VisitorHash(hash): VisitorHash,
) -> Answer {
    let look = async {
        let (_, call) = own(&web, &key, hash, id).await?;
        let body = json!({ "call": told(&web, call).await?, "ice_servers": web.ice_servers() });
        Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
    };
    look.await.into()
}

#[derive(Debug, Deserialize)]
pub(crate) struct Sdp {
    /// A session description (RFC 8866), as browsers make it.
    pub(crate) sdp: String,
}

impl Sdp {
    pub(crate) fn checked(self) -> Result<String> {
        if self.sdp.len() > SDP_BYTES_MAX {
            return Err(Error::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "This browser's description of the line is too long to be one.",
            ));
        }
        Ok(self.sdp)
    }
}

/// Connects the caller's browser, at first and after the line was lost.
pub(crate) async fn connect(
    State(web): State<Web>,
    Path((key, id)): Path<(String, i64)>,
    VisitorHash(hash): VisitorHash,
    Body(sdp): Body<Sdp>,
) -> Answer {
    let connect = async {
        let (_, call) = own(&web, &key, hash, id).await?;
        let sdp = web.desk.connect_customer(&call, &sdp.checked()?).await?;
        Ok(Json(json!({ "sdp": sdp })).into_response())
    };
    connect.await.into()
}

/// The caller hangs up.
pub(crate) async fn end(
    State(web): State<Web>,
    Path((key, id)): Path<(String, i64)>,
    VisitorHash(hash): VisitorHash,
) -> Answer {
    ended(&web, &key, hash, id, Reason::Customer).await.into()
}

/// The caller writes instead.
pub(crate) async fn write_instead(
    State(web): State<Web>,
    Path((key, id)): Path<(String, i64)>,
    VisitorHash(hash): VisitorHash,
) -> Answer {
    ended(&web, &key, hash, id, Reason::Writing).await.into()
}

async fn ended(web: &Web, key: &str, hash: String, id: i64, reason: Reason) -> Result {
    let (_, call) = own(web, key, hash, id).await?;
    let call = web.desk.end_call(call.id, reason).await?;
    Ok(Json(json!({ "call": told(web, call).await? })).into_response())
}

#[derive(Debug, Deserialize)]
pub(crate) struct Zone {
    #[serde(default)]
    zone: String,
}

/// When a caller can be called back, in words of their own time zone.
pub(crate) async fn slots(
    State(web): State<Web>,
    Path(key): Path<String>,
    Query(Zone { zone }): Query<Zone>,
) -> Answer {
    let look = async {
        web.desk.inbox(&key).await?;
        let tz = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        let now = web.desk.store().now();
        let slots: Vec<Value> = web
            .desk
            .call_back_slots()
            .await?
            .into_iter()
            .map(|at| {
                let (day, time) = (wording::day(at, now, &tz), wording::time(at, &tz));
                json!({ "at": at.to_string(), "day": day, "label": format!("{day}, {time}") })
            })
            .collect();
        Ok(([(header::CACHE_CONTROL, "no-store")], Json(json!({ "slots": slots }))).into_response())
    };
    look.await.into()
}

#[derive(Debug, Deserialize)]
pub(crate) struct CallBackBody {
    at: String,
    phone: String,
}

/// The caller is called back instead.
pub(crate) async fn call_back(
    State(web): State<Web>,
    Path((key, id)): Path<(String, i64)>,
    VisitorHash(hash): VisitorHash,
    Body(body): Body<CallBackBody>,
) -> Answer {
    let promise = async {
        let (origin, call) = own(&web, &key, hash, id).await?;
        let at = body.at.parse().map_err(|_| {
            Error::new(StatusCode::UNPROCESSABLE_ENTITY, say("visitor-choose-a-time"))
        })?;
        let call = web.desk.call_back_instead(origin, call.id, at, &body.phone).await?;
        Ok(Json(json!({ "call": told(&web, call).await? })).into_response())
    };
    promise.await.into()
}

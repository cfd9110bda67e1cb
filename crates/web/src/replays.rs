//! Replays: one's own calls, looked back at. Every address here is for the agent whose part it is; for
//! everybody else, whatever their role, there is nothing.

mod best;
mod figures;
mod heard;
mod lanes;
mod moment;
mod moments;
mod standards;
pub(crate) mod told;

use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use desk::{corner::Corner, replay::Replay};
use domain::{CallPartId, CustomerId, Timestamp, agent::Agent, call::Call};
use jiff::tz::TimeZone;
use language::{Wording, say};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Db, call_part::CallPart, shared_moment::SharedMoment};

pub(crate) use self::{
    best::{Best, best},
    lanes::Arc,
    moments::{contest, note, share, share_what, take_back, uncontest, write_note},
    standards::{rule, unrule},
    told::{figure, reasons},
};
use self::{heard::Heard, lanes::Lanes, moments::Parts, standards::Own};
use crate::{
    Web,
    access::{Here, MyCorner, SignedIn, corner_closed},
    error::{Error, Result},
    form::At,
    page::{nothing, on_to, page},
    shell::{Nav, Shell},
    sound::sound,
    wording,
};

/// Calls on one page of the list.
const PAGE_LENGTH: i64 = 20;
/// The last page that can be asked for.
const PAGE_MAX: i64 = 100_000;
/// Most characters of an answer in a look back.
const ANSWER_CHARS_MAX: usize = 10_000;

// The list.

#[derive(Deserialize)]
pub(crate) struct Pages {
    #[serde(default)]
    page: String,
}

/// One's part of a call, as the list and its own page name it.
struct Head {
    part: CallPartId,
    customer: String,
    conversation: i64,
    when: String,
    length: String,
    /// Until when there is a recording, where there is one: "until Friday".
    recorded_until: Option<Wording>,
}

impl Head {
    fn new(
        part: &CallPart,
        call: &Call,
        customer: Option<String>,
        now: Timestamp,
        tz: &TimeZone,
    ) -> Self {
        let seconds = part.ended_at.unwrap_or(now).duration_since(part.began_at).as_secs().max(0);
        let day = wording::day(part.began_at, now, tz);
        Self {
            part: part.id,
            customer: named(customer),
            conversation: call.conversation_id.0,
            when: format!("{day}, {}", wording::time(part.began_at, tz)),
            length: told::length(seconds.unsigned_abs() * 1_000),
            recorded_until: part.recording.as_ref().map(|_| until(part.delete_at, now, tz)),
        }
    }
}

/// Until when a recording is there.
fn until(deleted: Option<Timestamp>, now: Timestamp, tz: &TimeZone) -> Wording {
    let Some(at) = deleted else { return say("recording-until-you-delete-it") };
    say("recording-until").with("day", wording::on_day(at, now, tz))
}

/// The name of the customer of a call; none where they were erased.
fn customer_name(db: &mut Db, id: CustomerId) -> desk::Result<Option<String>> {
    let customer = store::customer::find(db, id)?;
    Ok(customer.map(|customer| customer.display_name()))
}

/// … in words.
fn named(customer: Option<String>) -> String {
    customer.unwrap_or_else(|| say("replay-customer-erased").to_string())
}

#[derive(Template)]
#[template(path = "replays/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    heads: Vec<Head>,
    page: i64,
    more: bool,
}

/// One's own calls, the newest first.
pub(crate) async fn index(
    State(web): State<Web>,
    shell: Shell,
    Query(pages): Query<Pages>,
) -> Result {
    let number = pages.page.parse().unwrap_or(1).clamp(1, PAGE_MAX);
    let mut parts =
        web.desk.replays(&shell.me, PAGE_LENGTH + 1, (number - 1) * PAGE_LENGTH).await?;
    let more = parts.len() > usize::try_from(PAGE_LENGTH).unwrap_or_default();
    if more {
        parts.pop();
    }
    let (now, tz) = (Timestamp::now(), shell.me.tz());
    let customers: Vec<CustomerId> = parts.iter().map(|(_, call)| call.customer_id).collect();
    let read = move |db: &mut Db| customers.iter().map(|&id| customer_name(db, id)).collect();
    let names = web.desk.store().read::<Vec<Option<String>>, desk::Error>(read).await?;
    let calls = parts.iter().zip(names);
    let heads = calls.map(|((part, call), name)| Head::new(part, call, name, now, &tz)).collect();
    page(&Index { shell, nav: Nav::Replays, heads, page: number, more })
}

// One of them.

/// What is there to be seen and heard of a part.
struct Body {
    heard: Heard,
    lanes: Lanes,
    impressions: Vec<Arc>,
    /// What the smile is relative to.
    usual: Wording,
    clock: String,
    data: String,
}

impl Body {
    fn new(heard: Heard) -> Self {
        Self {
            lanes: Lanes::draw(&heard),
            impressions: figures::impressions(&heard),
            usual: figures::usual(&heard),
            clock: listen::report::words::clock(heard.length_ms()),
            data: lanes::data(&heard),
            heard,
        }
    }

    /// The length in whole seconds, for the slider.
    fn length_s(&self) -> u64 {
        self.heard.length_ms().div_ceil(1_000)
    }
}

#[derive(Template)]
#[template(path = "replays/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    head: Head,
    /// None where nothing was kept, or it cannot be opened; then `why` says so.
    body: Option<Body>,
    parts: Parts,
    why: Wording,
    worked: String,
    next: String,
    shared: usize,
    kept: bool,
    /// How this call stood to the standards for calls: theirs alone.
    standards: Vec<Own>,
}

#[derive(Template)]
#[template(path = "replays/closed.html")]
struct Closed {
    shell: Shell,
    nav: Nav,
}

/// A replay, for its agent.
pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    corner: Option<MyCorner>,
    At(id): At<i64>,
) -> Result {
    let id = CallPartId(id);
    let Some(MyCorner(corner)) = corner else {
        web.desk.own_part(shell.me.id, id).await?;
        return page(&Closed { shell, nav: Nav::Replays });
    };
    let Replay { part, call, figures, notes } = web.desk.replay(&shell.me, &corner, id).await?;
    if part.ended_at.is_none() {
        return Err(Error::not_found("replay"));
    }
    let why = match (&figures, &part.figures) {
        (None, Some(_)) => say("replay-sealed-with-earlier-password"),
        _ => say("replay-nothing-kept"),
    };
    let standards = match &figures {
        Some(figures) => Own::all(&web, &call, figures, &notes).await?,
        None => Vec::new(),
    };
    let (now, tz) = (Timestamp::now(), shell.me.tz());
    let kept = part.figures.is_some() || part.recording.is_some() || part.notes.is_some();
    let customer = call.customer_id;
    let look = move |db: &mut Db| {
        let name = customer_name(db, customer)?;
        Ok::<_, desk::Error>((name, store::shared_moment::of_part(db, id)?))
    };
    let (name, shared) = web.desk.store().read(look).await?;
    let head = Head::new(&part, &call, name, now, &tz);
    let figures = figures.and_then(Heard::read);
    let parts = Parts::new(id, figures.as_ref(), &notes, &shared, head.recorded_until.is_some());
    let answer = |name: &str| notes["reflection"][name].as_str().unwrap_or_default().to_owned();
    page(&Show {
        nav: Nav::Replays,
        head,
        body: figures.map(Body::new),
        parts,
        why,
        worked: answer("worked"),
        next: answer("next"),
        shared: shared.len(),
        kept: kept || !shared.is_empty(),
        standards,
        shell,
    })
}

/// The corner of whoever asks for a part of theirs. Whose it is not, finds no such part, open corner or not.
async fn open(web: &Web, me: &Agent, corner: Option<MyCorner>, id: CallPartId) -> Result<Corner> {
    web.desk.own_part(me.id, id).await?;
    corner.map(|MyCorner(corner)| corner).ok_or_else(closed)
}

/// What is one's alone is closed.
pub(crate) fn closed() -> Error {
    desk::Error::Conflict(corner_closed()).into()
}

/// What was shared of a part.
async fn shared(web: &Web, id: CallPartId) -> Result<Vec<SharedMoment>> {
    Ok(web.desk.store().read(move |db| store::shared_moment::of_part(db, id)).await?)
}

/// The recording, all of it or the stretch that a browser asks for.
pub(crate) async fn audio(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    corner: Option<MyCorner>,
    At(id): At<i64>,
    headers: HeaderMap,
) -> Result {
    let id = CallPartId(id);
    let corner = open(&web, &agent, corner, id).await?;
    let bytes = web.desk.replay_sound(&agent, &corner, id).await?;
    Ok(sound(&headers, "audio/flac", bytes))
}

/// What was heard, to take along: as `bliss listen --json` writes it.
pub(crate) async fn figures_json(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    corner: Option<MyCorner>,
    At(id): At<i64>,
) -> Result {
    let id = CallPartId(id);
    let corner = open(&web, &agent, corner, id).await?;
    let replay = web.desk.replay(&agent, &corner, id).await?;
    let mut figures = replay.figures.ok_or_else(|| Error::not_found("replay"))?;
    let mut response = Json(figures["heard"].take()).into_response();
    let headers = response.headers_mut();
    let name = format!("attachment; filename=\"call-{id}.json\"");
    for (header, value) in
        [(header::CONTENT_DISPOSITION, name.as_str()), (header::CACHE_CONTROL, "no-store, private")]
    {
        if let Ok(value) = value.try_into() {
            headers.insert(header, value);
        }
    }
    Ok(response)
}

// Looking back, in words.

#[derive(Debug, Deserialize)]
pub(crate) struct Reflection {
    worked: String,
    next: String,
}

/// Keeps a look back as it is typed.
pub(crate) async fn reflect(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    corner: Option<MyCorner>,
    At(id): At<i64>,
    Json(given): Json<Reflection>,
) -> Response {
    let keep = async {
        let id = CallPartId(id);
        let corner = open(&web, &agent, corner, id).await?;
        if [&given.worked, &given.next].iter().any(|text| text.chars().count() > ANSWER_CHARS_MAX) {
            return Err(desk::Error::refused(say("replay-answer-too-long")).into());
        }
        let said = json!({ "worked": given.worked, "next": given.next });
        let set = |notes: &mut Value| {
            notes["reflection"] = said.clone();
            Ok(())
        };
        web.desk.change_notes(&agent, &corner, id, set).await?;
        nothing()
    };
    keep.await.unwrap_or_else(Error::into_problem)
}

// Letting go.

/// Deletes the recording before its time.
pub(crate) async fn forget_recording(
    Here(desk): Here,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    desk.forget_replay(&agent, CallPartId(id), false).await?;
    on_to(&format!("/replays/{id}"))
}

/// Deletes everything that was heard in a part, recorded and written about it.
pub(crate) async fn forget(
    Here(desk): Here,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    desk.forget_replay(&agent, CallPartId(id), true).await?;
    on_to("/replays")
}

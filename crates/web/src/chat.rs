//! The chat's interface, for pages elsewhere: what the widget calls. There are no cookies; a visitor
//! proves themselves by the secret that their own browser made, in `Authorization`.

pub(crate) mod calls;
mod socket;

use axum::{
    Json,
    extract::{FromRequest, Multipart, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::{
    reception::Reception,
    visitor::{Arrival, Identity, Introduction},
};
use domain::{
    AttachmentId, CustomerId, EventId, InboxId,
    agent::{first_name, initials},
    attachment::{Attachment, SIZE_BYTES_MAX},
    inbox::Inbox,
    message::{Author, Message, TEXT_CHARS_MAX},
};
use language::say;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use store::Db;

pub(crate) use self::socket::socket;
use crate::{
    Web,
    access::{Ip, VisitorHash},
    attachments,
    error::{Error, Result},
    form::read_json,
};

/// Messages that are read at a time.
const PAGE: i64 = 50;

/// An answer of this interface: errors are problem+json, and pages of all origins may read it.
pub(crate) struct Answer(Response);

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = self.0;
        allow_all_origins(response.headers_mut());
        response
    }
}

impl From<Result> for Answer {
    fn from(result: Result) -> Self {
        Self(result.unwrap_or_else(Error::into_problem))
    }
}

fn allow_all_origins(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
}

/// A JSON body, whose faults are told in words.
pub(crate) struct Body<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Answer;

    async fn from_request(request: Request, state: &S) -> std::result::Result<Self, Answer> {
        let too_long = say("visitor-text-too-long").with("max", TEXT_CHARS_MAX).to_string();
        read_json(request, state, &too_long).await.map(Self).map_err(|error| Err(error).into())
    }
}

/// What a browser asks before it sends a request from another origin (CORS).
pub(crate) async fn preflight() -> Answer {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, bliss-key"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    Answer((StatusCode::NO_CONTENT, headers).into_response())
}

/// Who is at the desk, as the chat shows it.
pub(crate) fn reception_json(reception: &Reception) -> Value {
    let agents: Vec<Value> = reception
        .agents
        .iter()
        .map(|agent| json!({ "name": first_name(&agent.name), "initials": initials(&agent.name) }))
        .collect();
    json!({
        "open": !agents.is_empty(),
        "agents": agents,
        "back_at": reception.back_at.map(|at| at.to_string()),
        "wait_seconds": reception.wait_seconds,
    })
}

/// What a visitor sees first.
pub(crate) async fn welcome(State(web): State<Web>, Path(key): Path<String>) -> Answer {
    let look = async {
        let inbox = web.desk.inbox(&key).await?;
        let reception = web.desk.reception().await?;
        let queue = web.desk.queue().await?;
        let body = json!({
            "name": reception.name,
            "greeting": inbox.greeting,
            "colour": inbox.colour,
            "desk": reception_json(&reception),
            "calls": calls::phone_json(&web, &inbox, &queue),
            "limits": { "text_chars": TEXT_CHARS_MAX, "attachment_bytes": SIZE_BYTES_MAX },
        });
        Ok(([(header::CACHE_CONTROL, "public, max-age=15")], Json(body)).into_response())
    };
    look.await.into()
}

/// A message as a visitor sees it.
fn message_json(message: &Message, author: Option<&str>, files: &[Attachment]) -> Value {
    let ours = matches!(message.author, Author::Agent(_));
    json!({
        "seq": message.sequence.map(|id| id.0),
        "id": message.id.0,
        // The key of an agent's message is the agent's page's own.
        "key": message.key.as_deref().filter(|_| !ours),
        "from": if ours { "us" } else { "you" },
        "author": author.map(|name| json!({ "name": first_name(name), "initials": initials(name) })),
        "text": message.text,
        "at": message.at.to_string(),
        "attachments": files.iter().map(attachment_json).collect::<Vec<_>>(),
    })
}

fn attachment_json(attachment: &Attachment) -> Value {
    json!({
        "id": attachment.id.0,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size_bytes,
        "width": attachment.pixels.map(|(width, _)| width),
        "height": attachment.pixels.map(|(_, height)| height),
    })
}

/// Messages as a visitor sees them, with their files and who wrote them.
fn messages_json(db: &mut Db, messages: &[Message]) -> desk::Result<Vec<Value>> {
    let mut authors: Vec<domain::agent::Agent> = Vec::new();
    messages
        .iter()
        .map(|message| {
            let name = match message.author {
                Author::Customer => None,
                Author::Agent(id) => {
                    if !authors.iter().any(|agent| agent.id == id) {
                        authors.extend(store::agent::find(db, id)?);
                    }
                    authors.iter().find(|agent| agent.id == id).map(|agent| agent.name.as_str())
                }
            };
            let (conversation, id) = (message.conversation_id, message.id);
            let files: Vec<Attachment> = store::attachment::of_messages(db, conversation, id, id)?
                .into_iter()
                .map(|(_, attachment)| attachment)
                .collect();
            Ok(message_json(message, name, &files))
        })
        .collect()
}

/// What is new after a place for a visitor who came as that customer, in order.
fn news(
    db: &mut Db,
    origin: CustomerId,
    inbox: InboxId,
    after: EventId,
) -> desk::Result<(Vec<Value>, EventId)> {
    let found = store::message::seen_by_customer_after(db, origin, inbox, after, PAGE)?;
    let last = found.last().and_then(|message| message.sequence).unwrap_or(after);
    Ok((messages_json(db, &found)?, last))
}

#[derive(Debug, Deserialize)]
pub(crate) struct IdentityBody {
    user_id: String,
    hash: String,
    #[serde(flatten)]
    visitor: VisitorBody,
}

/// Takes an identity that the owner's own site signed.
pub(crate) async fn identify(
    State(web): State<Web>,
    Path(key): Path<String>,
    VisitorHash(hash): VisitorHash,
    Ip(ip): Ip,
    Body(body): Body<IdentityBody>,
) -> Answer {
    let identify = async {
        let inbox = known_or_welcome(&web, &key, &hash, &ip).await?;
        let before = web.desk.visitor(&inbox, hash.clone()).await?;
        let identity = Identity { user_id: body.user_id, hash: body.hash };
        let introduction = Introduction::from(body.visitor);
        let customer = web.desk.identify(&inbox, hash, identity, introduction.clone()).await?;
        if let Some(before) = before.filter(|before| before.origin_id != customer.id) {
            web.live.moved(before.customer_id);
        }
        let name = Some(customer.name).filter(|name| !name.is_empty());
        Ok(Json(json!({ "name": name, "email": introduction.email })).into_response())
    };
    identify.await.into()
}

/// The inbox of a request by a visitor; a visitor whom we do not know yet counts as a new chat.
async fn known_or_welcome(web: &Web, key: &str, hash: &str, ip: &str) -> Result<Inbox> {
    let inbox = web.desk.inbox(key).await?;
    if web.desk.visitor(&inbox, hash.to_owned()).await?.is_none() && !web.limiters.start(ip) {
        return Err(Error::too_many());
    }
    Ok(inbox)
}

/// What a visitor says of themselves, by itself or beside something else.
#[derive(Debug, Deserialize)]
pub(crate) struct VisitorBody {
    name: Option<String>,
    email: Option<String>,
    language: Option<String>,
    time_zone: Option<String>,
}

impl From<VisitorBody> for Introduction {
    fn from(VisitorBody { name, email, language, time_zone }: VisitorBody) -> Self {
        Self { name, email, language, time_zone }
    }
}

/// Takes a name or an address that a visitor gives later.
pub(crate) async fn introduce(
    State(web): State<Web>,
    Path(key): Path<String>,
    VisitorHash(hash): VisitorHash,
    Body(body): Body<VisitorBody>,
) -> Answer {
    let introduce = async {
        let inbox = web.desk.inbox(&key).await?;
        web.desk.introduce(&inbox, hash, body.into()).await?;
        Ok(Json(json!({})).into_response())
    };
    introduce.await.into()
}

#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    before: Option<i64>,
}

/// The last messages of a visitor's chat, before a place.
pub(crate) async fn messages(
    State(web): State<Web>,
    Path(key): Path<String>,
    VisitorHash(hash): VisitorHash,
    Query(Before { before }): Query<Before>,
) -> Answer {
    let look = async {
        let inbox = web.desk.inbox(&key).await?;
        let Some(visitor) = web.desk.visitor(&inbox, hash).await? else {
            return Ok(Json(json!({ "messages": [], "more": false })).into_response());
        };
        let before = EventId(before.unwrap_or(i64::MAX));
        let body = web
            .desk
            .store()
            .read(move |db| {
                let mut found = store::message::seen_by_customer_before(
                    db,
                    visitor.origin_id,
                    inbox.id,
                    before,
                    PAGE + 1,
                )?;
                let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
                if more {
                    found.remove(0);
                }
                Ok::<_, desk::Error>(
                    json!({ "messages": messages_json(db, &found)?, "more": more }),
                )
            })
            .await?;
        Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
    };
    look.await.into()
}

#[derive(Debug, Deserialize)]
pub(crate) struct MessageBody {
    key: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    attachments: Vec<i64>,
    page: Option<PageBody>,
    #[serde(flatten)]
    visitor: VisitorBody,
}

#[derive(Debug, Deserialize)]
struct PageBody {
    url: String,
    #[serde(default)]
    title: String,
}

/// Takes a visitor's message: 201 once it is durably kept, 200 with the same one for a key that
/// came before.
pub(crate) async fn receive(
    State(web): State<Web>,
    Path(key): Path<String>,
    VisitorHash(hash): VisitorHash,
    Ip(ip): Ip,
    Body(body): Body<MessageBody>,
) -> Answer {
    let receive = async {
        let inbox = known_or_welcome(&web, &key, &hash, &ip).await?;
        let arrival = Arrival {
            secret_hash: hash,
            key: body.key,
            text: body.text,
            attachments: body.attachments.into_iter().map(AttachmentId).collect(),
            introduction: body.visitor.into(),
            page: body.page.map(|page| (page.url, page.title)),
        };
        let (message, new) = web.desk.receive(&inbox, arrival).await?;
        let shown = web
            .desk
            .store()
            .read(move |db| messages_json(db, std::slice::from_ref(&message)))
            .await?;
        let status = if new { StatusCode::CREATED } else { StatusCode::OK };
        Ok((status, Json(json!({ "message": shown.first() }))).into_response())
    };
    receive.await.into()
}

/// Takes a file that a visitor is about to send.
pub(crate) async fn attach(
    State(web): State<Web>,
    Path(key): Path<String>,
    VisitorHash(hash): VisitorHash,
    Ip(ip): Ip,
    headers: HeaderMap,
    form: Multipart,
) -> Answer {
    let attach = async {
        known_or_welcome(&web, &key, &hash, &ip).await?;
        let key = headers.get("bliss-key").and_then(|key| key.to_str().ok()).map(ToOwned::to_owned);
        let file = attachments::take(&web, form).await?;
        let kept = web.desk.attach_for_visitor(hash, key, file).await?;
        Ok((StatusCode::CREATED, Json(attachment_json(&kept))).into_response())
    };
    attach.await.into()
}

/// The bytes of a file in a visitor's own chat.
pub(crate) async fn attachment(
    State(web): State<Web>,
    Path((key, id)): Path<(String, i64)>,
    VisitorHash(hash): VisitorHash,
) -> Answer {
    let look = async {
        let inbox = web.desk.inbox(&key).await?;
        let visitor = web.desk.visitor(&inbox, hash.clone()).await?;
        let found = web
            .desk
            .store()
            .read(move |db| {
                let Some(placed) = store::attachment::find(db, AttachmentId(id))? else {
                    return Ok(None);
                };
                // Their own upload, or part of a message that they may see.
                let own = placed.visitor_hash.as_deref() == Some(hash.as_str());
                let seen = match (visitor, placed.message_id, placed.conversation_id) {
                    (Some(visitor), Some(message), Some(conversation)) => {
                        let conversation = store::conversation::find(db, conversation)?;
                        conversation.is_some_and(|conversation| {
                            conversation.origin_id == visitor.origin_id
                                && conversation.inbox_id == Some(inbox.id)
                        }) && store::message::is_seen_by_customer(db, message)?
                    }
                    _ => false,
                };
                Ok::<_, desk::Error>(Some(placed.attachment).filter(|_| own || seen))
            })
            .await?;
        let file = found.ok_or_else(|| Error::not_found("file"))?;
        attachments::send(&web, &file).await
    };
    look.await.into()
}

//! The socket of a visitor's chat. The visitor says who they are and what they have; then come the
//! messages after that, in order, and what happens from then on.

use std::time::Duration;

use axum::{
    extract::{
        Path, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    response::{IntoResponse, Response},
};
use desk::visitor::secret_hash;
use domain::{CustomerId, EventId, Timestamp, inbox::Inbox};
use language::say;
use serde::Deserialize;
use serde_json::{Value, json};
use store::visitor::Visitor;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument;

use super::{Answer, calls, news};
use crate::{Web, error::Result, live::WakeUp};

/// Bytes of a frame that a visitor may send.
const FRAME_BYTES_MAX: usize = 16 * 1024;
/// How long a visitor may take to say who they are.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// Silence after which a visitor is taken to be gone; the widget says something every 25 s.
const SILENT_MAX: Duration = Duration::from_secs(70);
/// How long a frame may take to be taken: who takes longer reconnects and catches up.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// The secret is unknown: nothing was written with it yet.
const CLOSE_UNKNOWN: u16 = 4401;
/// All that was written with the secret was erased, as somebody at the desk was asked to do.
const CLOSE_ERASED: u16 = 4410;

#[derive(Debug, Deserialize)]
struct HelloFrame {
    hello: Hello,
}

#[derive(Debug, Deserialize)]
struct Hello {
    secret: String,
    #[serde(default)]
    after: i64,
}

#[derive(Debug, Deserialize)]
struct Said {
    typing: Option<bool>,
    seen: Option<i64>,
    ping: Option<i64>,
}

/// Opens the socket of a visitor's chat.
pub(crate) async fn socket(
    State(web): State<Web>,
    Path(key): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    match web.desk.inbox(&key).await {
        Ok(inbox) => upgrade
            .max_message_size(FRAME_BYTES_MAX)
            .read_buffer_size(2048)
            .write_buffer_size(0)
            .on_upgrade(move |socket| {
                let serving = async move {
                    // Whatever ended it, the widget reconnects and catches up.
                    if let Err(error) = serve(&web, &inbox, socket).await {
                        tracing::debug!(error = error.detail(), "a visitor's socket ended");
                    }
                };
                serving.in_current_span()
            }),
        Err(error) => Answer::from(Err(error.into())).into_response(),
    }
}

async fn serve(web: &Web, inbox: &Inbox, mut socket: WebSocket) -> Result<()> {
    let Some((visitor, hash, after)) = hello(web, inbox, &mut socket).await? else {
        return Ok(());
    };
    // Woken first and read then, so that nothing falls between.
    let mut visit = web.live.visit(visitor.customer_id, visitor.origin_id);
    // Between reading who they are and being woken, they may have been merged with somebody.
    let now = web.desk.visitor(inbox, hash).await?;
    if now.is_none_or(|now| now.customer_id != visitor.customer_id) {
        return Ok(());
    }
    let customer = visitor.customer_id;
    let mut chat = Chat { web, inbox, customer, origin: visitor.origin_id, socket, after };
    chat.welcome().await?;
    let mut reception = web.live.reception();
    reception.mark_unchanged();
    if chat.tell_news().await?.is_none() || chat.tell_call().await?.is_none() {
        return Ok(());
    }
    let mut heard = Instant::now();
    loop {
        let told = tokio::select! {
            wake_up = visit.wake_ups.recv() => match wake_up {
                Some(WakeUp::Changed) => chat.tell_news().await?,
                Some(WakeUp::Typing(name)) => {
                    chat.send(&json!({ "typing": name.map(|name| json!({ "name": name })) })).await
                }
                Some(WakeUp::Call) => chat.tell_call().await?,
                Some(WakeUp::Read) => chat.tell_seen().await?,
                Some(WakeUp::Erased) => {
                    let frame = CloseFrame { code: CLOSE_ERASED, reason: say("visitor-erased").to_string().into() };
                    // It may be gone already.
                    let _ = chat.socket.send(Message::Close(Some(frame))).await;
                    None
                }
                Some(WakeUp::Moved) | None => None,
            },
            changed = reception.changed() => {
                let desk = reception.borrow_and_update().clone();
                match changed {
                    // It is JSON already.
                    Ok(()) => chat.send_text(format!(r#"{{"desk":{desk}}}"#)).await,
                    Err(_) => None,
                }
            },
            said = timeout_at(heard + SILENT_MAX, chat.socket.recv()) => match said {
                Ok(Some(Ok(message))) => {
                    heard = Instant::now();
                    chat.hear(message).await?
                }
                _ => None,
            },
        };
        if told.is_none() {
            web.live.customer_types(customer, false);
            return Ok(());
        }
    }
}

/// Waits for the first frame; who it is, by which secret, and what they have, or nobody whom we know.
async fn hello(
    web: &Web,
    inbox: &Inbox,
    socket: &mut WebSocket,
) -> Result<Option<(Visitor, String, EventId)>> {
    let Ok(Some(Ok(Message::Text(text)))) = timeout(HELLO_WITHIN, socket.recv()).await else {
        return Ok(None);
    };
    let hello = serde_json::from_str::<HelloFrame>(&text).ok().map(|frame| frame.hello);
    let hash = hello.as_ref().and_then(|hello| secret_hash(&hello.secret));
    let known = match hash {
        Some(hash) => web.desk.visitor(inbox, hash.clone()).await?.zip(Some(hash)),
        None => None,
    };
    let Some(((visitor, hash), hello)) = known.zip(hello) else {
        let frame = CloseFrame { code: CLOSE_UNKNOWN, reason: "unknown".into() };
        // It may be gone already.
        let _ = socket.send(Message::Close(Some(frame))).await;
        return Ok(None);
    };
    Ok(Some((visitor, hash, EventId(hello.after))))
}

struct Chat<'a> {
    web: &'a Web,
    inbox: &'a Inbox,
    customer: CustomerId,
    /// As whom they came: what came as the same is what they read.
    origin: CustomerId,
    socket: WebSocket,
    /// The place of the last message that the visitor has.
    after: EventId,
}

impl Chat<'_> {
    /// Sends a frame; `None` where the visitor is gone.
    async fn send(&mut self, frame: &Value) -> Option<()> {
        self.send_text(frame.to_string()).await
    }

    async fn send_text(&mut self, text: String) -> Option<()> {
        timeout(SEND_WITHIN, self.socket.send(Message::Text(text.into()))).await.ok()?.ok()
    }

    async fn welcome(&mut self) -> Result<()> {
        let origin = self.origin;
        let seen = self.seen().await?;
        let (name, email) = self
            .web
            .desk
            .store()
            .read(move |db| {
                let known = store::customer::find(db, origin)?;
                let addresses = store::customer::own_addresses(db, origin)?;
                let email = addresses
                    .into_iter()
                    .find(|address| address.kind == domain::customer::AddressKind::Email);
                let name = known.map(|customer| customer.name).filter(|name| !name.is_empty());
                Ok::<_, desk::Error>((name, email.map(|email| email.value)))
            })
            .await?;
        let reception = self.web.live.reception().borrow().clone();
        let desk: Value = serde_json::from_str(&reception).unwrap_or_default();
        let frame = json!({
            "welcome": { "desk": desk, "name": name, "email": email, "seen": seen.0 }
        });
        // Who is gone is noticed with the next frame.
        let _ = self.send(&frame).await;
        Ok(())
    }

    /// The place up to which we have read what they wrote.
    async fn seen(&mut self) -> Result<EventId> {
        let (origin, inbox) = (self.origin, self.inbox.id);
        let read = move |db: &mut store::Db| {
            Ok::<_, desk::Error>(
                match store::conversation::latest_of_customer(db, origin, inbox)? {
                    Some(conversation) => store::conversation::read_marks(db, conversation.id)?.1,
                    None => EventId(0),
                },
            )
        };
        Ok(self.web.desk.store().read(read).await?)
    }

    /// Tells up to where we have read; `None` where the visitor is gone.
    async fn tell_seen(&mut self) -> Result<Option<()>> {
        let seen = self.seen().await?;
        Ok(self.send(&json!({ "seen": seen.0 })).await)
    }

    /// Sends what is new; `None` where the visitor is gone.
    async fn tell_news(&mut self) -> Result<Option<()>> {
        loop {
            let (origin, inbox, after) = (self.origin, self.inbox.id, self.after);
            let (messages, last) =
                self.web.desk.store().read(move |db| news(db, origin, inbox, after)).await?;
            if messages.is_empty() {
                return Ok(Some(()));
            }
            for message in messages {
                if self.send(&json!({ "message": message })).await.is_none() {
                    return Ok(None);
                }
            }
            self.after = last;
        }
    }

    /// Tells of the visitor's last call, where there was one; `None` where the visitor is gone.
    async fn tell_call(&mut self) -> Result<Option<()>> {
        let (origin, inbox, now) = (self.origin, self.inbox.id, Timestamp::now());
        let latest = move |db: &mut store::Db| calls::latest(db, origin, inbox, now);
        match self.web.desk.store().read(latest).await? {
            Some(call) => Ok(self.send(&json!({ "call": call })).await),
            None => Ok(Some(())),
        }
    }

    /// Does what the visitor's page says; `None` where it is gone.
    async fn hear(&mut self, message: Message) -> Result<Option<()>> {
        let text = match message {
            Message::Text(text) => text,
            Message::Close(_) => return Ok(None),
            // The library answers pings by itself.
            Message::Ping(_) | Message::Pong(_) | Message::Binary(_) => return Ok(Some(())),
        };
        // What we do not know may be of a newer widget.
        let Ok(said) = serde_json::from_str::<Said>(&text) else { return Ok(Some(())) };
        if let Some(typing) = said.typing {
            self.web.live.customer_types(self.customer, typing);
        }
        if let Some(place) = said.seen {
            self.web.desk.read_by_customer(self.inbox, self.origin, EventId(place)).await?;
        }
        match said.ping {
            Some(ping) => Ok(self.send(&json!({ "pong": ping })).await),
            None => Ok(Some(())),
        }
    }
}

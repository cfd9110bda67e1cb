//! An agent's page: it hears on `/live` that something changed, and fetches what it shows.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::TcpStream,
    sync::{Notify, mpsc},
    task::JoinSet,
    time::{interval, sleep_until},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use super::{
    round::{Doing, Room, Round},
    visitor::BEAT,
};
use crate::{
    cast::words,
    desk::{Agent, between},
    http::{Connection, compressed, request},
    lock,
};

/// How often the page fetches the thread and the list at the most, as its attributes say.
const THREAD_EVERY: Duration = Duration::from_millis(50);
const LIST_EVERY: Duration = Duration::from_millis(400);

/// Which of the agents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) number: usize,
    pub(crate) agents: usize,
}

/// What the socket of a page tells the rest of it.
pub(crate) struct Told {
    /// The conversation that is shown; zero for none.
    shown: AtomicI64,
    show: mpsc::UnboundedSender<i64>,
    thread: Notify,
    list: Notify,
}

impl Told {
    /// Lets the page show a conversation.
    pub(crate) fn show(&self, conversation: i64) {
        self.shown.store(conversation, Relaxed);
        // The page may be gone, which is noticed elsewhere.
        let _ = self.show.send(conversation);
    }
}

/// The request by which an agent sends a reply.
pub(crate) fn message(by: &Agent, conversation: i64, round: &Round, number: u64) -> Vec<u8> {
    let (mark, path) = (round.mark(number), format!("/conversations/{conversation}/messages"));
    let form = [
        ("kind", "reply"),
        ("text", &words(&mark)),
        ("seen", "0"),
        ("key", &mark),
        // Nothing that comes meanwhile holds it.
        ("anyway", "yes"),
    ];
    let request = request("POST", &path, &by.cookie, &form);
    if round.doing == Doing::Everything { compressed(&request) } else { request }
}

/// Opens the page; what it then does for as long as it is open.
pub(crate) async fn page(
    room: Arc<Room>,
    address: SocketAddr,
    agent: Agent,
    place: Place,
) -> Result<impl Future<Output = ()>> {
    let mut request = format!("ws://{address}/live").into_client_request()?;
    request.headers_mut().insert("cookie", HeaderValue::from_str(&agent.cookie)?);
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (socket, _) = client_async(request, stream).await.context("no /live for an agent")?;
    let (show, shows) = mpsc::unbounded_channel();
    let (thread, list) = (Notify::new(), Notify::new());
    let told = Arc::new(Told { shown: AtomicI64::new(0), show, thread, list });
    room.enter(told.clone());
    Ok(async move {
        let mut parts = JoinSet::new();
        parts.spawn(fetch_thread(room.clone(), address, agent.clone(), told.clone()));
        parts.spawn(fetch_list(room.clone(), address, agent, told.clone()));
        listen(&room, socket, &told, shows, place).await;
        room.leave();
    })
}

async fn listen(
    room: &Room,
    mut socket: WebSocketStream<TcpStream>,
    told: &Told,
    mut shows: mpsc::UnboundedReceiver<i64>,
    place: Place,
) {
    let mut beat = interval(BEAT);
    loop {
        let said = tokio::select! {
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(frame))) => {
                    hear(room, &frame, told, place);
                    continue;
                }
                Some(Ok(_)) => continue,
                _ => return,
            },
            Some(id) = shows.recv() => format!(r#"{{"open":{id},"typing":false}}"#),
            _ = beat.tick() => r#"{"ping":1}"#.to_owned(),
        };
        if socket.send(Message::Text(said.into())).await.is_err() {
            return;
        }
    }
}

fn hear(room: &Room, frame: &str, told: &Told, place: Place) {
    let Some(event) = between(frame, r#""event":""#, "\"") else { return };
    if event == "catch_up" {
        room.fell_behind();
        told.thread.notify_one();
        told.list.notify_one();
        return;
    }
    if matches!(event, "agent.changed" | "settings.changed" | "draft.saved") {
        return;
    }
    told.list.notify_one();
    let conversation = between(frame, r#""conversation":"#, ",").and_then(|id| id.parse().ok());
    let Some(conversation) = conversation else { return };
    if event == "conversation.opened" && place.number == 0 {
        lock(&room.opened).push(conversation);
    }
    if conversation == told.shown.load(Relaxed) {
        told.thread.notify_one();
    } else if event == "message.sent" && frame.contains(r#""agent":null"#) {
        // All pages are told; each measures its share.
        let measures =
            usize::try_from(conversation).is_ok_and(|id| id % place.agents == place.number);
        let is_shown = || room.agents().iter().any(|page| page.shown.load(Relaxed) == conversation);
        if let Some(round) = room.round()
            && measures
            && !is_shown()
            && let Some(number) = room.earliest(conversation)
        {
            round.arrive(number, |tally| &mut tally.named);
        }
    }
}

/// Fetches the thread when it has changed, and looks whether what was written is in it.
async fn fetch_thread(room: Arc<Room>, address: SocketAddr, agent: Agent, told: Arc<Told>) {
    let connection = Mutex::new(None);
    let mut read = String::new();
    loop {
        told.thread.notified().await;
        let began = Instant::now();
        let Some(round) = room.round() else { continue };
        let fetched = fetch(&room, &round, address, &agent, &told, &connection, &mut read).await;
        if let Err(error) = fetched {
            round.failed(error.context("an agent's page"));
        }
        if round.doing == Doing::Everything {
            sleep_until((began + THREAD_EVERY).into()).await;
        }
    }
}

async fn fetch(
    room: &Room,
    round: &Round,
    address: SocketAddr,
    agent: &Agent,
    told: &Told,
    kept: &Mutex<Option<Connection>>,
    read: &mut String,
) -> Result<()> {
    let conversation = told.shown.load(Relaxed);
    let everything = round.doing == Doing::Everything;
    let look = request("GET", &format!("/conversations/{conversation}/talk"), &agent.cookie, &[]);
    let look = if everything { compressed(&look) } else { look };
    let idle = lock(kept).take();
    let mut connection = match idle {
        Some(connection) => connection,
        None => Connection::open(address).await?,
    };
    let html = connection.ask(&look).await?.expect(200)?.text()?;
    for number in room.expected(conversation) {
        if html.contains(&format!("My order {} should", round.mark(number))) {
            room.found(conversation, number);
            round.arrive(number, |tally| &mut tally.in_page);
        }
    }
    if everything
        && let Some(sequence) = between(&html, "data-sequence=\"", "\"")
        && sequence != read
    {
        sequence.clone_into(read);
        let path = format!("/conversations/{conversation}/reading");
        let note = request("PUT", &path, &agent.cookie, &[("sequence", sequence)]);
        let answer = connection.ask(&note).await?;
        if answer.status >= 300 {
            answer.expect(204).context("what was read")?;
        }
    }
    *lock(kept) = Some(connection);
    Ok(())
}

/// Fetches the list when anything has changed.
async fn fetch_list(room: Arc<Room>, address: SocketAddr, agent: Agent, told: Arc<Told>) {
    let mut connection: Option<Connection> = None;
    loop {
        told.list.notified().await;
        let began = Instant::now();
        let round = room.round().filter(|round| round.doing == Doing::Everything);
        let Some(round) = round else { continue };
        let path = format!("/desk/list?open={}", told.shown.load(Relaxed));
        let look = compressed(&request("GET", &path, &agent.cookie, &[]));
        let fetched = async {
            let mut idle = match connection.take() {
                Some(idle) => idle,
                None => Connection::open(address).await?,
            };
            idle.ask(&look).await?.expect(200)?;
            anyhow::Ok(idle)
        };
        match fetched.await {
            Ok(idle) => {
                connection = Some(idle);
                lock(&round.tally).lists.add(began.elapsed());
            }
            Err(error) => round.failed(error.context("an agent's list")),
        }
        sleep_until((began + LIST_EVERY).into()).await;
    }
}

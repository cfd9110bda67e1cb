//! A visitor's page: its socket is told what agents write.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::TcpStream,
    time::{Instant, interval_at, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use super::round::{Doing, Room};
use crate::desk::between;

/// How often a page says that it is there.
pub(crate) const BEAT: Duration = Duration::from_secs(25);
/// How long until a visitor is welcome.
const WELCOME_WITHIN: Duration = Duration::from_secs(30);

pub(crate) type Socket = WebSocketStream<TcpStream>;

/// Connects a visitor, up to the welcome.
pub(crate) async fn connect(
    address: SocketAddr,
    inbox: &str,
    secret: &str,
    after: i64,
) -> Result<Socket> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let config = WebSocketConfig::default().read_buffer_size(2048).write_buffer_size(0);
    let url = format!("ws://{address}/chat/{inbox}/live");
    let (mut socket, _) = client_async_with_config(url, stream, Some(config)).await?;
    let hello = format!(r#"{{"hello":{{"secret":"{secret}","after":{after}}}}}"#);
    socket.send(Message::Text(hello.into())).await?;
    let first = timeout(WELCOME_WITHIN, socket.next()).await.context("no welcome in time")?;
    match first {
        Some(Ok(Message::Text(frame))) if frame.contains(r#""welcome""#) => Ok(socket),
        other => bail!("not welcome: {other:?}"),
    }
}

/// What the page does for as long as it is open.
pub(crate) async fn page(room: Arc<Room>, number: usize, mut socket: Socket) {
    // Not all at the same moment.
    let first = BEAT.mul_f64((number % 100) as f64 / 100.0);
    let mut beat = interval_at(Instant::now() + first, BEAT);
    loop {
        let said = tokio::select! {
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(frame))) => match hear(&room, &frame) {
                    Some(said) => said,
                    None => continue,
                },
                Some(Ok(_)) => continue,
                _ => break,
            },
            _ = beat.tick() => r#"{"ping":1}"#.to_owned(),
        };
        if socket.send(Message::Text(said.into())).await.is_err() {
            break;
        }
    }
    room.leave();
}

/// Notes what an agent wrote; what the page says to it.
fn hear(room: &Room, frame: &str) -> Option<String> {
    if !frame.contains(r#""from":"us""#) {
        return None;
    }
    let round = room.round()?;
    let number = between(frame, "My order ", " ").and_then(|mark| round.marked(mark))?;
    round.arrive(number, |tally| &mut tally.at_visitor);
    if round.doing == Doing::Messages {
        return None;
    }
    let place = between(frame, r#""seq":"#, ",").map(|place| place.trim_end_matches('}'))?;
    Some(format!(r#"{{"seen":{place}}}"#))
}

//! A WebSocket that is read until what is waited for comes.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, handshake::client::Request},
};

use super::{AUTHORITY, DEADLINE, connects};

/// What a socket goes over, encrypted or not.
trait Line: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

pub struct Socket {
    stream: WebSocketStream<Box<dyn Line>>,
}

async fn connect(request: Request) -> Result<Socket, Error> {
    let uri = request.uri();
    let (host, port) = (uri.host().unwrap(), uri.port_u16().unwrap());
    let line: Box<dyn Line> = match uri.scheme_str() {
        Some("wss") => {
            let roots = std::slice::from_ref(&AUTHORITY.certificate);
            Box::new(connects((host, port), host, roots).await?)
        }
        _ => Box::new(TcpStream::connect((host, port)).await?),
    };
    let (stream, _) = client_async(request, line).await?;
    Ok(Socket { stream })
}

impl Socket {
    /// Opens it; the status where it was not let in.
    pub async fn open(request: Request) -> Result<Self, u16> {
        match connect(request).await {
            Ok(socket) => Ok(socket),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the socket could not be opened: {error}"),
        }
    }

    /// Opens it; none where the server could not be reached.
    pub async fn tries_to_open(request: Request) -> Option<Self> {
        connect(request).await.ok()
    }

    /// Sends a frame; whether it could be.
    pub async fn tries(&mut self, frame: &Value) -> bool {
        self.stream.send(Message::text(frame.to_string())).await.is_ok()
    }

    /// The next frame, whenever it comes; none where the socket is closed or cut off.
    pub async fn frame(&mut self) -> Option<Value> {
        loop {
            match self.stream.next().await? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    pub async fn send(&mut self, frame: &Value) {
        self.stream.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The first frame that is looked for; those before it are passed over.
    #[track_caller]
    pub fn next<T>(
        &mut self,
        mut look: impl FnMut(&Value) -> Option<T>,
    ) -> impl Future<Output = T> {
        let from = std::panic::Location::caller();
        async move {
            let mut passed = Vec::new();
            let end = Instant::now() + DEADLINE;
            loop {
                let Ok(Some(Ok(message))) = timeout_at(end, self.stream.next()).await else {
                    panic!("{from}: the frame did not come; passed over were {passed:?}");
                };
                let Message::Text(text) = message else { continue };
                let frame: Value = serde_json::from_str(&text).unwrap();
                if let Some(found) = look(&frame) {
                    return found;
                }
                passed.push(frame);
            }
        }
    }

    /// The next message of the chat.
    #[track_caller]
    pub fn message(&mut self) -> impl Future<Output = Value> {
        self.next(|frame| frame.get("message").cloned())
    }

    /// All frames up to the answer to a ping that is sent now: so what did not come until then was
    /// not sent before.
    pub async fn so_far(&mut self) -> Vec<Value> {
        self.send(&serde_json::json!({ "ping": 4711 })).await;
        let mut frames = Vec::new();
        self.next(|frame| {
            if frame.get("pong").is_some() {
                return Some(());
            }
            frames.push(frame.clone());
            None
        })
        .await;
        frames
    }

    /// Waits until the server closes it; the code that it gave.
    pub async fn closed(&mut self) -> Option<u16> {
        let end = Instant::now() + DEADLINE;
        loop {
            match timeout_at(end, self.stream.next()).await.expect("the socket stayed open") {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }
}

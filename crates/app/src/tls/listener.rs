//! Listens for connections and encrypts them, each by itself: whoever is slow, or silent, keeps nobody else waiting.

use std::{collections::VecDeque, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::serve;
use prometheus::IntCounterVec;
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::ACME;
use crate::server::send_at_once;

/// How much whoever connects may ask for before anything is known of them.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// How long somebody has to agree on how to encrypt.
    agree_within: Duration,
    /// Connections that may be about to agree at once. Beyond that the oldest gives way, for it is most likely one that
    /// says nothing.
    agreeing_max: usize,
}

/// On the worst of networks it takes a few seconds; and after a restart all open chats come back together.
const LIMITS: Limits = Limits { agree_within: Duration::from_secs(10), agreeing_max: 4096 };

/// A listener whose connections are encrypted.
pub(crate) struct Listener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    agreeing: JoinSet<Option<(TlsStream<TcpStream>, SocketAddr)>>,
    /// The same, the oldest first.
    by_age: VecDeque<AbortHandle>,
    outcomes: IntCounterVec,
    limits: Limits,
}

impl Listener {
    pub(super) fn new(
        tcp: TcpListener,
        config: Arc<ServerConfig>,
        outcomes: IntCounterVec,
    ) -> Self {
        for outcome in ["agreed", "proved", "failed", "slow"] {
            outcomes.with_label_values(&[outcome]).reset();
        }
        Self {
            tcp,
            acceptor: TlsAcceptor::from(config),
            agreeing: JoinSet::new(),
            by_age: VecDeque::new(),
            outcomes,
            limits: LIMITS,
        }
    }

    fn agree(&mut self, mut socket: TcpStream, peer: SocketAddr) {
        while self.by_age.front().is_some_and(AbortHandle::is_finished) {
            self.by_age.pop_front();
        }
        if self.by_age.len() >= self.limits.agreeing_max
            && let Some(oldest) = self.by_age.pop_front()
        {
            oldest.abort();
            self.outcomes.with_label_values(&["slow"]).inc();
        }
        send_at_once(&mut socket);
        let (acceptor, outcomes) = (self.acceptor.clone(), self.outcomes.clone());
        let within = self.limits.agree_within;
        self.by_age.push_back(self.agreeing.spawn(async move {
            let (outcome, stream) = match timeout(within, acceptor.accept(socket)).await {
                Ok(Ok(stream)) => {
                    // An authority has seen what it came for, and says nothing more (RFC 8737, section 3).
                    let is_authority = stream.get_ref().1.alpn_protocol() == Some(ACME);
                    if is_authority { ("proved", None) } else { ("agreed", Some(stream)) }
                }
                Ok(Err(error)) => {
                    tracing::debug!(%error, "a connection could not be encrypted");
                    ("failed", None)
                }
                Err(_) => ("slow", None),
            };
            outcomes.with_label_values(&[outcome]).inc();
            stream.map(|stream| (stream, peer))
        }));
    }
}

impl serve::Listener for Listener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                (socket, peer) = serve::Listener::accept(&mut self.tcp) => self.agree(socket, peer),
                Some(agreed) = self.agreeing.join_next() => {
                    if let Ok(Some(agreed)) = agreed {
                        return agreed;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use prometheus::{Opts, Registry};
    use rustls::crypto::aws_lc_rs::default_provider;
    use serve::Listener as _;
    use tokio::io::AsyncReadExt;

    use super::*;
    use crate::tls::presented::Presented;

    #[tokio::test]
    async fn where_too_many_are_silent_the_oldest_gives_way() {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let presented = Presented::new(&Registry::new()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(presented));
        let outcomes = IntCounterVec::new(Opts::new("x", "x"), &["outcome"]).unwrap();
        let mut listener = Listener::new(tcp, Arc::new(config), outcomes.clone());
        // Nobody is let go of for being slow alone.
        listener.limits = Limits { agree_within: Duration::from_hours(1), agreeing_max: 2 };
        let serving = tokio::spawn(async move { listener.accept().await });
        let mut silent = Vec::new();
        for _ in 0..3 {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        assert_eq!(silent[0].read(&mut [0]).await.unwrap_or_default(), 0);
        assert_eq!(outcomes.with_label_values(&["slow"]).get(), 1);
        // The others wait.
        for socket in &silent[1..] {
            let error = socket.try_read(&mut [0]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
        }
        serving.abort();
    }
}

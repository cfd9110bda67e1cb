//! What stands between people and the servers: takes connections, and gives each to the next server that there is.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// It ends when it is dropped, with whatever goes through it.
pub struct Proxy {
    /// What addresses through it begin with.
    pub base: String,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// In front of servers at those addresses. One that takes no connections is passed over.
    pub async fn before(servers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (servers, next) = (Arc::new(servers), Arc::new(AtomicUsize::new(0)));
        let serving = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let Ok((mut from, _)) = listener.accept().await else { continue };
                let (servers, first) = (servers.clone(), next.fetch_add(1, Ordering::Relaxed));
                connections.spawn(async move {
                    for tried in 0..servers.len() {
                        let server = &servers[(first + tried) % servers.len()];
                        if let Ok(mut to) = TcpStream::connect(server).await {
                            let _ = from.set_nodelay(true).and(to.set_nodelay(true));
                            // Either side may be cut off.
                            let _ = copy_bidirectional(&mut from, &mut to).await;
                            return;
                        }
                    }
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Self { base, serving }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

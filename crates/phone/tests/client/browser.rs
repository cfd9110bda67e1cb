//! A browser on a real socket, on a thread of its own.

#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{SocketAddr, TcpStream, UdpSocket},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use str0m::net::Protocol;

use crate::client::{Client, pitch, sound};

/// How often the time passes for a browser.
const TICK: Duration = Duration::from_millis(5);
/// What a test waits for comes within this, or never.
const PATIENCE: Duration = Duration::from_mins(1);

enum Wire {
    Udp(UdpSocket),
    Tcp(TcpStream, Vec<u8>),
}

struct State {
    client: Client,
    says: Option<Vec<Arc<[u8]>>>,
}

/// A browser that runs until it is dropped.
pub struct Browser {
    state: Arc<(Mutex<State>, Condvar)>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Browser {
    /// Calls: makes an offer, which `join` answers, over UDP or TCP to that address.
    pub fn call(
        server: SocketAddr,
        protocol: Protocol,
        says: Option<Vec<Arc<[u8]>>>,
        join: impl FnOnce(&str) -> String,
    ) -> Self {
        let (wire, local) = if protocol == Protocol::Udp {
            let socket = UdpSocket::bind((server.ip(), 0)).expect("a socket");
            socket.set_read_timeout(Some(TICK)).expect("a socket that waits");
            let local = socket.local_addr().expect("an address");
            (Wire::Udp(socket), local)
        } else {
            let stream = TcpStream::connect(server).expect("a connection");
            stream.set_read_timeout(Some(TICK)).expect("a stream that waits");
            stream.set_nodelay(true).expect("a stream");
            let local = stream.local_addr().expect("an address");
            (Wire::Tcp(stream, Vec::new()), local)
        };
        let (mut client, offer) = Client::offer(local, protocol, Instant::now());
        client.accept(&join(&offer), Instant::now());
        let state = Arc::new((Mutex::new(State { client, says }), Condvar::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = {
            let (state, stop) = (state.clone(), stop.clone());
            std::thread::spawn(move || run(wire, server, &state, &stop))
        };
        Self { state, stop, thread: Some(thread) }
    }

    /// Waits until something is so; what was found.
    pub fn until<T>(&self, what: &str, mut is: impl FnMut(&mut Client) -> Option<T>) -> T {
        let (state, changed) = &*self.state;
        let end = Instant::now() + PATIENCE;
        let mut state = state.lock().expect("a browser");
        loop {
            if let Some(found) = is(&mut state.client) {
                return found;
            }
            assert!(Instant::now() < end, "never: {what}");
            state = changed.wait_timeout(state, Duration::from_millis(100)).expect("a browser").0;
        }
    }

    pub fn connected(self) -> Self {
        self.until("connected", |client| client.connected.then_some(()));
        self
    }

    /// Waits until a tone is heard.
    pub fn hears(&self, hz: f32) {
        self.until(&format!("{hz} Hz"), |client| {
            let heard = &client.heard[client.heard.len().saturating_sub(60)..];
            let (loudest, share) =
                if heard.len() < 60 { return None } else { pitch(&sound(heard)) };
            ((loudest - hz).abs() < 2.0 && share > 0.5).then_some(())
        });
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(mut wire: Wire, server: SocketAddr, state: &(Mutex<State>, Condvar), stop: &AtomicBool) {
    let began = Instant::now();
    let mut said = 0_u128;
    let mut buffer = [0; 4_096];
    while !stop.load(Ordering::Relaxed) {
        let came = wire.receive(&mut buffer);
        let mut state = (state.0.lock().expect("a browser"), &state.1);
        let State { client, says } = &mut *state.0;
        let now = Instant::now();
        for (source, bytes) in came {
            client.receive(source.unwrap_or(server), &bytes, now);
        }
        client.pass_time(now);
        let due = now.saturating_duration_since(began).as_millis() / 20;
        while said < due {
            said += 1;
            if let Some(says) = says
                && client.connected
            {
                let which = usize::try_from(said).unwrap_or(0) % says.len();
                client.say(&says[which].clone(), now);
            }
        }
        for (to, bytes) in client.sent.drain(..) {
            wire.send(to, &bytes);
        }
        state.1.notify_all();
    }
}

impl Wire {
    fn receive(&mut self, buffer: &mut [u8]) -> Vec<(Option<SocketAddr>, Vec<u8>)> {
        let mut came = Vec::new();
        match self {
            Self::Udp(socket) => match socket.recv_from(buffer) {
                Ok((length, source)) => came.push((Some(source), buffer[..length].to_vec())),
                Err(error) => assert!(
                    matches!(
                        error.kind(),
                        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::ConnectionRefused
                    ),
                    "{error}"
                ),
            },
            Self::Tcp(stream, waiting) => {
                if let Ok(length) = stream.read(buffer) {
                    waiting.extend_from_slice(&buffer[..length]);
                }
                while let Some((head, rest)) = waiting.split_first_chunk::<2>() {
                    let length = usize::from(u16::from_be_bytes(*head));
                    let Some(frame) = rest.get(..length) else { break };
                    came.push((None, frame.to_vec()));
                    waiting.drain(..length + 2);
                }
            }
        }
        came
    }

    fn send(&mut self, to: SocketAddr, bytes: &[u8]) {
        match self {
            Self::Udp(socket) => _ = socket.send_to(bytes, to),
            Self::Tcp(stream, _) => {
                let length = u16::try_from(bytes.len()).expect("a datagram");
                let _ = stream.write_all(&[&length.to_be_bytes()[..], bytes].concat());
            }
        }
    }
}

//! The port of the phone: UDP, and TCP for those whose network lets nothing else through (RFC 6544), with frames
//! as in RFC 4571. One thread carries all datagrams; whatever takes longer is done elsewhere.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, mpsc::SyncSender},
    time::{Duration, Instant},
};

use socket2::{Domain, Socket, Type};
use str0m::net::Protocol;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UdpSocket, tcp},
    sync::mpsc,
    time::{MissedTickBehavior, interval, timeout},
};

use crate::{
    CallNumber, Events, Part, Refused, Seat,
    exchange::{Answered, Datagram, Effect, Exchange},
    hearers::Hearers,
};

/// No datagram of WebRTC is larger, in bytes.
const DATAGRAM_MAX: usize = 2_000;
/// Datagrams are taken from the socket in batches, so that the rest has its turn.
const BATCH: usize = 64;
/// What the kernel keeps for us while we are busy, in bytes: a hundred calls for two seconds.
const RECEIVE_BYTES: usize = 4 << 20;
/// How often time passes for the exchange.
const TICK: Duration = Duration::from_millis(10);
/// Connections over TCP, at most, and how many frames wait for one of them.
const CONNECTIONS_MAX: usize = 512;
const FRAMES_MAX: usize = 64;
/// A connection that says nothing is closed: browsers check theirs every few seconds.
const IDLE: Duration = Duration::from_secs(30);
/// Ports that are tried until one is free for UDP and TCP alike.
const PORTS_TRIED: usize = 20;

/// Asked by whoever owns the phone.
pub(crate) enum Command {
    Begin(CallNumber, Events),
    Join(CallNumber, Seat, Box<Answered>, SyncSender<Result<(), Refused>>),
    Echo(Box<Answered>, SyncSender<Result<(), Refused>>),
    Leave(CallNumber, Seat),
    Connect(CallNumber, Box<Part>),
    Hold(CallNumber, bool),
    Mute(CallNumber, Seat, bool),
    PauseRecording(CallNumber, bool),
    PartOver(CallNumber),
    End(CallNumber),
}

/// The sockets, bound to the same port.
#[derive(Debug)]
pub(crate) struct Sockets {
    udp: std::net::UdpSocket,
    tcp: std::net::TcpListener,
    pub(crate) address: SocketAddr,
}

impl Sockets {
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Self> {
        let mut tried = 0;
        loop {
            let udp = Self::udp(address)?;
            let bound = udp.local_addr()?;
            match Self::tcp(bound) {
                Ok(tcp) => return Ok(Self { udp, tcp, address: bound }),
                Err(_) if address.port() == 0 && tried < PORTS_TRIED => tried += 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn udp(address: SocketAddr) -> io::Result<std::net::UdpSocket> {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, None)?;
        if address.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        // The kernel may grant less.
        let _ = socket.set_recv_buffer_size(RECEIVE_BYTES);
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        Ok(socket.into())
    }

    fn tcp(address: SocketAddr) -> io::Result<std::net::TcpListener> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        if address.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(128)?;
        Ok(socket.into())
    }

    /// The addresses under which this machine is reached, where nobody said.
    pub(crate) fn addresses(&self) -> io::Result<Vec<IpAddr>> {
        let bound = self.address.ip();
        if !bound.is_unspecified() {
            return Ok(vec![bound]);
        }
        let all = if_addrs::get_if_addrs()?.into_iter().map(|interface| interface.ip());
        let reached = |ip: &IpAddr| match ip {
            IpAddr::V4(ip) => !ip.is_link_local(),
            IpAddr::V6(ip) => bound.is_ipv6() && !ip.is_unicast_link_local(),
        };
        Ok(all.filter(reached).collect())
    }
}

/// What runs on the thread.
pub(crate) struct Driver {
    pub(crate) exchange: Exchange,
    pub(crate) hearers: Hearers,
    pub(crate) commands: mpsc::UnboundedReceiver<Command>,
    pub(crate) mixed: mpsc::Receiver<(CallNumber, Arc<[u8]>)>,
}

/// Frames that came over TCP, and from where; none when the connection is closed.
type Frames = mpsc::Sender<(SocketAddr, Option<Vec<u8>>)>;

impl Driver {
    /// Runs until everybody who could ask for something is gone.
    ///
    /// # Errors
    /// When the sockets cannot be used.
    pub(crate) async fn run(mut self, sockets: Sockets) -> io::Result<()> {
        let mut port = Port {
            mapped: sockets.address.is_ipv6(),
            udp: UdpSocket::from_std(sockets.udp)?,
            connections: HashMap::new(),
        };
        let tcp = TcpListener::from_std(sockets.tcp)?;
        let (frames, mut came): (Frames, _) = mpsc::channel(1_024);
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                command = self.commands.recv() => match command {
                    Some(command) => self.obey(command),
                    None => break,
                },
                _ = port.udp.readable() => {
                    self.receive(&mut port);
                }
                Some((source, frame)) = came.recv() => match frame {
                    Some(frame) => self.exchange.receive(Protocol::Tcp, source, &frame, Instant::now()),
                    None => _ = port.connections.remove(&source),
                },
                Some((call, opus)) = self.mixed.recv() => {
                    self.exchange.mixed(call, opus, Instant::now());
                }
                accepted = tcp.accept() => match accepted {
                    Ok((stream, source)) => port.accept(stream, canonical(source), &frames),
                    // Too many files open, most likely; those who wait try again.
                    Err(_) => tokio::time::sleep(TICK).await,
                },
                _ = tick.tick() => self.exchange.pass_time(Instant::now()),
            }
            self.flush(&mut port);
        }
        self.exchange.end_all(Instant::now());
        self.flush(&mut port);
        Ok(())
    }

    fn receive(&mut self, port: &mut Port) {
        let mut datagram = [0; DATAGRAM_MAX];
        for _ in 0..BATCH {
            match port.udp.try_recv_from(&mut datagram) {
                Ok((length, source)) => {
                    let (bytes, now) = (&datagram[..length], Instant::now());
                    self.exchange.receive(Protocol::Udp, canonical(source), bytes, now);
                    // At once, not after the batch: somebody waits for it.
                    self.flush(port);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // What an earlier datagram met on its way: nobody was there any more.
                Err(_) => {}
            }
        }
    }

    fn obey(&mut self, command: Command) {
        let (exchange, now) = (&mut self.exchange, Instant::now());
        match command {
            Command::Begin(call, events) => exchange.begin(call, events),
            Command::Join(call, seat, answered, reply) => {
                // Whoever asked may have gone; then the seat waits in vain, and is found gone.
                let _ = reply.send(exchange.join(call, seat, *answered, now));
            }
            Command::Echo(answered, reply) => _ = reply.send(exchange.echo(*answered, now)),
            Command::Leave(call, seat) => exchange.leave(call, seat, now),
            Command::Connect(call, part) => exchange.connect(call, *part, now),
            Command::Hold(call, on) => exchange.hold(call, on, now),
            Command::Mute(call, seat, on) => exchange.mute(call, seat, on),
            Command::PauseRecording(call, on) => exchange.pause_recording(call, on, now),
            Command::PartOver(call) => exchange.part_over(call, now),
            Command::End(call) => exchange.end(call, now),
        }
    }

    /// Sends what is to be sent, and tells what is to be told.
    fn flush(&mut self, port: &mut Port) {
        for datagram in self.exchange.outbox.drain(..) {
            port.send(&datagram);
        }
        for effect in self.exchange.effects.drain(..) {
            match effect {
                Effect::Tell(events, call, event) => events(call, event),
                Effect::Over(call, events) => self.hearers.over(call, events),
                Effect::Hear(new) => self.hearers.hear(*new),
            }
        }
    }
}

/// Where datagrams go out.
struct Port {
    udp: UdpSocket,
    /// The socket is one of IPv6, in which IPv4 has addresses of its own.
    mapped: bool,
    connections: HashMap<SocketAddr, mpsc::Sender<Vec<u8>>>,
}

impl Port {
    /// Sends, or not: what finds no room is late already.
    fn send(&self, datagram: &Datagram) {
        let Datagram { protocol, to, bytes } = datagram;
        if *protocol == Protocol::Udp {
            let _ = self.udp.try_send_to(bytes, self.address(*to));
        } else if let Some(connection) = self.connections.get(to)
            && let Ok(length) = u16::try_from(bytes.len())
        {
            let frame = [&length.to_be_bytes()[..], bytes].concat();
            let _ = connection.try_send(frame);
        }
    }

    fn address(&self, to: SocketAddr) -> SocketAddr {
        match to.ip() {
            IpAddr::V4(ip) if self.mapped => (ip.to_ipv6_mapped(), to.port()).into(),
            _ => to,
        }
    }

    fn accept(&mut self, stream: TcpStream, source: SocketAddr, frames: &Frames) {
        if self.connections.len() >= CONNECTIONS_MAX || stream.set_nodelay(true).is_err() {
            return;
        }
        let (reading, writing) = stream.into_split();
        let (to, outgoing) = mpsc::channel(FRAMES_MAX);
        self.connections.insert(source, to);
        let frames = frames.clone();
        tokio::spawn(async move {
            read(reading, source, &frames).await;
            // Gone already where the phone is.
            let _ = frames.send((source, None)).await;
        });
        tokio::spawn(write(writing, outgoing));
    }
}

/// Reads frames until the connection is closed, idle, or speaks something else.
async fn read(mut stream: tcp::OwnedReadHalf, source: SocketAddr, frames: &Frames) {
    loop {
        let mut length = [0; 2];
        match timeout(IDLE, stream.read_exact(&mut length)).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => return,
        }
        let length = usize::from(u16::from_be_bytes(length));
        if length > DATAGRAM_MAX {
            return;
        }
        let mut frame = vec![0; length];
        match timeout(IDLE, stream.read_exact(&mut frame)).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => return,
        }
        if frames.send((source, Some(frame))).await.is_err() {
            return;
        }
    }
}

async fn write(mut stream: tcp::OwnedWriteHalf, mut frames: mpsc::Receiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        match timeout(IDLE, stream.write_all(&frame)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return,
        }
    }
}

/// An address of IPv4 as such, also where it came over a socket of IPv6.
fn canonical(address: SocketAddr) -> SocketAddr {
    (address.ip().to_canonical(), address.port()).into()
}

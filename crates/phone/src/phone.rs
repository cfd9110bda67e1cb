//! The phone as others see it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use thiserror::Error;
use tokio::sync::mpsc;

use crate::{
    CallNumber, Events, Part, Seat,
    echo::EchoTerms,
    exchange::{Answered, Exchange},
    hearers::{Hearers, Mixed},
    hold,
    leg::Terms,
    socket::{Command, Driver, Sockets},
};

/// How the phone is reached.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen, for UDP and TCP alike; port 0 is any that is free.
    pub listen: SocketAddr,
    /// The addresses under which browsers see this machine. Without any: the one in `listen`, or, where that is
    /// unspecified, those of all network interfaces.
    pub addresses: Vec<IpAddr>,
    /// After how long the echo test says what was said.
    pub echo_delay: Duration,
    /// When an echo test ends by itself.
    pub echo_length: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            addresses: Vec::new(),
            echo_delay: Duration::from_secs(1),
            echo_length: Duration::from_mins(1),
        }
    }
}

/// Why there is no phone, in words for people.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The port.
    #[error("cannot listen for calls on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// Threads, or the network interfaces.
    #[error("the phone cannot start: {0}")]
    Start(#[source] io::Error),
}

/// Why somebody cannot join, in words for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// There is no such call, or it is over.
    #[error("this call is over")]
    NoCall,
    /// The offer makes no sense.
    #[error("your browser's offer of a call could not be understood")]
    Unreadable,
    /// It has no sound that we understand.
    #[error("your browser offered no sound that we understand (Opus)")]
    NoSound,
    /// Too many already.
    #[error("too many calls at once; please try again in a moment")]
    Busy,
}

/// All calls. Clones are the same phone; it hangs up when the last one is dropped.
#[derive(Debug, Clone)]
pub struct Phone {
    address: SocketAddr,
    terms: Arc<Terms>,
    // Without bounds, because only its owner asks for things, and nothing of what they ask may be lost.
    commands: mpsc::UnboundedSender<Command>,
}

/// Packets of mixes that wait to be sent, at most.
const MIXED_MAX: usize = 256;

impl Phone {
    /// Listens, and starts its threads.
    ///
    /// # Errors
    /// When the address cannot be listened on, or no thread can be started.
    pub fn open(config: Config) -> Result<Self, OpenError> {
        let Config { listen, addresses, echo_delay, echo_length } = config;
        let sockets = Sockets::bind(listen).map_err(|error| OpenError::Listen(listen, error))?;
        let addresses = if addresses.is_empty() {
            sockets.addresses().map_err(OpenError::Start)?
        } else {
            addresses
        };
        let address = sockets.address;
        let reached: Vec<_> =
            addresses.iter().map(|ip| SocketAddr::from((*ip, address.port()))).collect();
        let terms = Arc::new(Terms::new(&reached));
        let echo = EchoTerms { delay: echo_delay, length: echo_length };
        let (commands, asked) = mpsc::unbounded_channel();
        let (mix, mixed) = mpsc::channel(MIXED_MAX);
        // What finds no room is late already.
        let mix: Mixed = Arc::new(move |call, opus| _ = mix.try_send((call, opus)));
        let driver = Driver {
            exchange: Exchange::new(terms.clone(), echo, Instant::now()),
            hearers: Hearers::open(&mix).map_err(OpenError::Start)?,
            commands: asked,
            mixed,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(OpenError::Start)?;
        let thread = |name: &str| thread::Builder::new().name(name.to_owned());
        thread("hold music").spawn(|| _ = hold::music()).map_err(OpenError::Start)?;
        thread("phone")
            .spawn(move || {
                if let Err(error) = runtime.block_on(driver.run(sockets)) {
                    tracing::error!(%error, "the phone does not listen");
                }
            })
            .map_err(OpenError::Start)?;
        Ok(Self { address, terms, commands })
    }

    /// Where it listens, with the port that it has.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A call begins: a room with nobody in it, of which `events` is told everything. A number that is taken
    /// stays as it is.
    pub fn begin(&self, call: CallNumber, events: Events) {
        self.ask(Command::Begin(call, events));
    }

    /// A browser takes a seat: its offer comes in, our answer goes out (SDP both). A second offer for a seat
    /// replaces what was there: a reload, or another network. It takes about a millisecond.
    ///
    /// # Errors
    /// When there is no such call, or the offer cannot be accepted.
    pub fn join(&self, call: CallNumber, seat: Seat, offer: &str) -> Result<String, Refused> {
        self.answer(offer, |answered, reply| Command::Join(call, seat, answered, reply))
    }

    /// Whether an offer can be accepted at all, before somebody is given a seat for it.
    ///
    /// # Errors
    /// When it cannot.
    pub fn check(&self, offer: &str) -> Result<(), Refused> {
        Answered::new(offer, &self.terms, Instant::now()).map(|_| ())
    }

    /// Whoever sits there leaves.
    pub fn leave(&self, call: CallNumber, seat: Seat) {
        self.ask(Command::Leave(call, seat));
    }

    /// From now on agent and customer hear each other, and are heard and recorded. Whoever was
    /// [`Seat::Coming`] is the agent now, and who was the agent has left. A part that still runs is over
    /// first. Nobody is on hold.
    pub fn connect(&self, call: CallNumber, part: Part) {
        self.ask(Command::Connect(call, Box::new(part)));
    }

    /// Puts the customer on hold, or takes them back. On hold they hear music, and the recording and the ears
    /// nothing of either side. While no part runs, nothing happens: they hear music anyway.
    pub fn hold(&self, call: CallNumber, on: bool) {
        self.ask(Command::Hold(call, on));
    }

    /// Nothing of a seat is passed on, heard or recorded, or it is again.
    pub fn mute(&self, call: CallNumber, seat: Seat, on: bool) {
        self.ask(Command::Mute(call, seat, on));
    }

    /// The part goes on, but is neither recorded nor heard: both are silence in that time. A part begins
    /// without pause.
    pub fn pause_recording(&self, call: CallNumber, on: bool) {
        self.ask(Command::PauseRecording(call, on));
    }

    /// The part is over and the customer waits, with music, for the next. [`Event::Heard`](crate::Event::Heard)
    /// follows. The agent's seat is as it was: see [`leave`](Self::leave).
    pub fn part_over(&self, call: CallNumber) {
        self.ask(Command::PartOver(call));
    }

    /// The call is over: everybody leaves. [`Event::Heard`](crate::Event::Heard) follows for a part that
    /// runs, then [`Event::Over`](crate::Event::Over).
    pub fn end(&self, call: CallNumber) {
        self.ask(Command::End(call));
    }

    /// A test: whatever is said comes back a little later. It ends with its browser, or by itself.
    ///
    /// # Errors
    /// When the offer cannot be accepted.
    pub fn echo(&self, offer: &str) -> Result<String, Refused> {
        self.answer(offer, Command::Echo)
    }

    fn answer(
        &self,
        offer: &str,
        command: impl FnOnce(Box<Answered>, SyncSender<Result<(), Refused>>) -> Command,
    ) -> Result<String, Refused> {
        let (answered, answer) = Answered::new(offer, &self.terms, Instant::now())?;
        let (reply, replied) = sync_channel(1);
        self.ask(command(Box::new(answered), reply));
        // Without a reply, the phone has fallen, and every call with it.
        replied.recv().unwrap_or(Err(Refused::NoCall)).map(|()| answer)
    }

    fn ask(&self, command: Command) {
        // Its thread lives as long as this does, unless it fell.
        if self.commands.send(command).is_err() {
            tracing::error!("the phone has fallen");
        }
    }
}

//! The phone as others see it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use thiserror::Error;

use crate::{CallNumber, Events, Part, Seat};

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
            echo_length: Duration::from_secs(60),
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
}

impl Phone {
    /// Listens, and starts its threads.
    ///
    /// # Errors
    /// When the address cannot be listened on, or no thread can be started.
    pub fn open(config: Config) -> Result<Self, OpenError> {
        Ok(Self { address: config.listen })
    }

    /// Where it listens, with the port that it has.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A call begins: a room with nobody in it, of which `events` is told everything.
    pub fn begin(&self, call: CallNumber, events: Events) {
        let _ = (call, events);
    }

    /// A browser takes a seat: its offer comes in, our answer goes out (SDP both). A second offer for a seat
    /// replaces what was there: a reload, or another network.
    ///
    /// # Errors
    /// When there is no such call, or the offer cannot be accepted.
    pub fn join(&self, call: CallNumber, seat: Seat, offer: &str) -> Result<String, Refused> {
        let _ = (call, seat, offer);
        Err(Refused::NoCall)
    }

    /// Whoever sits there leaves.
    pub fn leave(&self, call: CallNumber, seat: Seat) {
        let _ = (call, seat);
    }

    /// From now on agent and customer hear each other, and are heard and recorded. Whoever was
    /// [`Seat::Coming`] is the agent now. A part that still runs is over first.
    pub fn connect(&self, call: CallNumber, part: Part) {
        let _ = (call, part);
    }

    /// Puts the customer on hold, or takes them back. On hold they hear music, and the recording and the ears
    /// nothing of either side.
    pub fn hold(&self, call: CallNumber, on: bool) {
        let _ = (call, on);
    }

    /// Nothing of a seat is passed on, heard or recorded, or it is again.
    pub fn mute(&self, call: CallNumber, seat: Seat, on: bool) {
        let _ = (call, seat, on);
    }

    /// The call goes on, but is neither recorded nor heard: both are silence in that time.
    pub fn pause_recording(&self, call: CallNumber, on: bool) {
        let _ = (call, on);
    }

    /// The part is over and the customer waits, with music, for the next. [`Event::Heard`](crate::Event::Heard)
    /// follows.
    pub fn part_over(&self, call: CallNumber) {
        let _ = call;
    }

    /// The call is over: everybody leaves. [`Event::Heard`](crate::Event::Heard) follows for a part that
    /// runs, then [`Event::Over`](crate::Event::Over).
    pub fn end(&self, call: CallNumber) {
        let _ = call;
    }

    /// A test: whatever is said comes back a little later.
    ///
    /// # Errors
    /// When the offer cannot be accepted.
    pub fn echo(&self, offer: &str) -> Result<String, Refused> {
        let _ = offer;
        Err(Refused::Unreadable)
    }
}

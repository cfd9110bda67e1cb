//! The exchange: all calls and all legs of a phone. Datagrams in, datagrams and what is told of calls out. It does
//! no I/O, and the time is given.

mod calls;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    fmt,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use str0m::{
    Input,
    net::{DatagramSend, Protocol, Receive},
};

use crate::{
    CallNumber, Event, Events, Recorder, Refused, Seat,
    directory::{Directory, Found},
    echo::{Echo, EchoTerms},
    hearing::Hearing,
    hold,
    leg::{Leg, Outcome, Terms, Told},
    packet::{Packet, STEP_MS, new_stream},
    room::{self, Hears, Room},
};

/// Legs at once, at most.
const LEGS_MAX: usize = 4_096;
/// How often it is looked who is lost.
const LOOK: Duration = Duration::from_millis(100);
/// So many steps of music are made up for after a stall; what is older is left out.
const MUSIC_LATE_MAX: u64 = 5;

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("calls", &self.rooms.len())
            .field("legs", &self.legs.len())
            .finish_non_exhaustive()
    }
}

/// A datagram to be sent.
#[derive(Debug)]
pub(crate) struct Datagram {
    pub(crate) protocol: Protocol,
    pub(crate) to: SocketAddr,
    pub(crate) bytes: DatagramSend,
}

/// A leg that was answered and is not in its place yet.
#[derive(Debug)]
pub(crate) struct Answered {
    leg: Leg,
    name: String,
}

/// To be done by whoever drives the exchange.
pub(crate) enum Effect {
    Tell(Events, CallNumber, Event),
    Hear(Box<NewPart>),
    /// The call is over, after everything that is still to be heard of it.
    Over(CallNumber, Events),
}

/// A part that is to be heard from now on.
pub(crate) struct NewPart {
    pub(crate) id: u64,
    pub(crate) call: CallNumber,
    pub(crate) events: Events,
    pub(crate) hearing: Hearing,
    pub(crate) recorder: Option<Box<dyn Recorder>>,
}

/// Where a leg belongs.
enum Place {
    Seat(CallNumber, Seat),
    Echo(Echo),
}

struct Placed {
    leg: Leg,
    place: Place,
}

/// All calls of a phone, for whoever has sockets of their own: [`Phone`](crate::Phone) has them.
pub struct Exchange {
    pub(crate) terms: Arc<Terms>,
    addresses: Vec<(Protocol, SocketAddr)>,
    echo: EchoTerms,
    rooms: HashMap<CallNumber, Room>,
    legs: HashMap<u64, Placed>,
    directory: Directory,
    next: u64,
    began: Instant,
    looked: Instant,
    music_step: u64,
    music_stream: u64,
    pub(crate) outbox: Vec<Datagram>,
    pub(crate) effects: Vec<Effect>,
}

impl Exchange {
    /// An exchange that browsers reach at these addresses, over UDP and TCP.
    pub fn open(addresses: &[SocketAddr], now: Instant) -> Self {
        Self::new(Arc::new(Terms::new(addresses)), EchoTerms::default(), now)
    }

    pub(crate) fn new(terms: Arc<Terms>, echo: EchoTerms, now: Instant) -> Self {
        let candidates = terms.candidates.iter();
        Self {
            addresses: candidates.map(|one| (one.proto(), one.addr())).collect(),
            echo,
            rooms: HashMap::new(),
            legs: HashMap::new(),
            directory: Directory::default(),
            next: 0,
            began: now,
            looked: now,
            music_step: 0,
            music_stream: new_stream(),
            outbox: Vec::new(),
            effects: Vec::new(),
            terms,
        }
    }

    /// What is to be sent: over which protocol, to whom, and the bytes.
    pub fn sent(&mut self) -> impl Iterator<Item = (Protocol, SocketAddr, Vec<u8>)> {
        self.outbox.drain(..).map(|one| (one.protocol, one.to, one.bytes.to_vec()))
    }

    /// A browser takes a seat: its offer comes in, our answer goes out.
    ///
    /// # Errors
    /// When there is no such call, or the offer cannot be accepted.
    pub fn seat(
        &mut self,
        call: CallNumber,
        seat: Seat,
        offer: &str,
        now: Instant,
    ) -> Result<String, Refused> {
        let (answered, answer) = Answered::new(offer, &self.terms, now)?;
        self.join(call, seat, answered, now).map(|()| answer)
    }

    /// Takes a datagram that came from somewhere.
    pub fn receive(&mut self, protocol: Protocol, source: SocketAddr, bytes: &[u8], now: Instant) {
        let from = (protocol, source);
        let Some(found) = self.directory.find(from, bytes) else { return };
        let (Found::Known(id) | Found::Asked(id)) = found;
        let Some(destination) = self.destination(protocol, source) else { return };
        let Ok(received) = Receive::new(protocol, source, destination, bytes) else { return };
        let Some(placed) = self.legs.get_mut(&id) else { return };
        let input = Input::Receive(now, received);
        if matches!(found, Found::Asked(_)) {
            // Whoever asks for somebody knows their password, too, or else is nobody.
            if !placed.leg.accepts(&input) {
                return;
            }
            self.directory.know(id, from);
        }
        let mut outcome = Outcome::default();
        placed.leg.receive(input, now, &mut outcome);
        if let Place::Seat(call, seat) = placed.place {
            self.in_room(call, |room, tell| room.alive(seat, now, tell));
        }
        self.settle(id, outcome, now);
    }

    /// Which of our addresses a datagram was sent to. The socket does not say; it matters only that it is one of
    /// them that can be reached from there.
    fn destination(&self, protocol: Protocol, source: SocketAddr) -> Option<SocketAddr> {
        let reachable = |(of, address): &&(Protocol, SocketAddr)| {
            *of == protocol && address.is_ipv4() == source.is_ipv4()
        };
        let mut same = self.addresses.iter().filter(reachable);
        let near = |(_, address): &&(Protocol, SocketAddr)| {
            address.ip().is_loopback() == source.ip().is_loopback()
        };
        same.clone().find(near).or_else(|| same.next()).map(|(_, address)| *address)
    }

    /// Time has passed: to be called every 10 ms or so.
    pub fn pass_time(&mut self, now: Instant) {
        let mut outcomes = Vec::new();
        for (&id, placed) in &mut self.legs {
            let mut outcome = Outcome::default();
            placed.leg.pass_time(now, &mut outcome);
            if !outcome.transmits.is_empty() || !outcome.told.is_empty() || !placed.leg.is_open() {
                outcomes.push((id, outcome));
            }
        }
        for (id, outcome) in outcomes {
            self.settle(id, outcome, now);
        }
        self.play(now);
        self.echo_back(now);
        if now.saturating_duration_since(self.looked) >= LOOK {
            self.looked = now;
            self.look(now);
        }
    }

    /// What came of giving something to a leg.
    fn settle(&mut self, id: u64, outcome: Outcome, now: Instant) {
        self.send(outcome.transmits);
        for told in outcome.told {
            let Some(placed) = self.legs.get_mut(&id) else { return };
            match (told, &mut placed.place) {
                (Told::Connected, Place::Seat(call, seat)) => {
                    let (call, seat) = (*call, *seat);
                    self.in_room(call, |room, tell| room.connected(seat, now, tell));
                }
                (Told::Packet(packet), Place::Seat(call, seat)) => {
                    let Some(room) = self.rooms.get_mut(call) else { continue };
                    for to in room.hear(*seat, &packet) {
                        self.say(to, &packet, now);
                    }
                }
                (Told::Packet(packet), Place::Echo(echo)) => echo.hear(packet),
                (Told::Connected, Place::Echo(_)) => {}
            }
        }
        let closed = self.legs.get(&id).is_some_and(|placed| !placed.leg.is_open());
        if closed
            && let Some(placed) = self.remove(id)
            && let Place::Seat(call, seat) = placed.place
        {
            // Of a leg that was replaced, nothing is told.
            self.in_room(call, |room, tell| {
                if room.leg(seat) == Some(id) {
                    room.closed(seat, now, tell);
                }
            });
        }
    }

    fn send(&mut self, transmits: Vec<str0m::net::Transmit>) {
        self.outbox.extend(transmits.into_iter().map(|one| Datagram {
            protocol: one.proto,
            to: one.destination,
            bytes: one.contents,
        }));
    }

    fn say(&mut self, to: u64, packet: &Packet, now: Instant) {
        let Some(placed) = self.legs.get_mut(&to) else { return };
        let mut outcome = Outcome::default();
        placed.leg.say(packet, now, &mut outcome);
        self.send(outcome.transmits);
        debug_assert!(outcome.told.is_empty(), "nothing is told by saying something");
    }

    fn in_room(&mut self, call: CallNumber, then: impl FnOnce(&mut Room, &mut dyn FnMut(Event))) {
        let Self { rooms, effects, .. } = self;
        if let Some(room) = rooms.get_mut(&call) {
            let events = room.events.clone();
            then(room, &mut |event| effects.push(Effect::Tell(events.clone(), call, event)));
        }
    }

    /// Music for everybody who waits.
    fn play(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.began).as_millis();
        let due = u64::try_from(passed).unwrap_or(u64::MAX) / STEP_MS;
        self.music_step = self.music_step.max(due.saturating_sub(MUSIC_LATE_MAX));
        while self.music_step < due {
            self.music_step += 1;
            self.play_step(now);
        }
    }

    fn play_step(&mut self, now: Instant) {
        let Some(music) = hold::music_if_made() else { return };
        let step = self.music_step;
        let mut to = Vec::new();
        for room in self.rooms.values_mut() {
            if let (Hears::Music, Some(leg)) =
                (room.hears(Seat::Customer), room.leg(Seat::Customer))
            {
                let from = *room.music_from.get_or_insert(step);
                to.push((leg, step - from));
            }
        }
        for (leg, step_of) in to {
            #[allow(clippy::cast_possible_truncation)] // below its length
            let opus = music[(step_of % music.len() as u64) as usize].clone();
            let packet = room::packet(self.music_stream, step, opus, now);
            self.say(leg, &packet, now);
        }
    }

    /// A packet of the mix for the guest of a call.
    pub(crate) fn mixed(&mut self, call: CallNumber, opus: Arc<[u8]>, now: Instant) {
        let Some(room) = self.rooms.get_mut(&call) else { return };
        if room.hears(Seat::Guest) == Hears::Both
            && let Some(leg) = room.leg(Seat::Guest)
        {
            let packet = room.next_mixed(opus, now);
            self.say(leg, &packet, now);
        }
    }

    fn echo_back(&mut self, now: Instant) {
        let mut due = Vec::new();
        let mut ended = Vec::new();
        for (&id, placed) in &mut self.legs {
            let Place::Echo(echo) = &mut placed.place else { continue };
            if echo.is_over(now) {
                ended.push(id);
            }
            due.extend(std::iter::from_fn(|| echo.due(now)).map(|packet| (id, packet)));
        }
        for (id, packet) in due {
            self.say(id, &packet, now);
        }
        for id in ended {
            self.close(id, now);
        }
    }

    fn look(&mut self, now: Instant) {
        let Self { rooms, effects, .. } = self;
        let mut gone = Vec::new();
        for (&call, room) in rooms {
            let events = room.events.clone();
            gone.extend(room.look(now, &mut |event| {
                effects.push(Effect::Tell(events.clone(), call, event));
            }));
        }
        for leg in gone {
            self.close(leg, now);
        }
    }

    fn place(&mut self, Answered { leg, name }: Answered, place: Place) -> Result<u64, Refused> {
        if self.legs.len() >= LEGS_MAX {
            return Err(Refused::Busy);
        }
        self.next += 1;
        let id = self.next;
        self.directory.add(id, name);
        self.legs.insert(id, Placed { leg, place });
        Ok(id)
    }

    fn remove(&mut self, id: u64) -> Option<Placed> {
        self.directory.remove(id);
        self.legs.remove(&id)
    }

    /// Closes a leg and says goodbye.
    fn close(&mut self, id: u64, now: Instant) {
        if let Some(mut placed) = self.remove(id) {
            let mut outcome = Outcome::default();
            placed.leg.close(now, &mut outcome);
            self.send(outcome.transmits);
        }
    }
}

impl Answered {
    /// Answers an offer, on whichever thread.
    pub(crate) fn new(offer: &str, terms: &Terms, now: Instant) -> Result<(Self, String), Refused> {
        let (leg, name, answer) = Leg::answer(offer, terms, now)?;
        Ok((Self { leg, name }, answer))
    }
}

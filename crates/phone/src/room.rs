//! The room of a call: who sits where, who hears whom, and who has gone silent. It knows seats and times; legs
//! are the exchange's.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    Event, Events, Seat,
    decoder::Decoder,
    hearing::{Line, Said},
    packet::{Packet, STEP_CLOCK, new_stream},
};

/// Nothing came for so long: somebody is lost. Browsers that send no sound still check their connection every 2.5 s.
const LOST: Duration = Duration::from_secs(3);
/// Lost for so long, or not connected so long after joining: somebody is gone.
const GONE: Duration = Duration::from_secs(15);
/// Connected for so long without a sound: the microphone may be off.
const QUIET: Duration = Duration::from_secs(20);
/// Louder than this is a sound: −60 dB of full scale, as a sample and as packets tell it.
const SOUND_SAMPLE: u16 = 33;
const SOUND_DB: i8 = -60;

/// What a seat hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hears {
    Nothing,
    /// The music of those who wait.
    Music,
    Seat(Seat),
    /// Customer and agent, mixed.
    Both,
}

/// A part that runs.
#[derive(Debug)]
pub(crate) struct Running {
    /// To its hearing, where it has one.
    pub(crate) line: Option<Line>,
}

impl Running {
    fn say(&self, said: impl FnOnce() -> Said) {
        if let Some(line) = &self.line {
            line.say(said());
        }
    }
}

/// A call.
pub(crate) struct Room {
    pub(crate) events: Events,
    places: [Option<Occupied>; 4],
    muted: [bool; 4],
    part: Option<Running>,
    held: bool,
    paused: bool,
    /// The step of the music with which it began for this customer.
    pub(crate) music_from: Option<u64>,
    /// Steps of the mix that were sent.
    mixed: u64,
    mix_stream: u64,
}

/// A seat with somebody in it.
#[derive(Debug)]
struct Occupied {
    leg: u64,
    joined: Instant,
    /// Since when it is connected, over whichever leg.
    connected: Option<Instant>,
    /// The leg that it has now is connected.
    here: bool,
    last: Instant,
    lost: Option<Instant>,
    microphone: Microphone,
}

/// Listens for the first sound of somebody.
#[derive(Debug, Default)]
enum Microphone {
    #[default]
    Unheard,
    /// Packets do not tell how loud they are, so they are decoded.
    Listening(Decoder),
    Known,
}

impl Microphone {
    fn hear(&mut self, packet: &Packet) {
        if matches!(self, Self::Known) {
            return;
        }
        let sound = match (packet.level_db, &mut *self) {
            (Some(level_db), _) => level_db > SOUND_DB,
            (None, Self::Listening(decoder)) => {
                let mut sound = Vec::new();
                decoder.decode(&packet.opus, &mut sound);
                sound.iter().any(|sample| sample.unsigned_abs() > SOUND_SAMPLE)
            }
            (None, _) => {
                *self = Self::Listening(Decoder::new());
                false
            }
        };
        if sound {
            *self = Self::Known;
        }
    }
}

impl Room {
    pub(crate) fn new(events: Events) -> Self {
        Self {
            events,
            places: Default::default(),
            muted: [false; 4],
            part: None,
            held: false,
            paused: false,
            music_from: None,
            mixed: 0,
            mix_stream: new_stream(),
        }
    }

    /// The next packet of the mix.
    pub(crate) fn next_mixed(&mut self, opus: Arc<[u8]>, now: Instant) -> Packet {
        self.mixed += 1;
        packet(self.mix_stream, self.mixed, opus, now)
    }

    /// What a seat hears.
    pub(crate) fn hears(&self, seat: Seat) -> Hears {
        let talking = self.part.is_some() && !self.held;
        let there = |seat: Seat| self.places[seat.index()].is_some();
        match seat {
            Seat::Customer if talking => Hears::Seat(Seat::Agent),
            Seat::Customer => Hears::Music,
            Seat::Agent if talking => Hears::Seat(Seat::Customer),
            // Agent and colleague talk it over.
            Seat::Agent if there(Seat::Coming) => Hears::Seat(Seat::Coming),
            Seat::Coming if !talking && there(Seat::Agent) => Hears::Seat(Seat::Agent),
            Seat::Guest if self.part.is_some() => Hears::Both,
            Seat::Agent | Seat::Coming | Seat::Guest => Hears::Nothing,
        }
    }

    /// The legs that a packet of a seat goes to. The ears get it, too.
    pub(crate) fn hear(
        &mut self,
        seat: Seat,
        packet: &Packet,
    ) -> impl Iterator<Item = u64> + use<> {
        let muted = self.muted[seat.index()];
        if !muted {
            if let Some(place) = &mut self.places[seat.index()] {
                place.microphone.hear(packet);
            }
            if let (Some(part), Some(side)) = (&self.part, seat.side()) {
                part.say(|| Said::Packet(side, packet.clone()));
            }
        }
        let to = Seat::ALL.map(|to| {
            let hears = !muted && self.hears(to) == Hears::Seat(seat);
            hears.then(|| self.leg(to)).flatten()
        });
        to.into_iter().flatten()
    }

    /// The leg of a seat.
    pub(crate) fn leg(&self, seat: Seat) -> Option<u64> {
        self.places[seat.index()].as_ref().map(|place| place.leg)
    }

    /// All legs.
    pub(crate) fn legs(&self) -> impl Iterator<Item = u64> {
        self.places.iter().flatten().map(|place| place.leg)
    }

    /// Somebody comes over a leg; the leg that they had before.
    pub(crate) fn join(&mut self, seat: Seat, leg: u64, now: Instant) -> Option<u64> {
        let place = &mut self.places[seat.index()];
        if let Some(place) = place {
            (place.joined, place.here) = (now, false);
            return Some(std::mem::replace(&mut place.leg, leg));
        }
        *place = Some(Occupied {
            leg,
            joined: now,
            connected: None,
            here: false,
            last: now,
            lost: None,
            microphone: Microphone::default(),
        });
        if seat == Seat::Guest {
            self.say(|| Said::Guest(true));
        }
        None
    }

    /// Somebody leaves; the leg that they had.
    pub(crate) fn leave(&mut self, seat: Seat) -> Option<u64> {
        let place = self.places[seat.index()].take()?;
        self.muted[seat.index()] = false;
        match seat {
            Seat::Guest => self.say(|| Said::Guest(false)),
            Seat::Customer => self.music_from = None,
            Seat::Agent | Seat::Coming => {}
        }
        Some(place.leg)
    }

    /// A leg is connected.
    pub(crate) fn connected(&mut self, seat: Seat, now: Instant, tell: &mut dyn FnMut(Event)) {
        let Some(place) = &mut self.places[seat.index()] else { return };
        (place.here, place.last) = (true, now);
        if place.connected.is_none() {
            place.connected = Some(now);
            tell(Event::Connected(seat));
        }
        if place.lost.take().is_some() {
            tell(Event::Back(seat));
        }
    }

    /// Something came from a seat.
    pub(crate) fn alive(&mut self, seat: Seat, now: Instant, tell: &mut dyn FnMut(Event)) {
        let Some(place) = &mut self.places[seat.index()] else { return };
        place.last = now;
        if place.here && place.lost.take().is_some() {
            tell(Event::Back(seat));
        }
    }

    /// A browser closed its leg. It may be back soon: that is what a reload looks like.
    pub(crate) fn closed(&mut self, seat: Seat, now: Instant, tell: &mut dyn FnMut(Event)) {
        let Some(place) = &mut self.places[seat.index()] else { return };
        place.here = false;
        if place.connected.is_some() && place.lost.is_none() {
            place.lost = Some(now);
            tell(Event::Lost(seat));
        }
    }

    /// Looks who is lost, gone or silent. Those who are gone have left; their legs come back.
    pub(crate) fn look(&mut self, now: Instant, tell: &mut dyn FnMut(Event)) -> Vec<u64> {
        let mut gone = Vec::new();
        for seat in Seat::ALL {
            let muted = self.muted[seat.index()];
            let Some(place) = &mut self.places[seat.index()] else { continue };
            let passed = |since: Instant| now.saturating_duration_since(since);
            if place.connected.is_some() && place.lost.is_none() && passed(place.last) >= LOST {
                place.lost = Some(now);
                tell(Event::Lost(seat));
            }
            let unknown = !matches!(place.microphone, Microphone::Known);
            let waited = place.connected.is_some_and(|since| passed(since) >= QUIET);
            if waited && unknown && place.lost.is_none() && !muted && seat != Seat::Guest {
                place.microphone = Microphone::Known;
                tell(Event::Quiet(seat));
            }
            let never = place.connected.is_none() && passed(place.joined) >= GONE;
            // Whoever makes an offer is given the time to connect.
            let lost = place.lost.is_some_and(|since| passed(since.max(place.joined)) >= GONE);
            if never || lost {
                tell(Event::Gone(seat));
                gone.extend(self.leave(seat));
            }
        }
        gone
    }

    /// A part begins. Whoever was coming is the agent now; the leg of the agent before comes back.
    pub(crate) fn connect(&mut self, part: Running) -> Option<u64> {
        let mut before = None;
        if let Some(coming) = self.places[Seat::Coming.index()].take() {
            before = self.leave(Seat::Agent);
            self.places[Seat::Agent.index()] = Some(coming);
            self.muted[Seat::Agent.index()] = self.muted[Seat::Coming.index()];
            self.muted[Seat::Coming.index()] = false;
        }
        if self.places[Seat::Guest.index()].is_some() {
            part.say(|| Said::Guest(true));
        }
        self.part = Some(part);
        (self.held, self.paused, self.music_from) = (false, false, None);
        before
    }

    /// The part is over, where one runs.
    pub(crate) fn part_over(&mut self, now: Instant) {
        if let Some(part) = self.part.take() {
            part.say(|| Said::Over(now));
        }
        (self.held, self.paused, self.music_from) = (false, false, None);
    }

    pub(crate) fn hold(&mut self, on: bool, now: Instant) -> bool {
        let changed = self.part.is_some() && self.held != on;
        if changed {
            (self.held, self.music_from) = (on, None);
            self.say(|| Said::Hold(on, now));
        }
        changed
    }

    pub(crate) fn pause(&mut self, on: bool, now: Instant) {
        if self.part.is_some() && self.paused != on {
            self.paused = on;
            self.say(|| Said::Pause(on, now));
        }
    }

    pub(crate) fn mute(&mut self, seat: Seat, on: bool) {
        self.muted[seat.index()] = on;
    }

    fn say(&self, said: impl FnOnce() -> Said) {
        if let Some(part) = &self.part {
            part.say(said);
        }
    }
}

/// A packet of nobody's, such as music.
pub(crate) fn packet(stream: u64, step: u64, opus: Arc<[u8]>, now: Instant) -> Packet {
    let time = step * STEP_CLOCK;
    Packet { stream, number: step, time, marker: false, level_db: None, opus, at: now }
}

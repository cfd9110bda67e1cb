//! What the owner of a phone asks of its calls.

use std::time::Instant;

use super::{Answered, Effect, Exchange, NewPart, Place};
use crate::{
    CallNumber, Events, Part, Refused, Seat,
    echo::Echo,
    hearing::{Hearing, Line},
    room::{Room, Running},
};

impl Exchange {
    /// A call begins.
    pub fn begin(&mut self, call: CallNumber, events: Events) {
        self.rooms.entry(call).or_insert_with(|| Room::new(events));
    }

    /// Somebody takes a seat.
    pub(crate) fn join(
        &mut self,
        call: CallNumber,
        seat: Seat,
        answered: Answered,
        now: Instant,
    ) -> Result<(), Refused> {
        if !self.rooms.contains_key(&call) {
            return Err(Refused::NoCall);
        }
        let id = self.place(answered, Place::Seat(call, seat))?;
        let before = self.rooms.get_mut(&call).and_then(|room| room.join(seat, id, now));
        if let Some(before) = before {
            self.close(before, now);
        }
        Ok(())
    }

    /// An echo test begins.
    pub(crate) fn echo(&mut self, answered: Answered, now: Instant) -> Result<(), Refused> {
        let echo = Echo::new(self.echo, now);
        self.place(answered, Place::Echo(echo)).map(|_| ())
    }

    /// Somebody leaves their seat.
    pub(crate) fn leave(&mut self, call: CallNumber, seat: Seat, now: Instant) {
        let leg = self.rooms.get_mut(&call).and_then(|room| room.leave(seat));
        if let Some(leg) = leg {
            self.close(leg, now);
        }
    }

    /// A part begins.
    pub fn connect(&mut self, call: CallNumber, part: Part, now: Instant) {
        self.part_over(call, now);
        let Some(room) = self.rooms.get_mut(&call) else { return };
        let Part { name, baselines, recording, events, relayed_only } = part;
        let line = (!relayed_only).then(Line::default);
        let before = room.connect(Running { line: line.clone() });
        if let Some(line) = line {
            let hearing = Hearing::new(name, &baselines, recording.is_some(), line, now);
            self.next += 1;
            self.effects.push(Effect::Hear(Box::new(NewPart {
                id: self.next,
                call,
                events: events.unwrap_or_else(|| room.events.clone()),
                hearing,
                recorder: recording,
            })));
        }
        if let Some(placed) = room.leg(Seat::Agent).and_then(|leg| self.legs.get_mut(&leg)) {
            placed.place = Place::Seat(call, Seat::Agent);
        }
        if let Some(before) = before {
            self.close(before, now);
        }
        self.rest(call);
    }

    /// The part that runs is over.
    pub(crate) fn part_over(&mut self, call: CallNumber, now: Instant) {
        if let Some(room) = self.rooms.get_mut(&call) {
            room.part_over(now);
            self.rest(call);
        }
    }

    pub(crate) fn hold(&mut self, call: CallNumber, on: bool, now: Instant) {
        if self.rooms.get_mut(&call).is_some_and(|room| room.hold(on, now)) {
            self.rest(call);
        }
    }

    pub(crate) fn mute(&mut self, call: CallNumber, seat: Seat, on: bool) {
        if let Some(room) = self.rooms.get_mut(&call) {
            room.mute(seat, on);
            self.rest(call);
        }
    }

    pub(crate) fn pause_recording(&mut self, call: CallNumber, on: bool, now: Instant) {
        if let Some(room) = self.rooms.get_mut(&call) {
            room.pause(on, now);
        }
    }

    /// The call is over.
    pub(crate) fn end(&mut self, call: CallNumber, now: Instant) {
        self.part_over(call, now);
        let Some(room) = self.rooms.remove(&call) else { return };
        let legs: Vec<_> = room.legs().collect();
        for leg in legs {
            self.close(leg, now);
        }
        self.effects.push(Effect::Over(call, room.events));
    }

    /// All calls are over.
    pub(crate) fn end_all(&mut self, now: Instant) {
        let calls: Vec<_> = self.rooms.keys().copied().collect();
        for call in calls {
            self.end(call, now);
        }
    }

    /// Who hears whom has changed: what is heard next does not follow what was heard before.
    fn rest(&mut self, call: CallNumber) {
        let Self { rooms, legs, .. } = self;
        let Some(room) = rooms.get(&call) else { return };
        for leg in room.legs() {
            if let Some(placed) = legs.get_mut(&leg) {
                placed.leg.rest();
            }
        }
    }
}

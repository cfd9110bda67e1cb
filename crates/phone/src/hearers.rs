//! The threads on which parts are heard: one for each core, so that analysis never keeps a packet waiting.
//!
//! A part is heard in pieces of 100 ms, which is as often as it is told of; with a guest, step by step.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    CallNumber, Event, Events,
    exchange::NewPart,
    hearing::Note,
    recording::{self, Desk},
};

/// How often a part is heard, and with somebody who waits for it.
const OFTEN: Duration = Duration::from_millis(100);
const PRESSING: Duration = Duration::from_millis(20);

/// For whoever listens in: the call, and a packet for its guest.
pub(crate) type Mixed = Arc<dyn Fn(CallNumber, Arc<[u8]>) + Send + Sync>;

enum Task {
    Hear(Box<NewPart>),
    Over(CallNumber, Events),
}

/// Hears all parts.
#[derive(Debug)]
pub(crate) struct Hearers {
    tasks: Vec<Sender<Task>>,
}

impl Hearers {
    /// Starts the threads. They end when this is dropped.
    pub(crate) fn open(mixed: &Mixed) -> io::Result<Self> {
        let desk = Desk::open()?;
        let count = thread::available_parallelism().map_or(1, usize::from);
        let tasks = (0..count)
            .map(|i| {
                let (tasks, waiting) = mpsc::channel();
                let worker =
                    Worker { desk: desk.clone(), mixed: mixed.clone(), parts: BTreeMap::new() };
                let thread = thread::Builder::new().name(format!("hearer-{i}"));
                thread.spawn(move || worker.run(&waiting)).map(|_| tasks)
            })
            .collect::<io::Result<_>>()?;
        Ok(Self { tasks })
    }

    /// Hears a part until it is over.
    pub(crate) fn hear(&self, part: NewPart) {
        self.send(part.call, Task::Hear(Box::new(part)));
    }

    /// The call is over, after everything of it that is still to be heard.
    pub(crate) fn over(&self, call: CallNumber, events: Events) {
        self.send(call, Task::Over(call, events));
    }

    /// All parts of a call are heard on the same thread, one after the other.
    fn send(&self, call: CallNumber, task: Task) {
        let count = self.tasks.len() as u64;
        let which = usize::try_from(call.0 % count.max(1)).unwrap_or(0);
        if let Some(thread) = self.tasks.get(which) {
            // It is gone only when it fell.
            let _ = thread.send(task);
        }
    }
}

struct Worker {
    desk: Desk,
    mixed: Mixed,
    /// By when they are due.
    parts: BTreeMap<(Instant, u64), Box<NewPart>>,
}

impl Worker {
    fn run(mut self, tasks: &Receiver<Task>) {
        loop {
            let due = self.parts.first_key_value().map(|((due, _), _)| *due);
            let wait = due.map_or(Duration::from_mins(1), |due| {
                due.saturating_duration_since(Instant::now())
            });
            match tasks.recv_timeout(wait) {
                Ok(Task::Hear(mut part)) => {
                    if let Some(recorder) = part.recorder.take() {
                        let (call, events) = (part.call, part.events.clone());
                        let begin = recording::Task::Begin(part.id, recorder, call, events);
                        self.desk.hand_in(begin);
                    }
                    // Calls that begin together are not heard together.
                    let apart = Duration::from_millis(part.id * 37 % 100);
                    self.parts.insert((Instant::now() + apart, part.id), part);
                }
                Ok(Task::Over(call, events)) => self.over(call, events),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.hear_due();
        }
    }

    fn hear_due(&mut self) {
        while let Some(first) = self.parts.first_entry() {
            let now = Instant::now();
            let (due, id) = *first.key();
            if due > now {
                return;
            }
            let part = first.remove();
            if let Some(part) = self.hear(part, now) {
                let often = if part.hearing.is_pressing() { PRESSING } else { OFTEN };
                // Whoever is late begins anew rather than to run after.
                let next = if due + 2 * often > now { due + often } else { now + often };
                self.parts.insert((next, id), part);
            }
        }
    }

    /// The call is over: so are those of its parts that are not finished yet.
    fn over(&mut self, call: CallNumber, events: Events) {
        let now = Instant::now();
        let of = self.parts.iter().filter(|(_, part)| part.call == call);
        let mut keys: Vec<_> = of.map(|(key, part)| (part.id, *key)).collect();
        keys.sort_unstable();
        for (_, key) in keys {
            if let Some(part) = self.parts.remove(&key) {
                // It was told before that it is over.
                let _ = self.hear(part, now);
            }
        }
        self.desk.hand_in(recording::Task::Over(call, events));
    }

    /// Hears a part up to now. It comes back unless it is over.
    fn hear(&self, mut part: Box<NewPart>, now: Instant) -> Option<Box<NewPart>> {
        let mut stop = false;
        let over = part.hearing.advance(now, |note| match note {
            Note::Mirror(mirror) => (part.events)(part.call, Event::Mirror(mirror)),
            Note::Recorded(frames, samples) => stop |= !self.desk.write(part.id, frames, samples),
            Note::Mix(packet) => (self.mixed)(part.call, packet),
        });
        if stop {
            part.hearing.stop_recording();
            self.desk.hand_in(recording::Task::Stop(part.id, "the disk is too slow"));
        }
        if !over {
            return Some(part);
        }
        let NewPart { id, call, events, hearing, .. } = *part;
        let heard = hearing.finish(|note| {
            if let Note::Recorded(frames, samples) = note {
                self.desk.hand_in(recording::Task::Write(id, frames, samples));
            }
        });
        self.desk.hand_in(recording::Task::Heard(id, Box::new(heard), call, events));
        None
    }
}

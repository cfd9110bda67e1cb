//! The thread on which recordings are written, so that a slow disk keeps nobody waiting.
//!
//! It also tells that a part is over, once its recording is: whoever hears of it finds it whole.

use std::{
    collections::HashMap,
    io,
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    thread,
};

use listen::heard::Heard;

use crate::{CallNumber, Event, Events, Recorder, decoder::RATE_HZ, flac};

/// Pieces that wait to be written, at most, of all calls: a hundred calls for some seconds.
const WAITING_MAX: usize = 1_024;

/// To be done, in this order.
pub(crate) enum Task {
    Begin(u64, Box<dyn Recorder>, CallNumber, Events),
    /// Frames, and how many samples there are with these.
    Write(u64, Vec<u8>, u64),
    /// The recording ends here, for a reason.
    Stop(u64, &'static str),
    /// A part is over; so is its recording, where it has one.
    Heard(u64, Box<Heard>, CallNumber, Events),
    /// A call is over.
    Over(CallNumber, Events),
}

/// Where recordings are handed in.
#[derive(Debug, Clone)]
pub(crate) struct Desk(SyncSender<Task>);

impl Desk {
    /// Starts the thread. It ends when the last of these is dropped and everything is written.
    pub(crate) fn open() -> io::Result<Self> {
        let (tasks, waiting) = sync_channel(WAITING_MAX);
        thread::Builder::new().name("recordings".to_owned()).spawn(move || write(&waiting))?;
        Ok(Self(tasks))
    }

    /// Hands in what must not be lost.
    pub(crate) fn hand_in(&self, task: Task) {
        // It is gone only when its thread fell, and then there is nobody to tell.
        let _ = self.0.send(task);
    }

    /// Hands in frames; false when there is no room for them.
    pub(crate) fn write(&self, id: u64, frames: Vec<u8>, samples: u64) -> bool {
        !matches!(self.0.try_send(Task::Write(id, frames, samples)), Err(TrySendError::Full(_)))
    }
}

/// One recording.
struct Running {
    recorder: Box<dyn Recorder>,
    samples: u64,
    call: CallNumber,
    events: Events,
}

impl Running {
    fn stop(self, why: &str) {
        let Self { mut recorder, samples, call, events } = self;
        if let Err(error) = recorder.finish(&flac::header(RATE_HZ, samples)) {
            tracing::warn!(%call, %error, "a recording that stopped has no end");
        }
        tracing::warn!(%call, why, "a recording stopped");
        events(call, Event::RecordingStopped(why.to_owned()));
    }
}

fn write(tasks: &Receiver<Task>) {
    let mut running: HashMap<u64, Running> = HashMap::new();
    for task in tasks {
        match task {
            Task::Begin(id, mut recorder, call, events) => {
                let begun = recorder.write(&flac::header(RATE_HZ, 0));
                let one = Running { recorder, samples: 0, call, events };
                match begun {
                    Ok(()) => _ = running.insert(id, one),
                    Err(error) => one.stop(&words(&error)),
                }
            }
            Task::Write(id, frames, samples) => {
                let Some(one) = running.get_mut(&id) else { continue };
                match one.recorder.write(&frames) {
                    Ok(()) => one.samples = samples,
                    Err(error) => {
                        if let Some(one) = running.remove(&id) {
                            one.stop(&words(&error));
                        }
                    }
                }
            }
            Task::Stop(id, why) => {
                if let Some(one) = running.remove(&id) {
                    one.stop(why);
                }
            }
            Task::Heard(id, heard, call, events) => {
                if let Some(mut one) = running.remove(&id)
                    && let Err(error) = one.recorder.finish(&flac::header(RATE_HZ, one.samples))
                {
                    tracing::warn!(%call, %error, "a recording could not be finished");
                    events(call, Event::RecordingStopped(words(&error)));
                }
                events(call, Event::Heard(heard));
            }
            Task::Over(call, events) => events(call, Event::Over),
        }
    }
}

/// Why a disk does not take more, for people.
fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

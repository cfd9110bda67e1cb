//! Both ears of a call at work at once: a thread reads, one hears each side, and the caller's own takes
//! what was read and heard together, in order.
//!
//! Stretches go round: the reader fills them, an ear adds its frames, the caller gives them back. So there
//! are never more than a handful, however long the call is.

use std::{
    collections::VecDeque,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use voice::{Ear, Frame, Rate, missing};

use super::{Block, Gathering, Sound, Unheard};

/// Stretches that may wait between two threads: enough that neither waits for the other's hiccups.
const WAITING: usize = 4;

/// A stretch of time of one side.
#[derive(Debug, Default)]
struct Stretch {
    samples: Vec<f32>,
    /// The other side has so many samples more.
    silence: usize,
    frames: Vec<Frame>,
}

/// Two of anything that a thread sends to another.
type Ways<T> = ([SyncSender<T>; 2], [Receiver<T>; 2]);

fn ways<T>() -> Ways<T> {
    let ((to_agent, agent), (to_customer, customer)) =
        (sync_channel(WAITING), sync_channel(WAITING));
    ([to_agent, to_customer], [agent, customer])
}

/// Hears all of a call's sound. `each` is called after each stretch.
///
/// # Errors
/// When the sound cannot be read to its end.
pub(super) fn hear(
    sound: Sound,
    gathering: &mut Gathering,
    mut each: impl FnMut(&Gathering),
) -> Result<Sound, Unheard> {
    let rates = sound.rates();
    let (to_ears, to_hear) = ways::<Stretch>();
    let (from_ears, heard) = ways::<Stretch>();
    // As many as can be under way at all: giving one back never waits.
    let (used, to_fill) = sync_channel::<[Stretch; 2]>(2 * WAITING + 3);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read(sound, rates, &to_ears, &to_fill));
        for ((rate, to_hear), heard) in rates.into_iter().zip(to_hear).zip(from_ears) {
            scope.spawn(move || listen(rate, &to_hear, &heard));
        }
        // The filters of different rates look ahead differently: one side may be some frames ahead.
        let mut frames: [VecDeque<Frame>; 2] = Default::default();
        let mut block = Block::default();
        while let [Ok(mut agent), Ok(mut customer)] = heard.each_ref().map(Receiver::recv) {
            for ((frames, side), stretch) in
                frames.iter_mut().zip(&mut block.sides).zip([&mut agent, &mut customer])
            {
                frames.extend(stretch.frames.drain(..));
                std::mem::swap(side, &mut stretch.samples);
            }
            let [agents, customers] = &mut frames;
            let both = agents.len().min(customers.len());
            let pairs = agents.drain(..both).zip(customers.drain(..both));
            gathering.take(&block, pairs.map(|(agent, customer)| [agent, customer]));
            each(gathering);
            // The reader may be through already.
            let _ = used.try_send([agent, customer]);
        }
        match reader.join() {
            Ok(sound) => sound,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Reads the sound and gives each ear its side.
fn read(
    mut sound: Sound,
    rates: [Rate; 2],
    to_ears: &[SyncSender<Stretch>; 2],
    to_fill: &Receiver<[Stretch; 2]>,
) -> Result<Sound, Unheard> {
    let mut block = Block::default();
    while sound.read_half_second(&mut block)? {
        let lengths = block.sides.each_ref().map(Vec::len);
        let silence = missing(lengths, rates.map(|rate| rate.hz() as usize));
        let stretches = to_fill.try_recv().unwrap_or_default();
        for (i, (mut stretch, to_ear)) in stretches.into_iter().zip(to_ears).enumerate() {
            std::mem::swap(&mut stretch.samples, &mut block.sides[i]);
            stretch.silence = silence[i];
            if to_ear.send(stretch).is_err() {
                return Ok(sound);
            }
        }
    }
    Ok(sound)
}

/// One ear: hears stretches until there are no more.
fn listen(rate: Rate, to_hear: &Receiver<Stretch>, heard: &SyncSender<Stretch>) {
    let mut ear = Ear::new(rate);
    for mut stretch in to_hear {
        let Stretch { samples, silence, frames } = &mut stretch;
        ear.hear(samples, |frame| frames.push(*frame));
        ear.silence(*silence, |frame| frames.push(*frame));
        if heard.send(stretch).is_err() {
            return;
        }
    }
    // What the ear still had.
    let mut last = Stretch::default();
    ear.finish(|frame| last.frames.push(*frame));
    let _ = heard.send(last);
}

//! A call: two sides, each heard by an ear of its own, and what passes between them.
//!
//! Both sides are given together, the same stretch of time each; frames, turns and impressions follow.
//! What cannot be kept in a small fixed state (the curve of a call, its moments) is told as it comes.

use crate::{
    Ear, Frame, Gatherer, HOP_MS, Impression, Measure, Measures, Rate,
    arithmetic::log2,
    music::{STRETCH_FRAMES, STRETCHES},
    talk::{self, Moment, Side, SideTalk, Talk, What},
};

/// Half-seconds of talk that are remembered: the last ten seconds.
const BLOCKS: usize = 20;
/// What a point of the curve is judged by, in seconds of that side's talk.
pub const WINDOW_S: u32 = 6;
const WINDOW_BLOCKS: usize = 2 * WINDOW_S as usize;
/// Talk in a block, in seconds.
const BLOCK_S: f32 = 0.5;
/// First and last impression: ten seconds of talk.
const IMPRESSION_S: f32 = 10.0;

/// Told as it is heard.
#[derive(Debug, Clone, Copy)]
pub enum Heard<'a> {
    /// A frame of one side.
    Frame(Side, &'a Frame),
    /// A point of a side's curve: after each half-second of its talk.
    Point(&'a Point),
    /// Something noticed.
    Moment(&'a Moment),
    /// A side's voice begins only now: what was told of that side before was the line, or the other
    /// side's echo, and is to be forgotten. Whoever spoke for themselves, however softly, is not
    /// forgotten when something louder comes: that may be music, or a colleague.
    Begins(Side),
}

/// How one side sounded over its last [`WINDOW_S`] seconds of talk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Whose voice.
    pub side: Side,
    /// When, in ms from the beginning of the call.
    pub at_ms: u64,
    /// The measures, to be judged against a baseline.
    pub measures: Measures,
}

/// What a call was like, so far.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// How long it is, in ms.
    pub length_ms: u64,
    /// The agent's and the customer's.
    pub sides: [SideFigures; 2],
    /// Length of the customer's opening turn, in ms: the first one with at least two seconds of speech.
    pub opening_ms: Option<u64>,
    /// Both silent for at least three seconds at a time, in ms; holds apart.
    pub silence_ms: u64,
    /// Music, or a dead line, in ms.
    pub hold_ms: u64,
    /// Who has the floor, and since when, in ms.
    pub floor: Option<(Side, u64)>,
}

/// One side of [`Figures`].
#[derive(Debug, Clone, Copy)]
pub struct SideFigures {
    /// Turns, interruptions and the like.
    pub talk: SideTalk,
    /// All of this side's speech.
    pub whole: Impression,
    /// Its first ten seconds of talk.
    pub first: Impression,
    /// Its last ten seconds of talk.
    pub last: Impression,
    /// Samples that were no numbers.
    pub not_numbers: u64,
    /// Frames at full scale.
    pub clipped_frames: u64,
    /// Syllables a second of talk.
    pub pace: Option<f32>,
}

impl Figures {
    /// Share of the whole call, 0 to 1, that a side talked.
    pub fn talk_share(&self, side: Side) -> f32 {
        if self.length_ms == 0 {
            return 0.0;
        }
        self.sides[side.index()].talk.talk_ms as f32 / self.length_ms as f32
    }

    /// The agent's pace less the customer's, in syllables a second.
    pub fn pace_gap(&self) -> Option<f32> {
        Some(self.sides[0].pace? - self.sides[1].pace?)
    }
}

/// One side's ear and memory.
#[derive(Debug)]
struct Listener {
    ear: Ear,
    /// Samples of a hop at the line's rate.
    hop: usize,
    waiting: Waiting,
    own: Own,
    gatherer: Gatherer,
    whole: Impression,
    first: Impression,
    blocks: Box<[Impression]>,
    block: usize,
    raised: Raised,
    clipped_frames: u64,
}

/// Listens to a call.
#[derive(Debug)]
pub struct Call {
    sides: [Listener; 2],
    talk: Talk,
}

impl Listener {
    fn new(rate: Rate) -> Self {
        Self {
            ear: Ear::new(rate),
            hop: rate.hz() as usize / 100,
            waiting: Waiting::new(),
            own: Own::default(),
            gatherer: Gatherer::default(),
            whole: Impression::default(),
            first: Impression::default(),
            blocks: vec![Impression::default(); BLOCKS].into_boxed_slice(),
            block: 0,
            raised: Raised::default(),
            clipped_frames: 0,
        }
    }

    /// Takes in a frame; what the talk needs of it, and whether a block is full. `begins` says that it is
    /// the first of the voice.
    fn take(&mut self, frame: &Frame, begins: bool) -> (talk::Heard, bool) {
        self.clipped_frames += u64::from(frame.clipped);
        if begins {
            self.own = Own::default();
            self.blocks.fill(Impression::default());
            (self.whole, self.first) = (Impression::default(), Impression::default());
        }
        if !frame.music {
            self.gatherer.add(frame, &mut self.blocks[self.block]);
        }
        let full = self.blocks[self.block].talk_s() >= BLOCK_S;
        if full {
            let done = self.blocks[self.block];
            self.whole.merge(&done);
            if self.first.talk_s() < IMPRESSION_S {
                self.first.merge(&done);
            }
        }
        let heard = talk::Heard {
            speech: frame.speech,
            music: frame.music,
            begins,
            level_db: frame.level_db,
        };
        (heard, full)
    }

    /// The newest blocks together.
    fn newest(&self, count: usize) -> Impression {
        let mut sum = Impression::default();
        for back in 0..count.min(BLOCKS) {
            sum.merge(&self.blocks[(self.block + BLOCKS - back) % BLOCKS]);
        }
        sum
    }

    fn next_block(&mut self) {
        self.block = (self.block + 1) % BLOCKS;
        self.blocks[self.block] = Impression::default();
    }
}

/// Speaking up: half a second of voice well above that voice's average, in loudness and in pitch.
#[derive(Debug, Default)]
struct Raised {
    /// Means over about the last half-second of voiced frames.
    level_db: f32,
    pitch: f32,
    /// The mean pitch of the call so far, in semitones.
    usual: f32,
    frames: f32,
    from: Option<u64>,
    last: u64,
}

/// So much louder than the running level, in dB, and so much higher than the mean, in semitones.
const RAISED_DB: f32 = 4.0;
const RAISED_SEMITONES: f32 = 4.0;
/// It is told when it lasted so many frames, and is over after so many without.
const RAISED_MIN: u64 = 50;
const RAISED_REST: u64 = 80;
/// What a voice is on average is known after so many voiced frames.
const RAISED_KNOWN: f32 = 500.0;

impl Raised {
    /// Takes a frame; where a raised voice was, and for how long, in frames, once it is over.
    fn step(&mut self, frame: &Frame) -> Option<(u64, u64)> {
        if let Some(voiced) = &frame.voiced {
            let pitch = 12.0 * log2(voiced.pitch_hz);
            self.frames += 1.0;
            self.usual += (pitch - self.usual) * (1.0 / self.frames).max(1.0 / 6_000.0);
            let step = (1.0 / self.frames).max(1.0 / 25.0);
            self.level_db += (frame.relative_db - self.level_db) * step;
            self.pitch += (pitch - self.pitch) * step;
            let raised = self.frames > RAISED_KNOWN
                && self.level_db > RAISED_DB
                && self.pitch > self.usual + RAISED_SEMITONES;
            if raised {
                self.from.get_or_insert(frame.index.saturating_sub(25));
                self.last = frame.index;
            }
        }
        if frame.index > self.last + RAISED_REST { self.end() } else { None }
    }

    fn end(&mut self) -> Option<(u64, u64)> {
        let from = self.from.take()?;
        let length = self.last + 1 - from;
        (length >= RAISED_MIN).then_some((from, length))
    }
}

fn raised(side: Side, (from, length): (u64, u64)) -> Moment {
    Moment {
        what: What::RaisedVoice,
        by: Some(side),
        from_ms: from * u64::from(HOP_MS),
        length_ms: length * u64::from(HOP_MS),
    }
}

impl Call {
    /// A call whose sides come at these rates, the agent's first.
    pub fn new(agent: Rate, customer: Rate) -> Self {
        Self { sides: [Listener::new(agent), Listener::new(customer)], talk: Talk::default() }
    }

    /// Hears the same stretch of time of both sides. It tells what is noticed, about
    /// [`LATENCY_MS`](crate::LATENCY_MS) behind the sound, and turns once they are over.
    ///
    /// Both stretches should last equally long; where one is shorter, its side counts as silent for
    /// the rest.
    pub fn hear(&mut self, agent: &[f32], customer: &[f32], mut tell: impl FnMut(Heard<'_>)) {
        // Hop by hop, so that neither side runs ahead.
        let [a, b] = [self.sides[0].hop, self.sides[1].hop];
        let hops = agent.len().div_ceil(a).max(customer.len().div_ceil(b));
        for hop in 0..hops {
            let agent = part(agent, hop, a);
            let customer = part(customer, hop, b);
            self.sides[0].hear(agent);
            self.sides[1].hear(customer);
            let [to_agent, to_customer] = missing([agent.len(), customer.len()], [a, b]);
            self.sides[0].silence(to_agent);
            self.sides[1].silence(to_customer);
            self.pair(&mut tell);
        }
    }

    /// The same for whoever has an [`Ear`] for each side elsewhere, such as on a thread of its own:
    /// takes the next frame of both, in their order, also those of [`Ear::finish`]. It tells the same
    /// to the bit as [`hear`](Self::hear) would. A call is heard either way, not both.
    pub fn take(&mut self, agent: &Frame, customer: &Frame, mut tell: impl FnMut(Heard<'_>)) {
        self.sides[0].waiting.put(agent);
        self.sides[1].waiting.put(customer);
        self.pair(&mut tell);
    }

    /// The call is over: tells what was still open.
    pub fn finish(&mut self, mut tell: impl FnMut(Heard<'_>)) {
        let [first, second] = &mut self.sides;
        first.finish();
        second.finish();
        self.pair(&mut tell);
        for side in Side::BOTH {
            if let Some(moment) = self.sides[side.index()].raised.end() {
                tell(Heard::Moment(&raised(side, moment)));
            }
        }
        self.talk.finish(&mut |moment| tell(Heard::Moment(&moment)));
    }

    /// What the call was like so far.
    pub fn figures(&self) -> Figures {
        Figures {
            length_ms: self.talk.length_ms(),
            sides: Side::BOTH.map(|side| self.side(side)),
            opening_ms: self.talk.opening_ms(),
            silence_ms: self.talk.silence_ms(),
            hold_ms: self.talk.hold_ms(),
            floor: self.talk.floor(),
        }
    }

    fn side(&self, side: Side) -> SideFigures {
        let listener = &self.sides[side.index()];
        let mut whole = listener.whole;
        whole.merge(&listener.blocks[listener.block]);
        SideFigures {
            talk: self.talk.side(side),
            first: listener.first,
            last: listener.newest(BLOCKS),
            not_numbers: listener.ear.not_numbers,
            clipped_frames: listener.clipped_frames,
            pace: whole.measure(Measure::Pace),
            whole,
        }
    }

    /// How a side sounded over its last [`WINDOW_S`] seconds of talk.
    pub fn window(&self, side: Side) -> Impression {
        self.sides[side.index()].newest(WINDOW_BLOCKS)
    }

    /// Takes the frames that both sides have.
    fn pair(&mut self, tell: &mut impl FnMut(Heard<'_>)) {
        while self.sides.iter().all(|side| side.waiting.count > 0) {
            let [agent, customer] = &mut self.sides;
            let (Some(agent), Some(customer)) = (agent.waiting.take(), customer.waiting.take())
            else {
                return;
            };
            let frames = [agent, customer];
            let mut heard = [talk::Heard::default(); 2];
            for side in Side::BOTH {
                let listener = &mut self.sides[side.index()];
                let frame = frames[side.index()];
                let at_ms = frame.index * u64::from(HOP_MS);
                let begins = frame.begins && !listener.own.voice();
                if begins {
                    tell(Heard::Begins(side));
                }
                tell(Heard::Frame(side, &frame));
                let (of_side, full) = listener.take(&frame, begins);
                listener.own.step(&frame, frames[side.other().index()].speech);
                heard[side.index()] = of_side;
                if echo(&frame, &frames[side.other().index()]) {
                    heard[side.index()].speech = false;
                }
                if full {
                    let measures = listener.newest(WINDOW_BLOCKS).measures();
                    tell(Heard::Point(&Point { side, at_ms, measures }));
                    listener.next_block();
                }
                if let Some(moment) = listener.raised.step(&frame) {
                    tell(Heard::Moment(&raised(side, moment)));
                }
                if frame.laughter {
                    tell(Heard::Moment(&Moment {
                        what: What::Laughter,
                        by: Some(side),
                        from_ms: at_ms.saturating_sub(LAUGHTER_MS),
                        length_ms: LAUGHTER_MS,
                    }));
                }
            }
            self.talk.step(heard, &mut |moment| tell(Heard::Moment(&moment)));
        }
    }
}

/// How much was heard that can only have been this side's own voice: what is voiced, is no music, and
/// comes while the other side is quiet, as no echo does.
#[derive(Debug, Default)]
struct Own {
    /// Voiced frames in each of the last half-seconds, newest last: music is noticed so late.
    newest: [u32; STRETCHES + 1],
    /// Voiced frames before those.
    before: u32,
    /// Voiced frames while the other side spoke, or soon after.
    over: u32,
    /// Frames in which an echo of the other side may still come.
    echo: u32,
    music: bool,
}

/// So many voiced frames are a voice: about a second of speech. The line seldom has more than a few.
const OWN_MIN: u32 = 50;
/// What comes within so many frames of the other side's speech may be its echo: ITU-T G.114 wants lines to
/// delay speech by less than 400 ms.
const ECHO_TAIL: u32 = 40;

impl Own {
    /// Takes a frame of this side; `others` is whether the other one speaks in it.
    fn step(&mut self, frame: &Frame, others: bool) {
        if frame.music && !self.music {
            // It was music already when it was not known to be.
            self.newest = [0; STRETCHES + 1];
        }
        self.music = frame.music;
        self.echo = if others { ECHO_TAIL } else { self.echo.saturating_sub(1) };
        if frame.index.is_multiple_of(u64::from(STRETCH_FRAMES)) {
            self.before = self.before.saturating_add(self.newest[0]);
            self.newest[0] = 0;
            self.newest.rotate_left(1);
        }
        if frame.voiced.is_some() && !frame.music {
            if self.echo == 0 {
                self.newest[STRETCHES] += 1;
            } else {
                self.over = self.over.saturating_add(1);
            }
        }
    }

    /// Whether there was a voice, and most of what was heard was its own.
    fn voice(&self) -> bool {
        let own = self.before.saturating_add(self.newest.iter().sum());
        own >= OWN_MIN && own > self.over
    }
}

/// Faint sound of one side while the other speaks up is that other side, come back over the line.
fn echo(frame: &Frame, other: &Frame) -> bool {
    const FAINT_DB: f32 = -18.0;
    const SPEAKS_DB: f32 = -12.0;
    frame.relative_db < FAINT_DB && other.speech && other.relative_db > SPEAKS_DB
}

/// Five calls of laughter take about so long, in ms.
const LAUGHTER_MS: u64 = 800;

/// By how many samples each side's stretch is shorter than the other's, the agent's first; `each` are the
/// samples that a stretch of some length has on either side.
pub fn missing(samples: [usize; 2], each: [usize; 2]) -> [usize; 2] {
    let longer = |i: usize, other: usize| samples[other] * each[i] / each[other];
    [longer(0, 1).saturating_sub(samples[0]), longer(1, 0).saturating_sub(samples[1])]
}

/// A hop's worth of samples.
fn part(samples: &[f32], hop: usize, length: usize) -> &[f32] {
    let from = (hop * length).min(samples.len());
    &samples[from..(from + length).min(samples.len())]
}

/// Frames that wait for the other side's: one or two, because the filters of different rates look
/// ahead differently, and at the end those that the ear still had.
#[derive(Debug)]
struct Waiting {
    frames: Box<[Option<Frame>; WAITING]>,
    first: usize,
    count: usize,
}

const WAITING: usize = crate::LAG + 8;

impl Waiting {
    fn new() -> Self {
        Self { frames: Box::new([None; WAITING]), first: 0, count: 0 }
    }

    fn put(&mut self, frame: &Frame) {
        if self.count < WAITING {
            self.frames[(self.first + self.count) % WAITING] = Some(*frame);
            self.count += 1;
        }
    }

    fn take(&mut self) -> Option<Frame> {
        let frame = self.frames[self.first].take()?;
        self.first = (self.first + 1) % WAITING;
        self.count -= 1;
        Some(frame)
    }
}

impl Listener {
    fn hear(&mut self, samples: &[f32]) {
        let waiting = &mut self.waiting;
        self.ear.hear(samples, |frame| waiting.put(frame));
    }

    fn silence(&mut self, samples: usize) {
        let waiting = &mut self.waiting;
        self.ear.silence(samples, |frame| waiting.put(frame));
    }

    fn finish(&mut self) {
        let waiting = &mut self.waiting;
        self.ear.finish(|frame| waiting.put(frame));
    }
}

//! Who has the floor: turns, interruptions, backchannels, silence.
//!
//! A state machine over two channels, one step for each 10 ms, with no memory of what is over. The
//! definitions are the ones that the field uses, and each is written where its constant is:
//! - an **utterance** is speech whose pauses are shorter than half a second;
//! - a **backchannel** ("mm-hm") is an utterance of at most a second while, or in a pause in which, the
//!   other side keeps the floor (Yngve 1970; Ward & Tsukahara 2000);
//! - an **interruption** is an overlap of at least a second in which the later starter goes on when the
//!   earlier one has stopped, that is, takes the floor;
//! - a **turn** is the time from one change of floor to the next;
//! - **silence** is at least three seconds with nobody speaking; with music, or on a line that went
//!   dead, it is a **hold**;
//! - a line **went dead** when neither side carries any sound for three seconds, and at least one of them
//!   has fallen below all that it falls to in ordinary pauses. A line that sends nothing in every pause
//!   (discontinuous transmission, a muted headset) cannot be told from a dead one: that is silence.

use crate::music::NOTICED_AFTER;

/// A side of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Who serves.
    Agent,
    /// Who is served.
    Customer,
}

impl Side {
    /// Both, the agent first.
    pub const BOTH: [Self; 2] = [Self::Agent, Self::Customer];

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Agent => Self::Customer,
            Self::Customer => Self::Agent,
        }
    }

    /// 0 for the agent, 1 for the customer.
    pub const fn index(self) -> usize {
        match self {
            Self::Agent => 0,
            Self::Customer => 1,
        }
    }
}

/// What a moment is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// Spoke, until the other side took the floor. Two of one side with none of the other's told between
    /// them are one: what seemed to come between was music, or was forgotten.
    Turn,
    /// Took the floor while the other side was speaking; the length is the overlap.
    Interruption,
    /// "Mm-hm": supported the other side without taking the floor.
    Backchannel,
    /// Nobody spoke for three seconds or more.
    Silence,
    /// Music, or a dead line, for three seconds or more.
    Hold,
    /// Spoke up, louder and higher than that voice does on average. An expression, not an emotion.
    RaisedVoice,
    /// Laughter-like bursts.
    Laughter,
}

/// Something noticed, with its place in the call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// What it is.
    pub what: What,
    /// Whose it is; none for what both share.
    pub by: Option<Side>,
    /// Where it begins, in ms from the beginning of the call.
    pub from_ms: u64,
    /// How long it is, in ms.
    pub length_ms: u64,
}

/// An utterance ends when it pauses for so many frames.
const PAUSE: u64 = 50;
/// A backchannel is at most this long.
const BACKCHANNEL_MAX: u64 = 100;
/// The shortest that counts as anything: a click is not a word.
const UTTERANCE_MIN: u64 = 12;
/// What the other side says within so many frames of it belongs around it.
const AROUND: u64 = 100;
/// The overlap of an interruption.
const INTERRUPTION_MIN: u64 = 100;
/// Who began while the other had spoken within so many frames, began over them.
const OVER: u64 = 10;
/// Silence is told from so many frames on.
const SILENCE_MIN: u64 = 300;
/// An answer after more than so many frames is not an answer to that.
const LATENCY_MAX: u64 = 1_000;
/// The customer's first turn with at least so much speech is the opening.
const OPENING_MIN: u64 = 200;

/// A line has fallen when it is so far below the lowest of its ordinary pauses, in dB; noise varies by
/// less.
const FALLEN_DB: f32 = 10.0;
/// No sound at all: less than a tenth of the rounding of 16-bit samples (−101 dB), in dB below full scale.
const NOTHING_DB: f32 = -110.0;
/// The level of a pause is smoothed over so many frames, and known after so many.
const BACKGROUND_SMOOTH: f32 = 10.0;
const BACKGROUND_AFTER: u64 = 30;

/// What a line carries while nobody speaks.
#[derive(Debug, Clone, Copy)]
struct Background {
    /// Now, smoothed, in dB below full scale.
    level_db: f32,
    /// Frames since this side spoke.
    pause: u64,
    /// The lowest in the quiet that runs: ordinary once somebody speaks in time.
    lowest_here_db: f32,
    /// The lowest in ordinary pauses; infinite until there was one.
    lowest_db: f32,
}

impl Default for Background {
    fn default() -> Self {
        let unknown = f32::INFINITY;
        Self { level_db: 0.0, pause: 0, lowest_here_db: unknown, lowest_db: unknown }
    }
}

impl Background {
    /// Takes the level of a frame; `others` is whether the other side speaks.
    fn step(&mut self, level_db: f32, speech: bool, others: bool) {
        self.level_db += (level_db - self.level_db) / BACKGROUND_SMOOTH;
        self.pause = if speech { 0 } else { self.pause + 1 };
        if self.pause < BACKGROUND_AFTER {
            return;
        }
        if others {
            // A pause in which the other side speaks is ordinary, however long it is.
            self.lowest_db = self.lowest_db.min(self.level_db);
        } else {
            self.lowest_here_db = self.lowest_here_db.min(self.level_db);
        }
    }

    /// Somebody speaks again: the quiet was an ordinary pause, or it was not.
    fn end_quiet(&mut self, ordinary: bool) {
        if ordinary {
            self.lowest_db = self.lowest_db.min(self.lowest_here_db);
        }
        self.lowest_here_db = f32::INFINITY;
    }

    /// It is below all that it usually falls to.
    fn fallen(&self) -> bool {
        self.lowest_db.is_finite() && self.level_db < self.lowest_db - FALLEN_DB
    }

    /// It carries nothing.
    fn nothing(&self) -> bool {
        self.fallen() || self.level_db < NOTHING_DB
    }
}

/// What is running on one side.
#[derive(Debug, Clone, Copy, Default)]
struct Utterance {
    from: u64,
    last: u64,
    speech: u64,
    overlap: u64,
    over: bool,
    holds_floor: bool,
}

/// Sums of one side.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SideTalk {
    /// Time in utterances, in ms.
    pub talk_ms: u64,
    /// How many turns.
    pub turns: u32,
    /// When this side first spoke, in ms.
    pub first_word_ms: Option<u64>,
    /// Floor taken while the other spoke.
    pub interruptions: u32,
    /// Overlap of those, in ms.
    pub interruptions_ms: u64,
    /// "Mm-hm"s.
    pub backchannels: u32,
    /// Answers, and the sum of how long they took, in ms.
    pub answers: u32,
    /// See `answers`.
    pub answers_ms: u64,
    /// When this side last spoke, in ms.
    pub last_word_ms: Option<u64>,
}

impl SideTalk {
    /// How long this side took to answer on average, in ms.
    pub fn response_ms(&self) -> Option<u64> {
        (self.answers > 0).then(|| self.answers_ms / u64::from(self.answers))
    }
}

/// The state of a talk.
#[derive(Debug, Default)]
pub(crate) struct Talk {
    now: u64,
    open: [Option<Utterance>; 2],
    /// Where the last utterance ended (one past its last frame), and whether it was over another.
    ended: [Option<u64>; 2],
    floor: Option<Floor>,
    /// A short utterance that may turn out a backchannel.
    maybe: [Option<Utterance>; 2],
    sides: [SideTalk; 2],
    /// From the first turn that was told of each side to the end of the last.
    told: [Option<Floor>; 2],
    /// Whose turn was told last, and all of it.
    turn: Option<Floor>,
    /// Where the opening began, and its length.
    opening: Option<(u64, u64)>,
    background: [Background; 2],
    /// Frames in a row on a dead line.
    dead: u64,
    quiet_from: u64,
    hold_in_quiet: bool,
    silence_ms: u64,
    hold_ms: u64,
}

#[derive(Debug, Clone, Copy)]
struct Floor {
    by: Side,
    from: u64,
    last: u64,
    speech: u64,
}

impl Floor {
    /// This one and one that goes on.
    fn and(self, next: Self) -> Self {
        Self {
            from: self.from.min(next.from),
            last: self.last.max(next.last),
            speech: self.speech + next.speech,
            ..self
        }
    }
}

/// What a side gives in a step.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing about 10 ms")]
pub(crate) struct Heard {
    pub(crate) speech: bool,
    pub(crate) music: bool,
    /// What was heard before was not this side's voice.
    pub(crate) begins: bool,
    /// In dB below full scale.
    pub(crate) level_db: f32,
}

const fn ms(frames: u64) -> u64 {
    frames * crate::HOP_MS as u64
}

impl Talk {
    pub(crate) fn step(&mut self, heard: [Heard; 2], tell: &mut impl FnMut(Moment)) {
        let now = self.now;
        for side in Side::BOTH {
            let i = side.index();
            if heard[i].begins {
                self.forget(side);
            }
            if heard[i].music {
                self.cut(side, now.saturating_sub(NOTICED_AFTER));
            }
        }
        let speech = heard.map(|side| side.speech && !side.music);
        for side in Side::BOTH {
            if speech[side.index()] {
                self.speak(side, speech[side.other().index()], tell);
            }
        }
        for side in Side::BOTH {
            if let Some(open) = self.open[side.index()]
                && now > open.last + PAUSE
            {
                self.close(side, tell);
            }
            self.settle(side, tell);
        }
        self.quiet(speech, heard, tell);
        self.now += 1;
    }

    /// What this side was thought to have said was the line: nothing of it counts.
    fn forget(&mut self, side: Side) {
        let i = side.index();
        self.sides[i] = SideTalk::default();
        self.open[i] = None;
        self.maybe[i] = None;
        self.ended[i] = None;
        if let Some(other) = &mut self.open[side.other().index()] {
            other.over = false;
        }
        if self.floor.is_some_and(|floor| floor.by == side) {
            self.floor = None;
        }
        if side == Side::Customer {
            self.opening = None;
        }
        // What the other side said before and after it is one turn.
        self.told[i] = None;
        self.turn = self.told[side.other().index()];
        if let Some(one) = self.turn {
            self.sides[side.other().index()].turns = 1;
            self.open_call(one);
        }
    }

    /// Whether this turn is the customer's opening.
    fn open_call(&mut self, turn: Floor) {
        let begins = self.opening.is_none_or(|(from, _)| turn.from <= from);
        if turn.by == Side::Customer && turn.speech >= OPENING_MIN && begins {
            self.opening = Some((turn.from, turn.last + 1 - turn.from));
        }
    }

    /// Music was noticed that began at a frame: an utterance that began with it was none.
    fn cut(&mut self, side: Side, from: u64) {
        let i = side.index();
        let Some(open) = &mut self.open[i] else { return };
        self.hold_in_quiet = true;
        if let Some(floor) = &mut self.floor
            && floor.by == side
        {
            floor.last = floor.last.min(from.max(floor.from));
            if floor.from >= from {
                self.floor = None;
            }
        }
        if open.from >= from {
            self.quiet_from = self.quiet_from.min(open.from);
            self.open[i] = None;
            return;
        }
        // Who spoke before the music.
        open.last = open.last.min(from);
        self.quiet_from = self.quiet_from.min(from);
    }

    fn speak(&mut self, side: Side, other_speaks: bool, tell: &mut impl FnMut(Moment)) {
        let now = self.now;
        let other = self.open[side.other().index()];
        let i = side.index();
        let open = self.open[i].get_or_insert_with(|| Utterance {
            from: now,
            over: other.is_some_and(|other| {
                other.from < now && other.last + OVER >= now && other.speech >= UTTERANCE_MIN
            }),
            ..Utterance::default()
        });
        open.last = now;
        open.speech += 1;
        open.overlap += u64::from(other_speaks);
        let open = *open;
        if !open.holds_floor && !open.over && open.last - open.from >= BACKCHANNEL_MAX {
            self.take_floor(side, open, tell);
        }
        if let Some(floor) = &mut self.floor
            && floor.by == side
        {
            floor.last = now;
            floor.speech += 1;
        }
    }

    /// An utterance is over.
    fn close(&mut self, side: Side, tell: &mut impl FnMut(Moment)) {
        let i = side.index();
        let Some(done) = self.open[i].take() else { return };
        if done.speech < UTTERANCE_MIN {
            return;
        }
        let of = &mut self.sides[i];
        of.talk_ms += ms(done.last + 1 - done.from);
        of.first_word_ms.get_or_insert(ms(done.from));
        of.last_word_ms = Some(ms(done.last + 1));
        self.ended[i] = Some(done.last + 1);
        self.over_earlier(side, done, tell);
        if !done.holds_floor {
            self.maybe[i] = Some(done);
        }
    }

    /// Whether somebody who began over this utterance has the floor now.
    fn over_earlier(&mut self, earlier: Side, done: Utterance, tell: &mut impl FnMut(Moment)) {
        let j = earlier.other().index();
        let Some(mut later) = self.open[j] else { return };
        if !later.over || later.from < done.from || later.last <= done.last {
            return;
        }
        // The overlap reaches from where the later one began to where the earlier one stopped.
        let overlap = done.last + 1 - later.from.min(done.last + 1);
        if overlap >= INTERRUPTION_MIN {
            let of = &mut self.sides[j];
            of.interruptions += 1;
            of.interruptions_ms += ms(overlap);
            tell(Moment {
                what: What::Interruption,
                by: Some(earlier.other()),
                from_ms: ms(later.from),
                length_ms: ms(overlap),
            });
        }
        later.over = false;
        self.open[j] = Some(later);
    }

    /// A short utterance is settled once it is clear what the other side does around it.
    fn settle(&mut self, side: Side, tell: &mut impl FnMut(Moment)) {
        let i = side.index();
        let Some(short) = self.maybe[i] else { return };
        let other = self.open[side.other().index()];
        let goes_on = other.is_some_and(|other| other.last > short.last);
        let waited = self.now > short.last + AROUND;
        if !goes_on && !waited {
            return;
        }
        self.maybe[i] = None;
        let length = short.last + 1 - short.from;
        let spoke_before = other.is_some_and(|other| other.from < short.from)
            || self.ended[side.other().index()]
                .is_some_and(|ended| ended <= short.from + AROUND && ended + AROUND >= short.from);
        if goes_on && spoke_before && length <= BACKCHANNEL_MAX {
            self.sides[i].backchannels += 1;
            tell(Moment {
                what: What::Backchannel,
                by: Some(side),
                from_ms: ms(short.from),
                length_ms: ms(length),
            });
        } else if !(goes_on && short.over) {
            self.take_floor(side, short, tell);
        }
    }

    fn take_floor(&mut self, side: Side, taken: Utterance, tell: &mut impl FnMut(Moment)) {
        let i = side.index();
        if let Some(open) = &mut self.open[i] {
            open.holds_floor = true;
        }
        if self.floor.is_some_and(|floor| floor.by == side) {
            return;
        }
        if let Some(before) = self.floor {
            self.turn(before, tell);
            if let Some(gap) = taken.from.checked_sub(before.last + 1)
                && gap <= LATENCY_MAX
            {
                self.sides[i].answers += 1;
                self.sides[i].answers_ms += ms(gap);
            }
        }
        self.floor =
            Some(Floor { by: side, from: taken.from, last: taken.last, speech: taken.speech });
    }

    fn turn(&mut self, done: Floor, tell: &mut impl FnMut(Moment)) {
        let length = done.last + 1 - done.from;
        let i = done.by.index();
        let whole = match self.turn {
            Some(before) if before.by == done.by => before.and(done),
            _ => {
                self.sides[i].turns += 1;
                done
            }
        };
        self.turn = Some(whole);
        self.told[i] = Some(self.told[i].map_or(whole, |all| all.and(done)));
        self.open_call(whole);
        tell(Moment {
            what: What::Turn,
            by: Some(done.by),
            from_ms: ms(done.from),
            length_ms: ms(length),
        });
    }

    fn quiet(&mut self, speech: [bool; 2], heard: [Heard; 2], tell: &mut impl FnMut(Moment)) {
        let music = heard.iter().any(|side| side.music);
        for (i, background) in self.background.iter_mut().enumerate() {
            background.step(heard[i].level_db, heard[i].speech, speech[1 - i]);
        }
        let dead = self.background.iter().all(Background::nothing)
            && self.background.iter().any(Background::fallen);
        self.dead = if dead { self.dead + 1 } else { 0 };
        self.hold_in_quiet |= music || self.dead >= SILENCE_MIN;
        if speech.contains(&true) {
            self.end_quiet(tell);
            let ordinary = self.now.saturating_sub(self.quiet_from) < SILENCE_MIN;
            self.background.iter_mut().for_each(|background| background.end_quiet(ordinary));
            self.quiet_from = self.now + 1;
            self.hold_in_quiet = false;
        }
    }

    fn end_quiet(&mut self, tell: &mut impl FnMut(Moment)) {
        let length = self.now.saturating_sub(self.quiet_from);
        if length < SILENCE_MIN {
            return;
        }
        let what = if self.hold_in_quiet { What::Hold } else { What::Silence };
        match what {
            What::Hold => self.hold_ms += ms(length),
            _ => self.silence_ms += ms(length),
        }
        tell(Moment { what, by: None, from_ms: ms(self.quiet_from), length_ms: ms(length) });
    }

    /// The call is over.
    pub(crate) fn finish(&mut self, tell: &mut impl FnMut(Moment)) {
        self.end_quiet(tell);
        self.quiet_from = self.now;
        for side in Side::BOTH {
            self.close(side, tell);
        }
        self.now += AROUND + 1;
        for side in Side::BOTH {
            self.settle(side, tell);
        }
        self.now -= AROUND + 1;
        if let Some(floor) = self.floor.take() {
            self.turn(floor, tell);
        }
    }

    /// Sums of one side, what is being said now included.
    pub(crate) fn side(&self, side: Side) -> SideTalk {
        let mut of = self.sides[side.index()];
        if let Some(open) = self.open[side.index()]
            && open.speech >= UTTERANCE_MIN
        {
            of.talk_ms += ms(open.last + 1 - open.from);
            of.first_word_ms.get_or_insert(ms(open.from));
            of.last_word_ms = Some(ms(open.last + 1));
        }
        let runs = self.floor.is_some_and(|floor| floor.by == side);
        if runs && self.turn.is_none_or(|turn| turn.by != side) {
            of.turns += 1;
        }
        of
    }

    pub(crate) fn opening_ms(&self) -> Option<u64> {
        self.opening.map(|(_, length)| ms(length))
    }

    pub(crate) fn silence_ms(&self) -> u64 {
        self.silence_ms
    }

    pub(crate) fn hold_ms(&self) -> u64 {
        self.hold_ms
    }

    pub(crate) fn length_ms(&self) -> u64 {
        ms(self.now)
    }

    /// Who has the floor now, and since when, in ms.
    pub(crate) fn floor(&self) -> Option<(Side, u64)> {
        self.floor.map(|floor| (floor.by, ms(floor.from)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// Plays a scene, a tenth of a second for each character: `#` speaks, `~` is music, `_` a dead
    /// line. Tells what was noticed, in tenths of seconds.
    fn scene(agent: &str, customer: &str) -> (String, Talk) {
        scene_over(-60.0, agent, customer)
    }

    /// The same over a line with so much noise, in dB below full scale.
    fn scene_over(noise_db: f32, agent: &str, customer: &str) -> (String, Talk) {
        let (mut moments, talk) = play(noise_db, agent, customer);
        moments.sort_by_key(|moment| moment.from_ms);
        let mut text = String::new();
        for Moment { what, by, from_ms, length_ms } in moments {
            let by = by.map_or(String::new(), |side| format!(" {side:?}"));
            write!(text, "{what:?}{by} {}+{}; ", from_ms / 100, length_ms / 100).unwrap();
        }
        (text, talk)
    }

    /// All moments as they were told, and the talk.
    fn play(noise_db: f32, agent: &str, customer: &str) -> (Vec<Moment>, Talk) {
        let mut talk = Talk::default();
        let mut moments = Vec::new();
        let mut sides = [agent, customer].map(str::chars);
        let length = agent.len().max(customer.len());
        for _ in 0..length {
            let heard = [0, 1].map(|i| match sides[i].next().unwrap_or('.') {
                '#' => Heard { speech: true, level_db: -26.0, ..Heard::default() },
                '~' => Heard { speech: true, music: true, level_db: -20.0, ..Heard::default() },
                '_' => Heard { level_db: -140.0, ..Heard::default() },
                'b' => Heard { speech: true, begins: true, level_db: -26.0, ..Heard::default() },
                _ => Heard { level_db: noise_db, ..Heard::default() },
            });
            for tenth in 0..10 {
                let once = heard.map(|h| Heard { begins: h.begins && tenth == 0, ..h });
                talk.step(once, &mut |moment| moments.push(moment));
            }
        }
        talk.finish(&mut |moment| moments.push(moment));
        (moments, talk)
    }

    fn noticed(agent: &str, customer: &str) -> String {
        scene(agent, customer).0
    }

    #[test]
    fn turns_follow_each_other() {
        assert_eq!(
            noticed(
                "####################....................",
                "......................##########........"
            ),
            "Turn Agent 0+20; Turn Customer 22+10; "
        );
        let (_, talk) = scene("#####...............", ".........######.....");
        assert_eq!(talk.side(Side::Customer).response_ms(), Some(400));
        assert_eq!(talk.side(Side::Agent).first_word_ms, Some(0));
        assert_eq!(talk.side(Side::Customer).first_word_ms, Some(900));
    }

    #[test]
    fn a_short_pause_ends_no_utterance() {
        assert_eq!(noticed("##########..##########....", ""), "Turn Agent 0+22; ");
    }

    #[test]
    fn who_goes_on_over_another_for_a_second_and_more_interrupts() {
        // The customer speaks for 4 s; the agent comes in at 2.5 s, and it is the customer who stops.
        assert_eq!(
            noticed(
                ".........................##############################",
                "########################################.........................."
            ),
            "Turn Customer 0+40; Interruption Agent 25+15; Turn Agent 25+30; "
        );
    }

    #[test]
    fn an_overlap_of_less_than_a_second_is_none() {
        assert_eq!(
            noticed(
                "...................................####################",
                "########################################..............."
            ),
            "Turn Customer 0+40; Turn Agent 35+20; "
        );
    }

    #[test]
    fn who_gives_way_did_not_interrupt() {
        // The agent begins over the customer, talks for 1.5 s and gives up; the customer goes on.
        assert_eq!(
            noticed(
                "..............................###############.........................",
                "#####################################################################."
            ),
            "Turn Customer 0+69; "
        );
    }

    #[test]
    fn mm_hm_is_a_backchannel_within_and_between() {
        assert_eq!(
            noticed(
                "...............####..............................",
                "#################################################"
            ),
            "Turn Customer 0+49; Backchannel Agent 15+4; "
        );
        // In a pause of the customer's.
        assert_eq!(
            noticed(
                "......................###........................",
                "#####################.......#####################"
            ),
            "Turn Customer 0+49; Backchannel Agent 22+3; "
        );
    }

    #[test]
    fn a_short_answer_that_nobody_talks_through_takes_the_floor() {
        assert_eq!(
            noticed(
                "####################...............................",
                "......................####........................."
            ),
            "Turn Agent 0+20; Turn Customer 22+4; "
        );
    }

    #[test]
    fn three_seconds_of_nothing_are_silence_and_with_music_a_hold() {
        let quiet = ".".repeat(35);
        assert_eq!(
            noticed(&format!("##########{quiet}##########"), ""),
            "Turn Agent 0+55; Silence 10+35; "
        );
        // Music is known to be music after three seconds.
        let music = format!("{}{}", "#".repeat(30), "~".repeat(30));
        assert_eq!(
            noticed(&format!("##########......{music}..##########"), ""),
            "Turn Agent 0+88; Hold 16+62; "
        );
    }

    #[test]
    fn a_line_is_dead_when_it_falls_below_its_own_pauses() {
        let dead = "_".repeat(40);
        // Whatever the noise of the line is, a pause is silence, and falling to nothing is a hold.
        for noise_db in [-60.0, -75.0, -86.0, -95.0] {
            let pause = ".".repeat(40);
            let words = format!("#####........#####{pause}#####........#####{dead}#####");
            let said = scene_over(noise_db, &words, &words.replace('#', ".")).0;
            assert_eq!(said, "Turn Agent 0+121; Silence 18+40; Hold 76+40; ", "{noise_db} dB");
        }
        // It sends nothing in any pause: silence.
        let words = format!("#####________#####{dead}#####");
        let said = noticed(&words, &"_".repeat(words.len()));
        assert_eq!(said, "Turn Agent 0+63; Silence 18+40; ");
        // Nor in those in which the other side speaks.
        let agent = format!("#####________________{dead}#####");
        let customer = format!(".........########....{}.....", ".".repeat(40));
        assert!(!noticed(&agent, &customer.replace('.', "_")).contains("Hold"));
        // Nothing is known of its pauses yet: silence too.
        assert_eq!(
            noticed(&format!("##########{dead}##########"), &"_".repeat(60)),
            "Turn Agent 0+60; Silence 10+40; "
        );
        // One side is muted while the other's line goes on.
        let words = format!("#####........#####{dead}#####");
        assert!(noticed(&words, &".".repeat(words.len())).contains("Silence 18+40"));
        // A moment of nothing (a lost packet) makes no hold of a pause.
        let pause = format!("{}_{}", ".".repeat(20), ".".repeat(20));
        assert!(noticed(&format!("#####........#####{pause}#####"), "").contains("Silence 18+41"));
    }

    #[test]
    fn what_was_heard_before_the_voice_begins_is_forgotten() {
        let (_, talk) = scene("........................", "###############..b######");
        assert_eq!(talk.side(Side::Customer).first_word_ms, Some(1_700));
    }

    #[test]
    fn what_is_forgotten_leaves_one_turn_of_the_other() {
        // The customer's line seems to have the floor between two things that the agent says.
        let (_, talk) = scene(
            "##########..............##########......",
            "............########.............b######",
        );
        assert_eq!(talk.side(Side::Agent).turns, 1);
        assert_eq!(talk.side(Side::Customer).turns, 1);
    }

    #[test]
    fn music_that_seemed_to_take_the_floor_leaves_one_turn() {
        let music = format!("{}{}", "#".repeat(30), "~".repeat(10));
        let (_, talk) = scene(
            &format!("##########{}##########", ".".repeat(45)),
            &format!("............{music}.............."),
        );
        assert_eq!((talk.side(Side::Agent).turns, talk.side(Side::Customer).turns), (1, 0));
    }

    /// Turns of each side, as whoever listens is to count them.
    fn turns(told: &[(usize, Moment)], begins: &[(usize, Side)]) -> [u32; 2] {
        let mut turns: Vec<Side> = Vec::new();
        let mut begins = begins.iter().peekable();
        for &(at, moment) in told {
            while let Some(&&(_, side)) = begins.peek().filter(|(begun, _)| *begun <= at) {
                turns.retain(|by| *by != side);
                begins.next();
            }
            if let (What::Turn, Some(by)) = (moment.what, moment.by) {
                turns.push(by);
            }
        }
        begins.for_each(|(_, side)| turns.retain(|by| by != side));
        turns.dedup();
        Side::BOTH.map(|side| turns.iter().filter(|by| **by == side).count() as u32)
    }

    proptest::proptest! {
        /// Whatever passes between two sides, the figures count the turns that were told, in the middle of
        /// it (with the one that runs) as at its end.
        #[test]
        fn figures_and_moments_agree(
            scene in proptest::collection::vec(
                (0_usize..7, 0_usize..7, 1_u64..60), 1..40,
            ),
        ) {
            const SOUNDS: [(bool, bool, bool); 7] = [
                (false, false, false),
                (false, false, false),
                (true, false, false),
                (true, false, false),
                (true, false, false),
                (true, true, false),
                (true, false, true),
            ];
            let mut talk = Talk::default();
            let (mut told, mut begins, mut step) = (Vec::new(), Vec::new(), 0);
            for (agent, customer, tenths) in scene {
                for frame in 0..tenths * 10 {
                    let heard = [agent, customer].map(|which| {
                        let (speech, music, begins) = SOUNDS[which];
                        let begins = begins && frame == 0;
                        Heard { speech, music, begins, level_db: -26.0 }
                    });
                    let begun = Side::BOTH.into_iter().filter(|side| heard[side.index()].begins);
                    begins.extend(begun.map(|side| (step, side)));
                    talk.step(heard, &mut |moment| told.push((step, moment)));
                    step += 1;
                }
                let counted = turns(&told, &begins);
                let mut figures = Side::BOTH.map(|side| talk.side(side).turns);
                if let Some(floor) = talk.floor {
                    let runs = talk.turn.is_none_or(|turn| turn.by != floor.by);
                    figures[floor.by.index()] -= u32::from(runs);
                }
                proptest::prop_assert_eq!(figures, counted);
            }
            talk.finish(&mut |moment| told.push((step, moment)));
            let counted = turns(&told, &begins);
            proptest::prop_assert_eq!(Side::BOTH.map(|side| talk.side(side).turns), counted);
            for side in Side::BOTH {
                let count = |what| {
                    let since = begins.iter().rfind(|(_, by)| *by == side).map_or(0, |(at, _)| *at);
                    let told = told.iter().filter(|(at, _)| *at >= since);
                    told.filter(|(_, m)| m.what == what && m.by == Some(side)).count() as u32
                };
                let figures = talk.side(side);
                proptest::prop_assert_eq!(figures.backchannels, count(What::Backchannel));
                proptest::prop_assert_eq!(figures.interruptions, count(What::Interruption));
            }
        }
    }

    #[test]
    fn the_opening_is_the_customers_first_turn_of_two_seconds() {
        let agent = "#####......####................................######";
        let customer = "......####........#########.###############...........";
        assert_eq!(scene(agent, customer).1.opening_ms(), Some(2_500));
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(noticed("", ""), "");
        assert_eq!(noticed("....", "...."), "");
    }
}

//! Who sends what and when, and what became of it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use super::{Load, agent::Told};
use crate::{lock, timing::Times};

/// Of so many visitors' messages, one goes to a conversation that an agent's page shows.
const SHOWN_EVERY: u64 = 10;
/// Errors that are said in words.
const SAID_MAX: usize = 5;
/// Time to get ready.
const BEGIN_AFTER: Duration = Duration::from_millis(500);

/// What the pages do beside the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Nothing.
    Messages,
    /// What they do in browsers: lists are fetched anew, what was read is told, answers are
    /// compressed, and what changes fast is fetched less often.
    Everything,
}

impl Doing {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages alone",
            Self::Everything => "and all else that pages do",
        }
    }
}

/// Some seconds of load. Messages are numbered; even ones are by visitors, odd ones by agents.
pub(crate) struct Round {
    pub(crate) doing: Doing,
    load: Load,
    agents: usize,
    start: Instant,
    arrived: Vec<AtomicBool>,
    left: AtomicU64,
    pub(crate) tally: Mutex<Tally>,
}

/// What was measured.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) in_page: Times,
    pub(crate) named: Times,
    pub(crate) at_visitor: Times,
    pub(crate) kept_of_visitors: Times,
    pub(crate) kept_of_agents: Times,
    pub(crate) lists: Times,
    pub(crate) late: Times,
    pub(crate) last_kept: Option<Instant>,
    pub(crate) errors: u64,
    pub(crate) first_errors: Vec<anyhow::Error>,
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Round {
    pub(crate) fn new(load: Load, agents: usize, doing: Doing) -> Self {
        let total = load.messages_per_second * load.seconds;
        Self {
            doing,
            load,
            agents,
            start: Instant::now() + BEGIN_AFTER,
            arrived: (0..total).map(|_| AtomicBool::new(false)).collect(),
            left: AtomicU64::new(total),
            tally: Mutex::default(),
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.load.messages_per_second * self.load.seconds
    }

    pub(crate) fn per_second(&self) -> u64 {
        self.load.messages_per_second
    }

    /// When a message is to be sent.
    pub(crate) fn due(&self, number: u64) -> Instant {
        let nanos = u128::from(number) * 1_000_000_000 / u128::from(self.per_second());
        self.start + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// The number of the visitor who writes it, if one does. The first visitors are those whose
    /// conversations the agents' pages show.
    pub(crate) fn by_visitor(&self, number: u64) -> Option<usize> {
        if !number.is_multiple_of(2) {
            return None;
        }
        let turn = number / 2;
        let (tens, rest) = (turn / SHOWN_EVERY, turn % SHOWN_EVERY);
        if rest == 0 {
            return Some(index(tens) % self.agents);
        }
        let others = self.load.visitors - self.agents;
        Some(self.agents + index(tens * (SHOWN_EVERY - 1) + rest - 1) % others)
    }

    /// The number of the agent who writes it, and of the visitor to whom.
    pub(crate) fn by_agent(&self, number: u64) -> (usize, usize) {
        let turn = index(number / 2);
        (turn % self.agents, turn % self.load.visitors)
    }

    /// The word by which a message is known again.
    pub(crate) fn mark(&self, number: u64) -> String {
        let letter = if self.doing == Doing::Messages { 'm' } else { 'e' };
        format!("{letter}{number}x")
    }

    /// The message of a mark of this round.
    pub(crate) fn marked(&self, mark: &str) -> Option<u64> {
        let number = mark.get(1..)?.strip_suffix('x')?.parse().ok()?;
        (number < self.total() && self.mark(number) == mark).then_some(number)
    }

    /// Notes that a message was answered, or why not.
    pub(crate) fn kept(&self, number: u64, error: Option<anyhow::Error>) {
        let took = self.due(number).elapsed();
        if let Some(error) = error {
            return self.failed(error);
        }
        let mut tally = lock(&self.tally);
        tally.last_kept = Some(Instant::now());
        if number.is_multiple_of(2) {
            tally.kept_of_visitors.add(took);
        } else {
            tally.kept_of_agents.add(took);
        }
    }

    pub(crate) fn failed(&self, error: anyhow::Error) {
        let mut tally = lock(&self.tally);
        tally.errors += 1;
        if tally.first_errors.len() < SAID_MAX {
            tally.first_errors.push(error);
        }
    }

    /// Notes that a message is where it was to go, once.
    pub(crate) fn arrive(&self, number: u64, times: impl FnOnce(&mut Tally) -> &mut Times) {
        let took = self.due(number).elapsed();
        if !self.arrived[index(number)].swap(true, Relaxed) {
            self.left.fetch_sub(1, Relaxed);
            times(&mut lock(&self.tally)).add(took);
        }
    }

    /// How many have not arrived.
    pub(crate) fn missing(&self) -> u64 {
        self.left.load(Relaxed)
    }
}

/// What all pages share.
#[derive(Default)]
pub(crate) struct Room {
    round: Mutex<Option<Arc<Round>>>,
    /// Visitors' messages that are on their way, by conversation.
    expected: Mutex<HashMap<i64, VecDeque<u64>>>,
    /// Conversations that the first agent's page was told of.
    pub(crate) opened: Mutex<Vec<i64>>,
    told: Mutex<Vec<Arc<Told>>>,
    ended: AtomicU64,
    caught_up: AtomicU64,
}

impl Room {
    pub(crate) fn begin(&self, round: &Arc<Round>) {
        *lock(&self.round) = Some(round.clone());
    }

    pub(crate) fn end(&self) {
        *lock(&self.round) = None;
        lock(&self.expected).clear();
    }

    pub(crate) fn round(&self) -> Option<Arc<Round>> {
        lock(&self.round).clone()
    }

    /// Agents' pages, in the order of the agents.
    pub(crate) fn agents(&self) -> Vec<Arc<Told>> {
        lock(&self.told).clone()
    }

    pub(crate) fn enter(&self, told: Arc<Told>) {
        lock(&self.told).push(told);
    }

    /// Notes that a visitor's message is about to be sent.
    pub(crate) fn expect(&self, conversation: i64, number: u64) {
        lock(&self.expected).entry(conversation).or_default().push_back(number);
    }

    /// Visitors' messages that are on their way to a conversation.
    pub(crate) fn expected(&self, conversation: i64) -> Vec<u64> {
        let expected = lock(&self.expected);
        expected.get(&conversation).map(|all| all.iter().copied().collect()).unwrap_or_default()
    }

    /// Takes a message off those on their way.
    pub(crate) fn found(&self, conversation: i64, number: u64) {
        if let Some(expected) = lock(&self.expected).get_mut(&conversation) {
            expected.retain(|&other| other != number);
        }
    }

    /// Takes the earliest off those on their way.
    pub(crate) fn earliest(&self, conversation: i64) -> Option<u64> {
        lock(&self.expected).get_mut(&conversation)?.pop_front()
    }

    /// Notes that a socket ended, which none should.
    pub(crate) fn leave(&self) {
        self.ended.fetch_add(1, Relaxed);
    }

    pub(crate) fn ended(&self) -> u64 {
        self.ended.load(Relaxed)
    }

    /// Notes that a page was told that it fell behind.
    pub(crate) fn fell_behind(&self) {
        self.caught_up.fetch_add(1, Relaxed);
    }

    pub(crate) fn caught_up(&self) -> u64 {
        self.caught_up.load(Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round() -> Round {
        let load = Load { visitors: 50, messages_per_second: 500, seconds: 2, memory_only: false };
        Round::new(load, 20, Doing::Messages)
    }

    #[test]
    fn one_in_ten_of_the_visitors_messages_goes_to_a_conversation_that_is_shown() {
        let round = round();
        let by: Vec<usize> = (0..round.total()).filter_map(|n| round.by_visitor(n)).collect();
        assert_eq!(by.len(), 500);
        assert_eq!(by.iter().filter(|&&visitor| visitor < 20).count(), 50);
        assert_eq!(by[..12], [0, 20, 21, 22, 23, 24, 25, 26, 27, 28, 1, 29]);
        assert!(by.iter().all(|&visitor| visitor < 50));
    }

    #[test]
    fn messages_are_sent_by_the_clock_and_known_by_their_marks() {
        let round = round();
        assert_eq!(round.due(500) - round.due(0), Duration::from_secs(1));
        assert_eq!(round.mark(12), "m12x");
        for (mark, number) in [("m12x", Some(12)), ("e12x", None), ("m1000x", None), ("4711", None)]
        {
            assert_eq!(round.marked(mark), number, "{mark}");
        }
    }
}

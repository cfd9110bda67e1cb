//! An echo test: whoever wonders whether they are heard hears themselves, a little later.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::packet::Packet;

/// Packets on their way back, at most.
const PACKETS_MAX: usize = 400;

/// How echo tests go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EchoTerms {
    pub(crate) delay: Duration,
    pub(crate) length: Duration,
}

impl Default for EchoTerms {
    fn default() -> Self {
        Self { delay: Duration::from_secs(1), length: Duration::from_mins(1) }
    }
}

/// A test.
#[derive(Debug)]
pub(crate) struct Echo {
    delay: Duration,
    ends: Instant,
    back: VecDeque<Packet>,
}

impl Echo {
    pub(crate) fn new(terms: EchoTerms, now: Instant) -> Self {
        Self { delay: terms.delay, ends: now + terms.length, back: VecDeque::new() }
    }

    /// Takes what was said.
    pub(crate) fn hear(&mut self, packet: Packet) {
        if self.back.len() < PACKETS_MAX {
            self.back.push_back(packet);
        }
    }

    /// What is said back now.
    pub(crate) fn due(&mut self, now: Instant) -> Option<Packet> {
        let delay = self.delay;
        self.back.pop_front_if(|packet| packet.at + delay <= now)
    }

    pub(crate) fn is_over(&self, now: Instant) -> bool {
        self.ends <= now
    }
}

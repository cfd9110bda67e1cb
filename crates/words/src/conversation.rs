//! A whole conversation: what only its turns together show.
//!
//! Each turn is read by itself; then a few detectors look at the turns together (a file each in
//! `conversation/`), the mood of the customer is followed from turn to turn, and all of it adds up to the
//! line of trust.

mod asked_again;
mod before;
mod empathy;
mod repeated_apology;
pub mod trust;
mod unanswered;

use domain::hours::Hours;
use jiff::{Zoned, tz::TimeZone};

use crate::{
    finding::{By, Finding},
    mood::Moods,
    reader::{Message, Reader, Reading},
    when::Reference,
};

pub use before::{Before, Open};
pub use trust::{Fall, Said, Step, Trust};

/// A turn of a conversation: a message, a note, or what somebody said until the other spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who says it.
    pub by: By,
    /// The words.
    pub text: String,
    /// When, where that is known: then promises have a due.
    pub at: Option<Zoned>,
}

/// What is known of a whole conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'k> {
    /// The agent's name.
    pub agent: Option<&'k str>,
    /// The customer's name.
    pub customer: Option<&'k str>,
    /// When the desk is open; ordinary office hours where nothing is known.
    pub hours: Option<&'k Hours>,
    /// Where the customer is.
    pub customer_zone: Option<&'k TimeZone>,
}

/// A conversation, read.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// What was found in each turn, with what only the turns together show.
    pub turns: Vec<Reading>,
    /// How the customer's trust went.
    pub trust: Trust,
}

/// Turns of which one looks at another are at most so far apart.
pub const REACH: usize = 40;

impl Reader {
    /// Reads a conversation.
    pub fn read_conversation(&self, turns: &[Turn], known: &Known<'_>) -> Conversation {
        let mut readings: Vec<Reading> =
            turns.iter().map(|turn| self.read_turn(turn, known)).collect();
        for (turn, finding) in self.read_together(turns, &mut readings) {
            readings[turn].findings.push(finding);
        }
        let brought = turns
            .iter()
            .zip(&readings)
            .find(|(turn, _)| turn.by == By::Customer)
            .map_or(0.0, |(_, reading)| trust::brought(reading.upset()));
        let said: Vec<Said> = turns
            .iter()
            .zip(&readings)
            .map(|(turn, reading)| {
                let findings = reading.findings.iter();
                let findings = findings.map(|finding| (finding.what, finding.confidence));
                Said { by: turn.by, findings: findings.collect() }
            })
            .collect();
        let trust = self.trust(brought, &said);
        Conversation { turns: readings, trust }
    }

    /// Reads one turn by itself. Whoever follows a conversation keeps the reading, so that each turn is read
    /// once, and gives all of them to [`Reader::read_together`].
    pub fn read_turn(&self, turn: &Turn, known: &Known<'_>) -> Reading {
        let ordinary = Hours::default();
        let hours = known.hours.unwrap_or(&ordinary);
        self.read(&Message {
            text: &turn.text,
            by: turn.by,
            agent: known.agent,
            customer: known.customer,
            reference: turn.at.as_ref().map(|now| Reference {
                now,
                hours,
                customer_zone: known.customer_zone,
            }),
        })
    }

    /// What only the turns together show: each with the number of its turn. The mood of each reading is set
    /// in the light of the turns before it. Linear in the turns, and far cheaper than reading them.
    pub fn read_together(&self, turns: &[Turn], readings: &mut [Reading]) -> Vec<(usize, Finding)> {
        let mut moods = Moods::default();
        for reading in readings.iter_mut() {
            reading.mood = reading.tone.as_ref().map(|tone| moods.turn(tone));
        }
        let mut found: Vec<(usize, Finding)> = Vec::new();
        let thread = Thread { turns, readings };
        asked_again::notice(&thread, &mut found);
        empathy::notice(&thread, &mut found);
        repeated_apology::notice(&thread, &mut found);
        unanswered::notice(&thread, &mut found);
        found
    }

    /// Adds up what was found to the line of trust: of all of it, or of what is left where people said that
    /// some of it is not so. `brought` is what the customer came with, by [`trust::brought`].
    pub fn trust(&self, brought: f32, said: &[Said]) -> Trust {
        Trust::of(&self.weights, brought, said)
    }
}

/// What a detector over turns sees.
struct Thread<'t> {
    turns: &'t [Turn],
    readings: &'t [Reading],
}

impl<'t> Thread<'t> {
    /// The turns of one side with their numbers.
    fn by(&self, by: By) -> impl Iterator<Item = (usize, &'t Turn, &'t Reading)> {
        self.turns
            .iter()
            .zip(self.readings)
            .enumerate()
            .filter(move |(_, (turn, _))| turn.by == by)
            .map(|(number, (turn, reading))| (number, turn, reading))
    }

    /// Our turns after that one and before the customer's next but `skip`.
    fn answers(&self, after: usize) -> impl Iterator<Item = (usize, &'t Turn, &'t Reading)> {
        self.turns
            .iter()
            .zip(self.readings)
            .enumerate()
            .skip(after + 1)
            .take(REACH)
            .filter(|(_, (turn, _))| turn.by == By::Us)
            .map(|(number, (turn, reading))| (number, turn, reading))
    }
}

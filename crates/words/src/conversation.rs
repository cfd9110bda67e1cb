//! A whole conversation: what only its turns together show.
//!
//! Each turn is read by itself; then a few detectors look at the turns together (a file each in
//! `conversation/`), the mood of the customer is followed from turn to turn, and all of it adds up to the
//! line of trust.

mod asked_again;
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

pub use trust::{Fall, Step, Trust};

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
const REACH: usize = 40;

impl Reader {
    /// Reads a conversation.
    pub fn read_conversation(&self, turns: &[Turn], known: &Known<'_>) -> Conversation {
        let ordinary = Hours::default();
        let hours = known.hours.unwrap_or(&ordinary);
        let mut readings: Vec<Reading> = turns
            .iter()
            .map(|turn| {
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
            })
            .collect();
        let mut moods = Moods::default();
        for reading in &mut readings {
            reading.mood = reading.tone.as_ref().map(|tone| moods.turn(tone));
        }
        let mut found: Vec<(usize, Finding)> = Vec::new();
        let thread = Thread { turns, readings: &readings };
        asked_again::notice(&thread, &mut found);
        empathy::notice(&thread, &mut found);
        repeated_apology::notice(&thread, &mut found);
        unanswered::notice(&thread, &mut found);
        for (turn, finding) in found {
            readings[turn].findings.push(finding);
        }
        let trust = Trust::of(&self.weights, turns, &readings);
        Conversation { turns: readings, trust }
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
        self.by(By::Us)
            .skip_while(move |(number, ..)| *number <= after)
            .take_while(move |(number, ..)| number - after <= REACH)
    }
}

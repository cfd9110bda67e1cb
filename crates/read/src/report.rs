//! What was read, told: to a person at a terminal or with a page, and to programs.

pub mod json;
pub mod page;
pub mod text;

use jiff::{Timestamp, tz::TimeZone};
use words::{
    Conversation, Finding, Known, Reader, Turn,
    wording::{Wording, Wordings},
};

use crate::script::Script;

/// A conversation with what was found in it.
#[derive(Debug, Clone)]
pub struct Told {
    /// As the file has it.
    pub script: Script,
    /// As it was read.
    pub conversation: Conversation,
    /// For each finding of each turn, a better way to say it, where there is one.
    pub wordings: Vec<Vec<Option<Wording>>>,
    /// Whose time is told.
    pub zone: TimeZone,
    /// What each finding weighs for trust, by turn; 0 where it is not in the table.
    pub weights: Vec<Vec<f32>>,
}

impl Told {
    /// Reads a script, whose times are those of `zone`.
    pub fn of(
        reader: &Reader,
        wordings: &Wordings,
        script: Script,
        known: &Known<'_>,
        zone: &TimeZone,
    ) -> Self {
        let turns: Vec<Turn> = script
            .turns
            .iter()
            .map(|turn| Turn {
                by: turn.by,
                text: turn.text.clone(),
                at: turn.at.map(|at| at.to_zoned(zone.clone())),
            })
            .collect();
        let conversation = reader.read_conversation(&turns, known);
        let of_each = |tell: &dyn Fn(&str, &Finding) -> Option<Wording>| {
            turns
                .iter()
                .zip(&conversation.turns)
                .map(|(turn, reading)| {
                    reading.findings.iter().map(|finding| tell(&turn.text, finding)).collect()
                })
                .collect()
        };
        let better = of_each(&|text, finding| wordings.better(text, finding));
        let weights = conversation
            .turns
            .iter()
            .map(|reading| {
                reading.findings.iter().map(|finding| reader.weight(finding.what)).collect()
            })
            .collect();
        Self { wordings: better, weights, script, conversation, zone: zone.clone() }
    }
}

impl Told {
    /// A time as people read it.
    fn clock(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%a %-d %b %Y %H:%M %Z").to_string()
    }
}

/// Not more characters than these; where some are left out, a … says so.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

//! How an agent ordinarily sounds: sums of numbers from their own warm-ups, kept in their corner alone.

use domain::agent::Agent;
use listen::baseline::{parse, to_json};
use voice::Baseline;

use crate::{Desk, Result, corner::Corner};

/// The kind of note in the corner.
const KIND: &str = "baseline";

impl Desk {
    /// How the owner of a corner ordinarily sounds, where they have kept a warm-up; the last counts.
    pub async fn baseline(&self, corner: &Corner) -> Result<Option<Baseline>> {
        let notes = self.corner_notes(corner, KIND).await?;
        // One of an older version is made anew with the next warm-up.
        Ok(notes.first().and_then(|note| parse(KIND, &note.bytes).ok()))
    }

    /// Keeps how an agent ordinarily sounds.
    pub async fn keep_baseline(&self, by: &Agent, baseline: &Baseline) -> Result<()> {
        let json = to_json(baseline).to_string();
        self.keep_in_corner(by.id, KIND, json.as_bytes()).await?;
        Ok(())
    }
}

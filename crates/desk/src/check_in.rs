//! Check-ins, in one's corner; and a break.

use domain::{
    CornerNoteId, Timestamp,
    agent::{Agent, Availability},
    check_in::{BREAK_MINUTES, Going, WORDS_CHARS_MAX},
    text,
};
use jiff::SignedDuration;
use language::say;
use serde_json::{Value, json};

use crate::{
    Desk, Error, Result,
    corner::{Corner, Note},
};

/// The kind of these notes in a corner.
const KIND: &str = "check-in";

/// How it was going.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIn {
    /// The note in which it is kept.
    pub id: CornerNoteId,
    /// When.
    pub at: Timestamp,
    /// What one answered.
    pub going: Going,
    /// One's own words; may be empty.
    pub words: String,
}

impl CheckIn {
    fn of(note: &Note) -> Option<Self> {
        let kept: Value = serde_json::from_slice(&note.bytes).ok()?;
        Some(Self {
            id: note.id,
            at: note.at,
            going: Going::parse(kept["going"].as_str()?)?,
            words: kept["words"].as_str().unwrap_or_default().to_owned(),
        })
    }
}

impl Desk {
    /// Keeps how it is going, for that agent alone. Nothing else is told of it, and nobody.
    ///
    /// # Errors
    /// [`Error::Refused`] where there are too many words.
    pub async fn check_in(&self, by: &Agent, going: Going, words: &str) -> Result<()> {
        let words = text::clean(words);
        let chars = words.chars().count();
        if chars > WORDS_CHARS_MAX {
            return Err(Error::refused(
                say("check-in-too-long").with("chars", chars).with("most", WORDS_CHARS_MAX),
            ));
        }
        let kept = json!({ "going": going.as_str(), "words": words }).to_string();
        let kept = self.keep_in_corner(by.id, KIND, kept.as_bytes()).await?;
        kept.map(drop).ok_or_else(|| Error::Conflict(say("corner-open-first")))
    }

    /// One's check-ins, the newest first.
    pub async fn check_ins(&self, corner: &Corner) -> Result<Vec<CheckIn>> {
        let notes = self.corner_notes(corner, KIND).await?;
        Ok(notes.iter().filter_map(CheckIn::of).collect())
    }

    /// The last one.
    pub async fn last_check_in(&self, corner: &Corner) -> Result<Option<CheckIn>> {
        let newest = self.newest_corner_notes(corner, KIND, 1).await?;
        Ok(newest.first().and_then(CheckIn::of))
    }

    /// Erases one for good.
    pub async fn forget_check_in(&self, corner: &Corner, id: CornerNoteId) -> Result<()> {
        self.remove_from_corner(corner, id).await
    }

    /// Erases all of them for good.
    pub async fn forget_check_ins(&self, corner: &Corner) -> Result<()> {
        let agent = corner.agent;
        self.store
            .write(move |tx| Ok(store::corner::remove_notes(tx, agent, KIND)?))
            .await
            .map(drop)
    }

    /// Takes a break of [`BREAK_MINUTES`]: others see that one is away, and until when.
    pub async fn take_break(&self, by: &Agent) -> Result<()> {
        let back_at = Some(self.store.now() + SignedDuration::from_mins(BREAK_MINUTES));
        self.set_availability(by.id, Availability::Away { back_at }).await
    }
}

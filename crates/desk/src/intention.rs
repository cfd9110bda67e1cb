//! The intention of the day: kept in one's corner, and shared only by one's own act.

use domain::{
    AgentId, CornerNoteId, Timestamp,
    agent::Agent,
    event::{Change, EventKind},
    intention,
};
use language::say;
use serde_json::{Value, json};

use crate::{
    Desk, Error, Result,
    corner::{Corner, Note},
};

/// The kind of these notes in a corner.
const KIND: &str = "intention";

/// One's intention for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intention {
    /// The note in which it is kept.
    pub id: CornerNoteId,
    /// The day, such as `2026-11-22`.
    pub day: String,
    /// The words; empty where one would rather have none that day.
    pub words: String,
    /// Whether colleagues see it.
    pub shared: bool,
}

impl Intention {
    fn of(note: &Note) -> Option<Self> {
        let kept: Value = serde_json::from_slice(&note.bytes).ok()?;
        let text = |name: &str| kept[name].as_str().map(ToOwned::to_owned);
        Some(Self {
            id: note.id,
            day: text("day")?,
            words: text("words")?,
            shared: kept["shared"].as_bool().unwrap_or(false),
        })
    }
}

/// The day on which somebody is, such as `2026-11-22`.
pub fn day_of(agent: &Agent, now: Timestamp) -> String {
    now.to_zoned(agent.tz()).date().to_string()
}

impl Desk {
    /// One's intention for a day; nothing where one was not asked yet.
    pub async fn intention(&self, corner: &Corner, day: &str) -> Result<Option<Intention>> {
        let newest = self.newest_corner_notes(corner, KIND, 1).await?;
        Ok(newest.first().and_then(Intention::of).filter(|intention| intention.day == day))
    }

    /// All that one kept, the newest first.
    pub async fn intentions(&self, corner: &Corner) -> Result<Vec<Intention>> {
        let notes = self.corner_notes(corner, KIND).await?;
        Ok(notes.iter().filter_map(Intention::of).filter(|one| !one.words.is_empty()).collect())
    }

    /// Keeps one's intention for today, in the place of one that is there; with `share`, colleagues see
    /// it too.
    ///
    /// # Errors
    /// [`Error::Refused`] where there are no words or too many.
    pub async fn intend(
        &self,
        by: &Agent,
        corner: &Corner,
        words: &str,
        share: bool,
    ) -> Result<()> {
        let words = intention::clean(words).map_err(Error::refused)?;
        self.keep_intention(by, corner, &words, share).await
    }

    /// Has none today, and is not asked again before tomorrow.
    pub async fn intend_nothing(&self, by: &Agent, corner: &Corner) -> Result<()> {
        self.keep_intention(by, corner, "", false).await
    }

    /// Takes one out of the corner; if it was shared for that day, colleagues do not see it any more.
    pub async fn forget_intention(
        &self,
        by: &Agent,
        corner: &Corner,
        id: CornerNoteId,
    ) -> Result<()> {
        let newest = self.newest_corner_notes(corner, KIND, 1).await?;
        self.remove_from_corner(corner, id).await?;
        if newest.first().is_some_and(|note| note.id == id) {
            self.share_intention(by.id, None).await?;
        }
        Ok(())
    }

    async fn keep_intention(
        &self,
        by: &Agent,
        corner: &Corner,
        words: &str,
        shared: bool,
    ) -> Result<()> {
        let day = day_of(by, self.store.now());
        let before = self.intention(corner, &day).await?;
        let kept = json!({ "day": day, "words": words, "shared": shared }).to_string();
        let kept = self.keep_in_corner(by.id, KIND, kept.as_bytes()).await?;
        kept.ok_or_else(|| Error::Conflict(say("corner-open-first")))?;
        if let Some(before) = before {
            self.remove_from_corner(corner, before.id).await?;
        }
        self.share_intention(by.id, shared.then(|| (day, words.to_owned()))).await
    }

    /// Shows it to colleagues, or nothing any more. What was not shared before and is not now leaves no
    /// trace: no event tells of it.
    async fn share_intention(&self, by: AgentId, shared: Option<(String, String)>) -> Result<()> {
        self.store
            .write(move |tx| {
                let changed = match shared {
                    Some((day, words)) => {
                        let now = tx.now();
                        store::intention::share(tx, by, &day, &words, now)?;
                        true
                    }
                    None => store::intention::take_back(tx, by)?,
                };
                if changed {
                    tx.record(Change::new(EventKind::AgentChanged).by(Some(by)))?;
                }
                Ok(())
            })
            .await
    }
}

//! Replays: what was heard in one's own parts of calls, opened with one's own corner; and letting it go.

use std::io::{self, Read};

use domain::{AgentId, CallPartId, agent::Agent, audit::Action, call::Call};
use language::say;
use listen::{
    recording::Recording,
    session::{Options, listen_live},
};
use sealed::{Key, stream::Reader};
use serde_json::{Value, json};
use store::call_part::CallPart;

use crate::{
    Desk, Error, Result,
    corner::{Corner, Sealed},
    switchboard::{FIGURES, RECORDING, RECORDING_KEY, figures},
};

/// In what an agent's own notes on a part are sealed.
const NOTES: &str = "notes on call part";
/// Bytes of the header of a FLAC stream: its name, and its first block (RFC 9639, section 8).
const HEADER_BYTES: usize = 42;
/// Most that an agent may write about a part, in bytes.
const NOTES_BYTES_MAX: usize = 256 * 1024;
/// How often a change is tried that others come before.
const NOTES_TRIES_MAX: usize = 8;
/// Longest recording that can be played, in bytes: six hours.
const SOUND_BYTES_MAX: u64 = 1 << 30;

/// One's own part of a call, opened.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The part.
    pub part: CallPart,
    /// Of which call.
    pub call: Call,
    /// What was heard: `{"heard": …, "peaks": [[…], […]]}`, the first as `bliss listen --json` writes it. None
    /// where nothing was, or it cannot be opened.
    pub figures: Option<Value>,
    /// What the agent wrote about it and contested.
    pub notes: Value,
}

impl Desk {
    /// One's own parts of calls, the newest first.
    pub async fn replays(
        &self,
        by: &Agent,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<(CallPart, Call)>> {
        let by = by.id;
        self.store
            .read(move |db| {
                let parts = store::call_part::of_agent(db, by, limit, offset)?;
                parts
                    .into_iter()
                    .map(|part| {
                        let call = store::call::find(db, part.call_id)?;
                        Ok((part, call.ok_or_else(|| Error::not_found("call"))?))
                    })
                    .collect()
            })
            .await
    }

    /// One's own part of that id. For anybody else there is none.
    pub async fn own_part(&self, by: AgentId, id: CallPartId) -> Result<CallPart> {
        self.store
            .read(move |db| {
                store::call_part::find(db, id)?
                    .filter(|part| part.agent_id == by)
                    .ok_or_else(|| Error::not_found("replay"))
            })
            .await
    }

    /// Opens one's own replay. What was recorded until the server stopped in the middle is heard now.
    pub async fn replay(&self, by: &Agent, corner: &Corner, id: CallPartId) -> Result<Replay> {
        let mut part = self.own_part(by.id, id).await?;
        let call = self.call(part.call_id).await?;
        if part.figures.is_none() && part.recording.is_some() && part.ended_at.is_some() {
            self.hear_again(corner, &part).await?;
            part = self.own_part(by.id, id).await?;
        }
        let open = |bytes: Vec<u8>, what: &str| -> Option<Value> {
            let sealed = Sealed { corner: part.corner_id?, bytes };
            serde_json::from_slice(&corner.open(&sealed, &format!("{what} {id}"))?).ok()
        };
        let figures = match (&part.figures, self.archive()) {
            (Some(file), Some(archive)) => {
                archive.read(file).await?.and_then(|bytes| open(bytes, FIGURES))
            }
            _ => None,
        };
        let notes = notes_of(corner, &part);
        Ok(Replay { part, call, figures, notes })
    }

    /// Changes what an agent wrote about their own part: `change` gets what is there now, and may be asked
    /// again where it was changed elsewhere meanwhile. What it is from now on.
    pub async fn change_notes(
        &self,
        by: &Agent,
        corner: &Corner,
        id: CallPartId,
        mut change: impl FnMut(&mut Value) -> Result<()>,
    ) -> Result<Value> {
        for _ in 0..NOTES_TRIES_MAX {
            let part = self.own_part(by.id, id).await?;
            let mut notes = notes_of(corner, &part);
            change(&mut notes)?;
            let bytes = notes.to_string();
            if bytes.len() > NOTES_BYTES_MAX {
                return Err(Error::refused(say("replay-notes-too-long")));
            }
            let sealed = self.seal_for(by.id, &format!("{NOTES} {id}"), bytes.as_bytes()).await?;
            let sealed = sealed.ok_or_else(|| Error::Conflict(say("replay-corner-first")))?;
            // The rest of the part would be looked for in the new corner, and not found there.
            let bound = part.figures.is_some() || part.recording.is_some() || part.notes.is_some();
            if bound && part.corner_id.is_some_and(|before| before != sealed.corner) {
                return Err(Error::Conflict(say("replay-sealed-nothing-added")));
            }
            let (slot, text) = (sealed.corner, sealed::to_text(&sealed.bytes));
            let kept = self
                .store
                .write(move |tx| {
                    let now = store::call_part::find(tx, id)?;
                    let same = now.is_some_and(|now| now.notes == part.notes);
                    if same {
                        store::call_part::set_notes(tx, id, slot, &text)?;
                    }
                    Ok::<_, Error>(same)
                })
                .await?;
            if kept {
                return Ok(notes);
            }
        }
        Err(Error::Conflict(say("replay-changed-elsewhere")))
    }

    /// The sound of one's own part, as FLAC.
    pub async fn replay_sound(
        &self,
        by: &Agent,
        corner: &Corner,
        id: CallPartId,
    ) -> Result<Vec<u8>> {
        let part = self.own_part(by.id, id).await?;
        let Some((key, file, sealed)) = self.sealed_sound(corner, &part).await? else {
            return Err(Error::not_found("recording"));
        };
        let opened = tokio::task::spawn_blocking(move || sound(&key, &file, &sealed));
        Ok(opened.await.map_err(io::Error::other)??)
    }

    /// Deletes one's own recording before its time, or all that was heard in a part.
    pub async fn forget_replay(&self, by: &Agent, id: CallPartId, all: bool) -> Result<()> {
        let part = self.own_part(by.id, id).await?;
        if part.ended_at.is_none() {
            return Err(Error::Conflict(say("replay-call-goes-on")));
        }
        self.delete_files(&part, all).await?;
        let had_recording = part.recording.is_some();
        // Of which call is nobody else's business.
        let entry = self.audit(Action::RecordingDeleted).by(by.id);
        self.store
            .write(move |tx| {
                if had_recording {
                    entry.keep(tx)?;
                }
                if all {
                    store::call_part::forget(tx, id)?;
                } else {
                    store::call_part::forget_recording(tx, id)?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        self.forget_shared(&part, all).await
    }

    /// Deletes the recordings that have been kept for long enough; how many.
    pub(crate) async fn delete_due_recordings(&self) -> Result<usize> {
        let now = self.store.now();
        let due = self.store.read(move |db| store::call_part::due(db, now)).await?;
        for part in &due {
            self.delete_files(part, false).await?;
            let id = part.id;
            self.store
                .write(move |tx| Ok::<_, Error>(store::call_part::forget_recording(tx, id)?))
                .await?;
            self.forget_shared(part, false).await?;
        }
        if !due.is_empty() {
            let entry = self.audit(Action::RecordingsExpired).detail(due.len().to_string());
            self.store.write(move |tx| entry.keep(tx)).await?;
        }
        Ok(due.len())
    }

    async fn delete_files(&self, part: &CallPart, all: bool) -> Result<()> {
        let Some(archive) = self.archive() else { return Ok(()) };
        let figures = part.figures.iter().filter(|_| all);
        for file in part.recording.iter().chain(figures) {
            archive.remove(file).await.map_err(|error| {
                tracing::error!(%error, "a recording could not be deleted");
                Error::Conflict(say("replay-cannot-be-deleted-now"))
            })?;
        }
        Ok(())
    }

    /// The key to the sound of a part, its file's name, and what is in it.
    async fn sealed_sound(
        &self,
        corner: &Corner,
        part: &CallPart,
    ) -> Result<Option<(Key, String, Vec<u8>)>> {
        let (Some((key, file)), Some(archive)) = (key_of(corner, part), self.archive()) else {
            return Ok(None);
        };
        Ok(archive.read(&file).await?.map(|sealed| (key, file, sealed)))
    }

    /// Hears a recording that nobody has heard to its end, for the server was stopped before it.
    async fn hear_again(&self, corner: &Corner, part: &CallPart) -> Result<()> {
        let Some((key, file, sealed)) = self.sealed_sound(corner, part).await? else {
            return Ok(());
        };
        let heard = tokio::task::spawn_blocking(move || -> Result<Option<String>> {
            // Out of memory: it is written nowhere that others could read.
            let bytes = io::Cursor::new(sound(&key, &file, &sealed)?);
            let recording = Recording::from_source(Box::new(bytes), Some("flac"), None).ok();
            let heard = recording.and_then(|recording| {
                listen_live("call", recording, &Options::default(), |_| true).ok()
            });
            Ok(heard.map(|heard| figures(&heard).to_string()))
        })
        .await
        .map_err(io::Error::other)??;
        match heard {
            Some(bytes) => self.keep_figures(part.id, part.agent_id, bytes.as_bytes()).await,
            None => Ok(()),
        }
    }
}

/// The key to the sound of a part, and its file's name.
fn key_of(corner: &Corner, part: &CallPart) -> Option<(Key, String)> {
    let bytes = sealed::from_text(part.recording_key.as_deref()?)?;
    let sealed = Sealed { corner: part.corner_id?, bytes };
    let key = corner.open(&sealed, &format!("{RECORDING_KEY} {}", part.id))?;
    Some((Key::from_slice(&key)?, part.recording.clone()?))
}

/// What an agent wrote about their part; nothing where it cannot be opened.
fn notes_of(corner: &Corner, part: &CallPart) -> Value {
    let open = || {
        let bytes = sealed::from_text(part.notes.as_deref()?)?;
        let sealed = Sealed { corner: part.corner_id?, bytes };
        serde_json::from_slice(&corner.open(&sealed, &format!("{NOTES} {}", part.id))?).ok()
    };
    open().filter(Value::is_object).unwrap_or_else(|| json!({}))
}

/// The sound of a part. The final header follows the frames where the recording came to its end, and is put
/// first, where it belongs.
fn sound(key: &Key, file: &str, sealed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(sealed.len());
    let mut reader = Reader::new(key, &format!("{RECORDING} {file}"), sealed);
    let read = (&mut reader).take(SOUND_BYTES_MAX).read_to_end(&mut bytes);
    // What was cut off is played as far as it goes.
    if let Err(error) = read
        && bytes.len() <= HEADER_BYTES
    {
        return Err(error);
    }
    let end = bytes.len().saturating_sub(HEADER_BYTES);
    if end >= HEADER_BYTES && bytes[end..].starts_with(b"fLaC") {
        let header = bytes.split_off(end);
        bytes[..HEADER_BYTES].copy_from_slice(&header);
    }
    Ok(bytes)
}

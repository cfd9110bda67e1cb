//! Sharing a moment of a call with the team: the agent's own act, taken back whenever they like.
//!
//! What is shared is what was said of the moment, its time, the agent's note, and, where they chose so, the
//! sound of just that stretch. The sound goes when the recording goes that it was cut from.

use std::io::Cursor;

use domain::{
    CallPartId, SharedMomentId,
    agent::Agent,
    event::{Change, EventKind},
    text,
};
use language::say;
use listen::recording::Recording;
use store::{call_part::CallPart, shared_moment::SharedMoment};

use crate::{Desk, Error, Result, corner::Corner};

/// Most characters of a note.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// What is heard before and after a moment, in ms, so that it can be understood.
pub const AROUND_MS: u64 = 1_000;
/// Longest sound that is shared, in ms: a moment, not a call.
pub const CLIP_MS_MAX: u64 = 60_000;

/// A moment that is to be shared.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// What it is, in words.
    pub what: String,
    /// Where it begins, in ms from the beginning of the part.
    pub from_ms: u64,
    /// How long it is, in ms.
    pub length_ms: u64,
    /// What its agent says about it.
    pub note: String,
    /// Whether its sound is shared, too.
    pub sound: bool,
}

impl Desk {
    /// Shares a moment of one's own part with the team, in the conversation of its call.
    pub async fn share_moment(
        &self,
        by: &Agent,
        corner: &Corner,
        id: CallPartId,
        sharing: Sharing,
    ) -> Result<SharedMomentId> {
        let part = self.own_part(by.id, id).await?;
        let call = self.call(part.call_id).await?;
        let note = text::clean(&sharing.note).trim().to_owned();
        if note.chars().count() > NOTE_CHARS_MAX {
            return Err(Error::refused(say("replay-share-note-too-long")));
        }
        let length_ms = sharing.length_ms;
        let clip = if sharing.sound {
            let sound = self.replay_sound(by, corner, id).await?;
            let from_ms = sharing.from_ms.saturating_sub(AROUND_MS);
            let to_ms = sharing.from_ms + length_ms + AROUND_MS;
            let cut = tokio::task::spawn_blocking(move || cut(sound, from_ms, to_ms));
            let wav = cut.await.map_err(std::io::Error::other)??;
            Some(self.files.put(wav).await?)
        } else {
            None
        };
        let (agent, from_ms) = (by.id, sharing.from_ms);
        let file = clip.clone();
        let shared = self
            .store
            .write(move |tx| {
                let from_ms = i64::try_from(from_ms).unwrap_or(i64::MAX);
                let before = store::shared_moment::of_part(tx, id)?;
                if before.iter().any(|one| one.from_ms == from_ms && one.what == sharing.what) {
                    return Err(Error::Conflict(say("replay-shared-already")));
                }
                let at = tx.now();
                let shared = store::shared_moment::insert(
                    tx,
                    &SharedMoment {
                        id: SharedMomentId(0),
                        call_part_id: id,
                        conversation_id: call.conversation_id,
                        agent_id: agent,
                        what: sharing.what,
                        from_ms,
                        length_ms: i64::try_from(length_ms).unwrap_or(i64::MAX),
                        note,
                        clip,
                        at,
                    },
                )?;
                tx.record(
                    Change::new(EventKind::ConversationChanged)
                        .in_conversation(call.conversation_id, call.customer_id)
                        .by(Some(agent)),
                )?;
                Ok(shared)
            })
            .await;
        if let (Err(_), Some(file)) = (&shared, file) {
            self.files.remove(&file).await?;
        }
        shared
    }

    /// Takes back what one shared; its sound is deleted.
    pub async fn take_back_moment(&self, by: &Agent, id: SharedMomentId) -> Result<()> {
        let agent = by.id;
        let clip = self
            .store
            .write(move |tx| {
                let found = store::shared_moment::find(tx, id)?;
                let found = found.filter(|found| found.agent_id == agent);
                let found = found.ok_or_else(|| Error::not_found("moment"))?;
                store::shared_moment::delete(tx, id, agent)?;
                changed(tx, &found)?;
                Ok::<_, Error>(found.clip)
            })
            .await?;
        match clip {
            Some(file) => Ok(self.files.remove(&file).await?),
            None => Ok(()),
        }
    }

    /// The sound of a moment that somebody shared, as WAV.
    pub async fn shared_sound(&self, id: SharedMomentId) -> Result<Vec<u8>> {
        let found = self.store.read(move |db| store::shared_moment::find(db, id)).await?;
        let file = found.and_then(|found| found.clip).ok_or_else(|| Error::not_found("sound"))?;
        self.files.read(&file).await
    }

    /// The recording of a part is gone, and the sound that was shared of it goes too; with `all`, what was
    /// said of it as well.
    pub(crate) async fn forget_shared(&self, part: &CallPart, all: bool) -> Result<()> {
        let id = part.id;
        let gone = self
            .store
            .write(move |tx| {
                let shared = store::shared_moment::of_part(tx, id)?;
                if all {
                    store::shared_moment::delete_of_part(tx, id)?;
                } else {
                    store::shared_moment::forget_clips(tx, id)?;
                }
                // They are all of one conversation.
                if let Some(one) = shared.first() {
                    changed(tx, one)?;
                }
                Ok::<_, Error>(shared)
            })
            .await?;
        for file in gone.into_iter().filter_map(|one| one.clip) {
            self.files.remove(&file).await?;
        }
        Ok(())
    }
}

/// The thread in which it is told shows it anew.
fn changed(tx: &mut store::Tx<'_>, moment: &SharedMoment) -> Result<()> {
    let conversation = store::conversation::find(tx, moment.conversation_id)?
        .ok_or_else(|| Error::not_found("conversation"))?;
    tx.record(
        Change::new(EventKind::ConversationChanged)
            .in_conversation(conversation.id, conversation.customer_id)
            .by(Some(moment.agent_id)),
    )?;
    Ok(())
}

/// A stretch of a recording as WAV (16-bit PCM), with the channels that it has.
fn cut(sound: Vec<u8>, from_ms: u64, to_ms: u64) -> Result<Vec<u8>> {
    let unreadable = |why: listen::recording::Unreadable| Error::refused(why.to_string());
    let mut recording = Recording::from_source(Box::new(Cursor::new(sound)), Some("flac"), None)
        .map_err(unreadable)?;
    let (channels, rate_hz) = (recording.channels(), recording.rate_hz());
    let to_ms = to_ms.min(from_ms + CLIP_MS_MAX);
    let sample = |ms: u64| usize::try_from(ms * u64::from(rate_hz) / 1_000).unwrap_or(usize::MAX);
    let (from, to) = (sample(from_ms), sample(to_ms));
    let mut samples: Vec<u8> = Vec::new();
    let mut block = Vec::new();
    let mut at = 0;
    while at < to {
        let read = recording.read(&mut block).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        for i in from.saturating_sub(at).min(read)..to.saturating_sub(at).min(read) {
            for channel in &block {
                samples.extend(sixteen_bits(channel[i]).to_le_bytes());
            }
        }
        at += read;
    }
    if samples.is_empty() {
        return Err(Error::refused(say("replay-no-sound-there")));
    }
    Ok(wav(&samples, channels, rate_hz))
}

#[expect(clippy::cast_possible_truncation, reason = "16 bits, and the cast saturates")]
fn sixteen_bits(sample: f32) -> i16 {
    (sample * 32_768.0).round() as i16
}

/// Samples with the header of a WAV file (RIFF, IBM and Microsoft 1991): 16-bit PCM.
fn wav(samples: &[u8], channels: usize, rate_hz: u32) -> Vec<u8> {
    // At most a minute of at most 64 channels: far from what 32 bits hold.
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let channels = u16::try_from(channels).unwrap_or(1);
    let frame_bytes = channels * 2;
    let mut file = Vec::with_capacity(44 + samples.len());
    file.extend(b"RIFF");
    file.extend(number(36 + samples.len()).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend((rate_hz * u32::from(frame_bytes)).to_le_bytes());
    file.extend(frame_bytes.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(number(samples.len()).to_le_bytes());
    file.extend(samples);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_has_the_samples_of_its_stretch_and_nothing_more() {
        // Two seconds at 8 kHz: left is the number of its millisecond, right its negative.
        let samples: Vec<u8> = (0..16_000_i16)
            .flat_map(|i| [(i / 8).to_le_bytes(), (-(i / 8)).to_le_bytes()].concat())
            .collect();
        let clip = cut(wav(&samples, 2, 8_000), 500, 750).unwrap();
        let inside = &clip[44..];
        assert_eq!(inside.len(), 250 * 8 * 4);
        assert_eq!(inside, &samples[500 * 8 * 4..750 * 8 * 4]);
        assert!(cut(wav(&samples, 2, 8_000), 5_000, 6_000).is_err());
        assert!(cut(b"no sound at all".to_vec(), 0, 10).is_err());
    }
}

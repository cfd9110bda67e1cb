//! Recordings of calls that were held elsewhere: heard as `bliss listen` hears them, and put away for the
//! agent whose calls they are.

use std::{iter::repeat_n, path::Path};

use domain::{
    AgentId, CallId, CallPartId, ConversationId, Timestamp,
    access::Permission,
    agent::Agent,
    call::Source,
    conversation::{Channel, Standing},
    event::{Change, EventKind},
    text,
};
use jiff::SignedDuration;
use language::say;
use listen::{
    heard::Heard,
    session::{Block, Inputs, Options, Sound, listen},
};
use phone::Recorder as _;
use sealed::Key;

use crate::{
    Desk, Error, Result,
    conversation::With,
    switchboard::{RECORDING, RECORDING_KEY, Recorder, figures},
    token,
};

/// A recording of a call.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// One file with a side in each channel, or a file for each side.
    pub inputs: Inputs,
    /// The customer comes first.
    pub swap: bool,
    /// When the call began.
    pub at: Timestamp,
    /// With whom.
    pub with: With,
    /// What it was about.
    pub subject: String,
}

/// What became of it.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The conversation in which it is.
    pub conversation: ConversationId,
    /// The call.
    pub call: CallId,
    /// The agent's part: all of it.
    pub part: CallPartId,
    /// What is to be known of the recording, for people.
    pub remarks: Vec<String>,
}

impl Desk {
    /// Takes a recording of a call. It is `whose` alone, whoever brings it: their voice is in it.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no recording, in the words of `bliss listen`; [`Error::Forbidden`] for
    /// somebody who brings another's and does not lead.
    pub async fn take_recording(
        &self,
        by: &Agent,
        whose: AgentId,
        recorded: Recorded,
    ) -> Result<Taken> {
        if whose != by.id && !by.role.may(Permission::ManagePeople) {
            return Err(Error::Forbidden(say("recording-own-calls-only")));
        }
        let archive = self.place_for_calls()?;
        if self.slot(whose).await?.is_none() {
            return Err(Error::Conflict(say("recording-no-corner")));
        }
        let Recorded { inputs, swap, at, with, subject } = recorded;
        let with = with.check()?;
        let options = Options { swap, ..Options::default() };
        let key = Key::new();
        let file = token::hex(&token::random::<16>());
        // The part has no number yet: the sound is sealed to its own name, which nobody can guess.
        let sound = format!("{RECORDING} {file}");
        let heard = {
            let (key, path, sound) = (key.clone(), archive.path(&file), sound.clone());
            tokio::task::spawn_blocking(move || hear(&inputs, &options, &key, &sound, &path))
                .await
                .map_err(std::io::Error::other)?
        };
        let heard = match heard {
            Ok(heard) => heard,
            Err(error) => {
                // Whatever was written of it goes.
                let _ = tokio::fs::remove_file(archive.path(&file)).await;
                return Err(error);
            }
        };
        let length = SignedDuration::from_millis(heard.figures.length_ms.cast_signed());
        let subject = match text::excerpt(&subject, text::LINE_CHARS_MAX) {
            empty if empty.is_empty() => "Recorded call".to_owned(),
            subject => subject,
        };
        let by = by.id;
        let (conversation, call, part) = self
            .store
            .write(move |tx| {
                let customer = with.find_or_add(tx)?;
                let new = store::conversation::New {
                    customer,
                    inbox: None,
                    channel: Channel::Phone,
                    subject: &subject,
                    standing: Standing::opened(at).closed(),
                    by: Some(by),
                    at,
                };
                let conversation = store::conversation::insert(tx, &new)?;
                let now = tx.now();
                store::conversation::assign(tx, conversation, Some(whose), None, Some(by), now)?;
                let change = Change::new(EventKind::ConversationOpened).by(Some(by));
                tx.record(change.in_conversation(conversation, customer))?;
                let new = store::call::New {
                    conversation,
                    customer,
                    inbox: None,
                    source: Source::Recording,
                    key: None,
                    at,
                    recorded: true,
                };
                let call = store::call::insert(tx, &new)?;
                store::call::set_imported(tx, call, whose, at, at + length)?;
                store::conversation::set_last_message(tx, conversation, "Recorded call", at)?;
                let part = store::call_part::insert(tx, call, whose, at)?;
                store::call_part::set_ended(tx, part, at + length)?;
                Ok::<_, Error>((conversation, call, part))
            })
            .await?;
        let keep_days = self.keep_days(None).await?;
        self.put_away_recording(whose, part, &key, file, keep_days).await?;
        self.keep_figures(part, whose, figures(&heard).to_string().as_bytes()).await?;
        Ok(Taken { conversation, call, part, remarks: heard.remarks })
    }

    /// Notes where the sound of a part is, and seals its key to the agent.
    pub(crate) async fn put_away_recording(
        &self,
        whose: AgentId,
        part: CallPartId,
        key: &Key,
        file: String,
        keep_days: i64,
    ) -> Result<bool> {
        let context = format!("{RECORDING_KEY} {part}");
        let Some(sealed) = self.seal_for(whose, &context, key.bytes()).await? else {
            return Ok(false);
        };
        let (corner, sealed_key) = (sealed.corner, sealed::to_text(&sealed.bytes));
        self.store
            .write(move |tx| {
                let delete_at = tx.now() + SignedDuration::from_hours(24 * keep_days);
                store::call_part::set_recording(tx, part, corner, &file, &sealed_key, delete_at)?;
                Ok::<_, Error>(true)
            })
            .await
    }
}

/// Hears a recording, and keeps its sound sealed, both sides in one FLAC file.
fn hear(
    inputs: &Inputs,
    options: &Options,
    key: &Key,
    context: &str,
    path: &Path,
) -> Result<Heard> {
    let unheard = |error: listen::session::Unheard| Error::refused(format!("{error}"));
    let heard = listen(inputs, options, &mut |_| {}).map_err(unheard)?;
    let mut sound = Sound::open(inputs, options).map_err(unheard)?;
    let rates = sound.rates();
    let rate_hz = rates[0].hz().max(rates[1].hz());
    let mut recorder = Recorder::new(key, context, path)?;
    recorder.write(&phone::flac::header(rate_hz, 0))?;
    let mut encoder = phone::flac::Encoder::new(rate_hz);
    let (mut block, mut bytes, mut sides) =
        (Block::default(), Vec::new(), [const { Vec::new() }; 2]);
    while sound.read(&mut block).map_err(unheard)? {
        for ((side, samples), rate) in sides.iter_mut().zip(&block.sides).zip(rates) {
            // Both sides have one rate in the file; the lower is a whole part of the higher.
            let times = (rate_hz / rate.hz()) as usize;
            side.clear();
            side.extend(samples.iter().flat_map(|&sample| repeat_n(to_16_bit(sample), times)));
        }
        // A side that is over, or the other side of one channel, is silent.
        let longest = sides.iter().map(Vec::len).max().unwrap_or(0);
        for side in &mut sides {
            side.resize(longest, 0);
        }
        bytes.clear();
        encoder.push(&sides[0], &sides[1], &mut bytes);
        recorder.write(&bytes)?;
    }
    bytes.clear();
    encoder.finish(&mut bytes);
    recorder.write(&bytes)?;
    recorder.finish(&phone::flac::header(rate_hz, encoder.samples()))?;
    Ok(heard)
}

/// The sample that a reader of 16 bits makes the same number of again.
#[allow(clippy::cast_possible_truncation)] // −32,768 to 32,767
fn to_16_bit(sample: f32) -> i16 {
    (sample * 32_768.0).round().clamp(-32_768.0, 32_767.0) as i16
}

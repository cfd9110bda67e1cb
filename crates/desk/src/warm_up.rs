//! The ten seconds before the first call: a greeting, heard and looked at, and nothing kept of it.

use std::io::Cursor;

use language::say;
use listen::{
    heard::Heard,
    recording::Recording,
    session::{Options, listen_live},
};
use voice::{Baseline, Side};

use crate::{Desk, Error, Result};

/// Largest recording that is taken, in bytes: twenty seconds of uncompressed sound, as browsers record it.
pub const BYTES_MAX: usize = 2 * 1024 * 1024;
/// Longest that is heard, in ms.
pub const LENGTH_MS_MAX: u64 = 20_000;
/// With less voiced speech than this, in seconds, nothing is told of how somebody ordinarily sounds.
const VOICED_MIN_S: f32 = 2.0;

impl Desk {
    /// Hears a warm-up, against how its speaker ordinarily sounds where that is known. It is heard out of
    /// memory and written nowhere.
    pub async fn hear_warm_up(&self, bytes: Vec<u8>, usual: Option<Baseline>) -> Result<Heard> {
        if bytes.len() > BYTES_MAX {
            return Err(Error::refused(say("warm-up-too-long")));
        }
        let heard = tokio::task::spawn_blocking(move || hear(bytes, usual.as_ref()));
        heard.await.map_err(std::io::Error::other)?
    }
}

fn hear(bytes: Vec<u8>, usual: Option<&Baseline>) -> Result<Heard> {
    let refuse = |_| Error::refused(say("warm-up-no-recording"));
    let recording =
        Recording::from_source(Box::new(Cursor::new(bytes)), None, None).map_err(refuse)?;
    let options = Options { baselines: [usual.copied(), None], ..Options::default() };
    let mut too_long = false;
    let heard = listen_live("warm-up", recording, &options, |gathering| {
        too_long = gathering.heard_ms() > LENGTH_MS_MAX;
        !too_long
    });
    if too_long {
        return Err(Error::refused(say("warm-up-too-long")));
    }
    heard.map_err(|_| Error::refused(say("warm-up-not-to-its-end")))
}

/// How somebody ordinarily sounds, with a warm-up put to what was known before.
pub fn put_together(usual: Option<Baseline>, heard: &Heard) -> Result<Baseline> {
    let spoken = &heard.figures.sides[Side::Agent.index()].whole;
    if spoken.voiced_s() < VOICED_MIN_S {
        return Err(Error::refused(say("warm-up-too-little-speech")));
    }
    let mut together = usual.unwrap_or_default();
    together.learn(spoken);
    Ok(together)
}

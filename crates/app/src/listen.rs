//! `bliss listen`: a call in, what was heard in it out. It needs no desk, no database and no network.

pub(crate) mod files;
mod folder;
mod live;
mod microphone;
pub(crate) mod pairs;
pub(crate) mod show;

use std::{
    num::NonZero,
    path::{Path, PathBuf},
    str::FromStr,
};

use ::listen::{
    baseline,
    heard::{Heard, Ordinary},
    recording::{Raw, RawEncoding},
    report::page::Audio,
    session::{self, Inputs, Options},
};
use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};

use show::Progress;

/// What `bliss listen` can be told.
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, Clone, Args)]
#[command(
    long_about = "Listen to a recorded call and tell what is heard in it: who talked how long, who \
                  interrupted whom, silences and holds, and how the voices sounded, as a smile \
                  that is more or less than usual for that voice. Expressions as heard, never what \
                  anybody feels.\n\n\
                  Give one recording with a channel for each side (the agent's first), or one \
                  recording for each side (the agent's first), or a folder of either. WAV, AIFF, \
                  FLAC, MP3, M4A, Ogg and WebM are read. Nothing leaves this machine."
)]
pub struct Listen {
    /// One recording, one of the agent and one of the customer, or a folder
    #[arg(value_name = "RECORDING", num_args = 0..=2)]
    recordings: Vec<PathBuf>,

    /// The customer is in the first channel, or in the first recording
    #[arg(long)]
    swap: bool,

    /// What is in files without a header, such as mulaw:8000:1
    #[arg(long, value_name = "ENCODING:RATE:CHANNELS", value_parser = raw)]
    raw: Option<Raw>,

    /// How the agent ordinarily sounds: a file that --save-baseline or `bliss voice baseline` wrote
    #[arg(long, value_name = "FILE")]
    agent_baseline: Option<PathBuf>,

    /// How the customer ordinarily sounds
    #[arg(long, value_name = "FILE")]
    customer_baseline: Option<PathBuf>,

    /// Keep how the agent sounds in this call, put together with --agent-baseline where that is given
    #[arg(long, value_name = "FILE")]
    save_baseline: Option<PathBuf>,

    /// Tell it as JSON; docs/listen-json.md says what is in it
    #[arg(long, conflicts_with = "contact_lens", help_heading = "Telling")]
    json: bool,

    /// Tell it as Amazon Connect's Contact Lens would, as JSON of version 1.1.0
    #[arg(long, help_heading = "Telling")]
    contact_lens: bool,

    /// Write a page to look at and to listen to
    #[arg(long, value_name = "FILE", help_heading = "Telling")]
    html: Option<PathBuf>,

    /// Calls of a folder that are heard at once; as many as there are processors, if not said
    #[arg(long, value_name = "NUMBER", help_heading = "Folders")]
    jobs: Option<NonZero<usize>>,

    /// Listen to raw audio on standard input while it comes
    #[arg(long, conflicts_with_all = ["recordings", "raw", "html"], help_heading = "Live")]
    stdin: bool,

    /// Listen to this machine's microphone, by a recorder that is installed
    #[arg(
        long, conflicts_with_all = ["recordings", "raw", "stdin", "html"], help_heading = "Live"
    )]
    mic: bool,

    /// How samples on standard input are written
    #[arg(long, default_value = "s16le", requires = "stdin", help_heading = "Live")]
    encoding: Encoding,

    /// Samples a second on standard input
    #[arg(
        long,
        default_value_t = 8_000,
        requires = "stdin",
        value_name = "HZ",
        help_heading = "Live"
    )]
    rate: u32,

    /// Channels on standard input, interleaved
    #[arg(
        long, default_value_t = 1, requires = "stdin", value_name = "NUMBER",
        value_parser = clap::value_parser!(u8).range(1..=2), help_heading = "Live"
    )]
    channels: u8,
}

/// How raw samples are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// Signed 16-bit integers, the low byte first
    S16le,
    /// G.711 µ-law
    Mulaw,
    /// G.711 A-law
    Alaw,
}

impl From<Encoding> for RawEncoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::S16le => Self::S16Le,
            Encoding::Mulaw => Self::MuLaw,
            Encoding::Alaw => Self::ALaw,
        }
    }
}

/// Reads `mulaw:8000:1`.
pub(crate) fn raw(given: &str) -> Result<Raw, String> {
    let mut parts = given.split(':');
    let encoding = parts.next().and_then(|name| Encoding::from_str(name, true).ok());
    let (rate_hz, channels) = (number(parts.next()), number(parts.next()));
    match (encoding, rate_hz, channels, parts.next()) {
        (Some(encoding), Some(rate_hz), Some(channels), None) => {
            Ok(Raw { encoding: encoding.into(), rate_hz, channels })
        }
        _ => Err("write an encoding (s16le, mulaw or alaw), samples a second, and how many \
                  channels, such as mulaw:8000:1"
            .into()),
    }
}

fn number<T: FromStr>(text: Option<&str>) -> Option<T> {
    text?.parse().ok()
}

/// Does what was asked.
///
/// # Errors
/// One sentence for the person who asked.
pub fn run(asked: &Listen) -> Result<()> {
    let options = asked.options()?;
    if asked.stdin || asked.mic {
        return live::listen(asked, &options);
    }
    match asked.recordings.as_slice() {
        [] => bail!(
            "Say what to listen to: a recording, such as bliss listen call.wav, one of each side, a \
             folder, or --stdin or --mic."
        ),
        [folder] if folder.is_dir() => folder::listen(asked, &options, folder),
        [call] => one(asked, &options, &Inputs::One(call.clone())),
        [agent, customer, ..] => {
            let inputs = Inputs::Two { agent: agent.clone(), customer: customer.clone() };
            one(asked, &options, &inputs)
        }
    }
}

impl Listen {
    fn options(&self) -> Result<Options> {
        let read =
            |path: &Option<PathBuf>| path.as_deref().map(baseline::read).transpose().map_err(plain);
        Ok(Options {
            swap: self.swap,
            raw: self.raw,
            baselines: [read(&self.agent_baseline)?, read(&self.customer_baseline)?],
        })
    }

    /// Whether what is told is for a program.
    const fn is_json(&self) -> bool {
        self.json || self.contact_lens
    }
}

fn one(asked: &Listen, options: &Options, inputs: &Inputs) -> Result<()> {
    let mut progress = Progress::new();
    let mut show = |share| progress.show(share);
    let heard = match asked.html {
        Some(_) => session::listen_and_record(inputs, options, &mut show),
        None => session::listen(inputs, options, &mut show).map(|heard| (heard, Audio::None)),
    };
    progress.end();
    let (heard, audio) = heard.map_err(plain)?;
    if heard.figures.length_ms == 0 {
        bail!("{}: There is no sound in it, not one sample.", heard.sources[0].name);
    }
    tell(asked, &heard)?;
    if let Some(path) = &asked.html {
        files::page(&heard, audio, path)?;
    }
    Ok(())
}

/// Tells a call that is over, and keeps what is to be kept of it.
fn tell(asked: &Listen, heard: &Heard) -> Result<()> {
    if let Some(path) = &asked.save_baseline {
        save_baseline(heard, path)?;
    }
    if asked.json {
        show::json(&::listen::report::json::of(heard))
    } else if asked.contact_lens {
        show::json(&::listen::report::contact_lens::of(heard))
    } else {
        show::report(heard)
    }
}

fn save_baseline(heard: &Heard, path: &Path) -> Result<()> {
    let mut usual = heard.sides[0].baseline;
    if heard.sides[0].ordinary == Ordinary::Given {
        usual.learn(&heard.figures.sides[0].whole);
    }
    files::write(path, &format!("{}\n", baseline::to_json(&usual)))
}

/// An error that says in its own words all that it has to say.
pub(crate) fn plain(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("{error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_audio_is_said_in_one_word() {
        let expected = Raw { encoding: RawEncoding::MuLaw, rate_hz: 8_000, channels: 1 };
        assert_eq!(raw("mulaw:8000:1"), Ok(expected));
        for wrong in ["", "mulaw", "mulaw:8000", "opus:8000:1", "mulaw:x:1", "mulaw:8000:1:1"] {
            assert!(raw(wrong).is_err(), "{wrong}");
        }
    }
}

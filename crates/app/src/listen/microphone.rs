//! This machine's microphone, by whichever recorder is installed: no sound library is built in.

use std::{
    io,
    process::{Child, ChildStdout, Command, Stdio},
};

use ::listen::recording::{Raw, RawEncoding};
use anyhow::{Result, bail};

use super::live;

/// What every recorder is asked for.
pub(super) const RAW: Raw = Raw { encoding: RawEncoding::S16Le, rate_hz: 16_000, channels: 1 };

/// Recorders and what they are told, so that they write [`RAW`] to their standard output.
const RECORDERS: [(&str, &[&str]); 5] = [
    ("arecord", &["-q", "-t", "raw", "-f", "S16_LE", "-r", "16000", "-c", "1", "-"]),
    ("parec", &["--raw", "--format=s16le", "--rate=16000", "--channels=1", "--latency-msec=100"]),
    ("pw-record", &["--raw", "--format", "s16", "--rate", "16000", "--channels", "1", "-"]),
    (
        "rec",
        &[
            "-q",
            "-t",
            "raw",
            "-e",
            "signed-integer",
            "-b",
            "16",
            "-L",
            "-r",
            "16000",
            "-c",
            "1",
            "-",
        ],
    ),
    ("ffmpeg", FFMPEG),
];

/// Where ffmpeg finds a microphone.
const FFMPEG: &[&str] = if cfg!(target_os = "macos") {
    &[
        "-nostdin",
        "-loglevel",
        "error",
        "-f",
        "avfoundation",
        "-i",
        ":default",
        "-f",
        "s16le",
        "-ar",
        "16000",
        "-ac",
        "1",
        "-",
    ]
} else {
    &[
        "-nostdin",
        "-loglevel",
        "error",
        "-f",
        "pulse",
        "-i",
        "default",
        "-f",
        "s16le",
        "-ar",
        "16000",
        "-ac",
        "1",
        "-",
    ]
};

/// A recorder that records.
pub(super) struct Recorder {
    pub(super) name: &'static str,
    child: Child,
}

/// Starts the first recorder that is installed.
pub(super) fn start() -> Result<Recorder> {
    for (name, arguments) in RECORDERS {
        let started =
            Command::new(name).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        match started {
            Ok(child) => return Ok(Recorder { name, child }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => bail!("{name} could not be started: {error}."),
        }
    }
    bail!(
        "No recorder was found. Install one of arecord (alsa-utils), parec (pulseaudio-utils), \
         pw-record (pipewire), rec (sox) or ffmpeg, or pipe raw audio to bliss listen --stdin."
    )
}

impl Recorder {
    pub(super) fn sound(&mut self) -> Result<ChildStdout> {
        self.child.stdout.take().ok_or_else(|| live::no_sound(self.name))
    }

    pub(super) fn stop(&mut self) {
        // It may have ended by itself, as by the same Ctrl-C.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

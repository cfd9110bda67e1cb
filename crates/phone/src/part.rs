//! A part of a call: one agent and the customer, from `connect` until it is over.

use std::{fmt, io};

use voice::Baseline;

use crate::Events;

/// What is to be done with a part.
#[derive(Default)]
pub struct Part {
    /// What [`Heard::sources`](listen::heard::Heard::sources) names it.
    pub name: String,
    /// How the agent and the customer ordinarily sound, where it is known.
    pub baselines: [Option<Baseline>; 2],
    /// Where its sound goes; nothing is recorded without.
    pub recording: Option<Box<dyn Recorder>>,
    /// Who is told of this part: its mirror, that its recording stopped, what was heard in it. Without, whoever is told
    /// of the call.
    pub events: Option<Events>,
    /// Packets are passed on, and that is all: nothing is decoded, so that there is no [`Event`](crate::Event) of
    /// what is heard, no recording, and silence for a guest.
    pub relayed_only: bool,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .field("recorded", &self.recording.is_some())
            .finish_non_exhaustive()
    }
}

/// Keeps the sound of a part: FLAC at 16 kHz and 16 bit, the agent left, the customer right.
///
/// All of it is called on one thread that recordings have for themselves. When something fails, `finish` is
/// still called with the header of what was written until then, and nothing after it.
pub trait Recorder: Send {
    /// Appends. First come the [`HEADER_BYTES`](crate::flac::HEADER_BYTES) of a header that does not know the length
    /// yet, alone; then whole frames, about once a second.
    ///
    /// # Errors
    /// When they cannot be kept. The recording ends there, the call goes on.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Nothing more comes. `header` knows the length, and belongs in the place of the one that came first.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn finish(&mut self, header: &[u8]) -> io::Result<()>;
}

//! What is known of the recordings of a call once they are read.

use crate::heard::Source;

/// The recordings, read to their end.
#[allow(
    clippy::struct_excessive_bools,
    reason = "four facts that have nothing to do with each other"
)]
#[derive(Debug, Clone)]
pub(super) struct Ended {
    /// The recordings, the agent's first.
    pub(super) sources: Vec<Source>,
    /// How long each side's sound is, in ms.
    pub(super) length_ms: [u64; 2],
    /// The sides cannot be told apart.
    pub(super) mixed: bool,
    /// Because both channels, or both recordings, are the same sound.
    pub(super) same: bool,
    /// Each side is a recording of its own.
    pub(super) two_files: bool,
    /// The customer came first.
    pub(super) swapped: bool,
}

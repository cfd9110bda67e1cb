//! A packet of sound on its way through us.

use std::{sync::Arc, time::Instant};

/// Opus counts its time in samples at this rate, whatever it carries (RFC 7587, section 4.1).
pub(crate) const CLOCK_HZ: u32 = 48_000;
/// A step of time, on that clock: 20 ms, which is also what browsers put into a packet.
pub(crate) const STEP_CLOCK: u64 = 960;
/// The same in ms.
pub(crate) const STEP_MS: u64 = 20;

/// Some Opus, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Packet {
    /// Which stream it belongs to: numbers and times of one stream go together.
    pub(crate) stream: u64,
    /// Its place in the stream. What is missing was lost.
    pub(crate) number: u64,
    /// When its sound begins, in samples at 48 kHz, from any beginning.
    pub(crate) time: u64,
    /// The first after a pause.
    pub(crate) marker: bool,
    /// How loud it says it is, in dB of full scale (RFC 6464), where it says so.
    pub(crate) level_db: Option<i8>,
    pub(crate) opus: Arc<[u8]>,
    /// When it arrived.
    pub(crate) at: Instant,
}

/// A number that no other stream of this process has.
pub(crate) fn new_stream() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

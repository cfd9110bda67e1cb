//! What one browser hears is one stream (RFC 3550, section 5.1), whoever speaks in it: numbers and times go on
//! where the source changes, and what was lost on the way to us is missing for them too, so that they conceal it.

use std::time::Instant;

use crate::packet::{CLOCK_HZ, Packet, STEP_CLOCK};

/// Where a packet belongs in the stream that goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) number: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
}

/// Numbers what goes out.
#[derive(Debug, Default)]
pub(crate) struct Outlet {
    source: Option<Source>,
    /// The highest number that went out, its time, and when that was.
    last: Option<(u64, u32, Instant)>,
}

/// How the numbers of a source become ours: `(theirs, ours)` of its first packet.
#[derive(Debug)]
struct Source {
    stream: u64,
    number: (u64, u64),
    time: (u64, u32),
}

impl Outlet {
    /// Where a packet goes, sent now; nowhere when it comes from before its source was heard.
    pub(crate) fn place(&mut self, packet: &Packet, now: Instant) -> Option<Place> {
        let changed = self.source.as_ref().is_none_or(|source| source.stream != packet.stream);
        if changed {
            self.source = Some(self.begin(packet, now));
        }
        let source = self.source.as_ref()?;
        let number = source.number.1 + packet.number.checked_sub(source.number.0)?;
        #[allow(clippy::cast_possible_truncation)] // times go round (RFC 3550, section 5.1)
        let time = source.time.1.wrapping_add(packet.time.wrapping_sub(source.time.0) as u32);
        if self.last.is_none_or(|(last, ..)| number > last) {
            self.last = Some((number, time, now));
        }
        Some(Place { number, time, marker: packet.marker || changed })
    }

    /// What comes next begins anew, also when it is from the same source: there was a pause.
    pub(crate) fn rest(&mut self) {
        self.source = None;
    }

    fn begin(&self, packet: &Packet, now: Instant) -> Source {
        let (number, time) = self.last.map_or((1, 0), |(number, time, at)| {
            let passed =
                now.saturating_duration_since(at).as_micros() * u128::from(CLOCK_HZ) / 1_000_000;
            let passed = passed.max(u128::from(STEP_CLOCK));
            #[allow(clippy::cast_possible_truncation)] // times go round
            (number + 1, time.wrapping_add(passed as u32))
        });
        Source { stream: packet.stream, number: (packet.number, number), time: (packet.time, time) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn packet(stream: u64, number: u64, time: u64, at: Instant) -> Packet {
        Packet { stream, number, time, marker: false, level_db: None, opus: [].into(), at }
    }

    #[test]
    fn a_stream_goes_on_where_its_source_changes() {
        let now = Instant::now();
        let mut outlet = Outlet::default();
        let mut say = |stream, number, time, ms| {
            let at = now + Duration::from_millis(ms);
            outlet
                .place(&packet(stream, number, time, at), at)
                .map(|p| (p.number, p.time, p.marker))
        };
        assert_eq!(say(1, 70_000, 5, 0), Some((1, 0, true)));
        // One is lost, and two come the wrong way round.
        assert_eq!(say(1, 70_003, 5 + 3 * 960, 60), Some((4, 2_880, false)));
        assert_eq!(say(1, 70_002, 5 + 2 * 960, 61), Some((3, 1_920, false)));
        // Somebody else speaks a second later.
        assert_eq!(say(2, 9, 1 << 40, 1_060), Some((5, 2_880 + 48_000, true)));
        assert_eq!(say(2, 8, (1 << 40) - 960, 1_061), None);
        assert_eq!(say(2, 10, (1 << 40) + 960, 1_080), Some((6, 2_880 + 48_960, false)));
    }
}

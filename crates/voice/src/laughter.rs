//! Laughter-like bursts: short voiced calls in an even row with breath between them.
//!
//! Bachorowski, Smoski & Owren (2001), "The acoustic features of human laughter", *Journal of the
//! Acoustical Society of America* 110(3), 1581–1597, count 4.4 calls a second; Provine & Yong (1991),
//! *Ethology* 89, 115–124, find 210 ms from call to call, each call about 75 ms, with unvoiced breath
//! between. Five such in a row are named here. "Ha ha ha" that is said, not laughed, is named too:
//! hence *laughter-like*.

/// From call to call, in frames: 130 to 320 ms.
const PERIOD_FRAMES: std::ops::RangeInclusive<u32> = 13..=32;
/// A row is even when its longest period is not above so many times its shortest.
const EVEN: f32 = 1.5;
/// Between two calls the sound falls by so much, in dB.
const DIP_DB: f32 = 9.0;
/// So many calls are a row.
const CALLS: usize = 5;
/// One call is voiced for at most so many frames; a vowel of speech is often longer.
const CALL_FRAMES_MAX: u32 = 14;

/// The calls of one channel.
#[derive(Debug, Default)]
pub(crate) struct Laughter {
    clock: u32,
    begun: bool,
    dip_db: f32,
    peak_db: f32,
    peak_at: u32,
    voiced_frames: u32,
    breath: bool,
    /// When the last calls were at their loudest, newest first; 0 is never.
    calls: [u32; CALLS],
}

impl Laughter {
    /// Takes a frame; whether with it a row of calls is complete.
    pub(crate) fn step(&mut self, level_db: f32, voiced: bool) -> bool {
        // Twelve days of frames would be too many; a row never spans the turn.
        self.clock = if self.clock >= 100_000_000 { 0 } else { self.clock + 1 };
        if self.clock == 0 {
            self.calls = [0; CALLS];
        }
        let level_db = level_db.max(-60.0);
        if !self.begun {
            self.begun = true;
            (self.dip_db, self.peak_db) = (level_db, level_db);
        }
        self.voiced_frames = if voiced { self.voiced_frames + 1 } else { 0 };
        self.breath |= !voiced;
        if self.voiced_frames > CALL_FRAMES_MAX {
            self.calls = [0; CALLS];
        }
        if level_db > self.peak_db && voiced {
            (self.peak_db, self.peak_at) = (level_db, self.clock);
        }
        if self.peak_db - self.dip_db < DIP_DB {
            if level_db < self.dip_db {
                (self.dip_db, self.peak_db) = (level_db, level_db);
            }
            return false;
        }
        if self.peak_db - level_db < DIP_DB {
            return false;
        }
        // A call has passed: it rose and it fell.
        (self.dip_db, self.peak_db) = (level_db, level_db);
        if !std::mem::take(&mut self.breath) {
            self.calls = [0; CALLS];
        }
        self.calls.rotate_right(1);
        self.calls[0] = self.peak_at;
        self.even()
    }

    fn even(&self) -> bool {
        if self.calls.contains(&0) {
            return false;
        }
        let (mut shortest, mut longest) = (u32::MAX, 0);
        for pair in self.calls.windows(2) {
            let period = pair[0].saturating_sub(pair[1]);
            (shortest, longest) = (shortest.min(period), longest.max(period));
        }
        PERIOD_FRAMES.contains(&shortest)
            && PERIOD_FRAMES.contains(&longest)
            && longest as f32 <= EVEN * shortest as f32
    }
}

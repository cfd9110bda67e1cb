//! Syllable nuclei, for pace: peaks of loudness in voiced speech between two dips.
//!
//! After de Jong & Wempe (2009), "Praat script to detect syllable nuclei and measure speech rate
//! automatically", *Behavior Research Methods* 41(2), 385–390: a nucleus is a peak of intensity that
//! is voiced and stands at least 2 dB above the dips on both sides, and not far below the voice's
//! usual level. Their threshold of the median over the file is the running level here.

/// A peak stands this far above the dips beside it, in dB.
const DIP_DB: f32 = 2.0;
/// A nucleus is at most this far below the speaker's running level, in dB.
const BELOW_DB: f32 = 16.0;
/// Smoothing of the level: two frames to each side would be Praat's 64 ms window; this one is
/// causal, 25 ms.
const SMOOTHING: f32 = 0.55;

/// The rise and fall of one channel's loudness.
#[derive(Debug, Default)]
pub(crate) struct Syllables {
    level_db: f32,
    begun: bool,
    /// The lowest level since the last nucleus, and the highest since that.
    dip_db: f32,
    peak_db: f32,
    peak_voiced: bool,
}

impl Syllables {
    /// Takes a frame; whether with it a nucleus has passed. `level_db` is relative to the running
    /// level.
    pub(crate) fn step(&mut self, level_db: f32, voiced: bool) -> bool {
        let level_db = level_db.max(-60.0);
        if !self.begun {
            self.begun = true;
            (self.level_db, self.dip_db, self.peak_db) = (level_db, level_db, level_db);
        }
        self.level_db = SMOOTHING * self.level_db + (1.0 - SMOOTHING) * level_db;
        let here = self.level_db;
        if here > self.peak_db {
            self.peak_db = here;
            self.peak_voiced = voiced;
        }
        if here < self.dip_db && self.peak_db - self.dip_db < DIP_DB {
            // Still going down: no peak yet.
            (self.dip_db, self.peak_db, self.peak_voiced) = (here, here, voiced);
            return false;
        }
        if self.peak_db - here < DIP_DB {
            return false;
        }
        let nucleus =
            self.peak_db - self.dip_db >= DIP_DB && self.peak_voiced && self.peak_db > -BELOW_DB;
        (self.dip_db, self.peak_db, self.peak_voiced) = (here, here, voiced);
        nucleus
    }
}

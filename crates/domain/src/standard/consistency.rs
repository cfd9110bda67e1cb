//! How evenly standards are met: shares with their intervals, and how far groups of contacts lie apart. Over groups
//! of contacts by theme, day, channel or hour, and never of people.

/// Fewest outcomes of which a share is told: fewer would tell of one person or one day.
pub const OUTCOMES_MIN: i64 = 10;
/// Fewest outcomes in a group that counts for the spread.
pub const GROUP_MIN: i64 = 5;
/// Fewest groups of which a spread is told.
pub const GROUPS_MIN: usize = 4;
/// Days over which outcomes are looked at.
pub const DAYS: i64 = 30;

/// How often something was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// How often it was.
    pub met: i64,
    /// How often there was an occasion.
    pub all: i64,
}

impl Share {
    /// One more.
    pub fn add(&mut self, met: bool) {
        self.met += i64::from(met);
        self.all += 1;
    }

    /// In percent; nothing where there was no occasion.
    #[allow(clippy::cast_precision_loss)] // no desk has so many contacts
    pub fn percent(self) -> Option<f64> {
        (self.all > 0).then(|| 100.0 * self.met as f64 / self.all as f64)
    }

    /// Whether there are enough to tell.
    pub fn is_told(self) -> bool {
        self.all >= OUTCOMES_MIN
    }

    /// Between which shares the true one lies, nineteen times in twenty, in percent: Wilson’s interval (Wilson
    /// 1927), which holds for few and for extreme shares (Brown, Cai and `DasGupta` 2001).
    #[allow(clippy::cast_precision_loss)] // no desk has so many contacts
    pub fn interval(self) -> Option<(f64, f64)> {
        if self.all <= 0 {
            return None;
        }
        // The 97.5th percentile of the normal distribution.
        let z = 1.959_964_f64;
        let (count, share) = (self.all as f64, self.met as f64 / self.all as f64);
        let middle = share + z * z / (2.0 * count);
        let half = z * (share * (1.0 - share) / count + z * z / (4.0 * count * count)).sqrt();
        let scale = 1.0 + z * z / count;
        let bound = |value: f64| (100.0 * value / scale).clamp(0.0, 100.0);
        Some((bound(middle - half), bound(middle + half)))
    }
}

/// How far groups lie apart, in percent met: half of them lie between the quartiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// A quarter of the groups lie below.
    pub lower: f64,
    /// Half of them do.
    pub median: f64,
    /// Three quarters do.
    pub upper: f64,
    /// The group with the lowest share.
    pub least: f64,
    /// The one with the highest.
    pub most: f64,
    /// Over how many groups.
    pub groups: usize,
}

/// The spread of groups that have enough outcomes; nothing where there are too few of them.
pub fn spread(groups: &[Share]) -> Option<Spread> {
    let enough = groups.iter().filter(|group| group.all >= GROUP_MIN);
    let mut shares: Vec<f64> = enough.filter_map(|group| group.percent()).collect();
    if shares.len() < GROUPS_MIN {
        return None;
    }
    shares.sort_by(f64::total_cmp);
    Some(Spread {
        lower: quantile(&shares, 0.25),
        median: quantile(&shares, 0.5),
        upper: quantile(&shares, 0.75),
        least: shares[0],
        most: shares[shares.len() - 1],
        groups: shares.len(),
    })
}

/// A quantile of sorted values, between neighbours by the straight line (Hyndman and Fan 1996, type 7).
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a place in a list
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * (place - place.floor())
}

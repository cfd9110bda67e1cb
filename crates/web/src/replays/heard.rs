//! What was heard in a part, as it was kept: the report that `bliss listen --json` writes (docs/listen-json.md)
//! and the waveform of both sides.

use serde::Deserialize;
use serde_json::Value;
use voice::{Reading, Side, Unsure};

/// The report, as far as a replay shows it.
#[derive(Debug, Deserialize)]
pub(super) struct Heard {
    pub(super) mixed: bool,
    length_s: f64,
    opening_turn_s: Option<f64>,
    pub(super) turns_per_minute: Option<f64>,
    pub(super) pace_gap_syllables_per_s: Option<f64>,
    pub(super) agent: HeardSide,
    pub(super) customer: Option<HeardSide>,
    pub(super) moments: Vec<Told>,
    pub(super) smiles: Vec<Smile>,
    pub(super) curve: Vec<Point>,
    pub(super) remarks: Vec<String>,
    /// The loudest of each 50 ms of the agent and the customer, 0 to 255.
    #[serde(skip)]
    pub(super) peaks: [Vec<u8>; 2],
}

/// One side of it.
#[derive(Debug, Deserialize)]
pub(super) struct HeardSide {
    pub(super) talk_s: f64,
    pub(super) talk_share: f64,
    pub(super) first_word_s: Option<f64>,
    pub(super) response_s: Option<f64>,
    pub(super) turns: Option<u32>,
    pub(super) pace_syllables_per_s: Option<f64>,
    pub(super) usual_from: String,
    pub(super) first_10_s: Impression,
    pub(super) last_10_s: Impression,
    pub(super) whole: Impression,
}

/// How a stretch sounded.
#[derive(Debug, Deserialize)]
pub(super) struct Impression {
    pub(super) smile: AxisTold,
    pub(super) smile_parts: Vec<PartTold>,
}

/// What a smile is made of.
#[derive(Debug, Deserialize)]
pub(super) struct PartTold {
    pub(super) words: String,
    pub(super) contribution: f32,
}

/// One axis: a value with its interval, or why there is none.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum AxisTold {
    Known { value: f32, low: f32, high: f32 },
    Unsure { unsure: String },
}

impl AxisTold {
    pub(super) fn reading(&self) -> Result<Reading, Unsure> {
        match self {
            Self::Known { value, low, high } => {
                Ok(Reading { value: *value, low: *low, high: *high })
            }
            Self::Unsure { unsure } => Err(match unsure.as_str() {
                "no_baseline" => Unsure::NoBaseline,
                "pressed" => Unsure::Pressed,
                _ => Unsure::TooLittle,
            }),
        }
    }
}

/// Something that was noticed.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    pub(super) what: String,
    by: Option<String>,
    from_s: f64,
    length_s: f64,
}

/// A stretch in which a smile was surely heard.
#[derive(Debug, Deserialize)]
pub(super) struct Smile {
    by: String,
    from_s: f64,
    length_s: f64,
    pub(super) peak: AxisTold,
}

/// A point of the curves.
#[derive(Debug, Deserialize)]
pub(super) struct Point {
    by: String,
    at_s: f64,
    pub(super) smile: AxisTold,
    pub(super) lively: AxisTold,
    pub(super) bright: AxisTold,
    pub(super) pressed: AxisTold,
}

impl Point {
    pub(super) fn at_ms(&self) -> u64 {
        ms(self.at_s)
    }
}

impl Told {
    pub(super) fn by(&self) -> Option<Side> {
        side(self.by.as_deref()?)
    }

    pub(super) fn begins_ms(&self) -> u64 {
        ms(self.from_s)
    }

    pub(super) fn length_ms(&self) -> u64 {
        ms(self.length_s)
    }
}

impl Smile {
    pub(super) fn is_agents(&self) -> bool {
        side(&self.by) == Some(Side::Agent)
    }

    pub(super) fn begins_ms(&self) -> u64 {
        ms(self.from_s)
    }

    pub(super) fn length_ms(&self) -> u64 {
        ms(self.length_s)
    }
}

impl Heard {
    /// Reads what is kept of a part; none where it is something else.
    pub(super) fn read(mut figures: Value) -> Option<Self> {
        let peaks = serde_json::from_value(figures["peaks"].take()).unwrap_or_default();
        let heard: Self = serde_json::from_value(figures["heard"].take()).ok()?;
        Some(Self { peaks, ..heard })
    }

    pub(super) fn length_ms(&self) -> u64 {
        ms(self.length_s)
    }

    pub(super) fn opening_ms(&self) -> Option<u64> {
        self.opening_turn_s.map(ms)
    }

    /// The points of the agent's own curves; nothing is drawn of how the customer sounds.
    pub(super) fn agents_points(&self) -> impl Iterator<Item = &Point> {
        let of = |point: &&Point| side(&point.by) == Some(Side::Agent);
        self.curve.iter().filter(of).filter(|_| !self.mixed)
    }
}

fn side(name: &str) -> Option<Side> {
    match name {
        "agent" => Some(Side::Agent),
        "customer" => Some(Side::Customer),
        _ => None,
    }
}

/// Seconds as they are reported, in ms.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a call is no thousand years long, and does not begin before itself"
)]
pub(super) fn ms(seconds: f64) -> u64 {
    (seconds * 1_000.0).round() as u64
}

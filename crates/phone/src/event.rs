//! What is told of a call while it goes on.

use std::{fmt, sync::Arc};

use listen::heard::Heard;
use voice::{Reading, Side, Unsure};

/// Which call: whatever number its owner gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallNumber(pub u64);

impl fmt::Display for CallNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where somebody sits in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seat {
    /// Who called.
    Customer,
    /// Who answers.
    Agent,
    /// Listens to both, and is heard by nobody.
    Guest,
    /// To whom the call is being transferred: talks with the agent while the customer is on hold, and takes the
    /// agent's seat at the next [`Phone::connect`](crate::Phone::connect).
    Coming,
}

impl Seat {
    /// All seats.
    pub const ALL: [Self; 4] = [Self::Customer, Self::Agent, Self::Guest, Self::Coming];

    pub(crate) fn index(self) -> usize {
        match self {
            Self::Customer => 0,
            Self::Agent => 1,
            Self::Guest => 2,
            Self::Coming => 3,
        }
    }

    /// Whose voice it is in a recording; none of those who are not recorded.
    pub(crate) fn side(self) -> Option<Side> {
        match self {
            Self::Customer => Some(Side::Customer),
            Self::Agent => Some(Side::Agent),
            Self::Guest | Self::Coming => None,
        }
    }
}

/// Told of a call.
#[derive(Debug, Clone)]
pub enum Event {
    /// A seat's browser is connected, for the first time.
    Connected(Seat),
    /// Nothing came from it for three seconds, or its browser closed it (a reload, perhaps).
    Lost(Seat),
    /// It is there again, over the same leg or a new one.
    Back(Seat),
    /// It was lost for fifteen seconds, or never connected in that time. The seat is empty.
    Gone(Seat),
    /// How the call goes; five times a second while a part runs.
    Mirror(Box<Mirror>),
    /// The recording could not go on, and why, for people. The call goes on.
    RecordingStopped(String),
    /// Connected for twenty seconds, and never a sound: the microphone may be off.
    Quiet(Seat),
    /// A part is over, and its recording is finished: what was heard in it.
    Heard(Box<Heard>),
    /// The call is over. Nothing is told of it after this.
    Over,
}

/// Takes what is told. It is called on threads that calls depend on, so it passes on and returns.
pub type Events = Arc<dyn Fn(CallNumber, Event) + Send + Sync>;

/// How a call goes, for the agent who is in it. Arrays are the agent's and the customer's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mirror {
    /// How much of the part was heard, in ms.
    pub at_ms: u64,
    /// The agent's smile now: over their last seconds of talk.
    pub smile: Result<Reading, Unsure>,
    /// The agent's smile in their first ten seconds of talk.
    pub first: Result<Reading, Unsure>,
    /// The agent's smile in their last ten seconds of talk.
    pub last: Result<Reading, Unsure>,
    /// Share of the part, 0 to 1, that each talked.
    pub talk_share: [f32; 2],
    /// Who has the floor, and since when, in ms.
    pub floor: Option<(Side, u64)>,
    /// How long the current turn of each lasts, in ms; 0 for whoever does not have the floor.
    pub turn_ms: [u64; 2],
    /// Syllables a second of talk.
    pub pace: [Option<f32>; 2],
    /// The loudness of the last 100 ms (root mean square), in dB of full scale, at least −100.
    pub level_db: [f32; 2],
    /// The customer is on hold.
    pub held: bool,
    /// The recording pauses: what is said is neither recorded nor heard.
    pub paused: bool,
}

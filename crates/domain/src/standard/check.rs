//! What a check is made of: a few phrases, joined by `and` and `or`, and how each is said.

use std::fmt;

/// Phrases in one check, at the most.
pub const PHRASES_MAX: usize = 8;
/// Characters of a check, at the most.
pub const CHARS_MAX: usize = 400;
/// The stretch of talk over which a smile is heard, in seconds.
pub const SMILE_SECONDS: u32 = 10;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// One second.
    Second,
    /// Sixty of them.
    Minute,
    /// Sixty minutes.
    Hour,
    /// Twenty-four hours.
    Day,
}

impl Unit {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    /// How it is said of one.
    pub fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// How many seconds it has.
    pub fn seconds(self) -> i64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// Whether only the desk’s hours count.
    pub open_hours: bool,
}

impl Length {
    /// In seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.amount) * self.unit.seconds()
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.amount == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.amount, self.unit.word())?;
        if self.open_hours { f.write_str(" of open hours") } else { Ok(()) }
    }
}

/// Which of our answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first in the contact.
    First,
    /// The last.
    Last,
    /// At least one.
    Any,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::First, Self::Last, Self::Any];

    /// How it is said.
    pub fn words(self) -> &'static str {
        match self {
            Self::First => "first answer",
            Self::Last => "last answer",
            Self::Any => "an answer",
        }
    }
}

macro_rules! marks {
    ($($(#[$doc:meta])* $mark:ident $name:literal $noun:literal $has:literal $none:literal;)*) => {
        /// Something that is noticed in an answer of ours.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Mark { $($(#[$doc])* $mark),* }

        impl Mark {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$mark),*];

            /// What the reader calls it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$mark => $name),* }
            }

            /// As a thing: "greeting".
            pub fn noun(self) -> &'static str {
                match self { $(Self::$mark => $noun),* }
            }

            /// What an answer does that has it: "has greeting".
            pub fn has(self) -> &'static str {
                match self { $(Self::$mark => $has),* }
            }

            /// How it is said that no answer has it: "no blame".
            pub fn none(self) -> &'static str {
                match self { $(Self::$mark => $none),* }
            }
        }
    };
}

marks! {
    /// A greeting.
    Greeting "greeting" "greeting" "has a greeting" "no greeting";
    /// Who we are.
    OwnName "own_name" "own name" "says who we are" "no own name";
    /// The customer’s name.
    CustomerName "customer_name" "customer’s name" "names the customer" "no customer’s name";
    /// "How are you?"
    HowAreYou "how_are_you" "how are you" "asks how they are" "no how are you";
    /// An offer of help.
    OfferOfHelp "offer_of_help" "offer of help" "offers help" "no offer of help";
    /// Words for what it was like for them.
    Empathy "empathy" "empathy" "has empathy" "no empathy";
    /// Sorry.
    Apology "apology" "apology" "has an apology" "no apology";
    /// Thanks.
    Thanks "thanks" "thanks" "has thanks" "no thanks";
    /// What happens next.
    NextStep "next_step" "next step" "names the next step" "no next step";
    /// How and why.
    Explanation "explanation" "explanation" "has an explanation" "no explanation";
    /// Another way.
    Alternative "alternative" "another way" "offers another way" "no another way";
    /// A promise.
    Promise "promise" "promise" "has a promise" "no promise";
    /// A goodbye.
    Closing "closing" "goodbye" "has a goodbye" "no goodbye";
    /// A refusal.
    Refusal "refusal" "refusal" "has a refusal" "no refusal";
    /// A refusal and nothing else.
    RefusalAlone "refusal_alone" "refusal alone" "has a refusal alone" "no refusal alone";
    /// Policy or a lack in the way.
    Scarcity "scarcity" "scarcity" "has scarcity" "no scarcity";
    /// Blame.
    Blame "blame" "blame" "has blame" "no blame";
    /// Talking down.
    Condescension "condescension" "talking down" "has talking down" "no talking down";
    /// Hurry.
    Hurry "hurry" "hurry" "has hurry" "no hurry";
    /// Words of the trade.
    Jargon "jargon" "jargon" "has jargon" "no jargon";
    /// Asked for what they had told us.
    AskedAgain "asked_again" "repeated question" "has a repeated question" "nothing is asked twice";
    /// Passed over what was hard.
    EmpathyMissing "empathy_missing" "missing empathy" "has missing empathy" "what was hard is acknowledged";
    /// A promise that does not say by when.
    PromiseWithoutTime "promise_without_time" "promise without a time" "has a promise without a time" "every promise has a time";
}

impl Mark {
    /// What has to be there for its absence to mean anything; empty where any answer will do.
    pub fn occasions(self) -> &'static [Self] {
        match self {
            Self::RefusalAlone => &[Self::RefusalAlone, Self::Refusal],
            Self::PromiseWithoutTime => &[Self::PromiseWithoutTime, Self::Promise],
            Self::EmpathyMissing => &[Self::EmpathyMissing, Self::Empathy],
            _ => &[],
        }
    }
}

/// One thing that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// The first answer, or the pick-up of a call, comes within that time.
    Within(Length),
    /// … and not sooner than that.
    NotBefore(Length),
    /// Such an answer has it.
    Has(Place, Mark),
    /// Such an answer does not have it.
    HasNo(Place, Mark),
    /// No answer has it.
    No(Mark),
    /// Nothing that the customer asked is left open.
    EveryQuestion,
    /// A smile is heard in our first seconds of talk.
    SmileFirst,
    /// … in our last.
    SmileLast,
    /// We interrupt so often at the most.
    Interruptions(u32),
    /// So much of all talk is ours at the most, in percent.
    TalkShare(u32),
    /// The customer speaks so many seconds before we take the floor.
    SpeaksFirst(u32),
}

impl Phrase {
    /// Whether it is heard in a voice. What is heard belongs to whoever talked.
    pub fn is_voice(self) -> bool {
        matches!(
            self,
            Self::SmileFirst
                | Self::SmileLast
                | Self::Interruptions(_)
                | Self::TalkShare(_)
                | Self::SpeaksFirst(_)
        )
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(length) => write!(f, "first answer within {length}"),
            Self::NotBefore(length) => write!(f, "first answer not before {length}"),
            Self::Has(place, mark) => write!(f, "{} {}", place.words(), mark.has()),
            Self::HasNo(place, mark) => write!(f, "{} has no {}", place.words(), mark.noun()),
            Self::No(mark) => f.write_str(mark.none()),
            Self::EveryQuestion => f.write_str("every question is answered"),
            Self::SmileFirst => write!(f, "call: smile in the first {SMILE_SECONDS} seconds"),
            Self::SmileLast => write!(f, "call: smile in the last {SMILE_SECONDS} seconds"),
            Self::Interruptions(1) => f.write_str("call: at most 1 interruption"),
            Self::Interruptions(most) => write!(f, "call: at most {most} interruptions"),
            Self::TalkShare(percent) => write!(f, "call: we talk at most {percent} %"),
            Self::SpeaksFirst(1) => {
                f.write_str("call: the customer speaks first 1 second undisturbed")
            }
            Self::SpeaksFirst(seconds) => {
                write!(f, "call: the customer speaks first {seconds} seconds undisturbed")
            }
        }
    }
}

/// A check: one of its ways has to hold, and of a way every phrase. So `and` binds before `or`, as in speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    ways: Vec<Vec<Phrase>>,
}

impl Check {
    /// Of these ways; nothing where one of them, or all, say nothing, or where there are too many phrases.
    pub fn of(ways: Vec<Vec<Phrase>>) -> Option<Self> {
        let count: usize = ways.iter().map(Vec::len).sum();
        let sayable = !ways.is_empty() && !ways.iter().any(Vec::is_empty) && count <= PHRASES_MAX;
        sayable.then_some(Self { ways })
    }

    /// The ways in which it can be met.
    pub fn ways(&self) -> &[Vec<Phrase>] {
        &self.ways
    }

    /// All its phrases.
    pub fn phrases(&self) -> impl Iterator<Item = Phrase> {
        self.ways.iter().flatten().copied()
    }

    /// Whether it is about a voice.
    pub fn is_voice(&self) -> bool {
        self.phrases().any(Phrase::is_voice)
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, way) in self.ways.iter().enumerate() {
            if number > 0 {
                f.write_str(" or ")?;
            }
            for (number, phrase) in way.iter().enumerate() {
                if number > 0 {
                    f.write_str(" and ")?;
                }
                phrase.fmt(f)?;
            }
        }
        Ok(())
    }
}

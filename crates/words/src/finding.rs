//! What a finding is: one thing noticed in a text, with its evidence.

use std::{borrow::Cow, ops::Range};

use jiff::Timestamp;

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// An agent, for us.
    Us,
    /// The customer.
    Customer,
    /// One of us, to one of us.
    Note,
}

macro_rules! whats {
    ($($(#[doc = $doc:literal])* $what:ident $name:literal;)*) => {
        /// What was noticed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum What { $($(#[doc = $doc])* $what,)* }

        impl What {
            /// All of them, in the order of a contact.
            pub const ALL: &[What] = &[$(What::$what,)*];

            /// Its name in data: `refusal_alone`.
            pub fn name(self) -> &'static str {
                match self { $(What::$what => $name,)* }
            }

            /// What has that name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|what| what.name() == name)
            }
        }
    };
}

whats! {
    /// A greeting at the start.
    Greeting "greeting";
    /// One of us says their own name.
    OwnName "own_name";
    /// We say the customer's name.
    CustomerName "customer_name";
    /// "How are you?"
    HowAreYou "how_are_you";
    /// We offer to help.
    OfferOfHelp "offer_of_help";
    /// We acknowledge what it was like for the customer.
    Empathy "empathy";
    /// The customer told of something hard, and our answer does not acknowledge it.
    EmpathyMissing "empathy_missing";
    /// We say sorry.
    Apology "apology";
    /// We say sorry in the very words that we used before.
    RepeatedApology "repeated_apology";
    /// Thanks, by either side.
    Thanks "thanks";
    /// We say what happens next.
    NextStep "next_step";
    /// We explain how we work.
    Explanation "explanation";
    /// A question, by either side.
    Question "question";
    /// A question of the customer's that nothing of ours answered.
    Unanswered "unanswered";
    /// We offer another way.
    Alternative "alternative";
    /// We refuse something.
    Refusal "refusal";
    /// We refuse, and that is all: no alternative, no next step.
    RefusalAlone "refusal_alone";
    /// Policy, rules, the system or a lack stand in the way.
    Scarcity "scarcity";
    /// We blame the customer or a colleague.
    Blame "blame";
    /// We talk down.
    Condescension "condescension";
    /// We hurry the customer.
    Hurry "hurry";
    /// Words of the trade.
    Jargon "jargon";
    /// A label on a person.
    Label "label";
    /// We ask for what the customer told us already.
    AskedAgain "asked_again";
    /// We give something, of our own accord.
    Generosity "generosity";
    /// A promise.
    Promise "promise";
    /// A promise that does not say by when.
    PromiseWithoutTime "promise_without_time";
    /// A goodbye, by either side.
    Closing "closing";
    /// The customer is upset.
    Upset "upset";
    /// The customer is relieved.
    Relief "relief";
    /// The customer says that they have to say it again.
    Repeat "repeat";
    /// The customer waits or waited for us.
    Waiting "waiting";
    /// The customer is about to leave us.
    Leave "leave";
    /// The customer is about to make it public, or official.
    Public "public";
    /// The customer praises us.
    Praise "praise";
    /// The customer confirms that it is made right.
    Resolved "resolved";
    /// The customer insults or threatens somebody.
    Abuse "abuse";
    /// It is urgent.
    Urgency "urgency";
    /// When the customer would like to be called.
    CallWish "call_wish";
}

/// What says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A line of a detector's rules.
    Rule,
    /// A linear model.
    Model,
}

/// One thing noticed, with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What.
    pub what: What,
    /// Who said it.
    pub by: By,
    /// The bytes of the text that show it, on character boundaries.
    pub span: Range<usize>,
    /// How sure, 0 to 1: the share of findings like this that a careful reader would confirm.
    pub confidence: f32,
    /// Rule or model.
    pub source: Source,
    /// Why, in a few words: "puts it on policy".
    pub reason: Cow<'static, str>,
    /// A promise: by when, if it says so.
    pub due: Option<Timestamp>,
}

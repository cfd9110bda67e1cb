//! What the figures and words on the pages mean. Each figure has its definition one click away: `m::definition`
//! in `templates/macros.html` draws the button and what it opens.

/// What one figure or word means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition {
    /// A name for the page, unlike all others: lower case, digits and dashes.
    pub(crate) id: &'static str,
    /// The word or figure, as it stands on the page.
    pub(crate) term: &'static str,
    /// What it is, with its unit, over what it is counted, and what it leaves out.
    pub(crate) text: &'static str,
}

/// How long a customer waits.
pub(crate) const WAITING: Definition = Definition {
    id: "waiting",
    term: "Waiting",
    text: "The time since the customer’s first words that nobody has answered yet. It goes on by day and by night, and a snooze does not shorten it.",
};

/// How long it takes until one of us says something.
pub(crate) const FIRST_WORDS: Definition = Definition {
    id: "first-words",
    term: "First words",
    text: "The time from the customer’s first message in a conversation to the first answer that one of us wrote; in a call, from the first ring to the pick-up. It goes on by day and by night. Conversations that we began ourselves have none, and whoever still waits is counted apart.",
};

/// How often customers have to say something again.
pub(crate) const SAID_AGAIN: Definition = Definition {
    id: "said-again",
    term: "Said again",
    text: "Messages in which a customer says that they told us before: “this is the third time I explain this”. It is found in their words by rules, in English, where these are sure, and each is shown with what they had said; where somebody at the desk sees that it is not so, it is left out. It counts against us, not against them.",
};

/// The median of first words.
pub(crate) const HALF_WITHIN: Definition = Definition {
    id: "half-within",
    term: "Half within",
    text: "The median: half of those who were answered heard from us sooner, half later. Over the conversations and calls that began in the last 30 days, the last 5,000 at the most.",
};

/// The 90th percentile of first words.
pub(crate) const NINE_OF_TEN: Definition = Definition {
    id: "nine-of-ten",
    term: "Nine of ten within",
    text: "The 90th percentile: nine of ten of those who were answered heard from us within this time. The tenth waited longer.",
};

/// Kind words of customers.
pub(crate) const KIND_WORD: Definition = Definition {
    id: "kind-word",
    term: "A kind word",
    text: "Something kind that a customer wrote in the last two weeks: praise, relief or thanks, found in their words by rules and a model, in English. Messages that are upset as well are left out.",
};

/// How much a customer trusts us, as far as it can be told.
pub(crate) const TRUST: Definition = Definition {
    id: "trust",
    term: "Trust",
    text: "A sum over this conversation, from −10 to +10: what the customer came with, and what each moment noticed since moves it by, times how sure it is. The weights are published, and whatever somebody says is not so moves nothing.",
};

/// How upset a customer’s words sound.
pub(crate) const MOOD: Definition = Definition {
    id: "mood",
    term: "Mood",
    text: "How upset the customer’s words sound, from 0 (not at all) to 4 (furious), read in the light of their words before. In brackets: between these, four of five careful readers’ means would lie. Nothing but their written words is used.",
};

/// How many promises were kept in time.
pub(crate) const KEPT_IN_TIME: Definition = Definition {
    id: "kept-in-time",
    term: "Kept in time",
    text: "Of all promises of the whole desk that came due in the last 30 days, those that were kept by the time that was last agreed on with the customer, in percent, rounded down. One that was moved only after its time had passed counts as not kept in time. One that was taken back before its time is left out. It is counted for nobody alone.",
};

/// A good moment of one's own calls.
pub(crate) const GOOD_MOMENT: Definition = Definition {
    id: "good-moment",
    term: "A good moment in a call",
    text: "Of your last six calls on your last day at the phone before today: a smile in your own voice that was surely heard for 3 seconds or longer, or a customer’s opening turn of 15 seconds or longer in which you did not take the floor; whichever is most above that. What you contest is left out.",
};

/// What a standard is.
pub(crate) const STANDARD: Definition = Definition {
    id: "standard",
    term: "Standard",
    text: "A sentence about what a good contact has, with a check over what was written and when, or, for calls, over what was heard. It has versions, each from a time on; a contact is judged by the one that was in force when it began, and by none that came later.",
};

/// How often a standard was met.
pub(crate) const STANDARD_MET: Definition = Definition {
    id: "standard-met",
    term: "Met",
    text: "Of the contacts of the last 30 days for which it was in force and had an occasion, those that met it, in percent; what may still change is left out. A contact is a call, or what was written in a conversation until it was closed. A person’s word goes before the check. Between: where the true share lies, nineteen times in twenty (Wilson’s interval). Fewer than ten are not told. It is counted for nobody alone.",
};

/// How far groups lie apart.
pub(crate) const SPREAD: Definition = Definition {
    id: "spread",
    term: "Spread",
    text: "The share met in each group of contacts, put in order: half of the groups lie between the quartiles, and half below the median. A group counts from five outcomes on, over the last 30 days, the last 20,000 outcomes at the most. Groups are themes, channels, days and hours on the desk’s clock, and never people.",
};

pub(crate) const SURE: Definition = Definition {
    id: "sure",
    term: "How sure",
    text: "How many of a hundred moments like this one a careful reader would confirm, as far as we know. What a person named stands as they said it. The less sure a moment is, the less it moves trust.",
};

pub(crate) const MEAN: Definition = Definition {
    id: "mean",
    term: "Mean",
    text: "Over all calls of that week that count, whoever took them. A smile is told against each voice’s own usual: 0 is as usual, 1 as far as a voice ordinarily wanders. Shares are from 0 to 1.",
};

pub(crate) const STANDARD_ERROR: Definition = Definition {
    id: "standard-error",
    term: "Standard error",
    text: "How far the mean would ordinarily lie from this one, had other calls come that week: the standard deviation over the calls, divided by the root of their number.",
};

/// What the mirror of a call shows.
pub(crate) const MIRROR: [Definition; 5] = [
    Definition {
        id: "mirror-smile",
        term: "The arc",
        text: "How much smile is heard in your last seconds of talk, against how you ordinarily sound. The wash is where the true value lies, nine times in ten. Until that can be told, it is listening…",
    },
    Definition {
        id: "mirror-vent",
        term: "They spoke",
        text: "How long the customer has been speaking, or spoke when they had the floor last.",
    },
    Definition {
        id: "mirror-share",
        term: "You talk",
        text: "Your part of all that was said so far by the two of you; silence is left out.",
    },
    Definition {
        id: "mirror-pace",
        term: "Pace",
        text: "Syllables in a second of your talk so far; pauses are left out.",
    },
    Definition {
        id: "mirror-first",
        term: "First words",
        text: "The smile in your first ten seconds of talk, told once it is sure.",
    },
];

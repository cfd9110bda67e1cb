//! What the figures and words on the pages mean. Each figure has its definition one click away: `m::definition`
//! in `templates/macros.html` draws the button and what it opens.

use std::fmt;

use language::Value;

/// A message, by its id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said(&'static str);

const fn say(id: &'static str) -> Said {
    Said(id)
}

/// In the language of whoever looks.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        language::say(self.0).fmt(f)
    }
}

impl From<Said> for Value {
    fn from(Said(id): Said) -> Self {
        language::say(id).into()
    }
}

impl From<&Said> for Value {
    fn from(said: &Said) -> Self {
        Self::from(*said)
    }
}

/// What one figure or word means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition {
    /// A name for the page, unlike all others: lower case, digits and dashes.
    pub(crate) id: &'static str,
    /// The word or figure, as it stands on the page.
    pub(crate) term: Said,
    /// What it is, with its unit, over what it is counted, and what it leaves out.
    pub(crate) text: Said,
}

/// How long a customer waits.
pub(crate) const WAITING: Definition = Definition {
    id: "waiting",
    term: say("definition-waiting"),
    text: say("definition-waiting-text"),
};

/// How long it takes until one of us says something.
pub(crate) const FIRST_WORDS: Definition = Definition {
    id: "first-words",
    term: say("definition-first-words"),
    text: say("definition-first-words-text"),
};

/// How often customers have to say something again.
pub(crate) const SAID_AGAIN: Definition = Definition {
    id: "said-again",
    term: say("definition-said-again"),
    text: say("definition-said-again-text"),
};

/// The median of first words.
pub(crate) const HALF_WITHIN: Definition = Definition {
    id: "half-within",
    term: say("definition-half-within"),
    text: say("definition-half-within-text"),
};

/// The 90th percentile of first words.
pub(crate) const NINE_OF_TEN: Definition = Definition {
    id: "nine-of-ten",
    term: say("definition-nine-of-ten"),
    text: say("definition-nine-of-ten-text"),
};

/// Kind words of customers.
pub(crate) const KIND_WORD: Definition = Definition {
    id: "kind-word",
    term: say("definition-kind-word"),
    text: say("definition-kind-word-text"),
};

/// How much a customer trusts us, as far as it can be told.
pub(crate) const TRUST: Definition =
    Definition { id: "trust", term: say("definition-trust"), text: say("definition-trust-text") };

/// How upset a customer’s words sound.
pub(crate) const MOOD: Definition =
    Definition { id: "mood", term: say("definition-mood"), text: say("definition-mood-text") };

/// How many promises were kept in time.
pub(crate) const KEPT_IN_TIME: Definition = Definition {
    id: "kept-in-time",
    term: say("definition-kept-in-time"),
    text: say("definition-kept-in-time-text"),
};

/// A good moment of one's own calls.
pub(crate) const GOOD_MOMENT: Definition = Definition {
    id: "good-moment",
    term: say("definition-good-moment"),
    text: say("definition-good-moment-text"),
};

/// What a standard is.
pub(crate) const STANDARD: Definition = Definition {
    id: "standard",
    term: say("definition-standard"),
    text: say("definition-standard-text"),
};

/// How often a standard was met.
pub(crate) const STANDARD_MET: Definition = Definition {
    id: "standard-met",
    term: say("definition-standard-met"),
    text: say("definition-standard-met-text"),
};

/// How far groups lie apart.
pub(crate) const SPREAD: Definition = Definition {
    id: "spread",
    term: say("definition-spread"),
    text: say("definition-spread-text"),
};

pub(crate) const SURE: Definition =
    Definition { id: "sure", term: say("definition-sure"), text: say("definition-sure-text") };

pub(crate) const MEAN: Definition =
    Definition { id: "mean", term: say("definition-mean"), text: say("definition-mean-text") };

pub(crate) const STANDARD_ERROR: Definition = Definition {
    id: "standard-error",
    term: say("definition-standard-error"),
    text: say("definition-standard-error-text"),
};

/// What the mirror of a call shows.
pub(crate) const MIRROR: [Definition; 5] = [
    Definition {
        id: "mirror-smile",
        term: say("definition-mirror-smile"),
        text: say("definition-mirror-smile-text"),
    },
    Definition {
        id: "mirror-vent",
        term: say("definition-mirror-vent"),
        text: say("definition-mirror-vent-text"),
    },
    Definition {
        id: "mirror-share",
        term: say("definition-mirror-share"),
        text: say("definition-mirror-share-text"),
    },
    Definition {
        id: "mirror-pace",
        term: say("definition-mirror-pace"),
        text: say("definition-mirror-pace-text"),
    },
    Definition {
        id: "mirror-first",
        term: say("definition-mirror-first"),
        text: say("definition-mirror-first-text"),
    },
];

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

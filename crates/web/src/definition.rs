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

/// How many promises were kept in time.
pub(crate) const KEPT_IN_TIME: Definition = Definition {
    id: "kept-in-time",
    term: "Kept in time",
    text: "Of all promises of the whole desk that came due in the last 30 days, those that were kept by the time that was last agreed on with the customer, in percent, rounded down. One that was moved only after its time had passed counts as not kept in time. One that was taken back before its time is left out. It is counted for nobody alone.",
};

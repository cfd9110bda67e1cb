//! When somebody says that something will be: expressions of a time to come, and what each means at a moment.
//!
//! "I'll call you tomorrow between two and four" is said at a [`Reference`] and means a span of time, by the
//! end of which it is due. The grammar has four layers: the text in lexemes (`lexeme.rs`), the names of
//! numbers, days and zones (`names.rs`), parts of an expression (`amount.rs`, `clock.rs`, `date.rs`, `day.rs`,
//! `stretch.rs`, `part_of_day.rs`, `soon.rs`) that `grammar.rs` puts together to a draft and `context.rs` doubts ("since Monday",
//! "open 9 to 5", "How are you today?"), and what a draft means (`resolve.rs`).
//!
//! What is over, a habit, a duration or a name is no expression. No clock is read, and the time is linear in
//! the text.

mod amount;
mod clock;
mod context;
mod counted;
mod date;
mod day;
mod grammar;
mod lexeme;
mod names;
mod part;
mod part_of_day;
mod resolve;
mod soon;
mod stretch;

use std::ops::Range;

use domain::hours::Hours;
use jiff::{Zoned, civil::DateTime, tz::TimeZone};

/// The moment at which something is said, and the desk's hours.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// The moment, in the zone in which it is said.
    pub now: &'a Zoned,
    /// Office hours; where none are set, Monday to Friday, nine to five.
    pub hours: &'a Hours,
    /// Where the customer is, for "your time".
    pub customer_zone: Option<&'a TimeZone>,
}

/// What kind of time is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A day: *on Friday*.
    Day,
    /// Several days: *next week*.
    Days,
    /// A point: *at three*, *in ten minutes*.
    Point,
    /// A span of hours: *tomorrow morning*, *between 2 and 4*.
    Span,
    /// From now until something: *by Friday*, *within two hours*.
    Deadline,
    /// From now, before long: *right away*, *shortly*.
    Soon,
    /// Not before something: *not before Friday*.
    NotBefore,
    /// Without a time: *soon*, *when I can*.
    Vague,
}

/// A time that is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// Where it begins, in the reference's zone.
    pub from: DateTime,
    /// Where it ends, exclusive; none for a point. A day ends as the next begins.
    pub until: Option<DateTime>,
    /// As a promise: by when.
    pub due: Option<Zoned>,
    /// What kind of time it is.
    pub kind: Kind,
}

/// The expressions of a time to come in a part of a text, in their order.
pub fn expressions(text: &str, part: Range<usize>, reference: &Reference<'_>) -> Vec<Expression> {
    let Some(within) = text.get(part.clone()) else { return Vec::new() };
    let small = within.to_ascii_lowercase();
    let lexemes = lexeme::Lexemes::new(text, &small, &part);
    let drafts = lexemes.drafts();
    drafts
        .iter()
        .filter_map(|draft| {
            let resolve::Meaning { from, until, due, kind } = resolve::meaning(draft, reference)?;
            let span = lexemes.all[draft.from].from..lexemes.all[draft.to - 1].to;
            Some(Expression { span, from, until, due, kind })
        })
        .collect()
}

/// Where a time to come is said, whatever it means.
pub fn said(text: &str, part: Range<usize>) -> Vec<(Range<usize>, bool)> {
    let Some(within) = text.get(part.clone()) else { return Vec::new() };
    let small = within.to_ascii_lowercase();
    let lexemes = lexeme::Lexemes::new(text, &small, &part);
    lexemes
        .drafts()
        .iter()
        .map(|draft| {
            let span = lexemes.all[draft.from].from..lexemes.all[draft.to - 1].to;
            let vague = draft.alone == Some(part::Alone::Vague)
                || draft.bound == Some(part::Bound::NotBefore);
            (span, vague)
        })
        .collect()
}

#[cfg(test)]
mod tests;

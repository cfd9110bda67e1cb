//! The table that is printed: one row for each thing that was measured, in columns.

use std::fmt;

use crate::timing::{Ms, Spread};

const HEAD: [&str; 7] = ["", "rate", "p50", "p99", "max", "errors", ""];

/// One row.
#[derive(Debug, Default)]
pub(crate) struct Row([String; HEAD.len()]);

impl Row {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        let mut row = Self::default();
        row.0[0] = what.into();
        row
    }

    #[must_use]
    pub(crate) fn rate(mut self, rate: impl Into<String>) -> Self {
        self.0[1] = rate.into();
        self
    }

    #[must_use]
    pub(crate) fn times(mut self, spread: Spread) -> Self {
        if spread.count > 0 {
            for (column, time) in [spread.p50, spread.p99, spread.max].into_iter().enumerate() {
                self.0[2 + column] = Ms(time).to_string();
            }
        }
        self
    }

    #[must_use]
    pub(crate) fn errors(mut self, errors: u64) -> Self {
        self.0[5] = errors.to_string();
        self
    }

    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.0[6] = note.into();
        self
    }
}

/// All rows. Each is also said on stderr when it is there, for the whole takes minutes.
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Begins a group of rows.
    pub(crate) fn group(&mut self, name: impl Into<String>) {
        self.add(Row::new(format!("**{}**", name.into())));
    }

    pub(crate) fn add(&mut self, row: Row) {
        let said: Vec<&str> =
            row.0.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        eprintln!("{}", said.join("  "));
        self.0.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = HEAD.map(|name| name.chars().count());
        for Row(cells) in &self.0 {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = cell.chars().count().max(*width);
            }
        }
        let line = |f: &mut fmt::Formatter<'_>, cells: [&str; HEAD.len()]| {
            for (column, (cell, width)) in cells.into_iter().zip(widths).enumerate() {
                // Numbers end at the right.
                if (1..HEAD.len() - 1).contains(&column) {
                    write!(f, "| {cell:>width$} ")?;
                } else {
                    write!(f, "| {cell:<width$} ")?;
                }
            }
            writeln!(f, "|")
        };
        line(f, HEAD)?;
        let rules = widths.map(|width| "-".repeat(width));
        line(f, rules.each_ref().map(String::as_str))?;
        for Row(cells) in &self.0 {
            line(f, cells.each_ref().map(String::as_str))?;
        }
        Ok(())
    }
}

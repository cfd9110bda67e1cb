//! Whom a line is about, and what it says beyond what we know of them. While it is only looked what would come of a
//! table, what its own lines would bring is known here.

use std::collections::HashMap;

use domain::{
    CustomerId,
    customer::{AddressKind, compared, normalise_address},
    customer_import::{Change, CustomerImport, Field, Line, Wrong},
    text,
};
use store::Db;

use super::table::{Row, UNREADABLE};
use crate::{
    Result,
    customer::{FACT_CHARS_MAX, FACTS_MAX, check_time_zone, known_language},
};

/// What a line would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Somebody new.
    Add(Line),
    /// More about somebody, of whom that was known.
    Change(CustomerId, Line, Change),
    /// Nothing: it says what we know.
    Nothing,
    /// It cannot be taken.
    Wrong(Wrong),
}

/// What lines before this one would bring.
#[derive(Debug, Default)]
pub(super) struct Book {
    owners: HashMap<(&'static str, String), CustomerId>,
    known: HashMap<CustomerId, Line>,
}

impl Book {
    /// What a line would do, after those that were looked at before.
    pub(super) fn look(&mut self, db: &mut Db, import: &CustomerImport, row: &Row) -> Result<Plan> {
        let plan = self.plan(db, import, row)?;
        match plan.clone() {
            // One whom we know by no number yet is known by their line.
            Plan::Add(line) => self.keep(CustomerId(-row.line), line),
            Plan::Change(id, mut known, change) => {
                change.made_to(&mut known);
                self.keep(id, known);
            }
            Plan::Nothing | Plan::Wrong(_) => {}
        }
        Ok(plan)
    }

    fn keep(&mut self, id: CustomerId, line: Line) {
        for (kind, value) in &line.addresses {
            self.owners.entry((kind.as_str(), compared(*kind, value))).or_insert(id);
        }
        self.known.insert(id, line);
    }

    /// What a line would do.
    pub(super) fn plan(&self, db: &mut Db, import: &CustomerImport, row: &Row) -> Result<Plan> {
        let line = match line(&import.columns, &row.cells) {
            Ok(line) => line,
            Err(wrong) => return Ok(Plan::Wrong(wrong)),
        };
        let mut about = None;
        for (kind, value) in &line.addresses {
            match (about, self.owner(db, *kind, value)?) {
                (Some(one), Some(other)) if one != other => {
                    return Ok(Plan::Wrong(Wrong::OfTwo(one, other)));
                }
                (_, Some(owner)) => about = Some(owner),
                (_, None) => {}
            }
        }
        let known = match about {
            None => Line::default(),
            Some(id) => match self.known.get(&id) {
                Some(known) => known.clone(),
                None => store::customer_import::known(db, id)?,
            },
        };
        let change = Change::between(&known, &line, import.overwrites);
        if known.facts.len() + change.facts.len() > FACTS_MAX {
            return Ok(Plan::Wrong(Wrong::ManyFacts));
        }
        Ok(match about {
            None => {
                let mut line = known;
                change.made_to(&mut line);
                Plan::Add(line)
            }
            Some(_) if change.is_empty() => Plan::Nothing,
            Some(id) => Plan::Change(id, known, change),
        })
    }

    /// Whose an address is, of those of which we know that they are somebody's: what a visitor merely typed makes
    /// nobody somebody else.
    fn owner(&self, db: &mut Db, kind: AddressKind, value: &str) -> Result<Option<CustomerId>> {
        if let Some(id) = self.owners.get(&(kind.as_str(), compared(kind, value))) {
            return Ok(Some(*id));
        }
        Ok(match store::customer::by_verified_address(db, kind, value)? {
            Some(id) => Some(store::customer::kept_id(db, id)?),
            None => None,
        })
    }
}

/// What a line says, in the form in which it is kept.
fn line(columns: &[Field], cells: &[String]) -> std::result::Result<Line, Wrong> {
    if cells.is_empty() {
        return Err(Wrong::LongLine);
    }
    if cells.iter().skip(columns.len()).any(|cell| !cell.is_empty()) {
        return Err(Wrong::ManyColumns);
    }
    let mut line = Line::default();
    let (mut first, mut last) = (String::new(), String::new());
    for (column, (field, cell)) in columns.iter().zip(cells).enumerate() {
        if *field == Field::Leave || cell.is_empty() {
            continue;
        }
        if cell.contains(UNREADABLE) {
            return Err(Wrong::Unreadable(column));
        }
        let words = text::clean_line(cell);
        let address = |kind, wrong: fn(usize) -> Wrong| {
            normalise_address(kind, &words).map(|value| (kind, value)).map_err(|_| wrong(column))
        };
        match field {
            Field::Leave => {}
            Field::Name => line.name = words,
            Field::FirstName => first = words,
            Field::LastName => last = words,
            Field::Email => line.addresses.push(address(AddressKind::Email, Wrong::Email)?),
            Field::Phone => line.addresses.push(address(AddressKind::Phone, Wrong::Phone)?),
            Field::Language => {
                // Other programs write "de_DE".
                let tag = words.replace('_', "-");
                line.language = known_language(&tag).map_err(|_| Wrong::Language(column))?;
            }
            Field::TimeZone => {
                line.time_zone = check_time_zone(&words).map_err(|_| Wrong::TimeZone(column))?;
            }
            Field::Fact if words.chars().count() > FACT_CHARS_MAX => {
                return Err(Wrong::LongFact(column));
            }
            Field::Fact => line.facts.extend(Some(words).filter(|words| !words.is_empty())),
        }
    }
    if line.name.is_empty() {
        line.name = text::clean_line(&format!("{first} {last}"));
    }
    if line.name.chars().count() > text::LINE_CHARS_MAX {
        return Err(Wrong::LongName);
    }
    if line.name.is_empty() && line.addresses.is_empty() {
        return Err(Wrong::Nobody);
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Field; 7] = [
        Field::FirstName,
        Field::LastName,
        Field::Email,
        Field::Phone,
        Field::Language,
        Field::TimeZone,
        Field::Fact,
    ];

    fn read(cells: &[&str]) -> std::result::Result<Line, Wrong> {
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        line(&COLUMNS, &cells)
    }

    #[test]
    fn a_line_is_kept_in_our_own_form() {
        let nora = ["Nora", " Berg\n", "Nora@Example.com", "+49 30 1234567", "de_DE"];
        let line = read(&nora).unwrap();
        assert_eq!(line.name, "Nora Berg");
        assert_eq!(line.language.as_deref(), Some("de-DE"));
        assert_eq!(line.addresses[0], (AddressKind::Email, "nora@example.com".into()));
        // What stands behind the last column and is empty is nothing.
        let more = ["Karim", "", "", "", "", "", "", "", ""];
        assert_eq!(read(&more).map(|line| line.name), Ok("Karim".into()));
    }

    #[test]
    fn what_cannot_be_taken_is_said_with_its_column() {
        let long = "x".repeat(301);
        for (cells, wrong) in [
            (&["", "", "", ""][..], Wrong::Nobody),
            (&["", "", "", "", "de"], Wrong::Nobody),
            (&["Nora", "", "nora at example"], Wrong::Email(2)),
            (&["Nora", "", "", "call me"], Wrong::Phone(3)),
            (&["Nora", "", "", "", "Deutsch"], Wrong::Language(4)),
            (&["Nora", "", "", "", "", "Berlin"], Wrong::TimeZone(5)),
            (&["Nora", "", "", "", "", "", &long], Wrong::LongFact(6)),
            (&["N\u{fffd}ra"], Wrong::Unreadable(0)),
            (&[&long], Wrong::LongName),
            (&["Nora", "", "", "", "", "", "", "x"], Wrong::ManyColumns),
            (&[], Wrong::LongLine),
        ] {
            assert_eq!(read(cells), Err(wrong), "{cells:?}");
        }
    }
}

//! Our own labelled lines: `label`, `by`, `text`, with tabs between; ` ¶ ` parts paragraphs.

use std::path::Path;

use words::By;

use super::{Unreadable, text};

/// A labelled line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What somebody who read it says of it.
    pub label: String,
    /// Who says it.
    pub by: By,
    /// What is said.
    pub text: String,
}

/// Reads the lines of a file.
///
/// # Errors
/// When the file cannot be read, or a line is none.
pub fn lines(path: &Path) -> Result<Vec<Line>, Unreadable> {
    let all = text(path)?;
    all.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let wrong =
                || Unreadable::new(path, format!("line {}: label, by and text", number + 1));
            let mut columns = line.split('\t');
            let label = columns.next().ok_or_else(wrong)?.to_owned();
            let by = match columns.next() {
                Some("us") => By::Us,
                Some("customer") => By::Customer,
                Some("note") => By::Note,
                _ => return Err(wrong()),
            };
            let text = columns.next().ok_or_else(wrong)?.replace(" ¶ ", "\n\n");
            Ok(Line { label, by, text })
        })
        .collect()
}

/// Lines whose label is a number.
///
/// # Errors
/// As [`lines`], and when a label is no number.
pub fn graded(path: &Path) -> Result<Vec<(f32, String)>, Unreadable> {
    lines(path)?
        .into_iter()
        .map(|line| {
            let grade = line
                .label
                .parse()
                .map_err(|_| Unreadable::new(path, format!("`{}` is no grade", line.label)))?;
            Ok((grade, line.text))
        })
        .collect()
}

/// A table with these columns, parted by tabs.
///
/// # Errors
/// When the file cannot be read, or a line has another number of columns.
pub fn table(path: &Path, columns: &[&str]) -> Result<Vec<Vec<String>>, Unreadable> {
    let all = text(path)?;
    all.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let row: Vec<String> = line.split('\t').map(str::to_owned).collect();
            if row.len() == columns.len() {
                return Ok(row);
            }
            Err(Unreadable::new(path, format!("line {}: {}", number + 1, columns.join(", "))))
        })
        .collect()
}

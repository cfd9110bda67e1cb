//! Lines that fool keywords: `text,customer_is_unhappy`.

use std::path::Path;

use super::Unreadable;

/// Reads the lines: what is said, and whether the customer is unhappy.
///
/// # Errors
/// When the file cannot be read.
pub fn tricky(path: &Path) -> Result<Vec<(String, bool)>, Unreadable> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| Unreadable::new(path, error))?;
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Unreadable::new(path, error))?;
        if let (Some(text), Some(unhappy)) = (record.get(0), record.get(1)) {
            lines.push((text.to_owned(), unhappy.trim() == "1"));
        }
    }
    Ok(lines)
}

//! Lines of contacts in which everything is labelled: `by`, how upset, findings, text, with tabs between; a
//! folder for each hand that wrote them, a file for each trade.

use std::path::{Path, PathBuf};

use words::{By, What};

use super::{Unreadable, text};

/// A labelled line.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Who wrote it: the name of the folder.
    pub hand: String,
    /// Who says it.
    pub by: By,
    /// How upset a customer sounds, 0 to 4.
    pub upset: Option<f32>,
    /// All that is in it, of what is labelled.
    pub found: Vec<What>,
    /// What is said.
    pub text: String,
}

/// Reads all hands' lines, in the order of their names.
///
/// # Errors
/// When a file cannot be read, or a line is none.
pub fn contacts(folder: &Path) -> Result<Vec<Contact>, Unreadable> {
    let mut contacts = Vec::new();
    for hand in inside(folder)? {
        for trade in inside(&hand)? {
            for (number, line) in text(&trade)?.lines().enumerate() {
                let contact = contact(&hand, line).map_err(|why| {
                    Unreadable::new(&trade, format!("line {}: {why}", number + 1))
                })?;
                contacts.push(contact);
            }
        }
    }
    Ok(contacts)
}

/// What is in a folder, by name.
fn inside(folder: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let entries = std::fs::read_dir(folder).map_err(|error| Unreadable::new(folder, error))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

fn contact(hand: &Path, line: &str) -> Result<Contact, String> {
    let columns: Vec<_> = line.split('\t').collect();
    let [by, upset, found, said] = columns[..] else {
        return Err("by, upset, findings and text".to_owned());
    };
    let by = match by {
        "us" => By::Us,
        "customer" => By::Customer,
        "note" => By::Note,
        _ => return Err(format!("`{by}` is nobody")),
    };
    let upset = match upset {
        "-" => None,
        _ => Some(upset.parse().map_err(|_| format!("`{upset}` is no grade"))?),
    };
    let found = match found {
        "-" => Vec::new(),
        _ => found
            .split(',')
            .map(|name| What::named(name).ok_or_else(|| format!("`{name}` is no finding")))
            .collect::<Result<_, _>>()?,
    };
    let hand = hand.file_name().map(|name| name.to_string_lossy().into_owned());
    let text = said.replace(" ¶ ", "\n\n");
    Ok(Contact { hand: hand.unwrap_or_default(), by, upset, found, text })
}

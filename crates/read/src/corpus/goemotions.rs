//! GoEmotions: comments with 27 emotions and *neutral* (Demszky et al. 2020, ACL, 4040–4054; Apache-2.0).

use std::path::Path;

use super::{Unreadable, text};

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What it says.
    pub text: String,
    /// Numbers of its labels.
    pub labels: Vec<usize>,
}

/// The names of the labels in order (`labels.txt`), *neutral* the last.
///
/// # Errors
/// When the file cannot be read.
pub fn goemotions_labels(folder: &Path) -> Result<Vec<String>, Unreadable> {
    let mut labels: Vec<String> =
        text(&folder.join("labels.txt"))?.lines().map(|line| line.trim().to_owned()).collect();
    labels.retain(|label| !label.is_empty());
    if labels.iter().all(|label| label != "neutral") {
        labels.push("neutral".to_owned());
    }
    Ok(labels)
}

/// One part of the corpus: `train`, `dev` or `test`.
///
/// # Errors
/// When the file cannot be read.
pub fn goemotions(folder: &Path, part: &str) -> Result<Vec<Comment>, Unreadable> {
    let all = text(&folder.join(format!("{part}.tsv")))?;
    Ok(all
        .lines()
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (text, labels) = (columns.next()?, columns.next()?);
            let labels = labels.split(',').filter_map(|label| label.parse().ok()).collect();
            Some(Comment { text: text.to_owned(), labels })
        })
        .collect())
}

//! MultiDoGO: what customers say in service chats, with an intent for each sentence (Peskov et al. 2019,
//! EMNLP, 4526–4536; CDLA-Permissive).

use std::path::Path;

use super::{Unreadable, text};

/// A sentence of a customer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// Which conversation.
    pub conversation: String,
    /// What is said.
    pub text: String,
    /// The intents.
    pub intents: Vec<String>,
}

/// One part (`train`, `dev` or `test`) of all domains that are there, in the order of their names.
///
/// # Errors
/// When a file cannot be read.
pub fn multidogo(folder: &Path, part: &str) -> Result<Vec<Utterance>, Unreadable> {
    let suffix = format!(".{part}.tsv");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .map_err(|error| Unreadable::new(folder, error))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(&suffix))
        .collect();
    paths.sort();
    let mut utterances = Vec::new();
    for path in paths {
        utterances.extend(text(&path)?.lines().skip(1).filter_map(|line| {
            let columns: Vec<_> = line.split('\t').collect();
            let [conversation, _, _, _, text, _, intents] = columns[..] else { return None };
            Some(Utterance {
                conversation: conversation.to_owned(),
                text: text.to_owned(),
                intents: intents.split("<div>").map(str::to_owned).collect(),
            })
        }));
    }
    Ok(utterances)
}

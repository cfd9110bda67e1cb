//! The calls of a folder: which recordings belong together.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use ::listen::session::Inputs;

/// What recordings' names end with.
const EXTENSIONS: [&str; 19] = [
    "wav", "wave", "mp3", "flac", "ogg", "oga", "opus", "m4a", "mp4", "aac", "webm", "mka", "mkv",
    "aif", "aiff", "caf", "weba", "m4b", "rf64",
];
/// And what headerless ones end with.
const RAW_EXTENSIONS: [&str; 8] = ["raw", "pcm", "ul", "ulaw", "mulaw", "al", "alaw", "sln"];

const AGENT: [&str; 6] = ["agent", "left", "operator", "out", "tx", "l"];
const CUSTOMER: [&str; 7] = ["customer", "caller", "right", "client", "in", "rx", "r"];

/// One call of a folder.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// What its recordings' names have in common, with the folder within the folder.
    pub(crate) name: String,
    pub(crate) inputs: Inputs,
}

/// Halves of a call that were found so far.
#[derive(Default)]
struct Halves {
    agent: Option<PathBuf>,
    customer: Option<PathBuf>,
}

/// The calls in a folder and in the folders in it, by name.
pub(crate) fn of(folder: &Path, raw: bool) -> io::Result<Vec<Call>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            // One that may not be opened is none of ours.
            let within = fs::read_dir(&path).into_iter().flatten().flatten();
            files.extend(within.map(|entry| entry.path()).filter(|path| path.is_file()));
        } else {
            files.push(path);
        }
    }
    files.retain(|path| is_recording(path, raw));
    files.sort();
    Ok(together(folder, files))
}

fn is_recording(path: &Path, raw: bool) -> bool {
    let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let extension = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    let known = extension.is_some_and(|end| {
        EXTENSIONS.contains(&end.as_str()) || (raw && RAW_EXTENSIONS.contains(&end.as_str()))
    });
    known && !hidden
}

fn together(folder: &Path, files: Vec<PathBuf>) -> Vec<Call> {
    let mut pairs: BTreeMap<(PathBuf, String), Halves> = BTreeMap::new();
    let mut calls = Vec::new();
    for path in files {
        let parent = path.parent().unwrap_or(folder).to_owned();
        let half = half(&path).map(|(stem, agent)| ((parent, stem), agent));
        let Some((key, agent)) = half else {
            calls.push(Call { name: name(folder, &path), inputs: Inputs::One(path) });
            continue;
        };
        let halves = pairs.entry(key).or_default();
        let place = if agent { &mut halves.agent } else { &mut halves.customer };
        if let Some(second) = place.replace(path) {
            // Two that are called the same half: the one before stands alone.
            calls.push(Call { name: name(folder, &second), inputs: Inputs::One(second) });
        }
    }
    for ((parent, stem), halves) in pairs {
        match halves {
            Halves { agent: Some(agent), customer: Some(customer) } => {
                let inputs = Inputs::Two { agent, customer };
                calls.push(Call { name: name(folder, &parent.join(stem)), inputs });
            }
            Halves { agent, customer } => calls.extend(
                agent
                    .or(customer)
                    .map(|alone| Call { name: name(folder, &alone), inputs: Inputs::One(alone) }),
            ),
        }
    }
    calls.sort_by(|a, b| a.name.cmp(&b.name));
    calls
}

/// What a half's name has before the side, and whether it is the agent's.
fn half(path: &Path) -> Option<(String, bool)> {
    let stem = path.file_stem()?.to_str()?;
    let (before, side) = stem.rsplit_once(['_', '-', '.', ' '])?;
    let side = side.to_lowercase();
    let agent = AGENT.contains(&side.as_str());
    (!before.is_empty() && (agent || CUSTOMER.contains(&side.as_str())))
        .then(|| (before.to_owned(), agent))
}

fn name(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_find_each_other() {
        let files = [
            "c/a_agent.wav",
            "c/a_caller.wav",
            "c/b-Left.mp3",
            "c/b-Right.mp3",
            "c/c.wav",
            "c/d_agent.wav",
            "c/e/a_customer.wav",
            "c/e/a_agent.wav",
        ];
        let calls = together(Path::new("c"), files.map(PathBuf::from).to_vec());
        let found: Vec<_> =
            calls.iter().map(|call| (call.name.as_str(), call.inputs.paths().len())).collect();
        assert_eq!(found, [("a", 2), ("b", 2), ("c.wav", 1), ("d_agent.wav", 1), ("e/a", 2)]);
        assert!(calls[1].inputs.paths()[0].ends_with("b-Left.mp3"));
    }
}

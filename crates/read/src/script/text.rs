//! Chats and transcripts as text: `Name: words`, a time before or after the name perhaps.

use jiff::Timestamp;

use super::{Named, Script, side, sides};

/// A name has at most so many characters and words.
const NAME_MAX: usize = 40;
const NAME_WORDS_MAX: usize = 4;

pub(super) fn read(text: &str) -> Script {
    let mut turns: Vec<Named> = Vec::new();
    let known = names(text);
    for line in text.lines() {
        if let Some((name, at, words)) =
            speaker(line).filter(|(name, ..)| known.contains(&name.to_lowercase()))
        {
            turns.push((side(&name), Some(name), at, words.to_owned()));
        } else if line.trim_matches(['-', '=', '*', ' ', '_']).is_empty() {
            // A rule parts nothing of what somebody says, unless it is an empty line of their own.
            if let (true, Some((.., words))) = (line.trim().is_empty(), turns.last_mut()) {
                words.push('\n');
            }
        } else if let Some((.., words)) = turns.last_mut() {
            words.push('\n');
            words.push_str(line);
        } else {
            turns.push((None, None, None, line.to_owned()));
        }
    }
    for (.., words) in &mut turns {
        words.truncate(words.trim_end().len());
    }
    sides(turns)
}

/// The names that speak: known roles, and whatever stands before a colon at the beginning of two lines or more.
fn names(text: &str) -> Vec<String> {
    let mut counts = std::collections::HashMap::<String, usize>::new();
    for (name, ..) in text.lines().filter_map(speaker) {
        let known = usize::from(side(&name).is_some()) * 2;
        *counts.entry(name.to_lowercase()).or_default() += 1 + known;
    }
    counts.retain(|_, count| *count >= 2);
    counts.into_keys().collect()
}

/// `[10:32] Ana (agent): words` in its parts.
fn speaker(line: &str) -> Option<(String, Option<Timestamp>, &str)> {
    let line = line.trim_start();
    let (stamp, rest) = match line.strip_prefix('[').or_else(|| line.strip_prefix('(')) {
        Some(inside) => {
            let end = inside.find([']', ')'])?;
            (Some(&inside[..end]), inside[end + 1..].trim_start())
        }
        None => match line.split_once(' ') {
            Some((first, rest))
                if first.contains(':') && first.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                (Some(first), rest.trim_start_matches(['-', ' ']))
            }
            _ => (None, line),
        },
    };
    let (name, words) = rest.split_once(':')?;
    let name = name.trim().trim_matches(['*', '_']);
    let fits = !name.is_empty()
        && name.chars().count() <= NAME_MAX
        && name.split_whitespace().count() <= NAME_WORDS_MAX
        && name.starts_with(char::is_alphabetic)
        && !name.contains(['?', '!', ',', ';', '"', '/']);
    // "https://…", "10:30"
    let address = words.starts_with("//");
    let at = stamp.and_then(|stamp| stamp.trim().parse().ok());
    (fits && !address).then(|| (name.to_owned(), at, words.trim_start_matches('*').trim()))
}

//! Better wording: for what was found, words that can be sent in its place, or a prompt that keeps the
//! meaning and asks for what is missing.
//!
//! *Please calm down.* becomes *I can hear how upsetting this is.*; *I can't refund this* becomes the
//! prompt *“What I can do is …”: say what you can do about “refund this”*. The rows are in
//! `rules/wording.txt`, for people to read and teams to extend.
//!
//! A rewrite is given only where it is grammatical: in place of a whole sentence, or of words that
//! other words replace one for one. Everything else is a prompt.

use std::ops::Range;

use crate::{
    compile::Compiler,
    finding::{Finding, What},
    lexicon::{Lexicon, lines},
    pattern::Patterns,
    token::{Break, Sentence, Tokens, tokens},
};

/// A rewrite replaces a sentence that has at most so many tokens besides what was found: more would be
/// lost.
const TOKENS_BESIDES_MAX: usize = 3;

/// The rows that ship.
const ROWS: &str = include_str!("../rules/wording.txt");

/// Whether it can be sent as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordingKind {
    /// It can stand in place of the span.
    Rewrite,
    /// It asks the agent for something.
    Prompt,
}

/// A better wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The bytes of the text that it is for.
    pub span: Range<usize>,
    /// What to say instead.
    pub instead: String,
    /// Whether it can be sent as it is.
    pub kind: WordingKind,
}

/// What a row does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Instead {
    Sentence,
    Words,
    Prompt,
}

#[derive(Debug)]
struct Row {
    whats: Vec<What>,
    /// The reason, for rows that have no pattern.
    reason: Option<String>,
    instead: Instead,
    text: String,
}

/// All rows, ready to look. Made once.
#[derive(Debug)]
pub struct Wordings {
    lexicon: Lexicon,
    patterns: Patterns,
    rows: Vec<Row>,
}

impl Default for Wordings {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a row fits.
struct Place {
    row: usize,
    tokens: Range<usize>,
}

impl Wordings {
    /// The rows that ship.
    pub fn new() -> Self {
        let (wordings, wrong) = Self::with("");
        debug_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        wordings
    }

    /// A team's own rows before those that ship. Rows that cannot be read are left out and told.
    pub fn with(own: &str) -> (Self, Vec<String>) {
        let (mut lexicon, mut patterns) = (Lexicon::new(), Compiler::default());
        let (mut rows, mut wrong) = (Vec::new(), Vec::new());
        let mut whats = Vec::new();
        for line in lines(own).chain(lines(ROWS)) {
            if let Some(names) = line.strip_prefix("== ") {
                whats = names.split_whitespace().filter_map(What::named).collect();
                continue;
            }
            let Some((at, instead)) =
                [(" => ", Instead::Sentence), (" ~> ", Instead::Words), (" ?> ", Instead::Prompt)]
                    .into_iter()
                    .find_map(|(sign, instead)| Some((line.find(sign)?, instead)))
            else {
                wrong.push(format!("{line}: no =>, ~> or ?>"));
                continue;
            };
            let (pattern, text) = (&line[..at], line[at + 4..].trim());
            let reason = pattern.strip_prefix("by ").map(str::to_owned);
            #[allow(clippy::cast_possible_truncation)] // a few hundred rows
            let number = rows.len() as u16;
            if reason.is_none()
                && let Err(why) = patterns.add(pattern, number, &mut lexicon)
            {
                wrong.push(format!("{line}: {why}"));
                continue;
            }
            rows.push(Row { whats: whats.clone(), reason, instead, text: text.to_owned() });
        }
        let patterns = patterns.finish(&lexicon);
        (Self { lexicon, patterns, rows }, wrong)
    }

    /// A better wording for what was found in this text, if there is one for the way it was said.
    pub fn better(&self, text: &str, finding: &Finding) -> Option<Wording> {
        let tokens = tokens(text, std::iter::once(0..text.len()), &self.lexicon);
        let place = self.place(&tokens, finding)?;
        let row = &self.rows[place.row];
        let sentence = tokens
            .sentences
            .iter()
            .find(|sentence| sentence.tokens.contains(&place.tokens.start))?;
        let words = span(&tokens, &place.tokens);
        let rest = rest(&tokens, sentence, place.tokens.end);
        // What was found may reach into the rest: it is not said twice.
        let end = rest.as_ref().map_or(0, |rest| rest.end).max(finding.span.end);
        let instead = row
            .text
            .replace("{match} {rest}", text[finding.span.start..end].trim())
            .replace("{rest}", rest.map_or("this", |rest| &text[rest]))
            .replace("{match}", text[finding.span.clone()].trim());
        Some(match row.instead {
            Instead::Words => {
                let comma = instead.ends_with(':') && text[words.end..].starts_with(',');
                Wording {
                    instead: like(&text[words.clone()], &instead),
                    span: words.start..words.end + usize::from(comma),
                    kind: WordingKind::Rewrite,
                }
            }
            Instead::Sentence if alone(&tokens, sentence, &place.tokens) => {
                Wording { instead, span: sentence.span.clone(), kind: WordingKind::Rewrite }
            }
            Instead::Sentence => Wording {
                instead: format!("Instead of “{}”: “{instead}”", &text[words]),
                span: finding.span.clone(),
                kind: WordingKind::Prompt,
            },
            Instead::Prompt => {
                Wording { instead, span: finding.span.clone(), kind: WordingKind::Prompt }
            }
        })
    }

    /// The first row that fits the words found; then, one that fits their sentence; then, their reason.
    fn place(&self, tokens: &Tokens, finding: &Finding) -> Option<Place> {
        let mut matches = Vec::new();
        for sentence in &tokens.sentences {
            if sentence.span.start < finding.span.end && finding.span.start < sentence.span.end {
                self.patterns.find(
                    &tokens.all,
                    sentence.tokens.clone(),
                    &self.lexicon,
                    &mut matches,
                );
            }
        }
        matches.retain(|found| self.rows[usize::from(found.rule)].whats.contains(&finding.what));
        matches.sort_by_key(|found| (found.rule, found.from));
        let touches = |range: &Range<usize>| {
            let span = span(tokens, range);
            span.start < finding.span.end && finding.span.start < span.end
        };
        let all = || matches.iter().map(|found| (usize::from(found.rule), found.from..found.to));
        let reason = self.rows.iter().position(|row| {
            row.whats.contains(&finding.what) && row.reason.as_deref() == Some(&*finding.reason)
        });
        let here = tokens.all.iter().position(|token| token.end as usize > finding.span.start)?;
        all()
            .find(|(_, range)| touches(range))
            .or_else(|| reason.map(|row| (row, here..here + 1)))
            .or_else(|| all().next())
            .map(|(row, tokens)| Place { row, tokens })
    }
}

fn span(tokens: &Tokens, range: &Range<usize>) -> Range<usize> {
    let first = &tokens.all[range.start];
    let last = &tokens.all[range.end.max(range.start + 1) - 1];
    first.span().start..last.span().end
}

/// What follows in the same clause.
fn rest(tokens: &Tokens, sentence: &Sentence, from: usize) -> Option<Range<usize>> {
    let more = tokens.all.get(from..sentence.tokens.end).unwrap_or_default();
    let length = more
        .iter()
        .skip(1)
        .position(|token| token.before > Break::None)
        .map_or(more.len(), |at| at + 1);
    let last = more.get(length.checked_sub(1)?)?;
    Some(more.first()?.span().start..last.span().end)
}

/// Whether what was found is all that the sentence says.
fn alone(tokens: &Tokens, sentence: &Sentence, found: &Range<usize>) -> bool {
    let besides = sentence.tokens.len() - found.len().min(sentence.tokens.len());
    besides <= TOKENS_BESIDES_MAX
        && tokens.all[sentence.tokens.clone()][1..].iter().all(|token| token.before <= Break::Comma)
}

/// The new words begin as the old ones did.
fn like(old: &str, new: &str) -> String {
    let mut characters = new.chars();
    match (old.chars().next(), characters.next()) {
        (Some(before), Some(first)) if before.is_uppercase() => {
            first.to_uppercase().chain(characters).collect()
        }
        _ => new.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{By, Source};

    /// What was found, its words in the text (`[…]`, or all), and what comes out: the text with the
    /// rewrite, or `?` and the prompt.
    fn told(wordings: &Wordings, what: &str, marked: &str) -> String {
        let text = marked.replace(['[', ']'], "");
        let start = marked.find('[').unwrap_or(0);
        let end = marked.find(']').map_or(text.len(), |end| end - 1);
        let finding = Finding {
            what: What::named(what).unwrap_or(What::Refusal),
            by: By::Us,
            span: start..end,
            confidence: 1.0,
            source: Source::Rule,
            reason: "".into(),
            due: None,
        };
        match wordings.better(&text, &finding) {
            None => "-".to_owned(),
            Some(Wording { span, instead, kind: WordingKind::Rewrite }) => {
                format!("{}{instead}{}", &text[..span.start], &text[span.end..])
            }
            Some(Wording { instead, .. }) => format!("? {instead}"),
        }
    }

    #[test]
    fn what_comes_out_reads_well() {
        let wordings = Wordings::new();
        let mut wrong = Vec::new();
        let lines = include_str!("wording.lines.txt").lines();
        for line in lines.filter(|line| !line.is_empty()) {
            let (told_of, expected) = line.split_once(" -> ").unwrap_or((line, ""));
            let (what, text) = told_of.split_once(' ').unwrap_or_default();
            let is = told(&wordings, what, text);
            if is != expected {
                wrong.push(format!("{told_of} -> {is}"));
            }
        }
        assert!(wrong.is_empty(), "{} others:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn a_teams_own_rows_come_first() {
        let (wordings, wrong) = Wordings::with(
            "== refusal\nno can do => Let me find out what is possible.\n\nnonsense\n",
        );
        assert_eq!(wrong, ["nonsense: no =>, ~> or ?>"]);
        assert_eq!(told(&wordings, "refusal", "No can do."), "Let me find out what is possible.");
    }
}

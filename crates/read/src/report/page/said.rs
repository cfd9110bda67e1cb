//! The turns as they were said: words with soft lines under what was noticed, and a list of it beside.
//!
//! Findings overlap ("I'm sorry, but that's our policy"). Those that do are one link, so that a keyboard
//! stops once; within it, each stretch knows which findings are in it, and has the line of the
//! weightiest.

use std::ops::Range;

use words::{
    By, Language, PartKind, Source, What, name,
    wording::{Wording, WordingKind},
};

use super::{
    super::{Told, short},
    course::{number, signed},
};
use crate::script::side as side_of;

/// A quote of more lines than this is folded.
const LINES_MAX: usize = 6;
/// So many characters of what was said are enough to find it again.
const WORDS_MAX: usize = 90;

/// What a finding does to trust, told by a sign, a word and the kind of line; a colour only repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// It is noted.
    Noted,
    Wins,
    Costs,
}

impl Effect {
    /// Of a weight in the table of trust.
    pub(super) fn of(weight: f32) -> Self {
        if weight > 0.0 {
            Self::Wins
        } else if weight < 0.0 {
            Self::Costs
        } else {
            Self::Noted
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Wins => "wins",
            Self::Costs => "costs",
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Wins => "wins trust",
            Self::Costs => "costs trust",
        }
    }
}

/// A turn.
#[derive(Debug)]
pub(super) struct Turn {
    /// From 1, as people count.
    pub(super) number: usize,
    /// `us`, `customer` or `note`.
    pub(super) side: &'static str,
    /// "Customer".
    pub(super) who: &'static str,
    pub(super) name: Option<String>,
    pub(super) at: Option<String>,
    /// "sounds upset 1.2 of 4 (0.4 to 2.0)".
    pub(super) mood: Option<String>,
    /// The language, where it is not judged.
    pub(super) other: Option<&'static str>,
    pub(super) parts: Vec<Shown>,
    pub(super) findings: Vec<Listed>,
}

/// A part of a turn.
#[derive(Debug)]
pub(super) struct Shown {
    /// What it is, where it is not the writer's own.
    pub(super) title: Option<&'static str>,
    /// Its lines, where it is so long that it is folded.
    pub(super) folded: Option<usize>,
    pub(super) pieces: Vec<Piece>,
}

/// Words, plain or with findings.
#[derive(Debug)]
pub(super) enum Piece {
    Plain(String),
    /// One link over findings that touch each other.
    Mark {
        /// The first finding.
        to: String,
        /// All of them, parted by spaces.
        of: String,
        stretches: Vec<Stretch>,
    },
}

/// Words in which the same was found.
#[derive(Debug)]
pub(super) struct Stretch {
    pub(super) effect: Effect,
    pub(super) of: String,
    pub(super) words: String,
}

/// A finding in the list of its turn.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) effect: Effect,
    pub(super) title: &'static str,
    pub(super) reason: String,
    /// "87 % sure".
    pub(super) sure: String,
    pub(super) source: &'static str,
    /// "+0.4", where it moved trust.
    pub(super) moved: Option<String>,
    pub(super) due: Option<String>,
    pub(super) better: Option<Better>,
}

/// A better wording.
#[derive(Debug)]
pub(super) struct Better {
    /// "Better", or "Think of".
    pub(super) title: &'static str,
    pub(super) instead: String,
}

/// All turns.
pub(super) fn turns(told: &Told) -> Vec<Turn> {
    (0..told.script.turns.len()).map(|place| turn(told, place)).collect()
}

/// The address of a finding in the page.
pub(super) fn id(turn: usize, finding: usize) -> String {
    format!("finding-{}-{}", turn + 1, finding + 1)
}

/// What somebody said, short enough for a list.
pub(super) fn words(told: &Told, turn: usize, span: &Range<usize>) -> String {
    let said = told.script.turns[turn].text.get(span.clone()).unwrap_or_default();
    let line: Vec<&str> = said.split_whitespace().collect();
    short(&shown(&line.join(" ")), WORDS_MAX)
}

fn turn(told: &Told, place: usize) -> Turn {
    let turn = &told.script.turns[place];
    let reading = &told.conversation.turns[place];
    let (side, who) = match turn.by {
        By::Us => ("us", "Us"),
        By::Customer => ("customer", "Customer"),
        By::Note => ("note", "Note"),
    };
    let mood = reading.mood.map(|mood| {
        let (low, high) = mood.interval;
        format!("sounds upset {} of 4 ({} to {})", number(mood.upset), number(low), number(high))
    });
    let other = match reading.language {
        Language::English => None,
        Language::Other(name) => Some(name),
    };
    Turn {
        number: place + 1,
        side,
        who,
        // "Agent" is no name.
        name: turn.name.clone().filter(|name| side_of(name).is_none()),
        at: turn.at.map(|at| told.clock(at)),
        mood,
        other,
        parts: parts(told, place),
        findings: findings(told, place),
    }
}

/// What was noticed, in the order in which it was said.
fn findings(told: &Told, turn: usize) -> Vec<Listed> {
    let findings = &told.conversation.turns[turn].findings;
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|&place| (findings[place].span.start, findings[place].span.end));
    order
        .into_iter()
        .map(|place| {
            let finding = &findings[place];
            let moved = told
                .conversation
                .trust
                .steps
                .iter()
                .find(|step| step.turn == turn && step.finding == place);
            Listed {
                id: id(turn, place),
                effect: Effect::of(told.weights[turn][place]),
                title: name::of(finding.what).title,
                reason: finding.reason.to_string(),
                sure: format!("{:.0} % sure", finding.confidence * 100.0),
                source: match finding.source {
                    Source::Rule => "rule",
                    Source::Model => "model",
                },
                moved: moved.map(|step| signed(step.by)),
                due: finding.due.map(|due| told.clock(due)).or_else(|| {
                    (finding.what == What::Promise).then(|| "no time that could be told".to_owned())
                }),
                better: told.wordings[turn][place].as_ref().map(better),
            }
        })
        .collect()
}

fn better(wording: &Wording) -> Better {
    let title = match wording.kind {
        WordingKind::Rewrite => "Better",
        WordingKind::Prompt => "Think of",
    };
    Better { title, instead: shown(&wording.instead) }
}

fn parts(told: &Told, turn: usize) -> Vec<Shown> {
    let text = &told.script.turns[turn].text;
    let reading = &told.conversation.turns[turn];
    let spans: Vec<Found> = reading
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| text.get(finding.span.clone()).is_some_and(|said| !said.is_empty()))
        .map(|(place, finding)| Found {
            id: id(turn, place),
            effect: Effect::of(told.weights[turn][place]),
            span: finding.span.clone(),
        })
        .collect();
    let mut shown: Vec<Shown> = Vec::new();
    for part in &reading.parts {
        let said = text.get(part.span.clone()).unwrap_or_default();
        let ends = part.span.start + said.trim_end().len();
        let begins = part.span.start + leading(said);
        if begins >= ends {
            continue;
        }
        let title = part_title(part.kind);
        let lines = text[begins..ends].lines().count();
        let found = if title.is_none() { &spans[..] } else { &[] };
        shown.push(Shown {
            title,
            folded: (title.is_some() && lines > LINES_MAX).then_some(lines),
            pieces: pieces(text, begins..ends, found),
        });
    }
    shown
}

/// Bytes of the empty lines at the beginning.
fn leading(text: &str) -> usize {
    text.len() - text.trim_start_matches(['\r', '\n']).len()
}

fn part_title(kind: PartKind) -> Option<&'static str> {
    Some(match kind {
        PartKind::Own => return None,
        PartKind::Quote => "Quoted, not judged",
        PartKind::Header => "Head of a quoted message",
        PartKind::Signature => "Signature",
        PartKind::Disclaimer => "Disclaimer",
        PartKind::Automatic => "Sent by a machine, not judged",
        PartKind::Code => "Code, not judged",
    })
}

/// A finding's place in the text.
struct Found {
    id: String,
    effect: Effect,
    span: Range<usize>,
}

/// The words of a stretch of text, with links where something was found.
fn pieces(text: &str, within: Range<usize>, found: &[Found]) -> Vec<Piece> {
    let mut found: Vec<(Range<usize>, &Found)> = found
        .iter()
        .map(|one| (one.span.start.max(within.start)..one.span.end.min(within.end), one))
        .filter(|(span, _)| span.start < span.end)
        .collect();
    found.sort_by_key(|(span, _)| (span.start, span.end));
    let mut pieces = Vec::new();
    let mut at = within.start;
    let mut rest = &found[..];
    while let Some((first, _)) = rest.first() {
        let mut end = first.end;
        let mut count = 0;
        while let Some((span, _)) = rest.get(count).filter(|(span, _)| span.start < end) {
            end = end.max(span.end);
            count += 1;
        }
        let (together, after) = rest.split_at(count);
        plain(text, at..first.start, &mut pieces);
        pieces.push(mark(text, first.start..end, together));
        at = end;
        rest = after;
    }
    plain(text, at..within.end, &mut pieces);
    pieces
}

fn plain(text: &str, span: Range<usize>, pieces: &mut Vec<Piece>) {
    if !span.is_empty() {
        pieces.push(Piece::Plain(shown(&text[span])));
    }
}

fn mark(text: &str, span: Range<usize>, found: &[(Range<usize>, &Found)]) -> Piece {
    let mut ends: Vec<usize> = found.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
    ends.push(span.start);
    ends.sort_unstable();
    ends.dedup();
    let stretches = ends
        .windows(2)
        .map(|ends| {
            let here: Vec<&Found> = found
                .iter()
                .filter(|(span, _)| span.start < ends[1] && ends[0] < span.end)
                .map(|(_, one)| *one)
                .collect();
            Stretch {
                effect: here.iter().map(|one| one.effect).max().unwrap_or(Effect::Noted),
                of: ids(here.iter().copied()),
                words: shown(&text[ends[0]..ends[1]]),
            }
        })
        .collect();
    Piece::Mark {
        to: found.first().map(|(_, one)| one.id.clone()).unwrap_or_default(),
        of: ids(found.iter().map(|(_, one)| *one)),
        stretches,
    }
}

fn ids<'f>(found: impl Iterator<Item = &'f Found>) -> String {
    found.map(|one| one.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// Lines stay; what has no shape is a �. What turns the direction of writing stays too: the page isolates it.
pub(super) fn shown(text: &str) -> String {
    let unshown = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.replace("\r\n", "\n").replace(unshown, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pieces with `[` `]` around links, and `{` `}` around stretches.
    fn drawn(text: &str, spans: &[Range<usize>]) -> String {
        let found: Vec<Found> = spans
            .iter()
            .enumerate()
            .map(|(place, span)| Found {
                id: place.to_string(),
                effect: Effect::Noted,
                span: span.clone(),
            })
            .collect();
        pieces(text, 0..text.len(), &found)
            .iter()
            .map(|piece| match piece {
                Piece::Plain(words) => words.clone(),
                Piece::Mark { of, stretches, .. } => {
                    let inside: Vec<String> = stretches
                        .iter()
                        .map(|stretch| format!("{{{}:{}}}", stretch.of, stretch.words))
                        .collect();
                    format!("[{of}|{}]", inside.concat())
                }
            })
            .collect()
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "spans")]
    fn what_overlaps_is_one_link_and_each_stretch_knows_its_own() {
        for (spans, expected) in [
            (vec![], "abcdefgh"),
            (vec![2..4], "ab[0|{0:cd}]efgh"),
            (vec![0..2, 2..4], "[0|{0:ab}][1|{1:cd}]efgh"),
            (vec![0..8, 2..4], "[0 1|{0:ab}{0 1:cd}{0:efgh}]"),
            (vec![3..6, 1..4], "a[1 0|{1:bc}{1 0:d}{0:ef}]gh"),
            (vec![1..3, 1..3], "a[0 1|{0 1:bc}]defgh"),
        ] {
            assert_eq!(drawn("abcdefgh", &spans), expected);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_said_twice(
            text in "[a-zé👩\n ]{0,30}",
            spans in prop::collection::vec((0..40_usize, 0..40_usize), 0..6),
        ) {
            let boundary = |mut at: usize| {
                at = at.min(text.len());
                while !text.is_char_boundary(at) { at -= 1; }
                at
            };
            let spans: Vec<Range<usize>> =
                spans.iter().map(|&(a, b)| boundary(a.min(b))..boundary(a.max(b))).collect();
            let found: Vec<Found> = spans
                .iter()
                .map(|span| Found { id: "x".into(), effect: Effect::Noted, span: span.clone() })
                .collect();
            let mut again = String::new();
            for piece in pieces(&text, 0..text.len(), &found) {
                match piece {
                    Piece::Plain(words) => again.push_str(&words),
                    Piece::Mark { stretches, .. } => {
                        again.extend(stretches.into_iter().map(|stretch| stretch.words));
                    }
                }
            }
            prop_assert_eq!(again, text);
        }
    }
}

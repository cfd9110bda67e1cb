//! How well a text answers, and the piece of it that shows so.

use std::ops::Range;

use super::{
    Phrase,
    fold::{Word, words},
};
use crate::text::clean_line;

/// How soon more of the same says no more: the usual constant of Okapi BM25 (Robertson and Zaragoza, "The
/// Probabilistic Relevance Framework", 2009, section 3.4.3).
const SATURATION: f64 = 1.2;
/// How much a long text is held to its length, from 0 to 1 (the same).
const LENGTH_WEIGHT: f64 = 0.75;
/// The length of an ordinary message, in words.
const WORDS_USUAL: f64 = 40.0;
/// What a word counts that only begins as was typed, against one that is the same.
const BEGINNING: f64 = 0.7;
/// What it counts besides that all words stand beside each other, in their order.
const TOGETHER: f64 = 1.5;
/// Of an excerpt, the share that comes before what was found.
const BEFORE_SHARE: usize = 4;

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its words, in one line.
    pub text: String,
    /// Whether it is what was looked for.
    pub marked: bool,
}

/// How well a text answers: zero where it has nothing of what is wanted, and without an upper bound. It is the
/// text's part of Okapi BM25, and more where the words stand together. How rare a word is does not matter, for all
/// of them have to be there.
pub fn relevance<'a>(text: &str, wanted: impl IntoIterator<Item = &'a Phrase>) -> f64 {
    let own = words(text);
    #[expect(clippy::cast_precision_loss, reason = "a message has at most 20,000 characters")]
    let length = own.len() as f64 / WORDS_USUAL;
    let held = SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length);
    let mut sum = 0.0;
    let mut all: Vec<&str> = Vec::new();
    for phrase in wanted {
        let often: f64 =
            found(&own, phrase).map(|(_, same)| if same { 1.0 } else { BEGINNING }).sum();
        sum += often * (SATURATION + 1.0) / (often + held);
        all.extend(phrase.words.iter().map(String::as_str));
    }
    let together = all.len() > 1
        && own.windows(all.len()).any(|some| {
            let last = some.len() - 1;
            some[..last].iter().zip(&all).all(|(own, word)| own.text == *word)
                && some[last].text.starts_with(all[last])
        });
    if together { sum + TOGETHER } else { sum }
}

/// Where a phrase stands among those words, and whether its last word is the same and does not only begin so.
fn found<'a>(
    own: &'a [Word],
    phrase: &'a Phrase,
) -> impl Iterator<Item = (Range<usize>, bool)> + 'a {
    own.windows(phrase.words.len()).enumerate().filter_map(|(at, some)| {
        let (own_last, own_rest) = some.split_last()?;
        let (last, rest) = phrase.words.split_last()?;
        let same = own_last.text == *last;
        let fits = same || phrase.begins && own_last.text.starts_with(last);
        let rest = own_rest.iter().zip(rest).all(|(own, word)| own.text == *word);
        (fits && rest).then_some((at..at + some.len(), same))
    })
}

/// About `chars` characters of a text, around what answers best, in one line, with what was found marked. Where
/// nothing was found it is the text's beginning.
pub fn excerpt<'a>(
    text: &str,
    wanted: impl IntoIterator<Item = &'a Phrase>,
    chars: usize,
) -> Vec<Piece> {
    let own = words(text);
    let mut marks: Vec<(Range<usize>, usize)> = Vec::new();
    for (number, phrase) in wanted.into_iter().enumerate() {
        if !phrase.not {
            let spans = found(&own, phrase);
            marks.extend(
                spans.map(|(at, _)| (own[at.start].span.start..own[at.end - 1].span.end, number)),
            );
        }
    }
    marks.sort_by_key(|(span, _)| (span.start, span.end));
    let start = best(&marks, text, chars);
    let (start, end) = around(text, start, chars);
    let mut pieces = Vec::new();
    if start > 0 {
        push(&mut pieces, "…", false);
    }
    let mut done = start;
    for (span, _) in &marks {
        let (from, to) = (span.start.max(done), span.end.min(end));
        if from < to {
            push(&mut pieces, &text[done..from], false);
            push(&mut pieces, &text[from..to], true);
            done = to;
        }
    }
    push(&mut pieces, &text[done..end], false);
    if end < text.len() {
        push(&mut pieces, "…", false);
    }
    pieces
}

/// Where the stretch of about that many characters begins in which the most different phrases are found; the
/// first of those.
fn best(marks: &[(Range<usize>, usize)], text: &str, chars: usize) -> usize {
    let mut best = (0, 0);
    for (at, (span, _)) in marks.iter().enumerate() {
        // In bytes, of which a character has one to four: near enough.
        let near = marks[at..].iter().take_while(|(other, _)| other.end <= span.start + chars);
        let mut different: Vec<usize> = near.map(|&(_, number)| number).collect();
        different.sort_unstable();
        different.dedup();
        if different.len() > best.0 {
            best = (different.len(), span.start);
        }
    }
    let before = text[..best.1].char_indices().rev().nth(chars / BEFORE_SHARE);
    before.map_or(0, |(at, _)| at)
}

/// The stretch of `chars` characters from about `start` on, which begins and ends between words where it can.
fn around(text: &str, start: usize, chars: usize) -> (usize, usize) {
    let rest = &text[start..];
    let start =
        match rest.char_indices().take(chars / BEFORE_SHARE).find(|(_, c)| c.is_whitespace()) {
            Some((at, c)) if start > 0 => start + at + c.len_utf8(),
            _ => start,
        };
    let rest = &text[start..];
    let Some((end, _)) = rest.char_indices().nth(chars) else { return (start, text.len()) };
    let tail = rest[..end].char_indices().rev().take(chars / BEFORE_SHARE);
    let end = tail.filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at).next().unwrap_or(end);
    (start, start + end)
}

/// Adds a piece in one line; a space at its ends stays a space.
fn push(pieces: &mut Vec<Piece>, text: &str, marked: bool) {
    let space = |edge: bool| if edge { " " } else { "" };
    let line = clean_line(text.trim());
    let (before, after) =
        (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    let text = match line.as_str() {
        "" => space(before || after).to_owned(),
        line => format!("{}{line}{}", space(before), space(after)),
    };
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.marked == marked => last.text.push_str(&text),
        _ => pieces.push(Piece { text, marked }),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;
    use crate::search::Query;

    fn query(typed: &str) -> Query {
        Query::read(typed, Timestamp::UNIX_EPOCH, &TimeZone::UTC)
    }

    fn shown(text: &str, typed: &str, chars: usize) -> String {
        let piece =
            |piece: Piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text };
        excerpt(text, query(typed).wanted(), chars).into_iter().map(piece).collect()
    }

    #[test]
    fn what_was_found_is_marked_where_it_stands() {
        for (text, typed, expected) in [
            ("My Café order", "cafe", "My [Café] order"),
            ("Two teapots,\nplease", "teapot", "Two [teapots],[ ]please"),
            ("cracked, lid; a cracked lid", "\"cracked lid\"", "[cracked, lid]; a [cracked lid]"),
            ("割れた茶壺です", "茶壺", "割れた[茶壺]です"),
            ("割れた茶壺です", "茶", "割れた[茶壺]です"),
            ("nothing of it", "kettle", "nothing of it"),
            ("a tea", "-a tea", "a [tea]"),
            ("<b>tea</b>", "tea", "<b>[tea]</b>"),
        ] {
            let expected = expected.replace("[ ]", " ");
            assert_eq!(shown(text, typed, 80), expected, "{text}");
        }
    }

    #[test]
    fn an_excerpt_is_about_the_place_where_most_was_found() {
        let filler = "and so on it goes ".repeat(20);
        let text = format!("A kettle. {filler}The kettle has a dent. {filler}");
        let found = shown(&text, "kettle dent", 60);
        assert!(found.starts_with('…') && found.ends_with('…'), "{found}");
        assert!(found.contains("The [kettle] has a [dent]."), "{found}");
        assert!(found.chars().count() < 75, "{found}");
        assert!(shown(&text, "milk", 20).starts_with("A kettle."));
    }

    #[test]
    fn the_better_answer_counts_more() {
        let better = |typed: &str, more: &str, less: &str| {
            let score = |text: &str| relevance(text, query(typed).wanted());
            assert!(score(more) > score(less), "{more} > {less}");
        };
        better("tea", "tea", "coffee");
        better("tea", "tea", "teapot");
        better("tea", "tea and tea", "tea and milk");
        let long = format!("tea {}", "and so on ".repeat(100));
        better("tea", "tea, please", &long);
        better("cracked lid", "the cracked lid", "the lid is cracked");
    }
}

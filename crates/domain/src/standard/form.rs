//! Reads a check from the words in which somebody writes it. What is not understood is pointed at, with what
//! would be understood there.

use std::{ops::Range, sync::LazyLock};

use language::{Wording, say};

use super::check::{
    CHARS_MAX, Check, Length, Mark, PHRASES_MAX, Phrase, Place, SMILE_SECONDS, Unit,
};
use crate::text::distance;

/// Words that carry nothing and may be left out or put in.
const FILLERS: [&str; 4] = ["a", "an", "the", "call"];
/// Words that are offered in place of one that is not understood, at the most.
const OFFERED_MAX: usize = 6;

/// What is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The bytes of the check at which it was lost; empty at its end where something is missing.
    pub span: Range<usize>,
    /// The words there; empty where something is missing.
    pub word: String,
    /// What is understood up to there.
    pub after: String,
    /// The word that is nearest to it.
    pub nearest: Option<String>,
    /// What would be understood there.
    pub expected: Vec<String>,
}

impl Unread {
    /// What is wrong, and what to try.
    pub fn wording(&self) -> Wording {
        if self.span.is_empty() && self.expected.is_empty() {
            return say("standard-check-too-long")
                .with("phrases", PHRASES_MAX)
                .with("chars", CHARS_MAX);
        }
        let wrong = match (self.word.as_str(), self.after.as_str()) {
            ("", "") => say("standard-check-missing"),
            ("", after) => say("standard-check-missing-after").with("after", after),
            (word, "") => say("standard-check-unread").with("word", word),
            (word, after) => {
                say("standard-check-unread-after").with("word", word).with("after", after)
            }
        };
        if let Some(nearest) = &self.nearest {
            return say("standard-check-nearest").with("wrong", wrong).with("nearest", nearest);
        }
        let offered: Vec<String> = self.expected.iter().map(|words| format!("“{words}”")).collect();
        say("standard-check-offered").with("wrong", wrong).with("offered", offered.join(", "))
    }
}

language::says_why!(Unread);

/// What a form has at one place.
#[derive(Debug, Clone)]
enum Piece {
    Word(&'static str),
    Length,
    Number,
    Mark,
}

/// What a form was filled with.
#[derive(Debug, Clone, Copy, Default)]
struct Filled {
    length: Option<Length>,
    number: Option<u32>,
    mark: Option<Mark>,
}

/// One way of saying a phrase.
struct Form {
    pieces: Vec<Piece>,
    make: Box<dyn Fn(Filled) -> Option<Phrase> + Send + Sync>,
}

/// Words without those that carry nothing. `<…>` stands for what is filled in.
fn form(
    words: &'static str,
    make: impl Fn(Filled) -> Option<Phrase> + Send + Sync + 'static,
) -> Form {
    let piece = |word: &'static str| match word {
        "<length>" => Piece::Length,
        "<number>" => Piece::Number,
        "<mark>" => Piece::Mark,
        word => Piece::Word(word),
    };
    let words = words.split_whitespace().map(|word| word.trim_end_matches(':'));
    let pieces = words.filter(|word| !FILLERS.contains(word)).map(piece).collect();
    Form { pieces, make: Box::new(make) }
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let mut forms = vec![
        form("first answer within <length>", |filled| filled.length.map(Phrase::Within)),
        form("first answer not before <length>", |filled| filled.length.map(Phrase::NotBefore)),
        form("no <mark>", |filled| filled.mark.map(Phrase::No)),
        form("every question is answered", |_| Some(Phrase::EveryQuestion)),
        form("smile in first <number> seconds", |filled| {
            (filled.number == Some(SMILE_SECONDS)).then_some(Phrase::SmileFirst)
        }),
        form("smile in last <number> seconds", |filled| {
            (filled.number == Some(SMILE_SECONDS)).then_some(Phrase::SmileLast)
        }),
        form("at most <number> interruptions", |filled| filled.number.map(Phrase::Interruptions)),
        form("at most <number> interruption", |filled| filled.number.map(Phrase::Interruptions)),
        form("we talk at most <number> %", |filled| filled.number.map(Phrase::TalkShare)),
        form("customer speaks first <number> seconds undisturbed", |filled| {
            filled.number.map(Phrase::SpeaksFirst)
        }),
        form("customer speaks first <number> second undisturbed", |filled| {
            filled.number.map(Phrase::SpeaksFirst)
        }),
    ];
    for (place, has, has_no) in [
        (Place::First, "first answer has <mark>", Some("first answer has no <mark>")),
        (Place::Last, "last answer has <mark>", Some("last answer has no <mark>")),
        // That no answer has it is said by "no …".
        (Place::Any, "answer has <mark>", None),
    ] {
        forms.push(form(has, move |filled| Some(Phrase::Has(place, filled.mark?))));
        if let Some(has_no) = has_no {
            forms.push(form(has_no, move |filled| Some(Phrase::HasNo(place, filled.mark?))));
        }
        for &mark in Mark::ALL {
            if !mark.has().starts_with("has ") {
                let mut said = form(mark.has(), move |_| Some(Phrase::Has(place, mark)));
                let place = place.words().split_whitespace().filter(|word| !FILLERS.contains(word));
                said.pieces.splice(0..0, place.map(Piece::Word));
                forms.push(said);
            }
        }
    }
    for &mark in Mark::ALL {
        if !mark.none().starts_with("no ") {
            forms.push(form(mark.none(), move |_| Some(Phrase::No(mark))));
        }
    }
    forms
});

/// What marks are called, the longest first, with other words for them.
static NOUNS: LazyLock<Vec<(Vec<&'static str>, Mark)>> = LazyLock::new(|| {
    let also = [
        ("closing", Mark::Closing),
        ("alternative", Mark::Alternative),
        ("sorry", Mark::Apology),
        ("lone refusal", Mark::RefusalAlone),
        ("name of customer", Mark::CustomerName),
        ("customers name", Mark::CustomerName),
        ("condescension", Mark::Condescension),
        ("policy", Mark::Scarcity),
    ];
    let nouns = Mark::ALL.iter().map(|&mark| (mark.noun(), mark)).chain(also);
    let mut nouns: Vec<(Vec<&str>, Mark)> = nouns
        .map(|(noun, mark)| {
            let words = noun.split_whitespace().filter(|word| !FILLERS.contains(word));
            (words.collect(), mark)
        })
        .collect();
    nouns.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    nouns
});

/// A word of what was written.
#[derive(Debug, Clone)]
struct Token {
    word: String,
    span: Range<usize>,
}

/// The words that carry something, in small letters; digits and what follows them are apart.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut from: Option<(usize, bool)> = None;
    let mut end = |range: Range<usize>| {
        let word = text[range.clone()].to_lowercase().replace('\'', "’");
        if !FILLERS.contains(&word.as_str()) {
            tokens.push(Token { word, span: range });
        }
    };
    for (at, c) in text.char_indices() {
        let kept = c.is_alphanumeric() || matches!(c, '%' | '\'' | '’');
        let digit = c.is_ascii_digit();
        match from {
            Some((start, _)) if !kept => {
                end(start..at);
                from = None;
            }
            Some((start, number)) if number != digit => {
                end(start..at);
                from = Some((at, digit));
            }
            None if kept => from = Some((at, digit)),
            _ => {}
        }
        // What is neither a word nor between words is a word of its own, and understood by nobody.
        if !kept && !c.is_whitespace() && !matches!(c, ':' | ',' | '.' | ';') {
            end(at..at + c.len_utf8());
        }
    }
    if let Some((start, _)) = from {
        end(start..text.len());
    }
    tokens
}

/// Where a form did not fit, and what it wanted there.
struct Stuck {
    at: usize,
    wanted: Vec<String>,
}

fn unit(word: &str) -> Option<Unit> {
    let short = match word {
        "s" | "sec" | "secs" => Some(Unit::Second),
        "min" | "mins" => Some(Unit::Minute),
        "h" => Some(Unit::Hour),
        _ => None,
    };
    let named = |unit: &Unit| word.strip_suffix('s').unwrap_or(word) == unit.word();
    short.or_else(|| Unit::ALL.into_iter().find(named))
}

/// The mark whose name stands at a place, and where it ends. Names are tried longest first.
fn mark_at(tokens: &[Token], at: usize) -> Result<(Mark, usize), Stuck> {
    let mut furthest = 0;
    let mut wanted: Vec<String> = Vec::new();
    for (words, mark) in NOUNS.iter() {
        let same = words.iter().zip(&tokens[at..]);
        let fits = same.take_while(|(word, token)| **word == token.word).count();
        if fits == words.len() {
            return Ok((*mark, at + fits));
        }
        if fits > furthest {
            furthest = fits;
            wanted.clear();
        }
        if fits == furthest {
            wanted.push(words[fits..].join(" "));
        }
    }
    Err(Stuck { at: at + furthest, wanted })
}

fn length_at(tokens: &[Token], at: usize) -> Result<(Length, usize), Stuck> {
    let stuck = |at, wanted: &[&str]| {
        Err(Stuck { at, wanted: wanted.iter().map(|&word| word.to_owned()).collect() })
    };
    let Some(amount) = tokens.get(at).and_then(|token| token.word.parse().ok()) else {
        return stuck(at, &["5 minutes", "30 seconds", "4 hours of open hours"]);
    };
    let Some(unit) = tokens.get(at + 1).and_then(|token| unit(&token.word)) else {
        return stuck(at + 1, &["seconds", "minutes", "hours", "days"]);
    };
    let word = |at: usize| tokens.get(at).map(|token| token.word.as_str());
    let open = [word(at + 2), word(at + 3), word(at + 4)] == ["of", "open", "hours"].map(Some);
    let length = Length { amount, unit, open_hours: open };
    Ok((length, at + if open { 5 } else { 2 }))
}

/// Fits a form at a place: what it was filled with, and where it ends.
fn fit(form: &Form, tokens: &[Token], from: usize) -> Result<(Phrase, usize), Stuck> {
    let mut filled = Filled::default();
    let mut at = from;
    for piece in &form.pieces {
        match piece {
            Piece::Word(word) => {
                if tokens.get(at).is_none_or(|token| token.word != *word) {
                    return Err(Stuck { at, wanted: vec![(*word).to_owned()] });
                }
                at += 1;
            }
            Piece::Number => {
                let number = tokens.get(at).and_then(|token| token.word.parse().ok());
                let Some(number) = number else {
                    return Err(Stuck { at, wanted: vec!["a number".to_owned()] });
                };
                filled.number = Some(number);
                at += 1;
            }
            Piece::Length => {
                let (length, end) = length_at(tokens, at)?;
                filled.length = Some(length);
                at = end;
            }
            Piece::Mark => {
                let (mark, end) = mark_at(tokens, at)?;
                filled.mark = Some(mark);
                at = end;
            }
        }
    }
    let number = form.pieces.iter().position(|piece| matches!(piece, Piece::Number)).unwrap_or(0);
    (form.make)(filled)
        .map(|phrase| (phrase, at))
        .ok_or_else(|| Stuck { at: from + number, wanted: vec![SMILE_SECONDS.to_string()] })
}

/// The phrase that stands at a place: the longest that fits; else how far the best came.
fn phrase_at(
    tokens: &[Token],
    from: usize,
    before: Option<Phrase>,
) -> Result<(Phrase, usize), Stuck> {
    let mut best: Option<(Phrase, usize)> = None;
    let mut stuck = Stuck { at: from, wanted: Vec::new() };
    for form in FORMS.iter() {
        match fit(form, tokens, from) {
            Ok((phrase, end)) if best.is_none_or(|(_, before)| end > before) => {
                best = Some((phrase, end));
            }
            Err(here) if here.at > stuck.at => stuck = here,
            Err(here) if here.at == stuck.at => stuck.wanted.extend(here.wanted),
            Ok(_) | Err(_) => {}
        }
    }
    if let Some(best) = best {
        return Ok(best);
    }
    // "last answer has thanks or goodbye": the second is said of the same answer.
    if let Ok((mark, end)) = mark_at(tokens, from) {
        match before {
            Some(Phrase::Has(place, _)) => return Ok((Phrase::Has(place, mark), end)),
            Some(Phrase::HasNo(place, _)) => return Ok((Phrase::HasNo(place, mark), end)),
            Some(Phrase::No(_)) => return Ok((Phrase::No(mark), end)),
            _ => {}
        }
    }
    Err(stuck)
}

fn unread(text: &str, tokens: &[Token], stuck: Stuck) -> Unread {
    let Stuck { at, mut wanted } = stuck;
    let mut seen = Vec::new();
    wanted.retain(|words| {
        let new = !seen.contains(words);
        seen.push(words.clone());
        new
    });
    let token = tokens.get(at);
    let word = token.map(|token| text[token.span.clone()].to_owned()).unwrap_or_default();
    let folded = token.map(|token| token.word.as_str()).unwrap_or_default();
    let near = |words: &&String| {
        let first = words.split_whitespace().next().unwrap_or_default();
        let letters = folded.chars().count();
        // One slip in four letters is a slip; more are another word.
        (2..=40).contains(&letters) && distance(folded, first) <= letters.div_ceil(4)
    };
    let nearest = wanted.iter().find(near).cloned();
    let after = match tokens.get(at.wrapping_sub(1)).filter(|_| at > 0) {
        Some(before) => {
            let from = tokens[at.saturating_sub(4)].span.start;
            text[from..before.span.end].to_owned()
        }
        None => String::new(),
    };
    wanted.truncate(OFFERED_MAX);
    let span = token.map_or(text.len()..text.len(), |token| token.span.clone());
    Unread { span, word, after, nearest, expected: wanted }
}

/// Reads a check.
///
/// # Errors
/// What is not understood, and where.
pub fn understand(text: &str) -> Result<Check, Unread> {
    let too_long = || {
        let (word, after) = (String::new(), String::new());
        Unread { span: 0..0, word, after, nearest: None, expected: Vec::new() }
    };
    if text.chars().count() > CHARS_MAX {
        return Err(too_long());
    }
    let tokens = tokens(text);
    let mut ways: Vec<Vec<Phrase>> = vec![Vec::new()];
    let (mut at, mut count, mut before) = (0, 0, None);
    loop {
        let (phrase, end) =
            phrase_at(&tokens, at, before).map_err(|stuck| unread(text, &tokens, stuck))?;
        if let Some(way) = ways.last_mut() {
            way.push(phrase);
        }
        before = Some(phrase);
        count += 1;
        if count > PHRASES_MAX {
            return Err(too_long());
        }
        at = end + 1;
        match tokens.get(end).map(|token| token.word.as_str()) {
            None => break,
            Some("and") => {}
            Some("or") => ways.push(Vec::new()),
            Some(_) => {
                let wanted = vec!["and".to_owned(), "or".to_owned()];
                return Err(unread(text, &tokens, Stuck { at: end, wanted }));
            }
        }
    }
    Check::of(ways).ok_or_else(too_long)
}

/// Phrases to choose from, each as it is understood: for contacts that are written, and for calls.
pub fn phrases() -> [Vec<String>; 2] {
    let length = |amount, unit, open_hours| Length { amount, unit, open_hours };
    let (first, last, any) = (Place::First, Place::Last, Place::Any);
    let written = [
        Phrase::Within(length(5, Unit::Minute, true)),
        Phrase::Has(first, Mark::Greeting),
        Phrase::Has(first, Mark::CustomerName),
        Phrase::Has(first, Mark::OwnName),
        Phrase::Has(first, Mark::HowAreYou),
        Phrase::Has(first, Mark::OfferOfHelp),
        Phrase::EveryQuestion,
        Phrase::No(Mark::EmpathyMissing),
        Phrase::No(Mark::AskedAgain),
        Phrase::No(Mark::PromiseWithoutTime),
        Phrase::Has(any, Mark::Empathy),
        Phrase::Has(any, Mark::Alternative),
        Phrase::No(Mark::RefusalAlone),
        Phrase::No(Mark::Blame),
        Phrase::No(Mark::Hurry),
        Phrase::No(Mark::Scarcity),
        Phrase::No(Mark::Condescension),
        Phrase::No(Mark::Jargon),
        Phrase::Has(last, Mark::NextStep),
        Phrase::Has(last, Mark::Thanks),
        Phrase::Has(last, Mark::Closing),
    ];
    let called = [
        Phrase::Within(length(20, Unit::Second, false)),
        Phrase::SmileFirst,
        Phrase::SmileLast,
        Phrase::SpeaksFirst(20),
        Phrase::Interruptions(1),
        Phrase::TalkShare(60),
    ];
    let said = |phrases: &[Phrase]| phrases.iter().map(ToString::to_string).collect();
    [said(&written), said(&called)]
}

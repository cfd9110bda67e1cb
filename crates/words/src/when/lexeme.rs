//! Text to lexemes: words, numbers and marks, each with its place. Digits and letters part ("3pm" is `3`
//! and `pm`, "28th" is `28` and `th`), so that the grammar sees how a time is made.

use std::ops::Range;

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// Letters after an apostrophe: the `s` of *Friday's*, the `clock` of *o'clock*.
    Suffix,
    /// Digits.
    Number,
    /// Anything else; the end of a line is `\n`.
    Mark(char),
}

/// A piece of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexeme<'t> {
    /// In small letters.
    pub(super) word: &'t str,
    pub(super) kind: Kind,
    /// Its place in the whole text.
    pub(super) from: usize,
    pub(super) to: usize,
    /// What digits say; those with more than nine say nothing that anybody means as a time.
    pub(super) value: u32,
    /// White space stands before it.
    pub(super) spaced: bool,
    /// It begins with a capital letter.
    pub(super) capital: bool,
}

/// A stretch of text in lexemes, and questions that the grammar asks of it.
#[derive(Debug)]
pub(super) struct Lexemes<'t> {
    pub(super) all: Vec<Lexeme<'t>>,
}

/// Words that end in a full stop within a sentence.
const ABBREVIATED: [&str; 14] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "nr", "approx", "ref", "tel", "inc", "ltd", "dept",
];

impl<'t> Lexemes<'t> {
    /// `small` is `text[part]` in small ASCII letters.
    pub(super) fn new(text: &str, small: &'t str, part: &Range<usize>) -> Self {
        let mut all: Vec<Lexeme<'t>> = Vec::with_capacity(small.len() / 4);
        let mut spaced = true;
        let mut characters = small.char_indices().peekable();
        while let Some((from, c)) = characters.next() {
            if c.is_whitespace() && c != '\n' {
                spaced = true;
                continue;
            }
            let mut to = from + c.len_utf8();
            let letter: fn(char) -> bool =
                |c| c.is_alphabetic() || ('\u{300}'..'\u{370}').contains(&c);
            let mut run = |belongs: fn(char) -> bool, mut to: usize| {
                while let Some(&(at, c)) = characters.peek()
                    && belongs(c)
                {
                    to = at + c.len_utf8();
                    characters.next();
                }
                to
            };
            let mut value = 0;
            let mut start = from;
            let kind = if letter(c) {
                to = run(letter, to);
                Kind::Word
            } else if c.is_ascii_digit() {
                to = run(|c| c.is_ascii_digit(), to);
                value = small[from..to].parse().ok().filter(|_| to - from <= 9).unwrap_or(u32::MAX);
                Kind::Number
            } else if matches!(c, '\'' | '’' | 'ʼ') {
                let after_word =
                    !spaced && all.last().is_some_and(|last| matches!(last.kind, Kind::Word));
                if after_word && small[to..].starts_with(letter) {
                    start = to;
                    to = run(letter, to);
                    Kind::Suffix
                } else {
                    Kind::Mark('\'')
                }
            } else {
                Kind::Mark(if c == '¶' { '\n' } else { c })
            };
            all.push(Lexeme {
                word: &small[start..to],
                kind,
                from: part.start + from,
                to: part.start + to,
                value,
                spaced: std::mem::take(&mut spaced),
                capital: text[part.start + from..].starts_with(char::is_uppercase),
            });
        }
        Self { all }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The word there; nothing where there is none.
    pub(super) fn word(&self, at: usize) -> &'t str {
        match self.all.get(at) {
            Some(Lexeme { kind: Kind::Word, word, .. }) => word,
            _ => "",
        }
    }

    /// The word before.
    pub(super) fn word_before(&self, at: usize) -> &'t str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// Whether the word there is one of those, parted by spaces.
    pub(super) fn is(&self, at: usize, words: &str) -> bool {
        among(self.word(at), words)
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.all.get(at).map(|lexeme| lexeme.kind)
    }

    pub(super) fn mark(&self, at: usize, mark: char) -> bool {
        self.kind(at) == Some(Kind::Mark(mark))
    }

    pub(super) fn dash(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Mark('-' | '–' | '—')))
    }

    pub(super) fn suffix(&self, at: usize, suffix: &str) -> bool {
        self.all.get(at).is_some_and(|lexeme| lexeme.kind == Kind::Suffix && lexeme.word == suffix)
    }

    /// Nothing stands between it and the one before.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|lexeme| !lexeme.spaced)
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|lexeme| lexeme.capital)
    }

    /// The number in digits, and how many digits.
    pub(super) fn digits(&self, at: usize) -> Option<(u32, usize)> {
        let lexeme = self.all.get(at)?;
        (lexeme.kind == Kind::Number).then_some((lexeme.value, lexeme.word.len()))
    }

    /// These words, one after another, with or without hyphens: where they end.
    pub(super) fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut at = at;
        for (place, word) in phrase.split(' ').enumerate() {
            if place > 0 && self.mark(at, '-') {
                at += 1;
            }
            if self.word(at) != word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The first that stands there of phrases that are parted by ` / `.
    pub(super) fn one_of(&self, at: usize, phrases: &str) -> Option<usize> {
        phrases.split(" / ").find_map(|phrase| self.phrase(at, phrase))
    }

    /// Whether a sentence ends before this lexeme.
    pub(super) fn sentence_ends(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        let Some(lexeme) = self.all.get(at) else { return true };
        match self.all[before].kind {
            Kind::Mark('!' | '?' | '\n') => true,
            Kind::Mark('.' | '…') if lexeme.spaced => {
                let abbreviated = before > 0
                    && (ABBREVIATED.contains(&self.word(before - 1))
                        || self.word(before - 1).len() == 1 && self.glued(before - 1)
                        || self.digits(before - 1).is_some() && !lexeme.capital);
                !abbreviated
            }
            _ => false,
        }
    }

    /// Whether a clause ends before this lexeme: a sentence, or a mark that parts.
    pub(super) fn clause_ends(&self, at: usize) -> bool {
        self.sentence_ends(at)
            || at > 0
                && matches!(
                    self.all[at - 1].kind,
                    Kind::Mark(',' | ';' | ':' | '(' | ')' | '"' | '“' | '”' | '–' | '—')
                )
            || matches!(
                self.kind(at),
                None | Some(Kind::Mark(
                    ',' | ';'
                        | ':'
                        | '.'
                        | '!'
                        | '?'
                        | '('
                        | ')'
                        | '\n'
                        | '"'
                        | '“'
                        | '”'
                        | '–'
                        | '—'
                ))
            )
    }
}

/// Whether a word is one of those, parted by spaces.
pub(super) fn among(word: &str, words: &str) -> bool {
    !word.is_empty() && words.split(' ').any(|known| known == word)
}

//! Text to tokens: the words as a reader takes them, each with its place in the original.
//!
//! Tokens are folded (lower case, plain apostrophes, "sooo" as "so") and taken apart so that patterns
//! need one spelling only: *I'll* is `i` `will`, *can't* and *cant* are `can` `not`, *gonna* is `going`
//! `to`, *pls* is `please`. Punctuation is no token; what it parts is kept as the [`Break`] before the
//! next token, so that text without any, as a speech recogniser writes it, gives the same tokens.
//!
//! One pass over the text, linear in its length.

use std::ops::Range;

use crate::lexicon::{self, Ids, Lexicon, WordId};

/// What parts a token from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Break {
    /// Nothing but space.
    #[default]
    None,
    /// A comma.
    Comma,
    /// A semicolon, colon, dash, bracket or quotation mark.
    Clause,
    /// The end of a sentence, or of a line.
    Sentence,
    /// An empty line.
    Paragraph,
}

/// What kind of thing a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word of letters.
    Word,
    /// Anything with a digit: a number, a time, a date, an order number.
    Number,
    /// An address of the web or of mail.
    Address,
    /// An `@handle` or `#hashtag`.
    Tag,
    /// An emoji or an emoticon.
    Emoji,
}

/// A word of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the original.
    pub start: u32,
    /// End of them, exclusive. The parts of a contraction share its letters.
    pub end: u32,
    /// Which word, if any pattern knows it.
    pub word: WordId,
    /// What parts it from the token before.
    pub before: Break,
    /// What kind of thing it is.
    pub kind: Kind,
    /// It begins with a capital letter.
    pub capital: bool,
    /// It has two letters or more, all capitals.
    pub shouted: bool,
}

impl Token {
    /// Its place in the original.
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// How a sentence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// A full stop, or nothing.
    #[default]
    Plain,
    /// A question mark.
    Question,
    /// An exclamation mark.
    Exclamation,
}

/// A sentence: a range of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its place in the original, with its end mark.
    pub span: Range<usize>,
    /// How it ends.
    pub mood: Mood,
}

/// A text in tokens and sentences.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// All tokens in order.
    pub all: Vec<Token>,
    /// The sentences; none is empty, together they hold all tokens.
    pub sentences: Vec<Sentence>,
}

/// Words longer than this, in bytes, are never in a lexicon.
const WORD_BYTES_MAX: usize = 32;

/// Takes stretches of a text apart, in order. Places are those in `text`; no sentence goes from one stretch
/// to the next.
pub fn tokens(
    text: &str,
    stretches: impl IntoIterator<Item = Range<usize>>,
    lexicon: &Lexicon,
) -> Tokens {
    let mut scanner = Scanner {
        text,
        at: 0,
        end: 0,
        lexicon,
        found: Tokens::default(),
        before: Break::Paragraph,
        first: 0,
        mood: Mood::Plain,
        ended_at: 0,
        stop: None,
        folded: String::with_capacity(WORD_BYTES_MAX),
    };
    for stretch in stretches {
        (scanner.at, scanner.end) = (stretch.start, stretch.end);
        (scanner.ended_at, scanner.before) = (stretch.start, Break::Paragraph);
        scanner.scan();
    }
    scanner.found
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    lexicon: &'t Lexicon,
    found: Tokens,
    /// What parts the next token from the last.
    before: Break,
    /// First token of the sentence that runs.
    first: usize,
    mood: Mood,
    /// Where the mark that ends the sentence ends.
    ended_at: usize,
    /// A full stop was seen that may be the end of the sentence: what comes next decides.
    stop: Option<Mood>,
    folded: String,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..self.end]
    }

    fn scan(&mut self) {
        let mut spaced = true;
        while let Some(c) = self.rest().chars().next() {
            if c.is_whitespace() {
                self.space(c);
                spaced = true;
                continue;
            }
            if self.sign(spaced) {
                spaced = false;
                continue;
            }
            if word_char(c) {
                self.word(spaced);
            } else if emoji(c) {
                let from = self.at;
                self.skip_while(|c| emoji(c) || joins_emoji(c));
                let word = self.lexicon.ids(&self.text[from..from + c.len_utf8()]).first();
                self.push(from, self.at, Kind::Emoji, word);
            } else {
                self.mark(c);
            }
            spaced = false;
        }
        self.end_sentence();
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !keep(c)).unwrap_or(rest.len());
    }

    fn space(&mut self, c: char) {
        let lines = {
            let rest = self.rest();
            let space = rest.len() - rest.trim_start().len();
            let lines = rest[..space].bytes().filter(|&b| b == b'\n').count();
            self.at += space.max(c.len_utf8());
            lines
        };
        if lines > 0 {
            self.stop.get_or_insert(Mood::Plain);
            self.part(if lines > 1 { Break::Paragraph } else { Break::Sentence });
            self.end_sentence();
        }
    }

    fn part(&mut self, how: Break) {
        self.before = self.before.max(how);
    }

    /// Punctuation.
    fn mark(&mut self, c: char) {
        self.at += c.len_utf8();
        match c {
            '.' | '…' | '。' | '।' | '؟' | '？' | '！' | '!' | '?' => {
                let mood = match c {
                    '?' | '？' | '؟' => Mood::Question,
                    '!' | '！' => Mood::Exclamation,
                    _ => Mood::Plain,
                };
                let said = self.stop.unwrap_or_default();
                self.stop =
                    Some(if mood == Mood::Plain || said == Mood::Question { said } else { mood });
                self.ended_at = self.at;
            }
            ',' | '،' | '、' => self.part(Break::Comma),
            '¶' => {
                self.stop.get_or_insert(Mood::Plain);
                self.part(Break::Paragraph);
                self.end_sentence();
            }
            '\'' | '’' | '‘' | '*' | '_' | '~' | '`' => {}
            _ => self.part(Break::Clause),
        }
    }

    /// Addresses, handles, hashtags, emoticons: what is made of more than letters.
    fn sign(&mut self, spaced: bool) -> bool {
        let rest = self.rest();
        let first = rest.as_bytes().first().copied().unwrap_or_default();
        if !spaced {
            return false;
        }
        let word = &rest[..to_space(rest)];
        if let b'@' | b'#' = first {
            let name = word[1..]
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(word.len() - 1);
            if name > 0 {
                let from = self.at;
                self.at += 1 + name;
                self.push(from, self.at, Kind::Tag, lexicon::UNKNOWN);
                return true;
            }
        }
        if word == "///" || word == "||" {
            self.at += word.len();
            self.stop.get_or_insert(Mood::Plain);
            self.part(Break::Sentence);
            self.end_sentence();
            return true;
        }
        if let Some(word_id) = self.lexicon.emoticon(word) {
            let from = self.at;
            self.at += word.len();
            self.push(from, self.at, Kind::Emoji, word_id);
            return true;
        }
        let web = matches!(first | 32, b'h' | b'w')
            && (starts_with_fold(word, "http://")
                || starts_with_fold(word, "https://")
                || starts_with_fold(word, "www."));
        let at = |word: &str| word.bytes().position(|byte| byte == b'@');
        let mail =
            word.len() < 256 && at(word).is_some_and(|at| at > 0 && word[at..].contains('.'));
        if web || mail {
            let from = self.at;
            let length =
                word.trim_end_matches([',', '.', ';', ':', '!', '?', ')', '>', '"', '\'']).len();
            self.at += length.max(1);
            self.push(from, self.at, Kind::Address, lexicon::UNKNOWN);
            return true;
        }
        false
    }

    fn word(&mut self, _spaced: bool) {
        let from = self.at;
        let mut numeric = false;
        let (mut upper, mut lower) = (0_u32, 0_u32);
        self.folded.clear();
        let rest = &self.text[self.at..self.end];
        let mut length = rest.len();
        let mut characters = rest.char_indices().peekable();
        while let Some((i, c)) = characters.next() {
            if c.is_ascii_alphanumeric() {
                numeric |= c.is_ascii_digit();
                upper += u32::from(c.is_ascii_uppercase());
                lower += u32::from(c.is_ascii_lowercase());
                if self.folded.len() <= WORD_BYTES_MAX {
                    self.folded.push(c.to_ascii_lowercase());
                }
                continue;
            }
            if c.is_alphanumeric() {
                numeric |= c.is_numeric();
                upper += u32::from(c.is_uppercase());
                lower += u32::from(c.is_lowercase());
                if self.folded.len() <= WORD_BYTES_MAX {
                    self.folded.extend(c.to_lowercase());
                }
                continue;
            }
            if joins_letters(c) {
                continue;
            }
            let next = characters.peek().map(|&(_, c)| c);
            let inside = next.is_some_and(char::is_alphanumeric)
                && match c {
                    '\'' | '’' | 'ʼ' => true,
                    '*' => !numeric && lower + upper > 0,
                    '.' | ':' | '/' => {
                        numeric && next.is_some_and(char::is_numeric)
                            || c == '.' && lower + upper == 1 && !numeric && i <= 2
                    }
                    ',' => numeric && next.is_some_and(char::is_numeric),
                    '-' => numeric,
                    _ => false,
                };
            if inside {
                if self.folded.len() <= WORD_BYTES_MAX {
                    self.folded.push(if matches!(c, '’' | 'ʼ') { '\'' } else { c });
                }
                continue;
            }
            length = i;
            break;
        }
        self.at += length;
        let to = self.at;
        let kind = if numeric { Kind::Number } else { Kind::Word };
        let shouted = upper >= 2 && lower == 0;
        let capital = rest.chars().next().is_some_and(char::is_uppercase);
        // "a.m." and "p.m." end in a full stop that ends nothing.
        if self.folded.len() == 3
            && self.folded.as_bytes()[1] == b'.'
            && self.rest().starts_with('.')
        {
            self.at += 1;
        }
        self.look_up(from, to, kind, capital, shouted);
    }

    /// The word's ids: one, or several where it is a contraction.
    fn look_up(&mut self, from: usize, to: usize, kind: Kind, capital: bool, shouted: bool) {
        let folded = std::mem::take(&mut self.folded);
        if folded == "t" {
            self.not_split_off();
        }
        let ids = self.without_apostrophe(&folded).unwrap_or_else(|| self.lexicon.ids(&folded));
        self.folded = folded;
        for &word in ids.as_slice() {
            self.push(from, to, kind, word);
            if let Some(last) = self.found.all.last_mut() {
                (last.capital, last.shouted) = (capital, shouted);
            }
        }
    }

    /// *don t*: what looks like a word of its own is the beginning of *don't*.
    fn not_split_off(&mut self) {
        if self.before != Break::None {
            return;
        }
        if let Some(last) = self.found.all.last_mut()
            && last.end - last.start <= 8
        {
            let whole = [&self.text[last.span()].to_lowercase(), "'t"].concat();
            if let [word, _] = self.lexicon.ids(&whole).as_slice()
                && *word != lexicon::UNKNOWN
            {
                last.word = *word;
            }
        }
    }

    /// Contractions without their apostrophe that only what is around them tells from other words: *we
    /// ll*, *don t*, *ill call you*, *well send it*.
    fn without_apostrophe(&self, folded: &str) -> Option<Ids> {
        let lexicon = self.lexicon;
        let last = self.found.all.last().filter(|_| self.before == Break::None);
        let after = |class: &str| last.is_some_and(|last| lexicon.is(last.word, class));
        match folded {
            "ll" | "ve" | "re" | "m" | "d" if after("person") => {
                Some(lexicon.ids(&["'", folded].concat()).last())
            }
            "t" if after("modal") || after("do") || after("have") || after("be") => {
                Some(lexicon.ids("'t").last())
            }
            "s" if after("person") => Some(lexicon.ids("is")),
            "ill" | "well" | "wed" | "id" if last.is_none() || after("and") => {
                let rest = self.rest().trim_start();
                let next = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
                let acts = next.len() <= WORD_BYTES_MAX
                    && lexicon.is(lexicon.ids(&next.to_lowercase()).first(), "act");
                acts.then(|| {
                    lexicon.ids(match folded {
                        "ill" => "i'll",
                        "well" => "we'll",
                        "wed" => "we'd",
                        _ => "i'd",
                    })
                })
            }
            _ => None,
        }
    }

    fn push(&mut self, from: usize, to: usize, kind: Kind, word: WordId) {
        self.decide_stop(from);
        #[allow(clippy::cast_possible_truncation)] // texts are far below 4 GB
        self.found.all.push(Token {
            start: from as u32,
            end: to as u32,
            word,
            before: std::mem::take(&mut self.before),
            kind,
            capital: false,
            shouted: false,
        });
        if self.ended_at < to {
            self.ended_at = to;
        }
    }

    /// A token comes: was the stop before it the end of a sentence?
    fn decide_stop(&mut self, from: usize) {
        let Some(mood) = self.stop else { return };
        let between = &self.text[self.ended_at.min(from)..from];
        let next = self.text[from..].chars().next().unwrap_or(' ');
        let last = self.found.all.last();
        let abbreviated = mood == Mood::Plain
            && last.is_some_and(|last| {
                lexicon::abbreviation(&self.text[last.span()])
                    || last.kind == Kind::Number
                        && last.end - last.start <= 2
                        && next.is_lowercase()
            });
        let spaced = between.contains(char::is_whitespace);
        let ends = !abbreviated && (spaced || mood != Mood::Plain);
        if ends {
            self.before = self.before.max(Break::Sentence);
            self.end_sentence();
        } else {
            self.stop = None;
        }
    }

    fn end_sentence(&mut self) {
        let tokens = self.first..self.found.all.len();
        self.mood = self.stop.take().unwrap_or_default();
        if tokens.is_empty() {
            return;
        }
        let start = self.found.all[tokens.start].start as usize;
        self.first = tokens.end;
        self.found.sentences.push(Sentence { tokens, span: start..self.ended_at, mood: self.mood });
    }
}

/// How far it is to the next space.
fn to_space(text: &str) -> usize {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b' ' | 9..=13 => return at,
            0x80.. => {
                let rest = &text[at..];
                return at + rest.find(char::is_whitespace).unwrap_or(rest.len());
            }
            _ => {}
        }
    }
    text.len()
}

fn starts_with_fold(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

fn word_char(c: char) -> bool {
    c.is_alphanumeric()
}

/// Emoji and pictographs (Unicode 16, blocks; near enough to part them from punctuation).
pub(crate) fn emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
}

fn joins_emoji(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0F}' | '\u{20E3}')
}

/// Characters without width that may stand inside a word.
fn joins_letters(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{FE0F}')
        || ('\u{0300}'..='\u{036F}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reader;

    /// The tokens as the lexicon writes them; `|` where a sentence ends, `,` at a comma, `;` between
    /// clauses. Unknown words as they stand.
    fn told(text: &str) -> String {
        let reader = Reader::new();
        let lexicon = reader.lexicon();
        let tokens = tokens(text, std::iter::once(0..text.len()), lexicon);
        let mut told = String::new();
        for (at, token) in tokens.all.iter().enumerate() {
            if at > 0 {
                told.push_str(match token.before {
                    Break::None => " ",
                    Break::Comma => ", ",
                    Break::Clause => "; ",
                    Break::Sentence | Break::Paragraph => " | ",
                });
            }
            told.push_str(
                &lexicon
                    .written(token.word)
                    .map_or_else(|| text[token.span()].to_lowercase(), str::to_owned),
            );
        }
        told
    }

    #[test]
    fn contractions_come_apart_with_and_without_apostrophes() {
        assert_eq!(
            told("I'll call; we can’t, CANT, cannot"),
            "i will call; we can not, can not, can not"
        );
        assert_eq!(told("we ll call you and i don t know"), "we will call you and i do not know");
        assert_eq!(told("ill call you tomorrow"), "i will call you tomorrow");
        assert_eq!(told("I am ill today. All is well"), "i am ill today | all is well");
        assert_eq!(told("Let's see what she's got"), "let us see what she is got");
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(told("It costs 3.50. Really?! Yes"), "it costs 3.50 | really | yes");
        assert_eq!(
            told("Ask Mr. Smith at 3 p.m. today, e.g. by mail"),
            "ask mr smith at 3 p.m today, e.g by mail"
        );
        assert_eq!(told("one\ntwo\n\nthree"), "one | two | three");
        assert_eq!(
            told("see https://t.co/x?y=1. @Bliss help!!! sooooo good"),
            "see https://t.co/x?y=1 | @bliss help | so good"
        );
    }

    #[test]
    fn places_are_those_of_the_original() {
        let text = "Ça alors! We’ll 👩‍👧 call—naïve…";
        let reader = Reader::new();
        let tokens = tokens(text, std::iter::once(0..text.len()), reader.lexicon());
        let words: Vec<_> = tokens.all.iter().map(|token| &text[token.span()]).collect();
        assert_eq!(words, ["Ça", "alors", "We’ll", "We’ll", "👩‍👧", "call", "naïve"]);
        assert_eq!(tokens.sentences.len(), 2);
        assert_eq!(&text[tokens.sentences[0].span.clone()], "Ça alors!");
        assert_eq!(tokens.sentences[0].mood, Mood::Exclamation);
    }
}

//! Patterns over tokens: how a rule says what it looks for.
//!
//! A pattern is one line of words, such as
//!
//! ```text
//! <we> will (<softly>) call|ring|phone+ you back
//! ```
//!
//! | written | matches |
//! |---|---|
//! | `word` | that word, as [`crate::token`] folds it |
//! | `word+` | its regular forms: *call, calls, called, calling* |
//! | `a|b` | one of them |
//! | `<we>` | a word of that class (`rules/classes.txt`) |
//! | `(x)` | x, or nothing |
//! | `[a b / c d]` | one of several sequences; `[a b /]` or nothing |
//! | `..` | up to three words of anything, `..5` up to five, within a clause |
//! | `_` | any one word |
//! | `#` | anything with a digit |
//! | `!a|b` | what comes next is none of these |
//! | `^` | a clause begins here |
//! | `$` | the sentence ends here |
//!
//! `compile.rs` makes patterns of such lines; here they are matched. All alternatives are written
//! out, and every pattern is kept under the words of that part of it that is said least often: most
//! patterns that begin with *I* are never looked at where nobody says *chargeback*.
//!
//! Matching never goes beyond a sentence. It tries the fewest words first, looks at each place once per
//! pattern that may begin there, and a pattern has at most `PARTS_MAX` parts of bounded reach: the time is linear
//! in the text.

use std::ops::Range;

use crate::{
    lexicon::{Lexicon, WordId},
    stored::{Stored, parts},
    token::{Break, Kind, Token},
};

/// A part of a pattern: what it does and, with a set of words, which set. In four bytes: most patterns are
/// not looked at, and those that are should be near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    One(u32),
    Optional(u32),
    Not(u32),
    Gap(u8),
    ClauseStart,
    SentenceEnd,
}

impl Part {
    pub(crate) fn code(self) -> u32 {
        match self {
            Self::One(set) => set << 3,
            Self::Optional(set) => set << 3 | 1,
            Self::Not(set) => set << 3 | 2,
            Self::Gap(most) => u32::from(most) << 3 | 3,
            Self::ClauseStart => 4,
            Self::SentenceEnd => 5,
        }
    }

    fn of(code: u32) -> Self {
        let what = code >> 3;
        match code & 7 {
            0 => Self::One(what),
            1 => Self::Optional(what),
            2 => Self::Not(what),
            #[allow(clippy::cast_possible_truncation)] // as it was written
            3 => Self::Gap(what as u8),
            4 => Self::ClauseStart,
            _ => Self::SentenceEnd,
        }
    }
}

/// A set of words: those named, all of some classes, and perhaps numbers or anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Set {
    /// A bit for each word of it, by the last six bits of its number: most words that are not of it fall
    /// through.
    pub(crate) sieve: u64,
    /// Where its words begin in [`Patterns::words`],
    pub(crate) from: u32,
    /// and how many they are.
    pub(crate) count: u16,
    /// Which of [`Patterns::classes`], and [`NUMBER`] and [`ANY`].
    pub(crate) flags: u16,
}

/// Anything with a digit is in the set.
pub(crate) const NUMBER: u16 = 1 << 15;
/// Everything is in the set.
pub(crate) const ANY: u16 = 1 << 14;

/// What there is of a compiled pattern besides its parts: it stands before them in [`Patterns::parts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// How many parts it has,
    pub(crate) count: u8,
    /// and which of them is the first word.
    pub(crate) first: u8,
    /// Which line of which rules it came from.
    pub(crate) rule: u16,
}

impl Head {
    pub(crate) fn code(self) -> u32 {
        u32::from(self.count) | u32::from(self.first) << 8 | u32::from(self.rule) << 16
    }

    #[allow(clippy::cast_possible_truncation)] // as it was put together
    pub(crate) fn of(code: u32) -> Self {
        Self { count: code as u8, first: (code >> 8) as u8, rule: (code >> 16) as u16 }
    }
}

/// A pattern under a word, with what tells whether it is worth a look: all in one place, as most are not,
/// and memory is far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    /// What else must stand in the sentence: the second and the third rarest of the pattern's words, the
    /// one as [`sieve`] says first and the other as it says second.
    pub(crate) needs: [u64; 2],
    /// What it begins with, as a set's sieve.
    pub(crate) first: u64,
    /// Where the pattern begins in [`Patterns::parts`]: patterns stand there in their order.
    pub(crate) pattern: u32,
    /// From its first word to the one that it is kept under, in tokens, at least
    pub(crate) least: u16,
    /// and at most.
    pub(crate) most: u16,
}

/// A line of rules that matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    /// The rule, as numbered by whoever compiled it.
    pub(crate) rule: u16,
    /// First token.
    pub(crate) from: usize,
    /// The token after the last.
    pub(crate) to: usize,
}

/// All patterns, found by the rarest word that each must have.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Patterns {
    /// Each pattern's [`Head`] and its parts.
    pub(crate) parts: Vec<u32>,
    pub(crate) sets: Vec<Set>,
    /// The words of all sets, each set's sorted.
    pub(crate) words: Vec<WordId>,
    /// The classes of sets, a bit each.
    pub(crate) classes: Vec<u128>,
    /// For each word, where the patterns that are kept under it begin in `kept`; at the end, where they
    /// end.
    pub(crate) starts: Vec<u32>,
    pub(crate) kept: Vec<Kept>,
    /// Where in `kept` those begin that are kept under anything with a digit.
    pub(crate) numbers: u32,
}

/// The bits of a word in what a sentence has and a pattern needs: one of the low half by the low bits of its
/// number, and one of the high half by the next.
pub(crate) fn sieve(word: WordId) -> [u64; 2] {
    [1 << (word & 63), 1 << (word >> 6 & 63)]
}

/// One pattern that matched, in the order in which matches are told: by their first token, those that
/// begin with a number as such last, then as they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    from: usize,
    number: bool,
    pattern: u32,
    to: usize,
}

impl Patterns {
    /// All matches in a sentence: at most one for each pattern and first token.
    pub(crate) fn find(
        &self,
        tokens: &[Token],
        sentence: Range<usize>,
        lexicon: &Lexicon,
        found: &mut Vec<Match>,
    ) {
        let and = lexicon.class("and");
        let scene = Scene { patterns: self, tokens, sentence: sentence.clone(), lexicon, and };
        let words = tokens[sentence.clone()].iter().fold([0; 2], |all, token| {
            let [low, high] = sieve(token.word);
            [all[0] | low, all[1] | high]
        });
        let mut hits = Vec::new();
        for at in sentence {
            let token = &tokens[at];
            let word = usize::from(token.word);
            if let [from, to, ..] = self.starts[word..] {
                scene.look(from as usize..to as usize, at, words, &mut hits);
            }
            if token.kind == Kind::Number {
                scene.look(self.numbers as usize..self.kept.len(), at, words, &mut hits);
            }
        }
        // Where two tokens are of the set that a pattern is kept under, it was found twice.
        hits.sort_unstable();
        hits.dedup();
        found.extend(hits.iter().map(|hit| Match {
            rule: Head::of(self.parts[hit.pattern as usize]).rule,
            from: hit.from,
            to: hit.to,
        }));
    }

    /// From bytes. `None` where they are none of patterns.
    pub(crate) fn read(from: &mut Stored) -> Option<Self> {
        Some(Self {
            parts: from.numbers()?,
            sets: from.each()?.map(Set::read).collect(),
            words: from.small()?,
            classes: from.large()?,
            starts: from.numbers()?,
            kept: from.each()?.map(Kept::read).collect(),
            numbers: *from.numbers()?.first()?,
        })
    }
}

#[allow(clippy::cast_possible_truncation)] // as they were put together
impl Set {
    fn read(element: [u8; 16]) -> Self {
        let [low, high, from, rest] = parts(&element);
        Self { sieve: whole(low, high), from, count: rest as u16, flags: (rest >> 16) as u16 }
    }
}

#[allow(clippy::cast_possible_truncation)] // as they were put together
impl Kept {
    fn read(element: [u8; 32]) -> Self {
        let [low, low_too, high, high_too, first, first_too, pattern, reach] = parts(&element);
        Self {
            needs: [whole(low, low_too), whole(high, high_too)],
            first: whole(first, first_too),
            pattern,
            least: reach as u16,
            most: (reach >> 16) as u16,
        }
    }
}

fn whole(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

struct Scene<'t> {
    patterns: &'t Patterns,
    tokens: &'t [Token],
    sentence: Range<usize>,
    lexicon: &'t Lexicon,
    /// The bit of the class of words that begin a clause.
    and: u128,
}

impl Scene<'_> {
    /// Looks for patterns that are kept under the word of that token.
    fn look(&self, kept: Range<usize>, at: usize, words: [u64; 2], hits: &mut Vec<Hit>) {
        for kept in &self.patterns.kept[kept] {
            if kept.needs[0] & words[0] == 0 || kept.needs[1] & words[1] == 0 {
                continue;
            }
            let Some(last) = at.checked_sub(usize::from(kept.least)) else { continue };
            let from = at.saturating_sub(usize::from(kept.most)).max(self.sentence.start);
            for from in from..=last {
                if kept.first >> (self.tokens[from].word & 63) & 1 == 1 {
                    self.try_from(kept.pattern, from, hits);
                }
            }
        }
    }

    fn try_from(&self, number: u32, from: usize, hits: &mut Vec<Hit>) {
        let Some((&head, parts)) = self.patterns.parts[number as usize..].split_first() else {
            return;
        };
        let Head { count, first, .. } = Head::of(head);
        let parts = &parts[..usize::from(count)];
        let Some(to) = self.matches(parts, from) else { return };
        let token = &self.tokens[from];
        let as_number = token.kind == Kind::Number
            && match Part::of(parts[usize::from(first)]) {
                Part::One(first) => !self.names(&self.patterns.sets[first as usize], token.word),
                _ => false,
            };
        hits.push(Hit { from, number: as_number, pattern: number, to });
    }

    fn has(&self, set: &Set, token: &Token) -> bool {
        self.names(set, token.word)
            || set.flags & ANY != 0
            || set.flags & NUMBER != 0 && token.kind == Kind::Number
    }

    /// Whether a word is one of the set, by its name or its class.
    fn names(&self, set: &Set, word: WordId) -> bool {
        if set.sieve >> (word & 63) & 1 == 0 {
            return false;
        }
        let classes = set.flags & !(NUMBER | ANY);
        classes != 0
            && self.lexicon.classes(word) & self.patterns.classes[usize::from(classes)] != 0
            || self.patterns.words[set.from as usize..][..usize::from(set.count)]
                .binary_search(&word)
                .is_ok()
    }

    /// Where the parts end, if they match from here.
    fn matches(&self, mut parts: &[u32], mut at: usize) -> Option<usize> {
        let here = |set: u32, at: usize| {
            at < self.sentence.end && self.has(&self.patterns.sets[set as usize], &self.tokens[at])
        };
        while let Some((&part, rest)) = parts.split_first() {
            let goes_on = match Part::of(part) {
                Part::One(set) => {
                    at += 1;
                    here(set, at - 1)
                }
                Part::Optional(set) => {
                    if here(set, at)
                        && let Some(to) = self.matches(rest, at + 1)
                    {
                        return Some(to);
                    }
                    true
                }
                Part::Not(set) => !here(set, at),
                Part::Gap(most) => return self.over(rest, at, most),
                Part::ClauseStart => {
                    at == self.sentence.start
                        || at < self.sentence.end && self.tokens[at].before >= Break::Comma
                        || self.lexicon.classes(self.tokens[at - 1].word) & self.and != 0
                }
                Part::SentenceEnd => at == self.sentence.end,
            };
            if !goes_on {
                return None;
            }
            parts = rest;
        }
        Some(at)
    }

    /// Where the parts end, if they match from here or up to so many words on in the clause.
    fn over(&self, parts: &[u32], at: usize, most: u8) -> Option<usize> {
        for next in at..=at + usize::from(most) {
            if let Some(to) = self.matches(parts, next) {
                return Some(to);
            }
            if next >= self.sentence.end || next > at && self.tokens[next].before >= Break::Clause {
                return None;
            }
        }
        None
    }
}

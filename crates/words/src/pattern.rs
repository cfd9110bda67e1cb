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
//! Matching never goes beyond a sentence. It tries the fewest words first, looks at each place once per
//! pattern that may begin there, and a pattern has at most [`PARTS_MAX`] parts of bounded reach: the time is linear
//! in the text.

use std::ops::Range;

use crate::{
    lexicon::{Lexicon, UNKNOWN, forms},
    token::{Break, Kind, Token},
};

/// A pattern has at most so many parts.
pub const PARTS_MAX: usize = 24;
/// `..` reaches so far.
const GAP: u8 = 3;

/// A set of words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Set {
    words: Box<[u16]>,
    classes: u128,
    number: bool,
    any: bool,
}

impl Set {
    fn has(&self, token: &Token, lexicon: &Lexicon) -> bool {
        self.any
            || self.number && token.kind == Kind::Number
            || token.word != UNKNOWN
                && (self.classes != 0 && lexicon.classes(token.word) & self.classes != 0
                    || self.words.binary_search(&token.word).is_ok())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    One(Set),
    Optional(Set),
    Not(Set),
    Gap(u8),
    ClauseStart,
    SentenceEnd,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
struct Pattern {
    parts: Vec<Part>,
    /// Which line of which rules it came from.
    rule: u16,
}

/// A line of rules that matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    /// The rule, as numbered by [`Patterns::add`].
    pub(crate) rule: u16,
    /// First token.
    pub(crate) from: usize,
    /// The token after the last.
    pub(crate) to: usize,
}

/// All patterns, found by the word that they begin with.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    patterns: Vec<Pattern>,
    /// For each word, the patterns that may begin with it.
    by_word: Vec<Vec<Beginning>>,
    by_number: Vec<Beginning>,
}

/// A pattern that may begin here, if what comes next may be its second word.
#[derive(Debug, Clone, Copy)]
struct Beginning {
    pattern: u16,
    /// A bit for each word that may come next, by the last seven bits of its number: a sieve that lets
    /// few of the patterns through that begin with a common word.
    next: u128,
    /// The same for a word that has to stand somewhere after: that part of the pattern with the fewest.
    later: u128,
}

/// Anything may come next, or nothing.
const ANYTHING: u128 = u128::MAX;

fn sieve(word: u16) -> u128 {
    1 << (word & 127)
}

impl Patterns {
    /// Adds what a line says, as rule number `rule`.
    ///
    /// # Errors
    /// What is wrong with the line, for whoever wrote it.
    pub(crate) fn add(
        &mut self,
        line: &str,
        rule: u16,
        lexicon: &mut Lexicon,
    ) -> Result<(), String> {
        for words in expand(line)? {
            let mut parts = Vec::new();
            for word in words.split_whitespace() {
                parts.push(part(word, lexicon)?);
            }
            if parts.len() > PARTS_MAX {
                return Err(format!("more than {PARTS_MAX} parts"));
            }
            // An optional beginning would begin anywhere: once with it, once without.
            self.begin(parts, rule)?;
        }
        Ok(())
    }

    fn begin(&mut self, parts: Vec<Part>, rule: u16) -> Result<(), String> {
        let first = parts.iter().position(|part| !matches!(part, Part::ClauseStart | Part::Not(_)));
        match first.map(|first| (first, &parts[first])) {
            Some((first, Part::Optional(set))) => {
                let mut with = parts.clone();
                with[first] = Part::One(set.clone());
                let mut without = parts;
                without.remove(first);
                self.begin(with, rule)?;
                self.begin(without, rule)
            }
            Some((_, Part::One(set))) if !set.any => {
                self.patterns.push(Pattern { parts, rule });
                Ok(())
            }
            _ => Err("a pattern begins with a word".to_owned()),
        }
    }

    /// Makes the index, once all patterns are there.
    pub(crate) fn index(&mut self, lexicon: &Lexicon) {
        self.by_word = vec![Vec::new(); lexicon.len()];
        let members = Members::of(lexicon);
        for (number, pattern) in self.patterns.iter().enumerate() {
            let first = pattern.parts.iter().position(|part| matches!(part, Part::One(_)));
            let Some((first, Part::One(set))) = first.map(|first| (first, &pattern.parts[first]))
            else {
                continue;
            };
            #[allow(clippy::cast_possible_truncation)] // a few thousand
            let pattern = Beginning {
                pattern: number as u16,
                next: members.may_follow(&pattern.parts[first + 1..]),
                later: members.has_to_follow(&pattern.parts[first + 1..]),
            };
            if set.number {
                self.by_number.push(pattern);
            }
            for word in members.words(set) {
                self.by_word[usize::from(word)].push(pattern);
            }
        }
    }

    /// All matches in a sentence: at most one for each pattern and first token.
    pub(crate) fn find(
        &self,
        tokens: &[Token],
        sentence: Range<usize>,
        lexicon: &Lexicon,
        found: &mut Vec<Match>,
    ) {
        let scene = Scene { tokens, sentence: sentence.clone(), lexicon };
        let words = tokens[sentence.clone()].iter().fold(0, |all, token| all | sieve(token.word));
        for from in sentence {
            let token = &tokens[from];
            let next = (from + 1 < scene.sentence.end).then(|| sieve(tokens[from + 1].word));
            let mut look = |beginnings: &[Beginning]| {
                for beginning in beginnings {
                    if beginning.later & words == 0
                        || next
                            .map_or(beginning.next != ANYTHING, |next| beginning.next & next == 0)
                    {
                        continue;
                    }
                    let pattern = &self.patterns[usize::from(beginning.pattern)];
                    if let Some(to) = scene.matches(&pattern.parts, from) {
                        found.push(Match { rule: pattern.rule, from, to });
                    }
                }
            };
            if token.word != UNKNOWN {
                look(&self.by_word[usize::from(token.word)]);
            }
            if token.kind == Kind::Number {
                look(&self.by_number);
            }
        }
    }
}

/// The words of each class, and their sieve.
struct Members {
    words: Vec<Vec<u16>>,
    sieves: Vec<u128>,
}

/// The numbers of the classes in a set of bits.
fn each_class(mut classes: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let class = classes.trailing_zeros();
        classes &= classes.checked_sub(1)?;
        Some(class as usize)
    })
}

impl Members {
    fn of(lexicon: &Lexicon) -> Self {
        let mut words = vec![Vec::new(); u128::BITS as usize];
        let mut sieves = vec![0; u128::BITS as usize];
        #[allow(clippy::cast_possible_truncation)] // below 65,536, as the ids are
        for word in 1..lexicon.len() as u16 {
            for class in each_class(lexicon.classes(word)) {
                words[class].push(word);
                sieves[class] |= sieve(word);
            }
        }
        Self { words, sieves }
    }

    /// All words of a set, each once.
    fn words(&self, set: &Set) -> Vec<u16> {
        let mut words = set.words.to_vec();
        for class in each_class(set.classes) {
            words.extend(&self.words[class]);
        }
        words.sort_unstable();
        words.dedup();
        words
    }

    fn sieve(&self, set: &Set) -> u128 {
        let named = set.words.iter().fold(0, |all, &word| all | sieve(word));
        each_class(set.classes).fold(named, |all, class| all | self.sieves[class])
    }

    /// What has to stand somewhere where these parts are to match.
    fn has_to_follow(&self, parts: &[Part]) -> u128 {
        let sets = parts.iter().filter_map(|part| match part {
            Part::One(set) if !set.any && !set.number => Some(self.sieve(set)),
            _ => None,
        });
        sets.min_by_key(|sieve| sieve.count_ones()).unwrap_or(ANYTHING)
    }

    /// What the next word may be where these parts are to match.
    fn may_follow(&self, parts: &[Part]) -> u128 {
        let mut next = 0;
        for part in parts {
            match part {
                Part::One(set) | Part::Optional(set) => {
                    if set.any || set.number {
                        return ANYTHING;
                    }
                    next |= self.sieve(set);
                    if matches!(part, Part::One(_)) {
                        return next;
                    }
                }
                Part::Not(_) => {}
                Part::Gap(_) | Part::ClauseStart | Part::SentenceEnd => return ANYTHING,
            }
        }
        ANYTHING
    }
}

struct Scene<'t> {
    tokens: &'t [Token],
    sentence: Range<usize>,
    lexicon: &'t Lexicon,
}

impl Scene<'_> {
    /// Where the parts end, if they match from here.
    fn matches(&self, parts: &[Part], at: usize) -> Option<usize> {
        let Some((part, rest)) = parts.split_first() else { return Some(at) };
        let token = (at < self.sentence.end).then(|| &self.tokens[at]);
        let here = |set: &Set| token.is_some_and(|token| set.has(token, self.lexicon));
        match part {
            Part::One(set) => here(set).then(|| self.matches(rest, at + 1)).flatten(),
            Part::Optional(set) => here(set)
                .then(|| self.matches(rest, at + 1))
                .flatten()
                .or_else(|| self.matches(rest, at)),
            Part::Not(set) => (!here(set)).then(|| self.matches(rest, at)).flatten(),
            Part::Gap(most) => {
                for over in 0..=usize::from(*most) {
                    if let Some(to) = self.matches(rest, at + over) {
                        return Some(to);
                    }
                    let next = at + over;
                    if next >= self.sentence.end
                        || over > 0 && self.tokens[next].before >= Break::Clause
                    {
                        return None;
                    }
                }
                None
            }
            Part::ClauseStart => {
                let starts = at == self.sentence.start
                    || token.is_some_and(|token| token.before >= Break::Comma)
                    || self.lexicon.is(self.tokens[at - 1].word, "and");
                starts.then(|| self.matches(rest, at)).flatten()
            }
            Part::SentenceEnd => {
                (at == self.sentence.end).then(|| self.matches(rest, at)).flatten()
            }
        }
    }
}

/// Sequences in square brackets written out: a line for each.
fn expand(line: &str) -> Result<Vec<String>, String> {
    let Some(open) = line.find('[') else {
        return if line.contains(']') {
            Err("`]` without `[`".to_owned())
        } else {
            Ok(vec![line.to_owned()])
        };
    };
    let mut depth = 0;
    let mut bars = vec![open];
    let mut close = None;
    for (i, c) in line.char_indices().skip_while(|(i, _)| *i < open) {
        match c {
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    close = Some(i);
                    break;
                }
            }
            '/' if depth == 1 => bars.push(i),
            _ => {}
        }
    }
    let close = close.ok_or("`[` without `]`")?;
    bars.push(close);
    let mut lines = Vec::new();
    for pair in bars.windows(2) {
        let sequence = &line[pair[0] + 1..pair[1]];
        lines.extend(expand(&format!("{} {} {}", &line[..open], sequence, &line[close + 1..]))?);
    }
    Ok(lines)
}

fn part(written: &str, lexicon: &mut Lexicon) -> Result<Part, String> {
    Ok(match written {
        "^" => Part::ClauseStart,
        "$" => Part::SentenceEnd,
        ".." => Part::Gap(GAP),
        _ => {
            if let Some(most) = written.strip_prefix("..") {
                Part::Gap(most.parse().map_err(|_| format!("`{written}`: `..` and a number"))?)
            } else if let Some(set_of) = written.strip_prefix('!') {
                Part::Not(set(set_of, lexicon)?)
            } else if let Some(set_of) = written.strip_prefix('(').and_then(|w| w.strip_suffix(')'))
            {
                Part::Optional(set(set_of, lexicon)?)
            } else {
                Part::One(set(written, lexicon)?)
            }
        }
    })
}

fn set(written: &str, lexicon: &mut Lexicon) -> Result<Set, String> {
    let mut words = Vec::new();
    let mut set = Set::default();
    for word in written.split('|') {
        if word == "_" {
            set.any = true;
        } else if word == "#" {
            set.number = true;
        } else if let Some(class) = word.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
            let class = lexicon.class_named(class).ok_or_else(|| format!("no class <{class}>"))?;
            set.classes |= 1 << class;
        } else if word.is_empty() || word.contains(['(', ')', '<', '>', '!', '^', '$']) {
            return Err(format!("`{written}` is no word"));
        } else {
            words.extend(forms(word).iter().map(|form| lexicon.intern(form)));
        }
    }
    words.sort_unstable();
    words.dedup();
    set.words = words.into();
    Ok(set)
}

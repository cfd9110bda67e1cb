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
    classes: u64,
    number: bool,
    any: bool,
}

/// Up to so many words are looked through one by one; in more, it is looked for by halves.
const WORDS_FEW: usize = 6;

impl Set {
    /// Whether the word is named; they are sorted.
    fn names(&self, word: u16) -> bool {
        if self.words.len() <= WORDS_FEW {
            self.words.contains(&word)
        } else {
            self.words.binary_search(&word).is_ok()
        }
    }

    fn has(&self, token: &Token, lexicon: &Lexicon) -> bool {
        self.any
            || self.number && token.kind == Kind::Number
            || token.word != UNKNOWN
                && (self.classes != 0 && lexicon.classes(token.word) & self.classes != 0
                    || self.names(token.word))
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
    by_word: Vec<Vec<u16>>,
    by_number: Vec<u16>,
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
        // The words of each class, so that no pattern has to look at all words.
        let mut of_class = vec![Vec::new(); 64];
        for word in 1..lexicon.len() {
            #[allow(clippy::cast_possible_truncation)] // below 65,536, as the ids are
            let id = word as u16;
            let mut classes = lexicon.classes(id);
            while classes != 0 {
                of_class[classes.trailing_zeros() as usize].push(id);
                classes &= classes - 1;
            }
        }
        for (number, pattern) in self.patterns.iter().enumerate() {
            #[allow(clippy::cast_possible_truncation)] // a few thousand
            let number = number as u16;
            let Some(Part::One(set)) =
                pattern.parts.iter().find(|part| matches!(part, Part::One(_)))
            else {
                continue;
            };
            if set.number {
                self.by_number.push(number);
            }
            let classes =
                of_class.iter().enumerate().filter(|(class, _)| set.classes >> class & 1 == 1);
            for &word in set.words.iter().chain(classes.flat_map(|(_, words)| words)) {
                let patterns = &mut self.by_word[usize::from(word)];
                // A word may be in the set and in a class of it.
                if word != UNKNOWN && patterns.last() != Some(&number) {
                    patterns.push(number);
                }
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
        for from in sentence {
            let token = &tokens[from];
            let mut look = |numbers: &[u16]| {
                for &number in numbers {
                    let pattern = &self.patterns[usize::from(number)];
                    // The index says that the first word fits.
                    let to = match pattern.parts.as_slice() {
                        [Part::One(_), rest @ ..] => scene.matches(rest, from + 1),
                        parts => scene.matches(parts, from),
                    };
                    if let Some(to) = to {
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

//! Lines of rules to patterns: what their authors write ([`crate::pattern`] says how) to what is matched.
//!
//! The rules that ship are compiled when the program is built (`build.rs` has this module too) and come
//! with it as bytes; a team's own are compiled as they are read.

use std::collections::HashMap;

use crate::{
    lexicon::{Lexicon, WordId, forms},
    pattern::{ANY, Head, Kept, NUMBER, Part, Patterns, Set, sieve},
    stored::{Stored, parts},
};

/// A pattern has at most so many parts.
pub const PARTS_MAX: usize = 24;
/// `..` reaches so far.
const GAP: u8 = 3;
/// A line stands for at most so many patterns, with all its alternatives.
const ALTERNATIVES_MAX: usize = 4096;
/// Words that stand in so many patterns are no good to tell which of them are to be looked at.
const EVERYWHERE: u32 = 1500;
/// Words that most sentences have: alone, they tell nothing from anything.
const COMMONEST: [&str; 16] = [
    "the", "a", "an", "i", "you", "it", "is", "to", "of", "and", "in", "that", "this", "for", "be",
    "on",
];

/// Compiles lines.
#[derive(Debug, Default)]
pub(crate) struct Compiler {
    /// Where the parts of each pattern begin, and its rule.
    patterns: Vec<(usize, u16)>,
    parts: Vec<Part>,
    sets: Vec<Words>,
    /// The set that was written like this, and the other way round: each is kept once.
    written: HashMap<Box<str>, u32>,
    numbers: HashMap<Words, u32>,
}

/// A set of words as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Words {
    words: Vec<WordId>,
    classes: u128,
    number: bool,
    any: bool,
}

/// A line as a tree.
enum Item {
    Part(Part),
    Choice(Vec<Vec<Item>>),
}

/// What comes after the items at hand.
struct After<'i> {
    items: &'i [Item],
    after: Option<&'i After<'i>>,
}

impl Compiler {
    /// Adds what a line says, as rule number `rule`.
    ///
    /// # Errors
    /// What is wrong with the line, for whoever wrote it. Nothing of it is kept then.
    pub(crate) fn add(
        &mut self,
        line: &str,
        rule: u16,
        lexicon: &mut Lexicon,
    ) -> Result<(), String> {
        let (patterns, parts) = (self.patterns.len(), self.parts.len());
        let items = self.read(line, lexicon)?;
        let added = self.each(&items, None, &mut Vec::new(), patterns, rule);
        if added.is_err() {
            self.patterns.truncate(patterns);
            self.parts.truncate(parts);
        }
        added
    }

    /// Refuses a line that would find something nearly anywhere.
    ///
    /// # Errors
    /// What to write instead.
    pub(crate) fn says_something(&self, line: &str, lexicon: &Lexicon) -> Result<(), String> {
        let line = line.replace(['[', ']', '/'], " ");
        let mut needed =
            line.split_whitespace().filter(|part| !part.starts_with(['(', '!', '.', '^', '$']));
        let (Some(only), None) = (needed.next(), needed.next()) else { return Ok(()) };
        let Some(set) = self.written.get(only) else { return Ok(()) };
        let set = &self.sets[*set as usize];
        let common = COMMONEST
            .iter()
            .find(|common| set.words.iter().any(|&word| lexicon.written(word) == Some(**common)));
        common.map_or(Ok(()), |common| {
            Err(format!("nearly every sentence has `{common}`: say what stands beside it"))
        })
    }

    /// Writes the alternatives out, in the order in which they stand.
    fn each(
        &mut self,
        items: &[Item],
        after: Option<&After<'_>>,
        before: &mut Vec<Part>,
        first: usize,
        rule: u16,
    ) -> Result<(), String> {
        let length = before.len();
        for (at, item) in items.iter().enumerate() {
            match item {
                Item::Part(part) => before.push(*part),
                Item::Choice(choices) => {
                    let after = After { items: &items[at + 1..], after };
                    for choice in choices {
                        self.each(choice, Some(&after), before, first, rule)?;
                    }
                    before.truncate(length);
                    return Ok(());
                }
            }
        }
        match after {
            Some(After { items, after }) => self.each(items, *after, before, first, rule)?,
            None if before.len() > PARTS_MAX => {
                return Err(format!("more than {PARTS_MAX} parts"));
            }
            None => self.begin(before, first, rule)?,
        }
        before.truncate(length);
        Ok(())
    }

    /// An optional beginning would begin anywhere: once with it, once without.
    fn begin(&mut self, parts: &[Part], first: usize, rule: u16) -> Result<(), String> {
        let at = parts.iter().position(|part| !matches!(part, Part::ClauseStart | Part::Not(_)));
        match at.map(|at| (at, parts[at])) {
            Some((at, Part::Optional(set))) => {
                let mut parts = parts.to_vec();
                parts[at] = Part::One(set);
                self.begin(&parts, first, rule)?;
                parts.remove(at);
                self.begin(&parts, first, rule)
            }
            Some((_, Part::One(set))) if !self.sets[set as usize].any => {
                if self.patterns.len() - first >= ALTERNATIVES_MAX {
                    return Err(format!("more than {ALTERNATIVES_MAX} alternatives"));
                }
                self.patterns.push((self.parts.len(), rule));
                self.parts.extend(parts);
                Ok(())
            }
            Some(_) => Err("a pattern begins with a word".to_owned()),
            None => Err("a pattern has a word that must be there".to_owned()),
        }
    }

    /// A line to a tree: `[`, `/` and `]` part words; a `/` outside brackets is of its word.
    fn read(&mut self, line: &str, lexicon: &mut Lexicon) -> Result<Vec<Item>, String> {
        let mut items = Vec::new();
        // What is open: the items before it, and its sequences so far.
        let mut open: Vec<(Vec<Item>, Vec<Vec<Item>>)> = Vec::new();
        let mut rest = line;
        loop {
            rest = rest.trim_start();
            let Some(c) = rest.chars().next() else { break };
            match (c, open.last_mut()) {
                ('[', _) => open.push((std::mem::take(&mut items), Vec::new())),
                ('/', Some((_, sequences))) => sequences.push(std::mem::take(&mut items)),
                (']', Some(_)) => {
                    if let Some((before, mut sequences)) = open.pop() {
                        sequences.push(std::mem::replace(&mut items, before));
                        items.push(Item::Choice(sequences));
                    }
                }
                (']', None) => return Err("`]` without `[`".to_owned()),
                (_, inside) => {
                    let ends = |c: char| {
                        c.is_whitespace() || matches!(c, '[' | ']') || inside.is_some() && c == '/'
                    };
                    let (word, left) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                    items.push(Item::Part(self.part(word, lexicon)?));
                    rest = left;
                    continue;
                }
            }
            rest = &rest[1..];
        }
        if open.is_empty() { Ok(items) } else { Err("`[` without `]`".to_owned()) }
    }

    fn part(&mut self, written: &str, lexicon: &mut Lexicon) -> Result<Part, String> {
        Ok(match written {
            "^" => Part::ClauseStart,
            "$" => Part::SentenceEnd,
            ".." => Part::Gap(GAP),
            _ => {
                if let Some(most) = written.strip_prefix("..") {
                    Part::Gap(most.parse().map_err(|_| format!("`{written}`: `..` and a number"))?)
                } else if let Some(words) = written.strip_prefix('!') {
                    Part::Not(self.set(words, lexicon)?)
                } else if let Some(words) =
                    written.strip_prefix('(').and_then(|written| written.strip_suffix(')'))
                {
                    Part::Optional(self.set(words, lexicon)?)
                } else {
                    Part::One(self.set(written, lexicon)?)
                }
            }
        })
    }

    fn set(&mut self, written: &str, lexicon: &mut Lexicon) -> Result<u32, String> {
        if let Some(&set) = self.written.get(written) {
            return Ok(set);
        }
        let mut set = Words::default();
        for word in written.split('|') {
            if word == "_" {
                set.any = true;
            } else if word == "#" {
                set.number = true;
            } else if let Some(class) = word.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
                let class =
                    lexicon.class_named(class).ok_or_else(|| format!("no class <{class}>"))?;
                set.classes |= 1 << class;
            } else if word.is_empty() || word.contains(['(', ')', '<', '>', '!', '^', '$']) {
                return Err(format!("`{written}` is no word"));
            } else {
                set.words.extend(forms(word).iter().map(|form| lexicon.intern(form)));
            }
        }
        set.words.sort_unstable();
        set.words.dedup();
        if set.words.first() == Some(&crate::lexicon::UNKNOWN) {
            return Err(format!("`{written}`: there are too many words"));
        }
        let number = if let Some(&number) = self.numbers.get(&set) {
            number
        } else {
            let number = u32::try_from(self.sets.len()).unwrap_or_default();
            self.sets.push(set.clone());
            self.numbers.insert(set, number);
            number
        };
        self.written.insert(written.into(), number);
        Ok(number)
    }

    /// Lays everything out flat, and each pattern under its rarest words.
    ///
    /// How rare a word is, the rules say themselves: what stands in many patterns is common.
    pub(crate) fn finish(self, lexicon: &Lexicon) -> Patterns {
        let mut patterns = Patterns { classes: vec![0], ..Patterns::default() };
        let members = members(lexicon);
        let mut all: Vec<Vec<WordId>> = Vec::with_capacity(self.sets.len());
        for set in &self.sets {
            let mut words = set.words.clone();
            for class in each_class(set.classes) {
                words.extend(&members[class]);
            }
            words.sort_unstable();
            words.dedup();
            let classes = if set.classes == 0 {
                0
            } else {
                let known = patterns.classes.iter().position(|&known| known == set.classes);
                known.unwrap_or_else(|| {
                    patterns.classes.push(set.classes);
                    patterns.classes.len() - 1
                })
            };
            #[allow(clippy::cast_possible_truncation)] // as many as there are words, at most
            patterns.sets.push(Set {
                sieve: words.iter().fold(0, |sieve, word| sieve | 1 << (word & 63)),
                from: patterns.words.len() as u32,
                count: set.words.len() as u16,
                flags: classes as u16
                    | if set.number { NUMBER } else { 0 }
                    | if set.any { ANY } else { 0 },
            });
            patterns.words.extend(&set.words);
            all.push(words);
        }
        let common = self.common(&all, lexicon);
        // The last list is of those that are kept under numbers.
        let mut kept: Vec<Vec<Kept>> = vec![Vec::new(); lexicon.len() + 1];
        for (number, &(from, rule)) in self.patterns.iter().enumerate() {
            let to = self.patterns.get(number + 1).map_or(self.parts.len(), |&(from, _)| from);
            let parts = &self.parts[from..to];
            // The words that must be there, the rarest first; of equals, the first.
            let mut needed: Vec<(u32, usize, u32)> = Vec::with_capacity(parts.len());
            for (at, part) in parts.iter().enumerate() {
                if let &Part::One(set) = part
                    && !self.sets[set as usize].any
                {
                    needed.push((common[set as usize], at, set));
                }
            }
            needed.sort_unstable();
            let first = parts.iter().position(|part| matches!(part, Part::One(_)));
            let (Some(first), Some(&(_, under, set))) = (first, needed.first()) else { continue };
            let (mut least, mut most) = (0_u16, 0_u16);
            for part in &parts[first..under] {
                match part {
                    Part::One(_) => (least, most) = (least + 1, most.saturating_add(1)),
                    Part::Optional(_) => most = most.saturating_add(1),
                    Part::Gap(gap) => most = most.saturating_add(u16::from(*gap)),
                    Part::Not(_) | Part::ClauseStart | Part::SentenceEnd => {}
                }
            }
            #[allow(clippy::cast_possible_truncation)]
            // a few dozen parts; some hundred thousand of them in all
            let (pattern, count, first) =
                (patterns.parts.len() as u32, parts.len() as u8, first as u8);
            patterns.parts.push(Head { count, first, rule }.code());
            patterns.parts.extend(parts.iter().map(|part| part.code()));
            let mut others = needed[1..]
                .iter()
                .filter(|(_, _, set)| !self.sets[*set as usize].number)
                .map(|&(common, _, set)| (common, &all[set as usize]));
            let (second, third) = (others.next(), others.next());
            // What stands everywhere tells less than the same words again by their other bit.
            let third = third.filter(|&(common, _)| common < EVERYWHERE).or(second);
            let bits = |words: Option<(u32, &Vec<WordId>)>, half: usize| {
                words.map_or(u64::MAX, |(_, words)| {
                    words.iter().fold(0, |all, &word| all | sieve(word)[half])
                })
            };
            let first = match parts[usize::from(first)] {
                Part::One(set) if !self.sets[set as usize].number => {
                    patterns.sets[set as usize].sieve
                }
                _ => u64::MAX,
            };
            let needs = [bits(second, 0), bits(third, 1)];
            let under = Kept { needs, first, pattern, least, most };
            for &word in &all[set as usize] {
                kept[usize::from(word)].push(under);
            }
            if self.sets[set as usize].number {
                kept[lexicon.len()].push(under);
            }
        }
        for kept in kept {
            #[allow(clippy::cast_possible_truncation)] // a hundred thousand
            patterns.starts.push(patterns.kept.len() as u32);
            patterns.kept.extend(kept);
        }
        patterns.numbers = patterns.starts.last().copied().unwrap_or_default();
        patterns
    }

    /// How common each set is: how often all its words stand in patterns.
    fn common(&self, all: &[Vec<WordId>], lexicon: &Lexicon) -> Vec<u32> {
        let mut said = vec![0_u32; all.len()];
        for part in &self.parts {
            if let Part::One(set) = part {
                said[*set as usize] += 1;
            }
        }
        let mut words = vec![0_u32; lexicon.len()];
        for (set, said) in all.iter().zip(&said) {
            for &word in set {
                words[usize::from(word)] += said;
            }
        }
        let sum = |set: &Vec<WordId>| {
            set.iter().fold(0_u32, |sum, &word| sum.saturating_add(words[usize::from(word)]))
        };
        // Numbers are in most messages.
        all.iter()
            .zip(&self.sets)
            .map(|(words, set)| if set.number { u32::MAX } else { sum(words) })
            .collect()
    }
}

/// The numbers of the classes in a set of bits.
fn each_class(mut classes: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let class = classes.trailing_zeros();
        classes &= classes.checked_sub(1)?;
        Some(class as usize)
    })
}

/// The words of each class.
fn members(lexicon: &Lexicon) -> Vec<Vec<WordId>> {
    let mut words = vec![Vec::new(); u128::BITS as usize];
    for word in 1..lexicon.len() {
        #[allow(clippy::cast_possible_truncation)] // below 65,536, as the ids are
        let word = word as WordId;
        for class in each_class(lexicon.classes(word)) {
            words[class].push(word);
        }
    }
    words
}

/// What a line of rules does where it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Find,
    UndoTouched,
    UndoSentence,
    UndoMessage,
    Named,
}

impl Effect {
    const ALL: [Self; 5] =
        [Self::Find, Self::UndoTouched, Self::UndoSentence, Self::UndoMessage, Self::Named];
}

/// A line of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rule<'t> {
    pub(crate) effect: Effect,
    /// The reason, or the name of what was found.
    pub(crate) reason: &'t str,
    /// Which detector's.
    pub(crate) detector: u16,
}

/// The rules of several detectors.
#[derive(Debug)]
pub(crate) struct Book<'t> {
    lexicon: Lexicon,
    rules: Vec<Rule<'t>>,
    compiler: Compiler,
    detector: u16,
    reason: &'t str,
}

impl<'t> Book<'t> {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self {
            lexicon: Lexicon::new(),
            rules: Vec::new(),
            compiler: Compiler::default(),
            detector: 0,
            reason: "",
        }
    }

    /// The lines to come are that detector's.
    pub(crate) fn begin(&mut self, detector: usize) {
        self.detector = u16::try_from(detector).unwrap_or(u16::MAX);
        self.reason = "";
    }

    /// A line; see [`crate::detectors`] for what it may be.
    ///
    /// # Errors
    /// What is wrong with it, for whoever wrote it. Nothing of it is kept then.
    pub(crate) fn line(&mut self, line: &'t str) -> Result<(), String> {
        if let Some(because) = line.strip_prefix("= ") {
            self.reason = because;
            return Ok(());
        }
        let (effect, reason, pattern) = effect(line, self.reason);
        let number = u16::try_from(self.rules.len()).map_err(|_| "too many lines of rules")?;
        self.compiler.add(pattern, number, &mut self.lexicon)?;
        self.rules.push(Rule { effect, reason, detector: self.detector });
        // What is found under a name, a detector's own function judges.
        if effect == Effect::Named {
            return Ok(());
        }
        self.compiler.says_something(pattern, &self.lexicon)
    }

    /// All of it, ready to look.
    pub(crate) fn finish(self) -> (Lexicon, Vec<Rule<'t>>, Patterns) {
        let patterns = self.compiler.finish(&self.lexicon);
        (self.lexicon, self.rules, patterns)
    }
}

fn effect<'l>(line: &'l str, reason: &'l str) -> (Effect, &'l str, &'l str) {
    // A pattern with a reason of its own.
    if let Some((pattern, because)) = line.split_once(" = ") {
        return (Effect::Find, because, pattern);
    }
    if let Some(pattern) = line.strip_prefix("- ") {
        (Effect::UndoTouched, reason, pattern)
    } else if let Some(pattern) = line.strip_prefix("!! ") {
        (Effect::UndoMessage, reason, pattern)
    } else if let Some(pattern) = line.strip_prefix("! ") {
        (Effect::UndoSentence, reason, pattern)
    } else if let Some((name, pattern)) =
        line.strip_prefix('@').and_then(|line| line.split_once(' '))
    {
        (Effect::Named, name, pattern)
    } else {
        (Effect::Find, reason, line)
    }
}

/// All of it from bytes. `None` where they are something else.
pub(crate) fn read(bytes: &'static [u8]) -> Option<(Lexicon, Vec<Rule<'static>>, Patterns)> {
    let mut from = Stored { rest: bytes };
    let (lexicon, patterns) = (Lexicon::read(&mut from)?, Patterns::read(&mut from)?);
    let text = from.text()?;
    let rule = |element: [u8; 12]| {
        let [start, length, what] = parts(&element);
        let start = start as usize;
        Some(Rule {
            effect: *Effect::ALL.get(what as usize & 255)?,
            reason: text.get(start..start + length as usize)?,
            detector: u16::try_from(what >> 8).ok()?,
        })
    };
    let rules = from.each()?.map(rule).collect::<Option<Vec<_>>>()?;
    Some((lexicon, rules, patterns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<usize, String> {
        let mut book = Book::new();
        book.line(line)?;
        let parts = book.finish().2.parts;
        let (mut patterns, mut at) = (0, 0);
        while let Some(&head) = parts.get(at) {
            (patterns, at) = (patterns + 1, at + 1 + usize::from(Head::of(head).count));
        }
        Ok(patterns)
    }

    #[test]
    fn all_alternatives_are_written_out() {
        for (line, patterns) in [
            ("call you back", 1),
            ("call [you / me / ] back", 3),
            ("call[you/me [right / just] now]back 24/7", 3),
            ("(please) (do) call", 3),
            ("^ !not (please) call", 2),
            ("@mark the|a", 1),
            ("- the way", 1),
        ] {
            assert_eq!(read(line), Ok(patterns), "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let long = "a ".repeat(PARTS_MAX + 1);
        let many = "go [a / b / c / d] ".repeat(7);
        for (line, why) in [
            ("call [you back", "`[` without `]`"),
            ("call you] back", "`]` without `[`"),
            ("call <nobody>", "no class <nobody>"),
            ("call you|", "`you|` is no word"),
            ("call (you|me", "`(you|me` is no word"),
            ("call ..x", "`..x`: `..` and a number"),
            (".. call", "a pattern begins with a word"),
            ("_ call", "a pattern begins with a word"),
            ("(call) (you)", "a pattern has a word that must be there"),
            ("!call ^", "a pattern has a word that must be there"),
            ("call [you / ] (back) [/]", ""),
            ("the", "nearly every sentence has `the`: say what stands beside it"),
            ("= because\n", ""),
            (
                "it|thing (really) .. (so) = says it",
                "nearly every sentence has `it`: say what stands beside it",
            ),
            (&long, "more than 24 parts"),
            (&many, "more than 4096 alternatives"),
        ] {
            let told = read(line).err().unwrap_or_default();
            assert_eq!(told, why, "{line}");
        }
    }
}

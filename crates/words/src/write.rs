//! What was made of rules to bytes: only when the program is built (`build.rs`), and in a test that both
//! are the same. [`crate::stored`] is the other half.

use std::collections::HashMap;

use crate::{
    compile::Rule,
    lexicon::{Ids, Lexicon},
    pattern::{Kept, Patterns, Set},
    stored::Names,
};

/// All of it as bytes.
pub(crate) fn all(lexicon: &Lexicon, rules: &[Rule<'_>], patterns: &Patterns) -> Vec<u8> {
    let mut to = Writer::default();
    lexicon.write(&mut to);
    patterns.write(&mut to);
    // Each reason once, one after another.
    let mut text = String::new();
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut elements = Vec::with_capacity(rules.len());
    for rule in rules {
        #[allow(clippy::cast_possible_truncation)] // a few ten thousand bytes
        let start = *known.entry(rule.reason).or_insert_with(|| {
            text.push_str(rule.reason);
            (text.len() - rule.reason.len()) as u32
        });
        #[allow(clippy::cast_possible_truncation)]
        let length = rule.reason.len() as u32;
        elements.push([start, length, u32::from(rule.detector) << 8 | rule.effect as u32]);
    }
    to.text(&text);
    to.elements(elements.into_iter());
    to.bytes
}

/// Writes lists.
#[derive(Debug, Default)]
struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn length(&mut self, length: usize) {
        #[allow(clippy::cast_possible_truncation)] // far below 4 GB
        self.bytes.extend((length as u32).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.bytes.extend(text.as_bytes());
    }

    fn small(&mut self, list: impl ExactSizeIterator<Item = u16>) {
        self.length(list.len());
        self.bytes.extend(list.flat_map(u16::to_le_bytes));
    }

    fn numbers(&mut self, list: impl ExactSizeIterator<Item = u32>) {
        self.length(list.len());
        self.bytes.extend(list.flat_map(u32::to_le_bytes));
    }

    /// Elements of several numbers.
    fn elements<const PARTS: usize>(&mut self, list: impl ExactSizeIterator<Item = [u32; PARTS]>) {
        self.length(list.len());
        self.bytes.extend(list.flatten().flat_map(u32::to_le_bytes));
    }

    fn large(&mut self, list: impl ExactSizeIterator<Item = u128>) {
        self.length(list.len());
        self.bytes.extend(list.flat_map(u128::to_le_bytes));
    }
}

impl Names {
    fn write(&self, to: &mut Writer) {
        to.text(&self.text);
        to.numbers(self.ends.iter().copied());
        to.numbers(self.slots.iter().copied());
    }
}

#[allow(clippy::cast_possible_truncation)] // three at most
fn stored(ids: &Ids) -> [u16; 4] {
    let [one, two, three] = ids.ids;
    [one, two, three, ids.count as u16]
}

impl Lexicon {
    /// As bytes.
    fn write(&self, to: &mut Writer) {
        for names in [&self.words, &self.class_names, &self.written, &self.emoticons] {
            names.write(to);
        }
        to.large(self.classes.iter().copied());
        to.small(self.meant.iter().flat_map(stored).collect::<Vec<_>>().into_iter());
        to.small(self.felt.iter().copied());
    }
}

impl Patterns {
    /// As bytes.
    fn write(&self, to: &mut Writer) {
        to.numbers(self.parts.iter().copied());
        to.elements(self.sets.iter().map(|set| {
            let Set { sieve, from, count, flags } = *set;
            let [low, high] = halves(sieve);
            [low, high, from, u32::from(count) | u32::from(flags) << 16]
        }));
        to.small(self.words.iter().copied());
        to.large(self.classes.iter().copied());
        to.numbers(self.starts.iter().copied());
        to.elements(self.kept.iter().map(|kept| {
            let Kept { needs, first, pattern, least, most } = *kept;
            let [[low, low_too], [high, high_too]] = needs.map(halves);
            let [first, first_too] = halves(first);
            let reach = u32::from(least) | u32::from(most) << 16;
            [low, low_too, high, high_too, first, first_too, pattern, reach]
        }));
        to.numbers(std::iter::once(self.numbers));
    }
}

/// The low half first.
#[allow(clippy::cast_possible_truncation)]
fn halves(whole: u64) -> [u32; 2] {
    [whole as u32, (whole >> 32) as u32]
}

//! Which language a text in plain letters is in: what `whatlang` says of it, to the last bit, but from the
//! other side.
//!
//! `whatlang` looks each of the three hundred trigrams of each of 37 languages up in the text (the method:
//! Cavnar & Trenkle 1994, SDAIR, 161–175), which takes longer than all else that is done with a message.
//! Here the trigrams of the text are looked up in a table of which languages have them where. Texts with
//! any other letters still go to `whatlang`; a test holds the two together.

use std::sync::LazyLock;

use crate::lexicon::lines;

/// The languages, a line each: name, letters, trigrams.
const LANGUAGES: &str = include_str!("../model/trigrams.txt");
/// English, in the list.
const ENGLISH: &str = "English";
/// Space and the plain letters.
const LETTERS: usize = 27;
/// A language has so many trigrams; one that a text lacks counts as so far away.
const TRIGRAMS: usize = 300;
/// So many trigrams of a text count.
const OF_TEXT: usize = 600;

/// All languages, from the side of the trigrams.
struct Languages {
    /// Each language's name and letters, a bit each.
    all: Vec<(&'static str, u32)>,
    /// Where what is known of a trigram begins in `places`; at the end, where it ends.
    starts: Vec<u16>,
    /// Which language has it, and in which place of its list.
    places: Vec<(u8, u16)>,
}

static KNOWN: LazyLock<Languages> = LazyLock::new(Languages::new);

/// A letter's number; a space, or what counts as one, is 0.
fn letter(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a') + 1,
        b'A'..=b'Z' => usize::from(byte - b'A') + 1,
        _ => 0,
    }
}

impl Languages {
    fn new() -> Self {
        let mut all = Vec::new();
        let mut known: Vec<(u16, u8, u16)> = Vec::new();
        for (language, line) in (0_u8..).zip(lines(LANGUAGES)) {
            let mut columns = line.split('\t');
            let mut column = || columns.next().unwrap_or_default();
            let (name, letters, trigrams) = (column(), column(), column());
            let letters = letters.bytes().fold(0, |all, byte| all | 1 << letter(byte));
            all.push((name, letters));
            for (place, trigram) in (0_u16..).zip(trigrams.split(' ')) {
                if let &[one, two, three] = trigram.as_bytes() {
                    known.push((trigram_of([one, two, three].map(letter)), language, place));
                }
            }
        }
        known.sort_unstable();
        let mut starts = Vec::with_capacity(LETTERS.pow(3) + 1);
        for (at, (trigram, ..)) in (0_u16..).zip(&known) {
            while starts.len() <= usize::from(*trigram) {
                starts.push(at);
            }
        }
        #[allow(clippy::cast_possible_truncation)] // 37 × 300
        starts.resize(LETTERS.pow(3) + 1, known.len() as u16);
        let places = known.into_iter().map(|(_, language, place)| (language, place)).collect();
        Self { all, starts, places }
    }

    /// What is known of a trigram.
    fn places(&self, trigram: u16) -> &[(u8, u16)] {
        let at = usize::from(trigram);
        &self.places[usize::from(self.starts[at])..usize::from(self.starts[at + 1])]
    }
}

fn trigram_of([one, two, three]: [usize; 3]) -> u16 {
    #[allow(clippy::cast_possible_truncation)] // below 27³
    let trigram = ((one * LETTERS + two) * LETTERS + three) as u16;
    trigram
}

/// The trigrams of a text, the most frequent first; of those as frequent, the last in the alphabet first.
fn trigrams(text: &str) -> Vec<u16> {
    let mut all = Vec::with_capacity(text.len() + 1);
    let mut bytes = text.bytes().map(letter).chain(std::iter::once(0));
    let (mut one, mut two) = (0, bytes.next().unwrap_or_default());
    for three in bytes {
        if two != 0 || one != 0 && three != 0 {
            all.push(trigram_of([one, two, three]));
        }
        (one, two) = (two, three);
    }
    all.sort_unstable();
    let mut counted: Vec<(usize, u16)> =
        all.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
    counted.sort_unstable_by(|a, b| b.cmp(a));
    counted.truncate(OF_TEXT);
    counted.into_iter().map(|(_, trigram)| trigram).collect()
}

/// Makes the table, so that the first message need not wait for it.
pub(crate) fn prepare() {
    LazyLock::force(&KNOWN);
}

/// Whether it can be told here: plain letters, marks and digits, and some of them letters.
pub(crate) fn plain(text: &str) -> bool {
    text.bytes().all(|byte| byte < 0x7F) && text.bytes().any(|byte| letter(byte) != 0)
}

/// The language of a [`plain`] text and how sure that is, from 0 to 1; nothing where it is English.
#[allow(clippy::cast_precision_loss)] // thousands
pub(crate) fn other_than_english(text: &str) -> Option<(&'static str, f64)> {
    let known = &*KNOWN;
    let trigrams = trigrams(text);
    // How many of its trigrams the text has, and how far from their places they are, all together.
    let mut near = vec![(0_usize, 0_usize); known.all.len()];
    for (place, &trigram) in trigrams.iter().enumerate() {
        for &(language, known) in known.places(trigram) {
            let (count, far) = &mut near[usize::from(language)];
            *count += 1;
            *far += place.abs_diff(usize::from(known));
        }
    }
    let mut said = [0_usize; LETTERS];
    text.bytes().for_each(|byte| said[letter(byte)] += 1);
    let letters: usize = said[1..].iter().sum();
    let letters_weigh = (-(letters as f64 / 300.0) + 2.0 / 3.0).clamp(1.0 / 3.0, 2.0 / 3.0);
    let furthest = trigrams.len() * TRIGRAMS;
    let mut scores: Vec<(f64, &'static str)> = Vec::with_capacity(known.all.len());
    for (&(name, own), (count, far)) in known.all.iter().zip(near) {
        let foreign: usize =
            (1..LETTERS).filter(|letter| own >> letter & 1 == 0).map(|letter| said[letter]).sum();
        let by_letters = letters.saturating_sub(2 * foreign) as f64 / letters as f64;
        let missing = (TRIGRAMS - count) - TRIGRAMS.saturating_sub(trigrams.len());
        let far = (far + missing * TRIGRAMS).min(TRIGRAMS * TRIGRAMS);
        let by_trigrams = furthest.saturating_sub(far) as f64 / furthest as f64;
        let score = by_letters * letters_weigh + by_trigrams * (1.0 - letters_weigh);
        scores.push((score, name));
    }
    scores.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let [(first, name), (second, _), ..] = scores[..] else { return None };
    let sure = if first == 0.0 || second == 0.0 {
        first
    } else {
        ((first - second) / second / (3.0 / trigrams.len() as f64 + 0.015)).min(1.0)
    };
    (name != ENGLISH).then_some((name, sure))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use whatlang::{Lang, detect};

    use super::*;

    /// Where two languages are as near as each other, which is named first says nothing: nobody is sure.
    fn as_whatlang(text: &str) {
        let theirs = detect(text)
            .filter(|found| found.lang() != Lang::Eng && found.confidence() > 0.0)
            .map(|found| (found.lang().eng_name(), found.confidence().to_bits()));
        let ours = other_than_english(text)
            .filter(|(_, sure)| *sure > 0.0)
            .map(|(name, sure)| (name, sure.to_bits()));
        assert_eq!(ours, theirs, "{text}");
    }

    #[test]
    fn every_language_as_whatlang_has_it() {
        assert_eq!(KNOWN.all.len(), 37);
        for line in lines(LANGUAGES) {
            let text = line.replace(['\t', '_'], " ");
            let plain: String = text.chars().filter(char::is_ascii).collect();
            for length in [40, 100, 300, 900] {
                as_whatlang(&plain[plain.len() - length..]);
            }
        }
    }

    proptest! {
        #[test]
        fn any_plain_text_as_whatlang_has_it(
            text in "[a-z]([a-zA-Z0-9 ,.'?\n]{0,90}|( (der|die|das|de|la|que|wo|is|the|ni|na|ya|och|at|nie|to|van|een)|[a-z]){4,60})"
        ) {
            prop_assert!(plain(&text));
            as_whatlang(&text);
        }
    }
}

//! How easy our words are to read.
//!
//! Reading ease after R. Flesch (1948, *Journal of Applied Psychology* 32, 221–233): 206.835 − 1.015 × words a
//! sentence − 84.6 × syllables a word. About 100 is very easy, 60 to 70 plain English, below 30 very hard.
//! Syllables are counted by groups of vowels, which is right for nine words of ten.

use std::ops::Range;

/// Of fewer words it says nothing.
const WORDS_MIN: usize = 30;

/// The reading ease of a text in its sentences: the higher the easier, as a rule 0 to 100. `None` for a text
/// of fewer than thirty words.
pub fn ease(text: &str, sentences: &[Range<usize>]) -> Option<f32> {
    let (mut words, mut syllables, mut sentences_with_words) = (0, 0, 0);
    for sentence in sentences {
        let before = words;
        let said =
            text[sentence.clone()].split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
        for word in said.filter(|word| word.chars().any(char::is_alphabetic)) {
            words += 1;
            syllables += syllables_of(word);
        }
        sentences_with_words += usize::from(words > before);
    }
    if words < WORDS_MIN {
        return None;
    }
    #[allow(clippy::cast_precision_loss)] // words of a message
    let [words, syllables, sentences] =
        [words, syllables, sentences_with_words].map(|count: usize| count as f32);
    Some(206.835 - 1.015 * words / sentences - 84.6 * syllables / words)
}

/// Groups of vowels, but an *e* at the end that is silent; one at least.
fn syllables_of(word: &str) -> usize {
    let word = word.to_lowercase();
    let word = word.split(['\'', '’']).next().unwrap_or_default();
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é' | 'è');
    let mut groups = 0;
    let mut before = false;
    for c in word.chars() {
        groups += usize::from(vowel(c) && !before);
        before = vowel(c);
    }
    // "table" has two, "take" has one, "wanted" has two, "asked" one.
    let consonant_before = |end: &str| {
        word.strip_suffix(end).and_then(|stem| stem.chars().last()).is_some_and(|c| !vowel(c))
    };
    let silent = consonant_before("e") && !word.ends_with("le")
        || word.ends_with("le")
            && word.strip_suffix("le").is_some_and(|stem| stem.ends_with(vowel))
        || consonant_before("ed") && !word.ends_with("ted") && !word.ends_with("ded");
    groups.saturating_sub(usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables() {
        for (word, count) in [
            ("the", 1),
            ("table", 2),
            ("take", 1),
            ("while", 1),
            ("asked", 1),
            ("wanted", 2),
            ("refund", 2),
            ("customer", 3),
            ("we'll", 1),
            ("notwithstanding", 4),
            ("hmm", 1),
        ] {
            assert_eq!(syllables_of(word), count, "{word}");
        }
    }

    #[test]
    fn plain_words_are_easier_than_an_official_s() {
        let of = |text: &str| ease(text, std::slice::from_ref(&(0..text.len())));
        let plain = "We got your note today. We have found the fault. It was on our side, and we \
                     are sorry. A new card is on its way to you, and it will be there on Friday.";
        let hard = "Notwithstanding the aforementioned considerations, reimbursement of ancillary \
                    expenditure necessitates prior authorisation in accordance with the applicable \
                    regulations, the documentation of which remains the responsibility of the \
                    applicant irrespective of circumstances.";
        assert!(of(plain).unwrap() > 60.0, "{:?}", of(plain));
        assert!(of(hard).unwrap() < 0.0, "{:?}", of(hard));
        assert_eq!(of("Hello there."), None);
    }
}

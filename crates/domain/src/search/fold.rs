//! Texts as they are searched: words in one form, so that whoever types "cafe" finds "Café".
//!
//! What is kept and what is typed are folded by the same function, and both databases keep its words as they are.
//! Accents go, and the forms of one letter become one (Unicode's compatibility decomposition, UAX #15). Scripts that
//! do not part their words are cut into pairs of characters, each overlapping the next, as search engines commonly
//! do: a word of two or more characters is then a phrase of pairs.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Most characters of one word that are compared: longer ones are codes, and are found by their beginning.
const WORD_CHARS_MAX: usize = 64;

/// How much of a text a [`Word`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A whole word, such as "teapot".
    Whole,
    /// Two neighbours of a script that does not part its words.
    Pair,
    /// The last character of such a run, by itself.
    Last,
}

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its folded form: letters, digits and what belongs to them.
    pub text: String,
    /// Where it is in the text, in bytes.
    pub span: Range<usize>,
    /// Whether it is a whole word.
    pub part: Part,
}

/// The words of a text, in its order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut run: Option<Run> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = chars.peek()
            && extends(c)
        {
            end = at + c.len_utf8();
            chars.next();
        }
        let kind = Kind::of(first);
        if run.as_ref().is_some_and(|run| Some(run.kind) != kind || run.kind == Kind::Symbol) {
            words.extend(run.take().into_iter().flat_map(Run::words));
        }
        if let Some(kind) = kind {
            let run = run.get_or_insert_with(|| Run { kind, letters: Vec::new() });
            let folded = folded(&text[start..end]);
            if !folded.is_empty() {
                run.letters.push((folded, start..end));
            }
        }
    }
    words.extend(run.into_iter().flat_map(Run::words));
    words
}

/// Characters that are searched in the same way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of scripts that part their words.
    Parted,
    /// Of scripts that do not.
    Unparted,
    /// Each is a word by itself.
    Symbol,
}

impl Kind {
    fn of(c: char) -> Option<Self> {
        if is_symbol(c) {
            Some(Self::Symbol)
        } else if !c.is_alphanumeric() {
            None
        } else if is_unparted(c) {
            Some(Self::Unparted)
        } else {
            Some(Self::Parted)
        }
    }
}

/// Neighbours of one kind: each letter folded, with what belongs to it, and where it is.
struct Run {
    kind: Kind,
    letters: Vec<(String, Range<usize>)>,
}

impl Run {
    fn words(self) -> Vec<Word> {
        let Some((last, end)) = self.letters.last() else { return Vec::new() };
        if self.kind != Kind::Unparted {
            let span = self.letters[0].1.start..end.end;
            let letters = self.letters.iter().flat_map(|(letter, _)| letter.chars());
            let text = letters.take(WORD_CHARS_MAX).collect();
            return vec![Word { text, span, part: Part::Whole }];
        }
        let pair = |pair: &[(String, Range<usize>)]| Word {
            text: format!("{}{}", pair[0].0, pair[1].0),
            span: pair[0].1.start..pair[1].1.end,
            part: Part::Pair,
        };
        let last = Word { text: last.clone(), span: end.clone(), part: Part::Last };
        self.letters.windows(2).map(pair).chain([last]).collect()
    }
}

/// Whether `c` belongs to the character before it, and begins nothing of its own: accents, vowel signs, the
/// half-width voicing marks of katakana, joiners, and hyphens that only show at the end of a line.
fn extends(c: char) -> bool {
    is_combining_mark(c)
        || matches!(c, '\u{FF9E}' | '\u{FF9F}' | '\u{200C}' | '\u{200D}' | '\u{AD}')
}

/// Accents that are not compared: of Latin, Greek and Cyrillic, Hebrew points, Arabic vowels, and the marks that
/// choose how a symbol is drawn. Vowel signs of other scripts are letters to their readers, and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}'
        | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}')
}

/// Pictures and signs that people look for as for a word.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F300}'..='\u{1FAFF}')
}

/// Scripts in which words are not parted by spaces; and Korean, in which endings are part of the word.
fn is_unparted(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1100}'..='\u{11FF}'
        | '\u{1780}'..='\u{17FF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}'
        | '\u{3130}'..='\u{318F}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

/// One character with what belongs to it, in the form that is compared; empty where nothing is left.
fn folded(cluster: &str) -> String {
    if let [byte] = cluster.as_bytes() {
        return char::from(byte.to_ascii_lowercase()).to_string();
    }
    // Katakana's half-width voicing marks are letters of their own until they are decomposed.
    let plain = cluster.chars().flat_map(char::to_lowercase).nfkd();
    let plain = plain.filter(|&c| !is_accent(c)).nfc().flat_map(char::to_lowercase);
    let mut folded = String::new();
    for c in plain {
        match plainer(c) {
            Some(letters) => folded.push_str(letters),
            None if c.is_alphanumeric() || is_combining_mark(c) || is_symbol(c) => folded.push(c),
            None => {}
        }
    }
    folded
}

/// Letters that no decomposition makes plain, as people write them who do not have them on their keyboard.
fn plainer(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn what_people_type_and_what_is_written_come_to_the_same() {
        for (written, typed) in [
            ("Café", "cafe"),
            ("Cafe\u{301}", "CAFÉ"),
            ("Straße", "STRASSE"),
            ("Ärger über Öl", "arger uber ol"),
            ("Smørrebrød, Łódź", "smorrebrod lodz"),
            ("İstanbul ILIK ılık", "istanbul ilik ilik"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("Тёплый чай", "теплыи чаи"),
            ("שָׁלוֹם", "שלום"),
            ("مَرْحَبًا", "مرحبا"),
            ("ＦＫ－１２３４", "fk-1234"),
            ("ﬁne", "fine"),
            ("ｶﾞﾗｽ", "ガラス"),
            ("co\u{AD}oper\u{AD}ate", "cooperate"),
            ("don’t", "don't"),
            ("☕\u{FE0F} please", "☕ please"),
        ] {
            assert_eq!(folded(written), folded(typed), "{written}");
        }
        assert_eq!(
            folded("Order FK-1234 (nora@tea.example)"),
            ["order", "fk", "1234", "nora", "tea", "example"]
        );
        assert_eq!(folded(" -- … \u{0}\u{202E}"), [""; 0]);
        assert_eq!(folded(&"x".repeat(5_000)), ["x".repeat(WORD_CHARS_MAX)]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(folded("茶壺が割れた"), ["茶壺", "壺が", "が割", "割れ", "れた", "た"]);
        assert_eq!(folded("茶"), ["茶"]);
        assert_eq!(folded("찻주전자"), ["찻주", "주전", "전자", "자"]);
        assert_eq!(folded("tea茶tea"), ["tea", "茶", "tea"]);
        // A vowel sign belongs to its letter.
        assert_eq!(folded("กาน้ำชา")[0], "กา");
    }

    #[test]
    fn each_word_is_where_it_says() {
        let text = "Žofie’s 茶壺: 2 ﬁne cups";
        let found: Vec<&str> = words(text).iter().map(|word| &text[word.span.clone()]).collect();
        assert_eq!(found, ["Žofie", "s", "茶壺", "壺", "2", "ﬁne", "cups"]);
    }

    proptest! {
        #[test]
        fn any_text_has_words_of_letters_in_its_order(text: String) {
            let found = words(&text);
            let mut before = 0;
            for word in &found {
                prop_assert!(text.get(word.span.clone()).is_some());
                prop_assert!(word.span.start >= before);
                before = word.span.start;
                prop_assert!(!word.text.is_empty());
                prop_assert!(word.text.chars().count() <= WORD_CHARS_MAX.max(40));
                for c in word.text.chars() {
                    let letter = c.is_alphanumeric() || is_combining_mark(c) || is_symbol(c);
                    prop_assert!(letter, "{c:?} in {word:?}");
                }
            }
        }

        #[test]
        fn what_is_folded_stays_so(text in "[\\p{Latin}\\p{Greek}\\p{Cyrillic}0-9 '-]{0,40}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once.join(" ")), once);
        }
    }
}
